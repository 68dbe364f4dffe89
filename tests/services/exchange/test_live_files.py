"""Live files that other programs edit are found whenever somebody looks, and their list is changed at any time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.app import Composition
from scholar_desktop.services.exchange.live_files import LiveFile, LiveStatus


async def test_a_file_is_read_again_when_it_was_written(make_backend: Callable[..., Composition], tmp_path: Path):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    file = tmp_path / "all.bib"
    await live.add("/", file)
    written = file.read_text("utf-8")
    assert (await live.edited(), await live.edited()) == ((), ())
    file.write_text(written.replace("On Growth", "On Form"), "utf-8")
    for _ in range(2):
        (found,) = await live.edited()
        (difference,) = found.differences
        assert (difference.field, difference.here, difference.there) == ("title", "On Growth", "On Form")
    file.write_text(written, "utf-8")
    assert await live.edited() == ()
    file.unlink()
    assert await live.edited() == ()
    await backend.aclose()


async def test_the_list_of_files_may_be_changed_while_they_are_written(
    make_backend: Callable[..., Composition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    stopped, other, added = (tmp_path / name for name in ("stopped.bib", "other.bib", "added.bib"))
    for file in (stopped, other):
        await live.add("/", file)
    await library.entries.add({"title": "On Form", "item_type": "book"})
    write, changed = live._write, list[LiveFile]()

    async def change_the_list(one: LiveFile, *, is_there: bool = False) -> LiveFile:
        if not changed:
            changed.append(one)
            await live.stop(stopped)
            await live.add("/", added)
            await live.add("/", other, form="biblatex")
        return await write(one, is_there=is_there)

    monkeypatch.setattr(live, "_write", change_the_list)
    await live.update()
    found = {one.live.file: (one.state, one.live.form) for one in await live.update()}
    assert found == {str(other): ("current", "biblatex"), str(added): ("current", "bibtex")}
    assert "On Form" in other.read_text("utf-8")
    await backend.aclose()


async def test_a_file_that_is_written_again_keeps_its_format(make_backend: Callable[..., Composition], tmp_path: Path):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    await library.entries.add({"title": "On Growth", "item_type": "article-journal", "container-title": "Moss"})
    file = tmp_path / "all.bib"
    for form in ("biblatex", None):
        await live.add("/", file, form=form)
        assert "journaltitle" in file.read_text("utf-8")
    await live.add("/", file, form="bibtex")
    assert "journaltitle" not in file.read_text("utf-8")
    await backend.aclose()


async def test_a_file_that_was_written_is_announced_and_does_not_count_as_edited(
    make_backend: Callable[..., Composition], tmp_path: Path
):
    backend = make_backend("--offline")
    live, library = backend.services.live_files, backend.services.library
    announced: list[tuple[LiveStatus, ...]] = []
    live.updated.connect(announced.append)
    assert await live.update() == ()
    assert announced == []
    await library.entries.add({"title": "On Growth", "item_type": "book"})
    file = tmp_path / "all.bib"
    await live.add("/", file)
    await library.entries.add({"title": "On Form", "item_type": "book"})
    announced.clear()
    found = await live.update()
    assert "On Form" in file.read_text("utf-8")
    assert announced == [found]
    assert [one.state for one in found] == ["current"]
    assert await live.edited() == ()
    await backend.aclose()
