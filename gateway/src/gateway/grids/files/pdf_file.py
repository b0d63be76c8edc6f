"""PDF: the tables on paper, with page numbers and what was asked for.

The typeface has most alphabets and no ideographs. A character that it lacks, or that cannot be seen, stands as its
code point, `[U+6797]`: it is told apart from every other, and nothing is left out. Arabic and Hebrew run from right
to left and are joined.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from flask_babel import gettext
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace

from gateway.grids.columns import show
from gateway.grids.files.table import Export, Table
from homefire.errors import Unavailable

FAMILY = "export"
SIZE = 7.5
LONGEST = 300
"""Characters of a cell on one line of the table; a longer text goes on in the next one."""
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class _Document(FPDF):
    """Pages with the grid's name above and their number below."""

    about = ""

    def footer(self) -> None:
        """The page's number and what the file is about."""
        self.set_y(-11)
        self.set_font(FAMILY, size=6.5)
        self.cell(0, 5, self.about)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")


def write(export: Export) -> bytes:
    """The file. Raises `Unavailable` where the typeface was not built."""
    paper = _open(export)
    known = frozenset(paper.fonts[FAMILY].cmap)
    paper.about = _seen(f"{export.title} · {export.number} · {export.at:%-m/%-d/%Y %H:%M}", known)
    paper.add_page()
    for place, table in enumerate(export.tables()):
        if place and not table.rows:
            continue
        paper.set_font(FAMILY, "B", 12)
        paper.cell(0, 8, _seen(table.title, known), new_x="LMARGIN", new_y="NEXT")
        if not place:
            _write_state(paper, export, known)
        _write_table(paper, table, known)
        paper.ln(4)
    return bytes(paper.output())


def _open(export: Export) -> _Document:
    paper = _Document(orientation="landscape", format="letter")
    plain, bold = export.typeface
    if not plain.is_file() or not bold.is_file():
        raise Unavailable("PDF files cannot be written here. Choose another format.", code="typeface_missing")
    paper.add_font(FAMILY, fname=plain)
    paper.add_font(FAMILY, "B", bold)
    paper.set_text_shaping(True)
    paper.set_margin(10)
    paper.set_auto_page_break(True, 13)
    paper.set_title(export.title)
    paper.set_creation_date(export.at)
    return paper


def _write_state(paper: FPDF, export: Export, known: frozenset[int]) -> None:
    wanted = export.view.wanted
    said = [condition.words for condition in wanted.conditions]
    if wanted.sort is not None:
        said.append(gettext("sorted by %(column)s", column=wanted.sort.heading))
    counted = gettext("%(shown)s of %(total)s rows", shown=len(export.view.rows), total=export.view.total)
    paper.set_font(FAMILY, size=SIZE)
    paper.multi_cell(0, 4, _seen(" · ".join([counted, *said]), known), new_x="LMARGIN", new_y="NEXT")
    paper.ln(1.5)


def _write_table(paper: FPDF, table: Table, known: frozenset[int]) -> None:
    paper.set_font(FAMILY, size=SIZE)
    if not table.rows:
        paper.cell(0, 5, gettext("No data to display"), new_x="LMARGIN", new_y="NEXT")
        return
    texts = [
        [show(column.kind, cell) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    with paper.table(
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        headings_style=FontFace(emphasis="BOLD"),
        line_height=3.6,
        padding=0.8,
        text_align="LEFT",
        col_widths=_widths(table, texts),
    ) as drawn:
        drawn.row([_seen(heading, known) for heading in table.headings])
        for row in texts:
            for line in _lines([_seen(text, known) for text in row]):
                drawn.row(line)


def _lines(row: list[str]) -> Iterator[list[str]]:
    """A row as lines that fit a page: a long text goes on below itself."""
    pieces = [
        [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)] or [""] for text in row
    ]
    for place in range(max(len(each) for each in pieces)):
        yield [each[place] if place < len(each) else "" for each in pieces]


def _widths(table: Table, texts: list[list[str]]) -> tuple[int, ...]:
    """Shares of the width by what stands in a column, so that no column starves."""
    longest = [
        max(len(heading), *(len(row[place]) for row in texts)) for place, heading in enumerate(table.headings)
    ]
    return tuple(min(max(length, 8), 36) for length in longest)


def _seen(text: str, known: frozenset[int]) -> str:
    """The text with every character that would not be seen as its code point."""
    return "".join(_shown(character, known) for character in text)


def _shown(character: str, known: Any) -> str:
    if character in "\n\t":
        return " "
    hidden = unicodedata.category(character) in _UNSEEN and character not in _JOINERS
    return f"[U+{ord(character):04X}]" if hidden or ord(character) not in known else character
