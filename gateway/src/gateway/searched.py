"""Proof that somebody has searched, which whoever enters a new customer must have done first (R133).

A search that has run leaves a signed cookie: when it ran, and in which session. Nothing that was searched for is
in it. It proves nothing half an hour later, nor in anybody else's session.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import request
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway

COOKIE = "homefire-searched"
VALID_FOR = timedelta(minutes=30)


def remember(response: Response) -> None:
    """Notes on the response that this session has searched just now; without a session there is nothing to note."""
    token = access.session_token()
    if token:
        proof = _signer().sign(_of(token)).decode()
        access.set_cookie(response, COOKIE, proof, age=int(VALID_FOR.total_seconds()))


def has_searched() -> bool:
    """Whether this session has searched within the last half hour."""
    token, proof = access.session_token(), request.cookies.get(access.cookie_name(COOKIE), "")
    if not token:
        return False
    try:
        found = _signer().unsign(proof, max_age=int(VALID_FOR.total_seconds()))
    except (BadSignature, UnicodeError):
        return False
    return hmac.compare_digest(found, _of(token))


def _signer() -> TimestampSigner:
    return TimestampSigner(
        gateway().settings.secret_key, salt="homefire searched", digest_method=hashlib.sha256
    )


def _of(token: str) -> bytes:
    """The session in a form that says nothing of its token."""
    return hashlib.sha256(b"homefire searched\x00" + token.encode()).hexdigest().encode()
