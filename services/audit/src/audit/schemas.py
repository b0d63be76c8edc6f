"""What the operations of the audit service take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from audit.domain import codes, lines
from audit.domain.exported import GRIDS
from audit.domain.sentences import TECHNICAL
from homefire.reference import ReferenceList
from homefire.reference_rules import LONGEST_CODE
from homefire.schemas import Ruled, Schema, Text, history_field
from homefire.us import dates

DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100
MOST_CODES = 200
"""Action codes that notes are filtered by at once."""
FORMATS = ("csv", "xlsx", "pdf", "json")
"""As what a grid may be exported (R86)."""
_COLUMN = r"^[a-z][a-z_]{0,39}(?!\n)$"
"""A column's name, in the regular expressions that JSON Schema and Python have in common."""
_STATES = {
    "description": "`ok`; `erased` when the customer's key was destroyed by law; `damaged` when the stored "
    "text does not open, which an auditor should hear of."
}


def _limit() -> fields.Integer:
    return fields.Integer(load_default=DEFAULT_LIMIT, validate=validate.Range(1, LARGEST_LIMIT))


def _cursor() -> fields.String:
    return fields.String(load_default=None, metadata={"description": "The `next` of the page before."})


class NotesQuery(Schema):
    """Which of a customer's notes, newest first."""

    limit = _limit()
    cursor = _cursor()
    action_codes = Text(
        most=MOST_CODES * (codes.LONGEST + 1),
        load_default="",
        metadata={"description": "Action codes of any program, separated by commas; empty means all."},
    )
    text = Text(most=100, load_default="", metadata={"description": "Only notes whose text contains this."})
    include_imported = fields.Boolean(
        load_default=False, metadata={"description": "Also the entries of records that were imported."}
    )
    include_amended = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Every text as a row of its own, instead of each note with its newest text."
        },
    )


class AccessQuery(Schema):
    """One page of a customer's access log, newest first."""

    limit = _limit()
    cursor = _cursor()


def _day(description: str) -> Ruled:
    return Ruled(dates.parse_date, allow_none=True, load_default=None, metadata={"description": description})


class TechnicalQuery(Schema):
    """Which entries of the technical log, newest first. What is left out filters nothing."""

    limit = _limit()
    cursor = _cursor()
    event_type = fields.String(load_default="", validate=validate.OneOf(["", *sorted(TECHNICAL)]))
    aggregate = Text(most=120, load_default="", metadata={"description": "Such as checklist/1001."})
    customer_number = fields.Integer(load_default=None, validate=validate.Range(1, 10**12))
    actor_id = Text(most=64, load_default="")
    from_day = _day("The first day, the agency's: MM/DD/YYYY or ISO 8601.")
    to_day = _day("The last day, which is included.")


def _program() -> Text:
    what = "The program whose action codes may be chosen beside those of all programs."
    return Text(most=LONGEST_CODE, load_default="", metadata={"description": what})


class NewNote(Schema):
    """A note written by hand (R74, R209, R210)."""

    text = Text(most=lines.BODY, least=1, lines=True, required=True)
    action_code = Text(most=codes.LONGEST, load_default=codes.DEFAULT)
    program = _program()
    high_priority = fields.Boolean(load_default=False)
    history = history_field()


class NewVendorNote(Schema):
    """A note about a vendor. It has no high priority: that is what the alert queue of customers is made of."""

    text = Text(most=lines.BODY, least=1, lines=True, required=True)
    action_code = Text(most=codes.LONGEST, load_default=codes.DEFAULT)
    program = _program()
    history = history_field()


class Amendment(Schema):
    """A newer text for a note; the original stays (R75)."""

    text = Text(most=lines.BODY, least=1, lines=True, required=True)
    history = history_field()


class NewExport(Schema):
    """Rows that are about to be given out as a file. How they were chosen is told by columns, without values."""

    grid = fields.String(required=True, validate=validate.OneOf(list(GRIDS)))
    format = fields.String(required=True, validate=validate.OneOf(FORMATS))
    rows = fields.Integer(required=True, validate=validate.Range(0, 10**9))
    chosen = fields.List(
        fields.String(validate=validate.Regexp(_COLUMN)),
        load_default=list,
        validate=validate.Length(max=20),
        metadata={"description": "Names of the columns that rows were filtered by; empty for all."},
    )
    sorted_by = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^(?!\n)$|{_COLUMN}"),
        metadata={"description": "Name of the column that rows were sorted by; empty as they come."},
    )


