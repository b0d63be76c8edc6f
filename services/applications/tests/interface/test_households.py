"""Households and their members' SSNs as a client of the service sees them."""

from __future__ import annotations

import json

import pytest

from applications.schemas.household import Household
from homefire.errors import Invalid

SSN = "219-09-9123"
DIGITS = "219099123"


def person(relation="SELF", **fields):
    return {"first_name": "DOENA", "last_name": "HOLSCHEIN", "relation": relation, **fields}


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


def shown(http, number):
    return http.get(f"/customers/{number}/applications").json()["household"]


@pytest.mark.req("R67")
@pytest.mark.parametrize("relations", [["CHILD"], ["SELF", "SELF"], ["SPOUSE", "CHILD"]])
def test_set_household_members_wants_exactly_one_self(receive, enter_household, http, number, relations):
    answer = enter_household(receive(), [person(relation) for relation in relations])
    assert fields_of(answer) == [("members", "one_self")]
    assert shown(http, number) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"ssn": "000-12-3456"}, ("members.1.ssn", "ssn_area")),
        ({"ssn": "***-**-2108"}, ("members.1.ssn", "not_nine_digits")),
        ({"date_of_birth": "2999-01-01"}, ("members.1.date_of_birth", "in_the_future")),
        ({"race": "PURPLE"}, ("members.1.race", "not_on_list")),
        ({"first_name": ""}, ("members.1.first_name", "required")),
        ({"id": 999999999}, ("members.1.id", "not_a_member")),
    ],
)
def test_set_household_members_names_the_member_and_field(receive, enter_household, fields, expected):
    answer = enter_household(receive(), [person(), person("CHILD") | fields])
    assert fields_of(answer) == [expected]
    assert str(fields.get("ssn")) not in answer.text


@pytest.mark.req("R71")
def test_set_household_members_takes_the_codes_of_the_intake_dates_instrument(receive, enter_household):
    old, new = receive(), receive(program_year=2025, intake_date="2025-10-01")
    assert fields_of(enter_household(old, [person(race="MENA")])) == [("members.0.race", "not_on_list")]
    answer = enter_household(new, [person(race="MULTI", education="HS_GED", gender="OTHER")]).json()
    labels = [answer["members"][0][name]["label"] for name in ("race", "education", "gender")]
    assert labels == [
        "MULTIRACIAL OR MULTIETHNIC",
        "HIGH SCHOOL GRADUATE/GED/EQUIVALENCY",
        "TRANSGENDER/NON-BINARY/ANOTHER GENDER",
    ]


@pytest.mark.req("R71")
def test_an_intake_date_of_another_instrument_is_refused_once_a_household_is_there(
    receive, enter_household, http
):
    application = receive(program_year=2025, intake_date="2025-09-30")
    entered = enter_household(application, [person(race="OTHER")]).json()
    change = {"json": {"intake_date": "2025-10-01"}, "headers": {"If-Match": str(entered["version"])}}
    refused = http.patch(f"/applications/{application['id']}", **change)
    assert fields_of(refused) == [("intake_date", "other_instrument")]
    change["json"] = {"intake_date": "2025-09-29"}
    assert http.patch(f"/applications/{application['id']}", **change).status_code == 200


@pytest.mark.req("R71")
def test_characteristics_are_kept_for_members_and_counted_in_numbers(receive, enter_household, http):
    application = receive(program_year=2026, intake_date="2026-01-05")
    told = {"disability": "NO", "health_insurance": "YES", "insurance_source": "MEDICARE"}
    told |= {"military_status": "NEVER_SERVED", "work_status": "RETIRED", "disconnected_youth": "NO"}
    answer = enter_household(application, [person(**told)]).json()
    assert (answer["instrument"], Household().validate(answer)) == ("3.0", {})
    assert {name: answer["members"][0][name]["code"] for name in told} == told
    assert fields_of(enter_household(application | {"version": 2}, [person(ethnicity="HISPANIC")])) == [
        ("members.0.ethnicity", "not_on_list")
    ]
    counted = http.put(
        f"/applications/{application['id']}/household/summary",
        json={"size": 2, "counts": {"work_status": {"RETIRED": 2}}, "household_type": "TWO_ADULTS"},
        headers={"If-Match": "2"},
    ).json()
    assert counted["summary"]["counts"] == {"work_status": {"RETIRED": 2}}
    assert counted["household_type"] == {"code": "TWO_ADULTS", "label": "TWO ADULTS, NO CHILDREN"}
    # What is left out stays, and the members are kept as the other way.
    assert counted["members"][0]["work_status"]["code"] == "RETIRED"
    members = [{"relation": "SELF", "first_name": "DOENA", "last_name": "HOLSCHEIN"}]
    again = enter_household(application | {"version": 3}, members).json()
    assert again["household_type"]["code"] == "TWO_ADULTS"


