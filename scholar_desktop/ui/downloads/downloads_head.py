"""The header of the downloads page: the progress of the whole queue, and buttons that apply to all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.download import DownloadItem, QueueProgress
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.page_head import GAP, SIDES, PageHead
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.words import wording
from scholar_desktop.ui.words.access_words import running_counts
from scholar_desktop.ui.words.literal_text import add_entry, set_tooltip
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme

IN_MENU = (
    "downloads.get_list",
    "",
    "downloads.resume_all",
    "downloads.move_top",
    "",
    "downloads.save_report",
    "downloads.copy_report",
    "",
    "downloads.clear",
)
PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
MANY = 999
"""The number of downloads for whose digits the button that clears has room."""
LEAST_PROGRESS = 200
"""Width in pixels at the base size that the progress has beside the buttons: room for '39 of 41 · about 2 min left'."""
SUCCESSOR_AWAITED_MS = 1000
"""How long “Resume all” is awaited after “Pause all” was pressed, to get its focus, and the other way round."""


class _ClearButton(Button):
    """Removes finished downloads. The second click of a double click does nothing: after the first one, the button is
    about other downloads."""

    _why = ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def explain(self, text: str) -> None:
        """Show *text* above the tooltip of the action, and read it to users of a screen reader."""
        if text != self._why:
            self._why = text
            self.setAccessibleDescription(text)
            self._on_action_changed()

    def _on_action_changed(self) -> None:
        super()._on_action_changed()
        if self._why and self._action is not None:
            set_tooltip(self, f"{self._why}\n{self._action.statusTip()}")


class DownloadsHead(PageHead):
    """Shows '3 of 7 finished, 2 downloading, 2 waiting · 1.5 MB/s · about 10 s left · since 14:02:10', and the
    buttons."""

    _is_folded = _can_clear = False
    _successor: Button | None = None

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        leave: Callable[[], None],
        add_folded: Callable[[QMenu], None],
        menu_titles: Callable[[], Mapping[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        """
        Args:
            leave: moves the focus to the list, after the button that clears it was pressed.
            add_folded: adds to a menu what is folded away in a low window.
            menu_titles: returns the titles of actions of the menu that differ from their own, by id: where only a part
                of the downloads is listed, what the buttons say about it.
        """
        super().__init__(theme, gettext("Downloads"), parent=parent)
        self._theme = theme
        self._actions = actions
        self._add_folded = add_folded
        self._menu_titles = menu_titles
        self._progress = QueueProgress()
        self._finished = 0
        self.note.setObjectName("downloadsSummary")
        self._list = self._button("getListOfPdfsButton", "downloads.get_list", gettext("Get PDFs for a list…"))
        self._pause = self._button("pauseDownloadsButton", "downloads.pause_all", gettext("Pause all"))
        self._resume = self._button("resumeDownloadsButton", "downloads.resume_all", gettext("Resume all"))
        self._cancel = self._button("cancelDownloadsButton", "downloads.cancel_all", gettext("Cancel all"))
        self._clear = _ClearButton(theme)
        self._clear.setObjectName("clearDownloadsButton")
        self._clear.bind(actions["downloads.clear"], text=gettext("Clear finished"))
        self._clear.clicked.connect(leave)
        self._more = Button(theme, ButtonKind.QUIET, icon="more", name=gettext("More commands"))
        self._more.setObjectName("moreDownloadsButton")
        self._more.clicked.connect(self._open_menu)
        # beside the title, the buttons are at the right: see `place_controls`
        for button in (self._clear, self._list, self._pause, self._resume, self._cancel, self._more):
            self.add(button)
        self._pause.installEventFilter(self)
        self._resume.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give a button that takes the place of the one that was pressed with the keyboard the focus of that once it
        can have it: the list would get it, whose current row may be out of sight."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in PRESSES:
            self._successor = self._resume if watched is self._pause else self._pause
            QTimer.singleShot(SUCCESSOR_AWAITED_MS, self, self._await_none)
        elif watched is self._successor and event.type() in (QEvent.Type.Show, QEvent.Type.EnabledChange):
            QTimer.singleShot(0, self, self._give_focus)
        return super().eventFilter(watched, event)

    def _await_none(self) -> None:
        self._successor = None

    def _give_focus(self) -> None:
        successor = self._successor
        if successor is not None and successor.isVisible() and successor.isEnabled():
            self._successor = None
            successor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_finished(self, items: Sequence[DownloadItem], covered: Sequence[DownloadItem], *, is_part: bool) -> None:
        """Show how many of *items*, the listed ones, “Clear finished” removes.

        Args:
            covered: those of all chips: the button has room for what it may say of a part of them.
            is_part: others are hidden, so that the button names the listed ones: “finished” may be understood as
                “saved” beside those that are missing.
        """
        self._finished, total = sum(item.is_finished for item in items), len(covered)
        words = gettext("Clear finished")
        if is_part and self._finished == len(items):
            words = ngettext("Clear this one", "Clear these {count}", self._finished)
        elif is_part:
            words = gettext("Clear {count} of these {total}", count=self._finished, total=len(items))
        if words != self._clear.content.text:
            self._clear.bind(self._actions["downloads.clear"], text=words)
        rooms = [gettext("Clear finished"), ngettext("Clear this one", "Clear these {count}", total)]
        if _why_some_stay(covered):
            rooms.append(gettext("Clear {count} of these {total}", count=total, total=total))
        self._clear.keep_room(*rooms)
        self._clear.explain(_why_some_stay(items))

    def fold(self, *, is_folded: bool) -> None:
        """Show only the buttons that pause, resume and cancel, where the list needs the room: the menu has the rest."""
        if is_folded is not self._is_folded:
            self._is_folded = is_folded
            self.show_progress(self._progress)

    def show_progress(self, progress: QueueProgress) -> None:
        """Show the progress of the queue: of all that are listed, as the results below count them."""
        self._progress = progress
        under_way = bool(progress.running or progress.waiting)
        words = []
        if progress.rate:
            words.append(gettext("{size}/s", size=wording.size(round(progress.rate))))
        if progress.left_s is not None and under_way:
            words.append(gettext("about {time} left", time=wording.rough_clock(progress.left_s)))
        if progress.since is not None and progress.running:
            began = datetime.fromisoformat(progress.since)
            words.append(wording.since_words((datetime.now(UTC) - began).total_seconds()))
        active = gettext("{count} active", count=progress.running) if progress.running else ""
        whole, shorter = (
            " · ".join(filter(None, (_counts(progress, running), *words)))
            for running in (running_counts(progress.running, progress.looking), active)
        )
        self.show_note(whole, shorter, *_short_words(progress, active))
        can_resume = not under_way and bool(progress.paused)
        width = max(self._pause.sizeHint().width(), self._resume.sizeHint().width())
        for button in (self._pause, self._resume):  # they have one place
            button.setMinimumWidth(width)
        # they stay, disabled, when the last download ends: a click meant for one of them must not meet another
        self._pause.setVisible(not can_resume and bool(progress.total))
        self._resume.setVisible(can_resume)
        self._cancel.setVisible(bool(progress.total))
        self._more.setVisible(bool(progress.total))  # without downloads, only the command of a button could run
        is_folded = self._is_folded and bool(progress.total)
        self._list.setVisible(not is_folded)
        self._can_clear = bool(self._finished) and not (under_way or progress.paused or is_folded)
        self._show_clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_clear()
        super().resizeEvent(event)

    def _show_clear(self) -> None:
        """Show the button that clears if all buttons have room in one line; otherwise the menu has its command."""
        self._clear.setVisible(self._can_clear and self._has_room_to_clear())

    def _has_room_to_clear(self) -> bool:
        return self._width_of_buttons() + self._width_to_clear() <= self.width() - sum(map(self._theme.px, SIDES))

    def _width_of_buttons(self) -> int:
        """Return the width of the buttons in one line, without the one that clears."""
        shown = [self._list] if not self._list.isHidden() else []
        shown += [self._pause, self._cancel, self._more] if self._progress.total else []  # “Resume all” has one's place
        width = sum(max(button.sizeHint().width(), button.minimumWidth()) for button in shown)
        return width + self._theme.px(GAP) * max(0, len(shown) - 1)

    def _width_to_clear(self) -> int:
        """Return the width of the button that clears with what it may say of any part of the downloads, and its gap."""
        rooms = (
            gettext("Clear finished"),
            ngettext("Clear this one", "Clear these {count}", MANY),
            gettext("Clear {count} of these {total}", count=MANY, total=MANY),
        )
        advance, room = self._clear.fontMetrics().horizontalAdvance, self._clear.content.text_room
        more = max(map(advance, rooms)) - advance(room or self._clear.content.text)
        return self._clear.sizeHint().width() + max(0, more) + self._theme.px(GAP)

    def width_of_controls(self) -> int:
        """Return the width of all buttons, also of one that is shown only when all downloads have ended: the buttons
        would go below the title then, and all rows would move."""
        if not self._progress.total or self._is_folded or not self._has_room_to_clear():
            return self._width_of_buttons()
        return self._width_of_buttons() + self._width_to_clear()

    def place_controls(self, *, is_beside: bool) -> None:
        """Put the button that comes and goes at the open end of the line, so that no other changes its place."""
        self._row.removeWidget(self._clear)
        self._row.insertWidget(0 if is_beside else self._row.count(), self._clear)

    def least_note(self) -> int:
        """Return the width of the short form of the progress, or of the words of an empty page."""
        return self._theme.px(LEAST_PROGRESS) if self._progress.total else super().least_note()

    def _button(self, name: str, action: str, text: str) -> Button:
        button = Button(self._theme)
        button.setObjectName(name)
        button.bind(self._actions[action], text=text)
        return button

    def _open_menu(self) -> None:
        menu = make_menu(self)
        self._add_folded(menu)
        titles = {**self._menu_titles()}
        if self._finished:
            titles["downloads.clear"] = self._clear.content.text
        for name in IN_MENU:
            if not name:
                menu.addSeparator()
            elif name in titles:
                entry = add_entry(menu, titles[name])
                entry.setEnabled(self._actions[name].isEnabled())
                entry.triggered.connect(self._actions[name].trigger)
            else:
                menu.addAction(self._actions[name])
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))


def _counts(progress: QueueProgress, running: str) -> str:
    """Return how many downloads have ended, run, wait and are paused. running: the words for those that run."""
    under_way = bool(progress.running or progress.waiting)
    counts = (
        gettext("{done} of {total} finished", done=progress.ended, total=progress.total)
        if under_way and progress.ended
        else "",
        running,
        gettext("{count} waiting", count=progress.waiting) if progress.waiting else "",
        gettext("{count} paused", count=progress.paused) if progress.paused else "",
    )
    return ", ".join(filter(None, counts))


def _short_words(progress: QueueProgress, active: str) -> tuple[str, ...]:
    """Return shorter forms of the progress, which keep the time that is left. active: how many downloads run."""
    if progress.left_s is None or not (progress.running or progress.waiting):
        return (_counts(progress, active),)
    left = gettext("about {time} left", time=wording.rough_clock(progress.left_s))
    forms = [f"{_counts(progress, active)} · {left}"]
    if progress.ended:
        done = gettext("{done} of {total} finished", done=progress.ended, total=progress.total)
        short = gettext("{done} of {total}", done=progress.ended, total=progress.total)
        forms += [f"{done} · {left}", f"{short} · {left}"]
    return (*forms, left)


def _why_some_stay(items: Sequence[DownloadItem]) -> str:
    """Return which of *items* “Clear finished” leaves in the list, and why; empty if it removes all of them."""
    review = sum(item.quarantined is not None for item in items)
    again = sum(item.again is not None and item.quarantined is None for item in items)
    sentences = []
    if again:
        sentences.append(
            ngettext("{count} stays: it is tried again later.", "{count} stay: they are tried again later.", again)
        )
    if review:
        sentences.append(
            ngettext("{count} stays: it has a PDF to review.", "{count} stay: they have a PDF to review.", review)
        )
    return " ".join(sentences)
