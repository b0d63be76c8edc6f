"""What the page after a redirect says about what was done: saved, and with which warnings.

It travels in a cookie of a minute, since an address is kept in histories and logs. Only the services' own
sentences and field names are in it.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import orjson
from flask import request
from werkzeug.wrappers import Response

from gateway import access
from gateway.context import gateway

COOKIE = "homefire-said"
LIFETIME = 60
_MOST = 3000


def say(response: Response, number: int, *, fields: int, warnings: list[Mapping[str, Any]]) -> None:
    """Tells the next page of this customer that so many fields were saved, and what to look at."""
    told = [[entry.get("field", ""), entry.get("detail", "")] for entry in warnings]
    text = urlsafe_b64encode(orjson.dumps([number, fields, told])).decode()
    if len(text) > _MOST:
        text = urlsafe_b64encode(orjson.dumps([number, fields, []])).decode()
    access.set_cookie(response, COOKIE, text, strict=True, age=LIFETIME)


def heard(number: int) -> dict[str, Any] | None:
    """What was said to the page of this customer, or nothing."""
    text = request.cookies.get(access.cookie_name(COOKIE), "")
    try:
        about, fields, told = orjson.loads(urlsafe_b64decode(text.encode()))
        if about != number:
            return None
        return {"fields": int(fields), "warnings": [(str(name), str(detail)) for name, detail in told]}
    except (ValueError, TypeError):
        return None


def forget(response: Response) -> None:
    """What was said is said once."""
    response.delete_cookie(
        access.cookie_name(COOKIE),
        path="/",
        secure=gateway().settings.secure_cookies,
        httponly=True,
        samesite="Strict",
    )
