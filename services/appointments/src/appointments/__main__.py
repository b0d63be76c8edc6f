"""`python -m appointments run` serves; `python -m appointments migrate` brings the database up to date."""

from homefire import runtime

if __name__ == "__main__":
    runtime.main("appointments")
