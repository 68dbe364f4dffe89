"""The header of the review table: the source of the list, the number of lines by status, and the lookup's progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QMoveEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.reference_lists.reference_list import LineStatus, ReferenceLine, ReferenceListHead
from scholar_desktop.domain.reference_lists.title_agreement import names_no_author
from scholar_desktop.domain.request_options import seconds_of
from scholar_desktop.services.downloads.report import counted_outcome
from scholar_desktop.services.reference_lists.reference_list import PASTED, LookupProgress, ReferenceList
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.library.collections.collection_button import CollectionButton
from scholar_desktop.ui.reference_lists.line_order import OrderChip
from scholar_desktop.ui.reference_lists.outcome_counts import OutcomeCounts
from scholar_desktop.ui.reference_lists.review_columns import SIGNS, ColumnsButton
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.charts.share_bar import ShareBar
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, SentenceLabel, align_text, label
from scholar_desktop.ui.widgets.tab_order import ALONE, CHOSEN, make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import listed, number, source_title, time_estimate

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState

LEAST_NOTE = 160
"""Pixels at base size that a text beside buttons has, or it is below them."""
LONGEST_UNTOLD = 10.0
"""In seconds: a search that takes longer has its time beside its button."""
MOST_REPEATS_NAMED = 40
"""Repeated lines that the tooltip of their number names."""
NO_OFFERS: dict[str, object] = {"list_add": False, "list_get": False, "exact_titles": 0}
"""What the commands learn of a list that is not on the screen."""
CHIPS = (None, LineStatus.SURE, LineStatus.CHECK, LineStatus.NONE, LineStatus.ASKING, LineStatus.LEFT_OUT)


def _set_visible(widget: QWidget, shown: bool) -> None:
    """Show or hide *widget* only if this changes anything, because a new layout is expensive."""
    if widget.isHidden() == shown:
        widget.setVisible(shown)


class _ProgressLabel(SentenceLabel):
    """The progress of the lookup, at the end of the line of *chip* if it has room beside the chips; else it begins a
    line of its own."""

    def __init__(self, chip: QWidget) -> None:
        super().__init__("", "small", "muted")
        self._chip = chip

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        align_text(self, at_end=self.geometry().top() < self._chip.geometry().bottom())


class ReviewHead(QWidget):
    """The header of the review table.

    Signals: `only_chosen` (a LineStatus or None), `pressed` (add, add_and_get, accept, csv, close, pause, go_on,
    titles, elsewhere, text, separate, join, back, lists), `collection_chosen` (the path for the papers; empty for the
    library alone).
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
        context: ActionContext,
        parent: QWidget | None = None,
    ) -> None:
        """context: learns what the shown list offers, for the commands."""
        super().__init__(parent)
        self._pool = status.pool
        self._context = context
        self._offers = NO_OFFERS
        self._theme = theme
        px = theme.px
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, px(8))
        column.setSpacing(0)
        self._head = head = PageHead(theme, line=False)
        head.show_note(gettext("Kept until you close the list"), is_whole=True)
        self._lists = Button(theme, ButtonKind.PLAIN)
        self._lists.show_content(ButtonContent(gettext("Lists"), trailing="chevron-down"), name=gettext("Other lists"))
        self._lists.setObjectName("reviewListsButton")
        self._lists.clicked.connect(partial(self.pressed.emit, "lists"))
        head.add(self._lists)
        head.add(self._button(gettext("Edit reference list"), "text", "reviewTextButton"))
        back = self._button(gettext("Back"), "back", "reviewBackButton")
        back.show_content(ButtonContent(gettext("Back"), keys="Esc"), name=gettext("Back"))
        head.add(back)
        close = Button(theme, ButtonKind.QUIET, icon="cross", name=gettext("Close list"))
        close.setObjectName("reviewCloseButton")
        close.clicked.connect(partial(self.pressed.emit, "close"))
        head.add(close)
        column.addWidget(head)
        below = QVBoxLayout()
        below.setContentsMargins(px(16), 0, px(14), 0)
        below.setSpacing(px(8))
        column.addLayout(below)
        below.addWidget(self._second_row())
        third = FlowLayout(gap=px(6), line_gap=px(4))
        self._add = self._button("", "add", "reviewAddButton", kind=ButtonKind.PRIMARY)
        self._get = self._button(gettext("Add and get PDFs"), "add_and_get", "reviewGetButton")
        self._accept = self._button("", "accept", "reviewAcceptButton", icon="tick")
        self._note = ElidedLabel("", "small", "muted")
        for button in (self._add, self._get, self._accept):
            third.addWidget(button)
        third.add_growing(self._note)
        self._chooser = CollectionButton(theme, scope, messages, collections, none=gettext("Your library"))
        self._chooser.setObjectName("reviewCollectionButton")
        self._chooser.chosen.connect(self.collection_chosen)
        target = QWidget()
        row = QHBoxLayout(target)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(6))
        row.addWidget(label(gettext("Add to"), "small", "muted"))
        row.addWidget(self._chooser)
        third.addWidget(target)
        below.addLayout(third)
        below.addWidget(self._reading_row())

    def _second_row(self) -> QWidget:
        theme, px = self._theme, self._theme.px
        line = QWidget()
        make_group(line, above="reviewTable")
        second = FlowLayout(line, gap=px(4), line_gap=px(4))
        self._chips: dict[LineStatus | None, Button] = {}
        for standing in CHIPS:
            chip = Button(theme, ButtonKind.CHIP_STATE, _status_word(standing))
            chip.setObjectName(f"reviewChip.{'all' if standing is None else standing.value}")
            chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the rows
            chip.clicked.connect(partial(self.only_chosen.emit, standing))
            second.addWidget(chip)
            self._chips[standing] = chip
        self._progress = _ProgressLabel(self._chips[None])
        self._progress.setObjectName("reviewProgress")
        self._bar = ShareBar(theme, gettext("Progress of the lookup"), width=88, height=4)
        self._pause = self._button(gettext("Pause"), "pause", "reviewPauseButton", icon="pause", small=True)
        self._go_on = self._button(gettext("Resume"), "go_on", "reviewGoOnButton", icon="play", small=True)
        self._titles = self._button(gettext("Match titles"), "titles", "reviewTitlesButton", icon="search", small=True)
        self._elsewhere = self._button("", "elsewhere", "reviewElsewhereButton", icon="search", small=True)
        second.add_growing(self._progress)
        second.addWidget(self._bar)
        for button in (self._pause, self._go_on, self._titles, self._elsewhere):
            button.setProperty(ALONE, True)
            second.addWidget(button)
        return line

    def _reading_row(self) -> QWidget:
        """Return the row that says how the text was read; shown only if there is something to say."""
        px = self._theme.px
        self._how_read = QWidget()
        row = FlowLayout(self._how_read, gap=px(8), line_gap=px(4))
        row.setContentsMargins(0, 0, 0, 0)
        self._notes = Prose("small", "muted")
        self._notes.setObjectName("reviewNotes")
        self._is_separate = False
        self._separate = Button(self._theme, ButtonKind.PLAIN, "", small=True)
        self._separate.setObjectName("reviewSeparateButton")
        self._separate.clicked.connect(lambda: self.pressed.emit("join" if self._is_separate else "separate"))
        row.addWidget(self._separate)
        row.add_growing(self._notes, px(LEAST_NOTE))
        self._how_read.hide()
        return self._how_read

    @property
    def is_chip_focused(self) -> bool:
        """True if the focus is on one of the chips."""
        return any(chip.hasFocus() for chip in self._chips.values())

    @property
    def is_separate_focused(self) -> bool:
        """True if the focus is on the button that keeps each line separate, or joins them."""
        return self._separate.hasFocus()

    def below_lists(self) -> QPoint:
        """Return the position for the menu of lists, on the screen."""
        button = self._lists
        return button.mapToGlobal(QPoint(0, button.height()))

    def show_list(
        self, reading: ReferenceList, only: LineStatus | None, outcomes: OutcomeCounts, *, for_pdfs: bool = False
    ) -> None:
        """Show the state of *reading*.

        Args:
            only: the status that the table is filtered by; None for all.
            outcomes: what came of the PDFs.
            for_pdfs: the list was entered to get PDFs, so that getting them is the main button until all were tried.
        """
        waits = reading.waits and not reading.is_running
        self._add.set_kind(ButtonKind.PLAIN if for_pdfs or waits else ButtonKind.PRIMARY)
        head, counts, progress = reading.head, reading.counts(), reading.progress()
        self._head.show_title(source_of(reading.head, len(reading.lines)))
        for standing, chip in self._chips.items():
            count = len(reading.lines) if standing is None else counts[standing]
            icon, colour, _ = ("", None, "") if standing is None else SIGNS[standing]
            is_set = standing is only
            chip.setProperty(CHOSEN, is_set)
            chip.set_kind(ButtonKind.CHIP_CHOSEN if is_set else ButtonKind.CHIP_STATE)
            chip.show_content(ButtonContent(_status_word(standing), icon or None, colour, count=number(count)))
            chip.setAccessibleDescription(gettext("shown") if is_set else "")
            _set_visible(chip, standing in (None, LineStatus.SURE, LineStatus.CHECK, LineStatus.NONE) or count > 0)
        asking = counts[LineStatus.ASKING]
        self._show_progress(reading, progress, asking)
        _set_visible(self._pause, reading.is_running or reading.elsewhere.is_running)
        self._show_elsewhere(reading)
        _set_visible(self._titles, waits)
        self._titles.set_kind(ButtonKind.PRIMARY if waits else ButtonKind.PLAIN)
        set_tooltip(
            self._titles,
            ngettext(
                "Look up {count} reference by its title. Uses 1 request.",
                "Look up {count} references by their titles. Uses 1 request per reference.",
                progress.titles,
            ),
        )
        has_button = reading.is_running or reading.waits or reading.problem is not None  # a problem has its own
        _set_visible(self._go_on, bool(asking) and not has_button)
        addable = len(reading.to_add())
        if self._chooser.path != head.collection:
            self._chooser.show_path(head.collection)
        outside = 0 if addable else len(reading.outside_collection())
        only_put = outside > 0
        if only_put:
            self._add.set_text(gettext("Add {count} to collection", count=outside))
        elif addable:
            self._add.set_text(gettext("Add {count} matched", count=addable))
        else:
            self._add.set_text(gettext("Add matched"))
        lacking = [line.paper.id for line in reading.without_pdf() if line.paper is not None]
        without_pdf = bool(lacking)
        is_main = for_pdfs and not waits and (addable > 0 or not outcomes.tried.issuperset(lacking))
        self._get.set_kind(ButtonKind.PRIMARY if is_main else ButtonKind.PLAIN)
        self._get.set_text(gettext("Add and get PDFs") if addable or only_put else gettext("Get PDFs"))
        can = bool(addable) or only_put
        self._add.setEnabled(can)
        set_tooltip(self._add, "" if can else gettext("There are no matched papers to add."))
        self._get.setEnabled(can or without_pdf)
        set_tooltip(
            self._get,
            "" if can or without_pdf else gettext("There are no matched papers without a PDF."),
        )
        titles = reading.exact_titles()
        exact = len(titles)
        self._accept.set_text(ngettext("Accept {count} exact title", "Accept {count} exact titles", exact))
        set_tooltip(self._accept, _what_is_accepted(titles))
        _set_visible(self._accept, exact > 0)
        self._offers = {"list_add": can, "list_get": without_pdf, "exact_titles": exact}
        self._tell_offers()
        self._note.show_text(self._what_is_left_out(reading, addable))
        self._note.set_hint(_repeats(reading))
        self._notes.show_text(" ".join(map(shown, head.notes)))
        self._show_separate(head)
        _set_visible(self._how_read, bool(head.notes) or not self._separate.isHidden())

    def _show_elsewhere(self, reading: ReferenceList) -> None:
        """Show the button that searches Unpaywall and Zenodo for the titles that Semantic Scholar does not have."""
        search = reading.elsewhere
        is_offered = can_search_elsewhere(reading)
        _set_visible(self._elsewhere, is_offered)
        if not is_offered:
            return
        services = listed([source_title(name) for name in search.sources])
        self._elsewhere.set_text(
            ngettext(
                "Search {services} for {count} line",
                "Search {services} for {count} lines",
                search.lines,
                services=services,
            )
        )
        set_tooltip(
            self._elsewhere,
            ngettext(
                "Search {services} for the titles that Semantic Scholar does not have. Uses {count} request.",
                "Search {services} for the titles that Semantic Scholar does not have. Uses {count} requests.",
                search.requests,
                services=services,
            ),
        )

    def _show_separate(self, head: ReferenceListHead) -> None:
        """Show the button that keeps each line separate, or its reverse if they are."""
        self._is_separate = is_separate = head.separate > 0
        if is_separate:
            self._separate.set_text(gettext("Join broken lines"))
            tip = gettext("Join the lines of the text that belong to one reference.")
        else:
            self._separate.set_text(gettext("Keep each line separate"))
            tip = gettext("Read each line of the text as a reference of its own.")
        set_tooltip(self._separate, tip)
        _set_visible(self._separate, (is_separate or head.joined > 0) and head.id > 0)

    def _tell_offers(self) -> None:
        """Tell the commands what the list offers; nothing while it is not on the screen."""
        is_shown = self.isVisible()
        self._context.update(list_shown=is_shown, **(self._offers if is_shown else NO_OFFERS))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_offers()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_offers()

    def _seconds(self, progress: LookupProgress) -> float:
        """Return the estimated time left, with the waits for requests without a key."""
        left = max(1, progress.requests - progress.made)
        return seconds_of(left, progress.seconds / left, self._pool())

    def _show_progress(self, reading: ReferenceList, progress: LookupProgress, loading: int) -> None:
        references = len(reading.lines)
        waits = reading.waits and not reading.is_running  # the button names the cost
        goes_on = (bool(loading) or reading.is_running) and not waits
        words = [gettext("All references looked up")]
        about = time_estimate(self._seconds(progress))
        if waits:
            many = progress.titles
            words = [
                ngettext("{count} reference has no identifier", "{count} references have no identifier", many),
                about,
            ]
        elif goes_on:
            done = number(references - loading)  # the number of requests is an estimate until the end
            words = [
                ngettext(
                    "{done} of {count} reference looked up",
                    "{done} of {count} references looked up",
                    references,
                    done=done,
                )
            ]
            if progress.left:
                words.append(about)
            if not reading.is_running and reading.problem is None:
                words.append(gettext("paused"))
        search, share = reading.elsewhere, (references - loading) / max(1, references)
        if search.is_running and not goes_on:
            share, done = search.done / max(1, search.total), number(search.done)
            words = [
                ngettext(
                    "{done} of {count} line searched", "{done} of {count} lines searched", search.total, done=done
                ),
                *([time_estimate(search.seconds)] if search.lines else []),
            ]
        elif not goes_on and can_search_elsewhere(reading) and search.seconds > LONGEST_UNTOLD:
            words = [
                ngettext(
                    "{count} line is not at Semantic Scholar", "{count} lines are not at Semantic Scholar", search.lines
                ),
                time_estimate(search.seconds),
            ]
        self._progress.setText(" · ".join(words) if references else "")
        _set_visible(self._bar, goes_on or search.is_running)
        self._bar.show_share(share)

    @staticmethod
    def _what_is_left_out(reading: ReferenceList, addable: int) -> str:
        """Return how many of the matched papers were in the library before, were added, and are in two lines."""
        sure, kept = reading.counts()[LineStatus.SURE], reading.matched_in_library()
        added = sum(reading.is_added(line) for line in kept)
        before, double = len(kept) - added, sure - len(kept) - addable
        parts = []
        if before:
            parts.append(gettext("{count} already in your library", count=number(before)))
        if added:
            parts.append(ngettext("{count} added", "{count} added", added))
        if double > 0:
            parts.append(ngettext("{count} duplicate", "{count} duplicates", double))
        return gettext("{count} matched: {details}", count=number(sure), details=", ".join(parts)) if parts else ""

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


