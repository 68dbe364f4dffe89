"""The demo and the live services: each opens in its own window with its own profile.

In the demo, a line in the sidebar says that it is one, and leads to the live services.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.translation import gettext
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonKind, ElidedLink, inset
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.overlay import Overlay


def open_program(*arguments: str) -> bool:
    """Start the program in a window of its own with *arguments*: `--demo` for the demo, none for the live services and
    the user's own profile. Return False if it cannot be started.
    """
    program = [] if getattr(sys, "frozen", False) else ["-m", "scholar_desktop"]
    started = QProcess.startDetached(sys.executable, [*program, *arguments])
    # PySide6 returns (started, process id)
    return bool(started[0] if isinstance(started, tuple) else started)


class DemoLine(QWidget):
    """The line in the sidebar that says that this is the demo, with a button to the live services."""

    def __init__(self, theme: Theme, wanted: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("demoLine")
        self._theme = theme
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._words = inset(label(gettext("Demo with sample data"), "small", "muted", wrap=True))
        self._column.addWidget(self._words)
        words = gettext("Use the live services")
        self._live = ElidedLink(theme, words, words)
        self._live.setObjectName("useLiveButton")
        self._live.clicked.connect(wanted)
        self._column.addWidget(self._live)
        self._icon = Button(
            theme, ButtonKind.QUIET, icon="external", small=True, name=gettext("Demo. Use the live services")
        )
        self._icon.setObjectName("useLiveIcon")
        self._icon.clicked.connect(wanted)
        self._column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        self.set_rail(False)

    def set_rail(self, rail: bool) -> None:
        """Show an icon only (True), or the line with its words."""
        px = self._theme.px
        self._column.setContentsMargins(*((0, 0, 0, px(4)) if rail else (px(8), px(4), px(4), px(6))))
        self._words.setVisible(not rail)
        self._live.setVisible(not rail)
        self._icon.setVisible(rail)


class LivePanel(Overlay):
    """Says what the change to the live services does, and does it.

    folder: the library folder of the demo; options: those with which the program opens it; leave: closes the window of
    the demo.
    """

    def __init__(self, theme: Theme, folder: str, options: str, leave: Callable[[], object], window: QWidget) -> None:
        super().__init__(theme, window)
        self.setObjectName("livePanel")
        self.setAccessibleName(gettext("Use the live services"))
        self._leave = leave
        column = QVBoxLayout(self)
        margin = theme.px(16)
        column.setContentsMargins(margin, theme.px(12), margin, margin)
        column.setSpacing(theme.px(8))
        column.addWidget(label(gettext("Use the live services"), "head"))
        what = gettext(
            "The demo closes, and Scholar Desktop opens with your own settings and library. From then on, your "
            "searches are sent to Semantic Scholar, Unpaywall and Zenodo."
        )
        column.addWidget(label(what, wrap=True))
        kept = gettext(
            "What you saved in the demo stays in its own library, {folder}. To open it again, start the program with "
            "{options}.",
            folder=folder,
            options=options,
        )
        self._kept = label(kept, "small", "muted", wrap=True)
        column.addWidget(self._kept)
        row = FlowLayout(gap=theme.px(8), line_gap=theme.px(4))
        self._go = Button(theme, ButtonKind.PRIMARY, gettext("Close demo and open"))
        self._go.setObjectName("openLiveButton")
        self._go.clicked.connect(self._on_go)
        stay = Button(theme, text=gettext("Stay in demo"))
        stay.setObjectName("stayInDemoButton")
        stay.clicked.connect(self.close_panel)
        row.addWidget(self._go)
        row.addWidget(stay)
        column.addLayout(row)

    def open_panel(self) -> None:
        width = min(self._theme.px(460), self._window.width() - self._theme.px(32))
        height = self.heightForWidth(width) if self.hasHeightForWidth() else self.sizeHint().height()
        left, top = (self._window.width() - width) // 2, (self._window.height() - height) // 3
        self.open_at(left, max(top, 8), width, height)
        self._go.setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_go(self) -> None:
        if open_program():
            self.close_panel()
            self._leave()
        else:
            self._kept.setText(gettext("The program could not be started. Close the demo and start it yourself."))
