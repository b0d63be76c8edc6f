"""Small files that are what they say, made here so that no binary lies in the repository."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest


def pdf(filling: bytes = b"") -> bytes:
    """A PDF whose content stream is `filling`."""
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%" + filling + b"\ntrailer\n<< >>\n%%EOF\n"


def pdf_of(size: int) -> bytes:
    """A PDF of exactly `size` bytes."""
    return pdf(b"x" * (size - len(pdf())))


def jpeg(trailer: bytes = b"") -> bytes:
    """A JPEG of one pixel, with something after its end if wanted."""
    header = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00"
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x7f"
    return header + frame + scan + b"\xff\xd9" + trailer


def png() -> bytes:
    """A PNG of one grey pixel."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00\x00")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def tiff() -> bytes:
    """A TIFF whose one directory is empty."""
    return b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + b"\x00\x00\x00\x00"


def office(*parts: str) -> bytes:
    """An office document, or another archive, with these parts."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, "<part/>")
    return packed.getvalue()


def outlook() -> bytes:
    """The beginning of a compound file and the name of a message's property stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + "__properties_version1.0".encode("utf-16-le")


SAMPLES: dict[str, bytes] = {
    "pdf": pdf(),
    "jpeg": jpeg(),
    "png": png(),
    "tif": tiff(),
    "docx": office("word/document.xml"),
    "xlsx": office("xl/workbook.xml"),
    "msg": outlook(),
    "txt": "Señora García called.\r\n".encode(),
}


@pytest.fixture
def samples() -> dict[str, bytes]:
    """A file of each kind by its extension."""
    return dict(SAMPLES)


@pytest.fixture
def make() -> dict[str, Callable[..., bytes]]:
    """What makes files of a wanted form."""
    return {"pdf": pdf, "pdf_of": pdf_of, "jpeg": jpeg, "office": office}
