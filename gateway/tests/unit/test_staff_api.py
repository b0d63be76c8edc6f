"""The staff directory over the API and as a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway import roles

HTTPS = {"base_url": "https://localhost"}
STAFF = "/api/v1/staff"


@pytest.fixture
def ask(app: Flask, bearer: Callable[..., dict[str, str]]) -> Callable[..., Any]:
    """A request of an agency system that may read the staff."""
    header = bearer("staff:read")
    return lambda path: app.test_client().get(path, headers=header)


@pytest.mark.req("R265")
def test_who_works_here_is_told_with_id_office_and_hours(ask: Any, staff: Any) -> None:
    staff.rows[0]["hours"] = {"mon": ["08:00", "17:00"]}
    answer = ask(STAFF)
    assert answer.json["next"] is None
    [john] = answer.json["items"]
    assert (john["name"], john["job_title"], john["office"]["name"]) == (
        "JOHN JOHNSON",
        "Caseworker",
        "WATSONVILLE",
    )
    assert john["hours"] == {"mon": ["08:00", "17:00"]} and john["active"] is True
    assert "password" not in answer.text and "kind" not in john


@pytest.mark.req("R265")
def test_somebody_who_has_left_is_found_by_id_and_listed_on_request(ask: Any, staff: Any) -> None:
    jane = staff.rows[1]
    assert ask(f"{STAFF}/{jane['id']}").json["active"] is False
    assert [row["name"] for row in ask(f"{STAFF}?active=false").json["items"]] == ["JANE JAMES"]
    assert ask(f"{STAFF}/nobody").status_code == 404


def test_the_query_is_read_with_care(ask: Any, staff: Any) -> None:
    ask(f"{STAFF}?q=jo%25_&role=caseworker&office=5&limit=10")
    wanted, cursor, limit = staff.asked
    assert (wanted.text, wanted.role, wanted.office_id, cursor, limit) == ("jo%_", "caseworker", 5, None, 10)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("q=a%00b", "q"),
        (f"q={'a' * 81}", "q"),
        ("role=emperor", "role"),
        ("office=0", "office"),
        ("office=99999999999999999999", "office"),
        ("office=%D9%A1", "office"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("active=perhaps", "active"),
        ("name=x", "name"),
        ("q=a&q=b", "q"),
    ],
)
def test_a_query_that_means_nothing_is_refused(ask: Any, query: str, field: str) -> None:
    answer = ask(f"{STAFF}?{query}")
    assert (answer.status_code, answer.json["fields"][0]["field"]) == (422, field)


@pytest.mark.req("R247")
def test_nobody_without_the_scope_reads_the_staff(app: Flask, bearer: Callable[..., Any]) -> None:
    others = {scope for role in roles.roles().values() if not role.party for scope in role.scopes}
    others -= {"staff:read"}
    for path in (STAFF, f"{STAFF}/x"):
        assert app.test_client().get(path, headers=bearer(*others)).status_code == 403
        assert app.test_client().get(path).status_code == 401


@pytest.mark.req("R265")
def test_the_api_documentation_tells_of_the_staff(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    told = document["paths"]["/staff"]["get"]
    assert told["x-homefire"]["scope"] == "staff:read"
    assert {parameter["name"] for parameter in told["parameters"]} == {
        "q",
        "role",
        "office",
        "active",
        "cursor",
        "limit",
    }
    assert set(document["components"]["schemas"]["StaffMember"]["required"]) >= {"id", "name", "office"}


@pytest.mark.req("R265")
def test_the_directory_is_a_page_that_everybody_of_the_staff_reads(
    caseworker: FlaskClient, staff: Any
) -> None:
    staff.rows[0]["hours"] = {day: ["08:00", "17:00"] for day in ("mon", "tue", "wed")}
    html = caseworker.get("/staff?q=john&office=x&role=none", **HTTPS).text
    assert "JOHN JOHNSON" in html and "Mon–Wed 8:00 AM–5:00 PM" in html
    assert "/accounts" not in html and "/roles" not in html
    staff.rows.clear()
    assert "No data to display" in caseworker.get("/staff", **HTTPS).text


@pytest.mark.req("R247")
@pytest.mark.parametrize("path", ["/accounts", "/accounts/new", "/offices", "/roles"])
def test_pages_for_those_who_keep_accounts_are_closed_to_others(
    log_in: Callable[..., FlaskClient], path: str
) -> None:
    scope = "roles:read" if path == "/roles" else "accounts:write"
    for name, role in roles.roles().items():
        answer = log_in(name).get(path, **HTTPS)
        assert (answer.status_code == 200) == (scope in role.scopes), name
        assert answer.status_code in (200, 403)
