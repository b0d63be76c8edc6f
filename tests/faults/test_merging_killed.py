"""kill -9 of a service while it moves a merged customer's rows: in the end every row has moved, once (R252)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from homefire.testing.suite import eventually, once_owners_answer

OWNERS = ("applications", "weatherization", "appointments", "messaging", "documents")
CONTACT = {"contact_type": "INCOMING", "contact_action": "STATUS_INQUIRY", "call_code": "NO_ACTION"}
REASON = {"reason": "the same person, entered twice"}


def numbers_of(suite, kept, gone):
    """Under which number the contacts of both customers stand, oldest first."""
    query = sa.text(
        "select customer_number from contact_entry where customer_number in (:kept, :gone) order by id"
    )
    with suite.database("messaging").connect() as connection:
        return list(connection.scalars(query, {"kept": kept, "gone": gone}))


def state_of(http, number):
    """How far the last merge of a number has come."""
    answer = http.get(f"/customers/{number}/merges")
    answer.raise_for_status()
    return answer.json()["items"][0]["state"]


@pytest.mark.req("R252", "R254")
@pytest.mark.parametrize("point", ["belonging.after_move", "inbox.after_commit"])
def test_service_killed_while_it_moves_rows_has_moved_each_once_in_the_end(suite, stack, new_customer, point):
    suite.running("customers", *OWNERS)
    kept, gone = (new_customer()["number"] for _ in range(2))
    contacts = suite.client("messaging")
    for number in (kept, gone, gone):
        contacts.post(f"/customers/{number}/contact-entries", json=CONTACT).raise_for_status()
    before = numbers_of(suite, kept, gone)
    http = suite.client("customers", role="supervisor")

    def killed_during(path, body, **headers):
        # What came before is handled by then: the point is the move's.
        eventually(lambda: suite_has_heard(suite, kept, gone))
        stack.stop("messaging")
        suite.running("messaging")
        stack.stop("messaging")
        stack.start("messaging", HOMEFIRE_FAULT_POINT=point)
        stack.wait_ready("messaging")
        once_owners_answer(lambda: http.post(path, json=body, headers=headers)).raise_for_status()
        eventually(lambda: not stack.running("messaging"), within=60)
        suite.running("messaging")
        eventually(lambda: state_of(http, gone) != "waiting", within=60)
        assert state_of(http, gone) == "complete"

    merge = {"survivor": kept, "survivor_version": 1, **REASON}
    killed_during(f"/customers/{gone}/merge", merge, **{"If-Match": "1"})
    assert numbers_of(suite, kept, gone) == [kept] * 3
    killed_during(f"/customers/{gone}/unmerge", REASON)
    assert numbers_of(suite, kept, gone) == before == [kept, gone, gone]


def suite_has_heard(suite, *numbers):
    """Whether the service knows of these customers from events."""
    query = sa.text("select count(*) from projection where source = 'customers' and key = any(:keys)")
    with suite.database("messaging").connect() as connection:
        return connection.scalar(query, {"keys": list(map(str, numbers))}) == len(numbers)
