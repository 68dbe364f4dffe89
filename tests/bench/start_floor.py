"""The floor of a start: a bare window with a line edit under a qasync loop, ended by the first key that arrives."""

from __future__ import annotations

import asyncio
import os
import sys

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from qasync import QEventLoop


def main() -> None:
    application = QApplication(sys.argv[:1])
    loop = QEventLoop(application)
    asyncio.set_event_loop(loop)
    window = QMainWindow()
    box = QLineEdit()
    window.setCentralWidget(box)
    window.resize(1440, 900)

    def on_typed(text: str) -> None:
        os._exit(0 if text == "a" else 1)

    box.textEdited.connect(on_typed)
    window.show()
    loop.call_soon(lambda: QTest.keyClick(box, Qt.Key.Key_A))
    loop.run_forever()


main()
