"""The filters of the library's lists: chips, panels with counts, and where the filters stay."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel

from scholar_desktop.domain.paper import Copy, Ids, OpenAccess, Paper
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.library_filters import LibraryFilters
from scholar_desktop.services.library.entry_form import load_form
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.entry_words import type_title
from scholar_desktop.ui.words.wording import access as access_words
from tests.support.keyboard import Keyboard
from tests.support.libraries import a_paper
from tests.support.window_driver import Driver, window_on

TYPES = ("article", "book", "thesis")
TAGS = ("whales", "to discuss", "⭐", "a-b", "a b")
TYPE_NAMES = {"article": "article-journal"}


async def fill(driver: Driver, count: int = 24) -> None:
    library = driver.program.services.library
    await library.add(
        [
            msgspec.structs.replace(
                a_paper(f"Paper {number}", year=1750 + number * 10 if number else None),
                type=TYPES[number % 3],
                oa=OpenAccess(is_oa=(True, False, None, None)[number % 4]),
            )
            for number in range(count)
        ]
    )
    for number, kept in enumerate((await library.page(limit=count)).papers):
        await library.own_words.tag([kept.key], TAGS[number % 5], True)
    driver.trigger("view.library")
    await driver.idle()


async def choose(driver: Driver, name: str, *values: str) -> None:
    """Choose *values* in the panel of a filter, by clicks."""
    await open_panel(driver, name)
    panel = driver.widget(f"libraryFilterPanel.{name}")
    for value in values:
        QTest.mouseClick(panel.findChild(object, f"filterValue.{value}"), Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.findChild(object, "filterSetButton"), Qt.MouseButton.LeftButton)
    await driver.idle()


async def open_panel(driver: Driver, name: str) -> None:
    if driver.widget(f"libraryFilter.{name}").isVisible():
        driver.click(f"libraryFilter.{name}")
    else:
        driver.window.search_page.panes.library.bar.filters.open_panel(name)
    await driver.idle()


async def choose_years(driver: Driver, first: str, last: str) -> None:
    await open_panel(driver, "years")
    driver.type(first, "yearFromEdit")
    driver.type(last, "yearToEdit")
    driver.press(Qt.Key.Key_Return, "yearToEdit")
    await driver.idle()


def note(driver: Driver) -> str:
    return driver.window.search_page.panes.library.bar.head.note.whole_text()


def rows(driver: Driver) -> list[str]:
    return sorted(driver.titles("libraryView"))


def by_sql(driver: Driver, query: str) -> dict[str, int]:
    """What a query of the test counts in the library's file."""
    folder = driver.program.services.library.data_dir
    (file,) = [one for one in folder.rglob("*.sqlite*") if one.suffix in (".sqlite", ".sqlite3", ".db")]
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        return {str(value): count for value, count in connection.execute(query)}


COUNTED = {
    "pdf": "SELECT iif(pdfs > 0, 'yes', 'no'), count(*) FROM papers GROUP BY 1",
    "type": "SELECT json_extract(paper, '$.type'), count(*) FROM papers GROUP BY 1",
    "tag": "SELECT name, count(*) FROM tags JOIN paper_tags ON tag_id = id GROUP BY name",
    "open_access": ("SELECT iif(json_extract(paper, '$.oa.is_oa') = 1, 'yes', 'no'), count(*) FROM papers GROUP BY 1"),
}


@pytest.mark.parametrize("name", COUNTED)
async def test_the_counts_of_a_panel_are_those_of_the_database_and_of_the_rows(demo, tmp_path, name):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        wanted = {TYPE_NAMES.get(value, value): count for value, count in by_sql(driver, COUNTED[name]).items()}
        wanted.pop("⭐", None)  # no rule finds a tag of signs alone
        await open_panel(driver, name)
        panel = driver.widget(f"libraryFilterPanel.{name}")
        shown = {key: int(one.accessibleName().rpartition(", ")[2]) for key, one in panel._list.buttons.items()}
        assert {key: count for key, count in shown.items() if count} == wanted
        panel.close_panel()
        for value, count in wanted.items():
            await choose(driver, name, value)
            assert note(driver) == f"{count} of 24 papers"
            assert len(rows(driver)) == count
            driver.click("libraryFilter.clear")
            await driver.idle()
        assert note(driver) == "24 papers"


