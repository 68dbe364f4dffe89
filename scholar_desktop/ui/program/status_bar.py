"""The status bar: online or offline, the waiting time of each service, and the progress of downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.status import WAITING
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label, set_tone, sign_label
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import source_title

if TYPE_CHECKING:
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

CREDITS = {
    S2: Message("Papers, citations and summaries are from Semantic Scholar."),
    UNPAYWALL: Message("Open-access copies are from Unpaywall, by OurResearch."),
    ZENODO: Message("Records and their files are from Zenodo, by CERN."),
}
TICK_MS = 1000
SOON_MS = 100
"""How often a countdown is updated; no timer runs while no service waits."""


class StatusBar(QWidget):
    """Shows only what is known; follows the state of the services and the download queue."""

    def __init__(
        self, theme: Theme, actions: Actions, downloads: Downloads, status: Status, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._status = status
        self._downloads = downloads
        self.setObjectName("statusBar")
        self.setAccessibleName(gettext("Status"))
        self.setProperty("ground", "sidebar")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(16))
        self._online = Button(theme, ButtonKind.LINK)
        self._online.clicked.connect(actions["app.offline"].trigger)
        row.addWidget(self._online)
        self._lines: dict[str, ElidedLabel] = {}
        for line in self._status.lines():
            words = ElidedLabel("", "small", "muted", hint=CREDITS.get(line.source, ""))
            words.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
            self._lines[line.source] = words
            row.addWidget(words)
        row.addStretch(1)
        self._sign = sign_label()
        self._working = label("", "small", "muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 100)
        self._bar.setFixedWidth(theme.px(84))
        self._bar.setAccessibleName(gettext("Progress of the downloads"))
        self._part = label("", "small", "muted")
        for widget in (self._sign, self._working, self._bar, self._part):
            row.addWidget(widget)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_services)
        self._status.changed.connect(lambda _value: self._show_services())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._show_downloads)
        self._downloads.changed.connect(lambda _item: self._show_soon())
        self._downloads.removed.connect(lambda _key: self._show_soon())
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        theme = self._theme
        self.setFixedHeight(max(theme.px(28), theme.type.line(12) + 8))
        self._sign.setPixmap(theme.pixmap("get", "muted", 14))
        self._show_services()
        self._show_downloads()

    def _show_services(self) -> None:
        offline = self._status.offline
        if offline:
            self._online.show_content(ButtonContent(gettext("Offline"), "offline", "muted"))
        elif self._status.unanswered:
            self._online.show_content(ButtonContent(gettext("No service is responding"), "warning", "warn"))
        else:
            self._online.show_content(ButtonContent(gettext("Online"), "online", "ok"))
        set_tooltip(self._online, gettext("Go online") if offline else gettext("Work offline"))
        narrow = self._theme.type.width_at_base(self.window().width()) < 1024
        counting = False
        for line in self._status.lines():
            name = "S2" if narrow and line.source == S2 else source_title(line.source)
            words = self._lines[line.source]
            words.show_text(f"{name}: {shown(line.text)}")
            set_tone(words, "warn" if line.tone == WAITING else "muted")
            counting = counting or line.tone == WAITING
        if counting and not self._tick.isActive():
            self._tick.start()
        elif not counting:
            self._tick.stop()

    def _show_soon(self) -> None:
        """Schedule one update: a long list changes many items in one turn of the event loop."""
        if not self._soon.isActive():
            self._soon.start()

    def _show_downloads(self) -> None:
        items = self._downloads.items()
        running = [item for item in items if item.state is DownloadState.RUNNING]
        waiting = [item for item in items if item.state is DownloadState.WAITING]
        for widget in (self._sign, self._working, self._bar, self._part):
            widget.setVisible(bool(running or waiting))
        words = [gettext("{count} running", count=len(running))] if running else []
        words += [gettext("{count} waiting", count=len(waiting))] if waiting else []
        self._working.setText(", ".join(words))
        share = _share(running)
        self._bar.setVisible(share is not None)
        self._part.setVisible(share is not None)
        if share is not None:
            self._bar.setValue(share)
            self._part.setText(gettext("{percent} %", percent=share))


def _share(items: list[DownloadItem]) -> int | None:
    """Return the percentage received of the *items* whose size is known; None if no size is known."""
    known = [(item.received, item.size) for item in items if item.size]
    total = sum(size for _, size in known)
    return round(100 * sum(received for received, _ in known) / total) if total else None
