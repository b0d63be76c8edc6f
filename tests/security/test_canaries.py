"""No Social Security number, no text of a message and no byte of a file leaves its place (R224, R249).

Canaries are created, shown, searched and revealed; then everything the suite has written or sent is searched for
them in several encodings: the bus, the broker's files, PostgreSQL's dump and its raw files, the logs.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import random
import struct
import subprocess
import threading
import zlib
from pathlib import Path

import pika
import pytest

from homefire.rights import RPC_EXCHANGE, events_exchange
from homefire.testing.suite import eventually
from homefire_cli.demo import load
from homefire_cli.postgres import find_binaries
from homefire_cli.suite import GATEWAY, SERVICES


def encodings(secret: str) -> list[bytes]:
    """The forms in which a text would still be readable, or be found by whoever tries all numbers."""
    plain = secret.encode()
    digits = secret.replace("-", "")
    forms = [plain, plain.hex().encode(), secret.encode("utf-16-le"), secret[::-1].encode()]
    for value in {plain, digits.encode()}:
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + value)
            forms.append(coded[(0, 2, 3)[shift] : len(coded) - 4])
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
            forms += [digest(value).digest(), digest(value).hexdigest().encode()]
    return [form for form in forms if len(form) >= 8]


def found_in(haystack: bytes, needles: list[bytes]) -> list[bytes]:
    """Which of the needles are there."""
    return [needle for needle in needles if needle in haystack]


class Tap:
    """Reads everything that passes over the bus, with the administrator's rights."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.seen = bytearray()
        self._stop = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def _listen(self) -> None:
        with pika.BlockingConnection(pika.URLParameters(self._url)) as connection:
            channel = connection.channel()
            queue = channel.queue_declare("", exclusive=True).method.queue
            for exchange in (RPC_EXCHANGE, *map(events_exchange, SERVICES)):
                channel.queue_bind(queue, exchange, "#")
            self._ready.set()
            for _, properties, body in channel.consume(queue, auto_ack=True, inactivity_timeout=0.2):
                if body is not None:
                    self.seen += body + repr(properties).encode()
                if self._stop.is_set():
                    return

    def close(self) -> bytes:
        """Everything that passed."""
        self._stop.set()
        self._thread.join(10)
        return bytes(self.seen)


def a_number() -> str:
    """A valid Social Security number nobody used here before."""
    return f"{random.randint(1, 665):03}-{random.randint(1, 99):02}-{random.randint(1, 9999):04}"


