"""Customers to search among: as many as an agency has, made up from a seed, copied straight into the database.

Names follow a curve as real ones do: a few are everybody's, most are rare, made of syllables. A third of the
customers have an application with a household, and one in twenty has secure messages, of which some are not read.
The search keys are those that the service itself makes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg

from customers.domain import names_search, search_keys
from homefire.crypto import BlindIndex
from homefire.us.names import name_key

FIRST_NUMBER = 1_000_001


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split())


SEED = 20261125
_COMMON_LAST = _listed(
    "SMITH JOHNSON WILLIAMS BROWN JONES GARCIA MILLER DAVIS RODRIGUEZ MARTINEZ HERNANDEZ LOPEZ GONZALEZ "
    "WILSON ANDERSON THOMAS TAYLOR MOORE JACKSON MARTIN LEE PEREZ THOMPSON WHITE HARRIS SANCHEZ CLARK "
    "RAMIREZ LEWIS ROBINSON WALKER YOUNG ALLEN KING WRIGHT SCOTT TORRES NGUYEN HILL FLORES"
)
_COMMON_FIRST = _listed(
    "MARIA JOSE JUAN ANA LUIS ROSA CARLOS MARY JAMES JOHN ROBERT PATRICIA JENNIFER MICHAEL LINDA DAVID "
    "ELIZABETH WILLIAM BARBARA RICHARD SUSAN JOSEPH JESSICA THOMAS SARAH KAREN LISA NANCY ANTHONY "
    "MARGARET DONNA DANIEL"
)
_SYLLABLES = _listed(
    "BA BE BRO CA CHE CO DA DEL DO FA FEN GAR GO HA HOL JEN KA KO KRU LA LIN LO MA MEN MO NA NEL NO PA "
    "PET RA REN RO SA SCHE SEN SO TA TER TO VA VEN VI WA WIN ZA ZU STEIN MAN SON BERG WICZ ESCU"
)
_PLACES = (
    ("95076", "WATSONVILLE", 30), ("95077", "WATSONVILLE", 8), ("95060", "SANTA CRUZ", 20), ("95062", "SANTA CRUZ", 12),
    ("95018", "FELTON", 4), ("95003", "APTOS", 8), ("95010", "CAPITOLA", 6), ("95066", "SCOTTS VALLEY", 6),
    ("95006", "BOULDER CREEK", 4), ("95019", "FREEDOM", 2),
)  # fmt: skip
_STREETS = _listed(
    "MAIN OCEAN BEACH FREEDOM GREEN VALLEY AIRPORT SOQUEL MISSION BAY HIGH LAUREL CEDAR PINE OAK ELM"
)
_STATUSES = ("PENDING", "ELIGIBLE", "DENIED", "TRANSFERRED", "BENEFITTED", "WITHDRAWN")
_STAFF = tuple(f"{first} {last}" for first in _COMMON_FIRST[:8] for last in _COMMON_LAST[:5])
_TYPES = ("ST", "AVE", "RD", "WAY", "LN")


@dataclass(frozen=True, slots=True)
class Person:
    """What searches know of one generated customer."""

    number: int
    record: dict[str, Any]
    ssn: str
    born: date
    application: dict[str, Any] | None


def everybody(count: int) -> Iterator[Person]:
    """The same people for the same count, one after the other."""
    chance = random.Random(SEED)
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000)]
    for place in range(count):
        yield _person(chance, rare, place)


def _person(chance: random.Random, rare: list[str], place: int) -> Person:
    first, last = _name(chance, rare)
    code, city, _ = chance.choices(_PLACES, [weight for *_, weight in _PLACES])[0]
    address = {
        "number": str(chance.randint(1, 3999)), "street": chance.choice(_STREETS), "street_type": chance.choice(_TYPES),
        "building_type": "", "unit": chance.choice(("", "", "", "A", "B", str(chance.randint(1, 40)))),
        "city": city, "zip": code,
    }  # fmt: skip
    record = {
        "status": "ACTIVE", "first_name": first, "middle_initial": chance.choice(" ABCDEFGHJ").strip(), "last_name": last,
        "organization_name": "", "home_phone": _phone(chance), "message_phone": "",
        "mobile_phone": chance.choice(("", _phone(chance))), "other_phone": "", "fax": "",
        "email": f"{first}.{last}{place}@example.org".lower(), "analyst_name": chance.choice(_STAFF), "qa_analyst_name": "",
        **{f"address_{name}": value for name, value in address.items()},
        **{f"residence_{name}": "" for name in address},
    }  # fmt: skip
    record["name_key"] = name_key(last, first, record["middle_initial"])
    born = date(1930, 1, 1) + timedelta(days=chance.randint(0, 27_000))
    ssn = f"{300 + place // 90_000:03}{1 + place // 1000 % 90:02}{1000 + place % 1000 * 7:04}"
    return Person(
        FIRST_NUMBER + place,
        record,
        ssn,
        born,
        _application(chance, rare, place, record) if place % 3 == 0 else None,
    )


def _name(chance: random.Random, rare: list[str]) -> tuple[str, str]:
    last = chance.choice(_COMMON_LAST) if chance.random() < 0.45 else chance.choice(rare)
    first = chance.choice(_COMMON_FIRST) if chance.random() < 0.7 else chance.choice(rare)
    return first, last


def _phone(chance: random.Random) -> str:
    return f"{chance.choice(('831', '408', '650'))}{chance.randint(2_000_000, 9_999_999)}"


def _application(
    chance: random.Random, rare: list[str], place: int, record: dict[str, Any]
) -> dict[str, Any]:
    members = [" ".join(_name(chance, rare)) for _ in range(chance.randint(1, 4))]
    line = f"{record['address_number']} {record['address_street']} {record['address_street_type']}"
    return {
        "status": chance.choice(_STATUSES), "account_number": str(10_000_000_000 + place * 7), "service_address": line,
        "city": record["address_city"], "zip": record["address_zip"], "members": members,
    }  # fmt: skip


_CUSTOMER = _listed(
    "number version status first_name middle_initial last_name name_key tax_id_type ssn_sealed ssn_index "
    "ssn_last_four date_of_birth address_number address_street address_street_type address_unit "
    "address_zip address_city home_phone mobile_phone email preferred_method analyst_id analyst_name "
    "entered_by entered_at updated_by updated_at"
)
_APPLICATION = _listed(
    "application_id customer_number home_number place_sequence status_sequence household_sequence "
    "status account_number account_key service_address city zip place_text members member_words "
    "member_text"
)


_MESSAGE = _listed("message_id customer_number home_number sent read")
_WRITES = 20
"""One customer in so many writes messages."""


def _message_rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Three messages of every customer who writes; of every fifth of them one is not read yet (R132)."""
    for writer, place in enumerate(range(0, count, _WRITES)):
        number = FIRST_NUMBER + place
        for which in range(3):
            read = which > 0 or writer % 5 > 0
            yield 3 * writer + which + 1, number, number, True, read


