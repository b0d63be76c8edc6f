"""The searches of each kind, and one client that asks them one after the other over the service's own port."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx

from homefire_cli.errors import CannotRun
from searching.people import Person

BASELINE = "primary key"
Ask = tuple[str, str, dict[str, Any] | None]
"""Method, path with its query, body."""


def _open(**query: Any) -> Ask:
    return "GET", f"/customers?{httpx.QueryParams(query)}", None


def _posted(**body: Any) -> Ask:
    return "POST", "/customers/search", body


def _mistyped(chance: random.Random, word: str) -> str:
    place = chance.randrange(len(word))
    return word[:place] + chance.choice("ABCDEFGHIJKLMNOPRSTUVWYZ") + word[place + 1 :]


def _of_phone(person: Person) -> str:
    digits = person.record["home_phone"]
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


_COMMON_WORDS = ("SMITH WATSONVILLE", "95077", "MAIN ST", "MARIA")
KINDS: Mapping[str, Callable[[random.Random, Person], Ask]] = {
    BASELINE: lambda _, person: ("GET", f"/customers/{person.number}/summary", None),
    "number": lambda _, person: _open(number=person.number),
    "full name": lambda _, person: _open(name=f"{person.record['first_name']} {person.record['last_name']}"),
    "beginning of a name": lambda _, person: _open(name=person.record["last_name"][:4]),
    "two letters": lambda _, person: _open(name=person.record["last_name"][:2]),
    "mistyped name": lambda chance, person: _open(name=_mistyped(chance, person.record["last_name"])),
    "common name": lambda chance, _: _open(name=chance.choice(("SMITH", "GARCIA", "JOHNSON", "LEE"))),
    "nobody's name": lambda chance, _: _open(name="".join(chance.choices("QXZWVKJ", k=9))),
    "phone": lambda _, person: _open(phone=_of_phone(person)),
    "email": lambda _, person: _open(email=person.record["email"]),
    "street and city": lambda _, person: _open(
        street=f"{person.record['address_number']} {person.record['address_street']}",
        city=person.record["address_city"],
    ),
    "ZIP code alone": lambda _, person: _open(zip=person.record["address_zip"]),
    "account": lambda _, person: _open(
        account=(person.application or {}).get("account_number", "10000000007")
    ),
    "household member": lambda _, person: _open(
        household=(person.application or {"members": ["SMITH"]})["members"][0]
    ),
    "status": lambda chance, _: _open(application_status=chance.choice(("PENDING", "DENIED"))),
    "status, analyst and name": lambda _, person: _open(
        application_status="PENDING", analyst=person.record["analyst_name"], name=person.record["last_name"]
    ),
    "unread messages alone": lambda *_: _open(unread="true"),
    "unread messages and name": lambda _, person: _open(unread="true", name=person.record["last_name"][:2]),
    "SSN": lambda _, person: _posted(ssn=person.ssn),
    "last four": lambda _, person: _posted(ssn_last_four=person.ssn[-4:]),
    "date of birth": lambda _, person: _posted(date_of_birth=person.born.isoformat()),
    "one box: name": lambda _, person: _posted(
        find=f"{person.record['last_name']}, {person.record['first_name']}"
    ),
    "one box: common words": lambda chance, _: _posted(
        find=chance.choice(("SMITH WATSONVILLE", "95077", "MAIN ST", "MARIA"))
    ),
    "one box: address": lambda _, person: _posted(
        find=f"{person.record['address_number']} {person.record['address_street']} {person.record['address_zip']}"
    ),
    "one box: mistyped": lambda chance, person: _posted(
        find=f"{person.record['first_name']} {_mistyped(chance, person.record['last_name'])}"
    ),
    "one box: four digits": lambda _, person: _posted(find=person.ssn[-4:]),
    "one box: nobody": lambda chance, _: _posted(find="".join(chance.choices("QXZWVKJ", k=9))),
}


def measure(url: str, token: str, people: Sequence[Person], each: int, seed: int) -> dict[str, list[float]]:
    """Seconds of every answer by kind; the kinds take turns, so that a disturbance meets all of them."""
    chance = random.Random(seed)
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as http:
        for turn in range(-2, each):
            for kind, make in KINDS.items():
                method, path, body = make(chance, chance.choice(people))
                started = time.perf_counter()
                answer = http.request(method, path, json=body)
                took = time.perf_counter() - started
                if answer.status_code != 200:
                    raise CannotRun(f"A search by {kind} was answered with {answer.status_code}.")
                # The first two turns warm up.
                if turn >= 0:
                    times[kind].append(took)
    return times
