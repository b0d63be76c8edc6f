"""A customer's record as a whole: which fields are followed, and what to warn of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from customers.domain import assigning, consents, postal
from homefire.changes import TrackedField
from homefire.us import addresses
from homefire.us.dates import show_date
from homefire.us.phones import is_fictional, show_phone


def _yes_no(value: bool | None) -> str:
    return "YES" if value else "NO"


def _joined(value: list[str] | None) -> str:
    return ", ".join(value or ())


def _staff(value: Mapping[str, str] | None) -> str:
    return value["name"] if value else ""


ACTIVE, DELETED, MERGED = "ACTIVE", "DELETED", "MERGED"
"""Where a record stands. A deleted one keeps its number; a merged one leads to the record that survives it."""

TRACKED: dict[str, TrackedField] = {
    "first_name": TrackedField("FIRST NAME"),
    "middle_initial": TrackedField("MIDDLE INITIAL"),
    "last_name": TrackedField("LAST NAME"),
    "organization_name": TrackedField("ORGANIZATION NAME"),
    "tax_id_type": TrackedField("TAX ID TYPE"),
    "ssn": TrackedField("SSN/TAX ID", protected=True),
    "date_of_birth": TrackedField("DATE OF BIRTH", show_date),
    "ethnicity": TrackedField("PRIMARY ETHNICITY"),
    "ethnicity_subcategory": TrackedField("ETHNICITY SUBCATEGORY"),
    "special_handling": TrackedField("SPECIAL HANDLING", _yes_no),
    "mailing_address.number": TrackedField("MAILING ADDRESS NUMBER"),
    "mailing_address.street": TrackedField("MAILING STREET"),
    "mailing_address.street_type": TrackedField("MAILING STREET TYPE"),
    "mailing_address.building_type": TrackedField("MAILING BUILDING TYPE"),
    "mailing_address.unit": TrackedField("MAILING UNIT NUMBER"),
    "mailing_address.zip": TrackedField("MAILING ZIP CODE"),
    "mailing_address.city": TrackedField("MAILING CITY"),
    "mailing_address.county": TrackedField("MAILING COUNTY"),
    "mailing_address.state": TrackedField("MAILING STATE"),
    "mailing_address.overridden": TrackedField("MAILING ADDRESS ENTERED BY HAND", _joined),
    "residence_address.number": TrackedField("RESIDENCE ADDRESS NUMBER"),
    "residence_address.street": TrackedField("RESIDENCE STREET"),
    "residence_address.street_type": TrackedField("RESIDENCE STREET TYPE"),
    "residence_address.building_type": TrackedField("RESIDENCE BUILDING TYPE"),
    "residence_address.unit": TrackedField("RESIDENCE UNIT NUMBER"),
    "residence_address.zip": TrackedField("RESIDENCE ZIP CODE"),
    "residence_address.city": TrackedField("RESIDENCE CITY"),
    "residence_address.county": TrackedField("RESIDENCE COUNTY"),
    "residence_address.state": TrackedField("RESIDENCE STATE"),
    "residence_address.overridden": TrackedField("RESIDENCE ADDRESS ENTERED BY HAND", _joined),
    "home_phone": TrackedField("HOME PHONE", show_phone),
    "home_phone_extension": TrackedField("HOME PHONE EXTENSION"),
    "message_phone": TrackedField("MESSAGE PHONE", show_phone),
    "message_phone_extension": TrackedField("MESSAGE PHONE EXTENSION"),
    "mobile_phone": TrackedField("MOBILE PHONE", show_phone),
    "other_phone": TrackedField("OTHER PHONE", show_phone),
    "other_phone_extension": TrackedField("OTHER PHONE EXTENSION"),
    "fax": TrackedField("FAX", show_phone),
    "email": TrackedField("EMAIL ADDRESS"),
    "email_bounced": TrackedField("EMAIL ADDRESS BOUNCED", _yes_no),
    "best_time": TrackedField("BEST TIME TO CALL"),
    "preferred_method": TrackedField("PREFERRED CONTACT METHOD"),
    "language": TrackedField("LANGUAGE"),
    "customer_type": TrackedField("CUSTOMER TYPE"),
    "wholesale": TrackedField("WHOLESALE CUSTOMER", _yes_no),
    "dormant": TrackedField("DORMANT CUSTOMER", _yes_no),
    "cash_on_demand": TrackedField("REQUIRES CASH ON DEMAND", _yes_no),
    "marketing_emails": TrackedField("MARKETING EMAILS", _yes_no),
    "contact_date": TrackedField("CONTACT DATE (FOLLOW-UP)", show_date),
    "analyst": TrackedField("ASSIGNED ANALYST", _staff),
    "qa_analyst": TrackedField("ASSIGNED Q/A ANALYST", _staff),
}
CONSENTS = {
    "sms_consent": TrackedField("CONSENT TO TEXT MESSAGES"),
    "email_consent": TrackedField("CONSENT TO EMAIL"),
}
"""What changes with a merge; what the customer says themselves is told by an event of its own."""
PHONES = ("home_phone", "message_phone", "mobile_phone", "other_phone", "fax")


ADDRESSES = ("mailing_address", "residence_address")


def flatten(state: Mapping[str, Any]) -> dict[str, Any]:
    """A record's state with its addresses under dotted names, as `TRACKED` has them."""
    flat = {name: value for name, value in state.items() if name not in ADDRESSES}
    return flat | {
        f"{address}.{name}": value
        for address in ADDRESSES
        for name, value in (state.get(address) or {}).items()
    }


