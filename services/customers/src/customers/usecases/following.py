"""Keeping what customers are found by: their own keys, and what applications tell of them (R128).

Events of one application may come in any order after a retry, so each part of what is kept remembers the version
that told it, and an older one changes nothing. Events are kept for 90 days; `copy_applications` fills in what is
older, or all of it, by asking the applications service page by page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers import editing
from customers.domain import search_keys
from customers.domain.names_search import words_of
from customers.models import ApplicationSearch
from customers.repository import following as repository
from customers.repository import record as records
from customers.schemas.search import ApplicationTold
from homefire.events import Event
from homefire.schemas import load
from homefire.work import Work

_AT_ONCE = 200
"""Records or applications in one transaction."""


def follow_application(work: Work, event: Event) -> None:
    """Keeps what one event of an application tells."""
    told = load(ApplicationTold(), event.data)
    if "new_status" in told:
        told["status"] = told["new_status"]
    if event.type == "household_updated":
        told.setdefault("members", [])
    _keep(work, int(event.subject), event.sequence, told)


def copy_applications(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Keeps one page of what the applications service knows now; what is known better already stays."""
    cursor = {"cursor": body["cursor"]} if body["cursor"] else {}
    page = work.ask("applications", "list_application_summaries", limit=_AT_ONCE, **cursor)
    for summary in page["items"]:
        told = load(ApplicationTold(), summary)
        _keep(work, int(summary["customer_number"]), int(summary["version"]), told)
    return {"copied": len(page["items"]), "next": page["next"]}


def follow_merge(work: Work, number: int, survivor: int) -> None:
    """Finds the applications of a record that was merged, or is one of its own again, where its number leads now."""
    homes, target = records.led_by(work.session, number), records.lead(work.session, number)
    repository.settle_applications(work.session, homes, target)
    repository.hold_customers(work.session, sorted((number, survivor)))
    for concerned in sorted((number, survivor)):
        _gather(work, concerned)


def make_search_keys(work: Work) -> bool:
    """Makes the keys of some records that have none or old ones; whether there may be more."""
    rows = repository.without_keys(work.session, search_keys.VERSION, _AT_ONCE)
    for row in sorted(rows, key=lambda row: row["number"]):
        repository.keep_keys(work.session, dict(row))
        if row["ssn_sealed"] is not None and row["ssn_last_four"] is None:
            digits = editing.open_ssn(work, row["number"], bytes(row["ssn_sealed"]))
            repository.keep_last_four(work.session, row["number"], editing.last_four_index(work, digits))
        _gather(work, row["number"])
    return len(rows) == _AT_ONCE


def _keep(work: Work, number: int, sequence: int, told: Mapping[str, Any]) -> None:
    application = repository.hold_application(work.session, told["application_id"], number)
    before = application.customer_number
    application.customer_number = records.lead(work.session, application.home_number)
    # An application never goes to another program, so any event tells the one it has.
    application.program = told.get("program", application.program)
    concerned = {before, application.customer_number}
    _keep_status(application, sequence, told)
    _keep_place(application, sequence, told)
    _keep_members(application, sequence, told)
    work.session.flush()
    repository.keep_words(work.session, f"{application.member_text}{application.place_text}".split())
    repository.hold_customers(work.session, sorted(concerned))
    for concerned_number in sorted(concerned):
        _gather(work, concerned_number)


def _keep_status(application: ApplicationSearch, sequence: int, told: Mapping[str, Any]) -> None:
    if "status" in told and sequence > application.status_sequence:
        application.status, application.status_sequence = told["status"].upper(), sequence


def _keep_place(application: ApplicationSearch, sequence: int, told: Mapping[str, Any]) -> None:
    if "account_number" not in told or sequence <= application.place_sequence:
        return
    application.place_sequence = sequence
    for name in ("account_number", "service_address", "city", "zip"):
        setattr(application, name, told.get(name, ""))
    application.account_key = search_keys.account_key(application.account_number)
    words = words_of(application.service_address, application.city, application.zip)
    application.place_text = search_keys.text_of(words)


def _keep_members(application: ApplicationSearch, sequence: int, told: Mapping[str, Any]) -> None:
    if "members" not in told or sequence <= application.household_sequence:
        return
    application.household_sequence = sequence
    names = [
        [member["first_name"], member["middle_initial"], member["last_name"]] for member in told["members"]
    ]
    application.members = [" ".join(part for part in name if part) for name in names]
    application.member_words = words_of(*application.members)
    application.member_text = search_keys.text_of(application.member_words)


def _gather(work: Work, number: int) -> None:
    """All that a customer's applications tell, as the words that the one box looks among."""
    words: dict[str, None] = {}
    for row in repository.applications_of(work.session, number):
        text = f"{row['member_text']}{row['place_text']} {row['account_key']}"
        words |= dict.fromkeys(text.split())
    repository.keep_application_text(work.session, number, search_keys.text_of(words))
