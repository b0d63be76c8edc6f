"""Roles give scopes, and nothing that roles.toml does not say."""

import pytest

from gateway import roles
from gateway.accounts.rules import keepers


@pytest.mark.req("R247")
def test_every_role_of_the_design_exists() -> None:
    wanted = {"caseworker", "supervisor", "program_manager", "auditor", "administrator", "agency"}
    assert wanted <= set(roles.roles())


@pytest.mark.req("R247")
def test_only_a_supervisor_may_reveal_a_social_security_number() -> None:
    may = {name for name, role in roles.roles().items() if "customers:ssn.reveal" in role.scopes}
    assert may == {"supervisor"}


@pytest.mark.req("R247")
def test_only_the_loader_may_write_history() -> None:
    assert {name for name, role in roles.roles().items() if "history:write" in role.scopes} == {
        "history_loader"
    }


def test_who_only_reads_has_no_scope_that_writes() -> None:
    assert not [scope for scope in roles.scopes_of(["auditor"]) if scope.endswith(":write")]


def test_an_administrator_writes_no_record() -> None:
    assert not {f"{area}:write" for area in roles.AREAS} & roles.scopes_of(["administrator"])


@pytest.mark.req("R244", "R247")
def test_only_an_administrator_keeps_accounts() -> None:
    assert keepers() == ["administrator"]


@pytest.mark.req("R244")
@pytest.mark.parametrize(
    ("name", "writes"),
    [
        ("analyst", {"customers", "applications", "messaging", "documents", "notes"}),
        ("qa_analyst", {"applications", "notes"}),
        ("management", {"notes"}),
        ("salesperson", {"customers", "appointments", "messaging", "notes"}),
        ("assessor", {"weatherization", "appointments", "documents", "notes"}),
    ],
)
def test_named_roles_of_the_field_write_what_their_work_is(name: str, writes: set[str]) -> None:
    scopes = roles.scopes_of([name])
    assert {area for area in roles.AREAS if f"{area}:write" in scopes} == writes


@pytest.mark.req("R244")
def test_portal_roles_hold_scopes_of_the_portal_and_others_hold_none() -> None:
    parties = {name: role.party for name, role in roles.roles().items() if role.party}
    assert parties == {"customer": "customer", "vendor": "vendor"}
    for name, role in roles.roles().items():
        assert {scope.startswith("portal:") for scope in role.scopes} == {name in parties}


@pytest.mark.req("R244", "R262")
def test_account_has_scopes_of_its_own_kind_alone_and_an_unlinked_one_may_sign_up() -> None:
    both = ["customer", "vendor", "administrator"]
    assert roles.scopes_in("customer", "customer/110385", both) == roles.scopes_of(["customer"])
    assert roles.scopes_in("vendor", "vendor/1001", both) == roles.scopes_of(["vendor"])
    assert roles.scopes_in("staff", None, both) == roles.scopes_of(["administrator"])
    assert roles.scopes_in("customer", None, both) == {"portal:sign-up"}
    assert roles.scopes_in("vendor", None, both) == set()


def test_roles_add_up() -> None:
    both = roles.scopes_of(["auditor", "caseworker"])
    assert both == roles.scopes_of(["auditor"]) | roles.scopes_of(["caseworker"])


def test_a_role_that_no_longer_exists_gives_nothing() -> None:
    assert roles.scopes_of(["emperor"]) == frozenset()


def test_an_unknown_role_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"emperor.*caseworker"):
        roles.require_known(["emperor"])
