"""The sentences name facts that the publishers do publish, as the committed event document says."""

from __future__ import annotations

import json
import string
from importlib import resources
from typing import Any

import pytest

from audit.domain.sentences import PREFIXES, SENTENCES


def _published() -> dict[str, set[str]]:
    """The names of each event type's data, by type."""
    document: dict[str, Any] = json.loads(
        (resources.files("homefire") / "contracts" / "events.asyncapi.json").read_text()
    )
    schemas = document["components"]["schemas"]
    found = {}
    for message in document["components"]["messages"].values():
        data = message["payload"]["allOf"][1]["properties"]["data"]["$ref"].rpartition("/")[2]
        found.setdefault(message["name"], set()).update(_properties(schemas, data))
    return found


def _properties(schemas: dict[str, Any], name: str) -> set[str]:
    schema = schemas[name]
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", ()):
        names |= _properties(schemas, part["$ref"].rpartition("/")[2]) if "$ref" in part else set(part)
    return names


@pytest.mark.req("R204")
def test_every_sentence_of_a_published_event_finds_its_facts() -> None:
    published = _published()
    told = {name: texts[0] for name, texts in SENTENCES.items()} | PREFIXES
    missing = {
        event_type: names - published[event_type]
        for event_type, text in told.items()
        if event_type in published
        and (names := {name for _, name, _, _ in string.Formatter().parse(text) if name})
        - published[event_type]
    }
    assert missing == {}
