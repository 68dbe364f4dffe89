"""The suggestions below the search box name a paper once, and show why each is suggested."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.support.window_driver import Driver, window_on

TITLE = "neural mechanisms of selective visual attention"
BEGIN = TITLE[:37]


def _lines(driver: Driver) -> list[tuple[str, str, str]]:
    return [(line.icon, line.text.casefold().rstrip("."), line.detail) for line in driver.widget("suggestions").lines]


async def _typed(driver: Driver, text: str) -> list[tuple[str, str, str]]:
    """Type *text*, and return the suggestions once all are there."""
    driver.type(text)
    await driver.idle()
    return _lines(driver)


async def _add(driver: Driver, title: str) -> None:
    await driver.search(title)
    driver.click_row(0)
    await driver.idle()
    driver.trigger("paper.add")
    await driver.idle()


async def test_a_paper_of_the_library_is_suggested_by_what_its_line_shows(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await _add(driver, "Attention is all you need")
        other = driver.window.search_page.search.result.papers[0]
        await driver.program.services.library.note(other, f"Read after {TITLE}.")
        await _add(driver, TITLE)
        await driver.search("zygote")
        page = await driver.program.services.library.page(words=BEGIN)
        assert len(page.papers) == 2, "the note has the words, too"
        lines = await _typed(driver, BEGIN)
        assert [text for icon, text, _ in lines if icon == "library"] == [TITLE]
        by_author = await _typed(driver, "Desimone 1995")
        assert [text for icon, text, _ in by_author if icon == "library"] == [TITLE]


async def test_a_service_suggests_no_paper_that_is_suggested_before(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("zygote")
        (online,) = await _typed(driver, BEGIN)
        assert online[:2] == ("search", TITLE)
        await _add(driver, TITLE)
        lines = await _typed(driver, BEGIN)
        assert [icon for icon, _, _ in lines] == ["recent", "library"]
        assert lines[1][2] == online[2] == "Desimone & Duncan, 1995", "names and year are written in one way"
