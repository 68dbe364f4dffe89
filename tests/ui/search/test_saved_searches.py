"""A search is saved, stands at the left, is run again, renamed and removed; every run stands in the ledger."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMenu, QWidget

from scholar_desktop.domain.alerts.watched_items import CheckResult, WatchedItem
from scholar_desktop.domain.search.query import Query
from scholar_desktop.domain.search.saved_search import paper_keys
from scholar_desktop.ui.search.ledger import ledger_page
from scholar_desktop.ui.widgets.sidebar_button import PlaceButton
from scholar_desktop.ui.words.literal_text import shown_text
from scholar_desktop.ui.words.wording import time_of_day
from tests.support.window_driver import Driver, shown_tooltip, window_on


async def save(driver: Driver, words: str) -> str:
    """Search for *words* and save that; the key."""
    await driver.search(words)
    driver.press(Qt.Key.Key_S, "searchEdit", Qt.KeyboardModifier.ControlModifier)
    await driver.idle()
    (saved, *_) = await driver.program.services.saved_searches.all()
    return saved.key


def tick(driver: Driver, name: str, value: str) -> None:
    """Choose *value* in the panel of the filter *name*."""
    driver.click(f"filterChip.{name}")
    panel = next(each for each in driver.window.findChildren(QWidget, f"filterPanel.{name}") if each.isVisible())
    panel.findChild(QAbstractButton, f"filterValue.{value}").click()
    QTest.mouseClick(panel.findChild(QAbstractButton, "filterSetButton"), Qt.MouseButton.LeftButton)


def row_of(driver: Driver, key: str) -> QAbstractButton | None:
    return driver.window.findChild(QAbstractButton, f"sidebar.saved.{key}")


def texts(driver: Driver, name: str) -> str:
    return " | ".join(str(child.property("text") or "") for child in driver.widget(name).findChildren(QWidget))


def proposed(dialog: QFileDialog) -> str:
    """The file name that *dialog* proposes."""
    return Path(dialog.selectedFiles()[0]).name


async def choose_export(driver: Driver, words: str) -> list[str]:
    """Choose the entry *words* in the menu of exports of the ledger; all entries."""

    def opened() -> QMenu | None:
        menus: list[Any] = driver.widget("ledgerPage").findChildren(QMenu, "ledgerExportMenu")
        return next((menu for menu in menus if menu.isVisible()), None)

    driver.click("ledgerExportButton")
    await driver.until(lambda: opened() is not None)
    menu = opened()
    assert menu is not None
    entries = [shown_text(entry.text()) for entry in menu.actions()]
    for _ in range(entries.index(words) + (menu.activeAction() is None)):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    await driver.until(lambda: opened() is None)
    return entries


async def test_a_saved_search_stands_at_the_left_after_a_restart_and_runs_at_a_press(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        assert row_of(driver, key).isVisible()
        found = driver.titles()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: row_of(driver, key) is not None)
        await driver.search("attention is all you need")
        demo.reset()
        row_of(driver, key).click()
        await driver.idle()
        assert driver.titles() == found
        assert not driver.widget("suggestions").isVisible(), "nothing was typed"
        assert driver.widget("searchEdit").text() == "attention"
        assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}


async def test_a_search_is_saved_once_and_the_button_says_so(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        button = driver.widget("saveSearchButton")
        assert button.text() == "Save search"
        driver.click("saveSearchButton")
        await driver.idle()
        assert button.text() == "Search saved"
        driver.click("saveSearchButton")
        await driver.idle()
        assert driver.window.messages.note("saved").lead == "“attention” is already saved."
        assert len(await driver.program.services.saved_searches.all()) == 1
        await driver.search("memory")
        assert button.text() == "Save search"
        driver.click("saveSearchButton")
        await driver.idle()
        driver.trigger("edit.undo")
        await driver.idle()
        assert button.text() == "Save search"


async def test_a_saved_search_says_whether_it_is_checked_automatically(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await save(driver, "attention")
        note = driver.window.messages.note("undo")
        assert note.lead == "Saved “attention”."
        assert note.text == (
            "To get news about it, turn on automatic checks. They also find open copies of the papers in your library."
        )
        assert [step.title for step in note.steps] == ["Check automatically", "Rename", "Undo"]
        note.steps[0].run()
        await driver.until(lambda: driver.program.services.settings_editor.current.watch)
        await driver.idle()
        assert driver.window.messages.note("watch").lead == "Automatic checks are on."
        assert driver.window.messages.note("undo") is None
        await save(driver, "memory")
        note = driver.window.messages.note("undo")
        assert note.text == "It is in the sidebar and shows how many papers are new."
        assert [step.title for step in note.steps] == ["Rename", "Undo"]


async def test_searches_with_the_same_words_and_other_filters_have_other_names(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await save(driver, "sleep")
        tick(driver, "type", "conference")
        await driver.idle()
        driver.click("saveSearchButton")
        await driver.idle()
        first, second = await driver.program.services.saved_searches.all()
        assert [first.name, second.name] == ["sleep", "sleep, Conference paper"]
        assert driver.window.messages.note("undo").lead == "Saved “sleep, Conference paper”."
        await driver.until(lambda: row_of(driver, second.key) is not None)
        tooltip = shown_tooltip(row_of(driver, second.key))
        assert "Filters: Type: Conference paper\nRun this search again" in tooltip
        await driver.program.services.saved_searches.rename(second, "a name of my own with which the row is cut off")
        await driver.until(lambda: "a name of my own" in shown_tooltip(row_of(driver, second.key)))
        assert "Filters: Type: Conference paper" in shown_tooltip(row_of(driver, second.key))


async def test_names_that_begin_alike_show_their_ends_in_the_sidebar(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        saved_searches = driver.program.services.saved_searches
        beginning = "memory, 2015–2020, "
        for name in (f"{beginning}Open-access PDF", f"{beginning}Journal article", "attention, Open-access PDF, 2020"):
            await saved_searches.save(Query("memory"), name=name)
        await driver.until(lambda: len(driver.widget("savedSearches").findChildren(PlaceButton)) == 3)
        await driver.idle()
        ends = {button.text(): button.shows_end for button in driver.widget("savedSearches").findChildren(PlaceButton)}
        assert ends == {
            "attention, Open-access PDF, 2020": False,
            f"{beginning}Journal article": True,
            f"{beginning}Open-access PDF": True,
        }


async def test_chip_ledger_export_and_report_name_a_filter_by_the_same_words(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("sleep")
        tick(driver, "type", "conference")
        await driver.idle()
        assert driver.widget("filterChip.type").text() == "Conference paper"
        driver.click("whyButton")
        assert "Type: Conference paper. " in driver.widget("whyPanel").text
        driver.press(Qt.Key.Key_Escape, "whyPanel")
        driver.trigger("view.ledger")
        await driver.idle()
        assert driver.view("ledgerView").model().row(1).title == "Type: Conference paper"
        assert "Filters: Type: Conference paper" in texts(driver, "ledgerPage")
        driver.window.pages.page("ledger").export_to(tmp_path / "runs.md")
        await driver.idle()
        assert "Type: Conference paper" in (tmp_path / "runs.md").read_text("utf-8")


async def test_a_list_whose_filters_are_cleared_without_a_request_is_not_the_saved_search(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("sleep")
        whole = len(driver.titles())
        tick(driver, "type", "conference")
        await driver.idle()
        filtered = len(driver.titles())
        assert 0 < filtered < whole
        driver.click("saveSearchButton")
        await driver.idle()
        (saved,) = await driver.program.services.saved_searches.all()
        button = driver.widget("saveSearchButton")
        assert button.text() == "Search saved"
        requests = demo.stats()["counts"]
        driver.trigger("search.clear_filters")
        await driver.idle()
        assert len(driver.titles()) == whole
        assert button.text() == "Save search"
        assert not row_of(driver, saved.key).isChecked()
        tick(driver, "type", "conference")
        await driver.idle()
        assert len(driver.titles()) == filtered
        assert button.text() == "Search saved"
        assert row_of(driver, saved.key).isChecked()
        assert demo.stats()["counts"] == requests, "nothing was requested for it"


async def test_the_key_to_save_makes_a_smart_view_in_the_library_and_says_elsewhere_why_it_does_nothing(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("view.library")
        await driver.idle()
        driver.type("kelp", "libraryEdit")
        await driver.idle()
        driver.press(Qt.Key.Key_S, "libraryEdit", Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert await driver.program.services.saved_searches.all() == (), "the search of the other page"
        assert driver.widget("viewPanel").isVisible()
        assert driver.widget("viewRuleEdit").text() == "kelp"
        driver.widget("viewPanel").close_panel()
        driver.trigger("view.settings")
        await driver.idle()
        action = driver.window.registry["search.save"]
        assert not action.isEnabled()
        assert "This page has no search that can be saved." in action.toolTip()


async def test_a_saved_search_that_is_typed_again_is_shown_as_saved_also_after_a_restart(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        await driver.search("memory")
        assert driver.widget("saveSearchButton").text() == "Save search"
        assert not row_of(driver, key).isChecked()
        await driver.search("attention")
        assert driver.widget("saveSearchButton").text() == "Search saved"
        assert row_of(driver, key).isChecked()
    async with window_on(demo, tmp_path) as driver:
        await driver.until(lambda: driver.widget("saveSearchButton").text() == "Search saved")
        driver.trigger("saved.remove")
        await driver.until(lambda: driver.widget("saveSearchButton").text() == "Save search")
        driver.trigger("edit.undo")
        await driver.until(lambda: driver.widget("saveSearchButton").text() == "Search saved")


async def test_a_run_says_how_far_it_looked_for_what_is_new(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "the")
        for _ in range(2):
            demo.reset()
            row_of(driver, key).click()
            await driver.idle()
            note = driver.window.messages.note("news")
            assert note is not None
            assert note.lead.startswith("No new papers in “the” since ")
            assert "Zenodo: The newest 25 of 76 results checked." in note.text
            assert demo.stats()["counts"] == {"s2": 2, "unpaywall": 2, "zenodo": 2}
        assert "results checked" in driver.widget("sourceChip.zenodo").toolTip().lower()


async def test_a_saved_search_offline_is_not_called_checked(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        services, messages = driver.program.services, driver.window.messages
        (saved,) = await services.saved_searches.all()
        row_of(driver, key).click()
        await driver.idle()
        assert messages.note("news").lead.startswith("No new papers in “attention” since ")
        checked = await services.saved_searches.last_run(saved)
        driver.trigger("app.offline")
        for _ in range(2):
            row_of(driver, key).click()
            await driver.idle()
            note = messages.note("news")
            assert note.lead == "“attention” was not checked for new papers, because you are offline."
            assert note.text == f"Last checked {time_of_day(checked)}."
            assert await services.saved_searches.last_run(saved) == checked
        driver.trigger("app.offline")
        demo.reset()
        row_of(driver, key).click()
        await driver.idle()
        assert messages.note("news").lead == f"No new papers in “attention” since {time_of_day(checked)}."
        assert await services.saved_searches.last_run(saved) >= checked
        assert set(demo.stats()["counts"]) == {"s2", "unpaywall", "zenodo"}


async def test_a_run_without_new_papers_says_since_when(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        saved_searches, messages = driver.program.services.saved_searches, driver.window.messages
        (saved,) = await saved_searches.all()
        store = driver.program.backend.store
        (item,) = await store.watches.watched("saved_search", [WatchedItem(saved.key, saved.name)])
        ran = "2026-11-20T08:00:00Z"
        await store.watches.note("saved_search", item, ran, CheckResult(memory=item.memory))
        assert messages.note("news") is None, "the run that was saved is not compared with an earlier one"
        row_of(driver, key).click()
        await driver.idle()
        assert messages.note("news").lead == f"No new papers in “attention” since {time_of_day(ran)}."
        assert await saved_searches.last_run(saved) > ran
        messages.close_message("news")
        driver.trigger("view.search")
        await driver.search("attention")
        assert messages.note("news") is None, "the words were typed, the saved search was not run"


async def test_what_is_new_is_counted_and_marked(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        services = driver.program.services
        (saved,) = await services.saved_searches.all()
        store = driver.program.backend.store
        (item,) = await store.watches.watched("saved_search", [WatchedItem(saved.key, saved.name)])
        # as if one of them had not been there at the last look
        gone = driver.window.search_page.search.result.papers[0]
        seen = [one for one in item.memory["seen"] if one not in paper_keys(gone)]
        await store.watches.note(
            "saved_search", item, "2026-11-20T08:00:00Z", CheckResult(memory=item.memory | {"seen": seen})
        )
        services.watch.look_now("saved_search")
        await driver.idle()
        await driver.until(lambda: "1" in row_of(driver, key).accessibleName())
        row_of(driver, key).click()
        await driver.idle()
        model = driver.view().model()
        assert [model.row(number).title for number in range(model.rowCount()) if model.row(number).is_new] == [
            gone.title
        ]
        await driver.until(lambda: row_of(driver, key).accessibleName() == saved.name)


async def test_a_name_that_is_being_typed_stays_when_the_saved_searches_change(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        saved_searches = driver.program.services.saved_searches
        await save(driver, "attention")
        await save(driver, "sleep")
        driver.trigger("saved.rename")
        await driver.idle()
        box = driver.widget("savedRenameEdit")
        driver.type("All about", "savedRenameEdit")
        (other,) = (saved for saved in await saved_searches.all() if saved.name == "attention")
        await saved_searches.remove(other)  # as another process does
        await driver.idle()
        assert driver.widget("savedRenameEdit") is box
        assert (box.text(), driver.window.focusWidget()) == ("All about", box)
        driver.press(Qt.Key.Key_Return, "savedRenameEdit")
        await driver.idle()
        (left,) = await saved_searches.all()
        assert (left.name, row_of(driver, left.key).text(), row_of(driver, other.key)) == (
            "All about",
            "All about",
            None,
        )


async def test_a_saved_search_is_renamed_in_its_place_and_removed_until_undo(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        key = await save(driver, "attention")
        driver.trigger("saved.rename")
        await driver.idle()
        driver.type("Attention of all kinds", "savedRenameEdit")
        driver.press(Qt.Key.Key_Return, "savedRenameEdit")
        await driver.idle()
        await driver.until(
            lambda: row_of(driver, key) is not None and row_of(driver, key).text() == "Attention of all kinds"
        )
        driver.window.resize(1024, 640)
        await driver.idle()
        driver.trigger("saved.rename")
        await driver.idle()
        box = driver.widget("savedRenameEdit")
        assert box.height() < 3 * box.fontMetrics().height(), "beside the rail, it is as high as its text needs"
        driver.press(Qt.Key.Key_Escape, "savedRenameEdit")
        await driver.until(lambda: driver.window.findChild(QWidget, "savedRenameEdit") is None)
        assert row_of(driver, key).accessibleName() == "Attention of all kinds", "Esc leaves the name"
        driver.window.resize(1440, 900)
        await driver.idle()
        driver.trigger("saved.remove")
        await driver.idle()
        await driver.until(lambda: row_of(driver, key) is None)
        note = driver.window.messages.note("undo")
        assert note.lead == "Deleted the saved search “Attention of all kinds”.", "its new name"
        driver.trigger("edit.undo")
        await driver.idle()
        await driver.until(lambda: row_of(driver, key) is not None)


async def test_the_ledger_shows_runs_their_counts_and_two_side_by_side(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        shown = len(driver.titles())
        await driver.search("turing test")
        driver.trigger("view.ledger")
        await driver.idle()
        assert driver.titles("ledgerView") == ["turing test", "attention"]
        for value, order in (
            ("words", ["attention", "turing test"]),
            ("words", ["turing test", "attention"]),
            ("started", ["turing test", "attention"]),
            ("started", ["attention", "turing test"]),
            ("started", ["turing test", "attention"]),
        ):
            driver.widget("ledgerPage").findChild(QWidget, f"sortHead.{value}").click()
            assert driver.titles("ledgerView") == order
        driver.click_row(1, "ledgerView")
        await driver.idle()
        assert len(driver.titles("ledgerPapersView")) == shown
        text = texts(driver, "ledgerPage")
        assert "Semantic Scholar" in text
        assert "after merging." in text
        QTest.keyClick(driver.view("ledgerView"), Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert "only in the first run" in texts(driver, "ledgerPage")
        driver.window.pages.page("ledger").export_to(tmp_path / "runs.md")
        await driver.idle()
        table = (tmp_path / "runs.md").read_text("utf-8")
        assert "| Search | attention | turing test |" in table
        driver.click("ledgerClearButton")
        await driver.idle()
        assert driver.state("ledgerView") == "empty"
        assert driver.window.search_page.search.last_words() == []
        file = (tmp_path / "config" / "searches.sqlite").read_bytes()
        assert b"turing" not in file, "nothing of it stays on the disk"
        undo = driver.window.registry["edit.undo"]
        assert undo.text() == "Undo: remove 2 runs from the ledger"
        QTest.keyClick(driver.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        await driver.idle()
        assert driver.titles("ledgerView") == ["turing test", "attention"]
        assert driver.window.search_page.search.last_words() == ["turing test", "attention"]
        assert driver.window.messages.note("undo").lead == "Put 2 runs back in the ledger."
        assert "ledger" not in undo.text()
        driver.click_row(1, "ledgerView")
        await driver.idle()
        assert len(driver.titles("ledgerPapersView")) == shown, "with what each found"
        driver.click("ledgerRemoveButton")
        await driver.idle()
        assert driver.titles("ledgerView") == ["turing test"]
        driver.window.messages.note("undo").steps[0].run()
        await driver.idle()
        assert driver.titles("ledgerView") == ["turing test", "attention"]


async def test_counts_of_the_ledger_add_up_when_everything_was_loaded(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("turing")
        driver.trigger("view.ledger")
        await driver.idle()
        table = [words for words in texts(driver, "ledgerPage").split(" | ") if words in ("complete", "partial")]
        assert table == ["partial", "partial", "complete"], "Semantic Scholar and Unpaywall have more rows"
        driver.trigger("view.search")
        driver.click("loadAllButton")
        await driver.idle()
        driver.trigger("view.ledger")
        await driver.idle()
        assert driver.chosen("ledgerView") == ["turing"]
        assert driver.view("ledgerView").currentIndex().row() == 0, "the newest run is selected"
        table = [words for words in texts(driver, "ledgerPage").split(" | ") if words in ("complete", "partial")]
        assert table == ["complete"] * 3
        ledger = driver.program.services.search_ledger
        (run, *_) = await ledger.runs()
        found = await ledger.found(run)
        assert sum(one.loaded for one in run.sources) == run.rows == sum(len(paper.rows) for paper in found)
        for source in run.sources:
            assert source.loaded == sum(row.source == source.name for paper in found for row in paper.rows)
        assert run.rows - run.merged - run.excluded == run.shown == len(driver.titles("ledgerPapersView"))
        (s2,) = [one for one in run.sources if one.name == "s2"]
        assert (s2.loaded, s2.total) == (122, 121)
        sentence = "122 papers (131 were estimated): 121 from its full list, 1 only from its relevance search."
        assert sentence in texts(driver, "ledgerPage")
        driver.window.pages.page("ledger").export_to(tmp_path / "turing.md")
        await driver.idle()
        lines = (tmp_path / "turing.md").read_text("utf-8").splitlines()
        assert "| - of these retrieved (Semantic Scholar) | 122 |" in lines
        assert f"| Records identified (retrieved from all) | {run.rows} |" in lines
        assert any(line.startswith(f"| Notes | Semantic Scholar: {sentence}") for line in lines)


async def test_a_new_search_becomes_the_selected_run_of_the_ledger(demo, tmp_path, monkeypatch):
    titles: list[str] = []
    monkeypatch.setattr(ledger_page, "save_file", lambda _parent, title, *_more, **_named: titles.append(title))
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("view.ledger")
        await driver.idle()
        await driver.search("turing test")
        driver.trigger("view.ledger")
        await driver.idle()
        assert driver.chosen("ledgerView") == ["turing test"]
        assert driver.widget("ledgerExportButton").content.text == "Export 1 of 2"
        await choose_export(driver, "PRISMA counts (Markdown)…")
        assert titles[0].startswith("Export “turing test”, ")
        QTest.keyClick(driver.view("ledgerView"), Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        await driver.idle()
        assert driver.widget("ledgerExportButton").content.text == "Export 2"
        await choose_export(driver, "Everything (JSON)…")
        assert titles[1] == "Export 2 runs"


async def test_the_button_of_the_ledger_names_each_export_and_saves_the_one_that_is_chosen(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        driver.trigger("view.ledger")
        await driver.idle()
        assert await choose_export(driver, "Papers with their searches and sources (CSV)…") == [
            "Papers as RIS, BibTeX or CSV…",
            "PRISMA counts (Markdown)…",
            "Papers with their searches and sources (CSV)…",
            "Sources of each search (CSV)…",
            "Everything (JSON)…",
        ]
        (dialog,) = driver.widget("ledgerPage").findChildren(QFileDialog)
        assert dialog.selectedNameFilter() == "Papers with their searches and sources (*.csv)"
        assert proposed(dialog) == "search papers.csv"
        dialog.setDirectory(str(tmp_path))
        dialog.selectFile(str(tmp_path / "papers.csv"))
        dialog.accept()
        await driver.until(lambda: (tmp_path / "papers.csv").exists())
        await driver.idle()
        rows = list(csv.DictReader((tmp_path / "papers.csv").read_text("utf-8-sig").splitlines()))
        assert [row["title"] for row in rows][:3] == driver.titles()[:3]
        names = []
        for words in ("Sources of each search (CSV)…", "PRISMA counts (Markdown)…", "Everything (JSON)…"):
            await choose_export(driver, words)
            other = next(one for one in driver.widget("ledgerPage").findChildren(QFileDialog) if one.isVisible())
            names.append(proposed(other))
            other.reject()
        assert names == ["search sources.csv", "searches.md", "searches.json"]


async def test_a_run_of_the_ledger_is_run_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        found = driver.titles()
        await driver.search("turing test")
        driver.trigger("view.ledger")
        await driver.idle()
        assert driver.widget("ledgerAgainButton").content.keys == "Enter", "the key of a row does this"
        driver.click_row(1, "ledgerView")
        driver.press(Qt.Key.Key_Return, "ledgerView")
        await driver.idle()
        assert (driver.window.navigation.page, driver.titles()) == ("search", found)
        note = driver.window.messages.note("ledger")
        assert (note.lead, note.text) == (
            "Ran search 1 of the ledger again.",
            f"It found {len(found)} papers, as before.",
        )


async def test_a_run_that_is_run_again_says_how_many_papers_it_found_before(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        await driver.search("attention")
        found = len(driver.titles())
        await driver.program.services.settings_editor.set("sources", ("s2",))
        driver.trigger("view.ledger")
        await driver.idle()
        driver.view("ledgerView").choose(0)
        await driver.idle()
        driver.trigger("ledger.again")
        await driver.idle()
        fewer = len(driver.titles())
        assert 1 < fewer < found
        note = driver.window.messages.note("ledger")
        assert note.text == f"It found {fewer} papers; before, it found {found}."
        assert note.lead == "Ran search 1 of the ledger again, without Unpaywall and Zenodo (off in Settings)."
        demo.config(faults={"s2": 500})
        driver.trigger("view.ledger")
        await driver.idle()
        driver.trigger("ledger.again")
        await driver.idle()
        assert driver.window.messages.note("ledger").text == "", "a service failed"


async def test_a_run_is_run_again_in_its_own_sources(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        editor, registry = driver.program.services.settings_editor, driver.window.registry
        await editor.set("sources", ("s2",))
        await driver.search("attention")
        found = driver.titles()
        await editor.set("sources", ("s2", "unpaywall", "zenodo"))
        await driver.search("attention")
        assert len(driver.titles()) > len(found)
        before = demo.stats()["counts"]
        await _again(driver, 1)
        assert driver.titles() == found
        after = demo.stats()["counts"]
        assert {name for name in after if after[name] > before.get(name, 0)} == {"s2"}
        note = driver.window.messages.note("ledger")
        assert note.lead == "Ran search 1 of the ledger again."
        assert note.text == f"It found {len(found)} papers, as before."
        assert registry["search.all_sources"].isEnabled(), "the next search can have all sources again"
        await driver.search("memory")
        assert driver.window.search_page.search.sources is None, "other words are searched in those of the settings"
        await _again(driver, 2)
        assert driver.window.search_page.search.sources is None
        runs = await driver.program.services.search_ledger.runs()
        every = ("s2", "unpaywall", "zenodo")
        assert [tuple(one.name for one in run.sources) for run in runs] == [every, every, ("s2",), every, ("s2",)]


async def _again(driver: Driver, number: int) -> None:
    """Run the run *number* of the ledger again."""
    driver.trigger("view.ledger")
    await driver.idle()
    model = driver.view("ledgerView").model()
    driver.view("ledgerView").choose(next(row for row in range(model.rowCount()) if model.row(row).run.id == number))
    await driver.idle()
    driver.trigger("ledger.again")
    await driver.idle()


async def test_a_run_whose_sources_are_off_is_not_run_again(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        editor = driver.program.services.settings_editor
        await editor.set("sources", ("zenodo",))
        await driver.search("attention")
        await editor.set("sources", ("s2",))
        before = demo.stats()["counts"]
        await _again(driver, 1)
        assert demo.stats()["counts"] == before
        note = driver.window.messages.note("ledger")
        assert note.lead == "Search 1 of the ledger was not run again."
        assert note.text == "None of its sources is on now: Zenodo."
        assert [step.title for step in note.steps] == ["Sources to search…"]


async def test_saved_searches_are_run_only_if_there_are_some(demo, tmp_path):
    async with window_on(demo, tmp_path) as driver:
        registry = driver.window.registry
        assert not registry["saved.run_all"].isEnabled()
        assert registry.why_not("saved.run_all") == "You have no saved searches."
        await save(driver, "attention")
        await driver.until(registry["saved.run_all"].isEnabled)
        driver.trigger("edit.undo")
        await driver.until(lambda: not registry["saved.run_all"].isEnabled())
