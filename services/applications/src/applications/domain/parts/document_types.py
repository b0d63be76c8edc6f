"""Which kinds of documents a program takes, and what each of them proves (R195).

Data that pages and other parts read; which types an upload may name, the documents service says by its own list.
"""

from __future__ import annotations

from applications.domain.program_part import Column, ColumnKind, Part

_SHIPPED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("DRIVERS_LICENSE", "DRIVER'S LICENSE", ("IDENTITY",)),
    ("PAYSTUB", "PAYSTUB", ("INCOME",)),
    ("EOB", "EXPLANATION OF BENEFITS", ("INCOME",)),
    ("TAX_DOCUMENT", "TAX DOCUMENT", ("INCOME",)),
    ("BENEFIT_LETTER", "BENEFIT LETTER", ("INCOME",)),
    ("PROOF_OF_OWNERSHIP", "PROOF OF OWNERSHIP", ("OWNERSHIP",)),
    ("W9", "FORM W-9", ()),
    ("UTILITY_BILL", "UTILITY BILL", ("ADDRESS",)),
    ("CONSENT", "CONSENT", ()),
    ("LANDLORD_CONSENT", "LANDLORD'S CONSENT", ()),
)

DOCUMENT_TYPES = Part(
    name="document_types",
    title="Document types",
    explains="Which documents the program takes from a customer, and which verification items each can prove.",
    columns=(
        Column("code", "Code", ColumnKind.CODE, required=True),
        Column("label", "Label", required=True, most=120),
        Column("proves", "Proves", ColumnKind.CHOICES),
    ),
    shipped=tuple({"code": code, "label": label, "proves": list(proves)} for code, label, proves in _SHIPPED),
    key=("code",),
)
