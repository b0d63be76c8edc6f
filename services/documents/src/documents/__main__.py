"""`python -m documents run` serves; `python -m documents migrate` brings the database up to date."""

from homefire import runtime

if __name__ == "__main__":
    runtime.main("documents")
