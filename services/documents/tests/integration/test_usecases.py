"""Use cases on a real database and a real folder."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from documents import errors, usecases
from documents.models import Document
from documents.schemas import NewDocument
from documents.store import Store
from homefire import projection
from homefire.errors import Invalid

CUSTOMER = 6_000_001


@pytest.fixture
def store(tmp_path):
    """An empty store whose largest file has 5,000 bytes."""
    return Store(tmp_path, 5000)


@pytest.fixture
def upload(store):
    """`upload(work, "a.pdf", content)`: a document, as the answer tells it."""

    def send(work, file_name, content, **fields):
        state = {"number": CUSTOMER, "name": "ADA TEST", "language": "ENGLISH"}
        projection.remember(work.session, "customers", str(CUSTOMER), 1, state)
        file = {"file_name": file_name, "media_type": "text/html", "content": content}
        body = NewDocument().load({"file": file, "document_type": "PAYSTUB"} | fields)
        return usecases.upload_document(work, store, CUSTOMER, body)

    return send


def files(store):
    """Every file in the store."""
    return [path for path in store.folder.rglob("*") if path.is_file()]


def row_count(work_in):
    """How many documents the customer has."""
    with work_in("documents") as work:
        query = sa.select(sa.func.count()).where(Document.customer_number == CUSTOMER)
        return work.session.scalar(query)


@pytest.mark.req("R249")
def test_what_lies_on_the_disk_shows_neither_content_nor_customer(work_in, upload, store, make):
    with work_in("documents") as work:
        shown = upload(work, "october.pdf", make["pdf"](b"SECRET SALARY"))
        work.session.flush()
        [path] = files(store)
        assert b"SECRET" not in path.read_bytes()
        assert str(CUSTOMER) not in str(path.relative_to(store.folder)) and "october" not in path.name
        blob = usecases.get_document_content(work, store, shown["id"])
        assert b"SECRET SALARY" in blob.content
        assert (blob.media_type, blob.file_name) == ("application/pdf", shown["file_name"])


def test_file_is_there_before_its_row_commits(work_in, upload, store, samples):
    before = row_count(work_in)
    with pytest.raises(ZeroDivisionError), work_in("documents") as work:
        upload(work, "lost.pdf", samples["pdf"])
        assert len(files(store)) == 1
        raise ZeroDivisionError
    assert row_count(work_in) == before


def test_store_that_fails_leaves_no_row(work_in, upload, store, samples, monkeypatch):
    before = row_count(work_in)

    def full(*_):
        raise errors.StoreAway()

    monkeypatch.setattr(store, "put", full)
    with pytest.raises(errors.StoreAway), work_in("documents") as work:
        upload(work, "lost.pdf", samples["pdf"])
    assert row_count(work_in) == before


@pytest.mark.parametrize("damage", ["flip", "cut", "empty", "remove", "swap"])
def test_damaged_file_is_never_shown(work_in, upload, store, samples, damage):
    with work_in("documents") as work:
        shown = upload(work, f"{damage}.pdf", samples["pdf"])
        [path] = files(store)
        content = bytearray(path.read_bytes())
        if damage == "flip":
            content[40] ^= 1
        elif damage == "swap":
            upload(work, "other.pdf", samples["pdf"])
            [other] = [found for found in files(store) if found != path]
            content = other.read_bytes()
        path.write_bytes({"cut": content[:-1], "empty": b""}.get(damage, bytes(content)))
        if damage == "remove":
            path.unlink()
        with pytest.raises(errors.DocumentDamaged):
            usecases.get_document_content(work, store, shown["id"])


@pytest.mark.req("R196")
def test_file_over_the_limit_is_refused_with_the_limit_and_one_at_it_is_taken(work_in, upload, store, make):
    with work_in("documents") as work:
        assert upload(work, "limit.pdf", make["pdf_of"](5000))["size"] == 5000
    with pytest.raises(errors.FileTooLarge) as refused, work_in("documents") as work:
        upload(work, "over.pdf", make["pdf_of"](5001))
    assert (refused.value.extra["limit"], refused.value.fields[0].field) == (5000, "file")
    assert len(files(store)) == 1


@pytest.mark.req("R125")
def test_same_name_in_the_same_folder_gets_a_suffix_and_keeps_both(work_in, upload, store, make):
    with work_in("documents") as work:
        first, second = make["pdf"](b"1"), make["pdf"](b"2")
        made = [
            upload(work, "same.pdf", first, folder="Income"),
            upload(work, "SAME.pdf", second, folder="income"),
            upload(work, "same.pdf", first, folder="Income/2019"),
        ]
        assert [shown["file_name"] for shown in made] == ["same.pdf", "SAME (2).pdf", "same.pdf"]
        contents = [usecases.get_document_content(work, store, shown["id"]).content for shown in made]
        assert contents == [first, second, first]


@pytest.mark.req("R125", "R194", "R195")
def test_unclassified_takes_more_kinds_than_a_typed_document(work_in, upload, samples):
    with work_in("documents") as work:
        for extension, content in samples.items():
            shown = upload(work, f"wide.{extension}", content, document_type="UNCLASSIFIED")
            assert shown["document_type"] == {"code": "UNCLASSIFIED", "label": "UNCLASSIFIED"}
            if extension in ("docx", "xlsx", "tif", "msg", "txt"):
                with pytest.raises(Invalid) as refused:
                    upload(work, f"narrow.{extension}", content)
                assert refused.value.fields[0].code == "extension_not_accepted"


@pytest.mark.req("R196")
@pytest.mark.parametrize("extension", ["PDF", "jpeg", "JPG", "Png", "jfif", "pjpeg", "pjp"])
def test_every_extension_of_the_manual_is_taken_in_any_case(work_in, upload, samples, extension):
    content = samples.get(extension.lower(), samples["jpeg"])
    with work_in("documents") as work:
        assert upload(work, f"typed.{extension}", content)["size"] == len(content)


def test_media_type_is_ours_and_not_the_client_s(work_in, upload, samples):
    with work_in("documents") as work:
        assert upload(work, "media.png", samples["png"])["media_type"] == "image/png"


def test_names_survive_only_as_names_of_one_folder_in_the_database(work_in, upload, samples):
    with work_in("documents") as work:
        shown = upload(work, "unique.pdf", samples["pdf"])
        row = work.session.get_one(Document, shown["id"])
        twin = {
            column.key: getattr(row, column.key)
            for column in Document.__table__.c
            if column.key not in ("id", "storage_name")
        }
        work.session.add(Document(id=row.id + 10**6, storage_name="0" * 32, **twin))
        with pytest.raises(sa.exc.IntegrityError, match="uq_document_name"):
            work.session.flush()
        work.session.rollback()


@pytest.mark.parametrize("statement", ["delete from document", "truncate document"])
def test_role_that_runs_the_service_cannot_remove_rows(work_in, statement):
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"), work_in("documents") as work:
        work.session.execute(sa.text(statement))
