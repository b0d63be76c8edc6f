"""`python -m audit run` serves; `python -m audit migrate` brings the database up to date."""

from homefire import runtime

if __name__ == "__main__":
    runtime.main("audit")
