"""Appointments as a calendar file: iCalendar, RFC 5545.

Nothing of a customer stands in it but the number: such a file lies on telephones and in calendars of other makers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

MEDIA = "text/calendar; charset=utf-8"
_LONGEST_LINE = 75
"""Octets of a line, after which RFC 5545 wants it folded (3.1)."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def write(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file of rows of the calendar. A cancelled one says so, so that the reader's calendar drops it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Homefire//Appointments//EN", "METHOD:PUBLISH"]
    for row in rows:
        lines += _event(row)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(row: Mapping[str, Any]) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:appointment-{row['id']}@homefire"
    yield f"DTSTAMP:{_moment(row['updated_at'])}"
    yield f"SEQUENCE:{row['version']}"
    yield f"DTSTART:{_moment(row['starts_at'])}"
    yield f"DTEND:{_moment(row['ends_at'])}"
    yield f"SUMMARY:{_text(row['type']['label'])} {row['customer_number']}"
    if row["office"]:
        yield f"LOCATION:{_text(row['office'])}"
    yield f"STATUS:{'CANCELLED' if row['status'] == 'CANCELLED' else 'CONFIRMED'}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    return text.translate(_ESCAPED)


def _folded(line: str) -> bytes:
    """A line in UTF-8 that ends in CRLF, folded between characters where it is too long."""
    folded, length = [], 0
    for character in line:
        size = len(character.encode())
        if length + size > _LONGEST_LINE:
            folded.append("\r\n ")
            length = 1
        folded.append(character)
        length += size
    return ("".join(folded) + "\r\n").encode()
