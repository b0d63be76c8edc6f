"""Deleting, restoring, merging and unmerging through the use cases, over a real database; other services are played."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from customers import owners
from customers.schemas import standing as schemas
from customers.usecases import deleting, locking, merging
from customers.usecases import record as usecases
from homefire.client import Call
from homefire.edge import Edge
from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    Invalid,
    Locked,
    NotFound,
    Problem,
    StaleVersion,
    Unavailable,
)
from homefire.schemas import load
from homefire.testing.suite import Suite
from homefire.work import Work

REASON = "entered twice by mistake"
_keys = itertools.count(1)


class Owners:
    """Plays the services that own what belongs to customers."""

    def __init__(self) -> None:
        self.blocking: dict[str, int] = {}
        self.conflicts: list[str] = []
        self.away: set[str] = set()

    def call_many(self, calls: Sequence[Call], **_: Any) -> list[Any]:
        """One kind of rows for each service, which blocks as often as the test says."""
        return [self._answer(call) for call in calls]

    def _answer(self, call: Call) -> Any:
        if call.service in self.away:
            return Unavailable()
        blocking = self.blocking.get(call.service, 0)
        item = {"kind": call.service, "label": call.service.upper(), "count": blocking, "blocking": blocking}
        item |= {"sentence": "Settle it." if blocking else "", "adds_up": True}
        asked = "other" in call.kwargs and call.service == "applications"
        return {"number": call.args[0], "items": [item], "conflicts": self.conflicts if asked else []}


@pytest.fixture
def others() -> Owners:
    """The other services, played."""
    return Owners()


@pytest.fixture
def work_of(suite: Suite, edge: Edge, others: Owners) -> Callable[..., Any]:
    """`with work_of("supervisor", if_match=1) as work:` work that can ask the played services."""
    asking = Edge(edge.settings, edge.database, constraints=edge.constraints, client=others)

    @contextmanager
    def begin(role: str = "supervisor", **said: Any) -> Iterator[Work]:
        caller = asking.verifier.verify(suite.stack.token(role))
        with asking._translating(), asking.database.session() as session:
            yield Work(
                asking, caller=caller, correlation_id=f"standing-{next(_keys)}", session=session, **said
            )

    return begin


@pytest.fixture
def merge(work_of: Callable[..., Any], get: Callable[[int], Any]) -> Callable[..., dict[str, Any]]:
    """`merge(number, survivor, "email")`: merges at the versions that are stored."""

    def send(number: int, survivor: int, *fields: str, **said: Any) -> dict[str, Any]:
        body = {"survivor": survivor, "survivor_version": get(survivor)["version"], "reason": REASON}
        with work_of(**({"if_match": get(number)["version"]} | said)) as work:
            return merging.merge_customers(
                work, number, load(schemas.MergeRequest(), body | {"fields": list(fields)})
            )

    return send


@pytest.fixture
def unmerge(work_of: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """`unmerge(number)`: undoes a merge."""

    def send(number: int, **said: Any) -> dict[str, Any]:
        with work_of(**said) as work:
            return merging.unmerge_customers(work, number, load(schemas.UnmergeRequest(), {"reason": REASON}))

    return send


@pytest.fixture
def delete(work_of: Callable[..., Any], get: Callable[[int], Any]) -> Callable[..., dict[str, Any]]:
    """`delete(number)`: deletes at the version that is stored."""

    def send(number: int, **said: Any) -> dict[str, Any]:
        with work_of(**({"if_match": get(number)["version"]} | said)) as work:
            return deleting.delete_customer(work, number, REASON)

    return send


@pytest.fixture
def restore(work_of: Callable[..., Any], get: Callable[[int], Any]) -> Callable[[int], dict[str, Any]]:
    """`restore(number)`: restores, as an administrator."""

    def send(number: int) -> dict[str, Any]:
        with work_of("administrator", if_match=get(number)["version"]) as work:
            return deleting.restore_customer(work, number, REASON)

    return send


def code_of(doing: Callable[[], Any], kind: type[Problem] = Conflict) -> str:
    """The code of the problem that something raises."""
    with pytest.raises(kind) as raised:
        doing()
    return str(raised.value.code)


@pytest.mark.req("R3", "R11")
def test_deleted_record_keeps_its_number_and_comes_back_as_it_was(create, get, delete, restore, outbox_of):
    before = create(email="ada@email.com")
    number = before["number"]
    gone = delete(number)
    assert (gone["status"], gone["deletion_reason"]) == ("DELETED", REASON)
    assert get(number)["deleted_by"] and get(number)["deleted_at"]
    assert code_of(lambda: delete(number)) == "customer_deleted"
    back = restore(number)
    assert {**back, "version": 1, "warnings": 0} == {**before, "version": 1, "warnings": 0}
    assert code_of(lambda: restore(number)) == "not_deleted"
    told = [
        (e["type"], e["data"]["customer"]["status"], e["sequence"])
        for e in outbox_of("customers", subject=number)
    ]
    assert told[1:] == [("customer_deleted", "DELETED", 2), ("customer_restored", "ACTIVE", 3)]


@pytest.mark.req("R11")
def test_record_with_blockers_stays_and_the_refusal_lists_them(create, get, delete, others):
    number = create()["number"]
    others.blocking = {"applications": 2, "appointments": 1}
    with pytest.raises(Conflict) as refused:
        delete(number)
    found = [(entry["kind"], entry["count"], entry["sentence"]) for entry in refused.value.extra["blockers"]]
    assert found == [("applications", 2, "Settle it."), ("appointments", 1, "Settle it.")]
    assert get(number)["status"] == "ACTIVE"


@pytest.mark.req("R11")
@pytest.mark.parametrize("service", owners.OWNERS)
def test_nothing_is_deleted_while_an_owner_is_away(create, get, delete, others, service):
    number = create()["number"]
    others.away = {service}
    assert code_of(lambda: delete(number), Unavailable) == "owner_unavailable"
    assert get(number)["status"] == "ACTIVE"


@pytest.mark.req("R11", "R21")
def test_record_whose_ssn_somebody_has_by_now_is_not_restored(create, delete, restore, ssn):
    number = create(ssn=ssn)["number"]
    delete(number)
    heir = create(ssn=ssn)["number"]
    with pytest.raises(Conflict) as refused:
        restore(number)
    assert (refused.value.code, refused.value.extra["existing_number"]) == ("duplicate_ssn", heir)
    delete(heir)
    assert restore(number)["status"] == "ACTIVE"


@pytest.mark.req("R11", "R26", "R148", "R152")
def test_delete_heeds_version_lock_and_special_handling(create, get, delete, work_of):
    number = create(special_handling=True, special_handling_reason="under review")["number"]
    assert code_of(lambda: delete(number, if_match=9, acknowledgement="approved"), StaleVersion)
    assert code_of(lambda: delete(number), AcknowledgementRequired)
    with work_of("caseworker") as work:
        locking.take_lock(work, number)
    assert code_of(lambda: delete(number, acknowledgement="approved"), Locked) == "locked"
    with work_of("caseworker") as work:
        locking.release_my_locks(work)
    assert delete(number, acknowledgement="approved")["status"] == "DELETED"
    with work_of("caseworker") as work:
        assert code_of(lambda: locking.take_lock(work, number)) == "customer_deleted"


@pytest.mark.req("R3", "R252")
def test_merge_takes_chosen_fields_over_and_unmerge_gives_everything_back(
    create, get, merge, unmerge, row_of, outbox_of, ssn
):
    place = {"number": "1", "street": "THIS", "zip": "95077"}
    gone = create(
        first_name="ADDA", email="gone@email.com", ssn=ssn, mailing_address=place, home_phone="8315550101"
    )
    kept = create(email="kept@email.com", mobile_phone="8315550102")
    m, s = gone["number"], kept["number"]
    rows = {number: row_of(number) for number in (m, s)}
    done = merge(m, s, "email", "ssn", "mailing_address", "home_phone")
    assert (done["state"], done["in_effect"]) == ("waiting", True)
    for number in (m, s):
        found = get(number)
        assert (found["number"], found["email"], found["ssn"]) == (s, "gone@email.com", gone["ssn"])
        assert (found["first_name"], found["mobile_phone"]) == ("ADA", "8315550102")
        assert (found["home_phone"], found["mailing_address"]) == ("8315550101", gone["mailing_address"])
    assert (get(m)["merged_from"], get(s)["merged_from"], get(s)["merged_numbers"]) == (m, None, [m])
    with pytest.raises(Conflict) as taken:
        create(ssn=ssn)
    assert taken.value.extra["existing_number"] == s
    undone = unmerge(m)
    assert (undone["in_effect"], undone["kept"]) == (False, [])
    passing = ("version", "updated_at", "updated_by", "ssn_sealed", "written_by")
    for number in (m, s):
        before, after = rows[number]._asdict(), row_of(number)._asdict()
        assert {k: v for k, v in after.items() if k not in passing} == {
            k: v for k, v in before.items() if k not in passing
        }
    assert get(m)["ssn"] == gone["ssn"] and get(s)["ssn"] is None
    events = [event["type"] for event in outbox_of("customers", subject=m)]
    assert events == ["customer_created", "customer_merged", "customer_unmerged"]
    [first, *_] = outbox_of("customers", subject=s, type="customer_updated")
    assert (
        ssn not in str(first)
        and {"field": "ssn", "label": "SSN/TAX ID", "protected": True} in first["data"]["changes"]
    )


@pytest.mark.req("R252")
def test_what_was_changed_since_stays_with_the_survivor_and_is_named(create, get, merge, unmerge, update):
    gone, kept = create(email="gone@email.com", fax="8315550103"), create(email="kept@email.com")
    m, s = gone["number"], kept["number"]
    merge(m, s, "email", "fax")
    update(s, get(s)["version"], email="new@email.com")
    assert unmerge(m)["kept"] == ["email"]
    assert (get(s)["email"], get(s)["fax"]) == ("new@email.com", "")
    assert (get(m)["email"], get(m)["fax"]) == ("gone@email.com", "8315550103")


@pytest.mark.req("R252")
def test_merges_into_one_survivor_are_undone_in_any_order(create, get, merge, unmerge):
    one, two, kept = (create(email=f"{name}@email.com")["number"] for name in ("one", "two", "kept"))
    merge(one, kept, "email")
    merge(two, kept, "email")
    assert unmerge(one)["kept"] == []
    assert get(kept)["email"] == "two@email.com"
    assert unmerge(two)["kept"] == []
    assert get(kept)["email"] == "kept@email.com"


@pytest.mark.req("R252")
def test_chain_of_merges_leads_to_its_end_and_is_undone_from_there(create, get, merge, unmerge):
    a, b, c = (create()["number"] for _ in range(3))
    merge(a, b)
    merge(b, c)
    assert {get(number)["number"] for number in (a, b, c)} == {c}
    assert code_of(lambda: unmerge(a)) == "survivor_closed"
    unmerge(b)
    unmerge(a)
    assert [get(number)["number"] for number in (a, b, c)] == [a, b, c]
    assert code_of(lambda: unmerge(a)) == "not_merged"


@pytest.mark.req("R21", "R252")
def test_merge_is_not_undone_while_somebody_has_the_ssn(create, get, merge, unmerge, ssn):
    m, s = create(ssn=ssn)["number"], create()["number"]
    merge(m, s)
    heir = create(ssn=ssn)["number"]
    with pytest.raises(Conflict) as refused:
        unmerge(m)
    assert (refused.value.code, refused.value.extra["existing_number"]) == ("duplicate_ssn", heir)
    assert get(m)["number"] == s


@pytest.mark.req("R20", "R252")
def test_survivors_own_ssn_stays(create, merge, ssn):
    m, s = create(ssn=ssn)["number"], create(ssn=f"76569{ssn[-4:]}")["number"]
    with pytest.raises(Invalid) as refused:
        merge(m, s, "ssn")
    assert [entry.code for entry in refused.value.fields] == ["ssn_stays"]


@pytest.mark.req("R26", "R252")
def test_mark_of_special_handling_goes_over_unasked(create, get, merge, unmerge):
    m, s = create(special_handling=True, special_handling_reason="under review")["number"], create()["number"]
    assert code_of(lambda: merge(m, s), AcknowledgementRequired)
    merge(m, s, acknowledgement="approved by management")
    assert get(s)["special_handling"] is True
    unmerge(m, acknowledgement="approved by management")
    assert get(s)["special_handling"] is False


@pytest.mark.req("R90", "R252")
def test_merge_is_refused_with_what_one_customer_may_have_once(create, get, merge, others):
    m, s = create()["number"], create()["number"]
    others.conflicts = ["Both have an application."]
    with pytest.raises(Conflict) as refused:
        merge(m, s)
    assert (refused.value.code, refused.value.extra["conflicts"]) == ("merge_conflicts", others.conflicts)
    assert get(m)["number"] == m


@pytest.mark.req("R148", "R152", "R252")
def test_merge_heeds_both_versions_both_locks_and_both_standings(create, get, merge, delete, work_of):
    m, s, away = (create()["number"] for _ in range(3))
    assert code_of(lambda: merge(m, m), Invalid) == "same_record"
    assert code_of(lambda: merge(m, s, if_match=9), StaleVersion)
    with work_of("caseworker") as work:
        locking.take_lock(work, s)
    assert code_of(lambda: merge(m, s), Locked) == "locked"
    with work_of("caseworker") as work:
        locking.release_my_locks(work)
    delete(away)
    assert code_of(lambda: merge(m, away)) == code_of(lambda: merge(away, m)) == "customer_deleted"
    with work_of(if_match=1) as work, pytest.raises(NotFound):
        body = {"survivor": 999999999, "survivor_version": 1, "fields": [], "reason": REASON}
        merging.merge_customers(work, m, body | {"survivor_lock_token": None})
    merge(m, s)
    assert code_of(lambda: merge(m, s, if_match=2)) == "customer_merged"


@pytest.mark.req("R3", "R252")
def test_changing_a_merged_record_is_refused_with_the_survivors_number(create, merge, update, suite):
    m, s = create()["number"], create()["number"]
    merge(m, s)
    with pytest.raises(Conflict) as refused:
        update(m, 2, email="new@email.com")
    assert (refused.value.code, refused.value.extra["survivor"]) == ("customer_merged", s)
    with suite.work_in("customers") as work:
        summary = usecases.get_customer_summary(work, m)
    assert (summary["number"], summary["status"], summary["survivor"]) == (m, "MERGED", s)


def test_database_itself_refuses_a_record_that_is_half_deleted(create, suite):
    number = create()["number"]
    statement = sa.text("update customer set status = 'DELETED' where number = :number")
    with suite.database("customers").connect() as connection, pytest.raises(sa.exc.IntegrityError):
        connection.execute(statement, {"number": number})
