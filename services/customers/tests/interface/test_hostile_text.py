"""Whatever text is sent is stored and returned as it is, or refused; it is never a fault of ours."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

JSON = {"Content-Type": "application/json"}
HOSTILE = [
    "'; DROP TABLE customer; --",
    "%s %(name)s {0} ${jndi:ldap://x}",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "a\\u0000b",
    "\u202egnirts\u202c",
    "\u200b\u200d\ufeff",
    "👩🏽‍🚒🏳️‍🌈",
    "e\u0301",
    "ﷺ" * 40,
    "\U0010fffd",
    "NULL",
    "-1e999",
    "\\",
    '"',
    "a" * 100,
]
FIELDS: dict[str, Callable[[str], dict[str, Any]]] = {
    "organization_name": lambda text: {"organization_name": text},
    "language": lambda text: {"language": text},
    "street": lambda text: {"mailing_address": {"street": text}},
}
any_text = st.text(st.characters(exclude_categories=()), max_size=100)


def returned(record: dict[str, Any], field: str) -> str:
    """What a field of an answer holds."""
    value: str = record["mailing_address"]["street"] if field == "street" else record[field]
    return value


def stored_or_refused(http: Any, field: str, text: str) -> None:
    """Sends a text; what comes back is the same text, in its composed form, or a refusal that names the field."""
    body = {"first_name": "ADA", "last_name": "HOSTILE", "preferred_method": "mail"} | FIELDS[field](text)
    answer = http.post("/customers", content=json.dumps(body), headers=JSON)
    if answer.status_code == 201:
        stored = unicodedata.normalize("NFC", text).strip()
        assert returned(answer.json(), field) == stored
        read = http.get(f"/customers/{answer.json()['number']}").json()
        assert returned(read, field) == stored
    elif answer.status_code == 422:
        assert [wrong["field"].rpartition(".")[2] for wrong in answer.json()["fields"]] == [field]
    else:
        assert answer.status_code == 400, answer.text
        assert any(0xD800 <= ord(character) < 0xE000 for character in text)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_back_as_it_is(http: Any, field: str, text: str) -> None:
    stored_or_refused(http, field, text)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(FIELDS)), any_text)
@example("language", "\ud800")
@example("street", "a\x00b")
@example("organization_name", "\udbff\udfff")
def test_any_text_comes_back_as_it_is_or_is_refused(http: Any, field: str, text: str) -> None:
    stored_or_refused(http, field, text)


@pytest.mark.req("R15", "R17")
@pytest.mark.parametrize("name", ["O’Brien-Smith", "Nguyễn", "Иванова", "محمد", "王", "김", "प्रिया"])
def test_names_of_every_script_come_back_and_are_found(http: Any, name: str) -> None:
    body = {"first_name": name, "last_name": "SCRIPTS", "preferred_method": "mail"}
    record = http.post("/customers", json=body).json()
    assert record["first_name"] == name
    found = http.get("/customers", params={"name": f"scripts {name.upper()}"}).json()["items"]
    assert record["number"] in [row["number"] for row in found]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_text)
def test_any_text_can_be_searched_for(http: Any, text: str) -> None:
    encodable = text.encode("utf-8", "surrogatepass")
    answer = http.get("/customers", params={"name": encodable, "limit": 1})
    assert answer.status_code in (200, 422), answer.text


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=30))
def test_any_text_in_an_address_is_no_fault_of_ours(http: Any, text: str) -> None:
    for path in (f"/zip-codes/{quote(text, safe='')}", f"/customers/reference/{quote(text, safe='')}"):
        assert http.get(path).status_code in (200, 308, 400, 404, 405, 422), path


@pytest.mark.parametrize("text", ["%", "-", "'", "...", "💥", "%%%"])
def test_search_for_signs_alone_finds_nobody(http: Any, new_customer: Callable[..., Any], text: str) -> None:
    new_customer()
    answer = http.get("/customers", params={"name": text})
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next": None}
