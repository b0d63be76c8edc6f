"""Stands in for CORE on the bus."""
