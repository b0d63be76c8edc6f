"""What a program's checklists are made of (R188, R190 to R192)."""

from __future__ import annotations

from applications.domain.checklist import LONGEST_NOTE, NOTE_LIMIT
from applications.domain.program_part import Column, ColumnKind, Part, Row


def _item(account_type: str, code: str, short: str, long: str) -> Row:
    return {"account_type": account_type, "code": code, "short": short, "long": long}


def _status(code: str, label: str, *, first: bool = False, done: bool = False) -> Row:
    return {"code": code, "label": label, "first": first, "done": done}


CHECKLIST = Part(
    name="checklist",
    title="Checklist items",
    explains=(
        "The steps that a new checklist starts with, by the customer's account type. They are optional and decide "
        "nothing. A checklist that exists keeps its items; missing ones can be added to it."
    ),
    columns=(
        Column("account_type", "Account type", ColumnKind.CODE, required=True, most=40),
        Column("code", "Code", ColumnKind.CODE, required=True, most=40),
        Column("short", "Short description", required=True, most=80),
        Column("long", "Long description", ColumnKind.LONG_TEXT, most=500),
    ),
    shipped=(
        _item(
            "RESIDENT",
            "NAME_ON_BILL",
            "Name on the bill",
            "The name on the utility bill is the applicant's or a household member's.",
        ),
        _item(
            "RESIDENT",
            "ACCOUNT_NUMBER",
            "Account number",
            "The account number on the bill is the one on the application.",
        ),
        _item(
            "RESIDENT",
            "HOUSEHOLD_CONFIRMED",
            "Household confirmed",
            "Everybody who lives in the home is entered, and nobody else.",
        ),
        _item(
            "RESIDENT",
            "CONTACT_CONFIRMED",
            "Contact confirmed",
            "Phone number, mailing address and preferred contact method were confirmed with the customer.",
        ),
        _item(
            "RESIDENT",
            "OTHER_HELP",
            "Other help offered",
            "The customer was told of weatherization and of the agency's other programs.",
        ),
        _item(
            "LANDLORD",
            "OWNERSHIP_ON_FILE",
            "Ownership on file",
            "The landlord's proof of ownership is among the documents.",
        ),
        _item(
            "LANDLORD",
            "AGREEMENT_SIGNED",
            "Agreement signed",
            "The owner's agreement to the work was signed.",
        ),
        _item("BUSINESS", "W9_ON_FILE", "W-9 on file", "A signed W-9 form is among the documents."),
        _item("NONPROFIT", "W9_ON_FILE", "W-9 on file", "A signed W-9 form is among the documents."),
        _item(
            "NONPROFIT",
            "EXEMPTION_ON_FILE",
            "Exemption on file",
            "The certificate of tax exemption is among the documents.",
        ),
    ),
    key=("account_type", "code"),
)

CHECKLIST_STATUSES = Part(
    name="checklist_statuses",
    title="Checklist statuses",
    explains="What can be said of a checklist item. A new item has the first status; done ones are counted.",
    columns=(
        Column("code", "Code", ColumnKind.CODE, required=True, most=40),
        Column("label", "Label", required=True, most=60),
        Column("first", "Status of a new item", ColumnKind.FLAG),
        Column("done", "Counts as done", ColumnKind.FLAG),
    ),
    shipped=(
        _status("FAILED", "Failed"),
        _status("HOLD", "Hold for Review"),
        _status("PENDING", "Pending", first=True),
        _status("VERIFIED", "Verified", done=True),
    ),
    key=("code",),
)

CHECKLIST_SETTINGS = Part(
    name="checklist_settings",
    title="Checklist notes",
    explains="How long a case worker note of a checklist item may be.",
    columns=(
        Column("note_limit", "Characters of a note", ColumnKind.NUMBER, required=True, most=LONGEST_NOTE),
    ),
    shipped=({"note_limit": NOTE_LIMIT},),
)
