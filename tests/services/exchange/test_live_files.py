"""Live files that other programs edit are found whenever somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scholar_desktop.app import Composition


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
