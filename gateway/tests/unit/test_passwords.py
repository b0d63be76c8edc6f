"""Passwords: how long, how they are kept, and the same work for nobody."""

import pytest

from gateway import passwords

GOOD = "correct horse battery"


def test_fifteen_characters_are_enough_and_fourteen_are_not() -> None:
    assert passwords.hash_password("x" * 15)
    with pytest.raises(passwords.PasswordTooShort):
        passwords.hash_password("x" * 14)


def test_it_is_argon2id_with_19_mib_and_two_passes() -> None:
    assert passwords.hash_password(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_the_right_password_matches() -> None:
    stored = passwords.hash_password(GOOD)
    assert passwords.matches(GOOD, stored)
    assert not passwords.matches(GOOD + "!", stored)


def test_no_password_matches_where_there_is_no_account() -> None:
    assert not passwords.matches("a password that no account has", None)


def test_a_very_long_password_matches_itself() -> None:
    endless = "y" * 5000
    assert passwords.matches(endless, passwords.hash_password(endless))


def test_a_stored_value_that_is_no_hash_matches_nothing() -> None:
    assert not passwords.matches(GOOD, "plain")
