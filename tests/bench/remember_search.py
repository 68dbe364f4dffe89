"""Leaves a profile (first argument) as after a search in the demo, to be opened without it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from scholar_desktop import app, settings


async def main(profile: str) -> None:
    program = app.build(settings.load(["--demo", "--profile", profile]))
    program.window.show()
    await program.idle()
    box = program.window.findChild(QLineEdit, "searchEdit")
    QTest.keyClicks(box, "attention")
    QTest.keyClick(box, Qt.Key.Key_Return)
    await program.idle()
    await program.services.settings_editor.set("first_start_done", True)
    await program.aclose()


application = QApplication(sys.argv[:1])
application.setQuitOnLastWindowClosed(False)
loop = app.make_loop(application)
asyncio.set_event_loop(loop)
with loop:
    loop.run_until_complete(main(str(Path(sys.argv[1]))))
