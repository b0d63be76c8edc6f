"""The Flask application: its parts, its routes, what every request passes through."""

from __future__ import annotations

import httpx
from flask import Flask, Response, jsonify
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from gateway import (
    __version__,
    access,
    api,
    assets,
    formatting,
    headers,
    languages,
    oauth,
    pages,
    problems,
    verificationwords,
)
from gateway.accounts import (
    Accounts,
    Directory,
    Offices,
    PortalAccounts,
    Preferences,
    SecondFactors,
    StaffDirectory,
)
from gateway.assets import Assets
from gateway.context import Gateway, gateway
from gateway.contracts import Contracts
from gateway.drafts import Drafts
from gateway.lists import KeptLists
from gateway.portal_links import PortalLinks
from gateway.queuecount import QueueCounts
from gateway.searches import Searches
from gateway.services import Rpc, Services
from gateway.sessions import Sessions
from gateway.settings import GatewaySettings
from gateway.throttling import Throttle
from gateway.tokens import AUDIENCE, Tokens
from homefire.auth import Signer, Verifier
from homefire.database import Database

MOST_FORM = 64_000
"""Bytes. What a page's form may weigh; each API operation has its own limit."""


def create_app(
    settings: GatewaySettings, *, rpc: Rpc | None = None, contracts: Contracts | None = None
) -> Flask:
    """The application over a configuration. With an `rpc` of its own it connects to no broker."""
    app = Flask("gateway", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MOST_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_FORM
    contracts = contracts or Contracts.committed()
    app.extensions["gateway"] = parts = assemble(settings, rpc, contracts)

    headers.install(app)
    access.install(app)
    problems.install(app)
    languages.install(app)
    formatting.install(app, settings.base.time_zone)
    verificationwords.install(app)
    pages.install(app)
    oauth.install(app)
    app.register_blueprint(api.blueprint(contracts))
    api.install_pages(app, contracts)
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    _serve_assets(app, parts.assets)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way to wrap an application.
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return app


def assemble(
    settings: GatewaySettings, rpc: Rpc | None, contracts: Contracts, http: httpx.Client | None = None
) -> Gateway:
    """One process's parts. With an `rpc` of its own it connects to no broker; `http` reaches the services' ports."""
    base = settings.base
    database = Database(base.database_url, pool_size=base.workers)
    assert base.signing_key_file and base.keys_file, "settings were not checked"
    tokens = Tokens(Signer.from_file(base.signing_key_file, "gateway"))
    services = Services(rpc or _connect(base.amqp_url), tokens, settings.service_urls, contracts, http)
    portal_accounts = PortalAccounts(database)
    return Gateway(
        settings=settings,
        database=database,
        accounts=Accounts(database, Throttle(database, settings.secret_key)),
        directory=Directory(database),
        staff=StaffDirectory(database),
        offices=Offices(database),
        preferences=Preferences(database),
        portal_accounts=portal_accounts,
        portal_links=PortalLinks(services, portal_accounts),
        second_factors=SecondFactors(database, Throttle(database, settings.secret_key), settings.secret_key),
        sessions=Sessions(database),
        tokens=tokens,
        verifier=Verifier(base.keys_file, AUDIENCE),
        contracts=contracts,
        services=services,
        lists=KeptLists(services),
        queue_counts=QueueCounts(services),
        drafts=Drafts(database, settings.secret_key),
        searches=Searches(database, settings.secret_key),
        assets=Assets(),
    )


def _connect(amqp_url: str) -> Rpc:
    from homefire.client import RpcClient

    return RpcClient(amqp_url, "gateway")


def _serve_assets(app: Flask, built: Assets) -> None:
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's own way to wrap an application.
        app.wsgi_app,
        root=str(built.folder) if built.built else None,
        prefix=assets.PREFIX,
        max_age=assets.YEAR,
        immutable_file_test=lambda path, url: True,
        add_headers_function=headers.for_static,
    )


@access.public
def healthz() -> Response:
    """Whether the process answers at all."""
    return jsonify(status="ok")


@access.public
def readyz() -> tuple[Response, int]:
    """Whether it has what it needs: its database and the broker."""
    parts = gateway()
    checks = {"database": parts.database.is_answering(), "broker": parts.services.is_ready()}
    ready = all(checks.values())
    body = jsonify(status="ok" if ready else "unavailable", version=__version__, checks=checks)
    return body, 200 if ready else 503
