"""The Home tab and the sales: who is shown them, what is sent, what is said when it cannot be saved."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway import glossary
from homefire.errors import (
    AcknowledgementRequired,
    FieldProblem,
    Invalid,
    Locked,
    NotFound,
    StaleVersion,
    TimedOut,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
HOME, SALES = "/customers/110385/home", "/customers/110385/sales"
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
TERMS: dict[str, Any] = {
    "number": 110385, "version": 3, "tax_exempt": False, "exemption_type": None, "tax_certificate": None,
    "tax_certificate_expires": None, "special_tax_rate": None, "invoice_discount": "5.00", "discount_days": 10,
    "due_days": 20, "credit_limit": "1500.00", "pricing_tier": {"code": "3", "label": "TIER 3"},
    "catalog_sent": "2024-02-29", "statement_summary": False, "route": None, "delivery_sequence": 0,
    "tax": {"rule": "calculated", "rate": None}, "totals": None, "updated_by": "A", "warnings": [],
    "updated_at": "2026-11-20T22:02:00Z",
    "invoice_today": {"invoiced": "2026-11-20", "discount_until": "2026-11-30", "due": "2026-12-10"},
}  # fmt: skip
SALE = {
    "sale_number": "S-1", "sold_on": "2024-02-29", "description": "<b>=HEATER</b>", "gross": "118.00", "cost": "60.00",
    "shipping": "10.00", "tax": "8.00", "paid": False, "returned": False,
}  # fmt: skip


def flag(code: str, shown: bool = True, **fields: Any) -> dict[str, Any]:
    """An entry of the list of features."""
    entry = {"code": code, "label": code, "program": "HEAP", "valid_from": "1900-01-01", "valid_to": None}
    return entry | {"data": {"shown": shown}} | fields


@pytest.fixture
def on(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about a customer of a program that shows everything; this person has the record."""
    answers["customers.list_customer_reference"] = {"items": [flag("HOME_TAB"), flag("SALES")]}
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.release_lock"] = {"released": True}
    answers["customers.get_account_terms"] = answers["customers.update_account_terms"] = TERMS
    answers["customers.list_sales"] = {"items": [SALE], "next": "abc"}
    line = {"description": "HEATER", "quantity": 2, "amount": "100.00"}
    answers["customers.get_sale"] = SALE | {"number": 110385, "lines": [line]}
    return answers


