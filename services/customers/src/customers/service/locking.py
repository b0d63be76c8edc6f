"""The lock on a record: one person edits, everybody else reads."""

from __future__ import annotations

from typing import Any

from customers.schemas import locks as schemas
from customers.usecases import locking as usecases
from homefire.operations import operation
from homefire.work import Work


class LockOperations:
    """Operations on a record's lock."""

    @operation("GET", "/customers/{number}/lock", scope="customers:read", returns=schemas.LockState)
    def get_lock(self, work: Work, number: int) -> dict[str, Any]:
        """Whether somebody has the record open, who, and since when."""
        return usecases.get_lock(work, number)

    @operation(
        "POST",
        "/customers/{number}/lock/check",
        scope="customers:read",
        takes=schemas.LockCheck,
        returns=schemas.LockChecked,
        safe=True,
    )
    def check_lock(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Whether the caller, or the person for whom a service calls, may write to what belongs to the record."""
        return usecases.check_lock(work, number, body["token"])

    @operation(
        "POST",
        "/customers/{number}/lock",
        scope="customers:write",
        returns=schemas.Lock,
        stores_answer=False,
    )
    def take_lock(self, work: Work, number: int) -> dict[str, Any]:
        """Opens the record for editing, for 120 seconds at a time."""
        return usecases.take_lock(work, number)

    @operation(
        "POST",
        "/customers/{number}/lock/renewal",
        scope="customers:write",
        takes=schemas.LockToken,
        returns=schemas.Lock,
        stores_answer=False,
    )
    def renew_lock(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Keeps the record open for another 120 seconds."""
        return usecases.renew_lock(work, number, body["token"])

    @operation(
        "POST",
        "/customers/{number}/lock/release",
        scope="customers:write",
        takes=schemas.LockToken,
        returns=schemas.Released,
        stores_answer=False,
    )
    def release_lock(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Gives the record back."""
        return usecases.release_lock(work, number, body["token"])

    @operation(
        "POST",
        "/customers/{number}/lock/take-over",
        scope="customers:lock.take_over",
        takes=schemas.TakeOver,
        returns=schemas.Lock,
        stores_answer=False,
    )
    def take_over_lock(self, work: Work, number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Takes the record from who has it open, for a reason that becomes a note."""
        return usecases.take_over_lock(work, number, body["reason"])

    @operation(
        "POST",
        "/locks/release",
        scope="customers:write",
        returns=schemas.ReleasedAll,
        stores_answer=False,
    )
    def release_my_locks(self, work: Work) -> dict[str, Any]:
        """Gives back every record that the caller has open."""
        return usecases.release_my_locks(work)