async def test_open_access_is_what_the_details_of_each_paper_show(demo, tmp_path):
    kinds = {
        "Stated open": OpenAccess(is_oa=True),
        "Not open, with a copy": OpenAccess(is_oa=False, copies=(Copy("https://example.org/a.pdf", "s2"),)),
        "Green": OpenAccess(status="green"),
        "Stated closed": OpenAccess(is_oa=False, status="closed"),
        "Unknown": OpenAccess(is_oa=False),
    }
    added = [msgspec.structs.replace(a_paper(title), oa=oa) for title, oa in kinds.items()]
    added += [
        msgspec.structs.replace(a_paper("On arXiv", arxiv="2001.00001"), oa=OpenAccess(is_oa=False)),
        msgspec.structs.replace(a_paper("In PubMed Central", pmcid="PMC1234567"), oa=OpenAccess(is_oa=False)),
    ]
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add(added)
        driver.trigger("view.library")
        await driver.idle()
        shown = {paper.title: access_words(paper)[0] for paper in added}
        closed = sorted(title for title, word in shown.items() if word in ("Closed", "Access unknown"))
        assert closed == ["Stated closed", "Unknown"]
        await open_panel(driver, "open_access")
        panel = driver.widget("libraryFilterPanel.open_access")
        assert [one.accessibleName() for one in panel._list.buttons.values()] == [
            "Open access, 5",
            "Closed or unknown, 2",
        ]
        panel.close_panel()
        await choose(driver, "open_access", "no")
        assert rows(driver) == closed
        driver.click("libraryFilter.clear")
        await driver.idle()
        await choose(driver, "open_access", "yes")
        assert rows(driver) == sorted(shown.keys() - set(closed))


