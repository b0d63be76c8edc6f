"""The steps of income and eligibility, and the income tables: what is sent, and what is said of a refusal (R91)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway import incomeform
from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, StaleVersion, TimedOut

HTTPS = {"base_url": "https://localhost"}
AT = "/customers/110385/applications/5001"
ITEM = {
    "member_id": 7,
    "member": "DOENA HOLSCHEIN",
    "source": {"code": "WAGES", "label": "WAGES"},
    "counted": True,
    "amount": "500.10",
    "period": "ACTUAL",
    "weeks": 4,
    "covered_from": "2026-10-01",
    "covered_to": None,
    "document_date": None,
    "arithmetic": "…",
}
INCOME = {"version": 3, "items": [ITEM], "zero_income_on": None, "entered_by": "JOHN", "entered_at": None}
PROPOSAL = {
    "outcome": "ELIGIBLE",
    "as_of": "2026-11-02",
    "basis": "YEAR",
    "household_size": 2,
    "income": "52000.00",
    "limit": "54272.00",
    "ami_percent": None,
    "path": [{"rule": "floor", "says": "THE FLOOR", "cites": "42 USC", "table_id": 2, "table_edition": 1}],
    "changes": [{"says": "ONE DOLLAR MORE"}],
    "missing": [],
}
TABLE = {
    "id": 9,
    "version": 2,
    "kind": "AMI",
    "area": "MONTEREY, CA",
    "title": "AREA MEDIAN",
    "source": "HUD",
    "per": "YEAR",
    "effective_from": "2026-10-01",
    "effective_to": "2027-09-30",
    "applies_from": "2026-10-01",
    "state": "DRAFT",
    "edition": 0,
    "updated_by": "JOHN",
    "updated_at": "2026-11-02T10:00:00Z",
    "figures": [{"size": 1, "amount": "70000.00"}],
}
REASON = [FieldProblem("reason", "reason_required", "Say why the application is denied.")]


@pytest.fixture
def ready(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers when all goes well."""
    answers["applications.get_application"] = {
        **answers["applications.get_customer_applications"]["applications"][0],
        "id": 5001,
        "customer_number": 110385,
    }
    answers["applications.get_income"] = INCOME
    answers["applications.get_household"] = {"mode": "summary", "members": [], "intake_date": "2018-12-03"}
    answers["applications.list_application_reference"] = {
        "items": [
            {"code": "WAGES", "label": "WAGES", "valid_from": "1900-01-01", "valid_to": None, "data": {}}
        ]
    }
    answers["applications.total_income"] = {"yearly": "6501.30", "monthly": "541.78", "arithmetic": ["A SUM"]}
    answers["applications.set_income"] = INCOME
    answers["applications.get_eligibility"] = {
        "status": "PENDING",
        "version": 3,
        "decisions": [],
        "appeal": None,
    }
    answers["applications.propose_eligibility"] = PROPOSAL
    answers["applications.decide_eligibility"] = {}
    answers["applications.list_rule_tables"] = {"items": [TABLE]}
    answers["applications.get_rule_table"] = TABLE
    answers["customers.get_lock"] = {"held": False, "holder": None}
    answers["customers.take_lock"] = {"token": 7, "since": None}
    answers["customers.release_lock"] = {"released": True}
    return answers


