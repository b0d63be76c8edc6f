"""The body of an HTTP request: its type, its size, and whether it can be read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from homefire.errors import Malformed, TooLarge, UnsupportedMedia
from homefire.web import read_body

JSON = "application/json"
NOT_JSON = [
    b"",
    b"{",
    b'{"ssn": 765432108',
    b"\xff\xfe",
    b'{"a": "\\ud800"}',
    b"{'a': 1}",
    b"NaN",
    b"[" * 5000,
]


def request(body: bytes, *, media: str | None = JSON, chunked: bool = False) -> Request:
    """A request as the server would hand it over."""
    environ = EnvironBuilder(
        method="POST", input_stream=io.BytesIO(body), content_length=len(body), content_type=media
    ).get_environ()
    if chunked:
        del environ["CONTENT_LENGTH"]
        environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    return Request(environ)


@pytest.mark.parametrize("chunked", [False, True])
def test_body_is_read(chunked: bool) -> None:
    assert read_body(request(b'{"a": 1}', chunked=chunked), JSON, 100) == {"a": 1}


@pytest.mark.parametrize("chunked", [False, True])
def test_body_may_weigh_the_limit_and_no_byte_more(chunked: bool) -> None:
    body = json.dumps({"a": "x" * 90}).encode()
    assert read_body(request(body, chunked=chunked), JSON, len(body)) == {"a": "x" * 90}
    with pytest.raises(TooLarge) as refused:
        read_body(request(body, chunked=chunked), JSON, len(body) - 1)
    assert refused.value.extra == {"limit": len(body) - 1}


def test_body_far_over_the_limit_is_not_read() -> None:
    unread = request(b"[" * 1_000_000)
    with pytest.raises(TooLarge):
        read_body(unread, JSON, 100)
    assert unread.environ["wsgi.input"].tell() == 0
    partly_read = request(b"[" * 1_000_000, chunked=True)
    with pytest.raises(TooLarge):
        read_body(partly_read, JSON, 100)
    assert partly_read.environ["wsgi.input"].tell() <= 101


@pytest.mark.parametrize(
    "media", [None, "text/plain", "application/x-www-form-urlencoded", "application/jsonx"]
)
def test_body_of_another_type_is_refused(media: str | None) -> None:
    with pytest.raises(UnsupportedMedia, match=JSON):
        read_body(request(b'{"a": 1}', media=media), JSON, 100)


def test_type_may_have_parameters() -> None:
    assert read_body(request(b"{}", media="application/json; charset=utf-8"), JSON, 100) == {}


@pytest.mark.req("R249")
@pytest.mark.parametrize(
    "body",
    [b"", b"{", b'{"ssn": 765432108', b"\xff\xfe", b'{"a": "\\ud800"}', b"{'a': 1}", b"NaN", b"[" * 5000],
)
def test_body_that_is_not_json_is_refused_without_repeating_it(body: bytes) -> None:
    with pytest.raises(Malformed, match="not JSON") as refused:
        read_body(request(body), JSON, 10_000)
    assert "765432108" not in refused.value.to_json()


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        value: Any = read_body(request(body), JSON, 100)
    except Malformed:
        return
    assert value == json.loads(body)
