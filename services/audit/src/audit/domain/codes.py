"""Action codes: the subject line of a note and the field it is filtered by (R212, R213).

The twenty that are shipped stand in `audit/reference.toml`, since they are dated data that an agency may add
to and retire from (R251). Here stand the two that the log itself writes.
"""

from __future__ import annotations

from typing import Final

LIST: Final = "action_code"
LONGEST: Final = 10

DEFAULT: Final = "FLDUPDATE"
"""What a note carries when nothing says more: of the twenty, the one that claims least."""

IMPORTED: Final = "IMPORTED"
"""The one entry that an imported record gets. The system alone writes it, so no list offers it."""
IMPORTED_LABEL: Final = "Imported from another system"

EXPORTED: Final = "EXPORTED"
"""What a note carries that tells of a file with rows of the record (R86). The system alone writes it."""
EXPORTED_LABEL: Final = "Exported to a file"
