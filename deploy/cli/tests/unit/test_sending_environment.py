"""Where what a local Homefire sends goes: to the mail catcher only where nobody has set up anything else."""

from __future__ import annotations

import os

import pytest

from homefire_cli.environment import beside_from_environment
from homefire_cli.suite import MAIL_CATCHER


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any sending."""
    for name in [name for name in os.environ if name.startswith("MESSAGING_")]:
        monkeypatch.delenv(name)


@pytest.mark.req("R219")
@pytest.mark.parametrize(
    ("name", "value", "catches"),
    [
        ("MESSAGING_SMTP_HOST", "mail.example.org", False),
        ("MESSAGING_SMTP_PORT", "587", False),
        ("MESSAGING_SMS_URL", "https://texts.example.org", False),
        ("MESSAGING_SMTP_HOST", "", True),
        ("MESSAGING_EMAIL_FROM", "Agency <a@example.org>", True),
    ],
)
def test_catcher_runs_only_where_no_sending_is_set(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, catches: bool
) -> None:
    assert MAIL_CATCHER in beside_from_environment()
    monkeypatch.setenv(name, value)
    assert (MAIL_CATCHER in beside_from_environment()) is catches
