"""Content must be what the extension says."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.domain import formats, kinds
from homefire.rules import RuleBroken

MARKUP = b"<script>alert(1)</script>"


def refused(extension: str, content: bytes) -> str:
    """The code of the rule that such a file breaks."""
    with pytest.raises(RuleBroken) as broken:
        kinds.check_content(kinds.KINDS[extension], extension, content)
    return broken.value.code


@pytest.mark.req("R196")
def test_typed_documents_take_the_manual_s_extensions():
    assert kinds.accepted(None) == ("pdf", "jpeg", "jpg", "png", "jfif", "pjpeg", "pjp")


@pytest.mark.req("R196")
def test_other_extensions_are_refused_with_those_that_are_taken():
    with pytest.raises(RuleBroken) as broken:
        kinds.kind_of("exe", kinds.TYPED)
    assert broken.value.code == "extension_not_accepted"
    assert "pdf, jpeg, jpg, png, jfif, pjpeg, pjp" in broken.value.detail


@pytest.mark.req("R125")
def test_configuration_cannot_allow_what_cannot_be_checked():
    assert kinds.accepted(["docx", "exe", "svg", "pdf"]) == ("docx", "pdf")


@pytest.mark.req("R125", "R196")
def test_each_sample_passes_for_its_own_kind_and_for_no_other(samples):
    for extension, kind in kinds.KINDS.items():
        for sample, content in samples.items():
            own = kind is kinds.KINDS[sample]
            assert kind.matches(content) is own, f"{sample} as {extension}"
            if own:
                kinds.check_content(kind, extension, content)
            else:
                assert refused(extension, content) == "content_mismatch"


@pytest.mark.parametrize("extension", sorted(kinds.KINDS))
def test_empty_file_is_refused(extension):
    assert refused(extension, b"") == "empty_file"


@pytest.mark.parametrize("extension", ["pdf", "jpeg", "png", "docx", "xlsx"])
def test_file_that_was_cut_short_is_refused(samples, extension):
    whole = samples[extension].rstrip()
    for length in range(1, len(whole)):
        assert refused(extension, whole[:length]) == "content_mismatch"


def test_pictures_and_pdfs_may_have_harmless_bytes_after_their_end(samples):
    for extension in ("jpeg", "png"):
        kinds.check_content(kinds.KINDS[extension], extension, samples[extension] + b"\x00" * 500)
    kinds.check_content(kinds.KINDS["pdf"], "pdf", samples["pdf"] + b"\r\n\x00\x00" * 200)


@pytest.mark.parametrize("extension", ["pdf", "jpeg", "png", "tif"])
def test_archive_behind_a_document_is_refused(samples, extension):
    assert refused(extension, _with_tail(samples[extension], samples["docx"])) == "two_kinds_at_once"


def _with_tail(content: bytes, tail: bytes) -> bytes:
    """The content, an archive, and the content's own end once more."""
    return content + tail + (content if content.startswith(b"%PDF") else b"")


def test_pdf_or_web_page_inside_a_picture_is_refused(samples):
    comment = b"\xff\xfe"
    for hidden in (MARKUP, b"%PDF-1.4 ", b"<HTML><body>"):
        segment = comment + struct.pack(">H", 2 + len(hidden)) + hidden
        polyglot = samples["jpeg"][:2] + segment + samples["jpeg"][2:]
        assert formats.is_jpeg(polyglot)
        assert refused("jpg", polyglot) == "two_kinds_at_once"


def test_web_page_inside_a_pdf_is_refused(make):
    assert refused("pdf", make["pdf"](MARKUP)) == "two_kinds_at_once"


@pytest.mark.parametrize("start", [b"\n", b"\xef\xbb\xbf", b"GIF89a", b"PK\x03\x04"])
def test_pdf_that_does_not_begin_at_its_first_byte_is_refused(samples, start):
    assert refused("pdf", start + samples["pdf"]) == "content_mismatch"


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "../../etc/passwd", "/etc/passwd", "word/../../x", "..\\x"]
)
def test_office_document_with_a_macro_or_a_path_upwards_is_refused(make, part):
    assert refused("docx", make["office"]("word/document.xml", part)) == "content_mismatch"


def test_office_document_that_would_unpack_to_a_bomb_is_refused(make):
    bomb = bytearray(make["office"]("word/document.xml"))
    entry = bomb.index(b"PK\x01\x02")
    struct.pack_into("<I", bomb, entry + 24, formats.MOST_UNPACKED)
    assert refused("docx", bytes(bomb)) == "content_mismatch"


def test_office_document_that_is_encrypted_is_refused(make):
    locked = bytearray(make["office"]("word/document.xml"))
    struct.pack_into("<H", locked, locked.index(b"PK\x01\x02") + 8, 1)
    assert refused("docx", bytes(locked)) == "content_mismatch"


@pytest.mark.parametrize("count", [formats.MOST_MEMBERS + 1, 65535])
def test_archive_that_claims_too_many_members_is_refused(make, count):
    crowded = bytearray(make["office"]("word/document.xml"))
    struct.pack_into("<H", crowded, crowded.rindex(b"PK\x05\x06") + 10, count)
    assert refused("docx", bytes(crowded)) == "content_mismatch"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03",
        b"%PDF-1.4 text",
        b"<!DOCTYPE html><p>",
        b"  <svg onload=x>",
        b"{\\rtf1 x}",
        b"a\x1bb",
    ],
)
def test_text_that_a_program_would_take_for_something_else_is_refused(content):
    assert refused("txt", content) == "content_mismatch"


@pytest.mark.parametrize(
    "content", [b"plain\n", "Ñandú\r\n".encode(), "Ñandú".encode("latin-1"), b"\xef\xbb\xbfx\t"]
)
def test_text_of_several_alphabets_is_accepted(content):
    kinds.check_content(kinds.KINDS["txt"], "txt", content)


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("jpg", b"\xff\xd8" + b"\xff" * 3_000_000),
        ("jpg", b"\xff\xd8" + b"\xff\xe0\x00\x02" * 700_000),
        ("jpg", b"\xff\xd8" + b"\xff\xe0\x00\x00" * 700_000),
        ("png", b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0dIHDR" + b"\x00" * 3_000_000),
    ],
)
def test_picture_of_endless_parts_is_given_up_early(extension, content, monkeypatch):
    monkeypatch.setattr(formats, "MOST_PARTS", 50)
    assert refused(extension, content) == "content_mismatch"


@given(st.binary(max_size=400), st.sampled_from(sorted(kinds.KINDS)))
def test_any_bytes_are_accepted_or_refused_and_never_crash(content, extension):
    head = {"pdf": b"%PDF-1.4", "png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "docx": b"PK\x03\x04"}
    for start in (b"", head.get(extension, b"\xff\xd8\xff")):
        try:
            kinds.check_content(kinds.KINDS[extension], extension, start + content)
        except RuleBroken:
            continue


@given(st.binary(min_size=1, max_size=120), st.integers(0, 400))
def test_damaged_office_documents_never_crash(noise, place):
    content = bytearray(b"PK\x03\x04" + b"x" * 400 + b"PK\x05\x06" + b"\x00" * 18)
    content[place : place + len(noise)] = noise
    assert formats.is_word(bytes(content)) in (True, False)
