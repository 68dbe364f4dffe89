"""The trail keeps the title of the paper shown whole: older ones are cut first, and then left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget

from scholar_desktop.ui.papers.crumbs import Crumbs
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.label import ElidedLabel
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

TITLES = (
    "Neural machine translation by jointly learning to align and translate",
    "Effective approaches to attention-based neural machine translation",
    "A structured self-attentive sentence embedding",
    "Attention is all you need",
)


@pytest.fixture
def crumbs(qapp: QApplication) -> Iterator[tuple[Crumbs, list[int]]]:
    window, went = QWidget(), []
    theme = Theme(qapp, "light")
    made = Crumbs(theme, went.append, window)
    made.show_trail(TITLES)
    window.show()
    yield made, went
    window.close()
    window.deleteLater()


def _here(crumbs: Crumbs) -> ElidedLabel:
    return next(each for each in crumbs.findChildren(ElidedLabel) if each.isVisible())


def _links(crumbs: Crumbs) -> list[QPushButton]:
    """The titles of the papers before; not the menu of those that are left out."""
    return [each for each in crumbs.findChildren(QPushButton) if each.isVisible() and each.objectName() != "trail.more"]


def test_a_trail_that_changes_because_its_link_lost_the_focus_is_shown_once(
    qapp: QApplication, crumbs: tuple[Crumbs, list[int]]
) -> None:
    made, _ = crumbs
    made.resize(900, 24)
    made.window().activateWindow()
    _links(made)[0].setFocus()
    assert qapp.focusWidget() is _links(made)[0]
    later = TITLES[1:]

    def on_focus(before: QWidget | None, _now: QWidget | None) -> None:
        if before is not None:
            qapp.focusChanged.disconnect(on_focus)
            made.show_trail(later)

    qapp.focusChanged.connect(on_focus)
    made.show_trail(TITLES[:3])
    rects = sorted((each.geometry() for each in (*_links(made), _here(made))), key=lambda rect: rect.left())
    assert len(rects) > 1
    assert all(not one.intersects(other) for one, other in pairwise(rects))
    assert _here(made).whole_text() == later[-1]


def test_a_present_title_that_fits_beside_a_short_older_one_is_whole(crumbs: tuple[Crumbs, list[int]]) -> None:
    made, _ = crumbs
    made.show_trail([TITLES[3], TITLES[0]])
    made.resize(2000, 24)
    whole = _here(made).sizeHint().width()
    made.resize(whole + 110, 24)
    assert _here(made).text() == TITLES[0]
    assert _links(made)


def test_older_titles_are_cut_first(crumbs: tuple[Crumbs, list[int]]) -> None:
    made, _ = crumbs
    counts = []
    for width in range(1000, 290, -10):
        made.resize(width, 24)
        assert _here(made).text() == TITLES[-1], f"cut at {width} px"
        assert not shown_tooltip(_here(made))
        shown = (*_links(made), _here(made))
        assert all(each.geometry().right() < width for each in shown)
        rects = sorted((each.geometry() for each in shown), key=lambda rect: rect.left())
        assert all(not one.intersects(other) for one, other in pairwise(rects))
        counts.append(len(_links(made)))
        assert counts[-1] == 1 or all(len(link.text()) > 4 for link in _links(made)), "cut to nothing that can be read"
    assert counts[0] == 2
    assert counts == sorted(counts, reverse=True)
    assert _links(made)[-1].text().endswith("…")
    made.resize(150, 24)
    assert _here(made).text().endswith("…")
    assert [shown_tooltip(each) for each in _links(made)] == [TITLES[2]], "no way back to the last paper"
    assert shown_tooltip(_here(made)) == TITLES[-1]


def test_a_present_title_that_is_cut_anyway_leaves_two_fifths_to_the_paper_before(
    crumbs: tuple[Crumbs, list[int]],
) -> None:
    made, _ = crumbs
    made.show_trail((TITLES[2], TITLES[-1] * 4))
    made.resize(400, 24)
    (link,) = _links(made)
    assert _here(made).text().endswith("…")
    assert link.width() > made.width() * 0.35


def test_a_cut_title_still_leads_to_its_paper(crumbs: tuple[Crumbs, list[int]]) -> None:
    made, went = crumbs
    made.resize(500, 24)
    links = _links(made)
    assert [shown_tooltip(each) for each in links] == list(TITLES[1:3])
    assert links[0].text() != TITLES[1]
    QTest.mouseClick(links[1], Qt.MouseButton.LeftButton)
    assert went == [2]


def test_without_a_title_of_the_paper_shown_the_trail_ends_with_a_link(crumbs: tuple[Crumbs, list[int]]) -> None:
    made, _ = crumbs
    made.show_trail((*TITLES[:3], ""))
    made.resize(900, 24)
    shown = [each for each in made.findChildren(QWidget) if each.isVisible() and each.text()]
    last = max(shown, key=lambda each: each.geometry().right())
    assert isinstance(last, QPushButton)
    assert shown_tooltip(last) == TITLES[2]


async def test_the_trail_names_no_paper_twice_in_a_row_and_nothing_that_is_no_paper(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        paper = driver.window.search_page.panes.paper
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        for row in (1, 0, 2, 0):
            driver.click_row(row)
            await driver.until(lambda row=row: paper.is_open and paper.paper.title == driver.titles()[row])
            names = [one.title for one in paper.trail]
            assert names == [driver.titles()[row]]
        driver.click_row(3)
        await driver.until(lambda: paper.is_open and paper.paper.title == driver.titles()[3])
        # the same paper in a list that knows fewer of its identifiers
        part = msgspec.structs.replace(paper.paper, ids=msgspec.structs.replace(paper.paper.ids, s2=None))
        assert part.id not in ("", paper.paper.id)
        trail = paper.trail
        paper.open(part)
        await driver.idle()
        assert [one.title for one in paper.trail] == [one.title for one in trail]
        await driver.search("qqqqzzzz")
        await driver.until(lambda: paper.paper is None)
        assert not driver.widget("trailBar").isVisible(), "no paper is selected"


async def test_the_trail_has_the_papers_that_were_opened_and_not_rows_that_were_only_selected_before(
    demo: Any, tmp_path: Path
) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        titles, paper = driver.titles(), driver.window.search_page.panes.paper

        def history() -> list[str]:
            return [one.title for one in paper.whole_history()]

        async def select(row: int) -> None:
            driver.click_row(row)
            await driver.until(lambda: paper.is_open and paper.paper.title == titles[row])

        await select(0)
        driver.click_row(1)
        assert not paper.is_open
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert history() == [titles[1]], "Enter before the row was selected long enough to be opened"
        await select(2)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        assert history() == titles[1:3]
        await select(3)
        assert history() == titles[1:4], "Enter on a row that was selected long enough opens it too"
        await driver.idle()
        driver.view("citedByView").choose(0)
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert history() == [*titles[1:4], paper.paper.title], "the paper that led to its citing paper stays"


async def test_a_paper_of_a_main_list_begins_a_trail_and_a_new_search_ends_it(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        bar, paper = driver.widget("trailBar"), driver.window.search_page.panes.paper
        back = driver.window.registry["go.back"]
        for row in (0, 1):
            driver.click_row(row)
            driver.press(Qt.Key.Key_Return, "resultsView")
            await driver.idle()
            assert not bar.isVisible()
            assert [one.title for one in paper.trail] == [driver.titles()[row]]
        driver.view("citedByView").choose(0)
        driver.press(Qt.Key.Key_Return, "citedByView")
        await driver.idle()
        assert bar.isVisible()
        assert [one.title for one in paper.trail] == [driver.titles()[1], paper.paper.title]
        driver.click_row(2)
        assert not bar.isVisible(), "at once, not when the row is opened"
        await driver.until(lambda: paper.is_open)
        await driver.idle()
        assert not bar.isVisible()
        for _ in range(2):
            driver.trigger("go.back")
            await driver.idle()
        assert driver.chosen() == [driver.titles()[1]]
        driver.trigger("go.forward")
        await driver.idle()
        assert bar.isVisible()
        await driver.search("memory")
        assert not bar.isVisible()
        assert back.isEnabled(), "to the earlier search"


async def test_back_to_a_paper_of_the_library_shows_the_library(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        first = driver.titles()[0]
        driver.trigger("paper.add")
        await driver.idle()
        driver.trigger("view.library")
        await driver.idle()
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_Return, "libraryView")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        driver.click_row(3)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == "library"
        assert driver.window.search_page.panes.paper.paper.title == first
        assert driver.chosen("libraryView") == [first]


@pytest.mark.parametrize("width", [150, 220, 300, 500, 900])
def test_a_sign_shows_that_older_titles_are_left_out(crumbs: tuple[Crumbs, list[int]], width: int) -> None:
    made, _ = crumbs
    made.resize(width, 24)
    assert len(_links(made)) < len(TITLES) - 1
    more = made.findChild(QPushButton, "trail.more")
    assert more is not None
    assert more.isVisible()
    assert more.geometry().right() < _links(made)[0].geometry().left()
    made.show_trail(TITLES[2:])
    assert not more.isVisible()


@pytest.mark.parametrize("width", [150, 220, 500])
def test_the_menu_of_the_sign_has_each_title_that_is_left_out_and_leads_to_its_paper(
    crumbs: tuple[Crumbs, list[int]], width: int
) -> None:
    made, went = crumbs
    made.resize(width, 24)
    more = made.findChild(QPushButton, "trail.more")
    assert more is not None
    left_out = len(TITLES) - 1 - len(_links(made))
    for place in range(left_out):
        QTest.mouseClick(more, Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert [one.text().replace("&", "") for one in menu.actions()] == list(TITLES[:left_out])
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(menu.actions()[place]).center())
    assert went == list(range(left_out))


async def _walk(driver: Driver, steps: int) -> list[str]:
    """Open a result, and others as if each were reached from the one before; return the titles of the trail."""
    await driver.search("the")
    driver.click_row(4)
    await driver.idle()
    panes = driver.window.search_page.panes
    panes.paper.open(panes.paper.paper)
    for paper in panes.results.model.papers()[10 : 10 + steps]:
        panes.paper.open_link(paper)
        await driver.idle()
    return [paper.title for paper in panes.paper.trail]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 640)])
async def test_the_papers_that_are_left_out_are_reached_by_keys(
    demo: Any, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with window_on(demo, tmp_path, size=size) as driver:
        keyboard, panes = Keyboard(driver), driver.window.search_page.panes
        trail = await _walk(driver, 4)
        assert len(trail) == 5
        driver.view().setFocus()
        for _ in range(40):
            await keyboard.press("Tab")
            if driver.widget("trailBar").isAncestorOf(keyboard.focus):
                break
        assert keyboard.focus.objectName() == "trail.back", "one stop, with the arrows inside"
        await keyboard.arrow_to("trail.more")
        more = keyboard.focus
        assert more.accessibleName() == "Earlier papers"
        await keyboard.press("Tab")
        assert not driver.widget("trailBar").isAncestorOf(keyboard.focus)
        await keyboard.press("Shift+Tab")
        assert keyboard.focus is more
        await keyboard.press("Return")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert len(menu.actions()) >= 2
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert keyboard.focus is more
        await keyboard.press("Space")
        menu = QApplication.activePopupWidget()
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await driver.idle()
        assert [paper.title for paper in panes.paper.trail] == trail[:2]
        assert panes.isAncestorOf(keyboard.focus)
        assert keyboard.focus.isVisible()
        await keyboard.press("Alt+Left")
        await driver.idle()
        assert panes.paper.paper.title == trail[0]
        for _ in range(4):
            await keyboard.press("Alt+Right")
            await driver.idle()
        assert [paper.title for paper in panes.paper.trail] == trail
