"""PDF: the tables on paper, with page numbers and what was asked for.

The typeface has most alphabets and no ideographs. A character that it lacks, or that cannot be seen, stands as its
code point, `[U+6797]`: it is told apart from every other, and nothing is left out. Arabic and Hebrew run from right
to left and are joined.
"""

from __future__ import annotations

from flask_babel import gettext

from gateway.grids.columns import show
from gateway.grids.files.paper import Paper
from gateway.grids.files.table import Export, Table
from homefire.errors import Invalid, Unavailable

MOST_ROWS = 1000
"""Rows that one file takes: more are read by nobody on paper, and would hold the gateway up."""
_NARROWEST, _WIDEST = 8, 36


def write(export: Export) -> bytes:
    """The file. Raises `Unavailable` where the typeface was not built, `Invalid` for too many rows."""
    tables = export.tables()
    if sum(len(table.rows) for table in tables) > MOST_ROWS:
        raise Invalid(
            gettext(
                "A PDF file takes at most %(most)s rows. Filter them, or choose another format.",
                most=MOST_ROWS,
            )
        )
    paper = _open(export)
    for place, table in enumerate(tables):
        if place and not table.rows:
            continue
        paper.title_line(table.title)
        if not place:
            paper.paragraph(_state(export))
        _write_table(paper, table, export.view.clock)
    return bytes(paper.output())


def _open(export: Export) -> Paper:
    if not all(path.is_file() for path in export.typeface):
        raise Unavailable("PDF files cannot be written here. Choose another format.", code="typeface_missing")
    paper = Paper(*export.typeface, f"{export.title} · {export.number} · {export.at:%Y-%m-%d %H:%M}")
    paper.set_title(export.title)
    paper.set_creation_date(export.at)
    return paper


def _state(export: Export) -> str:
    """What was asked for, and how many rows that left."""
    wanted = export.view.wanted
    said = [gettext("%(shown)s of %(total)s rows", shown=len(export.view.rows), total=export.view.total)]
    said += [condition.words for condition in wanted.conditions]
    if wanted.sort is not None:
        said.append(gettext("sorted by %(column)s", column=wanted.sort.heading))
    return " · ".join(said)


def _write_table(paper: Paper, table: Table, clock: str) -> None:
    if not table.rows:
        paper.paragraph(gettext("No data to display"))
        return
    texts = [
        [show(column.kind, cell, clock) for column, cell in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]
    paper.draw_table(table.headings, texts, _shares(table, texts))


def _shares(table: Table, texts: list[list[str]]) -> list[int]:
    """Each column's share of the width by what stands in it, so that none starves."""
    longest = (
        max(len(heading), *(len(row[place]) for row in texts)) for place, heading in enumerate(table.headings)
    )
    return [min(max(length, _NARROWEST), _WIDEST) for length in longest]
