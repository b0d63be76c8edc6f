"""What a note says of an export: grid, form, rows and columns, and nothing that somebody typed."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from audit.domain.exported import GRIDS, describe_export
from audit.schemas import NewExport

BODY = {"grid": "jobs", "format": "csv", "rows": 3}


@pytest.mark.req("R86")
def test_an_export_is_told_in_one_sentence() -> None:
    assert describe_export("jobs", "pdf", 1, [], "") == "Jobs exported as PDF, 1 row"
    told = describe_export("appointments", "csv", 1200, ["entered_by", "type"], "starts_at")
    assert told == (
        "Intake Appointments exported as CSV, 1,200 rows: filtered by entered by, type; sorted by starts at"
    )


@pytest.mark.req("R86", "R253")
@pytest.mark.parametrize(
    "said",
    [
        {"grid": "Jobs"},
        {"grid": "SMITH"},
        {"chosen": "sorted by City"},
        {"chosen": ["city is SMITH"]},
        {"chosen": ["123456789"]},
        {"chosen": ["city\n"]},
        {"chosen": ["city"] * 21},
        {"sorted_by": "city 1"},
        {"sorted_by": "SMITH"},
    ],
)
def test_a_note_takes_no_text_of_an_export(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        NewExport().load(BODY | said)


@pytest.mark.req("R86")
@pytest.mark.parametrize("grid", GRIDS)
def test_every_grid_is_noted(grid: str) -> None:
    loaded = NewExport().load(BODY | {"grid": grid, "chosen": ["city"], "sorted_by": "zip"})
    assert loaded["chosen"] == ["city"] and GRIDS[grid] in describe_export(grid, "csv", 2, ["city"], "zip")
    assert NewExport().load(BODY | {"grid": grid})["chosen"] == []
