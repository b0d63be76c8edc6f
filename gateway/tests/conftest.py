"""The gateway under test: the real application over canned answers of the services, and real keys."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

# pytest names a test module by its folders and makes the modules above it. The folder `gateway` has the name
# of the package inside it, which must not stay hidden.
# ruff: noqa: E402
sys.modules.pop("gateway", None)


from gateway.app import assemble, create_app
from gateway.build_assets import compile_translations
from gateway.contracts import Contracts
from gateway.settings import LOCAL_HTTP, GatewaySettings
from homefire.auth import new_private_jwk, public_entry
from homefire.client import Call
from homefire.errors import Unavailable
from homefire.settings import Settings

DATA = Path(__file__).parent / "data"
MENU_CALL = Call("customers", "count_alert_queue")
KINDS = ["staff", "agency", "customer", "vendor"]


class CannedRpc:
    """Stands where `RpcClient` does. An answer that is a problem is what that operation answers."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.calls: list[Call] = []
        self.menu_calls: list[Call] = []
        self.tokens: list[str | None] = []
        self.correlation_ids: list[str | None] = []

    def call_many(
        self,
        calls: Sequence[Call],
        *,
        token: str | None = None,
        correlation_id: str | None = None,
        **_: Any,
    ) -> list[Any]:
        """The canned answer of each; what nobody prepared is unavailable."""
        # What the menu of every page asks is kept apart from what the page itself asks.
        menu = [call for call in calls if call == MENU_CALL]
        asked = [call for call in calls if call not in menu]
        self.menu_calls.extend(menu)
        self.calls.extend(asked)
        self.correlation_ids.extend([correlation_id] * len(asked))
        if asked:
            self.tokens.append(token)
        return [copy.deepcopy(self.answers.get(f"{c.service}.{c.method}", Unavailable())) for c in calls]

    def is_ready(self) -> bool:
        """As if the broker were there."""
        return True

    def connect(self) -> None:
        """Nothing to connect to."""

    def close(self) -> None:
        """Nothing to end."""

    def correlation_of(self, call: Call) -> str | None:
        """The correlation id under which a call was made."""
        return next(
            found for made, found in zip(self.calls, self.correlation_ids, strict=True) if made is call
        )

    def asked(self, operation: str) -> list[Call]:
        """The calls of one operation, in order."""
        return [call for call in self.calls if f"{call.service}.{call.method}" == operation]


class CompiledTemplates(BytecodeCache):
    """Keeps in memory what templates compile to, for every application of this process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fills the bucket, if its template was compiled from this very text."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


class Applications:
    """Applications by their settings and contracts.

    To declare hundreds of routes and to compile templates takes most of a test's time, and neither changes
    from test to test. The parts, which keep what a test does, are new for each.
    """

    def __init__(self) -> None:
        self._kept: list[tuple[GatewaySettings, Contracts, Flask]] = []

    def get(
        self, settings: GatewaySettings, rpc: Any, contracts: Contracts, http: httpx.Client | None = None
    ) -> Flask:
        """The application of these settings and contracts, with new parts."""
        app = self._like(settings, contracts)
        if app is None:
            app = create_app(settings, rpc=rpc, contracts=contracts)
            self._kept.append((settings, contracts, app))
        app.extensions["gateway"] = assemble(settings, rpc, contracts, http)
        app.testing = True
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app

    def _like(self, settings: GatewaySettings, contracts: Contracts) -> Flask | None:
        for its_settings, its_contracts, app in self._kept:
            if its_settings == settings and its_contracts.documents == contracts.documents:
                return app
        return None


@pytest.fixture(scope="session", autouse=True)
def _translations() -> None:
    compile_translations()


@pytest.fixture(scope="session", autouse=True)
def _compiled_templates() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": CompiledTemplates()})
        yield


@pytest.fixture(scope="session")
def application() -> Callable[..., Flask]:
    """`application(settings, rpc, contracts)`: the application, its routes and templates those of the session.

    A test has one for the same settings and contracts at a time: the next has new parts in the place of the
    last one's. What adds routes takes `create_app`.
    """
    return Applications().get


@pytest.fixture
def answers() -> dict[str, Any]:
    """What the services answer about the manual's customer, by operation."""
    return json.loads((DATA / "record_110385.json").read_text("utf-8"))


@pytest.fixture
def rpc(answers: dict[str, Any]) -> CannedRpc:
    """The services, canned."""
    return CannedRpc(answers)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the gateway's signing key and the public key set."""
    folder = tmp_path_factory.mktemp("keys")
    own = new_private_jwk("gateway-1")
    service = new_private_jwk("customers-1")
    entries = [
        public_entry(own, issuer="gateway", kinds=KINDS, scopes=["*"]),
        public_entry(service, issuer="customers", kinds=["service"], scopes=["applications:read"]),
    ]
    (folder / "gateway.jwk").write_text(json.dumps(own))
    (folder / "keys.json").write_text(json.dumps({"keys": entries}))
    return folder


@pytest.fixture
def settings(keys: Path) -> GatewaySettings:
    """A configuration whose database and broker do not exist."""
    base = Settings(
        service="gateway",
        database_url="postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        migrate_database_url=None,
        amqp_url="amqp://nobody@127.0.0.1:1/",
        http_host="127.0.0.1",
        http_port=0,
        workers=2,
        master_key_file=None,
        blind_index_key_file=None,
        signing_key_file=keys / "gateway.jwk",
        keys_file=keys / "keys.json",
        time_zone=ZoneInfo("America/Los_Angeles"),
        log_level="INFO",
    )
    return GatewaySettings(base=base, service_urls=LOCAL_HTTP, secret_key=b"k" * 32)


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    """The contracts as they are: pages take from them where an operation goes, its limits, whether it is versioned."""
    return Contracts.committed()


@pytest.fixture(scope="session")
def sample_contracts() -> Contracts:
    """Small contracts with one operation of each kind."""
    return Contracts(json.loads((DATA / "sample_contracts.json").read_text("utf-8")))
