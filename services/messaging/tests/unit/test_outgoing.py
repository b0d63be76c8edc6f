"""The rules of messages that go out: what keeps one back, by which way it goes, and the texts that are fixed."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from messaging import events, outgoing
from messaging.domain import outgoing as rules
from messaging.domain.fixed_texts import codes_of, fixed_text
from messaging.domain.receipts import LETTERS
from messaging.models import OutgoingMessage

BOTH = frozenset(rules.ELECTRONIC)
WILLING = {
    "status": "ACTIVE",
    "consents": {"sms": True, "email": True, "marketing": False},
    "has_email": True,
    "has_mobile": True,
    "preferred_method": "email",
    "dormant": False,
    "email_bounced": False,
}


def why(channel: str = rules.EMAIL, **facts: object) -> str | None:
    """The code of what keeps a message back."""
    options = {name: facts.pop(name) for name in ("set_up", "confirmed") if name in facts}
    found = rules.obstacle(channel, WILLING | facts, **options)
    return found.code if found else None


def consents(sms: bool = True, email: bool = True) -> dict[str, bool]:
    """What may be used, while marketing may not."""
    return {"sms": sms, "email": email, "marketing": False}


@pytest.mark.req("R46", "R153", "R223")
def test_obstacle_says_why_nothing_can_be_sent():
    assert why() is None
    assert why(has_email=False) == "no_address"
    assert why(consents=consents(email=False)) == "opted_out"
    assert why(email_bounced=True) == "bounced"
    assert why(status="DELETED") == "deleted"
    assert why(set_up=False) == "not_set_up"
    assert why(dormant=True) == "dormant"
    assert why(dormant=True, confirmed=True) is None


@pytest.mark.req("R46")
def test_text_needs_a_consent_and_email_ends_with_an_opt_out():
    assert why(rules.SMS) is None
    assert why(rules.SMS, consents=consents(sms=False)) == "opted_out"
    assert why(rules.SMS, email_bounced=True) is None
    assert why(rules.SMS, has_mobile=False) == "no_address"
    assert why(rules.SMS, consents={}) == "opted_out"
    assert why(rules.EMAIL, consents={}) is None


@pytest.mark.req("R153")
def test_marketing_toggle_stops_no_case_email():
    assert why(consents=consents()) is None


@pytest.mark.req("R260")
def test_receipt_goes_by_the_preferred_method_or_by_mail():
    assert rules.receipt_way(WILLING, BOTH) == "email"
    assert rules.receipt_way(WILLING | {"preferred_method": "sms"}, BOTH) == "sms"
    assert rules.receipt_way(WILLING | {"preferred_method": "mail"}, BOTH) == "mail"
    for facts in ({"email_bounced": True}, {"consents": consents(email=False)}):
        assert rules.receipt_way(WILLING | facts, BOTH) == "mail"
    assert rules.receipt_way(WILLING, frozenset()) == "mail"


@pytest.mark.req("R153", "R260")
@pytest.mark.parametrize("preferred", ["email", "sms", "mail"])
def test_dormant_customer_gets_no_receipt_and_no_letter_for_one(preferred: str):
    assert rules.receipt_way(WILLING | {"preferred_method": preferred, "dormant": True}, BOTH) is None


@pytest.mark.req("R153", "R228")
def test_notice_reaches_a_dormant_customer_once_somebody_confirmed_it():
    dormant = WILLING | {"dormant": True}
    assert rules.notice_way(dormant, BOTH) is None
    assert rules.notice_way(dormant, BOTH, confirmed=True) == "email"
    assert rules.notice_way(dormant | {"consents": consents(False, False)}, BOTH, confirmed=True) is None


@pytest.mark.req("R214", "R249")
def test_event_of_a_message_hides_a_number_that_slipped_into_the_subject():
    message = OutgoingMessage(
        id=1,
        channel="email",
        purpose="MESSAGE",
        code="",
        subject="About 765-43-2108",
        state="SENT",
        reason="",
    )
    told = outgoing.told(message)
    assert told["subject"] == "About ***-**-****"
    assert events.email_sent.data().load(told)["subject"] == told["subject"]
    with pytest.raises(ValidationError):
        events.email_sent.data().load(told | {"subject": message.subject})


@pytest.mark.req("R228")
def test_notice_goes_by_any_electronic_way_that_may_be_used():
    assert rules.notice_way(WILLING, BOTH) == "email"
    assert rules.notice_way(WILLING | {"preferred_method": "sms"}, BOTH) == "sms"
    assert rules.notice_way(WILLING | {"preferred_method": "sms", "has_mobile": False}, BOTH) == "email"
    assert rules.notice_way(WILLING | {"consents": consents(sms=False, email=False)}, BOTH) is None


@pytest.mark.req("R228")
def test_notice_says_what_the_manual_says_and_nothing_of_anybody():
    assert (
        fixed_text(rules.NOTICE, "NEW_MESSAGE", "ENGLISH").body
        == "You have a new message. Sign in to read it."
    )
    assert fixed_text(rules.NOTICE, "NEW_MESSAGE", "SPANISH").body.startswith("Tiene un mensaje nuevo.")
    assert fixed_text(rules.NOTICE, "NEW_MESSAGE", "HMONG") == fixed_text(rules.NOTICE, "NEW_MESSAGE", "")


@pytest.mark.req("R228", "R260")
@pytest.mark.parametrize("purpose", [rules.NOTICE, rules.RECEIPT])
def test_fixed_texts_are_short_and_have_nothing_to_fill_in(purpose: str):
    for code in codes_of(purpose):
        for language in ("ENGLISH", "SPANISH"):
            text = fixed_text(purpose, code, language)
            assert len(text.subject) <= rules.LONGEST_SUBJECT
            assert len(text.body) <= 160, "one text message"
            assert not set("{}%<>$0123456789/@") & set(text.subject + text.body)


@pytest.mark.req("R260")
def test_every_receipt_has_a_text_and_says_whether_a_letter_may_go_instead():
    assert set(codes_of(rules.RECEIPT)) == set(LETTERS)


def test_attempts_grow_apart_and_end_within_two_days():
    delays = [rules.retry_delay(attempt) for attempt in range(1, rules.MOST_ATTEMPTS)]
    assert delays == sorted(delays) and delays[0] <= 10
    assert 3600 <= sum(delays) <= 2 * 86400
