"""What can go wrong with an appointment."""

from __future__ import annotations

from collections.abc import Callable

from homefire.errors import Conflict, Invalid, NotFound, Problem


class AppointmentNotFound(NotFound):
    """No appointment has this id."""

    code = "appointment_not_found"
    sentence = "No appointment has this id. Load the customer's appointments again."


class EmployeeIsBusy(Conflict):
    """The employee has another appointment at that time (R108)."""

    code = "employee_busy"
    sentence = (
        "The employee has another appointment at that time. Choose another time or employee, "
        "or send override_reason."
    )


class AppointmentNotBooked(Conflict):
    """The appointment was cancelled or missed; it stays as it is in the history (R108)."""

    code = "not_booked"
    sentence = "This appointment does not stand any more. Book a new one instead."


class AppointmentNotBegun(Conflict):
    """Nobody can have missed what has not begun."""

    code = "not_begun"
    sentence = "This appointment has not begun. Cancel it, or wait until it has."


class IdIsTaken(Conflict):
    """An import gives an id that an appointment has."""

    code = "id_taken"
    sentence = "This id is already in use."


class EndsBeforeItStarts(Invalid):
    """An appointment ends after it starts (R108)."""

    code = "ends_before_it_starts"
    sentence = "The appointment ends before it starts. Correct the times."


class OfficeHasNoName(Invalid):
    """An office is given by its id without its name."""

    code = "office_has_no_name"
    sentence = "Send the office's name with its id."


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_appointment": IdIsTaken,
    "ck_appointment_ends_after_start": EndsBeforeItStarts,
    "ck_appointment_office_has_name": OfficeHasNoName,
    "ex_appointment_employee_name": EmployeeIsBusy,
    "ex_appointment_employee_id": EmployeeIsBusy,
}
