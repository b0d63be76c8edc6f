"""Contact entries as a client sees them."""

from __future__ import annotations

import pytest

from homefire.errors import NotAuthenticated, NotPermitted

MANUAL_ROW = {
    "contact_date": "2019-03-07",
    "contact_type": "INCOMING",
    "contact_action": "HEAP APPLICATION RECEIVED",
    "call_code": "NO ACTION REQ - RECORD ONLY",
    "language": "ENGLISH",
    "notes": "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN",
    "mailing_code": "NL - WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED",
    "mailing_date": None,
    "entered_by": "SERVTRAQ SUPPORT",
}


@pytest.fixture
def number(running, new_customer):
    """A customer who has no contacts."""
    running("customers", "messaging")
    return new_customer()["number"]


@pytest.fixture
def http(client):
    """A caseworker's client of messaging."""
    return client("messaging")


@pytest.fixture
def shown(http, number, entry):
    """A new entry, as it was answered."""
    answer = http.post(f"/customers/{number}/contact-entries", json=entry())
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.req("R47", "R48", "R49", "R50", "R51", "R53", "R54")
def test_list_shows_the_manual_s_row(client, rpc, number, entry):
    history = {"id": 600_000 + number, "entered_by": "SERVTRAQ SUPPORT", "entered_at": "2019-03-07T18:00:00Z"}
    loader = client("messaging", role="history_loader")
    path = f"/customers/{number}/contact-entries"
    assert loader.post(path, json=entry(history=history)).status_code == 201
    over_http = loader.get(path).json()
    assert over_http == rpc("messaging", "list_contact_entries", number)
    [row] = over_http["items"]
    assert row == MANUAL_ROW | {"id": history["id"], "entered_at": "2019-03-07T18:00:00Z", "version": 1}
    assert over_http["next"] is None
    again = loader.post(path, json=entry(history=history))
    assert (again.status_code, again.json()["code"]) == (409, "contact_entry_taken")


def test_import_moves_later_ids_past_its_own_and_is_told_as_history(client, number, entry, outbox_of):
    loader = client("messaging", role="history_loader")
    given = 10**9 + number
    path = f"/customers/{number}/contact-entries"
    loader.post(
        path, json=entry(history={"id": given, "entered_by": "X", "entered_at": "2019-03-07T18:00:00Z"})
    )
    assert loader.post(path, json=entry()).json()["id"] > given
    imported, live = outbox_of("messaging", subject=number)
    assert imported["historic"] and imported["data"]["history"]["entered_by"] == "X"
    assert "historic" not in live


@pytest.mark.req("R55", "R247")
def test_entered_by_is_the_caller_and_can_neither_be_given_nor_changed(http, number, entry, shown):
    assert shown["entered_by"] == "LOCAL CASEWORKER"
    given = http.post(f"/customers/{number}/contact-entries", json=entry(entered_by="SOMEBODY"))
    assert given.json()["fields"] == [
        {
            "field": "entered_by",
            "code": "unknown_field",
            "detail": "There is no such field here. Check its name, or leave it out.",
        }
    ]
    door = http.post(f"/customers/{number}/contact-entries", json=entry(history={"entered_by": "SOMEBODY"}))
    assert (door.status_code, door.json()["fields"][0]["field"]) == (403, "history")
    patched = http.patch(
        f"/contact-entries/{shown['id']}", json={"entered_by": "SOMEBODY"}, headers={"If-Match": "1"}
    )
    assert patched.status_code == 422
    assert http.get(f"/contact-entries/{shown['id']}").json()["entered_by"] == "LOCAL CASEWORKER"