@pytest.mark.req("R71")
def test_ethnicity_is_a_question_of_its_own_in_the_old_instrument(receive, enter_household):
    answer = enter_household(receive(), [person(ethnicity="NOT_HISPANIC")]).json()
    assert answer["instrument"] == "2.1"
    assert answer["members"][0]["ethnicity"]["code"] == "NOT_HISPANIC"


def test_set_household_members_keeps_who_is_named_by_id_and_drops_the_rest(
    receive, enter_household, http, number, outbox_of
):
    application = receive()
    first = enter_household(
        application, [person(ssn=SSN), person("CHILD", first_name="OVALTINE"), person("CHILD")]
    ).json()
    doena, ovaltine, _ = first["members"]
    again = enter_household(
        first | {"id": application["id"]},
        [
            person("CHILD", id=ovaltine["id"], first_name="OVALTINE", gender="FEMALE"),
            person(id=doena["id"]),
            person("SPOUSE", first_name="BRUTON"),
        ],
    )
    assert again.status_code == 200, again.text
    again = again.json()
    assert [member["id"] for member in again["members"]][:2] == [ovaltine["id"], doena["id"]]
    assert [member["ssn"] for member in again["members"]] == [None, "***-**-9123", None]
    assert Household().validate(again) == {}
    event = outbox_of("applications", subject=number)[-1]
    assert (event["type"], event["data"]["size"], event["sequence"]) == ("household_updated", 3, 3)
    assert [change["label"] for change in event["data"]["changes"]] == [
        "HOUSEHOLD MEMBERS",
        "GENDER OF OVALTINE HOLSCHEIN",
    ]


def test_set_household_members_lets_two_change_places(receive, enter_household):
    """The one SELF may move from one row to another within one request."""
    application = receive()
    first = enter_household(application, [person(), person("SPOUSE", first_name="BRUTON")]).json()
    ids = [member["id"] for member in first["members"]]
    swapped = enter_household(
        first | {"id": application["id"]},
        [person("SPOUSE", id=ids[0]), person("SELF", id=ids[1], first_name="BRUTON")],
    )
    assert swapped.status_code == 200, swapped.text
    assert [member["relation"]["code"] for member in swapped.json()["members"]] == ["SPOUSE", "SELF"]


def test_set_household_members_without_a_change_writes_nothing(receive, enter_household, number, outbox_of):
    application = receive()
    first = enter_household(application, [person(ssn=SSN)]).json()
    same = [person(id=first["members"][0]["id"], ssn=SSN)]
    again = enter_household(first | {"id": application["id"]}, same)
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert len(outbox_of("applications", subject=number, type="household_updated")) == 1


def test_set_household_members_removes_an_ssn_on_request(receive, enter_household):
    application = receive()
    first = enter_household(application, [person(ssn=SSN)]).json()
    again = enter_household(
        first | {"id": application["id"]}, [person(id=first["members"][0]["id"], ssn=None)]
    )
    assert again.json()["members"][0]["ssn"] is None


@pytest.mark.req("R64", "R65")
def test_switching_to_numbers_keeps_members_out_of_sight_and_back(
    receive, enter_household, http, number, outbox_of
):
    application = receive()
    path = f"/applications/{application['id']}/household"
    entered = enter_household(application, [person(gender="FEMALE")]).json()
    numbers = {"size": 3, "counts": {"gender": {"FEMALE": 2, "MALE": 1}}}
    summed = http.put(f"{path}/summary", json=numbers, headers={"If-Match": "2"})
    assert summed.status_code == 200, summed.text
    household = http.get(path).json()
    assert (household["mode"], household["summary"]) == ("summary", numbers)
    assert [member["id"] for member in household["members"]] == [entered["members"][0]["id"]]
    assert Household().validate(household) == {}
    assert shown(http, number) is None
    same = [person(id=entered["members"][0]["id"], gender="FEMALE")]
    back = enter_household(summed.json() | {"id": application["id"]}, same).json()
    assert (back["mode"], back["summary"]) == ("individual", numbers)
    [member] = shown(http, number)["members"]
    assert member == {name: back["members"][0][name] for name in member}
    labels = [change["label"] for change in outbox_of("applications", subject=number)[-1]["data"]["changes"]]
    assert labels == ["HOUSEHOLD ENTERED AS"]


