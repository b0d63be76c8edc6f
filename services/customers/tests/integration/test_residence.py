"""Residence addresses: kept with their days, asked about once something rests on them, found, merged (R34, R142)."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from customers.repository import following
from customers.schemas import search as searching
from customers.usecases import addresses, merging, search
from homefire.clock import Clock
from homefire.errors import Invalid
from homefire.schemas import load
from homefire.testing.suite import Suite

pytestmark = pytest.mark.req("R142")
Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]
MAIL = {"number": "1", "street": "THIS", "street_type": "WAY", "zip": "95060"}
HOME = {"number": "910", "street": "SHADOWBROOK", "zip": "95077"}
OTHER = {"number": "12", "street": "ELM", "zip": "93933"}
BOX = {"number": "", "street": "PO BOX 9", "street_type": "", "zip": "95077"}
_applications = itertools.count(990_001)


@pytest.fixture
def applied(suite: Suite) -> Callable[[int, str], None]:
    """`applied(number, "PENDING")`: applications has told of an application of the customer that stands so."""

    def told(number: int, status: str) -> None:
        with suite.work_in("customers") as work:
            following.hold_application(work.session, next(_applications), number).status = status

    return told


def refused(change: Callable[[], object]) -> list[tuple[str, str]]:
    """Field and code of what is wrong."""
    with pytest.raises(Invalid) as problem:
        change()
    return [(entry.field, entry.code) for entry in problem.value.fields]


def test_a_residence_is_kept_beside_the_mailing_address_and_filled_in(create: Create, update: Update) -> None:
    number = create(mailing_address=MAIL)["number"]
    record = update(number, 1, residence_address=HOME)
    assert record["residence_address"]["city"] == "WATSONVILLE"
    assert record["residence_address"]["since"] is not None
    assert record["mailing_address"]["street"] == "THIS"
    assert update(number, 2, residence_address=None)["residence_address"] is None
    assert create()["residence_address"] is None


def test_what_is_no_residence_is_refused_by_its_field(create: Create, update: Update) -> None:
    number = create(residence_address=HOME)["number"]
    boxed = {"number": "", "street": "PO BOX 9", "zip": "95077"}
    assert refused(lambda: update(number, 1, residence_address=boxed)) == [
        ("residence_address.street", "po_box")
    ]
    assert refused(lambda: update(number, 1, residence_address={"zip": ""})) == [
        ("residence_address.zip", "required")
    ]
    cleared = dict.fromkeys(("number", "street", "zip"), "")
    assert update(number, 1, residence_address=cleared)["residence_address"] is None


@pytest.mark.parametrize("status", ["PENDING", "ELIGIBLE", "REJECTED", "CORRECTED"])
def test_the_reason_is_asked_while_an_application_is_open(
    create: Create, update: Update, applied: Any, outbox_of: Any, status: str
) -> None:
    number = create(residence_address=HOME)["number"]
    applied(number, status)
    assert refused(lambda: update(number, 1, residence_address=OTHER)) == [("residence_change", "required")]
    update(number, 1, mailing_address=MAIL)
    update(number, 2, residence_address=HOME, email="ada@example.org", residence_change="MOVED")
    update(number, 3, residence_address=OTHER, residence_change="MOVED")
    told = outbox_of("customers", subject=number, type="customer_updated")
    assert [event["data"].get("residence_change") for event in told] == [None, None, "MOVED"]


@pytest.mark.parametrize("status", ["TRANSFERRED", "BENEFITTED", "DENIED", "WITHDRAWN"])
def test_nothing_is_asked_where_nothing_rests_on_it(
    create: Create, update: Update, applied: Any, status: str
) -> None:
    number = create(residence_address=HOME)["number"]
    applied(number, status)
    assert update(number, 1, residence_address=OTHER)["residence_address"]["street"] == "ELM"
    mailed = create(mailing_address=MAIL)["number"]
    applied(mailed, status)
    record = update(mailed, 1, mailing_address=OTHER)
    assert (record["mailing_address"]["street"], record["residence_address"]) == ("ELM", None)


@pytest.mark.parametrize("answer", ["MOVED", "CORRECTION"])
def test_a_mailing_address_that_is_the_home_is_asked_about(
    create: Create, update: Update, applied: Any, get: Any, outbox_of: Any, answer: str
) -> None:
    number = create(mailing_address=MAIL)["number"]
    applied(number, "PENDING")
    for other in (OTHER, BOX, {"street": "FIR"}):
        change = functools.partial(update, number, 1, mailing_address=other)
        assert refused(change) == [("residence_change", "required")]
    assert get(number)["mailing_address"]["street"] == "THIS"
    assert update(number, 1, mailing_address=OTHER, residence_change=answer)["residence_address"] is None
    told = outbox_of("customers", subject=number, type="customer_updated")
    assert [event["data"].get("residence_change") for event in told] == [answer]


def test_where_mail_alone_goes_elsewhere_the_home_is_kept_as_the_residence(
    create: Create, update: Update, applied: Any, outbox_of: Any
) -> None:
    number = create(mailing_address=MAIL | {"city": "LIVE OAK"})["number"]
    applied(number, "PENDING")
    record = update(number, 1, mailing_address=OTHER, residence_change="MAIL_ONLY")
    assert (record["mailing_address"]["street"], record["residence_address"]["street"]) == ("ELM", "THIS")
    assert record["residence_address"]["city"] == "LIVE OAK"
    assert record["residence_address"]["overridden"] == ["city"]
    assert record["residence_address"]["since"] is not None
    [told] = outbox_of("customers", subject=number, type="customer_updated")
    changes = {each["field"]: (each["old"], each["new"]) for each in told["data"]["changes"]}
    assert changes["mailing_address.street"] == ("THIS", "ELM")
    assert changes["residence_address.street"] == ("", "THIS")
    assert "residence_change" not in told["data"]
    # A residence is recorded now: mail goes where it goes, and nothing is asked.
    assert update(number, 2, mailing_address=BOX)["residence_address"]["street"] == "THIS"


def test_mail_alone_is_refused_where_a_residence_was_edited(
    create: Create, update: Update, applied: Any, get: Any
) -> None:
    number = create(mailing_address=MAIL, residence_address=HOME)["number"]
    applied(number, "PENDING")
    both = {"mailing_address": BOX, "residence_address": OTHER, "residence_change": "MAIL_ONLY"}
    assert refused(lambda: update(number, 1, **both)) == [("residence_change", "residence_edited")]
    assert get(number)["version"] == 1


def test_mail_that_went_to_a_box_says_nothing_of_the_home(
    create: Create, update: Update, applied: Any, outbox_of: Any
) -> None:
    number = create(mailing_address=BOX)["number"]
    applied(number, "PENDING")
    record = update(number, 1, mailing_address=OTHER | {"zip": "95060"}, residence_change="MAIL_ONLY")
    assert record["residence_address"] is None
    boxed = create(mailing_address=BOX)["number"]
    applied(boxed, "PENDING")
    update(boxed, 1, mailing_address=OTHER)
    [told] = outbox_of("customers", subject=boxed, type="customer_updated")
    assert "residence_change" not in told["data"]


@pytest.mark.req("R34")
def test_residences_are_listed_with_their_days(
    suite: Suite, create: Create, update: Update, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_day(days: int) -> None:
        moment = datetime(2026, 3, 1, 20, tzinfo=UTC) + timedelta(days)
        clock = Clock(ZoneInfo("America/Los_Angeles"), lambda: moment)
        monkeypatch.setattr(suite.edge("customers"), "clock", clock)

    on_day(0)
    number = create(mailing_address=MAIL, residence_address=HOME)["number"]
    for version, (day, place) in enumerate(((3, OTHER), (3, OTHER | {"number": "14"}), (5, None)), 1):
        on_day(day)
        update(number, version, residence_address=place)
    with suite.work_in("customers") as work:
        listed = addresses.list_addresses(work, number)
    rows = [(row["valid_from"].day, row["number"], row["valid_to"]) for row in listed["residences"]]
    assert [(day, of) for day, of, _ in rows] == [(6, ""), (4, "14"), (1, "910")]
    assert rows[0][2] is None
    assert len(listed["items"]) == 1


@pytest.mark.req("R128")
def test_a_customer_is_found_by_where_they_live(suite: Suite, create: Create) -> None:
    number = create(mailing_address=MAIL, residence_address=OTHER | {"street": "QUITEUNUSUAL"})["number"]
    with suite.work_in("customers") as work:
        page = search.find_customers(work, load(searching.ProtectedSearch(), {"street": "12 quiteunusual"}))
    [row] = page["items"]
    assert (row["number"], row["matched"][0]["field"]) == (number, "address")


@pytest.mark.req("R142", "R252")
def test_a_merge_takes_a_residence_over_and_gives_it_back(
    suite: Suite, create: Create, get: Any, outbox_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = ({}, {})
    monkeypatch.setattr(merging.owners, "ask_counts", lambda *_: nothing)
    gone, kept = create(residence_address=HOME), create(residence_address=OTHER)
    body = {
        "survivor": kept["number"], "survivor_version": 1, "survivor_lock_token": None, "reason": "same person",
        "fields": ["residence_address"],
    }  # fmt: skip
    with suite.work_in("customers", "supervisor", if_match=1) as work:
        merging.merge_customers(work, gone["number"], body)
    assert get(kept["number"])["residence_address"]["street"] == "SHADOWBROOK"
    told = outbox_of("customers", subject=kept["number"], type="customer_updated")
    assert [event["data"].get("residence_change") for event in told] == ["UNSAID"]
    with suite.work_in("customers", "supervisor") as work:
        merging.unmerge_customers(work, gone["number"], {"survivor_lock_token": None, "reason": "two people"})
    assert get(kept["number"])["residence_address"]["street"] == "ELM"
