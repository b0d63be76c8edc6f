"""Tables on pages of a PDF file: lines are broken here and set one by one, since many rows are to be fast."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from fpdf import FPDF

FAMILY = "export"
SIZE, TITLE_SIZE, SMALL = 7.5, 12.0, 6.5
MARGIN, FOOT = 10.0, 13.0
LINE, GAP = 3.6, 2.2
"""Millimetres of a line, and between two columns."""
_JOINERS = "\u200c\u200d"
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
_PARTS = re.compile(r"\[U\+[0-9A-F]+\]|.", re.ASCII)


class Paper(FPDF):
    """Landscape pages on which tables are written line by line. Millimetres."""

    def __init__(self, plain: Path, bold: Path, about: str) -> None:
        super().__init__(orientation="landscape", format="letter")
        self.add_font(FAMILY, fname=plain)
        self.add_font(FAMILY, "B", bold)
        self.set_margin(MARGIN)
        self.c_margin = 0
        # Lines are placed; a page ends where the next one would not fit.
        self.set_auto_page_break(False)
        self._known = frozenset(self.fonts[FAMILY].cmap)
        self._widths: dict[tuple[str, str], float] = {}
        self._about = self.seen(about)
        self.add_page()

    def footer(self) -> None:
        """What the file is about, and the page's number."""
        self.set_font(FAMILY, size=SMALL)
        self.text(self.l_margin, self.h - 6, self._about)
        self.set_xy(self.l_margin, self.h - 6 - LINE)
        self.cell(0, LINE + 1, f"{self.page_no()} / {{nb}}", align="R")

    def title_line(self, text: str) -> None:
        """A heading above a table."""
        self._space(3 * LINE + 8)
        self._line(self.l_margin, text, "B", TITLE_SIZE, self.epw)
        self.set_y(self.y + 7)

    def paragraph(self, text: str) -> None:
        """A text over the whole width."""
        self.set_font(FAMILY, size=SIZE)
        for line in self._broken(self.seen(text), "", self.epw):
            self._space(LINE)
            self._line(self.l_margin, line, "", SIZE, self.epw)
            self.set_y(self.y + LINE)
        self.set_y(self.y + 1.5)

    def draw_table(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int]
    ) -> None:
        """A table whose columns share the width; headings stand on every page that it reaches."""
        widths = [share * self.epw / sum(shares) for share in shares]
        self._headings(headings, widths)
        for row in rows:
            self.set_font(FAMILY, size=SIZE)
            cells = self._cells(row, "", widths)
            for place in range(max(map(len, cells))):
                if self._is_full(LINE):
                    self.add_page()
                    self._headings(headings, widths)
                self._across([cell[place : place + 1] for cell in cells], "", widths)
            self._rule()
        self.set_y(self.y + 5)

    def seen(self, text: str) -> str:
        """The text with every character that would not be seen as its code point, `[U+6797]`."""
        return "".join(self._shown(character) for character in text)

    def _shown(self, character: str) -> str:
        if character in "\n\t":
            return " "
        hidden = unicodedata.category(character) in _UNSEEN and character not in _JOINERS
        return f"[U+{ord(character):04X}]" if hidden or ord(character) not in self._known else character

    def _headings(self, headings: Sequence[str], widths: Sequence[float]) -> None:
        self.set_font(FAMILY, "B", SIZE)
        cells = self._cells(headings, "B", widths)
        depth = max(map(len, cells))
        self._space((depth + 1) * LINE)
        for place in range(depth):
            self._across([cell[place : place + 1] for cell in cells], "B", widths)
        self._rule()

    def _cells(self, texts: Sequence[str], style: str, widths: Sequence[float]) -> list[list[str]]:
        return [
            list(self._broken(self.seen(text), style, width - GAP))
            for text, width in zip(texts, widths, strict=True)
        ]

    def _across(self, lines: Sequence[Sequence[str]], style: str, widths: Sequence[float]) -> None:
        """One line of every cell."""
        x = self.l_margin
        for line, width in zip(lines, widths, strict=True):
            for text in line:
                self._line(x, text, style, SIZE, width - GAP)
            x += width
        self.set_y(self.y + LINE)

    def _line(self, x: float, text: str, style: str, size: float, width: float) -> None:
        self.set_font(FAMILY, style, size)
        if not any(map(_joins, text)):
            self.text(x, self.y + LINE * 0.8, text)
            return
        y = self.y
        self.set_text_shaping(True)
        self.set_xy(x, y)
        self.cell(width, LINE, text)
        self.set_text_shaping(False)
        self.set_xy(self.l_margin, y)

    def _rule(self) -> None:
        self.set_draw_color(200)
        self.line(self.l_margin, self.y + 0.4, self.w - self.r_margin, self.y + 0.4)
        self.set_y(self.y + 1.2)

    def _space(self, wanted: float) -> None:
        if self._is_full(wanted):
            self.add_page()

    def _is_full(self, wanted: float) -> bool:
        return bool(self.y + wanted > self.h - FOOT)

    def _broken(self, text: str, style: str, width: float) -> Iterator[str]:
        """The text in lines that are no wider, broken at blanks where there are some."""
        line, used = "", 0.0
        for word in text.split():
            for piece in self._pieces(word, style, width):
                length = sum(self._width(character, style) for character in piece)
                blank = self._width(" ", style) if line else 0.0
                if line and used + blank + length > width:
                    yield line
                    line, used, blank = "", 0.0, 0.0
                line, used = f"{line} {piece}" if line else piece, used + blank + length
        yield line

    def _pieces(self, word: str, style: str, width: float) -> Iterator[str]:
        piece, used = "", 0.0
        for part in _PARTS.findall(word):
            length = sum(self._width(character, style) for character in part)
            if piece and used + length > width:
                yield piece
                piece, used = "", 0.0
            piece, used = piece + part, used + length
        yield piece

    def _width(self, character: str, style: str) -> float:
        found = self._widths.get((style, character))
        if found is None:
            found = self._widths[style, character] = self.get_string_width(character)
        return found


def _joins(character: str) -> bool:
    """Whether a character's form or place depends on those beside it, or it runs from right to left."""
    return (
        character in _JOINERS
        or bool(unicodedata.combining(character))
        or unicodedata.bidirectional(character) in ("R", "AL", "AN")
    )
