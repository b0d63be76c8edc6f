"""Correcting a number that is set: a reason, a proof, and two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.errors import Invalid, NotPermitted
from homefire.testing.suite import Suite

New = Callable[..., dict[str, Any]]
Outbox = Callable[..., list[dict[str, Any]]]
WHY = {"reason": "two digits were swapped", "paper": "the card, seen at the desk"}


@pytest.fixture
def boss(suite: Suite) -> Any:
    """Somebody who decides."""
    return suite.client("customers", role="supervisor")


@pytest.fixture
def right(ssn: str) -> str:
    """The number that the customer really has."""
    return f"1{ssn[1:]}"


@pytest.fixture
def record(new_customer: New, ssn: str) -> dict[str, Any]:
    """A record with a wrong number."""
    return new_customer(ssn=ssn)


@pytest.fixture
def asked(http: Any, record: dict[str, Any], right: str) -> dict[str, Any]:
    """A caseworker's request that waits."""
    answer = ask(http, record["number"], right)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ask(client: Any, number: int, ssn: str, **fields: Any) -> Any:
    """A request."""
    body = {"tax_id_type": "SSN", "ssn": ssn, **WHY, **fields}
    return client.post(f"/customers/{number}/ssn-corrections", json=body)


def decide(client: Any, correction: dict[str, Any], how: str, /, reason: str = "", **headers: str) -> Any:
    """A decision."""
    path = f"/ssn-corrections/{correction['id']}/{how}"
    return client.post(path, json={"reason": reason}, headers=headers)


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json()["code"]


@pytest.mark.req("R20", "R113")
def test_number_changes_when_a_second_person_approves(
    http: Any, boss: Any, record: Any, right: str, ssn: str, asked: Any, outbox_of: Outbox
) -> None:
    number = record["number"]
    assert (asked["status"], asked["ssn"], asked["old_ssn"]) == ("OPEN", f"***-**-{right[5:]}", record["ssn"])
    assert http.get(f"/customers/{number}").json()["version"] == record["version"]
    done = decide(boss, asked, "approval", "compared with the card")
    assert done.status_code == 200, done.text
    assert (done.json()["status"], done.json()["decided_by"]) == ("APPROVED", "LOCAL SUPERVISOR")
    after = http.get(f"/customers/{number}").json()
    assert after["version"] == record["version"] + 1
    shown = boss.post(f"/customers/{number}/ssn/reveal", json={"reason": "looking whether it is right"})
    assert shown.json()["ssn"] == right
    types = [event["type"] for event in outbox_of("customers", subject=number)]
    assert types[1:] == [
        "ssn_correction_requested",
        "customer_updated",
        "ssn_correction_approved",
        "ssn_revealed",
    ]
    [changed] = outbox_of("customers", subject=number, type="customer_updated")
    assert changed["data"]["changes"] == [{"field": "ssn", "label": "SSN/TAX ID", "protected": True}]
    for form in (ssn, right):
        assert form not in str(outbox_of("customers", subject=number))


@pytest.mark.req("R113")
def test_who_asks_never_decides_whatever_their_role(boss: Any, record: Any, right: str) -> None:
    own = ask(boss, record["number"], right).json()
    for how in ("approval", "rejection"):
        assert code(decide(boss, own, how, "it is right")) == (403, "second_person_needed")
    assert decide(boss, own, "withdrawal").json()["status"] == "WITHDRAWN"
    assert code(decide(boss, own, "withdrawal")) == (409, "correction_decided")


@pytest.mark.req("R113", "R247")
@pytest.mark.parametrize("role", ["caseworker", "auditor", "administrator", "agency", "program_manager"])
def test_decision_needs_its_permission(suite: Suite, asked: Any, role: str) -> None:
    client = suite.client("customers", token=suite.stack.token(role, subject="somebody-else"))
    for how in ("approval", "rejection"):
        assert code(decide(client, asked, how, "it is right")) == (403, "not_permitted")
    assert client.get("/ssn-corrections").status_code == 403


@pytest.mark.req("R113")
def test_only_the_one_who_asked_withdraws(suite: Suite, http: Any, boss: Any, asked: Any) -> None:
    other = suite.client("customers", token=suite.stack.token("caseworker", subject="somebody-else"))
    for client in (other, boss):
        assert code(decide(client, asked, "withdrawal")) == (403, "not_your_correction")
    assert decide(http, asked, "withdrawal", "asked too soon").status_code == 200


