"""Finding customers, over a real database: every known field, typing errors, sounds, pages (R128)."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.schemas import search as schemas
from customers.usecases import following, search
from homefire.edge import Edge
from homefire.errors import Invalid
from homefire.events import Event, new_id
from homefire.schemas import load
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]
Find = Callable[..., list[dict[str, Any]]]

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
SETTINGS = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def posted(suite: Suite, edge: Edge) -> Callable[..., dict[str, Any]]:
    """One page of a search that is posted."""

    def ask(**fields: Any) -> dict[str, Any]:
        with suite.work_in("customers") as work:
            return search.find_customers(work, load(schemas.ProtectedSearch(), fields))

    return ask


@pytest.fixture
def found(posted: Callable[..., dict[str, Any]]) -> Find:
    """The rows of a search's first page."""
    return lambda **fields: posted(limit=100, **fields)["items"]


@pytest.fixture
def numbers(found: Find) -> Callable[..., list[int]]:
    """Whom a search finds, in its order."""
    return lambda **fields: [row["number"] for row in found(**fields)]


@pytest.fixture
def mark(found: Find) -> str:
    """A word that is in no other test's records, and spelled or pronounced like none of them."""
    words = iter(lambda: "".join(secrets.choice(_LETTERS) for _ in range(9)), "")
    return next(
        word for word in words if not any(found(**{by: word}) for by in ("name", "household", "find"))
    )


@pytest.fixture
def told(suite: Suite, edge: Edge) -> Callable[..., None]:
    """`told(number, "application_received", 7, 1, status="PENDING")`: an event of application 7 in version 1."""

    def tell(number: int, type: str, application: int, sequence: int, **data: Any) -> None:
        event = Event(
            id=new_id(), source="/applications", type=type, subject=str(number), time=edge.clock.now(),
            data={"application_id": application, "program": "HEAP", "program_year": 2018} | data,
            actor_id="", actor_name="", actor_kind="system", correlation_id="", traceparent="",
            aggregate=f"application/{application}", sequence=sequence, pub_seq=None, historic=False,
        )  # fmt: skip
        with suite.work_in("customers") as work:
            following.follow_application(work, event)

    return tell


PLACE = {
    "service_address": "99 SERVICE RD",
    "city": "FELTON",
    "zip": "95018",
    "account_number": "1022-3456789",
}


@pytest.mark.req("R128")
def test_search_finds_by_every_field_of_the_record(
    create: Create, numbers: Callable[..., list[int]], ssn: str, mark: str
) -> None:
    number = create(
        first_name="DOENA",
        last_name=mark,
        ssn=ssn,
        date_of_birth="1950-12-31",
        email=f"{mark}@Example.org",
        fax="408-555-0177",
        mailing_address={
            "number": "17",
            "street": f"{mark}ROAD",
            "street_type": "WAY",
            "unit": "B7",
            "zip": "95077",
        },
        analyst={"id": "7", "name": f"ANA {mark}"},
    )["number"]
    known: dict[str, Any] = {
        "number": number,
        "name": f"doena {mark}",
        "phone": "(408) 555-0177",
        "email": f"{mark.lower()}@EXAMPLE",
        "date_of_birth": "12/31/1950",
        "ssn": ssn,
        "ssn_last_four": ssn[-4:],
        "street": f"17 {mark}road",
        "unit": "b7",
        "zip": "95077",
        "analyst": mark[:6],
    }
    for name, value in known.items():
        assert number in numbers(**{name: value}), name
        assert number in numbers(**{"name": mark} | {name: value}), name
    assert numbers(**known) == [number]
    assert numbers(**known | {"unit": "C7"}) == []
    assert numbers(name=mark, date_of_birth="1951-12-31") == []


@pytest.mark.req("R128", "R40")
@pytest.mark.parametrize(
    "typed",
    ["(831) 417-2263", "831-417-2263", "+1 831 417 2263", "8314172263", "1.831.417.2263", "417-2263", "2263"],
)
def test_a_phone_is_found_in_any_form(
    create: Create, numbers: Callable[..., list[int]], mark: str, typed: str
) -> None:
    number = create(last_name=mark, message_phone="831/417-2263")["number"]
    assert numbers(name=mark, phone=typed) == [number]
    if typed != "2263":
        assert number in numbers(find=typed)


@pytest.mark.req("R128")
def test_exact_names_come_before_beginnings_and_those_before_errors_and_sounds(
    create: Create, numbers: Callable[..., list[int]], mark: str
) -> None:
    wrong = mark[:-1] + "X"
    similar = create(last_name=wrong, first_name="ANN")["number"]
    begins = create(last_name=f"{mark}SON", first_name="ANN")["number"]
    exact = create(last_name=mark, first_name="ZOE")["number"]
    assert numbers(name=mark)[:2] == [exact, begins]
    assert similar in numbers(name=mark)[2:]


@pytest.mark.req("R128")
def test_a_name_is_found_by_how_it_sounds(
    create: Create, numbers: Callable[..., list[int]], mark: str
) -> None:
    number = create(last_name="PHILLIPPS", first_name=mark)["number"]
    assert numbers(name=f"{mark} FILIPS") == [number]


