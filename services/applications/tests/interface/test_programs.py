"""Programs, their years and their parts as a program manager's client sees them (R80, R90, R243)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from applications.schemas.application import Program
from applications.schemas.program import ProgramHistory, ProgramPart, ProgramParts
from homefire.testing.suite import verify_all

pytestmark = pytest.mark.req("R243")
_codes = itertools.count(1)
PLACE = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "93933"}


@pytest.fixture(scope="session")
def manager(http, client):
    """The applications service as a program manager calls it."""
    return client("applications", role="program_manager")


@pytest.fixture
def program(manager):
    """A program of this test's own, with the year 2018."""
    code = f"OWN{next(_codes)}"
    made = manager.post("/programs", json={"code": code, "name": "OF THIS TEST"})
    assert made.status_code == 201, made.text
    year = {"valid_from": "2017-11-01", "valid_to": "2019-07-31"}
    put = manager.put(f"/programs/{code}/years/2018", json=year, headers={"If-Match": "1"})
    assert put.status_code == 200, put.text
    return put.json()


@pytest.fixture
def today(manager, program):
    """The agency's today, as a part that is set without a day has it."""
    return date.fromisoformat(set_part(manager, program, "questionnaire", []).json()["since"])


def set_part(client, program, part, rows, version=0, **fields):
    """The response to setting a part."""
    path = f"/programs/{program['code']}/parts/{part}"
    return client.put(path, json={"rows": rows, **fields}, headers={"If-Match": str(version)})


def codes_of(answer):
    assert answer.status_code == 422, answer.text
    return [(each["field"], each["code"]) for each in answer.json()["fields"]]


def test_a_part_is_as_shipped_until_somebody_sets_it_and_then_from_its_day(
    manager, program, today, outbox_of
):
    path = f"/programs/{program['code']}/parts/summary_fields"
    shipped = manager.get(path).json()
    assert ProgramPart().validate(shipped) == {}
    assert (shipped["version"], shipped["since"], shipped["revisions"]) == (0, None, [])
    tomorrow = (today + timedelta(days=1)).isoformat()
    rows = [{"field": "LANGUAGE"}, {"field": "REGISTRATION_DATE"}]
    answer = set_part(manager, program, "summary_fields", rows, valid_from=tomorrow)
    assert answer.status_code == 200, answer.text
    after = answer.json()
    assert after["rows"] == shipped["rows"] and after["since"] is None
    assert after["planned"] == [{"valid_from": tomorrow, "revision": 1}]
    [planned] = after["revisions"]
    assert (planned["state"], planned["rows"]) == ("planned", rows)
    assert manager.get(path).json() == after and manager.get(path).headers["ETag"] == '"1"'
    [event] = outbox_of("applications", subject=f"program/{program['code']}", type="program_part_changed")[
        -1:
    ]
    assert event["aggregate"] == f"program_part/{program['code']}/summary_fields"
    assert (event["sequence"], event["data"]["valid_from"], event["data"]["rows"]) == (1, tomorrow, 2)


def test_a_later_setting_of_a_day_replaces_the_earlier_and_neither_is_lost(manager, program, today):
    first = set_part(manager, program, "summary_fields", [{"field": "LANGUAGE"}])
    second = set_part(manager, program, "summary_fields", [{"field": "ANALYSTS"}], version=1)
    assert (first.status_code, second.status_code) == (200, 200)
    states = [(each["revision"], each["state"]) for each in second.json()["revisions"]]
    assert states == [(2, "holds"), (1, "replaced")]
    assert second.json()["rows"] == [{"field": "ANALYSTS"}]
    same = set_part(manager, program, "summary_fields", [{"field": "ANALYSTS"}], version=2)
    assert same.json()["version"] == 2, "what changes nothing writes nothing"


def test_the_past_is_never_set(manager, program, today):
    yesterday = (today - timedelta(days=1)).isoformat()
    refused = set_part(manager, program, "summary_fields", [{"field": "LANGUAGE"}], valid_from=yesterday)
    assert codes_of(refused) == [("valid_from", "in_the_past")]


@pytest.mark.req("R152")
def test_two_managers_do_not_overwrite_each_other(manager, program):
    assert set_part(manager, program, "summary_fields", [{"field": "LANGUAGE"}]).status_code == 200
    second = set_part(manager, program, "summary_fields", [{"field": "ANALYSTS"}])
    assert (second.status_code, second.json()["code"]) == (412, "stale_version")
    path = f"/programs/{program['code']}/parts/summary_fields"
    assert manager.put(path, json={"rows": []}).json()["code"] == "version_required"


def test_rows_that_are_wrong_are_named_by_row_and_column(manager, program):
    rows = [{"code": "ONE", "label": ""}, {"code": "no", "label": "NO"}]
    refused = set_part(manager, program, "checklist_statuses", rows)
    assert codes_of(refused) == [("rows.0.label", "required"), ("rows.1.code", "not_a_code")]


