"""A message and its document: both are there in the end, or neither (R232)."""

from __future__ import annotations

import hashlib
import secrets

import pytest
import sqlalchemy as sa

from homefire.testing.suite import eventually

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
CONTENT = b"She signed it on Tuesday.\r\n"


@pytest.fixture
def number(running, new_customer):
    """A customer who has no messages."""
    running("customers", "messaging", "documents")
    return new_customer()["number"]


@pytest.fixture
def upload():
    """`upload(client)`: uploads a file for a message; the key that it has."""

    def send(client, path="/message-documents", key=None, content=CONTENT, name="signed.txt", status=201):
        key = key or secrets.token_hex(32)
        fields = {"document_type": "UNCLASSIFIED", "key": key}
        answer = client.post(path, files={"file": (name, content, "text/plain")}, data=fields)
        assert answer.status_code == status, answer.text
        return key

    return send


def send(client, number, key, **fields):
    """The answer to a message of the staff with a document."""
    body = {"to": "customer", "text": "Here it is.", "document_key": key} | fields
    return client.post(f"/customers/{number}/secure-messages", json=body)


def files(client, number):
    """The documents in the customer's record."""
    return client.get(f"/customers/{number}/documents").json()["items"]


def waiting(suite, key=None):
    """How many documents wait for a message."""
    query = sa.text("select count(*) from message_document")
    with suite.database("documents").connect() as connection:
        return connection.execute(query).scalar_one()


@pytest.mark.req("R224", "R232")
def test_document_is_filed_once_its_message_is_sent_and_goes_to_its_readers(
    client, portal, number, upload, suite
):
    staff, documents = client("messaging"), client("documents")
    key = upload(documents)
    assert files(documents, number) == []
    sent = send(staff, number, key).json()
    assert sent["document"]["file_name"] == "signed.txt"
    [filed] = eventually(lambda: files(documents, number))
    assert (filed["id"], filed["folder"]) == (sent["document"]["document_id"], "Secure Messages")
    assert filed["entered_by"] == "LOCAL CASEWORKER"
    [told] = suite.outbox_of("documents", subject=number, type="document_uploaded")
    assert told["data"]["message_id"] == sent["id"]
    assert documents.get(f"/documents/{filed['id']}/content").content == CONTENT
    opened = portal("messaging", "customer", number).post(f"/portal/messages/{sent['id']}/opened").json()
    named = {"document_id": filed["id"], "key": opened["document_key"]}
    assert staff.post(f"/secure-messages/{sent['id']}/opened").json()["document_key"] is None
    path = "/portal/message-documents/content"
    mine = portal("documents", "customer", number)
    assert mine.post(path, json=named).content == CONTENT
    for stranger, body in (
        (portal("documents", "customer", number + 10**6), named),
        (mine, named | {"key": secrets.token_hex(32)}),
    ):
        assert stranger.post(path, json=body).status_code == 404


@pytest.mark.req("R232")
def test_document_without_a_text_must_be_meant_so_and_is_kept_for_the_answer(client, number, upload):
    staff, documents = client("messaging"), client("documents")
    key = upload(documents)
    asked = send(staff, number, key, text="")
    assert (asked.status_code, asked.json()["fields"][0]["code"]) == (422, "text_is_empty")
    sent = send(staff, number, key, text="", without_text=True)
    assert sent.status_code == 201
    assert staff.post(f"/secure-messages/{sent.json()['id']}/opened").json()["text"] == ""
    again = send(staff, number, key)
    assert (again.status_code, again.json()["code"]) in (
        (404, "message_document_not_found"),
        (409, "document_sent"),
    )


@pytest.mark.req("R232", "R249")
def test_refused_message_leaves_no_document_that_anybody_sees(client, portal, number, upload, suite, work_in):
    from documents import message_documents

    staff, documents = client("messaging"), client("documents")
    key = upload(documents)
    assert send(staff, number, key, text="x" * 501).status_code == 422
    assert (
        send(client("messaging", role="analyst"), number, key).json()["code"] == "message_document_not_found"
    )
    stolen = portal("messaging", "customer", number).post(
        "/portal/messages", json={"to": "staff", "text": "x", "document_key": key}
    )
    assert (stolen.status_code, stolen.json()["code"]) == (404, "message_document_not_found")
    assert files(documents, number) == []
    old = sa.text(
        "update message_document set entered_at = entered_at - interval '25 hours', claimed_at = null"
    )
    with suite.database("documents").begin() as connection:
        connection.execute(old)
    with work_in("documents") as work:
        message_documents.forget_unsent(work)
    assert waiting(suite) == 0
    assert send(staff, number, key).json()["code"] == "message_document_not_found"


@pytest.mark.req("R232")
def test_end_between_claim_and_message_leaves_neither_and_the_file_is_forgotten(
    client, number, upload, suite, work_in, monkeypatch
):
    from documents import message_documents
    from homefire import projection
    from homefire.work import Work
    from messaging.schemas.secure_message import NewSecureMessage
    from messaging.usecases import secure_messages

    staff, documents = client("messaging"), client("documents")
    key = upload(documents)
    body = NewSecureMessage().load({"to": "customer", "text": "Here it is.", "document_key": key})

    def is_known():
        with work_in("messaging") as work:
            return projection.recall(work.session, "customers", str(number))

    def claim(_, service, method, *asked):
        assert (service, method) == ("documents", "claim_message_document")
        with work_in("documents") as work:
            return message_documents.claim(work, *asked)

    eventually(is_known)
    monkeypatch.setattr(Work, "ask", claim)
    with pytest.raises(KeyboardInterrupt), work_in("messaging") as work:
        secure_messages.send_as_staff(work, number, body)
        raise KeyboardInterrupt
    of_key = {"digest": hashlib.sha256(key.encode()).hexdigest()}
    claimed = "select claimed_at from message_document where key_digest = :digest"
    with suite.database("documents").connect() as connection:
        assert connection.execute(sa.text(claimed), of_key).scalar() is not None
    assert staff.get(f"/customers/{number}/secure-messages").json()["items"] == []
    assert files(documents, number) == []
    assert suite.outbox_of("documents", subject=number, type="document_uploaded") == []
    old = (
        "update message_document set claimed_at = claimed_at - interval '31 days' where key_digest = :digest"
    )
    with suite.database("documents").begin() as connection:
        connection.execute(sa.text(old), of_key)
    with work_in("documents") as work:
        message_documents.forget_unsent(work)
    assert send(staff, number, key).json()["code"] == "message_document_not_found"
    assert files(documents, number) == []


@pytest.mark.req("R232")
def test_same_file_under_its_key_is_one_and_another_is_refused(client, portal, number, upload, suite):
    documents = client("documents")
    key = upload(documents)
    before = waiting(suite)
    upload(documents, key=key)
    assert waiting(suite) == before
    upload(documents, key=key, content=b"something else\r\n", status=409)
    theirs = portal("documents", "customer", number)
    upload(theirs, "/portal/message-documents", key=key, content=PDF, name="signed.pdf", status=409)
