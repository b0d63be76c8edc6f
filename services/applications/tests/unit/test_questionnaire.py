"""The sign-up questionnaire: which answers are taken, and in what form they are kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain import questionnaire
from applications.domain.parts.questionnaire import QUESTIONNAIRE
from homefire.rules import RuleBroken

QUESTIONS = {question["code"]: question for question in QUESTIONNAIRE.shipped}


@pytest.mark.req("R199")
def test_what_ships_asks_availability_preferred_method_and_more_of_the_program():
    assert list(QUESTIONS)[:2] == ["AVAILABILITY", "PREFERRED_METHOD"] and len(QUESTIONS) > 2
    columns = {column.name for column in QUESTIONNAIRE.columns}
    assert all(question.keys() == columns for question in QUESTIONNAIRE.shipped)


@pytest.mark.req("R199")
@given(st.sampled_from(sorted(QUESTIONS)), st.text(max_size=12))
def test_an_answer_is_one_of_the_choices_or_a_text(code, text):
    question = QUESTIONS[code]
    choices = questionnaire.choices_of(question)
    allowed = (not choices or text in choices) if text else not question["required"]
    if allowed:
        questionnaire.check_answer(question, text)
    else:
        with pytest.raises(RuleBroken):
            questionnaire.check_answer(question, text)


@pytest.mark.req("R199")
@given(st.dictionaries(st.sampled_from([*QUESTIONS, "ANOTHER"]), st.text(max_size=12)))
def test_answers_keep_the_question_and_its_form_version(answers):
    kept = questionnaire.as_given(QUESTIONNAIRE.shipped, answers)
    assert [each["code"] for each in kept] == [code for code in QUESTIONS if answers.get(code)]
    for each in kept:
        question = QUESTIONS[each["code"]]
        assert (each["question"], each["form_version"]) == (question["text"], question["form_version"])
        assert each["answer"] == answers[each["code"]]
