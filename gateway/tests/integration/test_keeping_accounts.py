"""Keeping accounts: the log, what an administrator may not do, two of them at once, the directory itself."""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.accounts import Accounts, Actor, Directory, Offices, StaffDirectory
from gateway.accounts.finding import Wanted
from gateway.accounts.keeping import DoneBefore
from gateway.accounts.rules import LastAdministrator, OwnRights, Profile
from gateway.models import Account
from gateway.sessions import Sessions
from homefire.database import Database
from homefire.errors import NotFound, StaleVersion
from homefire.paging import BadCursor
from homefire.rules import RuleBroken

PASSWORD = "correct horse battery"
ADA = Profile("ADA ADMINISTRATOR", ("administrator",))
BEA = Profile("BEA ADMINISTRATOR", ("administrator",))
CAM = Profile("CAM CASEWORKER", ("caseworker",))


@pytest.fixture
def staff(own_database: Database) -> StaffDirectory:
    """Who works here."""
    return StaffDirectory(own_database)


@pytest.fixture
def offices(own_database: Database) -> Offices:
    """Where they work."""
    return Offices(own_database)


@pytest.fixture
def keeping(own_database: Database) -> Directory:
    """Accounts, none yet."""
    return Directory(own_database)


@pytest.fixture
def ada(keeping: Directory) -> Actor:
    """The first administrator, who does what is done."""
    system = Actor(None, "command line")
    return Actor(keeping.create("ada", "staff", ADA, PASSWORD, system), ADA.display_name)


def log_of(staff: StaffDirectory, account_id: uuid.UUID) -> list[tuple[str, str, list[list[str]]]]:
    return [(entry["actor_name"], entry["action"], entry["changes"]) for entry in staff.log_of(account_id)]


@pytest.mark.req("R244", "R265")
def test_whatever_is_done_to_an_account_is_in_its_log_without_a_password(
    keeping: Directory, staff: StaffDirectory, offices: Offices, ada: Actor, own_database: Database
) -> None:
    offices.open("WATSONVILLE")
    [office] = offices.every()
    account = keeping.create("cam", "staff", replace(CAM, job_title="Analyst"), PASSWORD, ada, temporary=True)
    moved = replace(
        CAM, roles=("analyst", "caseworker"), office_id=office["id"], hours={"mon": ["08:00", "12:00"]}
    )
    assert keeping.change(account, moved, 1, ada)
    assert not keeping.change(account, moved, 2, ada)
    keeping.set_password("cam", "another horse battery", ada)
    keeping.set_password("cam", "the owner's own battery", Actor(account, "CAM CASEWORKER"))
    keeping.disable("cam", ada)
    keeping.disable("cam", ada)
    keeping.disable("cam", ada, disabled=False)
    log = log_of(staff, account)
    assert [action for _, action, _ in log] == [
        "enabled", "disabled", "password_changed", "password_set", "changed", "created",
    ]  # fmt: skip
    assert {name for name, _, _ in log} == {"ADA ADMINISTRATOR", "CAM CASEWORKER"}
    assert log[4][2] == [
        ["roles", "caseworker", "analyst, caseworker"],
        ["office", "", "WATSONVILLE"],
        ["job_title", "Analyst", ""],
        ["hours", "", "mon 08:00-12:00"],
    ]
    with own_database.reading() as connection:
        everything = str(connection.execute(sa.text("select * from account_log")).all())
    assert "battery" not in everything and "argon2" not in everything


@pytest.mark.req("R244")
@pytest.mark.parametrize(
    "statement",
    ["update account_log set actor_name = 'x'", "delete from account_log", "truncate account_log"],
)
def test_the_role_that_runs_may_only_add_to_the_log(
    own_database: Database, ada: Actor, statement: str
) -> None:
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), own_database.session() as session:
        session.execute(sa.text(statement))


@pytest.mark.req("R247")
def test_nobody_closes_their_own_account_or_takes_its_administration_away(
    keeping: Directory, staff: StaffDirectory, ada: Actor
) -> None:
    bea = keeping.create("bea", "staff", BEA, PASSWORD, ada)
    assert ada.id is not None
    with pytest.raises(OwnRights):
        keeping.disable("ada", ada)
    with pytest.raises(OwnRights):
        keeping.change(ada.id, replace(ADA, roles=("auditor",)), 1, ada)
    assert keeping.change(ada.id, replace(ADA, roles=("administrator", "auditor")), 1, ada)
    account = staff.account(ada.id)
    assert account and account["active"] and account["roles"] == ["administrator", "auditor"]
    keeping.disable("ada", Actor(bea, "BEA"))


