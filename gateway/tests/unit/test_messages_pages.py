"""The Secure Message Center over canned services: what is shown, what is sent, what is asked back."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import httpx
import pytest
from flask import Flask

from gateway.contracts import Contracts
from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, TimedOut, Unavailable
from homefire.statuses import problem_document, status_of

HTTPS = {"base_url": "https://localhost"}
CENTER = "/customers/110385/messages"
MESSAGE = {
    "id": 1001, "version": 1, "thread_id": 1001, "thread_kind": "CUSTOMER_STAFF", "customer_number": 110385,
    "vendor": None, "job_id": None, "sender": {"kind": "customer", "name": "DOENA HOLSCHEIN"},
    "recipient": "staff", "sent_at": "2026-11-20T22:02:00Z", "unread": True, "document": None,
    "staff_reads_along": False, "readings": [],
}  # fmt: skip
OPENED = MESSAGE | {
    "unread": False,
    "text": "Is <b>it</b> Tuesday?",
    "document_key": None,
    "readings": [{"kind": "staff", "name": "SERVTRAQ SUPPORT", "at": "2026-11-20T22:05:00Z"}],
}
VENDORS = {"vendors": [{"number": 1001, "name": "ACME", "jobs": [55]}], "customers": []}
LEASE = {
    "code": "LEASE", "label": "LEASE", "program": "", "valid_from": "1900-01-01", "valid_to": None, "data": {},
}  # fmt: skip
HEAPS = LEASE | {"code": "HEAP_FORM", "label": "FORM OF HEAP", "program": "HEAP"}
WAPS = LEASE | {"code": "WAP_FORM", "label": "FORM OF WAP", "program": "WAP"}
UPLOADED = {"document_id": 9, "file_name": "signed.txt", "document_type": {"code": "LEASE", "label": "LEASE"}}


@pytest.fixture
def upstream(app: Flask, answers: dict[str, Any]) -> list[httpx.Request]:
    """The requests on the services' own ports; each is answered by what stands under its path, or a problem."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        found = answers.get(request.url.path, {})
        if isinstance(found, Exception):
            return httpx.Response(status_of(found), json=problem_document(found, "a-request-id"))
        return httpx.Response(200, json=found)

    app.extensions["gateway"].services._http = httpx.Client(transport=httpx.MockTransport(answer))
    return seen


@pytest.fixture
def center(answers: dict[str, Any], upstream: list[httpx.Request]) -> dict[str, Any]:
    """The services' answers about a customer with one unread message."""
    answers |= {
        "messaging.list_secure_messages": {"items": [MESSAGE], "unread": 1, "next": None},
        "messaging.list_message_addressees": VENDORS,
        "documents.list_document_reference": {"items": [LEASE, HEAPS, WAPS]},
        "messaging.get_secure_message": MESSAGE,
        "/secure-messages/1001/opened": OPENED,
        "/message-documents": UPLOADED,
    }
    return answers


def post(client: Any, path: str = CENTER, **data: Any) -> Any:
    """The form as it was shown, with this typed into it."""
    html = client.get(f"{path}?create=1", **HTTPS).text.split('id="compose"')[1]
    hidden = {
        name: html.split(f'name="{name}" value="')[1].split('"')[0]
        for name in ("csrf_token", "key", "upload_key")
    }
    return client.post(path, data={**hidden, **data}, **HTTPS)


def sent(upstream: list[httpx.Request], path: str) -> list[httpx.Request]:
    """The requests of one path."""
    return [request for request in upstream if request.url.path == path]


def form_of(request: httpx.Request) -> dict[str, str]:
    """The fields of a form with a file."""
    found = re.findall(rb'name="(\w+)"\r\n\r\n(.*?)\r\n', request.content, re.S)
    return {name.decode(): value.decode() for name, value in found}


WRITE = "/customers/110385/secure-messages"


@pytest.mark.req("R229", "R131")
def test_envelope_stands_in_the_head_with_how_many_are_unread(caseworker: Any, answers: Any) -> None:
    answers["customers.get_customer"]["unread_messages"] = 3
    head = caseworker.get("/customers/110385", **HTTPS).text.split('id="head"')[1].split("</section>")[0]
    link = head.split('<a class="envelope waiting"')[1].split("</a>")[0]
    assert f'href="{CENTER}"' in link
    assert "Secure Message Center, unread messages: 3" in link
    assert head.index('class="chips"') < head.index('class="envelope')


@pytest.mark.req("R229", "R234")
def test_window_has_its_heading_and_says_when_there_is_nothing(caseworker: Any, center: Any) -> None:
    center["messaging.list_secure_messages"] = {"items": [], "unread": 0, "next": None}
    page = caseworker.get(CENTER, **HTTPS).text
    assert ">Secure Message Center</h2>" in page
    assert "There are no messages to view at this time." in page


