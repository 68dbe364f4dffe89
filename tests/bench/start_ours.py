"""Our start as a person meets it, ended by the first key in the search box (`key`), by the last search being shown
(`results`), or by the first paint (`modules`), at which it prints how many modules are loaded: ours, and all.
Arguments: which, and the profile."""

from __future__ import annotations

import asyncio
import gc
import os
import sys

gc.disable()  # as `__main__` does

from PySide6.QtCore import QEvent, QObject, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit  # noqa: E402

from scholar_desktop import app, settings  # noqa: E402
from scholar_desktop.ui.words.window_language import use_language  # noqa: E402


class FirstPaint(QObject):
    """Ends the process at the first paint of a widget."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            ours = [name for name in sys.modules if name.partition(".")[0] == "scholar_desktop"]
            sys.stdout.write(f"{len(ours)} {len(sys.modules)}")
            sys.stdout.flush()
            os._exit(0)
        return False


def main() -> None:
    until, profile = sys.argv[1:3]
    application = QApplication(sys.argv[:1])
    loop = app.make_loop(application)
    asyncio.set_event_loop(loop)
    chosen = settings.load(["--profile", profile, "--size", "1440x900"])
    use_language(chosen.language)
    gc.freeze()  # as `app.main` does
    gc.enable()
    program = app.build(chosen)
    first_paint = FirstPaint()
    if until == "modules":
        application.installEventFilter(first_paint)
    program.window.show()
    if until == "key":
        box = program.window.findChild(QLineEdit, "searchEdit")
        box.textEdited.connect(lambda text: os._exit(0 if text.endswith("a") else 1))
        loop.call_soon(lambda: QTest.keyClick(box, Qt.Key.Key_A))
    elif until == "results":
        from PySide6.QtWidgets import QTableView

        def look() -> None:
            view = program.window.findChild(QTableView, "resultsView")  # created once the window is painted
            if view is not None and view.model().rowCount():
                from tests.support.painting import paint_now

                paint_now(view.viewport())
                os._exit(0)
            loop.call_later(0.001, look)

        loop.call_soon(look)
    loop.run_forever()


main()
