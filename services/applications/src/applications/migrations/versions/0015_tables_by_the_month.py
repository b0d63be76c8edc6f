"""Income tables that shipped before get an edition as CSD prints them, in force from today or their first day.

A database that is made today has these tables already. One whose agency has published an edition of its own keeps it,
and a table whose days are over stays as it is: what it answered was answered so.
"""

import json
import tomllib
from datetime import UTC, datetime
from importlib import resources

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_NEW_EDITION = sa.text(
    "INSERT INTO rule_table (id, version, kind, area, title, source, per, effective_from, effective_to, applies_from,"
    " state, edition, figures, entered_by, entered_at, updated_by, updated_at)"
    " SELECT nextval('rule_table_id_seq'), 1, kind, area, title, CAST(:source AS text), CAST(:per AS text),"
    " effective_from, effective_to, greatest(CAST(:today AS date), effective_from), state, edition + 1,"
    " CAST(:figures AS jsonb), entered_by, :now, updated_by, :now"
    " FROM rule_table AS shipped WHERE kind = :kind AND area = :area AND effective_from = :effective_from"
    " AND effective_to >= CAST(:today AS date) AND entered_by = 'HOMEFIRE' AND edition > 0"
    " AND (per, figures) <> (CAST(:per AS text), CAST(:figures AS jsonb))"
    " AND NOT EXISTS (SELECT FROM rule_table AS later WHERE later.kind = shipped.kind AND later.area = shipped.area"
    " AND later.effective_from = shipped.effective_from AND later.edition > shipped.edition)"
)


def upgrade() -> None:
    config = op.get_context().config
    assert config is not None
    today = config.attributes["today"]
    text = (resources.files("applications") / "rule_tables.toml").read_text()
    for table in tomllib.loads(text)["table"]:
        figures = {str(size): figure for size, figure in enumerate(table["figures"], start=1)}
        named = {name: table[name] for name in ("kind", "area", "source", "per", "effective_from")}
        values = {**named, "figures": json.dumps(figures), "today": today, "now": datetime.now(UTC)}
        op.get_bind().execute(_NEW_EDITION, values)


def downgrade() -> None:
    """A published edition stays: decisions name it."""
