"""Input: strict, one form of error, marks on fields."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields, validate

from homefire.errors import FieldProblem, Invalid
from homefire.outcome import to_json
from homefire.rules import RuleBroken
from homefire.schemas import (
    Day,
    HistoryFields,
    Moment,
    Ruled,
    Schema,
    Text,
    history_field,
    in_field,
    load,
    marked,
    present,
    without,
)


def even(text: str) -> str:
    """A rule with a code and a remedy."""
    if int(text) % 2:
        raise RuleBroken("odd", "Enter an even number.")
    return text


class Member(Schema):
    """One of several."""

    ssn = fields.String(metadata={"protected": True})
    name = Text(most=5, least=1, required=True)
    number = Ruled(even)


class Household(Schema):
    """Something with members."""

    head = fields.Nested(Member)
    members = fields.List(fields.Nested(Member))
    note = Text(most=20, lines=True, data_key="remark")
    history = history_field()


def problems(values: Any) -> dict[str, str]:
    """Field to code of everything that is wrong with an input."""
    with pytest.raises(Invalid) as refused:
        load(Household(), values)
    return {problem.field: problem.code for problem in refused.value.fields}


def test_every_wrong_field_is_named_by_its_path() -> None:
    values = {
        "head": {"name": "", "number": "3"},
        "members": [{"name": "ADA"}, {"name": "TOO LONG", "ssn": 5}],
        "remark": None,
    }
    assert problems(values) == {
        "head.name": "required",
        "head.number": "odd",
        "members.1.name": "too_long",
        "members.1.ssn": "invalid",
        "remark": "required",
    }


def test_fields_that_nobody_declared_are_refused_at_every_depth() -> None:
    assert problems({"colour": 1, "head": {"name": "ADA", "colour": 1}}) == {
        "colour": "unknown_field",
        "head.colour": "unknown_field",
    }


def test_missing_field_is_named() -> None:
    assert problems({"head": {}}) == {"head.name": "required"}


def test_problem_says_what_to_do() -> None:
    with pytest.raises(Invalid) as refused:
        load(Household(), {"head": {"name": "ADA", "number": "3"}})
    assert refused.value.fields == (FieldProblem("head.number", "odd", "Enter an even number."),)
    assert "head.number" in refused.value.detail


class Numbers(Schema):
    """Fields whose form the library checks."""

    weeks = fields.Integer(strict=True, validate=validate.Range(1, 52))
    units = fields.Integer(validate=validate.Range(min=1))
    share = fields.Decimal(validate=validate.Range(max=1, max_inclusive=False))
    own = fields.Boolean()
    day = fields.Date()
    at = fields.AwareDateTime()
    key = fields.UUID()
    kind = fields.String(validate=validate.OneOf(["GAS", "WOOD"]))
    codes = fields.List(fields.String(), validate=validate.Length(1, 2))
    head = fields.Nested(Member)
    beside = fields.Dict()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"weeks": "two"}, "Enter a whole number in digits, such as 12."),
        ({"weeks": 53}, "Enter a number from 1 to 52."),
        ({"units": 0}, "Enter a number that is 1 or more."),
        ({"share": "1"}, "Enter a number below 1."),
        ({"share": "NaN"}, "Enter a number in digits, such as 12."),
        ({"own": "perhaps"}, "Choose yes or no."),
        ({"day": "soon"}, "Enter a date, such as 2026-12-31."),
        ({"at": "soon"}, "Enter a date and time with its zone, such as 2026-12-31T14:05:00Z."),
        ({"key": "1"}, "Enter the id as it was given, a UUID."),
        ({"kind": 5}, "Enter text."),
        ({"kind": "COAL"}, "Choose one of: GAS, WOOD."),
        ({"codes": []}, "Give at least 1 and at most 2."),
        ({"codes": "GAS"}, "Give a list."),
        ({"head": 5}, "Give an object with the documented fields."),
        ({"beside": 5}, "Give an object with the documented fields."),
    ],
)
def test_what_the_library_refuses_is_said_in_a_sentence_of_ours(
    values: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        load(Numbers(), values)
    assert [problem.detail for problem in refused.value.fields] == [sentence]


@pytest.mark.parametrize("values", [None, [], "text", 5, True, [{"name": "ADA"}]])
def test_input_that_is_no_object_is_refused(values: Any) -> None:
    with pytest.raises(Invalid) as refused:
        load(Household(), values)
    assert refused.value.code == "not_an_object"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["head", "members", "remark", "history", "x"]), json_values))
def test_any_json_is_loaded_or_refused(values: dict[str, Any]) -> None:
    try:
        load(Household(), values)
    except Invalid as refused:
        assert refused.fields or refused.code == "not_an_object"


@pytest.mark.req("R249")
def test_refused_text_is_not_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        load(Household(), {"head": {"name": "765-43-2108 is mine", "ssn": ["765432108"]}})
    assert "765" not in refused.value.to_json()


def test_marks_are_found_at_every_depth_with_the_names_that_travel() -> None:
    assert set(marked(Household(), "protected")) == {"head.ssn", "members.ssn"}
    assert marked(Household(), "scope") == {"history": "history:write"}


def test_presence_is_seen_through_lists_and_null_is_absence() -> None:
    values = {"members": [{"ssn": None}, {"ssn": "765432108"}], "head": {"ssn": None}, "remark": ""}
    assert present(values, "members.ssn")
    assert present(values, "remark")
    assert not present(values, "head.ssn")
    assert not present(values, "head.ssn.more")
    assert not present({"members": "text"}, "members.ssn")
    assert present({"history": {}}, "history")


def test_values_are_left_out_at_every_depth() -> None:
    members = [{"ssn": "2", "name": "B"}, {"name": "C"}]
    values = {"head": {"ssn": "1", "name": "A"}, "members": members, "ssn": "3"}
    assert without(values, ("head.ssn", "members.ssn")) == {
        "head": {"name": "A"},
        "members": [{"name": "B"}, {"name": "C"}],
        "ssn": "3",
    }
    assert members[0]["ssn"] == "2"  # What was given is left alone.


@given(json_values, st.sampled_from(["a", "a.b", "a.b.c"]))
def test_what_was_left_out_is_not_present(values: Any, path: str) -> None:
    assert not present(without(values, (path,)), path)


def test_rule_over_several_values_names_its_field() -> None:
    with pytest.raises(Invalid) as refused:
        in_field("date_of_birth", lambda: even("3"))
    assert refused.value.fields == (FieldProblem("date_of_birth", "odd", "Enter an even number."),)
    assert in_field("date_of_birth", lambda: even("4")) == "4"


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2018-01-02T03:04:05", "yesterday", 5],
)
def test_moment_that_cannot_be_told_in_every_zone_is_refused(moment: Any) -> None:
    with pytest.raises(Invalid) as refused:
        load(HistoryFields(), {"entered_at": moment})
    assert [problem.field for problem in refused.value.fields] == ["entered_at"]


class Told(Schema):
    """An answer with a date and a time."""

    day = Day(allow_none=True)
    at = Moment(allow_none=True)


@given(st.datetimes(timezones=st.just(UTC)))
def test_time_in_the_answer_to_a_write_is_the_text_that_a_read_gives(moment: datetime) -> None:
    assert Told().dump({"at": moment}) == orjson.loads(to_json({"at": moment}))


def test_time_of_another_zone_is_told_in_utc_without_an_empty_fraction() -> None:
    pacific = timezone(timedelta(hours=-8))
    assert Told().dump({"at": datetime(2019, 3, 7, 9, tzinfo=pacific)}) == {"at": "2019-03-07T17:00:00Z"}
    late = datetime(2019, 3, 7, 9, 0, 0, 50, tzinfo=pacific)
    assert Told().dump({"at": late}) == {"at": "2019-03-07T17:00:00.000050Z"}


def test_dates_and_times_that_the_database_wrote_stay_as_they_are() -> None:
    written = {"day": "2019-03-07", "at": "2019-03-07T17:00:00Z"}
    assert Told().dump(written) == written
    assert Told().dump({"day": None, "at": None}) == {"day": None, "at": None}
    assert Told().dump({"day": date(2019, 3, 7)}) == {"day": "2019-03-07"}


class _Imported(HistoryFields):
    """What an import may give besides who and when."""

    reason = Text(most=80)


class _Remark(Schema):
    """What an import may bring."""

    words = Text(most=80, data_key="text")
    employee_id = Text(most=80)
    history = history_field(_Imported)


@pytest.mark.req("R249")
@pytest.mark.parametrize("number", ["321-54-9876", "321549876", "321 54 9876", "\uff13\uff12\uff11-54-9876"])
def test_an_import_brings_no_text_with_a_number_that_reads_as_an_ssn(number: str) -> None:
    said = {"text": f"his number is {number}.", "history": {"reason": f"see {number}"}}
    with pytest.raises(Invalid) as refused:
        load(_Remark(), said)
    assert [(entry.field, entry.code) for entry in refused.value.fields] == [
        ("text", "personal_number"),
        ("history.reason", "personal_number"),
    ]
    assert number not in str(to_json([entry.detail for entry in refused.value.fields]))


@pytest.mark.req("R249")
def test_what_is_typed_here_and_what_is_no_text_is_not_looked_at() -> None:
    assert load(_Remark(), {"text": "account 321549876"})["words"] == "account 321549876"
    told = {"text": "ZIP 95076-1234, call 831-555-0100", "employee_id": "a321549876b", "history": {}}
    assert load(_Remark(), told)["employee_id"] == "a321549876b"
