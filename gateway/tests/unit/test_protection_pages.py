"""What protects a record on its pages: the number shown and corrected, special handling, a lock taken anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask import Flask

from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, Locked, NotPermitted
from homefire.statuses import problem_document, status_of

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
CORRECTION = f"{RECORD}/ssn-correction"
NUMBER = "765432108"
WAITING = {
    "id": 1001, "number": 110385, "name": "DOENA HOLSCHEIN", "status": "OPEN", "old_type": "SSN",
    "old_ssn": "***-**-2108", "tax_id_type": "SSN", "ssn": "***-**-2109", "reason": "two digits were swapped",
    "document_id": 77, "document_name": "card.pdf", "paper": "", "requested_by": "JOHN JOHNSON",
    "requested_by_id": "other", "requested_at": "2026-11-20T22:02:00Z", "decided_by": "", "decided_at": None,
    "decision_reason": "",
}  # fmt: skip
APPROVED = WAITING | {
    "status": "APPROVED",
    "decided_at": "2026-11-21T22:02:00Z",
    "decided_by": "BOSS",
    "ssn": None,
}


@pytest.fixture
def upstream(app: Flask, answers: dict[str, Any]) -> list[httpx.Request]:
    """The requests on the services' own ports; each is answered by what stands under its path, or a problem."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        found = answers.get(request.url.path, {})
        if isinstance(found, Exception):
            return httpx.Response(status_of(found), json=problem_document(found, "a-request-id"))
        return httpx.Response(200, json=found)

    app.extensions["gateway"].services._http = httpx.Client(transport=httpx.MockTransport(answer))
    return seen