@pytest.mark.req("R27", "R128")
def test_case_and_accents_do_not_matter(create: Create, numbers: Callable[..., list[int]], mark: str) -> None:
    number = create(last_name=f"{mark}É-Müñoz", first_name="José")["number"]
    for typed in (f"{mark}e jose", f"MUNOZ {mark}", f"josé {mark.lower()}é"):
        assert number in numbers(name=typed), typed


@pytest.fixture
def person(create: Create, mark: str) -> dict[str, Any]:
    """Somebody of an ordinary name."""
    return create(first_name="MARGUERITE", last_name="KOWALCZYK")


@SETTINGS
@pytest.mark.req("R128")
@given(data=st.data())
def test_one_typing_error_in_a_surname_hides_nobody(
    person: dict[str, Any], numbers: Callable[..., list[int]], data: st.DataObject
) -> None:
    name = person["last_name"].lower()
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    typed = data.draw(
        st.sampled_from(
            (
                name[:place] + letter + name[place + 1 :],
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place : place + 2][::-1] + name[place + 2 :],
            )
        )
    )
    order = data.draw(st.permutations([typed, "marguerite"]))
    assert person["number"] in numbers(name=" ".join(order))
    assert person["number"] in numbers(find=", ".join(order))


@pytest.mark.req("R128")
def test_a_search_finds_by_household_account_and_status(
    create: Create, found: Find, numbers: Callable[..., list[int]], told: Callable[..., None], mark: str
) -> None:
    number = create()["number"]
    told(
        number,
        "application_received",
        number,
        1,
        status="PENDING",
        **PLACE | {"account_number": f"{mark}-98"},
    )
    members = [{"first_name": "OVALTINE", "middle_initial": "", "last_name": mark}]
    told(number, "household_updated", number, 2, mode="individual", size=1, members=members)
    assert numbers(household=f"{mark} ovaltine") == [number]
    assert numbers(household=f"{mark[:-1]}X ovaltine") == [number]
    assert numbers(account=f"{mark}98"[:8]) == [number]
    assert numbers(household=mark, application_status="pending") == [number]
    assert numbers(household=mark, application_status="DENIED") == []
    assert numbers(household=mark, street="service road") == []
    assert numbers(household=mark, street="service rd") == [number]
    [row] = found(find=f"ovaltine {mark}")
    assert row["matched"] == [{"field": "household", "text": f"OVALTINE {mark}"}]
    [row] = found(account=f"{mark}98")
    assert row["matched"] == [{"field": "account", "text": f"{mark}-98"}]


def test_events_in_any_order_leave_the_newest_state(
    create: Create, numbers: Callable[..., list[int]], told: Callable[..., None], mark: str
) -> None:
    events = [
        ("application_received", 1, {"status": "PENDING", **PLACE, "account_number": f"{mark}1"}),
        ("application_updated", 2, {**PLACE, "account_number": f"{mark}2"}),
        ("application_status_changed", 3, {"old_status": "PENDING", "new_status": "ELIGIBLE"}),
        ("application_status_changed", 4, {"old_status": "ELIGIBLE", "new_status": "WITHDRAWN"}),
    ]
    for order in itertools.permutations(events):
        number = create()["number"]
        for type, sequence, data in order:
            told(number, type, number, sequence, **data)
        assert number in numbers(account=f"{mark}2", application_status="WITHDRAWN")
        assert number not in numbers(account=f"{mark}1")
        assert number not in numbers(application_status="ELIGIBLE")


def test_a_household_entered_as_numbers_is_found_by_nobodys_name(
    create: Create, numbers: Callable[..., list[int]], told: Callable[..., None], mark: str
) -> None:
    number = create()["number"]
    members = [{"first_name": "OVALTINE", "middle_initial": "", "last_name": mark}]
    told(number, "household_updated", number, 2, mode="individual", size=1, members=members)
    told(number, "household_updated", number, 3, mode="summary", size=4, members=[])
    assert numbers(household=mark) == numbers(find=mark) == []


@pytest.mark.req("R128", "R252")
def test_an_application_is_found_where_its_customers_number_leads_whatever_comes_when(
    suite: Suite, create: Create, numbers: Callable[..., list[int]], told: Callable[..., None], mark: str
) -> None:
    from customers.models import Customer

    merged, survivor = create()["number"], create()["number"]
    account = PLACE | {"account_number": f"{mark}1"}

    def lead(status: str, into: int | None) -> None:
        with suite.work_in("customers") as work:
            one = work.session.get(Customer, merged)
            assert one is not None
            one.status, one.merged_into = status, into
            work.session.flush()
            following.follow_merge(work, merged, survivor)

    told(merged, "application_received", merged, 1, status="PENDING", **account)
    lead("MERGED", survivor)
    assert numbers(find=f"{mark}1") == numbers(account=f"{mark}1") == [survivor]
    told(merged, "application_updated", merged, 2, **account)
    assert numbers(find=f"{mark}1") == numbers(account=f"{mark}1") == [survivor]
    lead("ACTIVE", None)
    assert numbers(find=f"{mark}1") == numbers(account=f"{mark}1") == [merged]
    told(survivor, "application_updated", merged, 3, **account)
    assert numbers(find=f"{mark}1") == numbers(account=f"{mark}1") == [merged]


