"""The pages on which accounts are kept, over the real database, as an administrator uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.accounts import Directory, StaffDirectory
from gateway.accounts.finding import Wanted
from homefire.database import Database

HTTPS = {"base_url": "https://localhost"}
PASSWORD = "correct horse battery"
CAM = {
    "user_name": "cam",
    "display_name": "CAM CASEWORKER",
    "roles": ["caseworker"],
    "job_title": "Caseworker",
}


@pytest.fixture
def staff(own_database: Database) -> StaffDirectory:
    """Who works here."""
    return StaffDirectory(own_database)


@pytest.fixture
def log_in(stored_app: Flask, directory: Directory) -> Callable[..., FlaskClient]:
    """`log_in("jjohnson", PASSWORD)`: a browser in which somebody has logged in."""

    def begin(user_name: str, password: str) -> FlaskClient:
        client = stored_app.test_client()
        sent = post(client, "/log-in", {"user_name": user_name, "password": password}, page="/log-in")
        assert sent.status_code == 303, sent.text
        return client

    return begin


@pytest.fixture
def administrator(directory: Directory, log_in: Callable[..., FlaskClient]) -> FlaskClient:
    """An administrator's browser."""
    directory.add("ada", "ADA ADMINISTRATOR", "staff", ["administrator"], PASSWORD)
    return log_in("ada", PASSWORD)


def hidden(html: str) -> dict[str, str]:
    """What the last form of a page carries besides what is typed."""
    form = html.split("<main")[1]
    found = re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def post(client: FlaskClient, path: str, data: dict[str, Any], page: str) -> Any:
    """Fills in the form of a page and sends it."""
    return client.post(path, data=hidden(client.get(page, **HTTPS).text) | data, **HTTPS)


def created(client: FlaskClient, **changes: Any) -> Any:
    return post(client, "/accounts/new", CAM | {"password_choice": "generate"} | changes, "/accounts/new")


def id_of(staff: StaffDirectory, user_name: str) -> str:
    [row] = [row for row in staff.page(Wanted(active=None))[0] if row["user_name"] == user_name]
    return str(row["id"])


def password_in(html: str) -> str:
    return unescape(html.split('id="password">')[1].split("<")[0])


@pytest.mark.req("R126", "R244")
def test_a_one_time_password_is_shown_once_and_its_owner_chooses_another(
    administrator: FlaskClient, log_in: Callable[..., FlaskClient], staff: StaffDirectory, rpc: Any
) -> None:
    shown = created(administrator)
    password = password_in(shown.text)
    path = f"/accounts/{id_of(staff, 'cam')}"
    assert shown.status_code == 200 and shown.headers["Cache-Control"] == "no-store"
    assert password not in administrator.get(path, **HTTPS).text
    cam = log_in("cam", password)
    assert cam.get("/customers", **HTTPS).headers["Location"] == "/my-password"
    refused = cam.get("/api/v1/customers/110385", **HTTPS)
    assert (refused.status_code, refused.json["code"], rpc.calls) == (403, "password_temporary", [])
    typed = {"password": password, "new_password": "my own horse battery"}
    for again, sentence in (("another horse battery", "not the same"), ("my own horse battery", None)):
        answer = post(cam, "/my-password", typed | {"new_password_again": again}, "/my-password")
        assert (sentence in answer.text) if sentence else answer.status_code == 303
    assert cam.get("/customers", **HTTPS).status_code == 200
    assert log_in("cam", "my own horse battery").get("/customers", **HTTPS).status_code == 200
    page = administrator.get(path, **HTTPS).text
    assert "password changed by its owner" in page and "my own horse battery" not in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"password": "wrong horse battery"}, "This is not your password"),
        ({"new_password": "short", "new_password_again": "short"}, "at least 15 characters"),
        ({"new_password": PASSWORD, "new_password_again": PASSWORD}, "not the one you have"),
    ],
)
def test_ones_own_password_is_changed_with_care(
    log_in: Callable[..., FlaskClient], typed: dict[str, str], sentence: str
) -> None:
    john = log_in("jjohnson", PASSWORD)
    good = {"password": PASSWORD, "new_password": "n" * 20, "new_password_again": "n" * 20}
    answer = post(john, "/my-password", good | typed, "/my-password")
    assert answer.status_code == 422 and sentence in answer.text
    assert john.get("/customers", **HTTPS).status_code == 200


