"""Whether bytes are what they claim to be: one check for each kind of file.

A check looks at structure and not at a magic number alone, so that a file cut short, a renamed one and most
files that are two kinds at once are refused. Nothing is unpacked or executed.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

_PDF_END = 1024
_PDF_PADDING = 8192
_SNIFFED = 1445
"""Bytes from the start in which a browser looks for HTML (MIME Sniffing Standard, section 5.2)."""
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<iframe", b"<svg")

_PNG = b"\x89PNG\r\n\x1a\n"
MOST_PARTS = 20_000
"""Segments or chunks of a picture; a picture of 20 MB has a few thousand."""
_ZIP_END = b"PK\x05\x06"
_ZIP_END_REACH = 65557
_ZIP_ENTRY = struct.Struct("<4sHHHHHHIIIHHHHHII")
MOST_MEMBERS = 5000
MOST_UNPACKED = 200_000_000
"""What an office document may declare: members, and bytes when unpacked. More is a bomb."""

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSG_STREAM = "__properties_version1.0".encode("utf-16-le")
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def is_pdf(content: bytes) -> bool:
    """Begins as a PDF at its very first byte and has its end marker at the end."""
    return content[:5] == b"%PDF-" and b"%%EOF" in content[-_PDF_PADDING:].rstrip(b"\x00\r\n\t ")[-_PDF_END:]


def is_jpeg(content: bytes) -> bool:
    """Segments up to a scan, a frame among them, and an end-of-image marker (ITU T.81, annex B)."""
    if content[:3] != b"\xff\xd8\xff":
        return False
    position, framed = 2, False
    for _ in range(MOST_PARTS):
        head = content[position : position + 4]
        if len(head) < 4 or head[0] != 0xFF:
            return False
        marker, length = head[1], int.from_bytes(head[2:], "big")
        if marker == 0xDA:
            return framed and content.find(b"\xff\xd9", position) > 0
        framed = framed or (0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC))
        # A marker may be preceded by any number of fill bytes.
        position += 1 if marker == 0xFF else 2 + length
    return False


def is_png(content: bytes) -> bool:
    """The header chunk first, every chunk inside the file, the end chunk reached (PNG, section 5)."""
    if content[:8] != _PNG or content[8:16] != b"\x00\x00\x00\rIHDR":
        return False
    position = 8
    for _ in range(MOST_PARTS):
        head = content[position : position + 8]
        if len(head) < 8 or position + 12 + (length := int.from_bytes(head[:4], "big")) > len(content):
            return False
        if head[4:] == b"IEND":
            return True
        position += 12 + length
    return False


def is_tiff(content: bytes) -> bool:
    """Either byte order, and a first directory that lies inside the file (TIFF 6.0, section 2)."""
    if content[:4] == b"II*\x00":
        directory = int.from_bytes(content[4:8], "little")
    elif content[:4] == b"MM\x00*":
        directory = int.from_bytes(content[4:8], "big")
    else:
        return False
    return 8 <= directory < len(content) - 1


def is_word(content: bytes) -> bool:
    """A Word document without macros."""
    return _is_office(content, "word/document.xml")


def is_excel(content: bytes) -> bool:
    """An Excel workbook without macros."""
    return _is_office(content, "xl/workbook.xml")


def is_outlook(content: bytes) -> bool:
    """A message as Outlook saves it: a compound file with a message's property stream (MS-OXMSG, 2.4)."""
    return content[:8] == _COMPOUND and _MSG_STREAM in content


def is_text(content: bytes) -> bool:
    """Text in UTF-8 or a one-byte alphabet, and nothing that a program would take for something else."""
    start = content[:_SNIFFED].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return not _CONTROL.search(content) and not start.startswith((b"%pdf-", b"{\\rtf", *_MARKUP))


def is_also_something_else(content: bytes, *, holds_archives: bool) -> bool:
    """Whether bytes that pass for one kind would be taken for a web page, a PDF or an archive as well.

    `holds_archives` is for kinds that are an archive themselves, or have some inside them.
    """
    if any(mark in content[:_SNIFFED].lower() for mark in _MARKUP):
        return True
    if content[:5] != b"%PDF-" and b"%PDF-" in content[:_PDF_END]:
        return True
    return not holds_archives and _ZIP_END in content[-_ZIP_END_REACH:]


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    encrypted: bool
    size: int


def _is_office(content: bytes, part: str) -> bool:
    if content[:4] != b"PK\x03\x04":
        return False
    try:
        members = list(_members(content))
    except (ValueError, struct.error):
        return False
    names = {member.name for member in members}
    safe = not any(_climbs(name) or name.lower().endswith("vbaproject.bin") for name in names)
    readable = not any(member.encrypted for member in members)
    small = sum(member.size for member in members) <= MOST_UNPACKED
    return {"[Content_Types].xml", part} <= names and safe and readable and small


def _members(content: bytes) -> Iterator[_Member]:
    """The archive's directory (APPNOTE, 4.3.12), nothing unpacked; raises `ValueError` for too long a one."""
    end = content.rfind(_ZIP_END, max(0, len(content) - _ZIP_END_REACH))
    if end < 0:
        raise ValueError("no end record")
    count, _, position, comment = struct.unpack_from("<HIIH", content, end + 10)
    if count > MOST_MEMBERS or end + 22 + comment > len(content):
        raise ValueError("too many members, or cut short")
    for _ in range(count):
        fields = _ZIP_ENTRY.unpack_from(content, position)
        flags, size, name, *rest = fields[3], fields[9], fields[10], fields[11], fields[12]
        if fields[0] != b"PK\x01\x02":
            raise ValueError("not an entry")
        start = position + _ZIP_ENTRY.size
        yield _Member(content[start : start + name].decode("utf-8", "replace"), bool(flags & 1), size)
        position = start + name + sum(rest)


def _climbs(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")
