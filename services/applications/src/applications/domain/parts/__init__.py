"""The parts that every program has, one module per part."""

from __future__ import annotations

from applications.domain.parts.questionnaire import QUESTIONNAIRE
from applications.domain.program_part import Part

_OFFERED: tuple[Part, ...] = (QUESTIONNAIRE,)

PARTS: dict[str, Part] = {part.name: part for part in _OFFERED}
"""Each part by its name, in the order in which a page offers them."""
