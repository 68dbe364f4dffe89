"""The footer of a citation list: how much is loaded, remarks about it, and what loading more costs."""

from __future__ import annotations

import enum
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QProgressBar, QWidget

from scholar_desktop.domain.source import CORPUS
from scholar_desktop.services.citations.paging import PAGE
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.actions.conditions import ONLINE
from scholar_desktop.ui.citations.list_messages import (
    LONG_S,
    cost_words,
    least_seconds,
    list_remarks,
    loaded_words,
    loading_seconds,
)
from scholar_desktop.ui.theme.theme import Theme
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import SentenceLabel
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import number, rough_clock, since_words, time_estimate

if TYPE_CHECKING:
    from scholar_desktop.services.citations.citation_list import CitationList

TICK_MS = 1000
LEAST_ROWS = 2000
"""Rows that must have arrived before their pace says more than the number of requests."""
PAGES_OF_PACE = 20
"""The pace is that of at most this number of pages, the last ones: a service may become slower or faster."""
STEADY_S, STEADY_SHARE = 3.0, 0.15
"""An estimate that differs less than this from the end that is shown does not move it."""


class ListActivity(enum.Enum):
    """What a citation list is doing."""

    NOTHING = enum.auto()
    RESTORING = enum.auto()
    """Stored rows are read; nothing is requested."""
    LOADING = enum.auto()
    """A page is requested."""
    LOADING_ALL = enum.auto()
    STOPPED = enum.auto()
    """Loading all rows ended before the last one, because another paper was shown."""


