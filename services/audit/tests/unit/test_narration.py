"""Every event reads as notes: one for each changed field, in words, under the right action code."""

from __future__ import annotations

import string
import tomllib
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.domain import codes, lines
from audit.domain.narration import (
    Draft,
    describe,
    describe_change,
    is_access,
    is_noted,
    is_technical,
    narrate,
    narrate_imported,
)
from audit.domain.sentences import ACTION_CODES, CODES_BY_VALUE, SENTENCES

ZONE = ZoneInfo("America/Los_Angeles")
HOSTILE = [
    None,
    "",
    True,
    -1,
    2.5,
    float("nan"),
    "{x}",
    "9999-99-99",
    "2019-01-01",
    [],
    [None, {}],
    {"a": [1]},
    "x" * 900,
]
PHONE = {
    "field": "home_phone",
    "label": "HOME PHONE",
    "old": "8315550100",
    "new": "8315550101",
    "old_text": "(831) 555-0100",
    "new_text": "(831) 555-0101",
}


def _texts(event_type: str, **data: Any) -> list[str]:
    return [draft.text for draft in narrate(event_type, data, ZONE)]


@pytest.mark.req("R204")
def test_a_changed_field_tells_old_and_new_value() -> None:
    [draft] = narrate("customer_updated", {"changes": [PHONE]}, ZONE)
    assert draft.text == "HOME PHONE changed from (831) 555-0100 to (831) 555-0101"
    assert draft.action_code == "FLDUPDATE"
    assert draft.values == {
        "field": "home_phone",
        "label": "HOME PHONE",
        "old": "8315550100",
        "new": "8315550101",
    }


@pytest.mark.req("R204")
def test_several_changes_make_one_note_each_in_order() -> None:
    changes = [{"field": f"f{n}", "label": f"FIELD {n}", "old": "a", "new": "b"} for n in range(5)]
    assert _texts("customer_updated", changes=changes) == [f"FIELD {n} changed from a to b" for n in range(5)]


@pytest.mark.req("R204")
def test_an_update_that_changed_nothing_makes_no_note() -> None:
    assert narrate("customer_updated", {"changes": []}, ZONE) == []


@pytest.mark.req("R204", "R249")
def test_a_protected_field_tells_only_that_it_changed() -> None:
    change = {
        "field": "ssn",
        "label": "SSN",
        "protected": True,
        "old": "765432108",
        "new_text": "765-43-2108",
    }
    [draft] = narrate("customer_updated", {"changes": [change]}, ZONE)
    assert draft.text == "SSN changed"
    assert draft.values == {"field": "ssn", "label": "SSN"}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"label": "EMAIL", "old": None, "new": "dth@email.com"}, "EMAIL set to dth@email.com"),
        ({"label": "EMAIL", "old": "", "new": "dth@email.com"}, "EMAIL set to dth@email.com"),
        ({"label": "EMAIL", "old": "dth@email.com", "new": None}, "EMAIL cleared, was dth@email.com"),
        ({"label": "SPECIAL HANDLING", "old": False, "new": True}, "SPECIAL HANDLING changed from no to yes"),
        ({"label": "INTAKE DATE", "old": "2018-12-03", "new": "2018-12-04"},
         "INTAKE DATE changed from 12/3/2018 to 12/4/2018"),
        ({"label": "OTHERS", "old": [], "new": ["A", 2]}, "OTHERS set to A, 2"),
        ({"label": "SIZE", "old": 0, "new": 3}, "SIZE changed from 0 to 3"),
        ({"field": "best_time", "old": "AFT", "new": "MOR"}, "BEST TIME changed from AFT to MOR"),
        ({"label": "X", "old": None, "new": None}, "X changed"),
    ],
)  # fmt: skip
def test_a_change_reads_as_a_caseworker_would_write_it(change: dict[str, Any], text: str) -> None:
    assert describe_change(change) == text


@pytest.mark.req("R197")
def test_an_upload_is_noted_as_fileupload() -> None:
    data = {"document_type": "PAYSTUB", "file_name": "october.pdf"}
    assert narrate("document_uploaded", data, ZONE) == [Draft("FILEUPLOAD", "PAYSTUB uploaded: october.pdf")]


@pytest.mark.req("R202")
def test_times_are_told_on_a_24_hour_clock_in_the_agencys_zone() -> None:
    data = {"starts_at": "2019-11-18T22:30:00Z", "employee": "JOHN JOHNSON"}
    assert _texts("appointment_booked", **data) == [
        "Appointment booked for 11/18/2019 14:30 with JOHN JOHNSON"
    ]


