"""Document types of a program's own: in the list, at an upload, in the portal (R195, R243)."""

from __future__ import annotations

import secrets
import uuid

import pytest

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ENTRIES = "/documents/reference/document_type/entries"
OWN = {"code": "RENT_ROLL", "label": "RENT ROLL", "program": "OWN195", "data": {"proves": ["ADDRESS"]}}
pytestmark = pytest.mark.req("R195")


@pytest.fixture
def manager(running, client):
    """A program manager's client, on a list that has a type of a program's own."""
    running("customers", "documents")
    made = client("documents", role="program_manager")
    if OWN["code"] not in [each["code"] for each in made.get(ENTRIES).json()["items"]]:
        assert added(made, **OWN).status_code == 200
    return made


def added(client, **entry):
    """The response to a new entry of the list."""
    version = str(client.get(ENTRIES).json()["version"])
    return client.post(ENTRIES, json=entry, headers={"If-Match": version})


def code_of(answer):
    assert answer.status_code == 422, answer.text
    return answer.json()["fields"][0]["code"]


@pytest.mark.req("R243")
def test_a_type_of_a_program_is_taken_for_that_program_alone_and_only_while_it_holds(
    manager, client, portal, new_customer
):
    number = new_customer()["number"]
    staff, own = client("documents"), portal("documents", "customer", number, subject=str(uuid.uuid4()))
    paths = (
        (staff, f"/customers/{number}/documents", {}),
        (staff, "/message-documents", {"key": secrets.token_hex(32)}),
        (own, "/portal/documents", {}),
        (own, "/portal/message-documents", {"key": secrets.token_hex(32)}),
    )

    def uploaded(by, path, fields, **said):
        data = {"document_type": "RENT_ROLL"} | fields | said
        return by.post(path, files={"file": ("roll.pdf", PDF)}, data=data)

    for by, path, fields in paths:
        for said in ({}, {"program": "OTHER195"}):
            refused = uploaded(by, path, fields, **said).json()["fields"][0]
            assert (refused["field"], refused["code"]) == ("document_type", "not_on_list")
            assert "PAYSTUB" in refused["detail"] and "RENT_ROLL" not in refused["detail"]
        listed = uploaded(by, path, fields, program="OWN195", document_type="NOPE").json()["fields"][0]
        assert "RENT_ROLL" in listed["detail"] and "PAYSTUB" in listed["detail"]
        taken = uploaded(by, path, fields, program="OWN195")
        assert taken.status_code == 201, taken.text
        assert taken.json()["document_type"] == {"code": "RENT_ROLL", "label": "RENT ROLL"}
    later = {"code": "LATER", "label": "LATER", "program": "OWN195", "valid_from": "2999-01-01"}
    assert added(manager, **later).status_code == 200
    assert code_of(uploaded(*paths[0], program="OWN195", document_type="LATER")) == "not_on_list"
    offered = {(each["program"], each["code"]) for each in own.get("/portal/documents").json()["types"]}
    assert {("OWN195", "RENT_ROLL"), ("", "PAYSTUB")} <= offered and ("OWN195", "LATER") not in offered


def test_a_code_means_one_thing_on_a_day_whatever_its_program(manager):
    other = {"code": "RENT_ROLL", "label": "SOMETHING ELSE", "program": "OTHER195"}
    assert code_of(added(manager, **other)) == "means_something_else"
    assert code_of(added(manager, code="W9", label="WHAT", program="OWN195")) == "means_something_else"


def test_what_a_type_proves_is_said_in_codes_of_the_items(manager):
    listed = manager.get(ENTRIES).json()
    [proves] = [each for each in listed["data"] if each["key"] == "proves"]
    assert proves["kind"] == "codes" and {"INCOME", "HOME_OWNERSHIP"} <= set(proves["codes"])
    shipped = {each["code"]: each["data"].get("proves") for each in listed["items"] if not each["program"]}
    assert (shipped["DRIVERS_LICENSE"], shipped["W9"]) == (["IDENTITY"], None)
    wrong = {"code": "X195", "label": "X", "data": {"proves": ["MARS"]}}
    assert code_of(added(manager, **wrong)) == "not_on_list"
