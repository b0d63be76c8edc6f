"""The folder that files lie in."""

from __future__ import annotations

import os
import stat

import pytest

from documents.errors import StoreAway
from documents.store import Store

OLD = 1_000_000.0


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    return Store(tmp_path, 1000)


def files(store):
    """Every file in the store."""
    return sorted(path for path in store.folder.rglob("*") if path.is_file())


def put_old(store, content=b"x"):
    """A file that was put long ago; its name."""
    name = store.new_name()
    store.put(name, [content])
    [path] = [path for path in files(store) if path.name == name]
    os.utime(path, (OLD, OLD))
    return name


def test_put_writes_a_file_that_its_owner_alone_reads(store):
    name = store.new_name()
    store.put(name, [b"ab", b"c"])
    [path] = files(store)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(store.pieces(name, 2)) == [b"ab", b"c"]


def test_put_that_fails_half_way_leaves_nothing_complete(store):
    def pieces():
        yield b"half"
        raise OSError("No space left on device")

    with pytest.raises(StoreAway):
        store.put(store.new_name(), pieces())
    assert files(store) == []


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "", "a" * 31, "A" * 32, "a/" + "b" * 30, "a" * 32 + "\n"]
)
def test_names_that_are_not_ours_are_refused(store, name):
    with pytest.raises(ValueError, match="not a name"):
        store.put(name, [b"x"])
    with pytest.raises(ValueError, match="not a name"):
        list(store.pieces(name, 1))


def test_missing_file_is_said_to_be_missing(store):
    with pytest.raises(FileNotFoundError):
        list(store.pieces(store.new_name(), 1))


def test_store_without_its_folder_is_not_usable_and_takes_nothing(store):
    assert store.is_usable()
    gone = Store(store.folder / "gone", 1000)
    assert not gone.is_usable()
    with pytest.raises(StoreAway):
        gone.put(gone.new_name(), [b"x"])


def test_sweep_removes_old_files_without_a_row_and_no_others(store):
    kept, orphan = put_old(store), put_old(store)
    young = store.new_name()
    store.put(young, [b"x"])
    (store.folder / kept[:2] / (orphan + ".part")).write_bytes(b"half")
    os.utime(store.folder / kept[:2] / (orphan + ".part"), (OLD, OLD))
    assert store.sweep({kept}.intersection) == 2
    assert [path.name for path in files(store)] == sorted([kept, young])


def test_sweep_with_a_database_that_knows_nothing_removes_nothing(store):
    put_old(store)
    assert store.sweep(lambda names: set()) == 0
    assert len(files(store)) == 1
