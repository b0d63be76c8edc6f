"""The parts of `./homefire bench search`: people to search among, the searches, the figures."""
