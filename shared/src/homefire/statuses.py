"""What the tree of problems means in HTTP. The only place where a status number stands for a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from homefire import errors
from homefire.errors import FieldProblem, Problem

STATUS: dict[type[Problem], int] = {
    errors.Malformed: 400,
    errors.NotAuthenticated: 401,
    errors.NotPermitted: 403,
    errors.NotFound: 404,
    errors.NotAllowed: 405,
    errors.Conflict: 409,
    errors.StaleVersion: 412,
    errors.TooLarge: 413,
    errors.UnsupportedMedia: 415,
    errors.Invalid: 422,
    errors.Locked: 423,
    errors.VersionRequired: 428,
    errors.AcknowledgementRequired: 428,
    errors.TooManyRequests: 429,
    errors.Unexpected: 500,
    errors.Unavailable: 503,
    errors.TimedOut: 504,
}


def status_of(problem: Problem) -> int:
    """The HTTP status of a problem: that of the nearest class in the tree."""
    for parent in type(problem).__mro__:
        if parent in STATUS:
            return STATUS[parent]
    return 500


def problem_document(problem: Problem, instance: str) -> dict[str, Any]:
    """The members of a problem document (RFC 9457, section 3.1), with `code` and `fields` as extensions."""
    document: dict[str, Any] = {
        "type": f"urn:homefire:problem:{problem.code}",
        "title": type(problem).sentence,
        "status": status_of(problem),
        "detail": problem.detail,
        "instance": f"urn:homefire:request:{instance}",
        "code": problem.code,
    }
    if problem.fields:
        document["fields"] = [asdict(field) for field in problem.fields]
    return {**problem.extra, **document}


_MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "code", "fields"})


def problem_from_document(status: int, document: Any) -> Problem:
    """The problem that a service's port answered, as an instance of the class that stands for its fact.

    Two classes share 428; the code tells them apart. What is no problem document is a fault of ours.
    """
    if not isinstance(document, Mapping) or "detail" not in document or "code" not in document:
        return errors.Unavailable() if status in (502, 503, 504) else errors.Unexpected()
    kinds = [kind for kind, number in STATUS.items() if number == status] or [errors.Unexpected]
    kind = next((kind for kind in kinds if kind.code == document["code"]), kinds[0])
    fields = [FieldProblem(**entry) for entry in document.get("fields", ())]
    extra = {name: value for name, value in document.items() if name not in _MEMBERS}
    return kind(document["detail"], code=document["code"], fields=fields, **extra)
