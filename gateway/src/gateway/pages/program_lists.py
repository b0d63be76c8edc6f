"""What a program has in the lists of other services, as they hold today, for the program's page (R243)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _

from gateway import lists
from gateway.context import agency_today, gateway, principal, trace
from gateway.features import TABS, tab_code
from homefire.client import Call

PATIENCE = 2.0
"""Seconds. The page of a program is not held up for what other services have of it."""
_FEATURES = ("customers", "program_feature")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One list: the labels of the program's own entries, how many are shared, and where they are edited.

    `own` is None while the list's service does not answer.
    """

    name: str
    title: Any
    own: tuple[str, ...] | None
    shared: int
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the Resources Hub and what the program says of it; `shown` is None while that is not known."""

    label: Any
    shown: bool | None
    url: str


def _list_of(program: str, service: str, name: str) -> str:
    return url_for("reference_lists.show", service=service, name=name, program=program, _anchor="add")


def elsewhere(program: str) -> tuple[list[Elsewhere], list[Tab]]:
    """Action codes, document types and presets of a program, and which tabs its customers have."""
    calls = [
        Call("audit", "get_reference_list", ["action_code"]),
        Call("documents", "get_reference_list", ["document_type"]),
        Call("messaging", "list_message_presets", [], {"all": False}),
        Call("customers", "get_reference_list", ["program_feature"]),
    ]
    answers = gateway().services.ask_all(principal(), calls, trace=trace(), timeout=PATIENCE)
    codes, types, presets, features = (_holding(answer) for answer in answers)
    presets_url = url_for("message_presets.show", program=program, _anchor="new-preset")
    found = [
        _elsewhere(
            "action_codes", _("Action codes"), program, codes, _list_of(program, "audit", "action_code")
        ),
        _elsewhere(
            "document_types",
            _("Document types"),
            program,
            types,
            _list_of(program, "documents", "document_type"),
        ),
        _elsewhere("presets", _("Message presets"), program, presets, presets_url),
    ]
    return found, tabs(program, features)


def tabs(program: str, entries: list[dict[str, Any]] | None) -> list[Tab]:
    """The tabs that a program may show or leave out. Home is hidden and every other one shown unless it says so."""
    said = {each["code"]: each for each in entries or () if each["program"] == program}
    found = []
    for name, label in TABS.items():
        entry = said.get(tab_code(name))
        shown = None if entries is None else _shown(name, entry)
        found.append(Tab(label, shown, _tab_url(program, name, entry)))
    return found


def _shown(name: str, entry: Mapping[str, Any] | None) -> bool:
    said = entry["data"].get("shown") if entry else None
    return said is True if name == "home" else said is not False


def _tab_url(program: str, name: str, entry: Mapping[str, Any] | None) -> str:
    """Where it is changed: the entry that holds today, or the form for one with what is known filled in."""
    service, listed = _FEATURES
    if entry is not None:
        named = {"code": entry["code"], "program": program, "of": entry["valid_from"], "_anchor": "change"}
    else:
        code = tab_code(name)
        named = {"code": code, "label": code.replace("_", " "), "program": program, "_anchor": "add"}
    return url_for("reference_lists.show", service=service, name=listed, **named)


def _elsewhere(
    name: str, title: Any, program: str, entries: list[dict[str, Any]] | None, url: str
) -> Elsewhere:
    if entries is None:
        return Elsewhere(name, title, None, 0, url)
    return Elsewhere(name, title, _labels(entries, program), len(_labels(entries, "")), url)


def _labels(entries: Iterable[Mapping[str, Any]], program: str) -> tuple[str, ...]:
    return tuple(str(each["label"]) for each in entries if each["program"] == program)


def _holding(answer: Any) -> list[dict[str, Any]] | None:
    """The entries that hold today; None where the service did not answer."""
    return None if isinstance(answer, BaseException) else lists.offered(answer["items"], agency_today())
