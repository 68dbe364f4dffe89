"""The report of the last import: shown again, copied and saved; and what the preview says about names."""

from __future__ import annotations

import csv
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QListWidgetItem

from scholar_desktop.services.exchange.import_report import REPORT_FILE, StoredCounts, StoredImport
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, shown_tooltip, window_on
from tests.ui.exchange.test_import_and_live_files import choose

BOOK = "@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}, groups={Thesis/Models}}\n"
BROKEN = "".join(f"@@book{{broken{place}, title={{x}}}}\n" for place in range(14))
TREE = r"""@Comment{jabref-meta: grouping:
0 AllEntriesGroup:;
1 StaticGroup:Thesis/Models\;0\;1\;\;\;\;;
}
"""


async def show_report(driver: Driver) -> None:
    driver.window.registry.run_on("library.import_report")
    await driver.idle()


async def test_the_report_of_the_last_import_is_shown_again_copied_and_saved(demo, tmp_path: Path):
    file = tmp_path / "refs.bib"
    undated = BOOK.replace("1917", "19 17").replace("thompson", "undated").replace("Growth", "Size")
    file.write_text(BOOK + BROKEN + undated, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        messages = driver.window.messages
        await choose(driver, file)
        for name in ("importCopyButton", "importSaveButton"):
            assert not driver.widget(name).isVisible(), "nothing is imported yet"
        driver.click("importButton")
        await driver.idle()
        messages.close_message("undo")
        await show_report(driver)
        panel, problems = driver.widget("importPanel"), driver.widget("importProblems")
        assert panel.isVisible()
        assert driver.widget("importState").text().startswith("Added 2 papers from refs.bib.")
        assert problems.count() == 15
        assert problems.item(14).text().startswith("Line 16, “undated”, imported: ")
        assert not driver.widget("importButton").isVisible()

        driver.click("importCopyButton")
        lines = QGuiApplication.clipboard().text().splitlines()
        assert lines[0] == driver.widget("importState").text()
        assert lines[2:5] == ["Format: BibTeX", "Entries: 16, 2 added, 14 not added", "New: 2, added"]
        assert lines[5:7] == ["In your library already: 0", "Left out: 14, not added"]
        assert lines[8:23] == [problems.item(row).text() for row in range(15)]
        table = [line.split("\t") for line in lines[24:]]
        assert table[0] == ["Line", "Entry", "Outcome"]
        assert [row[0] for row in table[1:]] == [str(line) for line in range(1, 17)]
        assert table[1] == ["1", "thompson", "added"]
        assert table[2][1].startswith("@@book{broken0")
        assert table[2][2].startswith("left out: ")
        assert table[16] == ["16", "undated", "added"]

        driver.click("importSaveButton")
        dialog = driver.widget("importSaveDialog")
        dialog.fileSelected.emit(str(tmp_path / "report.csv"))
        dialog.close()
        driver.window.activateWindow()
        await driver.until(lambda: (tmp_path / "report.csv").exists())
        await driver.idle()
        with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert [row["line"] for row in rows] == [str(line) for line in range(2, 17)]
        assert list(rows[0]) == ["line", "entry", "outcome", "reason"]
        assert "broken0" in rows[0]["entry"]
        assert [row["outcome"] for row in rows] == ["left out"] * 14 + ["imported"]
        assert rows[0]["reason"]

        driver.press(Qt.Key.Key_Escape, "importPanel")
        assert not panel.isVisible()
        await choose(driver, file)
        assert not driver.widget("importCopyButton").isVisible()
        await show_report(driver)
        assert driver.widget("importCopyButton").isVisible(), "in place of the preview"
        facts = {name: driver.widget(f"importFact.{name}").text() for name in ("format", "entries", "added", "skipped")}
        state = driver.widget("importState").text()

    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await show_report(driver)
        assert driver.widget("importState").text() == state, "after a restart, too"
        assert {name: driver.widget(f"importFact.{name}").text() for name in facts} == facts
        assert driver.widget("importPanel")._title.text() == "Imported refs.bib"
        assert driver.widget("importProblems").item(0).text() == lines[8]
        driver.click("importCopyButton")
        assert QGuiApplication.clipboard().text().splitlines() == lines
        driver.press(Qt.Key.Key_Escape, "importPanel")

    async with window_on(demo, tmp_path / "profile", offline=True, citations=None, language="de") as driver:
        await show_report(driver)
        assert driver.widget("importProblems").item(0).text().startswith("Zeile 2"), "the reasons are translated"
        (driver.program.services.library.data_dir / "last_import.json").write_text("{", "utf-8")

    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await show_report(driver)
        assert driver.window.messages.note("imported").lead == "Nothing has been imported into your library yet."


async def test_the_problems_are_in_the_order_of_the_lines_and_say_what_becomes_of_the_entry(demo, tmp_path: Path):
    file, other = tmp_path / "refs.bib", tmp_path / "refs.ris"
    undated = BOOK.replace("1917", "20x2").replace("thompson", "undated")
    second = undated.replace("undated", "second").replace("Growth", "Size")
    open_brace = "@article{open,\n  title = {Growth,\n  year = {2001}\n}\n"
    file.write_text(undated + open_brace + second + "@@book{stray, title={x}}\n", "utf-8")
    other.write_text("TY  - BOOK\nTI  - The Art of Memory\nPY  - 1966\nER  - \nmore\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:

        def lines() -> list[str]:
            problems = driver.widget("importProblems")
            return [problems.item(row).text() for row in range(problems.count())]

        await choose(driver, file)
        reason = "“20x2” is not a year. It is kept as it is written."
        begins = "An entry begins with “@type{key,”, such as “@book{x,”."
        assert lines() == [
            f"Line 1, “undated”, will be imported: {reason}",
            "Line 2, “@article{open, title = {Growth…”, left out: The closing brace of the entry is missing. Check "
            "lines 2 to 5.",
            f"Line 6, “second”, will be imported: {reason}",
            f"Line 7, “@@book{{stray, title={{x}}}}”, left out: {begins}",
        ]
        driver.widget("importPanel")._preview.tick([1], on=False)
        driver.click("importButton")
        await driver.idle()
        await show_report(driver)
        assert [line.partition(":")[0].rpartition(", ")[2] for line in lines()] == [
            "imported",
            "left out",
            "not selected",
            "left out",
        ]
        await choose(driver, other)
        assert lines() == ["Line 5, “more”: The line does not belong to a record."]


@pytest.mark.parametrize("form", ["ris", "bib"])
async def test_the_message_after_an_import_leads_to_its_problems(demo, tmp_path: Path, form: str):
    texts = {
        "ris": ("TY  - BOOK\nTI  - {}\nPY  - {}\nER  - \n", "The Art of Memory", "On Growth and Form"),
        "bib": ("@book{{k, title={{{}}}, year={{{}}}}}\n", "Art and Illusion", "The Poetics of Space"),
    }
    text, title, other = texts[form]
    file, without = tmp_path / f"refs.{form}", tmp_path / f"good.{form}"
    file.write_text(text.format(title, "20x2"), "utf-8")
    without.write_text(text.format(other, "2002"), "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        for chosen, steps in ((without, ["Undo", "Show papers"]), (file, ["Undo", "Show papers", "Details"])):
            await choose(driver, chosen)
            driver.click("importButton")
            await driver.idle()
            note = driver.window.messages.note("undo")
            assert [step.title for step in note.steps] == steps
        note.steps[-1].run()
        await driver.idle()
        assert "“20x2” is not a year." in driver.widget("importProblems").item(0).text()


async def test_there_is_no_report_to_show_before_the_first_import(demo, tmp_path: Path):
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        action, keyboard = driver.window.registry["library.import_report"], Keyboard(driver)
        menu = driver.widget("menu.file")

        async def open_menu() -> None:
            menu.popup(driver.window.mapToGlobal(QPoint(0, 0)))
            await driver.idle()
            menu.close()

        async def open_palette() -> QListWidgetItem:
            await keyboard.press("Ctrl+K")
            await keyboard.type("show last import report")
            return driver.widget("paletteList").item(0)

        await open_menu()
        why_not = "Nothing has been imported into your library yet."
        assert not action.isEnabled()
        assert shown_tooltip(action).endswith(why_not)
        line = await open_palette()
        assert line.text() == "Show last import report"
        assert not line.flags() & Qt.ItemFlag.ItemIsEnabled
        assert driver.widget("paletteNote").text() == why_not
        await keyboard.press("Escape")

        # a program of the same profile imports, such as the command line
        kept = StoredImport("refs.bib", "bibtex", StoredCounts())
        (driver.program.services.library.data_dir / REPORT_FILE).write_bytes(msgspec.json.encode(kept))
        line = await open_palette()
        assert line.flags() & Qt.ItemFlag.ItemIsEnabled
        await keyboard.press("Return")
        await driver.until(lambda: driver.widget("importPanel").isVisible())
        assert driver.widget("importPanel")._title.text() == "Imported refs.bib"
        await keyboard.press("Escape")
        await open_menu()
        assert action.isEnabled()


@pytest.mark.parametrize("size", [(1200, 700), (1200, 1000), (640, 640)])
async def test_the_problems_of_an_import_have_the_room_of_the_window(demo, tmp_path: Path, size: tuple[int, int]):
    file = tmp_path / "refs.bib"
    file.write_text(BOOK + 2 * BROKEN, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.window.resize(*size)
        await choose(driver, file)
        panel, problems = driver.widget("importPanel"), driver.widget("importProblems")
        button = driver.widget("importButton")
        assert driver.window.rect().contains(panel.geometry())
        assert panel.rect().contains(button.geometry())
        has_all = problems.verticalScrollBar().maximum() == 0
        assert has_all is (size[1] == 1000)
        assert has_all or panel.geometry().bottom() > driver.window.height() - 40


@pytest.mark.parametrize("tree", [TREE, ""])
async def test_the_preview_says_what_becomes_of_groups_and_keywords(demo, tmp_path: Path, tree: str):
    file, other = tmp_path / "refs.bib", tmp_path / "refs.ris"
    file.write_text(BOOK + tree, "utf-8")
    other.write_text("TY  - BOOK\nTI  - The Art of Memory\nKW  - memory\nPY  - 1966\nER  - \n", "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await choose(driver, file)
        words = driver.widget("importRenaming")
        assert words.isVisible()
        assert words.text() == (
            "Groups become collections, and keywords become tags. “annote”, “annotation” and “comment” become notes on "
            "the paper; “note” and “abstract” stay fields of the entry."
        )
        remark = "Collection names cannot contain “/”: Thesis/Models → Thesis-Models."
        assert driver.widget("importState").text() == remark
        driver.click("importButton")
        await driver.idle()
        assert await driver.program.services.library.collections() == ("Thesis-Models",)
        await show_report(driver)
        assert driver.widget("importCopyButton").isVisible()
        assert not driver.widget("importSaveButton").isVisible(), "there are no problems to be saved"
        await choose(driver, other)
        assert words.text() == "Keywords become tags."


async def test_tab_leads_to_the_first_line_of_what_is_left_out_and_selects_it(demo, tmp_path: Path):
    file = tmp_path / "refs.bib"
    file.write_text(BOOK + BROKEN, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await choose(driver, file)
        problems = driver.widget("importProblems")
        assert not problems.selectedItems()
        keyboard = Keyboard(driver)
        for _ in range(20):
            if keyboard.focus is problems:
                break
            await keyboard.press("Tab")
        assert keyboard.focus is problems
        assert [problems.row(item) for item in problems.selectedItems()] == [0]
        await keyboard.press("Down")
        assert [problems.row(item) for item in problems.selectedItems()] == [1]
