"""The forms in which the housing of an application is compared and answered (R266)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications.domain import application as titles
from applications.domain import housing as rules
from applications.models import Housing
from homefire import reference

_AS_STORED = tuple(name for name in rules.BLANK if name != "housing")


def state_of(kept: Housing) -> dict[str, Any]:
    """The housing as JSON primitives, for comparing."""
    return {name: getattr(kept, name) for name in rules.TRACKED}


def present(row: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to whoever asks; an application about whose housing nothing is said answers with blanks."""
    housing = row["housing"] or ""
    said = {name: rules.BLANK[name] if row[name] is None else row[name] for name in _AS_STORED}
    return said | {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": titles.title(row["program_code"], row["program_year"]),
        "intake_date": row["intake_date"],
        "housing": reference.labelled({**row, "housing": housing}, "housing"),
        "homeowner": rules.homeowner(housing),
        "version": row["version"],
    }
