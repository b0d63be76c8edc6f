"""E-mail to a customer as a client meets it: from the request to the mail server, and what is noted of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from homefire.errors import Invalid
from homefire.testing.suite import Suite, eventually

BODY = "Bring your gas bill.\nWe are open from 8:00 to 17:00."
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}
Reachable = Callable[..., dict[str, Any]]


@pytest.fixture
def send(client: Any) -> Callable[..., Any]:
    """`send(number, subject="…")`: the answer to a request to send an e-mail."""
    http = client("messaging")
    return lambda number, **more: http.post(
        f"/customers/{number}/emails", json={"subject": "Your appointment", "body": BODY} | more
    )


def state(client: Any, message: dict[str, Any]) -> dict[str, Any]:
    """The message as it is stored now."""
    answer: dict[str, Any] = client("messaging").get(f"/outgoing-messages/{message['id']}").json()
    return answer


def ended(client: Any, message: dict[str, Any], wanted: str) -> dict[str, Any]:
    """The message, once it is in this state."""
    return dict(eventually(lambda: (found := state(client, message))["state"] == wanted and found))


@pytest.mark.req("R205", "R214", "R219", "R221")
def test_email_goes_to_the_records_address_and_its_event_has_no_text(
    reachable: Reachable, send: Any, client: Any, caught: Any, outbox_of: Any
) -> None:
    customer = reachable()
    answer = send(customer["number"])
    assert answer.status_code == 201, answer.text
    made = ended(client, answer.json(), "SENT")
    [mail] = caught(customer["email"])
    assert (mail["subject"], mail["text"].splitlines()) == ("Your appointment", BODY.splitlines())
    assert mail["from"] == "Homefire demonstration <agency@homefire.example>"
    assert (made["sent_to"], made["body"]) == (customer["email"], BODY)
    [event] = outbox_of("messaging", subject=customer["number"], type="email_sent")
    told = {name: event["data"][name] for name in ("message_id", "subject", "state")}
    assert told == {"message_id": made["id"], "subject": "Your appointment", "state": "SENT"}
    assert "gas bill" not in json.dumps(event) and customer["email"] not in json.dumps(event)
    [listed] = client("messaging").get(f"/customers/{customer['number']}/outgoing-messages").json()["items"]
    assert listed["state"] == "SENT" and "body" not in listed


@pytest.mark.req("R214")
def test_what_was_written_and_where_it_went_lie_sealed(
    reachable: Reachable, send: Any, client: Any, caught: Any, database: Any
) -> None:
    customer = reachable()
    made = ended(client, send(customer["number"]).json(), "SENT")
    with database("messaging").connect() as connection:
        row = connection.execute(
            sa.text("select outgoing_message::text from outgoing_message where id = :id"), {"id": made["id"]}
        ).scalar_one()
    in_hexadecimal = [text.encode().hex() for text in (BODY, customer["email"])]
    assert "Your appointment" in row
    assert not any(text in row for text in (BODY, customer["email"], *in_hexadecimal))


@pytest.mark.req("R214", "R220", "R221", "R256")
@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"subject": "é" * 49}, "subject", "too_long"),
        ({"subject": "Hello\r\nBcc: x@example.org"}, "subject", "control_character"),
        ({"subject": ""}, "subject", "required"),
        ({"body": "a" * 2191}, "body", "too_long"),
        ({"to": "x@example.org"}, "to", "unknown_field"),
    ],
)
def test_what_cannot_be_written_is_refused(
    reachable: Reachable, send: Any, more: dict[str, str], field: str, code: str
) -> None:
    answer = send(reachable()["number"], **more)
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["fields"]] == [(field, code)]


@pytest.mark.req("R220", "R221")
def test_exactly_the_limit_is_taken(reachable: Reachable, send: Any) -> None:
    assert send(reachable()["number"], subject="🏠" * 48, body="ñ" * 2190).status_code == 201


@pytest.mark.req("R215")
def test_text_of_an_email_never_travels_on_the_bus(reachable: Reachable, rpc: Any) -> None:
    with pytest.raises(Invalid):
        rpc("messaging", "send_email", reachable()["number"], {"subject": "Hello", "body": BODY})


@pytest.mark.req("R215")
def test_personal_data_are_refused_or_asked_about(reachable: Reachable, send: Any) -> None:
    customer = reachable(date_of_birth="12/31/1950", home_phone="8315550101", first_name="OVALTINE")
    refused = send(customer["number"], body="Born 12/31/1950, 7 6 5-4 3-2 1 0 8")
    assert (refused.status_code, refused.json()["code"]) == (422, "personal_data")
    assert {each["code"] for each in refused.json()["fields"]} == {"tax_id", "birth_date"}
    assert "765" not in refused.text
    asked = send(customer["number"], body="Dear Ovaltine, is it (831) 555-0101?", subject="Hello")
    assert (asked.status_code, asked.json()["code"]) == (409, "confirmation_needed")
    assert [each["code"] for each in asked.json()["fields"]] == ["name", "phone"]
    done = send(customer["number"], body="Dear Ovaltine", confirmed=["name"])
    assert done.status_code == 201, done.text


@pytest.mark.req("R215")
def test_household_and_accounts_of_applications_are_looked_for(
    reachable: Reachable, send: Any, client: Any, running: Any
) -> None:
    running("customers", "applications", "messaging")
    customer = reachable()
    http = client("applications")
    body = {
        "program": "HEAP",
        "program_year": 2018,
        "intake_date": "2018-12-03",
        "place_of_service": PLACE,
        "account_number": "PGE 00918-7",
    }
    made = http.post(f"/customers/{customer['number']}/applications", json=body)
    assert made.is_success, made.text
    members = [
        {"first_name": "ADA", "last_name": "QUARTZ", "relation": "SELF"},
        {"first_name": "ZEBULON", "last_name": "QUARTZ", "date_of_birth": "4/9/2001", "relation": "CHILD"},
    ]
    kept = http.put(
        f"/applications/{made.json()['id']}/household/members",
        json={"members": members},
        headers={"If-Match": str(made.json()["version"])},
    )
    assert kept.is_success, kept.text
    found = send(customer["number"], subject="P.G.E.00918.7", body="Zebulon was born on 4/9/2001").json()
    assert {each["code"] for each in found["fields"]} == {"account_number", "birth_date"}
    assert [each["code"] for each in send(customer["number"], body="For Zebulon").json()["fields"]] == [
        "name"
    ]


@pytest.mark.req("R153", "R223")
def test_dormant_customer_is_written_to_once_the_sender_confirms(
    reachable: Reachable, send: Any, client: Any, caught: Any
) -> None:
    number = reachable(dormant=True)["number"]
    refused = send(number)
    assert (refused.status_code, refused.json()["fields"][0]["code"]) == (409, "dormant")
    ended(client, send(number, confirmed=["dormant"]).json(), "SENT")


@pytest.mark.req("R42", "R214", "R223")
def test_refused_recipient_flags_the_address_and_stops_the_next_email(
    reachable: Reachable, send: Any, client: Any, caught: Any, outbox_of: Any
) -> None:
    customer = reachable(email=f"no-such-mailbox{reachable()['number']}@example.org")
    message = ended(client, send(customer["number"]).json(), "BOUNCED")
    assert message["reason"] == "smtp_550"
    assert client("customers").get(f"/customers/{customer['number']}").json()["email_bounced"]
    [event] = outbox_of("messaging", subject=customer["number"], type="email_failed")
    assert (event["data"]["state"], event["data"]["reason_label"]) == ("BOUNCED", "SMTP reply 550")
    again = send(customer["number"])
    assert (again.status_code, again.json()["reason"]) == (409, "bounced")


@pytest.mark.req("R46", "R223")
def test_opt_out_between_queueing_and_sending_stops_the_email(
    reachable: Reachable, send: Any, client: Any, caught: Any, database: Any
) -> None:
    """The first attempt is put off by the server; the customer opts out before the second."""
    customer = reachable(email=f"try-later{reachable()['number']}@example.org")
    message = send(customer["number"]).json()
    eventually(lambda: state(client, message)["reason"] == "smtp_451")
    assert state(client, message)["state"] == "QUEUED"
    http = client("customers")
    told = http.post(
        f"/customers/{customer['number']}/consents/revocations",
        json={"channel": "email", "source": "PHONE"},
        headers={"If-Match": str(customer["version"])},
    )
    assert told.is_success, told.text
    due_now(database, message)
    assert ended(client, message, "STOPPED")["reason"] == "opted_out"
    assert send(customer["number"]).json()["reason"] == "opted_out"


@pytest.mark.req("R214")
def test_message_whose_sender_was_killed_is_sent_again_under_its_own_id(
    reachable: Reachable, client: Any, caught: Any, database: Any, suite: Suite
) -> None:
    """Killed between the server's answer and the mark: twice at worst, never lost, and known for one message."""
    customer = reachable()
    suite.stack.stop("messaging")
    suite.stack.start("messaging", HOMEFIRE_FAULT_POINT="sender.after_hand_over")
    suite.stack.wait_ready("messaging")
    answer = suite.client("messaging").post(
        f"/customers/{customer['number']}/emails", json={"subject": "Your appointment", "body": BODY}
    )
    assert answer.status_code == 201
    eventually(lambda: not suite.stack.running("messaging"))
    suite.running("messaging")
    due_now(database, answer.json())
    assert ended(client, answer.json(), "SENT")["attempts"] == 2
    first, second = caught(customer["email"])
    assert first["message_id"] == second["message_id"]


