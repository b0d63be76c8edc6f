"""The facts that can go wrong, as one small tree.

A problem carries a stable `code`, a sentence a caseworker can act on, and what is wrong with which field.
It knows nothing of HTTP: `homefire.web` maps each class to its status. Over RPC a problem travels as one
JSON string, its only argument, because nameko turns exception arguments into strings and loses classes that
the caller does not know.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one field: its path (`mailing_address.zip`), a stable code, what to do about it."""

    field: str
    code: str
    detail: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "field", _sendable(self.field))
        object.__setattr__(self, "detail", _sendable(self.detail))


def _sendable(text: str) -> str:
    """Text that UTF-8 can carry. A problem may quote what a caller sent, lone surrogates included."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


class Problem(Exception):
    """Something a caller can be told about. Raise one of the subclasses, never this class."""

    kind: ClassVar[str] = "problem"
    code: str = "problem"
    """Of the class; an instance may name a narrower one."""
    sentence: ClassVar[str] = "The request could not be carried out."

    def __init__(
        self,
        detail: str | None = None,
        *,
        code: str | None = None,
        fields: Iterable[FieldProblem] = (),
        **extra: Any,
    ) -> None:
        self.detail = _sendable(detail or self.sentence)
        self.code = code or type(self).code
        self.fields = tuple(fields)
        self.extra = extra
        super().__init__(self.to_json())

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"

    def to_json(self) -> str:
        """The form in which a problem crosses the bus: one JSON object as a string."""
        return json.dumps(
            {
                "kind": self.kind,
                "code": self.code,
                "detail": self.detail,
                "fields": [asdict(field) for field in self.fields],
                "extra": self.extra,
            },
            default=str,
        )

    @staticmethod
    def from_json(text: str) -> Problem:
        """The problem that `to_json` wrote, as an instance of the class that stands for its kind."""
        data = json.loads(text)
        parent = _BY_KIND.get(data.get("kind", ""), Problem)
        fields = [FieldProblem(**field) for field in data.get("fields", ())]
        return parent(data["detail"], code=data["code"], fields=fields, **data.get("extra", {}))


class Invalid(Problem):
    """What was sent breaks a rule; `fields` says where and what to do."""

    kind = code = "invalid"
    sentence = "Some values cannot be accepted. Correct the fields named and send the request again."


class Malformed(Problem):
    """What was sent cannot be read at all (not JSON, not an object, wrong arguments)."""

    kind = code = "malformed"
    sentence = "The request could not be read. Send a JSON object with the documented fields."


class NotAuthenticated(Problem):
    """No token, or one that is expired, unsigned, or for somebody else."""

    kind = code = "not_authenticated"
    sentence = "Sign in, or send a valid access token, and try again."


class NotPermitted(Problem):
    """The caller is known and may not do this."""

    kind = code = "not_permitted"
    sentence = "Your role does not allow this. Ask a supervisor."


class NotFound(Problem):
    """Nothing has this number."""

    kind = code = "not_found"
    sentence = "Nothing was found under this number. Check it and try again."


class Conflict(Problem):
    """The request is well formed and contradicts what is already there."""

    kind = code = "conflict"
    sentence = "This contradicts what is already recorded."


class StaleVersion(Problem):
    """The record was changed by somebody else after the caller read it (R152)."""

    kind = code = "stale_version"
    sentence = "Somebody else changed this record after you opened it. Load it again and repeat your change."


class VersionRequired(Problem):
    """A versioned write came without the version it was made for (R152)."""

    kind = code = "version_required"
    sentence = "Say which version you change: send If-Match with the version you read."


class AcknowledgementRequired(Problem):
    """A warning has to be acknowledged, with a reason, before the change is made (R26)."""

    kind = code = "acknowledgement_required"
    sentence = "This record needs management's attention. Acknowledge with a reason before you change it."


class Locked(Problem):
    """Somebody else holds the record (R148)."""

    kind = code = "locked"
    sentence = "Another user has this record open."


class TooLarge(Problem):
    """The body is over the operation's limit."""

    kind = code = "too_large"
    sentence = "The request is too large."


class UnsupportedMedia(Problem):
    """The body is of a type that the operation does not take."""

    kind = code = "unsupported_media"
    sentence = "This type of content is not accepted here."


class NotAllowed(Problem):
    """The path exists and does not take this method."""

    kind = code = "method_not_allowed"
    sentence = "This address does not take this kind of request."


class TooManyRequests(Problem):
    """The caller asks more often than is allowed."""

    kind = code = "too_many_requests"
    sentence = "Too many requests. Wait a little and try again."


class Unavailable(Problem):
    """A part of the suite cannot be reached now; the same request may succeed later."""

    kind = code = "unavailable"
    sentence = "This part of the system is not answering. Try again in a moment."


class TimedOut(Unavailable):
    """The answer did not come before the deadline."""

    kind = code = "timed_out"
    sentence = "This part of the system took too long to answer. Try again in a moment."


class Unexpected(Problem):
    """A fault of ours. What happened is in the log under the request's id, and nowhere else (R249)."""

    kind = code = "unexpected"
    sentence = "Something went wrong on our side. Try again; if it stays, report the request id."


def _kinds(parent: type[Problem]) -> dict[str, type[Problem]]:
    found = {parent.kind: parent}
    for child in parent.__subclasses__():
        found |= _kinds(child)
    return found


_BY_KIND = _kinds(Problem)
