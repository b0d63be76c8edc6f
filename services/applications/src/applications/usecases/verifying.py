"""Moving a verification item, by a person's decision or by a rule, and telling it (R134 to R143)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from applications import errors, events
from applications.domain import verification as rules
from applications.domain.parts.verification import VERIFICATION
from applications.domain.verification import ItemSettings, ItemStatus
from applications.models import Application, VerificationChange, VerificationDocument, VerificationItem
from applications.repository import programs, verifying
from applications.usecases import aggregate
from homefire.rules import RuleBroken
from homefire.work import Work

_UNSAID = "the residence changed, nobody said why"


@dataclass(frozen=True, slots=True)
class Panel:
    """An application's items while they are changed. The application's row is locked."""

    application: Application
    settings: dict[str, ItemSettings]
    stored: dict[str, VerificationItem]

    def status(self, code: str) -> ItemStatus:
        """Where an item stands."""
        item = self.stored.get(code)
        return rules.standing(self.settings[code], item.status if item else None)

    @property
    def pairs(self) -> list[tuple[ItemSettings, ItemStatus]]:
        """Every item's settings with where it stands, in the panel's order."""
        return [(each, self.status(code)) for code, each in self.settings.items()]


def open_panel(work: Work, application: Application) -> Panel:
    """The items of an application under what its program said on the intake date (R143)."""
    rows = programs.rows_of(work.connection, application.program_code, VERIFICATION, application.intake_date)
    return Panel(application, rules.settings_of(rows), verifying.find_items(work.session, application.id))


def settings_of(panel: Panel, item: str) -> ItemSettings:
    """What the program says of an item that a caller names, in any case; raises `NoSuchItem`."""
    try:
        return panel.settings[rules.parse_item(item)]
    except RuleBroken as broken:
        raise errors.NoSuchItem(broken.detail) from None


def move(work: Work, panel: Panel, code: str, new: ItemStatus, *, reason: str = "", rule: str = "") -> None:
    """Puts an item where a decision or a rule takes it, keeps the change and tells it.

    The caller has counted the application's change (`aggregate.touch`). A rule has no user (R140, R201).
    """
    application, old, now = panel.application, panel.status(code), work.now()
    by = "" if rule else work.stamp().entered_by
    item = panel.stored.get(code)
    if item is None:
        item = panel.stored[code] = VerificationItem(application_id=application.id, code=code)
        work.session.add(item)
    item.status, item.reason, item.rule = new, reason, rule
    item.changed_by, item.changed_at = by, now
    documents = verifying.documents_of(work.session, application.id, code)
    work.session.add(
        VerificationChange(
            application_id=application.id,
            code=code,
            old_status=old,
            new_status=new,
            reason=reason,
            rule=rule,
            document_ids=documents,
            entered_by=by,
            entered_at=now,
        )
    )
    work.session.flush()
    _tell(work, application, _told(panel.settings[code], old, item, documents), by_rule=bool(rule))


def link(work: Work, panel: Panel, code: str, document: dict[str, Any], by: str) -> None:
    """Keeps that a document serves an item: id, type and name, as the documents service or the caller told them."""
    work.session.add(
        VerificationDocument(
            application_id=panel.application.id,
            code=code,
            document_id=document["document_id"],
            document_type=document["document_type"],
            file_name=document["file_name"],
            linked_by=by,
            linked_at=work.now(),
        )
    )
    work.session.flush()


def refuse_unverified(work: Work, application: Application) -> None:
    """Raises `NotVerified` with the items that are missing for ELIGIBLE (R80)."""
    lacking = rules.missing(open_panel(work, application).pairs)
    try:
        rules.check_ready(lacking)
    except RuleBroken as broken:
        raise errors.NotVerified(broken.detail, missing=lacking) from None


def rests_on_place(work: Work, application: Application) -> bool:
    """Whether verification has begun of what hangs on the place of service (R142)."""
    panel = open_panel(work, application)
    return rules.rests_on_place({code: panel.status(code) for code in panel.settings})


def opens_again(work: Work, application: Application, *, moved: bool = True) -> list[str]:
    """The items that a move to another place opens again; where nobody said that it is one, the address alone."""
    panel = open_panel(work, application)
    return [
        code
        for code in panel.settings
        if (moved or code == rules.ADDRESS) and rules.after_move(code, panel.status(code))
    ]


def follow_move(work: Work, application: Application, *, moved: bool = True) -> None:
    """Opens again what hangs on the place that was left (R142).

    After a move, the documents that served it prove nothing of the new place, so they are taken from these items.
    """
    panel, reopened = open_panel(work, application), opens_again(work, application, moved=moved)
    reason, rule = ("moved", rules.PLACE_MOVED) if moved else (_UNSAID, rules.RESIDENCE_CHANGED)
    if moved:
        verifying.unlink_documents(work.session, application.id, reopened)
    for code in reopened:
        move(work, panel, code, ItemStatus.REVIEW, reason=reason, rule=rule)


def _told(
    settings: ItemSettings, old: ItemStatus, item: VerificationItem, documents: list[int]
) -> dict[str, Any]:
    new_text = rules.in_words(item.status) + (f": {item.reason}" if item.reason else "")
    change = {
        "field": f"verification.{settings.code.lower()}",
        "label": settings.label,
        "old": str(old),
        "new": str(item.status),
        "old_text": rules.in_words(old),
        "new_text": new_text + (f" (rule {item.rule})" if item.rule else ""),
    }
    told = {
        "item": settings.code,
        "item_label": settings.label,
        "old_status": str(old),
        "new_status": str(item.status),
        "document_ids": documents,
        "changes": [change],
    }
    said = {"reason": item.reason, "rule": item.rule}
    return told | {name: text for name, text in said.items() if text}


def _tell(work: Work, application: Application, told: dict[str, Any], *, by_rule: bool) -> None:
    if not by_rule:
        aggregate.tell(work, events.verification_changed, application, told)
        return
    aggregate.add(work, events.verification_changed, application, told, by_itself=True)
