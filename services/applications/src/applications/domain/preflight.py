"""What CORE is known to reject, looked for before an application is sent (R92).

A finding blocks where the contract or the program's settings say so, else it warns. Whoever may override a block gives
a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from applications.domain.finding import APPLICANT_UNKNOWN, BLOCKABLE, REMEDY, Finding, Severity
from applications.domain.verification import spoken
from homefire.countdown import Clock
from homefire.sentences import say
from homefire.us.dates import show_date


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an application that is to be sent today.

    `household_size` is 0 where nobody has entered the household. `applicant` says what there is of the person, None
    where it could not be told; `own_ssn_differs`, that the household has another number for them than the record.
    `contract` is the program year's row of the part `contracts`. `earlier` names what differs from what CORE has of
    this customer (`{"fields": […], "transfer": 17, "requests": [4]}`). `unverified` names the verification items that
    were opened again, a move to another place included, `rejected` those that were rejected, each with the reason.
    `asked` is what CORE asks beside the dates, by the names of the certification. `over_income` says by how the income
    is over the eligibility table, where it is.
    `place_doubt` says in words why the place of service has to be confirmed, if it has.
    """

    certified: date | None
    document: date | None
    household_size: int
    largest_household: int
    applicant: Mapping[str, bool | None]
    contract: Mapping[str, Any] | None
    earlier: Mapping[str, Any] | None = None
    consent: date | None = None
    unverified: Sequence[str] = ()
    rejected: Sequence[tuple[str, str]] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    over_income: str = ""
    place_doubt: str = ""
    own_ssn_differs: bool = False


_OVER = {
    "document": "document_too_old",
    "certification": "certified_too_late",
    "transfer": "certification_expired",
    "consent": "consent_expired",
}
_PARTS = {"name": say("name"), "date_of_birth": say("birth date"), "ssn": "SSN"}


def findings(
    facts: Facts, clocks: Iterable[Clock], settings: Mapping[str, Any], *, as_of: date
) -> list[Finding]:
    """Everything that speaks against sending the application on `as_of`, in the order of `BLOCKABLE`; last, what could
    not be told.

    What blocks is what the contract's row says, or the program's settings where it says nothing.
    """
    blocks = (facts.contract or {}).get("blocks") or settings["blocks"]
    told = {
        **_of_dates(facts, clocks),
        **_of_contract(facts, as_of),
        **_of_people(facts),
        **_of_what_core_asks(facts),
        **_of_items(facts),
        **_of_place(facts),
    }
    return [
        Finding(code, _severity(code, blocks), told[code], REMEDY[code])
        for code in (*BLOCKABLE, APPLICANT_UNKNOWN)
        if code in told
    ]


def _severity(code: str, blocks: Collection[str]) -> Severity:
    return Severity.BLOCKS if code in blocks and code in BLOCKABLE else Severity.WARNS


def _of_dates(facts: Facts, clocks: Iterable[Clock]) -> dict[str, str]:
    found = {}
    if facts.certified is None:
        found["not_certified"] = say("The application is not certified.")
    if facts.document is None:
        found["no_document_date"] = say("The date of the documents is not entered.")
    if facts.consent is None:
        found["no_consent_date"] = say("The date of the consent is not entered.")
    for clock in clocks:
        if clock.name in _OVER and clock.is_over:
            found[_OVER[clock.name]] = _over(clock)
    return found


def _over(clock: Clock) -> str:
    told = {"over": days(-clock.left), "ends": show_date(clock.ends_on)}
    match clock.name:
        case "document":
            return say(
                "The documents were {over} too old: they were good for an intake until {ends}.", **told
            )
        case "certification":
            return say("The time to certify ended on {ends}; that is {over} over.", **told)
        case "transfer":
            return say("The certification held until {ends}; that is {over} over.", **told)
        case _:
            return say("The consent held until {ends}; that is {over} over.", **told)


def _of_contract(facts: Facts, as_of: date) -> dict[str, str]:
    if facts.contract is None:
        return {"no_contract": say("No contract is entered for this program year.")}
    starts, ends = (date.fromisoformat(facts.contract[name]) for name in ("starts", "ends"))
    span = say("{first} to {last}", first=show_date(starts), last=show_date(ends))
    found = {}
    if facts.certified is not None and not starts <= facts.certified <= ends:
        found["certification_outside_contract"] = say(
            "The certification date is not within the contract: {span}.", span=span
        )
    if not starts <= as_of <= ends:
        found["transfer_outside_contract"] = say(
            "CORE's Created On Date would be {day}, outside the contract: {span}.",
            day=show_date(as_of),
            span=span,
        )
    if facts.contract.get("out_of_funds"):
        found["out_of_funds"] = say("The agency is out of funds under this contract.")
    return found


def _of_people(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.household_size > facts.largest_household:
        found["household_too_large"] = say(
            "A household of {size} needs CSD's approval.", size=facts.household_size
        )
    missing = [text for name, text in _PARTS.items() if facts.applicant.get(name) is False]
    if missing:
        found["applicant_incomplete"] = say("Of the applicant this is missing: {parts}.", parts=missing)
    unknown = [text for name, text in _PARTS.items() if facts.applicant.get(name) is None]
    if unknown:
        found[APPLICANT_UNKNOWN] = say(
            "The customer's record does not answer, so it could not be told whether it has"
            " the applicant's {parts}.",
            parts=unknown,
        )
    if facts.own_ssn_differs:
        found["applicant_ssn_differs"] = say(
            "SELF has another SSN in the household than on the customer's record; the household's is sent."
        )
    if facts.earlier:
        found["identity_differs"] = _differs(facts.earlier)
    return found


def _differs(earlier: Mapping[str, Any]) -> str:
    named = [_PARTS[name] for name in earlier["fields"]]
    asked = [str(number) for number in earlier.get("requests", ())]
    told = say(
        "CORE was sent something else in transfer {transfer}: {parts}.",
        transfer=earlier["transfer"],
        parts=named,
    )
    if not asked:
        return told
    return say("{told} CSD was asked to correct it: change request {requests}.", told=told, requests=asked)


def _of_what_core_asks(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.over_income:
        found["over_income"] = say("By CORE's eligibility table {compared}", compared=facts.over_income)
    points = facts.asked.get("priority_points")
    if points is not None and points < 0:
        found["negative_priority_points"] = say("The priority points are negative: {points}.", points=points)
    # CORE knows no blank: what nobody has answered is No there. The pledge date stands for what was promised.
    results = ("service_restored", "disconnection_prevented", "pledge_date")
    if facts.asked.get("fast_track") and not any(facts.asked.get(name) for name in results):
        found["fast_track_without_result"] = say(
            "Fast Track has neither Service Restored nor Disconnection Prevented, and no pledge date."
        )
    return found


def _of_items(facts: Facts) -> dict[str, str]:
    found = {}
    if facts.unverified:
        named = [spoken(label) for label in facts.unverified]
        found["items_open"] = say("Not verified any more: {items}.", items=named)
    if facts.rejected:
        named = [_rejected(spoken(label), reason) for label, reason in facts.rejected]
        found["items_rejected"] = say("Rejected: {items}.", items=named)
    return found


def _rejected(item: str, reason: str) -> str:
    return say("{item} ({reason})", item=item, reason=reason) if reason else item


def _of_place(facts: Facts) -> dict[str, str]:
    if not facts.place_doubt:
        return {}
    return {"place_unconfirmed": say("The place of service is not confirmed: {why}.", why=facts.place_doubt)}


def days(number: int) -> str:
    """`1 day`, `2 days`."""
    return say("{number} day", number=number) if number == 1 else say("{number} days", number=number)
