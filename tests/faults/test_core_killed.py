"""Between an application and CORE: kill -9, silence and answers that come twice change nothing twice (R82)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from homefire.testing.suite import eventually
from homefire_cli.suite import CORE_SIMULATOR


@pytest.fixture
def transferred(suite, stack, new_customer):
    """`transferred("CORE-TWICE")`: an application that was sent with this account number; the response."""
    suite.running("customers", "applications")
    loader, http = suite.client("applications", role="history_loader"), suite.client("applications")
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date()

    def send(account):
        body = {
            "program": "HEAP",
            "program_year": today.year,
            "intake_date": (today - timedelta(days=5)).isoformat(),
            "place_of_service": {"number": "7", "street": "THIS", "zip": "93933"},
            "account_number": account,
            "history": {"status": "ELIGIBLE"},
        }
        made = loader.post(f"/customers/{new_customer()['number']}/applications", json=body).json()
        answer = http.post(f"/applications/{made['id']}/transfer", json={}, headers={"If-Match": "1"})
        answer.raise_for_status()
        return answer.json()

    yield send
    stack.stop(CORE_SIMULATOR)


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
