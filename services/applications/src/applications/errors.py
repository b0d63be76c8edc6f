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


class NoSsnRecorded(NotFound):
    """There is nothing to reveal."""

    code = "no_ssn"
    sentence = "No SSN is recorded for this household member."


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


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "uq_application_active": ActiveApplicationExists,
    "fk_application_program_code_program_year": NoSuchProgramYear,
    "pk_application": NumberIsTaken,
    "pk_pledge": NumberIsTaken,
    "ex_household_member_one_self": NotOneSelf,
    "uq_rule_table_edition": TableOverlaps,
    "uq_eligibility_decision_appeal_id": AppealIsOpen,
}
