"""What a domain rule says when a value breaks it, and the rule that every text obeys."""

from __future__ import annotations

import unicodedata


class RuleBroken(ValueError):
    """A value breaks a rule: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


_ALLOWED_CONTROLS = {"\n", "\t"}
_NEVER, _LINE_ENDS = {"Cc", "Cs", "Cn"}, {"Zl", "Zp"}


def clean_text(text: str, *, most: int, least: int = 0, lines: bool = False) -> str:
    """Text in its stored form: Unicode NFC, trimmed. Lengths count code points.

    Control characters, lone surrogates and unassigned code points are refused rather than dropped, so that
    what is stored is what was typed. Line breaks are kept only where `lines` allows them; elsewhere every
    character that ends a line is refused, such as U+2028 and U+2029.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n") if lines else text
    refused = _NEVER if lines else _NEVER | _LINE_ENDS
    for character in text:
        if lines and character in _ALLOWED_CONTROLS:
            continue
        if unicodedata.category(character) in refused:
            raise RuleBroken("control_character", "Remove characters that cannot be printed.")
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > most:
        raise RuleBroken("too_long", f"Shorten this to at most {most} characters; it has {len(text)}.")
    if not text and least:
        raise RuleBroken("required", "This is required.")
    if len(text) < least:
        raise RuleBroken("too_short", f"Give at least {least} characters; this has {len(text)}.")
    return text
