"""What an answer of CORE does that comes first, again, late or otherwise (R82)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.domain.core_answer import Effect, Outcome, Said, effect_of
from applications.domain.status import Status

ACCEPTED = Said(Outcome.ACCEPTED)
REJECTED = Said(Outcome.REJECTED, "OUT_OF_FUNDS", "Agency Out of Funds")
ANSWERS = st.sampled_from([ACCEPTED, REJECTED, Said(Outcome.REJECTED, "OVER_INCOME", "Over income")])


@pytest.mark.req("R82", "R259")
@given(st.lists(ANSWERS, min_size=1, max_size=6))
def test_of_all_answers_to_a_transfer_the_first_alone_is_applied(answers):
    kept, status, applied = [], Status.TRANSFERRED, []
    for answer in answers:
        effect = effect_of(answer, kept, is_newest=True, status=status)
        if effect is Effect.APPLIED:
            applied.append(answer)
            status = Status.BENEFITTED if answer.outcome is Outcome.ACCEPTED else Status.REJECTED
        if effect is not Effect.REPEATED:
            kept.append(answer)
    assert applied == answers[:1]
    assert len(kept) == len(set(kept)) == len(set(answers))


@pytest.mark.req("R82")
@pytest.mark.parametrize(
    ("answer", "earlier", "is_newest", "status", "effect"),
    [
        (ACCEPTED, [], True, Status.TRANSFERRED, Effect.APPLIED),
        (ACCEPTED, [ACCEPTED], True, Status.BENEFITTED, Effect.REPEATED),
        # What a person has recorded without CORE's code says nothing against CORE's own answer.
        (REJECTED, [Said(Outcome.REJECTED, "", "no funds")], True, Status.REJECTED, Effect.REPEATED),
        (REJECTED, [ACCEPTED], True, Status.BENEFITTED, Effect.CONTRADICTS),
        (ACCEPTED, [REJECTED], True, Status.CORRECTED, Effect.CONTRADICTS),
        (ACCEPTED, [REJECTED], False, Status.TRANSFERRED, Effect.CONTRADICTS),
        (ACCEPTED, [], False, Status.TRANSFERRED, Effect.LATE),
        (REJECTED, [], True, Status.BENEFITTED, Effect.LATE),
        (
            Said(Outcome.REJECTED, "OUT_OF_FUNDS", "other words"),
            [REJECTED],
            True,
            Status.REJECTED,
            Effect.REPEATED,
        ),
    ],
)
def test_an_answer_that_is_not_the_first_moves_nothing(answer, earlier, is_newest, status, effect):
    assert effect_of(answer, earlier, is_newest=is_newest, status=status) is effect
