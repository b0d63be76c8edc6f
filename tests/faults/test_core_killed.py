"""Between an application and CORE: kill -9, silence and answers that come twice change nothing twice (R82).

Before it, too: customers, which hands over who the applicant is, away or killed while it does (R9).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from homefire.testing.suite import eventually
from homefire_cli.suite import CORE_SIMULATOR


@pytest.fixture
def transferred(suite, stack, new_customer):
    """`transferred("CORE-TWICE")`: an application that was sent with this account number; the response."""
    eligible, http = _loading(suite, new_customer), suite.client("applications")

    def send(account):
        made = eligible(account)
        answer = http.post(f"/applications/{made['id']}/transfer", json={}, headers={"If-Match": "1"})
        answer.raise_for_status()
        return answer.json()

    yield send
    stack.stop(CORE_SIMULATOR)


def _loading(suite, new_customer, **fields):
    """Enters an application of a new customer that may be transferred, with an account number."""
    suite.running("customers", "applications")
    loader = suite.client("applications", role="history_loader")
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date()

    def load(account):
        body = {
            "program": "HEAP",
            "program_year": today.year,
            "intake_date": (today - timedelta(days=5)).isoformat(),
            "place_of_service": {"number": "7", "street": "THIS", "zip": "93933"},
            "account_number": account,
            "history": {"status": "ELIGIBLE"},
        }
        number = new_customer(**fields)["number"]
        return loader.post(f"/customers/{number}/applications", json=body).raise_for_status().json()

    return load


def answers_to(suite, application):
    """What CORE's answers have done to an application, in their order."""
    read = suite.client("applications").get(f"/applications/{application['id']}").json()
    return read["status"], [answer["effect"] for answer in read["transfers"][-1]["answers"]]


@pytest.mark.req("R82", "R254")
def test_applications_killed_while_core_answers_has_applied_the_first_answer_once(suite, stack, transferred):
    sent = [transferred(account) for account in ("123", "CORE-TWICE", "CORE-CONTRADICT", "CORE-SILENT")]
    stack.stop("applications")
    stack.start("applications", HOMEFIRE_FAULT_POINT="inbox.after_commit")
    stack.wait_ready("applications")
    stack.start(CORE_SIMULATOR)
    eventually(lambda: not stack.running("applications"), within=60)
    suite.running("applications")
    one, twice = ["applied"], ["applied", "contradicts"]

    def answered() -> bool:
        found = [answers_to(suite, each) for each in sent]
        # Order is not kept across a retry, so either of two answers that contradict each other may be the first.
        first = found[2][0] in ("BENEFITTED", "REJECTED") and found[2][1] == twice
        return found[:2] == [("BENEFITTED", one)] * 2 and first and found[3] == ("TRANSFERRED", [])

    eventually(answered, within=120)
    ended = [answers_to(suite, each)[0] for each in sent[:3]]
    moves = [
        event["data"]["new_status"]
        for each in sent[:3]
        for event in suite.outbox_of(
            "applications", subject=each["customer_number"], type="application_status_changed"
        )
    ]
    assert moves == [status for end in ended for status in ("TRANSFERRED", end)]


@pytest.mark.req("R82", "R254")
def test_a_slow_core_that_is_killed_before_its_answer_answers_once(suite, stack, transferred):
    sent = transferred("CORE-SLOW")
    number = sent["transfers"][-1]["number"]
    taken = f"transfer {number}: slow"
    stack.start(CORE_SIMULATOR, CORE_SIMULATOR_DELAY="600")
    eventually(lambda: taken in stack.log_path(CORE_SIMULATOR).read_text(), within=60)
    stack.kill(CORE_SIMULATOR)
    assert answers_to(suite, sent) == ("TRANSFERRED", [])
    stack.start(CORE_SIMULATOR, CORE_SIMULATOR_DELAY="1")
    eventually(lambda: answers_to(suite, sent) == ("BENEFITTED", ["applied"]), within=60)
    told = suite.outbox_of("applications", subject=sent["customer_number"], type="core_answer_recorded")
    assert [event["data"]["transfer_number"] for event in told] == [number]


@pytest.mark.req("R9", "R92", "R248", "R254")
def test_without_customers_a_transfer_is_refused_and_nothing_of_it_is_there(suite, stack, new_customer):
    made = _loading(suite, new_customer, ssn="466314158")("123")
    number, http, path = (
        made["customer_number"],
        suite.client("applications"),
        f"/applications/{made['id']}",
    )
    headers = {"If-Match": "1", "Idempotency-Key": f"send-{number}"}
    stack.stop("customers")
    stack.start("customers", HOMEFIRE_FAULT_POINT="edge.after_commit")
    stack.wait_ready("customers")
    # It is killed after it has logged and before it has answered, and is away from then on.
    for _ in ("killed", "away"):
        refused = http.post(f"{path}/transfer", json={}, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (503, "identity_unavailable")
        eventually(lambda: not stack.running("customers"))
        read = http.get(path).json()
        assert (read["status"], read["version"], read["transfers"]) == ("ELIGIBLE", 1, [])
    findings = {each["code"]: each for each in http.get(f"{path}/transfer").json()["findings"]}
    assert findings["applicant_unknown"]["severity"] == "warns" and "applicant_incomplete" not in findings
    assert suite.outbox_of("applications", subject=number, type="application_transferred") == []
    suite.running("customers")
    for _ in ("sent", "asked again"):
        answer = http.post(f"{path}/transfer", json={}, headers=headers)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["transfers"]) == 1
    # Each handing over is logged, the one that was lost, too; the repeated request took nothing.
    assert len(suite.outbox_of("customers", subject=number, type="identity_revealed")) == 2
