"""What a screen reader gets: the parts of map and timeline, headings, panels, and what changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from scholar_desktop.ui.widgets import accessibility
from tests.support.window_driver import Driver, window_on

NAME, DESCRIPTION = QAccessible.Text.Name, QAccessible.Text.Description


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A screen reader is there; the words that it is given."""
    words: list[str] = []
    tell = QAccessible.updateAccessibility

    def note(event: QAccessibleEvent) -> None:
        if event.type() is QAccessible.Event.Announcement:
            words.append(event.message())  # type: ignore[attr-defined]
        tell(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    QAccessible.setActive(True)
    yield words
    QAccessible.setActive(False)


def _children(interface: QAccessibleInterface) -> list[QAccessibleInterface]:
    found = (interface.child(number) for number in range(interface.childCount()))
    return [each for each in found if each is not None and each.isValid()]


def _child(widget: QWidget, name: str) -> QAccessibleInterface:
    found = _children(QAccessible.queryAccessibleInterface(widget))
    return next(each for each in found if each.text(NAME) == name)


async def _on_citations(driver: Driver, key: Qt.Key) -> None:
    await driver.search("attention")
    driver.press(Qt.Key.Key_Return, "resultsView")
    await driver.idle()
    QTest.keyClick(driver.window, key, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    await driver.idle()


async def test_the_map_has_its_papers_and_citations_as_children(demo: Any, tmp_path: Any, said: list[str]) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _on_citations(driver, Qt.Key.Key_4)
        await driver.until(lambda: driver.widget("mapCanvas").chart is not None)
        canvas = driver.widget("mapCanvas")
        canvas.setFocus()
        chart = canvas.chart
        assert QAccessible.queryAccessibleInterface(canvas).role() is QAccessible.Role.Chart
        papers, links = _child(canvas, "Papers on the map"), _child(canvas, "Citations on the map")
        assert papers.role() is QAccessible.Role.List
        rows, cites = _children(papers), _children(links)
        assert [each.text(NAME) for each in rows] == [paper.title for paper in chart.papers]
        assert len(cites) == len(chart.links) > 0
        assert " cites " in cites[0].text(NAME)
        centre = next(iter(chart.centres))
        assert "cited by " in rows[centre].text(DESCRIPTION)
        assert rows[centre].rect().isValid()
        assert not rows[centre].state().invisible
        counts = [paper.counts.citations or 0 for paper in chart.papers]
        values = [each.valueInterface() for each in rows]
        assert [each.currentValue() for each in values] == counts
        assert (values[0].minimumValue(), values[0].maximumValue()) == (0, max(counts))
        assert cites[0].valueInterface() is None
        driver.press(Qt.Key.Key_Right, "mapCanvas")
        assert canvas.current is not None
        assert rows[canvas.current].state().selected
        other = next(number for number in range(len(rows)) if number != canvas.current)
        rows[other].actionInterface().doAction("Toggle")
        assert canvas.selected == {other}, "a press by a screen reader does not choose the paper"


async def test_the_timeline_has_its_years_as_children(demo: Any, tmp_path: Any, said: list[str]) -> None:
    async with window_on(demo, tmp_path) as driver:
        await _on_citations(driver, Qt.Key.Key_5)
        chart = driver.widget("timelineChart")
        chart.setFocus()
        years = chart.timeline.years
        rows = _children(_child(chart, "Years"))
        assert len(rows) == len(years) > 1
        assert rows[-1].text(NAME).startswith(f"{years[-1].year}: {years[-1].count}")
        cited = [row.text(DESCRIPTION) for row, year in zip(rows, years, strict=True) if year.count]
        assert cited
        assert all("influential" in description for description in cited)
        assert [each.valueInterface().currentValue() for each in rows] == [year.count for year in years]
        driver.press(Qt.Key.Key_Left, "timelineChart")
        driver.press(Qt.Key.Key_Space, "timelineChart")
        assert [each.state().selected for each in rows] == [year.year == chart.current for year in years]


async def test_headings_panels_and_icons_have_their_roles(demo: Any, tmp_path: Any, said: list[str]) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        title = QAccessible.queryAccessibleInterface(driver.widget("detailTitle"))
        assert title.role() is QAccessible.Role.Heading
        assert title.text(NAME) == driver.titles()[0]
        pane = QAccessible.queryAccessibleInterface(driver.widget("detailPane"))
        assert (pane.role(), pane.text(NAME)) == (QAccessible.Role.Pane, "Paper")
        assert QAccessible.queryAccessibleInterface(driver.widget("resultsView")).role() is QAccessible.Role.Table
        tabs = QAccessible.queryAccessibleInterface(driver.widget("citationTabs"))
        assert tabs.role() is QAccessible.Role.PageTabList
        driver.trigger("view.settings")
        await driver.idle()
        todo = [QAccessible.queryAccessibleInterface(driver.window)]
        nameless = []
        while todo:
            each = todo.pop()
            children = _children(each)[:50]
            todo += children
            if each.role() in (QAccessible.Role.StaticText, QAccessible.Role.Graphic) and not each.text(NAME):
                thing = each.object()
                if isinstance(thing, QWidget) and thing.isVisible() and not thing.property("text"):
                    nameless.append(f"{type(thing).__name__} in {type(thing.parent()).__name__}")
        assert nameless == [], "icons that decorate are told"


async def test_changes_are_announced(demo: Any, tmp_path: Any, said: list[str]) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        assert f"Results: {len(driver.titles())} rows" in said
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert any(words.startswith("Cited by: ") for words in said)
        said.clear()
        driver.trigger("paper.copy_citation")
        await driver.idle()
        assert any("opied" in words for words in said), said
        said.clear()
        await driver.search("zxqv wjkq")
        assert any(words.startswith("No ") for words in said), said
        accessibility.announce(driver.window, "")
        assert "" not in said
