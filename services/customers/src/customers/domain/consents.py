"""What a customer has agreed to be sent (R46, R146): given, revoked, or never asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from homefire.rules import RuleBroken
from homefire.us.dates import show_date

SMS, EMAIL, MARKETING = "sms", "email", "marketing"
CHANNELS = (SMS, EMAIL, MARKETING)
NONE, GIVEN, REVOKED = "NONE", "GIVEN", "REVOKED"
"""The states of a channel; NONE while nothing was ever recorded."""


def check_date(day: date, today: date, last: date | None) -> None:
    """Refuses a day to come, and one before the channel's last entry: the entries stay in their order (R46)."""
    if day > today:
        raise RuleBroken("in_the_future", "The date is in the future. Enter the day on which it was said.")
    if last is not None and day < last:
        raise RuleBroken(
            "before_the_last",
            f"There is an entry of {show_date(last)} already. Enter that day or a later one.",
        )


def check_source(data: Mapping[str, Any], state: str) -> None:
    """Refuses a source that cannot have said this: nobody gives consent by replying STOP. `data` is its entry's."""
    only = data.get("only")
    if only is not None and only != state:
        said = "gives no consent" if state == GIVEN else "revokes nothing"
        raise RuleBroken("wrong_source", f"This source {said}. Choose another one.")


def may_send(channel: str, state: Mapping[str, Any]) -> bool:
    """Whether something may be sent by a channel to the customer whose record has this state (R46, R146, R153).

    Text messages need a consent. E-mail about the customer's own case needs none and ends with an opt-out; the
    marketing toggle never stops it. Marketing needs the customer's own choice, an address that nobody revoked,
    and a customer who is not dormant.
    """
    if channel == SMS:
        return bool(state.get("sms_consent") == GIVEN)
    if channel == EMAIL:
        return bool(state.get("email_consent", NONE) != REVOKED)
    return bool(state.get("marketing_emails")) and not state.get("dormant") and may_send(EMAIL, state)


def facts(state: Mapping[str, Any]) -> dict[str, bool]:
    """What other services are told: for each channel, whether it may be used."""
    return {channel: may_send(channel, state) for channel in CHANNELS}
