"""What can go wrong with a customer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from customers.domain.locks import Lock
from homefire.clock import to_wire
from homefire.errors import Conflict, FieldProblem, Invalid, Locked, NotFound, NotPermitted, Problem


class CustomerNotFound(NotFound):
    """Nobody has this number."""

    code = "customer_not_found"
    sentence = "No customer has this number. Check it, or search by name."


class RecordIsDeleted(Conflict):
    """The record was deleted; its number and its notes stay (R11)."""

    code = "customer_deleted"
    sentence = "This customer's record was deleted. Restore it before you change it."


class RecordIsMerged(Conflict):
    """The record was merged into another, whose number is told as `survivor` (R252)."""

    code = "customer_merged"
    sentence = "This customer's record was merged into another. Make the change there."


class RecordIsNotDeleted(Conflict):
    """There is nothing to restore."""

    code = "not_deleted"
    sentence = "This customer's record is not deleted."


class RecordHasBelongings(Conflict):
    """Something stands under the number that keeps the record from being deleted; `blockers` lists it (R11)."""

    code = "has_blockers"
    sentence = "This record cannot be deleted while something belongs to it."


class RecordsConflict(Conflict):
    """Both records have what one customer may have once; `conflicts` lists it (R90, R252)."""

    code = "merge_conflicts"
    sentence = "The two records cannot become one yet."


class RecordIsNotMerged(Conflict):
    """There is no merge to undo."""

    code = "not_merged"
    sentence = "This customer's record is not merged into another."


class SurvivorIsClosed(Conflict):
    """The record that took this one in is itself merged or deleted: that is undone first (R252)."""

    code = "survivor_closed"
    sentence = "The record that took this one in is merged or deleted itself. Undo that first."


class SameRecord(Invalid):
    """A record is not merged into itself."""

    code = "same_record"
    sentence = "Give the number of another customer."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("survivor", self.code, self.sentence)])


class SsnIsProtected(Invalid):
    """A Social Security number that is set cannot be edited (R20, R147)."""

    code = "ssn_protected"
    sentence = "The SSN/Tax ID is already recorded and protected from editing."


class SsnBelongsToAnother(Conflict):
    """Another customer has this number (R21)."""

    code = "duplicate_ssn"
    sentence = (
        "Another customer already has this SSN/Tax ID. Open that record instead of creating a second one."
    )

    def __init__(self, existing_number: int | None = None) -> None:
        """`existing_number` is unknown when the other customer is being entered at the same moment."""
        which = f"customer {existing_number}" if existing_number else "the other record: search by name"
        extra = {"existing_number": existing_number} if existing_number else {}
        super().__init__(fields=[FieldProblem("ssn", "duplicate_ssn", f"Open {which}.")], **extra)


class LikelyDuplicate(Conflict):
    """Somebody with a record is likely the same person (R21); `numbers` names the records to look at."""

    code = "likely_duplicate"
    sentence = (
        "Somebody who looks like the same person has a record already. Open that record, or say that this is"
        " somebody else."
    )

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(numbers=numbers)


class NumberIsTaken(Conflict):
    """An import gives a number that a customer has."""

    code = "number_taken"
    sentence = "A customer already has this number."

    def __init__(self) -> None:
        detail = "Leave the number out to get a new one, or open the customer who has it."
        super().__init__(fields=[FieldProblem("history.number", "number_taken", detail)])


class NameMissing(Invalid):
    """Neither a person's name nor an organization's."""

    code = "name_missing"
    sentence = "Enter a first and a last name, or the organization's name."

    def __init__(self, *names: str) -> None:
        """`names` are the fields that were emptied; without them both are missing."""
        missing = names or ("first_name", "last_name")
        fields = [FieldProblem(name, "required", "Enter a name.") for name in missing]
        super().__init__(fields=fields)


class NoSsnRecorded(NotFound):
    """There is nothing to reveal."""

    code = "no_ssn"
    sentence = "No SSN/Tax ID is recorded for this customer."


def held_by(lock: Lock) -> Locked:
    """The refusal while somebody has the record open: who, and since when (R149)."""
    holder = {"id": lock.holder_id, "name": lock.holder_name}
    return Locked(holder=holder, since=to_wire(lock.since), expires_at=to_wire(lock.expires_at))


class LockLost(Conflict):
    """The caller's lock went to somebody else, or its token is an old one (R148)."""

    code = "lock_lost"
    sentence = "You no longer have this record open for editing. Open it again, then make your change."

    @classmethod
    def to(cls, lock: Lock | None, now: datetime) -> LockLost:
        """With who has it now, if anybody, and whether it was taken over."""
        if lock is None or not lock.is_live(now):
            return cls(holder=None, since=None, taken_over=bool(lock and lock.taken_over))
        holder = {"id": lock.holder_id, "name": lock.holder_name}
        return cls(holder=holder, since=to_wire(lock.since), taken_over=lock.taken_over)


