"""Handing documents in through the portal, and seeing one's own again (R196, R245)."""

from __future__ import annotations

import hashlib
import uuid

import pytest

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def client_of(portal, number):
    return portal("documents", "customer", number, subject=str(uuid.uuid4()), name="OWN LOG-IN")


def hand_in(client, name="bill.pdf", content=PDF, kind="UTILITY_BILL"):
    return client.post("/portal/documents", files={"file": (name, content)}, data={"document_type": kind})


@pytest.mark.req("R196", "R226", "R245")
def test_customer_hands_in_and_sees_what_is_their_own(portal, client, new_customer, outbox_of):
    number = new_customer()["number"]
    own, spouse, stranger = (client_of(portal, of) for of in (number, number, new_customer()["number"]))
    offered = own.get("/portal/documents").json()
    codes = {entry["code"] for entry in offered["types"]}
    assert "UTILITY_BILL" in codes and "UNCLASSIFIED" not in codes
    answer = hand_in(own)
    assert answer.status_code == 201, answer.text
    document = answer.json()
    assert (document["customer_number"], document["entered_by"]) == (number, "OWN LOG-IN (customer portal)")
    [shown] = own.get("/portal/documents").json()["items"]
    assert (shown["id"], shown["file_name"]) == (document["id"], "bill.pdf")
    content = own.get(f"/portal/documents/{document['id']}/content")
    assert hashlib.sha256(content.content).hexdigest() == document["sha256"]
    staff = client("documents")
    kept = staff.post(
        f"/customers/{number}/documents", files={"file": ("w9.pdf", PDF)}, data={"document_type": "W9"}
    ).json()
    assert len(own.get("/portal/documents").json()["items"]) == 1
    for client_, document_id in ((own, kept["id"]), (spouse, document["id"]), (stranger, document["id"])):
        assert client_.get(f"/portal/documents/{document_id}/content").status_code == 404
    assert stranger.get("/portal/documents").json()["items"] == []
    assert [event["type"] for event in outbox_of("documents", subject=number)] == ["document_uploaded"] * 2


@pytest.mark.req("R196")
@pytest.mark.parametrize(
    ("name", "content", "kind", "code"),
    [
        ("notes.docx", b"PK\x03\x04", "UTILITY_BILL", "extension_not_accepted"),
        ("notes.txt", b"hello", "UNCLASSIFIED", "extension_not_accepted"),
        ("bill.pdf", b"\x89PNG\r\n", "UTILITY_BILL", "content_mismatch"),
    ],
)
def test_file_that_is_no_pdf_or_picture_is_refused(portal, new_customer, name, content, kind, code):
    answer = hand_in(client_of(portal, new_customer()["number"]), name, content, kind)
    assert (answer.status_code, answer.json()["fields"][0]["code"]) == (422, code)


@pytest.mark.req("R26", "R245")
def test_what_a_customer_under_special_handling_hands_in_says_why_it_was_taken(
    portal, new_customer, outbox_of
):
    number = new_customer(special_handling=True)["number"]
    assert hand_in(client_of(portal, number)).status_code == 201
    [event] = outbox_of("documents", subject=number, type="special_handling_acknowledged")
    assert "portal" in event["data"]["reason"]


@pytest.mark.req("R225", "R245")
def test_nobody_but_a_linked_customer_hands_in(portal):
    for client in (portal("documents", "customer", None), portal("documents", "vendor", 1001)):
        assert hand_in(client).status_code == 403
        assert client.get("/portal/documents").status_code == 403
