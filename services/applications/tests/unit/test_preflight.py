"""What CORE is known to reject, found before an application is sent (R92)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from applications.domain.clocks import Dates, clocks_of
from applications.domain.finding import APPLICANT_UNKNOWN, BLOCKABLE, Severity
from applications.domain.parts import PARTS
from applications.domain.parts.transfer import CONTRACTS, TRANSFER
from applications.domain.preflight import Facts, findings
from homefire.sentences import in_words

(SETTINGS,) = TRANSFER.shipped
CONTRACT = next(row for row in CONTRACTS.shipped if row["program_year"] == 2023)
WHOLE = {"name": True, "date_of_birth": True, "ssn": True}
CERTIFIED = date(2023, 5, 2)
GOOD = Facts(CERTIFIED, date(2023, 4, 1), 3, 25, WHOLE, CONTRACT, consent=date(2023, 4, 1))


def codes(facts=GOOD, *, today=date(2023, 5, 3), intake=date(2023, 4, 3), consent=None, blocks=()):
    dates = Dates(intake=intake, document=facts.document, certified=facts.certified, consent=consent)
    settings = SETTINGS | {"blocks": list(blocks)}
    found = findings(facts, clocks_of(dates, settings, as_of=today), settings, as_of=today)
    for each in found:
        told = each.told()
        for name in ("sentence", "remedy"):
            said = in_words("", told[f"{name}_made_of"], lambda pattern: f"¡{pattern}")
            assert said.replace("¡", "") == told[name], "it can be said in another language"
    return [(each.code, each.severity) for each in found]


def warned(*args, **kwargs):
    return [code for code, severity in codes(*args, **kwargs) if severity is Severity.WARNS]


def test_nothing_speaks_against_a_sound_application():
    assert codes() == []


@pytest.mark.req("R92")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"certified": None}, "not_certified"),
        ({"document": None}, "no_document_date"),
        ({"document": date(2023, 2, 19)}, "document_too_old"),
        ({"contract": None}, "no_contract"),
        ({"contract": CONTRACT | {"starts": "2023-05-03"}}, "certification_outside_contract"),
        ({"contract": CONTRACT | {"ends": "2023-05-02"}}, "transfer_outside_contract"),
        ({"contract": CONTRACT | {"out_of_funds": True}}, "out_of_funds"),
        ({"household_size": 26}, "household_too_large"),
        ({"asked": {"priority_points": -1}}, "negative_priority_points"),
        ({"asked": {"fast_track": True}}, "fast_track_without_result"),
        ({"over_income": "$1.01 a month is over the limit of $1.00."}, "over_income"),
        ({"unverified": ["ADDRESS"]}, "items_open"),
        ({"rejected": [("IDENTITY", "NAME DIFFERS")]}, "items_rejected"),
        ({"consent": None}, "no_consent_date"),
        ({"applicant": WHOLE | {"ssn": False}}, "applicant_incomplete"),
        ({"own_ssn_differs": True}, "applicant_ssn_differs"),
        ({"earlier": {"fields": ["ssn"], "transfer": 7}}, "identity_differs"),
    ],
)
def test_each_reject_reason_warns_and_blocks_where_the_program_says_so(change, code):
    facts = replace(GOOD, **change)
    assert warned(facts) == [code]
    assert codes(facts, blocks=[code]) == [(code, Severity.BLOCKS)]


@pytest.mark.req("R92")
def test_a_contract_says_what_blocks_under_it_and_else_the_program_does():
    facts = replace(GOOD, contract=CONTRACT | {"out_of_funds": True, "blocks": ["household_too_large"]})
    assert codes(facts, blocks=["out_of_funds"]) == [("out_of_funds", Severity.WARNS)]
    facts = replace(GOOD, contract=CONTRACT | {"out_of_funds": True, "blocks": []})
    assert codes(facts, blocks=["out_of_funds"]) == [("out_of_funds", Severity.BLOCKS)]


@pytest.mark.req("R92")
def test_limits_are_met_on_their_last_day():
    assert warned(replace(GOOD, document=date(2023, 2, 20))) == []  # 42 days before intake
    assert warned(intake=date(2023, 3, 3), facts=replace(GOOD, document=date(2023, 3, 1))) == []  # 60 days
    late = replace(GOOD, document=date(2023, 3, 1))
    assert warned(late, intake=date(2023, 3, 2)) == ["certified_too_late"]
    assert warned(today=date(2023, 8, 30)) == []  # 120 days after the certification
    assert warned(today=date(2023, 8, 31)) == ["certification_expired"]
    assert warned(replace(GOOD, household_size=25)) == []
    assert warned(consent=date(2020, 5, 3)) == []  # 3 years
    assert warned(consent=date(2020, 5, 2)) == ["consent_expired"]


@pytest.mark.req("R92")
def test_a_contract_holds_on_its_first_and_last_day_and_is_proposed_for_each_year():
    assert (CONTRACT["starts"], CONTRACT["ends"]) == ("2022-11-01", "2024-07-31")
    old = replace(GOOD, certified=date(2022, 11, 1), document=date(2022, 10, 1))
    assert "certification_outside_contract" not in warned(old, intake=date(2022, 10, 20))
    for last, outside in ((date(2024, 7, 31), False), (date(2024, 8, 1), True)):
        found = warned(replace(GOOD, certified=last), today=last)
        assert ("certification_outside_contract" in found) is outside
    assert "transfer_outside_contract" not in warned(today=date(2024, 7, 31))
    assert "transfer_outside_contract" in warned(today=date(2024, 8, 1))


def test_every_finding_says_what_to_do_and_can_be_set_to_block():
    bad = Facts(
        None, None, 26, 25, {}, CONTRACT | {"out_of_funds": True}, {"fields": ["name"], "transfer": 7}
    )
    for each in findings(bad, [], SETTINGS, as_of=date(2025, 1, 1)):
        assert each.sentence.endswith(".") and each.remedy.endswith("."), each
    blocks = next(column for column in PARTS["transfer"].columns if column.name == "blocks")
    assert set(blocks.choices) == set(BLOCKABLE)


@pytest.mark.req("R92")
def test_what_was_rejected_is_told_with_its_reason_and_apart_from_what_was_opened_again():
    facts = replace(GOOD, unverified=["ADDRESS"], rejected=[("PHOTO ID", "NAME DIFFERS"), ("INCOME", "")])
    opened, rejected = findings(facts, [], SETTINGS | {"blocks": ["items_rejected"]}, as_of=CERTIFIED)
    assert (opened.sentence, opened.severity) == ("Not verified any more: ADDRESS.", Severity.WARNS)
    assert (rejected.sentence, rejected.severity) == (
        "Rejected: PHOTO ID (NAME DIFFERS), INCOME.",
        Severity.BLOCKS,
    )
    assert opened.remedy != rejected.remedy


@pytest.mark.req("R92")
def test_what_could_not_be_told_of_the_applicant_never_blocks():
    facts = replace(GOOD, applicant=WHOLE | {"ssn": None})
    assert codes(facts, blocks=[*BLOCKABLE, APPLICANT_UNKNOWN]) == [(APPLICANT_UNKNOWN, Severity.WARNS)]
    assert APPLICANT_UNKNOWN not in BLOCKABLE, "nobody can set it to block"
