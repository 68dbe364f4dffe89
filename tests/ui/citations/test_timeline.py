"""The bars of citations a year: chosen by mouse and by keys, told to who cannot see them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Author, Ids, Paper
from scholar_desktop.services.citations.filtering import CitationFilter
from scholar_desktop.services.citations.timeline import Timeline, YearCount
from scholar_desktop.translation import set_language
from scholar_desktop.ui.citations.timeline_chart import TimelineChart
from scholar_desktop.ui.citations.timeline_pane import TimelinePane
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import ElidedLabel
from scholar_desktop.ui.widgets.state_pane import StatePane
from tests.support.window_driver import Driver, window_on

YEARS = tuple(YearCount(2015 + number, 3, 1, 10 * number, 2, 1) for number in range(8))
PAPER = Paper(title="The first", ids=Ids(s2="a" * 40), authors=(Author("Ada Lovelace"),), year=2015)


@pytest.fixture
def chart(qtbot, qapp) -> TimelineChart:
    made = TimelineChart(Theme(qapp, "light"))
    qtbot.addWidget(made)
    made.resize(800, 120)
    made.show()
    made.show_timeline(Timeline(YEARS, 1, 0, 0))
    return made


def told(chart: TimelineChart) -> list[tuple[object, object]]:
    spans: list[tuple[object, object]] = []
    chart.chosen.connect(lambda first, last: spans.append((first, last)))
    return spans


def at(chart: TimelineChart, year: int) -> QPoint:
    return chart.point_of(year).toPoint()


def test_a_click_chooses_a_year_and_the_same_click_all_years(chart):
    spans = told(chart)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at(chart, 2018))
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at(chart, 2018))
    assert spans == [(2018, 2018), (None, None)]


def test_a_drag_chooses_a_span_and_its_edge_can_be_pulled(chart):
    spans = told(chart)
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=at(chart, 2020))
    QTest.mouseMove(chart, at(chart, 2017))
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=at(chart, 2017))
    assert spans[-1] == (2017, 2020)
    edge = QPoint(round(chart.rect_of(2020).right()) - 2, at(chart, 2020).y())
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(chart, QPoint(chart.width() + 30, edge.y()))
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=edge)
    assert spans[-1] == (2017, 2022)
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=at(chart, 2019))
    assert spans[-1] == (None, None)


def test_keys_go_from_year_to_year_and_choose(chart):
    spans = told(chart)
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    year = chart.current
    assert spans == [(year, year)]
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert spans[-1] == (year - 2, year)
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert spans[-1] == (year - 1, year)
    assert f"selected: {year - 1} to {year}" in chart.accessibleDescription()
    assert f"{chart.current}: " in chart.accessibleDescription()
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert spans[-1] == (None, None)


def test_the_ring_is_on_a_year_of_the_timeline_that_is_shown(chart):
    chart.window().activateWindow()
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current == YEARS[-1].year
    chart.show_timeline(Timeline(YEARS[2:5], 1, 0, 0))
    assert chart.current == YEARS[4].year
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.current == YEARS[3].year
    chart.show_timeline(Timeline((), 0, 0, 0))
    assert chart.current is None


@pytest.mark.parametrize("theme", ["light", "high-contrast"])
def test_the_selected_year_is_filled_and_only_the_year_with_the_focus_is_framed(chart, theme):
    chart._theme.choose(theme)
    chart.activateWindow()
    chart.setFocus()
    QTest.keyClick(chart, Qt.Key.Key_Left)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    year = chart.current
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert (chart.span, chart.current) == ((year, year), year - 1)
    picture = chart.grab().toImage()
    colours = {name: chart._theme.colour(name).name() for name in ("accent", "select", "bg")}

    def inside(which: int) -> tuple[str, str]:
        """Return the colour of the left edge of the year, and that beside its bar."""
        box = chart.rect_of(which)
        middle = round(box.center().y())
        return (
            picture.pixelColor(round(box.left()) + 1, middle).name(),
            picture.pixelColor(round(box.left()) + 4, round(box.top())).name(),
        )

    assert inside(year) == (colours["select"], colours["select"])
    edge, ground = inside(year - 1)
    assert edge == colours["accent"]
    assert ground != colours["select"]


def test_few_years_are_in_the_middle_of_a_large_window_and_two_are_still_bars(chart):
    chart.resize(1180, 120)
    for years in (YEARS, YEARS[:2]):
        chart.show_timeline(Timeline(years, 1, 0, 0))
        left, right = chart.rect_of(years[0].year).left(), chart.rect_of(years[-1].year).right()
        assert left == pytest.approx(chart.width() - right, abs=1)
        assert chart.year_at(left + 1) == years[0].year
        assert chart.year_at(left - 1) is None
    assert painted_width(chart, YEARS[0].year) < chart.width() * 0.1
    chart.show_timeline(Timeline(YEARS, 1, 0, 0))
    assert chart.rect_of(YEARS[-1].year).right() > chart.width() * 0.9
    chart.resize(600, 120)
    assert chart.rect_of(YEARS[-1].year).right() <= chart.width()


def painted_width(chart: TimelineChart, year: int) -> int:
    """Return the number of coloured pixels in the lowest row of the bar of *year*."""
    picture, box = chart.grab().toImage(), chart.rect_of(year)
    ground = chart._theme.colour("bg").name()
    row = range(round(box.left()), round(box.right()))
    return sum(picture.pixelColor(x, round(box.bottom()) - 2).name() != ground for x in row)


def test_years_before_the_loaded_citations_are_not_shown_as_years_without_any(chart):
    years = Timeline(YEARS[-2:], 0, 0, 0).widened(2017, 2024)
    chart.show_timeline(years, is_part=True)
    assert [year.year for year in chart.timeline.years] == list(range(2017, 2025))
    words = {year.year: chart.year_words(year) for year in chart.timeline.years}
    assert words[2017] == "2017: not loaded"
    assert words[2020] == "2020: not loaded"
    assert words[2021].startswith(f"2021: {YEARS[-2].count} papers")
    assert words[2024] == "2024: 0 papers", "the newest citations are loaded first"
    part = chart.grab().toImage()
    chart.show_timeline(years)
    assert chart.year_words(years.years[0]) == "2017: 0 papers"
    assert chart.grab().toImage() != part, "a line below the years says that they are not loaded"


def test_what_a_filter_has_is_shown_and_told_to_nobody(chart):
    spans = told(chart)
    chart.show_span(2016, None)
    assert chart.span == (2016, 2022)
    chart.show_span(None, None)
    assert chart.span is None
    assert spans == []


def test_forty_years_in_a_narrow_pane_keep_to_it(chart):
    chart.show_timeline(Timeline(tuple(YearCount(1980 + number, 1) for number in range(45))))
    chart.resize(240, 90)
    assert chart.rect_of(2024).right() <= chart.width()
    assert not chart.grab().isNull()
    assert chart.year_at(-5) is None


def test_the_pane_names_the_first_and_the_most_influential_and_says_what_is_not_loaded(qtbot, qapp):
    window = QWidget()  # a window with a layout would ask this platform for more than it has
    qtbot.addWidget(window)
    pane = TimelinePane(Theme(qapp, "dark"), window)
    pane.resize(700, 260)
    window.show()
    assert pane.property("state") == "empty"
    opened: list[Paper] = []
    pane.opened.connect(opened.append)
    edge = Citation(PAPER, influential=True)
    part, wanted = Citation(None, text="Only a title"), []
    pane.rest_wanted.connect(lambda: wanted.append(True))
    pane.show_timeline(Timeline(YEARS, 0, 0, 0), edge, part, loaded=100, total=4120, has_more=True)
    assert pane.property("state") == "partial"
    assert "100" in pane.pane.bar.accessibleName()
    titles = {label.text() for label in pane.findChildren(ElidedLabel)}
    assert "Earliest loaded" in titles
    assert "First" not in titles
    load_all = next(button for button in pane.findChildren(Button) if button.text() == "Load all")
    QTest.mouseClick(load_all, Qt.MouseButton.LeftButton)
    assert wanted == [True]
    first, strongest = pane.findChild(Button, "timeline.first"), pane.findChild(Button, "timeline.strongest")
    assert first.text() == "The first — Lovelace · 2015 · influential"
    assert not strongest.isEnabled(), "what has no identifier cannot be opened"
    QTest.mouseClick(first, Qt.MouseButton.LeftButton)
    assert opened == [PAPER]
    pane.show_timeline(Timeline(YEARS, 0, 0, 0), edge, edge, loaded=4120, total=4120)
    assert pane.property("state") == "full"
    assert "First" in {label.text() for label in pane.findChildren(ElidedLabel)}


async def test_without_a_paper_the_timeline_offers_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.timeline")
        message = driver.window.search_page.panes.citations.timeline.pane.message
        assert (message.heading, message.steps) == ("No paper selected", ())


async def test_the_years_go_from_that_of_the_paper_to_the_present_one(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.timeline")
        await driver.until(lambda: driver.state("timelineView") == "partial")
        chart = driver.widget("timelineView").chart
        years = [year.year for year in chart.timeline.years]
        assert years == list(range(2017, datetime.now(UTC).year + 1))
        loaded = [year.year for year in chart.timeline.years if year.count]
        assert chart.unloaded == loaded[0] - 2017 > 0


async def open_timeline_offline(driver: Driver) -> StatePane:
    """Open the timeline of a paper whose citations were not loaded before. Return its pane, which says so."""
    await driver.search("attention")
    driver.trigger("app.offline")
    driver.view().choose(0)
    driver.press(Qt.Key.Key_Return, "resultsView")
    driver.trigger("view.timeline")
    pane = driver.window.search_page.panes.citations.timeline.pane
    await driver.until(lambda: driver.state("timelineView") == "error")
    assert pane.message == driver.window.search_page.panes.citations.cited_by.pane.message
    assert pane.message.heading.startswith("You are working offline")
    return pane


def press_step(pane: StatePane) -> None:
    [step] = pane.message.steps
    button = next(each for each in pane.findChildren(Button) if each.text() == step.title)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_the_timeline_offline_offers_to_go_online_and_loads_the_citations(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await open_timeline_offline(driver)
        assert [step.title for step in pane.message.steps] == ["Go online"]
        press_step(pane)
        await driver.until(lambda: driver.state("timelineView") in ("full", "partial"))
        assert not driver.program.services.status.offline


async def test_once_online_the_timeline_offers_to_load_the_citations(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await open_timeline_offline(driver)
        driver.trigger("app.offline")
        await driver.until(lambda: driver.state("timelineView") == "empty")
        assert [step.title for step in pane.message.steps] == ["Show citing papers"]
        press_step(pane)
        await driver.until(lambda: driver.state("timelineView") in ("full", "partial"))


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_titles_of_the_papers_are_not_cut(qtbot, qapp, language):
    set_language(language)
    try:
        window = QWidget()
        qtbot.addWidget(window)
        pane = TimelinePane(Theme(qapp, "light"), window)
        pane.resize(800, 400)
        window.show()
        edge = Citation(PAPER, influential=True)
        pane.show_timeline(Timeline(YEARS, 0, 0, 0), edge, edge, loaded=10, total=100)
        titles = [label for label in pane.findChildren(ElidedLabel) if label.whole_text()]
        assert len(titles) >= 2
        assert [label.text() for label in titles] == [label.whole_text() for label in titles]
    finally:
        set_language("en")


def test_the_focus_begins_at_the_last_year_with_citations_and_home_and_end_pass_empty_years(chart):
    years = tuple(YearCount(2015 + number, 3 if 2 <= number <= 4 else 0) for number in range(8))
    chart.clearFocus()
    chart.show_timeline(Timeline(years, 1, 0, 0))
    chart.setFocus()
    assert chart.current == 2019
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current == 2020, "an arrow goes to the next year, empty or not"
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert chart.current == 2017
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.current == 2019


async def test_the_timeline_counts_the_papers_that_pass_the_other_filters_of_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        citations = driver.window.search_page.panes.citations
        driver.trigger("view.cited_by")
        await driver.until(lambda: citations.cited_by.model.rowCount() > 0)
        loaded = citations.cited_by.model.rowCount()
        driver.type("word", "citedBy.words")
        driver.press(Qt.Key.Key_Return, "citedBy.words")
        await driver.until(lambda: 0 < citations.cited_by.model.rowCount() < loaded)
        driver.trigger("view.timeline")
        timeline, chart = citations.timeline, citations.timeline.chart
        await driver.until(lambda: driver.state("timelineView") == "partial")
        assert "Only papers that match: “word”" in timeline.pane.bar.accessibleName()
        year = max((each for each in chart.timeline.years), key=lambda each: each.count).year
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=at(chart, year))
        button = driver.widget("timelineListButton")
        shown = int(button.text().split()[1])
        driver.click("timelineListButton")
        await driver.until(lambda: citations.cited_by.view.isVisible() and citations.cited_by.model.rowCount() == shown)
        driver.trigger("view.timeline")
        await driver.idle()
        clear = next(each for each in timeline.findChildren(Button) if each.text() == "Clear filters")
        QTest.mouseClick(clear, Qt.MouseButton.LeftButton)
        assert driver.widget("citedBy.words").text() == ""
        await driver.until(lambda: int(button.text().split()[1]) > shown)
        assert chart.span == (year, year), "the years stay"
        driver.type("zyzzyva", "citedBy.words")
        await driver.until(lambda: timeline.pane.message is not None)
        await driver.until(lambda: timeline.pane.message.heading == "No papers match the filters")


async def test_the_years_of_the_filtered_papers_are_those_that_the_service_sends(demo, tmp_path):
    """The service's own rows are counted without the program."""
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.timeline")
        await driver.idle()
        panes = driver.window.search_page.panes
        path = f"/graph/v1/paper/{panes.paper.paper.ids.s2}/citations"
        rows = demo.get(f"{path}?fields=title,year,contexts&limit=1000&offset=0")["data"]
        for word in ("", "gain", "attention"):
            panes.citations.cited_by.tools.set_filter(CitationFilter(words=word))
            wanted: Counter[int] = Counter()
            for row in rows:
                texts = (row["citingPaper"]["title"] or "", *(row["contexts"] or ()))
                if any(word in text.casefold() for text in texts):
                    wanted[row["citingPaper"]["year"]] += 1
            await driver.until(lambda wanted=wanted: counted(driver) == wanted)


