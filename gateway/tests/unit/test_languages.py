"""Every text of every page goes through Babel; Spanish is a translation and not a rewrite."""

from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import gateway
from homefire.sentences import places

HTTPS = {"base_url": "https://localhost"}
PACKAGE = Path(gateway.__file__).parent
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]


KEYWORDS: dict[str, Any] = {"_": None, "gettext": None} | dict.fromkeys(
    ("pgettext", "lazy_pgettext"), ((1, "c"), 2)
)
"""What marks a text; some say in which sense a word is meant that English writes like another."""


CHECKOUT = Path(__file__).parents[3]


def source_texts() -> set[tuple[str | None, str]]:
    """Each text with the sense in which it is meant, if that is said: the pages', and the services' sentences."""
    found = [
        *extract_from_dir(PACKAGE, METHODS, keywords=KEYWORDS),
        *extract_from_dir(CHECKOUT / "services", [("*/src/**.py", "python")], keywords={"say": None}),
        *extract_from_dir(CHECKOUT / "shared/src", [("homefire/us/**.py", "python")], keywords={"say": None}),
    ]
    return {(context, text) for _, _, text, _, context in found if isinstance(text, str)}


def test_every_text_has_a_spanish_one() -> None:
    with (PACKAGE / "translations/es/LC_MESSAGES/messages.po").open("rb") as reading:
        read = read_po(reading, locale="es")
    catalogue = {(message.context, message.id): message.string for message in read if message.id}
    assert set(catalogue) == source_texts()
    assert [text for text, translation in catalogue.items() if not translation] == []
    others = [text for (_, text), said in catalogue.items() if places(str(said)) != places(str(text))]
    assert others == [], "these have other places in Spanish, so that a service's sentence stays English"


@pytest.mark.parametrize("path", ["/customers", "/customers/110385", "/customers/110385/files"])
def test_a_browser_that_wants_spanish_gets_it(caseworker: FlaskClient, path: str) -> None:
    html = caseworker.get(path, headers={"Accept-Language": "es-MX,es;q=0.9"}, **HTTPS).text
    assert '<html lang="es">' in html
    assert "Cuentas de clientes" in html


def test_a_choice_beats_the_browser_and_stays(caseworker: FlaskClient) -> None:
    page = caseworker.get("/customers", **HTTPS).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = caseworker.post(
        "/language", data={"csrf_token": token, "language": "es", "next": "/customers"}, **HTTPS
    )
    assert answer.headers["Location"] == "/customers"
    assert (
        "Búsqueda de clientes"
        in caseworker.get("/customers", headers={"Accept-Language": "en"}, **HTTPS).text
    )


def test_a_language_that_is_not_there_is_english(caseworker: FlaskClient) -> None:
    assert '<html lang="en">' in caseworker.get("/customers", headers={"Accept-Language": "fr"}, **HTTPS).text


def test_the_log_in_page_speaks_spanish_before_anybody_is_known(app: Any) -> None:
    page = app.test_client().get("/log-in", headers={"Accept-Language": "es"}, **HTTPS).text
    assert "Iniciar sesión" in page
