"""The parts that every program has, one module per part."""

from __future__ import annotations

from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_SETTINGS, CHECKLIST_STATUSES
from applications.domain.parts.eligibility import ELIGIBILITY
from applications.domain.parts.questionnaire import QUESTIONNAIRE
from applications.domain.parts.summary_fields import SUMMARY_FIELDS
from applications.domain.parts.transfer import CONTRACTS, TRANSFER
from applications.domain.parts.transitions import TRANSITIONS
from applications.domain.parts.verification import VERIFICATION
from applications.domain.program_part import Part

_OFFERED: tuple[Part, ...] = (
    TRANSITIONS,
    VERIFICATION,
    ELIGIBILITY,
    TRANSFER,
    CONTRACTS,
    SUMMARY_FIELDS,
    QUESTIONNAIRE,
    CHECKLIST,
    CHECKLIST_STATUSES,
    CHECKLIST_SETTINGS,
)

PARTS: dict[str, Part] = {part.name: part for part in _OFFERED}
"""Each part by its name, in the order in which a page offers them."""
