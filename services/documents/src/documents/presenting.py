"""The forms in which a document is answered and told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from homefire import reference

_AS_STORED = ("id", "file_name", "media_type", "size", "sha256", "folder", "entered_by", "entered_at")
_TOLD = ("file_name", "folder", "document_type", "media_type", "size", "sha256")


def listed(row: sa.RowMapping) -> dict[str, Any]:
    """One row of the documents list."""
    answer = {name: row[name] for name in _AS_STORED}
    answer["document_type"] = reference.labelled(row, "document_type")
    return answer


def document(row: sa.RowMapping) -> dict[str, Any]:
    """One document, less its content."""
    return listed(row) | {"customer_number": row["customer_number"], "version": row["version"]}


def told(row: sa.RowMapping) -> dict[str, Any]:
    """What events carry of a document."""
    told = {name: row[name] for name in _TOLD}
    if row["message_id"] is not None:
        told["message_id"] = row["message_id"]
    return told | {
        "document_id": row["id"],
        "document_type_label": row["document_type_label"] or row["document_type"],
    }
