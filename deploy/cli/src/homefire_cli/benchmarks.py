"""`bench`: the benchmarks, each a program of its own in `tests/benchmarks`."""

from __future__ import annotations

import subprocess
import sys

from homefire_cli.errors import CannotRun
from homefire_cli.suite import CHECKOUT

_FOLDER = CHECKOUT / "tests" / "benchmarks"


def run(name: str, *, as_json: bool) -> int:
    """Exit code of one benchmark; its figures go to standard output."""
    known = sorted(path.stem for path in _FOLDER.glob("[!_]*.py") if path.stem != "conftest")
    if name not in known:
        raise CannotRun(f"There is no benchmark {name}. Benchmarks are: {', '.join(known) or 'none'}.")
    arguments = [sys.executable, str(_FOLDER / f"{name}.py"), *(["--json"] if as_json else [])]
    return subprocess.run(arguments, cwd=CHECKOUT).returncode
