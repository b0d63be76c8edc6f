"""Installing packages: the distribution starts nothing, and the machine's own settings come back."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from homefire_cli.readiness import wait_until
from homefire_cli.suite import CHECKOUT

SCRIPT = CHECKOUT / "deploy" / "install-packages.sh"
APT = """#!/bin/sh
echo "$@" >> "$HOMEFIRE_ROOT/calls"
case $1 in install) ;; *) exit 0 ;; esac
cp "$HOMEFIRE_ROOT/usr/sbin/policy-rc.d" "$HOMEFIRE_ROOT/policy-during"
cp "$HOMEFIRE_ROOT/etc/postgresql-common/createcluster.d/homefire.conf" "$HOMEFIRE_ROOT/cluster-during"
mkdir -p "$HOMEFIRE_ROOT/lib/systemd/system" "$HOMEFIRE_ROOT/etc/systemd/system/multi-user.target.wants"
touch "$HOMEFIRE_ROOT/lib/systemd/system/rabbitmq-server.service"
touch "$HOMEFIRE_ROOT/etc/systemd/system/multi-user.target.wants/rabbitmq-server.service"
touch "$HOMEFIRE_ROOT/etc/systemd/system/multi-user.target.wants/postgresql.service"
touch "$HOMEFIRE_ROOT/installing"
sleep ${APT_TAKES:-0}
exit ${APT_RESULT:-0}
"""


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A folder that stands for the root of a machine, with an apt-get that only takes notes."""
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "apt-get").write_text(APT)
    (tools / "apt-get").chmod(0o755)
    return tmp_path


def install(machine: Path, *packages: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(SCRIPT), *packages], env=environment(machine, **variables), capture_output=True, text=True
    )


def environment(machine: Path, **variables: str) -> dict[str, str]:
    return {"PATH": f"{machine / 'tools'}:{os.defpath}", "HOMEFIRE_ROOT": str(machine), **variables}


def policy(machine: Path) -> Path:
    return machine / "usr" / "sbin" / "policy-rc.d"


def test_nothing_may_start_while_packages_are_installed(machine: Path) -> None:
    assert install(machine, "rabbitmq-server").returncode == 0
    forbidding = machine / "policy-during"
    assert subprocess.run([forbidding, "rabbitmq-server", "start"]).returncode == 101
    assert (machine / "cluster-during").read_text() == "create_main_cluster = false\n"


def test_nothing_is_left_behind(machine: Path) -> None:
    install(machine, "rabbitmq-server")
    assert not policy(machine).exists()
    assert not (machine / "etc/postgresql-common/createcluster.d").exists()


def test_the_machine_keeps_its_own_policy(machine: Path) -> None:
    policy(machine).parent.mkdir(parents=True)
    policy(machine).write_text("#!/bin/sh\nexit 0\n")
    install(machine, "rabbitmq-server")
    assert policy(machine).read_text() == "#!/bin/sh\nexit 0\n"


def test_a_failure_restores_the_policy_and_is_reported(machine: Path) -> None:
    policy(machine).parent.mkdir(parents=True)
    policy(machine).write_text("own")
    assert install(machine, "rabbitmq-server", APT_RESULT="100").returncode == 100
    assert policy(machine).read_text() == "own"


def test_an_interruption_restores_the_policy(machine: Path) -> None:
    running = subprocess.Popen(
        ["sh", str(SCRIPT), "rabbitmq-server"],
        env=environment(machine, APT_TAKES="2"),
        start_new_session=True,
    )
    assert wait_until((machine / "installing").exists, 10)
    os.killpg(running.pid, signal.SIGTERM)
    assert running.wait() != 0
    assert not policy(machine).exists()


def test_what_a_killed_run_left_is_not_taken_for_the_machines_own(machine: Path) -> None:
    policy(machine).parent.mkdir(parents=True)
    policy(machine).write_text("own")
    running = subprocess.Popen(
        ["sh", str(SCRIPT), "rabbitmq-server"],
        env=environment(machine, APT_TAKES="30"),
        start_new_session=True,
    )
    assert wait_until((machine / "installing").exists, 10)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert policy(machine).read_text() != "own"
    assert install(machine, "rabbitmq-server").returncode == 0
    assert policy(machine).read_text() == "own"


def test_a_new_server_is_not_started_at_boot(machine: Path) -> None:
    install(machine, "rabbitmq-server")
    wants = machine / "etc/systemd/system/multi-user.target.wants"
    assert not (wants / "rabbitmq-server.service").exists()


def test_a_server_that_was_there_before_is_left_alone(machine: Path) -> None:
    (machine / "etc/init.d").mkdir(parents=True)
    (machine / "etc/init.d/postgresql").touch()
    install(machine, "rabbitmq-server")
    assert (machine / "etc/systemd/system/multi-user.target.wants/postgresql.service").exists()
