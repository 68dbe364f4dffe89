"""The pane with the attempts for one paper: each copy with its outcome, and the possible next steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import Attempt, ItemOutcome, Lookup, Outcome
from scholar_desktop.domain.download import DownloadFile, DownloadItem, DownloadState
from scholar_desktop.domain.paper import Copy, Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.domain.text.web_address import site_of
from scholar_desktop.services.downloads.report import all_attempts
from scholar_desktop.services.open_access.shown_copies import untried_copies
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.add_pdfs.browser_pdf_watch import NEEDS_BROWSER
from scholar_desktop.ui.open_access.closed_paper import AttemptStep
from scholar_desktop.ui.open_access.copy_row import OUTCOME_WORDS, SOURCE_WORDS, attempt_hosts, not_tried_words
from scholar_desktop.ui.widgets.button import Button, ButtonKind, ElidedLink, inset
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label, sign_label
from scholar_desktop.ui.widgets.overlay import RUNS
from scholar_desktop.ui.widgets.scroll_column import FocusRing
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.access_words import (
    SAVED_IN_BROWSER,
    attempt_words,
    next_try_words,
    other_ways,
    reason_words,
    waiting_reason,
    ways_by_hand,
)
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.ui.theme.theme import Theme

SIGNS = {
    Outcome.SAVED: ("tick", "ok"),
    Outcome.CANNOT_CHECK: ("tick", "ok"),
    Outcome.RATE_LIMITED: ("clock", "warn"),
    Outcome.TIMEOUT: ("clock", "warn"),
    Outcome.UNREACHABLE: ("clock", "warn"),
    Outcome.TRUNCATED: ("clock", "warn"),
    Outcome.NEEDS_PERSON: ("person", "link"),
    Outcome.REFUSED: ("person", "link"),
    Outcome.HTML_NOT_PDF: ("person", "link"),
    Outcome.WRONG_ARTICLE: ("warning", "warn"),
    Outcome.QUARANTINED: ("warning", "warn"),
}
FILE_SIGNS = {
    None: ("clock", "muted"),
    ItemOutcome.SAVED: ("tick", "ok"),
    ItemOutcome.TEMPORARY: ("clock", "warn"),
    ItemOutcome.NEEDS_PERSON: ("person", "link"),
}
MOST_FILES = 200
OTHER_SIGN = ("cross", "error")


class AttemptsPane(QScrollArea):
    """The copies of one item of the download queue, in the order in which they were tried."""

    def __init__(
        self,
        theme: Theme,
        open_page: Callable[[Paper | None, str], None],
        open_path: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            open_page: opens an address of the paper in the browser, and watches for its PDF.
            open_path: opens a file with the desktop.
        """
        super().__init__(parent)
        self._theme = theme
        self._open_page = open_page
        self._open_path = open_path
        self._item: DownloadItem | None = None
        self._steps: tuple[AttemptStep, ...] = ()
        self._watched = ""
        self._removed = ""
        self._is_offline = False
        self._head = self._text = ""
        self.setObjectName("attemptsPane")
        self.setAccessibleName(gettext("Attempts"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        FocusRing(theme, self)
        theme.changed.connect(self._rebuild)
        self._rebuild()

    @property
    def item(self) -> DownloadItem | None:
        return self._item

    def show_item(
        self,
        item: DownloadItem | None,
        steps: Sequence[AttemptStep] = (),
        *,
        watched: str = "",
        removed: str = "",
        is_offline: bool = False,
    ) -> None:
        """Show *item*; None empties the pane.

        Args:
            steps: its buttons.
            watched: the sentence that says that its paper is watched, empty if it is not.
            removed: the sentence that says that its PDF or paper is no longer in the library, empty if it is.
            is_offline: if it waits, it cannot start before the program is online.
        """
        self._is_offline = is_offline and item is not None and item.state is DownloadState.WAITING
        self._item, self._steps, self._watched, self._removed = item, tuple(steps), watched, removed
        self._head = self._text = ""
        if item is None or self._shown_parts() != self._shown:
            self._rebuild()

    def show_several(self, head: str, text: str, steps: Sequence[AttemptStep]) -> None:
        """Show what can be done about several selected items. head, text: how many they are, and what else applies."""
        self._item, self._steps, self._watched, self._removed = None, tuple(steps), "", ""
        self._head, self._text = head, text
        if self._shown_parts() != self._shown:
            self._rebuild()

    def _shown_parts(self) -> tuple[object, ...]:
        """Return what the pane shows: it is rebuilt when that changes."""
        offered = [(step.title, step.main) for step in self._steps]
        item = self._item and (_shown_of(self._item), self._is_offline)
        return item, offered, self._watched, self._removed, self._head, self._text

    def _rebuild(self) -> None:
        theme, item = self._theme, self._item
        self._shown = self._shown_parts()
        focused = self._focused_name()
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(16))
        column.setSpacing(theme.px(8))
        if item is not None:
            self._fill(column, item)
        elif self._head:
            head, text = Prose("head"), Prose("small")
            head.show_text(self._head)
            text.show_text(self._text)
            column.addWidget(head)
            if self._text:
                column.addWidget(text)
            self._add_buttons(column)
        column.addStretch(1)
        self.setWidget(page)
        again = next((one for one in page.findChildren(Button) if one.accessibleName() == focused), None)
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focused_name(self) -> str | None:
        """Return the name of the button of the pane that has the focus; None if none has it."""
        button = self.focusWidget()
        has_focus = isinstance(button, Button) and button.hasFocus() and self.isAncestorOf(button)
        return button.accessibleName() if has_focus else None

    def _fill(self, column: QVBoxLayout, item: DownloadItem) -> None:
        title = Prose("head")
        title.show_text(plain(item.paper.title) if item.paper else item.asked_as)
        column.addWidget(title)
        if item.paper is not None:
            authors = wording.authors_short(item.paper.authors)
            column.addWidget(
                label(
                    " · ".join(filter(None, (authors, wording.venue_and_year(item.paper)))), "small", "muted", wrap=True
                )
            )
        is_waiting = item.state is DownloadState.WAITING
        words = waiting_reason(item, is_offline=self._is_offline) if is_waiting else reason_words(item)
        if said := self._removed or words:
            reason = Prose("small")
            reason.setObjectName("reasonNote")
            ways = shown(other_ways(item)) if item.outcome is ItemOutcome.CLOSED else ways_by_hand(item)
            reason.show_text(f"{said} {ways}".strip())
            column.addWidget(reason)
        if (again := next_try_words(item)) and not self._removed:
            then = Prose("small")
            then.setObjectName("nextTryNote")
            then.show_text(again)
            column.addWidget(then)
        if self._watched:
            watch = Prose("small")
            watch.setObjectName("watchedNote")
            watch.show_text(self._watched)
            column.addWidget(watch)
        self._add_buttons(column)
        if item.files:
            column.addWidget(label(_files_words(item.files), "section"))
            for file in item.files[:MOST_FILES]:
                column.addWidget(self._file(file, item))
            if len(item.files) > MOST_FILES:
                more = len(item.files) - MOST_FILES
                words = ngettext("and {count} more file", "and {count} more files", more)
                column.addWidget(label(words, "small", "muted"))
        elif asked := [one for one in item.lookups if one.is_of_service]:
            column.addWidget(label(gettext("Services asked ({count})", count=len(asked)), "section"))
            for lookup in asked:
                column.addWidget(self._service_answer(lookup))
        if not item.files and (tries := all_attempts(item)):
            heading = label(gettext("Attempts ({count})", count=len(tries)), "section")
            set_tooltip(heading, _requests_words(item))
            column.addWidget(heading)
            for number, one in enumerate(tries, start=1):
                if isinstance(one, Lookup):
                    column.addWidget(self._lookup(number, one))
                else:
                    column.addWidget(self._line(number, one, item))
        tried = {attempt.url for attempt in item.attempts} | {lookup.url for lookup in item.lookups}
        left = [copy for copy in item.copies if (copy.pdf_url or copy.url) not in tried and copy.url not in tried]
        now = _copy_under_way(item)
        left = [copy for copy in left if copy is not now]
        if now is not None:
            words = gettext("Paused") if item.state is DownloadState.PAUSED else gettext("Trying now")
            column.addWidget(label(words, "section"))
            column.addWidget(label(_copy_words(now), "small", "muted", wrap=True))
        if left and item.state is not DownloadState.DONE:
            column.addWidget(label(gettext("Not tried yet ({count})", count=len(left)), "section"))
            for copy in left:
                column.addWidget(label(_copy_words(copy), "small", "muted", wrap=True))
        if (untried := untried_copies(item)) and (why := not_tried_words(item)):
            column.addWidget(label(gettext("Not tried ({count})", count=len(untried)), "section"))
            column.addWidget(label(why, "small", wrap=True))
            for copy in untried:
                column.addWidget(label(_copy_words(copy), "small", "muted", wrap=True))

    def _add_buttons(self, column: QVBoxLayout) -> None:
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=self._theme.px(6), line_gap=self._theme.px(6))
        for button in self._buttons():
            flow.addWidget(button)
        if flow.count():
            column.addWidget(buttons)

    def _buttons(self) -> list[Button]:
        buttons = []
        for step in self._steps:
            kind = ButtonKind.PRIMARY if step.main and not step.plain else ButtonKind.PLAIN
            button = Button(self._theme, kind, step.title, icon=step.icon)
            set_tooltip(button, step.why)
            button.setProperty(RUNS, step.action)
            button.clicked.connect(lambda _on=False, step=step: step.run())
            buttons.append(button)
        return buttons

    def _file(self, file: DownloadFile, item: DownloadItem) -> QWidget:
        """Return the widget for one file of a record: its name, size and state as text."""
        theme = self._theme
        box = QWidget()
        box.setProperty("edge", "top")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, theme.px(6), 0, theme.px(4))
        row.setSpacing(theme.px(8))
        icon, colour = FILE_SIGNS.get(file.outcome, ("cross", "error"))
        if item.outcome is ItemOutcome.NO_PDF or self._removed:  # these files are not requested, or not there any more
            icon, colour = "file-text", "muted"
        name = self._file_name(file)
        height = name.sizeHint().height()  # what is beside it is on its line
        sign = sign_label()
        sign.setPixmap(theme.pixmap(icon, colour, 14))
        sign.setMinimumHeight(height)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        is_link = isinstance(name, Button)  # as wide as its words
        words.addWidget(name, 0, Qt.AlignmentFlag.AlignLeft if is_link else Qt.AlignmentFlag(0))
        if file.reason and file.outcome is not ItemOutcome.SAVED:
            reason = Prose("small", "muted")
            reason.show_text(shown(file.reason))
            words.addWidget(reason)
        row.addLayout(words, 1)
        amount = wording.size(file.size) if file.size is not None else gettext("unknown size")
        size = label(amount, "small", "muted")
        size.setMinimumHeight(height)
        row.addWidget(size, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _file_name(self, file: DownloadFile) -> QWidget:
        """Return the name of a file of a record: a link that opens it if it is in the library."""
        path = file.path if file.outcome is ItemOutcome.SAVED and not self._removed else None
        if path is None:
            return inset(ElidedLabel(file.name, "small"))
        spoken = gettext("Open {file}", file=file.name)
        link = ElidedLink(self._theme, spoken, file.name, spoken=spoken, hint=spoken)
        link.setObjectName("openFileButton")
        link.clicked.connect(lambda _checked=False: self._open_path(path))
        return link

    def _lookup(self, number: int, lookup: Lookup) -> QWidget:
        """Return the widget for a page that was asked for addresses of PDFs."""
        host = site_of(lookup.url) or lookup.url
        return self._answer(lookup, gettext("{number}. {host} · web page of the paper", number=number, host=host))

    def _service_answer(self, lookup: Lookup) -> QWidget:
        """Return the widget for the answer of a service that was asked for copies."""
        facts = (wording.source_title(lookup.source), wording.moment(lookup.at))
        return self._answer(lookup, " · ".join(filter(None, facts)))

    def _answer(self, lookup: Lookup, asked: str) -> QWidget:
        """Return the widget for what was asked for copies. asked: its name."""
        box, words, _row = self._try_box("chevron-right" if lookup.found else "minus", "muted")
        words.addWidget(label(asked, "small", wrap=True))
        reason = Prose("small", "muted")
        reason.show_text(shown(lookup.reason))
        words.addWidget(reason)
        return box

    def _try_box(self, icon: str, colour: str) -> tuple[QWidget, QVBoxLayout, QHBoxLayout]:
        """Return the widget for one try with its sign, the column for its words, and the row that has both."""
        theme = self._theme
        box = QWidget()
        box.setProperty("edge", "top")
        box.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(box)
        row.setContentsMargins(0, theme.px(8), 0, theme.px(4))
        row.setSpacing(theme.px(8))
        sign = sign_label()
        sign.setPixmap(theme.pixmap(icon, colour, 14))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        row.addLayout(words, 1)
        return box, words, row

    def _line(self, number: int, attempt: Attempt, item: DownloadItem) -> QWidget:
        theme = self._theme
        box, words, row = self._try_box(*SIGNS.get(attempt.outcome, OTHER_SIGN))
        host = site_of(attempt.final_url or attempt.url) or attempt.url
        where = attempt_hosts(attempt) if attempt.url else gettext("PDF in your library")
        facts = " · ".join(filter(None, (f"{number}. {where}", _origin_words(attempt, item))))
        words.addWidget(label(facts, "small", wrap=True))
        reason = Prose("small", "muted")
        reason.show_text(attempt_words(attempt) or shown(OUTCOME_WORDS[attempt.outcome]))
        words.addWidget(reason)
        address = attempt.final_url or attempt.url
        if attempt.outcome in NEEDS_BROWSER and address not in {step.address for step in self._steps}:
            spoken = gettext("Open {host} in the browser", host=host)
            there = Button(theme, ButtonKind.LINK, gettext("Open in browser"), icon="external", name=spoken)
            set_tooltip(there, shown(SAVED_IN_BROWSER))
            paper = self._item.paper if self._item is not None else None
            there.clicked.connect(lambda: self._open_page(paper, address))
            row.addWidget(there, 0, Qt.AlignmentFlag.AlignTop)
        return box


def _shown_of(item: DownloadItem) -> tuple[object, ...]:
    """Return the parts of *item* that the pane shows; received bytes are shown only in the row of the list."""
    files = tuple((file.name, file.outcome, file.size) for file in item.files)
    tried = item.attempts, item.lookups, item.copies, item.quarantined, item.path, item.requests
    said = reason_words(item), next_try_words(item)
    return item.key, item.state, item.outcome, said, tried, files, _copy_under_way(item)


def _copy_under_way(item: DownloadItem) -> Copy | None:
    """Return the copy that is being downloaded, or was received in part before a pause, or None."""
    has_part = item.state is DownloadState.PAUSED and item.received
    return item.current_copy if item.state is DownloadState.RUNNING or has_part else None


def _requests_words(item: DownloadItem) -> str:
    """Return how many requests the attempts took, if it is more than one each; else an empty text."""
    if item.requests <= len(item.attempts):
        return ""
    return ngettext(
        "{count} request, with pages that lead to the PDF, redirects and repetitions",
        "{count} requests, with pages that lead to the PDF, redirects and repetitions",
        item.requests,
    )


def _origin_words(attempt: Attempt, item: DownloadItem) -> str:
    """Return the kind of the copy that was tried; for another address, which page or service named it."""
    if (copy := item.copy_of(attempt)) is not None:
        return _kind_words(copy)
    page_of = next((one for one in item.copies if attempt.url == one.landing_url), None)
    if page_of is not None and page_of.host:
        return gettext("web page of the copy at {host}", host=page_of.host)
    return shown(SOURCE_WORDS.get(attempt.source, ""))


def _kind_words(copy: Copy) -> str:
    parts = (wording.host_type(copy.host_type), wording.version(copy.version) if copy.version else "")
    return " · ".join(filter(None, parts))


def _copy_words(copy: Copy) -> str:
    return " · ".join(filter(None, (copy.host or copy.url, _kind_words(copy))))


def _files_words(files: Sequence[DownloadFile]) -> str:
    """Return '3 files, 1.2 GB'; files of unknown size count as 0 bytes."""
    if total := sum(file.size or 0 for file in files):
        return ngettext("{count} file, {size}", "{count} files, {size}", len(files), size=wording.size(total))
    return ngettext("{count} file", "{count} files", len(files))
