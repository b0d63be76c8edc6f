"""Grids as files: what is read back is what was shown, nothing runs in a spreadsheet, nothing hostile breaks a file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from gateway import build_assets
from gateway.assets import Assets
from gateway.grids.files import FORMATS, Export, csv_file
from gateway.grids.files.pdf_file import MOST_ROWS
from gateway.grids.files.table import is_formula
from gateway.grids.record import APPLICATIONS, CONTACTS, HOUSEHOLD, JOBS
from gateway.grids.viewing import view
from homefire.errors import Invalid

ZONE = ZoneInfo("America/Los_Angeles")
AT = datetime(2026, 11, 20, 22, 2, tzinfo=UTC).astimezone(ZONE)
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", " \u00a0@"]
UNSEEN = ["\ufeff", "\u200b", "\u2060", "\u00ad", "\u202e", "\u3164", "\u2800", "\u1160", "\uffa0", "\u3000", "\u2028",
          "\ufe0f", "\x0b", " ", "\u00a0", "'", '"', "\u201c", "\uff07"]  # fmt: skip
SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212"
HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "http://a.b/", "{=1}", '"', "a,b\r\nc",
    "\x00\x08\x1b", "\ud800", "\ufffe", "\u202egnp", "محمد", "אברהם", "王小明", "नमस्ते", "Ñandú Đặng", "👩‍👩‍👧", "x" * 5000,
    "{nb}", "**b**", "",
]  # fmt: skip
texts = st.one_of(
    st.text(alphabet=st.characters(), max_size=20),
    st.builds(str.__add__, st.sampled_from(STARTS), st.text(max_size=8)),
    st.sampled_from(HOSTILE),
)
some = settings(max_examples=40, deadline=None)


@pytest.fixture(scope="module", autouse=True)
def _typeface() -> None:
    """The typeface of PDF files is built."""
    build_assets.build()


@pytest.fixture(scope="module", autouse=True)
def _words() -> Iterator[None]:
    """The words of grids, in English."""
    app = Flask("grids")
    Babel(app)
    with app.test_request_context("/"):
        yield


def file_of(kind: str, grid: Any, data: Any, given: dict[str, str] | None = None) -> bytes:
    assets = Assets()
    typeface = (assets.path("export.ttf"), assets.path("export-bold.ttf"))
    shown = view(grid, data, ZONE, given or {})
    return FORMATS[kind].write(Export(110385, shown, AT, typeface))


def records(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def jobs(**said: Any) -> dict[str, Any]:
    return {"items": [{"dwelling_id": 28488, "job_id": -7, "completed_date": "2018-12-27", **said}]}


PLEDGED = {
    "program": "HEAP 2018", "status": "ELIGIBLE", "intake_date": "2018-12-03", "account_number": "00123",
    "pledges": [
        {"memo": "=HEAT", "amount": "1250.50", "payee": "PG&E", "status": "OPEN", "date_submitted": "2018-12-05",
         "entered_at": "2018-12-06T02:00:00Z"},
    ],
}  # fmt: skip


@pytest.mark.req("R86")
@some
@given(texts)
def test_csv_holds_every_text_and_no_formula(text: str) -> None:
    heading, row = records(file_of("csv", JOBS, jobs(city=text, county="x")))
    assert len(heading) == len(row) == len(JOBS.columns)
    assert (row[0], row[1], row[4]) == ("28488", "-7", "2018-12-27")
    shown = row[7]
    assert (shown.startswith("'") or not is_formula(shown)) and "\x00" not in shown
    if all(character.isprintable() for character in text):
        assert shown == (f"'{text}" if is_formula(text) else text)


@pytest.mark.req("R86")
@settings(max_examples=300, deadline=None)
@given(
    before=st.one_of(
        st.just(""), st.text(max_size=6).map(lambda text: text + ";"), st.sampled_from(["a\t", "b\n"])
    ),
    passed=st.lists(st.sampled_from(UNSEEN), max_size=4),
    sign=st.sampled_from(SIGNS),
    rest=st.text(max_size=6),
)
def test_no_sign_begins_a_formula_behind_what_nobody_sees(
    before: str, passed: list[str], sign: str, rest: str
) -> None:
    assert csv_file.safe("".join((before, *passed, sign, rest))).startswith("'")


@pytest.mark.req("R86")
@pytest.mark.parametrize(
    "text", ["", "DOENA", "1-2", "a=b", "'quoted'", "O'NEIL", "x @ y", "Ñandú", "½", "\u200b"]
)
def test_what_begins_no_formula_stays(text: str) -> None:
    assert csv_file.safe(text) == text


@pytest.mark.req("R86")
@pytest.mark.parametrize("start", STARTS)
def test_whatever_begins_like_a_formula_is_text(start: str) -> None:
    for text in (f"{start}1+1", f"{start}HYPERLINK(1)"):
        _, row = records(file_of("csv", JOBS, jobs(city=text)))
        assert row[7].startswith("'")
        sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", JOBS, jobs(city=text)))).active
        assert sheet["H2"].data_type == "s"


@pytest.mark.req("R86")
@some
@given(texts)
def test_xlsx_holds_every_text_as_text(text: str) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", JOBS, jobs(city=text)))).active
    cell = sheet["H2"]
    assert cell.data_type in ("s", "inlineStr") or (cell.value is None and not text)
    assert (sheet["A2"].value, sheet["B2"].value) == (28488, -7)
    if text and text.isprintable():
        assert cell.value == text


@pytest.mark.req("R86")
def test_xlsx_has_days_amounts_and_the_pledges_on_a_sheet_of_their_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", APPLICATIONS, {"items": [PLEDGED]})))
    assert book.sheetnames == ["Applications", "Commitments-Pledges"]
    first, second = book.worksheets
    assert [cell.value for cell in first[1]] == [str(column.heading) for column in APPLICATIONS.columns]
    assert str(first["C2"].value) == "2018-12-03 00:00:00"
    assert (first["C2"].is_date, first["D2"].value, first["I2"].value) == (True, None, "00123")
    assert [cell.value for cell in second[2]][:5] == ["HEAP 2018", "=HEAT", 1250.5, "PG&E", None]
    assert (second["B2"].data_type, second["C2"].number_format) == ("s", "$#,##0.00")
    # The day that it was in the agency's zone.
    assert str(second["H2"].value) == "2018-12-05 00:00:00"


@pytest.mark.req("R86")
def test_csv_has_the_pledges_below_in_records_of_the_same_length() -> None:
    found = records(
        file_of("csv", APPLICATIONS, {"items": [PLEDGED, {"program": "LIHWAP 2019", "pledges": []}]})
    )
    assert len({len(record) for record in found}) == 1
    assert [record[0] for record in found] == [
        "Program",
        "HEAP 2018",
        "LIHWAP 2019",
        "",
        "Program",
        "HEAP 2018",
    ]
    assert found[5][1:4] == ["'=HEAT", "1250.50", "PG&E"]
    assert file_of("csv", APPLICATIONS, {"items": []}).count(b"\r\n") == 1


@pytest.mark.req("R86")
@some
@given(texts)
def test_json_has_typed_rows_with_their_pledges(text: str) -> None:
    row = PLEDGED | {"city": text}
    told = json.loads(file_of("json", APPLICATIONS, {"items": [row]}, {"sort": "-intake_date"}))
    assert (told["grid"], told["customer_number"], told["sort"]) == ("applications", 110385, "-intake_date")
    [shown] = told["rows"]
    assert (shown["intake_date"], shown["transfer_date"]) == ("2018-12-03", None)
    assert shown["pledges"][0]["amount"] == "1250.50" and shown["pledges"][0]["memo"] == "=HEAT"
    if text and text.isprintable():
        assert shown["city"] == text


@pytest.mark.req("R86")
def test_pdf_takes_every_text_and_shows_what_it_cannot_write() -> None:
    items = [{"notes": text, "entered_by": "王", "contact_date": "2019-03-07"} for text in HOSTILE]
    content = file_of("pdf", CONTACTS, {"items": items})
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    text = "".join(pages)
    assert "3/7/2019" in text and "Ñandú Đặng" in text
    for code in ("[U+738B]", "[U+202E]", "[U+0928]"):
        assert code in text.replace("\n", "")
    assert text.count("x") >= 5000
    assert "Contact Date" in pages[-1]


@pytest.mark.req("R86", "R255")
def test_pdf_says_that_there_is_nothing_and_what_was_asked() -> None:
    content = file_of("pdf", APPLICATIONS, {"items": [PLEDGED]}, {"status.is": "DENIED", "sort": "city"})
    text = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    for said in ("No data to display", "0 of 1 rows", "Application Status is DENIED", "sorted by City"):
        assert said in text


@pytest.mark.req("R69", "R253")
@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_number_is_masked_whatever_a_service_sends(kind: str) -> None:
    members = [{"first_name": "A", "ssn": "123-45-6789"}, {"first_name": "B", "ssn": "***-**-2108"}]
    content = file_of(kind, HOUSEHOLD, {"members": members})
    if kind == "xlsx":
        cells = openpyxl.load_workbook(io.BytesIO(content)).active["E"]
        assert [cell.value for cell in cells] == ["SSN", "***-**-6789", "***-**-2108"]
        return
    assert b"123-45" not in content and b"***-**-6789" in content and b"***-**-2108" in content


@pytest.mark.req("R86")
def test_a_number_longer_than_a_spreadsheet_keeps_is_told_whole() -> None:
    long = 12345678901234567890
    sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", JOBS, jobs(job_id=long)))).active
    assert sheet["B2"].value == str(long)
    assert Decimal(records(file_of("csv", JOBS, jobs(job_id=long)))[1][1]) == long


@pytest.mark.req("R86")
def test_file_names_hold_a_number_and_no_name() -> None:
    made = Export(110385, view(APPLICATIONS, {"items": []}, ZONE, {}), AT, (Path(), Path()))
    assert {each.file_name(made) for each in FORMATS.values()} == {
        f"applications-110385.{kind}" for kind in ("csv", "xlsx", "pdf", "json")
    }


@pytest.mark.req("R86")
def test_a_pdf_of_more_rows_than_anybody_reads_is_refused_in_words() -> None:
    data = {"items": [{"program": "HEAP 2018", "pledges": []}] * (MOST_ROWS + 1)}
    with pytest.raises(Invalid, match="Filter them, or choose another format"):
        file_of("pdf", APPLICATIONS, data)
    assert len(records(file_of("csv", APPLICATIONS, data))) == MOST_ROWS + 2


@pytest.mark.req("R86")
@pytest.mark.parametrize(
    ("text", "left"),
    [("a" * 32_767, 32_767), ("\U0001f600" * 16_384, 16_384), ("a" + "\U0001f600" * 16_384, 16_384)],
)
def test_a_cell_is_clipped_by_the_units_that_a_spreadsheet_counts(text: str, left: int) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(file_of("xlsx", JOBS, jobs(city=text)))).active
    shown = sheet["H2"].value
    assert len(shown.encode("utf-16-le")) <= 2 * 32_767 and len(shown) == left
    assert shown == text or shown.rstrip("…") == text[: left - 1]
