"""The requirements register: each requirement with the tests that hold it.

docs/requirements.toml states the requirements, R1 and up; a test says which of them it holds with
``@pytest.mark.req("R42")``. Test files are parsed and never imported, so the register can be read on a
machine where no service is installed.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

REGISTER = "docs/requirements.toml"
TEST_FOLDERS = ("services/*/tests", "gateway/tests", "shared/tests", "deploy/cli/tests", "tests")

SERVICES = ("customers", "applications", "weatherization", "appointments", "messaging", "documents", "audit")
OWNERS = frozenset({*SERVICES, "gateway", "all"})
SOURCES = frozenset({"record manual", "maintenance guide", "derived"})

_REQUIRED = frozenset({"title", "owner", "source"})
_OPTIONAL = frozenset({"partly"})
_NUMBER = re.compile(r"R[1-9][0-9]*")


class RegisterError(Exception):
    """The register or the marks that point to it contradict themselves; `faults` lists every place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class State(StrEnum):
    """How far the tests hold a requirement."""

    HELD = "held"
    PARTLY = "partly"
    OPEN = "open"


_STYLES = {State.HELD: "green", State.PARTLY: "yellow", State.OPEN: "red"}


@dataclass(frozen=True)
class Requirement:
    """One rule, who owns it, and the pytest node ids of the tests that hold it."""

    number: str
    title: str
    owner: str
    source: str
    partly: str | None = None
    tests: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        if not self.tests:
            return State.OPEN
        return State.PARTLY if self.partly else State.HELD


@dataclass(frozen=True)
class Mark:
    """One requirement named by one test; `place` is the file and line of the mark."""

    number: str
    test: str
    place: str


def collect(root: Path) -> list[Requirement]:
    """Read the register of the repository at `root` and find the tests of each requirement.

    Requirements come in order of number, their tests by path and then as they stand in the file.
    Raises RegisterError with all faults at once: entries that are incomplete, test files that do not
    parse, marks that name an unknown requirement, and marks that count for no test.
    """
    entries = _read_register(root)
    tests: dict[str, dict[str, None]] = {number: {} for number in entries}
    faults: list[str] = []
    for path in _test_files(root):
        marks, found = _read_marks(path, path.relative_to(root).as_posix())
        faults += found
        for mark in marks:
            if mark.number in tests:
                tests[mark.number][mark.test] = None
            else:
                faults.append(f"{mark.place}: {mark.number} is not in {REGISTER}.")
    if faults:
        # A mark on a class or module is met once for each of its tests, but is one fault.
        raise RegisterError(list(dict.fromkeys(faults)))
    return [Requirement(number, **entries[number], tests=tuple(tests[number])) for number in entries]


def show(as_json: bool, root: Path) -> int:
    """Print the register of the repository at `root`; returns the exit status, 1 when it has faults.

    With `as_json`, standard output gets one JSON document and nothing else: `{"totals": {...},
    "requirements": [...]}`, or `{"errors": [...]}`. Without it, faults go to standard error.
    """
    try:
        requirements = collect(root)
    except RegisterError as error:
        if as_json:
            print(json.dumps({"errors": error.faults}, indent=2))
        else:
            print(error, file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps(_document(requirements), indent=2))
    else:
        _print_table(requirements)
    return 0


