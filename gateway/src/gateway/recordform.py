"""A customer's record as a form: what its fields show, what was changed, how two people's changes meet.

The form carries the values it was loaded with (`base`), so a save sends what was changed and nothing else,
and a save over somebody else's is settled field by field (R152). No rule of the record is here: what a field
may hold, the customers service says.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import orjson
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from gateway.formatting import coded, phone
from homefire.errors import Problem

DETAILS, ADDRESS, CONTACT = "customer-details", "mailing-address", "contact-information"
"""The sections whose fields the form has, by their anchors."""
PLACE = ("city", "county", "state")
"""What a ZIP code fills in (R31)."""
ZIP = "mailing_address.zip"
SHOWN_FOR = "place_for"
"""The form's field that says for which ZIP code the page shows its place: blank without JavaScript."""
MAILING, RESIDENCE = "mailing_address", "residence_address"
PLACES = {MAILING: SHOWN_FOR, RESIDENCE: "residence_place_for"}
"""A record's addresses, each with its own such field."""
RESIDENCE_CHANGE = "residence_change"
"""The field that says why another residence is entered. It is sent and never shown again (R142)."""


@dataclass(frozen=True, slots=True)
class RecordField:
    """One input: its name with the address's under dotted names, what it is called, how its value looks.

    A `person` is sent as `{"id": …}`; whose name that is, the staff directory says.
    """

    name: str
    label: Any
    section: str
    kind: str = "text"

    def show(self, value: Any) -> str:
        """A value of the service as the input has it: codes as codes, dates and phones as people write them."""
        if isinstance(value, Mapping):
            value = value.get("code", value.get("id", ""))
        if self.kind == "flag":
            return "yes" if value else "no"
        if value in (None, ""):
            return ""
        if self.kind == "day":
            day = date.fromisoformat(str(value))
            return f"{day.month}/{day.day}/{day.year}"
        return phone(str(value)) if self.kind == "phone" else str(value)

    def send(self, text: str) -> Any:
        """What the service takes for a text that was typed or chosen."""
        if self.kind == "flag":
            return text == "yes"
        if self.kind == "person":
            return {"id": text} if text else None
        return None if self.kind == "day" and not text else text

    def same(self, one: str, other: str) -> bool:
        """Whether two texts mean one value: a phone number's punctuation means nothing (R40), no answer is no."""
        if self.kind == "phone":
            return _digits(one) == _digits(other)
        if self.kind == "flag":
            return (one == "yes") == (other == "yes")
        return one == other


FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        RecordField("first_name", _("First Name"), DETAILS),
        RecordField("middle_initial", _("MI"), DETAILS),
        RecordField("last_name", _("Last Name"), DETAILS),
        RecordField("organization_name", _("Organization"), DETAILS),
        RecordField("tax_id_type", _("Identifier Type"), DETAILS),
        RecordField("customer_type", _("Customer Type"), DETAILS),
        RecordField("date_of_birth", _("Date of Birth"), DETAILS, "day"),
        RecordField("ethnicity", _("Primary Ethnicity"), DETAILS),
        RecordField("ethnicity_subcategory", _("Ethnicity Subcategory"), DETAILS),
        RecordField("special_handling", _("Special Handling?"), DETAILS, "flag"),
        RecordField("special_handling_reason", _("Reason for setting or clearing it"), DETAILS),
        RecordField("wholesale", _("Wholesale Customer"), DETAILS, "flag"),
        RecordField("dormant", _("Dormant Customer"), DETAILS, "flag"),
        RecordField("cash_on_demand", _("Requires Cash on Demand"), DETAILS, "flag"),
        RecordField("marketing_emails", _("Marketing Emails"), DETAILS, "flag"),
        RecordField("marketing_emails_source", _("Source of the Marketing Choice"), DETAILS),
        RecordField("analyst", _("Assigned Analyst"), DETAILS, "person"),
        RecordField("qa_analyst", _("Assigned Q/A Analyst"), DETAILS, "person"),
        RecordField("mailing_address.number", _("Address #"), ADDRESS),
        RecordField("mailing_address.street", _("Address Street/PO Box"), ADDRESS),
        RecordField("mailing_address.street_type", _("Street Type"), ADDRESS),
        RecordField("mailing_address.building_type", _("Building Type"), ADDRESS),
        RecordField("mailing_address.unit", _("Unit Number"), ADDRESS),
        RecordField(ZIP, _("Zip Code"), ADDRESS),
        RecordField("mailing_address.city", _("City"), ADDRESS),
        RecordField("mailing_address.county", _("County"), ADDRESS),
        RecordField("mailing_address.state", _("State"), ADDRESS),
        RecordField("residence_address.number", _("Residence Address #"), ADDRESS),
        RecordField("residence_address.street", _("Residence Street"), ADDRESS),
        RecordField("residence_address.street_type", _("Residence Street Type"), ADDRESS),
        RecordField("residence_address.building_type", _("Residence Building Type"), ADDRESS),
        RecordField("residence_address.unit", _("Residence Unit Number"), ADDRESS),
        RecordField("residence_address.zip", _("Residence Zip Code"), ADDRESS),
        RecordField("residence_address.city", _("Residence City"), ADDRESS),
        RecordField("residence_address.county", _("Residence County"), ADDRESS),
        RecordField("residence_address.state", _("Residence State"), ADDRESS),
        RecordField(RESIDENCE_CHANGE, _("Why the Residence Changes"), ADDRESS),
        RecordField("home_phone", _("Home Phone"), CONTACT, "phone"),
        RecordField("home_phone_extension", _("Home Phone Ext"), CONTACT),
        RecordField("message_phone", _("Message Phone"), CONTACT, "phone"),
        RecordField("message_phone_extension", _("Message Phone Ext"), CONTACT),
        RecordField("mobile_phone", _("Mobile Phone"), CONTACT, "phone"),
        RecordField("other_phone", _("Other Phone"), CONTACT, "phone"),
        RecordField("other_phone_extension", _("Other Phone Ext"), CONTACT),
        RecordField("fax", _("Fax"), CONTACT, "phone"),
        RecordField("email", _("Email Address"), CONTACT),
        RecordField("best_time", _("Best Time to Call"), CONTACT),
        RecordField("preferred_method", _("Preferred Contact Method"), CONTACT),
        RecordField("language", _("Language"), CONTACT),
        RecordField("contact_date", _("Contact Date (follow-up)"), CONTACT, "day"),
    )
}
Fields = Mapping[str, RecordField]
"""The fields of a form by their names; an application's form has its own."""
PEOPLE = tuple(name for name, each in FIELDS.items() if each.kind == "person")
"""The fields that hold one of the staff: their value is an account's id, what is shown is a name (R144)."""
SSN_LABEL = _("Social Security Number")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed, and perhaps this person as well."""

    name: str
    theirs: str
    mine: str = ""

    @property
    def label(self) -> Any:
        """What the field is called."""
        return FIELDS[self.name].label


@dataclass(frozen=True, slots=True)
class RecordForm:
    """The form as it is shown. The page that enters a new customer uses it with an empty `base`.

    `lists` holds the entries to choose from by list, `limits` the most characters by field, `texts` what a
    protected field shows where that is not its value, `people` the staff's names by id.
    """

    values: Mapping[str, str]
    base: Mapping[str, str]
    version: int = 0
    editable: bool = True
    lists: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    problem: Problem | None = None
    conflicts: tuple[Difference, ...] = ()
    news: tuple[Difference, ...] = ()
    ssn: str = ""
    ssn_set: bool = False
    overridden: tuple[str, ...] = ()
    residence_overridden: tuple[str, ...] = ()
    warnings: Mapping[str, str] = field(default_factory=dict)
    acknowledgement: str = ""
    asks_acknowledgement: bool = False

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by field; the whole address's under its street."""
        found: dict[str, str] = {}
        for entry in self.problem.fields if self.problem else ():
            name = f"{entry.field}.street" if entry.field in PLACES else entry.field
            found.setdefault(name, entry.detail)
        return found

    @property
    def place_for(self) -> str:
        """The ZIP code whose place was to be typed: who is shown that again has seen city, county and state (R31)."""
        return self._place_for(MAILING)

    @property
    def residence_place_for(self) -> str:
        """The same of the residence's ZIP code."""
        return self._place_for(RESIDENCE)

    def _place_for(self, address: str) -> str:
        name = f"{address}.zip"
        unknown = self.problem is not None and any(
            entry.code == "unknown_zip" and entry.field == name for entry in self.problem.fields
        )
        return self.values.get(name, "")[:5] if unknown else ""

    @property
    def lives_elsewhere(self) -> bool:
        """Whether the form tells a residence, or something is wrong with one: then its fields are open (R142)."""
        named = (f"{RESIDENCE}.", RESIDENCE_CHANGE)
        told = [name for name, value in self.values.items() if value and name.startswith(named)]
        return bool(told) or any(name.startswith(named) for name in self.errors)

    @property
    def residence(self) -> str:
        """The residence in one line, as the form tells it."""
        parts = ("number", "street", "street_type", "building_type", "unit", "city", "state", "zip")
        return " ".join(filter(None, (self.values.get(f"{RESIDENCE}.{part}", "") for part in parts)))

    @property
    def changed(self) -> list[str]:
        """The fields whose values are not those that the form was loaded with."""
        return changed(self.values, self.base)

    @property
    def base_json(self) -> str:
        """The loaded values, as the form carries them."""
        return orjson.dumps(dict(self.base)).decode()

    def warning(self, name: str) -> str:
        """What to look at in a field whose value is the stored one; nothing where it was changed or is wrong."""
        shown = self.values.get(name, "") == self.base.get(name, "") and name not in self.errors
        return self.warnings.get(name, "") if shown else ""

    def text(self, name: str) -> str:
        """What a protected field shows: a code's words, unless somebody typed something else."""
        return self.word(name, self.values.get(name, ""))

    def word(self, name: str, value: str) -> str:
        """A value in words: the loaded one's own, the name of one of the staff, a list's, else as it is."""
        if value == self.base.get(name, "") and name in self.texts:
            return self.texts[name]
        if name in PEOPLE:
            return self.people.get(value, value)
        words = (str(entry["label"]) for entry in self.lists.get(name, ()) if entry["code"] == value)
        return next(words, value)

    def entries(self, name: str, named: str = "") -> list[dict[str, Any]]:
        """What a pick list offers, with the field's own value even if it is retired. `named` is its list's name."""
        offered = list(self.lists.get(named or name, ()))
        value = self.values.get(name, "")
        if value and all(entry["code"] != value for entry in offered):
            label = self.word(name, value) if name in PEOPLE else self.texts.get(name, value)
            offered.append({"code": value, "label": label, "data": {}})
        return offered


