"""What the intake pages ask for besides the application itself: one statement each."""

from __future__ import annotations

from typing import Any

import orjson
import sqlalchemy as sa

from applications.models import Application, Housing, QuestionnaireAnswer
from applications.repository.composing import array_of, label_of, moment_of

_application = Application.__table__
_housing = Housing.__table__
_answer = QuestionnaireAnswer.__table__
_OF: tuple[sa.ColumnElement[Any], ...] = tuple(
    _application.c[name]
    for name in ("id", "customer_number", "program_code", "program_year", "intake_date", "version")
)
_ONE = _application.c.id == sa.bindparam("id", type_=sa.BigInteger)
_HOUSING = (
    sa.select(
        *_OF,
        *(column for column in _housing.c if column.name != "application_id"),
        label_of("housing", _housing.c.housing, _application.c.intake_date).label("housing_label"),
    )
    .select_from(_application.outerjoin(_housing, _housing.c.application_id == _application.c.id))
    .where(_ONE)
)
_ANSWERS = (
    sa.select(
        array_of(
            {name: _answer.c[name] for name in ("code", "question", "kind", "form_version", "answer")}
            | {"entered_by": _answer.c.entered_by, "entered_at": moment_of(_answer.c.entered_at)},
            _answer.c.position,
        )
    )
    .where(_answer.c.application_id == _application.c.id)
    .correlate(_application)
    .scalar_subquery()
)
_QUESTIONNAIRE = sa.select(*_OF, sa.cast(_ANSWERS, sa.Text).label("answers")).where(_ONE)


def find_housing(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """An application with how its household is housed; blanks where nothing was said."""
    row = connection.execute(_HOUSING, {"id": application_id}).mappings().first()
    return dict(row) if row else None


def find_questionnaire(connection: sa.Connection, application_id: int) -> dict[str, Any] | None:
    """An application with the answers to its questionnaire, in the form's order."""
    row = connection.execute(_QUESTIONNAIRE, {"id": application_id}).mappings().first()
    return dict(row) | {"answers": orjson.loads(row["answers"])} if row else None
