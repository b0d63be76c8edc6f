"""Names of files and folders, as people give them. What lies on the disk has names of our own."""

from __future__ import annotations

import re
from collections.abc import Set

from homefire.rules import RuleBroken, clean_text

LONGEST_NAME = 150
LONGEST_FOLDER = 300
DEEPEST_FOLDER = 8
_SEPARATORS = re.compile(r"[/\\]")
_TURNS_TEXT = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SSN = re.compile(r"(?<!\d)\d{3}[-. _]\d{2}[-. _]\d{4}(?!\d)")


def parse_file_name(text: str) -> str:
    """A file's name without any path, as it is listed and offered for download. Raises `RuleBroken`."""
    if _SEPARATORS.search(text):
        raise RuleBroken("path_in_name", "Send the file's name alone, without folders.")
    name = _printable(text, LONGEST_NAME)
    if not stem(name).strip(" ."):
        raise RuleBroken("no_name", "Give the file a name before its extension.")
    return name


def parse_folder(text: str) -> str:
    """A folder as names between slashes, or an empty text for the top; nothing climbs upwards (R125)."""
    if "\\" in text:
        raise RuleBroken("not_a_folder", "Separate folders with a slash: /.")
    names = [_printable(name, LONGEST_NAME) for name in text.split("/") if name.strip()]
    if any(not name.strip(" .") for name in names):
        raise RuleBroken("not_a_folder", "A folder's name is more than dots.")
    if any(":" in name for name in names):
        # Windows takes what stands before it for a drive, and would put the folder there.
        raise RuleBroken("not_a_folder", "Leave the colon out of a folder's name.")
    folder = "/".join(names)
    if len(names) > DEEPEST_FOLDER or len(folder) > LONGEST_FOLDER:
        raise RuleBroken(
            "too_deep",
            f"Use at most {DEEPEST_FOLDER} folders inside each other, {LONGEST_FOLDER} characters.",
        )
    return folder


def _printable(text: str, most: int) -> str:
    name = clean_text(text, most=most)
    if _TURNS_TEXT.search(name):
        # Such characters make a name read backwards, so that `exe.fdp` looks like a PDF.
        raise RuleBroken("invisible_character", "Remove invisible characters from the name.")
    if _SSN.search(name):
        # Names are told in events and notes, where no Social Security number may be (R249).
        raise RuleBroken("ssn_in_name", "Take the Social Security number out of the name.")
    return name


def extension(name: str) -> str:
    """What follows the last full stop, in lower case; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def stem(name: str) -> str:
    """What stands before the last full stop."""
    return name.rpartition(".")[0] if "." in name else name


def key(name: str) -> str:
    """The form in which names are compared: people and their computers do not tell `A.PDF` from `a.pdf`."""
    return name.casefold()


def free_name(name: str, taken: Set[str]) -> str:
    """The name itself, or with ` (2)`, ` (3)`, … before its extension (R125). `taken` holds keys of names."""
    number = 1
    candidate = name
    while key(candidate) in taken:
        number += 1
        suffix = f" ({number})"
        ending = f".{name.rpartition('.')[2]}" if "." in name else ""
        candidate = stem(name)[: LONGEST_NAME - len(suffix) - len(ending)] + suffix + ending
    return candidate
