"""Documents as a client sees them: over HTTP, and what RPC refuses."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from homefire.errors import Invalid

MOST_BYTES = 20 * 2**20


@pytest.fixture
def number(running, new_customer):
    """A customer who has no documents."""
    running("customers", "documents")
    return new_customer()["number"]


@pytest.fixture
def http(client):
    """A caseworker's client of documents."""
    return client("documents", timeout=60)


@pytest.fixture
def upload(http, number):
    """`upload("a.pdf", content)`: the response to a form with this file."""

    def send(file_name, content, *, by=None, headers=None, **fields):
        return (by or http).post(
            f"/customers/{number}/documents",
            files={"file": (file_name, content, "text/html")},
            data={"document_type": "PAYSTUB"} | fields,
            headers=headers,
        )

    return send


@pytest.fixture
def nothing_written(stack, http, number, outbox_of):
    """Fails the test when a refused upload has left a row, an event or a file."""

    def files():
        return {path for path in stack.documents_store.rglob("*") if path.is_file()}

    before = files()
    yield
    assert http.get(f"/customers/{number}/documents").json() == {"items": [], "next": None}
    assert outbox_of("documents", subject=number) == []
    assert files() == before


@pytest.mark.req("R125", "R194", "R195", "R196")
def test_uploaded_file_is_listed_and_comes_back_as_it_was(upload, http, rpc, number, samples):
    content = samples["jpeg"]
    made = upload("october.JPG", content, folder="Income/2019")
    assert made.status_code == 201, made.text
    shown = made.json()
    listed = http.get(f"/customers/{number}/documents").json()
    assert listed == rpc("documents", "list_documents", number)
    [row] = listed["items"]
    assert row == {
        "id": shown["id"],
        "file_name": "october.JPG",
        "document_type": {"code": "PAYSTUB", "label": "PAYSTUB"},
        "media_type": "image/jpeg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "folder": "Income/2019",
        "entered_by": "LOCAL CASEWORKER",
        "entered_at": row["entered_at"],
    }
    answer = http.get(f"/documents/{shown['id']}/content")
    assert answer.content == content
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Disposition"] == "attachment; filename=october.JPG"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    one = http.get(f"/documents/{shown['id']}").json()
    assert one == row | {"customer_number": number, "version": 1}


@pytest.mark.req("R196")
@pytest.mark.slow
def test_file_of_exactly_the_limit_is_taken_and_comes_back(upload, http, make):
    content = make["pdf_of"](MOST_BYTES)
    made = upload("large.pdf", content)
    assert made.status_code == 201, made.text
    answer = http.get(f"/documents/{made.json()['id']}/content")
    assert hashlib.sha256(answer.content).hexdigest() == hashlib.sha256(content).hexdigest()


