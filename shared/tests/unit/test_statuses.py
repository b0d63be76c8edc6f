"""What problems mean in HTTP."""

from __future__ import annotations

import pytest

from homefire import errors
from homefire.errors import Conflict, FieldProblem, Invalid, Problem
from homefire.statuses import STATUS, problem_document, status_of

KINDS = [
    member
    for member in vars(errors).values()
    if isinstance(member, type) and issubclass(member, Problem) and member is not Problem
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_status_of_its_own(kind: type[Problem]) -> None:
    assert kind in STATUS
    assert 400 <= status_of(kind()) < 600


def test_problem_of_a_service_has_the_status_of_its_kind() -> None:
    class DuplicateSsn(Conflict):
        """A business fact."""

    assert status_of(DuplicateSsn()) == 409


def test_unknown_problem_is_a_fault_of_ours() -> None:
    assert status_of(Problem()) == 500


def test_document_has_the_members_of_rfc_9457_and_names_fields() -> None:
    problem = Invalid(
        "Correct it.", code="unknown_zip", fields=[FieldProblem("zip", "unknown_zip", "Check it.")]
    )
    assert problem_document(problem, "abc") == {
        "type": "urn:homefire:problem:unknown_zip",
        "title": Invalid.sentence,
        "status": 422,
        "detail": "Correct it.",
        "instance": "urn:homefire:request:abc",
        "code": "unknown_zip",
        "fields": [{"field": "zip", "code": "unknown_zip", "detail": "Check it."}],
    }


def test_document_without_fields_has_no_such_member() -> None:
    assert "fields" not in problem_document(Conflict(), "abc")


def test_extras_never_replace_a_member_of_the_document() -> None:
    document = problem_document(Conflict(existing_number=110385, status=200, type="about:blank"), "abc")
    assert document["existing_number"] == 110385
    assert document["status"] == 409
    assert document["type"] == "urn:homefire:problem:conflict"
