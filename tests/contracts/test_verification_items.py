"""What a document type can prove are the items of the verification panel (R195)."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from applications.domain.verification import ITEMS


@pytest.mark.req("R195")
def test_types_prove_the_items_that_applications_verify():
    lists = tomllib.loads((resources.files("documents") / "reference.toml").read_text())
    assert [entry["code"] for entry in lists["proves"]] == list(ITEMS)
    proven = {code for entry in lists["document_type"] for code in entry.get("data", {}).get("proves", ())}
    assert proven == set(ITEMS)
