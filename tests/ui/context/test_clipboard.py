"""Text that is copied in two forms, and a program that ends while the clipboard has it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from scholar_desktop.ui.context.clipboard import copy_files, copy_rich_text

PROGRAM = """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from scholar_desktop.ui.context.clipboard import copy_files, copy_rich_text
application = QApplication([])
"""


def test_both_forms_are_on_the_clipboard_and_no_other(qapp):
    copy_rich_text("one", "<p><i>one</i></p>")
    data = QGuiApplication.clipboard().mimeData()
    assert (data.text(), data.html()) == ("one", "<p><i>one</i></p>")
    assert sorted(data.formats()) == ["text/html", "text/plain"]
    copy_rich_text("two")
    assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]


def test_files_are_copied_in_the_forms_of_file_managers(qapp, tmp_path):
    files = [tmp_path / "Müller 2020 - 100 % sure.pdf", tmp_path / "b.pdf"]
    copy_files(files)
    data = QGuiApplication.clipboard().mimeData()
    assert [Path(address.toLocalFile()) for address in data.urls()] == files
    addresses = [file.as_uri() for file in files]
    assert bytes(data.data("text/uri-list").data()).decode().split() == addresses
    of_gnome = ["copy", *addresses] if sys.platform == "linux" else [""]
    assert bytes(data.data("x-special/gnome-copied-files").data()).decode().split("\n") == of_gnome
    copy_rich_text("two")
    assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]


@pytest.mark.parametrize("copying", ['copy_rich_text("one", "<p>one</p>")', 'copy_files([Path("/tmp/a.pdf")])'])
def test_a_program_that_has_copied_ends_without_a_crash(copying):
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM + copying],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
    )
    assert ended.returncode == 0, ended.stderr.decode()
