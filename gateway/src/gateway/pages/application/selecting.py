"""Which of a customer's applications a page is about (R80)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request


def selected_application(
    section: Mapping[str, Any], shown: Mapping[str, Any] | None = None
) -> Mapping[str, Any] | None:
    """The application that the record's head tells of; None without one, and while nobody can tell.

    It is the one whose page this is, the one that was chosen, else the newest active one, else the newest. The
    service lists the newest first.
    """
    if section["state"] != "ok":
        return None
    items: list[Mapping[str, Any]] = section["data"]["items"]
    wanted = str(shown["id"]) if shown else request.args.get("application", "")
    return next((item for item in items if str(item["id"]) == wanted), newest_active(section))


def newest_active(section: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The newest application that leaves no room for another (R90), else the newest one; None as above."""
    if section["state"] != "ok":
        return None
    items: list[Mapping[str, Any]] = section["data"]["items"]
    return next((item for item in items if item.get("active", True)), items[0] if items else None)
