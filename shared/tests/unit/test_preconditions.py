"""What a request's headers say beside an operation's own arguments."""

from __future__ import annotations

from werkzeug.datastructures import Headers

from homefire.preconditions import from_headers


def test_headers_become_the_arguments_that_rpc_takes_by_name():
    headers = Headers(
        {"if-match": 'W/"7"', "Idempotency-Key": "k1", "Record-Lock": "12", "Accept": "application/json"}
    )
    assert from_headers(headers) == {"if_match": "7", "idempotency_key": "k1", "lock_token": "12"}


def test_acknowledgement_may_be_in_any_script():
    headers = Headers({"Acknowledgement": "Habl%C3%A9%20con%20la%20gerente"})
    assert from_headers(headers) == {"acknowledgement": "Hablé con la gerente"}


def test_nothing_said_is_nothing_passed_on():
    assert from_headers(Headers()) == {}
