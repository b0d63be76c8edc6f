"""The questionnaires of a customer's open applications (R199, R245)."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from gateway import access
from gateway.forms import Form, write
from gateway.pages.portal.asking import ask, in_words, next_key
from gateway.pages.portal.signing_up import answers_of_form, errors_by_code, longest_answer
from homefire.errors import Problem
from homefire.statuses import status_of

routes = Blueprint("portal_questionnaires", __name__, url_prefix="/portal/questionnaires")
Answer = Response | str | tuple[str, int]


@routes.get("")
@access.portal
def show() -> Answer:
    """What can be answered now, one form for each application."""
    return _page()


@routes.post("")
@access.portal
def answer() -> Answer:
    """Stores the answers of one application."""
    program, year = request.form.get("program", "")[:40], request.form.get("program_year", "")
    answers = answers_of_form()
    number = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 1900
    body = {"program": program or "-", "program_year": number, "answers": answers}
    try:
        write("applications.answer_own_questionnaire", [body], Form().sent())
    except Problem as problem:
        return _page(problem, (program, number), {each["code"]: each["answer"] for each in answers})
    return redirect(url_for("portal_questionnaires.show", done="answered"), code=303)


def _page(
    problem: Problem | None = None,
    of: tuple[str, int] | None = None,
    values: dict[str, str] | None = None,
) -> Answer:
    items = ask("applications", "list_own_questionnaires")["items"]
    questions = next(
        (entry["questions"] for entry in items if (entry["program"], entry["program_year"]) == of), []
    )
    page = render_template(
        "portal/questionnaires.html",
        items=items,
        of=of,
        values=values or {},
        problem=in_words(problem) if problem else "",
        errors=errors_by_code(problem, questions) if problem else {},
        longest=longest_answer(),
        key=next_key(problem),
        done=request.args.get("done", ""),
    )
    return (page, status_of(problem)) if problem else page
