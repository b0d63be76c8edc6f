"""Logs: kept small while their process goes on writing, and read from the end."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from homefire_cli.logs import follow, last_lines, rotate


def test_a_log_that_has_grown_is_emptied_in_place(tmp_path: Path) -> None:
    path = tmp_path / "customers.log"
    with path.open("a") as writing:
        writing.write("old\n" * 100)
        writing.flush()
        rotate(tmp_path, limit=100)
        writing.write("new\n")
    assert path.read_text() == "new\n"
    assert (tmp_path / "customers.log.1").read_text() == "old\n" * 100


def test_a_small_log_stays(tmp_path: Path) -> None:
    path = tmp_path / "customers.log"
    path.write_text("one\n")
    rotate(tmp_path, limit=100)
    assert path.read_text() == "one\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_second_rotation_replaces_the_older_generation(tmp_path: Path) -> None:
    path = tmp_path / "customers.log"
    for word in ("first", "second"):
        path.write_text(word * 100)
        rotate(tmp_path, limit=100)
    assert (tmp_path / "customers.log.1").read_text() == "second" * 100
    assert len(list(tmp_path.iterdir())) == 2


def test_the_last_lines_are_read_without_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "customers.log"
    path.write_text("".join(f"{number}\n" for number in range(10_000)))
    assert last_lines(path, 2) == ["9998", "9999"]
    assert last_lines(tmp_path / "missing.log", 2) == []


def test_following_gives_whole_lines_and_survives_a_rotation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "customers.log"
    path.write_text("before\n")
    happening = iter(["half", " a line\nand one\n", "", "after\n"])

    def let_something_happen(_pause: float) -> None:
        text = next(happening)
        with path.open("a" if text else "w") as file:
            file.write(text)

    monkeypatch.setattr("homefire_cli.logs.time.sleep", let_something_happen)
    found = [line for _, line in itertools.islice(follow({"customers": path}), 3)]
    assert found == ["half a line", "and one", "after"]