@pytest.fixture
def correctable(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about a customer without corrections."""
    answers["customers.list_ssn_corrections"] = {"items": []}
    return answers


def posted(client: Any, path: str, **data: str) -> Any:
    """A form that was sent with its token."""
    html = client.get(RECORD, **HTTPS).text
    token = html.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={"csrf_token": token, **data}, **HTTPS)


@pytest.mark.req("R69")
def test_number_is_in_the_answer_to_a_post_alone(
    log_in: Callable[..., Any], answers: Any, upstream: Any
) -> None:
    boss = log_in("supervisor")
    answers["/customers/110385/ssn/reveal"] = {"number": 110385, "tax_id_type": "SSN", "ssn": NUMBER}
    assert "data-revealed" not in boss.get(f"{RECORD}/ssn", **HTTPS).text
    assert upstream == []
    shown = posted(boss, f"{RECORD}/ssn", reason="  comparing   the card ")
    assert "765-43-2108" in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in shown.headers
    assert json.loads(upstream[0].content) == {"reason": "comparing the card"}
    assert boss.get(f"{RECORD}/ssn", **HTTPS).text.count("765-43-2108") == 0


@pytest.mark.req("R69")
def test_reason_that_is_refused_stays_with_what_to_do(log_in: Any, answers: Any, upstream: Any) -> None:
    wrong = [FieldProblem("reason", "too_short", "Give at least 5 characters; this has 3.")]
    answers["/customers/110385/ssn/reveal"] = Invalid(fields=wrong)
    answer = posted(log_in("supervisor"), f"{RECORD}/ssn", reason="<b>")
    assert answer.status_code == 422
    assert "Give at least 5 characters" in answer.text
    assert 'value="&lt;b&gt;"' in answer.text


@pytest.mark.req("R69")
def test_part_of_a_page_is_the_dialog_alone(log_in: Any, answers: Any) -> None:
    html = log_in("supervisor").get(f"{RECORD}/ssn", headers={"HX-Request": "true"}, **HTTPS).text
    assert html.lstrip().startswith("<section")
    assert 'name="csrf_token"' in html


@pytest.mark.req("R69")
def test_member_of_the_household_is_asked_of_applications(log_in: Any, answers: Any, upstream: Any) -> None:
    answers["/household-members/1/ssn/reveal"] = {"id": 1, "ssn": NUMBER}
    boss = log_in("supervisor")
    assert "765-43-2108" in posted(boss, f"{RECORD}/household/1/ssn", reason="comparing the card").text
    assert boss.get(f"{RECORD}/household/99/ssn", **HTTPS).status_code == 404


@pytest.mark.req("R69", "R247")
@pytest.mark.parametrize("role", ["caseworker", "auditor", "program_manager", "administrator"])
def test_who_may_not_see_a_number_is_offered_and_shown_nothing(
    log_in: Any, correctable: Any, upstream: Any, role: str
) -> None:
    client = log_in(role)
    correctable["customers.list_ssn_corrections"] = {"items": [WAITING]}
    assert "/ssn" not in client.get(RECORD, **HTTPS).text.replace("/ssn-correction", "")
    for path in (f"{RECORD}/ssn", f"{RECORD}/household/1/ssn", f"{CORRECTION}/1001/ssn"):
        assert client.get(path, **HTTPS).status_code == 403
        assert posted(client, path, reason="to see it").status_code == 403
    assert upstream == []


@pytest.mark.req("R20", "R113")
def test_request_goes_over_http_with_its_key(caseworker: Any, correctable: Any, upstream: Any) -> None:
    data = {"tax_id_type": "SSN", "ssn": "765-43-2109", "reason": "swapped", "document_id": "77", "key": "k1"}
    answer = posted(caseworker, CORRECTION, paper="", **data)
    assert (answer.status_code, answer.headers["Location"]) == (303, CORRECTION)
    [sent] = upstream
    assert sent.headers["Idempotency-Key"] == "k1"
    assert json.loads(sent.content)["document_id"] == 77
    assert "2109" not in str(sent.url)


@pytest.mark.req("R113")
def test_refused_request_keeps_what_was_typed(caseworker: Any, correctable: Any, upstream: Any) -> None:
    wrong = [FieldProblem("document_id", "proof_missing", "Choose a document of the customer's files.")]
    correctable["/customers/110385/ssn-corrections"] = Invalid(fields=wrong)
    answer = posted(
        caseworker, CORRECTION, tax_id_type="EIN", ssn="94-1234567", reason="A & B", document_id="x"
    )
    assert answer.status_code == 422
    assert 'id="summary"' in answer.text
    assert 'value="A &amp; B"' in answer.text
    assert json.loads(upstream[0].content)["document_id"] is None


@pytest.mark.req("R113")
def test_who_asked_may_withdraw_and_is_offered_no_decision(
    log_in: Any, sessions: Any, correctable: Any, rpc: Any
) -> None:
    boss = log_in("supervisor")
    [signed_in] = sessions.open_ones.values()
    own = WAITING | {"requested_by_id": str(signed_in.account_id)}
    correctable["customers.list_ssn_corrections"] = {"items": [own]}
    html = boss.get(CORRECTION, **HTTPS).text
    assert 'value="withdraw"' in html
    assert 'value="approve"' not in html
    correctable["customers.withdraw_ssn_correction"] = own
    assert posted(boss, f"{CORRECTION}/1001", action="withdraw").status_code == 303
    assert rpc.asked("customers.withdraw_ssn_correction")[0].args == [1001, {"reason": ""}]


@pytest.mark.req("R26", "R113")
def test_decision_under_special_handling_asks_for_its_reason(log_in: Any, correctable: Any, rpc: Any) -> None:
    boss = log_in("supervisor")
    correctable["customers.list_ssn_corrections"] = {"items": [WAITING]}
    correctable["customers.approve_ssn_correction"] = AcknowledgementRequired()
    answer = posted(boss, f"{CORRECTION}/1001", action="approve")
    assert answer.status_code == 428
    assert 'name="acknowledgement"' in answer.text
    correctable["customers.approve_ssn_correction"] = APPROVED
    posted(boss, f"{CORRECTION}/1001", action="approve", acknowledgement="I decide")
    assert rpc.asked("customers.approve_ssn_correction")[-1].kwargs["acknowledgement"] == "I decide"


@pytest.mark.req("R113")
def test_decision_that_cannot_be_says_why(log_in: Any, correctable: Any) -> None:
    boss = log_in("supervisor")
    correctable["customers.list_ssn_corrections"] = {"items": [WAITING]}
    for problem in (Locked("Another user has this record open."), NotPermitted("You have asked yourself.")):
        correctable["customers.approve_ssn_correction"] = problem
        answer = posted(boss, f"{CORRECTION}/1001", action="approve")
        assert answer.status_code == status_of(problem)
        assert problem.detail in answer.text


@pytest.mark.req("R20")
def test_transferred_customers_page_says_that_the_state_has_the_old_number(
    log_in: Any, correctable: Any
) -> None:
    boss = log_in("supervisor")
    correctable["customers.list_ssn_corrections"] = {"items": [APPROVED]}
    [application, *_] = correctable["applications.get_customer_applications"]["applications"]
    application["transfer_date"] = None
    told = "The state office has the old number."
    assert told not in boss.get(CORRECTION, **HTTPS).text
    application["transfer_date"] = "2026-11-01"
    assert told in boss.get(CORRECTION, **HTTPS).text


@pytest.mark.req("R113", "R247")
def test_list_of_open_corrections_is_in_the_menu_of_who_decides(
    log_in: Any, caseworker: Any, answers: Any
) -> None:
    answers["customers.list_open_ssn_corrections"] = {"items": [WAITING], "next": "abc"}
    html = log_in("supervisor").get("/ssn-corrections", **HTTPS).text
    assert f'href="{CORRECTION}"' in html
    assert "cursor=abc" in html
    answers["customers.list_open_ssn_corrections"] = {"items": [], "next": None}
    assert "No data to display" in log_in("supervisor").get("/ssn-corrections", **HTTPS).text
    assert "/ssn-corrections" not in caseworker.get(RECORD, **HTTPS).text
    for role in ("auditor", "administrator"):
        assert log_in(role).get(CORRECTION, **HTTPS).status_code == 403


@pytest.mark.req("R147")
def test_number_and_identifier_are_shown_protected(caseworker: Any, answers: Any) -> None:
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    form = caseworker.get(RECORD, **HTTPS).text.split('<form id="record-form"')[1].split("</form>")[0]
    assert '<input id="ssn" readonly' in form
    assert 'name="ssn"' not in form
    assert 'name="number"' not in form


@pytest.mark.req("R26")
def test_banner_says_why_since_when_and_who(caseworker: Any, answers: Any) -> None:
    since = {"reason": "threatened a colleague", "by": "JOHN JOHNSON", "at": "2026-11-20T22:02:00Z"}
    answers["customers.get_customer"] |= {"special_handling": True, "special_handling_since": since}
    answers["audit.list_notes"] = {"items": [], "next": None}
    answers["customers.list_ssn_corrections"] = {"items": []}
    for view in ("", "/files", "/notes", "/change-requests", "/ssn-correction", "/applications/5001"):
        banner = caseworker.get(RECORD + view, **HTTPS).text.split('class="special"')[1].split("</p>")[0]
        for part in ("threatened a colleague", "JOHN JOHNSON", "11/20/2026 14:02"):
            assert part in banner, view


@pytest.mark.req("R26", "R247")
def test_only_who_may_clear_special_handling_is_offered_to(log_in: Any, answers: Any) -> None:
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    answers["customers.get_customer"]["special_handling"] = True
    assert 'name="special_handling"' not in log_in("caseworker").get(RECORD, **HTTPS).text
    assert 'name="special_handling"' in log_in("supervisor").get(RECORD, **HTTPS).text


@pytest.mark.req("R150")
def test_lock_that_another_window_gave_back_is_taken_anew_by_a_page_that_is_looked_at(
    caseworker: Any, answers: Any, rpc: Any
) -> None:
    answers["customers.renew_lock"] = Conflict(code="lock_lost", holder=None, since=None, taken_over=False)
    answers["customers.take_lock"] = {"number": 110385, "token": 8, "since": "2026-11-20T22:02:00Z"}
    path, taken = f"{RECORD}/lock/renewal", len(rpc.asked("customers.take_lock"))
    assert posted(caseworker, path, lock_token="7").json == {"state": "free"}
    assert len(rpc.asked("customers.take_lock")) == taken + 1  # The page itself, no heartbeat.
    assert posted(caseworker, path, lock_token="7", again="1").json == {"state": "held", "token": 8}
    answers["customers.take_lock"] = Locked(holder={"id": "x", "name": "ANN"}, since="2026-11-20T22:02:00Z")
    lost = posted(caseworker, path, lock_token="7", again="1").json
    assert lost["state"] == "lost"
    assert "ANN" in lost["text"]


@pytest.mark.req("R150")
def test_session_ends_before_the_locks_do(caseworker: Any, sessions: Any, rpc: Any, answers: Any) -> None:
    order: list[str] = []
    ending, calling = sessions.end, rpc.call_many
    sessions.end = lambda token: (order.append("session"), ending(token))
    rpc.call_many = lambda calls, **more: (
        order.extend(call.method for call in calls),
        calling(calls, **more),
    )[1]
    posted(caseworker, "/log-out")
    assert order[-2:] == ["session", "release_my_locks"]


@pytest.mark.req("R150", "R152")
@pytest.mark.parametrize("again", [False, True])
def test_save_under_a_lock_that_was_given_back_takes_it_anew_and_saves_the_same_version(
    caseworker: Any, sessions: Any, answers: Any, rpc: Any, again: bool
) -> None:
    """The person's own heartbeat may have taken it again already."""
    answers["customers.take_lock"] = {"number": 110385, "token": 8, "since": "2026-11-20T22:02:00Z"}
    [person] = sessions.open_ones.values()
    own = {"id": str(person.account_id), "name": "SERVTRAQ SUPPORT"} if again else None
    lost = Conflict(code="lock_lost", holder=own, since="2026-11-20T22:02:00Z", taken_over=False)
    outcomes, calling = [lost, {"number": 110385, "version": 2, "warnings": []}], rpc.call_many

    def answer(calls: Any, **more: Any) -> Any:
        found = calling(calls, **more)
        return [outcomes.pop(0)] if calls[0].method == "update_customer" else found

    rpc.call_many = answer
    data = {"base": '{"email": "dth@email.com"}', "email": "new@email.com", "version": "1", "lock_token": "7"}
    assert posted(caseworker, RECORD, **data).status_code == 303
    sent = [call.kwargs for call in rpc.asked("customers.update_customer")]
    assert [(one["lock_token"], one["if_match"]) for one in sent] == [(7, "1"), (8, "1")]
    assert sent[0]["idempotency_key"] == sent[1]["idempotency_key"]
