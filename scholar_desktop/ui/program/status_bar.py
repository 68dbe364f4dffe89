"""The status bar: online or offline, the waiting time of each service, and the progress of downloads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.program.status import MISSING, WAITING
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.messages import PDFS_WANTED, UNDO_SHOWN_MS, WHY_NOT_SHOWN_MS
from scholar_desktop.ui.theme.type_scale import SMALL
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, label, set_tone, sign_label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import rough_clock, source_title

if TYPE_CHECKING:
    from scholar_desktop.services.downloads.downloads import Downloads
    from scholar_desktop.services.program.status import Status, StatusLine
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.theme.theme import Theme

CREDITS = {
    S2: Message("Papers, citations and summaries are from Semantic Scholar."),
    UNPAYWALL: Message("Open-access copies are from Unpaywall, by OurResearch."),
    ZENODO: Message("Records and their files are from Zenodo, by CERN."),
}
TICK_MS = 1000
SOON_MS = 100
"""How often a countdown is updated; no timer runs while no service waits."""
# not translated: the keys of messages
WORKS_OFFLINE = "offline"
PRESS_SPACE = "online-switch"


class OnlineSwitch(Button):
    """Shows whether the program is online, and changes it at a click or Space. Enter names that key only: Tab leads
    here from the page, and a user who opens papers with Enter would go offline without noticing."""

    enter_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.enter_pressed.emit()


class StatusBar(QWidget):
    """Shows only what is known; follows the state of the services and the download queue."""

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        downloads: Downloads,
        status: Status,
        navigation: Navigation,
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._navigation = navigation
        self._messages = messages
        self._was_offline = status.offline
        self._switch = actions["app.offline"]
        self._theme = theme
        self._status = status
        self._downloads = downloads
        self.setObjectName("statusBar")
        self.setAccessibleName(gettext("Status"))
        self.setProperty("ground", "sidebar")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), 0, theme.px(12), 0)
        row.setSpacing(theme.px(16))
        self._work: tuple[str, ...] = ()
        self._online = OnlineSwitch(theme, ButtonKind.LINK)
        self._online.setObjectName("onlineSwitch")
        self._online.clicked.connect(self._switch.trigger)
        self._switch.triggered.connect(self._announce)
        self._online.enter_pressed.connect(self._on_enter)
        self._switch.toggled.connect(lambda _is_offline: messages.close_message(PRESS_SPACE))
        row.addWidget(self._online)
        self._lines: dict[str, ElidedLabel] = {}
        for line in self._status.lines():
            words = ElidedLabel("", "small", "muted")
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
        self._tip = ElidedLabel("", "small", parent=self)
        self._tip.setProperty("ground", "sidebar")
        self._tip.setContentsMargins(theme.px(12), 1, theme.px(12), 0)
        self._tip.hide()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_services)
        self._left_tick = QTimer(self)
        self._left_tick.setSingleShot(True)
        self._left_tick.setInterval(TICK_MS)
        self._left_tick.timeout.connect(self._show_downloads)
        self._status.changed.connect(lambda _value: self._show_services())
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._show_downloads)
        self._downloads.changed.connect(lambda _item: self._show_soon())
        self._downloads.removed.connect(lambda _key: self._show_soon())
        self._downloads.moved.connect(lambda _none: self._show_soon())
        navigation.page_changed.connect(lambda _page: self._show_downloads())
        theme.changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        theme = self._theme
        self.setFixedHeight(max(theme.px(28), theme.type.line(12) + 8))
        self._sign.setPixmap(theme.pixmap("get", "muted", 14))
        self._show_services()
        self._show_downloads()

    @property
    def tip(self) -> str:
        """The text that is shown in place of the rest; empty without one."""
        return self._tip.whole_text()

    def show_tip(self, text: str) -> None:
        """Show *text*, what an entry of a menu does or why it cannot run, in place of the rest; empty: no longer."""
        self._tip.show_text(text)
        self._tip.setVisible(bool(text))
        self._tip.raise_()

    def _announce(self) -> None:
        """Say what changes now that the user has gone offline or online, by the button or a command: neither the menu
        nor the command palette shows it."""
        from scholar_desktop.ui.words.access_words import waiting_words  # not part of the start

        progress = self._downloads.progress()
        count = progress.running + progress.waiting
        if not self._status.offline:
            text = ngettext("{count} download continues.", "{count} downloads continue.", count) if count else ""
            note = Note(gettext("You are online again."), text, icon="online")
            self._messages.say(WORKS_OFFLINE, note, lasts_ms=WHY_NOT_SHOWN_MS, stays=True)
            return
        if count and self._navigation.page == places.DOWNLOADS:
            return  # the page says it
        sentences = [gettext("Your library and saved answers stay available.")]
        if count:
            sentences.append(waiting_words(count))
        steps = (Step(gettext("Go online"), self._switch.trigger, icon="online"),)
        note = Note(gettext("You are working offline."), " ".join(sentences), icon="offline", steps=steps)
        self._messages.say(WORKS_OFFLINE, note, lasts_ms=UNDO_SHOWN_MS, stays=True)

    def _on_enter(self) -> None:
        text = gettext("Press Space to go online.") if self._status.offline else gettext("Press Space to work offline.")
        self._messages.say(PRESS_SPACE, Note(text, icon="info"), lasts_ms=WHY_NOT_SHOWN_MS)

    def _show_services(self) -> None:
        offline = self._status.offline
        if offline is not self._was_offline:  # by another way, such as a button of a page
            self._was_offline = offline
            self._messages.close_message(WORKS_OFFLINE)
            waiting = self._messages.note(PDFS_WANTED)
            if not offline and waiting is not None and waiting.icon == "offline":
                self._messages.close_message(PDFS_WANTED)  # it says that downloads wait until one is online
        if offline:
            self._online.show_content(ButtonContent(gettext("Offline"), "offline", "muted"))
        elif self._status.unanswered:
            self._online.show_content(ButtonContent(gettext("No service is responding"), "warning", "warn"))
        else:
            self._online.show_content(ButtonContent(gettext("Online"), "online", "ok"))
        set_tooltip(self._online, gettext("Go online") if offline else gettext("Work offline"))
        lines = self._status.lines()
        for line in lines:
            set_tone(self._lines[line.source], "warn" if line.tone == WAITING else "muted")
        self._fit(lines)
        counting = any(line.tone == WAITING for line in lines)
        if counting and not self._tick.isActive():
            self._tick.start()
        elif not counting:
            self._tick.stop()

    def _show_soon(self) -> None:
        """Schedule one update: a long list changes many items in one turn of the event loop."""
        if not self._soon.isActive():
            self._soon.start()

    def _show_downloads(self) -> None:
        from scholar_desktop.ui.words.access_words import running_counts  # not part of the start

        progress = self._downloads.progress()
        under_way = self._downloads.is_loaded and bool(progress.running or progress.waiting)
        for widget in (self._sign, self._working, self._bar):
            widget.setVisible(under_way)
        if not under_way:
            self._work = ()
            self._working.setText("")
            set_tooltip(self._working, "")
            self._fit(self._status.lines())
            return
        is_beside_list = self._navigation.page == places.DOWNLOADS  # whose head counts all downloads
        done, count = (progress.ended, progress.total) if is_beside_list else (progress.done, progress.run)
        work = ngettext("{done} of {count} download finished", "{done} of {count} downloads finished", count, done=done)
        earlier, tip = progress.ended - progress.done, ""
        if earlier and not is_beside_list:
            work = ngettext(
                "{done} of {count} current download finished",
                "{done} of {count} current downloads finished",
                count,
                done=done,
            )
            tip = ngettext(
                "Without {count} download in the list that had finished before.",
                "Without {count} downloads in the list that had finished before.",
                earlier,
            )
        set_tooltip(self._working, tip)
        forms = [work]  # the longest first
        if progress.running:
            forms.insert(0, f"{work}, {running_counts(progress.running, progress.looking)}")
        # the head of the page has the time left, updated at other moments
        left = None if is_beside_list else progress.left_s
        time_left = gettext("about {time} left", time=rough_clock(left)) if left is not None else ""
        if time_left:  # it counts down also while nothing arrives
            self._left_tick.start()
            forms.insert(0, f"{forms[0]}, {time_left}")
        self._bar.setValue(int(100 * (done + progress.parts) / count))  # what the words count
        self._work = tuple(forms)
        self._fit(self._status.lines())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tip.setGeometry(self.rect().adjusted(0, 1, 0, 0))  # below the line at the top
        self._fit(self._status.lines())

    def _fit(self, lines: Sequence[StatusLine]) -> None:
        """Show as many lines as there is room for as a whole: a service that waits before one that is ready, and the
        downloads before all. The tooltips have the rest."""
        room = self._fit_downloads()
        lines = sorted(lines, key=lambda line: line.tone not in (WAITING, MISSING))
        whole = {line.source: f"{source_title(line.source)}: {shown(line.text)}" for line in lines}
        brief = {line.source: f"{source_title(line.source)}: {shown(line.brief or line.text)}" for line in lines}
        texts = next((each for each in (whole, brief) if self._width(each.values()) <= room), brief)
        left = room
        fitting: list[str] = []
        for source, text in texts.items():
            width = self._width([text])
            if width <= left or not fitting:
                fitting.append(source)
                left -= width
        rest = "" if texts is whole and len(fitting) == len(lines) else "\n".join(whole.values())
        set_tooltip(self, rest)
        for source, words in self._lines.items():
            words.show_text(texts[source] if source in fitting else whole[source])
            words.set_hint("\n".join(part for part in (rest, shown(CREDITS.get(source, ""))) if part))
            words.setVisible(source in fitting)

    def _width(self, texts: Iterable[str]) -> int:
        metrics = self._theme.type.metrics(SMALL)
        return sum(metrics.horizontalAdvance(text) + 2 + self._row.spacing() for text in texts)

    def _fit_downloads(self) -> int:
        """Show as much of the downloads as there is room for. Return the width that is left for the services."""
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right() - self._online.sizeHint().width() - gap
        if not self._work:
            return room
        room -= self._sign.sizeHint().width() + gap
        bar = self._bar.width() + gap
        forms = [(each, has_bar) for each in self._work for has_bar in (True, False)]
        enough = [form for form in forms if self._width([form[0]]) + bar * form[1] <= room]
        text, has_bar = enough[0] if enough else ("", True)
        self._working.setText(text)
        self._working.setVisible(bool(text))
        self._bar.setVisible(has_bar)
        set_tooltip(self._bar, self._work[0] if text != self._work[0] else "")
        return room - (self._width([text]) if text else 0) - bar * has_bar