@pytest.mark.req("R196")
@pytest.mark.slow
@pytest.mark.usefixtures("nothing_written")
def test_file_over_the_limit_is_refused_with_the_limit(upload, make):
    answer = upload("over.pdf", make["pdf_of"](MOST_BYTES + 1))
    assert (answer.status_code, answer.json()["limit"]) == (413, MOST_BYTES)
    assert answer.json()["fields"][0]["field"] == "file"
    far_over = upload("far_over.pdf", make["pdf_of"](MOST_BYTES + 3_000_000))
    assert (far_over.status_code, far_over.json()["code"]) == (413, "too_large")
    assert "limit" in far_over.json()


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize(
    ("file_name", "sample", "code"),
    [
        ("a.exe", "pdf", "extension_not_accepted"),
        ("a.pdf.exe", "pdf", "extension_not_accepted"),
        ("a", "pdf", "extension_not_accepted"),
        ("a.docx", "docx", "extension_not_accepted"),
        ("a.pdf", "png", "content_mismatch"),
        ("a.png", "pdf", "content_mismatch"),
        ("a.jpg", "txt", "content_mismatch"),
        ("a.pdf", "empty", "empty_file"),
        ("../../a.pdf", "pdf", "path_in_name"),
        ("..\\a.pdf", "pdf", "path_in_name"),
        ("/etc/a.pdf", "pdf", "path_in_name"),
        ("765-43-2108.pdf", "pdf", "ssn_in_name"),
        (".pdf", "pdf", "no_name"),
    ],
)
def test_file_that_is_not_taken_is_refused_by_name(upload, samples, file_name, sample, code):
    answer = upload(file_name, samples.get(sample, b""))
    assert answer.status_code == 422
    [problem] = answer.json()["fields"]
    assert (problem["field"], problem["code"]) == ("file", code)
    if code == "extension_not_accepted":
        assert "pdf, jpeg, jpg, png, jfif, pjpeg, pjp" in answer.json()["detail"]


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize("raw_name", [b"a\x00.pdf", b"a\x07.pdf", "a\u202efdp.pdf".encode()])
def test_control_characters_in_a_name_are_refused(http, number, samples, raw_name):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="document_type"\r\n\r\nPAYSTUB\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + raw_name + b'"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + samples["pdf"] + b"\r\n--x--\r\n"
    )
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    answer = http.post(f"/customers/{number}/documents", content=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.json()["fields"][0]["field"] == "file"


@pytest.mark.usefixtures("nothing_written")
def test_form_that_is_incomplete_is_told_what_it_lacks(http, number, samples, upload):
    path = f"/customers/{number}/documents"
    file = {"file": ("a.pdf", samples["pdf"])}
    untyped = http.post(path, files=file).json()
    assert [problem["field"] for problem in untyped["fields"]] == ["document_type"]
    text = http.post(path, files={"other": ("a.pdf", b"x")}, data={"file": "x", "document_type": "W9"}).json()
    assert {problem["field"] for problem in text["fields"]} == {"file", "other"}
    assert http.post(path, json={"document_type": "W9"}).status_code == 415
    wrong = upload("a.pdf", samples["pdf"], document_type="NOPE").json()["fields"][0]
    assert wrong["code"] == "not_on_list" and "DRIVERS_LICENSE" in wrong["detail"]
    climbing = upload("a.pdf", samples["pdf"], folder="../../etc")
    assert climbing.json()["fields"][0]["field"] == "folder"


@pytest.mark.req("R195")
def test_list_of_types_is_the_manual_s_and_four_more(http, running):
    running("documents")
    items = http.get("/documents/reference/document_type").json()["items"]
    assert [item["code"] for item in items if not item["program"]] == [
        "DRIVERS_LICENSE",
        "PAYSTUB",
        "EOB",
        "TAX_DOCUMENT",
        "BENEFIT_LETTER",
        "PROOF_OF_OWNERSHIP",
        "W9",
        "UTILITY_BILL",
        "CONSENT",
        "LANDLORD_CONSENT",
        "UNCLASSIFIED",
    ]


@pytest.mark.req("R125", "R254")
def test_uploads_of_one_name_at_once_all_stay_under_names_of_their_own(upload, number, http, make):
    contents = [make["pdf"](str(place).encode()) for place in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda content: upload("same.pdf", content), contents))
    assert [answer.status_code for answer in answers] == [201] * 6
    names = {answer.json()["file_name"] for answer in answers}
    assert names == {"same.pdf", *(f"same ({count}).pdf" for count in range(2, 7))}
    for answer, content in zip(answers, contents, strict=True):
        assert http.get(f"/documents/{answer.json()['id']}/content").content == content


@pytest.mark.req("R254")
def test_same_key_stores_one_document(upload, http, number, make):
    key = {"Idempotency-Key": f"document-{number}"}
    content = make["pdf"](b"once")
    first, second = (upload("once.pdf", content, headers=key) for _ in range(2))
    assert (first.json()["id"], second.headers["Idempotency-Replayed"]) == (second.json()["id"], "true")
    assert len(http.get(f"/customers/{number}/documents").json()["items"]) == 1
    other = upload("once.pdf", make["pdf"](b"other"), headers=key)
    assert other.json()["code"] == "idempotency_key_reused"


