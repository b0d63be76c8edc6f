"""Use cases on a real database, where a test needs the clock or what stands in a table."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from homefire import plumbing
from homefire.clock import Clock
from homefire.errors import Invalid
from weatherization import usecases

ADDRESS = {
    "number": "1",
    "street": "THIS",
    "street_type": "WAY",
    "zip": "95077",
    "city": "WATSONVILLE",
    "county": "SANTA CRUZ",
    "state": "CA",
}


def enter_dwelling(work):
    """The id of a new dwelling."""
    body = {"kind": "UNKNOWN", "address": ADDRESS, "history": None}
    return usecases.create_dwelling(work, body)["dwelling_id"]


def enter_job(work, job_type="LIWP", history=None):
    """A new job on a new dwelling."""
    return usecases.create_job(work, enter_dwelling(work), {"job_type": job_type, "history": history})


@pytest.mark.req("R250")
def test_date_that_nobody_gives_is_the_agency_s_and_not_that_of_utc(work_in, monkeypatch):
    with work_in("weatherization") as work:
        zone = ZoneInfo("America/Los_Angeles")
        five_in_the_morning_utc = datetime(2026, 1, 2, 5, tzinfo=UTC)
        monkeypatch.setattr(work.edge, "clock", Clock(zone, lambda: five_in_the_morning_utc))
        job = enter_job(work)
        for version, status in enumerate(("IN PROGRESS", "COMPLETED"), 1):
            work.if_match = version
            job = usecases.change_job_status(work, job["job_id"], {"status": status, "reason": ""})
        assert job["completed_date"] == date(2026, 1, 1)


@pytest.mark.req("R251")
def test_retired_job_type_is_shown_and_no_longer_chosen(work_in, database):
    retired = {
        "list": "job_type",
        "code": "OLD_HEAP",
        "label": "OLD HEAP JOB",
        "valid_to": date(2015, 12, 31),
    }
    with database("weatherization").begin() as connection:
        connection.execute(
            sa.insert(plumbing.reference_entry).values(valid_from=date(2010, 1, 1), position=99, **retired)
        )
    with work_in("weatherization", role="history_loader") as work:
        entered_then = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": datetime(2014, 5, 1, tzinfo=UTC)}
        old = enter_job(work, "OLD_HEAP", entered_then)
        assert old["job_type"] == {"code": "OLD_HEAP", "label": "OLD HEAP JOB"}
    with work_in("weatherization") as work, pytest.raises(Invalid) as refused:
        enter_job(work, "OLD_HEAP")
    assert refused.value.fields[0].code == "not_on_list"


def test_ids_go_on_after_those_an_import_gave(work_in):
    stamp = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": datetime(2018, 12, 3, tzinfo=UTC)}
    with work_in("weatherization", role="history_loader") as work:
        given = enter_job(work, history=stamp | {"job_id": 910_000})
        assert given["job_id"] == 910_000
        assert enter_job(work)["job_id"] > 910_000
        assert enter_job(work, history=stamp | {"job_id": 7})["job_id"] == 7
        assert enter_job(work)["job_id"] > 910_000


@pytest.mark.req("R98")
def test_imported_job_needs_dates_that_fit_its_status(work_in):
    stamp = {"entered_by": "SERVTRAQ SUPPORT", "entered_at": datetime(2019, 5, 1, tzinfo=UTC)}
    with work_in("weatherization", role="history_loader") as work, pytest.raises(Invalid) as refused:
        enter_job(work, history=stamp | {"status": "REPORTED", "completed_date": date(2018, 12, 27)})
    assert [problem.field for problem in refused.value.fields] == ["history.reported_date"]