@pytest.mark.req("R26", "R150")
def test_what_was_done_to_a_protected_record_is_told_with_its_reason() -> None:
    assert _texts("special_handling_acknowledged", reason="asked my manager") == [
        "Changed under special handling: asked my manager"
    ]
    assert _texts("lock_taken_over", holder="JOHN JOHNSON", reason="on leave") == [
        "Record taken over from JOHN JOHNSON: on leave"
    ]


@pytest.mark.req("R204")
def test_a_note_about_income_names_its_application() -> None:
    heap = {"program": "HEAP", "program_year": 2027}
    changes = [{"field": "items", "label": "INCOME ITEMS", "old": None, "new": 1}]
    assert _texts("income_updated", **heap, changes=changes) == ["HEAP 2027: INCOME ITEMS set to 1"]
    assert _texts("income_updated", **heap, items=1, yearly="9.50") == [
        "HEAP 2027 income entered, 1 items, $9.50 a year"
    ]


@pytest.mark.req("R204")
def test_what_the_rules_had_answered_is_told_in_words_and_by_its_code_where_nobody_told_them() -> None:
    told = {"program": "HEAP", "program_year": 2027, "decision": "DENIED", "outcome": "NOT_ELIGIBLE"}
    [text] = _texts("eligibility_decided", **told, outcome_label="not eligible", reason="over")
    assert text == 'HEAP 2027 decided DENIED, the rules had answered "not eligible": over'
    [old] = _texts("eligibility_decided", **told, reason="over")
    assert old == "HEAP 2027 decided DENIED, the rules had answered NOT_ELIGIBLE: over"


@pytest.mark.req("R204")
def test_an_unknown_event_is_told_by_its_name() -> None:
    assert _texts("vendor_paid", amount=3) == ["Vendor paid"]


@pytest.mark.req("R204")
@pytest.mark.parametrize("event_type", sorted(SENTENCES))
def test_every_known_event_is_told_even_without_its_facts(event_type: str) -> None:
    if is_technical(event_type):
        assert describe(event_type, {}, ZONE) == [event_type.replace("_", " ").capitalize()]
        return
    [draft] = narrate(event_type, {}, ZONE)
    assert draft.text


@pytest.mark.req("R187")
@pytest.mark.parametrize("event_type", ["checklist_created", "checklist_item_updated"])
def test_checklist_items_are_not_noted(event_type: str) -> None:
    assert not is_noted(event_type)
    assert narrate(event_type, {"changes": [PHONE]}, ZONE) == []


@pytest.mark.req("R251")
def test_a_change_of_a_reference_list_is_no_note_about_anybody() -> None:
    assert not is_noted("reference_changed")
    assert narrate("reference_changed", {"list": "ethnicity", "changes": [PHONE]}, ZONE) == []


@pytest.mark.req("R248")
def test_a_reveal_is_no_note() -> None:
    assert is_access("ssn_revealed")
    assert narrate("ssn_revealed", {"field": "ssn", "reason": "called"}, ZONE) == []


@pytest.mark.parametrize("event_type", ["note_added", "note_amended"])
def test_the_logs_own_events_are_not_noted_again(event_type: str) -> None:
    assert narrate(event_type, {}, ZONE) == []


@pytest.mark.req("R213")
@pytest.mark.parametrize(
    ("event_type", "data", "code"),
    [
        ("application_status_changed", {"new_status": "REJECTED"}, "REJECTED"),
        ("application_status_changed", {"new_status": "ELIGIBLE"}, "FLDUPDATE"),
        ("application_status_changed", {"changes": [{"field": "status", "new": "REJECTED"}]}, "REJECTED"),
        ("verification_changed", {"item": "IDENTITY", "new_status": "VERIFIED"}, "IDENTITY V"),
        ("verification_changed", {"item": "ADDRESS", "new_status": "REVIEW"}, "ADDRES VER"),
        ("verification_changed", {"item": "INCOME", "new_status": "VERIFIED"}, "INCOME VER"),
        ("verification_changed", {"item": "HOME_OWNERSHIP", "new_status": "VERIFIED"}, "HOMEOWNER"),
        ("verification_changed", {"item": "IDENTITY", "new_status": "REJECTED"}, "REJECTED"),
        ("verification_changed", {"item": "EXISTING_BENEFITS", "new_status": "VERIFIED"}, "FLDUPDATE"),
        ("email_sent", {}, "EMAIL SENT"),
        ("secure_message_sent", {}, "SECUREMS"),
        ("notification_sent", {}, "NOTIFICATN"),
        ("customer_created", {}, "FLDUPDATE"),
    ],
)
def test_the_event_decides_the_action_code(event_type: str, data: dict[str, Any], code: str) -> None:
    assert {draft.action_code for draft in narrate(event_type, data, ZONE)} == {code}


