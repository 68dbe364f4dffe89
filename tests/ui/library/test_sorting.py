"""A press on a head sorts the list: the library at its database, the results as they are loaded."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from scholar_desktop.domain.paper import Author, Counts, Ids, Paper
from scholar_desktop.ui.library import library_list, whole_list
from scholar_desktop.ui.rows.sort_head import OrderButton
from scholar_desktop.ui.widgets.tab_order import tab_stops
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on

ROWS = (("beta", 2001, "Zoology"), ("Alpha", 2020, None), ("gamma", None, "Acta"), ("Delta", 2010, "acta B"))


def papers() -> list[Paper]:
    return [
        Paper(title, Ids(doi=f"10.5555/{title.lower()}"), (Author(f"{title[::-1]} U."),), year=year, venue=venue)
        for title, year, venue in ROWS
    ]


def press(driver: Driver, within: str, order: str) -> None:
    around = driver.window.search_page.panes.library.bar if within == "library" else driver.window.search_page.panes
    head = around.findChild(object, f"sortHead.{order}")
    assert head.isVisible()
    QTest.mouseClick(head, Qt.MouseButton.LeftButton)


async def test_a_press_on_a_head_of_the_library_sorts_and_a_second_one_reverses(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for paper in papers():
            await driver.program.services.library.add([paper])
        driver.trigger("view.library")
        await driver.idle()

        async def by(order: str) -> list[str]:
            press(driver, "library", order)
            await driver.idle()
            return driver.titles("libraryView")

        assert await by("title") == ["Alpha", "beta", "Delta", "gamma"]
        assert await by("title") == ["gamma", "Delta", "beta", "Alpha"]
        assert await by("year") == ["Alpha", "Delta", "beta", "gamma"], "newest first, unknown last"
        assert await by("year") == ["beta", "Delta", "Alpha", "gamma"], "unknown last in this direction too"
        assert await by("venue") == ["gamma", "Delta", "beta", "Alpha"]
        driver.click_row(1, "libraryView")
        driver.press(Qt.Key.Key_Down, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        assert await by("title") == ["Alpha", "beta", "Delta", "gamma"]
        assert driver.view("libraryView").chosen_rows() == [1, 2], "the selected papers stay selected"
        assert driver.widget("detailTitle").plain_text() == "beta"
        assert await by("author") == ["Alpha", "gamma", "beta", "Delta"]
        assert sorted(await by("added")) == ["Alpha", "Delta", "beta", "gamma"]
        head = driver.window.search_page.panes.library.bar.findChild(object, "sortHead.added")
        assert head.accessibleName() == "Sorted by Added, newest first"
        driver.type("alpha", "libraryEdit")
        await driver.idle()
        assert await by("title") == ["Alpha"]


def second_line(driver, row):
    """Return what the row of the library says below its title."""
    return driver.window.search_page.panes.library.model.row(row).byline


async def test_the_library_is_sorted_by_citations_by_its_head_and_by_its_command(demo, tmp_path):
    counts = {"beta": 3, "Alpha": 1200, "gamma": None, "Delta": 0}
    cited = [msgspec.structs.replace(one, counts=Counts(citations=counts[one.title])) for one in papers()]
    async with window_on(demo, tmp_path) as driver:
        for paper in cited:
            await driver.program.services.library.add([paper])
        driver.trigger("view.library")
        await driver.idle()
        press(driver, "library", "citations")
        await driver.idle()
        assert driver.titles("libraryView") == ["Alpha", "beta", "Delta", "gamma"], "unknown last"
        head = driver.window.search_page.panes.library.bar.findChild(object, "sortHead.citations")
        assert head.accessibleName() == "Sorted by Citations, most cited first"
        assert [second_line(driver, row).split(" · ")[0] for row in range(3)] == ["1,200 cites", "3 cites", "0 cites"]
        assert "cites" not in second_line(driver, 3)
        press(driver, "library", "citations")
        await driver.idle()
        assert driver.titles("libraryView") == ["Delta", "beta", "Alpha", "gamma"], "unknown last here too"
        driver.trigger("library.sort_title")
        await driver.idle()
        assert "cites" not in second_line(driver, 0)
        driver.trigger("library.sort_citations")
        await driver.idle()
        assert driver.titles("libraryView") == ["Alpha", "beta", "Delta", "gamma"]
        assert driver.window.ui_context.actions["library.sort_citations"].isChecked()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.titles("libraryView") == ["Alpha", "beta", "Delta", "gamma"])


async def test_the_heads_of_the_library_are_one_stop_and_the_arrows_move_between_them(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for paper in papers():
            await driver.program.services.library.add([paper])
        driver.trigger("view.library")
        await driver.idle()
        bar, keyboard = driver.window.search_page.panes.library.bar, Keyboard(driver)
        heads = sorted((one for one in bar.findChildren(OrderButton) if one.isVisible()), key=lambda one: one.x())
        by_title = bar.findChild(OrderButton, "sortHead.title")
        current = bar.findChild(OrderButton, "sortHead.added")
        assert [one for one in tab_stops(bar) if one in heads] == [current]
        current.setFocus()
        for _ in range(heads.index(by_title) - heads.index(current)):
            await keyboard.press("Right")
        assert by_title.hasFocus()
        await keyboard.press("Return")
        await driver.idle()
        assert driver.titles("libraryView") == ["Alpha", "beta", "Delta", "gamma"]
        await keyboard.press("Home")
        assert heads[0].hasFocus()
        driver.view("libraryView").setFocus()
        assert [one for one in tab_stops(bar) if one in heads] == [by_title]


async def test_the_arrow_of_an_order_points_up_if_it_is_ascending_and_its_words_say_which(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for paper in papers():
            await driver.program.services.library.add([paper])
        driver.trigger("view.library")
        await driver.idle()
        bar, panes = driver.window.search_page.panes.library.bar, driver.window.search_page.panes

        async def by(within: str, order: str) -> tuple[str, str]:
            press(driver, within, order)
            await driver.idle()
            head = (bar if within == "library" else panes.results).findChild(object, f"sortHead.{order}")
            words = head.accessibleName().partition(", ")[2]
            assert f"The order is now: {words}." in shown_tooltip(head)
            return head.arrow, words

        up, down = "chevron-up", "chevron-down"
        assert await by("library", "title") == (up, "A to Z")
        assert driver.titles("libraryView")[0] == "Alpha"
        assert await by("library", "title") == (down, "Z to A")
        assert await by("library", "year") == (down, "newest first")
        assert driver.titles("libraryView")[0] == "Alpha"
        assert await by("library", "year") == (up, "oldest first")
        assert await by("library", "added") == (down, "newest first")

        driver.trigger("library.table")
        await driver.idle()
        view = driver.view("libraryView")
        header, columns = view.horizontalHeader(), view.property("columns")
        tooltip = Qt.ItemDataRole.ToolTipRole

        async def by_column(name: str) -> tuple[Qt.SortOrder, str]:
            place = columns.index(name)
            middle = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2))
            await driver.idle()
            words = view.model().headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
            assert words in view.model().headerData(place, Qt.Orientation.Horizontal, tooltip)
            return header.sortIndicatorOrder(), words

        # Qt's arrow points up for its descending order
        qt_up, qt_down = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        assert await by_column("title") == (qt_up, "Title: sorted, A to Z")
        assert await by_column("title") == (qt_down, "Title: sorted, Z to A")
        assert await by_column("year") == (qt_down, "Year: sorted, newest first")
        assert await by_column("year") == (qt_up, "Year: sorted, oldest first")

        driver.trigger("view.search")
        await driver.search("attention")
        assert await by("results", "title") == (up, "A to Z")
        assert await by("results", "citations") == (down, "most cited first")
        assert await by("results", "citations") == (up, "least cited first")
        press(driver, "results", "relevance")
        await driver.idle()
        assert panes.results.findChild(object, "sortHead.relevance").arrow == "", "it has no reverse"


async def test_the_head_of_a_search_in_the_library_says_relevance_and_added_can_be_chosen(demo, tmp_path):
    titles = ("Tides", "Tides and other things that the moon does to the sea", "Moon")
    async with window_on(demo, tmp_path) as driver:
        for number, title in enumerate(titles):
            await driver.program.services.library.add([Paper(title, Ids(doi=f"10.5555/{number}"))])
        driver.trigger("view.library")
        await driver.idle()
        heads = driver.window.search_page.panes.library.bar
        relevance, added = (heads.findChild(object, f"sortHead.{order}") for order in ("relevance", "added"))
        assert relevance.isHidden()
        driver.type("tides", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == [titles[0], titles[1]]
        assert relevance.accessibleName() == "Sorted by Relevance"
        assert added.accessibleName() == "Sort by Added"
        press(driver, "library", "added")
        await driver.idle()
        assert sorted(driver.titles("libraryView")) == [titles[0], titles[1]]
        assert added.accessibleName() == "Sorted by Added, newest first"
        press(driver, "library", "relevance")
        await driver.idle()
        assert driver.titles("libraryView") == [titles[0], titles[1]]
        driver.widget("libraryEdit").clear()
        await driver.idle()
        assert relevance.isHidden()
        assert added.accessibleName() == "Sorted by Added, newest first"


async def test_a_search_begins_with_the_best_matches_and_the_cards_show_the_order_of_a_column(demo, tmp_path):
    titles = (
        "Towards a theory of memory and of simple tests",
        "Simple tests of memory towards sleep",
        "Simple machines towards a theory of memory",
        "Towards simple memory",
    )
    async with window_on(demo, tmp_path) as driver:
        for number, title in reversed(list(enumerate(titles))):
            await driver.program.services.library.add([Paper(title, Ids(doi=f"10.5555/{number}"))])
        driver.trigger("view.library")
        await driver.idle()
        bar = driver.window.search_page.panes.library.bar

        def current() -> list[str]:
            heads = bar.findChildren(OrderButton)
            return [one.accessibleName() for one in heads if one.isVisible() and one._is_current]

        driver.trigger("library.table")
        await driver.idle()
        header = driver.view("libraryView").horizontalHeader()
        place = driver.view("libraryView").property("columns").index("pdf")
        middle = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2))
        await driver.idle()
        driver.trigger("library.cards")
        await driver.idle()
        assert current() == ["Sorted by PDF, descending"]
        driver.type("towards simple memory", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView")[0] == titles[3]
        assert len(driver.titles("libraryView")) == 4
        assert current() == ["Sorted by Relevance"]
        press(driver, "library", "title")
        await driver.idle()
        assert current() == ["Sorted by Title, A to Z"]
        driver.widget("libraryEdit").clear()
        await driver.idle()
        assert current() == ["Sorted by Title, A to Z"]
        driver.type("memory", "libraryEdit")
        await driver.idle()
        assert current() == ["Sorted by Relevance"]


async def test_a_press_on_a_head_of_the_results_sorts_and_a_second_one_reverses(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        head = driver.window.search_page.box.parentWidget().parentWidget()
        height = head.height()
        driver.trigger("view.library")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert head.height() == height == head.heightForWidth(head.width()), (
            "the higher head of the library takes no room here"
        )
        relevance = driver.titles()
        for order in ("author", "title", "year", "citations", "influence"):
            press(driver, "results", order)
            await driver.idle()
            assert driver.window.search_page.search.query.sort == order
            assert driver.titles() != relevance, order
        press(driver, "results", "title")
        await driver.idle()
        assert [title.casefold() for title in driver.titles()][:2] == sorted(t.casefold() for t in relevance)[:2]
        press(driver, "results", "title")
        await driver.idle()
        assert driver.window.search_page.search.query.sort == "-title"
        assert [title.casefold() for title in driver.titles()][-2:] == sorted(
            (t.casefold() for t in relevance), reverse=True
        )[-2:]
        for _ in range(2):
            press(driver, "results", "relevance")  # this order has no reverse
            await driver.idle()
            assert driver.titles() == relevance
        head = driver.window.search_page.panes.results.findChild(object, "sortHead.relevance")
        assert shown_tooltip(head).endswith("This order cannot be reversed.")
        assert not driver.widget("sortButton").isVisible()


async def test_a_narrow_list_of_results_has_a_menu_in_place_of_the_heads(demo, tmp_path):
    async with window_on(demo, tmp_path, size=(1024, 640)) as driver:
        await driver.search("attention")
        assert driver.widget("sortButton").isVisible()
        assert not driver.window.search_page.panes.results.findChild(object, "sortHead.title").isVisible()


async def test_end_and_select_all_reach_rows_that_are_not_loaded_and_a_new_entry_keeps_the_order(demo, tmp_path):
    count = 450
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, view = driver.program.services.library, driver.view("libraryView")
        await library.add([Paper(f"Moss {n:03}", Ids(doi=f"10.5555/moss.{n}"), year=2001) for n in range(count)])
        driver.trigger("view.library")
        await driver.idle()
        press(driver, "library", "title")
        await driver.idle()
        assert view.model().rowCount() == 200, "as cards, the first ones are loaded"
        driver.type("moss", "libraryEdit")
        await driver.idle()
        press(driver, "library", "title")
        await driver.idle()
        view.setFocus()
        driver.press(Qt.Key.Key_End, "libraryView")
        await driver.until(lambda: view.current_row() == count - 1)
        await driver.idle()
        assert driver.titles("libraryView")[-1] == f"Moss {count - 1}"
        assert driver.widget("detailTitle").plain_text() == f"Moss {count - 1}"

        driver.type("mos", "libraryEdit")
        view.setFocus()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        await driver.until(lambda: view.chosen_count() == count)
        driver.press(Qt.Key.Key_Home, "libraryView")
        driver.press(Qt.Key.Key_End, "libraryView", Qt.KeyboardModifier.ShiftModifier)
        assert view.chosen_count() == count

        for is_table in (False, True):
            if is_table:
                driver.trigger("library.table")
                await driver.idle()
            title = f"Moss 33{5 + is_table} and more"
            driver.trigger("library.new_entry")
            await driver.idle()
            driver.type(title, "field.title")
            driver.click("entrySaveButton")
            await driver.idle()
            row = 336 + 2 * is_table
            assert view.chosen_rows() == [row], "it stands where the order puts it"
            assert view.model().kept(row).paper.title == title
            assert view.visualRect(view.model().index(row, 0)).intersects(view.viewport().rect())
            assert driver.widget("detailTitle").plain_text() == title


async def test_a_new_order_is_shown_from_its_top_with_the_selected_paper_still_selected(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        library, view = driver.program.services.library, driver.view("libraryView")
        await library.add([Paper(f"Moss {n:03}", Ids(doi=f"10.5555/moss.{n}"), year=2001) for n in range(150)])
        driver.trigger("view.library")
        await driver.idle()
        for is_table in (False, True):
            if is_table:
                driver.trigger("library.table")
                await driver.idle()
            else:
                press(driver, "library", "title")
                await driver.idle()
            view.setFocus()
            driver.press(Qt.Key.Key_End, "libraryView")
            await driver.idle()
            chosen = driver.chosen("libraryView")
            assert view.verticalScrollBar().value() > 0
            for order in (1, 2):
                if is_table:
                    header, place = view.horizontalHeader(), view.property("columns").index("year")
                    middle = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
                    point = QPoint(middle, header.height() // 2)
                    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=point)
                else:
                    press(driver, "library", "year")
                await driver.idle()
                assert view.verticalScrollBar().value() == 0, (is_table, order)
                assert driver.chosen("libraryView") == chosen


async def test_a_part_of_too_many_cards_says_so(demo, tmp_path, monkeypatch):
    monkeypatch.setattr(whole_list, "MOST_CARDS", 3)
    monkeypatch.setattr(library_list, "PAGE_ROWS", 2)
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(papers())
        driver.trigger("view.library")
        await driver.idle()
        view = driver.view("libraryView")
        driver.click_row(0, "libraryView")
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        note = driver.window.messages.note("part_of_list")
        assert note.lead == f"Only {view.chosen_count()} of 4 papers are loaded as cards. The table has all of them."
        note.steps[0].run()
        await driver.idle()
        driver.press(Qt.Key.Key_A, "libraryView", Qt.KeyboardModifier.ControlModifier)
        assert view.chosen_count() == 4


async def test_return_in_the_search_box_leaves_the_cursor_there_and_down_moves_to_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.program.services.library.add([Paper("Targeted rest"), Paper("Whales", year=2001)])
        driver.trigger("focus.library")
        await driver.idle()
        driver.type("targeted", "libraryEdit")
        keyboard = Keyboard(driver)
        await keyboard.press("Return")
        await driver.idle()
        box = driver.widget("libraryEdit")
        assert keyboard.focus is box
        for letter in " rs":
            QTest.keyClicks(keyboard.focus, letter)
        await driver.until(lambda: driver.titles("libraryView") == [])
        assert box.text() == "targeted rs"
        QTest.keyClick(box, Qt.Key.Key_Backspace)
        QTest.keyClicks(box, "e")
        await driver.until(lambda: driver.titles("libraryView") == ["Targeted rest"])
        kept = (await driver.program.services.library.page()).papers
        assert not any(one.starred for one in kept), "no letter was a command"
        await keyboard.press("Down")
        assert keyboard.focus is driver.view("libraryView")


async def test_each_part_of_the_library_has_an_order_of_its_own_also_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        library = driver.program.services.library
        for paper in papers():
            await library.add([paper])
        await driver.program.services.collections.put_in(papers(), "Thesis")
        [thesis] = [one for one in await driver.program.services.collections.all() if one.path == "Thesis"]

        async def look(action: str) -> list[str]:
            driver.trigger(action)
            await driver.idle()
            return driver.titles("libraryView")

        newest = await look("view.library_recent")
        by_title, by_year = ["Alpha", "beta", "Delta", "gamma"], ["Alpha", "Delta", "beta", "gamma"]
        await look("view.library")
        press(driver, "library", "title")
        await driver.idle()
        assert driver.titles("libraryView") == by_title
        driver.window.navigation.show_collection(thesis)
        await driver.idle()
        assert driver.titles("libraryView") == newest
        press(driver, "library", "year")
        await driver.idle()
        assert driver.titles("libraryView") == by_year
        assert await look("view.library_recent") == newest
        head = driver.window.search_page.panes.library.bar.findChild(object, "sortHead.added")
        assert head.accessibleName() == "Sorted by Added, newest first"
        assert await look("view.library") == by_title
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.titles("libraryView") == by_title)
        driver.trigger("view.library_recent")
        await driver.idle()
        assert driver.titles("libraryView") == newest
        [thesis] = [one for one in await driver.program.services.collections.all() if one.path == "Thesis"]
        driver.window.navigation.show_collection(thesis)
        await driver.idle()
        assert driver.titles("libraryView") == by_year
        press(driver, "library", "added")
        await driver.idle()
        assert driver.titles("libraryView") == newest


@pytest.mark.parametrize("kind", ["cards", "table"])
async def test_papers_added_at_once_are_in_one_order_in_all_lists_sorted_by_added(demo, tmp_path, kind):
    async with window_on(demo, tmp_path, offline=True) as driver:
        services = driver.program.services
        await services.library.add(papers())
        await services.collections.put_in(papers(), "Thesis")
        await services.library.views.put("Dated", "year:1900-")
        driver.trigger(f"library.{kind}")
        driver.trigger("view.library")
        await driver.idle()
        everything = driver.titles("libraryView")
        assert everything == ["Delta", "gamma", "Alpha", "beta"]
        (thesis,) = await services.collections.all()
        driver.window.navigation.show_collection(thesis)
        await driver.idle()
        assert driver.titles("libraryView") == everything
        (dated,) = await services.library.smart_views()
        driver.window.navigation.show_smart_view(dated)
        await driver.idle()
        assert driver.titles("libraryView") == ["Delta", "Alpha", "beta"]
        driver.trigger("view.library")
        await driver.idle()
        driver.type("year:1900-", "libraryEdit")
        await driver.idle()
        assert driver.titles("libraryView") == ["Delta", "Alpha", "beta"]
