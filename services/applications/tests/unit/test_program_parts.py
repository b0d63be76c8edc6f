"""The rows of a program's parts: read and checked by the columns that the part declares (R243)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import part_rows, program, status
from applications.domain.part_rows import check, complete
from applications.domain.parts import PARTS
from applications.domain.parts.transitions import TRANSITIONS, moves_of
from applications.domain.program_part import Column, ColumnKind, Part
from applications.domain.status import Status
from homefire.rules import RuleBroken

pytestmark = pytest.mark.req("R243")
COLUMNS = (
    Column("code", "Code", ColumnKind.CODE, required=True),
    Column("label", "Label", required=True, most=10),
    Column("help", "Help", ColumnKind.LONG_TEXT, most=30),
    Column("wanted", "Wanted", ColumnKind.FLAG),
    Column("days", "Days", ColumnKind.NUMBER, most=365),
    Column("limit", "Limit", ColumnKind.MONEY),
    Column("ends", "Ends", ColumnKind.DAY),
    Column("tone", "Tone", ColumnKind.CHOICE, choices=("RED", "GREEN")),
    Column("kinds", "Kinds", ColumnKind.CHOICES, choices=("A", "B")),
    Column("codes", "Codes", ColumnKind.CHOICES),
)
EVERY = Part("every", "Every kind", "", COLUMNS, (), key=("code",))
GOOD = {"code": "ONE", "label": "one"}


def problems_of(row, part=EVERY):
    _, problems = check(part, [GOOD | row])
    return {(problem.column, problem.code) for problem in problems}


def money():
    return st.decimals(0, part_rows.LARGEST_MONEY, places=2).map(str)


ROWS = st.fixed_dictionaries(
    {"code": st.from_regex(r"[A-Z0-9][A-Z0-9_]{0,20}", fullmatch=True), "label": st.just("label")},
    optional={
        "wanted": st.booleans(),
        "days": st.none() | st.integers(0, 365),
        "limit": st.none() | money(),
        "ends": st.none() | st.dates(min_value=date(1900, 1, 1)).map(str),
        "tone": st.sampled_from(["", "RED", "GREEN"]),
        "kinds": st.lists(st.sampled_from(["A", "B"]), unique=True),
        "codes": st.lists(st.from_regex(r"[A-Z]{1,3}", fullmatch=True), unique=True, max_size=5),
    },
)


@given(st.lists(ROWS, max_size=5, unique_by=lambda row: row["code"]))
def test_rows_that_are_right_are_kept_whole_and_stay_what_they_are(rows):
    stored, problems = check(EVERY, rows)
    assert problems == []
    assert [set(row) for row in stored] == [{column.name for column in COLUMNS}] * len(rows)
    for given_row, row in zip(rows, stored, strict=True):
        for name, value in given_row.items():
            same = Decimal(row[name]) == Decimal(value) if name == "limit" and value else row[name] == value
            assert same
    assert check(EVERY, stored) == (stored, [])


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([column.name for column in COLUMNS]) | st.text(max_size=3),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=12)
            | st.lists(st.text(max_size=3), max_size=3),
        ),
        max_size=4,
    )
    | st.none()
    | st.text()
)
def test_whatever_is_sent_is_answered_by_rows_or_by_what_to_do(rows):
    stored, problems = check(EVERY, rows)
    if problems:
        assert all(problem.code and problem.detail.endswith(".") for problem in problems)
        assert all(problem.row is None or 0 <= problem.row < len(rows) for problem in problems)
    else:
        assert check(EVERY, stored) == (stored, [])


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ({"code": ""}, "code", "required"),
        ({"code": "lower"}, "code", "not_a_code"),
        ({"code": "X" * 41}, "code", "not_a_code"),
        ({"label": " "}, "label", "required"),
        ({"label": "x" * 11}, "label", "too_long"),
        ({"label": "a\nb"}, "label", "control_character"),
        ({"wanted": "yes"}, "wanted", "not_a_flag"),
        ({"days": 366}, "days", "too_large"),
        ({"days": -1}, "days", "not_a_number"),
        ({"days": True}, "days", "not_a_number"),
        ({"days": "7"}, "days", "not_a_number"),
        ({"limit": "12.345"}, "limit", "not_money"),
        ({"limit": 12.5}, "limit", "not_text"),
        ({"ends": "2/30/2026"}, "ends", "not_a_date"),
        ({"tone": "BLUE"}, "tone", "not_a_choice"),
        ({"kinds": ["A", "C"]}, "kinds", "not_a_choice"),
        ({"kinds": "A"}, "kinds", "not_codes"),
        ({"codes": ["a b"]}, "codes", "not_a_code"),
        ({"other": 1}, "other", "unknown_field"),
    ],
)
def test_what_is_wrong_is_said_of_its_column(row, column, code):
    assert problems_of(row) == {(column, code)}


def test_lines_days_and_money_are_stored_in_one_form():
    row = {"help": "one\r\ntwo", "ends": "2/3/2026", "limit": "$1,234.5", "codes": ["A", "A"]}
    [stored], problems = check(EVERY, [GOOD | row])
    assert problems == []
    assert [stored[name] for name in row] == ["one\ntwo", "2026-02-03", "1234.50", ["A"]]


def test_no_two_rows_have_one_key_and_the_second_is_named():
    _, [problem] = check(EVERY, [GOOD, GOOD | {"code": "TWO"}, GOOD])
    assert (problem.row, problem.column, problem.code) == (2, "code", "repeated")
    assert "Row 1" in problem.detail


def test_settings_are_one_row_and_a_column_of_later_is_as_shipped():
    part = Part("one", "One", "", (Column("days", "", ColumnKind.NUMBER), COLUMNS[3]), ({"days": 30},))
    assert check(part, [])[1][0].code == check(part, [{}, {}])[1][0].code == "one_row"
    assert check(part, [{"days": 14}]) == ([{"days": 14, "wanted": False}], [])
    assert complete(part, {"wanted": True}) == {"days": 30, "wanted": True}


def test_too_many_rows_are_refused_before_they_are_read():
    assert check(EVERY, [{}] * 201)[1][0].code == "too_many_rows"


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_ships_breaks_no_rule_of_its_own_part(part):
    shipped = [complete(part, row) for row in part.shipped]
    assert check(part, shipped) == (shipped, [])


MACHINE = sorted(status.machine_moves())


@pytest.mark.req("R80")
@given(
    st.dictionaries(st.sampled_from(MACHINE), st.booleans()), st.sampled_from(Status), st.sampled_from(Status)
)
def test_a_program_is_never_laxer_than_the_machine(moves, old, new):
    allowed = new in status.next_statuses(old, moves)
    assert allowed == ((old, new) in moves)
    try:
        status.check_move(old, new, moves)
    except RuleBroken as broken:
        assert not allowed and broken.code == "illegal_move"
        return
    assert allowed
    demanded = moves[old, new] or status.machine_moves()[old, new]
    try:
        status.check_reason(old, new, "", moves)
    except RuleBroken as broken:
        assert demanded and broken.code == "reason_required"
    else:
        assert not demanded


@pytest.mark.req("R80")
def test_transitions_ship_the_machine_and_refuse_what_it_does_not_have():
    assert moves_of(TRANSITIONS.shipped) == status.machine_moves()
    _, [problem] = check(TRANSITIONS, [{"old": "PENDING", "new": "BENEFITTED", "reason": False}])
    assert (problem.row, problem.column, problem.code) == (0, "new", "illegal_move")
    _, [problem] = check(TRANSITIONS, [{"old": "PENDING", "new": "DENIED", "reason": False}])
    assert (problem.column, problem.code) == ("reason", "reason_required")


@given(st.lists(st.sampled_from(program.UNIQUE_BY), min_size=1))
@pytest.mark.req("R90")
def test_unique_by_is_each_once_in_one_order(chosen):
    ordered = program.order_unique_by(chosen)
    assert set(ordered) == set(chosen) and ordered == program.order_unique_by(reversed(chosen))


@pytest.mark.req("R90")
@pytest.mark.parametrize("chosen", [[], ["customer", "name"]])
def test_unique_by_refuses_what_applications_do_not_have(chosen):
    with pytest.raises(RuleBroken):
        program.order_unique_by(chosen)
