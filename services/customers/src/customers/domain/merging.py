"""Two records becoming one: which fields go over together, and how a merge is taken back (R252)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from customers.domain import consents
from customers.domain.record import TRACKED
from homefire.rules import RuleBroken

SSN = "ssn"
SPECIAL_HANDLING = "special_handling"
EMAIL, EMAIL_BOUNCED = "email", "email_bounced"
MARKETING = "marketing_emails"
CONSENTS = {"sms_consent": consents.SMS, "email_consent": consents.EMAIL}
"""What nobody chooses: an opt-out goes over by itself. By the field's name, its channel."""
OPT_OUTS = CONSENTS | {MARKETING: consents.MARKETING}
Values = dict[str, Any]
Taken = dict[str, dict[str, Values]]
"""By the name of what was taken: the survivor's columns `before`, and what they became, `after`."""


def choice_of(name: str) -> str:
    """Under what a followed field is chosen: an address goes over as a whole, an extension with its number."""
    if name in ("tax_id_type", SSN):
        return SSN
    if name == "ethnicity_subcategory":
        return "ethnicity"
    return name.partition(".")[0].removesuffix("_extension")


CHOICES = tuple(dict.fromkeys(choice_of(name) for name in TRACKED))
"""What a survivor can take over, in the order of the record."""


def to_take(chosen: Iterable[str], merged: Mapping[str, Any], survivor: Mapping[str, Any]) -> list[str]:
    """What goes over: what was chosen, and what no merge may lose: special handling (R26) and opt-outs (R46).

    They go over even where the survivor has them already, so that they stay when another merge is undone. The
    survivor's own tax identifier stays (R20): another's is taken only where there is none. That e-mail came back
    goes with the address alone (R42).
    """
    names = set(chosen) - {EMAIL_BOUNCED}
    if SSN in names and (survivor[SSN] is not None or merged[SSN] is None):
        raise RuleBroken(
            "ssn_stays",
            "The survivor's SSN/Tax ID stays. It can be taken over only where the survivor has none and the "
            "merged record has one.",
        )
    if merged[SPECIAL_HANDLING]:
        names.add(SPECIAL_HANDLING)
    names |= {name for name in CONSENTS if merged.get(name) == consents.REVOKED}
    if _marketing_revoked(merged):
        names.add(MARKETING)
    elif _marketing_revoked(survivor):
        names.discard(MARKETING)
    if _same_address(merged, survivor):
        (names.discard if survivor.get(EMAIL_BOUNCED) else names.add)(EMAIL)
    return [name for name in (*CHOICES, *CONSENTS) if name in names]


def _marketing_revoked(state: Mapping[str, Any]) -> bool:
    """Whether the customer has said that they want no marketing; `marketing_consent` is what was said last."""
    return state.get("marketing_consent") == consents.REVOKED and not state.get(MARKETING)


def _same_address(merged: Mapping[str, Any], survivor: Mapping[str, Any]) -> bool:
    """Whether e-mail to one of two records that have the same address came back."""
    one, other = ((state.get(EMAIL) or "").casefold() for state in (merged, survivor))
    return bool(one) and one == other and bool(merged.get(EMAIL_BOUNCED) or survivor.get(EMAIL_BOUNCED))


@dataclass
class TakenBack:
    """How a merge is undone: the survivor's columns to set, what stays, and what later merges remember instead."""

    columns: Values = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    later: dict[int, Taken] = field(default_factory=dict)


def take_back(taken: Taken, current: Values, later: Mapping[int, Taken]) -> TakenBack:
    """Which of the fields that were taken over return to what they were.

    A field that was changed since stays as it is. One that a later merge has taken over in its turn, be it the same
    value, stays with that merge, which will go back to what was there before this one. `later` holds merges still in
    effect, oldest first.
    """
    found = TakenBack()
    for name, change in taken.items():
        before, after = change["before"], change["after"]
        heir = next(
            (merge for merge, other in later.items() if other.get(name, {}).get("before") == after), None
        )
        if heir is not None:
            remembered = found.later.get(heir, dict(later[heir]))
            found.later[heir] = remembered | {name: {**remembered[name], "before": before}}
        elif all(current[column] == value for column, value in after.items()):
            found.columns |= before
        else:
            found.kept.append(name)
    return found


def move_state(expected: Mapping[str, Any], counts: list[dict[str, Any]] | None, merged: bool) -> str:
    """`waiting` until a service has told of its rows, then `complete`, or `mismatch` where the counts differ.

    `expected` has, by kind, how many rows stood under the merged number and under the survivor's before.
    """
    if counts is None:
        return "waiting"
    found = {count["kind"]: count for count in counts}
    if not merged:
        return "complete" if all(count["moved"] == 0 for count in counts) else "mismatch"
    return (
        "complete" if all(_adds_up(kind, found.get(name)) for name, kind in expected.items()) else "mismatch"
    )


def _adds_up(before: Mapping[str, int], after: Mapping[str, int] | None) -> bool:
    return (
        after is not None
        and after["left"] == 0
        and after["moved"] == before["merged"]
        and after["gathered"] == before["merged"] + before["survivor"]
    )
