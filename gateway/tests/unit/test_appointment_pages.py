"""Appointments on their pages: booked from what is free, moved, ended, each once and by the directory's names."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import (
    AcknowledgementRequired,
    Conflict,
    FieldProblem,
    Invalid,
    StaleVersion,
    Unavailable,
)

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
NEW, ONE = f"{RECORD}/appointments/new", f"{RECORD}/appointments/12"
JOHN, JANE = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
HOURS = {"mon": ["08:00", "17:00"]}
APPOINTMENT = {
    "id": 12, "starts_at": "2030-06-03T16:00:00Z", "ends_at": "2030-06-03T16:30:00Z",
    "type": {"code": "INTAKE", "label": "INTAKE"}, "subject": "DOENA HOLSCHEIN - (831) 555-0101",
    "contact_info": "Name: DOENA HOLSCHEIN; Phone: (831) 555-0101;", "employee": "JOHN JOHNSON",
    "employee_id": JOHN, "office": "WATSONVILLE", "office_id": "1", "status": "BOOKED", "status_reason": "",
    "recorded_late": False, "entered_by": "SERVTRAQ SUPPORT", "entered_at": "2030-06-01T16:00:00Z", "version": 3,
    "customer_number": 110385, "overlap_overridden": False, "override_reason": "",
    "updated_by": "SERVTRAQ SUPPORT", "updated_at": "2030-06-01T16:00:00Z",
}  # fmt: skip
TYPES = [
    {"code": "INTAKE", "label": "INTAKE", "data": {"minutes": 30}, "valid_from": "1900-01-01", "valid_to": None},
    {"code": "HOME_VISIT", "label": "HOME VISIT", "data": {"minutes": 60}, "valid_from": "1900-01-01",
     "valid_to": None},
]  # fmt: skip
FREE = {"items": [{"starts_at": "2030-06-03T16:30:00Z", "ends_at": "2030-06-03T17:00:00Z"}]}


@pytest.fixture(autouse=True)
def ready(answers: dict[str, Any], staff: Any) -> dict[str, Any]:
    """The services' answers when all goes well."""
    staff.rows[0]["hours"] = HOURS
    answers |= {
        "appointments.list_appointment_reference": {"items": TYPES},
        "appointments.list_free_times": FREE,
        "appointments.get_appointment": APPOINTMENT,
        "appointments.book_appointment": APPOINTMENT,
        "appointments.move_appointment": APPOINTMENT,
        "appointments.cancel_appointment": {**APPOINTMENT, "status": "CANCELLED", "version": 4},
        "appointments.refresh_contact": APPOINTMENT,
        "appointments.mark_no_show": {**APPOINTMENT, "status": "NO SHOW", "version": 4},
    }
    return answers


def fields_of(client: FlaskClient, path: str, form_id: str = "appointment-form") -> dict[str, str]:
    form = client.get(path, **HTTPS).text.split(f'id="{form_id}"')[1].split("</form>")[0]
    tags = (dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form))
    found = {tag["name"]: unescape(tag.get("value", "")) for tag in tags if "name" in tag}
    for select in re.findall(r'<select id="\w+" name="(\w+)".*?</select>', form, re.DOTALL):
        chosen = re.search(rf'name="{select}".*?<option value="([^"]*)" selected', form, re.DOTALL)
        found[select] = chosen[1] if chosen else ""
    return found


def post(
    client: FlaskClient, path: str, form_id: str = "appointment-form", to: str = "", **typed: str
) -> Any:
    return client.post(to or path, data=fields_of(client, path, form_id) | typed, **HTTPS)


def book(client: FlaskClient, **typed: str) -> Any:
    return post(client, NEW, **{"employee": JOHN, "date": "6/3/2030", **typed})


@pytest.mark.req("R101", "R105")
def test_the_records_rows_open_and_one_can_be_added(caseworker: FlaskClient, log_in: Any) -> None:
    grid = caseworker.get(f"{RECORD}/grids/appointments", **HTTPS).text
    assert (
        f'href="{RECORD}/appointments/3" aria-label="11/18/2019 7:00 AM">11/18/2019' in grid
        and f'href="{NEW}"' in grid
    )
    assert f'href="{NEW}"' not in log_in("auditor").get(f"{RECORD}/grids/appointments", **HTTPS).text


@pytest.mark.req("R106", "R265")
def test_free_times_are_asked_for_by_the_directorys_hours_and_the_types_length(
    caseworker: FlaskClient, rpc: Any
) -> None:
    page = book(caseworker, action="times", type="HOME_VISIT").text
    call = rpc.asked("appointments.list_free_times")[-1]
    assert call.kwargs == {
        "date": "2030-06-03", "opens": "08:00", "closes": "17:00", "employee": "JOHN JOHNSON",
        "employee_id": JOHN, "minutes": 60, "moving": 0,
    }  # fmt: skip
    assert 'name="slot" value="09:30-10:00"' in page and "9:30 AM" in page
    assert rpc.asked("appointments.book_appointment") == []


