"""What was caught: in memory alone, the newest ones, gone when the program ends."""

from __future__ import annotations

import email
import threading
from collections import deque
from datetime import UTC, datetime
from email.policy import default
from typing import Any

MOST = 500
NO_SUCH_MAILBOX, TRY_LATER = "no-such-mailbox", "try-later"
"""What the part of an address before the `@` begins with, to be refused for good or for now."""


class Box:
    """The messages that came, newest first. Safe to share between threads."""

    def __init__(self) -> None:
        self._messages: deque[dict[str, Any]] = deque(maxlen=MOST)
        self._lock = threading.Lock()

    def put_mail(self, recipients: list[str], content: bytes) -> None:
        """Keeps one e-mail as its headers and its plain text say."""
        message = email.message_from_bytes(content, policy=default)
        part = message.get_body(("plain",))
        text = str(part.get_content()) if part is not None else ""
        names = ("from", "subject", "message-id", "auto-submitted")
        headers = {name.replace("-", "_"): str(message[name] or "") for name in names}
        self._put("email", ", ".join(recipients), headers | {"text": text})

    def put_text(self, sender: str, recipient: str, text: str) -> None:
        """Keeps one text message."""
        self._put("sms", recipient, {"from": sender, "text": text})

    def newest_first(self) -> list[dict[str, Any]]:
        """What is there."""
        with self._lock:
            return list(self._messages)

    def _put(self, kind: str, recipient: str, more: dict[str, Any]) -> None:
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        with self._lock:
            self._messages.appendleft({"kind": kind, "at": at, "to": recipient, **more})


def reply_to(address: str) -> str:
    """What a mail server says to a recipient: taken, or refused as the address asks for."""
    if address.startswith(NO_SUCH_MAILBOX):
        return "550 5.1.1 No such mailbox"
    if address.startswith(TRY_LATER):
        return "451 4.3.0 Try again later"
    return "250 2.1.5 OK"
