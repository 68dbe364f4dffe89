"""Text that is copied in two forms, and a program that ends while the clipboard has it."""

from __future__ import annotations

import os
import subprocess
import sys

from PySide6.QtGui import QGuiApplication

from scholar_desktop.ui.context.clipboard import copy_rich_text

PROGRAM = """
from PySide6.QtWidgets import QApplication
from scholar_desktop.ui.context.clipboard import copy_rich_text
application = QApplication([])
copy_rich_text("one", "<p>one</p>")
"""


def test_both_forms_are_on_the_clipboard_and_no_other(qapp):
    copy_rich_text("one", "<p><i>one</i></p>")
    data = QGuiApplication.clipboard().mimeData()
    assert (data.text(), data.html()) == ("one", "<p><i>one</i></p>")
    assert sorted(data.formats()) == ["text/html", "text/plain"]
    copy_rich_text("two")
    assert QGuiApplication.clipboard().mimeData().formats() == ["text/plain"]


def test_a_program_that_has_copied_ends_without_a_crash():
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True
    )
    assert ended.returncode == 0, ended.stderr.decode()