def can_search_elsewhere(reading: ReferenceList) -> bool:
    """Return True if the titles that Semantic Scholar does not have can be searched at Unpaywall or Zenodo now."""
    is_busy = reading.is_running or reading.waits or reading.elsewhere.is_running
    return not is_busy and reading.elsewhere.problem is None and reading.elsewhere.lines > 0


def _repeats(reading: ReferenceList) -> str:
    """Return which matched lines have the paper of an earlier one; empty if none has."""
    numbers = (
        (reading.shown_number(one.number), reading.shown_number(one.same_as))
        for one in reading.lines
        if one.same_as is not None and one.standing is LineStatus.SURE
    )
    pairs = [
        gettext("{line} (as {first})", line=line, first=first) for line, first in islice(numbers, MOST_REPEATS_NAMED)
    ]
    more = ["…"] if next(numbers, None) is not None else []
    lines = ", ".join([*pairs, *more])
    return gettext("Lines with the paper of an earlier line: {lines}", lines=lines) if pairs else ""


def _what_is_accepted(lines: Sequence[ReferenceLine]) -> str:
    """Return what a click accepts, and how many of *lines* name no author."""
    bare = sum(any(names_no_author(one) for one in line.candidates if one.paper == line.paper) for line in lines)
    rule = gettext(
        "Accept the papers whose title is exactly the title in the line, if nothing else in the line differs."
    )
    if not bare:
        return rule
    without = ngettext("{count} of the lines names no author.", "{count} of the lines name no author.", bare)
    return f"{rule} {without}"


