"""Named points at which a fault test ends the process, as a crash would.

Without `HOMEFIRE_FAULT_POINT` in the environment this does nothing.
"""

from __future__ import annotations

import os

_WANTED, _, _NTH = os.environ.get("HOMEFIRE_FAULT_POINT", "").partition(":")
_passed = 0


def point(name: str) -> None:
    """Ends the process here and now when the environment names this point: `name`, or `name:3` for the third."""
    global _passed
    if name != _WANTED:
        return
    _passed += 1
    if _passed >= int(_NTH or 1):
        os._exit(137)
