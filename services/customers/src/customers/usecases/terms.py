"""Reading and changing the terms of a customer's account (R160 to R174). The edge commits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from customers import errors, events, guarding
from customers.domain import sales, terms
from customers.models import AccountTerms
from customers.repository import record as records
from customers.repository import terms as repository
from homefire import reference
from homefire.changes import changes_between
from homefire.schemas import in_field
from homefire.work import Work

_LISTS = ("exemption_type", "pricing_tier")
DEFAULT_TIER = "3"
"""The least favourable tier (R168)."""
BLANK: dict[str, Any] = dict.fromkeys(terms.TRACKED) | {
    "tax_exempt": False,
    "exemption_type": "",
    "pricing_tier": DEFAULT_TIER,
    "statement_summary": False,
}
"""The terms of an account for which nobody has set any."""


def get_account_terms(work: Work, number: int) -> dict[str, Any]:
    """The terms, what they mean today, and what the customer's sales come to."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    return _present(work, number)


def update_account_terms(work: Work, number: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """Changes the terms named. What changes nothing writes nothing and tells nobody (R204)."""
    customer = records.find_for_change(work.session, number)
    if customer is None:
        raise errors.CustomerNotFound()
    guarding.guard(work, customer)
    stored = repository.find_for_change(work.session, number)
    work.check_version(stored.version if stored else 0)
    before = _state(stored) if stored else dict(BLANK)
    after = {**before, **body}
    _check(work, before, after)
    changes = changes_between(_plain(before), _plain(after), terms.TRACKED)
    if changes:
        version = _store(work, number, stored, after)
        work.emit(
            events.account_terms_updated,
            subject=number,
            aggregate=f"account_terms/{number}",
            sequence=version,
            data={"changes": changes},
        )
        if customer.special_handling:
            guarding.tell_acknowledgement(work, customer)
    return _present(work, number)


def _check(work: Work, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises for a code that cannot be chosen today and for a catalog of the future."""
    for name in _LISTS:
        if after[name] and after[name] != before[name]:
            reference.check(work.session, name, after[name], field=name, on=work.today())
    sent = after["catalog_sent"]
    if sent is not None and sent != before["catalog_sent"]:
        in_field("catalog_sent", lambda: terms.check_catalog_sent(sent, work.today()))


def _store(work: Work, number: int, stored: AccountTerms | None, after: Mapping[str, Any]) -> int:
    stamp = work.stamp()
    said = {"updated_by": stamp.entered_by, "updated_at": stamp.entered_at}
    if stored is None:
        work.session.add(AccountTerms(number=number, version=1, **after, **said))
        work.session.flush()
        return 1
    for name, value in {**after, **said}.items():
        setattr(stored, name, value)
    stored.version += 1
    work.session.flush()
    return stored.version


def _state(stored: AccountTerms) -> dict[str, Any]:
    return {name: getattr(stored, name) for name in terms.TRACKED}


def _plain(state: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as JSON primitives, for comparing."""
    return {
        name: value.isoformat()
        if isinstance(value, date)
        else str(value)
        if isinstance(value, Decimal)
        else value
        for name, value in state.items()
    }


def _present(work: Work, number: int) -> dict[str, Any]:
    row = repository.find(work.connection, number)
    today = work.today()
    state = {name: row[name] for name in terms.TRACKED} if row else dict(BLANK)
    totals = sales.totals(repository.figures(work.connection, number))
    labels = dict(row) if row else BLANK | _default_labels(work)
    return {
        **state,
        "number": number,
        "version": row["version"] if row else 0,
        **{name: reference.labelled(labels, name) for name in _LISTS},
        "tax": asdict(terms.effective_tax(state["tax_exempt"], state["special_tax_rate"])),
        "invoice_today": asdict(terms.invoice_dates(today, state["discount_days"], state["due_days"])),
        "totals": asdict(totals) if totals else None,
        "updated_by": row["updated_by"] if row else "",
        "updated_at": row["updated_at"] if row else None,
        "warnings": terms.warnings(state, totals.credit_balance if totals else None, today),
    }


def _default_labels(work: Work) -> dict[str, Any]:
    label = repository.label_of_code(work.connection, "pricing_tier", DEFAULT_TIER)
    return {"pricing_tier_label": label, "exemption_type_label": None}