@pytest.mark.req("R230", "R231", "R256")
def test_create_message_expands_the_window(caseworker: Any, center: Any) -> None:
    assert 'id="compose"' not in caseworker.get(CENTER, **HTTPS).text
    page = unescape(caseworker.get(f"{CENTER}?create=1", **HTTPS).text)
    limit = Contracts.committed().limits_of("messaging.send_secure_message")["text"]
    assert (limit, f'maxlength="{limit}" data-counted="message-count"' in page) == (500, True)
    choices = page.split('id="message-to"')[1].split("</select>")[0]
    for value in ("customer::", "customer::55", "vendor:1001:", "vendor:1001:55"):
        assert f'value="{value}"' in choices
    assert "ACME, about project 55" in choices


@pytest.mark.req("R235", "R236")
def test_click_shows_the_content_and_who_has_read_it(caseworker: Any, center: Any, upstream: Any) -> None:
    listed = caseworker.get(CENTER, **HTTPS).text
    assert ("Unread</span>" in listed, "Tuesday" in listed, upstream) == (True, False, [])
    page = caseworker.get(f"{CENTER}?message=1001", **HTTPS).text
    assert "Is &lt;b&gt;it&lt;/b&gt; Tuesday?" in page
    assert "read by SERVTRAQ SUPPORT (Staff) at" in page
    assert [request.url.path for request in upstream] == ["/secure-messages/1001/opened"]
    caseworker.get(f"{CENTER}?message=1001", headers={"Sec-Purpose": "prefetch"}, **HTTPS)
    assert len(upstream) == 1