@pytest.mark.req("R65")
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"size": 1, "counts": {"gender": {"FEMALE": 1, "MALE": 1}}}, ("counts", "more_than_household")),
        ({"size": 2, "counts": {"gender": {"LADIES": 1}}}, ("counts.gender", "not_on_list")),
        ({"size": 0}, ("size", "invalid")),
        ({"size": 2, "counts": {"shoe_size": {"9": 1}}}, ("counts.shoe_size", "unknown_field")),
    ],
)
def test_set_household_summary_names_what_is_wrong(receive, http, body, expected):
    path = f"/applications/{receive()['id']}/household/summary"
    assert expected in fields_of(http.put(path, json=body, headers={"If-Match": "1"}))


@pytest.mark.req("R63")
def test_record_keeps_showing_the_household_of_an_older_application(receive, enter_household, http, number):
    older = receive()
    enter_household(older, [person()])
    receive(program_year=2019, intake_date="2019-03-01")
    assert shown(http, number)["application_id"] == older["id"]


@pytest.mark.req("R63")
def test_record_shows_the_newest_household_even_of_a_denied_application(
    receive, enter_household, move, http, number
):
    older, newer = receive(), receive(program_year=2019, intake_date="2019-03-01")
    enter_household(older, [person()])
    enter_household(newer, [person(first_name="OVALTINE")])
    move(newer | {"version": 2}, "DENIED", reason="OVER INCOME")
    household = shown(http, number)
    assert (household["application_id"], household["program"]) == (newer["id"], "HEAP 2019")


@pytest.mark.req("R69", "R249")
def test_ssn_leaves_masked_and_is_in_no_event_and_no_log(
    receive, enter_household, http, number, outbox_of, stack
):
    application = receive()
    answer = enter_household(application, [person(ssn=SSN)])
    read = http.get(f"/applications/{application['id']}/household")
    record = http.get(f"/customers/{number}/applications")
    told = json.dumps(outbox_of("applications", subject=number))
    log = stack.log_path("applications").read_text()
    for text in (answer.text, read.text, record.text, told, log):
        assert SSN not in text and DIGITS not in text
    assert "***-**-9123" in answer.text and "***-**-9123" in record.text


@pytest.mark.req("R249")
def test_ssn_never_travels_by_rpc(receive, rpc):
    application = receive()
    with pytest.raises(Invalid) as refused:
        rpc(
            "applications",
            "set_household_members",
            application["id"],
            {"members": [person(ssn=SSN)]},
            if_match=1,
        )
    assert refused.value.code == "protected_over_rpc"
    plain = rpc(
        "applications", "set_household_members", application["id"], {"members": [person()]}, if_match=1
    )
    assert plain["members"][0]["relation"]["code"] == "SELF"


@pytest.mark.req("R69", "R247", "R248")
def test_reveal_member_ssn_needs_its_scope_and_is_told_first(
    receive, enter_household, http, supervisor, number, outbox_of
):
    member = enter_household(receive(), [person(ssn=SSN)]).json()["members"][0]
    path, why = f"/household-members/{member['id']}/ssn/reveal", {"reason": "CORE MISMATCH"}
    assert http.post(path, json=why).status_code == 403
    assert outbox_of("applications", subject=number, type="ssn_revealed") == []
    assert fields_of(supervisor.post(path, json={"reason": ""})) == [("reason", "required")]
    assert supervisor.post(path, json=why).json() == {"id": member["id"], "ssn": DIGITS}
    (event,) = outbox_of("applications", subject=number, type="ssn_revealed")
    assert event["data"] == {
        "field": "household_member.ssn",
        "reason": "CORE MISMATCH",
        "member_id": member["id"],
    }
    assert event["actorname"] == "LOCAL SUPERVISOR"


def test_reveal_member_ssn_says_when_there_is_none(receive, enter_household, supervisor):
    member = enter_household(receive(), [person()]).json()["members"][0]
    answer = supervisor.post(f"/household-members/{member['id']}/ssn/reveal", json={"reason": "CHECKING"})
    assert (answer.status_code, answer.json()["code"]) == (404, "no_ssn")
