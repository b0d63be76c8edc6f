"""Documents of secure messages: who may upload what and how much, who may read it, and what is forgotten (R232)."""

from __future__ import annotations

import dataclasses
import itertools
import os
import secrets
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from documents import errors, message_documents, portal, service, usecases
from documents.models import MessageDocument
from documents.schemas import NewDocument, NewMessageDocument
from documents.store import Store
from documents.sweeping import Sweeper
from homefire import projection
from homefire.belonging import RecordIsDeleted
from homefire.errors import Invalid, NotPermitted
from homefire.events import Event

TYPES = service.DocumentsService.list_message_document_types.__wrapped__
_numbers = itertools.count(6_200_001)


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path, 5000)


@pytest.fixture
def number():
    """A customer's number that nobody used before."""
    return next(_numbers)


def know(work, number, status="ACTIVE", survivor=None, sequence=1):
    """How a customer's record stands, as documents has heard."""
    state = {"number": number, "name": "ADA TEST", "status": status, "survivor": survivor}
    projection.remember(work.session, "customers", str(number), sequence, state)


def act(work, kind, number, log_in=None):
    """Lets the work be asked for by a customer or vendor of the portal."""
    party = {"kind": kind, "party": f"{kind}/{number}", "id": log_in or f"{kind}-{number}", "act": None}
    work.caller = dataclasses.replace(work.caller, **party)


def form(content, name="bill.pdf", code="PAYSTUB", key=None):
    """What is uploaded."""
    file = {"file_name": name, "media_type": "application/pdf", "content": content}
    return NewMessageDocument().load(
        {"file": file, "document_type": code, "key": key or secrets.token_hex(32)}
    )


def sent(number, document_id):
    """An event of messaging: a message about the customer went with this document."""
    return Event(
        id=uuid.uuid4(),
        source="/messaging",
        type="secure_message_sent",
        subject=str(number),
        time=datetime.now(UTC),
        data={"message_id": document_id, "document": {"document_id": document_id}},
        actor_id="u-1",
        actor_name="ADA TEST",
        actor_kind="customer",
        correlation_id="c-1",
        traceparent="",
        aggregate=f"secure_message/{document_id}",
        sequence=1,
        pub_seq=None,
        historic=False,
    )


@pytest.mark.req("R196", "R232")
def test_portal_takes_a_pdf_or_a_picture_whatever_the_type_takes_from_the_staff(
    work_in, store, number, samples
):
    with work_in("documents") as work:
        text = form(samples["txt"], "note.txt", "UNCLASSIFIED")
        assert message_documents.upload(work, store, text)["file_name"] == "note.txt"
        for kind in ("customer", "vendor"):
            act(work, kind, number)
            with pytest.raises(Invalid) as refused:
                message_documents.upload_for_party(
                    work, store, form(samples["txt"], "note.txt", "UNCLASSIFIED")
                )
            assert [each.code for each in refused.value.fields] == ["extension_not_accepted"]
            taken = message_documents.upload_for_party(work, store, form(samples["pdf"]))
            assert taken["file_name"] == "bill.pdf"
        act(work, "customer", number)
        offered = TYPES(None, work)["items"]
        same = portal.list_own(work)["types"]
        assert [{name: each[name] for name in ("code", "label", "program")} for each in offered] == same
        assert "UNCLASSIFIED" not in [each["code"] for each in offered]


@pytest.mark.req("R226", "R232")
def test_log_in_has_so_many_files_waiting_in_a_day_and_is_told_when_it_may_go_on(
    work_in, store, number, samples
):
    with work_in("documents") as work:
        act(work, "customer", number)
        key = secrets.token_hex(32)
        message_documents.upload_for_party(work, store, form(samples["pdf"], key=key))
        for _ in range(message_documents.MOST_WAITING - 1):
            message_documents.upload_for_party(work, store, form(samples["pdf"]))
        with pytest.raises(errors.TooManyWaiting) as refused:
            message_documents.upload_for_party(work, store, form(samples["pdf"]))
        again_at = datetime.fromisoformat(refused.value.extra["again_at"])
        assert timedelta(hours=23) < again_at - work.now() <= timedelta(days=1)
        assert f"{again_at.astimezone(work.edge.clock.time_zone):%H:%M}" in refused.value.detail
        # The same file again is none more, and another log-in has room of its own.
        message_documents.upload_for_party(work, store, form(samples["pdf"], key=key))
        act(work, "customer", number, "another log-in")
        message_documents.upload_for_party(work, store, form(samples["pdf"]))