@pytest.mark.req("R247")
def test_the_last_administrator_stays_whoever_asks(keeping: Directory, ada: Actor) -> None:
    operator = Actor(None, "command line")
    assert ada.id is not None
    with pytest.raises(LastAdministrator):
        keeping.disable("ada", operator)
    with pytest.raises(LastAdministrator):
        keeping.change(ada.id, CAM, 1, operator)
    keeping.create("bea", "staff", BEA, PASSWORD, ada)
    keeping.disable("bea", ada)
    with pytest.raises(LastAdministrator):
        keeping.disable("ada", operator)


@pytest.mark.req("R247")
def test_two_administrators_who_close_each_other_leave_one(
    keeping: Directory, ada: Actor, own_database: Database
) -> None:
    bea = Actor(keeping.create("bea", "staff", BEA, PASSWORD, ada), "BEA")
    ready, outcomes = threading.Barrier(2), []

    def close(name: str, by: Actor) -> None:
        ready.wait()
        try:
            keeping.disable(name, by)
            outcomes.append("closed")
        except LastAdministrator:
            outcomes.append("refused")

    threads = [threading.Thread(target=close, args=pair) for pair in (("bea", ada), ("ada", bea))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["closed", "refused"]
    with own_database.session() as session:
        open_ones = session.scalars(sa.select(Account.user_name).where(Account.disabled_at.is_(None))).all()
    assert len(open_ones) == 1


@pytest.mark.req("R244")
def test_changed_roles_count_at_the_next_request_of_an_open_session(
    keeping: Directory, ada: Actor, accounts: Accounts, stored_sessions: Sessions
) -> None:
    cam = keeping.create("cam", "staff", CAM, PASSWORD, ada)
    token = stored_sessions.open(accounts.authenticate("cam", PASSWORD, "192.0.2.1"))
    keeping.change(cam, replace(CAM, roles=("auditor",)), 1, ada)
    found = stored_sessions.find(token)
    assert found and found.roles == ("auditor",)
    keeping.disable("cam", ada)
    assert stored_sessions.find(token) is None


def test_a_change_over_somebody_elses_is_refused(keeping: Directory, ada: Actor) -> None:
    cam = keeping.create("cam", "staff", CAM, PASSWORD, ada)
    assert keeping.change(cam, replace(CAM, job_title="Analyst"), 1, ada)
    with pytest.raises(StaleVersion):
        keeping.change(cam, replace(CAM, job_title="Assessor"), 1, ada)


def test_a_form_that_is_sent_twice_counts_once(keeping: Directory, staff: StaffDirectory, ada: Actor) -> None:
    once = replace(ada, key="form-1")
    cam = keeping.create("cam", "staff", CAM, PASSWORD, once)
    with pytest.raises(DoneBefore) as done:
        keeping.create("cam", "staff", CAM, PASSWORD, once)
    assert done.value.account_id == cam
    assert len(staff.log_of(cam)) == 1


def test_a_closed_office_stays_where_it_is_and_is_chosen_no_more(
    keeping: Directory, staff: StaffDirectory, offices: Offices, ada: Actor
) -> None:
    offices.open("WATSONVILLE")
    office = offices.every()[0]["id"]
    there = replace(CAM, office_id=office)
    cam = keeping.create("cam", "staff", there, PASSWORD, ada)
    offices.close(office)
    assert offices.every() == [{"id": office, "name": "WATSONVILLE", "open": False, "staff": 1}]
    assert keeping.change(cam, replace(there, job_title="Analyst"), 1, ada)
    with pytest.raises(RuleBroken, match="Choose an office"):
        keeping.create("dan", "staff", replace(CAM, office_id=office), PASSWORD, ada)
    with pytest.raises(RuleBroken, match="Choose an office"):
        keeping.create("dan", "staff", replace(CAM, office_id=2**62), PASSWORD, ada)
    offices.open("watsonville")
    assert [(row["name"], row["open"]) for row in offices.every()] == [("WATSONVILLE", True)]


def test_offices_keep_their_names_apart(offices: Offices) -> None:
    for name in ("WATSONVILLE", "SANTA CRUZ", "Ωμέγα 🏠 <b>", "watsonville"):
        offices.open(name)
    first, second = (row for row in offices.every() if row["name"] in ("SANTA CRUZ", "WATSONVILLE"))
    with pytest.raises(RuleBroken, match="already an office"):
        offices.rename(second["id"], " santa cruz ")
    offices.rename(first["id"], "SANTA CRUZ COUNTY")
    assert {row["name"] for row in offices.every()} == {"WATSONVILLE", "SANTA CRUZ COUNTY", "Ωμέγα 🏠 <b>"}
    for name in ("", "  ", "a\x00b", "x" * 10_000):
        with pytest.raises(RuleBroken):
            offices.open(name)
    for call in (lambda: offices.rename(2**40, "X"), lambda: offices.close(2**70)):
        with pytest.raises(NotFound):
            call()


@pytest.mark.req("R265")
def test_the_directory_finds_by_words_role_office_and_state(
    keeping: Directory, staff: StaffDirectory, offices: Offices, ada: Actor
) -> None:
    offices.open("WATSONVILLE")
    office = offices.every()[0]["id"]
    keeping.create("cam", "staff", replace(CAM, office_id=office, job_title="Q/A Analyst"), PASSWORD, ada)
    keeping.create("percent", "staff", replace(CAM, display_name="100% _DAN"), PASSWORD, ada)
    keeping.create("acme", "vendor", replace(CAM, display_name="ACME", roles=("vendor",)), PASSWORD, ada)
    keeping.disable("percent", ada)

    def found(**wanted: Any) -> list[str]:
        return [row["user_name"] for row in staff.page(Wanted(**wanted))[0]]

    assert found() == ["ada", "cam"]
    assert found(active=None) == ["percent", "ada", "cam"]
    assert found(active=None, everybody=True) == ["percent", "acme", "ada", "cam"]
    assert found(active=False) == found(text="% _", active=None) == ["percent"]
    assert found(text="analyst cam") == found(office_id=office) == found(role="caseworker") == ["cam"]
    assert found(text="\\") == found(role="supervisor") == found(office_id=office + 1) == []


@pytest.mark.req("R265")
def test_pages_of_the_directory_follow_one_another(
    keeping: Directory, staff: StaffDirectory, own_database: Database, ada: Actor
) -> None:
    with own_database.session() as session:
        for place in range(25):
            row = Account(
                user_name=f"u{place}", display_name="SAME NAME", kind="staff", roles=[], password_hash="x"
            )
            session.add(row)
    seen, cursor = [], None
    while True:
        rows, cursor = staff.page(Wanted(), cursor, 7)
        seen += [row["user_name"] for row in rows]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 26
    for broken in ("x", "é", "W10", "bnVsbA", "WyJhIiwiYiJd"):
        with pytest.raises(BadCursor):
            staff.page(Wanted(), broken)


@pytest.mark.req("R265")
def test_who_has_left_is_still_named(keeping: Directory, staff: StaffDirectory, ada: Actor) -> None:
    cam = str(keeping.create("cam", "staff", CAM, PASSWORD, ada))
    vendor = str(
        keeping.create("acme", "vendor", replace(CAM, display_name="ACME", roles=("vendor",)), PASSWORD, ada)
    )
    keeping.disable("cam", ada)
    assert [(row["name"], row["active"]) for row in staff.everyone()] == [
        ("ADA ADMINISTRATOR", True),
        ("CAM CASEWORKER", False),
    ]
    assert staff.named([cam, vendor, "nobody", "", "\x00", str(uuid.uuid4())])[cam]["active"] is False
    assert staff.find(vendor) is None and staff.find("💥" * 1000) is None


def test_a_document_places_people_in_offices_and_leaves_out_what_it_does_not_name(
    keeping: Directory, staff: StaffDirectory, offices: Offices
) -> None:
    entry = {"user_name": "cam", "display_name": "CAM", "roles": ["caseworker"], "password": PASSWORD}
    placed = entry | {"office": "WATSONVILLE", "job_title": "Analyst", "hours": {"fri": ["8:00", "12:00"]}}
    assert keeping.ensure({"accounts": [placed]}) == ["account cam"]
    assert keeping.ensure({"accounts": [placed]}) == keeping.ensure({"accounts": [entry]}) == []
    [row] = staff.page(Wanted())[0]
    assert (row["office"]["name"], row["job_title"], row["hours"]) == (
        "WATSONVILLE",
        "Analyst",
        {"fri": ["08:00", "12:00"]},
    )
    assert [row["name"] for row in offices.every()] == ["WATSONVILLE"]
    with pytest.raises(ValueError, match="An account has no salary"):
        keeping.ensure({"accounts": [entry | {"salary": 1}]})
