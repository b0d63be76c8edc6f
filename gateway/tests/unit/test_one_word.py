"""One thing has one word on the Spanish pages, statuses with it; English keeps the manual's words (R2, R14)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import gateway

HTTPS = {"base_url": "https://localhost"}
SPANISH = {"headers": {"Accept-Language": "es"}, **HTTPS}
CATALOGUE = Path(gateway.__file__).parent / "translations/es/LC_MESSAGES/messages.po"


@pytest.fixture(scope="module")
def spoken() -> dict[str, str]:
    """English to Spanish."""
    with CATALOGUE.open("rb") as reading:
        return {str(each.id): str(each.string) for each in read_po(reading, locale="es") if each.id}


@pytest.mark.parametrize(
    ("english", "other"),
    [
        (r"\bbenefits?\b", r"prestaci"),
        (r"\badd\b|\badded\b", r"añad"),
        (r"change request", r"petici"),
        (r"customer('s)? record|\b(the|this|our|both) records?\b(?!s of)", r"\bregistros?\b(?! de accesos)"),
    ],
)
def test_one_thing_has_one_word(spoken: dict[str, str], english: str, other: str) -> None:
    meant = {
        text: said
        for text, said in spoken.items()
        if re.search(english, text, re.I) and "state office's records" not in text
    }
    assert meant and [said for said in meant.values() if re.search(other, said, re.I)] == []


def test_a_status_is_a_word_in_spanish_and_the_manuals_in_english(caseworker: FlaskClient) -> None:
    english, spanish = (caseworker.get("/customers/110385", **how).text for how in (HTTPS, SPANISH))
    tags = [re.findall(r'<span class="usa-tag [^"]*">([^<]*)<', text) for text in (english, spanish)]
    assert "ELIGIBLE" in tags[0] and "ELEGIBLE" in tags[1] and "ELIGIBLE" not in tags[1]
    found = caseworker.get("/customers", **SPANISH).text
    assert '<option value="PENDING">PENDIENTE</option>' in found


@pytest.mark.req("R2")
def test_the_heading_has_the_manuals_form_in_english_and_a_word_in_spanish(caseworker: FlaskClient) -> None:
    for how, word in ((HTTPS, "CustomerID#"), (SPANISH, "N.º de cliente")):
        page = caseworker.get("/customers/110385", **how).text
        heading = " ".join(re.sub("<[^>]*>", "", page.split("<h1>")[1].split("</h1>")[0]).split())
        assert heading == f"HOLSCHEIN, DOENA - {word}: 110385"
        assert f"HOLSCHEIN, DOENA - {word}: 110385" in page.split("</title>")[0]
