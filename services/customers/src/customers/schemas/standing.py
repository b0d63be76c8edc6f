"""What the operations take and return by which a record is deleted, restored, merged and unmerged."""

from __future__ import annotations

from marshmallow import fields, validate

from customers.domain import merging
from homefire.schemas import Moment, Schema, Text

_TOKEN = validate.Range(1, 2**53 - 1)
_NUMBER = validate.Range(1, 10**12)


class Reason(Schema):
    """Why; it becomes a note."""

    reason = Text(most=200, least=5, required=True)


class Blocker(Schema):
    """Something that keeps a record from being deleted, and what to do about it."""

    service = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)
    sentence = fields.String(required=True)


class Blockers(Schema):
    """Everything that keeps a record from being deleted now; empty when nothing does."""

    number = fields.Integer(required=True)
    items = fields.List(fields.Nested(Blocker), required=True)


class PreviewQuery(Schema):
    """With which other record."""

    other = fields.Integer(required=True, validate=_NUMBER)


class ComparedCount(Schema):
    """Rows of one kind under both numbers."""

    service = fields.String(required=True)
    kind = fields.String(required=True)
    label = fields.String(required=True)
    count = fields.Integer(required=True)
    other_count = fields.Integer(required=True)


class MergePreview(Schema):
    """What stands under both numbers, and what stands against their becoming one."""

    number = fields.Integer(required=True)
    other = fields.Integer(required=True)
    items = fields.List(fields.Nested(ComparedCount), required=True)
    conflicts = fields.List(fields.String(), required=True)


class MergeRequest(Schema):
    """Into which record, which fields it takes over, and why. `If-Match` and `Record-Lock` are the merged one's."""

    survivor = fields.Integer(strict=True, required=True, validate=_NUMBER)
    survivor_version = fields.Integer(strict=True, required=True)
    survivor_lock_token = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_TOKEN)
    fields_taken = fields.List(
        fields.String(validate=validate.OneOf(merging.CHOICES)),
        data_key="fields",
        attribute="fields",
        load_default=list,
        validate=validate.Length(max=len(merging.CHOICES)),
        metadata={
            "description": "What the survivor takes over; an address and a phone with its extension as one."
        },
    )
    reason = Text(most=200, least=5, required=True)


class UnmergeRequest(Schema):
    """Why a merge is undone. `Record-Lock` is the merged record's."""

    survivor_lock_token = fields.Integer(strict=True, load_default=None, allow_none=True, validate=_TOKEN)
    reason = Text(most=200, least=5, required=True)


class KindMove(Schema):
    """Rows of one kind before a merge and after it; the latter is blank until the service has told."""

    kind = fields.String(required=True)
    label = fields.String(required=True)
    merged_before = fields.Integer(required=True)
    survivor_before = fields.Integer(required=True)
    moved = fields.Integer(allow_none=True, required=True)
    left = fields.Integer(allow_none=True, required=True)
    gathered = fields.Integer(allow_none=True, required=True)


class ServiceMove(Schema):
    """Where one service's rows are: `waiting`, `complete`, or `mismatch` where counts before and after differ."""

    service = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "complete", "mismatch"]))
    kinds = fields.List(fields.Nested(KindMove), required=True)


class Merge(Schema):
    """One merge, in effect or undone."""

    id = fields.Integer(required=True)
    number = fields.Integer(required=True)
    survivor = fields.Integer(required=True)
    in_effect = fields.Boolean(required=True)
    reason = fields.String(required=True)
    merged_by = fields.String(required=True)
    merged_at = Moment(required=True)
    taken = fields.List(fields.String(), required=True)
    unmerged_by = fields.String(required=True)
    unmerged_at = Moment(allow_none=True, required=True)
    unmerge_reason = fields.String(required=True)
    kept = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Fields that were changed after the merge and stay with the survivor."},
    )
    state = fields.String(required=True, validate=validate.OneOf(["waiting", "complete", "mismatch"]))
    services = fields.List(fields.Nested(ServiceMove), required=True)


class Merges(Schema):
    """Merges, newest first."""

    items = fields.List(fields.Nested(Merge), required=True)
