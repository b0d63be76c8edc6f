"""Weatherization: dwellings, who lives in them and owns them, the jobs done on them, and vendors."""
