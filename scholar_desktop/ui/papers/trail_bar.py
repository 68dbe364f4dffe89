"""The trail: the papers opened before the one shown, and the papers kept for later."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.shortening import quotable, shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, pgettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.paper_session import PaperSession, plain_papers, read_papers
from scholar_desktop.ui.papers.crumbs import Crumbs
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.widgets.tabs import Tabs

log = logging.getLogger(__name__)

PINNED = "pinned_papers"
"""Key in the window's state."""
MOST_KEPT = 6
CHIP_LETTERS, LETTERS_OF_ONE = 18, 32
"""Letters of the title on the chip of a pinned paper, if there are several, and of the only one."""
PIN_SHOWN_MS = 8000


class TrailBar(QWidget):
    """Two lines, each shown only when it has content.

    The first is the trail with back and forward; of one paper alone, if its details are not shown. The second has the
    papers that the user kept with a middle click: a click opens one, its cross removes it. They stay for the next
    start.

    Signals: `pin_changed` (a paper was pinned, or is no longer, which the second value says), `left` (a title of the
    trail that has the focus was chosen).
    """

    pin_changed = Signal(object, bool)
    left = Signal()

    def __init__(
        self, theme: Theme, actions: Actions, state: WindowState, session: PaperSession, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme: Theme = theme
        self._session = session
        self._state = state
        self.kept = _pinned_papers(state)
        self._is_covered = self._names_paper = False
        self.setObjectName("trailBar")
        self.setAccessibleName(gettext("Recent papers"))
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        px = self._theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(px(6), px(2), px(8), px(2))
        column.setSpacing(0)
        self._line = QWidget(self)
        make_group(self._line)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for action_id, name in (("go.back", gettext("Back")), ("go.forward", gettext("Forward"))):
            button = Button(self._theme, ButtonKind.QUIET, "", icon="back", small=True, name=name)
            button.setObjectName(f"trail.{action_id.removeprefix('go.')}")
            button.bind(actions[action_id], text=name, icon_only=True)
            row.addWidget(button)
        self._crumbs = Crumbs(self._theme, session.go_to, self._line)
        self._crumbs.left.connect(self.left)
        row.addWidget(self._crumbs, 1)
        column.addWidget(self._line)
        self._beside = QWidget(self)
        make_group(self._beside)
        self._chips = FlowLayout(self._beside, gap=0, line_gap=0)
        self._chips.setContentsMargins(px(6), 0, 0, px(2))
        column.addWidget(self._beside)
        session.trail_changed.connect(self._show)
        session.shown.connect(self._show)
        session.grown.connect(self._show)
        self._shown: tuple[object, ...] = ()
        self._show()

    def keep(self, paper: Paper) -> None:
        """Keep *paper* for later; no request is sent until it is opened."""
        if not self.is_kept(paper):
            self._set_kept([*self.kept, paper][-MOST_KEPT:])
            self.pin_changed.emit(paper, True)

    def let_go(self, paper: Paper) -> None:
        self._set_kept([each for each in self.kept if each.id != paper.id])
        self.pin_changed.emit(paper, False)

    def _set_kept(self, papers: list[Paper]) -> None:
        self.kept = papers
        self._state.set(PINNED, plain_papers(papers))
        self._show()

    def is_kept(self, paper: Paper) -> bool:
        return any(each.id == paper.id for each in self.kept)

    def toggle(self, paper: Paper) -> None:
        """Keep *paper*, or remove it if it is kept."""
        if self.is_kept(paper):
            self.let_go(paper)
        else:
            self.keep(paper)

    def set_covered(self, covered: bool) -> None:
        """Hide while something else is shown in place of the paper, such as the form of a new entry."""
        self._is_covered, self._shown = covered, ()
        self._show()

    def set_names_paper(self, named: bool) -> None:
        """Set whether the title of the paper is also shown if no other was opened before it."""
        self._names_paper = named
        self._show()

    def _show(self) -> None:
        trail = self._session.trail
        current = self._session.paper
        shown = (
            self._names_paper,
            tuple(paper.id for paper in trail),
            tuple(paper.id for paper in self.kept),
            current.id if current else "",
        )
        if shown == self._shown:
            return
        self._shown = shown
        has_trail = len(trail) > 1 or (self._names_paper and current is not None)
        self._line.setVisible(has_trail)
        self._beside.setVisible(bool(self.kept))
        self.setVisible((has_trail or bool(self.kept)) and not self._is_covered)
        if has_trail:
            titles = [plain(paper.title) for paper in trail] or [plain(current.title) if current is not None else ""]
            self._crumbs.show_trail(titles)
        self._fill_kept(current)

    def _fill_kept(self, current: Paper | None) -> None:
        _empty(self._chips)
        if not self.kept:
            return
        letters = LETTERS_OF_ONE if len(self.kept) == 1 else CHIP_LETTERS
        for paper in self.kept:
            title = plain(paper.title) or gettext("Untitled")
            is_shown = current is not None and paper.id == current.id
            chip = Button(
                self._theme,
                ButtonKind.CHIP_CHOSEN if is_shown else ButtonKind.CHIP_STATE,
                name=gettext("Open “{title}”", title=title),
            )
            chip.show_content(ButtonContent(shorten(title, letters)), name=gettext("Open “{title}”", title=title))
            set_tooltip(chip, gettext("Pinned paper: “{title}”. Click to open it.", title=quotable(title)))
            chip.setObjectName(f"beside.{paper.id}")
            chip.clicked.connect(_open(self._session, paper))
            close = Button(
                self._theme,
                ButtonKind.QUIET,
                "",
                icon="cross",
                small=True,
                name=gettext("Unpin “{title}”", title=title),
            )
            close.clicked.connect(_close(self, paper))
            pair = QWidget(self._beside)
            row = QHBoxLayout(pair)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            row.addWidget(chip)
            row.addWidget(close)
            self._chips.addWidget(pair)


class PaperName(QObject):
    """Names the paper in its trail while the tab of its citations is shown in the place of its details."""

    def __init__(self, trail: TrailBar, tabs: Tabs) -> None:
        """tabs: the first is that of the details."""
        super().__init__(trail)
        self._trail = trail
        self._tabs = tabs
        tabs.currentChanged.connect(self._show)
        tabs.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._tabs and event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._show()
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        self._trail.set_names_paper(self._tabs.isVisible() and self._tabs.currentIndex() > 0)


class PinCommand(QObject):
    """Names the command that pins the current paper, or unpins it, and says what it did: the pins may be out of
    sight."""

    def __init__(
        self, context: ActionContext, actions: Actions, navigation: Navigation, messages: Messages, trail: TrailBar
    ) -> None:
        super().__init__(trail)
        self._context, self._actions, self._navigation, self._messages = context, actions, navigation, messages
        self._trail = trail
        trail.pin_changed.connect(self._on_pin_changed)
        context.changed.connect(self._name)

    def _on_pin_changed(self, paper: Paper, is_pinned: bool) -> None:
        self._name()
        navigation, title = self._navigation, message_title(paper.title)
        lead = gettext("Unpinned “{title}”.", title=title)
        steps: tuple[Step, ...] = ()
        if is_pinned and navigation.page in (places.SEARCH, places.LIBRARY):
            lead = gettext("Pinned “{title}” above the details.", title=title)
        elif is_pinned:
            lead = gettext("Pinned “{title}”.", title=title)
            steps = (Step(gettext("Show"), lambda: navigation.show(places.SEARCH)),)
        self._messages.say("pinned", Note(lead, icon="pin", steps=steps), lasts_ms=PIN_SHOWN_MS)

    def _name(self) -> None:
        now = self._context.now
        paper = now.papers[0] if len(now.papers) == 1 else now.paper
        is_pinned = paper is not None and self._trail.is_kept(paper)
        title = gettext("Unpin") if is_pinned else pgettext("paper", "Pin")
        self._actions.set_title("paper.keep_beside", title)


def _pinned_papers(state: WindowState) -> list[Paper]:
    """Return the papers that were pinned in earlier runs; none if they cannot be read."""
    try:
        return read_papers(state.get(PINNED, list) or [])[-MOST_KEPT:]
    except msgspec.ValidationError as error:
        log.info("the pinned papers cannot be read and are left out: %s", error)
        return []


def _empty(row: QLayout) -> None:
    while (item := row.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _open(session: PaperSession, paper: Paper) -> Callable[[], None]:
    return lambda: session.open(paper)


def _close(bar: TrailBar, paper: Paper) -> Callable[[], None]:
    return lambda: bar.let_go(paper)
