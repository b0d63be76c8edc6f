"""Every limited field of every form says its limit and counts, and the limit is the contract's (R256)."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gateway.contracts import Contracts
from homefire.errors import AcknowledgementRequired, Locked

HTTPS = {"base_url": "https://localhost"}
RECORD = "/customers/110385"
EMAIL_FORM = {
    "number": 110385, "name": "DOENA T HOLSCHEIN", "label": "a@agency.example", "channel": "email", "can_send": True,
    "needs_confirmation": False, "reason": "", "detail": "", "presets": [],
}  # fmt: skip
HELD = {"number": 110385, "token": 7, "since": "2026-11-20T22:02:00Z", "expires_at": "2026-11-20T22:04:00Z"}
PRESET = {
    "id": 7, "version": 2, "code": "PAPERS", "program": "", "label": "Papers", "subject": "Papers are missing",
    "body": "Bring them.", "valid_from": "2026-01-01", "valid_to": None,
}  # fmt: skip
QUESTION = {
    "code": "HEARD",
    "question": "How did you hear?",
    "kind": "TEXT",
    "choices": [],
    "required": False,
}
ASKED = {"program": "HEAP", "program_name": "HEAP", "program_year": 2026, "questions": [QUESTION]}
NOBODY: dict[str, Any] = {"items": [], "unread": 0, "next": None}
PORTAL: dict[str, Any] = {
    "customers.get_own_portal_link": {"state": "LINKED", "link_id": 4, "customer_number": 110385, "leads_to": 110385},
    "customers.get_portal_access": {"number": 110385, "links": [], "codes": []},
    "applications.get_sign_up": {
        "registrations": [], "programs": [{"code": "HEAP", "name": "HEAP", "questions": [QUESTION]}],
    },
    "applications.list_registrations": NOBODY,
    "applications.list_own_applications": NOBODY,
    "applications.list_own_questionnaires": {"items": [ASKED]},
    "documents.list_own_documents": {"items": [], "extensions": ["pdf"], "types": []},
    "documents.list_message_document_types": {"items": []},
    "messaging.list_portal_messages": NOBODY,
    "messaging.list_portal_addressees": {"vendors": [], "customers": []},
    "messaging.list_vendor_messages": NOBODY,
    "messaging.list_vendor_customers": {"vendors": [], "customers": []},
    "weatherization.get_vendor": {"vendor_number": 1001, "name": "ACME"},
    "weatherization.list_assignments": NOBODY,
}  # fmt: skip
"""What the services answer in the portal."""
FORMS = {
    "record.save": "customers.update_customer",
    "record.take_over": "customers.take_over_lock",
    "record.say_consent": "customers.record_consent",
    "record.receive_application": "applications.receive_application",
    "record.draft_change_request": "applications.draft_change_request",
    "record.step_change_request": "applications.change_change_request_status",
    "record.update_change_request": "applications.update_change_request",
    "record.set_income": "applications.set_income",
    "record.decide_eligibility": "applications.decide_eligibility",
    "record.receive_appeal": "applications.receive_appeal",
    "record.book_appointment": "appointments.book_appointment",
    "rule_tables.draft": "applications.draft_rule_table",
    "rule_tables.change": "applications.change_rule_table",
    "record.update_application": "applications.update_application",
    "record.set_housing": "applications.set_application_housing",
    "customers.create": "customers.create_customer",
    "notes.add": "audit.add_note",
    "vendors.create": "weatherization.create_vendor",
    "vendors.save": "weatherization.update_vendor",
    "vendors.add_note": "audit.add_vendor_note",
    "ineligible.add": "weatherization.add_ineligible_address",
    "ineligible.end": "weatherization.end_ineligible_address",
    "properties.add": "weatherization.create_dwelling",
    "properties.end": "weatherization.end_dwelling_link",
    "properties.change": "weatherization.update_dwelling",
    "properties.decide": "weatherization.decide_property_eligibility",
    "emails.send": "messaging.send_email",
    "message_presets.add": "messaging.add_message_preset",
    "message_presets.change": "messaging.change_message_preset",
    "message_presets.date": "messaging.date_message_preset",
    "messages.send": "messaging.send_secure_message",
    "portal_access.link": "customers.link_portal_account",
    "portal_access.order": "customers.order_portal_code",
    "portal_access.end": "customers.end_portal_link",
    "messages.send_to_vendor": "messaging.send_secure_message",
    "portal_messages.send": "messaging.send_portal_message",
}
"""Where a form with typed text goes, and the operation that takes it."""
ANSWERED = {"portal_signing_up.register", "portal_questionnaires.answer"}
"""Forms of a questionnaire's answers, each of which has one limit."""
LONGEST_ANSWER = 1000
WITHOUT_LIMIT = {
    "portal_account.change_password",
    "portal_documents.hand_in",
    "customers.search",
    "home.log_in",
    "portal_home.log_in",
    "portal_signing_up.sign_up",
}
"""Forms whose text is in no operation's body."""
ASKING = "asking"
CONTROLS = ("input", "textarea")
NOT_TYPED = ("hidden", "checkbox", "radio", "password")


