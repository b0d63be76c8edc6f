"""Proposals, decisions and tables as a client of the service sees them."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from applications.schemas.eligibility import Eligibility, Proposal
from homefire.testing.suite import verify_all

DAY = "2026-11-02"
WHY = "RECEIVED ON THAT DAY"
"""Why it is decided by the tables of the test's day."""
EUREKA = {"number": "111", "street": "THIS", "street_type": "ST", "zip": "95501"}
_areas = itertools.count(1)


def problem(answer):
    return answer.status_code, answer.json()["code"]


def fields_of(answer):
    assert answer.status_code == 422, answer.text
    return [(field["field"], field["code"]) for field in answer.json()["fields"]]


@pytest.fixture(scope="session")
def manager(http, client):
    """The applications service as a program manager calls it."""
    return client("applications", role="program_manager")


@pytest.fixture
def earning(http, receive, enter_household):
    """`earning("53000.00")`: a verified application of a household of two with this income of a year."""

    def enter(yearly: str, **fields):
        application = receive(**fields)
        members = [
            {"first_name": "DOENA", "last_name": "HOLSCHEIN", "relation": relation}
            for relation in ("SELF", "CHILD")
        ]
        made = enter_household(application, members).json()
        item = {"source": "WAGES", "amount": yearly, "period": "YEARLY"}
        answer = http.put(
            f"/applications/{application['id']}/income",
            json={"items": [item]},
            headers={"If-Match": str(made["version"])},
        )
        assert answer.status_code == 200, answer.text
        return verify_all(http, {**application, "version": answer.json()["version"]})

    return enter


@pytest.fixture
def decide(http):
    """`decide(application, "DENIED", reason="…")`: the response to a decision as of the test's day."""

    def ask(application, decision, **fields):
        return http.post(
            f"/applications/{application.get('id') or application['application_id']}/eligibility/decisions",
            json={"decision": decision, "as_of": DAY, **fields},
            headers={"If-Match": str(application["version"])},
        )

    return ask


def propose(http, application, as_of=DAY):
    answer = http.get(f"/applications/{application['id']}/eligibility/proposal", params={"as_of": as_of})
    assert answer.status_code == 200, answer.text
    return answer.json()


def table(**fields):
    """A table as it is drafted, of an area of its own."""
    made = {"kind": "AMI", "area": f"COUNTY {next(_areas)}, CA", "title": "AREA MEDIAN", "source": "HUD"}
    made |= {"effective_from": "2026-10-01", "effective_to": "2027-09-30"}
    return made | {"figures": [{"size": 4, "amount": "100000"}]} | fields


def draft(manager, **fields):
    answer = manager.post("/rule-tables", json=table(**fields))
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(manager, made, action):
    headers = {"If-Match": str(made["version"])}
    return manager.post(f"/rule-tables/{made['id']}/{action}", headers=headers)


@pytest.mark.req("R91")
def test_propose_answers_with_the_tables_of_the_day_and_writes_nothing(earning, http):
    application = earning("53000.00")
    now, before = propose(http, application), propose(http, application, "2026-09-30")
    assert Proposal().validate(now) == {}
    assert (now["outcome"], now["limit"], now["household_size"]) == ("ELIGIBLE", "54271.92", 2)
    assert (before["outcome"], before["limit"]) == ("NOT_ELIGIBLE", "52281.96")
    assert before["changes"][0]["says"] == "$718.04 less a year, and the household is eligible."
    assert [each["title"] for each in now["tables"]] == [
        "60 % of state median income, California, FFY 2027",
        "Federal poverty guidelines 2026",
    ]
    assert propose(http, application, "2019-01-01")["outcome"] == "CANNOT_TELL"
    assert http.get(f"/applications/{application['id']}").json()["version"] == application["version"]


@pytest.mark.req("R91")
def test_propose_says_that_household_and_income_are_missing(receive, http):
    answer = propose(http, receive())
    assert (answer["outcome"], [each["code"] for each in answer["missing"]]) == ("CANNOT_TELL", ["household"])


@pytest.mark.req("R92")
def test_household_over_25_in_numbers_needs_approval(receive, http):
    application = receive()
    made = http.put(
        f"/applications/{application['id']}/household/summary",
        json={"size": 26, "counts": {}},
        headers={"If-Match": "1"},
    )
    assert made.status_code == 200, made.text
    assert propose(http, application)["outcome"] == "NEEDS_APPROVAL"


