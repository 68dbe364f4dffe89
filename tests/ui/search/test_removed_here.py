"""The page of a search that found nothing names the filters, and says what is known of the words without them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from scholar_desktop.ui.search.search_session import SearchSession
from tests.support.window_driver import Driver, window_on

NO_WORDS = "zzyzzyva qqqq"
NOTHING_EITHER = "Without the filter “Years from 2015”, nothing is found either."


def message(driver: Driver) -> str:
    pane = driver.window.search_page
    return " ".join(label.text() for label in pane.findChildren(QLabel) if label.isVisible())


async def test_papers_that_were_excluded_here_are_not_said_to_be_missing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("(memory OR attention) venue:dentistry")
        found = driver.window.search_page.search.result.loaded
        assert not driver.titles()
        assert found > 0
        text = message(driver)
        assert f"The services found {found} papers, but none matches: Venue: dentistry." in text
        assert "No service found a paper" not in text


async def test_words_that_find_nothing_are_not_said_to_be_needed_all(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("zzyzzyva qqqq")
        assert not driver.titles()
        assert "No service found a paper for these words. Try fewer or other words." in message(driver)
        driver.click("whyButton")
        assert "a paper may be found without having all of them" in driver.widget("whyPanel").text


async def test_for_one_word_that_finds_nothing_another_word_is_suggested(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        advice = "Check the spelling, or try another word."
        for text, found in (("zzyzzyva", "No service found a paper for this word."), ("title:zzyzzyva", "Nothing")):
            await driver.search(text)
            assert not driver.titles()
            assert found in message(driver)
            assert advice in message(driver)
            assert "fewer" not in message(driver)


async def test_a_search_with_or_is_not_said_to_need_all_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search('"zzyzzyva qqqq" OR "xxyyzz wwvv"')
        assert not driver.titles()
        assert "all these words" not in message(driver)
        assert "Nothing matches this search." in message(driver)


def session(driver: Driver) -> SearchSession:
    found: SearchSession = driver.window.search_page.search
    return found


def steps(driver: Driver) -> list[str]:
    return [step.title for step in driver.window.search_page.panes.results.pane.message.steps]


async def test_words_that_find_nothing_without_the_filter_are_not_said_to_fail_for_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search(NO_WORDS)
        demo.reset()
        session(driver).with_filters(Filters(year_from=2015))
        await driver.idle()
        assert demo.stats()["counts"] == {}
        text = message(driver)
        assert f"No papers for “{NO_WORDS}”" in text
        assert f"No service found a paper for these words. Try fewer or other words. {NOTHING_EITHER}" in text
        assert steps(driver) == ["Edit search", "See why"]
        driver.press(Qt.Key.Key_Return)  # a search of its own, to which the filter is sent
        await driver.idle()
        assert session(driver).result.narrowed[0].sent
        assert NOTHING_EITHER in message(driver), "the search before it is still known"
        session(driver).with_filters(Filters(year_from=2015, open_access=True))
        await driver.idle()
        assert "Without the 2 filters, nothing is found either." in message(driver)
    async with window_on(demo, tmp_path) as driver:
        await driver.idle()
        assert "nothing is found either" not in message(driver), "this run of the program has not seen it"
        assert "found nothing with these filters" in message(driver)


async def test_a_filter_that_was_sent_is_named_and_nothing_is_said_of_the_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        session(driver).run(Query(NO_WORDS, filters=Filters(year_from=2015)))
        await driver.idle()
        text = message(driver)
        assert "No papers with the filter “Years from 2015”" in text
        assert "The services responded, but found nothing with this filter." in text
        assert steps(driver) == ["Remove “from 2015”"]
        session(driver).run(Query("attention", filters=Filters(year_from=2030)))
        await driver.idle()
        assert steps(driver) == ["Remove “from 2030” (at least 8 papers)"], "Unpaywall's, which were filtered here"
        assert "nothing is found either" not in message(driver)


async def test_of_several_filters_each_can_be_removed_or_all(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        session(driver).run(Query("attention", filters=Filters(year_from=2030, min_citations=5)))
        await driver.idle()
        shown = driver.window.search_page.panes.results.pane.message
        assert shown.heading == "No papers with these 2 filters"
        assert [(line.name, line.press) for line in shown.lines] == [
            ("Years from 2030", "Remove"),
            ("≥ 5 citations", "Remove"),
        ]
        assert [(step.title, step.main) for step in shown.steps] == [
            ("Remove all filters", True),
            ("Count per filter", False),
        ]
        shown.steps[0].run()
        await driver.idle()
        assert driver.titles()


async def test_semantic_scholar_says_that_the_words_find_nothing_without_filters(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        session(driver).run(Query(NO_WORDS, filters=Filters(year_from=2015, min_citations=5)))
        await driver.idle()
        session(driver).count_filters()
        await driver.idle()
        text = message(driver)
        assert "Semantic Scholar finds nothing without the filters either." in text
        assert "there are 0 papers" not in text


async def test_a_number_of_papers_without_a_filter_is_a_least_number_if_the_services_are_searched_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        filters = Filters(year_from=2015, year_to=2020, field="Mathematics", open_access=True)
        session(driver).run(Query("memory OR learning OR privacy OR soil OR sleep", filters=filters))
        await driver.idle()
        shown = driver.window.search_page.panes.results.pane.message
        least = next(line.value for line in shown.lines if line.name == "Field of study: Mathematics")
        assert least == "at least 16 papers without it"
        assert steps(driver)[0] == "Remove “Mathematics” (at least 16 papers)"
        pane = driver.window.search_page.panes.results.pane
        button = next(one for one in pane.findChildren(QPushButton) if one.text().startswith("Remove “Mathematics”"))
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert len(driver.titles()) > 16, "the services were searched without the filter"
    async with window_on(demo, tmp_path / "whole") as driver:
        await driver.search("attention")
        session(driver).with_filters(Filters(year_from=2030))
        await driver.idle()
        [remove] = [one for one in steps(driver) if one.startswith("Remove")]
        assert "at least" not in remove, "all papers are loaded"
        count = int(remove.partition("(")[2].split()[0])
        session(driver).with_filters(Filters())
        await driver.idle()
        assert len(driver.titles()) == count
