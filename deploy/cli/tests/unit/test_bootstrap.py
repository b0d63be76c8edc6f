"""The environment's maker: what it keeps, what it makes anew, what it says where it may not."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from homefire_cli.suite import CHECKOUT


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, working in a checkout of its own and running nothing."""
    spec = importlib.util.spec_from_file_location("bootstrap", CHECKOUT / "deploy" / "bootstrap.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "deploy").mkdir()
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / "deploy" / name).write_text(name)
    monkeypatch.setattr(module, "CHECKOUT", tmp_path)
    monkeypatch.setattr(module, "STATE", tmp_path / ".homefire")
    monkeypatch.setattr(module, "VENV", tmp_path / ".homefire" / "venv")
    module.ran = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        module.ran.append(command)
        if command[1:3] == ["-m", "venv"]:
            (module.VENV / "bin").mkdir(parents=True)
            (module.VENV / "bin" / "python").symlink_to(sys.executable)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(module.subprocess, "run", run)
    return module


def lists(bootstrap: ModuleType) -> list[str]:
    """The pinned lists that were installed, in order."""
    return [Path(command[-1]).name for command in bootstrap.ran if "--require-hashes" in command]


def test_a_first_start_installs_by_hash_and_then_the_projects(bootstrap: ModuleType) -> None:
    bootstrap.main("run", "wanted")
    assert lists(bootstrap) == ["requirements.txt"]
    assert "--no-index" in bootstrap.ran[-1]
    assert (bootstrap.VENV / "ready-run").read_text() == bootstrap.mark("wanted")
    assert not (bootstrap.VENV / "ready-dev").exists()


def test_a_second_start_does_nothing(bootstrap: ModuleType) -> None:
    bootstrap.main("run", "wanted")
    bootstrap.ran.clear()
    bootstrap.main("run", "wanted")
    assert bootstrap.ran == []


def test_tests_add_their_list_and_serve_runs_as_well(bootstrap: ModuleType) -> None:
    bootstrap.main("run", "wanted")
    bootstrap.ran.clear()
    bootstrap.main("dev", "wanted")
    assert lists(bootstrap) == ["requirements.txt", "requirements-dev.txt"]
    assert not any("venv" in command for command in bootstrap.ran)
    bootstrap.ran.clear()
    bootstrap.main("run", "wanted")
    assert bootstrap.ran == []


def test_a_changed_project_installs_the_projects_alone(bootstrap: ModuleType) -> None:
    bootstrap.main("run", "wanted")
    bootstrap.ran.clear()
    bootstrap.main("run", "wanted otherwise")
    assert lists(bootstrap) == []
    assert len(bootstrap.ran) == 1


def test_a_changed_list_makes_everything_anew(bootstrap: ModuleType) -> None:
    bootstrap.main("run", "wanted")
    (bootstrap.CHECKOUT / "deploy" / "requirements.txt").write_text("other versions")
    bootstrap.ran.clear()
    bootstrap.main("run", "wanted otherwise")
    assert bootstrap.ran[0][1:3] == ["-m", "venv"]
    assert lists(bootstrap) == ["requirements.txt"]


def test_a_start_that_was_killed_midway_begins_again(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(bootstrap, "pip", die)
        with pytest.raises(KeyboardInterrupt):
            bootstrap.main("run", "wanted")
    assert not (bootstrap.VENV / "ready-run").exists()
    bootstrap.ran.clear()
    bootstrap.main("run", "wanted")
    assert bootstrap.ran[0][1:3] == ["-m", "venv"]
    assert (bootstrap.VENV / "ready-run").exists()


def test_a_machine_without_venv_and_rights_is_told_what_to_run(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(bootstrap, "_way_to_root", lambda: None)
    with pytest.raises(SystemExit) as refused:
        bootstrap.main("run", "wanted")
    minor = sys.version_info.minor
    assert f"deploy/install-packages.sh python3.{minor}-venv postgresql rabbitmq-server" in str(refused.value)


def test_the_pinned_lists_have_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (CHECKOUT / "deploy" / name).read_text().splitlines()
        assert not any("://" in line or line.startswith("-") for line in lines)
        pinned = [line for line in lines if "==" in line]
        assert len(pinned) > 40
        assert all(line.endswith("\\") for line in pinned)