def test_every_part_is_listed_and_what_is_not_there_is_told(manager, program):
    listed = manager.get(f"/programs/{program['code']}/parts").json()
    assert ProgramParts().validate(listed) == {}
    names = [each["name"] for each in listed["items"]]
    assert {"transitions", "summary_fields", "verification"} <= set(names)
    assert "document_types" not in names, "they are a list of documents"
    for path, code in (
        ("/programs/NONE/parts", "program_not_found"),
        ("/programs/NONE/history", "program_not_found"),
        (f"/programs/{program['code']}/parts/none", "part_not_found"),
    ):
        answer = manager.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_a_caseworker_reads_and_does_not_set(http, program):
    assert http.get(f"/programs/{program['code']}/parts").status_code == 200
    assert set_part(http, program, "summary_fields", []).status_code == 403


@pytest.mark.req("R80")
def test_a_program_leaves_moves_out_and_asks_for_reasons(manager, program, receive, move, http):
    application = receive(program=program["code"])
    assert application["next_statuses"] == ["ELIGIBLE", "DENIED", "WITHDRAWN"]
    rows = [
        {"old": "PENDING", "new": "ELIGIBLE", "reason": True},
        {"old": "PENDING", "new": "DENIED", "reason": True},
    ]
    assert set_part(manager, program, "transitions", rows).status_code == 200
    assert http.get(f"/applications/{application['id']}").json()["next_statuses"] == ["ELIGIBLE", "DENIED"]
    listed = http.get(f"/customers/{application['customer_number']}/applications").json()["applications"]
    assert [each["next_statuses"] for each in listed] == [["ELIGIBLE", "DENIED"]]
    refused = move(application, "WITHDRAWN")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_move")
    assert "In this program" in refused.json()["detail"]
    assert codes_of(move(application, "ELIGIBLE")) == [("reason", "reason_required")]
    verified = verify_all(http, application)
    assert move(verified, "ELIGIBLE", reason="INCOME CHECKED").status_code == 200


@pytest.mark.req("R80")
def test_transitions_of_tomorrow_hold_tomorrow(manager, program, today, receive, move):
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert set_part(manager, program, "transitions", [], valid_from=tomorrow).status_code == 200
    assert move(receive(program=program["code"]), "WITHDRAWN").status_code == 200


def test_a_program_and_its_years_are_changed_with_their_versions_kept(manager, program, receive, outbox_of):
    path = f"/programs/{program['code']}"
    receive(program=program["code"])
    renamed = manager.patch(path, json={"name": "RENAMED"}, headers={"If-Match": "2"})
    assert Program().validate(renamed.json()) == {}
    year = {"valid_from": "11/1/2017", "valid_to": "12/3/2018"}
    closed = manager.put(f"{path}/years/2018", json=year, headers={"If-Match": "3"}).json()
    assert closed["years"][0]["valid_to"] == "2018-12-03"
    early = {"valid_from": "2017-11-01", "valid_to": "2018-12-02"}
    refused = manager.put(f"{path}/years/2018", json=early, headers={"If-Match": "4"})
    assert codes_of(refused) == [("valid_to", "applications_outside")]
    history = manager.get(f"{path}/history").json()
    assert ProgramHistory().validate(history) == {}
    assert [each["version"] for each in history["items"]] == [4, 3, 2, 1]
    assert [each["state"]["name"] for each in history["items"]] == ["RENAMED"] * 2 + ["OF THIS TEST"] * 2
    assert manager.get("/programs/HEAP/history").json()["items"][-1]["state"]["code"] == "HEAP"
    events = outbox_of("applications", subject=f"program/{program['code']}")
    actions = [event["data"]["action"] for event in events]
    assert actions == ["program_added", "year_added", "program_changed", "year_changed"]


def test_a_program_has_one_code_and_years_in_order(manager, program):
    again = manager.post("/programs", json={"code": program["code"].lower(), "name": "AGAIN"})
    assert (again.status_code, again.json()["code"]) == (409, "program_exists")
    backwards = {"valid_from": "2020-02-01", "valid_to": "2020-01-01"}
    path = f"/programs/{program['code']}/years/2020"
    refused = manager.put(path, json=backwards, headers={"If-Match": "2"})
    assert codes_of(refused) == [("valid_to", "ends_before_it_begins")]


@pytest.mark.req("R90")
def test_applications_are_unique_by_what_the_program_says_now(manager, program, receive, http, number):
    path = f"/programs/{program['code']}"
    body = {
        "program": program["code"],
        "program_year": 2018,
        "intake_date": "2018-12-03",
        "place_of_service": PLACE,
    }
    receive(program=program["code"], utility_vendor="PGE")
    second = body | {"utility_vendor": "SCE"}
    assert http.post(f"/customers/{number}/applications", json=second).status_code == 409
    wider = manager.patch(path, json={"unique_by": ["utility", "customer"]}, headers={"If-Match": "2"}).json()
    assert wider["unique_by"] == ["customer", "utility"]
    assert http.post(f"/customers/{number}/applications", json=second).status_code == 201
    same = http.post(f"/customers/{number}/applications", json=body | {"utility_vendor": "PGE"})
    assert same.status_code == 409, "the application of before is counted under the new key"
    narrower = manager.patch(path, json={"unique_by": ["customer"]}, headers={"If-Match": "3"})
    assert codes_of(narrower) == [("unique_by", "applications_exclude")]
