"""The list of entries in the preview of an import: ticks, filters, keys, and an import of what is ticked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible

from scholar_desktop.domain.own_fields import ITEM_TYPE, Contributor
from scholar_desktop.ui.exchange import import_list
from scholar_desktop.ui.exchange.import_columns import SIGN
from scholar_desktop.ui.rows.row_layout import CutText
from scholar_desktop.ui.theme.type_scale import SMALL
from tests.support.keyboard import Keyboard
from tests.support.window_driver import Driver, window_on
from tests.ui.exchange.test_import_and_live_files import choose

BIB = r"""@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}
@book{nobody, title={On growth and form}, year={1917}}
@article{cowan, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1/a}, groups={Memory}}
@article{again, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1/a}}
@inproceedings{part, crossref={whole}, title={A part}, author={Part, Ann}, groups={Parts}}
@proceedings{whole, title={The whole}, editor={Whole, Bob}, year={1999}, booktitle={The whole}, groups={Wholes}}
"""
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def keys(driver: Driver) -> list[str]:
    model = driver.widget("importEntries").model()
    return [model.row(row).key for row in range(model.rowCount())]


def ticked(driver: Driver) -> list[str]:
    view = driver.widget("importEntries")
    model = view.model()
    checked = Qt.ItemDataRole.CheckStateRole
    rows = range(model.rowCount())
    return [model.row(row).key for row in rows if model.index(row, 0).data(checked) == Qt.CheckState.Checked]


async def open_file(driver: Driver, file: Path) -> None:
    people = (Contributor("author", "Thompson", "D'Arcy"),)
    book = {ITEM_TYPE: "book", "title": "On Growth and Form", "author": people, "issued": {"from": "1917", "to": None}}
    await driver.program.services.library.entries.add(book)
    await choose(driver, file)


async def find(driver: Driver, words: str, found: list[str]) -> None:
    driver.type(words, "importFind")
    model = driver.widget("importEntries").model()
    await driver.until(lambda: model.rowCount() == len(found) and keys(driver) == found)


def column_widths(driver: Driver) -> dict[str, int]:
    view = driver.widget("importEntries")
    return {one.words: one.width for one in view.itemDelegate().column_titles(view.viewport().width())}


def texts_of(driver: Driver, name: str) -> list[str]:
    """The texts of a column as they are painted."""
    view = driver.widget("importEntries")
    model, delegate, width = view.model(), view.itemDelegate(), view.viewport().width()
    layouts = [delegate.layout_of(model.row(row), width, view.rowHeight(row)) for row in range(model.rowCount())]
    return [piece.text for layout in layouts for piece in layout if piece.name == name]


async def test_states_and_keys_have_the_width_that_they_need_and_the_titles_the_rest(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None, size=(1440, 900)) as driver:
        driver.trigger("view.library")
        await open_file(driver, file)
        metrics = driver.window.ui_context.theme.type.metrics(SMALL)

        def assert_fits(known: str) -> dict[str, int]:
            widths, states = column_widths(driver), texts_of(driver, "state")
            assert states[0] == known
            assert not any(isinstance(text, CutText) for text in (*states, *texts_of(driver, "key")))
            widest = max(map(metrics.horizontalAdvance, states))
            assert 0 <= widths["State"] - SIGN - widest <= 4
            return widths

        first = assert_fits("In your library: updates citation key")
        assert first["Title"] > sum(first[name] for name in ("Authors", "Year", "Citation key"))
        driver.type("Part", "importFind")
        await driver.until(lambda: keys(driver) == ["part"])
        assert column_widths(driver) == first, "the columns stay where they are"
        driver.type("", "importFind")
        await driver.until(lambda: len(keys(driver)) == 6)
        driver.click("importButton")
        await driver.idle()
        driver.press(Qt.Key.Key_Escape, "importPanel")
        await choose(driver, file)
        known = assert_fits("In your library: nothing to change")
        assert known["Title"] > first["Title"]
        driver.type("Thesis", "importInto")
        await driver.until(lambda: "added to the collection" in texts_of(driver, "state")[0])
        assert_fits("In your library: added to the collection")


async def test_only_the_ticked_entries_are_imported(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        library, messages = driver.program.services.library, driver.window.messages
        driver.trigger("view.library")
        await open_file(driver, file)
        view, button, box = (driver.widget(name) for name in ("importEntries", "importButton", "importAllTick"))
        possible = driver.widget("importPossibleTick")
        model = view.model()
        assert ticked(driver) == keys(driver) == ["thompson", "nobody", "cowan", "again", "part", "whole"]
        assert [model.row(row).sign[2] for row in range(6)] == [
            "In your library: updates citation key",
            "Same as “thompson”?",
            "New",
            "Same as “cowan” above",
            "New",
            "New",
        ]
        assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines()[-2:] == [
            "Possible duplicate",
            "Possibly the same as “thompson”",
        ]
        assert model.index(3, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines()[-2:] == [
            "More than once in the file",
            "The same as “cowan” in this file",
        ]
        chips = {name: driver.widget(f"importChip.{name}") for name in ("all", "new", "possible", "known", "repeated")}
        assert {name: chip.content.count for name, chip in chips.items()} == {
            "all": "6",
            "new": "3",
            "possible": "1",
            "known": "1",
            "repeated": "1",
        }
        assert button.text() == "Import 4, update 1"
        assert driver.window.focusWidget() is view, "Space must not import"
        reason = driver.widget("importReason")
        assert reason.isVisible()
        assert reason.text() == (
            "6 entries selected · 1 repeats another entry and is imported with it · 1 is in your library already"
        )

        # the mouse, at the box and beside it
        tick, beside = QPoint(16, 8), QPoint(200, 8)
        driver.click_row(1, "importEntries", tick)
        assert ticked(driver) == ["thompson", "cowan", "again", "part", "whole"]
        assert possible.checkState() is Qt.CheckState.Unchecked, "one state, shown twice"
        assert box.checkState() is Qt.CheckState.PartiallyChecked
        driver.click_row(1, "importEntries", beside)
        assert "nobody" not in ticked(driver)
        assert button.text() == "Import 3, update 1"
        driver.click("importPossibleTick")
        assert "nobody" in ticked(driver)
        assert box.checkState() is Qt.CheckState.Checked

        # the keys, in one Tab stop
        keyboard = Keyboard(driver)
        driver.widget("importFind").setFocus()
        order = []
        for _ in range(4):
            await keyboard.press("Tab")
            order.append(keyboard.focus.objectName())
        assert order == ["importOnlyNewButton", "importChip.all", "importAllTick", "importEntries"]
        await keyboard.press("End")
        await keyboard.press("Space")
        assert ticked(driver) == ["thompson", "nobody", "cowan", "again", "part"]
        await keyboard.press("Home")
        await keyboard.press("Shift+Down")
        await keyboard.press("Space")
        assert ticked(driver) == ["cowan", "again", "part"]
        await keyboard.press("Ctrl+A")
        await keyboard.press("Space")
        assert ticked(driver) == keys(driver), "some of them were not"
        await keyboard.press("Space")
        assert ticked(driver) == []
        assert not button.isEnabled()
        assert button.toolTip() == driver.widget("importReason").text() == "No entries are selected."
        assert driver.widget("importReason").isVisible()
        assert possible.checkState() is Qt.CheckState.Unchecked
        driver.click("importAllTick")
        assert ticked(driver) == keys(driver)
        driver.click("importAllTick")
        assert ticked(driver) == []
        driver.click("importOnlyNewButton")
        assert ticked(driver) == ["cowan", "part", "whole"]
        assert button.isEnabled()
        assert not reason.isVisible(), "each of them adds a paper"

        # what a screen reader gets
        interface = QAccessible.queryAccessibleInterface(view)
        assert interface is not None
        assert interface.text(QAccessible.Text.Name) == "Entries of the file"
        parts = [interface.child(place) for place in range(interface.childCount())]
        cells = [part for part in parts if part.role() == QAccessible.Role.Cell]
        assert [bool(cell.state().checked) for cell in cells] == [False, False, True, False, True, True]
        assert all(bool(cell.state().checkable) for cell in cells)
        assert cells[1].text(QAccessible.Text.Name) == (
            "On growth and form, 1917, nobody, Possibly the same as “thompson”"
        )

        # the filters, and the box above them for what they show
        await find(driver, "magical COWAN", ["cowan", "again"])
        assert box.accessibleName() == "Select all shown entries or none"
        driver.click("importAllTick")
        assert button.text() == "Import 3 entries", "the second one is the same paper"
        driver.click("importChip.new")
        assert keys(driver) == ["cowan"]
        driver.click("importAllTick")
        assert button.text() == "Import 3 entries", "the other one is new without the first"
        await find(driver, "nothing of this", [])
        assert driver.widget("importNothingFound").isVisible()
        assert not box.isEnabled()
        driver.press(Qt.Key.Key_Escape, "importFind")
        await driver.until(lambda: keys(driver) == ["cowan", "part", "whole"])
        driver.click("importChip.new")
        assert ticked(driver) == ["again", "part", "whole"]
        row = keys(driver).index("whole")
        driver.click_row(row, "importEntries", tick)

        # the import takes these: the part has what it inherits, and no collection is empty
        driver.click("importButton")
        await driver.idle()
        assert messages.note("undo").lead.startswith("Added 2 papers from refs.bib.")
        assert "4 entries were not selected." in messages.note("undo").lead
        papers = (await library.page()).papers
        assert sorted(one.paper.title for one in papers) == ["A part", "On Growth and Form", "The magical number 4"]
        part = next(one.paper for one in papers if one.paper.title == "A part")
        assert (part.year, part.venue) == (1999, "The whole")
        assert await library.collections() == ("Parts",)
        driver.window.registry.run_on("library.import_report")
        await driver.idle()
        assert driver.widget("importFact.not_chosen").text() == "4"
        assert driver.widget("importFact.not_chosen").isVisible()
        assert driver.widget("importFact.entries").text() == "6"
        assert not driver.widget("importEntries").isVisible()
        driver.click("importCancelButton")

        # the same again adds nothing; then undo
        await choose(driver, file)
        driver.click_row(5, "importEntries", tick)
        driver.click("importOnlyNewButton")
        assert ticked(driver) == ["whole"]
        driver.click("importAllTick")
        for row in (1, 5):
            driver.click_row(row, "importEntries", tick)
        assert button.text().startswith("Update ")
        driver.click("importButton")
        await driver.idle()
        assert (await library.counts()).papers == 3
        for count in (3, 1):
            driver.trigger("edit.undo")
            await driver.idle()
            assert (await library.counts()).papers == count


KNOWN = r"""@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}, publisher={CUP},
  pages={1--793}, keywords={shape}, note={Read.}, groups={Form}}
