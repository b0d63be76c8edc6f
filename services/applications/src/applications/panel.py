"""From rows to what the verification panel and the customer record show of the items (R134 to R140)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from applications.domain import application as applications
from applications.domain import verification as rules
from applications.domain.parts.verification import VERIFICATION
from applications.domain.status import Status
from applications.domain.verification import ItemSettings, ItemStatus
from homefire import reference

_DOCUMENT = ("document_id", "document_type", "file_name", "linked_by", "linked_at")
_CHANGE = ("old_status", "new_status", "reason", "rule", "document_ids", "entered_by", "entered_at")
_BENEFIT = ("id", "since", "amount", "entered_by", "entered_at")


def in_the_record(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The five items of an application as chips: where each stands, since when, and where to start (R139)."""
    settings, stored = _settings_of(row), _by_code(row["verification_items"])
    start = rules.where_to_start(_pairs(settings, stored), Status(row["status"]))
    return [_chip(each, stored.get(code, {}), start) for code, each in settings.items()]


def opened(row: Mapping[str, Any]) -> list[str]:
    """The required items that are to be looked at again, by what they are called."""
    settings, stored = _settings_of(row), _by_code(row["verification_items"])
    return [each.label for each in rules.standing_at(_pairs(settings, stored), ItemStatus.REVIEW)]


def rejected(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The required items that were rejected, by what they are called, each with the reason."""
    settings, stored = _settings_of(row), _by_code(row["verification_items"])
    found = rules.standing_at(_pairs(settings, stored), ItemStatus.REJECTED)
    return [(each.label, stored[each.code]["reason"]) for each in found]


def whole(row: Mapping[str, Any]) -> dict[str, Any]:
    """The panel of one application with documents, benefits and history."""
    settings, stored = _settings_of(row), _by_code(row["verification_items"])
    pairs = _pairs(settings, stored)
    start = rules.where_to_start(pairs, Status(row["status"]))
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "program": applications.title(row["program_code"], row["program_year"]),
        "status": row["status"],
        "version": row["version"],
        "missing": rules.missing(pairs),
        "items": [_item(each, stored.get(code, {}), start, row) for code, each in settings.items()],
        "benefits": [_benefit(each) for each in row["benefits"]],
    }


def _settings_of(row: Mapping[str, Any]) -> dict[str, ItemSettings]:
    said = row["verification_part"]
    return rules.settings_of(VERIFICATION.shipped if said is None else said)


def _by_code(rows: Iterable[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {row["code"]: row for row in rows}


def _pairs(
    settings: Mapping[str, ItemSettings], stored: Mapping[str, Mapping[str, Any]]
) -> list[tuple[ItemSettings, ItemStatus]]:
    return [
        (each, rules.standing(each, stored[code]["status"] if code in stored else None))
        for code, each in settings.items()
    ]


def _chip(settings: ItemSettings, stored: Mapping[str, Any], start: str | None) -> dict[str, Any]:
    status = rules.standing(settings, stored.get("status"))
    return {
        "code": settings.code,
        "label": settings.label,
        "status": str(status),
        "rule": stored.get("rule", "") if settings.applies else "",
        "changed_at": stored.get("changed_at") if settings.applies else None,
        "start": settings.code == start,
    }


def _item(
    settings: ItemSettings, stored: Mapping[str, Any], start: str | None, row: Mapping[str, Any]
) -> dict[str, Any]:
    status = rules.standing(settings, stored.get("status"))
    return _chip(settings, stored, start) | {
        "required": settings.required,
        "wants_document": settings.wants_document,
        "document_types": list(settings.document_types),
        "rules": list(settings.rules),
        "reason": stored.get("reason", ""),
        "changed_by": stored.get("changed_by", ""),
        "actions": [str(action) for action in rules.possible(status)],
        "documents": _of_item(row["documents"], settings.code, _DOCUMENT),
        "history": _of_item(row["changes"], settings.code, _CHANGE),
    }


def _of_item(rows: Iterable[Mapping[str, Any]], code: str, names: Iterable[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows if row["code"] == code]


def _benefit(row: Mapping[str, Any]) -> dict[str, Any]:
    labelled = {name: reference.labelled(row, name) for name in ("kind", "verified_by")}
    return {name: row[name] for name in _BENEFIT} | labelled