@pytest.mark.req("R91")
def test_decide_as_proposed_moves_the_application_and_keeps_the_explanation(earning, decide, http, outbox_of):
    application = earning("53000.00")
    answer = decide(application, "ELIGIBLE", reason=WHY)
    assert answer.status_code == 200, answer.text
    found = http.get(f"/applications/{application['id']}/eligibility").json()
    assert Eligibility().validate(found) == {}
    [kept] = found["decisions"]
    assert (found["status"], kept["decision"], kept["differs"]) == ("ELIGIBLE", "ELIGIBLE", False)
    assert kept["proposal"] == propose(http, application)
    number = found["customer_number"]
    [moved] = outbox_of("applications", subject=number, type="application_status_changed")
    [told] = outbox_of("applications", subject=number, type="eligibility_decided")
    assert (moved["data"]["new_status"], told["data"]["outcome"]) == ("ELIGIBLE", "ELIGIBLE")
    assert told["data"]["outcome_label"] == "eligible"
    assert told["sequence"] == moved["sequence"] == found["version"]
    assert "53000" not in str(told["data"])


@pytest.mark.req("R91")
def test_decide_otherwise_or_deny_needs_a_reason(earning, receive, new_customer, decide, http):
    application = earning("53000.00")
    assert fields_of(decide(application, "DENIED")) == [("reason", "reason_required")]
    unknown = decide(receive(number=new_customer()["number"]), "ELIGIBLE").json()["fields"][0]["detail"]
    assert unknown.startswith("The rules cannot tell yet. Enter the household first.")
    assert http.get(f"/applications/{application['id']}").json()["status"] == "PENDING"
    answer = decide(application, "DENIED", reason="NOT A RESIDENT")
    [kept] = answer.json()["decisions"]
    assert (kept["differs"], kept["reason"], kept["proposal"]["outcome"]) == (
        True,
        "NOT A RESIDENT",
        "ELIGIBLE",
    )
    shown = http.get(f"/applications/{application['id']}").json()
    assert (shown["status"], shown["status_reason"]) == ("DENIED", "NOT A RESIDENT")


def test_decide_what_was_decided_is_refused_by_the_status_machine(earning, decide):
    made = decide(earning("53000.00"), "ELIGIBLE", reason=WHY).json()
    assert problem(decide(made, "ELIGIBLE", reason=WHY)) == (409, "illegal_move")


@pytest.mark.req("R92")
def test_appeal_starts_its_clock_and_is_decided_again(earning, decide, http, outbox_of):
    denied = decide(earning("60000.00"), "DENIED", reason="OVER INCOME").json()
    assert fields_of(decide(denied, "ELIGIBLE", reason="APPEAL")) == [("decision", "no_appeal")]
    path = f"/applications/{denied['application_id']}/eligibility/appeals"
    today = datetime.now(UTC).date()
    received = denied["decisions"][0]["decided_on"]

    def appeal(made, on):
        return http.post(path, json={"received": on}, headers={"If-Match": str(made["version"])})

    assert fields_of(appeal(denied, str(today + timedelta(days=2)))) == [("received", "in_the_future")]
    assert fields_of(appeal(denied, "2018-12-04")) == [("received", "before_denial")]
    made = appeal(denied, received).json()
    assert (made["appeal"]["received"], made["appeal"]["days_left"]) == (received, 15)
    assert problem(appeal(made, received)) == (409, "appeal_open")
    upheld = decide(made, "DENIED", reason="STILL OVER INCOME").json()
    assert (upheld["status"], upheld["appeal"]) == ("DENIED", None)
    again = appeal(upheld, received).json()
    granted = decide(again, "ELIGIBLE", reason="PAYCHECK COUNTED TWICE").json()
    assert (granted["status"], granted["appeal"]) == ("ELIGIBLE", None)
    assert [(each["decision"], each["appeal_received"]) for each in granted["decisions"]] == [
        ("ELIGIBLE", received),
        ("DENIED", received),
        ("DENIED", None),
    ]
    events = outbox_of("applications", subject=denied["customer_number"], type="appeal_received")
    assert [event["data"]["received"] for event in events] == [received, received]
    assert problem(appeal(granted, received)) == (409, "not_denied")


