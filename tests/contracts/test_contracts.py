"""The committed contracts say what the code does, and no change breaks those who rely on them."""

from __future__ import annotations

import copy
import json

import pytest
from openapi_spec_validator import validate

from applications.domain.parts import summary_fields
from gateway.pages.application import summary
from homefire.contracting import files
from homefire.contracting.compatibility import breaking_asyncapi, breaking_openapi
from homefire.topology import Topology

SERVICES = tuple(Topology.load().services)


def committed(name: str) -> dict:
    """A committed contract."""
    return json.loads((files.FOLDER / name).read_text())


def test_committed_contracts_are_what_the_code_gives():
    assert files.differences() == []


def test_code_breaks_no_client_of_the_last_release():
    assert files.breaking() == []


@pytest.mark.parametrize("service", SERVICES)
def test_openapi_document_is_valid_and_released(service):
    validate(committed(f"{service}.openapi.json"))
    assert (files.RELEASED / f"{service}.openapi.json").exists()


def test_asyncapi_document_refers_to_nothing_that_is_missing():
    document = committed(files.ASYNCAPI)
    assert document["asyncapi"] == "3.0.0"

    def references(part):
        if isinstance(part, dict):
            yield from [part["$ref"]] if "$ref" in part else []
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(document))
    assert found
    for reference in found:
        target = document
        for name in reference.removeprefix("#/").split("/"):
            target = target[name]


def test_every_published_event_type_is_described_and_has_its_channel():
    document = committed(files.ASYNCAPI)
    for service in Topology.load().services.values():
        messages = document["channels"][f"{service.name}.events"]["messages"]
        assert sorted(messages) == sorted(service.publishes)


@pytest.mark.req("R247")
@pytest.mark.parametrize("service", SERVICES)
def test_every_operation_declares_a_scope(service):
    for item in committed(f"{service}.openapi.json")["paths"].values():
        for operation in item.values():
            assert operation["x-homefire"]["scope"]


@pytest.mark.req("R249")
@pytest.mark.parametrize("service", SERVICES)
def test_no_protected_value_is_a_parameter_of_an_address(service):
    for path, item in committed(f"{service}.openapi.json")["paths"].items():
        for operation in item.values():
            for parameter in operation["parameters"]:
                assert parameter["name"].lower() not in ("ssn", "date_of_birth", "tax_id", "last_four"), path


def without_a_response_field(document):
    del document["components"]["schemas"]["Customer"]["properties"]["home_phone"]


def with_a_retyped_response_field(document):
    document["components"]["schemas"]["Customer"]["properties"]["home_phone"] = {"type": "integer"}


def with_a_new_required_input(document):
    document["components"]["schemas"]["NewCustomer"]["required"].append("home_phone")


def without_an_operation(document):
    del document["paths"]["/customers/{number}"]["patch"]


def with_another_scope(document):
    document["paths"]["/customers/{number}"]["get"]["x-homefire"]["scope"] = "customers:all"


@pytest.mark.parametrize(
    "spoil",
    [
        without_a_response_field,
        with_a_retyped_response_field,
        with_a_new_required_input,
        without_an_operation,
        with_another_scope,
    ],
)
def test_change_that_would_break_a_client_is_found(spoil):
    before = committed("customers.openapi.json")
    after = copy.deepcopy(before)
    spoil(after)
    assert breaking_openapi(before, after)


def test_added_optional_field_breaks_nobody():
    before = committed("customers.openapi.json")
    after = copy.deepcopy(before)
    for schema in ("Customer", "NewCustomer"):
        after["components"]["schemas"][schema]["properties"]["nickname"] = {"type": "string"}
    assert breaking_openapi(before, after) == []


def test_event_that_lost_a_field_is_found():
    before = committed(files.ASYNCAPI)
    after = copy.deepcopy(before)
    del after["components"]["schemas"]["customers_CustomerSummary"]["properties"]["phone"]
    assert breaking_asyncapi(before, after)


@pytest.mark.req("R176")
def test_the_summary_offers_programs_what_its_page_can_show() -> None:
    assert tuple(summary.FIELDS) == summary_fields.FIELDS
