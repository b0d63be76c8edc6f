"""Two customers' records side by side, for a merge: what differs, and whose value goes on (R252)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from gateway import recordfields
from gateway.formatting import coded, phone

SSN = "ssn"
ADDRESS = ("number", "street", "street_type", "building_type", "unit", "city", "county", "state", "zip")
LABELS: dict[str, Any] = {
    "first_name": _("First Name"),
    "middle_initial": _("MI"),
    "last_name": _("Last Name"),
    "organization_name": _("Organization"),
    SSN: _("Social Security Number"),
    "date_of_birth": _("Date of Birth"),
    "ethnicity": _("Primary Ethnicity"),
    "special_handling": _("Special Handling?"),
    "mailing_address": _("Mailing Address"),
    "residence_address": _("Residence Address"),
    "home_phone": _("Home Phone"),
    "message_phone": _("Message Phone"),
    "mobile_phone": _("Mobile Phone"),
    "other_phone": _("Other Phone"),
    "fax": _("Fax"),
    "email": _("Email Address"),
    "best_time": _("Best Time to Call"),
    "preferred_method": _("Preferred Contact Method"),
    "language": _("Language"),
    "customer_type": _("Customer Type"),
    "wholesale": _("Wholesale Customer"),
    "dormant": _("Dormant Customer"),
    "cash_on_demand": _("Requires Cash on Demand"),
    "marketing_emails": _("Marketing Emails"),
    "contact_date": _("Contact Date"),
    "analyst": _("Analyst"),
    "qa_analyst": _("Q/A Analyst"),
}
"""What a survivor can take over, by the name under which the service takes it."""
OPT_OUTS = {"sms_consent": _("Consent to text messages"), "email_consent": _("Consent to email")}
"""What it takes over by itself."""
_FLAGS = ("special_handling", "wholesale", "dormant", "cash_on_demand", "marketing_emails")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison. `chosen` is the number whose value goes on; None where both are alike."""

    name: str
    label: Any
    ours: str
    theirs: str
    chosen: int | None

    @property
    def differs(self) -> bool:
        """Whether there is anything to choose."""
        return self.chosen is not None


def rows(
    ours: Mapping[str, Any], theirs: Mapping[str, Any], survivor: int, typed: Mapping[str, str]
) -> list[Row]:
    """The two records line by line, less what is blank in both.

    Of what differs the survivor's value goes on, unless it is blank or another was chosen.
    """
    found = []
    kept, other = (ours, theirs) if survivor == ours["number"] else (theirs, ours)
    for name, label in LABELS.items():
        left, right = show(name, ours), show(name, theirs)
        if not left and not right:
            continue
        chosen = None
        if _differ(name, ours, theirs):
            default = kept if show(name, kept) or not show(name, other) else other
            chosen = default["number"]
            if typed.get(name) in (str(ours["number"]), str(theirs["number"])):
                chosen = int(typed[name])
        found.append(Row(name, label, left, right, chosen))
    return found


def taken(chosen: Iterable[Row], merged: int) -> list[str]:
    """The names of what the survivor takes over."""
    return [row.name for row in chosen if row.chosen == merged]


def show(name: str, customer: Mapping[str, Any]) -> str:
    """One value in the words of the record."""
    value = customer.get(name)
    if name in _FLAGS:
        return str(_("Yes")) if value else ""
    if not value:
        return ""
    if name in recordfields.PLACES:
        return " ".join(value[part] for part in ADDRESS if value.get(part))
    if name.endswith("_phone") or name == "fax":
        extension = customer.get(f"{name}_extension")
        return phone(value) + (f" {_('Ext')} {extension}" if extension else "")
    if name in ("date_of_birth", "contact_date"):
        return recordfields.RecordField(name, "", "", "day").show(value)
    if name == "ethnicity" and customer.get("ethnicity_subcategory"):
        return f"{value['label']}, {customer['ethnicity_subcategory']['label']}"
    if name in ("analyst", "qa_analyst"):
        return str(value["name"])
    return coded(value) if isinstance(value, Mapping) else str(value)


def _differ(name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Of identifiers only one that is missing can be made good: where both have one, the survivor's stays (R20)."""
    if name == SSN:
        return bool(ours.get(SSN)) != bool(theirs.get(SSN))
    extension = f"{name}_extension"
    return ours.get(name) != theirs.get(name) or ours.get(extension) != theirs.get(extension)
