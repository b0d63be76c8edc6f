"""The committed contracts as files of this package; `homefire.contracting` generates them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "contracts"
RELEASED = FOLDER / "released"
"""The contracts as they were last released: what clients rely on."""


@cache
def committed_openapi(service: str) -> bytes:
    """A service's own document, as committed."""
    return (FOLDER / f"{service}.openapi.json").read_bytes()
