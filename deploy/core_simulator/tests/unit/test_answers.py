"""What the simulator of CORE answers, without a broker."""

from __future__ import annotations

import pytest

from core_simulator.rules import CLOCKS, REASONS, answers_to, behaviour_of, event_id

SENT = {"transfer_number": 17, "program_year": 2026, "transfer_date": "2026-11-26", "account_number": "123"}


def outcomes(answers):
    return [(answer.outcome, answer.code) for answer in answers]


def test_an_application_is_accepted_with_a_reference_by_default():
    [answer] = answers_to(SENT)
    assert (answer.outcome, answer.reference, answer.reason) == ("ACCEPTED", "CORE-17", "")


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        ("2025-10-31", "REJECTED"),
        ("2025-11-01", "ACCEPTED"),
        ("2027-07-31", "ACCEPTED"),
        ("2027-08-01", "REJECTED"),
    ],
)
def test_a_created_on_date_outside_the_contract_is_rejected(day, outcome):
    assert answers_to(SENT | {"transfer_date": day})[0].outcome == outcome


CERTIFIED = {
    "intake_date": "2026-10-01", "document_date": "2026-09-01", "certification_date": "2026-11-01",
    "priority_points": 4, "fast_track": True, "service_restored": False, "disconnection_prevented": False,
    "pledge_date": "2026-11-02",
}  # fmt: skip


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({}, ""),
        ({"priority_points": 0}, ""),
        ({"priority_points": -4}, "NEGATIVE_PRIORITY_POINTS"),
        ({"pledge_date": None}, "FAST_TRACK_WITHOUT_RESULT"),
        ({"pledge_date": None, "service_restored": True}, ""),
        ({"pledge_date": None, "disconnection_prevented": True}, ""),
        ({"pledge_date": None, "fast_track": False}, ""),
        ({"document_date": "2026-08-20"}, ""),
        ({"document_date": "2026-08-19"}, "DOCUMENTS_TOO_OLD"),
        ({"certification_date": "2026-11-26", "intake_date": "2026-09-27"}, ""),
        ({"certification_date": "2026-11-26", "intake_date": "2026-09-26"}, "CERTIFIED_TOO_LATE"),
        ({"intake_date": "2026-07-20", "document_date": None, "certification_date": "2026-07-29"}, ""),
        (
            {"intake_date": "2026-07-20", "document_date": None, "certification_date": "2026-07-28"},
            "CERTIFICATION_TOO_OLD",
        ),
        ({"program_year": 2027}, ""),
        (
            {"program_year": 2027, "certification_date": "2026-10-31"},
            "CERTIFICATION_OUTSIDE_CONTRACT",
        ),
    ],
)
def test_what_the_message_says_of_the_certification_is_judged(said, code):
    [answer] = answers_to(SENT | CERTIFIED | said)
    assert (answer.outcome, answer.code) == ("REJECTED" if code else "ACCEPTED", code)
    known = dict([*REASONS.values(), *(reason for *_, reason in CLOCKS)])
    assert answer.reason == (known[code] if code else "")


@pytest.mark.parametrize("word", REASONS)
def test_a_word_in_the_account_number_brings_its_reject_text(word):
    [answer] = answers_to(SENT | {"account_number": f"12 {word.lower()}"})
    assert (answer.outcome, answer.code, answer.reason) == ("REJECTED", *REASONS[word])


def test_misbehaviour_is_silence_repetition_or_contradiction():
    assert answers_to(SENT, "silent") == []
    assert outcomes(answers_to(SENT, "twice")) == [("ACCEPTED", "")] * 2
    assert outcomes(answers_to(SENT, "contradict")) == [("ACCEPTED", ""), ("REJECTED", "OUT_OF_FUNDS")]
    rejected = SENT | {"account_number": "REJECT-FUNDS"}
    assert [answer.outcome for answer in answers_to(rejected, "contradict")] == ["REJECTED", "ACCEPTED"]


def test_an_account_number_asks_for_misbehaviour_before_the_configuration_does():
    assert behaviour_of(SENT | {"account_number": "core-slow 1"}, "silent") == "slow"
    assert behaviour_of(SENT, "silent") == "silent"


def test_the_same_transfer_is_answered_under_the_same_ids_and_two_answers_under_two():
    first, second = answers_to(SENT, "twice")
    assert event_id(first, 0) == event_id(answers_to(SENT)[0], 0)
    assert event_id(first, 0) != event_id(second, 1)
