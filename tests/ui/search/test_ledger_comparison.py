"""The comparison of two runs says what they have in common: words, filters, and where the filters were applied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.query_parser import parse
from scholar_desktop.domain.search.search_ledger import LedgerRun, RunComparison, SourceCount, incomplete_sources
from scholar_desktop.ui.search.ledger.comparison_words import comparison_words, without_services
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.words.literal_text import shown_text
from tests.support.window_driver import Driver, window_on


def comparison(driver: Driver) -> str:
    found = driver.widget("ledgerPage").findChildren(Prose)
    return "\n".join(one.plain_text() for one in found if one.isVisible())


async def compare(driver: Driver, rows: list[int]) -> str:
    driver.trigger("view.ledger")
    await driver.idle()
    driver.view("ledgerView").select_rows(rows, current=rows[0])
    await driver.idle()
    await driver.until(lambda: "Comparison of two runs" in comparison(driver))
    return comparison(driver)


async def test_a_filter_that_only_one_of_two_runs_sent_to_the_services_is_named(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        await driver.search("learning")
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.until(lambda: ledger.pending == 0)
        await driver.search("sleep")
        await driver.search("learning")  # the filter is sent this time
        newest, _sleep, filtered, whole = await ledger.runs()
        assert newest.query == filtered.query
        assert whole.query.words == newest.query.words
        assert {name for one in newest.narrowed for name in one.sent} >= {"s2"}
        assert not any(one.sent for one in filtered.narrowed)
        driver.trigger("view.ledger")
        await driver.idle()
        ids = [driver.view("ledgerView").model().row(row).run.id for row in range(4)]
        text = await compare(driver, [ids.index(filtered.id), ids.index(newest.id)])
        services = "Semantic Scholar, Unpaywall and Zenodo"
        assert (
            "The words and the filters are the same, but the filters were not applied in the same places. Open-access "
            f"PDF: in the second run, {services} applied this filter; in the first, only the program applied it, to "
            "the results that it had loaded."
        ) in text
        text = await compare(driver, [ids.index(whole.id), ids.index(newest.id)])
        assert "The words are the same. The filters differ." in text


async def test_the_comparison_names_the_run_that_is_incomplete(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("learning")
        demo.config(faults={"unpaywall": 500})
        await driver.search("attention")
        newest, before = await driver.program.services.search_ledger.runs()
        assert incomplete_sources(newest)
        assert not incomplete_sources(before)
        text = await compare(driver, [0, 1])
        assert "Incomplete: Unpaywall (failed)." in text
        assert text.count("Incomplete: ") == 1


async def test_the_same_words_and_filters_in_the_same_places_are_called_the_same(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        for words in ("memory", "sleep", "memory"):
            await driver.search(words)
        assert "The words are the same, and no filters were set." in await compare(driver, [0, 2])
        driver.trigger("view.search")
        driver.click("filterChip.open_access")
        for words in ("attention", "sleep", "attention"):
            await driver.search(words)
        first, _sleep, second, *_others = await ledger.runs()
        assert first.query == second.query
        text = await compare(driver, [0, 2])
        assert "in both. The words and the filters are the same." in text
        assert "in the same places" not in text


async def test_the_comparison_names_sources_that_only_one_run_searched(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        editor = driver.program.services.settings_editor
        await editor.set("sources", ("s2",))
        await driver.search("memory")
        await editor.set("sources", ("s2", "unpaywall", "zenodo"))
        await driver.search("memory")
        text = await compare(driver, [0, 1])
        assert (
            "The words are the same, and no filters were set. The sources differ: only the second run searched "
            "Unpaywall and Zenodo."
        ) in text


async def test_the_page_says_how_two_runs_are_selected_and_compared(demo, tmp_path):
    reason = "Select a second run with Ctrl+click, or with Shift and an arrow key, to compare them."
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.trigger("view.ledger")
        await driver.idle()
        view, hint = driver.widget("ledgerView"), driver.widget("ledgerCompareHint")
        assert not hint.isVisible(), "there is no second run"
        driver.trigger("view.search")
        await driver.search("sleep")
        driver.trigger("view.ledger")
        await driver.idle()
        assert hint.isVisible()
        assert "Ctrl+click" in hint.text()
        assert "Compare" not in [one.content.text for one in driver.widget("ledgerPage").findChildren(Button)]
        assert driver.window.registry.why_not("ledger.compare") == reason
        assert await menu_entries(driver) == [
            "Search again as in the selected run",
            "(Compare: select a second run with Ctrl+click, or with Shift and an arrow key)",
            "Export selected runs…",
            "Remove selected runs from the ledger",
        ]
        corner = view.visualRect(view.model().index(1, 0)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, corner)
        await driver.idle()
        assert "Comparison of two runs" in comparison(driver)
        assert not hint.isVisible()
        assert "Go to the comparison of two runs" in await menu_entries(driver)
        driver.trigger("ledger.compare")
        await driver.idle()
        assert driver.window.focusWidget() is driver.widget("ledgerPapersView")
        view.select_rows([0], current=0)
        view.setFocus()
        QTest.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert "Comparison of two runs" in comparison(driver), "as the line says"


async def menu_entries(driver: Driver) -> list[str]:
    """The entries of the context menu of a run; those that cannot be chosen in brackets."""
    view = driver.view("ledgerView")
    view.menu_wanted.emit(view.viewport().mapToGlobal(QPoint(20, 20)))

    def opened() -> QMenu | None:
        menus = driver.widget("ledgerPage").findChildren(QMenu, "ledgerRunMenu")
        return next((menu for menu in menus if menu.isVisible()), None)

    await driver.until(lambda: opened() is not None)
    menu = opened()
    assert menu is not None
    entries = [(shown_text(one.text()), one.isEnabled()) for one in menu.actions() if not one.isSeparator()]
    menu.close()
    await driver.idle()
    return [text if is_enabled else f"({text})" for text, is_enabled in entries]


async def test_years_in_the_words_are_filters_of_both(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        for words in ("memory year:2010-2022", "sleep", "memory year:2010-2022"):
            await driver.search(words)
        assert "The words and the filters are the same." in await compare(driver, [0, 2])


async def test_the_comparison_says_which_filters_differ_beside_other_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        ledger = driver.program.services.search_ledger
        for words in ("memory year:2010-2022", "sleep", "attention year:2010-2022"):
            await driver.search(words)
        driver.click("filterChip.open_access")
        await driver.idle()
        await driver.search("learning")
        await driver.until(lambda: ledger.pending == 0)
        driver.trigger("view.ledger")
        await driver.idle()
        model = driver.view("ledgerView").model()
        place = {model.row(row).run.query.words: row for row in reversed(range(model.rowCount()))}
        text = await compare(driver, [place["memory year:2010-2022"], place["sleep"]])
        assert (
            "The words differ: “memory year:2010-2022” and “sleep”. The filters differ. The first run was limited to "
            "the years 2010–2022, which its words named."
        ) in text
        text = await compare(driver, [place["sleep"], place["learning"]])
        assert "The filters differ. Only in the second run: Open-access PDF." in text
        text = await compare(driver, [place["memory year:2010-2022"], place["learning"]])
        assert (
            "The filters differ. The first run was limited to the years 2010–2022, which its words named. Only in the "
            "second run: Open-access PDF."
        ) in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("memory year:2015", "The {run} run was limited to the year 2015, which its words named."),
        ("memory year:2015-", "The {run} run was limited to the years from 2015, which its words named."),
        ("memory venue:Nature", "The words of the {run} run named this filter: Venue: Nature."),
    ],
)
def test_a_filter_that_the_words_of_a_run_named_has_a_sentence_of_its_own(words, said):
    runs = [LedgerRun(day, f"2026-01-0{day}T10:00:00Z", parse(text)) for day, text in ((1, words), (2, "sleep"))]
    assert comparison_words(RunComparison(*runs)).endswith(f"The filters differ. {said.format(run='first')}")
    assert comparison_words(RunComparison(*reversed(runs))).endswith(f"The filters differ. {said.format(run='second')}")


async def test_the_comparison_names_the_run_that_was_made_offline(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("memory")
        driver.trigger("app.offline")
        await driver.search("memory")
        await driver.search("sleep")
        text = await compare(driver, [1, 2])
        assert "Second: This search was made offline." in text
        assert text.count("made offline") == 1
        assert "No service was searched" not in text, "their answers were saved"
        text = await compare(driver, [0, 2])
        assert "Second: This search was made offline." in text
        assert "First: This search" not in text


@pytest.mark.parametrize(
    ("sources", "words"),
    [
        ((("library", "done"),), ["No service was searched, only this: Library."]),
        (
            (("corpus", "done"), ("library", "done"), ("s2", "skipped")),
            ["No service was searched, only this: Offline corpus and Library."],
        ),
        ((("s2", "skipped"),), ["No service was searched."]),
        ((("s2", "done"), ("library", "done")), []),
        ((("s2", "failed"),), []),
    ],
)
def test_a_run_without_services_says_what_it_searched(sources, words):
    counts = tuple(SourceCount(name, state) for name, state in sources)
    assert without_services(LedgerRun(1, "2026-01-01T00:00:00Z", Query("memory"), sources=counts)) == words
