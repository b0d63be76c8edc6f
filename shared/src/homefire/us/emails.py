"""E-mail addresses."""

from __future__ import annotations

import re

from homefire.rules import RuleBroken

_EMAIL = re.compile(
    r"^[^@\s,;:<>()\[\]\\\"]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$"
)
LONGEST_EMAIL = 254


def parse_email(text: str) -> str:
    """An e-mail address; its form alone is checked (R42). Empty for none."""
    local = text.rpartition("@")[0]
    malformed = not _EMAIL.match(text) or ".." in local or local[:1] == "." or local[-1:] == "."
    if text and (len(text) > LONGEST_EMAIL or malformed):
        raise RuleBroken("not_an_email", "Enter an address like name@example.org.")
    return text
