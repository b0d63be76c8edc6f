"""Asking the services for the customer or vendor who has signed in, and what is said when they refuse."""

from __future__ import annotations

import uuid
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext

from gateway.accounts import Actor
from gateway.context import gateway, principal, trace
from gateway.forms import Form, new_key
from gateway.forms.carrying import LONGEST_KEY
from homefire.client import Call
from homefire.errors import Locked, Problem, Unavailable

_ = lazy_gettext


def ask(service: str, method: str, *args: Any, **said: Any) -> Any:
    """One operation by RPC. Raises the service's problem."""
    given = {name: value for name, value in said.items() if value}
    return gateway().services.ask(principal(), Call(service, method, list(args), given), trace=trace())


def key_of_form() -> str:
    """The key under which this form was sent, so that sending it twice counts once; none if it has none."""
    return request.form.get("key", "")[:LONGEST_KEY]


def next_key(problem: Problem | None) -> str:
    """The key of the next form: the same where it is not known whether the request was carried out."""
    return new_key() if problem is None else Form().sent().refused(problem).key


def own_actor() -> Actor:
    """The person who has signed in, as the account log names them."""
    return Actor(uuid.UUID(principal().id), principal().name)


def in_words(problem: Problem) -> str:
    """What a customer is told: what to do, without the staff's words."""
    if isinstance(problem, Unavailable):
        return gettext("This does not work at the moment. Nothing was changed. Try again in a few minutes.")
    if isinstance(problem, Locked):
        return gettext("Somebody at the agency is working on your record now. Try again in a few minutes.")
    said = _SENTENCES.get(problem.code) or _SENTENCES.get(problem.kind)
    return str(said) if said is not None else problem.detail


_SENTENCES = {
    "already_signed_up": _("You have signed up for this program already."),
    "program_closed": _("This program takes no applications today. Choose another one."),
    "questionnaire_answered": _("There is no questionnaire of this program that waits for your answers."),
    "nothing_answered": _("Answer at least one question."),
    "customer_deleted": _("Your record at the agency is closed. Call the agency if you have a question."),
    "no_file": _("Choose a file."),
    "file_too_large": _("This file is too large. Hand in a smaller one."),
    "too_large": _("This file is too large. Hand in a smaller one."),
    "invalid": _("Something is missing or not right. Look at the fields that are marked."),
    "not_found": _("This is not here any more. Load the page again."),
    "not_permitted": _("You may not do this with your log-in."),
    "conflict": _("This was changed meanwhile. Load the page again."),
    "too_many_requests": _("Too many tries. Wait a few minutes and try again."),
    "unexpected": _("This does not work at the moment. Nothing was changed. Try again in a few minutes."),
}
"""What is said by the code of a problem, else by its kind; the services' own sentences are for the staff."""
