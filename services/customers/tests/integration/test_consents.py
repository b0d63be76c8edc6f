"""Consents and e-mail that came back, over a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from customers.schemas import consents as schemas
from customers.usecases import consents as usecases
from customers.usecases.emails import mark_email_bounced
from homefire.edge import Edge
from homefire.errors import AcknowledgementRequired, Invalid, Locked, NotFound, Problem, StaleVersion
from homefire.schemas import load
from homefire.testing.suite import Suite

Create = Callable[..., dict[str, Any]]
Update = Callable[..., dict[str, Any]]
Outbox = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def say(suite: Suite) -> Callable[..., dict[str, Any]]:
    """`say(number, 1, "sms")`: gives a consent, or with `revoke=True` takes it back."""

    def carry_out(
        number: int,
        version: int | None,
        channel: str,
        source: str = "PHONE",
        *,
        revoke: bool = False,
        **more: Any,
    ) -> dict[str, Any]:
        body = load(schemas.ConsentInput(), {"channel": channel, "source": source, **more.pop("body", {})})
        with suite.work_in("customers", if_match=version, **more) as work:
            use = usecases.revoke_consent if revoke else usecases.record_consent
            return use(work, number, body)

    return carry_out


@pytest.fixture
def today(suite: Suite) -> date:
    """The agency's date."""
    return suite.edge("customers").clock.today()


def standing(record: dict[str, Any]) -> dict[str, str]:
    """Each channel's state."""
    return {consent["channel"]: consent["state"] for consent in record["consents"]}


def fields_of(problem: Problem) -> list[tuple[str, str]]:
    """What a refusal names."""
    return [(wrong.field, wrong.code) for wrong in problem.fields]


@pytest.mark.req("R46")
def test_consent_is_kept_with_date_source_and_who_recorded_it(
    create: Create, say: Any, get: Any, outbox_of: Outbox, today: date
) -> None:
    number = create()["number"]
    assert standing(get(number)) == {"sms": "NONE", "email": "NONE", "marketing": "NONE"}
    day = today - timedelta(3)
    recorded = say(number, 1, "sms", "SIGNED FORM", body={"date": day.isoformat()})
    assert (recorded["version"], recorded["state"], recorded["date"]) == (2, "GIVEN", day)
    read = get(number)
    assert read["version"] == 2
    assert read["consents"][0] == {
        "channel": "sms",
        "state": "GIVEN",
        "date": day.isoformat(),
        "source": {"code": "SIGNED FORM", "label": "SIGNED FORM"},
        "entered_by": "LOCAL CASEWORKER",
    }
    event = outbox_of("customers", subject=number)[-1]
    assert (event["type"], event["sequence"]) == ("consent_given", 2)
    told = {name: event["data"][name] for name in ("channel", "channel_label", "source_label", "date")}
    assert told == {
        "channel": "sms",
        "channel_label": "Text messages",
        "source_label": "SIGNED FORM",
        "date": day.isoformat(),
    }
    assert event["data"]["customer"]["consents"] == {"sms": True, "email": True, "marketing": False}


@pytest.mark.req("R46")
def test_revocation_adds_to_the_history_and_is_told(
    suite: Suite, create: Create, say: Any, get: Any, outbox_of: Outbox
) -> None:
    number = create()["number"]
    say(number, 1, "sms")
    say(number, 2, "sms", "REPLY STOP", revoke=True)
    say(number, 3, "email", "UNSUBSCRIBE", revoke=True)
    assert standing(get(number)) == {"sms": "REVOKED", "email": "REVOKED", "marketing": "NONE"}
    with suite.work_in("customers") as work:
        entries = usecases.list_consents(work, number)["items"]
    assert [(entry["channel"]["code"], entry["state"], entry["source"]["code"]) for entry in entries] == [
        ("email", "REVOKED", "UNSUBSCRIBE"),
        ("sms", "REVOKED", "REPLY STOP"),
        ("sms", "GIVEN", "PHONE"),
    ]
    event = outbox_of("customers", subject=number)[-1]
    assert event["type"] == "consent_revoked"
    assert event["data"]["customer"]["consents"] == {"sms": False, "email": False, "marketing": False}