class Fields(HTMLParser):
    """The typed fields of a page by the address of the form that they belong to, and every id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.actions: dict[str, str] = {}
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.ids: set[str] = set()
        self._within = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form, or a field of one."""
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        if tag == "form":
            # What a form asks by its address changes nothing, and no operation's body has it.
            self._within = (given.get("action") or "") if given.get("method") == "post" else ASKING
            self.actions[given.get("id") or ""] = self._within
        if tag in CONTROLS and given.get("type") not in NOT_TYPED and "name" in given:
            self.found.append((given.get("form") or "", given | {"within": self._within}))

    def handle_endtag(self, tag: str) -> None:
        """A field after a form's end belongs to it by name alone."""
        if tag == "form":
            self._within = ""

    def by_action(self) -> list[tuple[str, dict[str, str | None]]]:
        """Each field with the address that it is sent to."""
        return [
            ((self.actions[form] if form else given["within"] or "").partition("#")[0], given)
            for form, given in self.found
        ]


@pytest.fixture
def app(
    application: Any,
    contracts: Contracts,
    settings: Any,
    rpc: Any,
    sessions: Any,
    drafts: Any,
    searches: Any,
    staff: Any,
    offices: Any,
    portal_accounts: Any,
) -> Flask:
    """The application with the committed contracts, over canned services."""
    made = application(settings, rpc, contracts)
    parts = {"sessions": sessions, "drafts": drafts, "searches": searches, "staff": staff}
    parts |= {"offices": offices, "portal_accounts": portal_accounts}
    for name, part in parts.items():
        object.__setattr__(made.extensions["gateway"], name, part)
    made.config["PROPAGATE_EXCEPTIONS"] = True
    return made


@pytest.fixture
def pages(app: Flask, caseworker: FlaskClient, log_in: Any, answers: dict[str, Any]) -> list[str]:
    """Every page there is for this customer, in each of its states that has a form of its own."""
    answers |= {"customers.take_lock": HELD, "customers.renew_lock": HELD}
    answers["customers.list_customer_reference"] = {"items": []}
    answers["messaging.list_secure_messages"] = {"items": [], "unread": 0, "next": None}
    answers["messaging.list_message_addressees"] = {"vendors": [], "customers": []}
    answers["documents.list_document_reference"] = {"items": []}
    answers["customers.list_addresses"] = answers["customers.list_consents"] = {"items": []}
    answers["messaging.get_email_form"] = EMAIL_FORM
    answers["messaging.list_message_presets"] = {"items": []}
    ordinary = caseworker.get(RECORD, **HTTPS)
    answers["customers.get_customer"] |= {"special_handling": True, "ssn": None}
    shown = [ordinary] + [
        caseworker.get(str(rule).replace("<int:number>", "110385"), **HTTPS)
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and set(rule.arguments) <= {"number"}
        if not str(rule).startswith(("/api", "/static", "/oauth"))
    ]
    shown.append(caseworker.get(f"{RECORD}/messages?create=1", **HTTPS))
    answers["customers.update_customer"] = AcknowledgementRequired()
    token = caseworker.get(RECORD, **HTTPS).text.split('name="csrf_token" value="')[1].split('"')[0]
    changed = {"csrf_token": token, "base": '{"email":"a"}', "email": "b", "version": "1", "lock_token": "7"}
    shown.append(caseworker.post(RECORD, data=changed, **HTTPS))
    answers["customers.take_lock"] = Locked(
        holder={"id": "other", "name": "JOHN"}, since=HELD["since"], expires_at=HELD["expires_at"]
    )
    shown.append(log_in("supervisor").get(RECORD, **HTTPS))
    shown += _presets(log_in("program_manager"), answers)
    shown += _portal(app, log_in, answers)
    return [page.text for page in shown if page.mimetype == "text/html"]


def _presets(manager: FlaskClient, answers: dict[str, Any]) -> list[Any]:
    """The presets of e-mail, and one of them to be changed."""
    answers["messaging.list_message_presets"] = {"items": [PRESET]}
    found = [manager.get(address, **HTTPS) for address in ("/message-presets", "/message-presets/7")]
    assert [page.status_code for page in found] == [200, 200]
    return found


