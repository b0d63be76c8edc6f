"""`python -m homefire_cli`, which is what `./homefire` runs."""

from homefire_cli.app import main

main()