def _read_register(root: Path) -> dict[str, dict[str, str]]:
    try:
        entries = tomllib.loads((root / REGISTER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RegisterError([f"{REGISTER} is missing in {root}."]) from None
    except tomllib.TOMLDecodeError as error:
        raise RegisterError([f"{REGISTER}: {error}."]) from error
    faults = [
        f"{REGISTER}: {number}: {fault}." for number in entries for fault in _faults(number, entries[number])
    ]
    if faults:
        raise RegisterError(faults)
    return {number: entries[number] for number in sorted(entries, key=lambda number: int(number[1:]))}


def _faults(number: str, entry: Any) -> Iterator[str]:
    if not _NUMBER.fullmatch(number):
        yield "a requirement is called R and a number"
    if not isinstance(entry, dict):
        yield "a requirement is a table"
        return
    for name in sorted(_REQUIRED - entry.keys()):
        yield f"{name} is missing"
    for name in sorted(entry.keys() - _REQUIRED - _OPTIONAL):
        yield f"{name} is not a field of a requirement"
    for name in sorted(entry.keys() & (_REQUIRED | _OPTIONAL)):
        if not isinstance(entry[name], str) or not entry[name].strip():
            yield f"{name} is not a text, or is empty"
            return
    for owner in entry.get("owner", "all").split(", "):
        if owner not in OWNERS:
            yield f"{owner!r} owns nothing here"
    if entry.get("source", "derived") not in SOURCES:
        yield f"{entry['source']!r} is not a source"


def _test_files(root: Path) -> list[Path]:
    return sorted({path for folder in TEST_FOLDERS for path in root.glob(f"{folder}/**/test_*.py")})


def _read_marks(path: Path, file: str) -> tuple[list[Mark], list[str]]:
    """The marks of one test file and its faults; `file` is how node ids and faults name it."""
    try:
        module = ast.parse(path.read_bytes(), filename=file)
    except (SyntaxError, ValueError) as error:
        return [], [f"{file}: cannot be parsed: {error}."]
    marks: list[Mark] = []
    faults: list[str] = []
    counted: set[ast.expr] = set()
    for test, calls in _tests(module.body, file, []):
        for call in calls:
            counted.add(call.func)
            place = f"{file}:{call.lineno}"
            numbers = _numbers(call)
            if not numbers:
                faults.append(f'{place}: a req mark takes numbers written out, such as req("R1", "R2").')
            marks += [Mark(number, test, place) for number in numbers]
    # A mark through a variable, on a fixture or without a call would otherwise have no effect unnoticed.
    faults += [
        f"{file}:{node.lineno}: a req mark counts only when called on a test, a test class or pytestmark."
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and _is_req(node) and node not in counted
    ]
    return marks, faults


def _tests(body: list[ast.stmt], node_id: str, outer: list[ast.Call]) -> Iterator[tuple[str, list[ast.Call]]]:
    """Each test that pytest finds in a module or class body, with all req marks that apply to it."""
    marks = outer + _req_calls(_pytestmarks(body))
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test"):
            yield f"{node_id}::{node.name}", marks + _req_calls(node.decorator_list)
        elif isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from _tests(node.body, f"{node_id}::{node.name}", marks + _req_calls(node.decorator_list))


def _pytestmarks(body: list[ast.stmt]) -> list[ast.expr]:
    return [
        node.value
        for node in body
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets)
    ]


def _req_calls(expressions: Sequence[ast.expr]) -> list[ast.Call]:
    """The req marks in decorators or in pytestmark, those inside lists and pytest.param included."""
    return [
        node
        for expression in expressions
        for node in ast.walk(expression)
        if isinstance(node, ast.Call) and _is_req(node.func)
    ]


def _is_req(node: ast.AST) -> bool:
    """Whether this is `pytest.mark.req` or `mark.req`."""
    if not isinstance(node, ast.Attribute) or node.attr != "req":
        return False
    parent = node.value
    return (isinstance(parent, ast.Attribute) and parent.attr == "mark") or (
        isinstance(parent, ast.Name) and parent.id == "mark"
    )


def _numbers(call: ast.Call) -> list[str]:
    """The numbers a mark names; none if it names none or any argument is not a plain text."""
    values = [node.value if isinstance(node, ast.Constant) else None for node in call.args]
    texts = [value for value in values if isinstance(value, str)]
    return [] if call.keywords or len(texts) < len(values) else texts


def _totals(requirements: Sequence[Requirement]) -> dict[str, int]:
    counts = Counter(requirement.state for requirement in requirements)
    return {**{str(state): counts[state] for state in State}, "total": len(requirements)}


def _document(requirements: Sequence[Requirement]) -> dict[str, Any]:
    return {
        "totals": _totals(requirements),
        "requirements": [{**asdict(requirement), "state": requirement.state} for requirement in requirements],
    }


def _print_table(requirements: Sequence[Requirement]) -> None:
    table = Table()
    table.add_column("Number", no_wrap=True)
    table.add_column("State", no_wrap=True)
    table.add_column("Requirement", ratio=3)
    table.add_column("Tests", ratio=2, overflow="fold")
    for requirement in requirements:
        # Text instead of str: titles and node ids may hold brackets, which rich would take for markup.
        rule = Text(requirement.title)
        if requirement.state is State.PARTLY:
            rule.append(f"\nMissing: {requirement.partly}", style="italic")
        state = Text(requirement.state, style=_STYLES[requirement.state])
        table.add_row(requirement.number, state, rule, Text("\n".join(requirement.tests)))
    counts = ", ".join(f"{count} {name}" for name, count in _totals(requirements).items())
    console = Console()
    console.print(table)
    console.print(f"Requirements: {counts}.", highlight=False)
