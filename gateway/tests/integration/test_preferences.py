"""What somebody has chosen lies with the account and counts from the next request on (R106)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from gateway.accounts import Directory, Preferences
from gateway.models import Account
from gateway.sessions import Sessions
from homefire.database import Database
from homefire.rules import RuleBroken


@pytest.mark.req("R106")
def test_a_clock_is_kept_with_the_account_until_another_is_chosen(
    own_database: Database, directory: Directory, stored_sessions: Sessions
) -> None:
    other = directory.add("jjames", "JANE JAMES", "staff", ["caseworker"], "a password of fifteen")
    with own_database.reading() as connection:
        own = connection.execute(sa.select(Account.id).where(Account.user_name == "jjohnson")).scalar_one()
    token, others = stored_sessions.open(own), stored_sessions.open(other)
    preferences = Preferences(own_database)

    def clock_of(session: str) -> Any:
        found = stored_sessions.find(session)
        return found and found.clock

    assert clock_of(token) is None
    for chosen in ("24", "12", None):
        preferences.set_clock(own, chosen)
        assert (clock_of(token), clock_of(others)) == (chosen, None)
    with pytest.raises(RuleBroken, match="One of: 12, 24"):
        preferences.set_clock(own, "6")
    with pytest.raises(sa.exc.IntegrityError, match="ck_account_clock"), own_database.session() as session:
        session.execute(sa.update(Account).where(Account.id == own).values(clock="6"))
