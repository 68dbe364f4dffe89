"""The numbers of an import: they add up in the preview and in the report, which leads to the papers that were added."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.formats.entry_json import entry_to_json
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_import_and_live_files import choose

FILE = r"""@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}
@book{nobody, title={On growth and form}, year={1917}}
@article{cowan, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1/a}, note={Reprinted},
  annote={Read the part about chunks.}, abstract={Capacity is four.}}
@article{again, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1/a}}
@book{yates, title={The Art of Memory}, author={Yates, Frances}, year={1966}}
@@book{broken, title={x}}
"""
FATES = {
    "entries": "3 added, 3 not added",
    "added": "added",
    "possible": "added",
    "known": "not added again; 1 paper updated",
    "repeated": "not added again",
    "skipped": "not added",
}
NUMBERS = {"entries": "6", "added": "2", "possible": "1", "known": "1", "repeated": "1", "skipped": "1"}
ADDED = ["On growth and form", "The Art of Memory", "The magical number 4"]


async def import_file(driver: Driver, file: Path) -> None:
    driver.trigger("view.library")
    await driver.idle()
    await choose(driver, file)
    driver.click("importButton")
    await driver.idle()
    driver.window.registry.run_on("library.import_report")
    await driver.idle()


async def with_a_book(driver: Driver) -> None:
    people = (Contributor("author", "Thompson", "D'Arcy"),)
    book = {ITEM_TYPE: "book", "title": "On Growth and Form", "author": people, "issued": {"from": "1917", "to": None}}
    await driver.program.services.library.entries.add(book)


async def test_the_lines_of_a_report_say_what_was_added_and_lead_to_it(demo, tmp_path: Path):
    file = tmp_path / "refs.bib"
    file.write_text(FILE, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await with_a_book(driver)
        await import_file(driver, file)
        assert driver.widget("importState").text().startswith("Added 3 papers from refs.bib.")
        assert {name: driver.widget(f"importFact.{name}").text() for name in NUMBERS} == NUMBERS
        parts = [int(NUMBERS[name]) for name in NUMBERS if name != "entries"]
        assert sum(parts) == int(NUMBERS["entries"])
        fates = {name: driver.widget(f"importFate.{name}") for name in FATES}
        assert {name: each.text() for name, each in fates.items()} == FATES
        panel = driver.widget("importPanel")
        for each in fates.values():
            assert each.isVisible()
            assert each.width() >= each.sizeHint().width(), "no word is cut"
            assert panel.rect().right() > each.mapTo(panel, each.rect().topRight()).x()

        driver.click("importCopyButton")
        table = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines() if "\t" in line]
        assert [[line, name] for line, name, _outcome in table[1:-1]] == [
            ["1", "thompson"],
            ["2", "nobody"],
            ["3", "cowan"],
            ["5", "again"],
            ["6", "yates"],
        ]
        assert [outcome.partition(":")[0] for _line, _name, outcome in table[1:]] == [
            "in your library already, updated",
            "added, possible duplicate",
            "added",
            "more than once in the file",
            "added",
            "left out",
        ]

        added = driver.widget("importShowAddedButton")
        assert added.text() == "Show the added papers"
        driver.click("importShowAddedButton")
        await driver.idle()
        assert not panel.isVisible()
        assert sorted(driver.chosen("libraryView")) == ADDED
        kept = (await driver.program.services.library.page()).papers
        cowan = next(one for one in kept if one.paper.title == "The magical number 4")
        fields = entry_to_json(cowan)["fields"]
        assert (fields["note"], fields["abstract"]) == ("Reprinted", "Capacity is four.")
        assert cowan.notes == ("Read the part about chunks.",)

        driver.window.registry.run_on("library.import_report")
        await driver.idle()
        driver.click("importDuplicatesButton")
        await driver.idle()
        assert not panel.isVisible()
        assert driver.widget("duplicatesPage").isVisible()

        await choose(driver, file)
        for name in ("importShowAddedButton", "importDuplicatesButton"):
            assert not driver.widget(name).isVisible(), "a preview has added nothing"
        assert not driver.widget("importFate.entries").text()

    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.window.registry.run_on("library.import_report")
        await driver.idle()
        assert driver.widget("importFate.possible").text() == "added"
        assert driver.widget("importShowAddedButton").text() == "Show the added papers"
        driver.click("importShowAddedButton")
        await driver.idle()
        assert not driver.widget("importPanel").isVisible()
        assert sorted(driver.chosen("libraryView")) == ADDED


async def test_papers_that_an_import_only_adds_to_a_collection_are_not_called_updated(demo, tmp_path: Path):
    first, second = tmp_path / "first.bib", tmp_path / "second.bib"
    yates = "@book{yates, title={The Art of Memory}, author={Yates, Frances}, year={1966}"
    form = "@book{form, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}\n"
    cowan = "@article{cowan, title={The magical number 4}, author={Cowan, Nelson}, year={2001}}\n"
    first.write_text(f"{yates}}}\n{form}", "utf-8")
    second.write_text(f"{yates}, publisher={{Routledge}}}}\n{form}{cowan}", "utf-8")
    expected = (
        (first, "Added 2 papers of your library to a collection.", "not added again; 2 papers added to a collection"),
        (
            second,
            "Added 1 paper from second.bib. Updated 1 paper in your library. "
            "Added 1 paper of your library to a collection.",
            "not added again; papers updated: 1, added to a collection: 1",
        ),
    )
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await import_file(driver, first)
        driver.press(Qt.Key.Key_Escape, "importPanel")
        for number, (file, message, fate) in enumerate(expected):
            await choose(driver, file)
            driver.type(f"Thesis/{number}", "importInto")
            state = driver.widget("importEntries").model().row(1).sign[2]
            assert state == "In your library: added to the collection"
            driver.click("importButton")
            await driver.idle()
            assert driver.window.messages.note("undo").lead == message
            driver.window.registry.run_on("library.import_report")
            await driver.idle()
            assert driver.widget("importFate.known").text() == fate
            driver.press(Qt.Key.Key_Escape, "importPanel")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.window.registry.run_on("library.import_report")
        await driver.idle()
        assert driver.widget("importFate.known").text() == fate
        driver.click("importCopyButton")
        copied = QGuiApplication.clipboard().text()
        assert "\tform\tin your library already, added to a collection\n" in copied


@pytest.mark.parametrize("size", [(1440, 900), (640, 640)])
@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_preview_says_why_its_button_counts_fewer_entries(
    demo, tmp_path: Path, size: tuple[int, int], language: str
):
    file = tmp_path / "refs.bib"
    file.write_text(FILE, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None, language=language) as driver:
        driver.window.resize(*size)
        await choose(driver, file)
        view, reason, button = (driver.widget(name) for name in ("importEntries", "importReason", "importButton"))
        panel = driver.widget("importPanel")
        assert reason.isVisible()
        assert reason.heightForWidth(reason.width()) <= reason.height() or reason.width() >= reason.sizeHint().width()
        assert panel.rect().contains(button.geometry())
        assert panel.rect().contains(reason.geometry())
        row = view.model().row(3)
        if language == "en":
            assert button.text() == "Import 4 entries"
            assert reason.text() == "5 entries selected · 1 repeats another entry and is imported with it"
            assert row.sign[2] == "Same as “cowan” above"
            assert "Same as “cowan” above" not in row.spoken
            assert row.spoken.endswith("The same as “cowan” in this file")
        driver.click("importOnlyNewButton")
        assert not reason.isVisible()
