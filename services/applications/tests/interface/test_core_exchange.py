"""What CORE's side fetches of a transfer and answers to it, by HTTP and over the bus."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from applications.schemas.transfer import CoreAnswered
from applications.usecases import answers
from homefire.schemas import load

SELF = {"first_name": "Doena", "last_name": "Holschein", "relation": "SELF", "date_of_birth": "1950-12-31"}


def code_of(answer):
    return answer.status_code, answer.json()["code"]


def number_of(application):
    return application["transfers"][-1]["number"]


@pytest.mark.req("R27", "R249")
def test_export_is_upper_case_frozen_sealed_at_rest_and_for_its_scope_alone(
    certified, send, http, client, number, database, outbox_of
):
    sent = send(certified()).json()
    path = f"/transfers/{number_of(sent)}/export"
    assert code_of(http.post(path)) == (403, "not_permitted")
    customers = client("customers")
    version = {"If-Match": str(customers.get(f"/customers/{number}").json()["version"])}
    customers.patch(f"/customers/{number}", json={"last_name": "Later"}, headers=version).raise_for_status()
    exported = client("applications", role="core_adapter").post(path).json()
    assert exported["application"]["place_of_service_street"] == "LOWER CASE"
    [person] = exported["people"]
    assert (person["first_name"], person["last_name"], person["ssn"]) == ("DOENA", "HOLSCHEIN", "321549876")
    assert len(outbox_of("applications", subject=number, type="transfer_exported")) == 1
    query = sa.text("select sent::text || coalesce(ssn_sealed::text, '') from transfer join transfer_person"
                    " on transfer.id = transfer_id where transfer_id = :number")  # fmt: skip
    with database("applications").connect() as connection:
        stored = connection.scalar(query, {"number": number_of(sent)})
    assert "321549876" not in stored
    assert "321549876" not in str(outbox_of("applications", subject=number))


@pytest.mark.req("R82", "R259")
def test_core_answer_counts_once_and_what_contradicts_it_is_kept(certified, send, http, number, outbox_of):
    sent = send(certified()).json()
    path = f"/transfers/{number_of(sent)}/answer"
    rejected = {"outcome": "REJECTED", "code": "OUT_OF_FUNDS", "reason": "Agency Out of Funds"}
    accepted = {"outcome": "ACCEPTED", "reference": "C-1"}
    answers = [http.post(path, json=body).json() for body in (rejected, rejected, accepted, accepted)]
    effects = [answer["effect"] for answer in answers]
    assert effects == ["applied", "repeated", "contradicts", "repeated"]
    assert {answer["status"] for answer in answers} == {"REJECTED"}
    read = http.get(f"/applications/{sent['id']}").json()
    assert read["status_reason"] == "Agency Out of Funds"
    assert [each["effect"] for each in read["transfers"][-1]["answers"]] == ["applied", "contradicts"]
    moved = outbox_of("applications", subject=number, type="application_status_changed")
    assert [event["data"]["new_status"] for event in moved] == ["TRANSFERRED", "REJECTED"]


@pytest.mark.req("R82")
def test_a_late_answer_to_an_older_transfer_does_not_move_the_newer_one(certified, send, http, move):
    first = send(certified()).json()
    rejected = {"outcome": "REJECTED", "reason": "Agency Out of Funds"}
    http.post(f"/transfers/{number_of(first)}/answer", json=rejected).raise_for_status()
    read = http.get(f"/applications/{first['id']}").json()
    second = send(move(read, "CORRECTED").json()).json()
    assert [kept["number"] for kept in second["transfers"]] == [number_of(first), number_of(second)]
    late = http.post(f"/transfers/{number_of(first)}/answer", json={"outcome": "ACCEPTED"}).json()
    assert (late["effect"], late["status"]) == ("contradicts", "TRANSFERRED")
    done = http.post(f"/transfers/{number_of(second)}/answer", json={"outcome": "ACCEPTED"}).json()
    assert (done["effect"], done["status"]) == ("applied", "BENEFITTED")


@pytest.mark.req("R259")
def test_a_rejection_needs_cores_reason_and_an_answer_a_transfer(certified, send, http):
    number = number_of(send(certified()).json())
    refused = http.post(f"/transfers/{number}/answer", json={"outcome": "REJECTED"})
    assert refused.json()["fields"][0]["code"] == "reason_required"
    missing = http.post("/transfers/999999999/answer", json={"outcome": "ACCEPTED"})
    assert code_of(missing) == (404, "transfer_not_found")


@pytest.mark.req("R248")
def test_a_transfer_is_exported_only_while_core_has_yet_to_take_it(
    certified, send, move, http, client, outbox_of
):
    adapter = client("applications", role="core_adapter")

    def export(transfer):
        return adapter.post(f"/transfers/{transfer}/export")

    check = certified()
    by_hand = move({"id": check["application_id"], **check}, "TRANSFERRED").json()
    number = by_hand["customer_number"]
    assert code_of(export(number_of(by_hand))) == (409, "transfer_is_over")
    rejected = {"outcome": "REJECTED", "reason": "Agency Out of Funds"}
    http.post(f"/transfers/{number_of(by_hand)}/answer", json=rejected).raise_for_status()
    read = http.get(f"/applications/{by_hand['id']}").json()
    second = send(move(read, "CORRECTED").json()).json()
    assert code_of(export(number_of(by_hand))) == (409, "transfer_is_over")
    assert export(number_of(second)).status_code == 200
    answer = adapter.post(f"/transfers/{number_of(second)}/core-answer", json={"outcome": "ACCEPTED"})
    assert (answer.status_code, answer.json()["effect"]) == (200, "applied")
    assert code_of(export(number_of(second))) == (409, "transfer_is_over")
    assert len(outbox_of("applications", subject=number, type="transfer_exported")) == 1


@pytest.mark.req("R247")
def test_the_adapter_brings_and_answers_transfers_and_reads_nothing_else(certified, send, http, client):
    sent = send(certified()).json()
    adapter = client("applications", role="core_adapter")
    assert code_of(adapter.get(f"/applications/{sent['id']}")) == (403, "not_permitted")
    path, body = f"/transfers/{number_of(sent)}", {"outcome": "ACCEPTED"}
    assert code_of(adapter.post(f"{path}/answer", json=body)) == (403, "not_permitted")
    assert code_of(http.post(f"{path}/core-answer", json=body)) == (403, "not_permitted")


@pytest.mark.req("R82", "R249")
def test_what_core_says_over_the_bus_is_cut_and_masked_and_what_people_say_is_refused(
    certified, send, http, suite, number, outbox_of
):
    transfer = number_of(send(certified()).json())
    said = {
        "transfer_number": transfer,
        "outcome": "REJECTED",
        "reason": "No match for 321-54-9876." + " " + "x" * 500,
    }
    refused = http.post(
        f"/transfers/{transfer}/answer", json={"outcome": "REJECTED", "reason": "321 54 9876"}
    )
    assert refused.json()["fields"][0]["code"] == "personal_number"
    with suite.work_in("applications") as work:
        answers.hear(work, load(CoreAnswered(), said))
    [event] = outbox_of("applications", subject=number, type="core_answer_recorded")
    assert event["data"]["reason"].startswith("No match for ***-**-****. x")
    assert len(event["data"]["reason"]) == 400
    assert "9876" not in str(outbox_of("applications", subject=number))
