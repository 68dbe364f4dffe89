"""The head of the review table: what the list is, how many lines stand how, and how far the look-up has come."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.reading_list import Standing
from scholar_desktop.services.reading_list import ReadingList
from scholar_desktop.ui.review.rows import SIGNS
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, Kind, Look
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, label
from scholar_desktop.ui.wording import clock, counted, number
from scholar_desktop.ui.workbench import Workbench

CHIPS = (None, Standing.SURE, Standing.CHECK, Standing.NONE, Standing.ASKING, Standing.LEFT_OUT)


class ShareBar(QWidget):
    """How much is done, as a line. Qt's own bar paints at once whatever waits to be painted."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._share = 0.0
        self.setFixedSize(theme.px(88), theme.px(4))
        self.setAccessibleName("Requests made")

    def show_share(self, share: float) -> None:
        """share: 0 to 1."""
        if share != self._share:
            self._share = share
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        done = round(self.width() * self._share)
        left = self.width() - done if self.isRightToLeft() else 0
        painter.fillRect(self.rect(), self._theme.colour("line"))
        painter.fillRect(left, 0, done, self.height(), self._theme.colour("accent"))
        painter.end()


def _set_visible(widget: QWidget, shown: bool) -> None:
    """Laying out anew is dear: only what changes."""
    if widget.isHidden() == shown:
        widget.setVisible(shown)


class ReviewHead(QWidget):
    """Signals: `only_chosen` (a Standing or None), `pressed` (add, add_and_get, csv, close, pause, go_on,
    titles)."""

    only_chosen = Signal(object)
    pressed = Signal(str)

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme = workbench.theme
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(14), px(8))
        column.setSpacing(px(8))
        first = QHBoxLayout()
        first.setSpacing(px(8))
        first.addWidget(label("Review", "title"))
        self._source = ElidedLabel("", "body", "muted", mode=Qt.TextElideMode.ElideMiddle)
        first.addWidget(self._source, 1)
        first.addWidget(self._button("Close the list", "close", "reviewCloseButton", icon="cross"))
        column.addLayout(first)
        second = QHBoxLayout()
        second.setSpacing(px(8))
        chips = QWidget()
        flow = FlowLayout(chips, gap=px(4), line_gap=px(4))
        self._chips: dict[Standing | None, Button] = {}
        for standing in CHIPS:
            chip = Button(theme, Kind.CHIP_STATE, "All" if standing is None else SIGNS[standing][2].capitalize())
            chip.setObjectName(f"reviewChip.{'all' if standing is None else standing.value}")
            chip.clicked.connect(partial(self.only_chosen.emit, standing))
            flow.addWidget(chip)
            self._chips[standing] = chip
        second.addWidget(chips, 1)
        self._progress = ElidedLabel("", "small", "muted")
        self._bar = ShareBar(theme)
        self._pause = self._button("Pause", "pause", "reviewPauseButton", icon="pause", small=True)
        self._go_on = self._button("Go on", "go_on", "reviewGoOnButton", icon="play", small=True)
        self._titles = self._button("", "titles", "reviewTitlesButton", icon="search", small=True)
        for widget in (self._progress, self._bar, self._pause, self._go_on, self._titles):
            second.addWidget(widget)
        column.addLayout(second)
        third = QHBoxLayout()
        third.setSpacing(px(8))
        self._add = self._button("Add all sure", "add", "reviewAddButton", kind=Kind.PRIMARY)
        self._get = self._button("Add and get PDFs", "add_and_get", "reviewGetButton", icon="get")
        self._note = ElidedLabel("", "small", "muted")
        third.addWidget(self._add)
        third.addWidget(self._get)
        third.addWidget(self._note, 1)
        third.addWidget(self._button("Save as CSV…", "csv", "reviewCsvButton", icon="file-text"))
        column.addLayout(third)

    def show_list(self, reading: ReadingList, only: Standing | None) -> None:
        """Show how *reading* stands."""
        head, counts, progress = reading.head, reading.counts(), reading.progress()
        lines = counted(len(reading.lines), "line", "lines")
        kind = "" if head.kind == "lines" else f" of {head.kind}"
        said = f"{lines}{kind} · kept until you close the list, also after a restart"
        self._source.show_text(f"{head.source}: {said}" if head.source != "pasted lines" else f"Pasted: {said}")
        for standing, chip in self._chips.items():
            count = len(reading.lines) if standing is None else counts[standing]
            icon, colour, word = ("", None, "all") if standing is None else SIGNS[standing]
            chip.set_kind(Kind.CHIP_SET if standing is only else Kind.CHIP_STATE)
            chip.show_look(Look(word.capitalize(), icon or None, colour, count=number(count)))
            _set_visible(chip, standing in (None, Standing.SURE, Standing.CHECK, Standing.NONE) or count > 0)
        asking = counts[Standing.ASKING]
        made = min(progress.made, progress.requests)
        if asking or reading.is_running:
            words = f"Semantic Scholar: {number(made)} of {counted(progress.requests, 'request', 'requests')} made"
            if progress.left:
                words += f" · {number(progress.left)} left, about {clock(progress.seconds)}"
            self._progress.show_text(words)
        else:
            self._progress.show_text("Every line was asked for.")
        _set_visible(self._bar, bool(asking or reading.is_running))
        self._bar.show_share(made / max(1, progress.requests))
        _set_visible(self._pause, reading.is_running)
        _set_visible(self._titles, reading.waits and not reading.is_running)
        requests = counted(progress.titles, "request", "requests")
        self._titles.set_text(f"Match titles: {requests}, {clock(progress.seconds)}")
        _set_visible(self._go_on, bool(asking) and not reading.is_running and not reading.waits)
        addable = len(reading.to_add())
        self._add.set_text(f"Add all sure ({number(addable)})")
        self._add.setEnabled(bool(addable))
        self._get.setEnabled(bool(addable))
        self._note.show_text(self._what_is_left_out(reading, counts[Standing.SURE], addable))

    @staticmethod
    def _what_is_left_out(reading: ReadingList, sure: int, addable: int) -> str:
        kept = sum(line.standing is Standing.SURE and reading.is_kept(line) for line in reading.lines)
        double = sure - kept - addable
        words = []
        if kept:
            words.append(f"{number(kept)} of the {number(sure)} sure ones in your library already")
        if double > 0:
            words.append(f"{counted(double, 'line names', 'lines name')} the paper of an earlier one")
        return ", ".join(words) + "." if words else ""

    def _button(
        self,
        text: str,
        name: str,
        object_name: str,
        *,
        icon: str | None = None,
        small: bool = False,
        kind: Kind = Kind.PLAIN,
    ) -> Button:
        button = Button(self._theme, kind, text, icon=icon, small=small)
        button.setObjectName(object_name)
        button.clicked.connect(partial(self.pressed.emit, name))
        return button
