"""The record's grids on their page: menus, filters in the address, and files that are noted before they are given."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.client import Call
from homefire.errors import Unavailable

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
EXPORT = f"{RECORD}/grids/applications/export"
API = "/api/v1/customers/110385/grids/applications/export"


@pytest.fixture(autouse=True)
def _noted(answers: dict[str, Any]) -> None:
    answers["audit.record_export"] = {"id": "n-1"}
    applications = answers["applications.get_customer_applications"]["applications"]
    applications.append(applications[0] | {"id": 5002, "program": "LIHWAP 2019", "status": "DENIED"})


def section(client: FlaskClient, query: str = "", name: str = "applications") -> str:
    answer = client.get(f"{RECORD}{query}", **HTTPS)
    assert answer.status_code == 200
    return answer.text.split(f'id="{name}"')[1].split("</section>")[0]


def csrf(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(RECORD, **HTTPS).text)
    assert found
    return found[1]


def export(client: FlaskClient, form: str = "csv", query: str = "", path: str = EXPORT) -> Any:
    return client.post(f"{path}{query}", data={"csrf_token": csrf(client), "format": form}, **HTTPS)


def rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.req("R57")
def test_every_column_of_every_grid_has_a_menu(caseworker: FlaskClient) -> None:
    page = caseworker.get(RECORD, **HTTPS).text
    for name in ("contacts", "household", "applications", "jobs", "appointments"):
        head = page.split(f'id="{name}"')[1].split("</thead>")[0]
        headings = head.count('role="columnheader"')
        assert headings and head.count(f"?{name}.menu=") == headings + 1


@pytest.mark.req("R57")
def test_an_address_opens_a_columns_menu_with_what_can_be_asked(caseworker: FlaskClient) -> None:
    shown = section(caseworker, "?applications.menu=status&applications.status.is=DENIED&queue=x")
    menu = shown.split('id="applications-menu"')[1].split("</form>")[0]
    assert '<option value="DENIED" selected>DENIED</option>' in menu
    assert '<option value="ELIGIBLE">ELIGIBLE</option>' in menu
    assert 'name="applications.status.empty"' in menu and 'name="queue" value="x"' in menu
    shown = section(caseworker, "?household.menu=ssn", "household")
    assert 'name="household.ssn.empty"' in shown and 'name="household.ssn.contains"' not in shown


@pytest.mark.req("R57")
def test_a_filtered_grid_shows_its_rows_its_state_and_the_way_back(caseworker: FlaskClient) -> None:
    shown = section(caseworker, "?applications.status.is=DENIED&applications.sort=-program")
    assert "LIHWAP 2019" in shown and ">HEAP 2018<" not in shown
    assert "1 of 2 rows" in shown and "Application Status is DENIED" in shown
    assert 'href="/customers/110385#applications"' in shown
    assert 'aria-sort="descending"' in shown
    assert "No data to display" in section(caseworker, "?applications.program.is=NOTHING")


@pytest.mark.req("R57")
def test_what_cannot_be_read_is_said_beside_its_field(caseworker: FlaskClient) -> None:
    query = "?applications.menu=intake_date&applications.intake_date.from=31/31/2019"
    shown = section(caseworker, query)
    assert 'value="31/31/2019"' in shown and 'aria-invalid="true"' in shown
    assert "does not count" in shown and "2 of 2 rows" in shown


@pytest.mark.req("R57")
def test_a_grid_comes_alone_and_lets_choose_where_its_page_does(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    for each in answers["applications.get_customer_applications"]["applications"]:
        each["next_statuses"] = ["DENIED"]
    path = f"{RECORD}/grids/applications?applications.status.is=ELIGIBLE"
    alone = caseworker.get(path, **HTTPS).text
    assert alone.lstrip().startswith("<section") and "LIHWAP" not in alone and "<select" not in alone
    assert 'name="status.5001"' in caseworker.get(f"{path}&editing=1", **HTTPS).text
    assert caseworker.get(f"{RECORD}/grids/nothing", **HTTPS).status_code == 404


@pytest.mark.req("R57")
def test_filters_look_at_rows_that_the_page_has_not_loaded(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    answers["messaging.list_contact_entries"]["next"] = "more"
    section(caseworker, "", "contacts")
    assert len(rpc.asked("messaging.list_contact_entries")) == 1
    pages = iter([{"items": [{"contact_type": "LAST"}], "next": None}])
    original = rpc.call_many

    def call_many(calls: Any, **said: Any) -> Any:
        if [call.kwargs.get("cursor") for call in calls] == ["more"]:
            return [next(pages)]
        return original(calls, **said)

    rpc.call_many = call_many
    assert "LAST" in section(caseworker, "?contacts.sort=contact_type", "contacts")


@pytest.mark.req("R57")
def test_a_list_too_long_to_look_through_is_shown_as_it_comes_and_says_so(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    answers["messaging.list_contact_entries"]["next"] = "more"
    shown = section(caseworker, "?contacts.sort=contact_type", "contacts")
    assert "The list is longer than 2,000 rows" in shown
    assert len(rpc.asked("messaging.list_contact_entries")) == 11
    answer = export(caseworker, "csv", path=f"{RECORD}/grids/contacts/export")
    assert answer.status_code == 422 and "longer than 2,000 rows" in answer.text
    assert rpc.asked("audit.record_export") == []


@pytest.mark.req("R57", "R69")
def test_a_number_that_was_filtered_by_is_refused_and_carried_nowhere(caseworker: FlaskClient) -> None:
    page = caseworker.get(f"{RECORD}?applications.service_address.contains=123-45-6789", **HTTPS).text
    assert "looks like a Social Security number" in page and "contains=123-45-6789" not in page


@pytest.mark.req("R86", "R253")
def test_a_file_has_the_rows_that_are_shown_and_a_note_without_values(
    caseworker: FlaskClient, rpc: Any
) -> None:
    answer = export(caseworker, "csv", "?applications.status.is=DENIED&applications.sort=city")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="applications-110385.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert [row[0] for row in rows(answer)] == ["Program", "LIHWAP 2019"]
    body = {"grid": "applications", "format": "csv", "rows": 1, "chosen": ["status"], "sorted_by": "city"}
    assert rpc.asked("audit.record_export") == [Call("audit", "record_export", [110385, body])]


@pytest.mark.req("R86")
@pytest.mark.parametrize(("form", "start"), [("xlsx", b"PK"), ("json", b"{")])
def test_each_form_of_file_is_what_it_says(caseworker: FlaskClient, form: str, start: bytes) -> None:
    answer = export(caseworker, form)
    assert answer.status_code == 200 and answer.data.startswith(start)
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')


@pytest.mark.req("R99")
def test_jobs_are_exported_as_applications_are(caseworker: FlaskClient, rpc: Any) -> None:
    path = f"{RECORD}/grids/jobs/export?jobs.reported_date.empty=no"
    found = rows(export(caseworker, path=path))
    [row] = found[1:]
    assert row[:6] == ["28488", "36534", "REWEATHERIZATION", "REPORTED", "2018-12-27", "2019-04-15"]
    assert rpc.asked("audit.record_export")[0].args[1]["grid"] == "jobs"


@pytest.mark.req("R86")
def test_without_a_note_there_is_no_file(caseworker: FlaskClient, answers: dict[str, Any]) -> None:
    answers["audit.record_export"] = Unavailable()
    answer = export(caseworker)
    assert answer.status_code == 503 and "HEAP" not in answer.text
    assert "could not be noted in the log, so no file was given out" in answer.text


@pytest.mark.req("R86")
def test_nothing_is_noted_that_was_not_given(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    assert export(caseworker, "exe").status_code == 422
    assert export(caseworker, "csv", "?applications.intake_date.from=never").status_code == 422
    answers["applications.get_customer_applications"] = Unavailable()
    assert export(caseworker).status_code == 503
    assert caseworker.post(EXPORT, data={"format": "csv"}, **HTTPS).status_code == 403
    assert rpc.asked("audit.record_export") == []


@pytest.mark.req("R253", "R247")
def test_a_file_has_what_its_readers_role_sees_and_nothing_else(log_in: Any, rpc: Any) -> None:
    assessor = log_in("assessor")
    assert "Your role does not show this section." in section(assessor)
    for path in (EXPORT, f"{RECORD}/grids/household/export", f"{RECORD}/grids/contacts/export"):
        assert export(assessor, path=path).status_code == 403
    assert rpc.asked("audit.record_export") == []
    assert export(assessor, path=f"{RECORD}/grids/jobs/export").status_code == 200
    keeper = log_in("administrator")
    assert "Export to" not in keeper.get(RECORD, **HTTPS).text
    assert export(keeper).status_code == 403


@pytest.mark.req("R69", "R253")
def test_social_security_numbers_are_masked_for_whoever_may_reveal_them(
    log_in: Any, answers: dict[str, Any]
) -> None:
    members = answers["applications.get_customer_applications"]["household"]["members"]
    members[1]["ssn"] = "123456789"
    found = rows(export(log_in("supervisor"), path=f"{RECORD}/grids/household/export"))
    assert [row[4] for row in found] == ["SSN", "***-**-2108", "***-**-6789", ""]


@pytest.mark.req("R86", "R253")
def test_an_agency_system_gets_the_same_rows_and_note(app: Any, bearer: Any, rpc: Any) -> None:
    client = app.test_client()
    scopes = ("customers:read", "applications:read", "grids:export")
    answer = client.post(f"{API}?status.is=DENIED", headers=bearer(*scopes), **HTTPS)
    assert answer.status_code == 200, answer.text
    assert [row["program"] for row in answer.json["rows"]] == ["LIHWAP 2019"]
    assert answer.json["filter"] == [{"column": "status", "operator": "is", "value": "DENIED"}]
    assert len(rpc.asked("audit.record_export")) == 1
    assert client.post(API, headers=bearer(*scopes[:2]), **HTTPS).status_code == 403
    refused = client.post(f"{API}?stauts.is=A", headers=bearer(*scopes), **HTTPS)
    assert (refused.status_code, refused.json["fields"][0]["field"]) == (422, "stauts.is")


@pytest.mark.req("R57")
def test_a_save_leads_back_to_what_was_asked(caseworker: FlaskClient, answers: dict[str, Any]) -> None:
    answers["customers.take_lock"] = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z"}
    answers["customers.list_customer_reference"] = {"items": []}
    page = caseworker.get(f"{RECORD}?applications.sort=city&applications.menu=city", **HTTPS).text
    assert f'action="{RECORD}?applications.sort=city"' in page