@pytest.mark.req("R113")
def test_rejected_number_is_forgotten_and_the_record_stays(
    suite: Suite, http: Any, boss: Any, record: Any, right: str, asked: Any
) -> None:
    assert decide(boss, asked, "rejection").status_code == 422
    answer = decide(boss, asked, "rejection", "the card is a copy").json()
    assert (answer["status"], answer["ssn"], answer["decision_reason"]) == (
        "REJECTED",
        None,
        "the card is a copy",
    )
    assert http.get(f"/customers/{record['number']}").json()["version"] == record["version"]
    with suite.database("customers").connect() as connection:
        query = sa.text("select ssn_sealed, ssn_index, old_sealed from ssn_correction where id = :id")
        assert tuple(connection.execute(query, {"id": asked["id"]}).one()) == (None, None, None)
    assert ask(http, record["number"], right).status_code == 201


@pytest.mark.req("R113")
def test_one_request_of_a_customer_waits_at_a_time(http: Any, record: Any, right: str, asked: Any) -> None:
    assert code(ask(http, record["number"], f"2{right[1:]}")) == (409, "correction_open")


@pytest.mark.req("R19", "R21", "R113")
def test_number_is_checked_at_the_request_and_again_at_the_approval(
    http: Any, boss: Any, record: Any, new_customer: New, ssn: str, right: str
) -> None:
    number = record["number"]
    for wrong, field_code in (
        ("000-12-3456", "ssn_area"),
        (ssn, "same_number"),
        ("12345", "not_nine_digits"),
    ):
        answer = ask(http, number, wrong)
        assert answer.status_code == 422
        assert [(entry["field"], entry["code"]) for entry in answer.json()["fields"]] == [("ssn", field_code)]
    taken = new_customer(ssn=f"2{right[1:]}")
    refused = ask(http, number, f"2{right[1:]}")
    assert (*code(refused), refused.json()["existing_number"]) == (409, "duplicate_ssn", taken["number"])
    asked = ask(http, number, right).json()
    other = new_customer(ssn=right)
    refused = decide(boss, asked, "approval")
    assert (*code(refused), refused.json()["existing_number"]) == (409, "duplicate_ssn", other["number"])
    assert http.get(f"/customers/{number}").json()["version"] == record["version"]


@pytest.mark.req("R20")
def test_blank_number_is_entered_and_not_corrected(http: Any, new_customer: New, right: str) -> None:
    assert code(ask(http, new_customer()["number"], right)) == (409, "no_ssn_to_correct")
    assert ask(http, 99999999, right).status_code == 404


@pytest.mark.req("R113")
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"paper": ""}, ("document_id", "proof_missing")),
        ({"reason": "  "}, ("reason", "required")),
        ({"reason": "it is 765-43-2108"}, ("reason", "number_in_text")),
        ({"paper": "card 765432108"}, ("paper", "number_in_text")),
        ({"reason": "x" * 10_000}, ("reason", "too_long")),
        ({"reason": "why\x00not"}, ("reason", "control_character")),
        ({"document_id": -5}, ("document_id", "invalid")),
        ({"document_id": 10**30}, ("document_id", "invalid")),
        ({"tax_id_type": "PASSPORT"}, ("tax_id_type", "invalid")),
    ],
)
def test_request_without_reason_or_proof_is_refused_by_field(
    http: Any, record: Any, right: str, fields: dict[str, Any], wrong: tuple[str, str]
) -> None:
    answer = ask(http, record["number"], right, **fields)
    assert answer.status_code == 422, answer.text
    assert [(entry["field"], entry["code"]) for entry in answer.json()["fields"]] == [wrong]
    assert right not in answer.text


@pytest.mark.req("R113")
def test_document_that_is_the_proof_is_this_customers(
    suite: Suite, http: Any, record: Any, new_customer: New, right: str
) -> None:
    documents = suite.client("documents")
    file = {"file": ("card.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf")}

    def upload(number: int) -> int:
        path = f"/customers/{number}/documents"
        answer = documents.post(path, files=file, data={"document_type": "UNCLASSIFIED"})
        assert answer.status_code == 201, answer.text
        return int(answer.json()["id"])

    foreign = upload(new_customer()["number"])
    for document in (foreign, 99999999):
        answer = ask(http, record["number"], right, document_id=document, paper="")
        assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, "document_id")
    own = upload(record["number"])
    asked = ask(http, record["number"], right, document_id=own, paper="").json()
    assert (asked["document_id"], asked["document_name"]) == (own, "card.pdf")


