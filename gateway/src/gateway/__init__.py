"""Homefire's gateway: log-in, JSON API and web pages over the seven services. It holds no business rule."""

__version__ = "0.1.0"
