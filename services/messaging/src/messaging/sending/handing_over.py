"""The way to each channel."""

from __future__ import annotations

from messaging.domain.outgoing import EMAIL
from messaging.sending import smtp, texting
from messaging.sending.outcome import Ended, HandOver, Letter
from messaging.sending_settings import SendingSettings


def hand_over(settings: SendingSettings, channel: str, letter: Letter) -> HandOver:
    """Hands one message over; raises nothing for what the other side says or does not say."""
    if channel == EMAIL and settings.smtp is not None:
        return smtp.send(settings.smtp, letter)
    if channel != EMAIL and settings.texting is not None:
        return texting.send(settings.texting, letter)
    return HandOver(Ended.LATER, "not_set_up")
