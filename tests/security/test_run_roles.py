"""What no role that runs a service may change: which row it is, whose, and who entered it when."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from homefire.topology import Topology

PLUMBING = {"outbox", "relay_state", "answers", "projection", "reference_entry"}
"""Tables of the library in every service: none holds what somebody entered into a record."""
EXCEPTIONS = {
    "applications": {
        "income": "entered_by and entered_at tell who entered the income last",
    },
    "appointments": {"appointment": "granted as a whole by its first migration"},
    "customers": {
        "account_terms": "granted as a whole; one row for each customer",
        "application_search": "made from events, and again from them at any time",
        "customer_merge": "granted as a whole; undoing a merge writes into its row",
        "customer_search": "made from the record, and again from it at any time",
        "merge_move_report": "a later report of a service takes the place of its earlier one",
        "priority_note": "kept from events of the notes log",
        "record_lock": "a lease: whoever has the record writes their name into it",
        "sale": "an import tells a sale anew under the same number",
        "search_word": "words of all records, which are nobody's",
        "ssn_correction": "granted as a whole; its decision is written into its row",
    },
    "documents": {"document": "granted as a whole by its first migration"},
    "messaging": {"contact_entry": "granted as a whole; earlier versions lie in contact_entry_version"},
    "weatherization": {
        "dwelling": "granted as a whole by its first migration",
        "dwelling_link": "granted as a whole by its first migration",
        "job": "granted as a whole by its first migration",
    },
}
"""Tables whose run role may still change such a column, and why."""
_CHANGEABLE = sa.text("""
    select cls.relname, array_agg(att.attname::text order by att.attname) as columns
    from pg_class cls
    join pg_attribute att on att.attrelid = cls.oid and att.attnum > 0 and not att.attisdropped
    left join pg_index key on key.indrelid = cls.oid and key.indisprimary
    where cls.relnamespace = 'public'::regnamespace and cls.relkind in ('r', 'p')
      and (att.attnum = any(key.indkey) or att.attname in ('entered_by', 'entered_at'))
      and has_column_privilege(:role, cls.oid, att.attnum, 'UPDATE')
    group by cls.relname
""")


@pytest.mark.parametrize("service", sorted(Topology.load().services))
def test_no_run_role_changes_an_id_or_who_entered_a_row(suite: Any, service: str) -> None:
    with suite.database(service).connect() as connection:
        found = {row.relname: row.columns for row in connection.execute(_CHANGEABLE, {"role": service})}
    changeable = {table: columns for table, columns in found.items() if table not in PLUMBING}
    named = EXCEPTIONS.get(service, {})
    assert {table: columns for table, columns in changeable.items() if table not in named} == {}
    assert set(named) - set(changeable) == set(), "an exception that is none any more"