@pytest.mark.req("R91", "R177")
def test_decision_stays_as_it_was_when_a_new_edition_is_published(earning, decide, http, manager):
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date()
    first_day, yesterday, last_day = ((today + timedelta(days=days)).isoformat() for days in (-30, -1, 30))
    days = {"effective_from": first_day, "effective_to": last_day}
    application = earning("35640.00", place_of_service=EUREKA)
    assert propose(http, application, yesterday)["ami_percent"] is None
    first = send(manager, draft(manager, area="Humboldt, CA", **days), "publish").json()
    assert (first["state"], first["edition"], len(first["figures"])) == ("PUBLISHED", 1, 25)
    assert propose(http, application, yesterday)["ami_percent"] == "44.6"
    decided = decide(application, "ELIGIBLE", reason=WHY, as_of=yesterday).json()
    figures = [{"size": 4, "amount": "50000"}]
    days |= {"area": "HUMBOLDT, CA", "figures": figures}
    second = draft(manager, **days, applies_from=yesterday)
    assert fields_of(send(manager, second, "publish")) == [("applies_from", "rewrites_the_past")]
    second = draft(manager, **days, applies_from=today.isoformat())
    assert send(manager, second, "publish").json()["edition"] == 2
    assert propose(http, application, today.isoformat())["ami_percent"] == "89.1"
    assert propose(http, application, yesterday)["ami_percent"] == "44.6"
    now = http.get(f"/applications/{application['id']}/eligibility").json()
    assert now["decisions"] == decided["decisions"]
    assert (
        now["decisions"][0]["proposal"]["ami_percent"],
        now["decisions"][0]["proposal"]["tables"][-1],
    ) == (
        "44.6",
        {"id": first["id"], "kind": "AMI", "title": "AREA MEDIAN", "edition": 1},
    )


@pytest.mark.req("R91", "R247")
def test_published_table_is_never_changed_and_a_draft_is(manager, http, outbox_of):
    made = draft(manager, figures=[{"size": 1, "amount": "70000"}])
    assert fields_of(send(manager, made, "publish")) == [("figures", "incomplete")]
    assert http.post("/rule-tables", json=table()).json()["code"] == "not_permitted"
    body = table(area=made["area"])
    headers = {"If-Match": str(made["version"])}
    changed = manager.put(f"/rule-tables/{made['id']}", json=body, headers=headers).json()
    published = send(manager, changed, "publish").json()
    headers = {"If-Match": str(published["version"])}
    assert problem(manager.put(f"/rule-tables/{made['id']}", json=body, headers=headers)) == (
        409,
        "table_is_published",
    )
    for action in ("publish", "discard"):
        assert problem(send(manager, published, action)) == (409, "table_is_published")
    [event] = outbox_of("applications", subject=f"rule_table/{made['id']}", type="rule_table_published")
    assert (event["data"]["edition"], event["data"]["area"]) == (1, made["area"])
    assert http.get(f"/rule-tables/{made['id']}").json() == published


def test_table_whose_days_cut_a_published_ones_is_refused(manager):
    made = draft(manager)
    assert send(manager, made, "publish").status_code == 200
    other = draft(manager, area=made["area"], effective_from="2027-01-01", effective_to="2027-12-31")
    assert problem(send(manager, other, "publish")) == (409, "table_overlaps")
    assert send(manager, other, "discard").status_code == 200
    assert problem(manager.get(f"/rule-tables/{other['id']}")) == (404, "rule_table_not_found")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"kind": "TAX"}, ("kind", "not_a_kind")),
        ({"effective_to": "2026-09-30"}, ("effective_to", "before_first_day")),
        ({"applies_from": "2026-09-30"}, ("applies_from", "outside_its_days")),
        ({"figures": [{"size": 26, "amount": "1"}]}, ("figures.0.size", "invalid")),
        ({"figures": [{"size": 1, "amount": "1"}] * 2}, ("figures", "size_twice")),
    ],
)
def test_draft_rule_table_names_the_field_that_is_wrong(manager, fields, expected):
    assert fields_of(manager.post("/rule-tables", json=table(**fields))) == [expected]


