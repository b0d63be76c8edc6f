"""Deleting, restoring, merging and unmerging as pages: what is asked, what is sent, what is said."""

from __future__ import annotations

import re
from typing import Any

import pytest

from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    Locked,
    NotFound,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
JOB = {"service": "weatherization", "kind": "jobs", "label": "Jobs", "count": 2, "sentence": "Jobs are kept."}
OTHER = 200001
SERVICES = [
    {
        "service": "applications",
        "state": "complete",
        "kinds": [
            {"kind": "applications", "label": "Applications", "merged_before": 1, "survivor_before": 2}
            | {"moved": 1, "left": 0, "gathered": 3}
        ],
    },
    {
        "service": "messaging",
        "state": "waiting",
        "kinds": [
            {"kind": "contact_entries", "label": "Contacts", "merged_before": 4, "survivor_before": 0}
            | {"moved": None, "left": None, "gathered": None}
        ],
    },
]
MERGE = {
    "id": 5,
    "number": OTHER,
    "survivor": 110385,
    "in_effect": True,
    "reason": "one person <b>twice</b>",
    "merged_by": "DEMO SUPERVISOR",
    "merged_at": "2026-11-20T22:02:00Z",
    "taken": ["email"],
    "unmerged_by": "",
    "unmerged_at": None,
    "unmerge_reason": "",
    "kept": [],
    "state": "waiting",
    "services": SERVICES,
}


@pytest.fixture
def prepared(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers around a record that stands as any other."""
    answers["customers.take_lock"] = answers["customers.renew_lock"] = HELD
    answers["customers.release_lock"] = {"released": True}
    answers["customers.list_customer_reference"] = {"items": []}
    answers["customers.list_blockers"] = {"number": 110385, "items": []}
    answers["customers.list_merges"] = {"items": [MERGE]}
    answers["customers.merge_customers"] = answers["customers.unmerge_customers"] = MERGE
    answers["customers.delete_customer"] = answers["customers.restore_customer"] = {"number": 110385}
    return answers


@pytest.fixture
def supervisor(log_in: Any) -> Any:
    """A supervisor's browser."""
    return log_in("supervisor")


def inputs(html: str, action: str) -> dict[str, str]:
    """What the form with this action would send as it was loaded."""
    form = html.split(f'action="{action}"')[1].split("</form>")[0]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form, re.S):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if given.get("type") != "radio" or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    return found


@pytest.mark.req("R6", "R11")
def test_delete_stands_in_the_toolbar_for_who_may_and_closed_for_others(supervisor, caseworker, prepared):
    html = supervisor.get("/customers/110385", **HTTPS).text
    tools = html.split('role="toolbar"')[1].split("</section>")[0]
    assert 'aria-keyshortcuts="Alt+D"' in tools and 'title="Delete the customer record (Alt+D)"' in tools
    assert 'href="/customers/110385/delete"' in tools
    for elsewhere in ("/change-requests/new", "/files", "/applications/5001"):
        html = supervisor.get(f"/customers/110385{elsewhere}", **HTTPS).text
        assert "/customers/110385/delete" not in html and re.search(r"<button[^>]*disabled[^>]*>Delete", html)
    html = caseworker.get("/customers/110385", **HTTPS).text
    assert "/customers/110385/delete" not in html and re.search(r"<button[^>]*disabled[^>]*>Delete", html)
    assert caseworker.get("/customers/110385/delete", **HTTPS).status_code == 403


@pytest.mark.req("R11")
def test_what_keeps_a_record_is_listed_and_nothing_is_asked(supervisor, prepared):
    prepared["customers.list_blockers"] = {"number": 110385, "items": [JOB]}
    html = supervisor.get("/customers/110385/delete", **HTTPS).text
    assert "Jobs are kept." in html and 'name="reason"' not in html


