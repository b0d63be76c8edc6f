"""Routes come from the contracts, whatever a contract may say."""

import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from gateway.contracts import Contracts, read_operations
from gateway.merged import OWN, merged_document
from homefire.topology import Topology

HOMEFIRE = {"service": "a", "scope": "a:read"}


@pytest.fixture(scope="session")
def contracts(sample_contracts: Contracts) -> Contracts:
    """Small ones, whatever the services' own say."""
    return sample_contracts


def document(paths: dict[str, Any], **components: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "a", "version": "1"},
        "paths": paths,
        "components": components,
    }


def only(paths: dict[str, Any], **components: Any) -> Any:
    [operation] = read_operations("a", document(paths, **components))
    return operation


def test_a_whole_number_in_the_path_matches_digits_only() -> None:
    shared = [{"name": "n", "in": "path", "required": True, "schema": {"type": "integer"}}]
    entry = {"operationId": "a.get", "x-homefire": HOMEFIRE, "responses": {"200": {}}}
    operation = only({"/things/{n}/parts/{part}": {"parameters": shared, "get": entry}})
    assert operation.rule == "/things/<int:n>/parts/<string:part>"
    assert operation.url({"n": 5, "part": "a b/c"}) == "/things/5/parts/a%20b%2Fc"


def test_a_parameter_may_be_a_reference() -> None:
    reference = {"$ref": "#/components/parameters/Codes"}
    entry = {"operationId": "a.list", "parameters": [reference], "x-homefire": HOMEFIRE}
    codes = {"name": "codes", "in": "query", "schema": {"type": ["array", "null"]}}
    operation = only({"/things": {"get": entry}}, parameters={"Codes": codes})
    assert operation.query_parameters == {"codes": True}


def test_the_first_success_is_the_status() -> None:
    entry = {
        "operationId": "a.add",
        "responses": {"422": {}, "201": {}, "default": {}},
        "x-homefire": HOMEFIRE,
    }
    assert only({"/things": {"post": entry}}).status == 201


def test_an_operation_that_says_no_scope_is_not_offered() -> None:
    with pytest.raises(KeyError):
        only({"/things": {"get": {"operationId": "a.get", "x-homefire": {"service": "a"}}}})


def test_two_services_may_not_have_the_same_route() -> None:
    def entry(name: str) -> dict[str, Any]:
        return {
            "/things/{x}" if name == "a" else "/things/{y}": {
                "get": {"operationId": f"{name}.get", "x-homefire": HOMEFIRE}
            }
        }

    with pytest.raises(ValueError, match="same route"):
        Contracts({"a": document(entry("a")), "b": document(entry("b"))})


def test_the_limit_of_a_field_comes_from_the_contract(contracts: Contracts) -> None:
    assert contracts.limit_of("audit.add_note", "text", 1) == 272
    assert contracts.limit_of("audit.add_note", "unknown", 7) == 7
    assert contracts.limit_of("audit.unknown", "text", 7) == 7


def test_the_merged_document_is_openapi_3_1(contracts: Contracts) -> None:
    merged = merged_document(contracts)
    validate(json.loads(json.dumps(merged)))
    assert {"customers.Customer", "audit.NewNote", "Problem", "Record"} <= set(
        merged["components"]["schemas"]
    )


def test_references_follow_their_renamed_components(contracts: Contracts) -> None:
    body = merged_document(contracts)["paths"]["/customers/{number}/notes"]["post"]["requestBody"]
    assert body["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/audit.NewNote"}


def test_the_committed_contracts_make_one_valid_document() -> None:
    contracts = Contracts.committed()
    merged = merged_document(contracts)
    validate(merged)
    assert merged["paths"]["/customers/{number}/record"]["get"]["operationId"] == "gateway.get_record"
    described = sum(len(item) for item in merged["paths"].values())
    assert described == len(contracts.operations) + len(OWN)


def test_the_record_and_the_pages_ask_operations_that_exist() -> None:
    from gateway.record import QUESTIONS

    contracts = Contracts.committed()
    for service, method, scope in QUESTIONS.values():
        operation = contracts[f"{service}.{method}"]
        assert (operation.scope, operation.reads, operation.transport) == (scope, True, "rpc")
    for name in ("customers.search_customers", "audit.add_note", "audit.list_action_codes"):
        assert contracts[name].transport == "rpc"
    assert contracts["documents.get_document_content"].rule == "/documents/<int:document_id>/content"


def test_every_scope_of_the_contracts_belongs_to_a_role_or_to_a_service_alone() -> None:
    from gateway import roles

    granted = frozenset().union(*(role.scopes for role in roles.roles().values()))
    services = frozenset().union(*(service.scopes for service in Topology.load().services.values()))
    # That an address came back is reported by messaging, and by an agency's own mail system.
    assert services & granted <= {"customers:email.bounced"}
    granted |= services
    wanted = {operation.scope for operation in Contracts.committed()}
    assert wanted <= granted


def test_contracts_can_be_read_from_a_folder(tmp_path: Path) -> None:
    from gateway.settings import SERVICES

    for name in SERVICES:
        (tmp_path / f"{name}.openapi.json").write_text(json.dumps(document({})))
    assert list(Contracts.committed(tmp_path)) == []
