"""A grid's rows as a file: CSV, XLSX, PDF or JSON (R86). What a spreadsheet could take for a formula is text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.grids.files import csv_file, json_file, pdf_file, xlsx_file
from gateway.grids.files.table import Export


@dataclass(frozen=True, slots=True)
class Format:
    """One form of file: how it is written, what it is called."""

    name: str
    label: str
    media: str
    write: Callable[[Export], bytes]

    def file_name(self, export: Export) -> str:
        """`applications-110385.csv`: a name without personal data."""
        return f"{export.view.grid.name}-{export.number}.{self.name}"


FORMATS = {
    each.name: each
    for each in (
        Format("csv", "CSV", "text/csv; charset=utf-8", csv_file.write),
        Format(
            "xlsx",
            "XLSX",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx_file.write,
        ),
        Format("pdf", "PDF", "application/pdf", pdf_file.write),
        Format("json", "JSON", "application/json", json_file.write),
    )
}

__all__ = ["FORMATS", "Export", "Format"]
