"""Certifying, transferring, and CORE's answers, as they are sent and answered."""

from __future__ import annotations

from marshmallow import EXCLUDE, fields, validate

from applications.domain.certification import MOST_POINTS
from applications.domain.core_answer import Outcome
from applications.domain.finding import Severity
from applications.schemas.application import a_date, override_field
from applications.schemas.sentence import made_of
from homefire.schemas import Day, HeardText, Schema, Text, ToldText


class CertificationInput(Schema):
    """The dates that CORE's clocks run between, and what CORE asks beside them (R92).

    What is left out stays as it is; null clears it.
    """

    document_date = a_date(allow_none=True)
    certification_date = a_date(allow_none=True)
    certified_by = Text(
        most=120, metadata={"description": "Who certified it; whoever enters the date, when left out."}
    )
    consent_date = a_date(allow_none=True)
    priority_points = fields.Integer(
        strict=True,
        allow_none=True,
        validate=validate.Range(-MOST_POINTS, MOST_POINTS),
        metadata={"description": "As CORE's plan gives them; CORE rejects negative ones."},
    )
    fast_track = fields.Boolean(allow_none=True)
    pledge_date = a_date(allow_none=True)
    service_restored = fields.Boolean(allow_none=True)
    disconnection_prevented = fields.Boolean(allow_none=True)


class Certification(Schema):
    """When an application was certified, by whom, the dates around it, and what CORE asks beside them."""

    document_date = Day(required=True, allow_none=True)
    certification_date = Day(required=True, allow_none=True)
    certified_by = fields.String(required=True)
    consent_date = Day(required=True, allow_none=True)
    priority_points = fields.Integer(required=True, allow_none=True)
    fast_track = fields.Boolean(required=True, allow_none=True)
    pledge_date = Day(required=True, allow_none=True)
    service_restored = fields.Boolean(required=True, allow_none=True)
    disconnection_prevented = fields.Boolean(required=True, allow_none=True)


class Clock(Schema):
    """One countdown (R92): until when, when it stopped, and how many days were or are left; below 0 it is over."""

    name = fields.String(required=True)
    started_on = Day(required=True)
    ends_on = Day(required=True)
    stopped_on = Day(required=True, allow_none=True)
    left = fields.Integer(required=True)


class Finding(Schema):
    """Something that CORE is known to reject; `blocks` keeps the application from being sent."""

    code = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf(list(Severity)))
    sentence = fields.String(required=True)
    sentence_made_of = made_of()
    remedy = fields.String(required=True)
    remedy_made_of = made_of()


class TransferCheck(Schema):
    """Everything that is to be seen before an application is sent, and what became of it so far."""

    application_id = fields.Integer(required=True)
    status = fields.String(required=True)
    version = fields.Integer(required=True)
    certification = fields.Nested(Certification, required=True)
    clocks = fields.List(fields.Nested(Clock), required=True)
    findings = fields.List(fields.Nested(Finding), required=True)
    may_certify = fields.Boolean(
        required=True, metadata={"description": "Whether its dates may still be changed."}
    )
    may_transfer = fields.Boolean(
        required=True, metadata={"description": "Whether its status can become TRANSFERRED."}
    )
    wants_reason = fields.Boolean(
        required=True, metadata={"description": "Whether its program asks why it becomes TRANSFERRED."}
    )


class TransferRequest(Schema):
    """Sends an application to CORE, today. Where a finding blocks, a supervisor's reason overrides it.

    `reason` is why it moves, for a program that asks for one; whoever may transfer gives it.
    """

    reason = ToldText(most=500, load_default="")
    override_reason = override_field()


class CoreAnswerInput(Schema):
    """What CORE answered to a transfer."""

    outcome = fields.String(required=True, validate=validate.OneOf(list(Outcome)))
    code = ToldText(most=60, load_default="", metadata={"description": "CORE's code of a reject reason."})
    reason = ToldText(
        most=400, load_default="", metadata={"description": "CORE's words; a rejection needs them."}
    )
    reference = ToldText(
        most=60, load_default="", metadata={"description": "CORE's number of the application."}
    )


class RecordedAnswer(Schema):
    """What an answer did: `applied`, `repeated` what was known, or was kept because it `contradicts` or is `late`."""

    transfer_number = fields.Integer(required=True)
    application_id = fields.Integer(required=True)
    effect = fields.String(required=True)
    status = fields.String(required=True, metadata={"description": "The application's status now."})


class SentPerson(Schema):
    """Somebody of the household as sent, in upper case (R27)."""

    first_name = fields.String(required=True)
    middle_initial = fields.String(required=True)
    last_name = fields.String(required=True)
    date_of_birth = Day(required=True, allow_none=True)
    relation = fields.String(required=True)
    ssn = fields.String(required=True, allow_none=True, metadata={"protected": True})


class Export(Schema):
    """What a transfer sends to CORE, in upper case (R27), SSNs in clear."""

    transfer_number = fields.Integer(required=True)
    transfer_date = Day(required=True)
    application = fields.Dict(required=True)
    people = fields.List(fields.Nested(SentPerson), required=True)


class CoreAnswered(Schema):
    """The data of CORE's event `core_answered`, as far as they are read here.

    Nobody is there to correct its words, so they are cut and masked where a person's would be refused.
    """

    class Meta:
        unknown = EXCLUDE

    transfer_number = fields.Integer(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(list(Outcome)))
    code = HeardText(most=60, load_default="")
    reason = HeardText(most=400, load_default="")
    reference = HeardText(most=60, load_default="")
