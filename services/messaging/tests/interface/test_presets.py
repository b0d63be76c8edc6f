"""Presets of e-mail: dated texts of a program, without anything personal in them (R215, R216, R243)."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

TEXTS = {"label": "Missing papers", "subject": "Papers are missing", "body": "Bring the papers."}


def preset(**fields: Any) -> dict[str, Any]:
    """A preset that is accepted, with these fields instead."""
    return (
        {"code": f"P{uuid.uuid4().hex[:12]}", "program": "HEAP", "valid_from": "2026-01-01"} | TEXTS | fields
    )


@pytest.fixture
def manager(client: Any, running: Any) -> Any:
    """A program manager's client of messaging."""
    running("messaging")
    return client("messaging", role="program_manager")


def offered(http: Any, code: str, **query: Any) -> list[dict[str, Any]]:
    """The presets of a code."""
    items = http.get("/messaging/presets", params=query).json()["items"]
    return [each for each in items if each["code"] == code]


@pytest.mark.req("R216", "R243")
def test_preset_is_changed_from_a_day_on_and_ends(manager: Any) -> None:
    made = manager.post("/messaging/presets", json=preset()).json()
    path, later = f"/messaging/presets/{made['id']}", {"subject": "Still missing", "effective": "2099-01-01"}
    new = manager.patch(path, json=later, headers={"If-Match": str(made["version"])})
    assert (new.status_code, new.json()["valid_from"]) == (200, "2099-01-01")
    [today] = offered(manager, made["code"])
    assert (today["subject"], today["valid_to"]) == ("Papers are missing", "2098-12-31")
    assert len(offered(manager, made["code"], all=True)) == 2
    dated = manager.post(
        f"{path}/last-day", json={"valid_to": "2026-02-01"}, headers={"If-Match": str(today["version"])}
    )
    assert dated.status_code == 200, dated.text
    assert offered(manager, made["code"]) == []
    again = manager.post(
        f"{path}/last-day", json={"valid_to": None}, headers={"If-Match": str(dated.json()["version"])}
    )
    assert (again.status_code, again.json()["code"]) == (409, "preset_overlaps")


@pytest.mark.req("R215")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Dear {first_name}", "merge_field"),
        ("Your balance is <<BALANCE>>", "merge_field"),
        ("Your SSN 765 43 2108", "tax_id"),
        ("Account number 8817-3345-1102", "account_number"),
    ],
)
def test_preset_has_no_merge_field_and_nothing_personal(manager: Any, body: str, code: str) -> None:
    answer = manager.post("/messaging/presets", json=preset(body=body))
    assert answer.status_code == 422
    assert [(each["field"], each["code"]) for each in answer.json()["fields"]] == [("body", code)]


@pytest.mark.req("R216", "R247")
def test_presets_are_kept_by_program_managers_alone(manager: Any, client: Any) -> None:
    assert client("messaging").post("/messaging/presets", json=preset()).status_code == 403
    made = preset()
    assert manager.post("/messaging/presets", json=made).status_code == 201
    assert manager.post("/messaging/presets", json=made).json()["code"] == "preset_overlaps"
    backwards = manager.post("/messaging/presets", json=preset(valid_to="2025-01-01"))
    assert (backwards.status_code, backwards.json()["code"]) == (422, "ends_before_it_begins")
