"""Whatever CORE rejects with a code is looked for before an application is sent (R92)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from applications.domain.clocks import Dates, clocks_of
from applications.domain.finding import FORESEES
from applications.domain.parts.transfer import CONTRACTS, TRANSFER
from applications.domain.preflight import Facts, findings
from core_simulator.rules import CLOCKS, OUTSIDE, REASONS

CODES = [code for code, _text in (*REASONS.values(), OUTSIDE)]
(SETTINGS,) = TRANSFER.shipped
CONTRACT = next(row for row in CONTRACTS.shipped if row["program_year"] == 2026)
DAY = date(2026, 3, 2)
WHOLE = {"name": True, "date_of_birth": True, "ssn": True}
SOUND = Facts(DAY, DAY, 3, 25, WHOLE, CONTRACT, consent=DAY)
FAST_TRACK = {"fast_track": True, "service_restored": False, "disconnection_prevented": False}
OVER = "$3,331.67 a month is over the limit of $3,331.66; income may be at or under it."
CAUSES: dict[str, dict[str, Any]] = {
    "OUT_OF_FUNDS": {"contract": CONTRACT | {"out_of_funds": True}},
    "CERTIFICATION_OUTSIDE_CONTRACT": {"certified": date(2025, 10, 31)},
    "CREATED_ON_OUTSIDE_CONTRACT": {
        "contract": CONTRACT | {"starts": "2026-03-03"},
        "certified": date(2026, 3, 3),
    },
    "NEGATIVE_PRIORITY_POINTS": {"asked": {"priority_points": -1}},
    "FAST_TRACK_WITHOUT_RESULT": {"asked": FAST_TRACK},
    "OVER_INCOME": {"over_income": OVER},
    "HOUSEHOLD_TOO_LARGE": {"household_size": 26},
    "IDENTITY_MISMATCH": {"earlier": {"fields": ["ssn"], "transfer": 7}},
}
"""What is so of an application that CORE rejects with a code."""


def codes(facts: Facts) -> list[str]:
    return [finding.code for finding in findings(facts, [], SETTINGS, as_of=DAY)]


@pytest.mark.req("R92")
def test_a_sound_application_has_no_finding() -> None:
    assert codes(SOUND) == []


@pytest.mark.req("R92")
@pytest.mark.parametrize("code", CODES)
def test_each_code_of_core_has_a_finding_that_foresees_it(code: str) -> None:
    found = codes(replace(SOUND, **CAUSES[code]))
    assert [FORESEES.get(each) for each in found] == [code]


@pytest.mark.req("R92")
@pytest.mark.parametrize(("start", "end", "most", "reason"), CLOCKS)
def test_each_clock_of_core_has_a_finding_that_foresees_it(
    start: str, end: str, most: int, reason: tuple[str, str]
) -> None:
    days = {"document_date": DAY, "intake_date": DAY, "certification_date": DAY, "transfer_date": DAY}
    for over, codes_foreseen in ((most, []), (most + 1, [reason[0]])):
        days |= {start: DAY - timedelta(days=over), end: DAY}
        days["document_date"] = min(days["document_date"], days["intake_date"])
        dates = Dates(days["intake_date"], days["document_date"], days["certification_date"])
        found = findings(SOUND, clocks_of(dates, SETTINGS, as_of=DAY), SETTINGS, as_of=DAY)
        assert [FORESEES.get(each.code) for each in found] == codes_foreseen


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    "mended", [{"service_restored": True}, {"disconnection_prevented": True}, {"pledge_date": DAY}]
)
def test_fast_track_is_sound_once_it_came_to_something_or_a_pledge_date_is_set(
    mended: dict[str, Any],
) -> None:
    assert codes(replace(SOUND, asked=FAST_TRACK | mended)) == []


@pytest.mark.req("R92")
def test_no_points_is_not_a_negative_number_of_them() -> None:
    assert codes(replace(SOUND, asked={"priority_points": 0})) == []
    assert codes(replace(SOUND, asked={"priority_points": None})) == []