class ProtectedInAddress(Invalid):
    """A search put a Social Security number or a date of birth into an address (R249)."""

    code = "protected_in_address"
    sentence = (
        "Search for an SSN/Tax ID or a date of birth with `find_customers`: it may stand in no address."
    )

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("find", self.code, "Post this search instead.")])


class SpecialHandlingStays(NotPermitted):
    """Only a supervisor clears special handling (R26)."""

    code = "special_handling_stays"
    sentence = "Only a supervisor takes a record out of special handling. Ask one, or leave it set."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("special_handling", self.code, self.sentence)])


class CorrectionNotFound(NotFound):
    """No correction has this id."""

    code = "correction_not_found"
    sentence = "No correction has this number. Open it from the list of open corrections."


class CorrectionIsOpen(Conflict):
    """A second request while one waits (R113)."""

    code = "correction_open"
    sentence = (
        "A correction of this customer's SSN/Tax ID is waiting already. Withdraw it, or have it decided."
    )


class CorrectionIsDecided(Conflict):
    """What was approved, rejected or withdrawn is not decided again."""

    code = "correction_decided"
    sentence = "This correction was decided already. Load the page again to see how."


class SecondPersonNeeded(NotPermitted):
    """Who has asked for a correction does not approve or reject it (R113)."""

    code = "second_person_needed"
    sentence = "You have asked for this correction yourself. Somebody else decides it; you may withdraw it."


class NotYourCorrection(NotPermitted):
    """A request is withdrawn by whoever made it."""

    code = "not_your_correction"
    sentence = "Only the person who has asked for this correction withdraws it. You may reject it instead."


class NoSsnToCorrect(Conflict):
    """A blank number is entered, not corrected (R20)."""

    code = "no_ssn_to_correct"
    sentence = "No SSN/Tax ID is recorded yet. Enter it on the record; only one that is set is corrected."


class ProofNotFound(Invalid):
    """The document that is named as proof is not this customer's."""

    code = "proof_not_found"
    sentence = (
        "This document is not among the customer's files. Choose one of them, or say which paper you saw."
    )

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("document_id", self.code, self.sentence)])


class UnknownZip(NotFound):
    """The offline data knows no place for it; city and state can still be typed (R31)."""

    code = "unknown_zip"
    sentence = "No place is known for this ZIP code. Check it, or enter city, county and state by hand."


class SaleNotFound(NotFound):
    """The customer has no such sale."""

    code = "sale_not_found"
    sentence = "This customer has no sale of this number."


class SaleIsBeingImported(Conflict):
    """Two imports bring the same sale at the same moment."""

    code = "sale_being_imported"
    sentence = "Another import brings one of these sales at the same moment. Send the batch again."


class AccountIsLinked(Conflict):
    """A log-in acts for one customer (R262)."""

    code = "account_linked"
    sentence = "This log-in is linked to another customer. End that link first."


class PortalLinkNotFound(NotFound):
    """The customer has no such link."""

    code = "portal_link_not_found"
    sentence = "This customer has no such log-in. Load the page again."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "uq_customer_ssn_index": SsnBelongsToAnother,
    "pk_customer": NumberIsTaken,
    "ck_customer_has_a_name": NameMissing,
    "uq_portal_link_account": AccountIsLinked,
    "pk_sale": SaleIsBeingImported,
    "uq_ssn_correction_open": CorrectionIsOpen,
    "ck_ssn_correction_four_eyes": SecondPersonNeeded,
}
