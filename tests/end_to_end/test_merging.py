"""Two records become one over all services, and two again, exactly as they were (R252)."""

from __future__ import annotations

import itertools
import uuid

import pytest
import sqlalchemy as sa

from customers.schemas import standing as schemas
from homefire.testing.suite import eventually, once_owners_answer
from homefire_cli.suite import GATEWAY, SERVICES

PAPER = (
    "proof.pdf",
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< >>\n%%EOF\n",
    "application/pdf",
)
TABLES = {
    "applications": ("application", "pledge", "change_request", "registration"),
    "weatherization": ("dwelling_link", "job"),
    "appointments": ("appointment",),
    "messaging": ("contact_entry", "outgoing_message", "message_thread", "secure_message"),
    "documents": ("document",),
}
SENDING = {
    "outgoing_message": (
        "version",
        "state",
        "reason",
        "attempts",
        "due_at",
        "sent_at",
        "sent_to",
        "updated_at",
    ),
}
"""What sending changes meanwhile, which no merge touches."""
ANSWERS = [
    {"code": "AVAILABILITY", "answer": "EVENINGS"},
    {"code": "PREFERRED_METHOD", "answer": "EMAIL"},
    {"code": "SHUT_OFF", "answer": "YES"},
]
REASON = {"reason": "the same person, entered twice"}
_accounts = itertools.count(10223400000)
_days = itertools.count(1)


@pytest.fixture(scope="module")
def whole(suite):
    """The whole suite, running."""
    suite.running(*SERVICES, GATEWAY)
    return suite


@pytest.fixture
def ask(whole):
    """`ask("supervisor", "POST", "customers", "/customers/1/merge", …)`: one request on a service's own port."""

    def send(role, method, service, path, body=None, **headers):
        http = whole.client(service, role=role)

        def request():
            return http.request(method, path, json=body, headers=headers)

        answer = once_owners_answer(request) if service == "customers" else request()
        assert answer.is_success, answer.text
        return answer.json()

    return send


@pytest.fixture
def program(ask):
    """A program of this test's own in which customers sign up by themselves today."""
    code = f"P{uuid.uuid4().hex[:6].upper()}"
    made = ask(
        "program_manager", "POST", "applications", "/programs", {"code": code, "name": f"Program {code}"}
    )
    days, match = {"valid_from": "2000-01-01", "valid_to": "2199-12-31"}, {"If-Match": str(made["version"])}
    ask("program_manager", "PUT", "applications", f"/programs/{code}/years/2026", days, **match)
    return code


@pytest.fixture
def furnished(whole, ask, new_customer, program):
    """`furnished()`: a customer with one of everything."""

    def enter(year=2026, **fields):
        number = new_customer(**fields)["number"]
        at = f"/customers/{number}"
        place = {"number": "1", "street": "THIS", "zip": "95077"}
        application = {"program": "HEAP", "program_year": year, "intake_date": f"{year}-02-01"}
        made = ask(
            "caseworker", "POST", "applications", f"{at}/applications",
            application | {"place_of_service": place, "account_number": str(next(_accounts))},
        )  # fmt: skip
        pledge = {"memo": "ONE PAYMENT", "amount": "9.50", "payee": "PG&E"}
        ask("caseworker", "POST", "applications", f"/applications/{made['id']}/pledges", pledge)
        dwelling = ask("caseworker", "POST", "weatherization", "/dwellings", {"address": place})
        link = {"dwelling_id": dwelling["dwelling_id"], "role": "occupant", "from": "2020-01-01"}
        ask("caseworker", "POST", "weatherization", f"{at}/dwellings", link)
        job = {"job_type": "DAP"}
        ask("caseworker", "POST", "weatherization", f"/dwellings/{dwelling['dwelling_id']}/jobs", job)
        visit = {"employee": f"EMPLOYEE {number}", "date": "2027-03-01", "start_time": "09:00"}
        ask("caseworker", "POST", "appointments", f"{at}/appointments", visit)
        contact = {"contact_type": "INCOMING", "contact_action": "STATUS_INQUIRY", "call_code": "NO_ACTION"}
        ask("caseworker", "POST", "messaging", f"{at}/contact-entries", contact)
        upload = whole.client("documents").post(
            f"{at}/documents", files={"file": PAPER}, data={"document_type": "PAYSTUB"}
        )
        assert upload.is_success, upload.text
        ask("caseworker", "POST", "audit", f"{at}/notes", {"text": f"A NOTE ABOUT {number}"})
        written = {"to": "customer", "text": "Bring the papers."}
        ask("caseworker", "POST", "messaging", f"{at}/secure-messages", written)
        mail = {"subject": "Papers are missing", "body": "Bring them."}
        ask("caseworker", "POST", "messaging", f"{at}/emails", mail)
        field = {
            "field": "LAST_NAME",
            "core_value": "HOLSTEIN",
            "our_value": "HOLSCHEIN",
            "proof": "passport",
        }
        request = {"program_year": year, "reason": "DATA_ENTRY", "fields": [field]}
        ask("caseworker", "POST", "applications", f"{at}/change-requests", request)
        account = str(uuid.uuid4())
        link = {"account_id": account, "account_name": "OWN LOG-IN"}
        ask("supervisor", "POST", "customers", f"{at}/portal-access/links", link)
        own = whole.portal("applications", "customer", number, subject=account, name="OWN LOG-IN")
        answer = own.post("/portal/sign-up", json={"program": program, "answers": ANSWERS})
        assert answer.is_success, answer.text
        return number

    return enter


