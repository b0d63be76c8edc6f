"""A second factor: codes of an authenticator (RFC 6238), and recovery codes for one that is lost (R225).

The secret is sealed under a key of the gateway's and bound to its account. A code counts once, in its own half minute
or the one before or after. Recovery codes are kept as keyed hashes and count once each.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import uuid
from datetime import UTC, datetime

import pyotp
import sqlalchemy as sa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.orm import Session

from gateway.accounts.entries import Actor, enter
from gateway.models import AccountEntry, LogIn, RecoveryCode, SecondFactor
from gateway.throttling import SLOWING, WINDOW, Attempt, Throttle
from homefire.crypto import Place, open_sealed, seal
from homefire.database import Database

ISSUER = "Homefire"
STEP = 30
"""Seconds for which a code stands."""
RECOVERY_CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_RECOVERY_LENGTH = 10


class SecondFactors:
    """Begins, confirms, checks and ends second factors."""

    def __init__(self, database: Database, throttle: Throttle, secret_key: bytes) -> None:
        self._database = database
        self._throttle = throttle
        self._key = _derived(secret_key, b"homefire second factors")
        self._hash_key = _derived(secret_key, b"homefire recovery codes")

    def is_on(self, account_id: uuid.UUID) -> bool:
        """Whether this account needs a code to log in."""
        query = sa.select(SecondFactor.account_id).where(
            SecondFactor.account_id == account_id, SecondFactor.confirmed_at.isnot(None)
        )
        with self._database.reading() as connection:
            return connection.execute(query).first() is not None

    def begin(self, account_id: uuid.UUID) -> None:
        """A new secret that counts for nothing until it is confirmed. One that counts stays as it is."""
        sealed = seal(self._key, pyotp.random_base32().encode(), _place(account_id))
        with self._database.session() as session:
            factor = _factor(session, account_id)
            if factor is None:
                session.add(SecondFactor(account_id=account_id, secret=sealed, created_at=datetime.now(UTC)))
            elif factor.confirmed_at is None:
                factor.secret, factor.created_at = sealed, datetime.now(UTC)

    def pending(self, account_id: uuid.UUID) -> str | None:
        """The secret that waits to be confirmed, in base 32; nothing where none does."""
        with self._database.session() as session:
            factor = session.get(SecondFactor, account_id)
            if factor is None or factor.confirmed_at is not None:
                return None
            return self._secret(factor)

    def confirm(
        self, account_id: uuid.UUID, code: str, by: Actor, address: str, *, kept: uuid.UUID | None = None
    ) -> list[str] | None:
        """Makes the pending secret count; the recovery codes, which are told this once, or nothing for a wrong code.

        Every session of the account ends but the one that is `kept`. Raises `TooManyRequests`.
        """
        attempt = self._begin(account_id, address)
        with self._database.session() as session:
            factor = _factor(session, account_id)
            if factor is None or factor.confirmed_at is not None or not self._take(factor, code):
                return None
            factor.confirmed_at = datetime.now(UTC)
            codes = [
                "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
                for _ in range(RECOVERY_CODES)
            ]
            session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
            session.add_all(
                RecoveryCode(code_hash=self._hash(account_id, plain), account_id=account_id)
                for plain in codes
            )
            others = sa.true() if kept is None else LogIn.id != kept
            session.execute(sa.delete(LogIn).where(LogIn.account_id == account_id, others))
            enter(session, account_id, "factor_added", by)
        self._throttle.succeeded(attempt)
        return [f"{plain[:5]}-{plain[5:]}" for plain in codes]

    def check(self, account_id: uuid.UUID, code: str, by: Actor, address: str) -> bool:
        """Whether a code of the authenticator, or a recovery code, is right; each is taken once.

        Wrong ones stand in the account log, those of a quarter of an hour as one. Raises `TooManyRequests`.
        """
        attempt = self._begin(account_id, address)
        with self._database.session() as session:
            factor = _factor(session, account_id)
            if factor is None or factor.confirmed_at is None:
                return False
            right = self._take(factor, code) or self._take_recovery(session, account_id, code, by)
            if not right and not _refused_lately(session, account_id):
                enter(session, account_id, "factor_refused", by)
        if right:
            self._throttle.succeeded(attempt)
        return right

    def _begin(self, account_id: uuid.UUID, address: str) -> Attempt:
        return self._throttle.begin(str(account_id), address, purpose="second factor", limits=SLOWING)

    def end(self, account_id: uuid.UUID, by: Actor, *, own: bool) -> bool:
        """Takes the second factor away; returns whether there was one."""
        with self._database.session() as session:
            factor = _factor(session, account_id)
            if factor is None:
                return False
            session.execute(sa.delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
            session.delete(factor)
            if factor.confirmed_at is not None:
                enter(session, account_id, "factor_ended" if own else "factor_removed", by)
            return factor.confirmed_at is not None

    def _take(self, factor: SecondFactor, code: str) -> bool:
        """Whether the code is one of a step that was not taken yet; that step and those before it are taken then."""
        plain = "".join(code.split())
        now = int(time.time()) // STEP
        codes = pyotp.TOTP(self._secret(factor), interval=STEP)
        for step in (now - 1, now, now + 1):
            right = hmac.compare_digest(codes.generate_otp(step).encode(), plain.encode())
            if right and step > factor.last_step:
                factor.last_step = step
                return True
        return False

    def _take_recovery(self, session: Session, account_id: uuid.UUID, code: str, by: Actor) -> bool:
        plain = "".join(character for character in code.lower() if character.isalnum())
        which = RecoveryCode.code_hash == self._hash(account_id, plain)
        taken = session.execute(
            sa.delete(RecoveryCode)
            .where(which, RecoveryCode.account_id == account_id)
            .returning(RecoveryCode.account_id)
        ).first()
        if taken is not None:
            enter(session, account_id, "recovery_code_used", by)
        return taken is not None

    def _secret(self, factor: SecondFactor) -> str:
        return open_sealed(self._key, bytes(factor.secret), _place(factor.account_id)).decode()

    def _hash(self, account_id: uuid.UUID, plain: str) -> bytes:
        return hmac.digest(self._hash_key, f"{account_id}:{plain}".encode(), hashlib.sha256)


def address_of(secret: str, user_name: str) -> str:
    """What an authenticator reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=user_name, issuer_name=ISSUER)


def _refused_lately(session: Session, account_id: uuid.UUID) -> bool:
    query = sa.select(AccountEntry.id).where(
        AccountEntry.account_id == account_id,
        AccountEntry.action == "factor_refused",
        AccountEntry.at > datetime.now(UTC) - WINDOW,
    )
    return session.execute(query.limit(1)).first() is not None


def _factor(session: Session, account_id: uuid.UUID) -> SecondFactor | None:
    return session.scalar(
        sa.select(SecondFactor).where(SecondFactor.account_id == account_id).with_for_update()
    )


def _place(account_id: uuid.UUID) -> bytes:
    return Place("second_factor", "secret", str(account_id)).to_bytes()


def _derived(secret_key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key)
