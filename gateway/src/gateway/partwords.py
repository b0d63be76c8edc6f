"""The codes of a program's part as people read them, and the choices of a column whose codes are a list (R243).

Applications says what a column may hold, and for document types only that they are codes: their list is documents'.
While that cannot be had, the codes are typed as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway import documenttypes, lists, verificationwords
from gateway.context import agency_today, gateway, principal, trace

_VERIFICATION, _TYPES = "verification", "document_types"
_WORDS: Mapping[str, Mapping[str, Any]] = {"code": verificationwords.ITEMS, "rules": verificationwords.RULES}
"""By the column of the verification items: what the system itself calls its codes."""


def spoken(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part whose columns say in `words` what their codes mean, and what may be chosen where a list is known."""
    if part["name"] != _VERIFICATION:
        return dict(part)
    return {**part, "columns": [_spoken(column, part["program"]) for column in part["columns"]]}


def _spoken(column: Mapping[str, Any], program: str) -> dict[str, Any]:
    if column["name"] != _TYPES:
        words = _WORDS.get(column["name"], {})
        return {**column, "words": {code: str(word) for code, word in words.items()}}
    listed = gateway().lists.answer(documenttypes.TYPES, principal(), trace())["items"]
    # A program's own entry goes before that of all programs.
    own = sorted(
        (each for each in listed if each["program"] in ("", program)), key=lambda each: each["program"]
    )
    offered = dict.fromkeys(each["code"] for each in lists.offered(own, agency_today()))
    return {**column, "choices": list(offered), "words": {each["code"]: each["label"] for each in own}}
