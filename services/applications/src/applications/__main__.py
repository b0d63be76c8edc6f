"""`python -m applications run` serves; `python -m applications migrate` brings the database up to date."""

from homefire import runtime

if __name__ == "__main__":
    runtime.main("applications")
