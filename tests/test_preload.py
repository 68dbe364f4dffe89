"""What is imported while the window is idle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scholar_desktop import preload


def test_the_pages_are_imported_without_numpy() -> None:
    """It takes 150 ms, in which nobody can type."""
    code = (
        "import sys; from scholar_desktop import preload\n"
        "preload.load(preload.WINDOW); preload.load(preload.PAGES); preload.load(preload.PDF_VIEW)\n"
        "print('numpy' in sys.modules)"
    )
    assert "numpy" in preload.MAP
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "False"


def test_the_start_needs_no_qt_class_that_is_slow_to_load(tmp_path: Path) -> None:
    """PySide makes a class when it is first named: `QStyle` takes 10 ms, `QTextEdit` 5, lists and `QIcon` 1 to 2."""
    code = (
        "import sys, PySide6.QtGui, PySide6.QtWidgets\n"
        "from PySide6.QtWidgets import QApplication, QLineEdit\n"
        "application = QApplication([])\n"
        "import asyncio; from scholar_desktop import app, settings\n"
        "asyncio.set_event_loop(app.make_loop(application))\n"
        "program = app.build(settings.load(['--profile', sys.argv[1], '--size', '1440x900', '--demo']))\n"
        "program.window.show()\n"
        "application.processEvents()\n"
        "assert program.window.findChild(QLineEdit, 'searchEdit').isVisible()\n"
        "made = {**vars(PySide6.QtGui), **vars(PySide6.QtWidgets)}\n"
        "slow = ('QStyle', 'QTextEdit', 'QAbstractItemView', 'QIcon')\n"
        "print(*(name for name in slow if name in made), flush=True)\n"
        "import os; os._exit(0)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.split() == []