def _totals(reading: ReferenceList, outcomes: OutcomeCounts) -> Iterator[str]:
    """Yield how many papers of the list have each outcome of their PDF, or none yet, and how many lines repeat an
    earlier one."""
    totals, items = outcomes.totals, outcomes.items
    under_way = sum(item.state in (DownloadState.RUNNING, DownloadState.WAITING) for item in items)
    paused = sum(item.state is DownloadState.PAUSED for item in items)
    several = [shown(counted_outcome(one, totals[one], items)) for one in ItemOutcome if totals.get(one)]
    if outcomes.files:
        several.append(ngettext("files of {count} record saved", "files of {count} records saved", outcomes.files))
    if outcomes.removed:
        several.append(gettext("{count} removed", count=outcomes.removed))
    if under_way:
        several.append(gettext("{count} in progress", count=under_way))
    if paused:
        several.append(gettext("{count} paused", count=paused))
    if not several:
        return
    yield gettext("PDFs: {outcomes}", outcomes=", ".join(several))
    if repeated := sum(line.same_as is not None and line.standing is LineStatus.SURE for line in reading.lines):
        yield ngettext("{count} line repeats an earlier one", "{count} lines repeat an earlier one", repeated)


def _status_word(standing: LineStatus | None) -> str:
    """Return the word of a status; None: of all lines."""
    return gettext("All") if standing is None else shown(SIGNS[standing][2])


