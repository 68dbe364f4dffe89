"""The status bar: online or offline, the waiting time of each service, and the progress of downloads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.status import WAITING
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label, set_tone, sign_label
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import rough_clock, source_title

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
            words = ElidedLabel("", "small", "muted", hint=shown(CREDITS.get(line.source, "")))
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
        for widget in (self._sign, self._working, self._bar):
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
        progress = self._downloads.progress()
        total = progress.done + progress.running + progress.waiting
        under_way = bool(progress.running or progress.waiting)
        for widget in (self._sign, self._working, self._bar):
            widget.setVisible(under_way)
        if not under_way:
            return
        words = [
            ngettext("{done} of {count} download done", "{done} of {count} downloads done", total, done=progress.done)
        ]
        if progress.left_s is not None and progress.offline_until is None:
            words.append(gettext("about {time} left", time=rough_clock(progress.left_s)))
        self._working.setText(", ".join(words))
        self._bar.setValue(round(100 * (progress.done + progress.parts) / total))
