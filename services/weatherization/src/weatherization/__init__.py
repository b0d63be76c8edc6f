"""Weatherization: dwellings, who lives in them and owns them, and the jobs done on them."""
