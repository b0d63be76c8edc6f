"""What the Application Summary shows of an application, and in which order (R175, R176)."""

from __future__ import annotations

from applications.domain.program_part import Column, ColumnKind, Part

FIELDS = (
    "REGISTRATION_DATE",
    "VERIFICATION",
    "AMI_PERCENT",
    "HOMEOWNER",
    "UNITS",
    "INCOME",
    "BENEFITS",
    "COMMUNICATION_METHODS",
    "LANGUAGE",
    "ANALYSTS",
)
"""What can be shown. The page that shows the summary knows where each of them comes from."""

SUMMARY_FIELDS = Part(
    name="summary_fields",
    title="Application Summary",
    explains="Which fields the summary of an application shows, in this order.",
    columns=(Column("field", "Field", ColumnKind.CHOICE, required=True, choices=FIELDS),),
    shipped=tuple({"field": name} for name in FIELDS[:8]),
    key=("field",),
)