def test_a_password_that_is_typed_is_not_shown(
    administrator: FlaskClient, log_in: Callable[..., FlaskClient]
) -> None:
    typed = {"password_choice": "typed", "password": "t" * 15, "password_again": "t" * 15}
    answer = created(administrator, **typed)
    assert (
        answer.status_code == 303
        and "t" * 15 not in administrator.get(answer.headers["Location"], **HTTPS).text
    )
    log_in("cam", "t" * 15)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"user_name": ""}, "user_name"),
        ({"user_name": "JJohnson"}, "user_name"),
        ({"user_name": "名前"}, "user_name"),
        ({"user_name": "x" * 10_000}, "user_name"),
        ({"display_name": "a\x00b"}, "display_name"),
        ({"display_name": " "}, "display_name"),
        ({"roles": ["emperor"]}, "roles"),
        ({"roles": ["caseworker", "history_loader"]}, "roles"),
        ({"office": "99999999999999999999"}, "office"),
        ({"office": "12345"}, "office"),
        ({"phone_extension": "12345678"}, "phone_extension"),
        ({"mon.from": "17:00", "mon.to": "08:00"}, "hours"),
        ({"mon.from": "08:00"}, "hours"),
        ({"password_choice": "typed", "password": "short", "password_again": "short"}, "password"),
        ({"password_choice": "typed", "password": "t" * 15, "password_again": "u" * 15}, "password"),
    ],
)
def test_what_is_wrong_with_a_new_account_is_said_at_its_field(
    administrator: FlaskClient, staff: StaffDirectory, changes: dict[str, Any], field: str
) -> None:
    answer = created(administrator, **changes)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text and 'id="summary"' in answer.text
    assert "CAM CASEWORKER" in answer.text or "display_name" in changes
    assert [row["user_name"] for row in staff.page(Wanted(active=None))[0]] == ["ada", "jjohnson"]


@pytest.mark.parametrize(
    "name", ["Ωμέγα 🏠", "<script>alert(1)</script>", "=HYPERLINK(1)", 'O\'BRIEN "X"', "李小龙"]
)
def test_names_of_every_script_are_shown_as_they_were_typed(
    administrator: FlaskClient, staff: StaffDirectory, name: str
) -> None:
    assert created(administrator, display_name=name).status_code == 200
    html = administrator.get(f"/accounts/{id_of(staff, 'cam')}", **HTTPS).text
    assert name in unescape(html) and "<script>alert" not in html
    assert name in unescape(administrator.get("/staff", **HTTPS).text)


@pytest.mark.req("R244", "R265")
def test_a_change_is_shown_before_it_is_made(
    administrator: FlaskClient, staff: StaffDirectory, rpc: Any
) -> None:
    created(administrator)
    path = f"/accounts/{id_of(staff, 'cam')}"
    wanted = CAM | {"roles": ["analyst"], "phone_extension": "12", "tue.from": "9:00", "tue.to": "17:00"}
    asked = post(administrator, path, wanted, path)
    text = re.sub(r"\s+", " ", unescape(re.sub("<[^>]+>", " ", asked.text)))
    assert "Caseworker → Analyst" in text, text
    assert "empty → Tue 9:00 AM–5:00 PM" in text, text
    assert staff.find(path.rsplit("/")[-1])["roles"] == ["caseworker"]
    carried = hidden(asked.text) | {"roles": ["analyst"]}
    back = administrator.post(path, data=carried | {"back": "1"}, **HTTPS)
    assert 'value="analyst" checked' in back.text
    done = administrator.post(path, data=carried | {"confirmed": "1"}, **HTTPS)
    assert done.headers["Location"].endswith("done=changed")
    assert staff.find(path.rsplit("/")[-1])["roles"] == ["analyst"]
    again = administrator.post(path, data=carried | {"confirmed": "1"}, **HTTPS)
    assert again.headers["Location"].endswith("done=before")
    stale = administrator.post(path, data=carried | {"key": "other", "confirmed": "1"}, **HTTPS)
    assert stale.status_code == 412 and "Somebody else changed this account" in stale.text