def source_of(head: ReferenceListHead, many: int) -> str:
    """Return '12 pasted lines', '32 references from 31 lines', or 'refs.bib: 40 BibTeX entries'."""
    is_pasted, form = head.source == PASTED, head.kind
    if 0 < head.places < many or head.joined:  # a line with two references, or a reference in two lines
        words = ngettext(
            "{references} references from {count} line",
            "{references} references from {count} lines",
            head.places,
            references=number(many),
        )
        if many == 1:
            words = ngettext("1 reference from {count} line", "1 reference from {count} lines", head.places)
        return words if is_pasted else gettext("{file}: {contents}", file=head.source, contents=words)
    if form == "lines":
        if is_pasted:
            return ngettext("{count} pasted line", "{count} pasted lines", many)
        return ngettext("{file}: {count} line", "{file}: {count} lines", many, file=head.source)
    if is_pasted:
        return ngettext("{count} pasted {format} entry", "{count} pasted {format} entries", many, format=form)
    return ngettext(
        "{file}: {count} {format} entry", "{file}: {count} {format} entries", many, file=head.source, format=form
    )


class ReviewFoot(QWidget):
    """What came of the PDFs, the requests that the list has cost, and controls for its order, its columns and its
    export. It is below the table, so that no row moves while the PDFs are counted. Signal: `csv_wanted`."""

    csv_wanted = Signal()

    def __init__(self, theme: Theme, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(16), px(4), px(14), px(4))
        column.setSpacing(px(4))
        self._totals = SentenceLabel("", "small", "muted")
        self._totals.setObjectName("reviewTotals")
        self._totals.hide()
        column.addWidget(self._totals)
        row = FlowLayout(gap=px(8), line_gap=px(4))
        column.addLayout(row)
        self._words = Prose("small", "muted")
        self._words.setObjectName("reviewCost")
        row.add_growing(self._words, px(LEAST_NOTE))
        self.order = OrderChip(theme)
        row.addWidget(self.order)
        self.columns = ColumnsButton(theme, state)
        row.addWidget(self.columns)
        self._csv = Button(theme, ButtonKind.PLAIN, gettext("Save as CSV…"), icon="file-text", small=True)
        self._csv.setObjectName("reviewCsvButton")
        self._csv.clicked.connect(self.csv_wanted)
        row.addWidget(self._csv)

    def save_csv(self) -> None:
        """Save the lines that are shown, as the button does; it is off if there are none."""
        self._csv.click()

    def show_list(self, reading: ReferenceList, shown_lines: int | None, outcomes: OutcomeCounts) -> None:
        """Show what *reading* has cost, and what came of its PDFs.

        Args:
            shown_lines: the number of lines that a chip shows, which are those that are saved; None for all.
            outcomes: what came of the PDFs; a paper of several lines counts once.
        """
        self.order.show_columns(outcomes.filled)
        totals = " · ".join(_totals(reading, outcomes))
        self._totals.setText(totals)
        _set_visible(self._totals, bool(totals))
        if shown_lines is None:
            self._csv.set_text(gettext("Save as CSV…"))
        else:
            self._csv.set_text(gettext("Save {count} as CSV…", count=shown_lines))
        self._csv.setEnabled(shown_lines != 0)
        self._words.show_text(cost_of(reading))
        set_tooltip(self._words, requests_of(reading))


