"""If all papers that the services found are excluded on this computer, the page says so."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from tests.support.window_driver import Driver, window_on


def message(driver: Driver) -> str:
    pane = driver.window.search_page
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


async def test_papers_that_were_excluded_here_are_not_said_to_be_missing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("(memory OR attention) venue:psychology")
        found = driver.window.search_page.search.result.loaded
        assert not driver.titles()
        assert found > 0
        text = message(driver)
        assert f"The services found {found} papers, but none matches: Venue: psychology." in text
        assert "No service has a paper" not in text


async def test_words_that_no_service_has_are_said_to_be_missing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("zzyzzyva qqqq")
        assert not driver.titles()
        assert "No service has a paper with all these words." in message(driver)


async def test_a_search_with_or_is_not_said_to_need_all_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search('"zzyzzyva qqqq" OR "xxyyzz wwvv"')
        assert not driver.titles()
        assert "all these words" not in message(driver)
        assert "Nothing matches this search." in message(driver)
