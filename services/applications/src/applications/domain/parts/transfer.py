"""What holds for a transfer to CORE: its clocks, what blocks it, and the contracts of the program years (R92)."""

from __future__ import annotations

from applications.domain.finding import BLOCKABLE
from applications.domain.program_part import Column, ColumnKind, Part

_FIRST_YEAR, _LAST_YEAR = 2018, 2027
_DAYS = 9999

TRANSFER = Part(
    "transfer",
    "Transfer to CORE",
    "How many days may lie between the dates of an application, and which findings keep it from being transferred."
    " What is not chosen under Blocks is a warning; a contract may have blocks of its own. A supervisor may override a"
    " block with a reason.",
    (
        Column("document_days", "Documents at most this many days before intake", ColumnKind.NUMBER, True, most=_DAYS),
        Column("certification_days", "Certified at most this many days after intake", ColumnKind.NUMBER, True, most=_DAYS),
        Column("transfer_days", "Sent at most this many days after certification", ColumnKind.NUMBER, True, most=_DAYS),
        Column("consent_years", "A consent lasts this many years", ColumnKind.NUMBER, True, most=99),
        Column("appeal_days", "An appeal is reviewed within this many days", ColumnKind.NUMBER, True, most=_DAYS),
        Column("blocks", "Blocks", ColumnKind.CHOICES, choices=tuple(BLOCKABLE)),
    ),
    (
        {
            "document_days": 42,
            "certification_days": 60,
            "transfer_days": 120,
            "consent_years": 3,
            "appeal_days": 15,
            "blocks": [],
        },
    ),
)  # fmt: skip

CONTRACTS = Part(
    "contracts",
    "Contracts with CSD",
    "The performance dates of the contract of each program year, whether its funds are spent, and which findings keep an"
    " application under it from being transferred: those that are chosen here, or the program's own where none is.",
    (
        Column("program_year", "Program Year", ColumnKind.NUMBER, True, most=9999),
        Column("starts", "Performance begins", ColumnKind.DAY, True),
        Column("ends", "Performance ends", ColumnKind.DAY, True),
        Column("out_of_funds", "Out of funds", ColumnKind.FLAG),
        Column("blocks", "Blocks under this contract", ColumnKind.CHOICES, choices=tuple(BLOCKABLE)),
    ),
    tuple(
        # 2023 LIHEAP ran from 11/1/2022 to 7/31/2024; the other years are proposed by its pattern.
        {
            "program_year": year,
            "starts": f"{year - 1}-11-01",
            "ends": f"{year + 1}-07-31",
            "out_of_funds": False,
            "blocks": [],
        }
        for year in range(_FIRST_YEAR, _LAST_YEAR + 1)
    ),
    key=("program_year",),
)
