"""Taking a file: whether it is what it claims to be, and under which name it is filed (R125, R194 to R196)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from documents import errors, repository
from documents.domain import kinds, names
from documents.store import Store
from homefire import reference
from homefire.schemas import in_field
from homefire.work import Stamp, Work


def accept(work: Work, store: Store, body: Mapping[str, Any], stamp: Stamp) -> tuple[str, kinds.Kind]:
    """The file's name and kind; raises `Invalid` or `FileTooLarge` for a file that is not taken.

    Its type is one of all programs, or the own one of the program that the body names.
    """
    code, file = body["document_type"], body["file"]
    entered_on = stamp.entered_at.astimezone(work.edge.clock.time_zone).date()
    entry = reference.check(
        work.session, "document_type", code, field="document_type", on=entered_on, program=body["program"]
    )
    file_name = in_field("file", lambda: names.parse_file_name(file["file_name"]))
    extension = names.extension(file_name)
    allowed = kinds.accepted(entry["data"].get("extensions"))
    kind = in_field("file", lambda: kinds.kind_of(extension, allowed))
    if len(file["content"]) > store.most_bytes:
        raise errors.FileTooLarge(len(file["content"]), store.most_bytes)
    in_field("file", lambda: kinds.check_content(kind, extension, file["content"]))
    return file_name, kind


def free_place(work: Work, number: int, folder: str, file_name: str) -> dict[str, str]:
    """Folder and name for a new document, the name with a suffix when it is taken there (R125)."""
    repository.lock_names(work.session, number)
    folder_key = names.key(folder)
    free = names.free_name(file_name, repository.names_in_folder(work.session, number, folder_key))
    return {"folder": folder, "folder_key": folder_key, "file_name": free, "name_key": names.key(free)}
