"""What `test` runs, and how its parts share the machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from homefire_cli import checks


@pytest.mark.parametrize(("processors", "workers"), [(1, "1"), (2, "2"), (64, "4")])
def test_tests_have_a_worker_for_each_processor_and_keep_their_order(monkeypatch, processors, workers):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    asked = checks._side_by_side()
    assert asked[:2] == ["-n", workers]
    assert asked[2:] == ["--dist", "loadfile", "--no-loadscope-reorder"]


def test_every_stack_of_the_tests_is_stopped(monkeypatch, tmp_path: Path):
    stopped = []
    monkeypatch.setattr(checks, "TEST_STATE_FOLDER", tmp_path)
    monkeypatch.setattr(checks.Stack, "down", lambda self: stopped.append(self.state_folder.name))
    for name in ("gw1", "gw0", "alone"):
        (tmp_path / name).mkdir()
    checks._stop_stacks()
    assert stopped == ["alone", "gw0", "gw1"]


def test_checks_that_fail_are_named_in_their_order_with_what_they_said(capsys):
    ways = {"one": "raise SystemExit('the reason')", "two": "", "three": "raise SystemExit(1)"}
    assert checks._failing([(title, [sys.executable, "-c", code]) for title, code in ways.items()]) == [
        "one",
        "three",
    ]
    assert "the reason" in capsys.readouterr().out
