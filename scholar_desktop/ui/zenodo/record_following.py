"""Follows a record: a button, a chart of its daily numbers, and a notice of a new version."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from scholar_desktop.domain.alerts.followed_items import RECORD, UsageCounts, record_key
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import Prose
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import day, number
from scholar_desktop.ui.zenodo.line_chart import LineChart, Series
from scholar_desktop.ui.zenodo.record_session import RecordSession

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from scholar_desktop.domain.zenodo.record import Record
    from scholar_desktop.services.alerts.follows import Follows
    from scholar_desktop.services.program.scheduler import Scheduler
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.automatic_checks import AutomaticChecks
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme


class RecordFollowing(QWidget):
    """A button, with the chart below it once there are numbers of two days."""

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        messages: Messages,
        checks: AutomaticChecks,
        follows: Callable[[], Follows],
        scheduler: Callable[[], Scheduler],
        session: RecordSession,
        parent: QWidget | None = None,
    ) -> None:
        """Create it. follows, scheduler: return the services, which are created when a record is first shown."""
        super().__init__(parent)
        self._messages = messages
        self._checks = checks
        self._follows = follows
        self._scheduler = scheduler
        self._session = session
        self._scope = scope.child()
        px = theme.px
        self._numbers: tuple[UsageCounts, ...] = ()
        self._is_looking = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, px(4), 0, 0)
        column.setSpacing(px(4))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        self._button = Button(theme, ButtonKind.PLAIN, gettext("Follow"), icon="bell", small=True)
        self._button.setObjectName("followRecordButton")
        self._button.clicked.connect(self._on_follow)
        row.addWidget(self._button)
        self._look = Button(theme, ButtonKind.LINK, gettext("Check now"))
        self._look.setObjectName("lookAtRecordButton")
        set_tooltip(self._look, gettext("Checks Zenodo for new numbers and versions (1 request)."))
        self._look.clicked.connect(self._on_look)
        row.addWidget(self._look)
        row.addStretch(1)
        column.addLayout(row)
        self._chart = LineChart(theme, self)
        self._chart.setObjectName("recordChart")
        column.addWidget(self._chart)
        self._summary = Prose("small", "muted")
        self._summary.setObjectName("recordFollowNote")
        column.addWidget(self._summary)
        self._connected = False

    def show_record(self) -> None:
        """Show the record of the session. Reads the library, sends no request."""
        if not self._connected:
            self._connected = True
            self._follows().changed.connect(lambda _value: self._read())
            self._scheduler().found.connect(lambda _news: self._read())
        self._numbers = ()
        self._show()
        self._read()

    def _read(self) -> None:
        if self._session.record is not None:
            self._scope.start(self._load(), name="numbers of a record", latest="numbers")

    async def _load(self) -> None:
        follows, record = self._follows(), self._session.record
        if record is None:
            return
        await follows.load()
        try:
            self._numbers = await follows.numbers(record)
        except ScholarError:
            self._numbers = ()  # the page of the library reports that it cannot be read
        self._show()

    def _show(self) -> None:
        record = self._session.record
        row = self._follows().followed(RECORD, record_key(record)) if record is not None else None
        words = gettext("Following") if row is not None else gettext("Follow")
        spoken = gettext("Stop following this record") if row is not None else gettext("Follow this record")
        self._button.show_content(
            ButtonContent(words, "tick" if row is not None else "bell", "ok" if row else None), name=spoken
        )
        set_tooltip(
            self._button,
            gettext("Followed since {date}. Click to stop following.", date=day(row.since))
            if row is not None
            else gettext("Tracks views and downloads over time, and shows new versions under News."),
        )
        self._look.setVisible(row is not None)
        self._look.setEnabled(not self._is_looking)
        numbers = self._numbers if row is not None else ()
        views = tuple((one.at, one.views) for one in numbers if one.views is not None)
        downloads = tuple((one.at, one.downloads) for one in numbers if one.downloads is not None)
        self._chart.show_series(
            (
                Series(gettext("views"), views, "plot1"),
                Series(gettext("downloads"), downloads, "plot3", dashed=True),
            )
        )
        self._summary.show_text(_summary(numbers) if row is not None else "")
        self._summary.setVisible(row is not None and bool(numbers))

    def _on_follow(self) -> None:
        record = self._session.record
        if record is None:
            return
        follows = self._follows()
        if follows.followed(RECORD, record_key(record)) is not None:
            self._checks.close_message()
            self._run(follows.let_go(RECORD, record_key(record)), gettext("Could not stop following this record"))
        else:
            self._run(self._follow(record), gettext("Could not follow this record"))

    async def _follow(self, record: Record) -> None:
        await self._follows().follow_record(record)
        self._checks.say(gettext("You follow this record."), gettext("News shows its new versions."))

    def _on_look(self) -> None:
        self._run(self._look_at(), gettext("Could not check this record"))

    async def _look_at(self) -> None:
        record = self._session.record
        if record is None:
            return
        self._is_looking = True
        self._show()
        try:
            news = await self._follows().look_at(self._scheduler(), RECORD, record_key(record))
        finally:
            self._is_looking = False
            self._show()
        await self._load()
        if not news:
            text = gettext("There is no newer version. Today's views and downloads are saved.")
            note = Note(gettext("Nothing new."), text, icon="bell")
            self._messages.say("followed", note, lasts_ms=4000)

    def _run(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        report = partial(self._messages.failed, failed)
        self._scope.start(work, name="follow a record", latest="follow", on_failure=report)


def _summary(numbers: tuple[UsageCounts, ...]) -> str:
    """Return 'All versions, 20 Nov 2026: 1,712 views, 598 downloads.' and the increase since the first day."""
    if not numbers:
        return ""
    first, last = numbers[0], numbers[-1]
    known = []
    if last.views is not None:
        known.append(_views(last.views))
    if last.downloads is not None:
        known.append(_downloads(last.downloads))
    when = day(last.at)
    now = gettext("All versions on {date}: no numbers.", date=when)
    if known:
        now = gettext("All versions on {date}: {numbers}.", date=when, numbers=", ".join(known))
    if len(numbers) > 1 and first.views is not None and last.views is not None:
        views = _views(max(0, last.views - first.views))
        since = gettext("Since {date}: {views} more.", date=day(first.at), views=views)
        if first.downloads is not None and last.downloads is not None:
            downloads = _downloads(max(0, last.downloads - first.downloads))
            since = gettext(
                "Since {date}: {views} and {downloads} more.", date=day(first.at), views=views, downloads=downloads
            )
        return f"{now} {since}"
    return f"{now} {gettext('The chart appears on the second day.')}"


def _views(count: int) -> str:
    return ngettext("{count} view", "{count} views", count, count=number(count))


def _downloads(count: int) -> str:
    return ngettext("{count} download", "{count} downloads", count, count=number(count))
