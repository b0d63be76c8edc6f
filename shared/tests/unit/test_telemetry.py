"""Logs name what went wrong and never what it was about."""

from __future__ import annotations

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.outcome import as_problem
from homefire.telemetry import _JsonLines, describe

SECRET = "765-43-2108"


def failure(text: str) -> BaseException:
    """An exception as a fault of ours would raise it, whose cause, note and text tell too much."""
    try:
        try:
            raise KeyError(text)
        except KeyError as inner:
            raise RuntimeError(f"while storing {text}") from inner
    except RuntimeError as error:
        error.add_note(f"the value was {text}")
        return error


@pytest.mark.req("R249")
@given(st.text("0123456789", min_size=9, max_size=9))
def test_description_of_an_exception_has_no_text_of_it(digits: str) -> None:
    assert digits not in describe(failure(digits))


def test_description_names_type_place_and_cause() -> None:
    described = describe(failure(SECRET))
    assert described.startswith("builtins.RuntimeError at ")
    assert "failure:" in described
    assert " from builtins.KeyError" in described
    assert describe(None) == ""
    assert describe(ValueError(SECRET)) == "builtins.ValueError"


@pytest.mark.req("R249")
def test_line_of_a_library_names_its_exception_without_its_text() -> None:
    error = failure(SECRET)
    exc_info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("lib", logging.ERROR, __file__, 1, "could not store %s", (SECRET,), exc_info)
    line = _JsonLines().format(record)
    assert SECRET not in line
    assert json.loads(line)["exception"].startswith("builtins.RuntimeError")


@pytest.mark.req("R249")
def test_fault_of_ours_is_told_without_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    problem = as_problem(failure(SECRET))
    assert (problem.kind, problem.code) == ("unexpected", "unexpected")
    assert SECRET not in problem.to_json()
    printed = capsys.readouterr()
    assert SECRET not in printed.out + printed.err
