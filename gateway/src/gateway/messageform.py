"""The form of a secure message: what was typed, whom it goes to, and the document that goes with it (R226 to R233).

A document is uploaded first, under a key that the form carries from then on: a form that comes back with a question
keeps it, since no browser fills in a file again.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from flask import request
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from gateway.documenttypes import LONGEST_CHOICE, fields_of
from gateway.forms import Form
from homefire.errors import Conflict, FieldProblem, Invalid, Problem, Unavailable

UPLOAD = "upload"
"""The action of the button `upload file`, which sends the message with the document (R232)."""
_TO = re.compile(r"(staff|customer|vendor):(\d{0,12}):(\d{0,12})", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST = 4000
"""Characters of a text that are read at all; how many may be sent the service says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageForm(Form):
    """`to` is a choice of `gateway.addressees`, `document_type` one of `gateway.documenttypes`.

    `upload_key` is the key under which a file is uploaded, `document_key` that of the one which was.
    """

    to: str = ""
    text: str = ""
    document_type: str = ""
    document_key: str = ""
    document_name: str = ""
    without_text: bool = False
    dormant_confirmed: bool = False
    action: str = ""
    upload_key: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def asks_without_text(self) -> bool:
        """Whether a document alone waits for its confirmation."""
        return self._coded("text_is_empty") or self.without_text

    @property
    def asks_dormant(self) -> bool:
        """Whether the customer is dormant and the sender has yet to say that it is meant."""
        return self.dormant_confirmed or (
            self.problem is not None and self.problem.code == "customer_dormant"
        )

    def _coded(self, code: str) -> bool:
        return self.problem is not None and any(entry.code == code for entry in self.problem.fields)

    def body(self, **named: Any) -> dict[str, Any]:
        """What the operation takes; `named` says which part the number in `to` plays. Raises `Invalid`."""
        match = _TO.fullmatch(self.to)
        if match is None:
            detail = _("Choose whom the message goes to.")
            raise Invalid(detail, fields=[FieldProblem("to", "required", detail)])
        side, number, job = match.groups()
        body: dict[str, Any] = {"to": side, "text": self.text, **named}
        if number:
            body.setdefault("vendor_number", int(number))
        if job:
            body["job_id"] = int(job)
        if self.document_key:
            body["document_key"] = self.document_key
        for name in ("without_text", "dormant_confirmed"):
            if getattr(self, name):
                body[name] = True
        return body

    @property
    def number(self) -> int | None:
        """The number in `to`."""
        match = _TO.fullmatch(self.to)
        return int(match[2]) if match and match[2] else None

    def refused(self, problem: Problem, *, inline: bool = False) -> Self:
        """The form again, with a fresh key for the next file too, unless the answer was perhaps a message."""
        form = Form.refused(self, problem, inline=inline)
        if isinstance(problem, Unavailable):
            return form
        fresh: dict[str, Any] = {"upload_key": secrets.token_hex(32)}
        if problem.code in ("message_document_not_found", "document_sent"):
            fresh |= {"document_key": "", "document_name": ""}
        return replace(form, **fresh)


def read() -> MessageForm:
    """What this request sent."""
    return MessageForm(
        to=request.form.get("to", ""),
        text=request.form.get("text", "")[:_LONGEST],
        document_type=request.form.get("document_type", "")[:LONGEST_CHOICE],
        document_key=_key("document_key"),
        document_name=request.form.get("document_name", "")[:150],
        without_text=request.form.get("without_text") == "yes",
        dormant_confirmed=request.form.get("dormant_confirmed") == "yes",
        action=request.form.get("action", ""),
        upload_key=_key("upload_key") or secrets.token_hex(32),
    ).sent()


def _key(name: str) -> str:
    text = request.form.get(name, "")
    return text if _KEY.fullmatch(text) else ""


def send(
    form: MessageForm,
    file: FileStorage | None,
    upload: Callable[[Mapping[str, str], FileStorage], Mapping[str, Any]],
    write: Callable[[MessageForm], Any],
) -> MessageForm | None:
    """Uploads the document if one was chosen, then sends; the form with its problem where that was refused."""
    try:
        if file is not None and file.filename:
            name = _uploaded(form, file, upload)
            form = replace(form, document_key=form.upload_key, document_name=name)
        elif form.action == UPLOAD and not form.document_key:
            detail = _("Choose a file first.")
            raise Invalid(detail, fields=[FieldProblem("file", "required", detail)])
        write(form)
    except Problem as problem:
        return form.refused(problem)
    return None


def _uploaded(
    form: MessageForm,
    file: FileStorage,
    upload: Callable[[Mapping[str, str], FileStorage], Mapping[str, Any]],
) -> str:
    """What the document is called. One whose message has gone is there already when a form comes a second time."""
    try:
        taken = upload({**fields_of(form.document_type), "key": form.upload_key}, file)
    except Conflict as problem:
        if problem.code != "document_key_used":
            raise
        return str(file.filename)
    return str(taken["file_name"])
