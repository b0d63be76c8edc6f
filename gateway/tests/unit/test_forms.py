"""What every form of the pages carries, and how it comes back when it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

import gateway
from gateway.forms import FieldForm, Form
from homefire.errors import AcknowledgementRequired, FieldProblem, Invalid, Problem, StaleVersion, TimedOut

SENT = {"key": "k-1", "version": "3", "lock_token": "7", "acknowledgement": " my  manager\nagreed "}
PAGES = Path(gateway.__file__).parent / "pages"


@dataclass(frozen=True, slots=True)
class Named(Form):
    """A form with a field of its own."""

    name: str


def sent(**fields: str) -> Named:
    """The form as a request sent it."""
    with Flask("forms").test_request_context(method="POST", data=fields):
        return Named("JANE").sent()


@pytest.mark.req("R26", "R152", "R254")
def test_a_sent_form_has_what_the_page_made_it_with():
    form = sent(**SENT)
    assert (form.name, form.key, form.version, form.token) == ("JANE", "k-1", 3, 7)
    assert form.acknowledgement == "my manager agreed"
    bare = sent(version="x", lock_token="-1")
    assert (bare.version, bare.token, bare.acknowledgement) == (0, None, "") and len(bare.key) == 36


@pytest.mark.req("R152", "R254")
@pytest.mark.parametrize("problem", [TimedOut(), StaleVersion(), Invalid(fields=[])])
def test_only_a_form_whose_answer_did_not_come_keeps_key_and_version(problem: Problem):
    again = sent(**SENT).refused(problem).at_version(9)
    kept = isinstance(problem, TimedOut)
    assert (again.key == "k-1", again.version) == (kept, 3 if kept else 9)
    assert again.problem is problem and again.acknowledgement == "my manager agreed"


@pytest.mark.req("R26")
def test_a_reason_is_asked_for_and_its_want_told_where_somebody_was_asked():
    problem = AcknowledgementRequired()
    form = sent(key="k-1")
    assert (form.refused(problem).problem, form.refused(problem).asks_acknowledgement) == (None, True)
    assert form.refused(problem, inline=True).problem is problem
    assert sent(**SENT).refused(problem).problem is problem
    assert sent(**SENT).refused(Invalid(fields=[])).asks_acknowledgement
    assert form.refused(Invalid(code="acknowledgement_invalid")).asks_acknowledgement


@pytest.mark.req("R7")
def test_values_stay_as_typed_with_what_is_wrong_by_field():
    wrong = [FieldProblem("zip", "not_a_zip", "Enter five digits."), FieldProblem("zip", "other", "Later.")]
    shown = FieldForm(values={"zip": "<9>"}).carrying(sent(**SENT).refused(Invalid(fields=wrong)))
    assert shown.values == {"zip": "<9>"} and shown.errors == {"zip": "Enter five digits."}
    assert (shown.acknowledgement, shown.token) == ("my manager agreed", 7)


@pytest.mark.req("R152", "R254")
def test_no_page_sends_version_and_key_on_its_own():
    """Every form goes through `gateway.forms`, which leaves neither out."""
    names = re.compile(r"\bif_match\b|\bidempotency_key\b")
    assert not {path.name for path in PAGES.rglob("*.py") if names.search(path.read_text("utf-8"))}
