"""Changing a service's own reference lists: what an agency adds, calls otherwise, retires, puts in order (R251).

The same for every service. Writers of one list follow one another, by the locks of its rows; a caller names the
version of the list that it has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from marshmallow import fields
from sqlalchemy.orm import Session

from homefire import plumbing, reference_rules
from homefire.changes import TrackedField, changes_between
from homefire.errors import FieldProblem, Invalid, NotFound
from homefire.events import EventData, EventType
from homefire.reference_rules import Entry, ListRules
from homefire.schemas import in_field
from homefire.us.dates import show_date
from homefire.work import Work

_table = plumbing.reference_entry
_COLUMNS = (
    _table.c.code, _table.c.label, _table.c.program, _table.c.valid_from, _table.c.valid_to, _table.c.position,
    _table.c.data,
)  # fmt: skip
_NO_RULES = ListRules()
_TRACKED = {
    "label": TrackedField("LABEL"),
    "valid_from": TrackedField("FIRST DAY", show_date),
    "valid_to": TrackedField("LAST DAY", show_date),
    "data": TrackedField("DATA"),
}


class ListNotFound(NotFound):
    """The service has no list of this name."""

    code = "list_not_found"
    sentence = "There is no reference list of this name."


class EntryNotFound(NotFound):
    """The list has no such entry."""

    code = "entry_not_found"
    sentence = "The list has no entry with this code, program and first day. Load it again."


class ReferenceData(EventData):
    """What happened to one code of a list, or to the order of a program's codes (`code` empty)."""

    list = fields.String(required=True)
    program = fields.String(required=True)
    code = fields.String(required=True)
    action = fields.String(required=True, metadata={"description": "added, changed, dated or ordered."})


reference_changed = EventType(
    "reference_changed", ReferenceData, "Something changed in one of the service's reference lists."
)
"""Its subject is the list (`reference/ethnicity`): it concerns no customer, so it becomes no note."""


def list_lists(work: Work) -> dict[str, Any]:
    """The names of the service's lists, with how many entries each has."""
    query = sa.select(_table.c.list, sa.func.count()).group_by(_table.c.list).order_by(_table.c.list)
    return {"items": [{"name": name, "entries": number} for name, number in work.connection.execute(query)]}


def get_list(work: Work, name: str) -> dict[str, Any]:
    """One list as its editor needs it."""
    return _shown(work, name, _entries(work.connection, name))


def add_entry(work: Work, name: str, body: Mapping[str, Any], rules: ListRules = _NO_RULES) -> dict[str, Any]:
    """A new code, or a new period of one that was retired."""
    entries = _held(work, name)
    program = body["program"]
    same = [entry for entry in entries if entry.place == (program, body["code"])]
    last = max((entry.position for entry in entries if entry.program == program), default=-1)
    entry = Entry(
        body["code"],
        body["label"],
        program,
        body.get("valid_from") or work.today(),
        body.get("valid_to"),
        same[0].position if same else last + 1,
        _parsed_data(work, name, entries, body.get("data") or {}, complete=True),
    )
    if rules.check_code is not None:
        in_field("code", partial(rules.check_code, entry.code))
    in_field("code", lambda: reference_rules.check_spelling(entries, entry.code))
    _check(entries, entry)
    _check_meaning(rules, entries, entry, "label")
    _insert(work.session, name, entry)
    _tell(work, name, entry, "added", _differences(None, entry))
    return get_list(work, name)


def change_entry(
    work: Work, name: str, body: Mapping[str, Any], rules: ListRules = _NO_RULES
) -> dict[str, Any]:
    """Another label or other data, from a day on or for the whole period."""
    entries = _held(work, name)
    entry = _find(entries, body)
    given = body.get("data")
    data = None if given is None else {**entry.data, **_parsed_data(work, name, entries, given)}
    effective = body.get("effective") or entry.valid_from
    ended, new = in_field(
        "effective", lambda: reference_rules.changed(entry, effective, body.get("label"), data)
    )
    if (new.label, new.data) == (entry.label, entry.data):
        return get_list(work, name)
    if new.label != entry.label:
        _check_meaning(rules, entries, new, "label")
    if ended is None:
        _update(work.session, name, entry, new)
    else:
        _update(work.session, name, entry, ended)
        _insert(work.session, name, new)
    _tell(work, name, entry, "changed", _differences(entry, new))
    return get_list(work, name)


def date_entry(
    work: Work, name: str, body: Mapping[str, Any], rules: ListRules = _NO_RULES
) -> dict[str, Any]:
    """The last day on which an entry may be chosen; none takes it back into use."""
    entries = _held(work, name)
    entry = _find(entries, body)
    new = replace(entry, valid_to=body["valid_to"])
    if new == entry:
        return get_list(work, name)
    _check([other for other in entries if other is not entry], new, field="valid_to")
    if (new.valid_to or date.max) > (entry.valid_to or date.max):
        _check_meaning(rules, entries, new, "valid_to")
    _update(work.session, name, entry, new)
    _tell(work, name, entry, "dated", _differences(entry, new))
    return get_list(work, name)


