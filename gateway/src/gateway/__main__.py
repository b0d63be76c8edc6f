"""`python -m gateway run | migrate | build-assets | accounts …`."""

from gateway.cli import main

if __name__ == "__main__":
    main()
