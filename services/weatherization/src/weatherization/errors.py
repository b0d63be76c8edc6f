"""What can go wrong with dwellings, links and jobs."""

from __future__ import annotations

from collections.abc import Callable

from homefire.errors import Conflict, Invalid, NotFound, Problem


class DwellingNotFound(NotFound):
    """No dwelling has this id."""

    code = "dwelling_not_found"
    sentence = "No dwelling has this id. Check it, or enter the dwelling first."


class LinkNotFound(NotFound):
    """The customer has no such link."""

    code = "dwelling_link_not_found"
    sentence = "This customer has no such link to a dwelling. Load the customer's dwellings again."


class JobNotFound(NotFound):
    """No job has this id."""

    code = "job_not_found"
    sentence = "No job has this id. Check it and try again."


class VendorNotFound(NotFound):
    """No vendor has this number."""

    code = "vendor_not_found"
    sentence = "No vendor has this number. Check it, or look the vendor up by name."


class AlreadyLinked(Conflict):
    """The customer has the same role in the dwelling on some of these days already (R95)."""

    code = "already_linked"
    sentence = (
        "This customer is already linked to this dwelling in this role on some of these days. "
        "End that link first, or choose other dates."
    )


class StatusNotPossible(Conflict):
    """A job cannot become this from what it is (R97)."""

    code = "status_not_possible"
    sentence = "The job cannot go from the status it has to this one."


class JobIsReported(Conflict):
    """What was reported stays as it was reported until the report is taken back (R98)."""

    code = "job_is_reported"
    sentence = "This job was reported. Un-report it with a reason, change it, and report it again."


class IdIsTaken(Conflict):
    """An import gives an id that something has."""

    code = "id_taken"
    sentence = "This id is already in use."


class LinkEndsBeforeItBegins(Invalid):
    """The last day of a link lies before its first."""

    code = "ends_before_it_begins"
    sentence = "The last day lies before the first. Correct one of them."


class VendorEndsBeforeItBegins(Invalid):
    """The last day of a vendor lies before its first."""

    code = "ends_before_it_begins"
    sentence = "The last day lies before the first. Correct one of them."


class JobDatesContradictStatus(Invalid):
    """The dates of a job do not fit its status (R98)."""

    code = "job_dates"
    sentence = (
        "The completed and reported dates do not fit the job's status. Load the job again and correct them."
    )


CONSTRAINTS: dict[str, Callable[[], Problem]] = {
    "pk_dwelling": IdIsTaken,
    "pk_dwelling_link": IdIsTaken,
    "pk_job": IdIsTaken,
    "pk_vendor": IdIsTaken,
    "fk_dwelling_link_dwelling_id": DwellingNotFound,
    "fk_job_dwelling_id": DwellingNotFound,
    "ex_dwelling_link_overlap": AlreadyLinked,
    "ck_dwelling_link_dates": LinkEndsBeforeItBegins,
    "ck_vendor_dates": VendorEndsBeforeItBegins,
    "ck_job_completed_when_done": JobDatesContradictStatus,
    "ck_job_reported_when_reported": JobDatesContradictStatus,
    "ck_job_reported_after_completed": JobDatesContradictStatus,
}