def copy_in(url: str, count: int, index: BlindIndex) -> None:
    """Puts everybody into the customers database: records, search keys, applications, words."""
    with psycopg.connect(url) as connection:
        _copy(connection, "customer", _CUSTOMER, (_record_row(person, index) for person in everybody(count)))
        keys = list(search_keys.keys_of(next(everybody(1)).record))
        rows = (_keys_row(person, keys) for person in everybody(count))
        _copy(connection, "customer_search", ["number", *keys, "application_text"], rows)
        applied = (_application_row(person) for person in everybody(count) if person.application)
        _copy(connection, "application_search", _APPLICATION, applied)
        _copy(connection, "heard_message", _MESSAGE, _message_rows(count))
        words = {word for person in everybody(count) for word in _words(person)}
        _copy(connection, "search_word", ["word", "spellings"], names_search.spelled(words))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("vacuum (analyze)")


def entered(url: str) -> int:
    """How many customers an earlier run has put in."""
    with psycopg.connect(url) as connection:
        # One that an earlier benchmark has filled without messages is filled anew.
        query = "select count(*) from customer where exists (select from heard_message)"
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def remove(url: str) -> None:
    """Empties the tables, which an earlier run may have left half filled."""
    with psycopg.connect(url) as connection:
        connection.execute("truncate customer, application_search, search_word, heard_message cascade")


def _copy(connection: psycopg.Connection, table: str, columns: Sequence[str], rows: Any) -> None:
    with connection.cursor().copy(f"copy {table} ({', '.join(columns)}) from stdin") as into:
        for row in rows:
            into.write_row(row)


def _record_row(person: Person, index: BlindIndex) -> tuple[Any, ...]:
    values = person.record | {
        "number": person.number, "version": 1, "tax_id_type": "SSN", "ssn_sealed": b"sealed elsewhere",
        "ssn_index": index.digest("SSN", person.ssn), "ssn_last_four": index.digest("last four", person.ssn[-4:]),
        "date_of_birth": person.born, "preferred_method": "mail", "analyst_id": person.record["analyst_name"],
        "entered_by": "BENCHMARK", "entered_at": "2026-11-01T00:00:00Z", "updated_by": "BENCHMARK",
        "updated_at": "2026-11-01T00:00:00Z",
    }  # fmt: skip
    return tuple(values[name] for name in _CUSTOMER)


def _keys_row(person: Person, names: list[str]) -> tuple[Any, ...]:
    keys = search_keys.keys_of(person.record)
    return (person.number, *(keys[name] for name in names), _application_text(person))


def _application_text(person: Person) -> str:
    told = person.application
    if told is None:
        return ""
    words = names_search.words_of(*told["members"], told["service_address"], told["city"], told["zip"])
    return search_keys.text_of([*words, told["account_number"]])


def _application_row(person: Person) -> tuple[Any, ...]:
    told = person.application or {}
    members = names_search.words_of(*told["members"])
    place = search_keys.text_of(names_search.words_of(told["service_address"], told["city"], told["zip"]))
    return (
        person.number, person.number, person.number, 1, 1, 1, told["status"], told["account_number"], told["account_number"],
        told["service_address"], told["city"], told["zip"], place, told["members"], members,
        search_keys.text_of(members),
    )  # fmt: skip


def _words(person: Person) -> list[str]:
    keys = search_keys.keys_of(person.record)
    return f"{keys['name_text']}{keys['place_text']}{_application_text(person)}".split()