@pytest.mark.req("R197", "R249")
def test_event_tells_of_the_document_and_not_what_is_in_it(upload, number, outbox_of, make):
    content = make["pdf"](b"SECRET SALARY 765-43-2108")
    shown = upload("october.pdf", content).json()
    [event] = outbox_of("documents", subject=number)
    assert (event["type"], event["aggregate"], event["sequence"]) == (
        "document_uploaded",
        f"document/{shown['id']}",
        1,
    )
    assert event["data"] == {
        "document_id": shown["id"],
        "file_name": "october.pdf",
        "folder": "",
        "document_type": "PAYSTUB",
        "document_type_label": "PAYSTUB",
        "media_type": "application/pdf",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert "SECRET" not in json.dumps(event) and "765" not in json.dumps(event["data"]["file_name"])


@pytest.mark.req("R247", "R249")
def test_file_bytes_never_travel_on_the_bus(upload, rpc, number, samples):
    shown = upload("a.pdf", samples["pdf"]).json()
    with pytest.raises(Invalid) as refused:
        rpc("documents", "get_document_content", shown["id"])
    assert refused.value.code == "http_only"
    form = {"file": {"file_name": "a.pdf", "content": "x"}, "document_type": "W9"}
    with pytest.raises(Invalid) as refused:
        rpc("documents", "upload_document", number, form)
    assert refused.value.code == "http_only"
    assert rpc("documents", "get_document", shown["id"])["sha256"] == shown["sha256"]


@pytest.mark.req("R247")
def test_who_may_not_write_or_import_is_refused(client, upload, samples):
    auditor = client("documents", role="auditor")
    assert upload("a.pdf", samples["pdf"], by=auditor).status_code == 403
    assert upload("a.pdf", samples["pdf"], history='{"id": 5}').status_code == 403
    nobody = client("documents", token="none")
    assert nobody.get("/documents/1001/content").status_code == 401


def test_import_brings_its_own_id_user_and_time(client, upload, number, samples, outbox_of):
    loader = client("documents", role="history_loader")
    given = 10**9 + number
    history = json.dumps(
        {"id": given, "entered_by": "SERVTRAQ SUPPORT", "entered_at": "2019-03-07T18:00:00Z"}
    )
    made = upload("a.pdf", samples["pdf"], by=loader, history=history).json()
    assert (made["id"], made["entered_by"], made["entered_at"][:10]) == (
        given,
        "SERVTRAQ SUPPORT",
        "2019-03-07",
    )
    again = upload("a.pdf", samples["pdf"], by=loader, history=history)
    assert (again.status_code, again.json()["code"]) == (409, "document_taken")
    assert upload("a.pdf", samples["pdf"]).json()["id"] > given
    assert upload("a.pdf", samples["pdf"], by=loader, history="{").status_code == 422
    assert [event.get("historic") for event in outbox_of("documents", subject=number)] == [True, None]


def test_name_in_any_script_comes_back_with_the_file(upload, http, samples):
    name = "évidence ñ 日本.pdf"
    made = upload(name, samples["pdf"])
    assert made.json()["file_name"] == name
    answer = http.get(f"/documents/{made.json()['id']}/content")
    assert answer.content == samples["pdf"]
    assert f"filename*=UTF-8''{quote(name)}" in answer.headers["Content-Disposition"]


def test_unknown_customer_and_document_are_named(http, number, samples):
    file = {"file": ("a.pdf", samples["pdf"])}
    answer = http.post("/customers/999999999/documents", files=file, data={"document_type": "W9"})
    assert (answer.status_code, answer.json()["code"]) == (404, "customer_not_found")
    for path in ("/documents/999999999", "/documents/999999999/content"):
        assert (http.get(path).status_code, http.get(path).json()["code"]) == (404, "document_not_found")
    assert http.get("/customers/999999999/documents").json() == {"items": [], "next": None}


def test_pages_show_every_document_once_newest_first(upload, http, number, samples):
    made = [upload(f"{place}.pdf", samples["pdf"]).json()["id"] for place in range(5)]
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = http.get(f"/customers/{number}/documents", params=query).json()
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == made[::-1]
    assert http.get(f"/customers/{number}/documents", params={"cursor": "zzz"}).json()["code"] == "bad_cursor"


def test_service_says_whether_its_store_is_there(http, running):
    running("documents")
    assert http.get("/readyz").json()["checks"]["store"] is True