def counted(driver: Driver) -> dict[int, int]:
    """Return how many papers each year of the chart has, without those that have none."""
    chart = driver.window.search_page.panes.citations.timeline.chart
    return {one.year: one.count for one in chart.timeline.years if one.count}


@pytest.mark.parametrize("width", [420, 900])
def test_the_number_of_papers_without_a_year_is_whole_at_every_width(qtbot, qapp, width):
    window = QWidget()
    qtbot.addWidget(window)
    pane = TimelinePane(Theme(qapp, "light"), window)
    pane.resize(width, 220)
    window.resize(width, 220)
    window.show()
    pane.show_timeline(Timeline(YEARS, 5, 0, 0), None, None, loaded=29, total=29)
    undated = pane.findChild(QLabel, "timelineUndated")
    assert undated.text() == "5 papers without a year"
    assert undated.isVisible()
    qtbot.waitUntil(lambda: undated.width() >= undated.fontMetrics().horizontalAdvance(undated.text()))
    assert pane.rect().contains(QRect(undated.mapTo(pane, QPoint()), undated.size()))
    assert not undated.geometry().intersects(pane.legend.geometry())
    pane.show_span(2016, 2017)
    assert not undated.isVisible(), "the words about the selected years are there"


def test_a_year_without_papers_offers_no_list_of_them(qtbot, qapp):
    window = QWidget()
    qtbot.addWidget(window)
    pane = TimelinePane(Theme(qapp, "light"), window)
    pane.resize(800, 400)
    window.show()
    edge = Citation(PAPER)
    years = (YearCount(2019, 2), YearCount(2020), YearCount(2021, 1))
    pane.show_timeline(Timeline(years, 0, 0, 0), edge, edge, loaded=3, total=3)
    pane.chart.setFocus()
    button = next(one for one in pane.findChildren(Button) if one.objectName() == "timelineListButton")
    seen = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(pane.chart, key)
        QTest.keyClick(pane.chart, Qt.Key.Key_Return)
        seen.append((pane.chart.span, button.text() if button.isVisible() else ""))
    assert seen == [((2019, 2019), "Show 2 papers"), ((2020, 2020), ""), ((2021, 2021), "Show 1 paper")]
