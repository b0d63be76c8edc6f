"""A customer's record as a form: what its fields show, what was changed, how two people's changes meet.

The form carries the values it was loaded with (`base`), so a save sends what was changed and nothing else,
and a save over somebody else's is settled field by field (R152). No rule of the record is here: what a field
may hold, the customers service says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson
from werkzeug.datastructures import MultiDict

from gateway.formatting import coded
from gateway.forms import FieldForm
from gateway.recordfields import FIELDS, MAILING, PEOPLE, PLACE, PLACES, RESIDENCE, RESIDENCE_CHANGE, Fields


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed, and perhaps this person as well."""

    name: str
    theirs: str
    mine: str = ""

    @property
    def label(self) -> Any:
        """What the field is called."""
        return FIELDS[self.name].label


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordForm(FieldForm):
    """The form as it is shown. The page that enters a new customer uses it with an empty `base`.

    `people` holds the staff's names by id.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    conflicts: tuple[Difference, ...] = ()
    news: tuple[Difference, ...] = ()
    ssn: str = ""
    ssn_set: bool = False
    overridden: tuple[str, ...] = ()
    residence_overridden: tuple[str, ...] = ()

    def place_of(self, name: str) -> str:
        """The field where a problem stands: the whole address's under its street."""
        return f"{name}.street" if name in PLACES else name

    @property
    def place_for(self) -> str:
        """The ZIP code whose place was to be typed: who is shown that again has seen city, county and state (R31)."""
        return self._place_for(MAILING)

    @property
    def residence_place_for(self) -> str:
        """The same of the residence's ZIP code."""
        return self._place_for(RESIDENCE)

    def _place_for(self, address: str) -> str:
        name = f"{address}.zip"
        unknown = self.problem is not None and any(
            entry.code == "unknown_zip" and entry.field == name for entry in self.problem.fields
        )
        return self.values.get(name, "")[:5] if unknown else ""

    @property
    def lives_elsewhere(self) -> bool:
        """Whether the form tells a residence, or something is wrong with one: then its fields are open (R142)."""
        named = (f"{RESIDENCE}.", RESIDENCE_CHANGE)
        told = [name for name, value in self.values.items() if value and name.startswith(named)]
        return bool(told) or any(name.startswith(named) for name in self.errors)

    @property
    def residence(self) -> str:
        """The residence in one line, as the form tells it."""
        parts = ("number", "street", "street_type", "building_type", "unit", "city", "state", "zip")
        return " ".join(filter(None, (self.values.get(f"{RESIDENCE}.{part}", "") for part in parts)))

    def word(self, name: str, value: str) -> str:
        """A value in words; one of the staff by name."""
        if name in PEOPLE and not (value == self.base.get(name, "") and name in self.texts):
            return self.people.get(value, value)
        return FieldForm.word(self, name, value)

    def kept_word(self, name: str, value: str) -> str:
        """What a value that is on no list any more is called; one of the staff by name."""
        return self.word(name, value) if name in PEOPLE else FieldForm.kept_word(self, name, value)


def values_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """A record's fields as the inputs have them; only those that the record has."""
    found = {}
    for name, each in FIELDS.items():
        part, dot, rest = name.partition(".")
        holder, key = (customer.get(part) or {}, rest) if dot else (customer, name)
        if key in holder or "." in name:
            found[name] = each.show(holder.get(key))
    return found


def warnings_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """What the service draws attention to, by field; the whole address's under its street (R29, R31, R45)."""
    found: dict[str, str] = {}
    for entry in customer.get("warnings") or ():
        name = f"{entry['field']}.street" if entry["field"] in PLACES else entry["field"]
        found.setdefault(name, entry["detail"])
    return found


def texts_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a code where the field is protected."""
    found = {
        name: str(customer[name]["label"])
        for name in FIELDS
        if isinstance(customer.get(name), Mapping) and "label" in customer[name]
    }
    if isinstance(customer.get("best_time"), Mapping):
        found["best_time"] = coded(customer["best_time"])
    return found | {name: str(customer[name]["name"]) for name in PEOPLE if customer.get(name)}


def read_values(form: MultiDict[str, str], fields: Fields = FIELDS) -> dict[str, str]:
    """What a form sends, trimmed. A box that may be unticked sends a `no` before its `yes`."""
    return {name: form.getlist(name)[-1].strip() for name in fields if name in form}


def read_base(text: str, fields: Iterable[str] = FIELDS) -> dict[str, str]:
    """The loaded values that a form carries; nothing of what is not ours."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if name in fields and isinstance(value, str)}


def changed(values: Mapping[str, str], base: Mapping[str, str], fields: Fields = FIELDS) -> list[str]:
    """The names of the fields that differ from what was loaded."""
    return [name for name in values if not fields[name].same(values[name], base.get(name, ""))]


def patch(
    values: Mapping[str, str],
    base: Mapping[str, str],
    *,
    places: Mapping[str, str] = MappingProxyType({}),
    fields: Fields = FIELDS,
) -> dict[str, Any]:
    """The changed fields as the service takes them.

    Where the page showed the place of the ZIP code that is sent, city, county and state are sent as they
    stand: they were seen. Without JavaScript they are not, and the service fills in the new ones (R31).
    `places` has by address the ZIP code whose place was shown.
    """
    names = changed(values, base, fields)
    for address, place_for in places.items():
        zip_code = f"{address}.zip"
        if place_for and zip_code in names and place_for == values[zip_code][:5]:
            place = (f"{address}.{name}" for name in PLACE)
            names += [name for name in place if name in values and name not in names]
    return body_of(values, names, fields)


def body_of(values: Mapping[str, str], names: Iterable[str], fields: Fields = FIELDS) -> dict[str, Any]:
    """Some fields as the service takes them, the address's in an object of their own."""
    body: dict[str, Any] = {}
    for name in names:
        part, _dot, key = name.rpartition(".")
        (body.setdefault(part, {}) if part else body)[key] = fields[name].send(values[name])
    return body


def merge(
    base: Mapping[str, str],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    fields: Fields = FIELDS,
) -> tuple[dict[str, str], tuple[Difference, ...]]:
    """Both people's changes together, and the fields that both changed to something else (R152)."""
    values, conflicts = dict(theirs), []
    for name in changed(mine, base, fields):
        each, current = fields[name], theirs.get(name, "")
        values[name] = mine[name]
        if not each.same(current, base.get(name, "")) and not each.same(current, mine[name]):
            conflicts.append(Difference(name, current, mine[name]))
    return values, tuple(conflicts)


def news_of(
    base: Mapping[str, str], theirs: Mapping[str, str], fields: Fields = FIELDS
) -> tuple[Difference, ...]:
    """What others have changed since the form was loaded (R12)."""
    known = {name: value for name, value in theirs.items() if name in base}
    return tuple(Difference(name, theirs[name], base[name]) for name in changed(known, base, fields))