@pytest.mark.req("R91")
def test_tables_of_the_program_year_count_however_late_it_is_decided(earning, http, move):
    """53,000 a year for two is within the limit of 2027 and over that of 2026, which the household applied for."""
    application = earning("53000.00", program_year=2026, intake_date="2026-09-15")
    path = f"/applications/{application['id']}/eligibility"
    proposed = http.get(f"{path}/proposal").json()
    assert (proposed["as_of"], proposed["outcome"]) == ("2026-09-15", "NOT_ELIGIBLE")
    assert proposed["path"][0]["says"] == "The tables of 9/15/2026 count: the program year's."
    other = propose(http, application)
    assert (other["outcome"], other["path"][0]["says"]) == (
        "ELIGIBLE",
        "The tables of 11/2/2026 were asked for; the program year's, 9/15/2026, counts.",
    )
    made = http.post(
        f"{path}/decisions",
        json={"decision": "ELIGIBLE", "as_of": DAY},
        headers={"If-Match": str(application["version"])},
    )
    assert fields_of(made) == [("reason", "reason_required")]
    assert move(application, "ELIGIBLE").status_code == 200
    [kept] = http.get(path).json()["decisions"]
    assert (kept["proposal"]["as_of"], kept["proposal"]["outcome"]) == ("2026-09-15", "NOT_ELIGIBLE")


@pytest.mark.req("R91")
def test_draft_takes_what_is_added_for_each_person_more(manager):
    printed = [{"size": size, "amount": f"{9000 + size}"} for size in range(1, 11)]
    made = draft(manager, kind="SMI60", area="CA", per="MONTH", figures=printed, each_more="$192.21")
    figures = {each["size"]: each["amount"] for each in made["figures"]}
    assert len(figures) == 25 and (figures[10], figures[11], figures[25]) == (
        "9010.00",
        "9202.21",
        "11893.15",
    )
    assert send(manager, made, "discard").status_code == 200


@pytest.mark.req("R91")
def test_what_if_lists_who_flips_page_by_page_and_writes_nothing(earning, manager, new_customer, http):
    poor = earning("20000.00")
    flipping = [earning("50000.00", number=new_customer()["number"])["id"] for _ in range(2)]
    figures = [{"size": size, "amount": f"{30000 + size}.00"} for size in range(1, 26)]
    made = draft(manager, kind="SMI60", area="CA", title="LOWER", figures=figures)
    found, cursor, pages = {}, None, 0
    while cursor is not None or not pages:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        answer = manager.get(f"/rule-tables/{made['id']}/what-if", params=params).json()
        assert len(answer["items"]) <= 1
        found |= {item["application_id"]: item for item in answer["items"]}
        cursor, pages = answer["next"], pages + 1
    assert set(flipping) <= found.keys() and poor["id"] not in found
    first = found[flipping[0]]
    today = propose(http, {"id": flipping[0]}, answer["as_of"])
    assert (first["old_outcome"], first["old_limit"]) == (today["outcome"], today["limit"])
    assert http.get(f"/rule-tables/{made['id']}/what-if").json()["code"] == "not_permitted"
    assert (first["new_outcome"], first["new_limit"], first["household_size"]) == (
        "NOT_ELIGIBLE",
        "32460.00",
        2,
    )
    assert http.get(f"/applications/{flipping[0]}/eligibility").json()["decisions"] == []
    assert send(manager, made, "discard").status_code == 200


@pytest.mark.req("R80", "R91")
def test_a_plain_move_keeps_a_frozen_explanation_too_and_answers_the_appeal(earning, decide, http):
    denied = decide(earning("60000.00"), "DENIED", reason="OVER THE LIMIT").json()
    path = f"/applications/{denied['application_id']}"
    today = datetime.now(ZoneInfo("America/Los_Angeles")).date().isoformat()
    at = {"If-Match": str(denied["version"])}
    waits = http.post(f"{path}/eligibility/appeals", json={"received": today}, headers=at).json()
    move = {"status": "ELIGIBLE", "reason": "PAYCHECK COUNTED TWICE"}
    moved = http.post(f"{path}/status", json=move, headers={"If-Match": str(waits["version"])})
    assert moved.status_code == 200, moved.text
    found = http.get(f"{path}/eligibility").json()
    kept = found["decisions"][0]
    assert (kept["decision"], kept["reason"], kept["differs"]) == ("ELIGIBLE", move["reason"], True)
    assert (kept["appeal_received"], found["appeal"]) == (today, None)
    assert kept["proposal"]["income"] == "60000.00" and kept["proposal"]["path"]
