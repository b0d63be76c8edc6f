"""Style sheet and script: pinned, without addresses, served with names that change with their content."""

import json
from pathlib import Path
from typing import Any

from gateway import build_assets
from gateway.assets import Assets
from gateway.build_assets import ROOT


def test_the_lock_file_names_no_address() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "://" not in lock
    packages = json.loads(lock)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)


def test_packages_are_pinned_exactly() -> None:
    declared = json.loads((ROOT / "package.json").read_text())
    versions = {**declared["dependencies"], **declared["devDependencies"]}
    assert all(version[0].isdigit() for version in versions.values())


def test_a_name_leads_to_its_hashed_file(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"staff.css": "staff-AB12.css"}')
    assert Assets(tmp_path).url("staff.css") == "/static/staff-AB12.css"


def test_without_a_build_the_pages_still_render(tmp_path: Path) -> None:
    assets = Assets(tmp_path)
    assert (assets.built, assets.url("staff.css")) == (False, "/static/staff.css")


def test_nothing_is_built_twice(monkeypatch: Any, tmp_path: Path) -> None:
    commands: list[list[str]] = []
    dist = tmp_path / "dist"
    dist.mkdir()

    def run(command: list[str]) -> None:
        commands.append(command)
        (dist / "manifest.json").write_text("{}")

    monkeypatch.setattr(build_assets, "BUILD", tmp_path / "build")
    monkeypatch.setattr(build_assets, "DIST", dist)
    monkeypatch.setattr(build_assets, "_run", run)
    monkeypatch.setattr(build_assets, "_find_tools", lambda: {"node": ["node"], "npm": ["npm"]})
    assert build_assets.build()
    assert [command[0] for command in commands] == ["npm", "node"]
    assert not build_assets.build()
    assert build_assets.build(force=True)
    assert [command[0] for command in commands] == ["npm", "node", "node"]
