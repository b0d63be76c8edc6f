"""How long a note may be and how it breaks into lines (R203, R210).

A line holds 88 characters and a note four lines. Characters are code points. Nothing is ever cut: text that
does not fit one note goes on in the next one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

LINE = 88
LINES = 4
NOTE = LINE * LINES
BODY = 272
"""What a person may write into one note (R210). Automatic notes use the whole 352."""

_WORD = re.compile(r"\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\x85]")


class TextIsUnreadable(ValueError):
    """The text holds half a surrogate pair, which no encoding can store."""


def clean(text: str) -> str:
    """Automatic text as it is kept: line ends as `\\n`, no other control characters, no blanks around it.

    Nobody is there to correct it, so it is mended where a person's text would be refused. Raises
    `TextIsUnreadable` where it cannot be.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise TextIsUnreadable("half a surrogate pair") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _CONTROL.sub("", text).strip()


def lines(text: str) -> list[str]:
    """The lines of one note: wrapped at words, or at exactly 88 characters when words need a fifth line.

    Wrapping hard never needs more than four lines for a note of up to 352 characters. Line ends inside such a
    note give way to blanks.
    """
    if len(text) <= LINE and "\n" not in text:
        return [text.strip()]
    wrapped = [text[start:end] for start, end in _wrapped(text)]
    if len(wrapped) <= LINES:
        return wrapped
    flat = text.replace("\n", " ")
    return [flat[start : start + LINE] for start in range(0, len(flat), LINE)]


def parts(text: str) -> list[str]:
    """The texts of the notes that a text of any length needs; each fits four lines and 352 characters.

    Only blanks at the breaks are lost.
    """
    text = clean(text)
    if len(text) <= NOTE:
        return [text]
    pieces = (text[start:end].strip() for start, end in _grouped(_wrapped(text)))
    return [piece for piece in pieces if piece]


def _grouped(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Joins lines that follow one another for as long as they make one note."""
    first = last = count = 0
    for start, end in spans:
        if count == LINES or (count and end - first > NOTE):
            yield first, last
            count = 0
        if not count:
            first = start
        last = end
        count += 1
    if count:
        yield first, last


def _wrapped(text: str) -> Iterator[tuple[int, int]]:
    """Where each word-wrapped line starts and ends."""
    start = 0
    for paragraph in text.split("\n"):
        yield from _wrapped_paragraph(text, start, start + len(paragraph))
        start += len(paragraph) + 1


def _wrapped_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if not text[start:end].strip():
        yield start, start
        return
    line_start = line_end = None
    for word in _WORD.finditer(text, start, end):
        word_start, word_end = word.span()
        if line_start is not None and line_end is not None:
            if word_end - line_start <= LINE:
                line_end = word_end
                continue
            yield line_start, line_end
        while word_end - word_start > LINE:
            yield word_start, word_start + LINE
            word_start += LINE
        line_start, line_end = word_start, word_end
    if line_start is not None and line_end is not None:
        yield line_start, line_end
