"""What a caller may say beside an operation's own arguments: as HTTP headers, or by name over RPC.

The four are read in one place, so that a service's own port, the gateway and RPC mean the same by them.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def from_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The keyword arguments that a request's headers stand for.

    An entity tag loses its quotes; the acknowledgement, a sentence in any script, is percent-encoded UTF-8
    (RFC 3986, section 2.1), since a header field is ASCII.
    """
    found = {name: headers[header] for header, name in NAMES.items() if header in headers}
    if "if_match" in found:
        found["if_match"] = found["if_match"].strip().removeprefix("W/").strip('"')
    if "acknowledgement" in found:
        found["acknowledgement"] = unquote(found["acknowledgement"])
    return found
