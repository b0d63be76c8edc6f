"""What can go wrong with dwellings, links, assessments, jobs, projects and vendors."""

from __future__ import annotations

from collections.abc import Callable

from homefire.errors import Conflict, FieldProblem, Invalid, NotFound, Problem


class DwellingNotFound(NotFound):
    """No dwelling has this id."""

    code = "dwelling_not_found"
    sentence = "No dwelling has this id. Check it, or enter the dwelling first."


class LinkNotFound(NotFound):
    """The customer has no such link."""

    code = "dwelling_link_not_found"
    sentence = "This customer has no such link to a dwelling. Load the customer's dwellings again."


class BuildingNotFound(Invalid):
    """The building that a dwelling is to be a unit of does not exist."""

    code = "building_not_found"
    sentence = "No property has this id. Enter the building first, then its units."

    def __init__(self) -> None:
        super().__init__(fields=[FieldProblem("building_id", self.code, self.sentence)])


class IneligibleAddressNotFound(NotFound):
    """The list has no such entry."""

    code = "ineligible_address_not_found"
    sentence = "The list has no such entry. Load the list again."


class JobNotFound(NotFound):
    """No job has this id."""

    code = "job_not_found"
    sentence = "No job has this id. Check it and try again."


class VendorNotFound(NotFound):
    """No vendor has this number."""

    code = "vendor_not_found"
    sentence = "No vendor has this number. Check it, or look the vendor up by name."


class AssessmentNotFound(NotFound):
    """No assessment has this id."""

    code = "assessment_not_found"
    sentence = "No assessment has this id. Check it and try again."


class TaskNotFound(NotFound):
    """The project has no such task."""

    code = "task_not_found"
    sentence = "This project has no such task. Load it again."


class MeasureNotFound(NotFound):
    """The job has no such measure."""

    code = "measure_not_found"
    sentence = "This job has no such measure. Load it again."


class DocumentNotLinked(NotFound):
    """The document is not linked to this assessment."""

    code = "document_not_linked"
    sentence = "This document is not linked to the assessment. Load it again."


class AssessmentStatusNotPossible(Conflict):
    """An assessment cannot become this from what it is (R180)."""

    code = "status_not_possible"
    sentence = "The assessment cannot go from the status it has to this one. Load it again and take a step that it offers."


class AssessmentIsOpen(Conflict):
    """The dwelling has an assessment under way for the program."""

    code = "assessment_open"
    sentence = "An assessment of this dwelling is under way for this program. Complete or cancel it first."


class RuleExists(Conflict):
    """Somebody has set a rule of the program from this day on meanwhile."""

    code = "program_rule_exists"
    sentence = "A rule of this program begins on this day. Choose a later day."


class WrongKind(Conflict):
    """A job was treated as a project, or the other way round (R185)."""

    code = "wrong_kind"
    sentence = "A project has tasks and a vendor, a job has measures. Open the page of the one that you mean."


class AlreadyLinked(Conflict):
    """The customer has the same role in the dwelling on some of these days already (R95)."""

    code = "already_linked"
    sentence = (
        "This customer is already linked to this dwelling in this role on some of these days. "
        "End that link first, or choose other dates."
    )


class BuildingHasUnits(Conflict):
    """A building that has units stays one (R179)."""

    code = "building_has_units"
    sentence = "Dwellings are units of this building. Take them out of it before you change what it is."


class AddressIsListed(Conflict):
    """The address is on the list already on some of these days (R61)."""

    code = "address_is_listed"
    sentence = "This address is on the list already. End that entry first, or choose a later day."


class AddressIsIneligible(Conflict):
    """Neither job nor project is entered for an address on the list (R61)."""

    code = "address_is_ineligible"
    sentence = (
        "This address is on the list of addresses that are ineligible for weatherization, so it gets no job and no "
        "project. Choose another property, or end the address's entry on the list first."
    )


class UnitsDoNotFit(Invalid):
    """Units stand where there are none, or more are applied for than there are (R179)."""

    code = "units"
    sentence = (
        "Only a multi-family building has units, and no more are applied for than it has. Correct them."
    )


class StatusNotPossible(Conflict):
    """A job cannot become this from what it is (R97)."""

    code = "status_not_possible"
    sentence = (
        "The job cannot go from the status it has to this one. Load it again and choose one that it offers."
    )


class JobIsReported(Conflict):
    """What was reported stays as it was reported until the report is taken back (R98)."""

    code = "job_is_reported"
    sentence = "This job was reported. Un-report it with a reason, change it, and report it again."


class IdIsTaken(Conflict):
    """An import gives an id that something has."""

    code = "id_taken"
    sentence = "This id is already in use. Leave it out, or give one that is free."


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
    "fk_assessment_dwelling_id": DwellingNotFound,
    "pk_assessment": IdIsTaken,
    "ux_assessment_open": AssessmentIsOpen,
    "pk_program_rule": RuleExists,
    "ex_dwelling_link_overlap": AlreadyLinked,
    "ex_ineligible_address_overlap": AddressIsListed,
    "ck_ineligible_address_dates": LinkEndsBeforeItBegins,
    "fk_dwelling_building_id": BuildingNotFound,
    "fk_property_eligibility_dwelling_id": DwellingNotFound,
    "ck_dwelling_units_of_a_building": UnitsDoNotFit,
    "ck_dwelling_units_positive": UnitsDoNotFit,
    "ck_dwelling_units_applied_for": UnitsDoNotFit,
    "ck_dwelling_link_dates": LinkEndsBeforeItBegins,
    "ck_vendor_dates": VendorEndsBeforeItBegins,
    "ck_job_completed_when_done": JobDatesContradictStatus,
    "ck_job_reported_when_reported": JobDatesContradictStatus,
    "ck_job_reported_after_completed": JobDatesContradictStatus,
}
