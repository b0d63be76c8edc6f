"""What the operations on a record's lock take and return."""

from __future__ import annotations

from marshmallow import fields, validate

from homefire.schemas import Moment, Schema, Text


class LockToken(Schema):
    """The token that came with the lock."""

    token = fields.Integer(strict=True, required=True, validate=validate.Range(1, 2**53 - 1))


class LockCheck(Schema):
    """The token with which somebody wants to write; null for a write without one."""

    token = fields.Integer(strict=True, required=True, allow_none=True, validate=validate.Range(0, 2**53 - 1))


class LockChecked(Schema):
    """The write may go on. Without a token there is no lease to tell of."""

    number = fields.Integer(required=True)
    expires_at = Moment(allow_none=True, required=True)


class TakeOver(Schema):
    """Why somebody takes a record from who has it open."""

    reason = Text(most=200, least=5, required=True)


class Holder(Schema):
    """Who has a record open."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class Lock(Schema):
    """The caller's lock: send `token` as `Record-Lock` with each write, and renew it before `expires_at`."""

    number = fields.Integer(required=True)
    token = fields.Integer(required=True)
    holder = fields.Nested(Holder, required=True)
    since = Moment(required=True)
    expires_at = Moment(required=True)


class LockState(Schema):
    """Whether a record is open. The token is its holder's alone."""

    held = fields.Boolean(required=True)
    holder = fields.Nested(Holder, allow_none=True, required=True)
    since = Moment(allow_none=True, required=True)
    expires_at = Moment(allow_none=True, required=True)


class Released(Schema):
    """Whether there was something to give back."""

    released = fields.Boolean(required=True)


class ReleasedAll(Schema):
    """The numbers of the records that are free now."""

    released = fields.List(fields.Integer(), required=True)
