"""Importing a customer's sales from the system that made them, and reading them (R239). The edge commits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from customers import errors, events
from customers.domain import record, sales
from customers.repository import record as records
from customers.repository import sales as repository
from homefire import paging
from homefire.errors import FieldProblem, Invalid
from homefire.rules import RuleBroken
from homefire.work import Work

_FACTS = ("sold_on", "description", "gross", "cost", "shipping", "tax", "paid", "returned")


def import_sales(work: Work, body: Mapping[str, Any]) -> dict[str, Any]:
    """Takes a batch of sales, all or none. A sale that is known by its number is brought up to date."""
    rows = body["sales"]
    customers = repository.hold_customers(work.session, {row["customer_number"] for row in rows})
    known = repository.known(work.session, [row["sale_number"] for row in rows])
    problems = [
        problem for place in range(len(rows)) for problem in _problems(work, rows, place, customers, known)
    ]
    if problems:
        raise Invalid("Nothing was imported. Correct these sales and send the batch again.", fields=problems)
    counts = {"added": 0, "updated": 0, "unchanged": 0}
    fresh: dict[int, list[Mapping[str, Any]]] = {}
    for row in rows:
        outcome = _outcome(row, known.get(row["sale_number"]))
        counts[outcome] += 1
        if outcome != "unchanged":
            fresh.setdefault(row["customer_number"], []).append(row)
    stamp = work.stamp(body.get("history") or {})
    for number, changed in fresh.items():
        batch = repository.next_batch(work.session, number)
        for row in changed:
            write = repository.replace if row["sale_number"] in known else repository.add
            write(work.session, _values(row, batch), row["lines"])
        work.emit(
            events.sales_imported,
            subject=number,
            aggregate=f"sales/{number}",
            sequence=batch,
            data={"sales": len(changed)},
            stamp=stamp,
        )
    return counts


def list_sales(work: Work, number: int, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of a customer's sales, newest first."""
    if records.find_record(work.connection, number) is None:
        raise errors.CustomerNotFound()
    cursor, limit = query.get("cursor"), query["limit"]
    after = paging.read_cursor(cursor, date.fromisoformat, paging.text) if cursor else None
    rows = repository.page(work.connection, number, after, limit + 1)
    page, following = paging.cut(rows, limit, lambda row: (row["sold_on"], row["sale_number"]))
    return {"items": page, "next": following}


def get_sale(work: Work, number: int, sale_number: str) -> dict[str, Any]:
    """One sale with its lines."""
    found = repository.find(work.connection, number, sale_number)
    if found is None:
        raise errors.SaleNotFound()
    return found


def _problems(
    work: Work,
    rows: Sequence[Mapping[str, Any]],
    place: int,
    customers: Mapping[int, tuple[str, int | None]],
    known: Mapping[str, Mapping[str, Any]],
) -> Iterator[FieldProblem]:
    """What is wrong with one sale of a batch, and what to do about it."""
    row, number = rows[place], rows[place]["sale_number"]
    if any(earlier["sale_number"] == number for earlier in rows[:place]):
        yield _problem(place, "sale_number", "twice", "This sale stands twice in the batch. Send it once.")
    yield from _customer_problems(row, place, customers)
    recorded = known.get(number)
    if recorded is not None and recorded["number"] != row["customer_number"]:
        detail = f"Sale {number} is recorded for customer {recorded['number']}. Correct one of the numbers."
        yield _problem(place, "customer_number", "sale_of_another", detail)
    try:
        sales.check_date(row["sold_on"], work.today())
    except RuleBroken as broken:
        yield _problem(place, "sold_on", broken.code, broken.detail)
    try:
        amounts = [line["amount"] for line in row["lines"]]
        sales.check_figures(row["gross"], row["shipping"], row["tax"], amounts)
    except RuleBroken as broken:
        yield _problem(place, "gross", broken.code, broken.detail)


def _customer_problems(
    row: Mapping[str, Any], place: int, customers: Mapping[int, tuple[str, int | None]]
) -> Iterator[FieldProblem]:
    status, survivor = customers.get(row["customer_number"], (None, None))
    if status is None:
        detail = "No customer has this number. Correct it, or enter the customer first."
        yield _problem(place, "customer_number", "customer_not_found", detail)
    elif status == record.MERGED:
        detail = f"This customer was merged into {survivor}. Send the sale for that number."
        yield _problem(place, "customer_number", "customer_merged", detail)


def _problem(place: int, name: str, code: str, detail: str) -> FieldProblem:
    return FieldProblem(f"sales.{place}.{name}", code, detail)


def _outcome(row: Mapping[str, Any], recorded: Mapping[str, Any] | None) -> str:
    if recorded is None:
        return "added"
    same = all(row[name] == recorded[name] for name in (*_FACTS, "lines"))
    return "unchanged" if same else "updated"


def _values(row: Mapping[str, Any], batch: int) -> dict[str, Any]:
    facts = {name: row[name] for name in _FACTS}
    return {"sale_number": row["sale_number"], "number": row["customer_number"], "batch": batch, **facts}