def order_list(work: Work, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The order in which a program's codes are offered."""
    entries = _held(work, name)
    program = body["program"]
    before = [entry for entry in entries if entry.program == program]
    after = in_field("codes", lambda: reference_rules.reordered(entries, program, body["codes"]))
    if _order(before) == _order(after):
        return get_list(work, name)
    for old, new in zip(before, after, strict=True):
        if old.position != new.position:
            _update(work.session, name, old, new)
    _tell(work, name, replace(after[0], code=""), "ordered", [])
    return get_list(work, name)


def _held(work: Work, name: str) -> list[Entry]:
    """The list's entries; nobody else changes the list until this transaction ends.

    The rows are locked first and read in a second statement: the first one does not see what it waited for.
    """
    order = (_table.c.program, _table.c.code, _table.c.valid_from)
    work.session.execute(
        sa.select(_table.c.code).where(_table.c.list == name).order_by(*order).with_for_update()
    )
    entries = _entries(work.connection, name)
    work.check_version(reference_rules.version_of(entries))
    return entries


def _entries(connection: sa.Connection, name: str) -> list[Entry]:
    query = (
        sa.select(*_COLUMNS)
        .where(_table.c.list == name)
        .order_by(_table.c.program, _table.c.position, _table.c.code, _table.c.valid_from)
    )
    found = [Entry(**row) for row in connection.execute(query).mappings()]
    if not found:
        raise ListNotFound()
    return found


def _find(entries: list[Entry], body: Mapping[str, Any]) -> Entry:
    wanted = (body["program"], body["code"], body["valid_from"])
    for entry in entries:
        if (*entry.place, entry.valid_from) == wanted:
            return entry
    raise EntryNotFound()


def _check(others: list[Entry], entry: Entry, field: str = "valid_from") -> None:
    in_field("valid_to", lambda: reference_rules.check_dates(entry.valid_from, entry.valid_to))
    in_field(field, lambda: reference_rules.check_free(others, entry))


def _check_meaning(rules: ListRules, entries: list[Entry], entry: Entry, field: str) -> None:
    if rules.one_meaning:
        in_field(field, lambda: reference_rules.check_one_meaning(entries, entry))


def _parsed_data(
    work: Work, name: str, entries: list[Entry], data: Mapping[str, Any], *, complete: bool = False
) -> dict[str, Any]:
    kinds = reference_rules.kinds_of(entries, _names(work.connection))
    codes = _codes(work.connection, kinds)
    found = in_field("data", lambda: reference_rules.parse_data(kinds, data, codes))
    missing = [key for key in kinds if complete and key not in found and all(key in e.data for e in entries)]
    if missing:
        detail = "This is required: every entry of the list has it."
        raise Invalid(fields=[FieldProblem(f"data.{key}", "required", detail) for key in missing])
    return found


def _names(connection: sa.Connection) -> list[str]:
    return list(connection.scalars(sa.select(_table.c.list).distinct()))


def _codes(connection: sa.Connection, kinds: Mapping[str, str]) -> dict[str, list[str]]:
    """What may be chosen for each key that holds codes of another list."""
    lists = [key for key, kind in kinds.items() if kind in reference_rules.CODED]
    query = sa.select(_table.c.list, _table.c.code).where(_table.c.list.in_(lists)).distinct()
    found: dict[str, list[str]] = {key: [] for key in lists}
    for key, code in connection.execute(query.order_by(_table.c.list, _table.c.code)):
        found[key].append(code)
    return found


def _shown(work: Work, name: str, entries: list[Entry]) -> dict[str, Any]:
    kinds = reference_rules.kinds_of(entries, _names(work.connection))
    codes = _codes(work.connection, kinds)
    return {
        "name": name,
        "version": reference_rules.version_of(entries),
        "items": [{column.name: getattr(entry, column.name) for column in _COLUMNS} for entry in entries],
        "data": [{"key": key, "kind": kind, "codes": codes.get(key, [])} for key, kind in kinds.items()],
    }


def _key(name: str, entry: Entry) -> sa.ColumnElement[bool]:
    return sa.and_(
        _table.c.list == name,
        _table.c.program == entry.program,
        _table.c.code == entry.code,
        _table.c.valid_from == entry.valid_from,
    )


def _insert(session: Session, name: str, entry: Entry) -> None:
    session.execute(sa.insert(_table).values(list=name, **_values(entry)))


def _update(session: Session, name: str, old: Entry, new: Entry) -> None:
    session.execute(sa.update(_table).where(_key(name, old)).values(**_values(new)))


def _values(entry: Entry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in _COLUMNS}


def _order(entries: list[Entry]) -> list[str]:
    ordered = sorted(entries, key=lambda entry: (entry.position, entry.code))
    return list(dict.fromkeys(entry.code for entry in ordered))


def _differences(old: Entry | None, new: Entry) -> list[dict[str, Any]]:
    return changes_between(_state(old) if old else {}, _state(new), _TRACKED)


def _state(entry: Entry) -> dict[str, Any]:
    def day(value: date | None) -> str | None:
        return value.isoformat() if value else None

    return {
        "label": entry.label,
        "valid_from": day(entry.valid_from),
        "valid_to": day(entry.valid_to),
        "data": dict(entry.data) or None,
    }


def _tell(work: Work, name: str, entry: Entry, action: str, changes: list[dict[str, Any]]) -> None:
    """Who holds the list writes alone, so microseconds since 1970 put the list's events in their order."""
    work.emit(
        reference_changed,
        subject=f"reference/{name}",
        aggregate=f"reference/{name}",
        sequence=int(work.now().timestamp() * 1_000_000),
        data={
            "list": name,
            "program": entry.program,
            "code": entry.code,
            "action": action,
            **({"changes": changes} if changes else {}),
        },
    )
