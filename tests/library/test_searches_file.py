"""The file of searches, from its first moment."""

from __future__ import annotations

from pathlib import Path

from scholar_desktop.library.tables.searches_database import SearchesDatabase


async def test_who_asks_while_the_first_line_is_being_written_is_not_told_that_there_is_none(tmp_path: Path) -> None:
    file = SearchesDatabase(tmp_path)
    assert not file.exists
    written = file.start(lambda connection: connection.execute("SELECT count(*) FROM runs").fetchone())
    assert file.exists, "before its thread has had a turn"
    assert await written == (0,)
    assert file.exists
    await file.aclose()