@pytest.mark.req("R11", "R240")
def test_delete_sends_reason_version_lock_and_key_and_leads_to_the_lookup(supervisor, prepared, rpc):
    page = supervisor.get("/customers/110385/delete", **HTTPS).text
    sent = inputs(page, "/customers/110385/delete") | {"reason": "entered  by mistake"}
    answer = supervisor.post("/customers/110385/delete", data=sent, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers?deleted=110385")
    [call] = rpc.asked("customers.delete_customer")
    assert call.args == [110385, {"reason": "entered by mistake"}]
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("1", 7) and call.kwargs["idempotency_key"]
    assert "Customer 110385 was deleted" in supervisor.get("/customers?deleted=110385", **HTTPS).text
    assert "was deleted" not in supervisor.get("/customers?deleted=<b>", **HTTPS).text


@pytest.mark.req("R11")
@pytest.mark.parametrize(
    ("problem", "status", "text"),
    [
        (Conflict("It has jobs.", code="has_blockers", blockers=[JOB]), 409, "Jobs are kept."),
        (Unavailable("It cannot be told now.", code="owner_unavailable"), 503, "It cannot be told now."),
        (Invalid(fields=[FieldProblem("reason", "too_short", "Give more.")]), 422, "Give more."),
        (AcknowledgementRequired(), 428, "Special handling: reason for the change"),
        (Locked(holder={"id": "x", "name": "JOHN JOHNSON"}), 423, "Another user has this record open."),
    ],
)
def test_refused_delete_says_why_and_keeps_what_was_typed(supervisor, prepared, problem, status, text):
    page = supervisor.get("/customers/110385/delete", **HTTPS).text
    sent = inputs(page, "/customers/110385/delete") | {"reason": "a reason to keep"}
    prepared["customers.delete_customer"] = problem
    answer = supervisor.post("/customers/110385/delete", data=sent, **HTTPS)
    assert answer.status_code == status and text in answer.text
    assert isinstance(problem, Conflict) or "a reason to keep" in answer.text
    if isinstance(problem, Unavailable):
        lost = supervisor.post("/customers/110385/delete", data=sent | {"version": "0"}, **HTTPS)
        again = inputs(lost.text, "/customers/110385/delete")
        assert (again["key"], again["version"]) == (sent["key"], "0")


@pytest.mark.req("R11")
def test_deleted_record_is_a_tombstone_that_an_administrator_restores(caseworker, log_in, prepared, rpc):
    prepared["customers.get_customer"] |= {
        "status": "DELETED",
        "deleted_by": "DEMO SUPERVISOR",
        "deleted_at": "2026-11-20T22:02:00Z",
        "deletion_reason": "<script>x</script>",
    }
    html = caseworker.get("/customers/110385", **HTTPS).text
    assert "This record was deleted" in html and "Customer Inquiry" in html
    assert "&lt;script&gt;x&lt;/script&gt;" in html and "<script>x" not in html
    assert 'name="first_name"' not in html and 'name="text"' not in html
    assert rpc.asked("customers.take_lock") == [] and "/restore" not in html
    administrator = log_in("administrator")
    assert 'href="/customers/110385/restore"' in administrator.get("/customers/110385", **HTTPS).text
    page = administrator.get("/customers/110385/restore", **HTTPS).text
    sent = inputs(page, "/customers/110385/restore") | {"reason": "it was needed"}
    answer = administrator.post("/customers/110385/restore", data=sent, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers/110385")
    prepared["customers.restore_customer"] = Conflict("Taken.", code="duplicate_ssn", existing_number=3)
    answer = administrator.post("/customers/110385/restore", data=sent, **HTTPS)
    assert answer.status_code == 409 and 'href="/customers/3"' in answer.text


@pytest.fixture
def pair(prepared: dict[str, Any], rpc: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Two records to be compared, of which the second has another name, an e-mail address and no number."""
    first = prepared["customers.get_customer"]
    second = first | {
        "number": OTHER,
        "version": 4,
        "first_name": "DONNA",
        "email": "",
        "ssn": None,
        "fax": "8315550104",
    }
    prepared["customers.preview_merge"] = {
        "number": 110385,
        "other": OTHER,
        "items": [
            {
                "service": "applications",
                "kind": "applications",
                "label": "Applications",
                "count": 1,
                "other_count": 2,
            }
        ],
        "conflicts": [],
    }
    plain = rpc.call_many

    def by_number(calls: Any, **how: Any) -> list[Any]:
        asked = [(f"{call.service}.{call.method}", next(iter(call.args), 0)) for call in calls]
        found = plain(calls, **how)
        return [
            second if one == ("customers.get_customer", OTHER) else answer
            for one, answer in zip(asked, found, strict=True)
        ]

    monkeypatch.setattr(rpc, "call_many", by_number)
    return prepared


@pytest.mark.req("R252")
def test_two_records_stand_side_by_side_and_the_filled_value_is_proposed(supervisor, pair):
    assert 'name="with"' in supervisor.get("/customers/110385/merge", **HTTPS).text
    html = supervisor.get(f"/customers/110385/merge?with={OTHER}", **HTTPS).text
    sent = inputs(html, "/customers/110385/merge")
    assert (sent["survivor"], sent["version.110385"], sent[f"version.{OTHER}"]) == ("110385", "1", "4")
    taken = {name: sent[f"take.{name}"] for name in ("first_name", "email", "ssn", "fax")}
    assert taken == {"first_name": "110385", "email": "110385", "ssn": "110385", "fax": str(OTHER)}
    assert "take.last_name" not in sent and "***-**-2108" in html and "(831) 555-0104" in html


@pytest.mark.req("R252")
def test_merge_sends_the_chosen_fields_to_the_chosen_survivor(supervisor, pair, rpc):
    page = supervisor.get(f"/customers/110385/merge?with={OTHER}", **HTTPS).text
    sent = inputs(page, "/customers/110385/merge")
    sent |= {
        "survivor": str(OTHER),
        "take.email": "110385",
        "take.first_name": str(OTHER),
        "reason": "one person twice",
    }
    answer = supervisor.post("/customers/110385/merge", data=sent, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/customers/{OTHER}/merges")
    [call] = rpc.asked("customers.merge_customers")
    number, body = call.args
    assert (number, body["survivor"], body["survivor_version"], body["survivor_lock_token"]) == (
        110385,
        OTHER,
        4,
        7,
    )
    assert sorted(body["fields"]) == ["email", "ssn"]
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("1", 7)


@pytest.mark.req("R252")
def test_refused_merge_keeps_what_was_chosen_and_typed(supervisor, pair):
    page = supervisor.get(f"/customers/110385/merge?with={OTHER}", **HTTPS).text
    sent = inputs(page, "/customers/110385/merge") | {"survivor": str(OTHER), "reason": "one person twice"}
    pair["customers.merge_customers"] = Conflict(
        "Both have HEAP 2026.", code="merge_conflicts", conflicts=["x"]
    )
    answer = supervisor.post("/customers/110385/merge", data=sent, **HTTPS)
    again = inputs(answer.text, "/customers/110385/merge")
    assert answer.status_code == 409 and "Both have HEAP 2026." in answer.text
    assert (again["survivor"], again["reason"]) == (str(OTHER), "one person twice")
    assert again["key"] != sent["key"]


@pytest.mark.req("R252")
@pytest.mark.parametrize("given", ["abc", "0", "-5", "110385", "9" * 13, "<b>", "\u0664\u0662"])
def test_number_that_is_no_other_customers_is_refused_in_words(supervisor, pair, given):
    answer = supervisor.get("/customers/110385/merge", query_string={"with": given}, **HTTPS)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    pair["customers.preview_merge"] = NotFound("No customer has this number.")
    answer = supervisor.get("/customers/110385/merge?with=200001", **HTTPS)
    assert answer.status_code == 404 and "No customer has this number." in answer.text


@pytest.mark.req("R252")
def test_merges_page_has_counts_in_words_and_the_way_back(supervisor, caseworker, prepared, rpc):
    html = supervisor.get("/customers/110385/merges", **HTTPS).text
    assert "Waiting for: Contacts" in " ".join(html.split())
    assert "one person &lt;b&gt;twice&lt;/b&gt;" in html
    sent = inputs(html, f"/customers/{OTHER}/unmerge#merge-5") | {"reason": "two people after all"}
    answer = supervisor.post(f"/customers/{OTHER}/unmerge", data=sent, **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/customers/110385/merges")
    [call] = rpc.asked("customers.unmerge_customers")
    assert call.args == [OTHER, {"reason": "two people after all", "survivor_lock_token": 7}]
    assert "/unmerge" not in caseworker.get("/customers/110385/merges", **HTTPS).text
    prepared["customers.unmerge_customers"] = Conflict("Undo the later merge first.", code="survivor_closed")
    answer = supervisor.post(f"/customers/{OTHER}/unmerge", data=sent, **HTTPS)
    assert answer.status_code == 409 and "Undo the later merge first." in answer.text
    prepared["customers.list_merges"] = {"items": []}
    assert "No data to display" in supervisor.get("/customers/110385/merges", **HTTPS).text


@pytest.mark.req("R3", "R252")
def test_number_of_a_merged_record_leads_to_the_survivor_whose_page_says_so(caseworker, prepared):
    answer = caseworker.get(f"/customers/{OTHER}", **HTTPS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/customers/110385?merged={OTHER}")
    record = caseworker.get(f"/api/v1/customers/{OTHER}/record", **HTTPS).json
    assert (record["number"], record["merged_from"]) == (110385, OTHER)
    prepared["customers.get_customer"]["merged_numbers"] = [OTHER]
    html = " ".join(caseworker.get("/customers/110385", **HTTPS).text.split())
    assert f"Number {OTHER} was merged into this record 11/20/2026 by DEMO SUPERVISOR" in html
    prepared["customers.list_merges"] = Unavailable()
    assert caseworker.get("/customers/110385", **HTTPS).status_code == 200


@pytest.mark.req("R21")
def test_duplicate_number_leads_to_the_merge_for_who_may(supervisor, prepared):
    form = supervisor.get("/customers/110385", **HTTPS).text.split('id="record-form"')[1]
    names = dict.fromkeys(("csrf_token", "version", "base"), "")
    sent = {
        name: re.search(rf'name="{name}" value="([^"]*)"', form)[1].replace("&#34;", '"') for name in names
    }
    prepared["customers.update_customer"] = Conflict("Twice.", code="duplicate_ssn", existing_number=OTHER)
    answer = supervisor.post("/customers/110385", data={**sent, "email": "x@y.com"}, **HTTPS)
    assert f"/customers/110385/merge?with={OTHER}" in answer.text


@pytest.mark.req("R206")
def test_note_of_a_merged_number_says_whose_it_was(caseworker, prepared):
    note = prepared["audit.list_notes"]["items"][0]
    note["customer_number"] = OTHER
    for path in ("/customers/110385", "/customers/110385/notes"):
        assert f"of customer {OTHER}" in caseworker.get(path, **HTTPS).text
    note["customer_number"] = 110385
    assert "of customer" not in caseworker.get("/customers/110385/notes", **HTTPS).text
