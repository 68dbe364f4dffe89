"""Filters as chips, sorting, loading more, and the explanation of a list: by keys and presses, on the demo services."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on


def panel(driver: Driver, name: str) -> QWidget:
    """The panel of a filter that is open."""
    return next(p for p in driver.window.findChildren(QWidget, f"filterPanel.{name}") if p.isVisible())


def tick(driver: Driver, name: str, *values: str) -> None:
    """Open the panel of the filter *name*, tick *values*, and take them."""
    driver.click(f"filterChip.{name}")
    opened = panel(driver, name)
    for value in values:
        opened.findChild(QAbstractButton, f"filterValue.{value}").click()
    QTest.mouseClick(opened.findChild(QAbstractButton, "filterSetButton"), Qt.MouseButton.LeftButton)


def why(driver: Driver) -> str:
    driver.click("whyButton")
    text = driver.widget("whyPanel").text
    driver.widget("whyPanel").close_panel()
    return text


async def test_a_filter_on_a_list_that_is_whole_asks_nothing_and_counts_its_values_and_goes_by_its_cross(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        before = len(driver.titles())
        driver.click("filterChip.type")
        values = panel(driver, "type").findChildren(QAbstractButton)
        assert any("Conference paper, 8" in button.accessibleName() for button in values)
        panel(driver, "type").close_panel()
        tick(driver, "type", "conference", "dataset")
        await driver.idle()
        assert 0 < len(driver.titles()) < before
        assert driver.widget("filterChip.type").text() == "2 types"
        left = len(driver.titles())
        assert f"{left} of {before} papers" in [
            one.text().partition(" · ")[0] for one in driver.window.findChildren(QLabel)
        ]
        papers = driver.view().model().papers()
        of_zenodo = sum("zenodo" in paper.sources for paper in papers)
        assert driver.widget("sourceChip.zenodo").content.count == str(of_zenodo)
        assert f"{of_zenodo} shown with the filters." in driver.widget("sourceChip.zenodo").toolTip()
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}, "all is here already"
        driver.press(Qt.Key.Key_Delete, "filterChip.type")
        await driver.idle()
        assert len(driver.titles()) == before
        assert not driver.widget("filterChip.clear").isVisible()
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}, "and known from before"
        tick(driver, "field", "Linguistics")
        await driver.idle()
        chip = driver.widget("filterChip.field")
        assert chip.text() == "Linguistics"
        scope = (
            "In a new search, applied by Semantic Scholar. Loaded results, and those of other services, are filtered"
        )
        assert chip.toolTip().startswith(f"{scope} on your computer.\nNot sent to any service in this search.")
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 12, chip.height() // 2))
        await driver.idle()
        assert chip.text() == "Field of study"
        assert not driver.window.search_page.search.query.filters.any_set
        driver.click("filterChip.venue")
        driver.type("NeurIPS", "filterEdit")
        driver.press(Qt.Key.Key_Return, "filterEdit")
        await driver.idle()
        assert driver.titles() == ["Attention is All you Need"]
        tick(driver, "type", "dataset")
        await driver.idle()
        assert driver.titles() == []
        chips = [driver.widget(f"sourceChip.{name}") for name in ("semantic_scholar", "unpaywall", "zenodo")]
        assert [chip.content.count for chip in chips] == ["0"] * 3, "also if no paper is left"
        driver.click("filterChip.clear")
        await driver.idle()
        driver.click("filterChip.venue")
        driver.type("NeurIPS", "filterEdit")
        driver.press(Qt.Key.Key_Return, "filterEdit")
        await driver.idle()
        await driver.search("graph")
        assert driver.window.search_page.search.query.filters.any_set, "they stay for other words"
        driver.click("filterChip.clear")
        await driver.idle()
        assert not driver.window.search_page.search.query.filters.any_set
        assert not driver.window.registry["search.clear_filters"].isEnabled()
        driver.click("filterChip.open_access")
        await driver.idle()
        assert driver.window.search_page.search.query.filters.any_set
        driver.trigger("app.palette")
        driver.type("clear filters", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.idle()
        assert not driver.window.search_page.search.query.filters.any_set


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_the_palette_sets_every_filter(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await driver.search("attention")
        keyboard = Keyboard(driver)
        for words, name in (("filter language", "language"), ("filter community", "community")):
            driver.trigger("app.palette")
            driver.type(words, "paletteEdit")
            driver.press(Qt.Key.Key_Return, "paletteEdit")
            await driver.idle()
            shown = panel(driver, name)
            assert shown.isAncestorOf(keyboard.focus)
            await keyboard.press("Escape")
            assert not shown.isVisible()
            assert keyboard.focus.isVisible()
        driver.trigger("app.palette")
        driver.type("open access only", "paletteEdit")
        driver.press(Qt.Key.Key_Return, "paletteEdit")
        await driver.idle()
        assert driver.window.search_page.search.query.filters.open_access
        driver.trigger("view.library")
        await driver.idle()
        assert driver.window.registry.why_not("search.filter_years")


async def test_a_filter_that_only_zenodo_has_asks_nobody_else(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.search_page._filters.open_panel("language")
        box = panel(driver, "language").findChild(QLineEdit, "filterEdit")
        QTest.keyClicks(box, "english")
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert panel(driver, "language").isVisible(), "what is no language is said, and stays to be mended"
        box.clear()
        QTest.keyClicks(box, "eng")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.search("data")
        assert demo.stats()["counts"] == {"zenodo": 1}
        assert driver.state("sourceChip.semantic_scholar") == "skipped"
        assert "Only Zenodo" in driver.widget("sourceChip.unpaywall").toolTip()


async def test_all_facets_of_zenodo_stand_beside_the_values_and_a_subject_is_asked_of_it_alone(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        found = driver.window.search_page.search.result
        assert {"access_status", "resource_type", "subject", "file_type"} <= set(found.facets)
        for name in ("access", "record_type", "file_type", "subject"):
            driver.window.search_page._filters.open_panel(name)
            listed = panel(driver, name).findChildren(QAbstractButton)
            counts = [button.accessibleName() for button in listed if button.objectName().startswith("filterValue.")]
            assert counts, name
            assert all(text.rpartition(", ")[2].replace(",", "").isdigit() for text in counts), name
        driver.click("filterChip.years")
        years = Counter(paper.year for paper in found.papers if paper.year is not None)
        bars = driver.widget("yearBars")
        assert bars.accessibleDescription().startswith(f"{min(years)} to {max(years)}, most in ")
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Left):  # past the second box, to the newest year
            QTest.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget() is bars
        QTest.keyClick(bars, Qt.Key.Key_Return)
        assert [driver.widget(name).text() for name in ("yearFromEdit", "yearToEdit")] == [str(max(years))] * 2
        QTest.keyClick(bars, Qt.Key.Key_Escape)
        assert not driver.widget("yearsPanel").isVisible()
        word = found.facets["subject"][0]
        driver.window.search_page._filters.open_panel("subject")
        opened = panel(driver, "subject")
        opened.findChild(QAbstractButton, f"filterValue.{word.key}").click()
        demo.reset()
        QTest.mouseClick(opened.findChild(QAbstractButton, "filterSetButton"), Qt.MouseButton.LeftButton)
        await driver.idle()
        assert demo.stats()["counts"] == {"zenodo": 1}
        assert len(driver.titles()) == word.count
        assert "Semantic Scholar has only fields of study" in driver.widget("sourceChip.semantic_scholar").toolTip()
        chip = driver.widget("filterChip.subject")
        assert chip.text() == f"Subject: {word.key}"
        assert "field of study has this name" in chip.toolTip()


async def test_a_parameter_that_zenodo_drops_is_said_and_its_rows_are_looked_at_here(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.search_page._filters.open_panel("community")
        box = panel(driver, "community").findChild(QLineEdit, "filterEdit")
        QTest.keyClicks(box, "no-such-community")
        QTest.keyClick(box, Qt.Key.Key_Return)
        await driver.search("data")
        assert driver.state("resultsView") == "empty"
        result = driver.window.search_page.search.result
        assert result.dropped == ("communities",)
        assert "communities" in driver.window.search_page.panes.results.pane.message.text


async def test_sorting_asks_nothing_and_stays_for_what_comes(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("graph")
        asked = demo.stats()["counts"]
        session = driver.window.search_page.search
        for sort, of in (
            ("citations", lambda paper: -(paper.counts.citations or -1)),
            ("influence", lambda paper: -(paper.counts.influential or -1)),
            ("year", lambda paper: -(paper.year or 0)),
        ):
            session.with_sort(sort)
            await driver.idle()
            shown = driver.view().model().papers()
            assert [of(paper) for paper in shown] == sorted(of(paper) for paper in shown)
        assert demo.stats()["counts"] == asked
        assert driver.widget("sortButton").text() == "Newest first"
        await driver.search("attention")
        assert driver.widget("sortButton").text() == "Newest first", "it stays for other words, as filters do"


def counts_in_rows(driver: Driver) -> list[tuple[str, str]]:
    """The number at the right of each row, and the word beside it."""
    view = driver.view()
    found = []
    for row in range(view.model().rowCount()):
        rect = view.visualRect(view.model().index(row, 0))
        layout = view.itemDelegate().layout_of(view.model().row(row), rect.width(), rect.height())
        texts = {piece.name: piece.text for piece in layout}
        found.append((texts.get("cites", ""), texts.get("cites_word", "")))
    return found


async def test_rows_show_the_influential_citations_by_which_they_are_sorted(demo, tmp_path):
    async with window_on(demo, tmp_path, demo=True) as driver:
        await driver.search("attention")
        session = driver.window.search_page.search
        for sort, count, word in (
            ("citations", lambda paper: paper.counts.citations, ("cites", "cite")),
            ("influence", lambda paper: paper.counts.influential, ("influential",)),
            ("-influence", lambda paper: paper.counts.influential, ("influential",)),
            ("year", lambda paper: paper.counts.citations, ("cites", "cite")),
        ):
            session.with_sort(sort)
            await driver.idle()
            counts = [count(paper) for paper in driver.view().model().papers()]
            shown = counts_in_rows(driver)
            assert [number for number, _ in shown] == ["" if one is None else f"{one:,}" for one in counts], sort
            assert {beside for number, beside in shown if number} <= set(word)
            assert any(number for number, _ in shown)


async def test_the_selected_paper_stays_in_sight_and_is_selected_again_without_the_filter_that_removed_it(
    demo, tmp_path, monkeypatch
):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        panes, view, session = driver.window.search_page.panes, driver.view(), driver.window.search_page.search
        driver.click_row(1)
        await driver.idle()
        chosen = driver.chosen()
        before = view.visualRect(view.currentIndex()).top()
        papers = session.result.papers
        with monkeypatch.context() as patch:
            patch.setattr(session, "running", True)
            panes.results._show_papers([one for one in papers if one.title != chosen[0]])
            assert driver.chosen() == []
            panes.results._show_papers(papers)
        assert driver.chosen() == chosen
        assert view.visualRect(view.currentIndex()).top() == before, "it was missing for a while"
        driver.click("loadAllButton")
        await driver.idle()
        assert driver.chosen() == chosen
        assert panes.paper.paper.title == chosen[0]
        assert view.visualRect(view.currentIndex()).top() == before, "it is where it was on the screen"
        session.with_sort("year")
        await driver.idle()
        assert view.verticalScrollBar().value() == 0, "another order is shown from its top"
        assert driver.chosen() == chosen
        year = panes.paper.paper.year
        session.with_filters(session.query.filters.replaced(year_from=year + 1))
        await driver.idle()
        assert driver.chosen() == []
        assert panes.paper.paper.title == chosen[0]
        asked = demo.stats()["counts"]
        session.with_filters(session.query.filters.replaced(year_from=year + 1, year_to=year + 3))
        await driver.idle()
        session.with_filters(session.query.filters.replaced(year_from=None, year_to=None))
        await driver.idle()
        assert driver.chosen() == chosen, "without the filter, it is selected again"
        assert panes.paper.paper.title == chosen[0]
        assert view.viewport().rect().intersects(view.visualRect(view.currentIndex()))
        assert demo.stats()["counts"] == asked
        session.with_filters(session.query.filters.replaced(year_from=year + 1))
        await driver.idle()
        driver.click_row(2)
        other = driver.chosen()
        session.with_filters(session.query.filters.replaced(year_from=None))
        await driver.idle()
        assert driver.chosen() == other, "another one was selected meanwhile"


async def test_a_list_says_how_much_of_it_is_here_and_loads_more_at_a_press(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        foot = driver.widget("moreRows")
        assert foot.isVisible()
        assert "100 of" in foot.words
        by_relevance = [one for one in driver.window.search_page.search.result.papers if "s2" in one.sources]
        assert any(one.tldr for one in by_relevance)
        button = driver.widget("loadAllButton")
        assert button.text() == "Load all"
        assert "request" in button.toolTip()
        before = len(driver.titles())
        driver.click("loadMoreButton")
        await driver.idle()
        assert "200 of" in foot.words
        assert len(driver.titles()) > before
        driver.click("loadAllButton")
        await driver.idle()
        result = driver.window.search_page.search.result
        assert result.bulk
        assert sum(r.loaded for r in result.reports) == result.loaded + result.merged, "the sources add up to the rows"
        kept = result.papers[: len(by_relevance)]
        assert [one.title for one in kept] == [one.title for one in by_relevance], "the best matches stay first"
        assert [one.tldr for one in kept] == [one.tldr for one in by_relevance]
        assert result.more == (), "every source was loaded to its end"
        assert all(r.loaded >= r.total for r in result.reports if r.total is not None)


async def test_the_best_matches_stay_first_when_a_filter_of_the_whole_list_is_removed_or_added(demo, tmp_path):
    def of_s2(papers):
        return [(one.title, one.tldr) for one in papers if "s2" in one.sources]

    async with window_on(demo, tmp_path) as driver:
        session = driver.window.search_page.search
        driver.click("filterChip.open_access")
        await driver.search("the")
        best = of_s2(session.result.papers)
        assert any(summary for _title, summary in best)
        driver.click("loadAllButton")
        await driver.idle()
        assert of_s2(session.result.papers)[: len(best)] == best
        driver.click("filterChip.clear")
        await driver.idle()
        assert session.result.bulk
        found = of_s2(session.result.papers)
        assert len(found) > len(best)
        assert found[: len(best)] == best
        tick(driver, "type", "conference")
        await driver.idle()
        fewer = of_s2(session.result.papers)
        assert 0 < len(fewer) < len(found)
        assert [one for one in fewer if one in best] == [one for one in best if one in fewer] != []


async def test_no_filter_loses_its_chip_in_a_narrow_window_when_others_are_set(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        names = [f"filterChip.{name}" for name in ("years", "field", "venue", "type", "open_access", "min_citations")]
        assert all(driver.widget(name).isVisible() for name in names)
        more = driver.widget("filterChip.more")
        assert more.content.text == "More filters"
        driver.click("filterChip.open_access")
        tick(driver, "type", "conference")
        await driver.idle()
        assert [name for name in names if not driver.widget(name).isVisible()] == []
        clear = driver.widget("filterChip.clear")
        shown = [*(driver.widget(name) for name in names), more, clear]
        assert all(one.isVisible() and one.geometry().right() <= one.parentWidget().width() for one in shown)
        middles = [one.geometry().center().y() for one in shown]
        assert max(middles) - min(middles) <= 1, "they are one line"
        assert more.content.text == "", "its words give way first"
        assert clear.accessibleName() == "Clear filters"
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert more.content.text == "More filters"


async def test_a_filtered_list_of_which_a_part_is_loaded_says_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("the")
        tick(driver, "type", "conference")
        await driver.idle()
        result = driver.window.search_page.search.result
        assert result.more
        assert 0 < len(result.papers) < result.loaded
        count = driver.window.search_page.panes.results._count
        # the services that can have filtered their papers: a number of loaded papers would be of no list
        assert count.text().startswith(f"{len(result.papers)} papers so far")
        left_out = result.loaded - len(result.papers)
        assert f"{left_out} papers left out by Type" in shown_tooltip(count)


async def test_why_says_what_each_source_and_filter_did_and_which_word_finds_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention zyzzyva")
        tick(driver, "type", "conference")
        await driver.idle()
        text = why(driver)
        assert "Semantic Scholar: " in text
        of_type = "Type: Conference paper. Not sent to any service in this search. 18 results removed on your computer."
        assert of_type in text.splitlines()
        asked = sum(demo.stats()["counts"].values())
        driver.click("whyButton")
        ask = next(b for b in driver.widget("whyPanel").findChildren(QAbstractButton) if b.text() == "Count papers")
        assert "(2 requests)" in driver.widget("whyPanel").text
        QTest.mouseClick(ask, Qt.MouseButton.LeftButton)
        await driver.idle()
        assert sum(demo.stats()["counts"].values()) == asked + 2
        assert "“zyzzyva”: nothing found" in driver.widget("whyPanel").text


async def test_why_grows_when_the_counts_come_and_says_how_words_are_matched(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("working memory training transfer")
        driver.click("whyButton")
        why_panel = driver.widget("whyPanel")
        lines = why_panel.text.splitlines()
        matched = lines[lines.index("How results are found") + 1]
        assert matched.startswith("Semantic Scholar and Zenodo: words are matched by the rules of the service")
        assert "Unpaywall searches titles only" in matched
        assert any(line.startswith("Relevance: papers with exactly the title") for line in lines)
        before = why_panel.height()
        ask = next(b for b in why_panel.findChildren(QAbstractButton) if b.text() == "Count papers")
        ask.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(ask, Qt.Key.Key_Return)
        await driver.idle()
        counts = [one for one in why_panel.findChildren(QLabel) if one.text().startswith("“")]
        assert len(counts) == 4
        await driver.until(lambda: why_panel.height() > before)
        await driver.idle()
        area = why_panel._area.viewport()
        assert all(area.rect().contains(one.mapTo(area, one.rect().bottomLeft())) for one in counts)
        assert why_panel._area.verticalScrollBar().maximum() == 0
        assert driver.window.rect().contains(why_panel.geometry())
        assert why_panel.hasFocus(), "the button that had it is gone"
        height = why_panel.height()
        driver.press(Qt.Key.Key_Escape, "whyPanel")
        driver.click("whyButton")
        assert why_panel.height() == height, "as when it is opened again"
        why_panel.close_panel()

        await driver.search("10.1038/nature14539")
        assert "How results are found" not in why(driver), "an identifier is not matched by words"


async def test_why_says_how_far_a_count_of_words_is_and_can_stop_a_slow_one(demo, tmp_path, monkeypatch):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("working memory training")
        search, may_come = driver.program.services.search, asyncio.Queue()
        count_words = search.word_counts

        async def slowly(words, filters, ask, on_count):
            for word in words:
                await may_come.get()
                await count_words([word], filters, ask, on_count)

        monkeypatch.setattr(search, "word_counts", slowly)
        driver.click("whyButton")
        panel = driver.widget("whyPanel")

        def button(text: str) -> QAbstractButton | None:
            found = (one for one in panel.findChildren(QAbstractButton) if one.text() == text and one.isVisible())
            return next(found, None)

        def last_line() -> str:
            return panel.text.splitlines()[-1]

        QTest.mouseClick(button("Count papers"), Qt.MouseButton.LeftButton)
        assert last_line() == "Counting papers: 0 of 3 words…"
        assert button("Stop") is None, "not before it is slow"
        may_come.put_nowait(None)
        await driver.until(lambda: last_line() == "Counting papers: 1 of 3 words…")
        assert "“working”: " in panel.text
        await driver.until(lambda: button("Stop") is not None)
        button("Stop").setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(button("Stop"), Qt.Key.Key_Return)
        assert panel.hasFocus(), "the button that had it is gone"
        assert "Counting papers" not in panel.text
        assert last_line().endswith("(2 requests)."), "the words that are not counted yet"
        assert "“working”: " in panel.text
        for _ in range(2):
            may_come.put_nowait(None)
        QTest.mouseClick(button("Count papers"), Qt.MouseButton.LeftButton)
        await driver.until(lambda: last_line().startswith("“training”: "))
        assert button("Count papers") is None
        panel.close_panel()
        tick(driver, "type", "conference")
        await driver.idle()
        assert "(3 requests)" in why(driver), "the counts are those of other filters"


async def test_an_empty_list_counts_at_a_press_what_each_filter_takes(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        tick(driver, "field", "Art")
        tick(driver, "min_citations")
        driver.click("filterChip.min_citations")
        driver.type("1000", "minCitationsEdit")
        driver.press(Qt.Key.Key_Return, "minCitationsEdit")
        await driver.search("attention")
        assert driver.state("resultsView") == "empty"
        pane = driver.window.search_page.panes.results.pane
        count = next(step for step in pane.message.steps if step.title == "Count per filter")
        count.run()
        await driver.idle()
        assert "Without filters there are 23" in pane.message.text
        assert pane.message.steps[0].title.startswith("Remove “Art” (")
        pane.message.steps[0].run()
        await driver.idle()
        assert driver.state("resultsView") == "full"


async def test_operators_are_said_in_the_box_and_kept_by_every_row(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.type('attention -neural author:"desimone"')
        assert driver.widget("searchEdit").said == "without neural, author desimone"
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        assert all("eural" not in title for title in driver.titles())
        driver.type("cats OR dogs food")
        assert driver.widget("searchEdit").said == "cats or dogs, food"
        driver.type("dataset OR software type:dataset")
        assert "“type:” is not an operator" in driver.widget("searchEdit").said
        driver.type('"open phrase')
        assert "A quotation mark is not closed" in driver.widget("searchEdit").said
        box = driver.widget("searchEdit")
        box.selectAll()
        QApplication.clipboard().setText(" ".join(f"(a{n} OR b)" for n in range(201)))
        QTest.keyClick(box, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert "more than 400 brackets" in driver.widget("searchEdit").said


async def test_nothing_typed_is_lost_over_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        tick(driver, "field", "Linguistics")
        await driver.idle()
        driver.type("half a thou")
    async with window_on(demo, tmp_path) as driver:
        assert driver.widget("searchEdit").text() == "attention", "the words of the search that is shown"
        assert "half a thou" in driver.window.search_page.search.last_words()
        driver.type("half a thought")
        assert driver.widget("filterChip.field").text() == "Linguistics"
        driver.window.search_page.search_for("graph")
        await driver.idle()
        assert "half a thought" in driver.window.search_page.search.last_words()


async def test_a_paper_that_was_opened_is_marked_in_later_lists(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view = driver.view()
        QTest.keyClick(view, Qt.Key.Key_Down)
        QTest.keyClick(view, Qt.Key.Key_Return)
        await driver.idle()
        opened = driver.chosen()[0]
    async with window_on(demo, tmp_path) as driver:
        model = driver.view().model()
        marked = [model.row(number).title for number in range(model.rowCount()) if model.row(number).opened]
        assert marked == [opened]
        assert "opened before" in model.row(driver.titles().index(opened)).spoken
        driver.trigger("search.forget_opened")
        await driver.idle()
        assert not any(model.row(number).opened for number in range(model.rowCount()))
        driver.trigger("edit.undo")
        await driver.idle()
        assert model.row(driver.titles().index(opened)).opened, "what is cleared can be taken back"


async def test_filters_alone_find_a_whole_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.click("filterChip.min_citations")
        driver.type("5000", "minCitationsEdit")
        driver.press(Qt.Key.Key_Return, "minCitationsEdit")
        driver.press(Qt.Key.Key_Return)
        await driver.idle()
        papers = driver.view().model().papers()
        assert papers
        assert all(paper.counts.citations >= 5000 for paper in papers)
        assert driver.state("sourceChip.unpaywall") == driver.state("sourceChip.zenodo") == "skipped"


@pytest.mark.parametrize("by_key", [False, True])
async def test_see_why_opens_its_panel_below_the_button(demo, tmp_path, by_key):
    async with window_on(demo, tmp_path, size=(1440, 900)) as driver:
        await driver.search("zxqv wjkq")
        pane = driver.window.search_page.panes.results.pane
        [button] = [one for one in pane.findChildren(QAbstractButton) if one.text() == "See why"]
        if by_key:
            button.setFocus()
            QTest.keyClick(button, Qt.Key.Key_Return)
        else:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        panel = driver.widget("whyPanel")
        assert panel.isVisible()
        below = button.mapTo(driver.window, QPoint(0, button.height()))
        assert (panel.x(), panel.y()) == (below.x(), below.y())
        QTest.keyClick(panel, Qt.Key.Key_Escape)
        assert not panel.isVisible()
        assert button.hasFocus()
