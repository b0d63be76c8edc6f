"""Presets of e-mail: dated texts that a program manager keeps (R216, R243)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from homefire import reference_rules
from homefire.reference_editing import reference_changed
from homefire.schemas import in_field
from homefire.work import Work
from messaging import errors
from messaging.domain.presets import check_preset
from messaging.models import MessagePreset
from messaging.repository import presets as repository

LIST = "message_preset"
_TEXTS = ("label", "subject", "body")


def list_presets(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """The presets that hold today, or all of them for an editor."""
    return {"items": repository.list_presets(work.connection, None if query["all"] else work.today())}


def add_preset(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """A new preset, from today unless another day is given. Raises `PresetOverlaps`."""
    preset = _new(
        work,
        {name: body[name] for name in ("program", "code", "valid_to")} | _texts(body),
        body["valid_from"] or work.today(),
    )
    _tell(work, preset, "added")
    return _row(preset)


def change_preset(work: Work, preset_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another text from a day on: the old one ends on the day before, so that what was sent stays explained."""
    preset = _find(work, preset_id)
    texts = _texts(body)
    if all(getattr(preset, name) == text for name, text in texts.items()):
        return _row(preset)
    effective = body["effective"] or preset.valid_from
    if effective != preset.valid_from:
        in_field("effective", lambda: _check_within(preset, effective))
        preset = _split(work, preset, effective, texts)
    else:
        for name, text in texts.items():
            setattr(preset, name, text)
        _stamp(work, preset)
    _tell(work, preset, "changed")
    return _row(preset)


def date_preset(work: Work, preset_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The last day on which a preset may be used; none takes it back into use."""
    preset = _find(work, preset_id)
    if preset.valid_to == body["valid_to"]:
        return _row(preset)
    preset.valid_to = body["valid_to"]
    _stamp(work, preset)
    _tell(work, preset, "dated")
    return _row(preset)


def _find(work: Work, preset_id: int) -> MessagePreset:
    preset = repository.find_for_change(work.session, preset_id)
    if preset is None:
        raise errors.PresetNotFound()
    work.check_version(preset.version)
    return preset


def _texts(body: Mapping[str, Any]) -> dict[str, str]:
    """The texts that were given, each of which may stand in a preset."""
    return {name: in_field(name, partial(check_preset, body[name])) for name in _TEXTS if name in body}


def _check_within(preset: MessagePreset, effective: date) -> None:
    entry = reference_rules.Entry(
        preset.code, preset.label, preset.program, preset.valid_from, preset.valid_to
    )
    reference_rules.changed(entry, effective, preset.label, None)


def _split(work: Work, old: MessagePreset, effective: date, texts: Mapping[str, str]) -> MessagePreset:
    kept: dict[str, Any] = {name: getattr(old, name) for name in ("program", "code", "valid_to", *_TEXTS)}
    old.valid_to = effective - timedelta(days=1)
    _stamp(work, old)
    return _new(work, {**kept, **texts}, effective)


def _new(work: Work, values: Mapping[str, Any], valid_from: date) -> MessagePreset:
    stamp = work.stamp()
    preset = MessagePreset(
        **values, valid_from=valid_from, version=1, updated_by=stamp.entered_by, updated_at=stamp.entered_at
    )
    work.session.add(preset)
    work.session.flush()
    return preset


def _stamp(work: Work, preset: MessagePreset) -> None:
    stamp = work.stamp()
    preset.version += 1
    preset.updated_by, preset.updated_at = stamp.entered_by, stamp.entered_at
    work.session.flush()


def _row(preset: MessagePreset) -> dict[str, Any]:
    return {column.name: getattr(preset, column.name) for column in MessagePreset.__table__.columns}


def _tell(work: Work, preset: MessagePreset, action: str) -> None:
    """As a change of a reference list: it concerns no customer, so it becomes no note."""
    work.emit(
        reference_changed,
        subject=f"reference/{LIST}",
        aggregate=f"message_preset/{preset.id}",
        sequence=preset.version,
        data={"list": LIST, "program": preset.program, "code": preset.code, "action": action},
    )
