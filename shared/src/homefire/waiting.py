"""How psycopg waits for the database inside an eventlet-patched process: the greenlet sleeps in the hub.

psycopg's own Python wait makes a selector per statement, which eventlet's patched `select` then turns into a
listener, an event and two switches.
"""

from __future__ import annotations

import select
from typing import Any

from eventlet.hubs import trampoline

_READ, _WRITE = 1, 2


def wait(gen: Any, fileno: int, interval: float = 0.0, timeout: float | None = None) -> Any:
    """Runs one of psycopg's generators to its end, and lets other greenlets run while it waits."""
    try:
        wanted = next(gen)
        while True:
            if wanted == _READ:
                trampoline(fileno, read=True)
                ready = _READ
            elif wanted == _WRITE:
                trampoline(fileno, write=True)
                ready = _WRITE
            else:
                readable, writable, _ = select.select([fileno], [fileno], [])
                ready = (_READ if readable else 0) | (_WRITE if writable else 0)
            wanted = gen.send(ready)
    except StopIteration as end:
        return end.value