@pytest.fixture
def dump(whole):
    """Every row of every service that belongs to customers, and the customers themselves, less their versions."""

    def read(*numbers):
        found = {}
        for service, tables in TABLES.items():
            with whole.database(service).connect() as connection:
                for table in tables:
                    rows = connection.execute(sa.text(f"select * from {table} order by id")).mappings()
                    found[table] = [
                        {k: v for k, v in row.items() if k not in SENDING.get(table, ())} for row in rows
                    ]
        with whole.database("customers").connect() as connection:
            query = sa.text("select * from customer where number = any(:numbers) order by number")
            rows = connection.execute(query, {"numbers": list(numbers)}).mappings()
            changing = ("version", "updated_at", "updated_by", "ssn_sealed")
            found["customer"] = [{k: v for k, v in row.items() if k not in changing} for row in rows]
        return found

    return read


@pytest.fixture
def merge(ask):
    """`merge(number, survivor, "email")`: merges, as a supervisor; the merge."""

    def send(number, survivor, *fields):
        versions = {
            one: ask("supervisor", "GET", "customers", f"/customers/{one}")["version"]
            for one in (number, survivor)
        }
        body = {
            "survivor": survivor,
            "survivor_version": versions[survivor],
            "fields": list(fields),
            **REASON,
        }
        path, match = f"/customers/{number}/merge", {"If-Match": str(versions[number])}
        return ask("supervisor", "POST", "customers", path, body, **match)

    return send


@pytest.fixture
def settled_merge(ask):
    """`settled_merge(number)`: the last merge of a number, once no service's rows are waited for."""

    def read(number):
        def ready():
            merge = ask("supervisor", "GET", "customers", f"/customers/{number}/merges")["items"][0]
            return merge if merge["state"] != "waiting" else None

        return eventually(ready, within=60)

    return read


@pytest.fixture
def record(whole):
    """`record(number)`: the composed record, as a supervisor's browser gets it."""
    http = whole.client(GATEWAY, role="supervisor")

    def read(number):
        answer = http.get(f"/api/v1/customers/{number}/record")
        answer.raise_for_status()
        return answer.json()

    return read


NOT_FURNISHED = ("certifications",)
"""Kinds of rows of which these records have none."""


def sizes(record):
    """How many entries each section has."""
    sections = record["sections"]
    return {
        name: len(sections[name]["data"]["items"])
        for name in ("contacts", "applications", "jobs", "appointments", "documents")
    }


@pytest.mark.req("R3", "R206", "R252")
def test_two_furnished_records_become_one_and_two_again(
    furnished, dump, merge, settled_merge, ask, record, settled
):
    kept, gone = furnished(2026, email="kept@email.com"), furnished(2025, email="gone@email.com")
    settled(*SERVICES)
    eventually(lambda: sizes(record(kept)) == sizes(record(gone)) and sizes(record(gone))["contacts"] == 4)

    def previewed():
        found = ask("supervisor", "GET", "customers", f"/customers/{gone}/merge-preview?other={kept}")
        missing.clear()
        missing.update(item["kind"] for item in found["items"] if not item["count"])
        return found if missing <= set(NOT_FURNISHED) else None

    # What was told has to have arrived: a sign-up is the customer's once applications has heard of the link.
    missing: set[str] = set()
    try:
        preview = eventually(previewed)
    except AssertionError as error:
        raise AssertionError(f"the records have none of: {missing - set(NOT_FURNISHED)}") from error
    before, one = dump(kept, gone), sizes(record(kept))
    schemas.MergePreview().load(preview)
    counts = {item["kind"]: item["count"] for item in preview["items"]}
    assert [counts.pop(kind) for kind in NOT_FURNISHED] == [0] * len(NOT_FURNISHED)
    # What is sent for the caseworker's e-mail, and by itself for the rest, depends on how the customer is reached.
    assert counts.pop("outgoing_messages") >= 1
    # Four contacts: by hand, the application's, and the letters that confirm the appointment and the document.
    assert (preview["conflicts"], counts["contact_entries"], set(counts.values())) == ([], 4, {1, 4})
    blockers = ask("supervisor", "GET", "customers", f"/customers/{gone}/blockers")
    schemas.Blockers().load(blockers)
    kinds = ["applications", "pledges", "change_requests", "jobs", "appointments"]
    assert [entry["kind"] for entry in blockers["items"]] == kinds
    merge(gone, kept, "email")
    done = settled_merge(gone)
    assert (done["state"], done["taken"]) == ("complete", ["email"])
    for service in done["services"]:
        for kind in service["kinds"]:
            assert (kind["moved"], kind["left"]) == (kind["merged_before"], 0)
            assert kind["moved"] > 0 or kind["kind"] in NOT_FURNISHED
            assert kind["gathered"] == kind["merged_before"] + kind["survivor_before"]
    for number in (kept, gone):
        found = record(number)
        assert found["number"] == kept
        assert sizes(found) == {name: 2 * size for name, size in one.items()}
        assert found["sections"]["customer"]["data"]["email"] == "gone@email.com"
    assert record(gone)["merged_from"] == gone
    notes = ask("auditor", "GET", "audit", f"/customers/{gone}/notes?limit=100")["items"]
    by_hand = {note["text"]: note["customer_number"] for note in notes if note["source"] == "manual"}
    assert by_hand == {f"A NOTE ABOUT {number}": number for number in (kept, gone)}
    ask("supervisor", "POST", "customers", f"/customers/{gone}/unmerge", REASON)
    assert settled_merge(gone)["state"] == "complete"
    assert dump(kept, gone) == before
    assert (record(gone)["number"], sizes(record(gone)), sizes(record(kept))) == (gone, one, one)
