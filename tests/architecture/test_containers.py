"""Images and compose file, held to what the local runner does: no container engine runs where these tests do."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from documents.settings import StoreSettings
from gateway.settings import GatewaySettings
from homefire.settings import Settings
from homefire.topology import Topology
from homefire_cli import containers
from homefire_cli.postgres import ADMINISTRATOR, Postgres
from homefire_cli.stack import MARKER, Stack
from homefire_cli.suite import BROKER, CHECKOUT, GATEWAY, POSTGRES, PROGRAMS, SERVICES
from messaging.sending_settings import SendingSettings

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
ENTRIES: dict[str, dict[str, Any]] = COMPOSE["services"]
STEPS = ("prepare", "migrate")
DOCKERFILES = {
    **{service: f"services/{service}/Dockerfile" for service in SERVICES},
    GATEWAY: "gateway/Dockerfile",
    "setup": "deploy/Dockerfile",
}
SCRIPTS = Path(sys.executable).parent
_DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


class Dockerfile:
    """Instructions of one Dockerfile, stage by stage."""

    def __init__(self, path: str) -> None:
        self.text = (CHECKOUT / path).read_text()
        lines = (line for line in self.text.splitlines() if not line.startswith("#"))
        joined = re.sub(r"\s*\\\n\s*", " ", "\n".join(lines))
        self.stages: list[list[tuple[str, str]]] = []
        for line in filter(str.strip, joined.splitlines()):
            word, _, rest = line.partition(" ")
            if word == "FROM":
                self.stages.append([])
            self.stages[-1].append((word, rest.strip()))

    def last(self, wanted: str) -> list[str]:
        """What follows this word in the stage that becomes the image."""
        return [rest for word, rest in self.stages[-1] if word == wanted]

    def environment(self) -> dict[str, str]:
        """The variables that the image sets."""
        pairs = (pair.partition("=") for rest in self.last("ENV") for pair in shlex.split(rest))
        return {name: value for name, _, value in pairs}


IMAGES = {name: Dockerfile(path) for name, path in DOCKERFILES.items()}


def in_context(path: str) -> bool:
    """Whether `.dockerignore` lets a path below the root go into an image: the last pattern that fits decides."""
    inside = True
    for line in (CHECKOUT / ".dockerignore").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = re.escape(line.lstrip("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{pattern}(?:/.*)?", path):
            inside = line.startswith("!")
    return inside


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the step `prepare` hands out, a folder for each program and server."""
    folder = tmp_path_factory.mktemp("containers")
    containers.prepare(folder / "setup", folder / "secrets")
    return folder / "secrets"


def told(program: str, prepared: Path) -> dict[str, str]:
    """Every Homefire variable of a program's container: from the image, the compose file and its secrets."""
    lines = (prepared / program / "environment").read_text().splitlines()
    secret = dict(part.split("=", 1) for line in lines for part in shlex.split(line))
    entry = {name: _DEFAULT.sub(r"\1", value) for name, value in ENTRIES[program]["environment"].items()}
    given = {**IMAGES[program].environment(), **entry, **secret}
    return {name: value for name, value in given.items() if name.startswith((program.upper(), "HOMEFIRE_"))}


