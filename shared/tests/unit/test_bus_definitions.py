"""The broker's document as data, and the topology it is made from."""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from typing import Any

import pytest

from homefire import bus
from homefire.rights import agency_user, is_reply_key, reply_key
from homefire.topology import GATEWAY, Topology

SMALL: dict[str, Any] = {
    "services": {
        "orders": {
            "port": 8002,
            "calls": ["people"],
            "publishes": ["order_placed"],
            "consumes": [
                {"queue": "orders.remember", "source": "people", "types": ["person_added", "person_changed"]}
            ],
        },
        "people": {"port": 8001, "calls": [], "publishes": ["person_added"], "consumes": []},
        "log": {
            "port": 8003,
            "calls": [],
            "publishes": [],
            "consumes": [{"queue": "log.lines", "source": "*", "types": ["*"], "single_active": True}],
        },
    }
}


def document(agencies: tuple[str, ...] = ()) -> dict[str, Any]:
    topology = Topology.from_dict(SMALL)
    users = [*topology.services, GATEWAY, *map(agency_user, agencies)]
    return bus.definitions(
        topology, dict.fromkeys(users, "secret"), admin_password="admin", agencies=agencies
    )


def test_topology_survives_a_round_trip_in_port_order() -> None:
    topology = Topology.from_dict(SMALL)
    assert list(topology.services) == ["people", "orders", "log"]
    assert Topology.from_dict(topology.as_dict()) == topology


def test_committed_topology_loads() -> None:
    topology = Topology.load()
    assert topology.from_dict(topology.as_dict()) == topology
    [notes] = topology.services["audit"].consumes
    assert (notes.queue, notes.single_active, notes.dead_queue) == ("audit.notes", True, "audit.notes.dead")
    assert topology.sources(notes) == tuple(topology.services)


@pytest.mark.parametrize(
    ("service", "change"),
    [
        ("people", {"calls": ["nobody"]}),
        ("people", {"consumes": [{"queue": "people.x", "source": "nobody", "types": ["x"]}]}),
        ("people", {"consumes": [{"queue": "orders.x", "source": "orders", "types": ["x"]}]}),
        ("orders", {"consumes": 2 * SMALL["services"]["orders"]["consumes"]}),
    ],
)
def test_topology_that_contradicts_itself_is_refused(service: str, change: dict[str, Any]) -> None:
    services = {**SMALL["services"], service: {**SMALL["services"][service], **change}}
    with pytest.raises(ValueError):
        Topology.from_dict({"services": services})


def test_passwords_appear_as_salted_hashes_only() -> None:
    made = document()
    assert "secret" not in str(made)
    for user in made["users"]:
        raw = base64.b64decode(user["password_hash"])
        password = b"admin" if user["name"] == "admin" else b"secret"
        assert raw[4:] == hashlib.sha256(raw[:4] + password).digest()


def test_missing_password_is_an_error() -> None:
    with pytest.raises(KeyError):
        bus.definitions(Topology.from_dict(SMALL), {"people": "secret"}, admin_password="admin")


def test_every_event_queue_has_a_dead_letter_queue_and_policy() -> None:
    made = document()
    queues = {queue["name"]: queue for queue in made["queues"]}
    for name in ("orders.remember", "log.lines"):
        assert queues[name]["arguments"]["x-queue-type"] == "quorum"
        assert queues[f"{name}.dead"]["arguments"]["x-queue-type"] == "quorum"
        [policy] = [entry for entry in made["policies"] if re.search(entry["pattern"], name)]
        assert policy["definition"] == {
            "delivery-limit": 20,
            "dead-letter-exchange": "dead",
            "dead-letter-routing-key": name,
            "dead-letter-strategy": "at-least-once",
            "overflow": "reject-publish",
        }
        assert not [entry for entry in made["policies"] if re.search(entry["pattern"], f"{name}.dead")]
    assert queues["log.lines"]["arguments"]["x-single-active-consumer"] is True
    assert queues["rpc-orders"]["arguments"] == {}


def test_bindings_are_those_of_the_topology() -> None:
    found = {
        (entry["source"], entry["routing_key"], entry["destination"]) for entry in document()["bindings"]
    }
    assert found == {
        *(("nameko-rpc", f"{name}.*", f"rpc-{name}") for name in ("people", "orders", "log")),
        ("people.events", "person_added", "orders.remember"),
        ("people.events", "person_changed", "orders.remember"),
        *((f"{name}.events", "#", "log.lines") for name in ("people", "orders", "log")),
        ("dead", "orders.remember", "orders.remember.dead"),
        ("dead", "log.lines", "log.lines.dead"),
    }


def test_services_configure_nothing_but_their_reply_queues() -> None:
    configure = {entry["user"]: entry["configure"] for entry in document(("county",))["permissions"]}
    own = f"rpc.reply-orders-{uuid.uuid4()}"
    assert re.search(configure["orders"], own)
    for user in ("people", "log", GATEWAY, "agency:county"):
        assert not re.search(configure[user], own), user
    for name in ("orders.events", "rpc-orders", "orders.remember", "nameko-rpc", "dead"):
        assert not any(re.search(configure[user], name) for user in ("people", "log", "orders", GATEWAY)), (
            name
        )


@pytest.mark.parametrize("name", ["County", "a b", "", "a.b", "x|.*"])
def test_agency_with_a_strange_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        document((name,))


def test_reply_keys_are_told_from_requests() -> None:
    own = str(uuid.uuid4())
    assert is_reply_key(own)
    assert is_reply_key(reply_key("gateway", own))
    assert is_reply_key(reply_key("agency:county", own))
    for key in (
        "customers.get_customer",
        "#",
        "*",
        "",
        f"customers.{own}",
        f"{own}\n",
        f"x{own}",
        own.upper(),
    ):
        assert not is_reply_key(key), key


WITH_OUTSIDER = SMALL | {
    "outside": {
        "bank": {
            "publishes": ["paid"],
            "consumes": [{"queue": "bank.take_orders", "source": "orders", "types": ["order_placed"]}],
        }
    }
}


def test_a_system_outside_reads_its_queue_and_publishes_on_its_exchange_and_nothing_else() -> None:
    topology = Topology.from_dict(WITH_OUTSIDER)
    assert Topology.from_dict(topology.as_dict()) == topology
    passwords = dict.fromkeys([*topology.services, GATEWAY, "bank"], "secret")
    made = bus.definitions(topology, passwords, admin_password="admin", outside=["bank"])
    [rights] = [each for each in made["permissions"] if each["user"] == "bank"]
    assert (rights["configure"], rights["write"], rights["read"]) == (
        "^$",
        r"^(bank\.events)$",
        r"^(bank\.take_orders)$",
    )
    topics = {
        each["exchange"]: (each["write"], each["read"])
        for each in made["topic_permissions"]
        if each["user"] == "bank"
    }
    assert topics == {"nameko-rpc": ("^$", "^$"), "bank.events": ("^(paid)$", "^$")}
    assert {"bank.take_orders", "bank.take_orders.dead"} <= {queue["name"] for queue in made["queues"]}


def test_a_system_outside_that_is_not_there_has_no_queue_and_may_yet_be_heard() -> None:
    topology = Topology.from_dict(WITH_OUTSIDER)
    passwords = dict.fromkeys([*topology.services, GATEWAY], "secret")
    made = bus.definitions(topology, passwords, admin_password="admin")
    assert "bank" not in [user["name"] for user in made["users"]]
    assert not [queue for queue in made["queues"] if queue["name"].startswith("bank.")]
    assert "bank.events" in [exchange["name"] for exchange in made["exchanges"]]
