"""What a caller may say beside an operation's own arguments: as HTTP headers, or by name over RPC.

The four are read in one place, so that a service's own port, the gateway and RPC mean the same by them.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import unquote

IF_MATCH = "If-Match"
IDEMPOTENCY_KEY = "Idempotency-Key"
RECORD_LOCK = "Record-Lock"
ACKNOWLEDGEMENT = "Acknowledgement"
NAMES = {
    IF_MATCH: "if_match",
    IDEMPOTENCY_KEY: "idempotency_key",
    RECORD_LOCK: "lock_token",
    ACKNOWLEDGEMENT: "acknowledgement",
}
"""Header to keyword argument."""


class Headers(Protocol):
    """A request's headers: what werkzeug and Flask have, which look them up in any case of letters."""

    def get(self, key: str, /) -> str | None:
        """The header's value, or None."""


def from_headers(headers: Headers) -> dict[str, str]:
    """The keyword arguments that a request's headers stand for.

    An entity tag loses its quotes; the acknowledgement, a sentence in any script, is percent-encoded UTF-8
    (RFC 3986, section 2.1), since a header field is ASCII.
    """
    values = {name: headers.get(header) for header, name in NAMES.items()}
    found = {name: value for name, value in values.items() if value is not None}
    if "if_match" in found:
        found["if_match"] = found["if_match"].strip().removeprefix("W/").strip('"')
    if "acknowledgement" in found:
        found["acknowledgement"] = unquote(found["acknowledgement"])
    return found
