"""The form of a secure message: what was typed, whom it goes to, and the document that goes with it (R226 to R233).

A document is uploaded first, under a key that the form carries from then on: a form that comes back with a question
keeps it, since no browser fills in a file again.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from gateway.documenttypes import LONGEST_CHOICE, fields_of
from homefire.errors import AcknowledgementRequired, Conflict, FieldProblem, Invalid, Problem, Unavailable

UPLOAD = "upload"
"""The action of the button `upload file`, which sends the message with the document (R232)."""
_TO = re.compile(r"(staff|customer|vendor):(\d{0,12}):(\d{0,12})", re.ASCII)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LONGEST = 4000
"""Characters of a text that are read at all; how many may be sent the service says."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """One whom a message can go to: the value of the choice, and how it reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class MessageForm:
    """`to` is a choice, `key` makes a second press no second message, `document_key` names what was uploaded.

    `document_type` is a choice of `gateway.documenttypes`.
    """

    to: str = ""
    text: str = ""
    document_type: str = ""
    document_key: str = ""
    document_name: str = ""
    without_text: bool = False
    dormant_confirmed: bool = False
    acknowledgement: str = ""
    action: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    upload_key: str = field(default_factory=lambda: secrets.token_hex(32))
    problem: Problem | None = None

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field."""
        return {entry.field: entry.detail for entry in self.problem.fields} if self.problem else {}

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

    @property
    def asks_acknowledgement(self) -> bool:
        """Whether the record is under special handling (R26)."""
        asked = isinstance(self.problem, AcknowledgementRequired)
        return asked or bool(self.acknowledgement)

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


def read(values: Mapping[str, str]) -> MessageForm:
    """What was sent."""

    def known(name: str) -> str:
        text = values.get(name, "")
        return text if _KEY.fullmatch(text) else ""

    return MessageForm(
        to=values.get("to", ""),
        text=values.get("text", "")[:_LONGEST],
        document_type=values.get("document_type", "")[:LONGEST_CHOICE],
        document_key=known("document_key"),
        document_name=values.get("document_name", "")[:150],
        without_text=values.get("without_text") == "yes",
        dormant_confirmed=values.get("dormant_confirmed") == "yes",
        acknowledgement=" ".join(values.get("acknowledgement", "").split()),
        action=values.get("action", ""),
        key=values.get("key") or str(uuid.uuid4()),
        upload_key=known("upload_key") or secrets.token_hex(32),
    )


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
        return refused(form, problem)
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


def refused(form: MessageForm, problem: Problem) -> MessageForm:
    """The form again. An answer that did not come was perhaps a message: only its own key keeps it from a second."""
    if isinstance(problem, Unavailable):
        return replace(form, problem=problem)
    fresh: dict[str, Any] = {"key": str(uuid.uuid4()), "upload_key": secrets.token_hex(32)}
    if problem.code in ("message_document_not_found", "document_sent"):
        fresh |= {"document_key": "", "document_name": ""}
    return replace(form, problem=problem, **fresh)


def offered_to_staff(customer: str, vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom the staff can write to in a customer's record: the customer, and vendors who work for them (R226, R238)."""
    jobs = dict.fromkeys(job for vendor in vendors for job in vendor["jobs"])
    found = [Addressee("customer::", customer)]
    found += [Addressee(f"customer::{job}", _about_project(customer, job)) for job in jobs]
    return found + _vendors(vendors)


def offered_to_staff_of_vendor(customers: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """About whom the staff can write to a vendor."""
    return [Addressee(f"vendor:{each['number']}:", _about(each)) for each in customers]


def offered_to_customer(vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom a customer can write to: the agency, and vendors who work for them."""
    agency = _("The agency")
    jobs = dict.fromkeys(job for vendor in vendors for job in vendor["jobs"])
    found = [Addressee("staff::", agency)]
    found += [Addressee(f"staff::{job}", _about_project(agency, job)) for job in jobs]
    return found + _vendors(vendors)


def offered_to_vendor(customers: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    """Whom a vendor can write to: the agency about a customer, and the customer."""
    found = []
    for each in customers:
        found.append(Addressee(f"staff:{each['number']}:", _("The agency, %(about)s", about=_about(each))))
        found.append(Addressee(f"customer:{each['number']}:", f"{each['name']} ({each['number']})"))
    return found


def reply_to(message: Mapping[str, Any], own: str) -> str:
    """The choice that answers a message: whoever it is between besides oneself."""
    parties = {message["sender"]["kind"], message["recipient"]}
    [other] = parties - {own} if len(parties - {own}) == 1 else [""]
    if not other:
        return ""
    if own == "vendor":
        number = message["customer_number"]
    else:
        number = message["vendor"]["number"] if other == "vendor" and message["vendor"] else ""
    return f"{other}:{number}:{message['job_id'] or ''}"


def _vendors(vendors: Sequence[Mapping[str, Any]]) -> list[Addressee]:
    found = []
    for vendor in vendors:
        found.append(Addressee(f"vendor:{vendor['number']}:", vendor["name"]))
        found += [
            Addressee(f"vendor:{vendor['number']}:{job}", _about_project(vendor["name"], job))
            for job in vendor["jobs"]
        ]
    return found


def _about_project(name: str, job: int) -> str:
    return _("%(name)s, about project %(job)s", name=name, job=job)


def _about(customer: Mapping[str, Any]) -> str:
    return _("about %(name)s (%(number)s)", name=customer["name"], number=customer["number"])
