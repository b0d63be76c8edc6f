"""A log-in that is half way: the password was right, the second factor is still asked for (R225).

The browser holds whose it is, sealed and good for five minutes; it opens nothing but the question for the code. It ends
with the password that was right: another one must be shown again.
"""

from __future__ import annotations

import time
import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import request
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway
from homefire.crypto import CannotDecrypt, Place, open_sealed, seal

COOKIE = "homefire-half"
LIFETIME = 300
"""Seconds."""
_PLACE = Place("cookie", COOKIE, "").to_bytes()


def remember(response: Response, account_id: uuid.UUID) -> None:
    """Lets the browser hold whose password was right."""
    mark = gateway().accounts.password_mark(account_id)
    content = orjson.dumps([str(account_id), int(time.time()) + LIFETIME, mark])
    sealed = urlsafe_b64encode(seal(_key(), content, _PLACE)).decode()
    access.set_cookie(response, COOKIE, sealed, strict=True, age=LIFETIME)


def whose() -> uuid.UUID | None:
    """Whose password was right in this browser, as long as that counts."""
    text = request.cookies.get(access.cookie_name(COOKIE), "")[:600]
    try:
        account_id, until, mark = orjson.loads(open_sealed(_key(), urlsafe_b64decode(text.encode()), _PLACE))
    except (CannotDecrypt, ValueError):
        return None
    found = uuid.UUID(account_id)
    current = gateway().accounts.password_mark(found) if time.time() < until else None
    return found if current is not None and current == mark else None


def forget(response: Response) -> None:
    """Ends it."""
    secure = gateway().settings.secure_cookies
    response.delete_cookie(
        access.cookie_name(COOKIE), path="/", secure=secure, httponly=True, samesite="Strict"
    )


def _key() -> bytes:
    secret = gateway().settings.secret_key
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"homefire half log-ins").derive(secret)
