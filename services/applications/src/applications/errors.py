"""What can go wrong with an application."""

from __future__ import annotations

from collections.abc import Callable

from homefire.errors import Conflict, FieldProblem, Invalid, NotFound, Problem


class ApplicationNotFound(NotFound):
    """No application has this id."""

    code = "application_not_found"
    sentence = "No application has this number. Open it from the customer's record."


class MemberNotFound(NotFound):
    """No household member has this id."""

    code = "member_not_found"
    sentence = "No household member has this number. Open the household from its application."


class PledgeNotFound(NotFound):
    """No pledge has this id."""

    code = "pledge_not_found"
    sentence = "No pledge has this number. Open it from its application."


class NoSuchProgramYear(Invalid):
    """The program, or the program in this year, does not exist."""

    code = "no_such_program_year"
    sentence = "There is no such program in this year. Choose one from the list of programs."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("program_year", self.code, self.sentence)])


class ProgramNotFound(NotFound):
    """No program has this code."""

    code = "program_not_found"
    sentence = "There is no such program. Choose one from the list of programs."


class PartNotFound(NotFound):
    """Programs have no such part."""

    code = "part_not_found"
    sentence = "Programs have no such part. Choose one from the program's parts."


class ProgramExists(Conflict):
    """Another program has this code."""

    code = "program_exists"
    sentence = "There is a program with this code already. Open that one, or choose another code."


class RowsRefused(Invalid):
    """Rows of a program's part break the rules of its columns; `fields` names each as `rows.<number>.<column>`."""

    code = "rows_refused"
    sentence = "Correct the rows that are named and send them again."


class ActiveApplicationExists(Conflict):
    """Another application of the program and year is under way or was granted (R90)."""

    code = "active_application_exists"
    sentence = "There is an active application for this program and year already. Open that one instead."


class IllegalMove(Conflict):
    """The status machine has no such move (R80, R89)."""

    code = "illegal_move"
    sentence = "The status cannot change in this way."


class NoSuchItem(NotFound):
    """The verification panel has five items, and this is none of them."""

    code = "no_such_item"
    sentence = "There is no such verification item."


class AlreadyDecided(Conflict):
    """The item cannot be decided in this way now (R135)."""

    code = "illegal_decision"
    sentence = "This item cannot be changed in this way. Load the panel again."


class NotVerified(Conflict):
    """Required verification items are neither verified nor not applicable (R80)."""

    code = "not_verified"
    sentence = "The program's required items are not verified yet. Verify them first."


class BenefitNotFound(NotFound):
    """The application has no such benefit."""

    code = "benefit_not_found"
    sentence = "This benefit is not on the list any more. Load the panel again."


class ChecklistExists(Conflict):
    """The application has its checklist; a second one is never made (R189)."""

    code = "checklist_exists"
    sentence = "This application has its checklist already. Nothing was added."


class NoChecklist(Conflict):
    """The program has no steps for this account type."""

    code = "no_checklist_items"
    sentence = "The program has no checklist for this account type. A program manager can set one up."


class ChecklistItemNotFound(NotFound):
    """The checklist was not created, or has no such item."""

    code = "checklist_item_not_found"
    sentence = "There is no such checklist item. Open the checklist again."


class NumberIsTaken(Conflict):
    """An import gives a number that exists."""

    code = "number_taken"
    sentence = "This number is already in use."


class NotAMember(Invalid):
    """A list of members names somebody who is not of this household."""

    code = "not_a_member"
    sentence = "This member is not of this household, or is named twice. Leave the id out to add somebody."


class NotOneSelf(Invalid):
    """The database has seen two applicants in one household (R67)."""

    code = "one_self"
    sentence = "Exactly one member is the applicant, with relation SELF."


class NotTheirDwelling(Invalid):
    """A dwelling that the customer has nothing to do with, or that does not exist (R266)."""

    code = "not_their_dwelling"
    sentence = "The customer is not linked to this dwelling. Link it first, or choose another one."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("dwelling_id", self.code, self.sentence)])


