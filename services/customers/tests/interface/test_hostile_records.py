"""Hostile values in every field of the record, by every way in: refused by the field's name, or kept as they are."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from customers.schemas.record import AddressInput, CustomerPatch
from homefire.errors import Problem
from homefire.testing.suite import Suite

JSON = {"Content-Type": "application/json"}
PERSON = {"first_name": "ADA", "last_name": "HOSTILE", "preferred_method": "mail"}
TEXTS = [
    "first_name", "middle_initial", "last_name", "organization_name", "language", "email", "home_phone",
    "home_phone_extension", "message_phone", "mobile_phone", "other_phone", "other_phone_extension", "fax",
    "ethnicity", "best_time", "preferred_method", "customer_type", "marketing_emails_source", "date_of_birth",
    "contact_date", "tax_id_type", *(f"mailing_address.{name}" for name in AddressInput().fields),
]  # fmt: skip
SCRIPTS = [
    "Ada", "JOSÉ", "Nguyễn", "Øre", "Иванова", "Ελένη", "محمد", "שרה", "李小龍", "さくら", "김", "प्रिया", "த", "ไทย",
    "አበበ", "ნინო", "Հայկ", "ᏣᎳᎩ", "e\u0301", "a\u0327\u0302",
]  # fmt: skip
HOSTILE: list[Any] = [
    "x" * 10_000, "\x00", "a\x07b", "a\nb", "a\rb", "\x1b[31m", "\u202eabc", "\u2028", "<img src=x onerror=alert(1)>",
    "=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2+3", "\t=1+1", "😀" * 20, "\ud800", "\udfff\ud800", "\ufdd0", "\uffff",
    "𝕬𝖉𝖆", "9" * 400, "-1", "0", "1e308", "NaN", "2/29/2023", "1900-02-29", "0001-01-01", "9999-12-31", "00/00/0000",
    "٣/٤/٢٠٢٠", "９５０６０", "95060\u200b", "a@b", "a@example.org\nBcc: x@y.org", "\"a b\"@example.org",
    0, -1, 10**400, 1.5, True, None, [], {}, ["a"], {"a": "b"}, [[[[]]]],
]  # fmt: skip


def body_of(field: str, value: Any) -> dict[str, Any]:
    """A change of one field, the address's in an object of its own."""
    part, _, name = field.rpartition(".")
    return {part: {name: value}} if part else {name: value}


def held(record: dict[str, Any], field: str) -> Any:
    """What a record has in a field."""
    for name in field.split("."):
        record = record[name]
    return record


@pytest.fixture(scope="module")
def customer(suite: Suite) -> dict[str, Any]:
    """A customer to whom all of this happens."""
    address = {"number": "1", "street": "THIS", "zip": "95077"}
    return suite.new_customer(home_phone="8314550100", mailing_address=address)


def refusal(field: str, problem: dict[str, Any]) -> None:
    """A refusal names the field and says in a sentence what to do."""
    parts = {field, field.rpartition(".")[0]} - {""}
    assert problem["fields"], problem
    for wrong in problem["fields"]:
        assert (
            any(wrong["field"].startswith(part) for part in parts) or wrong["field"] == "mailing_address.zip"
        ), wrong
        assert wrong["detail"].endswith((".", "!"))


def kept(field: str, value: Any, stored: Any) -> None:
    """What is stored is what was sent, but for what the field's own rule says: NFC, trimmed, bare digits."""
    if isinstance(stored, dict):
        assert stored["code"] == value
    elif (
        isinstance(stored, str)
        and isinstance(value, str)
        and not field.endswith(("phone", "fax", "_date", "birth"))
    ):
        same = {unicodedata.normalize("NFC", value).strip(), value.strip().upper(), value.rstrip(".")}
        assert stored in same or (
            field.endswith(".zip") and stored.replace("-", "") == value.replace("-", "")
        )


def told_by_http(http: Any, number: int, field: str, value: Any, version: int) -> int:
    """A change over HTTP of this version, and what is read afterwards; the version that the record has then."""
    body = json.dumps(body_of(field, value))
    answer = http.patch(f"/customers/{number}", content=body, headers={**JSON, "If-Match": str(version)})
    if answer.status_code == 200:
        assert held(answer.json(), field) == held(http.get(f"/customers/{number}").json(), field)
        kept(field, value, held(answer.json(), field))
        return int(answer.json()["version"])
    if answer.status_code == 422:
        refusal(field, answer.json())
    else:
        assert answer.status_code == 400, answer.text
        assert "\\ud" in body or "\\uD" in body or (isinstance(value, int) and abs(value) > 2**53), body[:80]
    return version


READ_BACK = [name for name in TEXTS if name not in ("marketing_emails_source",)]


@pytest.mark.req("R15", "R17", "R22", "R30", "R40", "R42")
@pytest.mark.parametrize("field", READ_BACK)
def test_hostile_value_of_any_field_is_refused_by_name_or_kept(http: Any, customer: Any, field: str) -> None:
    version = http.get(f"/customers/{customer['number']}").json()["version"]
    for value in [*HOSTILE, *SCRIPTS]:
        version = told_by_http(http, customer["number"], field, value, version)


