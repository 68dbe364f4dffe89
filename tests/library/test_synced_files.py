"""What has its final name is on the disk: a power cut leaves the old file or the new one, and no empty one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scholar_desktop.library.folders import SIDECAR
from scholar_desktop.profile import write_atomically
from tests.support.libraries import a_paper, a_pdf, found, keep, opened
from tests.support.sync_watch import SyncWatch


async def test_every_file_of_the_library_is_flushed_before_it_gets_its_name(tmp_path: Path, monkeypatch):
    async with opened(tmp_path / "data") as store:
        watch = SyncWatch(monkeypatch)
        (key,) = await keep(store, a_paper())
        staged, sha256 = a_pdf(tmp_path / "data" / "downloads" / "x.part")
        await store.attach(key, staged, name="Vaswani 2017.pdf", sha256=sha256)
        kept = await found(store, a_paper())
    # closed: everything that was due is written
    named = {Path(target).name for target in watch.renamed}
    assert {"Vaswani 2017.pdf", SIDECAR} <= named
    assert watch.lost == []
    if sys.platform != "win32":
        assert watch.unnamed == {}
    assert kept.pdf is not None


async def test_a_sidecar_is_whole_at_every_moment_while_it_is_written_again(tmp_path: Path, monkeypatch):
    wholes: list[bool] = []

    async with opened(tmp_path / "data") as store:
        (key,) = await keep(store, a_paper())
    async with opened(tmp_path / "data") as store:
        (sidecar,) = (tmp_path / "data" / "papers").glob(f"*/{SIDECAR}")
        before = sidecar.read_bytes()
        # at this moment the new content is in some file; a kill here must leave the old one
        SyncWatch(monkeypatch, lambda: wholes.append(sidecar.exists() and sidecar.read_bytes() == before))
        await store.star([key], True)
    assert wholes[0]
    assert sidecar.read_bytes() != before
    assert json.loads(sidecar.read_bytes())


def test_a_small_file_of_the_profile_is_flushed_before_it_gets_its_name(tmp_path: Path, monkeypatch):
    watch = SyncWatch(monkeypatch)
    write_atomically(tmp_path / "state.json", b"{}")
    assert watch.renamed == [str(tmp_path / "state.json")]
    assert watch.lost == []


def test_the_watch_sees_what_was_not_flushed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    watch = SyncWatch(monkeypatch)
    (tmp_path / "new").write_bytes(b"content")
    (tmp_path / "new").rename(tmp_path / "name")
    assert watch.lost == [str(tmp_path / "name")]
    assert list(watch.unnamed.values()) == [str(tmp_path / "name")]