class LoadingTime:
    """Estimates the time until all rows of a list are loaded, as an end that stays where it is until it is clearly
    wrong.

    Args:
        clock: monotonic time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pages: deque[tuple[float, int]] = deque(maxlen=PAGES_OF_PACE + 1)
        """When the number of loaded rows was another one, and that number."""
        self._end: float | None = None
        self._began: float | None = None
        self._row_s: float | None = None
        """The seconds that a row took last, also in a load that has ended."""

    def rest_s(self, loaded: int, total: int | None, guess_s: float, least_s: float) -> float:
        """Return the seconds that the other rows take while none are loaded, by the last pace of the service. The
        arguments are those of `left_s`; total: None if unknown."""
        if self._row_s is None or total is None or total <= loaded:
            return guess_s
        return max(self._row_s * (total - loaded), least_s)

    def since(self, *, is_loading: bool) -> str:
        """Return since when rows are loaded, 'since 14:02:10'; empty for a short time, and while none are."""
        if not is_loading:
            self._began = None
            return ""
        if self._began is None:
            self._began = self._clock()
        return since_words(self._clock() - self._began)

    def stop(self) -> None:
        self._pages.clear()
        self._end = None

    def left_s(self, loaded: int, total: int, guess_s: float, least_s: float) -> float:
        """Return the seconds that are left.

        Args:
            guess_s: how long the requests that are left are expected to take, before the pace of the service is known.
            least_s: how long they take at least, within the limits of the service.
        """
        now = self._clock()
        if not self._pages or self._pages[-1][1] != loaded:
            self._pages.append((now, loaded))
        (began, before), (came, _) = self._pages[0], self._pages[-1]
        estimate = guess_s
        if loaded - before >= LEAST_ROWS:
            row_s = self._row_s = (came - began) / (loaded - before)
            since_s = min(now - came, row_s * PAGE)  # a page that takes longer says nothing of those after it
            estimate = max(row_s * max(0, total - loaded) - since_s, least_s)
        tolerance = max(STEADY_S, STEADY_SHARE * estimate)
        if self._end is None or self._end <= now or abs(now + estimate - self._end) > tolerance:
            self._end = now + estimate
        return self._end - now


class CitationListFoot(QWidget):
    """The pane connects its buttons: `more` (stops while something loads), `all`, `newer`, `dates`, `export`. In a
    narrow foot, `newer` is only its icon, then `dates`, then `export`; and then the buttons are below the words, which
    wrap, with as many of their own as there is room for."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        rate_per_s: float,
        pool: Callable[[], tuple[int, int] | None],
        *,
        has_dates: bool,
        parent: QWidget,
        time: LoadingTime | None = None,
        view: QWidget | None = None,
    ) -> None:
        """time, view: those of `make_loading_foot`."""
        super().__init__(parent)
        self._theme = theme
        self._rate = rate_per_s
        self._pool = pool
        self._has_dates = has_dates
        px = theme.px
        self.setMinimumHeight(px(32))  # also when no button is shown
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(px(16), px(4), px(12), 0)  # below the progress bar
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout()
        for each in (self._rows, row):
            each.setSpacing(px(4))
        self._loaded = SentenceLabel("", "small", "muted")
        self._rows.addWidget(self._loaded, 1)
        self._rows.addLayout(row)
        row.addStretch()
        self.dates = Button(theme, ButtonKind.LINK, small=True)
        self.newer = Button(theme, ButtonKind.LINK, small=True)
        self.more = Button(theme, ButtonKind.PLAIN, gettext("Load more"), small=True)
        self.all = Button(theme, ButtonKind.PLAIN, gettext("Load all"), small=True)
        self.export = Button(theme, ButtonKind.LINK, small=True)
        for key, button in (
            ("export", self.export),
            ("dates", self.dates),
            ("newer", self.newer),
            ("more", self.more),
            ("all", self.all),
        ):
            button.setObjectName(f"{name}.{key}")
            row.addWidget(button)
        self._took_focus = False
        self._time = time or LoadingTime()
        self._view = view
        self._loading_feet: list[CitationListFoot] = []
        self._bar = QProgressBar(self)
        self._bar.setObjectName(f"{name}.progress")
        self._bar.setAccessibleName(gettext("Loading progress"))
        self._bar.setTextVisible(False)
        self._bar.setRange(0, 1000)
        self._bar.hide()
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.setInterval(TICK_MS)
        self._shown: tuple[CitationList | None, int | None, ListActivity, int | None, int, bool] = (
            None,
            None,
            ListActivity.NOTHING,
            None,
            0,
            False,
        )
        self._tick.timeout.connect(lambda: self.show_list(*self._shown))
        self._fit()

    def make_loading_foot(self, name: str, parent: QWidget, view: QWidget) -> CitationListFoot:
        """Return a footer for a page that shows the rows of this list in another form: visible only while rows are
        loaded, with the same times as here, and “Stop” alone. view: gets the focus of “Stop” at the end."""
        foot = CitationListFoot(
            self._theme, name, self._rate, self._pool, has_dates=False, parent=parent, time=self._time, view=view
        )
        foot.export.hide()
        foot.more.clicked.connect(self.more.clicked)
        foot.hide()
        self._loading_feet.append(foot)
        return foot

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._bar.setGeometry(0, 0, self.width(), self._bar.sizeHint().height())
        self._fit()

    def _fit(self) -> None:
        """Give the buttons as many words as there is room for beside the line of what is loaded."""
        links = (
            (
                self.newer,
                "refresh",
                gettext("Check for new citations") if self._has_dates else gettext("Check for new references"),
                shown(ONLINE.why)
                if not self.newer.isEnabled()
                else gettext("Load citations newer than these. Sends one request or more.")
                if self._has_dates
                else gettext("Load references that were added after these. Sends one request or more."),
            ),
            (self.dates, "calendar", gettext("Limit by date…"), ""),
            (
                self.export,
                "file-text",
                gettext("Export sentences…"),
                gettext("Save the list as filtered, with its citing sentences, as HTML for Word, Markdown or CSV."),
            ),
        )
        is_beside = True
        # a line of their own has room for more words; an icon alone has a frame: else it belongs to the next link
        for icons, is_beside in [(count, beside) for count in range(len(links) + 1) for beside in (True, False)]:
            for place, (button, icon, title, about) in enumerate(links):
                has_words = place >= icons
                button.set_kind(ButtonKind.LINK if has_words else ButtonKind.PLAIN)
                shown_icon = icon if not has_words or button is self.export else None
                button.show_content(ButtonContent(title if has_words else "", shown_icon), name=title)
                set_tooltip(button, about if has_words else "\n".join(part for part in (title, about) if part))
            if self._wanted_width(is_beside=is_beside) <= self.width():
                break
        else:  # no room for the frames either
            for button, *_words in links:
                button.set_kind(ButtonKind.LINK)
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        if self._rows.direction() is not direction:
            self._rows.setDirection(direction)

    def _wanted_width(self, *, is_beside: bool) -> int:
        margins, gap = self._rows.contentsMargins(), self._rows.spacing()
        buttons = (self.export, self.dates, self.newer, self.more, self.all)
        line = (self._loaded, *buttons) if is_beside else buttons
        widths = [each.sizeHint().width() for each in line if not each.isHidden()]
        return margins.left() + margins.right() + sum(widths) + gap * len(widths)

    def set_offline(self, is_offline: bool) -> None:
        """Turn off what sends requests at once, with the reason, while the program works offline."""
        if is_offline is self.newer.isEnabled():
            self.newer.setEnabled(not is_offline)
            self._fit()

    @property
    def offers_dates(self) -> bool:
        """True while the list can be limited to some dates."""
        return not (self.isHidden() or self.dates.isHidden())

    def words(self) -> str:
        return self._loaded.text()

    def show_list(
        self,
        found: CitationList | None,
        total: int | None,
        activity: ListActivity,
        matches: int | None = None,
        by_title: int = 0,
        is_sorted: bool = False,
    ) -> None:
        """Show how much of *found* is loaded.

        Args:
            total: the number that the paper's record names; None if unknown or if only some dates were requested.
            matches: how many papers pass the filter; None without a filter.
            by_title: how many of them have the words of the filter in their titles alone.
            is_sorted: the rows are in another order than the one in which they are loaded.
        """
        self._shown = found, total, activity, matches, by_title, is_sorted
        is_loading = activity in (ListActivity.LOADING, ListActivity.LOADING_ALL)
        for foot in self._loading_feet:
            foot.show_list(found if is_loading else None, total, activity)
        since = self._time.since(is_loading=is_loading)
        state = found.state if found is not None else None
        if activity is not ListActivity.LOADING_ALL:
            self._time.stop()
            self._bar.hide()
        if found is None or state is None or not (len(found.table) or found.date):
            self._loaded.setText("")
            if self._view is not None and self.more.hasFocus():
                self._view.setFocus(Qt.FocusReason.OtherFocusReason)
            self.hide()
            return
        words = loaded_words(state, total)
        if found.date:
            words = gettext("Dates {dates}: {loaded}", dates=found.date, loaded=words)
        left = found.requests_left
        if is_sorted and left:
            words = gettext("{loaded}, only these are sorted", loaded=words)
        is_busy = is_loading or activity is ListActivity.RESTORING
        is_stopped = activity is ListActivity.STOPPED and left > 0
        sends = state.source != CORPUS
        guess_s, least_s = (at(left, self._rate, self._pool()) for at in (loading_seconds, least_seconds))
        rest_s = self._time.rest_s(state.loaded, total, guess_s, least_s)
        parts = [words]
        if by_title and matches is not None:
            matching = ngettext(
                "{count} paper matches, {by_title} of them by title only",
                "{count} papers match, {by_title} of them by title only",
                matches,
                by_title=number(by_title),
            )
            parts.insert(0, matching)
        elif matches is not None:
            parts.insert(0, ngettext("{count} paper matches", "{count} papers match", matches))
        if activity is ListActivity.LOADING_ALL and left and sends:
            if total is not None and total > state.loaded:
                left_s = self._time.left_s(state.loaded, total, rest_s, least_s)
                parts.append(_left_words(left_s))
                self._show_progress(state.loaded, total)
            parts.append(ngettext("{count} request to go", "{count} requests to go", left))
        elif is_busy:
            parts.append(gettext("loading…"))
        elif is_stopped:
            parts.append(gettext("stopped because you selected another paper"))
        elif rest_s > LONG_S and left and sends:
            parts.append(gettext("the rest takes {time}", time=time_estimate(rest_s)))
        self._loaded.setText(" · ".join(filter(None, (*parts, since, *list_remarks(found)))))
        if is_loading:  # the time left counts down also while nothing arrives
            self._tick.start()
        more = is_loading or (left > 0 and not is_busy and not (is_stopped and left > 1))
        self._show_loading_buttons(more=more, all_=left > 1 and not is_busy, is_loading=is_loading)
        self.more.show_content(ButtonContent(gettext("Stop") if is_loading else gettext("Load more")))
        self.all.show_content(ButtonContent(gettext("Continue") if is_stopped else gettext("Load all")))
        set_tooltip(self.more, ngettext("{count} request", "{count} requests", 1) if sends and not is_loading else "")
        set_tooltip(self.all, cost_words(left, self._rate, self._pool(), rest_s) if sends else "")
        self.newer.setVisible(found.kept and not is_busy)
        self.dates.setVisible(self._has_dates and not is_busy)
        self._fit()
        self.show()

    def _show_loading_buttons(self, *, more: bool, all_: bool, is_loading: bool) -> None:
        """Show or hide the two. “Stop” gets the focus of “Load all”, whose place it takes, and gives it back at the
        end; if neither is left, the list gets it, as from every control that hides."""
        if is_loading and self.all.hasFocus():
            self.more.show()
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)
            self._took_focus = True
        elif not is_loading and self._took_focus:
            self._took_focus = False
            if all_ and self.more.hasFocus():
                self.all.show()
                self.all.setFocus(Qt.FocusReason.OtherFocusReason)
        self.more.setVisible(more)
        self.all.setVisible(all_)

    def _show_progress(self, loaded: int, total: int) -> None:
        self._bar.setValue(round(1000 * loaded / total))
        self._bar.setVisible(True)


def _left_words(seconds: float) -> str:
    """Return 'about 3 minutes left', as the foot says it of a rest that is not being loaded, and 'about 25 s left'
    below a minute, where the seconds are counted down."""
    if seconds < 60:
        return gettext("about {time} left", time=rough_clock(seconds))
    return gettext("{time} left", time=time_estimate(seconds))
