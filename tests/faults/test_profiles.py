"""A fresh profile, a large one and damaged ones: the window opens, says what is amiss, searches, and loses nothing.

That 100,000 papers open and are searched quickly is a benchmark (`tests/bench/library_search.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.library import LibraryView
from tests.bench.big_library import fill, words
from tests.support.demo_fixture import Demo
from tests.support.window_driver import Driver, window_on

PAPERS = 10_000
MISTAKE = "The settings file has a mistake."


def message(driver: Driver, key: str) -> str:
    note = driver.window.messages.note(key)
    return "" if note is None else f"{note.lead} {note.text}"


async def works(driver: Driver, words: str = "attention") -> None:
    await driver.search(words)
    assert driver.state("resultsView") == "full"
    assert driver.titles()


async def keep_one(demo: Demo, profile: Path) -> None:
    """A profile that was used: a search, an opened paper, one in the library."""
    async with window_on(demo, profile) as driver:
        await works(driver)
        driver.trigger("paper.open")
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()


async def kept(driver: Driver) -> list[str]:
    driver.trigger("view.library")
    await driver.idle()
    return driver.titles("libraryView")


async def test_a_fresh_profile_opens_with_an_empty_library(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path / "new" / "profile") as driver:
        assert await kept(driver) == []
        assert driver.state("libraryView") == "empty"
        driver.trigger("view.search")
        await works(driver)


async def test_a_large_library_opens_with_its_first_rows_and_its_true_number(demo: Demo, tmp_path: Path):
    fill(tmp_path / "data", PAPERS)
    async with window_on(demo, tmp_path) as driver:
        assert len(await kept(driver)) == 200
        assert driver.state("libraryView") == "partial"
        assert driver.window.search_page.panes.library.model.total == PAPERS
        driver.type(f"{words()[0]} {words()[3]}", "libraryEdit")
        await driver.idle()
        assert 0 < driver.window.search_page.panes.library.model.total < PAPERS
        driver.trigger("view.search")
        await works(driver)


async def test_a_damaged_settings_file_is_named_with_its_line_and_kept(demo: Demo, tmp_path: Path, expect_log: Any):
    expect_log("config")
    await keep_one(demo, tmp_path)
    config = tmp_path / "config" / "config.toml"
    config.parent.mkdir(exist_ok=True)
    broken = b'theme = "dark"\nemail = [ada@example.org\n'
    config.write_bytes(broken)
    async with window_on(demo, tmp_path) as driver:
        said = message(driver, "settings")
        assert said.startswith(f"{MISTAKE} ")
        assert "config.toml" in said
        assert "line 2" in said
        assert len(await kept(driver)) == 1
        driver.trigger("view.search")
        await works(driver)
    beside = [path.read_bytes() for path in config.parent.iterdir() if path.name.startswith("config")]
    assert broken in beside


async def test_a_damaged_memory_of_the_window_costs_only_that_memory(demo: Demo, tmp_path: Path):
    await keep_one(demo, tmp_path)
    memories = [tmp_path / "config" / "state.json", tmp_path / "cache" / "last_search.json"]
    for content in (b"\xff\x00 no JSON", b"[1, 2]", b'{"geometry": 7, "page": ["x"], "trail": {}}'):
        for path in memories:
            assert path.is_file(), path
            path.write_bytes(content)
        async with window_on(demo, tmp_path) as driver:
            assert driver.titles() == [], content
            assert len(await kept(driver)) == 1, content
            driver.trigger("view.search")
            await works(driver)
    async with window_on(demo, tmp_path) as driver:
        assert driver.titles(), "the last search is there again"


async def test_damaged_caches_are_begun_anew(demo: Demo, tmp_path: Path, expect_log: Any):
    expect_log("begun anew|damaged|cannot be|moved aside")
    await keep_one(demo, tmp_path)
    cache = tmp_path / "cache"
    damaged = sorted(path for path in cache.iterdir() if path.suffix in (".sqlite", ".turn"))
    assert {"answers.sqlite", "records.sqlite"} <= {path.name for path in damaged}
    for path in damaged:
        for beside in cache.glob(f"{path.name}-*"):
            beside.unlink()
        path.write_bytes(b"this is no database at all " * 400)
    async with window_on(demo, tmp_path, semantic_scholar_rate=50.0) as driver:
        await works(driver, "graph")
        driver.trigger("paper.open")
        await driver.idle()
        assert driver.state("citationPane") in ("full", "partial", "empty")
        assert len(await kept(driver)) == 1


async def test_a_cache_folder_that_is_a_file_is_done_without(demo: Demo, tmp_path: Path, expect_log: Any):
    expect_log("could not be|cannot be|not shared|not kept")
    await keep_one(demo, tmp_path)
    (tmp_path / "cache").rename(tmp_path / "away")
    (tmp_path / "cache").write_bytes(b"")
    async with window_on(demo, tmp_path, semantic_scholar_rate=50.0) as driver:
        await works(driver)
        assert len(await kept(driver)) == 1


async def test_folders_that_are_gone_are_made_anew_and_a_lost_pdf_costs_no_paper(demo: Demo, tmp_path: Path):
    async with window_on(demo, tmp_path) as driver:
        await works(driver)
        driver.trigger("paper.get_pdf")
        await driver.idle()
        page = await driver.program.services.library.page(LibraryView.ALL)
        assert page.papers[0].pdf is not None
    (tmp_path / "data" / "papers").rename(tmp_path / "away")
    async with window_on(demo, tmp_path) as driver:
        assert len(await kept(driver)) == 1
        assert driver.window.search_page.panes.library.model.kept(0).pdf is None
    (tmp_path / "data" / "papers").rename(tmp_path / "made meanwhile")
    (tmp_path / "away").rename(tmp_path / "data" / "papers")
    async with window_on(demo, tmp_path) as driver:
        assert len(await kept(driver)) == 1
        assert driver.window.search_page.panes.library.model.kept(0).pdf is not None


async def test_a_library_on_a_disk_that_is_away_says_so(demo: Demo, tmp_path: Path, expect_log: Any):
    expect_log("could not be")
    (tmp_path / "disk").write_bytes(b"")  # where a disk was mounted, there is nothing to make a folder in
    async with window_on(demo, tmp_path / "profile", data_dir=tmp_path / "disk" / "library") as driver:
        driver.trigger("view.library")
        await driver.idle()
        shown = driver.window.search_page.panes.library.pane.message
        assert driver.state("libraryView") in ("error", "empty")
        assert shown is not None
        driver.trigger("view.search")
        await works(driver)
        driver.trigger("paper.add")
        await driver.idle()
        assert str(tmp_path / "disk") in message(driver, "disk") + message(driver, "library")
