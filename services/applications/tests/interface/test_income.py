"""A household's income as a client of the service sees it."""

from __future__ import annotations

import pytest

from applications.schemas.income import Income

WAGES = {"source": "WAGES", "amount": "500.10", "period": "EVERY_TWO_WEEKS", "document_date": "2018-11-30"}


def person(relation="SELF", **fields):
    return {"first_name": "DOENA", "last_name": "HOLSCHEIN", "relation": relation, **fields}


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


@pytest.fixture
def enter(http):
    """`enter(application, items)`: the response to all of an application's income."""

    def ask(application, items, **fields):
        return http.put(
            f"/applications/{application['id']}/income",
            json={"items": items, **fields},
            headers={"If-Match": str(application["version"])},
        )

    return ask


@pytest.mark.req("R91", "R259")
def test_set_income_keeps_each_amount_and_answers_the_sums(receive, enter_household, enter, http, outbox_of):
    application = receive()
    household = enter_household(application, [person()]).json()
    member = household["members"][0]["id"]
    items = [
        {**WAGES, "member_id": member, "covered_from": "10/1/2018", "covered_to": "2018-10-31"},
        {"source": "CHILD_SUPPORT", "amount": "$100", "period": "ACTUAL", "weeks": 3},
        {"source": "SNAP", "amount": "0", "period": "MONTHLY"},
    ]
    answer = enter({**application, "version": household["version"]}, items)
    assert answer.status_code == 200, answer.text
    income = http.get(f"/applications/{application['id']}/income").json()
    assert income == answer.json()
    assert Income().validate(income) == {}
    assert (income["yearly"], income["monthly"], income["household_size"]) == ("14735.93", "1227.99", 1)
    assert [item["arithmetic"] for item in income["items"]] == [
        "$500.10 × 26 = $13,002.60",
        "$100.00 × 52 ÷ 3 = $1,733.33",
        "not counted",
    ]
    assert (income["items"][0]["member"], income["items"][0]["covered_from"]) == (
        "DOENA HOLSCHEIN",
        "2018-10-01",
    )
    assert income["version"] == household["version"] + 1
    [event] = outbox_of("applications", subject=income["customer_number"], type="income_updated")
    assert event["sequence"] == income["version"]
    told = event["data"]
    assert (told["items"], told["yearly"], told["zero_income"]) == (3, "14735.93", False)
    assert "DOENA" not in str(told) and "500.10" not in str(told)


@pytest.mark.req("R91")
def test_set_income_replaces_what_there_was_and_changes_nothing_twice(receive, enter, outbox_of):
    application = receive()
    first = enter(application, [WAGES, WAGES]).json()
    again = enter({**application, "version": first["version"]}, [WAGES, WAGES]).json()
    assert again["version"] == first["version"]
    last = enter({**application, "version": first["version"]}, [], zero_income_on="2018-12-01").json()
    assert (last["items"], last["yearly"], last["zero_income_on"]) == ([], "0.00", "2018-12-01")
    events = outbox_of("applications", subject=last["customer_number"], type="income_updated")
    changed = {change["field"]: change["new"] for change in events[-1]["data"]["changes"]}
    assert (len(events), changed) == (2, {"items": 0, "yearly": "0.00", "zero_income": "2018-12-01"})


@pytest.mark.req("R152")
def test_set_income_refuses_an_older_version(receive, enter):
    application = receive()
    assert enter(application, [WAGES]).status_code == 200
    assert enter(application, [WAGES]).json()["code"] == "stale_version"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"source": "LOTTERY"}, ("items.0.source", "not_on_list")),
        ({"amount": "much"}, ("items.0.amount", "not_an_amount")),
        ({"amount": "0"}, ("items.0.amount", "amount_out_of_range")),
        ({"period": "DAILY"}, ("items.0.period", "not_a_period")),
        ({"period": "ACTUAL"}, ("items.0.weeks", "weeks_required")),
        ({"weeks": 4}, ("items.0.weeks", "weeks_not_used")),
        ({"member_id": 999999999}, ("items.0.member_id", "not_a_member")),
        ({"document_date": "2999-01-01"}, ("items.0.document_date", "in_the_future")),
        (
            {"covered_from": "2018-10-02", "covered_to": "2018-10-01"},
            ("items.0.covered_to", "before_first_day"),
        ),
    ],
)
def test_set_income_names_the_row_and_field(receive, enter, item, expected):
    assert fields_of(enter(receive(), [WAGES | item])) == [expected]


def test_set_income_refuses_income_beside_the_statement_of_none(receive, enter):
    answer = enter(receive(), [WAGES], zero_income_on="2018-12-01")
    assert fields_of(answer) == [("zero_income_on", "income_and_zero")]


def test_income_of_who_leaves_the_household_stays_until_it_is_taken_out(
    receive, enter_household, enter, http
):
    application = receive()
    made = enter_household(application, [person(), person("CHILD", first_name="BRUTON")]).json()
    child = made["members"][1]["id"]
    entered = enter({**application, "version": made["version"]}, [{**WAGES, "member_id": child}]).json()
    stays = [person(id=made["members"][0]["id"])]
    assert enter_household({**application, "version": entered["version"]}, stays).status_code == 200
    [item] = http.get(f"/applications/{application['id']}/income").json()["items"]
    assert (item["member_id"], item["member"], item["amount"]) == (None, "", "500.10")


def test_total_income_sums_without_saving(http):
    body = {"items": [WAGES, {"source": "SSI", "amount": "1,000", "period": "MONTHLY"}]}
    answer = http.post("/applications/income/total", json=body)
    assert (answer.json()["yearly"], answer.json()["monthly"]) == ("25002.60", "2083.55")
    wrong = http.post("/applications/income/total", json={"items": [WAGES | {"period": "ACTUAL"}]})
    assert fields_of(wrong) == [("items.0.weeks", "weeks_required")]
