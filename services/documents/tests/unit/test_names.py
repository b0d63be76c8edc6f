"""Names of files and folders."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.domain import names
from homefire.rules import RuleBroken

NAMES = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=149)


def broken(rule) -> str:
    """The code of the rule that a call breaks."""
    with pytest.raises(RuleBroken) as refused:
        rule()
    return refused.value.code


@pytest.mark.parametrize("name", ["paystub.pdf", "october pay (2).PDF", "año 2019.final.jpg", "a.b.c.png"])
def test_parse_file_name_keeps_ordinary_names(name):
    assert names.parse_file_name(name) == name


@pytest.mark.req("R125")
@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\x.pdf", "/x.pdf", "C:\\x.pdf", "a/b.pdf"])
def test_parse_file_name_refuses_a_path(name):
    assert broken(lambda: names.parse_file_name(name)) == "path_in_name"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("x\x00.pdf", "control_character"),
        ("x\r\nSet-Cookie.pdf", "control_character"),
        ("x\u202efdp.exe", "invisible_character"),
        ("x\u200b.pdf", "invisible_character"),
        (".pdf", "no_name"),
        ("..pdf", "no_name"),
        ("", "no_name"),
        ("x" * 147 + ".pdf", "too_long"),
    ],
)
def test_parse_file_name_refuses_what_is_no_name(name, code):
    assert broken(lambda: names.parse_file_name(name)) == code


@pytest.mark.req("R249")
@pytest.mark.parametrize("name", ["765-43-2108.pdf", "ssn 765 43 2108 card.jpg", "765_43_2108.png"])
def test_parse_file_name_refuses_a_social_security_number(name):
    assert broken(lambda: names.parse_file_name(name)) == "ssn_in_name"
    assert broken(lambda: names.parse_folder(f"income/{name}")) == "ssn_in_name"


@pytest.mark.parametrize("name", ["10223456789.pdf", "2019-03-07 bill.pdf", "831-555-0101.pdf"])
def test_parse_file_name_keeps_other_numbers(name):
    assert names.parse_file_name(name) == name


@pytest.mark.req("R125")
@pytest.mark.parametrize(
    "folder", ["..", "../etc", "a/../../b", "a/./b", "a/.../b", "\\\\server\\share", "a\\b", "A:", "C:/store"]
)
def test_parse_folder_never_climbs(folder):
    assert broken(lambda: names.parse_folder(folder)) == "not_a_folder"


@given(st.text(max_size=60))
def test_folder_that_is_accepted_stays_where_it_is(text):
    try:
        folder = names.parse_folder(text)
    except RuleBroken:
        return
    for path in (PurePosixPath("/store", folder), PureWindowsPath("C:/store", folder)):
        assert ".." not in path.parts and path.parts[1] == "store"
    assert names.parse_folder(folder) == folder


def test_parse_folder_reads_names_between_slashes():
    assert names.parse_folder("") == ""
    assert names.parse_folder("/Income // 2019/") == "Income/2019"
    assert broken(lambda: names.parse_folder("/".join("abcdefghi"))) == "too_deep"


@pytest.mark.req("R125")
def test_free_name_counts_upwards_and_ignores_case():
    assert names.free_name("a.pdf", set()) == "a.pdf"
    assert names.free_name("A.pdf", {"a.pdf"}) == "A (2).pdf"
    assert names.free_name("a.pdf", {"a.pdf", "a (2).pdf", "a (4).pdf"}) == "a (3).pdf"
    assert names.free_name("a.tar.pdf", {"a.tar.pdf"}) == "a.tar (2).pdf"


@given(st.lists(NAMES.map(lambda stem: f"{stem[:145]}.pdf"), max_size=12))
def test_free_names_are_all_different_and_none_is_too_long(wanted):
    taken: set[str] = set()
    for name in [*wanted, *wanted]:
        free = names.free_name(name, taken)
        assert names.key(free) not in taken
        assert len(free) <= names.LONGEST_NAME and names.extension(free) == "pdf"
        taken.add(names.key(free))


@pytest.mark.parametrize(
    ("name", "wanted"), [("A.PDF", "pdf"), ("a.pdf.exe", "exe"), ("a", ""), ("a.", ""), ("a.JPeG", "jpeg")]
)
def test_extension_is_what_follows_the_last_full_stop(name, wanted):
    assert names.extension(name) == wanted
