"""`python -m messaging run` serves; `python -m messaging migrate` brings the database up to date."""

from homefire import runtime

if __name__ == "__main__":
    runtime.main("messaging")
