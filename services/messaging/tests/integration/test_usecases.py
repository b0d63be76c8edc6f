"""Use cases on a real database, where a test needs the clock, retired values or what stands in a table."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from homefire import plumbing, projection
from homefire.errors import Invalid, Problem
from homefire.events import Event
from messaging.models import ContactEntry, ContactEntryVersion
from messaging.schemas.contact_entry import ContactEntryPatch, NewContactEntry
from messaging.usecases import contact_entries as usecases

CUSTOMER = 5_000_001
NOTE = "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN"


@pytest.fixture
def work(work_in):
    """A piece of work on a customer who speaks Spanish."""
    with work_in("messaging", role="history_loader") as work:
        state = {"number": CUSTOMER, "name": "ADA TEST", "language": "SPANISH"}
        projection.remember(work.session, "customers", str(CUSTOMER), 1, state)
        yield work


@pytest.fixture
def add(work, entry):
    """`add(notes="…")`: an entry, as the answer tells it."""
    return lambda **fields: usecases.add_contact_entry(
        work, CUSTOMER, NewContactEntry().load(entry(**fields))
    )


def change(work, shown, **fields):
    """What an edit of the version shown answers."""
    work.if_match = shown["version"]
    return usecases.update_contact_entry(work, shown["id"], ContactEntryPatch().load(fields))


def received(work, **data):
    """The entry that an event adds, as its row."""
    event = Event(
        id=uuid.uuid4(),
        source="/applications",
        type="application_received",
        subject=str(CUSTOMER),
        time=datetime.now(UTC),
        data=data,
        actor_id="u-1",
        actor_name="MARIA LOPEZ",
        actor_kind="staff",
        correlation_id="c-1",
        traceparent="",
        aggregate="application/1",
        sequence=1,
        pub_seq=1,
        historic=False,
    )
    usecases.add_received_application_entry(work, event)
    work.session.flush()
    query = sa.select(ContactEntry).order_by(ContactEntry.id.desc()).limit(1)
    return work.session.scalars(query).one()


def events_of(work, shown):
    """Type and data of every event of one entry."""
    table = plumbing.outbox
    query = (
        sa.select(table.c.type, table.c.sequence, table.c.body)
        .where(table.c.aggregate == f"contact_entry/{shown['id']}")
        .order_by(table.c.position)
    )
    return [(row.type, row.sequence, row.body["data"]) for row in work.session.execute(query)]


@pytest.mark.req("R52")
def test_language_is_the_customer_s_unless_another_is_given(add):
    assert add()["language"] == "SPANISH"
    assert add(language="ENGLISH")["language"] == "ENGLISH"


def test_contact_date_is_today_unless_given(work, add, entry):
    body = NewContactEntry().load({k: v for k, v in entry().items() if k != "contact_date"})
    assert usecases.add_contact_entry(work, CUSTOMER, body)["contact_date"] == work.today()


@pytest.mark.req("R56")
def test_received_application_adds_the_manual_s_entry(work):
    row = received(work, program="HEAP", intake_date="2019-03-07")
    assert (row.contact_date, row.contact_type) == (date(2019, 3, 7), "INCOMING")
    assert (row.contact_action, row.call_code) == ("HEAP_RECEIVED", "NO_ACTION")
    assert (row.language, row.notes) == ("SPANISH", NOTE)
    assert row.mailing_code == "NL - WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED"
    assert row.mailing_date is None


def test_received_application_of_another_program_is_not_called_heap(work):
    row = received(work, program="FAST TRACK", intake_date="2019-03-07", language="HMONG")
    assert (row.contact_action, row.language) == ("APPLICATION_RECEIVED", "HMONG")


def test_received_application_without_a_date_is_refused_for_good(work):
    with pytest.raises(Invalid):
        received(work, program="HEAP")


@pytest.mark.req("R51", "R251")
def test_retired_code_stays_on_old_entries_and_cannot_be_chosen_anew(work, add):
    values = {"list": "call_code", "code": "OLD", "label": "AN OLD CODE", "position": 99}
    work.session.execute(
        sa.insert(plumbing.reference_entry).values(
            **values, valid_from=date(2000, 1, 1), valid_to=date(2019, 12, 31)
        )
    )
    history = {"entered_by": "X", "entered_at": "2019-03-07T18:00:00Z"}
    old = add(call_code="OLD", history=history)
    assert old["call_code"] == "AN OLD CODE"
    assert change(work, old, call_code="OLD", notes="AGAIN")["call_code"] == "AN OLD CODE"
    with pytest.raises(Invalid) as refused:
        add(call_code="OLD")
    assert (refused.value.fields[0].field, refused.value.fields[0].code) == ("call_code", "not_on_list")
    with pytest.raises(Invalid):
        add(call_code="OLD", contact_date="1/1/2020", history=history)


@pytest.mark.req("R60")
def test_edit_keeps_the_version_before_it_whole(work, add):
    first = add(notes="FIRST")
    second = change(work, first, notes="SECOND", contact_type="OUTGOING", mailing_date="3/9/2019")
    third = change(work, second, mailing_code="", mailing_date="")
    earlier = usecases.list_earlier_versions(work, first["id"])["items"]
    assert [version["version"] for version in earlier] == [2, 1]
    for shown, kept in zip((second, first), earlier, strict=True):
        assert kept == {name: shown[name] for name in kept}
    assert (third["version"], third["mailing_code"], third["mailing_date"]) == (3, "", None)
    assert third["entered_by"] == first["entered_by"]


@pytest.mark.req("R60", "R254")
def test_change_of_nothing_writes_nothing_and_tells_nobody(work, add):
    shown = add(language="ENGLISH")
    same = {name: shown[name] for name in ("notes", "contact_action", "mailing_code", "language")}
    assert change(work, shown, **same, contact_date="2019-03-07") == shown
    assert usecases.list_earlier_versions(work, shown["id"]) == {"items": []}
    assert [event[0] for event in events_of(work, shown)] == ["contact_entry_added"]


def test_change_of_one_field_beside_unchanged_coded_ones_is_written(work, add):
    shown = add(language="ENGLISH")
    changed = change(work, shown, notes="NEW", language="ENGLISH", call_code=shown["call_code"])
    assert (changed["version"], changed["notes"]) == (2, "NEW")


@pytest.mark.req("R249")
def test_events_tell_each_changed_field_and_no_text_of_notes(work, add):
    shown = add(notes="SECRET ONE")
    change(work, shown, notes="SECRET TWO", call_code="CALL_BACK_7", mailing_date="3/9/2019")
    added, updated = events_of(work, shown)
    assert "SECRET" not in repr((added, updated))
    assert (added[1], updated[1]) == (1, 2)
    assert updated[2]["changes"] == [
        {
            "field": "call_code",
            "label": "CALL CODE",
            "old": "NO ACTION REQ - RECORD ONLY",
            "new": "CALL BACK - ONE WEEK",
        },
        {"field": "notes", "label": "NOTES", "protected": True},
        {
            "field": "mailing_date",
            "label": "MAILING DATE",
            "old": None,
            "new": "2019-03-09",
            "old_text": "",
            "new_text": "3/9/2019",
        },
    ]


@pytest.mark.req("R60")
@pytest.mark.parametrize(
    "statement",
    [
        "delete from contact_entry",
        "delete from contact_entry_version",
        "update contact_entry_version set notes = ''",
        "truncate contact_entry_version",
    ],
)
def test_role_that_runs_the_service_cannot_remove_or_rewrite(work_in, statement):
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), work_in("messaging") as work:
        work.session.execute(sa.text(statement))


@pytest.mark.req("R54")
def test_database_itself_refuses_a_mailing_date_without_a_letter(work_in, add, work):
    shown = add(mailing_code="")
    entry = work.session.get_one(ContactEntry, shown["id"])
    entry.mailing_date = date(2019, 3, 9)
    with pytest.raises(sa.exc.IntegrityError, match="ck_contact_entry_mailing_date_needs_code"):
        work.session.flush()
    work.session.rollback()


def test_pages_show_every_entry_once_newest_contact_first(work, add):
    days = ["2019-03-07", "2019-03-09", "2019-03-08", "2019-03-08", "2019-03-10"]
    made = [add(contact_date=day) for day in days]
    work.session.flush()
    seen, cursor = [], None
    while True:
        page = usecases.list_contact_entries(work, CUSTOMER, {"limit": 2, "cursor": cursor})
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    wanted = sorted(made, key=lambda row: (row["contact_date"], row["id"]), reverse=True)
    assert [found for found in seen if found in {row["id"] for row in made}] == [row["id"] for row in wanted]
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("cursor", ["zzz", "bnVsbA", "WzEsMl0", "WyIyMDE5LTAzLTA3IiwgMWU0MF0"])
def test_cursor_that_is_not_ours_is_refused(work, cursor):
    with pytest.raises(Problem) as refused:
        usecases.list_contact_entries(work, CUSTOMER, {"limit": 2, "cursor": cursor})
    assert refused.value.code == "bad_cursor"


def test_version_rows_have_every_column_that_an_edit_may_change():
    mutable = set(ContactEntry.__table__.c.keys()) - {
        "id",
        "version",
        "home_number",
        "entered_by",
        "entered_at",
    }
    assert mutable == set(ContactEntryVersion.__table__.c.keys()) - {"entry_id", "version"}
