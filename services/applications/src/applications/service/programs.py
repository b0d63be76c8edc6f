"""Programs and the lists that their applications choose from."""

from __future__ import annotations

from typing import Any

from applications.schemas import application as schemas
from applications.usecases import reading
from homefire import reference
from homefire.operations import operation
from homefire.reference import ReferenceList
from homefire.work import Work


class ProgramOperations:
    """Operations on programs."""

    @operation("GET", "/programs", scope="reference:read", returns=schemas.ProgramList)
    def list_programs(self, work: Work) -> dict[str, Any]:
        """Every program with its years."""
        return reading.list_programs(work)

    @operation("GET", "/applications/reference/{name}", scope="reference:read", returns=ReferenceList)
    def list_application_reference(self, work: Work, name: str) -> dict[str, Any]:
        """One of this service's reference lists: gender, race, relation, education, utility_vendor, …"""
        return {"items": reference.entries(work.connection, name)}
