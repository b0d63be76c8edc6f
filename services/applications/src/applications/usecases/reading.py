"""What can be read of this service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applications import errors, presenting
from applications.repository import reading
from homefire import paging
from homefire.work import Work


def get_customer_applications(work: Work, number: int) -> dict[str, Any]:
    """A customer's applications by program year (R76), and the newest household with members (R62)."""
    applications, household = reading.find_of_customer(work.connection, number, work.today())
    return {
        "household": presenting.record_household(work, household),
        "applications": [presenting.listed(row) for row in applications],
    }


def get_application(work: Work, application_id: int) -> dict[str, Any]:
    """One application with all there is."""
    row = reading.find_application(work.connection, application_id, work.today())
    if row is None:
        raise errors.ApplicationNotFound()
    return presenting.in_full(row)


def list_application_warnings(work: Work, application_id: int) -> dict[str, Any]:
    """What to look at in an application as it stands; a write answers the same (R83, R85, R90)."""
    application = reading.find_plain(work.connection, application_id)
    if application is None:
        raise errors.ApplicationNotFound()
    return {"items": presenting.warnings(work, application)}


def get_household(work: Work, application_id: int) -> dict[str, Any]:
    """One application's household in both modes."""
    row = reading.find_household(work.connection, application_id)
    if row is None:
        raise errors.ApplicationNotFound()
    return presenting.whole_household(work, row)


def list_application_summaries(work: Work, query: Mapping[str, Any]) -> dict[str, Any]:
    """One page of all applications with what customers are found by, in the order of their ids (R128)."""
    cursor, limit = query.get("cursor"), query["limit"]
    after = paging.read_cursor(cursor, paging.number, paging.number)[1] if cursor else 0
    rows = reading.list_summaries(work.connection, after, limit + 1)
    page, following = paging.cut(rows, limit, lambda row: (row["application_id"], row["application_id"]))
    return {"items": page, "next": following}


def list_programs(work: Work) -> dict[str, Any]:
    """Every program with its years."""
    return {"items": reading.list_programs(work.connection)}