def cost_of(reading: ReferenceList) -> str:
    """Return '2 requests used. Results are saved.'; empty while the lookup of a list without requests continues."""
    cost = reading.head.cost
    if used := cost.requests:
        return ngettext("{count} request used. Results are saved.", "{count} requests used. Results are saved.", used)
    if reading.lines and not reading.is_running and not reading.counts()[LineStatus.ASKING]:
        return gettext("No requests used.")
    return ""


def requests_of(reading: ReferenceList) -> str:
    """Return the requests that the list has cost, one line for each kind."""
    cost, lines = reading.head.cost, []
    if cost.batches:
        known = {line.wanted.identifier for line in reading.lines if line.standing is not LineStatus.ASKING}
        lines.append(
            ngettext(
                "Identifiers ({identifiers}): {count} request",
                "Identifiers ({identifiers}): {count} requests",
                cost.batches,
                identifiers=len(known - {None}),
            )
        )
    if cost.titles:
        lines.append(ngettext("Titles: {count} request", "Titles: {count} requests, one per reference", cost.titles))
    if cost.searches:
        lines.append(ngettext("Candidates: {count} request", "Candidates: {count} requests", cost.searches))
    if cost.others:
        lines.append(
            ngettext("Unpaywall and Zenodo: {count} request", "Unpaywall and Zenodo: {count} requests", cost.others)
        )
    return "\n".join(lines)
