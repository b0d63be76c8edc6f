"""Configuration of the document store, beside what every service has."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from environs import Env

MOST_BYTES = 20 * 2**20
"""The largest file, 20 MB (R196). A deployment may set less; the contract's limit on a request stays."""
MOST_REQUEST_BYTES = 21_000_000
"""A form with the largest file and what surrounds it."""


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """`folder` is where files lie; `most_bytes` is how large one may be."""

    folder: Path
    most_bytes: int

    @classmethod
    def from_environment(cls) -> StoreSettings:
        """Reads `DOCUMENTS_STORE` and `DOCUMENTS_MAX_BYTES`; a wrong one ends the process with a sentence."""
        env = Env()
        folder, most_bytes = env.str("DOCUMENTS_STORE", ""), env.int("DOCUMENTS_MAX_BYTES", MOST_BYTES)
        if not folder:
            raise SystemExit("documents cannot start: set DOCUMENTS_STORE to the folder where files lie.")
        if not 0 < most_bytes <= MOST_BYTES:
            raise SystemExit(f"documents cannot start: DOCUMENTS_MAX_BYTES is between 1 and {MOST_BYTES}.")
        return cls(Path(folder), most_bytes)