def a_picture(comment: bytes) -> bytes:
    """A PNG of one pixel with a comment."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"tEXt", b"Comment\0" + comment),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, content) for kind, content in parts)


def correct(suite, number: int, wrong: str, right: str) -> None:
    """Asks for a correction and withdraws it, asks again, shows the number that waits, and approves it."""
    http, boss = suite.client(GATEWAY), suite.client(GATEWAY, role="supervisor")
    path = f"/api/v1/customers/{number}/ssn-corrections"
    body = {"tax_id_type": "SSN", "ssn": right, "reason": "two digits were swapped", "paper": "the card"}
    for text in (f"it was {wrong}", f"it is {right}"):
        assert http.post(path, json=body | {"reason": text}).status_code == 422
        assert http.post(path, json=body | {"paper": text}).status_code == 422
    assert http.post(path, json=body | {"ssn": right + "1"}).status_code == 422
    asked = http.post(path, json=body, headers={"Idempotency-Key": "canary"}).raise_for_status().json()
    assert http.post(path, json=body).status_code == 409
    http.post(f"/api/v1/ssn-corrections/{asked['id']}/withdrawal", json={}).raise_for_status()
    asked = http.post(path, json=body).raise_for_status().json()
    one = f"/api/v1/ssn-corrections/{asked['id']}"
    shown = boss.post(f"{one}/ssn/reveal", json={"reason": "comparing it with the card"}).raise_for_status()
    assert shown.json()["ssn"] == right.replace("-", "")
    boss.post(f"{one}/approval", json={}, headers={"Idempotency-Key": "canary"}).raise_for_status()
    listed = http.get(path).raise_for_status().text
    for value in (wrong, right):
        assert value not in listed
        assert value.replace("-", "") not in listed


def use_everywhere(suite, secret: str, marker: bytes) -> int:
    """Enters, shows, changes and reveals a customer and a household member, and stores a file."""
    http = suite.client(GATEWAY, role="supervisor")
    body = {"first_name": "CANARY", "last_name": "BIRD", "ssn": secret, "preferred_method": "mail"}
    number = http.post("/api/v1/customers", json=body).raise_for_status().json()["number"]
    application = {
        "program": "HEAP",
        "program_year": 2026,
        "intake_date": "2026-11-02",
        "place_of_service": {"number": "5", "street": "MAIN", "street_type": "ST", "zip": "93933"},
    }
    made = http.post(f"/api/v1/customers/{number}/applications", json=application).raise_for_status().json()
    member = {"first_name": "CANARY", "last_name": "BIRD", "relation": "SELF", "ssn": secret}
    path = f"/api/v1/applications/{made['id']}/household/members"
    household = http.put(path, json={"members": [member]}, headers={"If-Match": str(made["version"])})
    household.raise_for_status()
    files = {"file": ("canary.png", a_picture(marker), "image/png")}
    stored = http.post(
        f"/api/v1/customers/{number}/documents", files=files, data={"document_type": "PAYSTUB"}
    )
    assert stored.status_code == 201, stored.text
    assert marker in http.get(f"/api/v1/documents/{stored.json()['id']}/content").content
    write_and_read(http, number, marker)
    reason = {"reason": "checking the identity"}
    revealed = http.post(f"/api/v1/customers/{number}/ssn/reveal", json=reason).raise_for_status().json()
    assert revealed["ssn"] == secret.replace("-", "")
    shown = http.get(f"/api/v1/customers/{number}/record").raise_for_status().text
    assert secret not in shown
    assert secret.replace("-", "") not in shown
    for search in ({"ssn": secret}, {"ssn_last_four": secret[-4:]}, {"find": secret}):
        found = http.post("/api/v1/customers/search", json=search).raise_for_status()
        assert number in [row["number"] for row in found.json()["items"]]
        assert secret not in found.text
    # What goes wrong must not tell either: a duplicate, a wrong number, a value where none belongs.
    assert http.post("/api/v1/customers", json=body).status_code == 409
    assert http.post("/api/v1/customers", json=body | {"ssn": secret + "1"}).status_code == 422
    assert http.post("/api/v1/customers", json={"social": secret}).status_code == 422
    return number


def send_to_core(suite, number: int, secret: str) -> None:
    """Sends the customer to CORE, asks CSD for the number of the record, and compares: no household has it."""
    http, loader = suite.client(GATEWAY), suite.client("applications", role="history_loader")
    body = {
        "program": "HEAP",
        "program_year": 2025,
        "intake_date": "2025-11-02",
        "place_of_service": {"number": "5", "street": "MAIN", "street_type": "ST", "zip": "93933"},
        "history": {"status": "ELIGIBLE"},
    }
    made = loader.post(f"/customers/{number}/applications", json=body).raise_for_status().json()
    path, at = f"/api/v1/applications/{made['id']}/transfer", {"If-Match": '"1"', "Idempotency-Key": "canary"}
    http.get(path).raise_for_status()
    sent = http.post(path, json={}, headers=at).raise_for_status().json()["transfers"][-1]["number"]
    adapter = suite.client("applications", role="core_adapter")
    [person] = adapter.post(f"/transfers/{sent}/export").raise_for_status().json()["people"]
    assert person["ssn"] == secret.replace("-", "")
    asked = {"program_year": 2025, "reason": "DATA_ENTRY", "fields": [{"field": "SSN"}]}
    draft = http.post(f"/api/v1/customers/{number}/change-requests", json=asked).raise_for_status().json()
    step = f"/api/v1/change-requests/{draft['id']}/status"
    for version, status in ((1, "SUBMITTED"), (2, "ACCEPTED")):
        at = {"If-Match": f'"{version}"', "Idempotency-Key": f"canary-{status}"}
        told = http.post(step, json={"status": status}, headers=at).raise_for_status().text
        assert secret.replace("-", "") not in told
    http.post(f"/api/v1/customers/{number}/core-comparison", json={}).raise_for_status()


def write_and_read(http, number: int, marker: bytes) -> None:
    """Sends a secure message with a document, both with the marker in them, and opens both."""
    key = marker.hex().ljust(64, "0")[:64]
    sent = http.post(
        "/api/v1/message-documents",
        files={"file": ("canary.png", a_picture(marker), "image/png")},
        data={"document_type": "PAYSTUB", "key": key},
    )
    sent.raise_for_status()
    path = f"/api/v1/customers/{number}/secure-messages"
    body = {"to": "customer", "text": f"the secret is {marker.decode()}", "document_key": key}
    made = http.post(path, json=body, headers={"Idempotency-Key": "canary"}).raise_for_status().json()
    opened = http.post(f"/api/v1/secure-messages/{made['id']}/opened").raise_for_status().json()
    assert marker.decode() in opened["text"]
    assert marker.decode() not in http.get(path).raise_for_status().text
    document_id = made["document"]["document_id"]
    assert http.post(path, json=body | {"text": marker.decode() * 30}).status_code == 422
    eventually(lambda: http.get(f"/api/v1/documents/{document_id}").is_success)
    assert marker in http.get(f"/api/v1/documents/{document_id}/content").content


def written_by(stack, database_dump: bytes) -> dict[str, bytes]:
    """Everything the suite has written, by where."""
    places = {"database dump": database_dump}
    for folder in (stack.state_folder / "logs", stack.state_folder / "rabbitmq", stack.documents_store):
        for file in filter(Path.is_file, folder.rglob("*")):
            places[str(file.relative_to(stack.state_folder))] = file.read_bytes()
    return places


@pytest.mark.req("R69", "R224", "R249")
def test_no_ssn_no_text_of_a_message_and_no_file_byte_leaves_its_place(suite, stack):
    suite.running(*SERVICES, GATEWAY)
    load(stack)
    tap = Tap(stack.admin_amqp_url)
    marker = f"file-canary-{random.getrandbits(64):016x}".encode()
    secret, right = a_number(), a_number()
    number = use_everywhere(suite, secret, marker)
    send_to_core(suite, number, secret)
    correct(suite, number, secret, right)
    access = suite.client("audit", role="auditor")
    eventually(lambda: access.get(f"/customers/{number}/access-log").json()["items"])
    traffic = tap.close()
    assert b"customer_created" in traffic
    assert b"get_customer" in traffic or b"CANARY" in traffic

    dump = b"".join(
        subprocess.run(
            [find_binaries() / "pg_dump", stack.admin_database_url(name).replace("+psycopg", "")],
            capture_output=True,
            check=True,
        ).stdout
        for name in (*SERVICES, GATEWAY)
    )
    assert b"CANARY" in dump
    needles = [
        *itertools.chain.from_iterable(map(encodings, (secret, secret.replace("-", "")))),
        *itertools.chain.from_iterable(map(encodings, (right, right.replace("-", "")))),
        *encodings("765-43-2108"),
        *encodings("765432108"),
        marker,
        marker.hex().encode(),
    ]
    places = written_by(stack, dump) | {"bus": traffic}
    hits = {place: found_in(content, needles) for place, content in places.items()}
    assert {place: hit for place, hit in hits.items() if hit} == {}


@pytest.mark.req("R248")
def test_reveal_is_in_the_access_log_and_not_among_the_notes(suite):
    suite.running(*SERVICES, GATEWAY)
    http = suite.client(GATEWAY, role="supervisor")
    body = {"first_name": "LOOKED", "last_name": "UPON", "ssn": a_number(), "preferred_method": "mail"}
    number = http.post("/api/v1/customers", json=body).raise_for_status().json()["number"]
    http.post(
        f"/api/v1/customers/{number}/ssn/reveal", json={"reason": "the bill names another"}
    ).raise_for_status()
    audit = suite.client("audit", role="auditor")
    items = eventually(lambda: audit.get(f"/customers/{number}/access-log").json()["items"])
    assert [(item["field"], item["reason"], item["who"]) for item in items] == [
        ("ssn", "the bill names another", "LOCAL SUPERVISOR")
    ]
    notes = audit.get(f"/customers/{number}/notes").json()["items"]
    assert not any("another" in note["text"] for note in notes)
