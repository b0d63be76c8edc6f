"""What messaging confirms by itself: once for each event, by the way that the customer prefers (R260)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from unittest import mock

import orjson
import pika
import pytest

from homefire.clock import to_wire
from homefire.testing.suite import Suite, eventually
from messaging.sending_settings import sending_settings
from messaging.usecases.notices import NEW_MESSAGE, give_notice

Publish = Callable[..., dict[str, Any]]
RECEIVED = {"application_id": 1, "program": "HEAP", "program_year": 2018, "intake_date": "2019-03-07"}
DATA = {
    "application_received": ("applications", RECEIVED),
    "appointment_booked": ("appointments", {"recorded_late": False}),
    "document_uploaded": ("documents", {"file_name": "bill.pdf"}),
}


@pytest.fixture
def publish(suite: Suite) -> Publish:
    """`publish("document_uploaded", number)`: an event as its service would publish it, told three times."""

    def send(name: str, number: int, times: int = 3, **more: Any) -> dict[str, Any]:
        service, data = DATA[name]
        event = envelope(service, name, number, data) | more
        with pika.BlockingConnection(pika.URLParameters(suite.stack.amqp_url(service))) as connection:
            channel = connection.channel()
            properties = pika.BasicProperties(content_type="application/json", user_id=service)
            for _ in range(times):
                channel.basic_publish(f"{service}.events", name, orjson.dumps(event), properties)
        return event

    return send


def envelope(service: str, name: str, number: int, data: dict[str, Any]) -> dict[str, Any]:
    """An event about a customer."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": f"/{service}",
        "type": name,
        "subject": str(number),
        "time": to_wire(datetime.now(UTC)),
        "data": data,
        "actorid": "u-1",
        "actorname": "MARIA LOPEZ",
        "actorkind": "staff",
        "correlationid": "c-1",
        "aggregate": f"{name}/1",
        "sequence": 1,
        "pubseq": 1,
    }


@pytest.fixture
def messages(client: Any) -> Callable[[int], list[dict[str, Any]]]:
    """`messages(number)`: what goes out to a customer."""
    http = client("messaging")
    return lambda number: http.get(f"/customers/{number}/outgoing-messages").json()["items"]


@pytest.fixture
def letters(client: Any) -> Callable[[int], list[str]]:
    """`letters(number)`: the mailing codes of the customer's letters that wait to be mailed."""
    http = client("messaging")

    def waiting(number: int) -> list[str]:
        rows = http.get(f"/customers/{number}/contact-entries").json()["items"]
        return [row["mailing_code"][:2] for row in rows if row["mailing_code"] and not row["mailing_date"]]

    return waiting


@pytest.mark.req("R254", "R260")
def test_receipts_go_by_email_once_and_in_the_customers_language(
    reachable: Any, publish: Publish, messages: Any, letters: Any, caught: Any
) -> None:
    customer = reachable(language="SPANISH")
    for name in DATA:
        publish(name, customer["number"])
    found = eventually(
        lambda: (
            len(every := messages(customer["number"])) >= 3
            and {m["state"] for m in every} == {"SENT"}
            and every
        )
    )
    assert sorted(message["code"] for message in found) == [
        "APPLICATION_RECEIVED", "APPOINTMENT_BOOKED", "DOCUMENT_RECEIVED",
    ]  # fmt: skip
    assert len(caught(customer["email"])) == 3
    assert "Recibimos su documento" in {mail["subject"] for mail in caught(customer["email"])}
    assert {mail["auto_submitted"] for mail in caught(customer["email"])} == {"auto-generated"}
    assert letters(customer["number"]) == ["NL"]


@pytest.mark.req("R54", "R56", "R260")
def test_customer_who_prefers_mail_gets_letters_and_one_for_an_application(
    reachable: Any, publish: Publish, messages: Any, letters: Any
) -> None:
    number = reachable(preferred_method="mail")["number"]
    for name in DATA:
        publish(name, number)
    eventually(lambda: len(letters(number)) >= 3)
    assert sorted(letters(number)) == ["AL", "DR", "NL"]
    assert messages(number) == []


@pytest.mark.req("R260")
def test_receipt_that_cannot_be_delivered_becomes_a_letter(
    reachable: Any, publish: Publish, messages: Any, letters: Any, caught: Any
) -> None:
    number = reachable(email=f"no-such-mailbox{uuid.uuid4().hex}@example.org")["number"]
    publish("document_uploaded", number, 1)
    eventually(lambda: letters(number) == ["DR"])
    assert [message["state"] for message in messages(number)] == ["BOUNCED"]


@pytest.mark.req("R153", "R260")
def test_dormant_customer_gets_neither_a_receipt_nor_its_letter(
    reachable: Any, publish: Publish, messages: Any, letters: Any
) -> None:
    """The letter of a received application is the contact entry that each one adds (R56), and no receipt."""
    number = reachable(dormant=True)["number"]
    for name in ("appointment_booked", "document_uploaded", "application_received"):
        publish(name, number, 1)
    eventually(lambda: letters(number) == ["NL"])
    assert (messages(number), letters(number)) == ([], ["NL"])


@pytest.mark.req("R153", "R228")
def test_notice_to_a_dormant_customer_goes_out_once_it_is_confirmed(
    reachable: Any, suite: Suite, messages: Any, caught: Any
) -> None:
    customer = reachable(dormant=True)
    assert give(suite, customer["number"]) is False
    assert give(suite, customer["number"], confirmed=True) is True
    eventually(lambda: [each["state"] for each in messages(customer["number"])] == ["SENT"])
    [mail] = caught(customer["email"])
    assert mail["text"].strip() == "You have a new message. Sign in to read it."


@pytest.mark.req("R260")
def test_imported_history_is_confirmed_to_nobody(
    reachable: Any, publish: Publish, messages: Any, letters: Any
) -> None:
    number = reachable()["number"]
    for name in DATA:
        publish(name, number, 1, historic=True)
    publish("document_uploaded", number, 1)
    eventually(lambda: messages(number))
    assert ([message["code"] for message in messages(number)], letters(number)) == (["DOCUMENT_RECEIVED"], [])


def give(suite: Suite, number: int, confirmed: bool = False) -> bool:
    """Gives the notice as another use case of messaging would, with what a running messaging is set up for."""
    with (
        suite.work_in("messaging") as work,
        mock.patch.dict("os.environ", suite.stack.environment("messaging")),
    ):
        sending_settings.cache_clear()
        return give_notice(work, number, NEW_MESSAGE, confirmed=confirmed)


@pytest.mark.req("R46", "R228")
def test_notice_goes_by_text_where_that_is_preferred_and_agreed_to(
    reachable: Any, suite: Suite, messages: Any, caught: Any, outbox_of: Any
) -> None:
    phone = f"83145{uuid.uuid4().int % 100_000:05}"
    customer = reachable(preferred_method="sms", mobile_phone=phone, email="")
    assert give(suite, customer["number"]) is False
    assert suite.client("customers").post(
        f"/customers/{customer['number']}/consents",
        json={"channel": "sms", "source": "PHONE"},
        headers={"If-Match": str(customer["version"])},
    ).is_success  # fmt: skip
    eventually(lambda: give(suite, customer["number"]))
    [text] = eventually(lambda: caught(f"+1{phone}"))
    assert text["text"] == "You have a new message. Sign in to read it."
    [event] = eventually(lambda: outbox_of("messaging", subject=customer["number"], type="notification_sent"))
    assert (event["data"]["channel"], event["data"]["code"], event["actorname"]) == (
        "sms", "NEW_MESSAGE", "messaging",
    )  # fmt: skip
