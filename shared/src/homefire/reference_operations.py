"""The operations on a service's reference lists, which a service mixes in with one line (R251).

    class CustomersService(reference_operations("customers"), Service): ...

and `reference_editing.reference_changed` among what it publishes. The paths begin with the service's own word,
since every service's paths lie under one root.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from homefire import reference_editing, reference_rules
from homefire.operations import operation
from homefire.reference_rules import ListRules
from homefire.schemas import Ruled, Schema, Text
from homefire.us import dates
from homefire.work import Work

WRITE = "reference:write"
_DAY = {"description": "ISO 8601 or MM/DD/YYYY."}


class ReferenceListName(Schema):
    """A list, and how many entries it has, retired ones included."""

    name = fields.String(required=True)
    entries = fields.Integer(required=True)


class ReferenceListNames(Schema):
    """The lists of a service."""

    items = fields.List(fields.Nested(ReferenceListName), required=True)


class EditedEntry(Schema):
    """One entry with its place in the order of its program's codes."""

    code = fields.String(required=True)
    label = fields.String(required=True)
    program = fields.String(required=True)
    valid_from = fields.Date(required=True)
    valid_to = fields.Date(allow_none=True, required=True)
    position = fields.Integer(required=True)
    data = fields.Dict(required=True)


class EntryDatum(Schema):
    """One thing that a list's entries hold besides code and label: flag, number(s), text(s) or code(s)."""

    key = fields.String(required=True)
    kind = fields.String(required=True)
    codes = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "What a code may be, for the kinds code and codes."},
    )


class EditedList(Schema):
    """A list as its editor needs it. `version` changes with anything in it: send it as `If-Match`."""

    name = fields.String(required=True)
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(EditedEntry), required=True)
    data = fields.List(fields.Nested(EntryDatum), required=True)


class NewReferenceEntry(Schema):
    """A new code, or a new period of a retired one. Without a first day it holds from today."""

    code = Ruled(
        reference_rules.parse_code, required=True, metadata={"maxLength": reference_rules.LONGEST_CODE}
    )
    label = Text(most=reference_rules.LONGEST_LABEL, least=1, required=True)
    program = Text(most=reference_rules.LONGEST_CODE, load_default="")
    valid_from = Ruled(dates.parse_date, allow_none=True, load_default=None, metadata=_DAY)
    valid_to = Ruled(dates.parse_date, allow_none=True, load_default=None, metadata=_DAY)
    data = fields.Dict(keys=fields.String(validate=validate.Length(max=40)), load_default=dict)


class WhichEntry(Schema):
    """The entry that is meant, as it stands in the list."""

    code = Text(most=reference_rules.LONGEST_CODE, least=1, required=True)
    program = Text(most=reference_rules.LONGEST_CODE, load_default="")
    valid_from = Ruled(dates.parse_date, required=True, metadata=_DAY)


class ChangedReferenceEntry(WhichEntry):
    """Another label, other data. `effective` is the first day of the change; without it the entry is corrected."""

    label = Text(most=reference_rules.LONGEST_LABEL, least=1)
    data = fields.Dict(keys=fields.String(validate=validate.Length(max=40)))
    effective = Ruled(dates.parse_date, allow_none=True, load_default=None, metadata=_DAY)


class DatedReferenceEntry(WhichEntry):
    """The last day on which the entry may be chosen, or none."""

    valid_to = Ruled(dates.parse_date, allow_none=True, required=True, metadata=_DAY)


class ReferenceOrder(Schema):
    """A program's codes in the order in which they are offered."""

    program = Text(most=reference_rules.LONGEST_CODE, load_default="")
    codes = fields.List(
        fields.String(validate=validate.Length(max=reference_rules.LONGEST_CODE)),
        required=True,
        validate=validate.Length(max=2000),
    )


def reference_operations(area: str, rules: Mapping[str, ListRules] | None = None) -> type:
    """The operations with paths below `/<area>/reference`. `rules` has what single lists ask, by their names."""
    special = rules or {}
    none = ListRules()

    class ReferenceOperations:
        """Operations on the service's reference lists."""

        @operation("GET", f"/{area}/reference", scope="reference:read", returns=ReferenceListNames)
        def list_reference_lists(self, work: Work) -> dict[str, Any]:
            """The names of the service's reference lists."""
            return reference_editing.list_lists(work)

        @operation("GET", f"/{area}/reference/{{name}}/entries", scope="reference:read", returns=EditedList)
        def get_reference_list(self, work: Work, name: str) -> dict[str, Any]:
            """One list as its editor needs it, with its version."""
            return reference_editing.get_list(work, name)

        @operation(
            "POST",
            f"/{area}/reference/{{name}}/entries",
            scope=WRITE,
            takes=NewReferenceEntry,
            returns=EditedList,
            versioned=True,
        )
        def add_reference_entry(self, work: Work, name: str, body: dict[str, Any]) -> dict[str, Any]:
            """Adds a code to a list, or a new period of a code that was retired."""
            return reference_editing.add_entry(work, name, body, special.get(name, none))

        @operation(
            "PATCH",
            f"/{area}/reference/{{name}}/entries",
            scope=WRITE,
            takes=ChangedReferenceEntry,
            returns=EditedList,
            versioned=True,
        )
        def change_reference_entry(self, work: Work, name: str, body: dict[str, Any]) -> dict[str, Any]:
            """Gives an entry another label or other data, from a day on."""
            return reference_editing.change_entry(work, name, body, special.get(name, none))

        @operation(
            "POST",
            f"/{area}/reference/{{name}}/last-day",
            scope=WRITE,
            takes=DatedReferenceEntry,
            returns=EditedList,
            versioned=True,
        )
        def date_reference_entry(self, work: Work, name: str, body: dict[str, Any]) -> dict[str, Any]:
            """Retires an entry after a last day, or takes it back into use."""
            return reference_editing.date_entry(work, name, body, special.get(name, none))

        @operation(
            "PUT",
            f"/{area}/reference/{{name}}/order",
            scope=WRITE,
            takes=ReferenceOrder,
            returns=EditedList,
            versioned=True,
        )
        def order_reference_list(self, work: Work, name: str, body: dict[str, Any]) -> dict[str, Any]:
            """Puts a program's codes in the order in which they are offered."""
            return reference_editing.order_list(work, name, body)

    return ReferenceOperations
