"""The tab for many DOIs, typed, pasted or from a file: looked up with progress, one row for each DOI or each copy."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QButtonGroup, QPlainTextEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import DiskError, ScholarError
from scholar_desktop.domain.opened_file import read_file
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.unpaywall.answers import AnswersToWrite, ListedDoi, is_bibliography, list_dois
from scholar_desktop.services.unpaywall.unpaywall_lookup import DoiLookup, LineResult, LookupOutcome, is_doi
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_messages import is_offline_problem, offline_note
from scholar_desktop.ui.rows.sign_list import SignList
from scholar_desktop.ui.unpaywall.answer_export import export_button
from scholar_desktop.ui.unpaywall.answer_list import AnswerRow, is_no_doi, rows_of
from scholar_desktop.ui.widgets.button import Button, ButtonKind, is_control_enter
from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FileKind, FilePurpose, open_file
from scholar_desktop.ui.widgets.label import label
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.scroll_column import FittedArea
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, PARTIAL, WAITING
from scholar_desktop.ui.widgets.strip import Strip
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.program.status import Status
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.services.unpaywall.unpaywall_lookup import UnpaywallLookup
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

SHOWN_EVERY_MS = 100
LEAST_LIST, TALL_FROM = 48, 440
"""Least height of the rows, and the height of the tab from which the box of DOIs has four lines; at the base size."""
NAMED_LENGTH, MOST_NAMED = 40, 20
"""Characters of a line without a DOI that are shown, and the number of such lines in the tooltip."""
MOST_TYPED = 5_000_000
"""Characters of a file: 100,000 DOIs have 3,000,000."""


class DoisEdit(QPlainTextEdit):
    """The box for DOIs. Ctrl+Enter starts the lookup; Tab moves the focus. Signal: `left_downwards` (Down on the last
    line)."""

    run_wanted = Signal()
    left_downwards = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_control_enter(event):
            self.run_wanted.emit()
        elif _is_down(event) and not self.textCursor().movePosition(QTextCursor.MoveOperation.Down):
            super().keyPressEvent(event)  # without answers, the cursor goes to the end
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


def _is_down(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Down and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier


class DoiTab(QWidget):
    """The tab. Signals: `chosen` (a row, or None), `menu_wanted` (where)."""

    chosen = Signal(object)
    menu_wanted = Signal(QPoint)

    def __init__(
        self,
        theme: Theme,
        status: Status,
        scope: TaskScope,
        state: WindowState,
        actions: Actions,
        messages: Messages,
        unpaywall_lookup: UnpaywallLookup,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._status = status
        self._actions = actions
        self._state = state
        self._messages = messages
        self._unpaywall_lookup = unpaywall_lookup
        self._theme = theme
        self._scope = scope.child()
        self._listed: tuple[ListedDoi, ...] = ()
        self._asked: tuple[str, ...] = ()
        self._found: dict[str, DoiLookup] = {}
        self._ask = RequestOptions()
        self._stopped: str | None = None
        self.list: SignList[AnswerRow] = SignList(theme, "answersView", gettext("Answers"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._top = FittedArea(self._head())
        column.addWidget(self._top)
        column.addWidget(self.list, 1)
        self.list.view.setMinimumHeight(theme.px(LEAST_LIST))
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(self._show)
        status.went_online.connect(lambda _none: self._later.start())
        self.list.view.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.view.menu_wanted.connect(self.menu_wanted)
        self.list.view.left_upwards.connect(self._edit.setFocus)
        self._edit.left_downwards.connect(self.list.view.enter)
        self._show_cost()
        self._show()

    @property
    def extended(self) -> bool:
        """True if each copy has a row of its own."""
        return self._by_copy.isChecked()

    @property
    def items(self) -> list[DoiLookup]:
        """The answers so far, in the order of the lookup."""
        return [self._found[text] for text in self._asked if text in self._found]

    def to_write(self) -> AnswersToWrite:
        """Return what is exported: every line of the list with its result."""
        lines = tuple(
            LineResult(one.text, self._found.get(one.repeats or one.text), one.repeats) for one in self._listed
        )
        return AnswersToWrite(lines, extended=self.extended, skips_failed=self._skip.isChecked())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_box()

    def _fit_box(self) -> None:
        """Give the box four lines, or two where the answers would have no room."""
        theme = self._theme
        lines = 4 if self.height() >= theme.px(TALL_FROM) else 2
        self._edit.setFixedHeight(theme.px(12) + lines * theme.type.line(13))

    def focus_first(self) -> None:
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_up(self) -> None:
        """Look up all DOIs in the box."""
        listed = list_dois(self._edit.toPlainText())
        if listed:
            dois = tuple(one.text for one in listed if one.repeats is None)
            self._listed, self._asked, self._found = listed, dois, {}
            self._begin(dois)

    def row(self) -> AnswerRow | None:
        """The chosen row."""
        return next(iter(self.list.chosen()), None)

    # Building

    def focus_panes(self) -> list[QWidget]:
        """Return the parts in reading order, for F6."""
        return [self._top, self.list]

    def _head(self) -> QWidget:
        theme = self._theme
        head = Strip(theme)
        self._edit = DoisEdit()
        self._edit.setObjectName("doisEdit")
        self._edit.setAccessibleName(gettext("DOIs to look up"))
        self._edit.setPlaceholderText(gettext("Paste DOIs or links, one per line, or any text that contains them"))
        self._edit.setTabChangesFocus(True)
        self._edit.textChanged.connect(self._show_cost)
        self._edit.run_wanted.connect(self.look_up)
        head.column.addWidget(self._edit)
        first, second = head.add_flow(12), head.add_flow(12)
        self._run = Button(theme, ButtonKind.PRIMARY, gettext("Look up"))
        self._run.setObjectName("lookUpButton")
        self._run.clicked.connect(self.look_up)
        file = Button(theme, text=gettext("Open file…"), icon="file-text")
        file.setObjectName("doisFromFileButton")
        file.clicked.connect(self._choose_file)
        self._cost = label("", "small", "muted")
        for widget in (self._run, file, self._cost):
            first.addWidget(widget)
        self._by_doi = RadioButton(theme, gettext("One row per DOI"))
        self._by_copy = RadioButton(theme, gettext("One row per copy"))
        self._by_doi.setChecked(True)
        group = QButtonGroup(self)
        for choice, name in ((self._by_doi, "rawChoice"), (self._by_copy, "extendedChoice")):
            choice.setObjectName(name)
            group.addButton(choice)
            second.addWidget(choice)  # both in one line, also in a narrow window
        self._by_copy.toggled.connect(lambda _on: self._show())
        self._skip = TickBox(theme, gettext("Continue after a failure"))
        set_tooltip(
            self._skip,
            gettext(
                "If Unpaywall fails for a DOI, the others are looked up nevertheless, and exports leave out the lines "
                "without an answer. Otherwise the lookup stops at the failure."
            ),
        )
        self._refresh = TickBox(theme, gettext("Replace saved answers"))
        set_tooltip(
            self._refresh,
            gettext("Every DOI is looked up at Unpaywall, also if its answer is saved. The new answer is saved."),
        )
        self._no_cache = TickBox(theme, gettext("Don't use or save answers"))
        set_tooltip(self._no_cache, gettext("Saved answers are not used, and new answers are not saved."))
        for tick, name in ((self._skip, "skipTick"), (self._refresh, "refreshTick"), (self._no_cache, "noCacheTick")):
            tick.setObjectName(name)
            second.addWidget(tick)
        second.add_gap()
        second.addWidget(export_button(theme, self._actions, "exportAnswersButton"))
        return head

    def _show_cost(self) -> None:
        listed = list_dois(self._edit.toPlainText())
        lines = [one.text for one in listed if one.repeats is None]
        others = [line for line in lines if not is_doi(line)]
        count = len(lines) - len(others)
        self._run.setEnabled(bool(lines))
        self._run.set_text(gettext("Look up {count}", count=count) if count > 1 else gettext("Look up"))
        set_tooltip(self._run, "" if lines else gettext("Type or paste a DOI first."))
        # wording: beside the button
        cost = ngettext("up to {count} request", "up to {count} requests", count) if count else ""
        self._cost.setText(" · ".join(filter(None, (cost, _other_lines(others), _repeated(listed)))))
        named = [shorten(line, NAMED_LENGTH) for line in others[:MOST_NAMED]]
        set_tooltip(self._cost, "\n".join([*named, *(["…"] if len(others) > MOST_NAMED else [])]))

    # Requests

    def _begin(self, dois: tuple[str, ...]) -> None:
        self._ask = RequestOptions(refresh=self._refresh.isChecked())
        self._stopped = None
        work = self._look_up(dois, skip=self._skip.isChecked(), keep=not self._no_cache.isChecked())
        self._scope.start(work, name="look up DOIs", latest="look up")

    async def _look_up(self, dois: tuple[str, ...], *, skip: bool, keep: bool) -> None:
        lookup = self._unpaywall_lookup
        self._running = True
        self._show()
        try:
            await lookup.look_up(dois, self._ask, stop_at_failure=not skip, keep=keep, on_item=self._on_item)
        except ScholarError as error:
            self._refuse(error)
            return
        except asyncio.CancelledError:
            self._stopped = gettext("Lookup stopped.")
            raise
        finally:
            self._running = False
            self._later.start(0)
        if len(self._found) < len(self._asked):
            self._stopped = gettext("The lookup stopped at an error.")

    _running = False

    def _on_item(self, item: DoiLookup) -> None:
        self._found[item.id] = item
        if not self._later.isActive():
            self._later.start()

    def _refuse(self, error: ScholarError) -> None:
        """Show why the lookup could not start."""
        self._listed, self._asked = (), ()
        settings = Step(gettext("Set e-mail address"), self._actions["view.settings"].trigger, main=True)
        steps = (settings,) if error.code == "no_email" else ()
        lead, hint = shown(error.message), shown(error.hint or "")
        message = PageMessage(lead, hint, "mail" if steps else "alert", "error", steps=steps)
        self._later.stop()
        self.list.show_message(ERROR, message)

    def _go_on(self) -> None:
        """Look up what has no answer yet, and retry what failed."""
        left = tuple(text for text in self._asked if (item := self._found.get(text)) is None or _can_retry(item))
        for text in left:
            self._found.pop(text, None)
        self._begin(left)

    # Display

    def _show(self) -> None:
        chosen = self.row()
        items = self.items
        self.list.model.show([row for item in items for row in rows_of(item, extended=self.extended)])
        if not self._asked:
            if self.list.state != ERROR:
                self._show_empty()
            return
        left = sum(text not in self._found and is_doi(text) for text in self._asked)
        if self._running:
            others = sum(not is_doi(text) for text in self._asked)
            done = sum(not is_no_doi(item) for item in items)
            lead = gettext("Looking up DOIs: {done} of {total}", done=done, total=len(self._asked) - others)
            # not translated: the name of a task
            stop = Step(gettext("Stop"), lambda: self._scope.cancel("look up"))
            share = len(items) / len(self._asked)
            note = asking_note(self._status, lead, "", (stop,), share, source=UNPAYWALL)
            self.list.show_rows(WAITING, note)
        else:
            self._show_ending(items, left)
        at = None if chosen is None else self.list.model.find(lambda row: row.item.id == chosen.item.id)
        if at is not None:
            self.list.view.mark(at)
        elif items:
            self.list.view.mark(0)
        self._on_chosen()

    def _show_ending(self, items: list[DoiLookup], left: int) -> None:
        spent = self._ask.request_counts.of(UNPAYWALL)
        failed = [item for item in items if _can_retry(item)]
        text = " · ".join(
            (
                *filter(None, (*_summary(items), _repeated(self._listed))),
                ngettext("{count} request", "{count} requests", spent.requests),
                ngettext("{count} saved answer", "{count} saved answers", spent.cached),
            )
        )
        if not left and not failed:
            dois = sum(not is_no_doi(item) for item in items)
            lead = ngettext("Looked up {count} DOI.", "Looked up {count} DOIs.", dois)
            self.list.show_rows(FULL, Note(lead, text, "panel", "tick"))
            return
        if failed and is_offline_problem(failed[0].error, self._status):
            why = gettext("DOIs without a saved answer were not looked up.")
            self.list.show_rows(PARTIAL, offline_note(self._status, f"{why} {text}", self._go_on))
            return
        lead = self._stopped or ngettext("{count} lookup failed.", "{count} lookups failed.", len(failed))
        why = shown(failed[0].error.message) if failed and failed[0].error is not None else ""
        again = Step(gettext("Look up the other {count}", count=left + len(failed)), self._go_on, icon="refresh")
        self.list.show_rows(PARTIAL, Note(lead, f"{why} {text}".strip(), "error" if failed else "warn", None, (again,)))

    def _show_empty(self) -> None:
        self.list.show_message(
            EMPTY,
            PageMessage(
                gettext("Look up DOIs at Unpaywall"),
                gettext(
                    "Unpaywall says whether a paper is open access and where to find it. Saved answers are reused."
                ),
                "globe",
                lines=(MessageLine(gettext("Look up these DOIs"), gettext("Ctrl+Enter"), "search"),),
            ),
        )

    def _on_chosen(self, *_changes: object) -> None:
        self.chosen.emit(self.row())

    # A file of DOIs

    def _choose_file(self) -> None:
        endings = ("txt", "csv", "bib", "ris", "nbib", "json", "md")
        kinds = (FileKind(gettext("Text and bibliographies"), endings), ALL_FILES)
        title, memory = gettext("Open file with DOIs"), self._state
        open_file(self, title, kinds, self.take_file, purpose=FilePurpose.LIST, memory=memory)

    def take_file(self, path: Path) -> None:
        """Put the DOIs of a file into the box."""
        self._scope.start(self._take_file(path), name="read a file of DOIs", latest="file")

    async def _take_file(self, path: Path) -> None:
        try:
            text = await asyncio.to_thread(_text_of, path)
        except ScholarError as error:
            self._messages.failed(gettext("The file could not be read"), error)
            return
        only_dois = is_bibliography(path.name)  # whose entries have a DOI in several fields
        listed = list_dois(text, only_dois=only_dois)
        found = [one.text for one in listed if one.repeats is None or not only_dois]
        self._edit.setPlainText("\n".join(found))
        if not found:
            lead = gettext("{file} contains no DOI.", file=path.name)
            note = Note(lead, gettext("A DOI starts with 10. and has a slash: 10.1038/nature12373"), "warn")
            self._messages.say("dois", note, lasts_ms=8000)


def _other_lines(lines: list[str]) -> str:
    """Return how many of the lines in the box have no DOI, with the first of them."""
    if not lines:
        return ""
    return ngettext(
        "{count} line without a DOI: “{line}”",
        "{count} lines without a DOI: “{line}”, …",
        len(lines),
        line=shorten(lines[0], NAMED_LENGTH),
    )


def _repeated(listed: Sequence[ListedDoi]) -> str:
    """Return how many of the DOIs and lines are left out because an earlier line has them."""
    count = sum(one.repeats is not None for one in listed)
    return gettext("{count} repeated", count=count) if count else ""


def _can_retry(item: DoiLookup) -> bool:
    return item.outcome is LookupOutcome.FAILED and item.error is not None and not is_no_doi(item)


def _summary(items: list[DoiLookup]) -> list[str]:
    """Return '120 open', '76 closed', '3 not found', '1 failed', '2 lines without a DOI', each if there are any."""
    found = [item.answer for item in items if item.answer is not None]
    is_open = sum(answer.get("is_oa") is True for answer in found)
    closed = len(found) - is_open
    missing = sum(item.outcome is LookupOutcome.NOT_FOUND for item in items)
    no_dois = sum(is_no_doi(item) for item in items)
    failed = sum(item.outcome is LookupOutcome.FAILED for item in items) - no_dois
    parts = (
        (is_open, gettext("{count} open", count=is_open)),
        (closed, gettext("{count} closed", count=closed)),
        (missing, gettext("{count} not found", count=missing)),
        (failed, gettext("{count} failed", count=failed)),
        (no_dois, ngettext("{count} line without a DOI", "{count} lines without a DOI", no_dois)),
    )
    return [words for count, words in parts if count]


def _text_of(path: Path) -> str:
    try:
        return read_file(path, MOST_TYPED).decode("utf-8-sig", "replace")
    except OSError as error:
        reason = error.strerror or str(error)
        message = Message("{file} could not be read: {reason}.", file=str(path), reason=reason)
        raise DiskError(message, subject=str(path)) from error
