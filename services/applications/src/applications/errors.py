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


class NoSuchItem(NotFound):
    """The verification panel has five items, and this is none of them."""

    code = "no_such_item"
    sentence = "There is no such verification item. Open the panel from the application."


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
    "pk_checklist": ChecklistExists,
    "pk_checklist_item": ChecklistExists,
}
