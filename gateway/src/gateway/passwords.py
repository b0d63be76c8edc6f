"""Passwords: argon2id, never shorter than 15 characters, the same work for users that do not exist."""

from __future__ import annotations

import threading

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 15
MAXIMUM_LENGTH = 256
"""Characters. An upper bound, so that nobody makes the server hash megabytes."""

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = _hasher.hash("a password that no account has")
_slots = threading.BoundedSemaphore(4)
"""Each hash takes 19 MiB while it runs, so a flood of log-ins may not run one in every thread."""


class PasswordTooShort(ValueError):
    """The password has fewer than 15 characters."""

    def __init__(self) -> None:
        super().__init__(f"A password has at least {MINIMUM_LENGTH} characters.")


def hash_password(password: str) -> str:
    """The stored form of a password. Raises `PasswordTooShort`."""
    if len(password) < MINIMUM_LENGTH:
        raise PasswordTooShort()
    return _hasher.hash(password[:MAXIMUM_LENGTH])


def matches(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one. Without a stored one it does the same work and says no."""
    try:
        with _slots:
            _hasher.verify(stored or _NOBODY, password[:MAXIMUM_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than those of today."""
    return _hasher.check_needs_rehash(stored)
