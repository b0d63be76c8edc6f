"""Two people and one record: who may write, who is told what, and what a supervisor can do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.auth import Signer
from homefire.errors import Locked
from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
PHONE = {"home_phone": "(831) 555-0101"}
WHY = {"reason": "she is on sick leave"}


@pytest.fixture
def ada(suite: Suite) -> Any:
    """Somebody who edits records."""
    return suite.client("customers")


@pytest.fixture
def boss(suite: Suite) -> Any:
    """Somebody who may take a record over."""
    return suite.client("customers", role="supervisor")


@pytest.fixture
def record(new_customer: New) -> dict[str, Any]:
    """A record that nobody has open."""
    return new_customer()


def patch(client: Any, record: dict[str, Any], **headers: str) -> Any:
    """A change of the home phone."""
    sent = {"If-Match": f'"{record["version"]}"', **headers}
    return client.patch(f"/customers/{record['number']}", json=PHONE, headers=sent)


def take(client: Any, number: int) -> dict[str, Any]:
    """The lock."""
    answer = client.post(f"/customers/{number}/lock")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.req("R148", "R149")
def test_second_person_reads_and_is_told_who_holds_the_record(ada: Any, boss: Any, record: Any) -> None:
    number = record["number"]
    lock = take(ada, number)
    refused = boss.post(f"/customers/{number}/lock")
    assert refused.status_code == 423
    assert refused.json()["code"] == "locked"
    assert refused.json()["holder"] == lock["holder"]
    assert refused.json()["since"] == lock["since"]
    assert boss.get(f"/customers/{number}").status_code == 200
    state = boss.get(f"/customers/{number}/lock").json()
    assert state == {name: lock[name] for name in ("holder", "since", "expires_at")} | {"held": True}


@pytest.mark.req("R148")
def test_write_is_refused_while_somebody_else_holds_the_record(ada: Any, boss: Any, record: Any) -> None:
    token = take(ada, record["number"])["token"]
    assert patch(boss, record).status_code == 423
    assert patch(ada, record).status_code == 423  # Not even the holder's, if it does not come from the page.
    guessed = patch(boss, record, **{"Record-Lock": str(token)})
    assert (guessed.status_code, guessed.json()["code"]) == (409, "lock_lost")
    assert patch(ada, record, **{"Record-Lock": str(token)}).status_code == 200


@pytest.mark.req("R148")
def test_lock_is_heeded_over_the_bus_as_well(suite: Suite, ada: Any, record: Any) -> None:
    number = record["number"]
    token = take(ada, number)["token"]
    with pytest.raises(Locked):
        suite.rpc("customers", "update_customer", number, PHONE, if_match=record["version"])
    answer = suite.rpc(
        "customers", "update_customer", number, PHONE, if_match=record["version"], lock_token=token
    )
    assert answer["home_phone"] == "8315550101"


@pytest.mark.req("R150")
def test_take_over_ends_the_first_lock_and_tells_why(
    ada: Any, boss: Any, record: Any, outbox_of: Callable[..., Any]
) -> None:
    number = record["number"]
    first = take(ada, number)
    second = boss.post(f"/customers/{number}/lock/take-over", json=WHY).json()
    assert second["token"] > first["token"]
    lost = ada.post(f"/customers/{number}/lock/renewal", json={"token": first["token"]})
    assert (lost.status_code, lost.json()["code"]) == (409, "lock_lost")
    assert lost.json()["taken_over"] is True
    assert lost.json()["holder"] == second["holder"]
    late = patch(ada, record, **{"Record-Lock": str(first["token"])})
    assert (late.status_code, late.json()["code"]) == (409, "lock_lost")
    [event] = outbox_of("customers", subject=number, type="lock_taken_over")
    assert event["data"] == {"holder": first["holder"]["name"], **WHY}


@pytest.mark.req("R150", "R247")
@pytest.mark.parametrize("role", ["caseworker", "auditor", "agency", "administrator"])
def test_take_over_needs_its_permission(suite: Suite, record: Any, role: str) -> None:
    client = suite.client("customers", role=role)
    answer = client.post(f"/customers/{record['number']}/lock/take-over", json=WHY)
    assert answer.status_code == 403


@pytest.mark.req("R150")
def test_take_over_needs_a_reason(boss: Any, record: Any) -> None:
    answer = boss.post(f"/customers/{record['number']}/lock/take-over", json={"reason": "  "})
    assert answer.status_code == 422


@pytest.mark.req("R150")
def test_lease_that_lapsed_is_anybodys(suite: Suite, ada: Any, boss: Any, record: Any) -> None:
    number = record["number"]
    first = take(ada, number)
    with suite.database("customers").begin() as connection:
        lapse = sa.text(
            "update record_lock set expires_at = now() - interval '1 second' where number = :number"
        )
        connection.execute(lapse, {"number": number})
    assert take(boss, number)["token"] == first["token"] + 1
    assert patch(ada, record, **{"Record-Lock": str(first["token"])}).status_code == 409


@pytest.mark.req("R8", "R10", "R150")
def test_released_record_is_free_at_once(ada: Any, boss: Any, record: Any) -> None:
    number = record["number"]
    lock = take(ada, number)
    assert boss.post(f"/customers/{number}/lock/release", json={"token": lock["token"]}).json() == {
        "released": False
    }
    assert ada.post(f"/customers/{number}/lock/release", json={"token": lock["token"]}).json() == {
        "released": True
    }
    assert boss.get(f"/customers/{number}/lock").json()["held"] is False
    take(boss, number)


@pytest.mark.req("R150")
def test_logging_off_gives_back_everything(ada: Any, boss: Any, new_customer: New) -> None:
    numbers = sorted(new_customer()["number"] for _ in range(2))
    for number in numbers:
        take(ada, number)
    released = ada.post("/locks/release").json()["released"]
    assert set(numbers) <= set(released)
    for number in numbers:
        take(boss, number)


@pytest.mark.req("R150")
def test_lock_that_was_given_back_is_brought_back_by_no_heartbeat_and_writes_nothing(
    ada: Any, record: Any
) -> None:
    number = record["number"]
    given = {"token": take(ada, number)["token"]}
    ada.post(f"/customers/{number}/lock/release", json=given)
    late = ada.post(f"/customers/{number}/lock/renewal", json=given)
    assert (late.status_code, late.json()["code"], late.json()["holder"]) == (409, "lock_lost", None)
    assert ada.get(f"/customers/{number}/lock").json()["held"] is False
    refused = patch(ada, record, **{"Record-Lock": str(given["token"])})
    assert (refused.status_code, refused.json()["code"]) == (409, "lock_lost")
    assert take(ada, number)["token"] == given["token"] + 1


@pytest.mark.req("R150")
def test_logging_off_ends_a_lapsed_lock_too(suite: Suite, ada: Any, record: Any) -> None:
    number = record["number"]
    given = {"token": take(ada, number)["token"]}
    with suite.database("customers").begin() as connection:
        lapse = sa.text(
            "update record_lock set expires_at = now() - interval '1 hour' where number = :number"
        )
        connection.execute(lapse, {"number": number})
    assert number not in ada.post("/locks/release").json()["released"]
    assert ada.post(f"/customers/{number}/lock/renewal", json=given).status_code == 409


@pytest.mark.req("R150")
def test_logging_off_and_renewing_at_once_end_with_nothing_held(ada: Any, new_customer: New) -> None:
    numbers = [new_customer()["number"] for _ in range(4)]
    tokens = {number: take(ada, number)["token"] for number in numbers}

    def beat(number: int) -> int:
        path = f"/customers/{number}/lock/renewal"
        return int(ada.post(path, json={"token": tokens[number]}).status_code)

    def leave() -> int:
        return int(ada.post("/locks/release").status_code)

    with ThreadPoolExecutor(10) as pool:
        asked = [pool.submit(beat, number) for number in numbers * 4]
        asked += [pool.submit(leave) for _ in range(3)]
        asked += [pool.submit(beat, number) for number in reversed(numbers * 4)]
        statuses = {one.result() for one in asked}
    assert statuses <= {200, 409}
    for number in numbers:
        assert ada.get(f"/customers/{number}/lock").json()["held"] is False


@pytest.mark.req("R148")
def test_service_asks_for_the_person_it_works_for_and_learns_no_token(
    suite: Suite, ada: Any, boss: Any, record: Any
) -> None:
    path = f"/customers/{record['number']}/lock/check"
    free = ada.post(path, json={"token": None})
    assert free.json() == {"number": record["number"], "expires_at": None}
    lock = take(ada, record["number"])
    assert ada.post(path, json={"token": lock["token"]}).json()["expires_at"] == lock["expires_at"]
    refused = boss.post(path, json={"token": None})
    assert (refused.status_code, refused.json()["holder"]) == (423, lock["holder"])
    assert "token" not in refused.text
    for token in (lock["token"], lock["token"] + 1, 0):
        answer = boss.post(path, json={"token": token})
        assert (answer.status_code, answer.json()["code"]) == (409, "lock_lost")
    signer = Signer.from_file(suite.stack.keys.signing_key("applications"), "applications")
    act = {"sub": "local:caseworker", "name": "ADA", "kind": "staff"}
    service = signer.sign(
        sub="applications", name="applications", kind="service", audience=["customers"],
        scopes={"customers:read"}, act=act,
    )  # fmt: skip
    answer = suite.client("customers", token=service).post(path, json={"token": lock["token"]})
    assert answer.status_code == 200
    assert ada.post("/customers/99999999/lock/check", json={"token": None}).status_code == 404


@pytest.mark.req("R148")
def test_opening_a_record_leaves_no_note(ada: Any, record: Any, outbox_of: Callable[..., Any]) -> None:
    before = outbox_of("customers", subject=record["number"])
    lock = take(ada, record["number"])
    ada.post(f"/customers/{record['number']}/lock/renewal", json={"token": lock["token"]})
    assert outbox_of("customers", subject=record["number"]) == before


@pytest.mark.parametrize("token", [0, -1, 1.5, "1", None, 2**60, True])
def test_token_that_is_none_is_refused(ada: Any, record: Any, token: Any) -> None:
    for action in ("renewal", "release"):
        answer = ada.post(f"/customers/{record['number']}/lock/{action}", json={"token": token})
        assert answer.status_code in (409, 422), (action, answer.text)


def test_record_that_is_not_there_cannot_be_locked(ada: Any) -> None:
    assert ada.post("/customers/99999999/lock").status_code == 404
    assert ada.get("/customers/99999999/lock").status_code == 404


@pytest.mark.req("R26")
def test_special_handling_demands_a_reason_that_becomes_an_event(
    ada: Any, new_customer: New, outbox_of: Callable[..., Any]
) -> None:
    record = new_customer(special_handling=True)
    refused = patch(ada, record)
    assert (refused.status_code, refused.json()["code"]) == (428, "acknowledgement_required")
    done = patch(ada, record, Acknowledgement="Habl%C3%A9%20con%20la%20gerente")
    assert done.status_code == 200
    [event] = outbox_of("customers", subject=record["number"], type="special_handling_acknowledged")
    assert event["data"] == {"reason": "Hablé con la gerente"}
    [changed] = outbox_of("customers", subject=record["number"], type="customer_updated")
    assert changed["correlationid"] == event["correlationid"]


@pytest.mark.req("R26")
def test_too_short_a_reason_is_none(ada: Any, new_customer: New) -> None:
    assert patch(ada, new_customer(special_handling=True), Acknowledgement="ok").status_code == 400
