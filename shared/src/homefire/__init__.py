"""What every Homefire service stands on. This package knows nothing of customers or applications."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("homefire")
except PackageNotFoundError:  # Run from a source tree that was never installed.
    __version__ = "0.0.0"
