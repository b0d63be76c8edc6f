"""Applications on their way to CORE."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from applications.domain.parts.transfer import TRANSFER

PLACE = {"number": "7", "street": "Lower Case", "street_type": "st", "zip": "93933"}
SSN = "321-54-9876"
SELF = {"first_name": "Doena", "last_name": "Holschein", "relation": "SELF", "date_of_birth": "1950-12-31"}


def today() -> date:
    return datetime.now(ZoneInfo("America/Los_Angeles")).date()


def at(read):
    return {"If-Match": str(read["version"])}


@pytest.fixture
def eligible(loader, number):
    """`eligible(program_year=2026)`: an imported application that may be transferred."""

    def enter(**fields):
        intake = fields.pop("intake_date", today() - timedelta(days=5))
        body = {
            "program": "HEAP",
            "program_year": today().year,
            "intake_date": intake.isoformat(),
            "place_of_service": PLACE,
            "history": {"status": "ELIGIBLE", "entered_by": "OLD SYSTEM"},
        }
        answer = loader.post(f"/customers/{fields.pop('number', number)}/applications", json=body | fields)
        assert answer.status_code == 201, answer.text
        return answer.json()

    return enter


@pytest.fixture
def certified(eligible, http):
    """`certified(member={…})`: the same with its household and its dates; as answered by the check."""

    def enter(member=None, **fields):
        made = eligible(**fields)
        path = f"/applications/{made['id']}"
        people = [SELF | {"ssn": SSN} | (member or {})]
        answer = http.put(f"{path}/household/members", json={"members": people}, headers=at(made))
        assert answer.status_code == 200, answer.text
        dates = {"document_date": made["intake_date"], "certification_date": today().isoformat()}
        answer = http.put(f"{path}/certification", json=dates, headers=at(answer.json()))
        assert answer.status_code == 200, answer.text
        return answer.json()

    return enter


@pytest.fixture
def send(http):
    """`send(check)`: the response to the transfer of what was checked."""

    def ask(check, client=http, **body):
        path = f"/applications/{check.get('application_id') or check['id']}/transfer"
        return client.post(path, json=body, headers=at(check))

    return ask


@pytest.fixture
def part_of_heap(database):
    """`part_of_heap("contracts", rows)`: the rows of a part of HEAP while the test runs."""
    delete = sa.text("delete from program_part where entered_by = 'TEST'")
    insert = sa.text(
        "insert into program_part values ('HEAP', :part, current_date - 1, 1, cast(:rows as jsonb), 'TEST', now())"
    )

    def put(part, rows):
        with database("applications").begin() as connection:
            connection.execute(insert, {"part": part, "rows": json.dumps(rows)})

    yield put
    with database("applications").begin() as connection:
        connection.execute(delete)


@pytest.fixture
def blocking(part_of_heap):
    """`blocking("not_certified")`: what blocks a transfer of HEAP while the test runs."""

    def block(*codes):
        part_of_heap("transfer", [TRANSFER.shipped[0] | {"blocks": list(codes)}])

    return block
