"""What the shipped document types prove, where an agency has said nothing of it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PROVES = {
    "DRIVERS_LICENSE": ["IDENTITY"],
    "PAYSTUB": ["INCOME"],
    "EOB": ["INCOME", "EXISTING_BENEFITS"],
    "TAX_DOCUMENT": ["INCOME"],
    "BENEFIT_LETTER": ["INCOME", "EXISTING_BENEFITS"],
    "PROOF_OF_OWNERSHIP": ["HOME_OWNERSHIP"],
    "UTILITY_BILL": ["ADDRESS"],
}

_entry = sa.table(
    "reference_entry", sa.column("list"), sa.column("program"), sa.column("code"), sa.column("data", JSONB)
)
_of_types = sa.and_(_entry.c.list == "document_type", _entry.c.program == "")


def upgrade() -> None:
    for code, proves in PROVES.items():
        silent = sa.and_(_of_types, _entry.c.code == code, sa.not_(_entry.c.data.has_key("proves")))
        said = _entry.c.data.concat(sa.cast({"proves": proves}, JSONB))
        op.execute(sa.update(_entry).where(silent).values(data=said))


def downgrade() -> None:
    op.execute(
        sa.update(_entry).where(_entry.c.list == "document_type").values(data=_entry.c.data - "proves")
    )