async def test_the_type_preprint_finds_no_articles_of_journals(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        preprints = [a_paper(f"Paper {number}", venue=None, arxiv=f"2001.0000{number}") for number in range(3)]
        articles = [a_paper(f"Paper {number}") for number in range(3, 8)]
        added = [msgspec.structs.replace(paper, type="preprint") for paper in preprints]
        added += [msgspec.structs.replace(paper, type="article") for paper in articles]
        await driver.program.services.library.add(added)
        driver.trigger("view.library")
        await driver.idle()
        await open_panel(driver, "type")
        panel = driver.widget("libraryFilterPanel.type")
        shown = sorted(button.accessibleName() for button in panel._list.buttons.values())
        assert shown == ["Journal article, 5", "Preprint, 3"]
        panel.close_panel()
        await choose(driver, "type", "article")
        assert rows(driver) == ["Paper 0", "Paper 1", "Paper 2"]
        assert driver.widget("libraryFilter.type").text() == "Preprint"
        driver.click("libraryFilter.save")
        await driver.idle()
        assert driver.widget("viewRuleEdit").text() == 'type:"article"'
        assert driver.widget("ruleChoice.0").currentText() == "Preprint"


async def test_the_type_in_the_table_is_that_of_the_filter_and_of_the_entry(demo, tmp_path):
    """Papers whose services state no type are what their entry says: a preprint if they are only at arXiv."""
    at_arxiv = [Paper(f"At arXiv {number}", Ids(arxiv=f"2405.0830{number}"), year=2024) for number in range(2)]
    stated = Paper("At a server", Ids(arxiv="2405.08309"), type="preprint")
    async with window_on(demo, tmp_path, citations=None) as driver:
        library = driver.program.services.library
        await library.add([*at_arxiv, stated, Paper("Review", Ids(doi="10.5555/1"), venue="Whales", type="review")])
        driver.trigger("view.library")
        driver.trigger("library.table")
        await driver.idle()
        model = driver.view("libraryView").model()
        column = [one.name for one in model.columns].index("type")
        shown = Counter(model.index(row, column).data() for row in range(model.rowCount()))
        assert shown == {"Preprint": 3, "Journal article": 1}
        await open_panel(driver, "type")
        panel = driver.widget("libraryFilterPanel.type")
        assert panel.findChild(QAbstractButton, "filterValue.article").accessibleName() == "Preprint, 3"
        for key in [kept.key for kept in (await library.page(limit=4)).papers]:
            form = await load_form(library, key)
            assert form is not None
            assert type_title(str(form.item_type.value)) in shown


async def test_a_panel_counts_the_rows_that_match_the_words_and_the_other_filters_also_in_the_table(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        driver.trigger("library.table")
        await driver.idle()
        await choose(driver, "type", "book")
        driver.type("paper", "libraryEdit")
        await driver.idle()
        assert note(driver) == "8 of 24 papers"
        await open_panel(driver, "open_access")
        panel = driver.widget("libraryFilterPanel.open_access")
        shown = {key: int(one.accessibleName().rpartition(", ")[2]) for key, one in panel._list.buttons.items()}
        books = COUNTED["open_access"].replace("GROUP", "WHERE json_extract(paper, '$.type') = 'book' GROUP")
        assert shown == by_sql(driver, books)
        panel.close_panel()
        await choose(driver, "open_access", "yes")
        assert note(driver) == f"{shown['yes']} of 24 papers"


async def test_years_filter_as_the_database_has_them_also_early_ones_and_with_words(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        await choose_years(driver, "1755", "1800")
        query = "SELECT title, 1 FROM papers WHERE year BETWEEN 1755 AND 1800"
        assert rows(driver) == sorted(by_sql(driver, query))
        assert len(rows(driver)) == 5
        await choose(driver, "type", "book")
        assert rows(driver) == ["Paper 1", "Paper 4"]
        paper = (await driver.program.services.library.page(words='"Paper 4"')).papers[0].paper
        await driver.program.services.library.note(paper, "compare with krill")
        driver.type("krill", "libraryEdit")
        await driver.idle()
        assert rows(driver) == ["Paper 4"], "words in a note are found with years, too"
        assert note(driver).startswith("1 of 24 papers")


async def test_a_list_without_rows_says_which_filter_hides_them_and_clears(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        await choose(driver, "type", "book")
        await choose(driver, "pdf", "yes")
        library = driver.window.search_page.panes.library
        assert not driver.view("libraryView").isVisible()
        message = library._nothing("")
        assert message.heading == "No papers with these 2 filters"
        assert message.text == "Without search words and filters, this list has 24 papers."
        told = [(line.name, line.value) for line in message.lines]
        assert told == [("PDF: With PDF", "8 papers without it"), ("Type: Book", "no papers without it either")]
        message.lines[0].run()
        await driver.idle()
        assert len(rows(driver)) == 8
        driver.press(Qt.Key.Key_Delete, "libraryFilter.type")
        await driver.idle()
        assert note(driver) == "24 papers"
        assert not driver.widget("libraryFilter.clear").isVisible()


async def test_filters_belong_to_their_list_and_come_back_with_back_and_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        await choose(driver, "type", "book")
        assert len(rows(driver)) == 8
        driver.window.navigation.show_tag("whales")
        await driver.idle()
        assert note(driver) == "5 papers"
        assert len(rows(driver)) == 5
        driver.trigger("go.back")
        await driver.idle()
        assert note(driver) == "8 of 24 papers"
        assert len(rows(driver)) == 8
        driver.trigger("go.forward")
        await driver.idle()
        assert len(rows(driver)) == 5
        await choose(driver, "open_access", "yes")
        left = rows(driver)
        assert 0 < len(left) < 5
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.until(lambda: driver.widget("libraryFilter.clear").isVisible())
        await driver.idle()
        assert rows(driver) == left
        assert note(driver) == f"{len(left)} of 5 papers"
        driver.trigger("view.library")
        await driver.idle()
        assert len(rows(driver)) == 24


@pytest.mark.parametrize(("page", "part"), [("downloads", ""), ("search", "whales"), ("downloads", "Thesis")])
async def test_filters_come_back_after_restarts_also_if_another_page_was_shown_last(demo, tmp_path, page, part):
    async def show_part(driver: Driver) -> None:
        navigation, services = driver.window.navigation, driver.program.services
        if part == "Thesis":
            navigation.show_collection((await services.collections.all())[0])
        elif part:
            navigation.show_tag(part)
        else:
            driver.click("sidebar.view.library")
        await driver.idle()

    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        papers = [kept.paper for kept in (await driver.program.services.library.page(limit=24)).papers]
        await driver.program.services.collections.put_in(papers[:12], "Thesis")
        await show_part(driver)
        await choose(driver, "open_access", "yes")
        left, count = rows(driver), note(driver)
        assert left
        driver.click(f"sidebar.view.{page}")
        await driver.idle()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        assert not driver.view("libraryView").isVisible()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        assert driver.window.navigation.page == page
        await show_part(driver)
        assert (rows(driver), note(driver)) == (left, count)
        driver.click("libraryFilter.clear")
        await driver.idle()
        assert len(rows(driver)) > len(left)


async def test_a_filter_of_one_part_does_not_come_back_for_another_part(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        driver.window.navigation.show_tag("whales")
        await driver.idle()
        await choose(driver, "open_access", "yes")
        driver.click("sidebar.view.downloads")
        await driver.idle()
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.idle()
        driver.click("sidebar.view.library")
        await driver.idle()
        assert len(rows(driver)) == 24
        assert not driver.widget("libraryFilter.clear").isVisible()


async def test_the_filters_can_be_saved_as_a_smart_view(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        driver.window.navigation.show_tag("to discuss")
        await driver.idle()
        await choose(driver, "type", "book", "thesis")
        await choose_years(driver, "1800", "")
        before = rows(driver)
        driver.click("libraryFilter.save")
        await driver.idle()
        assert driver.widget("viewRuleEdit").text() == 'tag:"to discuss" year:1800- type:"book" OR type:"thesis"'
        driver.type("Later", "viewNameEdit")
        driver.press(Qt.Key.Key_Return, "viewNameEdit")
        await driver.idle()
        assert driver.window.navigation.smart_view.name == "Later"
        assert rows(driver) == before
        assert before


async def test_the_chips_are_one_stop_of_tab_with_arrows(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        keyboard = Keyboard(driver)
        driver.widget("libraryEdit").setFocus()
        await keyboard.press(Qt.Key.Key_Tab)
        assert keyboard.focus.objectName() == "libraryFilter.pdf"
        await keyboard.press(Qt.Key.Key_Right)
        await keyboard.press(Qt.Key.Key_Right)
        assert keyboard.focus.objectName() == "libraryFilter.type"
        await keyboard.press(Qt.Key.Key_Space)
        await driver.idle()
        assert driver.widget("libraryFilterPanel.type").isVisible()
        await keyboard.press(Qt.Key.Key_Space)
        await keyboard.press(Qt.Key.Key_Tab)
        await keyboard.press(Qt.Key.Key_Tab)
        assert keyboard.focus.objectName() == "filterSetButton"
        await keyboard.press(Qt.Key.Key_Space)
        await driver.idle()
        assert note(driver) == "8 of 24 papers"
        assert keyboard.focus.objectName() == "libraryFilter.type"
        await keyboard.press(Qt.Key.Key_Tab)
        assert not keyboard.focus.objectName().startswith("libraryFilter")


@pytest.mark.parametrize("size", [(1024, 640), (640, 640)])
async def test_a_small_window_shows_six_rows_below_the_chips(demo, tmp_path, size):
    async with window_on(demo, tmp_path, citations=None, size=size) as driver:
        await fill(driver)
        await choose(driver, "tag", "whales", "to discuss", "a b")
        await choose_years(driver, "1700", "2100")
        view = driver.view("libraryView")
        port = view.viewport().rect()
        places = [view.visualRect(view.model().index(row, 0)) for row in range(view.model().rowCount())]
        assert sum(port.contains(place) for place in places) >= 6
        chips = driver.window.search_page.panes.library.bar.filters
        shown = [one for one in (*chips._chips.values(), chips._clear, chips._save) if one.isVisible()]
        assert len(shown) >= 4
        assert all(chips.rect().contains(one.geometry()) for one in shown)


async def test_nothing_is_sent_for_a_filter(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await fill(driver)
        demo.reset()
        await choose(driver, "pdf", "no")
        assert not demo.stats()["requests"]
        assert len(rows(driver)) == 24


async def test_the_filter_for_tags_says_that_there_are_none_and_esc_closes_it(demo, tmp_path):
    async with window_on(demo, tmp_path, citations=None) as driver:
        await driver.program.services.library.add([a_paper()])
        driver.trigger("view.library")
        await driver.idle()
        await open_panel(driver, "tag")
        panel = driver.widget("libraryFilterPanel.tag")
        shown = [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]
        assert shown == ["Tags", "None of these papers has a tag."]
        assert not [one for one in panel.findChildren(QAbstractButton) if one.isVisible()], "nothing can be chosen"
        QTest.keyClick(driver.window.focusWidget(), Qt.Key.Key_Escape)
        assert not panel.isVisible()
        assert driver.window.focusWidget() is driver.widget("libraryFilter.tag")


SHARED_FILTERS = Filters(year_from=1780, year_to=1900, open_access=True, type="book,article")
MORE_FILTERS = SHARED_FILTERS.replaced(field="Medicine", min_citations=10)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (SHARED_FILTERS, []),
        (
            MORE_FILTERS,
            ["Your library does not have these filters of the search: Field of study: Medicine, ≥ 10 citations."],
        ),
        (
            Filters(type="book,clinical-trial"),
            ["Your library does not have this filter of the search: Type: Book or Clinical trial."],
        ),
    ],
)
async def test_the_filters_of_a_search_made_offline_are_those_of_the_library_in_which_it_goes_on(
    demo, tmp_path, filters, told
):
    async with window_on(demo, tmp_path, citations=None, offline=True) as driver:
        await fill(driver)
        await choose(driver, "tag", "whales")
        driver.trigger("view.search")
        await driver.idle()
        page = driver.window.search_page
        page._filters.show_filters(filters)
        await driver.search("paper")
        [button] = [
            one for one in page.findChildren(Button) if one.isVisible() and one.content.text == "Search my library"
        ]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await driver.idle()
        shown = page.panes.library.bar.filters.filters
        assert driver.widget("libraryEdit").text() == "paper"
        bars = driver.window.messages.findChildren(NoteBar)
        assert [bar.accessibleName() for bar in bars if bar.isVisible()] == told
        if filters.any_set and filters.type != "book,clinical-trial":
            assert shown == LibraryFilters(
                year_from=1780, year_to=1900, type=("book", "article-journal"), open_access=("yes",)
            )
            assert note(driver) == "2 of 24 papers"
            for name in ("years", "open_access", "type"):
                driver.press(Qt.Key.Key_Delete, f"libraryFilter.{name}")
                await driver.idle()
        assert not page.panes.library.bar.filters.filters.any_set
        assert len(rows(driver)) == 24
