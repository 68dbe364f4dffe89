"""The diagnostic text for a bug report: facts of the window, added to what the services report."""

from __future__ import annotations

import sys

import PySide6
from PySide6.QtCore import QLocale, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.note import Note

COPIED_SHOWN_MS = 8000


async def copy_diagnostics(ui_context: UiContext, window: QWidget) -> None:
    """Copy the text to the clipboard, and tell the user what it contains."""
    text = await ui_context.services.diagnostics.report(window_facts(ui_context, window))
    QGuiApplication.clipboard().setText(text)
    contents = gettext(
        "Versions, changed settings, counts and recent requests, without your searches, addresses, keys or folders."
    )
    ui_context.messages.say(
        "copied", Note(gettext("Copied the diagnostics."), contents, icon="copy"), lasts_ms=COPIED_SHOWN_MS
    )


def copy_problem_report(ui_context: UiContext, window: QWidget) -> None:
    """Copy a report to fill in, and tell the user what to do with it: there is no page to send it to."""
    from scholar_desktop.services.diagnostics import problem_report

    QGuiApplication.clipboard().setText(problem_report(window_facts(ui_context, window)))
    what = gettext(
        "Answer its three questions, and send it to the person who gave you the program. It contains your version and "
        "system, and nothing personal."
    )
    ui_context.messages.say(
        "copied", Note(gettext("Copied a report to fill in."), what, icon="copy"), lasts_ms=COPIED_SHOWN_MS
    )


def window_facts(ui_context: UiContext, window: QWidget) -> dict[str, str]:
    """Return facts by name, in English: the versions of Qt, and how the window is drawn."""
    theme = ui_context.theme
    kind = "dark" if theme.tokens.dark else "light"
    # not translated: the report is English
    reading = "right to left" if window.layoutDirection() == Qt.LayoutDirection.RightToLeft else "left to right"
    style = QApplication.style()
    return {  # not translated: the report is English
        "Qt": qVersion() or "",
        "PySide6": PySide6.__version__,
        "window system": QGuiApplication.platformName(),
        "window": f"{window.width()}x{window.height()}, ratio {window.devicePixelRatioF():g}, {reading}",
        "text": f"{theme.type.scale:.2f} of 13 px, style {style.objectName() if style is not None else ''}",
        "theme": f"{kind}, high contrast" if theme.tokens.contrast else kind,
        "language": QLocale().name(),
        "bundled": "yes" if getattr(sys, "frozen", False) else "no",
    }