@pytest.mark.req("R244")
def test_disabling_asks_ends_the_sessions_and_can_be_undone(
    administrator: FlaskClient, log_in: Callable[..., FlaskClient], staff: StaffDirectory
) -> None:
    john, path = log_in("jjohnson", PASSWORD), f"/accounts/{id_of(staff, 'jjohnson')}"
    assert john.get("/customers", **HTTPS).status_code == 200
    assert "Disable the account?" in administrator.get(f"{path}/disable", **HTTPS).text
    assert john.get("/customers", **HTTPS).status_code == 200
    post(administrator, f"{path}/disable", {}, f"{path}/disable")
    assert john.get("/customers", **HTTPS).headers["Location"].startswith("/log-in")
    assert "jjohnson" not in administrator.get("/accounts", **HTTPS).text.split("<main")[1]
    assert "jjohnson" in administrator.get("/accounts?state=disabled", **HTTPS).text
    post(administrator, f"{path}/enable", {}, f"{path}/enable")
    log_in("jjohnson", PASSWORD)


@pytest.mark.req("R247")
def test_an_administrator_cannot_lock_themselves_out(
    administrator: FlaskClient, staff: StaffDirectory
) -> None:
    path = f"/accounts/{id_of(staff, 'ada')}"
    refused = post(administrator, f"{path}/disable", {}, f"{path}/disable")
    assert refused.status_code == 422 and "You cannot close your own account" in refused.text
    wanted = {"display_name": "ADA ADMINISTRATOR", "roles": ["auditor"], "confirmed": "1"}
    refused = post(administrator, path, wanted, path)
    assert refused.status_code == 422 and 'id="roles-error"' in refused.text
    assert administrator.get("/accounts", **HTTPS).status_code == 200


@pytest.mark.req("R247")
def test_a_new_password_ends_the_sessions_of_the_old_one(
    administrator: FlaskClient, log_in: Callable[..., FlaskClient], staff: StaffDirectory
) -> None:
    john, path = log_in("jjohnson", PASSWORD), f"/accounts/{id_of(staff, 'jjohnson')}/password"
    shown = post(administrator, path, {"password_choice": "generate"}, path)
    assert john.get("/customers", **HTTPS).status_code == 303
    log_in("jjohnson", password_in(shown.text))


@pytest.mark.req("R265")
def test_offices_are_opened_renamed_and_closed(administrator: FlaskClient) -> None:
    assert "No data to display" in administrator.get("/offices", **HTTPS).text
    assert post(administrator, "/offices", {"name": "WATSONVILE"}, "/offices").status_code == 303
    html = administrator.get("/offices", **HTTPS).text
    path = html.split('action="/offices/')[1].split('"')[0]
    post(administrator, f"/offices/{path}", {"name": "WATSONVILLE", "action": "rename"}, "/offices")
    post(administrator, f"/offices/{path}", {"action": "close"}, "/offices")
    html = administrator.get("/offices", **HTTPS).text
    assert "WATSONVILLE" in html and "closed" in html
    assert post(administrator, "/offices", {"name": " "}, "/offices").status_code == 422
    assert post(administrator, "/offices/999999", {"action": "close"}, "/offices").status_code == 404


def test_an_account_that_is_not_there_is_said_to_be_missing(administrator: FlaskClient) -> None:
    missing = "/accounts/00000000-0000-0000-0000-000000000009"
    for path in (missing, f"{missing}/password", f"{missing}/disable", "/accounts/x"):
        assert administrator.get(path, **HTTPS).status_code == 404
    token = hidden(administrator.get("/accounts/new", **HTTPS).text)
    for path in (missing, f"{missing}/password", f"{missing}/enable"):
        assert administrator.post(path, data=token, **HTTPS).status_code == 404