def warnings(state: Mapping[str, Any], standards: postal.Standards | None = None) -> list[dict[str, str]]:
    """What to draw attention to without blocking the save (R29, R31, R32, R41, R42, R45, R46, R145)."""
    place, standards = state.get("mailing_address") or {}, standards or postal.Standards()
    found = [*_about_contact(state), *_about_consent(state), *assigning.warning(state)]
    own = [{"field": field, "code": code, "detail": detail} for field, code, detail in found]
    return [
        *own,
        *addresses.warnings(place, "mailing_address", numbered=standards.numbered),
        *postal.warnings(place, standards, "mailing_address"),
    ]


def _about_contact(state: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    place = state.get("mailing_address") or {}
    found: list[tuple[str, str, str]] = []
    if state.get("preferred_method") == "email" and not state.get("email"):
        found.append(("email", "preferred_missing", "Email is preferred, and no address is recorded."))
    if state.get("preferred_method") == "sms" and not state.get("mobile_phone"):
        found.append(
            ("mobile_phone", "preferred_missing", "Text messages are preferred, and no mobile is recorded.")
        )
    if state.get("preferred_method") == "mail" and not (place.get("street") and place.get("zip")):
        found.append(
            ("mailing_address", "preferred_missing", "US Mail is preferred, and the address is incomplete.")
        )
    for name in PHONES:
        if state.get(name) and is_fictional(state[name]):
            found.append((name, "fictional_number", "Numbers 555-0100 to 555-0199 are kept for examples."))
    if state.get("email") and state.get("email_bounced"):
        found.append(
            ("email", "bounced", "Email to this address came back. Ask the customer for another one.")
        )
    return found


def _about_consent(state: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    preferred = state.get("preferred_method")
    if preferred == consents.SMS and state.get("sms_consent") in (consents.NONE, consents.REVOKED):
        missing = "Text messages are preferred, and no consent to them is recorded."
        return [("preferred_method", "consent_missing", missing)]
    if preferred == consents.EMAIL and state.get("email_consent") == consents.REVOKED:
        revoked = "Email is preferred, and the customer has revoked the consent to it."
        return [("preferred_method", "consent_revoked", revoked)]
    return []


def display_name(state: Mapping[str, Any]) -> str:
    """The name in reading order, or the organization's."""
    person = " ".join(part for part in (state.get("first_name"), state.get("last_name")) if part)
    return str(state.get("organization_name") or person)


def summary(state: Mapping[str, Any]) -> dict[str, Any]:
    """What other services may know of a customer; travels in events, so nothing protected is in it."""
    phone = next(
        (state[name] for name in ("home_phone", "mobile_phone", "message_phone") if state.get(name)), ""
    )
    return {
        "number": state["number"],
        "name": display_name(state),
        "first_name": state.get("first_name") or "",
        "last_name": state.get("last_name") or "",
        "phone": phone,
        "language": state.get("language") or "",
        "preferred_method": state.get("preferred_method") or "",
        "customer_type": state.get("customer_type") or "",
        "status": state.get("status") or ACTIVE,
        "survivor": state.get("merged_into"),
        "special_handling": bool(state.get("special_handling")),
        "dormant": bool(state.get("dormant")),
        "email_bounced": bool(state.get("email_bounced")),
        "has_email": bool(state.get("email")),
        "has_mobile": bool(state.get("mobile_phone")),
        "best_time": state.get("best_time") or "",
        "consents": consents.facts(state),
    }