@pytest.mark.req("R260")
def test_the_best_time_to_call_stands_where_an_appointment_is_booked(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    answers["customers.get_customer"]["best_time"] = {"code": "AFT", "label": "Afternoon"}
    assert re.search(
        r'id="customer_best_time" readonly value="AFT - Afternoon"', caseworker.get(NEW, **HTTPS).text
    )


@pytest.mark.req("R103", "R254", "R265")
def test_a_free_time_is_booked_once_with_the_directorys_names(caseworker: FlaskClient, rpc: Any) -> None:
    form = fields_of(caseworker, NEW) | {"employee": JOHN, "date": "6/3/2030", "slot": "09:30-10:00"}
    answer = caseworker.post(NEW, data=form, **HTTPS)
    assert (answer.status_code, answer.location) == (303, ONE)
    [call] = rpc.asked("appointments.book_appointment")
    assert call.args == [110385, {
        "type": "INTAKE", "employee": "JOHN JOHNSON", "employee_id": JOHN, "office": "WATSONVILLE",
        "office_id": "1", "date": "6/3/2030", "start_time": "09:30", "end_time": "10:00",
    }]  # fmt: skip
    assert call.kwargs == {"idempotency_key": form["key"]}


@pytest.mark.req("R265")
@pytest.mark.parametrize(("employee", "said"), [(JANE, "does not work here any more"), ("x", "has this id")])
def test_somebody_who_has_left_or_is_nobody_is_not_booked(
    caseworker: FlaskClient, rpc: Any, employee: str, said: str
) -> None:
    answer = post(caseworker, NEW, employee=employee, date="6/3/2030", start_time="9:00 AM")
    assert answer.status_code == 422 and said in answer.text
    assert rpc.asked("appointments.book_appointment") == []
    assert JANE not in caseworker.get(NEW, **HTTPS).text


@pytest.mark.req("R108")
def test_a_busy_employee_is_told_with_the_time_and_a_reason_books_all_the_same(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    taken = {"starts_at": "2030-06-03T16:15:00Z", "ends_at": "2030-06-03T16:45:00Z"}
    answers["appointments.book_appointment"] = Conflict("Busy.", code="employee_busy", **taken)
    answer = book(caseworker, start_time="9:30 AM")
    assert answer.status_code == 409
    assert "from 9:15 AM to 9:45 AM" in answer.text and 'name="override_reason"' in answer.text
    assert 'name="start_time" value="9:30 AM"' in answer.text
    answers["appointments.book_appointment"] = APPOINTMENT
    book(caseworker, start_time="9:30 AM", override_reason="BOTH SPOUSES")
    assert rpc.asked("appointments.book_appointment")[-1].args[1]["override_reason"] == "BOTH SPOUSES"


@pytest.mark.req("R265")
def test_a_time_outside_the_working_hours_is_booked_and_warned_of(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    late = {"starts_at": "2030-06-04T01:00:00Z", "ends_at": "2030-06-04T01:30:00Z"}
    answers["appointments.book_appointment"] = {**APPOINTMENT, **late}
    assert book(caseworker, start_time="6:00 PM").status_code == 303
    assert "works from 8:00 AM to 5:00 PM on this day" in caseworker.get(ONE, **HTTPS).text
    assert "JOHN JOHNSON does not work on this day." in book(caseworker, date="6/4/2030", action="times").text


@pytest.mark.req("R108")
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    problem = FieldProblem("end_time", "ends_before_it_starts", "The appointment ends before it starts.")
    answers["appointments.book_appointment"] = Invalid(fields=[problem])
    answer = book(caseworker, start_time="9:00 AM", end_time="8:00 AM")
    assert answer.status_code == 422 and 'id="end_time-error">The appointment ends before' in answer.text
    both = book(caseworker, slot="09:30-10:00", start_time="9:00 AM")
    assert both.status_code == 422 and "Not both" in both.text
    assert len(rpc.asked("appointments.book_appointment")) == 1


@pytest.mark.req("R26", "R254")
def test_special_handling_asks_for_a_reason_and_an_answer_that_was_lost_keeps_its_key(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    answers["appointments.book_appointment"] = AcknowledgementRequired()
    asked = book(caseworker, start_time="9:00 AM")
    assert asked.status_code == 428 and 'name="acknowledgement"' in asked.text
    answers["appointments.book_appointment"] = Unavailable()
    lost = book(caseworker, start_time="9:00 AM", acknowledgement="the manager agreed", key="k-1")
    assert lost.status_code == 503 and 'name="key" value="k-1"' in lost.text
    assert rpc.asked("appointments.book_appointment")[-1].kwargs["acknowledgement"] == "the manager agreed"
    answers["appointments.cancel_appointment"] = Unavailable()
    sent = {"reason": "she called", "key": "k-2", "version": "2"}
    lost = post(caseworker, ONE, "cancel-form", f"{ONE}/cancel", **sent)
    assert 'name="key" value="k-2"' in lost.text and 'name="version" value="2"' in lost.text


@pytest.mark.req("R108", "R152")
def test_a_move_sends_what_is_new_for_the_version_that_was_seen(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    assert post(caseworker, f"{ONE}/move", slot="09:30-10:00").status_code == 303
    [call] = rpc.asked("appointments.move_appointment")
    assert call.args[1] == {
        "employee": "JOHN JOHNSON", "employee_id": JOHN, "office": "WATSONVILLE", "office_id": "1",
        "date": "6/3/2030", "start_time": "09:30", "end_time": "10:00",
    }  # fmt: skip
    assert call.kwargs["if_match"] == "3"
    answers["appointments.move_appointment"] = StaleVersion()
    stale = post(caseworker, f"{ONE}/move", version="2", start_time="9:00 AM")
    assert stale.status_code == 412 and 'name="version" value="3"' in stale.text


@pytest.mark.req("R265")
def test_an_import_keeps_its_name_alone_when_it_is_moved(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    alone = {"employee_id": "", "office": "", "office_id": ""}
    answers["appointments.get_appointment"] = {**APPOINTMENT, **alone}
    assert "JOHN JOHNSON, whose name alone is known" in caseworker.get(f"{ONE}/move", **HTTPS).text
    post(caseworker, f"{ONE}/move", employee="", start_time="10:00 AM")
    [call] = rpc.asked("appointments.move_appointment")
    assert call.args[1] == {"date": "6/3/2030", "start_time": "10:00 AM"}


@pytest.mark.req("R108")
def test_a_cancellation_says_why(caseworker: FlaskClient, rpc: Any) -> None:
    silent = post(caseworker, ONE, "cancel-form", f"{ONE}/cancel")
    assert silent.status_code == 422 and rpc.asked("appointments.cancel_appointment") == []
    assert post(caseworker, ONE, "cancel-form", f"{ONE}/cancel", reason="CALLED IN").status_code == 303
    [call] = rpc.asked("appointments.cancel_appointment")
    assert (call.args, call.kwargs["if_match"]) == ([12, {"reason": "CALLED IN"}], "3")


@pytest.mark.req("R104", "R108")
def test_an_appointment_is_refreshed_and_one_that_has_begun_is_missed(
    caseworker: FlaskClient, rpc: Any, answers: dict[str, Any]
) -> None:
    assert "Customer did not come" not in caseworker.get(ONE, **HTTPS).text
    answers["appointments.get_appointment"] = {**APPOINTMENT, "starts_at": "2020-06-01T16:00:00Z"}
    assert "Customer did not come" in caseworker.get(ONE, **HTTPS).text
    for way, operation in (("refresh", "refresh_contact"), ("no-show", "mark_no_show")):
        assert post(caseworker, ONE, "cancel-form", f"{ONE}/{way}").status_code == 303
        [call] = rpc.asked(f"appointments.{operation}")
        assert (call.args, call.kwargs["if_match"]) == ([12], "3")


@pytest.mark.req("R107", "R108")
def test_an_ended_appointment_shows_what_became_of_it_and_offers_nothing(
    caseworker: FlaskClient, answers: dict[str, Any]
) -> None:
    ended = {"status": "CANCELLED", "status_reason": "CALLED IN", "recorded_late": True}
    answers["appointments.get_appointment"] = {**APPOINTMENT, **ended}
    page = caseworker.get(ONE, **HTTPS).text
    assert "CANCELLED" in page and "CALLED IN" in page and "recorded late" in page
    assert "cancel-form" not in page and f"{ONE}/move" not in page


@pytest.mark.req("R247")
def test_another_customers_appointment_is_not_here_and_a_reader_changes_nothing(
    caseworker: FlaskClient, log_in: Any, rpc: Any, answers: dict[str, Any]
) -> None:
    auditor = log_in("auditor")
    assert auditor.get(ONE, **HTTPS).status_code == 200 and auditor.get(NEW, **HTTPS).status_code == 403
    form = fields_of(caseworker, ONE, "cancel-form") | {"reason": "X"}
    answers["appointments.get_appointment"] = {**APPOINTMENT, "customer_number": 7}
    for way in ("cancel", "no-show", "refresh", "move"):
        assert caseworker.post(f"{ONE}/{way}", data=form, **HTTPS).status_code == 404
    assert not any(call.method.startswith(("cancel", "move", "mark", "refresh")) for call in rpc.calls)
