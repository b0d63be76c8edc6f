"""Entering what a household lives on, and what that comes to in a year (R91, R259)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import counting, errors, events
from applications.domain import income as rules
from applications.domain.household import Mode
from applications.domain.income import Item, Period
from applications.models import Application, Income, IncomeItem
from applications.repository import changing
from applications.repository import income as repository
from applications.usecases import aggregate
from homefire import reference
from homefire.changes import changes_between
from homefire.errors import FieldProblem, Invalid
from homefire.schemas import in_field
from homefire.work import Work

_STORED = ("member_id", "source", "amount", "period", "weeks", "covered_from", "covered_to", "document_date")


def get_income(work: Work, application_id: int) -> dict[str, Any]:
    """All income of an application, with how each amount comes to a year's."""
    row = repository.find_facts(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    items = [counting.item_of(entry) for entry in row["items"]]
    return {
        "application_id": row["id"],
        "customer_number": row["customer_number"],
        "version": row["version"],
        "household_size": row["size"],
        "items": [_shown_item(entry, item) for entry, item in zip(row["items"], items, strict=True)],
        "zero_income_on": row["zero_income_on"],
        "yearly": rules.yearly(items),
        "monthly": rules.monthly(items),
        "entered_by": row["entered_by"],
        "entered_at": row["entered_at"],
    }


def total_income(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """What amounts that nobody has saved yet come to."""
    counted = {
        entry["code"]: entry["data"].get("counted", True)
        for entry in reference.entries(work.connection, "income_source")
    }
    items = []
    for position, given in enumerate(body["items"]):
        item = _item(given, counted.get(given["source"], True))
        _check(work, given, item, position)
        items.append(item)
    return {
        "yearly": rules.yearly(items),
        "monthly": rules.monthly(items),
        "arithmetic": [item.arithmetic for item in items],
    }


def set_income(work: Work, application_id: int, body: Mapping[str, Any]) -> dict[str, Any]:
    """The whole list of a household's income, or its statement that there is none."""
    application = aggregate.load(work, application_id)
    before = get_income(work, application_id)
    items = _checked(work, application, body)
    stated = body["zero_income_on"]
    in_field("zero_income_on", lambda: rules.check_zero_statement(items, stated, work.today()))
    stamp = work.stamp()
    entered = work.session.get(Income, application_id) or Income(application_id=application_id)
    entered.zero_income_on = stated
    entered.entered_by, entered.entered_at = stamp.entered_by, stamp.entered_at
    repository.replace(work.session, entered, _rows(application_id, body, items))
    after = get_income(work, application_id)
    if _compared(after) == _compared(before) and before["entered_at"] is not None:
        return after
    aggregate.touch(application, stamp)
    work.session.flush()
    told = {"items": len(items), "yearly": str(after["yearly"]), "zero_income": stated is not None}
    changes = changes_between(_summed(before), _summed(after), rules.TRACKED)
    aggregate.tell(work, events.income_updated, application, told | ({"changes": changes} if changes else {}))
    return after | {"version": application.version}


def _checked(work: Work, application: Application, body: Mapping[str, Any]) -> list[Item]:
    members = {member.id for member in changing.find_members(work.session, application.id)}
    listed = members if application.household_mode == Mode.INDIVIDUAL else set()
    items = []
    for position, given in enumerate(body["items"]):
        if given["member_id"] is not None and given["member_id"] not in listed:
            field = f"items.{position}.member_id"
            raise Invalid(fields=[FieldProblem(field, "not_a_member", "Choose a member of this household.")])
        source = reference.check(
            work.session,
            "income_source",
            given["source"],
            field=f"items.{position}.source",
            on=application.intake_date,
            program=application.program_code,
        )
        item = _item(given, source["data"].get("counted", True))
        _check(work, given, item, position)
        items.append(item)
    return items


def _item(given: Mapping[str, Any], counted: bool) -> Item:
    weeks = given["weeks"] if given["period"] is Period.ACTUAL else None
    return Item(given["source"], given["amount"], given["period"], weeks, counted)


def _check(work: Work, given: Mapping[str, Any], item: Item, position: int) -> None:
    at, today = f"items.{position}", work.today()
    in_field(f"{at}.weeks", lambda: rules.check_weeks(given["period"], given["weeks"]))
    in_field(f"{at}.amount", lambda: rules.check_amount(item.amount, item.counted))
    in_field(f"{at}.covered_to", lambda: rules.check_covered(given["covered_from"], given["covered_to"]))
    in_field(f"{at}.document_date", lambda: rules.check_document_date(given["document_date"], today))


def _rows(application_id: int, body: Mapping[str, Any], items: list[Item]) -> list[IncomeItem]:
    return [
        IncomeItem(
            application_id=application_id,
            position=position,
            counted=item.counted,
            **{name: given[name] for name in _STORED},
        )
        for position, (given, item) in enumerate(zip(body["items"], items, strict=True))
    ]


def _compared(state: Mapping[str, Any]) -> tuple[Any, ...]:
    return (state["items"], state["zero_income_on"])


def _summed(state: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of income: how many items and their sum, and nothing of any one of them."""
    stated = state["zero_income_on"]
    entered = state["entered_at"] is not None
    return {
        "items": len(state["items"]) if entered else None,
        "yearly": str(state["yearly"]) if entered else None,
        "zero_income": stated.isoformat() if stated else None,
    }


def _shown_item(entry: Mapping[str, Any], item: Item) -> dict[str, Any]:
    """The same amount as a reader gets it."""
    names = ("member_id", "counted", "period", "weeks", "covered_from", "covered_to", "document_date")
    return {name: entry[name] for name in names} | {
        "member": entry["member"],
        "amount": item.amount,
        "source": {"code": item.source, "label": item.name},
        "arithmetic": item.arithmetic,
    }