class Asked(dict[str, str]):
    """An environment that remembers what was asked of it."""

    def __init__(self, values: dict[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        return super().__getitem__(name)


def asked_for(program: str, values: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The variables that a program reads."""
    environment = Asked(values)
    with monkeypatch.context() as patch:
        patch.setattr(os, "environ", environment)
        Settings.from_environment(program)
        if program == "documents":
            StoreSettings.from_environment()
        if program == "messaging":
            SendingSettings.from_environment()
        if program == GATEWAY:
            GatewaySettings.from_environment()
    return environment.names - ({"GATEWAY_MASTER_KEY_FILE"} if program == GATEWAY else set())


def sending(program: str, prepared: Path) -> dict[str, str]:
    """What messaging is told where a mail server and a provider of texts are named; nothing for the others."""
    if program != "messaging":
        return {}
    secret = str(prepared / program / "master-key")
    return {
        "MESSAGING_SMTP_HOST": "mail.example.org",
        "MESSAGING_SMTP_USER": "agency",
        "MESSAGING_SMTP_PASSWORD_FILE": secret,
        "MESSAGING_EMAIL_FROM": "Agency <help@example.org>",
        "MESSAGING_SMS_URL": "https://example.org/texts",
        "MESSAGING_SMS_ACCOUNT": "agency",
        "MESSAGING_SMS_TOKEN_FILE": secret,
        "MESSAGING_SMS_FROM": "+15005550006",
    }


# Images


def test_every_program_has_an_image_and_an_entry():
    assert tuple(Topology.load().services) == SERVICES
    assert set(ENTRIES) == {*PROGRAMS, *STEPS, POSTGRES, BROKER}
    for name in (*PROGRAMS, *STEPS):
        image = "setup" if name in STEPS else name
        assert ENTRIES[name]["build"] == {"context": ".", "dockerfile": DOCKERFILES[image]}
        assert ENTRIES[name]["image"] == f"homefire-{image}"


def test_dockerfiles_pass_hadolint():
    command = [str(SCRIPTS / "hadolint"), "--no-color", *DOCKERFILES.values()]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", IMAGES)
def test_copied_paths_are_in_the_build_context(name):
    for stage in IMAGES[name].stages:
        for source in (rest.split()[0] for word, rest in stage if word == "COPY"):
            if not source.startswith("--from="):
                assert (CHECKOUT / source).exists(), source
                assert in_context(source), source


@pytest.mark.parametrize(
    "path",
    [
        ".git/config",
        ".homefire/secrets/gateway.signing-key.json",
        ".env",
        "gateway/.env",
        "docs/requirements.toml",
        "services/customers/tests/conftest.py",
        "gateway/.build/node_modules/sass/index.js",
        "gateway/src/gateway/static/dist/manifest.json",
        "shared/src/homefire/__pycache__/bus.pyc",
    ],
)
def test_nothing_else_of_the_checkout_leaves_it(path):
    assert not in_context(path)


@pytest.mark.parametrize("name", IMAGES)
def test_image_is_small_and_runs_as_an_ordinary_user(name):
    image = IMAGES[name]
    assert len(image.stages) == 2
    assert image.last("FROM") == ["python:3.11-slim-bookworm"]
    assert image.last("USER") == ["10001:10001"]
    assert image.last("COPY") == ["--from=build /opt/homefire /opt/homefire"]
    assert not re.search(r"\b(pip|npm|apt-get|curl|gcc)\b", " ".join(image.last("RUN")))
    assert "--require-hashes" in image.text and "--without-pip" in image.text


@pytest.mark.parametrize("name", IMAGES)
def test_image_holds_no_secret(name):
    words = [rest for stage in IMAGES[name].stages for word, rest in stage if word in ("ENV", "ARG", "LABEL")]
    assert not re.search(r"PASSWORD|SECRET|TOKEN|_URL|_KEY", " ".join(words), re.IGNORECASE)


def test_images_of_services_differ_in_name_and_port_alone():
    as_customers = {
        name: IMAGES[name]
        .text.replace(f"{name.upper()}_HTTP", "CUSTOMERS_HTTP")
        .replace(str(service.port), "8001")
        .replace(name, "customers")
        for name, service in Topology.load().services.items()
    }
    store = "/var/lib/homefire/customers"
    as_customers["documents"] = (
        as_customers["documents"].replace(f" {store}", "").replace(f" \\\n    DOCUMENTS_STORE={store}", "")
    )
    assert set(as_customers.values()) == {IMAGES["customers"].text}


@pytest.mark.parametrize("program", PROGRAMS)
def test_image_answers_where_the_topology_says(program):
    port = Topology.load().services[program].port if program in SERVICES else 8000
    image = IMAGES[program]
    assert image.environment()[f"{program.upper()}_HTTP_ADDRESS"] == f"0.0.0.0:{port}"
    assert image.last("EXPOSE") == [str(port)]
    [check] = image.last("HEALTHCHECK")
    assert f"http://127.0.0.1:{port}/readyz" in json.loads(check.partition(" CMD ")[2])[2]
    urls = json.loads(ENTRIES[GATEWAY]["environment"]["GATEWAY_SERVICE_URLS"])
    assert program == GATEWAY or urls[program] == f"http://{program}:{port}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_starts_as_the_local_runner_starts_it(program, tmp_path):
    stack = Stack(tmp_path)
    stack.prepare()
    command = ["python", *stack._command(program, {}).arguments[1:]]
    assert json.loads(IMAGES[program].last("CMD")[0]) == command
    # An entry point of its own makes compose forget the image's command.
    assert ENTRIES[program]["command"] == command
    assert ENTRIES[program]["entrypoint"][-1] == "sh"


# What programs are told


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_is_told_what_the_local_runner_tells_it(program, prepared, tmp_path, monkeypatch):
    stack = Stack(tmp_path)
    stack.prepare()
    # Where messages go is told to a container by whoever runs it, and only for real servers.
    outside = sending(program, prepared)
    needed = set(stack.environment(program)) - set(os.environ) - {MARKER} - set(outside)
    given = told(program, prepared)
    assert needed <= set(given)
    for name, value in given.items():
        if name.endswith("_FILE"):
            given[name] = str(prepared / program / Path(value).relative_to(containers.SECRETS))
            assert Path(given[name]).is_file()
    assert set(given) <= asked_for(program, given | outside, monkeypatch)


@pytest.mark.parametrize("program", PROGRAMS)
def test_program_is_given_its_own_secrets_alone(program, prepared):
    mounted = [volume for volume in ENTRIES[program]["volumes"] if "-secrets" in volume]
    assert mounted == [f"{program}-secrets:{containers.SECRETS}:ro"]
    assert f"{program}-secrets:{containers.SECRETS}/{program}" in ENTRIES["prepare"]["volumes"]
    for file in (prepared / program).iterdir():
        assert file.stat().st_mode & 0o077 == 0
    own = re.findall(r"//(\w+):", (prepared / program / "environment").read_text())
    assert own == [program, program]


def test_prepare_changes_no_secret_when_it_runs_again(tmp_path):
    containers.prepare(tmp_path / "setup", tmp_path / "secrets")
    first = {file: file.read_text() for file in tmp_path.rglob("*") if file.is_file()}
    containers.prepare(tmp_path / "setup", tmp_path / "secrets")
    changed = {file.name for file, text in first.items() if file.read_text() != text}
    assert changed <= {"definitions.json"}


def test_broker_reads_what_prepare_wrote(prepared):
    assert ENTRIES[BROKER]["environment"]["RABBITMQ_CONFIG_FILE"] == f"{containers.SECRETS}/rabbitmq.conf"
    assert f"rabbitmq-secrets:{containers.SECRETS}:ro" in ENTRIES[BROKER]["volumes"]
    configuration = (prepared / BROKER / "rabbitmq.conf").read_text()
    assert f"load_definitions = {containers.SECRETS}/definitions.json\n" in configuration
    definitions = json.loads((prepared / BROKER / "definitions.json").read_text())
    users = {user["name"] for user in definitions["users"]}
    assert users >= set(PROGRAMS) and "guest" not in users


@pytest.mark.req("R249")
def test_postgres_is_set_up_as_the_local_runner_does_it(prepared, tmp_path):
    entry = ENTRIES[POSTGRES]
    assert entry["environment"]["POSTGRES_USER"] == ADMINISTRATOR
    assert (prepared / POSTGRES / Path(entry["environment"]["POSTGRES_PASSWORD_FILE"]).name).is_file()
    local = [part for part in Postgres(tmp_path, 1, "").command().arguments if "=" in part]
    # Where it listens is the one thing that a container settles otherwise.
    elsewhere = ("listen_addresses", "unix_socket_directories")
    assert [part for part in entry["command"] if "=" in part] == [
        part for part in local if not part.startswith(elsewhere)
    ]


def test_env_example_explains_every_variable(prepared, monkeypatch):
    text = (CHECKOUT / "deploy" / "env.example").read_text()
    explained = set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    read = {"HOMEFIRE_GATEWAY_PORT"}
    for program in ("customers", "documents", "messaging", GATEWAY):
        given = told(program, prepared) | sending(program, prepared)
        given["GATEWAY_SECRET_KEY_FILE"] = str(prepared / GATEWAY / "secret-key")
        read |= asked_for(program, given, monkeypatch)
    like_customers = {
        name for name in read if re.sub("^(?:DOCUMENTS|MESSAGING)_", "CUSTOMERS_", name) in read - {name}
    }
    assert explained == read - like_customers
    assert set(re.findall(r"\$\{(\w+):-", (CHECKOUT / "docker-compose.yml").read_text())) <= explained


# The compose file


def test_compose_file_follows_the_specification():
    schema = ["--builtin-schema", "vendor.compose-spec"]
    command = [str(SCRIPTS / "check-jsonschema"), *schema, "docker-compose.yml"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_runs_before_what_it_needs():
    ready = {name: {"condition": "service_healthy"} for name in (POSTGRES, BROKER)}
    done = {"condition": "service_completed_successfully"}
    for program in PROGRAMS:
        assert ENTRIES[program]["depends_on"] == {"migrate": done, **ready}
    assert ENTRIES["migrate"]["depends_on"] == {"prepare": done, POSTGRES: ready[POSTGRES]}
    for server in (POSTGRES, BROKER):
        assert ENTRIES[server]["depends_on"]["prepare"].items() >= done.items()
        assert "healthcheck" in ENTRIES[server]
    for step in STEPS:
        assert ENTRIES[step]["command"] == ["python", "-m", containers.__name__, step]
        assert ENTRIES[step]["restart"] == "no"


def test_only_the_gateway_can_be_reached():
    published = {name: entry["ports"] for name, entry in ENTRIES.items() if "ports" in entry}
    assert published == {GATEWAY: ["127.0.0.1:${HOMEFIRE_GATEWAY_PORT:-8000}:8000"]}
    assert COMPOSE["networks"]["back"] == {"internal": True}
    networks = {name: entry.get("networks") for name, entry in ENTRIES.items()}
    assert networks.pop(GATEWAY) == ["front", "back"]
    assert networks.pop("prepare") is None and ENTRIES["prepare"]["network_mode"] == "none"
    assert all(found == ["back"] for found in networks.values())


@pytest.mark.parametrize("name", [*PROGRAMS, *STEPS])
def test_container_may_do_no_more_than_it_needs(name):
    entry = ENTRIES[name]
    assert entry["read_only"] is True
    assert entry["cap_drop"] == ["ALL"]
    assert entry["security_opt"] == ["no-new-privileges:true"]
    assert not {"user", "privileged", "cap_add", "pid", "devices"} & set(entry)