@pytest.mark.req("R128")
def test_the_one_box_says_what_matched(create: Create, found: Find, mark: str, ssn: str) -> None:
    number = create(
        last_name=mark, ssn=ssn, mailing_address={"number": "17", "street": f"{mark}LANE", "zip": "95077"}
    )["number"]
    [row] = found(find=f"{mark}lane 95077")
    assert (row["number"], row["matched"][0]["field"]) == (number, "address")
    [row] = found(find=f"ada {mark}")
    assert row["matched"] == []
    by_last_four = [row for row in found(find=ssn[-4:]) if row["number"] == number]
    assert by_last_four[0]["matched"] == [{"field": "ssn_last_four", "text": ""}]


@pytest.mark.req("R153")
def test_a_dormant_customer_is_shown_as_such(create: Create, found: Find, mark: str) -> None:
    number = create(last_name=mark, dormant=True)["number"]
    assert [(row["number"], row["dormant"]) for row in found(name=mark)] == [(number, True)]


def test_a_merged_record_is_led_to_by_its_number_alone_and_a_deleted_one_by_nothing(
    create: Create, found: Find, numbers: Callable[..., list[int]], suite: Suite, mark: str
) -> None:
    from customers.models import Customer

    survivor, merged, deleted = (create(last_name=mark)["number"] for _ in range(3))
    with suite.work_in("customers") as work:
        one = work.session.get(Customer, merged)
        other = work.session.get(Customer, deleted)
        assert one is not None and other is not None
        one.status, one.merged_into = "MERGED", survivor
        other.status, other.deleted_at = "DELETED", work.now()
    assert numbers(name=mark) == numbers(find=mark) == [survivor]
    assert numbers(number=deleted) == numbers(find=f"#{deleted}") == []
    for asked in ({"number": merged}, {"find": f"#{merged}"}):
        assert [(row["status"], row["merged_into"]) for row in found(**asked)] == [("MERGED", survivor)]


@pytest.mark.req("R249")
def test_a_protected_value_is_refused_where_it_stands_in_an_address(suite: Suite, edge: Edge) -> None:
    for text in ("765-43-2108", "765432108", "ssn 2108", "HOLSCHEIN 12/31/1950"):
        with suite.work_in("customers") as work, pytest.raises(Invalid) as refused:
            search.search_customers(work, load(schemas.CustomerSearch(), {"find": text}))
        assert refused.value.code == "protected_in_address"


def test_pages_together_are_the_whole_while_others_are_entered(
    create: Create, posted: Callable[..., dict[str, Any]], mark: str
) -> None:
    """Whoever was there is met once; whoever comes meanwhile is met at most once."""
    there = {
        create(last_name=mark + end, first_name=first)["number"] for end in ("", "A", "X") for first in "CFMQ"
    }
    seen: list[int] = []
    cursor: dict[str, Any] = {}
    for step in itertools.count():
        answer = posted(name=mark, limit=3, **cursor)
        seen += [row["number"] for row in answer["items"]]
        if answer["next"] is None:
            break
        cursor = {"cursor": answer["next"]}
        create(last_name=mark + ("", "A", "X", "SS")[step % 4], first_name="ADNTZ"[step % 5])
    assert there <= set(seen)
    assert len(seen) == len(set(seen))


def test_records_without_keys_get_them(
    create: Create, numbers: Callable[..., list[int]], suite: Suite, edge: Edge, ssn: str, mark: str
) -> None:
    number = create(last_name=mark, ssn=ssn)["number"]
    with suite.database("customers").begin() as connection:
        connection.execute(sa.text("delete from customer_search where number = :n"), {"n": number})
        connection.execute(
            sa.text("update customer set ssn_last_four = null where number = :n"), {"n": number}
        )
    assert numbers(name=mark) == []
    with suite.work_in("customers") as work:
        assert following.make_search_keys(work) is False
    assert numbers(name=mark) == numbers(ssn_last_four=ssn[-4:], name=mark) == [number]


@pytest.mark.parametrize(
    "field", ["name", "household", "street", "city", "analyst", "account", "unit", "find"]
)
@pytest.mark.parametrize("text", ["%", "_ _", "...", "💥"])
def test_signs_alone_find_nobody(
    create: Create, numbers: Callable[..., list[int]], field: str, text: str
) -> None:
    create()
    if not (field in ("name", "street", "find", "account", "household") and "_" in text):
        assert numbers(**{field: text}) == []


@SETTINGS
@given(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=60),
    st.sampled_from(("name", "household", "street", "unit", "city", "analyst", "account", "email", "find")),
)
def test_any_text_can_be_searched_for(posted: Callable[..., dict[str, Any]], text: str, field: str) -> None:
    try:
        answer = posted(limit=1, **{field: text})
    except Invalid as refused:
        assert {problem.field for problem in refused.fields} == {field}
    else:
        assert set(answer) == {"items", "next"} and len(answer["items"]) <= 1
