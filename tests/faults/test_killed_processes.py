"""kill -9 of any part: what was acknowledged is there once, and every change is one note."""

from __future__ import annotations

import threading
import time

import pytest

from homefire.testing.suite import eventually


def phones(notes):
    """The new home phones that notes tell of, as bare digits."""
    texts = [note["text"] for note in notes if note["text"].startswith("HOME PHONE changed")]
    return ["".join(filter(str.isdigit, text.rpartition(" to ")[2])) for text in texts]


def every_change_is_one_note(writer, notes_of, settled):
    """The checker: the journal of acknowledged changes against the log, in order, none twice."""
    settled("customers")
    eventually(lambda: len(phones(notes_of(writer.number))) >= len(writer.journal), within=60)
    assert phones(notes_of(writer.number)) == writer.journal


@pytest.mark.req("R200", "R204", "R254")
def test_audit_killed_and_200_changes_made_gives_200_notes_in_order(suite, stack, writer, notes_of, settled):
    one = writer()
    one.change("8315510000")
    every_change_is_one_note(one, notes_of, settled)
    stack.kill("audit")
    for number in range(200):
        one.change(f"83155{20000 + number}")
    suite.running("audit")
    every_change_is_one_note(one, notes_of, settled)
    assert len(one.journal) == 201


@pytest.mark.req("R254")
def test_broker_killed_under_writes_loses_nothing_and_repeats_nothing(
    suite, stack, writer, notes_of, settled
):
    one = writer()
    one.thread.start()
    eventually(lambda: len(one.journal) > 20)
    for _ in range(2):
        stack.kill("rabbitmq")
        reached = len(one.journal)
        eventually(lambda reached=reached: len(one.journal) > reached + 20, within=60)
        stack.start("rabbitmq")
        stack.wait_ready("rabbitmq")
    stack.wait_ready("customers", "audit")
    one.stop()
    every_change_is_one_note(one, notes_of, settled)


@pytest.mark.req("R254")
@pytest.mark.parametrize(
    "point",
    ["edge.after_commit:5", "relay.before_publish:3", "relay.after_publish:3", "relay.after_confirm:3"],
)
def test_service_killed_at_a_point_loses_nothing_and_repeats_nothing(
    suite, stack, writer, notes_of, settled, point
):
    one = writer()
    stack.stop("customers")
    stack.start("customers", HOMEFIRE_FAULT_POINT=point)
    one.thread.start()
    eventually(lambda: not stack.running("customers"), within=60)
    suite.running("customers")
    reached = len(one.journal)
    eventually(lambda: len(one.journal) > reached + 5, within=60)
    one.stop()
    every_change_is_one_note(one, notes_of, settled)


@pytest.mark.req("R254")
@pytest.mark.parametrize("point", ["audit.before_commit:2", "audit.after_commit:2"])
def test_audit_killed_at_a_point_notes_each_change_once(suite, stack, writer, notes_of, settled, point):
    one = writer()
    stack.stop("audit")
    stack.start("audit", HOMEFIRE_FAULT_POINT=point)
    stack.wait_ready("audit")
    one.thread.start()
    eventually(lambda: not stack.running("audit"), within=60)
    suite.running("audit")
    one.stop()
    every_change_is_one_note(one, notes_of, settled)


@pytest.mark.req("R254")
def test_postgres_killed_under_writes_loses_nothing_and_repeats_nothing(
    suite, stack, writer, notes_of, settled
):
    one = writer()
    one.thread.start()
    eventually(lambda: len(one.journal) > 20)
    stack.kill("postgres")
    stack.start("postgres")
    stack.wait_ready("postgres", "customers", "audit")
    reached = len(one.journal)
    eventually(lambda: len(one.journal) > reached + 20, within=60)
    one.stop()
    every_change_is_one_note(one, notes_of, settled)


@pytest.mark.req("R254")
def test_call_whose_service_is_killed_after_its_commit_has_one_effect(suite, stack, rpc):
    suite.running("customers")
    stack.stop("customers")
    stack.start("customers", HOMEFIRE_FAULT_POINT="edge.after_commit")
    stack.wait_ready("customers")
    body = {"first_name": "ONCE", "last_name": "ONLY", "preferred_method": "mail"}
    answers = []

    def call() -> None:
        answers.append(suite.call_without_starting("customers", "create_customer", body, timeout=60))

    caller = threading.Thread(target=call)
    caller.start()
    eventually(lambda: not stack.running("customers"), within=30)
    time.sleep(0.2)
    suite.running("customers")
    caller.join(60)
    found = rpc("customers", "search_customers", name="ONCE ONLY")["items"]
    assert [row["number"] for row in found] == [answers[0]["number"]]
