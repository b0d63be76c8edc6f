"""The checklist as a client of the service sees it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from applications.domain.parts.checklist import CHECKLIST, CHECKLIST_STATUSES
from applications.models import ProgramPart
from applications.schemas.checklist import Checklist
from homefire.testing.suite import eventually


def problem(answer):
    return answer.status_code, answer.json()["code"]


@pytest.fixture
def path(receive):
    """The address of the checklist of a new application."""
    return f"/applications/{receive()['id']}/checklist"


@pytest.mark.req("R189", "R190", "R191", "R261")
def test_checklist_is_made_once_from_the_account_types_steps(http, path, number, outbox_of):
    empty = http.get(path).json()
    assert Checklist().validate(empty) == {}
    assert (empty["version"], empty["items"], empty["account_type"]) == (None, [], "RESIDENT")
    made = http.post(path, json={})
    assert made.status_code == 201, made.text
    listed = made.json()
    assert Checklist().validate(listed) == {}
    assert {item["status"]["label"] for item in listed["items"]} == {"Pending"}
    assert all(item["short"] and item["long"] for item in listed["items"])
    assert (listed["done"], listed["total"], listed["missing"]) == (0, len(listed["items"]), [])
    for body in ({}, {"add_missing": True}):
        assert problem(http.post(path, json=body)) == (409, "checklist_exists")
    assert http.get(path).json() == listed
    (told,) = outbox_of("applications", subject=number, type="checklist_created")
    assert told["data"]["items"] == [item["code"] for item in listed["items"]]


@pytest.mark.req("R189")
def test_two_clicks_at_once_make_one_checklist(http, path):
    with ThreadPoolExecutor(2) as both:
        answers = [each.result() for each in [both.submit(http.post, path, json={}) for _ in range(2)]]
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    codes = [item["code"] for item in http.get(path).json()["items"]]
    assert len(codes) == len(set(codes))


@pytest.mark.req("R188", "R189")
def test_missing_default_items_are_offered_and_added_without_duplicates(http, path, suite):
    first = http.post(path, json={}).json()
    edit = {"status": "VERIFIED", "note": "seen"}
    code = first["items"][0]["code"]
    http.patch(f"{path}/{code}", json=edit, headers={"If-Match": "1"}).raise_for_status()
    step = {"account_type": "RESIDENT", "code": "NEW_STEP", "short": "New step", "long": ""}
    stamp = {"entered_by": "TEST", "entered_at": datetime.now(UTC)}
    row = {"program_code": "HEAP", "part": "checklist", "valid_from": date(2020, 1, 1), "revision": 1}
    with suite.work_in("applications") as work:
        work.session.execute(sa.insert(ProgramPart).values(rows=[*CHECKLIST.shipped, step], **row, **stamp))
    try:
        refused = http.post(path, json={})
        assert (problem(refused), refused.json()["missing"]) == ((409, "checklist_exists"), ["New step"])
        added = http.post(path, json={"add_missing": True}).json()
        assert [item["code"] for item in added["items"]] == [
            *(item["code"] for item in first["items"]),
            "NEW_STEP",
        ]
        assert (added["items"][0]["note"], added["version"]) == ("seen", 3)
    finally:
        with suite.database("applications").begin() as connection:
            connection.execute(sa.delete(ProgramPart).where(ProgramPart.part == "checklist"))


@pytest.mark.req("R187", "R190", "R192", "R193")
def test_item_takes_status_and_note_and_changes_nothing_of_the_application(
    http, path, number, outbox_of, receive
):
    before = http.post(path, json={}).json()["items"]
    item, version = f"{path}/{before[1]['code']}", {"If-Match": "1"}
    changed = http.patch(item, json={"status": "VERIFIED", "note": "on the\nbill"}, headers=version)
    assert changed.status_code == 200, changed.text
    found = changed.json()
    assert (found["done"], found["version"]) == (1, 2)
    assert (found["items"][1]["note"], found["items"][1]["updated_by"]) == (
        "on the\nbill",
        "LOCAL CASEWORKER",
    )
    assert found["items"][1]["updated_at"] != before[1]["updated_at"]
    assert found["items"][0] == before[0]
    assert problem(http.patch(item, json={"note": "late"}, headers=version)) == (412, "stale_version")
    version = {"If-Match": "2"}
    for body, field in (
        ({"note": "x" * 501}, "note"),
        ({"status": "DONE"}, "status"),
        ({"short": "x"}, "short"),
    ):
        answer = http.patch(item, json=body, headers=version)
        assert (answer.status_code, answer.json()["fields"][0]["field"]) == (422, field)
    assert http.patch(item, json={"note": "x" * 500}, headers=version).status_code == 200
    assert problem(http.patch(f"{path}/NO_SUCH", json={}, headers=version)) == (
        404,
        "checklist_item_not_found",
    )
    application = http.get(path.removesuffix("/checklist")).json()
    assert (application["status"], application["version"]) == ("PENDING", 1)
    told = outbox_of("applications", subject=number, type="checklist_item_updated")
    assert [change["field"] for change in told[0]["data"]["changes"]] == ["status", "note"]
    assert "bill" not in str(told)


@pytest.mark.req("R191", "R192")
def test_a_programs_own_statuses_and_length_of_a_note_hold_for_its_items(http, path, part_of_heap):
    lost, found = (row | {"first": False} for row in CHECKLIST_STATUSES.shipped[:2])
    own = [
        found | {"code": "FOUND", "label": "Found"},
        lost | {"code": "LOST", "label": "Lost", "first": True},
    ]
    part_of_heap("checklist_statuses", own)
    part_of_heap("checklist_settings", [{"note_limit": 10}])
    made = http.post(path, json={}).json()
    item, version = f"{path}/{made['items'][0]['code']}", {"If-Match": "1"}
    assert (made["items"][0]["status"], made["note_limit"]) == ({"code": "LOST", "label": "Lost"}, 10)
    for body, field in (({"status": "HOLD"}, "status"), ({"note": "x" * 11}, "note")):
        refused = http.patch(item, json=body, headers=version)
        assert (refused.status_code, refused.json()["fields"][0]["field"]) == (422, field)
    changed = http.patch(item, json={"status": "FOUND", "note": "x" * 10}, headers=version)
    assert changed.status_code == 200, changed.text


@pytest.mark.req("R189")
def test_an_account_type_without_steps_has_no_checklist(http, path, part_of_heap):
    part_of_heap("checklist", [row for row in CHECKLIST.shipped if row["account_type"] == "LANDLORD"])
    assert problem(http.post(path, json={})) == (409, "no_checklist_items")
    assert http.get(path).json()["version"] is None


@pytest.mark.req("R188", "R189", "R261")
def test_account_type_follows_the_customer_until_a_checklist_is_made_and_stays_with_it(
    http, client, number, path, receive
):
    kept = http.post(path, json={}).json()
    other = f"/applications/{receive(program_year=2019)['id']}/checklist"
    customers = client("customers")
    version = {"If-Match": str(customers.get(f"/customers/{number}").json()["version"])}
    customers.patch(
        f"/customers/{number}", json={"customer_type": "LANDLORD"}, headers=version
    ).raise_for_status()
    eventually(lambda: http.get(other).json()["account_type"] == "LANDLORD")
    assert {item["code"] for item in http.post(other, json={}).json()["items"]} == {
        "OWNERSHIP_ON_FILE",
        "AGREEMENT_SIGNED",
    }
    assert http.get(path).json() == kept
    assert problem(http.post(path, json={"add_missing": True})) == (409, "checklist_exists")


@pytest.mark.req("R247")
def test_checklist_needs_the_scope_to_write(client, path):
    auditor = client("applications", role="auditor")
    assert auditor.get(path).status_code == 200
    assert problem(auditor.post(path, json={})) == (403, "not_permitted")
