"""How a program compares a household's income with the published tables (R91)."""

from __future__ import annotations

from applications.domain.program_part import Column, ColumnKind, Part

ELIGIBILITY = Part(
    name="eligibility",
    title="Income eligibility",
    explains="Which published tables limit the income of a household, and how the two are compared.",
    columns=(
        Column("limit", "Limit", ColumnKind.CHOICE, required=True, choices=("GREATER", "SMI60", "FPG")),
        Column(
            "guideline_percent", "Percent of poverty guidelines", ColumnKind.NUMBER, required=True, most=1000
        ),
        Column("floor_percent", "Never below this percent", ColumnKind.NUMBER, required=True, most=1000),
        Column("basis", "Income is compared by", ColumnKind.CHOICE, required=True, choices=("YEAR", "MONTH")),
        Column(
            "operator",
            "Income may be",
            ColumnKind.CHOICE,
            required=True,
            choices=("AT_OR_UNDER", "UNDER"),
        ),
        Column("income_area", "State of the median income", required=True, most=60),
        Column("guideline_area", "Area of the poverty guidelines", required=True, most=60),
        Column("largest_size", "Largest household without CSD approval", ColumnKind.NUMBER, True, most=25),
        Column(
            "tables_of",
            "Tables of the day of",
            ColumnKind.CHOICE,
            required=True,
            choices=("PROGRAM_YEAR", "INTAKE", "CERTIFICATION", "DECISION"),
        ),
        Column("categorical", "Benefits that make eligible by themselves", ColumnKind.CHOICES),
    ),
    shipped=(
        {
            "limit": "GREATER",
            "guideline_percent": 150,
            "floor_percent": 110,
            "basis": "YEAR",
            "operator": "AT_OR_UNDER",
            "income_area": "CA",
            "guideline_area": "48 STATES",
            "largest_size": 25,
            "tables_of": "PROGRAM_YEAR",
            "categorical": [],
        },
    ),
)
