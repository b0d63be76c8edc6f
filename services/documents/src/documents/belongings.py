"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

from documents.models import Document
from homefire.belonging import Belongings, Kind

BELONGINGS = Belongings((Kind.of(Document.__table__, "documents", "Files"),))
