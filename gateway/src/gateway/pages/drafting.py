"""Drafts of a record's unsaved changes: kept while somebody types, offered on return (R241)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from gateway import access, formatting, recordform
from gateway.context import gateway, principal
from gateway.drafts import Draft
from gateway.forms import reading
from gateway.pages.record import routes
from homefire.errors import NotPermitted


@routes.post("/customers/<int:number>/draft")
@access.page
def keep_draft(number: int) -> Response:
    """Keeps what is in the form; answers the hour at which it was kept, as the page shows it."""
    if not principal().may("customers:write"):
        raise NotPermitted()
    base = recordform.read_base(request.form.get("base", ""))
    version = reading.number("version") or 0
    kept = keep_draft_of(number, recordform.read_values(request.form), base, version)
    clock = formatting.Clock(gateway().settings.base.time_zone)
    return jsonify(at=clock.military_minutes(kept.isoformat()))


@routes.post("/customers/<int:number>/draft/discard")
@access.page
def discard_draft(number: int) -> Response:
    """Ends the draft that was offered."""
    gateway().drafts.forget(principal().id, number)
    return redirect(url_for("record.show", number=number), code=303)


def keep_draft_of(number: int, values: dict[str, str], base: dict[str, str], version: int) -> datetime:
    """Keeps the changed fields with what they were changed from; without any, there is no draft."""
    now = datetime.now(UTC)
    names = recordform.changed(values, base)
    if not names:
        gateway().drafts.forget(principal().id, number)
        return now
    draft = Draft(
        values={name: values[name] for name in names},
        base={name: base.get(name, "") for name in names},
        version=version,
        saved_at=now,
    )
    gateway().drafts.keep(principal().id, number, draft)
    return now