@pytest.mark.req("R212")
def test_every_code_that_the_log_writes_is_on_the_list_or_its_own() -> None:
    shipped = tomllib.loads((resources.files("audit") / "reference.toml").read_text())["action_code"]
    written = {*ACTION_CODES.values(), codes.DEFAULT}
    written.update(code for pairs in CODES_BY_VALUE.values() for _, named in pairs for code in named.values())
    assert written <= {entry["code"] for entry in shipped}
    assert codes.IMPORTED not in {entry["code"] for entry in shipped}


@pytest.mark.req("R213")
def test_the_twenty_codes_are_spelled_as_the_guide_prints_them() -> None:
    shipped = tomllib.loads((resources.files("audit") / "reference.toml").read_text())["action_code"]
    assert [entry["code"] for entry in shipped] == [
        "EMAIL RECD", "EMAIL SENT", "LEFT MSG", "CUST CALL", "SSI DOC", "TANF DOC", "SNAP DOC", "ADDRES VER",
        "INCOME VER", "IDENTITY V", "FRAUD", "INELIGIBLE", "FLDUPDATE", "INVAPPROVE", "INVBLOCKED",
        "REJECTED", "FILEUPLOAD", "HOMEOWNER", "NOTIFICATN", "SECUREMS",
    ]  # fmt: skip
    assert all(len(entry["code"]) <= codes.LONGEST and entry["label"] for entry in shipped)


@pytest.mark.req("R210")
def test_a_long_automatic_text_goes_on_in_further_notes() -> None:
    long = " ".join(["word"] * 200)
    drafts = narrate("x_updated", {"changes": [{"label": "MEMO", "old": "", "new": long}]}, ZONE)
    assert len(drafts) > 1
    assert " ".join(draft.text for draft in drafts) == f"MEMO set to {long}"
    assert all(len(lines.lines(draft.text)) <= 4 for draft in drafts)


def test_an_imported_record_has_one_entry() -> None:
    assert narrate_imported("customer/110385") == Draft("IMPORTED", "Customer 110385 imported")


def test_every_sentence_names_only_formats_that_exist() -> None:
    formats = {"", "date", "moment", "time", "money"}
    for sentence in (text for sentences in SENTENCES.values() for text in sentences):
        assert {spec or "" for _, _, spec, _ in string.Formatter().parse(sentence)} <= formats


PLACEHOLDERS = sorted(
    {
        name
        for sentences in SENTENCES.values()
        for text in sentences
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
)


@given(
    st.sampled_from(sorted(SENTENCES)),
    st.dictionaries(st.sampled_from(PLACEHOLDERS), st.sampled_from(HOSTILE)),
)
def test_no_data_breaks_a_sentence(event_type: str, data: dict[str, Any]) -> None:
    if is_technical(event_type):
        assert all(describe(event_type, data, ZONE))
        return
    drafts = narrate(event_type, data, ZONE)
    assert drafts
    assert all(0 < len(draft.text) <= lines.NOTE for draft in drafts)


def test_a_change_says_what_it_is_a_field_of() -> None:
    change = {"field": "account_number", "label": "ACCOUNT NUMBER", "old": "", "new": "10223456789"}
    facts = {"program": "HEAP", "program_year": 2018, "changes": [change]}
    assert _texts("application_updated", **facts) == ["HEAP 2018: ACCOUNT NUMBER set to 10223456789"]
    assert _texts("application_updated", changes=[change]) == ["ACCOUNT NUMBER set to 10223456789"]


def test_facts_are_told_as_far_as_they_are_known() -> None:
    facts = {"program": "HEAP", "program_year": 2018, "amount": "1250.5", "memo": "gas"}
    assert _texts("pledge_made", **facts) == ["HEAP 2018 pledge of $1,250.50: gas"]
    assert _texts("pledge_made", **facts, payee="PG&E") == ["HEAP 2018 pledge of $1,250.50 to PG&E: gas"]
    assert _texts("pledge_made", memo="gas") == ["Pledge made"]
