"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

from homefire.belonging import Belongings, Kind
from messaging.models import ContactEntry

BELONGINGS = Belongings((Kind.of(ContactEntry.__table__, "contact_entries", "Contacts"),))