@pytest.mark.req("R54", "R60", "R152")
def test_update_sets_the_mailing_date_by_hand_for_the_version_that_was_read(http, shown):
    path = f"/contact-entries/{shown['id']}"
    assert http.patch(path, json={"mailing_date": "3/9/2019"}).status_code == 428
    changed = http.patch(path, json={"mailing_date": "3/9/2019"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')
    assert changed.json()["mailing_date"] == "2019-03-09"
    stale = http.patch(path, json={"notes": "X"}, headers={"If-Match": "1"})
    assert (stale.status_code, stale.json()["current_version"]) == (412, 2)
    [earlier] = http.get(f"{path}/versions").json()["items"]
    assert (earlier["version"], earlier["mailing_date"]) == (1, None)


@pytest.mark.req("R60")
def test_entries_cannot_be_deleted(http, shown):
    assert http.delete(f"/contact-entries/{shown['id']}").status_code == 405


@pytest.mark.req("R50", "R51", "R53")
@pytest.mark.parametrize("name", ["contact_action", "call_code", "mailing_code"])
def test_what_the_grid_shows_is_accepted_as_input(http, number, entry, name):
    answer = http.post(f"/customers/{number}/contact-entries", json=entry(**{name: MANUAL_ROW[name]}))
    assert (answer.status_code, answer.json()[name]) == (201, MANUAL_ROW[name])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("contact_type", "SIDEWAYS", "invalid"),
        ("contact_action", "NOPE", "not_on_list"),
        ("contact_action", "", "required"),
        ("call_code", "NOPE", "not_on_list"),
        ("mailing_code", "XX - NOPE", "not_on_list"),
        ("language", "KLINGON", "not_on_list"),
        ("contact_date", "2/30/2019", "not_a_date"),
        ("contact_date", "2999-01-01", "in_the_future"),
        ("mailing_date", "2999-01-01", "in_the_future"),
        ("notes", "\x07", "control_character"),
        ("notes", "A" * 4001, "too_long"),
    ],
)
def test_wrong_value_is_named_and_nothing_is_written(http, number, entry, outbox_of, field, value, code):
    answer = http.post(f"/customers/{number}/contact-entries", json=entry(**{field: value}))
    assert answer.status_code == 422
    assert [(problem["field"], problem["code"]) for problem in answer.json()["fields"]] == [(field, code)]
    assert http.get(f"/customers/{number}/contact-entries").json()["items"] == []
    assert outbox_of("messaging", subject=number) == []


@pytest.mark.req("R54")
def test_mailing_date_without_a_letter_is_refused(http, number, entry):
    body = entry(mailing_code="", mailing_date="3/9/2019")
    answer = http.post(f"/customers/{number}/contact-entries", json=body)
    assert answer.json()["fields"][0]["code"] == "nothing_mailed"


def test_unknown_customer_and_unknown_entry_are_named(http, number, entry):
    answer = http.post("/customers/999999999/contact-entries", json=entry())
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
    assert http.get("/contact-entries/999999999").json()["code"] == "contact_entry_not_found"
    assert http.get("/contact-entries/999999999/versions").status_code == 404
    patched = http.patch("/contact-entries/999999999", json={}, headers={"If-Match": "1"})
    assert patched.status_code == 404
    assert http.get("/customers/999999999/contact-entries").json() == {"items": [], "next": None}


@pytest.mark.req("R254")
def test_same_key_adds_one_entry(http, number, entry):
    key = {"Idempotency-Key": f"entry-{number}"}
    path = f"/customers/{number}/contact-entries"
    first, second = (http.post(path, json=entry(), headers=key) for _ in range(2))
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.json()["id"] == first.json()["id"]
    assert len(http.get(path).json()["items"]) == 1
    other = http.post(path, json=entry(notes="OTHER"), headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.req("R247")
def test_who_may_not_write_is_refused_over_both_transports(client, rpc, number, entry):
    reader = client("messaging", role="auditor")
    assert reader.post(f"/customers/{number}/contact-entries", json=entry()).status_code == 403
    with pytest.raises(NotPermitted):
        rpc("messaging", "add_contact_entry", number, entry(), role="auditor")
    with pytest.raises(NotAuthenticated):
        rpc("messaging", "list_contact_entries", number, token="")
    assert rpc("messaging", "list_contact_entries", number, role="auditor")["items"] == []


def test_entries_are_added_and_changed_over_rpc(rpc, number, entry):
    made = rpc("messaging", "add_contact_entry", number, entry())
    changed = rpc("messaging", "update_contact_entry", made["id"], {"notes": "BY RPC"}, if_match=1)
    assert (changed["version"], changed["notes"]) == (2, "BY RPC")
    read = rpc("messaging", "get_contact_entry", made["id"])
    assert (read["version"], read["notes"], read["codes"]) == (2, "BY RPC", made["codes"])


@pytest.mark.req("R50", "R51", "R251")
def test_reference_lists_are_offered_with_their_data(http, running):
    running("messaging")
    calls = http.get("/messaging/reference/call_code").json()["items"]
    by_code = {item["code"]: item for item in calls}
    assert by_code["NO_ACTION"]["label"] == "NO ACTION REQ - RECORD ONLY"
    assert by_code["NO_ACTION"]["data"] == {"follow_up_days": 0}
    assert by_code["CALL_BACK_7"]["data"] == {"follow_up_days": 7}
    actions = http.get("/messaging/reference/contact_action").json()["items"]
    assert "HEAP APPLICATION RECEIVED" in {item["label"] for item in actions}