def _portal(app: Flask, log_in: Any, answers: dict[str, Any]) -> list[Any]:
    """What a newcomer, a customer and a vendor see in the portal, and where the staff writes to a vendor or links."""
    answers |= PORTAL
    parties = {
        kind: log_in(kind, name="ADA", kind=kind, party=f"{kind}/{number}", link_id=link)
        for kind, number, link in (("customer", 110385, 4), ("vendor", 1001, None))
    }
    app.extensions["gateway"].portal_accounts.parties |= {
        str(one.account_id): 110385
        for one in app.extensions["gateway"].sessions.open_ones.values()
        if one.kind == "customer"
    }
    addresses = [
        str(rule)
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and str(rule).startswith("/portal") and not rule.arguments
    ]
    found = [
        browser.get(address, **HTTPS)
        for browser in (app.test_client(), *parties.values())
        for address in (*addresses, "/portal/programs?program=HEAP")
    ]
    forms = [browser.get("/portal/messages?create=1", **HTTPS) for browser in parties.values()]
    staff = log_in("caseworker")
    forms.append(staff.get("/vendors/1001/messages?create=1", **HTTPS))
    assert [page.text.count('id="message-text"') for page in forms] == [1, 1, 1]
    linking = staff.get(f"{RECORD}/portal-access", **HTTPS)
    assert 'id="order-reason"' in linking.text
    return [*found, *forms, linking]


@pytest.mark.req("R210", "R256")
def test_every_limited_field_has_the_contracts_limit_and_a_counter(app: Flask, pages: list[str]) -> None:
    contracts, seen, wrong = Contracts.committed(), set(), []
    router = app.url_map.bind("localhost", url_scheme="https")
    for html in pages:
        fields = Fields(html)
        for action, given in fields.by_action():
            if action == ASKING:
                continue
            endpoint, _ = router.match(action, method="POST")
            if endpoint in WITHOUT_LIMIT:
                continue
            if endpoint in ANSWERED:
                given = given | {"name": "answer"}
            assert endpoint in FORMS or endpoint in ANSWERED, (
                f"{endpoint}: say in FORMS which operation takes the text of this form"
            )
            name = str(given["name"]).removeprefix("consent_")
            limit = LONGEST_ANSWER if name == "answer" else contracts.limits_of(FORMS[endpoint]).get(name)
            if limit is None:
                continue
            seen.add((endpoint, name))
            if given.get("maxlength") != str(limit) or given.get("data-counted") not in fields.ids - {None}:
                wrong.append((endpoint, name, given.get("maxlength"), limit))
    assert wrong == []
    limited = contracts.limits_of("customers.update_customer")
    typed = {name for name in limited if not name.startswith(("analyst", "qa_analyst"))}
    chosen = {
        "ethnicity",
        "ethnicity_subcategory",
        "best_time",
        "preferred_method",
        "customer_type",
        "marketing_emails_source",
    }
    assert {name for endpoint, name in seen if endpoint == "record.save"} >= typed - chosen
    assert {("notes.add", "text"), ("messages.send", "text"), ("record.take_over", "reason")} <= seen
    assert {("emails.send", "subject"), ("emails.send", "body"), ("message_presets.add", "body")} <= seen
    assert {("message_presets.change", "body"), ("messages.send_to_vendor", "text")} <= seen
    assert {("portal_messages.send", "text"), *((form, "answer") for form in ANSWERED)} <= seen


@pytest.mark.req("R26", "R256")
def test_every_reason_under_special_handling_says_its_limit_and_counts(pages: list[str]) -> None:
    seen, wrong = set(), []
    for html in pages:
        fields = Fields(html)
        for action, given in fields.by_action():
            if given["name"] != "acknowledgement" or "/alert-queue" in action:
                continue
            seen.add(action.rpartition("/")[2])
            if given.get("maxlength") != "200" or given.get("data-counted") not in fields.ids - {None}:
                wrong.append((action, given))
    assert wrong == []
    assert {"emails", "codes", "110385"} <= seen


@pytest.mark.req("R210", "R256")
def test_note_has_the_manuals_limit() -> None:
    assert Contracts.committed().limits_of("audit.add_note")["text"] == 272


@pytest.mark.req("R220", "R221", "R256")
def test_email_has_the_manuals_limits() -> None:
    limits = Contracts.committed().limits_of("messaging.send_email")
    assert (limits["subject"], limits["body"]) == (48, 2190)