class NoteFacts(Schema):
    """What a note is, apart from what it says."""

    id = fields.String(required=True)
    number = fields.Integer(
        required=True, metadata={"description": "Counts this customer's notes without a gap."}
    )
    customer_number = fields.Integer(
        allow_none=True,
        metadata={"description": "The number that it was written for; another than asked for after a merge."},
    )
    entered_at = fields.String(required=True, metadata={"format": "date-time"})
    action_code = fields.String(required=True)
    action_label = fields.String(
        required=True, metadata={"description": "What the code stood for on the day of the note."}
    )
    program = fields.String(
        metadata={"description": "The program whose action code it is; empty: one of all programs."}
    )
    actor_kind = fields.String(required=True)
    high_priority = fields.Boolean(required=True)
    amends = fields.String(required=True, allow_none=True)
    acknowledges = fields.String(
        allow_none=True, metadata={"description": "The high-priority note that this one acknowledges."}
    )
    source = fields.String(required=True, validate=validate.OneOf(["manual", "automatic", "imported"]))
    correlation_id = fields.String(required=True)


class AddedNote(NoteFacts):
    """The note as it was stored.

    Its text is not repeated: an answer is kept for repeated requests, and a text is kept nowhere but sealed.
    """


class NoteItem(NoteFacts):
    """One note as the grid shows it (R73, R201)."""

    state = fields.String(required=True, metadata=_STATES)
    text = fields.String(required=True)
    lines = fields.List(
        fields.String(), required=True, metadata={"description": "At most four of 88 characters."}
    )
    entered_by = fields.String(required=True, metadata={"description": "Empty: not written by office staff."})
    updated_at = fields.String(required=True, metadata={"format": "date-time"})
    updated_by = fields.String(required=True)
    acknowledged_at = fields.String(
        allow_none=True,
        metadata={"format": "date-time", "description": "When a high-priority note was acknowledged."},
    )


class NotesPage(Schema):
    """One page of notes; `total` counts all that the filters leave."""

    items = fields.List(fields.Nested(NoteItem), required=True)
    pinned = fields.List(
        fields.Nested(NoteItem),
        metadata={
            "description": "On the first page: high-priority notes that nobody has acknowledged, newest first, "
            "whatever the filters."
        },
    )
    next = fields.String(required=True, allow_none=True)
    total = fields.Integer(required=True)


class NoteHistory(Schema):
    """A note and its amendments, oldest first."""

    items = fields.List(fields.Nested(NoteItem), required=True)


class SystemCode(Schema):
    """A code under which the log itself writes."""

    code = fields.String(required=True)
    label = fields.String(required=True)


class ActionCodes(ReferenceList):
    """The action codes, retired ones included, and the one that a note carries when none is chosen."""

    default = fields.String(required=True)
    system = fields.List(
        fields.Nested(SystemCode),
        required=True,
        metadata={"description": "Codes to filter by that nobody can choose for a note."},
    )


class AccessItem(Schema):
    """Somebody was shown a protected field (R248)."""

    id = fields.String(required=True)
    at = fields.String(required=True, metadata={"format": "date-time"})
    field = fields.String(required=True)
    who = fields.String(required=True)
    actor_id = fields.String(required=True)
    actor_kind = fields.String(required=True)
    reason = fields.String(required=True)
    state = fields.String(required=True, metadata=_STATES)
    correlation_id = fields.String(required=True)


class AccessPage(Schema):
    """One page of the access log."""

    items = fields.List(fields.Nested(AccessItem), required=True)
    next = fields.String(required=True, allow_none=True)


class TechnicalItem(Schema):
    """One event that became no note (R187)."""

    id = fields.String(required=True)
    at = fields.String(required=True, metadata={"format": "date-time"})
    event_type = fields.String(required=True)
    service = fields.String(required=True)
    aggregate = fields.String(required=True)
    sequence = fields.Integer(required=True)
    customer_number = fields.Integer(
        required=True, allow_none=True, metadata={"description": "Null where it concerns no customer."}
    )
    imported = fields.Boolean(required=True)
    told = fields.List(
        fields.String(), required=True, metadata={"description": "What it says: a text per changed field."}
    )
    who = fields.String(required=True)
    actor_id = fields.String(required=True)
    actor_kind = fields.String(required=True)
    state = fields.String(required=True, metadata=_STATES)
    correlation_id = fields.String(required=True)


class TechnicalPage(Schema):
    """One page of the technical log."""

    items = fields.List(fields.Nested(TechnicalItem), required=True)
    next = fields.String(required=True, allow_none=True)
