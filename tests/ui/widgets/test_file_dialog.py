"""The dialogs that ask for a file: the folder that each opens in, the suggested name, and its ending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QFileDialog, QLineEdit, QWidget

from scholar_desktop.ui.widgets.file_dialog import (
    ALL_FILES,
    CSV_FILE,
    FOLDERS_KEY,
    JSON_FILE,
    FileKind,
    FilePurpose,
    open_files,
    open_folder,
    save_file,
)
from tests.support.window_driver import window_on


class Memory(dict[str, Any]):
    """A state of the window that is not written to disk."""

    def get(self, name: str, kind: type) -> Any:
        value = super().get(name)
        return value if isinstance(value, kind) else None

    def set(self, name: str, value: Any) -> None:
        self[name] = value


@pytest.fixture
def parent(qtbot: Any) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def name_edit(dialog: QFileDialog) -> QLineEdit:
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    return edit


def save(parent: QWidget, memory: Memory, chosen: list[Any], purpose: FilePurpose = FilePurpose.EXPORT) -> QFileDialog:
    kinds = (CSV_FILE, JSON_FILE)
    return save_file(
        parent, "Save", kinds, lambda *found: chosen.append(found), name="rows", purpose=purpose, memory=memory
    )


def test_a_dialog_opens_in_the_folder_used_last_for_its_purpose(parent, tmp_path):
    memory, chosen = Memory({FOLDERS_KEY: {"report": str(tmp_path)}}), []
    (tmp_path / "mine").mkdir()
    dialog = save(parent, memory, chosen)
    dialog.setDirectory(str(tmp_path / "mine"))
    QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
    assert chosen == [(tmp_path / "mine" / "rows.csv", CSV_FILE)]
    assert memory[FOLDERS_KEY] == {"export": str(tmp_path / "mine"), "report": str(tmp_path)}
    for purpose, folder in ((FilePurpose.REPORT, tmp_path), (FilePurpose.EXPORT, tmp_path / "mine")):
        assert Path(save(parent, memory, chosen, purpose).directory().path()) == folder


def test_a_dialog_of_a_purpose_without_a_folder_opens_in_the_one_used_last(parent, tmp_path):
    memory = Memory()
    for name in ("first", "last"):
        (tmp_path / name).mkdir()
    for purpose, name in ((FilePurpose.EXPORT, "last"), (FilePurpose.REPORT, "first"), (FilePurpose.EXPORT, "last")):
        dialog = save(parent, memory, [], purpose)
        dialog.setDirectory(str(tmp_path / name))
        QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)

    def opened() -> Path:
        dialog = open_files(parent, "Open", (ALL_FILES,), print, purpose=FilePurpose.LIST, memory=memory)
        return Path(dialog.directory().path())

    assert opened() == tmp_path / "last"
    (tmp_path / "last").rmdir()
    assert opened() == tmp_path / "first"


@pytest.mark.parametrize("has_documents", [True, False])
def test_the_first_dialog_opens_in_documents_or_else_in_the_home_folder(parent, tmp_path, monkeypatch, has_documents):
    home = tmp_path / "home"
    (home / "Documents" if has_documents else home).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    dialog = save(parent, Memory(), [])
    assert Path(dialog.directory().path()) == (home / "Documents" if has_documents else home)


@pytest.mark.parametrize("kept", [{"export": "gone"}, {"export": 3}, "no folders"])
def test_a_folder_that_is_gone_or_no_folder_is_not_used(parent, tmp_path, kept):
    dialog = save(parent, Memory({FOLDERS_KEY: kept}), [])
    assert Path(dialog.directory().path()).is_dir()
    assert name_edit(dialog).text() == "rows.csv"


def test_the_selected_type_decides_the_ending(parent, tmp_path):
    chosen: list[Any] = []
    dialog = save(parent, Memory({FOLDERS_KEY: {"export": str(tmp_path)}}), chosen)
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    QTest.keyClick(kinds, Qt.Key.Key_End)
    assert name_edit(dialog).text().endswith("rows.json")
    name_edit(dialog).setText("without an ending")
    QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
    assert chosen == [(tmp_path / "without an ending.json", JSON_FILE)]


@pytest.mark.parametrize(
    ("typed", "written", "kind"),
    [
        ("sent.JSON", "sent.JSON", JSON_FILE),
        ("sent.csv", "sent.csv", CSV_FILE),
        ("sent.txt", "sent.txt.csv", CSV_FILE),
        ("version 1.2", "version 1.2.csv", CSV_FILE),
    ],
)
def test_the_ending_that_is_typed_decides_the_type(parent, tmp_path, typed, written, kind):
    chosen: list[Any] = []
    dialog = save(parent, Memory({FOLDERS_KEY: {"export": str(tmp_path)}}), chosen)
    name_edit(dialog).setText(typed)
    QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
    assert chosen == [(tmp_path / written, kind)]


def test_a_file_that_exists_with_the_added_ending_is_not_overwritten_without_a_question(parent, tmp_path, qtbot):
    chosen: list[Any] = []
    (tmp_path / "sent.txt.csv").write_text("")
    dialog = save(parent, Memory({FOLDERS_KEY: {"export": str(tmp_path)}}), chosen)
    dialog.setObjectName("first")
    name_edit(dialog).setText("sent.txt")
    QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
    assert chosen == []
    again = next(one for one in parent.findChildren(QFileDialog, "first") if one is not dialog)
    assert name_edit(again).text() == "sent.txt.csv"
    qtbot.waitUntil(name_edit(again).hasFocus)  # without the focus the dialog keeps the file selected that exists
    name_edit(again).setText("other.csv")
    QTest.keyClick(name_edit(again), Qt.Key.Key_Return)
    assert chosen == [(tmp_path / "other.csv", CSV_FILE)]


def test_several_files_and_a_folder_are_chosen(parent, tmp_path):
    memory, chosen = Memory({FOLDERS_KEY: {"list": str(tmp_path)}}), []
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("")
    text = FileKind("Text", ("txt", "md"))
    assert text.name_filter == "Text (*.txt *.md)"
    dialog = open_files(parent, "Open", (text, ALL_FILES), chosen.append, purpose=FilePurpose.LIST, memory=memory)
    name_edit(dialog).setText('"a.txt" "b.txt"')
    QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
    assert chosen == [[tmp_path / "a.txt", tmp_path / "b.txt"]]
    folder = open_folder(parent, "Open", chosen.append, start=tmp_path.parent)
    name_edit(folder).setText(tmp_path.name)
    QTest.keyClick(name_edit(folder), Qt.Key.Key_Return)
    assert chosen[1:] == [tmp_path]


async def test_each_kind_of_dialog_opens_in_its_last_folder_after_a_restart(demo, tmp_path):
    kinds = {
        "library.export": ("exportDialog", tmp_path / "exports"),
        "library.import": ("importDialog", tmp_path / "imports"),
        "manuscript.check": ("manuscriptDialog", tmp_path / "manuscripts"),
    }
    for _, folder in kinds.values():
        folder.mkdir()
        (folder / "some.bib").write_text("", "utf-8")

    async def opened(driver, action):
        driver.trigger(action)
        await driver.idle()
        if action == "library.export":
            driver.press(Qt.Key.Key_Return, "exportFormat.bibtex")
        return driver.widget(kinds[action][0])

    async with window_on(demo, tmp_path / "profile") as driver:
        await driver.search("attention")
        driver.trigger("paper.add")
        await driver.idle()
        for action, (_, folder) in kinds.items():
            dialog = await opened(driver, action)
            dialog.setDirectory(str(folder))
            name_edit(dialog).setText("new.bib" if action == "library.export" else "some.bib")
            QTest.keyClick(name_edit(dialog), Qt.Key.Key_Return)
            await driver.idle()
    async with window_on(demo, tmp_path / "profile") as driver:
        for action, (_, folder) in kinds.items():
            dialog = await opened(driver, action)
            assert Path(dialog.directory().path()) == folder, action
            dialog.close()
