"""Street types and building types of USPS Publication 28, as the service ships them."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any

import pytest

from customers.domain import postal

LISTS: dict[str, Any] = tomllib.loads((resources.files("customers") / "reference.toml").read_text())


@pytest.mark.req("R32")
def test_suffixes_are_written_in_upper_case_and_each_word_means_one_of_them() -> None:
    meant: dict[str, str] = {}
    for entry in LISTS["street_type"]:
        for word in {entry["code"], entry["label"], *entry.get("data", {}).get("variants", [])}:
            assert word == word.upper() and word.isalpha()
            assert meant.setdefault(word, entry["code"]) == entry["code"], word


@pytest.mark.req("R32")
@pytest.mark.parametrize(
    ("suffix", "abbreviation"),
    [
        ("ALLEY", "ALY"), ("AVENUE", "AVE"), ("BOULEVARD", "BLVD"), ("BYPASS", "BYP"), ("CAUSEWAY", "CSWY"),
        ("CENTER", "CTR"), ("CIRCLE", "CIR"), ("COURT", "CT"), ("CROSSING", "XING"), ("DRIVE", "DR"),
        ("EXPRESSWAY", "EXPY"), ("FREEWAY", "FWY"), ("HEIGHTS", "HTS"), ("HIGHWAY", "HWY"), ("JUNCTION", "JCT"),
        ("LANE", "LN"), ("LOOP", "LOOP"), ("MOUNTAIN", "MTN"), ("PARKWAY", "PKWY"), ("PLACE", "PL"),
        ("PLAZA", "PLZ"), ("ROAD", "RD"), ("ROUTE", "RTE"), ("SQUARE", "SQ"), ("STREET", "ST"),
        ("TERRACE", "TER"), ("TRAIL", "TRL"), ("TURNPIKE", "TPKE"), ("VALLEY", "VLY"), ("VIADUCT", "VIA"),
        ("WAY", "WAY"), ("WELLS", "WLS"),
    ],
)  # fmt: skip
def test_suffix_has_its_standard_abbreviation(suffix: str, abbreviation: str) -> None:
    assert {entry["label"]: entry["code"] for entry in LISTS["street_type"]}[suffix] == abbreviation


@pytest.mark.req("R32")
def test_list_of_suffixes_is_whole() -> None:
    """Publication 28 has 202 abbreviations; four of them stand for a singular and its plural."""
    assert len(LISTS["street_type"]) == 202


@pytest.mark.req("R29", "R32")
def test_unit_designators_are_whole_and_say_which_stand_alone() -> None:
    found = {entry["code"]: entry["data"] for entry in LISTS["building_type"]}
    designators = (
        "APT BSMT BLDG DEPT FL FRNT HNGR KEY LBBY LOT LOWR OFC PH PIER REAR RM SIDE SLIP SPC STOP STE TRLR"
    )
    assert {data["abbreviation"] for data in found.values()} == {*designators.split(), "UNIT", "UPPR"}
    assert len(found) == 24
    alone = {data["abbreviation"] for data in found.values() if not data["numbered"]}
    assert alone == {"BSMT", "FRNT", "LBBY", "LOWR", "OFC", "PH", "REAR", "SIDE", "UPPR"}


@pytest.mark.req("R32")
def test_usual_form_is_offered_and_what_was_typed_is_named() -> None:
    place = {"street_type": "AVENUE", "building_type": "APPT"}
    found = postal.warnings(place, postal.Standards("AVE", "APARTMENT"), "mailing_address")
    assert [(warning["field"], warning["code"]) for warning in found] == [
        ("mailing_address.street_type", "not_standard"),
        ("mailing_address.building_type", "not_standard"),
    ]
    assert [warning["detail"] for warning in found] == [
        "The usual form is AVE.",
        "The usual form is APARTMENT.",
    ]
    assert postal.warnings(place, postal.Standards(), "mailing_address") == []
