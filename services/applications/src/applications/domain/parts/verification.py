"""Which verification items a program has, what each needs, and what the system decides of it by itself (R143)."""

from __future__ import annotations

from applications.domain.program_part import Column, ColumnKind, Part, Row
from applications.domain.verification import (
    ADDRESS,
    EXISTING_BENEFITS,
    HOME_OWNERSHIP,
    IDENTITY,
    INCOME,
    ITEMS,
    Rule,
)


def _row(code: str, *types: str, applies: bool = True, required: bool = True, wants: bool = True) -> Row:
    return {
        "code": code,
        "label": code.replace("_", " "),
        "applies": applies,
        "required": required,
        "wants_document": wants,
        "document_types": list(types),
        "rules": [Rule.DOCUMENT_RECEIVED.value],
    }


VERIFICATION = Part(
    name="verification",
    title="Verification items",
    explains=(
        "What is verified before an application may become ELIGIBLE. An item that is left out does not apply. "
        "Rules: DOCUMENT_RECEIVED puts an item that nobody has begun under review when a document of its types "
        "comes in; BENEFIT_LETTER verifies an item once a SNAP, TANF or SSI letter was verified."
    ),
    columns=(
        Column("code", "Item", ColumnKind.CHOICE, required=True, choices=ITEMS),
        Column("label", "Label", required=True, most=40),
        Column("applies", "Applies", ColumnKind.FLAG),
        Column("required", "Required for ELIGIBLE", ColumnKind.FLAG),
        Column("wants_document", "Verified on a document", ColumnKind.FLAG),
        Column("document_types", "Document types", ColumnKind.CHOICES),
        Column("rules", "Automatic rules", ColumnKind.CHOICES, choices=tuple(Rule)),
    ),
    shipped=(
        _row(IDENTITY, "DRIVERS_LICENSE", wants=False),
        _row(ADDRESS, "UTILITY_BILL"),
        _row(INCOME, "PAYSTUB", "TAX_DOCUMENT", "BENEFIT_LETTER"),
        # Payment assistance goes to tenants as well; a program that improves the building turns this on.
        _row(HOME_OWNERSHIP, "PROOF_OF_OWNERSHIP", applies=False),
        _row(EXISTING_BENEFITS, "BENEFIT_LETTER", "EOB", required=False, wants=False),
    ),
    key=("code",),
)
