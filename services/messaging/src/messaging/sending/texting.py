"""Text messages through a provider that takes a form as Twilio's Messages API does: To, From, Body."""

from __future__ import annotations

import base64
import json
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from messaging.sending.outcome import Ended, HandOver, Letter
from messaging.sending_settings import Texting

_NO_SUCH_RECIPIENT = frozenset({21211, 21214, 21217, 21610, 21612, 21614})
"""The provider's codes for a number that cannot be texted, or whose owner has replied STOP."""
_LARGEST_ANSWER = 100_000


class _NoRedirects(HTTPRedirectHandler):
    """The account's token goes to the address that was set, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = build_opener(_NoRedirects())


def send(settings: Texting, letter: Letter) -> HandOver:
    """Hands one text to the provider. It has no subject; the number is one of the United States."""
    form = {"To": _international(letter.to), "From": settings.sender, "Body": letter.body}
    key = base64.b64encode(f"{settings.account}:{settings.token}".encode()).decode()
    request = Request(
        settings.url,
        urlencode(form).encode(),
        {"Authorization": f"Basic {key}", "Accept": "application/json", "Idempotency-Key": letter.message_id},
    )
    try:
        with _opener.open(request, timeout=settings.timeout):
            return HandOver(Ended.TAKEN)
    except HTTPError as error:
        return _told(error)
    except (URLError, OSError):
        return HandOver(Ended.LATER, "server_away")


def _told(error: HTTPError) -> HandOver:
    with error:
        code = _code(error)
    if code in _NO_SUCH_RECIPIENT:
        return HandOver(Ended.NO_SUCH_RECIPIENT, f"sms_{code}")
    # A wrong token and too many requests are for now: what was written does not depend on them.
    for_good = 400 <= error.code < 500 and error.code not in (401, 403, 404, 408, 429)
    return HandOver(Ended.REFUSED if for_good else Ended.LATER, f"http_{error.code}")


def _code(error: HTTPError) -> int:
    try:
        return int(json.loads(error.read(_LARGEST_ANSWER))["code"])
    except (ValueError, KeyError, TypeError, OSError):
        return 0


def _international(phone: str) -> str:
    return f"+1{phone}" if len(phone) == 10 else f"+{phone}"
