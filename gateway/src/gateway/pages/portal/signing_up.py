"""Signing up: an account, a program with its questionnaire, and the code of the letter (R262)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.wrappers import Response

from gateway import access
from gateway.accounts import rules
from gateway.context import gateway, principal
from gateway.forms import Form, write
from gateway.pages.portal.asking import ask, in_words, next_key
from gateway.passwords import MINIMUM_LENGTH
from homefire.errors import NotPermitted, Problem, TooManyRequests
from homefire.rules import RuleBroken
from homefire.statuses import status_of

routes = Blueprint("portal_signing_up", __name__, url_prefix="/portal")
Answer = Response | str | tuple[str, int]
FIELDS = ("display_name", "user_name")
LONGEST_CODE = 40
_ = lazy_gettext
_WRONG = {
    "required": _("This is required."),
    "too_long": _("This is too long."),
    "control_character": _("Remove characters that cannot be printed."),
    "not_a_user_name": _(
        "Use letters a to z, digits, and . _ @ - alone, and begin with a letter or a digit."
    ),
    "personal_number": _("Leave your Social Security number out of this name."),
}
"""What is wrong with a name, by the rule's code."""
_WRONG_ANSWERS = {
    "required": _("Answer this question."),
    "not_a_choice": _("Choose one of the answers."),
    "too_long": _("This is too long."),
    "not_asked": _("This question is not asked any more. Load the page again."),
}
_PLACE = re.compile(r"answers\.([0-9]{1,3})\.code", re.ASCII)


@routes.get("/sign-up")
@access.public
def show() -> Answer:
    """The form of a new account."""
    return _account_page({}, {})


@routes.post("/sign-up")
@access.public
def sign_up() -> Answer:
    """A new account, unless the name is taken; the answer is the same, so that it tells nobody who has one."""
    if g.principal is not None and not g.principal.in_portal:
        # Whoever links log-ins makes none for a customer in the same sitting.
        raise NotPermitted(
            gettext("This page is for customers and vendors. Log out first to see it."), code="portal_only"
        )
    form = request.form
    values = {name: form.get(name, "").strip() for name in FIELDS}
    errors = _errors(values, form.get("password", ""), form.get("password_again", ""))
    if errors:
        return _account_page(values, errors), 422
    address = request.remote_addr or ""
    try:
        gateway().accounts.begin_sign_up(address)
        gateway().portal_accounts.sign_up(values["user_name"], values["display_name"], form["password"])
    except TooManyRequests as problem:
        return _account_page(values, {}, problem), status_of(problem)
    return render_template("portal/signed_up.html")


def _errors(values: Mapping[str, str], password: str, again: str) -> dict[str, str]:
    """What is wrong with the form, by field."""
    found: dict[str, str] = {}
    for name, rule in (("display_name", rules.parse_display_name), ("user_name", rules.parse_user_name)):
        try:
            rule(values[name])
        except RuleBroken as broken:
            found[name] = str(_WRONG.get(broken.code, broken.detail))
    if len(password) < MINIMUM_LENGTH:
        found["password"] = gettext("A password has at least %(least)s characters.", least=MINIMUM_LENGTH)
    elif password != again:
        found["password"] = gettext("The two passwords are not the same. Type both again.")
    return found


def _account_page(
    values: Mapping[str, str], errors: Mapping[str, str], problem: Problem | None = None
) -> str:
    return render_template(
        "portal/sign_up.html", values=values, errors=errors, problem=problem, limits=rules.LIMITS
    )


@routes.get("/programs")
@access.portal_entry
def choose() -> Answer:
    """The programs that take applications today; with `program`, its questionnaire."""
    return _program_page(request.args.get("program", ""))


@routes.post("/programs")
@access.portal_entry
def register() -> Answer:
    """Signs up for a program with the answers; today is the registration date."""
    program = request.form.get("program", "")[:40]
    answers = answers_of_form()
    try:
        body = {"program": program, "answers": answers}
        write("applications.sign_up", [body], Form().sent())
    except Problem as problem:
        return _program_page(program, problem, {each["code"]: each["answer"] for each in answers})
    return redirect(url_for("portal_home.show", done="registered"), code=303)


def _program_page(
    program: str, problem: Problem | None = None, values: Mapping[str, str] | None = None
) -> Answer:
    offered = ask("applications", "get_sign_up")["programs"]
    chosen = next((entry for entry in offered if entry["code"] == program), None)
    page = render_template(
        "portal/programs.html",
        programs=offered,
        chosen=chosen,
        values=values or {},
        problem=in_words(problem) if problem else "",
        errors=errors_by_code(problem, chosen["questions"]) if problem and chosen else {},
        longest=longest_answer(),
        key=next_key(problem),
    )
    return (page, status_of(problem)) if problem else page


@routes.post("/link")
@access.portal_entry
def link() -> Answer:
    """The code of the letter: right, it links this log-in; wrong, nothing is said but that it was not right."""
    try:
        gateway().accounts.begin_code(principal().id, request.remote_addr or "")
        code = request.form.get("code", "")[:LONGEST_CODE] or "-"
        answer = write("customers.enter_portal_code", [{"code": code}], Form().sent(), http=True)
    except TooManyRequests:
        return redirect(url_for("portal_home.show", done="throttled"), code=303)
    if answer["customer_number"] is None:
        return redirect(url_for("portal_home.show", done="wrong-code"), code=303)
    gateway().portal_links.follow(principal(), answer)
    return redirect(url_for("portal_home.show", done="linked"), code=303)


def answers_of_form() -> list[dict[str, str]]:
    """The answers of a questionnaire's form in the order of the page; those that were left blank as well."""
    places = sorted(int(found[1]) for name in request.form if (found := _PLACE.fullmatch(name)))
    return [
        {name: request.form.get(f"answers.{place}.{name}", "").strip() for name in ("code", "answer")}
        for place in places
    ]


def errors_by_code(problem: Problem, questions: list[Mapping[str, Any]]) -> dict[str, str]:
    """What is wrong with the answers, by the question's code."""
    found = {}
    for entry in problem.fields:
        parts = entry.field.split(".")
        if len(parts) > 1 and parts[0] == "answers":
            place = int(parts[1]) if parts[1].isdigit() else None
            code = questions[place]["code"] if place is not None and place < len(questions) else parts[1]
            found[str(code)] = str(_WRONG_ANSWERS.get(entry.code, entry.detail))
    return found


def longest_answer() -> int:
    """How many characters an answer may have, as the contract says (R256)."""
    contracts = gateway().contracts
    items = contracts.field_of("applications.sign_up", "answers").get("items", {})
    answer = contracts.resolved("applications", items).get("properties", {}).get("answer", {})
    return int(answer.get("maxLength", 1000))
