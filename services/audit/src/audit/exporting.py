"""Exports: the note that somebody takes rows of a record away as a file, written before they get it (R86, R253)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit import events, usecases
from audit.domain import codes
from audit.domain.exported import describe_export
from audit.grid import note_facts
from audit.sealing import KeyRing
from homefire import belonging
from homefire.events import new_id
from homefire.work import Work


def record_export(work: Work, keys: KeyRing, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Stored, and so permanent, when this answers: whoever gives the file out asks first.

    The note stands where the record's rows stand: under the survivor of a merge, and also under a deleted record,
    which can be looked at. Raises `CustomerNotFound`.
    """
    number = belonging.lead(work.session, number)
    usecases.require_known(work, number)
    stamp, note_id = work.stamp(), new_id()
    told = {name: body[name] for name in ("grid", "format", "rows")}
    event_id = work.emit(
        events.export_done,
        subject=number,
        aggregate=f"note/{note_id}",
        sequence=1,
        data={"note_id": str(note_id), **told},
        stamp=stamp,
    )
    text = describe_export(body["grid"], body["format"], body["rows"], body["chosen"], body["sorted_by"])
    note = usecases.note_of(work, stamp, number, note_id, event_id, text)
    own = {"source": "automatic", "event_type": "export_done", "action_code": codes.EXPORTED}
    leaf = usecases.append(work, keys, note | own)
    return {**note_facts(leaf), "action_label": codes.EXPORTED_LABEL, "program": ""}
