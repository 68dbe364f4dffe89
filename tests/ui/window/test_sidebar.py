"""The sidebar: a list of places; one is current whatever page is shown."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip, QWidget

from scholar_desktop.domain.paper import Author
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.library.collections.collection_tree_model import CollectionRows
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton, SlidingColumn
from scholar_desktop.ui.widgets.tab_order import stops
from scholar_desktop.ui.window.page_registration import PAGES
from scholar_desktop.ui.window.sidebar import MARK
from tests.pictures.painted import noted_texts
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on

BELOW_LIBRARY = (places.ADD_PDFS, places.MAP)
"""Pages below the library that are no view of it: the row of all papers is lit."""


def lit(driver: Driver) -> list[str]:
    rows = driver.widget("sidebar").findChildren(PlaceButton)
    return [row.objectName().removeprefix("sidebar.") for row in rows if row.isChecked()]


def interface(widget: QWidget):
    return QAccessible.queryAccessibleInterface(widget)


class LayoutRequests(QObject):
    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


class PaintedRegion(QObject):
    """The part of a widget that was drawn."""

    region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


async def test_the_rows_are_laid_out_only_when_something_changed(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        requests = LayoutRequests()
        driver.widget("sidebar").installEventFilter(requests)
        driver.trigger("view.library")
        await driver.idle()
        requests.count = 0
        for _ in range(20):
            await asyncio.sleep(0)
        assert requests.count == 0


async def test_every_page_has_its_row(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        assert not driver.widget("sidebar.view.manuscript").isVisible(), "no manuscript was checked yet"
        for page in PAGES:
            if page.name in (places.FIRST_START, places.AUTHOR, places.COMPARE):
                continue
            if page.action:
                driver.trigger(page.action)
            else:
                navigation.open(page.name, "")
            await driver.idle()
            assert len(lit(driver)) == 1, page.name
            if page.name in BELOW_LIBRARY:
                assert lit(driver) == ["view.library"]
            if page.name in (places.DUPLICATES, places.MANUSCRIPT):
                assert lit(driver) == [page.action]
        assert driver.widget("sidebar.view.manuscript").isVisible()
        driver.trigger("view.ledger")
        assert lit(driver) == ["view.ledger"]
        driver.click("sidebar.view.library_starred")
        navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        assert lit(driver) == ["view.library_starred"], "the page that the author was opened from"
        driver.click("sidebar.view.downloads")
        navigation.open(places.AUTHORS, "Zhang")
        await driver.idle()
        assert lit(driver) == ["view.downloads"]


async def test_a_reference_list_lights_its_own_row_wherever_it_was_opened_from(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for row in ("view.search", "view.downloads", "view.library_starred"):
            driver.click(f"sidebar.{row}")
            driver.trigger("list.open")
            await driver.idle()
            assert driver.window.navigation.page == places.REVIEW
            assert lit(driver) == ["view.review"]
        driver.window.navigation.open(places.AUTHOR, Author("L. Cantley", "1723755"))
        await driver.idle()
        assert lit(driver) == ["view.review"], "the list from which the author was opened"


async def test_the_focus_of_the_sidebar_goes_to_the_row_of_a_page_that_a_menu_opens(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.click("sidebar.view.library")
        row = driver.widget("sidebar.view.library")
        row.setFocus(Qt.FocusReason.MouseFocusReason)
        driver.trigger("view.manuscript")
        await driver.idle()
        assert lit(driver) == ["view.manuscript"]
        assert not row.hasFocus()
        assert driver.widget("sidebar.view.manuscript").hasFocus()
        driver.press(Qt.Key.Key_Up, "sidebar.view.manuscript")
        await driver.idle()
        assert lit(driver) == ["view.manuscript"], "an arrow moves only the focus"
        assert not driver.widget("sidebar.view.manuscript").hasFocus()


async def test_a_screen_reader_meets_a_list_with_one_selected_item(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        sidebar = interface(driver.widget("sidebar"))
        assert sidebar.role() is QAccessible.Role.List
        items = [sidebar.child(number) for number in range(sidebar.childCount())]
        rows = [item for item in items if isinstance(item.object(), PlaceButton)]
        assert len(rows) >= 13
        assert {row.role() for row in rows} == {QAccessible.Role.ListItem}
        assert [row.object().objectName() for row in rows if row.state().selected] == ["sidebar.view.search"]
        assert all(row.text(QAccessible.Text.Name) for row in rows)
        interface(driver.widget("sidebar.view.downloads")).actionInterface().doAction("Press")
        assert driver.window.navigation.page == places.DOWNLOADS
        assert interface(driver.widget("sidebar.view.downloads")).state().selected
        assert not interface(driver.widget("sidebar.view.search")).state().selected


async def test_the_rows_are_one_tab_stop_and_arrows_move_between_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        keyboard = Keyboard(driver)

        def rows() -> list[str]:
            return [each.objectName() for each in stops(driver.window) if isinstance(each, PlaceButton)]

        assert rows() == ["sidebar.view.search"]
        driver.widget("sidebar.view.search").setFocus()
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "sidebar.view.downloads"
        assert driver.window.navigation.page == places.SEARCH, "an arrow moves, and opens nothing"
        await keyboard.press("Return")
        assert driver.window.navigation.page == places.DOWNLOADS
        await keyboard.press("End")
        assert keyboard.focus.objectName() == "sidebar.view.settings"
        await keyboard.press("Down")
        assert keyboard.focus.objectName() == "sidebar.view.settings"
        await keyboard.press("Home")
        await keyboard.press("Up")
        assert keyboard.focus.objectName() == "sidebar.view.search"
        await keyboard.press("End")
        assert rows() == ["sidebar.view.settings"]
        driver.press(Qt.Key.Key_Space, "sidebar.view.settings")
        assert driver.window.navigation.page == places.SETTINGS


async def test_a_saved_search_that_is_removed_leaves_the_tab_stop_to_the_current_row(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        saved = next(row for row in driver.widget("savedSearches").findChildren(PlaceButton))
        saved.setFocus()
        assert [each for each in stops(driver.window) if isinstance(each, PlaceButton)] == [saved]
        driver.trigger("saved.remove")
        await driver.idle()
        left = [each.objectName() for each in stops(driver.window) if isinstance(each, PlaceButton)]
        assert left == ["sidebar.view.search"]


async def test_every_page_but_the_search_begins_with_a_title_of_one_size_in_one_place(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        navigation, places_of, sizes = driver.window.navigation, {}, set()
        for page in (*PAGES, None):
            if page is None:
                driver.trigger("view.library")
            elif page.name in (places.FIRST_START, places.COMPARE, places.MAP):  # need papers
                continue
            elif page.action:
                driver.trigger(page.action)
            else:
                navigation.open(page.name, Author("L. Cantley", "1723755") if page.name == places.AUTHOR else "")
            await driver.idle()
            heads = [head for head in driver.window.findChildren(PageHead) if head.isVisible()]
            name = page.name if page is not None else places.LIBRARY
            assert len(heads) == 1, name
            assert heads[0].title.text() == heads[0].title.whole_text() != "", name
            sizes.add(heads[0].title.font().pixelSize())
            title = heads[0].title
            places_of[name] = title.mapTo(driver.window, title.rect().center()).y()
        assert len(sizes) == 1
        assert max(places_of.values()) - min(places_of.values()) <= 1, places_of


async def test_an_icon_of_the_rail_shows_its_name_at_once_to_the_pointer_and_to_the_keyboard(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        native, row = driver.window.windowHandle(), driver.widget("sidebar.view.downloads")
        place = row.mapTo(driver.window, row.rect().center())
        QTest.mouseMove(native, place + QPoint(300, 0))
        QTest.mouseMove(native, place)
        assert QToolTip.text() == "Downloads"
        row.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(native, Qt.Key.Key_Down)
        row = driver.window.focusWidget()
        assert QToolTip.text() == row.accessibleName() == "Unpaywall"
        row.set_count("2")  # as after an undo
        assert QToolTip.text() == row.accessibleName() == "Unpaywall, 2"
        row.set_count("")
        driver.window.resize(1440, 900)
        await driver.idle()
        QToolTip.hideText()
        QTest.keyClick(native, Qt.Key.Key_Down)
        assert driver.window.focusWidget().accessibleName() == "Offline corpus"
        assert QToolTip.text() != "Offline corpus", "the name is there"
        QTest.mouseMove(native, place + QPoint(300, 0))  # no other window of the tests is to begin below the pointer


async def test_a_saved_search_has_a_sign_of_its_own_and_is_lit_in_place_of_the_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        signs = {row.objectName(): row.sign for row in driver.widget("sidebar").findChildren(PlaceButton)}
        saved = next(name for name in signs if name.startswith("sidebar.saved."))
        assert [name for name, sign in signs.items() if sign == signs[saved]] == [saved]
        assert [f"sidebar.{name}" for name in lit(driver)] == [saved]
        await driver.search("memory")
        assert lit(driver) == ["view.search"]


async def test_the_smart_views_of_the_narrow_sidebar_have_no_scroll_bar_and_keys_reach_all_of_them(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        library = driver.program.services.library
        for number in range(12):
            await library.views.put(f"View {number}", f"year:{2000 + number}")
        views = driver.window.sidebar._views
        await driver.until(lambda: len(views._buttons) == 12)
        bar = views._scroll.verticalScrollBar()
        await driver.until(lambda: bar.maximum() > 0)
        assert not bar.isVisible()
        last = list(views._buttons.values())[-1]
        assert last.visibleRegion().isEmpty()
        last.setFocus()
        await driver.until(lambda: last.visibleRegion().boundingRect().height() == last.height())


async def test_the_sign_for_more_rows_is_set_apart_by_a_line_where_no_icon_is(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        sidebar, theme = driver.window.sidebar, driver.window.theme
        await driver.until(lambda: sidebar._column.has_more)
        size = theme.px(MARK)
        place = QPoint(4, sidebar.height() - size)

        def has_line(at: QPoint) -> bool:
            return sidebar.grab().toImage().pixelColor(at) == theme.colour("line2")

        assert has_line(place)

        def edges() -> list[tuple[int, int]]:
            rows = [row for row in sidebar.findChildren(PlaceButton) if not row.visibleRegion().isEmpty()]
            tops = [row.mapTo(sidebar, QPoint(0, 0)).y() for row in rows]
            return [(top, top + row.height()) for top, row in zip(tops, rows, strict=True)]

        assert all(bottom <= place.y() for _top, bottom in edges())
        painted = PaintedRegion()
        sidebar.installEventFilter(painted)
        QTest.mouseClick(sidebar, Qt.MouseButton.LeftButton, pos=QPoint(10, sidebar.height() - 2))
        await driver.until(lambda: not sidebar._column.has_more)
        await driver.idle()
        sign = QRect(0, place.y(), sidebar.width(), 1)
        assert painted.region.contains(sign), "a part of the sign would stay"
        painted.region = QRegion()
        driver.window.resize(1024, 1500)
        await driver.until(lambda: not sidebar._column.offset)
        await driver.idle()
        assert painted.region.contains(QRect(0, 0, sidebar.width(), size + 1))
        driver.window.resize(1024, 640)
        await driver.until(lambda: sidebar._column.has_more)
        sidebar.removeEventFilter(painted)
        QTest.mouseClick(sidebar, Qt.MouseButton.LeftButton, pos=QPoint(10, sidebar.height() - 2))
        await driver.until(lambda: not sidebar._column.has_more)
        assert not has_line(place)
        assert has_line(QPoint(4, size))
        assert all(top >= size for top, _bottom in edges())


async def test_nothing_of_the_sign_for_more_rows_stays_when_a_row_goes(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        sidebar, height = driver.window.sidebar, 640
        while sidebar._column.has_more:
            height += 4
            driver.window.resize(1024, height)
            await driver.idle()
        sidebar.show_outbox(7)
        await driver.until(lambda: sidebar._column.has_more)
        await driver.idle()
        painted = PaintedRegion()
        sidebar.installEventFilter(painted)
        sidebar.show_outbox(0)
        await driver.until(lambda: not sidebar._column.has_more)
        await driver.idle()
        foot = driver.window.theme.px(MARK)
        assert QRegion(0, sidebar.height() - foot, sidebar.width(), foot).subtracted(painted.region).isEmpty()


async def test_a_page_to_search_on_belongs_to_search_wherever_it_was_opened(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for action in ("view.authors", "view.records", "view.sentences", "view.communities"):
            driver.trigger("view.missing_classics")
            await driver.idle()
            assert lit(driver) == ["view.missing_classics"]
            driver.trigger(action)
            await driver.idle()
            assert lit(driver) == ["view.search"], action


async def test_a_map_marks_the_part_of_the_library_that_it_was_opened_from(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        services, navigation = driver.window.ui_context.services, driver.window.navigation
        papers = [a_paper(f"Kelp {number}") for number in range(3)]
        await services.collections.put_in(papers, "Thesis")
        await services.library.tag([one.key for one in (await services.library.page()).papers], "algae")
        await driver.idle()
        tree = driver.window.findChild(CollectionRows)
        thesis = await services.collections.find("Thesis")

        async def open_map() -> None:
            await driver.idle()
            driver.view("libraryView").selectAll()
            await driver.idle()
            driver.trigger("view.map_selection")
            await driver.until(lambda: navigation.page == places.MAP)
            await driver.idle()

        async def open_paper() -> None:
            canvas = driver.widget("mapPageView").canvas
            canvas.choose({0}, 0)
            QTest.keyClick(canvas, Qt.Key.Key_Return)
            await driver.until(lambda: navigation.page == places.SEARCH)
            await driver.idle()

        navigation.show_collection(thesis)
        await open_map()
        assert (lit(driver), tree.shown) == (["view.collection"], thesis.key)
        await open_paper()
        assert (lit(driver), tree.shown) == (["view.collection"], thesis.key)
        driver.trigger("go.back")
        await driver.idle()
        driver.trigger("go.back")
        await driver.idle()
        assert (navigation.page, lit(driver), tree.shown) == (places.LIBRARY, ["view.collection"], thesis.key)
        driver.trigger("view.map_library")
        await driver.until(lambda: navigation.page == places.MAP)
        await driver.idle()
        assert (lit(driver), tree.shown) == (["view.library"], None), "that of the whole library"
        navigation.show_tag("algae")
        await open_map()
        assert (lit(driver), driver.widget("sidebar.tag.algae").kind) == ([], ButtonKind.CHIP_CHOSEN)
        driver.click("sidebar.view.library_recent")
        await open_map()
        assert lit(driver) == ["view.library_recent"]
        navigation.show_collection(thesis)
        await driver.idle()
        driver.trigger("view.search")
        await driver.search("attention")
        driver.press(Qt.Key.Key_A, "resultsView", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        driver.trigger("view.map_selection")
        await driver.until(lambda: navigation.page == places.MAP)
        await driver.idle()
        assert (lit(driver), tree.shown) == (["view.search"], None), "of results"
        await open_paper()
        assert (lit(driver), tree.shown) == (["view.search"], None)


async def test_the_map_of_the_last_run_marks_the_part_of_the_library_that_it_was_opened_from(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        collections, navigation = driver.window.ui_context.services.collections, driver.window.navigation
        await collections.put_in([a_paper(f"Kelp {number}") for number in range(3)], "Thesis")
        thesis = await collections.find("Thesis")
        navigation.show_collection(thesis)
        await driver.idle()
        driver.view("libraryView").selectAll()
        await driver.idle()
        driver.trigger("view.map_selection")
        await driver.until(lambda: navigation.page == places.MAP)
        await driver.idle()
    async with window_on(demo, tmp_path) as driver:
        navigation = driver.window.navigation
        await driver.until(lambda: navigation.page == places.MAP)
        await driver.idle()
        tree = driver.window.findChild(CollectionRows)
        assert (lit(driver), tree.shown) == (["view.collection"], thesis.key)
        driver.trigger("go.back")
        await driver.idle()
        assert (navigation.page, navigation.collection.key) == (places.LIBRARY, thesis.key)
        assert len(driver.titles("libraryView")) == 3


async def test_with_high_contrast_only_the_focus_has_a_frame(demo, tmp_path):
    async with window_on(demo, tmp_path, theme="high-contrast") as driver:
        row = next(each for each in driver.widget("sidebar").findChildren(PlaceButton) if each.isChecked())
        driver.widget("searchEdit").setFocus()
        accent, middle = driver.window.theme.colour("accent").name(), row.height() // 2

        def is_framed() -> bool:
            picture = row.grab().toImage()
            return picture.pixelColor(row.width() // 2, 1).name() == accent

        assert not is_framed(), "the current row looks as if it had the focus"
        assert row.grab().toImage().pixelColor(3, middle).name() == accent, "nothing but colour marks it"
        row.setFocus()
        assert is_framed()


@pytest.mark.parametrize("name", ["light", "dark", "high-contrast"])
def test_a_row_keeps_the_width_of_its_name_when_it_becomes_current(qtbot, qapp, name):
    theme, action = Theme(qapp, name), QAction("Alle Publikationen")
    action.setProperty("icon_name", "library")
    row = PlaceButton(theme, action)
    qtbot.addWidget(row)
    row.set_count("0")
    metrics = theme.type.metrics(BODY, tabular=True)
    beside = theme.px(8 + 16 + 8) + theme.px(8 + 6) + metrics.horizontalAdvance("0")
    row.resize(theme.type.metrics(BODY).horizontalAdvance(row.text()) + beside, 28)
    drawn = []
    for is_current in (False, True):
        row.setChecked(is_current)
        with noted_texts() as texts:
            picture = row.grab().toImage()
        drawn.append([(each.text, each.words) for each in texts])
        bar = picture.pixelColor(3, row.height() // 2).name() == theme.colour("accent").name()
        assert bar is is_current
    assert [text for text, _ in drawn[0]] == ["0", "Alle Publikationen"]
    assert drawn[0] == drawn[1]


async def test_the_row_of_the_page_stays_in_sight_when_the_text_becomes_larger(qapp, demo, tmp_path):
    font = qapp.font()
    async with window_on(demo, tmp_path, size=(1024, 700)) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        row = driver.widget("sidebar.view.settings")
        driver.trigger("view.text_larger")
        driver.trigger("view.text_larger")
        await driver.until(lambda: driver.widget("sidebar")._column.offset > 0)
        await driver.idle()
        assert row.visibleRegion().boundingRect() == row.rect()
        driver.window.resize(1024, 640)
        await driver.idle()
        assert row.visibleRegion().boundingRect() == row.rect()
    assert qapp.font() == font, "later tests would have larger text"


@pytest.mark.parametrize(("rows", "is_cut"), [(1, False), (2, True)])
def test_a_list_of_one_row_is_not_cut_whatever_space_is_above_the_row(qtbot, qapp, rows, is_cut):
    """A saved search in a low window with large text is 100 pixels high, with the space above it."""
    theme, window = Theme(qapp, "light"), QWidget()
    qtbot.addWidget(window)
    sidebar = QWidget(window)
    column = SlidingColumn(sidebar)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    parts = [QWidget() for _ in range(9)]
    saved = parts[6]
    for part in parts:
        part.setFixedHeight(100 if part is saved else 73)
        column.addWidget(part)
    for number in range(rows):
        PlaceButton(theme, QAction(f"Search {number}", window), saved)
    sidebar.resize(91, 534)
    window.resize(91, 534)
    window.show()
    qtbot.waitUntil(lambda: saved.y() > 0)
    cut = [part for part in parts if 0 < part.visibleRegion().boundingRect().height() < part.height()]
    assert cut == ([saved] if is_cut else [])


async def test_a_narrow_sidebar_with_larger_text_begins_at_its_top_at_every_height_where_all_rows_fit(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640), text_size=150) as driver:
        driver.trigger("view.settings")
        await driver.idle()
        sidebar = driver.widget("sidebar")
        column, names = sidebar._column, sidebar.names
        fits = 0
        for height in range(640, 900, 2):
            driver.window.resize(1024, height)
            await driver.idle()
            least = column.minimumSize().height() - column.contentsMargins().bottom()
            if least <= sidebar.height():
                fits += 1
                assert (column.offset, column.has_more) == (0, False), height
                assert names.visibleRegion().boundingRect() == names.rect()
                driver.trigger("view.search")
                driver.trigger("view.settings")
                await driver.idle()
                assert (column.offset, column.has_more) == (0, False), height
            if fits == 8:
                break
        assert fits == 8


async def test_the_german_names_of_the_views_are_whole_beside_their_counts(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1440, 900), language="de") as driver:
        await driver.program.services.library.add([a_paper(f"Whales {number}") for number in range(136)])
        await driver.idle()
        row = driver.widget("sidebar.view.library_recent")
        with noted_texts() as texts:
            row.grab()
        assert [each.text for each in texts] == ["136", "Neu hinzugefügt"]