@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}, publisher={Other}}
@article{cowan, title={The magical number 4}, author={Cowan, Nelson}, year={2001}, doi={10.1/a}}
@article{sweller, title={Cognitive load}, author={Sweller, John}, year={1988}, doi={10.1/b}, file={load.pdf}}
"""


async def test_each_row_of_a_paper_that_is_there_says_what_changes(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    (tmp_path / "load.pdf").write_bytes(b"%PDF-1.4")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.trigger("view.library")
        file.write_text(KNOWN[KNOWN.index("@article{cowan") :].replace(", file={load.pdf}", ""), "utf-8")
        await choose(driver, file)
        tick = driver.widget("importFilesTick")
        assert (tick.isEnabled(), tick.isChecked()) == (False, False)
        assert tick.toolTip() == "No entry in the file links a file."
        driver.click("importButton")
        await driver.idle()
        file.write_text(KNOWN, "utf-8")
        await open_file(driver, file)
        assert (tick.isEnabled(), tick.isChecked(), tick.toolTip()) == (True, True, "")
        model = driver.widget("importEntries").model()

        def words() -> list[str]:
            return [model.row(row).sign[2].removeprefix("In your library: ") for row in range(model.rowCount())]

        assert words() == [
            "updates citation key, publisher, pages, note (printed in some styles), tags, collections",
            "nothing more to change",
            "nothing to change",
            "adds the linked file if it is new",
        ]
        tips = [model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines() for row in range(4)]
        # where a long line is folded depends on the font of the machine
        assert " ".join(map(str.strip, tips[0][3:])) == (
            "In your library already"
            " The same as “thompson1917growth” in your library"
            " Empty in your library, and filled in: Publisher, Pages, Note (printed in some styles)"
            " Added in your library: Tags, Collections"
            " Replaced in your library: the citation key “thompson1917growth”"
        )
        assert tips[2][-1] == "In your library: nothing to change"
        assert model.row(2).spoken.endswith("The same as “cowan” in your library, In your library: nothing to change")
        assert driver.widget("importButton").text() == "Update 1 paper"
        driver.click("importFilesTick")
        assert words()[2:] == ["nothing to change", "nothing to change"]
        driver.type("Thesis", "importInto")
        assert words()[1:] == ["added to the collection"] * 3
        assert driver.widget("importButton").text() == "Update 3 papers"
        assert tips[3][-1] == "The linked file is copied if your library does not have it."
        driver.window.grab()
        driver.click("importButton")
        await driver.idle()
        kept = (await driver.program.services.library.page()).papers
        assert {one.paper.title for one in kept if "Thesis" in one.collections} == {one.paper.title for one in kept}


async def test_a_long_file_shows_and_ticks_its_entries_without_making_all_their_rows(
    demo: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, made = tmp_path / "refs.bib", []
    title, people = "Number {0} of <i>Homo</i> & others", "Smith, J. and Doe, K."
    text = f"@article{{{{key{{0}}, title={{{{{title}}}}}, author={{{{{people}}}}}, year=2001}}}}\n"
    file.write_text("".join(map(text.format, range(3000))), "utf-8")

    def note_and_make(entry: Any, *, is_ticked: bool) -> Any:
        made.append(entry.key)
        return import_row(entry, is_ticked=is_ticked)

    import_row = import_list.import_row
    monkeypatch.setattr(import_list, "import_row", note_and_make)
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None, size=(1024, 640)) as driver:
        driver.trigger("view.library")
        await choose(driver, file)
        view = driver.widget("importEntries")
        driver.window.grab()
        assert view.model().rowCount() == 3000
        assert 0 < len(made) < 60
        made.clear()
        view.setFocus()
        driver.press(Qt.Key.Key_End, "importEntries")
        driver.press(Qt.Key.Key_Space, "importEntries")
        assert driver.widget("importButton").text() == "Import 2,999 entries"
        driver.window.grab()
        assert 0 < len(made) < 60
        row = view.model().row(2999)
        assert (row.title, row.people, row.key) == ("Number 2999 of Homo & others", "J. Smith, K. Doe", "key2999")
        made.clear()
        await find(driver, "number 2998", ["key2998"])
        driver.press(Qt.Key.Key_Return, "importFind")
        driver.press(Qt.Key.Key_Space, "importEntries")
        assert driver.widget("importButton").text() == "Import 2,998 entries"
        assert driver.widget("importPanel").rect().contains(driver.widget("importButton").geometry())
        for name in ("importFind", "importEntries"):
            driver.press(Qt.Key.Key_Escape, name)
        assert not driver.widget("importPanel").isVisible()

        await choose(driver, file)
        driver.click("importAllTick")
        driver.press(Qt.Key.Key_End, "importEntries")
        driver.press(Qt.Key.Key_Up, "importEntries")
        driver.press(Qt.Key.Key_Space, "importEntries")
        driver.press(Qt.Key.Key_Return, "importEntries")
        await driver.idle()
        assert driver.titles("libraryView") == ["Number 2998 of Homo & others"]


async def test_the_states_take_the_room_of_their_words(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "new.bib"
    file.write_text("@book{a, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}", "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None, language="de") as driver:
        driver.trigger("view.library")
        await choose(driver, file)
        delegate = driver.widget("importEntries").itemDelegate()
        titles = delegate.column_titles(560)
        assert titles[-1].words == "Status"
        assert titles[-1].width < 90, "“Neu” has room, and no other state is shown"


@pytest.mark.parametrize("place", ["importCancelButton", "importEntries", "importInto", "importLookUpTick"])
async def test_ctrl_enter_imports_wherever_the_focus_is(demo: Any, tmp_path: Path, place: str) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.trigger("view.library")
        await choose(driver, file)
        before = (await driver.program.services.library.page()).total
        driver.window.activateWindow()
        keyboard = Keyboard(driver)
        driver.widget(place).setFocus(Qt.FocusReason.TabFocusReason)
        assert keyboard.focus.objectName() == place
        await keyboard.press("Ctrl+Return")
        await driver.idle()
        assert (await driver.program.services.library.page()).total > before


async def test_the_tooltip_names_the_other_data_that_a_paper_gets(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        file.write_text("@book{thompson, title={On Growth and Form}, author={Thompson, D'Arcy}, year={1917}}")
        await choose(driver, file)
        driver.click("importButton")
        await driver.idle()
        file.write_text(
            "@book{thompson, title={On {Growth} and {\\em Form}}, author={Thompson, D'Arcy and others}, year={1917}}"
        )
        await choose(driver, file)
        model = driver.widget("importEntries").model()
        assert model.row(0).sign[2] == "In your library: updates other data"
        tip = model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).splitlines()
        assert " ".join(map(str.strip, tip)).endswith(
            "Other data, kept as written in the file for exports: Authors, Title"
        )


async def test_the_key_of_another_page_keeps_the_preview_with_its_ticks(demo: Any, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text(BIB, "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        driver.trigger("view.library")
        await choose(driver, file)
        keyboard = Keyboard(driver)
        driver.widget("importEntries").setFocus(Qt.FocusReason.TabFocusReason)
        await keyboard.press("Space")
        left = ticked(driver)
        assert len(left) == 5
        for pressed in ("Ctrl+,", "Ctrl+1", "F11"):
            await keyboard.press(pressed)
            await driver.idle()
            assert driver.widget("importPanel").isVisible(), pressed
            assert driver.window.navigation.page == "library", pressed
        assert ticked(driver) == left
        assert driver.window.isFullScreen()
        driver.click("importButton")
        await driver.until(lambda: not driver.widget("importPanel").isVisible())
        driver.window.registry.run_on("library.import_report")
        await driver.idle()
        assert driver.widget("importPanel").isVisible()
        await keyboard.press("Ctrl+,")
        await driver.idle()
        assert not driver.widget("importPanel").isVisible(), "what it did can be opened again"
        assert driver.window.navigation.page == "settings"


async def test_a_repeated_entry_names_the_row_of_the_first_one_if_no_row_shows_its_key(
    demo: Any, tmp_path: Path
) -> None:
    file = tmp_path / "refs.csv"
    file.write_text("title,authors,year,doi\n" + "Moss,Bo Lind,2001,10.5555/a\n" * 2 + "Fern,Bo Lind,2001,\n", "utf-8")
    async with window_on(demo, tmp_path / "profile", offline=True, citations=None) as driver:
        await choose(driver, file)
        model = driver.widget("importEntries").model()
        assert [model.row(row).sign[2] for row in range(3)] == ["New", "Same as row 1", "New"]
        assert model.row(1).spoken.endswith("The same as row 1 of this file")
        assert model.row(1).tip.splitlines()[-2:] == ["More than once in the file", "The same as row 1 of this file"]
