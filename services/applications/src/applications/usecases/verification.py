"""The verification panel: reading it, deciding an item, linking documents, following those that come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, events, panel, proofs
from applications.domain import verification as rules
from applications.domain.verification import ItemStatus, Rule
from applications.repository import verifying as repository
from applications.schemas.verification import UploadedDocument
from applications.usecases import aggregate, verifying
from homefire import belonging, projection, schemas
from homefire.events import Event
from homefire.rules import RuleBroken
from homefire.schemas import in_field
from homefire.work import Work

_uploaded = UploadedDocument()


def get_verification(work: Work, application_id: int) -> dict[str, Any]:
    """An application's five items with their documents and history, and the customer's other benefits."""
    row = repository.find_panel(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    return panel.whole(row)


def decide_verification(
    work: Work, application_id: int, item: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Verifies, rejects or reopens an item (R135, R136)."""
    application = aggregate.load(work, application_id)
    opened = verifying.open_panel(work, application)
    settings = verifying.settings_of(opened, item)
    code, action, reason = settings.code, body["action"], body["reason"]
    try:
        new = rules.decide(opened.status(code), action, settings.label)
    except RuleBroken as broken:
        raise errors.AlreadyDecided(broken.detail) from None
    linked = len(repository.documents_of(work.session, application_id, code))
    in_field("reason", lambda: rules.check_reason(action, settings, reason, documents=linked))
    aggregate.touch(application, work.stamp())
    verifying.move(work, opened, code, new, reason=reason)
    return get_verification(work, application_id)


def link_verification_document(
    work: Work, application_id: int, item: str, body: Mapping[str, Any]
) -> dict[str, Any]:
    """Links one of the customer's documents to an item; what nobody had begun is then under review (R136)."""
    application = aggregate.load(work, application_id)
    opened = verifying.open_panel(work, application)
    settings = verifying.settings_of(opened, item)
    code = settings.code
    document = proofs.document_of(work, application.customer_number, body["document_id"])
    in_field("document_id", lambda: rules.check_serves(settings, document["document_type"]))
    if document["document_id"] in repository.documents_of(work.session, application_id, code):
        return get_verification(work, application_id)
    stamp = work.stamp()
    aggregate.touch(application, stamp)
    verifying.link(work, opened, code, document, stamp.entered_by)
    if opened.status(code) is ItemStatus.NOT_STARTED:
        verifying.move(work, opened, code, ItemStatus.REVIEW, reason=_named(document))
    else:
        told = document | {"item": code, "item_label": settings.label}
        aggregate.tell(work, events.verification_document_linked, application, told)
    return get_verification(work, application_id)


def follow_document(work: Work, event: Event) -> None:
    """Remembers a document that came in, and puts what it serves under review by rule (R140).

    Imported history is remembered and starts nothing.
    """
    document = schemas.load(_uploaded, event.data)
    number = int(event.subject)
    kept = document | {"customer_number": number}
    projection.remember(work.session, proofs.DOCUMENTS, str(document["document_id"]), event.sequence, kept)
    if event.historic:
        return
    for application in repository.lock_open(work.session, belonging.lead(work.session, number)):
        opened = verifying.open_panel(work, application)
        served = [
            each.code
            for each, status in opened.pairs
            if rules.after_document(each, status, document["document_type"])
        ]
        if served:
            aggregate.touch(application, work.stamp())
        for code in served:
            verifying.link(work, opened, code, document, "")
            rule = Rule.DOCUMENT_RECEIVED
            verifying.move(work, opened, code, ItemStatus.REVIEW, reason=_named(document), rule=rule)


def _named(document: Mapping[str, Any]) -> str:
    return f"{document['document_type'].replace('_', ' ')} {document['file_name']}"