class QuestionnaireAnswered(Conflict):
    """The questionnaire has its answers, which stay as they were given (R199)."""

    code = "questionnaire_answered"
    sentence = "The questionnaire has been answered already. The answers stay as they were given."


class NothingAnswered(Invalid):
    """Not one question was answered (R199)."""

    code = "nothing_answered"
    sentence = "No question was answered. Answer at least one."


class NoSsnRecorded(NotFound):
    """There is nothing to reveal."""

    code = "no_ssn"
    sentence = "No SSN is recorded for this household member."


class TransferNotFound(NotFound):
    """No transfer has this number, or nothing was kept of what it sent."""

    code = "transfer_not_found"
    sentence = "No transfer has this number. Open it from its application."


class TransferIsOver(Conflict):
    """CORE has nothing more to take from this transfer."""

    code = "transfer_is_over"
    sentence = (
        "This transfer was answered, was followed by another one or was entered at CORE by hand."
        " There is nothing to bring to CORE."
    )


class TransferIsBlocked(Conflict):
    """A finding keeps the application from being sent (R92). `findings` has the codes."""

    code = "transfer_blocked"
    sentence = "Something keeps this application from being transferred."


class DatesAreFrozen(Conflict):
    """CORE has these dates, the intake date among them, or nobody needs them any more (R92)."""

    code = "dates_are_frozen"
    sentence = "The dates of this application stay as they are."


class AnsweredBefore(Conflict):
    """Two answers to one transfer came at once; asked again, the second is found to be second."""

    code = "answered_before"
    sentence = "CORE's answer to this transfer was recorded at this moment. Look at the application again."


class ChangeRequestNotFound(NotFound):
    """No change request has this number."""

    code = "change_request_not_found"
    sentence = "No change request has this number. Open it from the customer's record."


class RequestIsClosed(Conflict):
    """Only a draft is edited (R111)."""

    code = "request_is_closed"
    sentence = "This request was submitted, so it stays as it is. Withdraw it and write another one."


class RuleTableNotFound(NotFound):
    """No table has this id."""

    code = "rule_table_not_found"
    sentence = "No table has this number. Open it from the list of tables."


class TableIsPublished(Conflict):
    """A published table is never changed (R91)."""

    code = "table_is_published"
    sentence = "This table is published and never changes. Make a new draft to replace it from a day on."


class TableOverlaps(Conflict):
    """A published table of this kind and area holds on some of these days."""

    code = "table_overlaps"
    sentence = (
        "A published table holds on some of these days. Give the same days to replace it, or other days."
    )


class AppealIsOpen(Conflict):
    """An appeal waits for its review."""

    code = "appeal_open"
    sentence = "An appeal is waiting for its review already. Decide on that one."


class NothingToAppeal(Conflict):
    """Only a denial is appealed against."""

    code = "not_denied"
    sentence = "Only a denied application can be appealed."


class ProgramIsClosed(Invalid):
    """The program takes no applications today (R262)."""

    code = "program_closed"
    sentence = "This program takes no applications today. Choose one of the list."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("program", self.code, self.sentence)])


class AlreadySignedUp(Conflict):
    """One sign-up for a program waits at a time (R262)."""

    code = "already_signed_up"
    sentence = "You have signed up for this program already."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "uq_application_active": ActiveApplicationExists,
    "fk_application_program_code_program_year": NoSuchProgramYear,
    "pk_application": NumberIsTaken,
    "uq_registration_waiting": AlreadySignedUp,
    "pk_program": ProgramExists,
    "pk_pledge": NumberIsTaken,
    "uq_core_answer_applied": AnsweredBefore,
    "ex_household_member_one_self": NotOneSelf,
    "uq_rule_table_edition": TableOverlaps,
    "uq_eligibility_decision_appeal_id": AppealIsOpen,
    "pk_questionnaire_answer": QuestionnaireAnswered,
    "pk_checklist": ChecklistExists,
    "pk_checklist_item": ChecklistExists,
}
