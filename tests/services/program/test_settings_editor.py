"""A setting changed while the program runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.request_options import RequestOptions
from tests.support.demo_fixture import Demo

MakeBackend = Callable[..., Composition]

LONG_COVID = identifiers.parse("10.1038/s41579-022-00846-2")


async def test_an_email_is_used_at_once_and_told_to_whoever_depends_on_it(
    make_backend: MakeBackend, demo: Demo, tmp_path: Path
):
    backend = make_backend(email="")
    editor = backend.services.settings_editor
    changed: list[str] = []
    editor.changed.connect(changed.append)
    assert LONG_COVID is not None
    try:
        await editor.set("email", "you@uni-testing.edu")
        await backend.services.papers.open(LONG_COVID, lambda _paper: None, RequestOptions())
    finally:
        await backend.aclose()
    assert changed == ["email"]
    assert editor.current.email == "you@uni-testing.edu"
    assert editor.path.read_text() == 'email = "you@uni-testing.edu"\n'
    asked = [note["query"] for note in demo.stats()["requests"] if note["service"] == "unpaywall"]
    assert asked == ["email=you%40uni-testing.edu"]


async def test_offline_in_the_settings_is_offline_now(make_backend: MakeBackend):
    backend = make_backend()
    try:
        await backend.services.settings_editor.set("offline", True)
        assert backend.services.status.offline
        await backend.services.settings_editor.set("offline", "no")
        assert not backend.services.status.offline
    finally:
        await backend.aclose()


async def test_a_folder_is_tried_before_it_is_taken(make_backend: MakeBackend, tmp_path: Path):
    backend = make_backend()
    editor = backend.services.settings_editor
    before = editor.current.data_dir
    blocked = tmp_path / "file"
    blocked.write_text("")
    try:
        with pytest.raises(DiskError):
            await editor.set("data_dir", str(blocked / "library"))
        assert editor.current.data_dir == before
        assert await editor.set("data_dir", str(tmp_path / "new")) == tmp_path / "new"
        assert list((tmp_path / "new").iterdir()) == []
        assert await editor.set("data_dir", "") == before
    finally:
        await backend.aclose()


@pytest.mark.parametrize(("key", "value"), [("email", "nobody"), ("downloads", 0), ("nonsense", 1), ("theme", "blue")])
async def test_what_is_not_allowed_changes_nothing(make_backend: MakeBackend, key: str, value: object):
    backend = make_backend()
    editor = backend.services.settings_editor
    before = editor.current
    try:
        with pytest.raises(UsageError):
            await editor.set(key, value)
    finally:
        await backend.aclose()
    assert editor.current == before
    assert not editor.path.exists()
