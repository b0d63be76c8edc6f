"""The sign-up questionnaire as a client of the service sees it (R199)."""

from __future__ import annotations

import json

import pytest

from applications.schemas.questionnaire import Questionnaire

ANSWERS = [
    {"code": "AVAILABILITY", "answer": "EVENINGS"},
    {"code": "PREFERRED_METHOD", "answer": "EMAIL"},
    {"code": "SHUT_OFF", "answer": "NO"},
    {"code": "HEATING_WORKS", "answer": ""},
    {"code": "HEARD_OF_US", "answer": "from my neighbour"},
]


@pytest.fixture
def give(http):
    """`give(application, answers)`: the response to the answers."""

    def ask(application, answers):
        path = f"/applications/{application['id']}/questionnaire"
        headers = {"If-Match": str(application["version"])}
        return http.post(path, json={"answers": answers}, headers=headers)

    return ask


@pytest.mark.req("R199")
def test_answers_are_stored_with_their_questions_and_stay(receive, give, http, number, outbox_of):
    application = receive()
    path = f"/applications/{application['id']}/questionnaire"
    before = http.get(path).json()
    assert Questionnaire().validate(before) == {} and before["answers"] == []
    asked = {question["code"]: question for question in before["questions"]}
    assert {"AVAILABILITY", "PREFERRED_METHOD"} < asked.keys()
    answer = give(application, ANSWERS)
    assert answer.status_code == 201, answer.text
    assert Questionnaire().validate(answer.json()) == {}
    stored = http.get(path).json()
    assert stored == answer.json() and (stored["questions"], stored["version"]) == ([], 2)
    assert [(each["code"], each["answer"]) for each in stored["answers"]] == [
        (each["code"], each["answer"]) for each in ANSWERS if each["answer"]
    ]
    for each in stored["answers"]:
        question = asked[each["code"]]
        assert (each["question"], each["form_version"]) == (question["question"], question["form_version"])
    other = [*ANSWERS[:-1], ANSWERS[-1] | {"answer": "from the radio"}]
    again = give(stored | {"id": application["id"]}, other)
    assert (again.status_code, again.json()["code"]) == (409, "questionnaire_answered")
    assert "The answers stay as they were given." in again.json()["detail"]
    assert http.get(path).json() == stored
    [event] = outbox_of("applications", subject=number, type="questionnaire_answered")
    assert (event["data"]["answers"], event["data"]["form_version"]) == (4, "1")
    assert "neighbour" not in json.dumps(event)


@pytest.mark.req("R199")
def test_what_is_wrong_is_named_by_its_place_and_nothing_is_stored(receive, give, http):
    application = receive()
    answer = give(application, [{"code": "AVAILABILITY", "answer": "NEVER"}, {"code": "ELSE", "answer": "x"}])
    assert answer.status_code == 422, answer.text
    assert {(each["field"], each["code"]) for each in answer.json()["fields"]} == {
        ("answers.0.answer", "not_a_choice"),
        ("answers.1", "not_asked"),
        ("answers.PREFERRED_METHOD", "required"),
        ("answers.SHUT_OFF", "required"),
    }
    assert http.get(f"/applications/{application['id']}/questionnaire").json()["answers"] == []
