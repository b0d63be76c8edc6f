"""The rules of presets: texts that begin an e-mail, the same for everybody (R215, R216)."""

from __future__ import annotations

import re

from homefire.rules import RuleBroken
from messaging.domain import pii_guard

_MERGE_FIELD = re.compile(r"\{[^{}\n]*\}|<<[^<>\n]*>>|«[^«»\n]*»|%\w+%|\[[A-Z _]{3,}\]")


def check_preset(text: str) -> str:
    """Refuses personal data, and what looks like a field to be filled in: nothing is ever filled into a preset."""
    if _MERGE_FIELD.search(text):
        raise RuleBroken(
            "merge_field",
            "Nothing is filled into a preset. Write a text that fits everybody, without braces or marks for fields.",
        )
    for finding in pii_guard.inspect(text, pii_guard.Record()):
        if finding.blocks:
            raise RuleBroken(finding.code, finding.detail)
    return text
