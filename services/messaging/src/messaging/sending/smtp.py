"""E-mail by SMTP (RFC 5321): plain text, over TLS unless the settings say otherwise."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP

from messaging.sending.outcome import Ended, HandOver, Letter
from messaging.sending_settings import Smtp

_NO_SUCH_RECIPIENT = frozenset({550, 551, 553})
"""Replies to RCPT TO by which a mailbox is not there, RFC 5321 section 4.2.3. 552 is a full one, 554 a policy's."""


def send(settings: Smtp, letter: Letter) -> HandOver:
    """Hands one e-mail to the server. The body goes as plain text in UTF-8 (R221).

    One that cannot be composed, such as for an address that decodes to more than one line, is refused at once.
    """
    try:
        message = composed(settings, letter)
        message.as_bytes()
    except (
        Exception
    ):  # What cannot be written today cannot be written tomorrow; the parser raises many kinds.
        return HandOver(Ended.REFUSED, "not_composed")
    try:
        server = _connected(settings)
        try:
            return _deliver(server, settings, letter, message)
        finally:
            _leave(server)
    except smtplib.SMTPAuthenticationError:
        return HandOver(Ended.LATER, "log_in_refused")
    except smtplib.SMTPResponseException as error:
        return _told(error.smtp_code)
    except (smtplib.SMTPException, OSError):
        return HandOver(Ended.LATER, "server_away")


def composed(settings: Smtp, letter: Letter) -> EmailMessage:
    """The message with its headers. A header that would take more than one line of text raises `ValueError`."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Message-ID"] = letter.message_id
    if letter.automatic:
        message["Auto-Submitted"] = "auto-generated"  # Keeps vacation answers away (RFC 3834).
    message.set_content(letter.body, charset="utf-8", cte="quoted-printable")
    return message


def _connected(settings: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=settings.timeout, context=context
        )
    else:
        server = smtplib.SMTP(settings.host, settings.port, timeout=settings.timeout)
    try:
        if settings.security == "starttls":
            server.starttls(context=context)
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Says goodbye. What comes of it changes nothing: the message was taken before, or was not."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _deliver(server: smtplib.SMTP, settings: Smtp, letter: Letter, message: EmailMessage) -> HandOver:
    try:
        server.send_message(message, settings.sender.addr_spec, [letter.to])
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        if code in _NO_SUCH_RECIPIENT:
            return HandOver(Ended.NO_SUCH_RECIPIENT, f"smtp_{code}")
        return _told(code)
    return HandOver(Ended.TAKEN)


def _told(code: int) -> HandOver:
    """What a reply means: 4yz is for now, 5yz for good (RFC 5321, section 4.2.1)."""
    return HandOver(Ended.REFUSED if 500 <= code < 600 else Ended.LATER, f"smtp_{code}")