def values_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """A record's fields as the inputs have them; only those that the record has."""
    found = {}
    for name, each in FIELDS.items():
        part, dot, rest = name.partition(".")
        holder, key = (customer.get(part) or {}, rest) if dot else (customer, name)
        if key in holder or "." in name:
            found[name] = each.show(holder.get(key))
    return found


def warnings_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """What the service draws attention to, by field; the whole address's under its street (R29, R31, R45)."""
    found: dict[str, str] = {}
    for entry in customer.get("warnings") or ():
        name = f"{entry['field']}.street" if entry["field"] in PLACES else entry["field"]
        found.setdefault(name, entry["detail"])
    return found


def texts_of(customer: Mapping[str, Any]) -> dict[str, str]:
    """What stands for a code where the field is protected."""
    found = {
        name: str(customer[name]["label"])
        for name in FIELDS
        if isinstance(customer.get(name), Mapping) and "label" in customer[name]
    }
    if isinstance(customer.get("best_time"), Mapping):
        found["best_time"] = coded(customer["best_time"])
    return found | {name: str(customer[name]["name"]) for name in PEOPLE if customer.get(name)}


def read_values(form: MultiDict[str, str], fields: Fields = FIELDS) -> dict[str, str]:
    """What a form sends, trimmed. A box that may be unticked sends a `no` before its `yes`."""
    return {name: form.getlist(name)[-1].strip() for name in fields if name in form}


def read_base(text: str, fields: Iterable[str] = FIELDS) -> dict[str, str]:
    """The loaded values that a form carries; nothing of what is not ours."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if name in fields and isinstance(value, str)}


def changed(values: Mapping[str, str], base: Mapping[str, str], fields: Fields = FIELDS) -> list[str]:
    """The names of the fields that differ from what was loaded."""
    return [name for name in values if not fields[name].same(values[name], base.get(name, ""))]


def patch(
    values: Mapping[str, str],
    base: Mapping[str, str],
    *,
    places: Mapping[str, str] = MappingProxyType({}),
    fields: Fields = FIELDS,
) -> dict[str, Any]:
    """The changed fields as the service takes them.

    Where the page showed the place of the ZIP code that is sent, city, county and state are sent as they
    stand: they were seen. Without JavaScript they are not, and the service fills in the new ones (R31).
    `places` has by address the ZIP code whose place was shown.
    """
    names = changed(values, base, fields)
    for address, place_for in places.items():
        zip_code = f"{address}.zip"
        if place_for and zip_code in names and place_for == values[zip_code][:5]:
            place = (f"{address}.{name}" for name in PLACE)
            names += [name for name in place if name in values and name not in names]
    return body_of(values, names, fields)


def body_of(values: Mapping[str, str], names: Iterable[str], fields: Fields = FIELDS) -> dict[str, Any]:
    """Some fields as the service takes them, the address's in an object of their own."""
    body: dict[str, Any] = {}
    for name in names:
        part, _dot, key = name.rpartition(".")
        (body.setdefault(part, {}) if part else body)[key] = fields[name].send(values[name])
    return body


def merge(
    base: Mapping[str, str],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    fields: Fields = FIELDS,
) -> tuple[dict[str, str], tuple[Difference, ...]]:
    """Both people's changes together, and the fields that both changed to something else (R152)."""
    values, conflicts = dict(theirs), []
    for name in changed(mine, base, fields):
        each, current = fields[name], theirs.get(name, "")
        values[name] = mine[name]
        if not each.same(current, base.get(name, "")) and not each.same(current, mine[name]):
            conflicts.append(Difference(name, current, mine[name]))
    return values, tuple(conflicts)


def news_of(
    base: Mapping[str, str], theirs: Mapping[str, str], fields: Fields = FIELDS
) -> tuple[Difference, ...]:
    """What others have changed since the form was loaded (R12)."""
    known = {name: value for name, value in theirs.items() if name in base}
    return tuple(Difference(name, theirs[name], base[name]) for name in changed(known, base, fields))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isalnum())
