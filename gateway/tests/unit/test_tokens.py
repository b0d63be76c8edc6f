"""Call tokens: signed once, used again while they are young, never for another caller or audience."""

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from gateway import tokens
from gateway.tokens import Principal, Tokens
from homefire.auth import Signer, Verifier
from homefire.errors import NotAuthenticated

JOHN = Principal("7", "JOHN JOHNSON", "staff", frozenset({"customers:read"}))


@pytest.fixture
def made(keys: Path) -> Tokens:
    return Tokens(Signer.from_file(keys / "gateway.jwk", "gateway"))


@pytest.fixture
def clock() -> Iterator[mock.Mock]:
    with mock.patch.object(tokens.time, "monotonic", return_value=100.0) as now:
        yield now


def test_a_call_token_says_who_asks_what_for(made: Tokens, keys: Path) -> None:
    caller = Verifier(keys / "keys.json", "customers").verify(made.for_call(JOHN, ("customers",)))
    assert (caller.id, caller.name, caller.kind, caller.scopes) == ("7", "JOHN JOHNSON", "staff", JOHN.scopes)


def test_a_call_token_is_for_the_services_asked_alone(made: Tokens, keys: Path) -> None:
    with pytest.raises(NotAuthenticated):
        Verifier(keys / "keys.json", "audit").verify(made.for_call(JOHN, ("customers",)))


def test_a_call_token_is_used_again_for_twenty_seconds(made: Tokens, clock: mock.Mock) -> None:
    first = made.for_call(JOHN, ("customers",))
    clock.return_value += 19.9
    assert made.for_call(JOHN, ("customers",)) == first
    clock.return_value += 0.2
    assert made.for_call(JOHN, ("customers",)) != first


@pytest.mark.parametrize(
    "other",
    [
        Principal("8", "JOHN JOHNSON", "staff", JOHN.scopes),
        Principal("7", "JOHN JONES", "staff", JOHN.scopes),
        Principal("7", "JOHN JOHNSON", "agency", JOHN.scopes),
        Principal("7", "JOHN JOHNSON", "staff", JOHN.scopes | {"customers:write"}),
    ],
)
def test_a_call_token_is_never_used_for_somebody_else(made: Tokens, other: Principal) -> None:
    assert made.for_call(JOHN, ("customers",)) != made.for_call(other, ("customers",))


def test_a_call_token_lives_sixty_seconds(made: Tokens, keys: Path) -> None:
    verifier = Verifier(keys / "keys.json", "customers")
    caller = verifier.verify(made.for_call(JOHN, ("customers",)))
    assert 55 <= caller.expires - tokens.time.time() <= 60


def test_old_tokens_are_dropped_when_there_are_many(made: Tokens, clock: mock.Mock) -> None:
    with mock.patch.object(tokens, "_KEPT", 2):
        for number in range(3):
            made.for_call(Principal(str(number), "A", "staff", frozenset()), ("customers",))
            clock.return_value += 30
        assert len(made._kept) == 1


def test_an_access_token_opens_the_gateway_and_the_services_granted(made: Tokens, keys: Path) -> None:
    token = made.for_access(
        sub="county", name="COUNTY", kind="agency", scopes=["customers:read"], audiences=["customers"]
    )
    for audience in ("gateway", "customers"):
        assert Verifier(keys / "keys.json", audience).verify(token).kind == "agency"
    with pytest.raises(NotAuthenticated):
        Verifier(keys / "keys.json", "audit").verify(token)
