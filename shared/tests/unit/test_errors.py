"""Problems: every kind survives the wire, whatever it quotes."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from homefire import errors
from homefire.errors import FieldProblem, Invalid, Problem
from homefire.outcome import Failure


def kinds(parent: type[Problem] = Problem) -> list[type[Problem]]:
    """Every class of the tree in `homefire.errors`, and none that a test or a service has added."""
    found = [parent] if parent.__module__ == errors.__name__ else []
    return found + [kind for child in parent.__subclasses__() for kind in kinds(child)]


class SsnLooksWrong(Invalid):
    """A business fact of a service, whose class no caller has."""

    code = "ssn_looks_wrong"
    sentence = "Check the number."


any_text = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_survives_the_wire(kind: type[Problem]) -> None:
    sent = kind(
        "Do this instead.",
        code="narrower",
        fields=[FieldProblem("mailing_address.zip", "unknown_zip", "Correct it.")],
        current_version=4,
    )
    got = Problem.from_json(sent.to_json())
    assert type(got) is kind
    assert (got.code, got.detail, got.fields, got.extra) == (sent.code, sent.detail, sent.fields, sent.extra)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_has_a_sentence_of_its_own(kind: type[Problem]) -> None:
    assert kind("").detail == kind.sentence
    assert kind.sentence.endswith(".")
    assert [other for other in kinds() if other.kind == kind.kind] == [kind]
    assert [other for other in kinds() if other.sentence == kind.sentence] == [kind]


def test_problem_of_a_service_arrives_as_the_kind_it_is() -> None:
    got = Problem.from_json(SsnLooksWrong().to_json())
    assert type(got) is Invalid
    assert (got.code, got.detail) == ("ssn_looks_wrong", "Check the number.")


@pytest.mark.parametrize("kind", [*kinds(), SsnLooksWrong], ids=lambda kind: kind.__name__)
def test_rpc_reply_names_only_classes_that_every_caller_has(kind: type[Problem]) -> None:
    reply = json.loads(Failure(kind(fields=[FieldProblem("a", "b", "c")])).to_rpc())
    module, _, name = reply["error"]["exc_path"].rpartition(".")
    assert module == "homefire.errors"
    assert name == reply["error"]["exc_type"]
    assert issubclass(kind, getattr(errors, name))
    assert reply["result"] is None


def test_rpc_reply_carries_the_whole_problem_in_one_argument() -> None:
    sent = SsnLooksWrong(fields=[FieldProblem("ssn", "ssn_area", "Check it.")])
    error = json.loads(Failure(sent).to_rpc())["error"]
    assert Problem.from_json(error["exc_args"][0]).fields == sent.fields
    assert error["exc_args"] == [error["value"]]  # A stock nameko client is shown `value` alone.


@given(any_text, any_text)
@example("\ud800", "\udfff and more")
def test_problem_can_be_sent_whatever_it_quotes(field: str, detail: str) -> None:
    """Lone surrogates included: UTF-8 cannot carry them, and a reply that cannot be sent ends a service."""
    problem = Invalid(detail, fields=[FieldProblem(field, "unknown_field", detail)])
    reply = json.loads(Failure(problem).to_rpc())
    got = Problem.from_json(reply["error"]["exc_args"][0])
    assert got.detail == problem.detail
    assert got.fields == problem.fields
    (got.detail + got.fields[0].field).encode()


@given(st.text(min_size=1))
def test_problem_quotes_ordinary_text_as_it_is(text: str) -> None:
    assert Invalid(text).detail == text
