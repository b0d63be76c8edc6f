"""E-mail addresses."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homefire.rules import RuleBroken
from homefire.us import emails


@pytest.mark.req("R42")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "a@b.co",
        "doena.holschein+heap@mail.example.org",
        "o'brien@example.com",
        "a_b-c@x-y.example",
        "josé@example.org",
        "a" * 64 + "@example.org",
        "UPPER@EXAMPLE.ORG",
    ],
)
def test_address_of_the_right_form_is_kept(text: str) -> None:
    assert emails.parse_email(text) == text


@pytest.mark.req("R42")
@pytest.mark.parametrize(
    "text",
    [
        "a",
        "@",
        "a@",
        "@b.co",
        "a@b",
        "a@b.",
        "a@.co",
        "a b@c.co",
        "a@b c.co",
        "a@@b.co",
        "a@b@c.co",
        "a,b@c.co",
        ".a@b.co",
        "a.@b.co",
        "a..b@c.co",
        "<a@b.co>",
        "a@b.co>",
        "a@-b.co",
        "a@b-.co",
        "a@b.c",
        "a@b.c1",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".org",
        "a@" + "b." * 130 + "org",
        "mailto:a@b.co",
    ],
)
def test_any_other_address_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        emails.parse_email(text)
    assert refused.value.code == "not_an_email"


@given(st.text(max_size=40), st.text(string.ascii_letters + ".-", max_size=20))
def test_any_text_is_an_address_or_refused(local: str, domain: str) -> None:
    text = f"{local}@{domain}"
    try:
        assert emails.parse_email(text) == text
    except RuleBroken as broken:
        assert broken.code == "not_an_email"
