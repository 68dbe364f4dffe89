"""Zenodo's records and communities on pages of their own: filters, facets, orders, pages, and the table as a file."""

from __future__ import annotations

import csv
import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.rows.roles import PaperRole
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.zenodo.record_list_pane import HEADS, SORTS
from tests.faults.faulty_proxy import FaultyProxy
from tests.support.http_server import ReceivedRequest, Wire
from tests.support.window_driver import Driver, window_on


def requests(demo) -> int:
    return sum(demo.stats()["counts"].values())


async def records_page(driver: Driver, words: str = "") -> None:
    driver.trigger("view.records")
    await driver.idle()
    if words:
        driver.type(words, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsEdit")
        await driver.idle()


def choose(driver: Driver, chip: str, words: str) -> None:
    actions = driver.widget(chip).menu_of_choices().actions()
    next(action for action in actions if action.text().strip().startswith(words)).trigger()


def press(driver: Driver, head: str) -> None:
    button = driver.widget("recordsPage").findChild(QWidget, f"sortHead.{head}")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


async def test_a_search_costs_a_request_and_its_facets_narrow_it(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver)
        assert driver.state("recordsPage") == "empty"
        demo.reset()
        await records_page(driver, "attention")
        assert driver.state("recordsPage") == "full"
        assert requests(demo) == 1
        every = driver.titles("recordsView")
        choose(driver, "recordsChip.type", "Software")
        await driver.idle()
        fewer = driver.titles("recordsView")
        assert 0 < len(fewer) < len(every)
        choose(driver, "recordsChip.type", "Any type")
        press(driver, "views")
        await driver.idle()
        assert sorted(driver.titles("recordsView")) == sorted(every)
        assert driver.titles("recordsView") != every
        asked = requests(demo)
        for sort in ("publication-desc", "publication-asc"):
            press(driver, "published")
            await driver.idle()
            assert driver.widget("recordsPage").list.query.sort == sort
        press(driver, "views")
        press(driver, "views")  # Zenodo has no reverse of it
        await driver.idle()
        assert driver.widget("recordsPage").list.query.sort == "mostviewed"
        assert requests(demo) - asked <= 2, "the order by views is stored"


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
async def test_each_order_is_offered_once_by_a_head_or_beside_the_heads(demo, tmp_path, size):
    async with window_on(demo, tmp_path, size=size) as driver:
        await records_page(driver, "attention")
        chip, pane = driver.widget("recordsSortChip"), driver.widget("recordsPage").list
        QTest.mousePress(chip, Qt.MouseButton.LeftButton)
        QTest.mouseMove(chip, QPoint(-20, -20))
        QTest.mouseRelease(chip, Qt.MouseButton.LeftButton, pos=QPoint(-20, -20))  # the menu is read below
        heads = [name for name in HEADS if pane.findChild(QWidget, f"sortHead.{name}").isVisible()]
        titles = [shown_text(action.text()) for action in chip.menu_of_choices().actions()]
        by_heads = {sort for name in heads for sort in HEADS[name][1]}
        assert titles == [str(title) for sort, title in SORTS if sort not in by_heads]
        assert chip.content.text == "Other orders", "the head of the order says it"
        choose(driver, "recordsSortChip", "Journal, A to Z")
        await driver.idle()
        assert pane.query.sort == "journal-asc"
        assert chip.content.text == "Journal, A to Z"
        named = [pane.findChild(QWidget, f"sortHead.{name}").accessibleName() for name in heads]
        assert not [name for name in named if name.startswith("Sorted by")]
        press(driver, heads[-1])
        await driver.idle()
        assert pane.query.sort == HEADS[heads[-1]][1][0]
        assert chip.content.text == "Other orders"


async def test_nothing_found_offers_to_drop_the_filters(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.RECORDS, RecordQuery(words="attention", language="fra"))
        await driver.idle()
        assert driver.state("recordsPage") == "empty"
        pane = driver.widget("recordsPage").list.rows.pane
        pane.message.steps[0].run()
        await driver.idle()
        assert driver.state("recordsPage") == "full"


async def test_further_pages_are_loaded_to_the_end(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.RECORDS, RecordQuery(access="open", sort="newest"))
        await driver.idle()
        assert len(driver.titles("recordsView")) == 25
        search = driver.widget("recordsPage").list.search
        while search.more:
            driver.click("recordsMoreButton")
            await driver.idle()
        assert len(driver.titles("recordsView")) == search.total == len({record.id for record in search.records})
        assert not driver.widget("recordsMoreButton").isVisible()


async def test_a_query_that_zenodo_cannot_read_says_why(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, 'creators.name:"Ong')
        assert driver.state("recordsPage") == "error"
        assert "quotation mark" in driver.widget("recordsPage").list.rows.pane.message.heading


async def test_a_filter_that_zenodo_dropped_is_said(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.RECORDS, RecordQuery(words="attention", community="no-such-community"))
        await driver.idle()
        assert driver.state("recordsPage") == "partial"
        bar = driver.widget("recordsPage").list.rows.pane.bar
        assert bar.note.lead == "Zenodo ignored: Community."


async def test_a_record_opens_and_back_leads_to_the_list(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, "attention")
        driver.press(Qt.Key.Key_Down, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        assert driver.window.navigation.page == places.SEARCH
        every = driver.titles("recordsView")
        assert driver.window.context.now.paper.title == every[0]
        # the list stays beside the record, and leads to the next one
        assert driver.widget("listBesideView").isVisible()
        assert driver.titles("listBesideView") == every
        head = driver.widget("listBesideBack")
        assert head.isVisible()
        assert head.accessibleName() == f"Back to “{driver.window.navigation.came_from}”"
        driver.press(Qt.Key.Key_Down, "listBesideView")
        await driver.idle()
        assert driver.window.search_page.panes.paper.paper.title == every[1]
        driver.press(Qt.Key.Key_Return, "listBesideView")
        await driver.idle()
        assert driver.window.context.now.paper.title == every[1]
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.navigation.page == places.RECORDS
        # the search has its own list
        driver.trigger("view.search")
        await driver.search("attention")
        assert not driver.widget("listBesideView").isVisible()
        assert driver.view().isVisible()


async def test_a_saved_search_is_not_marked_while_records_have_the_place_of_its_results(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("search.save")
        await driver.idle()
        [saved] = [one for one in driver.widget("savedSearches").findChildren(PlaceButton) if one.isChecked()]
        await records_page(driver, "attention")
        driver.press(Qt.Key.Key_Down, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        assert driver.widget("listBesideView").isVisible()
        assert not saved.isChecked()
        driver.trigger("view.search")
        await driver.idle()
        assert driver.view().isVisible()
        assert saved.isChecked()


async def test_the_list_beside_a_record_counts_records_and_the_box_names_no_other_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        box, chip = driver.widget("searchEdit"), driver.widget("sourceChip.semantic_scholar")
        counted = chip.accessibleName()
        await records_page(driver, "attention")
        driver.press(Qt.Key.Key_Down, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        count = len(driver.titles("listBesideView"))
        words = [each.text() for each in driver.widget("listBeside").findChildren(QLabel) if each.isVisible()]
        assert f"{count} records" in words, words
        assert (box.text(), chip.isVisible()) == ("", False)
        driver.trigger("go.back")
        await driver.idle()
        driver.trigger("view.search")
        await driver.idle()
        assert not driver.widget("listBesideView").isVisible()
        assert (box.text(), chip.isVisible(), chip.accessibleName()) == ("memory", True, counted)


async def test_esc_leads_from_the_list_beside_a_record_back_to_the_records(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, "attention")
        driver.press(Qt.Key.Key_Down, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        driver.view("listBesideView").setFocus()
        driver.press(Qt.Key.Key_Escape, "listBesideView")
        await driver.until(lambda: driver.window.navigation.page == places.RECORDS)


async def test_the_table_is_saved_as_csv_and_as_json(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, "attention")
        pane = driver.widget("recordsPage").list
        for name in ("rows.csv", "rows.json"):
            pane.save_to(tmp_path / name)
            await driver.idle()
        with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        written = json.loads((tmp_path / "rows.json").read_text(encoding="utf-8"))
        assert [row["title"] for row in rows] == [row["title"] for row in written] == driver.titles("recordsView")
        assert set(written[0]) == {
            *("doi", "url", "date", "lang", "title", "source", "authors", "abstract", "keywords", "download_link")
        }
        assert driver.window.messages.note("saved").lead.endswith(" records to rows.json.")
        pane.save_to(tmp_path / "missing" / "rows.csv")
        await driver.idle()
        assert driver.window.messages.note("disk") is not None


async def test_the_records_of_a_search_are_saved_too(demo, tmp_path):
    from scholar_desktop.services.zenodo.record_export import save_table_of

    async with window_on(demo, tmp_path) as driver:
        driver.trigger("search.save_records")
        assert "no Zenodo records" in driver.window.messages.note("saved").lead
        await driver.search("attention")
        papers = driver.window.search_page.search.result.papers
        rows = await save_table_of([paper for paper in papers if "zenodo" in paper.sources], tmp_path / "found.json")
        assert rows == len(json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))) > 3
        action = driver.window.registry["search.save_records"]
        assert action.isEnabled()
        driver.click("sidebar.view.library")
        await driver.idle()
        assert not action.isEnabled(), "another list is shown"
        assert action.toolTip().endswith("Select “Search” in the sidebar.")
        driver.click("sidebar.view.search")
        await driver.idle()
        assert action.isEnabled()


async def test_communities_are_browsed_narrowed_and_searched_within(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.trigger("view.communities")
        await driver.idle()
        assert driver.state("communitiesPage") == "empty"
        page = driver.widget("communitiesPage")
        page.list.pane.message.steps[0].run()
        await driver.idle()
        assert len(driver.titles("communitiesView")) == 25
        driver.click("communitiesMoreButton")
        await driver.idle()
        assert len(driver.titles("communitiesView")) == 50
        choose(driver, "communitiesChip.type", "Project")
        await driver.idle()
        assert 0 < len(driver.titles("communitiesView")) < 50
        choose(driver, "communitiesChip.type", "Any type")
        driver.type("ipbes", "communitiesEdit")
        driver.press(Qt.Key.Key_Return, "communitiesEdit")
        await driver.idle()
        demo.reset()
        driver.click_row(0, "communitiesView")
        await driver.idle()
        assert requests(demo) == 1
        assert driver.widget("communityTitle").plain_text() == "Ipbes"
        assert driver.state("communityView") == "full"
        every = len(driver.titles("communityRecordsView"))
        driver.type("survey", "communityRecordsEdit")
        driver.press(Qt.Key.Key_Return, "communityRecordsEdit")
        await driver.idle()
        assert 0 < len(driver.titles("communityRecordsView")) < every
        # Back from a record returns to its row
        records = driver.view("communityRecordsView")
        records.setFocus()
        driver.press(Qt.Key.Key_Down, "communityRecordsView")
        row = records.current_row()
        driver.press(Qt.Key.Key_Return, "communityRecordsView")
        await driver.idle()
        assert not records.isVisible()
        driver.trigger("go.back")
        await driver.idle()
        assert (driver.window.focusWidget(), records.current_row()) == (records, row)
        driver.type("loom", "communitiesEdit")
        driver.press(Qt.Key.Key_Return, "communitiesEdit")
        await driver.idle()
        driver.click_row(0, "communitiesView")
        await driver.idle()
        message = page.view.records.rows.pane.message
        assert (message.heading, message.text) == ("This community has no records yet", "")
        # a narrow page has one list: the way back to the other one leads to its row
        driver.window.resize(800, 640)
        await driver.idle()
        driver.click("allCommunitiesButton")
        assert driver.view("communitiesView").hasFocus()


async def test_the_chip_of_a_community_opens_it_with_its_policies(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("zenodo:90000102")
        driver.view().choose(0)
        driver.press(Qt.Key.Key_Return, "resultsView")
        await driver.idle()
        driver.click("communityChip")
        await driver.idle()
        assert driver.window.navigation.page == places.COMMUNITIES
        assert driver.state("communityView") == "full"
        driver.click("communityPoliciesButton")
        await driver.idle()
        assert driver.widget("communityPoliciesButton").accessibleName() == "Policies, open"
        driver.trigger("go.back")
        await driver.idle()
        assert driver.window.context.now.paper.ids.zenodo == "90000102"
        driver.click("keywordChip")
        await driver.idle()
        assert driver.window.navigation.page == places.RECORDS
        assert driver.state("recordsPage") == "full"


async def test_a_community_that_is_not_there_says_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        driver.window.navigation.open(places.COMMUNITIES, "no-such-community")
        await driver.idle()
        assert driver.widget("communitiesPage").pane.state == "error"


async def test_rows_show_type_date_files_and_usage(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, "attention")
        model = driver.widget("recordsPage").list.rows.model
        lines = [model.index(row, 0).data(PaperRole.ROW).summary for row in range(model.rowCount())]
        assert all(" views" in line or " view" in line for line in lines)
        assert any(" file" in line and "B ·" in line for line in lines)
        assert driver.widget("recordsPage").list.rows.view.itemDelegate().summaries


async def test_the_years_of_publication_have_their_counts_where_zenodo_sends_them(demo, tmp_path):
    proxy = FaultyProxy(demo.url, keeps_hosts=True)

    def with_dates(request: ReceivedRequest, wire: Wire) -> None:
        status, headers, body = proxy.whole(request)
        answer = json.loads(body)
        buckets = [{"key": 1672531200000, "doc_count": 5}, {"key": 1704067200000, "doc_count": 1_200}]
        answer["aggregations"]["publication_date"] = {"buckets": buckets, "label": "Publication date"}
        wire.send(json.dumps(answer), status, headers)

    proxy.break_down(with_dates, "/api/records")
    try:
        async with window_on(proxy, tmp_path) as driver:
            await records_page(driver, "attention")
            choose(driver, "recordsChip.date_from", "Since 2024 (1,200)")
            await driver.idle()
            assert "publication_date" in proxy.asked[-1].target
            choose(driver, "recordsChip.date_from", "Since 2023 (1,205)")
            await driver.idle()
    finally:
        proxy.stop()


def spoken(driver: Driver) -> list[str]:
    """Return what the rows beside a paper say."""
    model = driver.widget("listBesideView").model()
    return [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(model.rowCount())]


async def test_a_restart_keeps_the_records_beside_an_open_record_and_its_files(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await records_page(driver, "attention")
        driver.press(Qt.Key.Key_Down, "recordsEdit")
        driver.press(Qt.Key.Key_Return, "recordsView")
        await driver.idle()
        rows = spoken(driver)
        assert len(set(rows)) > 1
        files = [one.text() for one in driver.widget("recordSection").findChildren(QLabel)]
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.widget("listBesideView").isVisible())
        await driver.idle()
        assert spoken(driver) == rows
        assert driver.widget("recordSection").isVisible()
        assert [one.text() for one in driver.widget("recordSection").findChildren(QLabel)] == files