@pytest.mark.req("R69", "R113", "R248")
def test_number_that_is_asked_for_is_shown_to_who_decides_and_told(
    http: Any, boss: Any, record: Any, right: str, asked: Any, outbox_of: Outbox
) -> None:
    path = f"/ssn-corrections/{asked['id']}/ssn/reveal"
    assert http.post(path, json={"reason": "to compare it"}).status_code == 403
    answer = boss.post(path, json={"reason": "to compare it"})
    assert (answer.json()["ssn"], answer.headers["Cache-Control"]) == (right, "no-store")
    [event] = outbox_of("customers", subject=record["number"], type="ssn_revealed")
    assert event["data"] == {"field": "ssn_correction.ssn", "reason": "to compare it"}


@pytest.mark.req("R249")
def test_new_number_travels_over_http_alone(suite: Suite, record: Any, right: str) -> None:
    body = {"tax_id_type": "SSN", "ssn": right, **WHY}
    with pytest.raises(Invalid) as refused:
        suite.rpc("customers", "request_ssn_correction", record["number"], body)
    assert refused.value.code == "protected_over_rpc"
    with pytest.raises(Invalid) as refused:
        suite.rpc("customers", "reveal_ssn_correction", 1, {"reason": "to see it"}, role="supervisor")
    assert refused.value.code == "http_only"


@pytest.mark.req("R113", "R148")
def test_approval_waits_while_somebody_has_the_record_open(http: Any, boss: Any, asked: Any) -> None:
    token = http.post(f"/customers/{asked['number']}/lock").json()["token"]
    assert code(decide(boss, asked, "approval")) == (423, "locked")
    http.post(f"/customers/{asked['number']}/lock/release", json={"token": token})
    assert decide(boss, asked, "approval").status_code == 200


@pytest.mark.req("R26", "R113")
def test_approval_under_special_handling_needs_its_reason(
    http: Any, boss: Any, new_customer: New, ssn: str, right: str
) -> None:
    asked = ask(http, new_customer(ssn=ssn, special_handling=True)["number"], right).json()
    assert code(decide(boss, asked, "approval")) == (428, "acknowledgement_required")
    assert decide(boss, asked, "approval", Acknowledgement="I%20am%20the%20manager").status_code == 200


@pytest.mark.req("R113")
def test_open_requests_are_listed_the_oldest_first_page_by_page(
    http: Any, boss: Any, new_customer: New, ssn: str
) -> None:
    ids = []
    for first in (1, 2, 3):
        number = new_customer(ssn=f"{first + 2}{ssn[1:]}")["number"]
        ids.append(ask(http, number, f"{first + 5}{ssn[1:]}" if first < 3 else f"1{ssn[1:]}").json()["id"])
    found, cursor = [], None
    while True:
        page = boss.get(
            "/ssn-corrections", params={"limit": 2} | ({"cursor": cursor} if cursor else {})
        ).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert [one for one in found if one in ids] == ids
    assert found == sorted(found)


@pytest.mark.req("R113")
def test_database_itself_wants_two_people(suite: Suite, asked: Any) -> None:
    forged = sa.text(
        "update ssn_correction set status = 'APPROVED', ssn_sealed = null, ssn_index = null, old_sealed = 'x',"
        " decided_by_id = requested_by_id, decided_at = now() where id = :id"
    )
    with (
        pytest.raises(sa.exc.IntegrityError, match="four_eyes"),
        suite.database("customers").begin() as connection,
    ):
        connection.execute(forged, {"id": asked["id"]})


@pytest.mark.req("R20", "R147")
@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"number": 5}, "number"), ({"tax_id_type": "EIN"}, "tax_id_type"), ({"ssn": "1"}, "ssn")],
)
def test_number_and_identifier_cannot_be_edited_by_either_way_in(
    suite: Suite, http: Any, record: Any, right: str, fields: dict[str, Any], wrong: str
) -> None:
    body = fields | ({"ssn": right} if "ssn" in fields else {})
    answer = http.patch(f"/customers/{record['number']}", json=body, headers={"If-Match": "1"})
    assert answer.status_code == 422
    assert [entry["field"] for entry in answer.json()["fields"]] == [wrong]
    with pytest.raises((Invalid, NotPermitted)) as refused:
        suite.rpc("customers", "update_customer", record["number"], body, if_match=1)
    assert [entry.field for entry in refused.value.fields] == [wrong]
    assert http.get(f"/customers/{record['number']}").json()["version"] == 1