def due_now(database: Any, message: dict[str, Any]) -> None:
    """Ends the wait of a message, as time would."""
    with database("messaging").begin() as connection:
        connection.execute(
            sa.text("update outgoing_message set due_at = now() where id = :id"), {"id": message["id"]}
        )


@pytest.mark.req("R217", "R218", "R219", "R223")
def test_form_says_who_is_written_to_and_why_not(reachable: Reachable, client: Any, rpc: Any) -> None:
    customer = reachable(email="", preferred_method="mail")
    form = rpc("messaging", "get_email_form", customer["number"])
    assert (form["number"], form["can_send"], form["reason"]) == (customer["number"], False, "no_address")
    assert form["name"].startswith("ADA") and form["label"].startswith("Homefire demonstration <")


@pytest.mark.req("R260")
def test_new_outgoing_contact_proposes_the_preferred_method_and_the_best_time(
    reachable: Reachable, rpc: Any
) -> None:
    customer = reachable(
        best_time="AFT", email="x@example.org", preferred_method="sms", mobile_phone="8315550101"
    )
    proposal = rpc("messaging", "propose_contact", customer["number"])
    assert (proposal["preferred_method"], proposal["proposed_method"]) == ("sms", "mail")
    assert proposal["best_time"] == "AFT"
    assert {each["channel"]: each["reason"] for each in proposal["channels"]} == {
        "email": "",
        "sms": "opted_out",
    }


@pytest.mark.req("R26")
def test_email_to_a_record_under_special_handling_needs_a_reason(
    reachable: Reachable, client: Any, outbox_of: Any
) -> None:
    number = reachable(special_handling=True)["number"]
    sent = {"url": f"/customers/{number}/emails", "json": {"subject": "Your appointment", "body": BODY}}
    refused = client("messaging").post(**sent)
    assert (refused.status_code, refused.json()["code"]) == (428, "acknowledgement_required")
    done = client("messaging").post(**sent, headers={"Acknowledgement": "the%20manager%20agreed"})
    assert done.status_code == 201, done.text
    [event] = outbox_of("messaging", subject=number, type="special_handling_acknowledged")
    assert event["data"] == {"reason": "the manager agreed"}
