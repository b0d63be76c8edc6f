"""Why a household is eligible, and what CORE would reject, in the language of whoever reads it (R91, R92)."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.sentences import made_of, say

HTTPS = {"base_url": "https://localhost"}
AT = "/customers/110385/applications/5001"
SPANISH = {"Accept-Language": "es"}


def told(text: str, name: str = "says") -> dict[str, Any]:
    """A sentence as the service sends it."""
    return {name: str(text), f"{name}_made_of": made_of(text)}


COMPARED = say(
    "{compared}; income may be at or under it.",
    compared=say(
        "{amount} {per} is under the limit of {limit}", amount="$9.00", per=say("a month"), limit="$10.00"
    ),
)
PATH = [
    {"rule": "household", "cites": "", "table_id": None}
    | told(say("The household has {size} people.", size=2)),
    {"rule": "comparison", "cites": "", "table_id": None} | told(COMPARED),
]
PROPOSAL = {
    "outcome": "ELIGIBLE", "as_of": "2026-11-02", "basis": "MONTH", "household_size": 2, "income": "9.00",
    "limit": "10.00", "ami_percent": None, "path": PATH,
    "changes": [told(say("{amount} more {per}, and the household is not eligible.", amount="$1.01", per=say("a month")))],
    "missing": [{"code": "household"} | told(say("Enter the household first."))],
}  # fmt: skip
DECIDED = {
    "decision": "ELIGIBLE", "differs": False, "of_old_place": False, "reason": "", "decided_on": "2026-11-04",
    "appeal_received": None, "entered_by": "MARIA LOPEZ", "entered_at": "2026-11-04T20:00:00Z",
}  # fmt: skip


@pytest.fixture
def explained(answers: dict[str, Any]) -> dict[str, Any]:
    """The services' answers about one application."""
    application = answers["applications.get_customer_applications"]["applications"][0]
    answers["applications.get_application"] = {**application, "id": 5001, "customer_number": 110385}
    answers["applications.propose_eligibility"] = PROPOSAL | {"path": [], "changes": []}
    answers["applications.get_eligibility"] = {
        "status": "ELIGIBLE",
        "version": 3,
        "decisions": [DECIDED | {"proposal": PROPOSAL | {"missing": []}}],
        "appeal": None,
    }
    return answers


@pytest.mark.req("R91", "R14")
def test_frozen_decision_is_explained_in_the_readers_language(
    explained: dict[str, Any], caseworker: FlaskClient
) -> None:
    spanish = caseworker.get(f"{AT}/eligibility", headers=SPANISH, **HTTPS).text
    assert "Registre primero el hogar." in spanish and "El hogar tiene 2 personas." in spanish
    compared = "$9.00 al mes está por debajo del límite de $10.00; los ingresos pueden llegar hasta él."
    assert compared in spanish and "Con $1.01 más al mes, el hogar no es elegible." in spanish
    english = caseworker.get(f"{AT}/eligibility", headers={"Accept-Language": "en"}, **HTTPS).text
    for each in (*PATH, *PROPOSAL["changes"], *PROPOSAL["missing"]):
        assert each["says"] in english and each["says"] not in spanish


@pytest.mark.req("R91")
def test_decision_that_kept_its_text_alone_is_shown_as_it_was_made(
    explained: dict[str, Any], caseworker: FlaskClient
) -> None:
    old = [{name: text for name, text in each.items() if name != "says_made_of"} for each in PATH]
    reworded = told("A rule that nobody knows now.") | {
        "says_made_of": {"pattern": "{compared} of old.", "values": {"compared": made_of(COMPARED)}}
    }
    kept = PROPOSAL | {"missing": [], "path": old, "changes": [reworded]}
    explained["applications.get_eligibility"]["decisions"] = [DECIDED | {"proposal": kept}]
    spanish = caseworker.get(f"{AT}/eligibility", headers=SPANISH, **HTTPS).text
    for each in (*old, reworded):
        assert f"<li>{each['says']}" in spanish


@pytest.mark.req("R92")
def test_findings_before_a_transfer_are_told_in_the_readers_language(
    explained: dict[str, Any], caseworker: FlaskClient
) -> None:
    late = say(
        "The consent held until {ends}; that is {over} over.",
        ends="1/2/2026",
        over=say("{number} day", number=1),
    )
    parts = say("Of the applicant this is missing: {parts}.", parts=[say("name"), "<SSN>"])
    explained["applications.check_transfer"]["findings"] = [
        {"code": "consent_expired", "severity": "warns"}
        | told(late, "sentence")
        | told(say("Have the consent signed anew and enter its date."), "remedy"),
        {"code": "applicant_incomplete", "severity": "warns", "remedy": "As it was."}
        | told(parts, "sentence"),
    ]
    spanish = caseworker.get(f"{AT}/transfer", headers=SPANISH, **HTTPS).text
    assert "El consentimiento valía hasta el 1/2/2026; se excedió en 1 día." in spanish
    assert "Haga firmar de nuevo el consentimiento e ingrese su fecha." in spanish
    assert "Del solicitante falta: nombre, &lt;SSN&gt;." in spanish and "As it was." in spanish
    english = caseworker.get(f"{AT}/transfer", headers={"Accept-Language": "en"}, **HTTPS).text
    assert late in english and "name, &lt;SSN&gt;." in english
