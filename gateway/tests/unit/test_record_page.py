"""The record page: every value of the manual's customer, in the manual's order and formats."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from homefire.errors import NotFound, Unavailable

HTTPS = {"base_url": "https://localhost"}
SECTIONS = [
    "Customer Details", "Mailing Address", "Contact Information", "Contacts", "Household", "Notes",
    "Applications", "Jobs", "Intake Appointments",
]  # fmt: skip


def page_of(caseworker: FlaskClient, path: str = "/customers/110385") -> str:
    answer = caseworker.get(path, **HTTPS)
    assert answer.status_code == 200
    return answer.text


def words(html: str) -> str:
    """What a reader sees: text and the values of fields, without markup."""
    html = re.sub(r'<input[^>]*\bvalue="([^"]*)"[^>]*>', r" \1 ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def section(html: str, name: str) -> str:
    """One section of the page by its anchor."""
    return html.split(f'id="{name}"')[1].split("</section>")[0]


@pytest.mark.req("R2")
def test_title_and_heading(caseworker: FlaskClient) -> None:
    html = page_of(caseworker)
    assert "<title>Edit Customer" in html
    heading = words(re.findall(r"<h1.*?</h1>", html, re.S)[0])
    assert heading == "HOLSCHEIN, DOENA - CustomerID#: 110385"


@pytest.mark.req("R4")
def test_the_sections_stand_in_the_manuals_order_and_each_entry_jumps_to_its_own(
    caseworker: FlaskClient,
) -> None:
    html = page_of(caseworker)
    listed = re.findall(r'<li><a href="#([\w-]+)"[^>]*>(.*?)</a></li>', html, re.S)
    assert [re.sub(r"\d+$", "", words(text)).strip() for _, text in listed] == SECTIONS
    positions = [html.index(f' id="{anchor}" aria-labelledby') for anchor, _ in listed]
    assert positions == sorted(positions)


@pytest.mark.req("R5")
@pytest.mark.parametrize("view", ["", "/files", "/change-requests", "/applications/5001", "/notes"])
def test_every_view_of_a_customer_has_the_same_lists_and_toolbar(caseworker: FlaskClient, view: str) -> None:
    text = words(page_of(caseworker, f"/customers/110385{view}"))
    for entry in [*SECTIONS, "Related", "CSD Change Requests", "Files", "Exit", "Refresh"]:
        assert entry in text
    assert "HOLSCHEIN, DOENA - CustomerID#: 110385" in text


@pytest.mark.req("R1")
@pytest.mark.parametrize(
    ("anchor", "values"),
    [
        ("customer-details", "DOENA|T|HOLSCHEIN|***-**-2108|12/31/1950|MULTI-RACE"),
        ("mailing-address", "1|THIS|WAY|APARTMENT|A|95077|WATSONVILLE|SANTA CRUZ|CA"),
        ("contact-information", "(831) 555-0101|dth@email.com|AFT|US Mail"),
        (
            "contacts",
            "3/7/2019|INCOMING|HEAP APPLICATION RECEIVED|NO ACTION REQ - RECORD ONLY|ENGLISH|"
            "CONTACT ACTION ADDED FROM APPLICATION RECEIVING SCREEN|"
            "NL - WRITTEN NOTIFICATION LETTER OF APPLICATION RECEIVED|SERVTRAQ SUPPORT",
        ),
        (
            "household",
            "DOENA T HOLSCHEIN 12/31/1950 ***-**-2108 FEMALE MULTI-RACE SELF HIGH SCHOOL GRADUATE/GED|"
            "OVALTINE JENKINS 1/2/2003 - - FEMALE MULTI-RACE GRANDCHILD 9-12/NON-GRADUATE|"
            "BRUTON GASTER 4/5/2006 - - MALE MULTI-RACE GRANDCHILD 0-8",
        ),
        ("notes", "THIS IS A NOTE|3/26/2019|SERVTRAQ SUPPORT|Last updated 3/26/2019"),
        (
            "applications",
            "HEAP 2018 ELIGIBLE 12/3/2018 1 THIS WAY APT A WATSONVILLE 95077 "
            "PACIFIC GAS & ELECTRIC COMPANY 10223456789",
        ),
        (
            "jobs",
            "28488 36582 DISGORGEMENT (DAP) JOB IN PROGRESS 111 THIS ST MARINA 93933 MONTEREY|"
            "28488 36534 REWEATHERIZATION REPORTED 12/27/2018 4/15/2019 111 THIS ST MARINA 93933 MONTEREY",
        ),
        (
            "appointments",
            "11/18/2019 7:00 AM 7:30 AM DOENA HOLSCHEIN - (831) 555-0101|11/18/2019 1:48 PM|"
            "11/5/2019 9:00 AM 9:30 AM|11/5/2019 3:11 PM|4/19/2019 9:00 AM 9:30 AM|4/19/2019 10:29 AM|"
            "Name: DOENA HOLSCHEIN; Phone: (831) 555-0101; JOHN JOHNSON SERVTRAQ SUPPORT",
        ),
    ],
)
def test_a_section_shows_what_the_manual_shows(caseworker: FlaskClient, anchor: str, values: str) -> None:
    text = words(section(page_of(caseworker), anchor))
    for value in values.split("|"):
        assert value in text


@pytest.mark.req("R202")
def test_notes_show_the_hour_in_military_time(caseworker: FlaskClient) -> None:
    assert "3/26/2019 10:15:09" in words(section(page_of(caseworker), "notes"))


@pytest.mark.req("R68")
def test_a_member_without_a_number_has_two_dashes(caseworker: FlaskClient) -> None:
    assert section(page_of(caseworker), "household").count(">- -<") == 2


@pytest.mark.req("R13", "R14")
def test_required_is_a_star_and_a_word_and_auto_is_another_mark(caseworker: FlaskClient) -> None:
    html = page_of(caseworker)
    labels = {words(label): label for label in re.findall(r"<label for=.*?</label>", html, re.S)}
    required = {text for text, label in labels.items() if "<em" in label}
    assert required == {
        "First Name * required",
        "Last Name * required",
        "Preferred Contact Method * required",
    }
    assert {text for text, label in labels.items() if "<i>" in label} == {
        "City auto",
        "County auto",
        "State auto",
    }


@pytest.mark.req("R14")
def test_a_status_is_a_word_and_not_only_a_colour(caseworker: FlaskClient) -> None:
    tags = re.findall(r'<span class="usa-tag tag-(\w+)">(.*?)</span>', page_of(caseworker))
    assert tags == [("ok", "ELIGIBLE"), ("wait", "IN PROGRESS"), ("ok", "REPORTED")]


@pytest.mark.req("R70")
def test_the_household_names_and_links_the_application_it_comes_from(caseworker: FlaskClient) -> None:
    html = section(page_of(caseworker), "household")
    assert '<a href="/customers/110385/applications/5001">HEAP 2018</a>' in html
    assert "intake 12/3/2018" in words(html)


@pytest.mark.req("R77")
def test_the_program_opens_its_application(caseworker: FlaskClient) -> None:
    assert '<a href="/customers/110385/applications/5001">HEAP 2018</a>' in section(
        page_of(caseworker), "applications"
    )
    shown = words(page_of(caseworker, "/customers/110385/applications/5001"))
    assert "PACIFIC GAS & ELECTRIC COMPANY Utility Type electric Account Number 10223456789" in shown


def test_an_application_of_somebody_else_is_not_found(caseworker: FlaskClient, answers: Any) -> None:
    answers["applications.get_application"]["customer_number"] = 110386
    assert caseworker.get("/customers/110385/applications/5001", **HTTPS).status_code == 404


@pytest.mark.req("R87", "R88")
def test_a_row_opens_to_its_pledges(caseworker: FlaskClient, answers: Any) -> None:
    def opened() -> str:
        return page_of(caseworker).split('id="opened-5001"')[1].split("</table>")[0]

    details = opened()
    assert "No data to display" in words(details)
    for column in [
        "Memo",
        "Date Submitted",
        "Entry Date",
        "Entered By",
        "Last Updated Date",
        "Last Updated By",
    ]:
        assert column in words(details)
    [application] = answers["applications.get_customer_applications"]["applications"]
    application["pledges"] = [{"memo": "WINTER", "amount": "312.5", "entered_by": "JOHN JOHNSON"}]
    details = opened()
    assert "WINTER $312.50" in words(details)
    assert "No data to display" not in details


@pytest.mark.req("R149")
def test_the_mode_is_inquiry_while_nothing_can_be_edited(caseworker: FlaskClient) -> None:
    html = page_of(caseworker)
    assert "Customer Inquiry" in words(html)
    assert "readonly" in html and "Customer Master Maintenance" not in html


@pytest.mark.req("R255")
def test_every_empty_grid_says_so(caseworker: FlaskClient, answers: Any) -> None:
    for operation in (
        "messaging.list_contact_entries",
        "weatherization.list_jobs",
        "appointments.list_appointments",
    ):
        answers[operation] = {"items": [], "next": None}
    answers["applications.get_customer_applications"] = {"household": None, "applications": []}
    answers["audit.list_notes"] = {"items": [], "next": None, "total": 0}
    html = page_of(caseworker)
    for anchor in ("contacts", "household", "notes", "applications", "jobs", "appointments"):
        assert "No data to display" in words(section(html, anchor)), anchor
    answers["documents.list_documents"] = {"items": [], "next": None}
    for view in ("files", "change-requests"):
        assert "No data to display" in words(page_of(caseworker, f"/customers/110385/{view}")), view


@pytest.mark.parametrize(
    ("operation", "anchors"),
    [
        ("customers.get_customer", ["customer-details", "mailing-address", "contact-information"]),
        ("messaging.list_contact_entries", ["contacts"]),
        ("applications.get_customer_applications", ["household", "applications"]),
        ("audit.list_notes", ["notes"]),
        ("weatherization.list_jobs", ["jobs"]),
        ("appointments.list_appointments", ["appointments"]),
    ],
)
@pytest.mark.req("R1")
def test_a_section_that_cannot_be_reached_says_so_in_itself(
    caseworker: FlaskClient, answers: Any, operation: str, anchors: list[str]
) -> None:
    answers[operation] = Unavailable()
    html = page_of(caseworker)
    for anchor in SECTION_ANCHORS:
        assert ("Not available now." in words(section(html, anchor))) == (anchor in anchors), anchor


SECTION_ANCHORS = [
    "customer-details", "mailing-address", "contact-information", "contacts", "household", "notes",
    "applications", "jobs", "appointments",
]  # fmt: skip


def test_nobody_of_this_number_is_a_page_that_says_so(caseworker: FlaskClient, answers: Any) -> None:
    answers["customers.get_customer"] = NotFound("No customer has the number 4.")
    answer = caseworker.get("/customers/4", **HTTPS)
    assert answer.status_code == 404
    assert "No customer has the number 4." in answer.text


def test_what_people_typed_is_text_and_never_markup(caseworker: FlaskClient, answers: Any) -> None:
    answers["audit.list_notes"]["items"][0]["text"] = "<script>alert(1)</script>"
    answers["customers.get_customer"]["email"] = '"><b>x'
    html = page_of(caseworker)
    assert "<script>alert" not in html
    assert '"><b>x' not in html


@pytest.mark.req("R25")
def test_special_handling_is_said_on_every_view(caseworker: FlaskClient, answers: Any) -> None:
    assert "Special handling." not in page_of(caseworker)
    answers["customers.get_customer"]["special_handling"] = True
    for view in ("", "/files", "/notes"):
        assert "Consult management before you change anything" in page_of(
            caseworker, f"/customers/110385{view}"
        )


def test_a_text_that_was_erased_is_named_as_such(caseworker: FlaskClient, answers: Any) -> None:
    answers["audit.list_notes"]["items"][0] |= {"text": "", "state": "erased"}
    assert "This text was erased by law." in page_of(caseworker)


@pytest.mark.req("R121")
def test_a_file_can_be_downloaded_through_the_api(caseworker: FlaskClient, answers: Any) -> None:
    answers["documents.list_documents"]["items"][0]["id"] = 77
    assert '<a href="/api/v1/documents/77/content" download>' in page_of(
        caseworker, "/customers/110385/files"
    )


@pytest.mark.req("R247")
def test_who_may_not_see_a_section_is_told(
    log_in: Callable[..., FlaskClient], app: Any, sessions: Any
) -> None:
    from unittest import mock

    from gateway import roles

    with mock.patch.object(roles, "scopes_of", return_value=frozenset({"customers:read"})):
        html = page_of(log_in("caseworker"))
    assert "Your role does not show this section." in words(section(html, "jobs"))
    assert "<textarea" not in html


def test_a_section_with_more_rows_than_shown_says_so_in_its_count(
    caseworker: FlaskClient, answers: Any
) -> None:
    answers["weatherization.list_jobs"]["next"] = "more"
    assert re.search(r'id="count-jobs">\s*2\+', page_of(caseworker))


def test_a_key_to_the_find_box_and_one_to_the_note(caseworker: FlaskClient) -> None:
    html = page_of(caseworker)
    assert 'aria-keyshortcuts="/"' in html and 'aria-keyshortcuts="Shift+F2"' in html


@pytest.mark.req("R9", "R62", "R68")
def test_who_applies_has_the_records_number_where_the_household_has_none(caseworker, answers):
    """Nobody else is given it, and what programs read stays what the service said."""
    members = answers["applications.get_customer_applications"]["household"]["members"]
    members[0]["ssn"] = None
    answers["customers.get_customer"]["tax_id_type"] = "SSN"

    def numbers() -> list[str]:
        shown = section(page_of(caseworker), "household")
        return re.findall(r">\s*(\*\*\*-\*\*-\d{4}|- -)\s*<", shown)

    assert numbers() == ["***-**-2108", "- -", "- -"]
    document = caseworker.get("/api/v1/customers/110385/record", base_url="https://localhost").json
    assert [each["ssn"] for each in document["sections"]["household"]["data"]["members"]] == [
        None,
        None,
        None,
    ]
    answers["customers.get_customer"]["ssn"] = None
    assert numbers() == ["- -", "- -", "- -"]
