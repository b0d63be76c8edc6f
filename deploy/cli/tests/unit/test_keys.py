"""Keys and passwords: made once, private, and each service's key good for no more than it must be."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest

from homefire.auth import Signer, Verifier
from homefire.errors import NotAuthenticated
from homefire.topology import Topology
from homefire_cli.keys import Keys, write_private
from homefire_cli.suite import GATEWAY, SERVICES


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    made = Keys(tmp_path / "secrets")
    made.prepare(Topology.load())
    return made


def test_everything_secret_is_readable_by_its_owner_alone(keys: Keys) -> None:
    keys.password("customers.database")
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    files = list(keys.folder.iterdir())
    assert len(files) > 2 * len(SERVICES)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_second_start_keeps_every_key(keys: Keys) -> None:
    password = keys.password("customers.database")
    before = {file.name: file.read_bytes() for file in keys.folder.iterdir()}
    again = Keys(keys.folder)
    again.prepare(Topology.load())
    assert again.password("customers.database") == password
    assert {file.name: file.read_bytes() for file in keys.folder.iterdir()} == before


def test_passwords_differ_by_purpose(keys: Keys) -> None:
    purposes = [f"{service}.{kind}" for service in SERVICES for kind in ("database", "rabbitmq")]
    assert len({keys.password(purpose) for purpose in purposes}) == len(purposes)


def test_master_keys_are_32_bytes_and_each_service_has_its_own(keys: Keys) -> None:
    made = {base64.b64decode(keys.master_key(service).read_text()) for service in SERVICES}
    assert len(made) == len(SERVICES)
    assert {len(key) for key in made} == {32}


def test_the_public_key_set_holds_nothing_private(keys: Keys) -> None:
    published = json.loads(keys.public_keys.read_text())["keys"]
    assert {entry["homefire"]["issuer"] for entry in published} == {GATEWAY, *SERVICES}
    assert not any("d" in entry for entry in published)


def test_a_service_cannot_speak_for_a_person(keys: Keys) -> None:
    forger = Signer.from_file(keys.signing_key("messaging"), "messaging")
    verifier = Verifier(keys.public_keys, "customers")
    claims = {"sub": "7", "name": "JOHN JOHNSON", "audience": ["customers"], "scopes": ["customers:read"]}
    with pytest.raises(NotAuthenticated):
        verifier.verify(forger.sign(kind="staff", **claims))


def test_a_service_may_read_whom_it_calls_and_no_more(keys: Keys) -> None:
    signer = Signer.from_file(keys.signing_key("messaging"), "messaging")
    verifier = Verifier(keys.public_keys, "customers")

    def verify(scope: str) -> None:
        claims = {"sub": "messaging", "name": "messaging", "kind": "service", "audience": ["customers"]}
        verifier.verify(signer.sign(scopes=[scope], **claims))

    verify("customers:read")
    for scope in ("customers:write", "customers:ssn.reveal", "audit:read"):
        with pytest.raises(NotAuthenticated):
            verify(scope)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    write_private(path, "old")

    def fail(_descriptor: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_private(path, "new")
    assert path.read_text() == "old"


@pytest.mark.req("R112", "R247")
def test_one_service_alone_may_compare_the_index_of_a_number(keys: Keys) -> None:
    published = json.loads(keys.public_keys.read_text())["keys"]
    able = [each["homefire"] for each in published if "customers:ssn.compare" in each["homefire"]["scopes"]]
    assert [(each["issuer"], each["kinds"]) for each in able] == [("applications", ["service"])]
