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


class ActiveApplicationExists(Conflict):
    """Another application of the program and year is under way or was granted (R90)."""

    code = "active_application_exists"
    sentence = "There is an active application for this program and year already. Open that one instead."


class IllegalMove(Conflict):
    """The status machine has no such move (R80, R89)."""

    code = "illegal_move"
    sentence = "The status cannot change in this way."


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


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "uq_application_active": ActiveApplicationExists,
    "fk_application_program_code_program_year": NoSuchProgramYear,
    "pk_application": NumberIsTaken,
    "pk_pledge": NumberIsTaken,
    "ex_household_member_one_self": NotOneSelf,
    "pk_questionnaire_answer": QuestionnaireAnswered,
}
