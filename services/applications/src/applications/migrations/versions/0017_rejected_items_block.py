"""A rejected verification item is a finding of its own; until now it was one with an item opened again.

Whoever has chosen that `items_open` blocks has chosen both, so their rows have both from now on. Nothing else of a row
changes, and no revision is added: nobody has decided anything anew.
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_EACH = (
    "UPDATE program_part SET rows = (SELECT jsonb_agg(CASE WHEN {chosen} THEN"
    " jsonb_set(cell.one, '{{blocks}}', {blocks}) ELSE cell.one END ORDER BY cell.place)"
    " FROM jsonb_array_elements(rows) WITH ORDINALITY AS cell (one, place))"
    " WHERE part IN ('transfer', 'contracts') AND jsonb_array_length(rows) > 0"
)


def upgrade() -> None:
    chosen = "cell.one->'blocks' ? 'items_open' AND NOT cell.one->'blocks' ? 'items_rejected'"
    op.execute(_EACH.format(chosen=chosen, blocks="cell.one->'blocks' || to_jsonb('items_rejected'::text)"))


def downgrade() -> None:
    chosen = "cell.one->'blocks' ? 'items_rejected'"
    op.execute(_EACH.format(chosen=chosen, blocks="(cell.one->'blocks') - 'items_rejected'"))
