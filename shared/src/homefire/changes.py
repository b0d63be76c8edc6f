"""What differs between two states of something, in the form in which events and notes tell it (R204)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TrackedField:
    """How one field shows up in a change: its label, how a value reads, whether its values stay hidden."""

    label: str
    show: Any = None
    protected: bool = False


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], tracked: Mapping[str, TrackedField]
) -> list[dict[str, Any]]:
    """What differs between two states, field by field, in the order of `tracked` (R204).

    Values must be JSON primitives. A protected field is compared and its values are left out.
    """
    changes: list[dict[str, Any]] = []
    for name, how in tracked.items():
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        change: dict[str, Any] = {"field": name, "label": how.label}
        if how.protected:
            change["protected"] = True
        else:
            change |= {"old": old, "new": new}
            if how.show is not None:
                change |= {"old_text": how.show(old), "new_text": how.show(new)}
        changes.append(change)
    return changes