def fields_of(html: str) -> dict[str, str]:
    """What the form would send as it was loaded."""
    form = html.split('<form id="record-form"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given:
            found[given["name"]] = unescape(given.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        found[name] = (chosen or first)[1] if (chosen or first) else ""
    return found


def sent(client: FlaskClient, **changes: str) -> Any:
    """The form with changes, sent."""
    return client.post(HOME, data={**fields_of(client.get(HOME, **HTTPS).text), **changes}, **HTTPS)


def related(client: FlaskClient) -> str:
    """The list at the record's left side."""
    html: str = client.get("/customers/110385", **HTTPS).text
    return html.split("Resources</h2>")[1].split("</nav>")[0]


@pytest.mark.req("R159", "R239")
@pytest.mark.parametrize(
    ("entries", "home", "sales"),
    [
        ([], False, False),
        ([flag("HOME_TAB", False), flag("SALES", False)], False, False),
        ([flag("HOME_TAB"), flag("SALES", False)], True, False),
        ([flag("HOME_TAB", program="LIHEAP")], False, False),
        ([flag("HOME_TAB", valid_to="2020-01-01")], False, False),
        ([flag("HOME_TAB", valid_from="2999-01-01")], False, False),
        ([flag("HOME_TAB", data={"shown": "yes"})], False, False),
        ([flag("SALES")], False, True),
    ],
)
def test_a_program_shows_what_its_flag_says_today(caseworker, on, entries, home, sales):
    on["customers.list_customer_reference"] = {"items": entries}
    listed = related(caseworker)
    assert (">Home<" in listed, ">Sales<" in listed) == (home, sales)
    for path, shown in ((HOME, home), (SALES, sales), (f"{SALES}/S-1", sales)):
        answer = caseworker.get(path, **HTTPS)
        assert answer.status_code == (200 if shown else 404)
        assert ("None of this customer's programs shows this page" in answer.text) != shown


@pytest.mark.req("R159")
def test_customer_without_a_program_has_no_home_and_asks_for_no_flag(caseworker, on, rpc):
    on["applications.get_customer_applications"]["applications"] = []
    assert ">Home<" not in related(caseworker)
    assert "Programs: none." in caseworker.get(HOME, **HTTPS).text
    asked = [call.args for call in rpc.asked("customers.list_customer_reference")]
    assert ["program_feature"] not in asked


@pytest.mark.parametrize("away", ["applications.get_customer_applications", "customers.get_customer"])
def test_programs_that_cannot_be_asked_for_hide_the_page_for_now(caseworker, on, rpc, away):
    on[away] = Unavailable()
    answer = caseworker.get(HOME, **HTTPS)
    assert answer.status_code == 503 and "cannot be asked for now" in answer.text
    assert rpc.asked("customers.list_customer_reference") == []


@pytest.mark.req("R239")
def test_a_customer_without_sales_has_no_such_entry(caseworker, on):
    on["customers.list_sales"] = {"items": [], "next": None}
    assert ">Sales<" not in related(caseworker)
    assert "No data to display" in caseworker.get(SALES, **HTTPS).text


@pytest.mark.req("R239")
def test_sales_are_listed_and_opened_as_text(caseworker, on):
    html = caseworker.get(SALES, **HTTPS).text
    assert "&lt;b&gt;=HEATER&lt;/b&gt;" in html and "$118.00" in html and "unpaid" in html
    assert f'href="{SALES}?cursor=abc"' in html and f'href="{SALES}/S-1"' in html
    html = caseworker.get(f"{SALES}/S-1", **HTTPS).text
    assert "Sale Inquiry Detail" in html and "$100.00" in html and 'value="2/29/2024"' in html
    on["customers.get_sale"] = NotFound("This customer has no sale of this number.")
    assert caseworker.get(f"{SALES}/S-2", **HTTPS).status_code == 404


@pytest.mark.req("R160", "R174")
def test_the_tax_identifier_is_masked_and_unknown_values_say_so(caseworker, on):
    html = caseworker.get(HOME, **HTTPS).text
    assert 'id="tax_identifier" readonly value="***-**-2108"' in html
    assert html.count('readonly value="n/a"') == 6
    assert "5.00 % less if paid in full by 11/30/2026; due on 12/10/2026." in " ".join(html.split())


@pytest.mark.req("R164", "R165", "R166", "R167", "R173")
def test_computed_values_are_shown_and_never_sent(caseworker, on, rpc):
    on["customers.get_account_terms"] = TERMS | {
        "totals": {
            "credit_balance": "50.00", "gross_sale": "1188.00", "gross_profit": "150.00",
            "first_sale": "2019-01-02", "last_sale": "2024-02-29", "return_count": 1,
        }
    }  # fmt: skip
    html = caseworker.get(HOME, **HTTPS).text
    for value in ("$50.00", "$1,188.00", "$150.00", "1/2/2019", "2/29/2024"):
        assert f'readonly value="{value}"' in html
    sent(caseworker, credit_balance="0", gross_sale="9", route="5")
    [call] = rpc.asked("customers.update_account_terms")
    assert call.args == [110385, {"route": 5}]


@pytest.mark.req("R152", "R160", "R162")
def test_a_save_sends_the_changes_with_version_lock_and_key(caseworker, on, rpc):
    answer = sent(
        caseworker,
        tax_exempt="yes",
        credit_limit="",
        catalog_sent="",
        due_days="ten",
        special_tax_rate="7.25",
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    [call] = rpc.asked("customers.update_account_terms")
    assert call.args == [
        110385,
        {
            "tax_exempt": True,
            "special_tax_rate": "7.25",
            "due_days": "ten",
            "credit_limit": None,
            "catalog_sent": None,
        },
    ]
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("3", 7)
    assert call.kwargs["idempotency_key"]


def test_nothing_changed_sends_nothing(caseworker, on, rpc):
    assert sent(caseworker).status_code == 303
    assert rpc.asked("customers.update_account_terms") == []
    assert sent(caseworker, action="close").headers["Location"] == "/customers"
    assert len(rpc.asked("customers.release_lock")) == 1


def test_refused_terms_are_told_by_field_and_keep_what_was_typed(caseworker, on):
    on["customers.update_account_terms"] = Invalid(
        fields=[FieldProblem("special_tax_rate", "not_a_percentage", "Enter a percentage from 0 to 100.")]
    )
    answer = sent(caseworker, special_tax_rate="<101>", route="7")
    assert answer.status_code == 422
    assert 'id="special_tax_rate-error">Enter a percentage from 0 to 100.' in answer.text
    assert '<a href="#special_tax_rate">Special Tax Rate %</a>' in answer.text
    assert (fields_of(answer.text)["special_tax_rate"], fields_of(answer.text)["route"]) == ("<101>", "7")


@pytest.mark.req("R152")
def test_terms_that_somebody_else_saved_first_are_merged_and_told(caseworker, on):
    loaded = fields_of(caseworker.get(HOME, **HTTPS).text)
    on["customers.update_account_terms"] = StaleVersion()
    theirs = {"version": 4, "route": 9, "due_days": 30}
    on["customers.get_account_terms"] = TERMS | theirs
    answer = caseworker.post(HOME, data={**loaded, "route": "7", "credit_limit": "2"}, **HTTPS)
    assert answer.status_code == 412
    assert "Somebody else saved these terms first" in answer.text
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
    assert "Route : 9 (you typed: 7)" in text and "# of Days before Due : 30" in text
    shown = fields_of(answer.text)
    assert (shown["route"], shown["due_days"], shown["credit_limit"], shown["version"]) == (
        "7",
        "30",
        "2",
        "4",
    )


@pytest.mark.req("R26")
def test_special_handling_asks_for_a_reason(caseworker, on, rpc):
    on["customers.update_account_terms"] = AcknowledgementRequired()
    answer = sent(caseworker, route="7")
    assert answer.status_code == 428 and 'id="acknowledgement"' in answer.text
    sent(caseworker, route="7", acknowledgement="manager  agreed")
    assert rpc.asked("customers.update_account_terms")[-1].kwargs["acknowledgement"] == "manager agreed"


@pytest.mark.req("R148")
def test_who_does_not_hold_the_record_reads_the_terms(caseworker, log_in, on):
    on["customers.take_lock"] = Locked(
        holder={"id": "x", "name": "JOHN JOHNSON"}, since="2026-11-20T22:02:00Z"
    )
    html = caseworker.get(HOME, **HTTPS).text
    assert "JOHN JOHNSON holds this record" in html and 'name="credit_limit"' not in html
    assert 'value="1,500.00"' in html
    assert 'name="credit_limit"' not in log_in("auditor").get(HOME, **HTTPS).text


def test_an_answer_that_did_not_come_keeps_its_key(caseworker, on):
    loaded = fields_of(caseworker.get(HOME, **HTTPS).text)
    on["customers.update_account_terms"] = TimedOut()
    answer = caseworker.post(HOME, data={**loaded, "route": "7"}, **HTTPS)
    assert fields_of(answer.text)["key"] == loaded["key"]
    on["customers.update_account_terms"] = Invalid()
    answer = caseworker.post(HOME, data={**loaded, "route": "7"}, **HTTPS)
    assert fields_of(answer.text)["key"] != loaded["key"]


@pytest.mark.parametrize("base", ["", "[]", "{", '{"route": 1}', "\x00"])
def test_a_form_that_is_not_ours_breaks_nothing(caseworker, on, base):
    assert sent(caseworker, base=base, version="x" * 30, lock_token="٧").status_code in (303, 422)


def test_services_that_are_away_are_told(caseworker, on):
    on["customers.get_account_terms"] = Unavailable()
    answer = caseworker.get(HOME, **HTTPS)
    assert answer.status_code == 503 and "Try again" in answer.text


@pytest.mark.req("R242")
def test_every_key_term_is_in_the_glossary(caseworker):
    html = caseworker.get("/glossary", **HTTPS).text
    wanted = [
        "Assessments", "Bar Tab", "Customer", "Customer Number", "Mandatory Authentication", "PII", "PII Spillage",
        "Program", "Program Mandate", "Secure Message",
    ]  # fmt: skip
    assert re.findall(r"<dt>(.*?)</dt>", html) == wanted
    assert all(f'id="{term.slug}"' in html for term in glossary.TERMS)
    spanish = caseworker.get("/glossary", headers={"Accept-Language": "es"}, **HTTPS).text
    assert "Fuga de PII" in spanish
    assert len(set(re.findall(r"<dd>(.*?)</dd>", spanish)) & set(re.findall(r"<dd>(.*?)</dd>", html))) == 0


@pytest.mark.req("R242")
@pytest.mark.parametrize(
    ("path", "slugs"),
    [
        ("/customers", {"customer-number", "pii"}),
        (HOME, {"pii", "bar-tab"}),
        ("/customers/110385/applications/5001", {"program"}),
    ],
)
def test_terms_are_explained_where_they_stand(caseworker, on, path, slugs):
    html = caseworker.get(path, **HTTPS).text
    explained = re.findall(r'<details class="term[^"]*">.*?/glossary#([\w-]+)', html, re.S)
    assert set(explained) == slugs
    assert html.split('<footer class="foot"')[1].count('href="/glossary"') == 1
