"""Where e-mail and texts are handed over: from the environment, typed, read once (R219)."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from functools import cache
from pathlib import Path

from environs import Env

from messaging.domain.outgoing import EMAIL, SMS

SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. `security`: TLS from the start, after STARTTLS, or none. `timeout` is in seconds."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: Address
    timeout: float


@dataclass(frozen=True, slots=True)
class Texting:
    """A provider of text messages that takes a form as Twilio's Messages API does."""

    url: str
    account: str
    token: str = field(repr=False)
    sender: str
    timeout: float


@dataclass(frozen=True, slots=True)
class SendingSettings:
    """What is set up; None for what is not, which then sends nothing and says so."""

    smtp: Smtp | None
    texting: Texting | None

    @property
    def set_up(self) -> frozenset[str]:
        """The channels that can be used."""
        ways = ((EMAIL, self.smtp), (SMS, self.texting))
        return frozenset(channel for channel, way in ways if way is not None)

    @property
    def label(self) -> str:
        """What the From field of an e-mail says (R219); empty where e-mail is not set up."""
        return str(self.smtp.sender) if self.smtp else ""

    @property
    def domain(self) -> str:
        """The right side of Message-IDs."""
        return self.smtp.sender.domain if self.smtp else "homefire.invalid"

    @classmethod
    def from_environment(cls) -> SendingSettings:
        """Reads `MESSAGING_SMTP_*`, `MESSAGING_EMAIL_FROM` and `MESSAGING_SMS_*`; raises `SystemExit` for half of it."""
        env = Env()
        with env.prefixed("MESSAGING_"):
            return cls(_smtp(env), _texting(env))


@cache
def sending_settings() -> SendingSettings:
    """The settings of this process."""
    return SendingSettings.from_environment()


def _smtp(env: Env) -> Smtp | None:
    host = env.str("SMTP_HOST", "")
    if not host:
        return None
    security = env.str("SMTP_SECURITY", "starttls")
    if security not in SECURITIES:
        raise SystemExit(f"MESSAGING_SMTP_SECURITY must be one of {', '.join(SECURITIES)}.")
    user, password = env.str("SMTP_USER", ""), _secret(env, "SMTP_PASSWORD_FILE")
    if user and (not password or security == "none"):
        raise SystemExit(
            "messaging cannot log in to the mail server: set MESSAGING_SMTP_PASSWORD_FILE, "
            "and MESSAGING_SMTP_SECURITY to starttls or tls."
        )
    port = env.int("SMTP_PORT", 465 if security == "tls" else 587)
    sender = _address(env.str("EMAIL_FROM", ""))
    return Smtp(host, port, security, user, password, sender, env.float("SMTP_TIMEOUT", 20.0))


def _address(text: str) -> Address:
    name, address = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=address)
    except (HeaderParseError, IndexError, ValueError):
        raise SystemExit(
            "Set MESSAGING_EMAIL_FROM to what e-mail comes from, such as: Example Agency <help@example.org>"
        ) from None


def _texting(env: Env) -> Texting | None:
    url = env.str("SMS_URL", "")
    if not url:
        return None
    account, token, sender = (
        env.str("SMS_ACCOUNT", ""),
        _secret(env, "SMS_TOKEN_FILE"),
        env.str("SMS_FROM", ""),
    )
    if not (account and token and sender) or not url.startswith(("https://", "http://127.0.0.1:")):
        raise SystemExit(
            "messaging cannot send texts: set MESSAGING_SMS_ACCOUNT, MESSAGING_SMS_TOKEN_FILE, MESSAGING_SMS_FROM, "
            "and MESSAGING_SMS_URL to an address that begins with https://."
        )
    return Texting(url, account, token, sender, env.float("SMS_TIMEOUT", 20.0))


def _secret(env: Env, name: str) -> str:
    path = env.str(name, "")
    return Path(path).read_text().strip() if path else ""
