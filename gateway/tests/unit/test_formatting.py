"""Values look as the manual shows them."""

from zoneinfo import ZoneInfo

import pytest

from gateway import formatting
from gateway.formatting import Clock

CLOCK = Clock(ZoneInfo("America/Los_Angeles"))


@pytest.mark.req("R22")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [("2003-01-02", "1/2/2003"), ("1950-12-31", "12/31/1950"), (None, ""), ("", "")],
)
def test_a_date_has_no_padding(stored: str | None, shown: str) -> None:
    assert CLOCK.day(stored) == shown


@pytest.mark.req("R250")
def test_an_instant_shows_the_agencys_own_date() -> None:
    assert CLOCK.day("2019-03-27T02:00:00Z") == "3/26/2019"


@pytest.mark.req("R106")
@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("2019-11-18T15:00:00Z", "7:00 AM"),
        ("2019-11-18T21:48:00Z", "1:48 PM"),
        ("2019-04-19T07:05:00Z", "12:05 AM"),
        ("2019-04-19T19:00:00+00:00", "12:00 PM"),
        (None, ""),
    ],
)
def test_an_appointment_has_a_twelve_hour_clock(stored: str | None, shown: str) -> None:
    assert CLOCK.twelve_hour(stored) == shown


@pytest.mark.req("R202")
def test_a_note_has_a_military_clock_with_seconds() -> None:
    assert CLOCK.military("2019-03-27T00:05:09Z") == "17:05:09"


@pytest.mark.req("R40")
@pytest.mark.parametrize(
    ("stored", "shown"), [("8315550101", "(831) 555-0101"), ("", ""), (None, ""), ("12345", "12345")]
)
def test_a_phone_number_is_stored_bare_and_shown_grouped(stored: str | None, shown: str) -> None:
    assert formatting.phone(stored) == shown


@pytest.mark.req("R68")
def test_a_missing_social_security_number_is_two_dashes() -> None:
    assert formatting.ssn(None) == "- -"
    assert formatting.ssn("***-**-2108") == "***-**-2108"


@pytest.mark.parametrize(
    ("entry", "shown"),
    [
        ({"code": "AFT", "label": "Afternoon"}, "AFT - Afternoon"),
        ({"code": "None", "label": "NONE"}, "NONE"),
        (None, ""),
    ],
)
def test_a_code_stands_before_what_it_means(entry: dict[str, str] | None, shown: str) -> None:
    assert formatting.coded(entry) == shown


def test_an_organization_has_one_name() -> None:
    person = {"first_name": "DOENA", "last_name": "HOLSCHEIN"}
    assert formatting.full_name(person) == "HOLSCHEIN, DOENA"
    assert formatting.full_name({**person, "organization_name": "FOOD BANK"}) == "FOOD BANK"


@pytest.mark.parametrize(
    ("number", "shown"), [(0, "0 B"), (999, "999 B"), (48213, "48.2 kB"), (20_000_000, "20.0 MB")]
)
def test_a_size_is_short(number: int, shown: str) -> None:
    assert formatting.size(number) == shown


@pytest.mark.parametrize(
    ("amount", "shown"), [("1250", "$1,250.00"), (None, ""), (312.5, "$312.50"), ("n/a", "n/a")]
)
def test_an_amount_has_dollars_and_cents(amount: object, shown: str) -> None:
    assert formatting.money(amount) == shown


def test_an_unknown_status_has_a_neutral_mark() -> None:
    assert formatting.tone("SOMETHING NEW") == formatting.tone(None) == "none"
    assert formatting.tone("ELIGIBLE") == "ok"