@pytest.mark.req("R226", "R235")
def test_message_about_somebody_else_is_neither_shown_here_nor_read(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    center["messaging.get_secure_message"] = MESSAGE | {"customer_number": 7}
    answer = caseworker.get(f"{CENTER}?message=1001", **HTTPS)
    assert (answer.status_code, "Tuesday" in answer.text, upstream) == (404, False, [])


@pytest.mark.req("R235", "R252")
def test_merged_number_leads_to_the_message_in_the_survivor_s_record(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    center["customers.get_customer"] |= {"number": 7}
    answer = caseworker.get(f"{CENTER}?message=1001", **HTTPS)
    assert (answer.status_code, answer.headers["Location"], upstream) == (
        303,
        "/customers/7/messages?message=1001",
        [],
    )


@pytest.mark.req("R235", "R236")
@pytest.mark.parametrize(
    ("site", "opens"),
    [(None, True), ("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)],
)
def test_link_of_another_site_shows_the_list_and_reads_nothing(
    caseworker: Any, customer: Any, center: Any, upstream: Any, site: str | None, opens: bool
) -> None:
    center |= {
        "messaging.list_portal_messages": {"items": [MESSAGE], "unread": 1, "next": None},
        "/portal/messages/1001/opened": OPENED,
    }
    headers = {"Sec-Fetch-Site": site} if site else {}
    for client, path in ((caseworker, CENTER), (customer, PORTAL)):
        page = client.get(f"{path}?message=1001", headers=headers, **HTTPS)
        assert (page.status_code, "Is &lt;b&gt;it" in page.text) == (200, opens)
    assert len(upstream) == (2 if opens else 0)
    customer.get(f"{PORTAL}/1001/document", headers=headers, **HTTPS)
    assert len(upstream) == (3 if opens else 0)


def test_message_without_a_document_is_told_in_the_reader_s_language(
    customer: Any, center: Any, upstream: Any
) -> None:
    center["/portal/messages/1001/opened"] = OPENED
    answer = customer.get(f"{PORTAL}/1001/document", headers={"Accept-Language": "es"}, **HTTPS)
    assert (answer.status_code, "Este mensaje no tiene documento." in answer.text) == (404, True)


@pytest.mark.req("R224", "R233")
def test_send_message_goes_over_http_alone(caseworker: Any, center: Any, upstream: Any, rpc: Any) -> None:
    answer = post(caseworker, to="vendor:1001:55", text="Come on Tuesday.", action="send")
    assert answer.status_code == 303, answer.text
    [request] = sent(upstream, WRITE)
    body = json.loads(request.content)
    assert body == {"to": "vendor", "vendor_number": 1001, "job_id": 55, "text": "Come on Tuesday."}
    assert request.headers["Idempotency-Key"]
    assert "Tuesday" not in str(rpc.calls)


@pytest.mark.req("R232")
def test_upload_file_sends_document_and_message_in_one_step(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    file = (io.BytesIO(b"hello"), "signed.txt")
    answer = post(
        caseworker, to="customer::", text="Here.", action="upload", file=file, document_type="LEASE"
    )
    assert answer.status_code == 303, answer.text
    [upload], [message] = sent(upstream, "/message-documents"), sent(upstream, WRITE)
    key = json.loads(message.content)["document_key"]
    assert key.encode() in upload.content and b"hello" in upload.content
    assert upstream.index(upload) < upstream.index(message)


@pytest.mark.req("R195")
def test_types_are_offered_by_program_and_only_of_the_customers_own(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    html = (
        caseworker.get(f"{CENTER}?create=1", **HTTPS).text.split('id="message-type"')[1].split("</select>")[0]
    )
    assert re.findall(r'<optgroup label="([^"]*)"', html) == ["All programs", "HEAP"]
    assert re.findall(r'<option value="([^"]*)"', html) == ["", "LEASE", "HEAP:HEAP_FORM"]
    file = (io.BytesIO(b"hello"), "signed.txt")
    post(caseworker, to="customer::", text="x", action="upload", file=file, document_type="HEAP:HEAP_FORM")
    [upload] = sent(upstream, "/message-documents")
    assert form_of(upload)["document_type"] == "HEAP_FORM" and form_of(upload)["program"] == "HEAP"


@pytest.mark.req("R195", "R225")
def test_a_customer_sends_no_document_of_a_program_that_is_not_theirs(
    customer: Any, center: Any, upstream: Any
) -> None:
    center |= {
        "messaging.list_portal_messages": {"items": [], "unread": 0, "next": None},
        "messaging.list_portal_addressees": {"vendors": [], "customers": []},
        "documents.list_message_document_types": {"items": [LEASE, HEAPS, WAPS]},
        "applications.list_own_applications": {"items": [{"program": "HEAP"}]},
        "/portal/message-documents": UPLOADED,
    }
    html = customer.get(f"{PORTAL}?create=1", **HTTPS).text
    assert "FORM OF HEAP" in html and "FORM OF WAP" not in html
    sending = {"to": "staff::", "text": "x", "action": "upload"}
    for choice, status in (("WAP:WAP_FORM", 422), ("HEAP:HEAP_FORM", 303), ("LEASE", 303)):
        file = (io.BytesIO(b"hello"), "signed.pdf")
        answer = post(customer, PORTAL, file=file, document_type=choice, **sending)
        assert answer.status_code == status, answer.text
    assert len(sent(upstream, "/portal/message-documents")) == 2
    center["applications.list_own_applications"] = Unavailable()
    file = (io.BytesIO(b"hello"), "signed.pdf")
    assert post(customer, PORTAL, file=file, document_type="HEAP:HEAP_FORM", **sending).status_code == 503


@pytest.mark.req("R232")
def test_empty_text_asks_for_confirmation_and_keeps_the_document(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    center[WRITE] = Invalid(
        "Correct it.", fields=[FieldProblem("text", "text_is_empty", "Write a message, or confirm.")]
    )
    file = (io.BytesIO(b"hello"), "signed.txt")
    asked = post(caseworker, to="customer::", text="", action="upload", file=file, document_type="LEASE")
    assert (asked.status_code, "Send the document without a message." in asked.text) == (422, True)
    key = asked.text.split('name="document_key" value="')[1].split('"')[0]
    center[WRITE] = {}
    again = post(
        caseworker, to="customer::", action="upload", document_key=key, without_text="yes", document_name="s"
    )
    assert again.status_code == 303
    assert json.loads(sent(upstream, WRITE)[-1].content) == {
        "to": "customer", "text": "", "document_key": key, "without_text": True,
    }  # fmt: skip
    assert len(sent(upstream, "/message-documents")) == 1


@pytest.mark.req("R232")
def test_upload_file_without_a_file_sends_nothing(caseworker: Any, center: Any, upstream: Any) -> None:
    answer = post(caseworker, to="customer::", text="Here.", action="upload")
    assert (answer.status_code, "Choose a file first." in answer.text) == (422, True)
    assert "Here.</textarea>" in answer.text
    assert sent(upstream, WRITE) == []


@pytest.mark.req("R26", "R153")
def test_what_must_be_confirmed_is_asked_and_keeps_what_was_typed(
    caseworker: Any, center: Any, upstream: Any
) -> None:
    center[WRITE] = Conflict("This customer is dormant.", code="customer_dormant")
    asked = post(caseworker, to="customer::", text="Hello", action="send")
    assert 'name="dormant_confirmed"' in asked.text and ">Hello</textarea>" in asked.text
    center[WRITE] = AcknowledgementRequired()
    asked = post(caseworker, to="customer::", text="Hello", action="send", dormant_confirmed="yes")
    assert (asked.status_code, 'name="acknowledgement"' in asked.text) == (428, True)
    center[WRITE] = {}
    assert post(caseworker, to="customer::", text="Hello", acknowledgement="agreed").status_code == 303
    assert sent(upstream, WRITE)[-1].headers["Acknowledgement"] == "agreed"


@pytest.mark.req("R254")
def test_message_without_an_answer_keeps_its_key(caseworker: Any, center: Any, upstream: Any) -> None:
    center[WRITE] = TimedOut()
    page = post(caseworker, to="customer::", text="Hello", action="send").text
    assert f'name="key" value="{sent(upstream, WRITE)[0].headers["Idempotency-Key"]}"' in page


@pytest.mark.req("R235", "R247")
def test_who_may_read_alone_is_offered_no_form(log_in: Callable[..., Any], center: Any) -> None:
    auditor = log_in("auditor")
    page = auditor.get(f"{CENTER}?create=1", **HTTPS).text
    assert "Create Message" not in page and 'id="compose"' not in page


PORTAL = "/portal/messages"


@pytest.mark.req("R226", "R227")
def test_portal_shows_the_signed_in_party_s_messages_and_tells_who_reads_along(
    customer: Any, vendor: Any, center: Any, upstream: Any
) -> None:
    between = MESSAGE | {"thread_kind": "CUSTOMER_VENDOR", "vendor": {"number": 1001, "name": "ACME"}}
    between |= {"recipient": "vendor", "staff_reads_along": True}
    center |= {
        "messaging.list_portal_messages": {"items": [between], "unread": 1, "next": None},
        "messaging.list_portal_addressees": {
            "vendors": [],
            "customers": [{"number": 110385, "name": "DOENA"}],
        },
        "documents.list_message_document_types": {"items": []},
        "/portal/messages/1001/opened": between | {"text": "Hello", "document_key": None},
    }
    page = unescape(customer.get(f"{PORTAL}?message=1001", **HTTPS).text)
    assert "The agency's staff can read what customer and vendor write to each other." in page
    assert post(vendor, PORTAL, to="customer:110385:", text="We come on Tuesday.").status_code == 303
    [message] = [each for each in sent(upstream, PORTAL) if each.method == "POST"]
    assert json.loads(message.content) == {
        "to": "customer", "text": "We come on Tuesday.", "customer_number": 110385, "vendor_number": None,
    }  # fmt: skip


@pytest.mark.req("R227", "R229")
def test_vendor_s_record_has_the_window_too(caseworker: Any, center: Any, upstream: Any) -> None:
    path = "/vendors/1001/messages"
    between = MESSAGE | {"thread_kind": "VENDOR_STAFF", "vendor": {"number": 1001, "name": "ACME"}}
    center |= {
        "weatherization.get_vendor": {"vendor_number": 1001, "name": "ACME"},
        "messaging.list_vendor_messages": {"items": [between], "unread": 1, "next": None},
        "messaging.list_vendor_customers": {
            "vendors": [],
            "customers": [{"number": 110385, "name": "DOENA"}],
        },
        "messaging.get_secure_message": MESSAGE | {"vendor": {"number": 7, "name": "RIVAL"}},
    }
    page = caseworker.get(path, **HTTPS).text
    assert ">Secure Message Center</h2>" in page and f'href="{path}?message=1001#message"' in page
    assert caseworker.get(f"{path}?message=1001", **HTTPS).status_code == 404
    assert sent(upstream, "/secure-messages/1001/opened") == []
    assert 'href="/vendors/1001"' in caseworker.get(path, **HTTPS).text
    assert post(caseworker, path, to="vendor:110385:", text="Come on Tuesday.").status_code == 303
    [message] = sent(upstream, WRITE)
    assert json.loads(message.content) == {
        "to": "vendor", "text": "Come on Tuesday.", "vendor_number": 1001,
    }  # fmt: skip


@pytest.mark.req("R244", "R245")
def test_staff_and_portal_do_not_meet(customer: Any, caseworker: Any, center: Any) -> None:
    assert customer.get(CENTER, **HTTPS).status_code == 403
    assert caseworker.get(PORTAL, **HTTPS).status_code == 403


@pytest.mark.req("R131", "R132")
def test_lookup_counts_on_every_row_and_has_the_switch(caseworker: Any, answers: Any, rpc: Any) -> None:
    row = {
        "number": 1, "first_name": "ADA", "middle_initial": "", "last_name": "LOVE", "organization_name": "",
        "date_of_birth": None, "city": "", "home_phone": "", "matched": [],
    }  # fmt: skip
    rows = [row | {"unread_messages": 2}, row | {"number": 2, "unread_messages": 0}]
    answers["customers.search_customers"] = {"items": rows, "next": None}
    page = caseworker.get("/customers?unread=1", **HTTPS).text
    assert rpc.calls[-1].kwargs["unread"] is True
    assert 'role="switch" name="unread" value="1" checked> only with unread messages' in page
    assert page.count('title="unread messages: 2"') == page.count('title="unread messages: 0"') == 1
