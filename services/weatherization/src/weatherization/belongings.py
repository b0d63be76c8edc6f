"""What of this service belongs to a customer, for a delete and a merge (R11, R252)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from homefire.belonging import Belongings, Kind
from weatherization.models import Certification, DwellingLink, Job, ProjectDwelling

_link = DwellingLink.__table__
_job = Job.__table__
_part = ProjectDwelling.__table__
_certification: Any = Certification.__table__

BELONGINGS = Belongings(
    (
        Kind.of(_link, "dwellings", "Dwellings"),
        # A job belongs to its dwelling, so that two customers who are linked to it have the same one.
        Kind(
            "jobs",
            "Jobs and projects",
            sa.select(_link.c.customer_number, sa.true().label("blocks"), _job.c.id)
            .join_from(
                _link,
                _job,
                sa.or_(
                    _job.c.dwelling_id == _link.c.dwelling_id,
                    sa.exists().where(
                        _part.c.job_id == _job.c.id, _part.c.dwelling_id == _link.c.dwelling_id
                    ),
                ),
            )
            .distinct(),
            sentence="Jobs are kept for the state's reports. Merge the record into another one instead.",
            adds_up=False,
        ),
        # Rows of applications that nobody has certified move as well and are counted by nobody.
        Kind(
            "certifications",
            "Certified applications",
            sa.select(
                _certification.c.customer_number, _certification.c.home_number, sa.false().label("blocks")
            ).where(_certification.c.certified_on.is_not(None)),
            _certification,
        ),
    )
)
