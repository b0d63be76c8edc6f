"""What every Homefire service stands on. This package knows nothing of customers or applications."""

__version__ = "0.1.0"