@pytest.mark.parametrize(
    "field", ["last_name", "language", "mailing_address.street", "email", "mailing_address.zip"]
)
def test_hostile_value_over_the_bus_is_refused_by_name_or_kept(
    suite: Suite, customer: Any, http: Any, field: str
) -> None:
    for value in [*HOSTILE, *SCRIPTS]:
        if isinstance(value, int) and abs(value) > 2**63:
            continue  # No client can put such a number into an RPC message of ours.
        version = http.get(f"/customers/{customer['number']}").json()["version"]
        try:
            answer = suite.rpc(
                "customers",
                "update_customer",
                customer["number"],
                body_of(field, value),
                if_match=str(version),
            )
        except Problem as problem:
            assert problem.code not in ("unexpected", "unavailable"), (field, value)
        except TypeError:
            # Half a surrogate pair has no form in UTF-8: our own client refuses it before it is sent.
            assert any(0xD800 <= ord(character) < 0xE000 for character in value)
        else:
            kept(field, value, held(answer, field))


def letters_of(category: str) -> st.SearchStrategy[str]:
    """Names of letters and marks of any script, some in the order in which a keyboard sends them."""
    return st.text(st.characters(categories=[category]), min_size=1, max_size=12)


@pytest.mark.req("R15", "R17")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["Lu", "Ll", "Lt", "Lm", "Lo"]).flatmap(letters_of),
    st.text(st.characters(categories=["Mn", "Mc"]), max_size=3),
)
@example("प", "\u094d\u0930\u093f\u092f\u093e")
@example("مُحَمَّد", "")
@example("x", "\u0301\u0327")
def test_name_in_any_script_is_kept_as_typed_and_found(http: Any, letters: str, marks: str) -> None:
    name = letters + marks
    answer = http.post("/customers", json=PERSON | {"last_name": name})
    if answer.status_code == 422:
        [wrong] = answer.json()["fields"]
        assert wrong["field"] == "last_name"
        # Nothing but a letter that Unicode has not assigned, or a name that is too long once composed.
        assert wrong["code"] in ("control_character", "too_long")
        return
    assert answer.status_code == 201, answer.text
    assert answer.json()["last_name"] == unicodedata.normalize("NFC", name).strip()


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([name for name in CustomerPatch().fields if name not in ("ssn", "tax_id_type")]),
        anything,
        max_size=3,
    ),
    st.dictionaries(st.sampled_from([*AddressInput().fields, "colour"]), anything, max_size=3),
)
def test_any_json_in_a_new_record_is_no_fault_of_ours(
    http: Any, body: dict[str, Any], address: dict[str, Any]
) -> None:
    sent = {**PERSON, **body, **({"mailing_address": address} if address else {})}
    answer = http.post("/customers", content=json.dumps(sent), headers=JSON)
    assert answer.status_code in (201, 400, 422), answer.text


@pytest.mark.parametrize("depth", [50, 500, 5_000, 100_000])
@pytest.mark.parametrize("opened", ["[", '{"a":'])
def test_deep_json_is_refused(http: Any, customer: Any, depth: int, opened: str) -> None:
    closed = "]" if opened == "[" else "}"
    deep = opened * depth + "1" + closed * depth
    for body in (deep, f'{{"mailing_address": {deep}}}', f'{{"email": {deep}}}'):
        headers = {**JSON, "If-Match": "1"}
        for answer in (
            http.patch(f"/customers/{customer['number']}", content=body, headers=headers),
            http.post("/customers", content=body, headers=JSON),
        ):
            assert answer.status_code in (400, 413, 422), answer.text


CONSENTS: list[Callable[[Any], dict[str, Any]]] = [
    lambda value: {"channel": value, "source": "PHONE"},
    lambda value: {"channel": "sms", "source": value},
    lambda value: {"channel": "sms", "source": "PHONE", "date": value},
]


@pytest.mark.req("R46")
@pytest.mark.parametrize("path", ["consents", "consents/revocations"])
def test_hostile_consent_is_refused_and_records_nothing(http: Any, new_customer: Any, path: str) -> None:
    number = new_customer()["number"]
    for make in CONSENTS:
        for value in HOSTILE:
            if value is None and "date" in make(value):
                continue
            answer = http.post(
                f"/customers/{number}/{path}",
                content=json.dumps(make(value)),
                headers={**JSON, "If-Match": "1"},
            )
            assert answer.status_code in (400, 422), (value, answer.text)
    assert http.get(f"/customers/{number}/consents").json() == {"items": []}


@pytest.mark.req("R42")
def test_hostile_bounce_flags_nothing(suite: Suite, new_customer: Any) -> None:
    record = new_customer(email="ada@example.org")
    agency = suite.client("customers", role="agency")
    for value in HOSTILE:
        body = json.dumps({"email": value})
        answer = agency.post(f"/customers/{record['number']}/email/bounce", content=body, headers=JSON)
        # A text of nothing but space is nobody's address.
        assert answer.status_code in (400, 422) or not answer.json()["email_bounced"], (value, answer.text)
    assert not agency.get(f"/customers/{record['number']}").json()["email_bounced"]
    answer = agency.post(f"/customers/{record['number']}/email/bounce", json={"email": "ada@example.org"})
    assert (answer.status_code, answer.json()["email_bounced"]) == (200, True)
