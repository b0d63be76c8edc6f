"""What a search shows of whom it has found, and why, where the name does not say it (R128)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from customers import editing
from customers.domain import names_search, search_keys
from customers.domain.find import Asked
from customers.domain.names_search import searched_words
from customers.repository.search import Grade, Neighbours
from homefire.us import addresses
from homefire.us.phones import show_phone
from homefire.work import Work

_SHOWN = (
    "number", "first_name", "middle_initial", "last_name", "organization_name", "date_of_birth", "city", "home_phone",
    "status", "merged_into", "dormant", "unread_messages",
)  # fmt: skip
_PHONES = ("home_phone", "mobile_phone", "message_phone", "other_phone", "fax")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was searched for, as far as a row may have to say that it has it."""

    anything: Sequence[str] = ()
    household: Sequence[str] = ()
    street: Sequence[str] = ()
    analyst: Sequence[str] = ()
    phone: str = ""
    email: str = ""
    account: str = ""
    application_status: str = ""
    last_four: bytes | None = None
    near: Mapping[str, Neighbours] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        work: Work,
        query: Mapping[str, Any],
        asked: Asked,
        near: Mapping[str, Neighbours],
        *,
        protected: bool,
    ) -> Wanted:
        """From the fields of the form and what the one box has recognised."""
        tail = (asked.maybe_ssn or asked.maybe_last_four) if protected else ""
        return cls(
            anything=asked.words,
            household=searched_words(query.get("household") or ""),
            street=searched_words(query.get("street") or ""),
            analyst=searched_words(query.get("analyst") or ""),
            phone=query.get("phone") or asked.phone or asked.maybe_phone,
            email=(query.get("email") or asked.email).casefold(),
            account=search_keys.account_key(query.get("account") or asked.maybe_account),
            application_status=(query.get("application_status") or "").upper(),
            last_four=editing.last_four_index(work, tail) if tail else None,
            near=near,
        )


def item(row: Mapping[str, Any], wanted: Wanted) -> dict[str, Any]:
    """One row of the answer."""
    phone = next((row[name] for name in _PHONES[:-1] if row[name]), "")
    reasons = dict.fromkeys(_reasons(row, wanted, phone))
    matched = [{"field": name, "text": text} for name, text in reasons]
    return {name: row[name] for name in _SHOWN} | {"phone": phone, "matched": matched}


def _reasons(row: Mapping[str, Any], wanted: Wanted, shown_phone: str) -> Iterator[tuple[str, str]]:
    """Each reason once; what the row shows anyway is none."""
    applications = row["applications"]
    if wanted.phone:
        found = [row[name] for name in _PHONES if row[name].endswith(wanted.phone)]
        yield from (("phone", show_phone(number)) for number in found[:1] if shown_phone not in found)
    if wanted.email and wanted.email in row["email"].casefold():
        yield "email", row["email"]
    if wanted.account:
        yield from _accounts(applications, wanted.account)
    if wanted.application_status and any(one["status"] == wanted.application_status for one in applications):
        yield "application_status", wanted.application_status
    if wanted.household:
        yield from _members(applications, wanted.household, wanted.near)
    if wanted.street:
        yield from _addresses(row, wanted.street, {})
    if wanted.analyst:
        yield from (("analyst", row[name]) for name in ("analyst_name", "qa_analyst_name") if row[name])
    if wanted.last_four is not None and row["ssn_last_four"] == wanted.last_four:
        yield "ssn_last_four", ""
    yield from _elsewhere(row, wanted)


def _elsewhere(row: Mapping[str, Any], wanted: Wanted) -> Iterator[tuple[str, str]]:
    """Where the words of the one box are that are not in the name."""
    missing = [word for word in wanted.anything if not _fits(row["name_text"], word, wanted.near)]
    if not missing:
        return
    whole = list(_members(row["applications"], missing, wanted.near)) or list(
        _addresses(row, missing, wanted.near)
    )
    if whole:
        yield whole[0]
        return
    for word in missing:
        yield from list(_members(row["applications"], [word], wanted.near))[:1]
        yield from list(_addresses(row, [word], wanted.near))[:1]
        yield from list(_accounts(row["applications"], search_keys.account_key(word)))[:1]


def _accounts(applications: Sequence[Mapping[str, Any]], begins: str) -> Iterator[tuple[str, str]]:
    found = [one for one in applications if begins and one["account_key"].startswith(begins)]
    yield from (("account", one["account_number"]) for one in found[:1])


def _members(
    applications: Sequence[Mapping[str, Any]], words: Sequence[str], near: Mapping[str, Neighbours]
) -> Iterator[tuple[str, str]]:
    """Members with all the words in one name."""
    for name in dict.fromkeys(name for one in applications for name in one["members"]):
        text = search_keys.text_of(names_search.words_of(name))
        if all(_fits(text, word, near) for word in words):
            yield "household", name


def _addresses(
    row: Mapping[str, Any], words: Sequence[str], near: Mapping[str, Neighbours]
) -> Iterator[tuple[str, str]]:
    """The mailing or residence address, or a place of service, with all the words."""
    places = []
    for of in ("address", "residence"):
        parts = {name: row[f"{of}_{name}"] for name in (*addresses.FIRST_LINE, "city", "zip")}
        places.append((addresses.one_line(parts), parts["city"], parts["zip"]))
    places += [(one["service_address"], one["city"], one["zip"]) for one in row["applications"]]
    for line, city, code in places:
        text = search_keys.text_of(names_search.words_of(line, city, code))
        if all(_fits(text, word, near) for word in words):
            yield "address", ", ".join(part for part in (line, city, code) if part)


def _fits(text: str, word: str, near: Mapping[str, Neighbours]) -> bool:
    others = near[word].within(Grade.SOUND) if word in near else ()
    return word in text or any(f" {other} " in f"{text} " for other in others)
