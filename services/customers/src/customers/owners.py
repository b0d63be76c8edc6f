"""The services that own what belongs to a customer, and what they say of it: counts, and what stands against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from homefire.client import Call
from homefire.errors import Problem, Unavailable
from homefire.work import Work

COUNTING: Mapping[str, str] = {
    "applications": "count_customer_applications",
    "weatherization": "count_customer_dwellings",
    "appointments": "count_customer_appointments",
    "messaging": "count_customer_contact_entries",
    "documents": "count_customer_documents",
}
OWNERS = tuple(COUNTING)


class OwnerIsAway(Unavailable):
    """A service that owns a part of the record does not answer, so nobody can tell what stands under a number."""

    code = "owner_unavailable"
    sentence = "What belongs to this record cannot be told now. Nothing was changed; try again in a moment."


def ask_counts(work: Work, *questions: tuple[int, int | None]) -> list[dict[str, dict[str, Any]]]:
    """For each number, with another it might become one with: what every owner counts under it, by service.

    All are asked at once and have two seconds. Raises `OwnerIsAway` when one of them does not answer.
    """
    asked = [(service, number, other) for number, other in questions for service in OWNERS]
    calls = [
        Call(service, COUNTING[service], [number], {} if other is None else {"other": other})
        for service, number, other in asked
    ]
    outcomes = work.ask_all(calls)
    away = sorted(
        {call.service for call, found in zip(calls, outcomes, strict=True) if isinstance(found, Problem)}
    )
    if away:
        raise OwnerIsAway(
            f"What belongs to this record cannot be told now: {', '.join(away)} does not answer. "
            "Nothing was changed; try again in a moment.",
            services=away,
        )
    counts = dict(zip(asked, outcomes, strict=True))
    return [{service: counts[service, number, other] for service in OWNERS} for number, other in questions]


def blockers(counts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What keeps a record from being deleted, of everything that was counted (R11)."""
    return [
        {"service": service, "kind": item["kind"], "label": item["label"], "count": item["blocking"]}
        | {"sentence": item["sentence"]}
        for service, answer in counts.items()
        for item in answer["items"]
        if item["blocking"]
    ]