@pytest.mark.req("R46", "R204")
def test_same_said_twice_is_said_once(create: Create, say: Any, outbox_of: Outbox) -> None:
    number = create()["number"]
    first = say(number, 1, "email")
    assert say(number, 2, "email") == first
    assert len(outbox_of("customers", subject=number)) == 2


@pytest.mark.req("R46")
@pytest.mark.parametrize(
    ("source", "body", "revoke", "wrong"),
    [
        ("REPLY STOP", {}, False, ("source", "wrong_source")),
        ("REPLY START", {}, True, ("source", "wrong_source")),
        ("TELEPATHY", {}, False, ("source", "not_on_list")),
        ("PHONE", {"date": "1/1/2200"}, False, ("date", "in_the_future")),
        ("PHONE", {"date": "1/1/1999"}, True, ("date", "before_the_last")),
    ],
)
def test_what_cannot_have_been_said_is_refused_and_writes_nothing(
    create: Create, say: Any, row_of: Any, source: str, body: Any, revoke: bool, wrong: tuple[str, str]
) -> None:
    number = create()["number"]
    say(number, 1, "sms")
    before = row_of(number)
    with pytest.raises(Invalid) as refused:
        say(number, 2, "sms", source, revoke=revoke, body=body)
    assert fields_of(refused.value) == [wrong]
    assert row_of(number) == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"source": "PHONE"}, "channel"),
        ({"channel": "fax", "source": "PHONE"}, "channel"),
        ({"channel": "sms"}, "source"),
        ({"channel": "sms", "source": ""}, "source"),
        ({"channel": "sms", "source": "PHONE", "date": "2/29/2023"}, "date"),
        ({"channel": "sms", "source": "PHONE", "date": "1/1/0001"}, "date"),
        ({"channel": "sms", "source": "PHONE", "state": "GIVEN"}, "state"),
    ],
)
def test_input_that_is_none_is_named(body: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(schemas.ConsentInput(), body)
    assert [wrong.field for wrong in refused.value.fields] == [field]


@pytest.mark.req("R26", "R46", "R148", "R152")
def test_consent_heeds_version_lock_and_special_handling(
    suite: Suite, create: Create, say: Any, outbox_of: Outbox
) -> None:
    from customers.usecases.locking import take_lock

    number = create(special_handling=True, special_handling_reason="under review")["number"]
    with pytest.raises(AcknowledgementRequired):
        say(number, 1, "sms")
    with pytest.raises(StaleVersion):
        say(number, 7, "sms", acknowledgement="the manager agreed")
    say(number, 1, "sms", acknowledgement="the manager agreed")
    assert [event["type"] for event in outbox_of("customers", subject=number)][-1] == (
        "special_handling_acknowledged"
    )
    with suite.work_in("customers", "supervisor") as work:
        take_lock(work, number)
    with pytest.raises(Locked):
        say(number, 2, "sms", revoke=True, acknowledgement="the manager agreed")
    with pytest.raises(NotFound):
        say(1, 1, "sms")


@pytest.mark.req("R46")
def test_service_itself_cannot_change_or_remove_what_was_said(create: Create, say: Any, edge: Edge) -> None:
    number = create()["number"]
    say(number, 1, "sms")
    for statement in ("update consent_entry set state = 'GIVEN'", "delete from consent_entry"):
        with pytest.raises(sa.exc.ProgrammingError), edge.database.session() as session:
            session.execute(sa.text(statement))


@pytest.mark.req("R146")
def test_marketing_toggle_asks_how_the_customer_chose_and_keeps_it(
    create: Create, update: Update, get: Any, outbox_of: Outbox
) -> None:
    number = create()["number"]
    with pytest.raises(Invalid) as refused:
        update(number, 1, marketing_emails=True)
    assert fields_of(refused.value) == [("marketing_emails_source", "required")]
    answer = update(number, 1, marketing_emails=True, marketing_emails_source="IN PERSON")
    assert (answer["marketing_emails"], standing(answer)["marketing"]) == (True, "GIVEN")
    assert answer["consents"][2]["source"]["code"] == "IN PERSON"
    types = [event["type"] for event in outbox_of("customers", subject=number)]
    assert types == ["customer_created", "customer_updated", "consent_given"]
    update(number, 2, marketing_emails=False, marketing_emails_source="UNSUBSCRIBE")
    assert standing(get(number))["marketing"] == "REVOKED"
    update(number, 3, wholesale=True, marketing_emails=False)
    assert standing(get(number))["marketing"] == "REVOKED"


@pytest.mark.req("R146")
@pytest.mark.parametrize("source", ["TELEPATHY", "REPLY STOP"])
def test_marketing_of_an_impossible_source_is_refused(create: Create, source: str) -> None:
    with pytest.raises(Invalid) as refused:
        create(marketing_emails=True, marketing_emails_source=source)
    assert [wrong.field for wrong in refused.value.fields] == ["marketing_emails_source"]


@pytest.mark.req("R146")
def test_new_record_and_consent_for_marketing_keep_the_toggle(create: Create, say: Any, get: Any) -> None:
    chosen = create(marketing_emails=True, marketing_emails_source="PORTAL")
    assert standing(chosen)["marketing"] == "GIVEN"
    say(chosen["number"], 1, "marketing", "UNSUBSCRIBE", revoke=True)
    read = get(chosen["number"])
    assert (read["marketing_emails"], standing(read)["marketing"]) == (False, "REVOKED")


@pytest.mark.req("R153")
def test_dormant_customer_gets_no_marketing_and_case_email_goes_on(
    create: Create, update: Update, outbox_of: Outbox
) -> None:
    number = create(marketing_emails=True, marketing_emails_source="PHONE")["number"]
    update(number, 1, dormant=True)
    summary = outbox_of("customers", subject=number)[-1]["data"]["customer"]
    assert summary["dormant"]
    assert summary["consents"] == {"sms": False, "email": True, "marketing": False}


def bounce(suite: Suite, number: int, email: str) -> dict[str, Any]:
    """An agency's mail system reports what came back."""
    with suite.work_in("customers", "agency") as work:
        return mark_email_bounced(work, number, email)


@pytest.mark.req("R42")
def test_bounced_address_is_flagged_warned_of_and_cleared_when_it_changes(
    suite: Suite, create: Create, update: Update, get: Any, outbox_of: Outbox
) -> None:
    number = create(email="ada@example.org")["number"]
    assert bounce(suite, number, "ada@example.org") == {"number": number, "version": 2, "email_bounced": True}
    read = get(number)
    assert read["email_bounced"]
    assert ("email", "bounced") in {(warning["field"], warning["code"]) for warning in read["warnings"]}
    event = outbox_of("customers", subject=number)[-1]
    assert [(change["field"], change["new_text"]) for change in event["data"]["changes"]] == [
        ("email_bounced", "YES")
    ]
    assert event["data"]["customer"]["email_bounced"]
    bounce(suite, number, "ada@example.org")
    assert len(outbox_of("customers", subject=number)) == 2
    update(number, 2, email="ada@example.org")
    assert get(number)["email_bounced"]
    update(number, 2, email="new@example.org")
    assert not get(number)["email_bounced"]


@pytest.mark.req("R42")
def test_bounce_of_another_address_flags_nothing(suite: Suite, create: Create, row_of: Any) -> None:
    number = create(email="new@example.org")["number"]
    before = row_of(number)
    for address in ("old@example.org", ""):
        assert bounce(suite, number, address)["email_bounced"] is False
    assert row_of(number) == before
    with pytest.raises(NotFound):
        bounce(suite, 1, "old@example.org")
