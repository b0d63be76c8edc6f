"""The form of an account: what was typed, what is wrong with it, what it means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from gateway import passwords, roles
from gateway.accounts import rules
from gateway.accounts.rules import Profile
from gateway.forms import Form
from homefire.errors import FieldProblem, Invalid, Problem
from homefire.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class FieldName:
    """What a field is called."""

    label: Any


LABELS = {
    "user_name": FieldName(_("User name")),
    "display_name": FieldName(_("Name")),
    "roles": FieldName(_("Roles")),
    "office": FieldName(_("Office")),
    "job_title": FieldName(_("Job Title")),
    "phone_extension": FieldName(_("Phone Extension")),
    "hours": FieldName(_("Working Hours")),
    "party": FieldName(_("Acts for")),
    "vendor_number": FieldName(_("Vendor Number")),
    "password": FieldName(_("Password")),
}
_TEXTS = ("user_name", "display_name", "office", "job_title", "phone_extension")


@dataclass(frozen=True, slots=True)
class AccountForm(Form):
    """The form as it is shown. `hours` holds from and to by weekday as they were typed."""

    values: Mapping[str, str]
    roles: tuple[str, ...]
    hours: Mapping[str, tuple[str, str]]
    password_choice: str = "generate"
    editable: bool = True

    @property
    def limits(self) -> Mapping[str, int]:
        """The most characters by field."""
        return rules.LIMITS


def blank() -> AccountForm:
    """The form of a new account."""
    return AccountForm(dict.fromkeys(_TEXTS, ""), (), {})


def of_account(account: Mapping[str, Any]) -> AccountForm:
    """The form of an account as it stands."""
    office = account["office"]
    return AccountForm(
        values={
            "user_name": account["user_name"],
            "display_name": account["name"],
            "office": str(office["id"]) if office else "",
            "job_title": account["job_title"],
            "phone_extension": account["phone_extension"],
        },
        roles=tuple(account["roles"]),
        hours={day: (span[0], span[1]) for day, span in account["hours"].items()},
        version=account["version"],
    )


def read(form: MultiDict[str, str]) -> AccountForm:
    """What was sent, as it was typed."""
    return AccountForm(
        values={name: form.get(name, "") for name in _TEXTS},
        roles=tuple(dict.fromkeys(form.getlist("roles"))),
        hours={day: (form.get(f"{day}.from", ""), form.get(f"{day}.to", "")) for day in rules.DAYS},
        password_choice="typed" if form.get("password_choice") == "typed" else "generate",
    ).sent()


def profile_of(form: AccountForm) -> Profile:
    """What the form says of somebody. Raises `Invalid` with everything that is wrong."""
    values, wrong = form.values, []

    def take(name: str, rule: Callable[[], Any]) -> Any:
        try:
            return rule()
        except RuleBroken as broken:
            wrong.append(FieldProblem(name, broken.code, broken.detail))
            return None

    taken = {
        "display_name": take("display_name", lambda: rules.parse_display_name(values["display_name"])),
        "roles": take("roles", lambda: _roles_of_people(form.roles)),
        "office_id": take("office", lambda: _office(values["office"])),
        "job_title": take("job_title", lambda: rules.parse_job_title(values["job_title"])),
        "phone_extension": take(
            "phone_extension", lambda: rules.parse_phone_extension(values["phone_extension"])
        ),
        "hours": take("hours", lambda: rules.parse_hours(form.hours)),
    }
    if wrong:
        raise Invalid(fields=wrong)
    return Profile(**taken)


def _roles_of_people(names: tuple[str, ...]) -> tuple[str, ...]:
    known = rules.parse_roles(names)
    # Whether a role of the portal is the account's own says the kind of account.
    never = [role for name in known if not (role := roles.roles()[name]).for_people and not role.party]
    others = [role.title for role in never]
    if others:
        raise RuleBroken("not_for_people", f"This role is never given to a person: {', '.join(others)}.")
    return known


def _office(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise RuleBroken("unknown_office", "Choose an office of the list.")
    return int(text)


def as_problem(error: ValueError) -> Problem:
    """What a use case refused, at the field that it is about."""
    if isinstance(error, passwords.PasswordTooShort):
        return _at("password", "too_short", str(error))
    if isinstance(error, rules.AccountExists):
        return _at("user_name", "taken", str(error))
    if isinstance(error, RuleBroken):
        return _at(_FIELDS.get(error.code, "roles"), error.code, error.detail)
    return Invalid(str(error))


_FIELDS = {"not_a_user_name": "user_name", "unknown_office": "office"}


def _at(field: str, code: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(field, code, detail)])


def differences(
    before: AccountForm, after: AccountForm, offices: Mapping[str, str]
) -> list[tuple[str, Any, Any]]:
    """Field, what it was, what it will be, as the page that asks shows them."""
    found: list[tuple[str, Any, Any]] = []
    for name in ("display_name", "office", "job_title", "phone_extension"):
        old, new = before.values[name], after.values[name].strip()
        if old != new:
            shown = (offices.get(old, old), offices.get(new, new)) if name == "office" else (old, new)
            found.append((name, *shown))
    if sorted(before.roles) != sorted(after.roles):
        found.append(("roles", sorted(before.roles), sorted(after.roles)))
    hours = rules.parse_hours(before.hours), rules.parse_hours(after.hours)
    if hours[0] != hours[1]:
        found.append(("hours", *hours))
    return found
