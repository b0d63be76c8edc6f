"""Which kinds of file are taken, by extension, and whether content and extension agree (R125, R196)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from documents.domain import formats
from homefire.rules import RuleBroken

TYPED = ("pdf", "jpeg", "jpg", "png", "jfif", "pjpeg", "pjp")
"""What a typed document may be, unless its type's own list says otherwise (R196)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: what it is called, the media type it is delivered with, how to tell it.

    `holds_archives` is true for what is an archive or may hold one; `says_anything` for plain text, which may
    quote any other kind.
    """

    title: str
    media_type: str
    matches: Callable[[bytes], bool]
    holds_archives: bool = False
    says_anything: bool = False


_PDF = Kind("a PDF", "application/pdf", formats.is_pdf)
_JPEG = Kind("a JPEG picture", "image/jpeg", formats.is_jpeg)
_WORD = Kind(
    "a Word document without macros",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    formats.is_word,
    holds_archives=True,
)
_EXCEL = Kind(
    "an Excel workbook without macros",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    formats.is_excel,
    holds_archives=True,
)
_TIFF = Kind("a TIFF picture", "image/tiff", formats.is_tiff)
_TEXT = Kind("plain text", "text/plain", formats.is_text, says_anything=True)
KINDS: dict[str, Kind] = {
    "pdf": _PDF,
    **dict.fromkeys(("jpeg", "jpg", "jfif", "pjpeg", "pjp"), _JPEG),
    "png": Kind("a PNG picture", "image/png", formats.is_png),
    "docx": _WORD,
    "xlsx": _EXCEL,
    "tif": _TIFF,
    "tiff": _TIFF,
    "msg": Kind(
        "a message saved by Outlook", "application/vnd.ms-outlook", formats.is_outlook, holds_archives=True
    ),
    "txt": _TEXT,
}
"""Every extension that can be checked. What is on no list here cannot be allowed by configuration either."""


def accepted(configured: Sequence[str] | None) -> tuple[str, ...]:
    """The extensions that a document type takes: its own, as far as they can be checked, or the usual."""
    return tuple(name for name in configured or TYPED if name in KINDS)


def kind_of(extension: str, allowed: Sequence[str]) -> Kind:
    """The kind that an extension stands for; raises `RuleBroken` that lists what is taken."""
    if extension not in allowed:
        raise RuleBroken(
            "extension_not_accepted", f"Choose a file of one of these types: {', '.join(allowed)}."
        )
    return KINDS[extension]


def check_content(kind: Kind, extension: str, content: bytes) -> None:
    """Raises `RuleBroken` for an empty file and for one that is not what its extension says."""
    if not content:
        raise RuleBroken("empty_file", "The file is empty. Choose another, or save it again.")
    if not kind.matches(content):
        raise RuleBroken(
            "content_mismatch",
            f"The name ends in .{extension}, and the content is not {kind.title}. Save it again as one.",
        )
    if not kind.says_anything and formats.is_also_something_else(content, holds_archives=kind.holds_archives):
        raise RuleBroken(
            "two_kinds_at_once", f"The file is {kind.title} and something else besides. Save it again as one."
        )