@pytest.mark.req("R11", "R226", "R252")
def test_document_of_a_message_is_read_under_the_number_that_the_record_has_now(
    work_in, store, number, samples
):
    survivor, stranger = next(_numbers), next(_numbers)
    with work_in("documents") as work:
        for each in (number, survivor, stranger):
            know(work, each)
        act(work, "customer", number)
        uploaded = form(samples["pdf"])
        document_id = message_documents.upload_for_party(work, store, uploaded)["document_id"]
        message_documents.file_sent(work, sent(number, document_id))
        named = {"document_id": document_id, "key": uploaded["key"]}

        def read(by):
            act(work, "customer", by)
            return message_documents.content_for_party(work, store, named).content

        assert read(number) == samples["pdf"]
        for wrong in (stranger, survivor):
            with pytest.raises(errors.DocumentNotFound):
                read(wrong)
        know(work, number, "MERGED", survivor, 2)
        work.session.execute(
            sa.text("update document set customer_number = :s, home_number = :n where id = :id"),
            {"s": survivor, "n": number, "id": document_id},
        )
        assert read(number) == read(survivor) == samples["pdf"]
        know(work, survivor, "DELETED", sequence=2)
        for deleted in (number, survivor):
            with pytest.raises(RecordIsDeleted):
                read(deleted)
        know(work, survivor, sequence=3)
        know(work, number, sequence=3)
        work.session.execute(
            sa.text("update document set customer_number = :n, home_number = null where id = :id"),
            {"n": number, "id": document_id},
        )
        assert read(number) == samples["pdf"]
        with pytest.raises(errors.DocumentNotFound):
            read(survivor)
        know(work, number, "DELETED", sequence=4)
        with pytest.raises(RecordIsDeleted):
            read(number)


@pytest.mark.req("R232", "R249")
def test_file_of_a_message_that_never_came_is_forgotten_with_its_bytes_while_the_service_runs(
    work_in, store, number, samples, suite, monkeypatch
):
    monkeypatch.setenv("DOCUMENTS_STORE", str(store.folder))
    with work_in("documents") as work:
        know(work, number)
        file = {"file_name": "kept.pdf", "media_type": "", "content": samples["pdf"]}
        usecases.upload_document(
            work, store, number, NewDocument().load({"file": file, "document_type": "PAYSTUB"})
        )
        fresh, lost, claimed = (
            message_documents.upload(work, store, form(samples["pdf"]))["document_id"] for _ in range(3)
        )
        day, month = work.now() - timedelta(hours=25), work.now() - timedelta(days=31)
    old = sa.update(MessageDocument).where(MessageDocument.document_id == sa.bindparam("id"))
    with suite.database("documents").begin() as connection:
        connection.execute(old.values(entered_at=day), {"id": lost})
        connection.execute(old.values(entered_at=month, claimed_at=month), {"id": claimed})
    for path in files(store):
        os.utime(path, (0, 0))
    assert Sweeper(suite.edge("documents")).sweep() == 2
    with work_in("documents") as work:
        left = sa.select(MessageDocument.document_id).where(
            MessageDocument.document_id.in_((fresh, lost, claimed))
        )
        assert work.session.scalars(left).all() == [fresh]
    assert len(files(store)) == 2


@pytest.mark.req("R225")
def test_staff_upload_nothing_as_a_party(work_in, store, samples):
    with work_in("documents") as work, pytest.raises(NotPermitted):
        message_documents.upload_for_party(work, store, form(samples["pdf"]))


def files(store: Store) -> list[Path]:
    """Every file in the store."""
    return [path for path in store.folder.rglob("*") if path.is_file()]