def post(user: FlaskClient, page: str, target: str, **fields: Any) -> Any:
    """A form of a page, sent with its token."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', user.get(page, **HTTPS).text)
    assert token
    return user.post(target, data={"csrf_token": token[1], "version": "3", **fields}, **HTTPS)


@pytest.mark.req("R259")
def test_income_rows_come_back_as_they_were_sent(ready, caseworker, rpc):
    html = caseworker.get(f"{AT}/income", **HTTPS).text
    assert 'value="500.10"' in html and 'value="10/1/2026"' in html and "$6,501.30" in html
    values = {**incomeform.values_of(INCOME), "items.2.source": "SSI", "items.2.amount": "1"}
    answer = post(caseworker, f"{AT}/income", f"{AT}/income", rows="3", action="save", **values)
    assert answer.status_code == 303
    [call] = rpc.asked("applications.set_income")
    assert call.args[0] == 5001
    first, second = call.args[1]["items"]
    assert (first["member_id"], first["weeks"], first["covered_from"]) == (7, 4, "10/1/2026")
    assert (second["source"], second["amount"], second["weeks"]) == ("SSI", "1", None)
    assert (call.kwargs["if_match"], call.kwargs["lock_token"]) == ("3", 7)
    assert rpc.asked("customers.release_lock")


@pytest.mark.req("R148")
def test_write_leaves_the_persons_own_lock_where_it_was(ready, caseworker, rpc, sessions):
    [person] = sessions.open_ones.values()
    ready["customers.get_lock"] = {"held": True, "holder": {"id": str(person.account_id)}}
    answer = post(caseworker, f"{AT}/income", f"{AT}/income", rows="2", action="save")
    assert answer.status_code == 303
    assert rpc.asked("applications.set_income")[0].kwargs["lock_token"] == 7
    assert rpc.asked("customers.release_lock") == []


def test_problem_of_an_item_stands_at_the_row_it_was_typed_in(ready, caseworker):
    ready["applications.set_income"] = Invalid(
        fields=[FieldProblem("items.0.amount", "not_an_amount", "Enter an amount in dollars.")]
    )
    values = {"items.1.source": "SSI", "items.1.amount": "much"}
    answer = post(caseworker, f"{AT}/income", f"{AT}/income", rows="2", action="save", **values)
    assert answer.status_code == 422
    assert 'id="items_1_amount-error"' in answer.text and 'value="much"' in answer.text
    assert '<a href="#items_1_amount">Amount, item 2</a>: Enter an amount in dollars.' in answer.text


@pytest.mark.req("R7")
def test_the_sum_does_not_repeat_what_is_said_of_the_fields(ready, caseworker):
    wrong = Invalid(fields=[FieldProblem("items.0.amount", "negative_amount", "Never below 0.")])
    ready["applications.set_income"] = ready["applications.total_income"] = wrong
    values = {"items.0.source": "SSI", "items.0.amount": "-1"}
    answer = post(caseworker, f"{AT}/income", f"{AT}/income", rows="2", action="save", **values)
    total = answer.text.split('id="income-total"')[1].split("</div>")[0]
    assert "The sum cannot be counted yet." in total and "Never below 0." not in total
    part = post(caseworker, f"{AT}/income", f"{AT}/income/total", rows="2", **values)
    assert "Amount, item 1: Never below 0." in part.text


def test_sum_and_more_rows_save_nothing(ready, caseworker, rpc):
    for action in ("total", "more"):
        answer = post(caseworker, f"{AT}/income", f"{AT}/income", rows="4", action=action)
        assert answer.status_code == 200
    assert 'name="rows" value="6"' in answer.text
    part = post(caseworker, f"{AT}/income", f"{AT}/income/total", rows="4")
    assert "A SUM" in part.text and "<html" not in part.text
    assert rpc.asked("applications.set_income") == []


@pytest.mark.req("R91")
def test_eligibility_shows_the_way_and_keeps_a_refused_decision(ready, caseworker, rpc):
    html = caseworker.get(f"{AT}/eligibility?as_of=11/2/2026", **HTTPS).text
    assert "THE FLOOR" in html and "ONE DOLLAR MORE" in html and "$54,272.00" in html
    assert rpc.asked("applications.propose_eligibility")[-1].kwargs == {"as_of": "11/2/2026"}
    ready["applications.decide_eligibility"] = Invalid(fields=REASON)
    page = f"{AT}/eligibility"
    answer = post(caseworker, page, page, decision="DENIED", reason="", as_of="2026-11-02")
    assert answer.status_code == 422 and "Say why the application is denied." in answer.text
    assert '<option value="DENIED" selected>DENIED' in answer.text
    assert rpc.asked("applications.decide_eligibility")[-1].args[1] == {
        "decision": "DENIED",
        "as_of": "2026-11-02",
    }
    ready["applications.decide_eligibility"] = StaleVersion()
    answer = post(caseworker, page, page, decision="DENIED", reason="WHY")
    assert "changed this application first" in answer.text
    ready["applications.decide_eligibility"] = AcknowledgementRequired()
    assert 'name="acknowledgement"' in post(caseworker, page, page, decision="DENIED", reason="WHY").text
    ready["applications.decide_eligibility"] = TimedOut()
    lost = post(caseworker, page, page, decision="DENIED", reason="WHY", key="k-1", version="1").text
    assert 'name="key" value="k-1"' in lost and 'name="version" value="1"' in lost


@pytest.mark.req("R92")
def test_appeal_shows_its_clock(ready, caseworker):
    waiting = {"received": "2026-11-02", "due": "2026-11-17", "days_left": 3}
    ready["applications.get_eligibility"] = {
        "status": "DENIED",
        "version": 3,
        "decisions": [],
        "appeal": waiting,
    }
    html = caseworker.get(f"{AT}/eligibility", **HTTPS).text
    assert "by 11/17/2026" in html and "3 days left" in html
    ready["applications.get_eligibility"]["appeal"] = waiting | {"days_left": -2}
    assert "2 days late" in caseworker.get(f"{AT}/eligibility", **HTTPS).text


@pytest.mark.req("R247")
def test_tables_are_changed_by_a_program_manager_alone(ready, caseworker, log_in, rpc):
    assert "Save draft" not in caseworker.get("/rule-tables/9", **HTTPS).text
    for path in ("/rule-tables/new", "/rule-tables/9/what-if"):
        assert caseworker.get(path, **HTTPS).status_code == 403
    assert post(caseworker, "/rule-tables/9", "/rule-tables/9/publish", sure="yes").status_code == 403
    manager = log_in("program_manager")
    assert "Save draft" in manager.get("/rule-tables/9", **HTTPS).text
    ready["applications.publish_rule_table"] = TABLE
    assert post(manager, "/rule-tables/9", "/rule-tables/9/publish").status_code == 422
    assert rpc.asked("applications.publish_rule_table") == []
    assert post(manager, "/rule-tables/9", "/rule-tables/9/publish", sure="yes").status_code == 303
    assert rpc.asked("applications.publish_rule_table")[0].kwargs["if_match"] == "3"


@pytest.mark.req("R91")
def test_figures_are_pasted_as_lines_of_size_and_amount(ready, log_in, rpc):
    manager = log_in("program_manager")
    ready["applications.change_rule_table"] = TABLE
    typed = {"kind": "AMI", "area": "A, CA", "figures": '1,"70,000.00"\r\n2;80000\r\n\r\n3\t90,000\r\n'}
    assert post(manager, "/rule-tables/9", "/rule-tables/9", **typed, each_more="192.21").status_code == 303
    sent = rpc.asked("applications.change_rule_table")[0].args[1]
    assert sent["each_more"] == "192.21"
    assert sent["figures"] == [
        {"size": 1, "amount": "70,000.00"},
        {"size": 2, "amount": "80000"},
        {"size": 3, "amount": "90,000"},
    ]
    answer = post(manager, "/rule-tables/9", "/rule-tables/9", figures="1,5\nmany")
    assert answer.status_code == 422 and "Line 2 is not a household size" in answer.text
    for operation, path in (("change", ""), ("publish", "/publish"), ("discard", "/discard")):
        ready[f"applications.{operation}_rule_table"] = TimedOut()
        typed |= {"key": f"k-{operation}", "version": "2", "sure": "yes"}
        lost = post(manager, "/rule-tables/9", f"/rule-tables/9{path}", **typed).text
        assert f'name="key" value="k-{operation}"' in lost and 'name="version" value="2"' in lost


@pytest.mark.req("R142")
def test_eligibility_tells_of_a_move_and_of_decisions_of_the_old_place(ready, caseworker):
    old = "of the old place: made before the customer moved"
    decided = {
        "decision": "ELIGIBLE", "differs": False, "of_old_place": True, "reason": "", "decided_on": "2018-12-04",
        "appeal_received": None, "proposal": PROPOSAL, "entered_by": "MARIA LOPEZ", "entered_at": "2018-12-04T20:00:00Z",
    }  # fmt: skip
    ready["applications.get_eligibility"] |= {
        "status": "ELIGIBLE",
        "decisions": [decided],
        "place_doubt": "MOVED",
    }
    page = caseworker.get(f"{AT}/eligibility", **HTTPS).text
    assert "The customer has moved: confirm place of service, county and AMI." in page
    assert "#service-address" in page and old in page
    ready["applications.get_eligibility"] |= {
        "decisions": [decided | {"of_old_place": False}],
        "place_doubt": "",
    }
    page = caseworker.get(f"{AT}/eligibility", **HTTPS).text
    assert "confirm place of service" not in page and old not in page
