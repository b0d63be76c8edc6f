"""Vendors."""

from __future__ import annotations

from typing import Any

from homefire.operations import operation
from homefire.schemas import page_of
from homefire.work import Work
from weatherization import usecases
from weatherization.schemas import vendor

VendorsPage = page_of(vendor.VendorRow)


class VendorOperations:
    """Operations on vendors."""

    @operation(
        "POST",
        "/vendors",
        scope="weatherization:write",
        takes=vendor.NewVendor,
        returns=vendor.Vendor,
        status=201,
    )
    def create_vendor(self, work: Work, body: dict[str, Any]) -> dict[str, Any]:
        """Enters a vendor under the next number. City, county and state fill in from the ZIP code."""
        return usecases.create_vendor(work, body)

    @operation("GET", "/vendors", scope="weatherization:read", query=vendor.VendorQuery, returns=VendorsPage)
    def find_vendors(self, work: Work, query: dict[str, Any]) -> dict[str, Any]:
        """Vendors by number, phone, or words of name and contact person; misspelled words are found too."""
        return usecases.find_vendors(work, query)

    @operation("GET", "/vendors/{vendor_number}", scope="weatherization:read", returns=vendor.Vendor)
    def get_vendor(self, work: Work, vendor_number: int) -> dict[str, Any]:
        """One vendor with its contact information."""
        return usecases.get_vendor(work, vendor_number)

    @operation(
        "PATCH",
        "/vendors/{vendor_number}",
        scope="weatherization:write",
        takes=vendor.VendorPatch,
        returns=vendor.Vendor,
        versioned=True,
    )
    def update_vendor(self, work: Work, vendor_number: int, body: dict[str, Any]) -> dict[str, Any]:
        """Changes the fields named; each change becomes a note under the vendor's number."""
        return usecases.update_vendor(work, vendor_number, body)
