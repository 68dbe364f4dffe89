"""The citation map on the screen: drawn, moved, chosen from, grown, hidden from, written to files."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.citations.table import make_rows
from scholar_desktop.ui.citations.map import drawing
from scholar_desktop.ui.citations.map.canvas import MapCanvas
from scholar_desktop.ui.citations.map.chart import DotKind
from scholar_desktop.ui.citations.map.labels import place_labels
from scholar_desktop.ui.citations.map.map_geometry import control_points, nearest_link
from scholar_desktop.ui.citations.map.map_legend import LEAST_CURRENT, MapLegend
from scholar_desktop.ui.citations.map.map_pane import MapPane
from scholar_desktop.ui.citations.map.map_tab import MapTab
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import CAPTION
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note_bar import NoteBar
from tests.support.keyboard import Keyboard
from tests.support.libraries import keep_pdf
from tests.support.window_driver import Driver, shown_tooltip, window_on

ATTENTION = "Attention is All you Need"


async def map_of_results(driver: Driver, words: str = "attention") -> MapPane:
    """The results of a search, all chosen, on the map."""
    await driver.search(words)
    driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    driver.trigger("view.map_selection")
    await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
    await driver.until(lambda: driver.state("mapPageView") == "full")
    await driver.idle()
    return driver.widget("mapPageView")


def spot(canvas: MapCanvas, number: int) -> QPoint:
    return canvas.point_of(number).toPoint()


def number_of(pane: MapPane, title: str) -> int:
    chart = pane.canvas.chart
    assert chart is not None
    return next(number for number, paper in enumerate(chart.papers) if paper.title == title)


def click(canvas: MapCanvas, number: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, modifier, spot(canvas, number))


async def test_the_chosen_papers_are_drawn_with_their_links_for_one_request_and_a_link_tells_why_one_cites_the_other(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        before = demo.stats()["counts"]["s2"]
        pane = await map_of_results(driver)
        chosen = len(driver.titles())
        chart = pane.canvas.chart
        assert chart is not None
        assert len(chart.papers) == chosen
        assert len(chart.links) > 3
        assert demo.stats()["counts"]["s2"] <= before + 2, "one for the links, one for the paper that was marked"
        by_year = sorted(range(chosen), key=lambda number: chart.xs[number])
        years = [year for number in by_year if (year := chart.papers[number].year)]
        assert years == sorted(years)
        assert pane.canvas.links is not None, "the links are drawn once the map rests"
        widths = [(name.dx, name.width) for name in pane.canvas.names]
        assert widths, "papers are named"
        chart = pane.canvas.chart
        citing, cited = (int(number) for number in chart.pairs[0])
        told = chart.link_words(0)
        assert told.startswith(f"{chart.labels[citing]} cites {chart.labels[cited]}")
        ends = drawing.ends_on_screen(chart, pane.canvas.view)
        middle = 0.25 * ends[0, :2] + 0.5 * control_points(ends)[0] + 0.25 * ends[0, 2:]
        row = nearest_link(ends, float(middle[0]), float(middle[1]), 4)
        assert row is not None
        assert nearest_link(ends, -500.0, -500.0, 4) is None
        assert pane.canvas.paper_at(*QPointF(-50, -50).toTuple()) is None


async def test_names_never_stand_over_one_another(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        pane = await map_of_results(driver)
        canvas = pane.canvas
        boxes = []
        for name in canvas.names:
            where = canvas.point_of(name.number)
            boxes.append((where.x() + name.dx, where.y() + name.dy, name.width, name.height))
        assert len(boxes) > 1
        for place, (x, y, width, height) in enumerate(boxes):
            for left, top, wide, high in boxes[:place]:
                apart = x + width <= left or left + wide <= x or y + height <= top or top + high <= y
                assert apart, "two names overlap"


async def test_the_mouse_chooses_adds_drags_moves_zooms_and_frames(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        canvas, first = pane.canvas, number_of(pane, ATTENTION)
        other = next(number for number in canvas.chart.order if number != first)
        click(canvas, first)
        assert [paper.title for paper in canvas.chosen_papers()] == [ATTENTION]
        assert driver.window.context.now.paper.title == ATTENTION
        click(canvas, other, Qt.KeyboardModifier.ControlModifier)
        assert canvas.selected == {first, other}
        before, still = canvas.point_of(first), canvas.point_of(canvas.chart.order[-1])
        start = spot(canvas, first)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
        QTest.mouseMove(canvas, start + QPoint(30, 10))
        QTest.mouseMove(canvas, start + QPoint(40, 20))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(40, 20))
        moved = canvas.point_of(first) - before
        assert (round(moved.x()), round(moved.y())) == (40, 20)
        assert canvas.point_of(canvas.chart.order[-1]) == still, "only what is chosen moves"
        where = canvas.point_of(first)
        turn = QWheelEvent(
            where,
            canvas.mapToGlobal(where),
            QPoint(),
            QPoint(0, 240),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        scale = canvas.view.scale
        QApplication.sendEvent(canvas, turn)
        assert canvas.view.scale > scale
        assert (canvas.point_of(first) - where).manhattanLength() < 0.01, "what is under the pointer stays there"
        free = next(
            QPoint(x, y)
            for x in range(20, canvas.width(), 20)
            for y in range(20, canvas.height() - 60, 20)
            if canvas.paper_at(x, y) is None
        )
        QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=free)
        assert canvas.selected == frozenset()
        driver.trigger("map.fit")
        await driver.idle()
        shown = [canvas.point_of(number) for number in range(len(canvas.chart.papers))]
        assert all(canvas.rect().contains(point.toPoint()) for point in shown)
        end = QPoint(canvas.width() - 3, canvas.height() - 40)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, QPoint(2, 2))
        QTest.mouseMove(canvas, end)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, end)
        assert len(canvas.selected) == len(canvas.chart.papers)


async def test_all_of_it_can_be_done_by_keys(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        canvas = pane.canvas
        canvas.setFocus()
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        first = canvas.current
        assert first == canvas.chart.order[0]
        driver.press(Qt.Key.Key_Left, "mapCanvas")
        second = canvas.current
        assert canvas.chart.xs[second] < canvas.chart.xs[first]
        assert (
            QAccessible.queryAccessibleInterface(canvas)
            .text(QAccessible.Text.Description)
            .startswith(canvas.chart.papers[second].title[:12])
        )
        # the ring names its paper, on the map and below it, and Space says what it did
        title, legend = canvas.chart.papers[second].title, driver.widget("mapLegend")
        await driver.until(lambda: second in {named.number for named in canvas.names})
        assert f"“{title[:40]}" in legend.accessibleName()
        assert legend.accessibleName().partition("”, ")[2].startswith("selected")
        assert "1 selected" not in legend.accessibleName(), "it is said twice"
        driver.press(Qt.Key.Key_Space, "mapCanvas")
        assert (canvas.selected, canvas.current) == (frozenset(), second)
        assert legend.accessibleName().partition("”, ")[2].startswith("not selected")
        assert canvas.accessibleDescription().endswith(" · not selected")
        driver.press(Qt.Key.Key_Space, "mapCanvas")
        assert canvas.accessibleDescription().endswith(" · selected")
        driver.press(Qt.Key.Key_Right, "mapCanvas", Qt.KeyboardModifier.ShiftModifier)
        assert len(canvas.selected) == 2
        assert "2 selected" in legend.accessibleName()
        driver.trigger("app.offline")
        driver.click("mapButton.get_pdfs")
        downloads = driver.program.services.downloads
        await driver.until(lambda: len(downloads.items()) == 2)
        assert [item.batch.rpartition(",")[0] for item in downloads.items()] == ["Citation map"] * 2
        driver.trigger("app.offline")
        scale = canvas.view.scale
        driver.press(Qt.Key.Key_Plus, "mapCanvas")
        assert canvas.view.scale > scale
        driver.press(Qt.Key.Key_Escape, "mapCanvas")
        assert not canvas.selected
        count = len(canvas.chart.papers)
        driver.press(Qt.Key.Key_Left, "mapCanvas")
        driver.press(Qt.Key.Key_Delete, "mapCanvas")
        assert len(canvas.chart.papers) == count - 1
        assert "1 hidden" in driver.widget("mapLegend").accessibleName()
        assert driver.window.messages.note("undo").lead.startswith("Hid “")
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        driver.trigger("edit.undo")
        await driver.idle()
        assert len(canvas.chart.papers) == count
        await driver.until(driver.window.registry["edit.redo"].isEnabled)
        driver.trigger("edit.redo")
        await driver.idle()
        assert len(canvas.chart.papers) == count - 1
        driver.trigger("map.show_all")
        assert driver.window.messages.undo_step is None
        assert len(canvas.chart.papers) == count
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        title = canvas.chart.papers[canvas.current].title
        driver.press(Qt.Key.Key_Return, "mapCanvas")
        await driver.idle()
        assert driver.window.navigation.page == "search"
        assert driver.window.search_page.panes.paper.paper.title == title


async def test_neighbours_of_the_selection_join_and_what_stood_stays(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        canvas = pane.canvas
        number = number_of(pane, ATTENTION)
        click(canvas, number)
        await driver.idle()
        assert driver.widget("mapButton.add_neighbours").text() == "Add neighbours"
        count, height = len(canvas.chart.papers), float(canvas.chart.ys[number])
        driver.click("mapButton.add_neighbours")
        await driver.until(lambda: driver.state("mapPageView") == "full")
        await driver.idle()
        assert len(canvas.chart.papers) > count
        assert abs(float(canvas.chart.ys[number_of(pane, ATTENTION)]) - height) < 200
        assert [paper.title for paper in canvas.chosen_papers()] == [ATTENTION], "the choice stays"
        links = len(pane.whole.links)
        driver.trigger("map.link")
        await driver.until(lambda: driver.window.messages.note("map") is not None)
        more = len(pane.whole.links) - links
        assert more > 0
        assert driver.window.messages.note("map").lead == f"{more} links added."
        driver.trigger("map.link")
        await driver.until(lambda: driver.window.messages.note("map").lead.startswith("No more links"))


async def test_a_map_that_needs_more_requests_than_are_left_says_so_and_does_not_ask_while_it_waits(demo, tmp_path):
    async with window_on(demo, tmp_path, semantic_scholar_rate=1.0, semantic_scholar_pool=1) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        driver.trigger("view.map_selection")
        await driver.until(lambda: driver.widget("mapPageView").canvas.chart is not None)
        pane = driver.widget("mapPageView")
        await driver.until(lambda: pane.pane.bar.note is not None and "Waiting for" in pane.pane.bar.note.lead)
        assert "a free key ends this wait" in pane.pane.bar.note.text
        assert driver.window.registry["map.link"].text().startswith("Find links (about 5 min")
        click(pane.canvas, number_of(pane, ATTENTION))
        await driver.until(lambda: "neighbours (about 10 min" in driver.window.registry["map.add_neighbours"].text())
        pane.pane.bar.button("Stop").click()


async def test_a_failing_service_leaves_the_papers_and_says_what_failed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        demo.config(fail={"/graph/v1/paper/batch": 500})
        await driver.search("attention")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("view.map_selection")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
        await driver.until(lambda: driver.state("mapPageView") == "partial")
        pane = driver.widget("mapPageView")
        assert len(pane.canvas.chart.papers) == len(driver.titles())
        demo.config(fail={})
        button = pane.pane.bar.button("Try again")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.state("mapPageView") == "full")
        assert pane.canvas.chart.links


async def test_finding_goes_from_paper_to_paper_and_the_map_is_written_as_svg_png_and_graphml_or_says_why_not(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        driver.trigger("map.find")
        box: QLineEdit = driver.widget("mapFindEdit")
        QTest.keyClicks(box, "attention")
        first = pane.canvas.current
        assert first is not None
        assert "attention" in pane.canvas.chart.papers[first].title.lower()
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert pane.canvas.current != first
        box.selectAll()
        QTest.keyClicks(box, "no such paper")
        assert not pane.canvas.selected
        for ending, sign in (("svg", b"<svg"), ("png", b"\x89PNG"), ("graphml", b"<graphml")):
            path = tmp_path / f"map.{ending}"
            pane.export_to(path)
            assert sign in path.read_bytes()[:400]
            note = driver.window.messages.note("map")
            assert note is not None
            assert note.lead == f"Exported the map to map.{ending}."
            assert driver.window.messages.closes_itself("map"), "as other messages about a file that was written"
        assert (tmp_path / "map.svg").read_text().count("<path") > len(pane.canvas.chart.links)
        assert QImage(str(tmp_path / "map.png")).width() == 3200
        pane.export_to(tmp_path / "no such folder" / "map.svg")
        bar = driver.window.messages.findChildren(type(pane.pane.bar))[-1]
        assert "Could not write map.svg" in bar.accessibleName()
        assert not list(tmp_path.glob("*.part"))


async def test_the_map_of_an_empty_library_says_so_and_asks_nothing_and_that_of_another_marks_what_it_keeps(
    demo, tmp_path
):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.map_library")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
        await driver.until(lambda: driver.state("mapPageView") == "empty")
        assert demo.stats()["counts"] == {}
        driver.trigger("view.search")
        await driver.search("attention")
        driver.view().choose(0)
        await driver.idle()
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.map_library")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
        await driver.until(lambda: driver.state("mapPageView") == "full")
        await driver.idle()
        assert driver.widget("mapPageView").canvas.chart.kinds == [DotKind.LIBRARY]


async def test_a_paper_of_the_map_of_the_library_is_opened_in_the_library_and_esc_or_back_returns(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)
        await driver.search("attention")
        await driver.program.services.library.add([driver.view().model().paper(row) for row in range(4)])
        await driver.search("memory")
        await driver.idle()
        await keyboard.press("Ctrl+Shift+G")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
        await driver.until(lambda: driver.state("mapPageView") == "full")
        await driver.idle()
        canvas = driver.widget("mapPageView").canvas
        for away in ("Escape", "Alt+Left"):
            await driver.until(canvas.hasFocus)
            await keyboard.press("Right")
            opened = canvas.chart.papers[canvas.current].title
            await keyboard.press("Return")
            await driver.idle()
            assert driver.window.navigation.page == "library"
            assert driver.chosen("libraryView") == [opened]
            assert driver.window.search_page.shown_paper.title == opened
            assert driver.view("libraryView").hasFocus()
            await keyboard.press(away)
            await driver.idle()
            assert driver.window.navigation.page == "map", away
        await keyboard.press("Alt+Right")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert driver.chosen("libraryView") == [opened]
        other = next(row for row, title in enumerate(driver.titles("libraryView")) if title != opened)
        driver.click_row(other, "libraryView")
        await driver.idle()
        await keyboard.press("Escape")
        assert driver.window.navigation.page == "library", "the user has gone on to another paper"


async def test_the_map_of_a_large_library_says_which_papers_are_drawn(demo, tmp_path, monkeypatch):
    monkeypatch.setattr("scholar_desktop.services.citations.citation_map.MOST_PAPERS", 3)
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        papers = [driver.view().model().paper(row) for row in range(5)]
        await driver.program.services.library.add(papers)
        driver.trigger("view.map_library")
        await driver.idle()
        pane = driver.window.pages.page("map").map
        assert pane._counts()[0].startswith("3 of 5 papers of your library: those added last · ")
        driver.trigger("view.search")
        await map_of_results(driver)
        assert "of your library" not in pane._counts()[0]


async def test_a_map_says_why_it_lacks_papers_of_a_short_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        [centre, *others] = pane.whole.papers
        rows = [Citation(paper) for paper in others[:2]] + [Citation(Paper(f"Not listed {n}")) for n in range(3)]
        pane.show_around(centre, [], [make_rows(rows)], total=5)
        await driver.idle()
        said = "3 of 6 papers drawn; Semantic Scholar has no record of 3 papers · "
        assert pane.legend.accessibleName().startswith(said)
        pane.show_around(centre, [], [make_rows(rows)], total=3)
        await driver.idle()
        said = "3 of 4 papers drawn; Semantic Scholar has no record of 1 paper · "
        assert pane.legend.accessibleName().startswith(said)


async def test_a_map_counts_hidden_papers_by_themselves_and_papers_of_both_lists_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane, keyboard = await map_of_results(driver), Keyboard(driver)
        [centre, *others] = pane.whole.papers
        citing = make_rows([Citation(paper) for paper in (*others[:2], Paper("Not listed"))])
        cited = make_rows([Citation(paper) for paper in others[1:3]])
        pane.show_around(centre, [citing], [cited], total=5)
        await driver.idle()
        said = "4 of 5 papers drawn; Semantic Scholar has no record of 1 paper · 4 links"
        assert pane.legend.accessibleName().startswith(said)
        pane.canvas.choose_papers({others[0].id})
        await keyboard.press("Delete")
        await driver.idle()
        said = "3 of 5 papers drawn; Semantic Scholar has no record of 1 paper · 1 hidden · 3 links"
        assert pane.legend.accessibleName().startswith(said)
        pane.show_known(pane.whole)  # as the large map does
        await driver.idle()
        assert pane.legend.accessibleName().startswith("3 papers · 1 hidden · 3 links")


@pytest.mark.parametrize(("is_offline", "step"), [(True, "Go online"), (False, "Try again")])
async def test_a_map_of_lists_that_cannot_be_loaded_says_why_and_loads_both(demo, tmp_path, is_offline, step):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        if is_offline:
            driver.trigger("app.offline")
        else:
            demo.config(faults={"s2": "reset"})
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        driver.trigger("view.map")
        tab = driver.window.findChild(MapTab)
        await driver.until(lambda: tab.pane.state == "error")
        reason = driver.window.search_page.panes.citations.cited_by.pane.message
        assert (tab.pane.message.heading, tab.pane.message.text) == (reason.heading, reason.text)
        demo.config(faults={})
        [button] = [one for one in tab.pane.findChildren(Button) if one.text() == step]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.until(lambda: driver.window.findChild(MapPane, "mapView") is not None)
        await driver.until(lambda: driver.state("mapView") == "full")
        lists = driver.window.search_page.panes.citations
        for each in (lists.cited_by, lists.references):
            await driver.until(lambda each=each: each.list is not None and len(each.list.table) > 0)


async def test_a_map_offline_says_that_papers_are_not_loaded_and_leads_online(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        few = next(
            row
            for row, one in enumerate(driver.window.search_page.search.result.papers)
            if 0 < (one.counts.citations or 0) < 100
        )
        driver.view().choose(few)
        await driver.idle()
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.until(lambda: driver.view("citedByView").model().rowCount() > 0)
        await driver.idle()
        driver.trigger("app.offline")
        driver.trigger("view.map")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapView") is not None)
        await driver.until(lambda: driver.state("mapView") == "partial")
        pane: MapPane = driver.widget("mapView")
        paper = driver.window.search_page.panes.paper.paper
        listed = paper.counts.citations + paper.counts.references
        drawn = len(pane.whole.papers)
        said = f"{drawn} of {listed + 1} papers drawn; not all are loaded"
        assert pane.legend.accessibleName().startswith(said)
        [bar] = [one for one in pane.findChildren(NoteBar) if one.isVisible()]
        assert bar.accessibleName().startswith("You are offline. Papers that are not loaded are missing")
        [online] = [one for one in bar.findChildren(Button) if one.content.text == "Go online"]
        QTest.mouseClick(online, Qt.MouseButton.LeftButton)
        await driver.until(lambda: len(pane.whole.papers) > drawn)
        await driver.until(lambda: driver.state("mapView") == "full")
        assert "not all" not in pane.legend.accessibleName()


async def test_the_paper_shown_has_its_map_and_its_timeline_as_tabs(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        before = demo.stats()["counts"]["s2"]
        tabs = driver.widget("citationTabs")
        titles = [tabs.tabText(place) for place in range(tabs.count())]
        tabs.setCurrentIndex(titles.index("Map"))
        await driver.until(lambda: driver.window.findChild(MapPane, "mapView") is not None)
        await driver.until(lambda: driver.state("mapView") == "full")
        await driver.idle()
        assert demo.stats()["counts"]["s2"] == before + 1, "the references were not there yet"
        pane: MapPane = driver.widget("mapView")
        shown = driver.window.search_page.panes.paper.paper
        assert pane.whole.centres == {shown.id}
        drawn, listed = len(pane.whole.papers), shown.counts.citations + shown.counts.references + 1
        assert drawn < listed
        loaded = pane._lists.loaded
        said = f"{drawn} of the {loaded:,} loaded papers drawn, influential and most cited first; {listed:,} in all"
        assert pane.legend.accessibleName().startswith(said)
        assert driver.state("citationPane") == "full"
        driver.click("mapButton.enlarge")
        await driver.until(lambda: driver.window.findChild(MapPane, "mapPageView") is not None)
        await driver.until(lambda: driver.state("mapPageView") == "full")
        assert driver.widget("mapPageView").whole == pane.whole
        driver.click("mapBackButton")
        driver.view().choose(3)
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.id != shown.id
        assert not pane.isVisible() or pane.whole.centres != {shown.id}, "no paper stands under another one's map"
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        tabs.setCurrentIndex(titles.index("Timeline"))
        await driver.until(lambda: driver.state("timelineView") in ("full", "partial"))
        chart = driver.widget("timelineChart")
        year = max(chart.timeline.years, key=lambda each: each.count)
        QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.point_of(year.year).toPoint())
        await driver.idle()
        tools = driver.window.search_page.panes.citations.cited_by.tools
        assert (tools.filter.year_from, tools.filter.year_to) == (year.year, year.year)
        driver.click("timelineListButton")
        await driver.idle()
        assert tabs.currentIndex() == 0
        assert len(driver.titles("citedByView")) == year.count


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast", "high-contrast-dark"])
def test_selected_papers_have_a_colour_of_their_own(qapp, name):
    style = drawing.map_style(Theme(qapp, name))
    assert style.chosen not in (style.influential, style.link, style.centre, style.ground, *style.dots.values())


def test_a_name_covers_no_disc_if_another_place_is_free_and_a_centre_has_one_all_the_same():
    # discs below, above, right and left of the first leave only its corners free
    xs, ys = np.array([300.0, 300, 300, 350, 250]), np.array([200.0, 222, 178, 200, 200])
    radii, area = np.array([10.0, 4, 4, 4, 4]), (0, 0, 600, 400)
    (named,) = [each for each in place_labels([0, 1], (xs, ys, radii), lambda _: 60, 12, area) if each.number == 0]
    left, top = 300 + named.dx, 200 + named.dy
    apart = [
        left > x + r or left + 60 < x - r or top > y + r or top + 12 < y - r
        for x, y, r in zip(xs, ys, radii, strict=True)
    ]
    assert all(apart)
    crowd = np.linspace(250.0, 350, 12)
    xs, ys = (each.ravel() for each in np.meshgrid(crowd, crowd - 100))
    discs = (np.append(xs, 300.0), np.append(ys, 200.0), np.full(len(xs) + 1, 6.0))
    centre = len(xs)
    assert not place_labels([centre], discs, lambda _: 60, 12, area)
    assert len(place_labels([centre], discs, lambda _: 60, 12, area, frozenset([centre]))) == 1


def test_the_counts_of_the_legend_stay_whole_beside_a_long_title(qapp):
    theme = Theme(qapp, "light")
    legend = MapLegend(theme)
    counts, title = (
        "105 of 108 papers drawn; Semantic Scholar has no record of 3 papers",
        "“A title of a paper”, selected",
    )
    legend.show_counts(counts, "", title)
    metrics = theme.type.metrics(CAPTION)
    room = metrics.horizontalAdvance(counts) + theme.px(LEAST_CURRENT) + metrics.horizontalAdvance(" · ") + 4
    words = legend.text_in(room)
    assert words.endswith(f" · {counts}")
    assert words.startswith("“A")
    assert "…" in words
    assert metrics.horizontalAdvance(words) <= room
    assert legend.text_in(metrics.horizontalAdvance(counts) + 2) == counts
    assert legend.text_in(5000) == f"{title} · {counts}"


async def test_long_counts_have_the_lines_that_they_need_in_a_small_window(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search(ATTENTION)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("view.map")
        await driver.until(lambda: "drawn" in driver.widget("mapLegend").accessibleName())
        legend = driver.widget("mapLegend")
        await driver.idle()
        metrics = driver.window.theme.type.metrics(CAPTION)
        room = legend.width() - driver.window.theme.px(16 + 12)
        counts = legend.text_in(room)
        assert metrics.horizontalAdvance(counts) > room, "more than a line"
        wrapped = metrics.boundingRect(QRect(0, 0, room, 0), Qt.TextFlag.TextWordWrap, counts)
        signs = legend.sizeHint().height() * len(legend._sign_lines(legend.width()))
        assert legend.height() - signs >= wrapped.height()


def test_counts_that_need_more_room_move_the_signs_below_them(qapp):
    legend = MapLegend(Theme(qapp, "light"))
    legend.show_counts("29 papers · 22 links", "")
    width = 983
    line = legend.sizeHint().height()
    assert legend.heightForWidth(width) == line
    long = "120 of the 1,000 loaded papers drawn, influential and most cited first; 170,777 in all · 120 links"
    legend.show_counts(long, "")
    before = legend.heightForWidth(width)
    assert before == 2 * line
    legend.show_counts(long, "12 selected")
    assert legend.heightForWidth(width) == before, "the map keeps its size"


async def test_the_map_is_fitted_to_a_larger_window_unless_the_user_moved_it(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        pane, keyboard = await map_of_results(driver), Keyboard(driver)
        canvas = pane.canvas
        canvas.setFocus()
        small = canvas.view
        for _ in range(12):
            await keyboard.press("Right")
        assert canvas.view != small, "the last paper was brought into sight"
        for width, height in ((1800, 1000), (1024, 640)):
            driver.window.resize(width, height)
            await driver.idle()
            fitted = canvas.view
            canvas.fit()
            assert fitted == canvas.view, (width, height)
        await keyboard.press("Ctrl+Right")
        moved = canvas.view
        driver.window.resize(1800, 1000)
        await driver.idle()
        assert canvas.view == moved


async def test_a_map_that_is_shown_whole_fills_the_window_after_it_was_resized(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 900)) as driver:
        pane = await map_of_results(driver)
        canvas = pane.canvas

        def share() -> float:
            xs = canvas.chart.xs * canvas.view.scale
            return float(xs.max() - xs.min()) / canvas.width()

        assert share() > 0.7
        driver.window.resize(1700, 700)
        await driver.until(lambda: canvas.width() > 1200 and share() > 0.7)
        assert canvas.is_fitted
        driver.window.resize(1024, 900)
        await driver.until(lambda: canvas.width() < 1000 and canvas.is_fitted)
        narrow = canvas.chart.current_layout()
        await driver.until(lambda: canvas.chart.current_layout() != narrow)
        canvas.zoom(1.5)
        view, layout = canvas.view, canvas.chart.current_layout()
        driver.window.resize(1700, 700)
        await driver.until(lambda: not pane._resized.isActive())
        assert (canvas.view, canvas.chart.current_layout()) == (view, layout), "the user zoomed it"


@pytest.mark.parametrize("radius", [3, 4, 5, 6, 12, 26])
def test_a_paper_of_the_library_has_another_shape_at_every_size(qapp, radius):
    """Without the colours of the kinds."""
    style = drawing.map_style(Theme(qapp))
    style = msgspec.structs.replace(style, dots=dict.fromkeys(DotKind, style.text))
    scale, side = 8, 60  # a pixel of the map has several of the picture, so that edges are sharp
    coloured = {}
    for kind in DotKind:
        image = QImage(side * scale, side * scale, QImage.Format.Format_RGB32)
        image.fill(style.ground)
        painter = QPainter(image)
        painter.scale(scale, scale)
        drawing.draw_dot(painter, kind, side / 2, side / 2, radius, style)
        painter.end()
        corner = round((side / 2 + 0.75 * radius) * scale)
        coloured[kind] = image.pixelColor(corner, corner) == style.text
    assert coloured == {DotKind.LIBRARY: True, DotKind.OPEN: False, DotKind.CLOSED: False}


async def test_get_pdfs_counts_the_selected_papers_without_a_pdf(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        canvas, place = pane.canvas, number_of(pane, ATTENTION)
        click(canvas, place)
        await driver.idle()
        button = driver.widget("mapButton.get_pdfs")
        assert (button.isEnabled(), button.content.text) == (True, "Get 1 PDF")
        await keep_pdf(driver.program.backend.store, canvas.chart.papers[place], tmp_path)
        await driver.idle()
        assert (button.isEnabled(), button.content.text) == (False, "Get PDFs")
        assert shown_tooltip(button) == "The PDFs of the selected papers are in your library or being downloaded."
        canvas.setFocus()
        driver.press(Qt.Key.Key_Right, "mapCanvas", Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert len(canvas.selected) == 2
        assert (button.isEnabled(), button.content.text) == (True, "Get 1 PDF")


async def test_all_papers_of_the_map_are_selected_from_the_menu_and_counted_once(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        keyboard = Keyboard(driver)
        await keyboard.press("Ctrl+Alt+4")
        await driver.until(lambda: driver.state("mapView") == "full")
        await driver.idle()
        pane: MapPane = driver.widget("mapView")
        assert driver.window.focusWidget() is pane.canvas
        driver.window.menuBar().findChild(QMenu, "menu.edit").aboutToShow.emit()
        assert driver.window.registry["edit.select_all"].isEnabled()
        driver.trigger("edit.select_all")
        assert len(pane.canvas.selected) == len(pane.canvas.chart.papers) > 1
        counts = pane.legend.text_in(10_000)
        assert "All selected · " in counts
        assert " selected · " not in counts.replace("All selected · ", ""), "no second number, which would be another"
        await keyboard.press("Right")
        await keyboard.press("Shift+Right")
        counts = pane.legend.text_in(10_000)
        assert "2 selected · " in counts
        assert "”, selected" not in counts


async def test_hidden_papers_are_shown_again_only_if_there_are_some(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        action = driver.window.registry["map.show_all"]
        assert not action.isEnabled()
        assert driver.window.registry.why_not("map.show_all") == "No paper on the map is hidden."
        keys = [driver.window.registry[each].shortcut for each in ("map.hide", "paper.delete")]
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        await driver.until(lambda: [key().toString() for key in keys] == ["Del", ""])
        driver.press(Qt.Key.Key_Delete, "mapCanvas")
        await driver.idle()
        assert len(pane.hidden) == 1
        await driver.until(action.isEnabled)
        driver.trigger("map.show_all")
        assert not pane.hidden
        await driver.until(lambda: not action.isEnabled())
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        driver.press(Qt.Key.Key_Delete, "mapCanvas")
        await driver.until(action.isEnabled)
        driver.trigger("edit.undo")
        await driver.until(lambda: not action.isEnabled())


async def test_a_paper_that_is_shown_again_is_selected_and_the_menu_key_always_opens_a_menu(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        pane = await map_of_results(driver)
        canvas = pane.canvas
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        (hidden,) = canvas.chosen_papers()
        driver.press(Qt.Key.Key_Delete, "mapCanvas")
        await driver.until(driver.window.registry["edit.undo"].isEnabled)
        driver.trigger("edit.undo")
        await driver.idle()
        assert [paper.id for paper in canvas.chosen_papers()] == [hidden.id]
        driver.press(Qt.Key.Key_Escape, "mapCanvas")
        assert not canvas.selected
        middle = canvas.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, middle, canvas.mapToGlobal(middle))
        QApplication.sendEvent(canvas, event)
        assert [paper.id for paper in canvas.chosen_papers()] == [hidden.id]
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menu.close()
