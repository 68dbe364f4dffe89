"""Which rows the mouse and the keys select, in every list, and that actions work on exactly these rows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QStringListModel, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scholar_desktop.domain.citations.citation import Citation, CitationListState
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.rows.dragging import PaperDrag
from scholar_desktop.ui.widgets.row_list import RowList
from tests.support.window_driver import Driver, window_on
from tests.ui.theme.test_tokens import contrast

KEY, BUTTON = Qt.Key, Qt.MouseButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def place_of(view: RowList, row: int) -> QPoint:
    """Return a point in *row* that is part of its title, since some rows have parts that are buttons."""
    view.scrollTo(view.model().index(row, 0))
    return view.visualRect(view.model().index(row, 0)).topLeft() + QPoint(150, 9)


def click(view: RowList, row: int, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.mouseClick(view.viewport(), BUTTON.LeftButton, held, place_of(view, row))


def press(view: RowList, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(view, key, held)


def drag(view: RowList, row: int) -> None:
    """Press on *row* and move away from it, then release."""
    start = place_of(view, row)
    QTest.mousePress(view.viewport(), BUTTON.LeftButton, NONE, start)
    for step in range(1, 4):
        QTest.mouseMove(view.viewport(), start + QPoint(step * QApplication.startDragDistance(), 0))
    QTest.mouseRelease(view.viewport(), BUTTON.LeftButton, NONE, start + QPoint(40, 0))


class Play:
    """Uses the rows of one list, and compares what is selected after each step with what must be selected."""

    def __init__(self, view: RowList, driver: Driver | None = None) -> None:
        self.view = view
        self.driver = driver

    def holds(self, *rows: int) -> None:
        assert self.view.chosen_rows() == sorted(rows), self.view.objectName()
        if self.driver is None:
            return
        context = self.driver.window.ui_context.context
        context.read_selection()
        model = self.view.model()
        papers = [paper.id for row in sorted(rows) if (paper := model.paper_at(row)) is not None]
        assert [paper.id for paper in context.now.papers] == list(dict.fromkeys(papers)), self.view.objectName()
        if papers:
            assert context.now.paper is not None
            assert context.now.paper.id in papers

    def by_mouse(self) -> None:
        click(self.view, 1)
        self.holds(1)
        click(self.view, 3, CTRL)
        self.holds(1, 3)
        click(self.view, 0, CTRL)
        self.holds(0, 1, 3)
        click(self.view, 1, CTRL)
        self.holds(0, 3)
        click(self.view, 1)
        click(self.view, 3, SHIFT)
        self.holds(1, 2, 3)
        click(self.view, 2, SHIFT)
        self.holds(1, 2)
        click(self.view, 0)
        click(self.view, 2, CTRL)
        click(self.view, 3, CTRL | SHIFT)
        self.holds(0, 2, 3)
        click(self.view, 2)
        self.holds(2)

    def by_keys(self) -> None:
        view, last = self.view, self.view.model().rowCount() - 1
        everything = range(last + 1)
        press(view, KEY.Key_Home)
        self.holds(0)
        press(view, KEY.Key_Down)
        self.holds(1)
        press(view, KEY.Key_Down, SHIFT)
        press(view, KEY.Key_Down, SHIFT)
        self.holds(1, 2, 3)
        press(view, KEY.Key_Up, SHIFT)
        self.holds(1, 2)
        press(view, KEY.Key_Down, CTRL)
        self.holds(1, 2)
        press(view, KEY.Key_Space, CTRL)
        self.holds(1, 2, 3)
        press(view, KEY.Key_Space, CTRL)
        self.holds(1, 2)
        press(view, KEY.Key_End)
        self.holds(last)
        press(view, KEY.Key_Home, SHIFT)
        self.holds(*everything)
        press(view, KEY.Key_Home)
        press(view, KEY.Key_Down)
        press(view, KEY.Key_End, SHIFT)
        self.holds(*everything[1:])
        press(view, KEY.Key_Home, SHIFT)
        self.holds(0, 1)
        press(view, KEY.Key_A, CTRL)
        self.holds(*everything)
        press(view, KEY.Key_Home)
        self.holds(0)


@pytest.fixture
def dragged(monkeypatch) -> list[list[str]]:
    """The papers of each drag that was begun. The drag itself is left out: it would run until a button is released."""
    begun: list[list[str]] = []

    def begin(_self: PaperDrag, pairs, *, as_citation: bool) -> None:
        begun.append([paper.id for paper, _ in pairs])

    monkeypatch.setattr(PaperDrag, "begin", begin)
    return begun


def test_a_list_selects_as_lists_do(qtbot):
    view = RowList("rows", "Rows")
    qtbot.addWidget(view)
    model = QStringListModel([f"row {number}" for number in range(8)])
    view.setModel(model)
    view.resize(300, 400)
    view.show()
    play = Play(view)
    play.by_mouse()
    play.by_keys()
    # the first row, marked by the program, is where Shift begins
    for key, rows in ((None, (0, 1, 2, 3)), (KEY.Key_Down, (0, 1))):
        view.mark(0)
        if key is None:
            click(view, 3, SHIFT)
        else:
            press(view, key, SHIFT)
        play.holds(*rows)
    # without drags, pulling from one row to another selects the rows between
    start, end = place_of(view, 1), place_of(view, 4)
    QTest.mousePress(view.viewport(), BUTTON.LeftButton, NONE, start)
    QTest.mouseMove(view.viewport(), (start + end) / 2)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), BUTTON.LeftButton, NONE, end)
    play.holds(1, 2, 3, 4)


def test_rows_that_moved_stay_selected(qtbot):
    view = RowList("rows", "Rows")
    qtbot.addWidget(view)
    view.setModel(QStringListModel([f"row {number}" for number in range(9)]))
    view.select_rows([7, 1, 2, 3], current=2)
    assert (view.chosen_rows(), view.lead_row()) == ([1, 2, 3, 7], 2)
    view.select_rows([])
    assert (view.chosen_rows(), view.lead_row()) == ([], -1)


def test_the_menu_key_opens_the_menu_of_the_marked_row(qtbot):
    view = RowList("testView", "Rows")
    qtbot.addWidget(view)
    view.setModel(QStringListModel(["a", "b", "c"], view))
    view.resize(300, 300)
    view.show()
    view.setFocus()
    view.mark(1)  # as after the list was read again
    assert not view.currentIndex().isValid()
    opened = []
    view.menu_wanted.connect(lambda _where: opened.append(view.current_row()))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(view, event)
    assert (opened, view.chosen_rows(), view.currentIndex().row()) == ([1], [1], 1)


@pytest.mark.parametrize(("replaces_message", "chosen"), [(True, []), (False, [0])])
def test_only_focus_that_the_user_moves_chooses_the_marked_row(qtbot, replaces_message, chosen):
    view, reached = RowList("rows", "Rows"), []
    qtbot.addWidget(view)
    view.setModel(QStringListModel([f"row {number}" for number in range(3)]))
    view.lead_changed.connect(reached.append)
    view.mark(0)
    view.replaces_message = replaces_message
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.OtherFocusReason))
    assert reached == chosen
    assert view.chosen_rows() == [0]
    press(view, KEY.Key_Down)
    assert reached == [*chosen, 1]


@pytest.mark.parametrize(
    ("reason", "is_in_sight"), [(Qt.FocusReason.TabFocusReason, True), (Qt.FocusReason.MouseFocusReason, False)]
)
def test_the_row_with_the_focus_comes_into_sight_when_a_key_gives_the_list_the_focus(qtbot, reason, is_in_sight):
    """A list that was sorted is shown from its top: its current row may be far below."""
    view = RowList("rows", "Rows")
    qtbot.addWidget(view)
    view.setModel(QStringListModel([f"row {number}" for number in range(200)]))
    view.resize(300, 400)
    view.show()
    view.choose(150)
    view.scrollToTop()
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, reason))
    place = view.visualRect(view.model().index(150, 0))
    assert view.viewport().rect().contains(place) is is_in_sight
    assert view.chosen_rows() == [150]


async def test_actions_work_on_the_selected_results_and_papers_of_the_library(demo, tmp_path, dragged):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        library = driver.program.services.library

        async def unread() -> set[str]:
            return {kept.paper.title for kept in (await library.page("to_read")).papers}

        view, titles = driver.view(), driver.titles()
        play = Play(view, driver)
        play.by_mouse()
        play.by_keys()
        click(view, 1)
        for row in (2, 3, 4):
            click(view, row, CTRL)
        drag(view, 3)
        play.holds(1, 2, 3, 4)
        assert dragged.pop() == [view.model().id_at(row) for row in (1, 2, 3, 4)]
        for row in (1, 2, 4):
            click(view, row, CTRL)
        play.holds(3)
        press(view, KEY.Key_R)
        await driver.idle()
        assert await unread() == {titles[3]}
        driver.trigger("edit.undo")
        await driver.idle()
        click(view, 1)
        click(view, 3, SHIFT)
        await driver.idle()
        click(view, 2)
        press(view, KEY.Key_R)  # at once, before the window has shown anything of the new selection
        await driver.idle()
        assert await unread() == {titles[2]}
        press(view, KEY.Key_A, CTRL)
        await driver.idle()
        driver.trigger("paper.add")  # one of them is in the library, which does not keep the others out
        await driver.idle()
        assert len((await library.page("all")).papers) == len(titles)

        driver.trigger("view.library")
        await driver.idle()
        view = driver.view("libraryView")
        view.setFocus()
        play = Play(view, driver)
        play.by_mouse()
        play.by_keys()
        click(view, 0)
        for row in (1, 2, 3):
            click(view, row, CTRL)
        drag(view, 2)
        play.holds(0, 1, 2, 3)
        click(view, 2, CTRL)
        wanted = {driver.titles("libraryView")[row] for row in (0, 1, 3)}
        before = await unread()
        press(view, KEY.Key_R)
        await driver.idle()
        assert await unread() ^ before == wanted
        play.holds(0, 1, 3)


async def test_every_other_list_of_papers_selects_alike(demo, tmp_path, dragged):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        press(driver.view(), KEY.Key_Home)
        press(driver.view(), KEY.Key_Return)
        await driver.idle()
        citations = driver.window.search_page.panes.citations
        for name, number in (("citedByView", 0), ("referencesView", 1), ("similarView", 2)):
            citations.show_list(number)
            await driver.idle()
            if name == "similarView":
                citations.similar.show_for([driver.view().model().paper_at(0)])
                await driver.idle()
            view = driver.view(name)
            play = Play(view, driver)
            play.by_mouse()
            play.by_keys()
            click(view, 0)
            click(view, 2, CTRL)
            drag(view, 0)
            play.holds(0, 2)

        papers = [driver.view("citedByView").model().paper_at(row) for row in range(5)]
        driver.program.services.downloads.pause([])
        driver.trigger("app.offline")
        driver.program.services.downloads.enqueue(papers)
        driver.trigger("view.downloads")
        await driver.idle()
        view = driver.view("downloadsView")
        play = Play(view)
        play.by_mouse()
        play.by_keys()
        click(view, 0)
        click(view, 2, CTRL)
        keys = {item.key for item in driver.window.ui_context.context.now.downloads}
        assert keys == {view.model().item(row).key for row in (0, 2)}
        driver.trigger("app.offline")
        await driver.idle()


async def test_records_and_passages_select_alike(demo, tmp_path, dragged):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention is all you need")
        driver.trigger("view.records")
        await driver.idle()
        driver.type("data", "recordsEdit")
        driver.press(KEY.Key_Return, "recordsEdit")
        await driver.idle()
        driver.trigger("view.sentences")
        await driver.idle()
        driver.type("attention", "snippetsEdit")
        driver.press(KEY.Key_Return, "snippetsEdit")
        await driver.idle()
        checked = []
        for page, name in ((places.RECORDS, "recordsView"), (places.SENTENCES, "snippetsView")):
            driver.window.ui_context.navigation.show(page)
            await driver.idle()
            view = driver.view(name)
            view.setFocus()
            if view.model().rowCount() >= 4:
                play = Play(view, driver)
                play.by_mouse()
                play.by_keys()
                checked.append(name)
        assert checked == ["recordsView", "snippetsView"]


async def test_runs_of_searches_and_shared_papers_select_alike(demo, tmp_path, dragged):
    async with window_on(demo, tmp_path) as driver:
        for words in ("attention", "turing test", "graph", "the"):
            await driver.search(words)
        driver.trigger("view.ledger")
        await driver.idle()
        play = Play(driver.view("ledgerView"))
        play.by_mouse()
        play.by_keys()

        store, navigation = driver.window.ui_context.services.citations.store, driver.window.navigation
        both = [Paper(f"Kelp {n}", Ids(s2=f"{n:040x}")) for n in (1, 2)]
        rows = [Citation(paper=Paper(f"Citing {n}", Ids(s2=f"{n:040x}"))) for n in range(10, 70)]
        state = CitationListState(loaded=len(rows), complete=True, slices=(), retrieved="2099-01-01T00:00:00Z")
        for paper in both:
            await store.add(paper, "citations", rows, state, before=0)
            await store.add(paper, "references", (), state, before=0)
        navigation.open("compare", tuple(both))
        await driver.idle()
        driver.widget("compareTabs").setCurrentIndex(1)
        await driver.idle()
        play = Play(driver.view("compareView"), driver)
        play.by_mouse()
        play.by_keys()  # also more rows than are decoded at once


async def test_esc_goes_back_to_one_row_before_it_does_anything_else(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        view = driver.view()
        view.setFocus()
        press(view, KEY.Key_Home)
        for key, selected in ((KEY.Key_Down, 2), (KEY.Key_Down, 3)):
            press(view, key, SHIFT)
            assert view.chosen_count() == selected
        press(view, KEY.Key_Escape)
        assert view.chosen_rows() == [2]
        assert view.current_row() == 2
        press(view, KEY.Key_Up, SHIFT)
        assert view.chosen_rows() == [1, 2], "the row that stayed selected is one of them"
        press(view, KEY.Key_Escape)
        assert view.chosen_rows() == [1]
        press(view, KEY.Key_Down, SHIFT)
        assert view.chosen_rows() == [1, 2]
        press(view, KEY.Key_Down)
        assert view.chosen_rows() == [3]


async def test_with_high_contrast_only_the_row_of_the_list_with_the_focus_is_framed(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="high-contrast") as driver:
        await driver.search("attention")
        driver.click_row(0)
        driver.trigger("view.cited_by")
        await driver.idle()
        driver.window.activateWindow()
        driver.click_row(1, "citedByView")
        await driver.idle()
        accent = driver.window.theme.colour("accent").name()

        def is_framed(name: str, row: int) -> bool:
            view = driver.view(name)
            place = view.visualRect(view.model().index(row, 0))
            picture = view.viewport().grab(place).toImage()
            return picture.pixelColor(place.width() // 2, 1).name() == accent

        def is_marked(name: str, row: int) -> bool:
            """True if a bar at the edge of the row, which is no colour alone, says that it is selected."""
            view = driver.view(name)
            place = view.visualRect(view.model().index(row, 0))
            edge = view.viewport().grab(place).toImage().pixelColor(2, place.height() // 2)
            return contrast(edge.name(), driver.window.theme.colour("select").name()) >= 4.5

        assert (is_framed("resultsView", 0), is_framed("citedByView", 1)) == (False, True)
        driver.view().setFocus()
        assert (is_framed("resultsView", 0), is_framed("citedByView", 1)) == (True, False)
        assert is_marked("resultsView", 0)
        assert is_marked("citedByView", 1)
