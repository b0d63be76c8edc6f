"""Finding the servers that the distribution has installed, and refusing what is too old."""

from __future__ import annotations

from pathlib import Path

import pytest

from homefire_cli.postgres import find_binaries
from homefire_cli.rabbitmq import find_server


@pytest.fixture(autouse=True)
def empty_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)


def postgres(root: Path, *versions: str) -> Path:
    for version in versions:
        (root / version / "bin").mkdir(parents=True)
        (root / version / "bin" / "initdb").touch()
    return root


def rabbitmq(root: Path, version: str) -> Path:
    (root / "bin").mkdir()
    (root / "bin" / "rabbitmq-server").touch()
    (root / "lib" / f"rabbitmq_server-{version}").mkdir(parents=True)
    return root


def test_the_newest_postgresql_is_taken(tmp_path: Path) -> None:
    assert find_binaries(root=postgres(tmp_path, "9", "14", "15")) == tmp_path / "15" / "bin"


def test_the_postgresql_that_made_the_data_is_taken(tmp_path: Path) -> None:
    assert find_binaries("14", postgres(tmp_path, "14", "15")) == tmp_path / "14" / "bin"
    assert find_binaries("13", tmp_path) is None


def test_an_old_postgresql_does_not_do(tmp_path: Path) -> None:
    assert find_binaries(root=postgres(tmp_path, "13")) is None


@pytest.mark.parametrize("version", ["3.10.8", "3.12.1", "4.0.5"])
def test_a_new_rabbitmq_is_taken(tmp_path: Path, version: str) -> None:
    assert find_server(rabbitmq(tmp_path, version)) == tmp_path / "bin" / "rabbitmq-server"


def test_an_old_rabbitmq_does_not_do(tmp_path: Path) -> None:
    assert find_server(rabbitmq(tmp_path, "3.9.13")) is None
    assert find_server(tmp_path / "missing") is None
