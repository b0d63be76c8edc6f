"""What the suite is measured against: one application, one process model, one database, the same work.

It answers the gateway's record with the services' own statements and rules, so that what differs is how the
parts are reached: by function calls on one connection here, over the bus there. As an application of its kind
does, it runs its statements through SQLAlchemy and dumps its answer through marshmallow. It runs under the
gateway's own gunicorn settings. Bare, it checks no token, shapes no answer and writes no line: what the database
gives is sent as JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import orjson
import sqlalchemy as sa
from flask import Flask, Response, request

import applications.repository.reading
import applications.schemas.application
import applications.schemas.household
import applications.usecases.reading
import appointments.repository.appointments
import appointments.schemas.appointment
import appointments.usecases.appointments
import audit.repository
import audit.schemas
import audit.usecases
import customers.repository.record
import customers.schemas.record
import customers.usecases.record
import documents.repository
import documents.schemas
import documents.usecases
import messaging.repository.contact_entries
import messaging.schemas.contact_entry
import messaging.usecases.contact_entries
import weatherization.repository.jobs
import weatherization.repository.properties
import weatherization.schemas.job
import weatherization.schemas.property
import weatherization.usecases
from audit.sealing import KeyRing
from gateway import record
from gateway.server import Server
from gateway.settings import GatewaySettings
from homefire import telemetry
from homefire.auth import Verifier
from homefire.clock import Clock
from homefire.crypto import MasterKey
from homefire.database import Database
from homefire.errors import Problem
from homefire.outcome import to_json
from homefire.paging import PageQuery
from homefire.schemas import page_of
from homefire.statuses import problem_document, status_of
from homefire.work import Work

BARE = "--bare"
_KEYS = orjson.OPT_NON_STR_KEYS
_PAGE = PageQuery().load({})
_NOTES_PAGE = audit.schemas.NotesQuery().load({})
_SHAPES = {
    "customer": customers.schemas.record.Customer(),
    "contacts": page_of(messaging.schemas.contact_entry.ContactRow)(),
    "household": applications.schemas.household.RecordHousehold(),
    "notes": audit.schemas.NotesPage(),
    "applications": page_of(applications.schemas.application.ListedApplication)(),
    "jobs": page_of(weatherization.schemas.job.JobRow)(),
    "appointments": page_of(appointments.schemas.appointment.AppointmentRow)(),
    "documents": page_of(documents.schemas.ListedDocument)(),
    "properties": page_of(weatherization.schemas.property.PropertyRow)(),
}


class Monolith:
    """Composes records with all tables at hand."""

    def __init__(self, settings: GatewaySettings, master_key: MasterKey) -> None:
        base = settings.base
        self.database = Database(base.database_url, pool_size=base.workers)
        self._clock = Clock(base.time_zone)
        self._edge: Any = SimpleNamespace(cipher=self.database.field_cipher(master_key), clock=self._clock)
        self._keys = KeyRing(master_key)
        assert base.keys_file, "the gateway's environment names the public keys"
        self._verifier = Verifier(base.keys_file, "gateway")

    def compose(self, token: str, number: int) -> dict[str, Any]:
        """The gateway's document. Raises the services' own problems."""
        caller = self._verifier.verify(token)
        for _, _, scope in record.QUESTIONS.values():
            caller.require(scope)
        with self.database.reading() as connection:
            work = Work(self._edge, caller=caller, correlation_id="", connection=connection)
            found = self._read(work, number)
        sections = {name: {"state": "ok", "data": _shaped(name, found[name])} for name in record.SECTIONS}
        return {
            "number": number,
            "heading": record.heading(number, found[record.CUSTOMER]),
            "sections": sections,
        }

    def _read(self, work: Work, number: int) -> Mapping[str, Any]:
        applied = applications.usecases.reading.get_customer_applications(work, number)
        return {
            "customer": customers.usecases.record.get_customer(work, number),
            "contacts": messaging.usecases.contact_entries.list_contact_entries(work, number, _PAGE),
            "household": applied["household"],
            "notes": audit.usecases.list_notes(work, self._keys, number, _NOTES_PAGE),
            "applications": {"items": applied["applications"]},
            "jobs": weatherization.usecases.list_jobs(work, number),
            "appointments": appointments.usecases.appointments.list_appointments(work, number),
            "documents": documents.usecases.list_documents(work, number, _PAGE),
            "properties": weatherization.usecases.list_properties(work, number),
        }

    def gather(self, number: int) -> dict[str, Any]:
        """The same rows by the same statements, as they are."""
        with self.database.reading() as connection:
            today = self._clock.today()
            found = applications.repository.reading.find_of_customer(connection, number, today)
            customer = customers.repository.record.find_record(connection, number)
            lists: dict[str, Any] = {
                "contacts": messaging.repository.contact_entries.list_entries(
                    connection, number, after=None, limit=101
                ),
                "notes": _notes(connection, number),
                "jobs": weatherization.repository.jobs.jobs_of_customer(connection, number, today),
                "appointments": appointments.repository.appointments.of_customer(connection, number),
                "documents": documents.repository.list_documents(connection, number, after=None, limit=101),
                "properties": weatherization.repository.properties.properties_of(connection, number, today),
            }
        rows = {name: [dict(row) for row in lists[name]] for name in lists}
        return {"customer": dict(customer or {}), "applications": found[0], "household": found[1], **rows}


def _shaped(name: str, data: Mapping[str, Any] | None) -> Any:
    return None if data is None else _SHAPES[name].dump(data)


def create_app(monolith: Monolith, *, bare: bool) -> Flask:
    """The application: one route, and one that says when it is ready."""
    app = Flask("monolith", static_folder=None)

    @app.get("/api/v1/customers/<int:number>/record")
    def get_record(number: int) -> Response:
        if bare:
            return _json(orjson.dumps(monolith.gather(number), default=_as_it_is, option=_KEYS))
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return _json(to_json(monolith.compose(token, number)))

    @app.get("/readyz")
    def readyz() -> Response:
        return _json(to_json({"status": "ok" if monolith.database.is_answering() else "unavailable"}))

    @app.errorhandler(Problem)
    def refuse(problem: Problem) -> Response:
        return Response(to_json(problem_document(problem, "")), status_of(problem))

    return app


class MonolithServer(Server):
    """The gateway's server with this application in it."""

    def __init__(self, settings: GatewaySettings, master_key: MasterKey, *, bare: bool) -> None:
        self._parts = settings, master_key
        self._bare = bare
        super().__init__(settings)

    def load_config(self) -> None:
        """As the gateway's, without its connection to the broker; bare, without the line per request."""
        super().load_config()
        self.cfg.set("post_worker_init", _nothing)
        self.cfg.set("worker_exit", _nothing_at_exit)
        if self._bare:
            self.cfg.set("accesslog", None)

    def load(self) -> Flask:
        """The application of one process."""
        return create_app(Monolith(*self._parts), bare=self._bare)


def _notes(connection: sa.Connection, number: int) -> Any:
    rows = audit.repository.page_of_notes(
        connection,
        [str(number)],
        zone="America/Los_Angeles",
        limit=21,
        after=None,
        action_codes=[],
        imported=False,
        amended=False,
    )
    return [row._mapping for row in rows]


def _json(body: bytes) -> Response:
    return Response(body, content_type="application/json")


def _as_it_is(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _nothing(worker: Any) -> None:
    """gunicorn tells a hook of every process that it starts."""


def _nothing_at_exit(arbiter: Any, worker: Any) -> None:
    """And of every one that ends."""


def main(key_file: str, *options: str) -> None:
    """Serves where the gateway's settings say, with the gateway's number of processes and threads."""
    settings = GatewaySettings.from_environment()
    telemetry.configure(settings.base.log_level, "monolith")
    MonolithServer(settings, MasterKey.from_file(Path(key_file)), bare=BARE in options).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
