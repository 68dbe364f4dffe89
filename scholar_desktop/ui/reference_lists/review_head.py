"""The header of the review table: the source of the list, the number of lines by status, and the lookup's progress."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceListHead
from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.services.reference_lists.reference_list import LookupProgress, ReferenceList
from scholar_desktop.ui.library.collections.collection_button import CollectionButton
from scholar_desktop.ui.reference_lists.review_rows import SIGNS
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.theme.type_scale import HEAD
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, align_text, label, sign_label
from scholar_desktop.ui.widgets.share_bar import ShareBar
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import clock, counted, number, pool_words

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.messages import Messages

CHIPS = (None, LineStatus.SURE, LineStatus.CHECK, LineStatus.NONE, LineStatus.ASKING, LineStatus.LEFT_OUT)


def _set_visible(widget: QWidget, shown: bool) -> None:
    """Show or hide *widget* only if this changes anything, because a new layout is expensive."""
    if widget.isHidden() == shown:
        widget.setVisible(shown)


class SourceBox(QWidget):
    """Shows the source of the list, in the place and shape of the search box.

    It has the menu of other lists and a button to close the list. Signals: `closed`, `lists_wanted`.
    """

    closed = Signal()
    lists_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._row = row = QHBoxLayout(self)
        row.setSpacing(theme.px(8))
        self._sign = sign_label()
        self._source = ElidedLabel("", "head", mode=Qt.TextElideMode.ElideMiddle)
        self._kept = ElidedLabel("kept until you close it, also after a restart", "small", "muted")
        close = Button(theme, ButtonKind.QUIET, icon="cross", name="Close the list", small=True)
        close.setObjectName("reviewCloseButton")
        close.clicked.connect(self.closed)
        row.addWidget(self._sign)
        row.addWidget(self._source, 3)
        row.addWidget(self._kept, 2)
        self.lists = Button(theme, ButtonKind.QUIET, icon="chevron-down", name="Another list, or a new one", small=True)
        self.lists.setObjectName("reviewListsButton")
        self.lists.clicked.connect(self.lists_wanted)
        row.addWidget(self.lists)
        row.addWidget(close)
        theme.changed.connect(self._dress)
        self._dress()

    def show_source(self, words: str) -> None:
        self._source.show_text(words)
        align_text(self._source, at_end=False)
        align_text(self._kept, at_end=True)
        self.setAccessibleName(words)

    def _dress(self) -> None:
        px = self._theme.px
        self._sign.setPixmap(self._theme.pixmap("file-text", "text", 16))
        self._row.setContentsMargins(px(12), 0, px(4), 0)
        self.setMinimumHeight(max(px(36), self._theme.type.line(HEAD) + 12))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("edge"), 1))
        painter.setBrush(self._theme.colour("bg"))
        radius = self._theme.px(8)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.end()


class ReviewHead(QWidget):
    """The header of the review table.

    Signals: `only_chosen` (a LineStatus or None), `pressed` (add, add_and_get, csv, close, pause, go_on, titles, text,
    back, lists), `collection_chosen` (the path for the papers; empty for the library alone).
    """

    only_chosen = Signal(object)
    pressed = Signal(str)
    collection_chosen = Signal(str)

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        messages: Messages,
        collections: Collections,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pool = status.pool
        self._theme = theme
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(14), px(10), px(14), px(8))
        column.setSpacing(px(8))
        first = QHBoxLayout()
        first.setSpacing(px(6))
        self._box = SourceBox(theme)
        self._box.closed.connect(partial(self.pressed.emit, "close"))
        self._box.lists_wanted.connect(partial(self.pressed.emit, "lists"))
        first.addWidget(self._box, 1)
        first.addWidget(self._button("Edit the text", "text", "reviewTextButton"))
        back = self._button("Back to results", "back", "reviewBackButton")
        back.show_content(ButtonContent("Back to results", keys="Esc"), name="Back to results")
        first.addWidget(back)
        column.addLayout(first)
        column.addLayout(self._second_row())
        self._third = QHBoxLayout()
        self._third.setSpacing(px(6))
        self._add = self._button("Add all sure", "add", "reviewAddButton", kind=ButtonKind.PRIMARY)
        self._get = self._button("Add and get PDFs", "add_and_get", "reviewGetButton")
        self._note = ElidedLabel("", "small", "muted")
        self._third.addWidget(self._add)
        self._third.addWidget(self._get)
        self._third.addWidget(self._note, 1)
        self._chooser = CollectionButton(theme, scope, messages, collections, none="My library")
        self._chooser.setObjectName("reviewCollectionButton")
        self._chooser.chosen.connect(self.collection_chosen)
        self._third.addWidget(label("into", "small", "muted"))
        self._third.addWidget(self._chooser)
        column.addLayout(self._third)

    def _second_row(self) -> QHBoxLayout:
        theme, px = self._theme, self._theme.px
        second = QHBoxLayout()
        second.setSpacing(px(8))
        chips = QWidget()
        flow = FlowLayout(chips, gap=px(4), line_gap=px(4))
        self._chips: dict[LineStatus | None, Button] = {}
        for standing in CHIPS:
            chip = Button(theme, ButtonKind.CHIP_STATE, "All" if standing is None else SIGNS[standing][2].capitalize())
            chip.setObjectName(f"reviewChip.{'all' if standing is None else standing.value}")
            chip.clicked.connect(partial(self.only_chosen.emit, standing))
            flow.addWidget(chip)
            self._chips[standing] = chip
        second.addWidget(chips, 3)
        self._progress = ElidedLabel("", "small", "muted")
        self._bar = ShareBar(theme, "Requests made", width=88, height=4)
        self._pause = self._button("Pause", "pause", "reviewPauseButton", icon="pause", small=True)
        self._go_on = self._button("Go on", "go_on", "reviewGoOnButton", icon="play", small=True)
        self._titles = self._button("", "titles", "reviewTitlesButton", icon="search", small=True)
        second.addWidget(self._progress, 2)
        for widget in (self._bar, self._pause, self._go_on, self._titles):
            second.addWidget(widget)
        return second

    def below_lists(self) -> QPoint:
        """Return the position for the menu of lists, on the screen."""
        button = self._box.lists
        return button.mapToGlobal(QPoint(0, button.height()))

    def show_list(self, reading: ReferenceList, only: LineStatus | None) -> None:
        """Show the state of *reading*.

        Args:
            only: the status that the table is filtered by; None for all.
        """
        head, counts, progress = reading.head, reading.counts(), reading.progress()
        self._box.show_source(source_of(reading.head, len(reading.lines)))
        for standing, chip in self._chips.items():
            count = len(reading.lines) if standing is None else counts[standing]
            icon, colour, word = ("", None, "all") if standing is None else SIGNS[standing]
            is_set = standing is only
            chip.set_kind(ButtonKind.CHIP_CHOSEN if is_set else ButtonKind.CHIP_STATE)
            chip.show_content(ButtonContent(word.capitalize(), icon or None, colour, count=number(count)))
            chip.setAccessibleDescription("shown" if is_set else "")
            _set_visible(chip, standing in (None, LineStatus.SURE, LineStatus.CHECK, LineStatus.NONE) or count > 0)
        asking = counts[LineStatus.ASKING]
        self._show_progress(reading, progress, asking)
        _set_visible(self._pause, reading.is_running)
        _set_visible(self._titles, reading.waits and not reading.is_running)
        requests = counted(progress.titles, "request", "requests")
        beyond = pool_words(progress.titles, self._pool())
        self._titles.set_text(f"Match titles: {requests}, {clock(self._seconds(progress))}{beyond}")
        _set_visible(self._go_on, bool(asking) and not reading.is_running and not reading.waits)
        addable, kept = len(reading.to_add()), len(reading.matched_in_library())
        if self._chooser.path != head.collection:
            self._chooser.show_path(head.collection)
        only_put = not addable and bool(kept) and bool(head.collection)
        self._add.set_text(f"Put all sure in ({number(kept)})" if only_put else f"Add all sure ({number(addable)})")
        for button in (self._add, self._get):
            can = bool(addable) or only_put
            button.setEnabled(can)
            set_tooltip(button, "" if can else "No sure line has a paper that is not in your library yet.")
        notes = [*head.notes, self._what_is_left_out(counts[LineStatus.SURE], kept, addable)]
        self._note.show_text(" ".join(note for note in notes if note))

    def _seconds(self, progress: LookupProgress) -> float:
        """Return the estimated time left, with the waits for requests without a key."""
        left = max(1, progress.requests - progress.made)
        return seconds_of(left, progress.seconds / left, self._pool())

    def _show_progress(self, reading: ReferenceList, progress: LookupProgress, loading: int) -> None:
        made = min(progress.made, progress.requests)
        waits = reading.waits and not reading.is_running  # the button names the cost
        goes_on = (bool(loading) or reading.is_running) and not waits
        words = "Every line was asked for."
        if goes_on:
            words = f"Semantic Scholar: {number(made)} of {counted(progress.requests, 'request', 'requests')} made"
        if goes_on and progress.left:
            words += f" · {number(progress.left)} left, about {clock(self._seconds(progress))}"
        if goes_on and not reading.is_running and reading.problem is None:
            words += " · paused"
        self._progress.show_text(words if reading.lines and not waits else "")
        align_text(self._progress, at_end=True)
        _set_visible(self._bar, goes_on)
        self._bar.show_share(made / max(1, progress.requests))

    @staticmethod
    def _what_is_left_out(sure: int, kept: int, addable: int) -> str:
        double = sure - kept - addable
        words = []
        if kept:
            is_ = "is" if kept == 1 else "are"
            words.append(f"{number(kept)} of the {number(sure)} sure ones {is_} in your library already")
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
        kind: ButtonKind = ButtonKind.PLAIN,
    ) -> Button:
        button = Button(self._theme, kind, text, icon=icon, small=small)
        button.setObjectName(object_name)
        button.clicked.connect(partial(self.pressed.emit, name))
        return button


def source_of(head: ReferenceListHead, many: int) -> str:
    """Return '12 pasted lines', or 'refs.bib: 40 entries of BibTeX'."""
    kind = "" if head.kind == "lines" else f" of {head.kind}"
    if head.source == "pasted lines":
        return counted(many, "pasted line", "pasted lines") if not kind else f"pasted: {_entries(many)}{kind}"
    return f"{head.source}: {counted(many, 'line', 'lines') if not kind else _entries(many) + kind}"


def _entries(many: int) -> str:
    return counted(many, "entry", "entries")


class ReviewFoot(QWidget):
    """The requests that the list has cost, and a button to export the table. Signal: `csv_wanted`."""

    csv_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(px(16), px(4), px(14), px(4))
        row.setSpacing(px(8))
        self._words = Prose("small", "muted")
        self._words.setObjectName("reviewCost")
        row.addWidget(self._words, 1)
        csv = Button(theme, ButtonKind.PLAIN, "Save as CSV…", icon="file-text", small=True)
        csv.setObjectName("reviewCsvButton")
        csv.clicked.connect(self.csv_wanted)
        row.addWidget(csv)

    def show_list(self, reading: ReferenceList) -> None:
        self._words.show_text(cost_of(reading))


def cost_of(reading: ReferenceList) -> str:
    """Return '5 identifiers went in 1 batch request, 6 reference lines by 1 title match each, ...'."""
    cost = reading.head.cost
    parts = []
    if cost.batches:
        known = {line.wanted.identifier for line in reading.lines if line.standing is not LineStatus.ASKING}
        many = counted(len(known - {None}), "identifier", "identifiers")
        parts.append(f"{many} went in {counted(cost.batches, 'batch request', 'batch requests')}")
    if cost.titles:
        lines = counted(cost.titles, "reference line", "reference lines")
        parts.append(f"{lines} by 1 title match{' each' if cost.titles > 1 else ''}")
    if cost.searches == 1 and cost.searched:
        parts.append(f"the candidates of line {number(cost.searched)} cost 1 more")
    elif cost.searches:
        parts.append(f"candidates cost {number(cost.searches)} more")
    if parts:
        words = ", ".join(parts)
        return f"{words[0].upper()}{words[1:]}. Answers are kept: opening this list again asks nothing."
    if reading.lines and not reading.is_running and not reading.counts()[LineStatus.ASKING]:
        return "This list cost no request."
    return ""
