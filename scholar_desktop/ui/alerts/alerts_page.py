"""The page 'News': the switch and the state of the alerts, the news that they found, and the actions on a news item."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scholar_desktop.domain.alerts.followed_items import AUTHOR
from scholar_desktop.domain.alerts.watched_items import StoredNews
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.alerts.open_access_watch import NOW_OPEN, NOW_PUBLISHED
from scholar_desktop.services.alerts.release_watch import NEW_RELEASE
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.alerts.news_list import NewsRow, news_row, next_words, state_lines
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.page_head import PageHead
from scholar_desktop.ui.context.page_messages import offline_note, show_downloads_step
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.rows.sign_list import SignList
from scholar_desktop.ui.settings.check_interval import CheckIntervalBox
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.widgets.message_page import MessageLine, PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.state_pane import EMPTY, ERROR, FULL, WAITING
from scholar_desktop.ui.widgets.strip import Strip
from scholar_desktop.ui.widgets.tick_box import TickBox
from scholar_desktop.ui.words.batch_names import batch_name
from scholar_desktop.ui.words.literal_text import set_tooltip

SHOWN_EVERY_MS = 150


class AlertsPage(QWidget):
    """News items on the screen count as seen: they lose their mark when the user leaves the page."""

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._watch = ui_context.services.watch
        self._without_pdf = 0
        self._editor = ui_context.services.settings_editor
        self._scope = ui_context.scope.child()
        self._was_shown = False
        self._open_papers: list[Paper] = []
        self._queued: frozenset[str] = frozenset()
        theme = ui_context.theme
        self.setObjectName("newsPage")
        self.setAccessibleName(gettext("News"))
        self.list: SignList[NewsRow] = SignList(theme, "newsView", gettext("News"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.list, 1)
        column.addWidget(self._foot())
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_EVERY_MS)
        self._later.timeout.connect(lambda: self._start(self._update_state, "show the state of the checks"))
        self._queue_later = QTimer(self)
        self._queue_later.setSingleShot(True)
        self._queue_later.setInterval(SHOWN_EVERY_MS)
        self._queue_later.timeout.connect(self._on_queue)
        downloads = ui_context.services.downloads
        downloads.changed.connect(self._check_queue_later)
        downloads.removed.connect(self._check_queue_later)
        downloads.moved.connect(self._check_queue_later)
        self._watch.changed.connect(self._on_watch_changed)
        self._watch.found.connect(self._on_found)
        self._editor.changed.connect(self._on_setting)
        ui_context.services.status.offline_changed.connect(lambda _is_offline: self._show_state())
        ui_context.navigation.page_changed.connect(self._on_page)
        self.list.view.selectionModel().selectionChanged.connect(self._on_chosen)
        ui_context.current.follow(self.list.view, self._read_selection)
        self.list.view.opened.connect(self._open)
        self._show_state()

    def run(self, name: str) -> None:
        """Run the action `news.<name>` on the chosen rows."""
        rows = self.list.chosen()
        if name == "get":
            self._get(rows)
        elif rows:
            self._start(lambda: self._dismiss(rows), "put news away")

    def reload(self) -> None:
        self._start(self._load, "load the news")

    # Building

    def _head(self) -> QWidget:
        theme = self._ui_context.theme
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        first, rest = PageHead(theme, gettext("News"), line=False), Strip(theme, padding=0, row_gap=6)
        rest.column.setContentsMargins(theme.px(16), 0, theme.px(16), theme.px(8))
        second = rest.add_flow(12)
        column.addWidget(first)
        column.addWidget(rest)
        look = Button(theme)
        look.setObjectName("lookNowButton")
        look.bind(self._ui_context.actions["news.look_now"], text=gettext("Check now"))
        first.add(look)
        self._switch = TickBox(theme, gettext("Check automatically"))
        self._switch.setObjectName("watchTick")
        set_tooltip(self._switch, gettext("Runs when idle, within the services' limits."))
        self._switch.clicked.connect(lambda: self._start(self._set_watch, "switch the watch"))
        second.addWidget(self._switch)
        self._pace = CheckIntervalBox(
            self._ui_context.theme,
            self._ui_context.scope,
            self._ui_context.messages,
            self._ui_context.services.settings_editor,
        )
        rest.add_row().addWidget(self._pace)
        self._next = ElidedLabel("", "small", "muted")
        self._next.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        second.addWidget(self._next)
        self._states = Prose("small", "muted")
        rest.column.addWidget(self._states)
        self._people = Button(self._ui_context.theme, ButtonKind.LINK)
        self._people.setObjectName("newsPeopleButton")
        self._people.bind(self._ui_context.actions["view.authors"], text=gettext("Show people you follow"))
        self._people.hide()
        rest.column.addWidget(self._people, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _foot(self) -> QWidget:
        theme = self._ui_context.theme
        self._commands = Strip(theme, "top", padding=8)
        row = self._commands.add_row()
        self._get_button = Button(theme, ButtonKind.PRIMARY)
        self._get_button.setObjectName("newsGetButton")
        self._get_button.bind(self._ui_context.actions["news.get"], text=gettext("Get PDF"))
        open_ = Button(theme)
        open_.setObjectName("newsOpenButton")
        open_.setAccessibleName(gettext("Open paper"))
        open_.show_content(ButtonContent(gettext("Open paper"), "eye"))
        open_.clicked.connect(lambda: self._open(self.list.view.current_row()))
        browser = Button(theme)
        browser.bind(self._ui_context.actions["paper.open_browser"], text=gettext("Open in browser"))
        away = Button(theme)
        away.setObjectName("newsDismissButton")
        away.bind(self._ui_context.actions["news.dismiss"], text=gettext("Dismiss"))
        for button in (self._get_button, open_, browser, away):
            row.addWidget(button)
        row.addStretch(1)
        return self._commands

    # Display

    async def _load(self) -> None:
        try:
            news = await self._without_queued(await self._without_saved(await self._watch.news()))
        except ScholarError as error:
            self.list.show_message(ERROR, PageMessage(shown(error.message), shown(error.hint or ""), "alert", "error"))
            return
        chosen = {row.news.id for row in self.list.chosen()}
        self.list.model.show([news_row(one) for one in news])
        rows = [number for number, one in enumerate(news) if one.id in chosen]
        if news:
            if rows:
                self.list.view.select_rows(rows, current=rows[0])
            else:
                self.list.view.mark(0)
        await self._update_state()
        self._on_chosen()

    async def _without_queued(self, news: Sequence[StoredNews]) -> list[StoredNews]:
        """Return *news* without open copies of papers that are in the downloads, which are no news. They come back if
        the download ends without a PDF."""
        opened = [one for one in news if one.kind == NOW_OPEN and one.paper is not None]
        self._open_papers = [one.paper for one in opened if one.paper is not None]
        self._queued = self._ids_in_queue()
        hidden = [one for one in opened if one.paper is not None and one.paper.id in self._queued]
        if any(not one.seen for one in hidden):
            await self._watch.mark_seen(hidden)
        return [one for one in news if one not in hidden]

    def _ids_in_queue(self) -> frozenset[str]:
        downloads = self._ui_context.services.downloads
        return frozenset(paper.id for paper in self._open_papers if downloads.is_in_progress(paper))

    def _check_queue_later(self, _value: object) -> None:
        if not self._queue_later.isActive():
            self._queue_later.start()

    def _on_queue(self) -> None:
        if self._ids_in_queue() != self._queued:
            self.reload()

    async def _without_saved(self, news: Sequence[StoredNews]) -> list[StoredNews]:
        """Return *news* without open copies of papers that have their PDFs by now, which are dropped."""
        papers = [one.paper for one in news if one.kind == NOW_OPEN and one.paper is not None]
        found = await self._ui_context.services.library.find_many(papers) if papers else {}
        saved = {key for key, kept in found.items() if kept.pdf is not None}
        gone = [one for one in news if one.kind == NOW_OPEN and one.paper is not None and one.paper.id in saved]
        if gone:
            await self._watch.drop(gone)
        return [one for one in news if one not in gone]

    async def _update_state(self) -> None:
        try:
            self._without_pdf = (await self._ui_context.services.library.counts()).without_pdf
        except ScholarError:
            self._without_pdf = 0  # the list says what is wrong with the library
        self._show_state()

    def _show_state(self) -> None:
        now = datetime.now(UTC)
        watch = self._watch
        self._switch.setChecked(watch.is_on)
        self._next.show_text(next_words(watch.next_look, is_on=watch.is_on))
        states = watch.states()
        self._states.show_text("\n".join(state_lines(states, now, self._without_pdf)))
        self._people.setVisible(any(one.kind == AUTHOR and one.watched for one in states))
        if watch.is_looking:
            stop = Step(gettext("Stop"), watch.stop_looking)
            due = sum(one.due for one in watch.states() if one.looking)
            done = sum(one.done for one in watch.states() if one.looking)
            note = asking_note(
                self._ui_context.services.status,
                gettext("Checking for news…"),
                "",
                (stop,),
                done / due if due else None,
                waits_for=lambda: watch.waits_for,
            )
            self.list.show_rows(WAITING, note)
        elif self.list.model.rowCount():
            self.list.show_rows(FULL, self._offline_note())
        else:
            self._show_empty()
        self._commands.setVisible(self.list.model.rowCount() > 0)

    def _on_watch_changed(self, _value: None) -> None:
        if not self._later.isActive():
            self._later.start()

    def _on_found(self, _news: object) -> None:
        if self.isVisible():
            self.reload()

    def _offline_note(self) -> Note | None:
        """Return the note that nothing is checked offline, with the way to go online; None online."""
        status = self._ui_context.services.status
        return offline_note(status, gettext("News is not checked for until you go online.")) if status.offline else None

    def _show_empty(self) -> None:
        lines: tuple[MessageLine, ...] = ()
        if (note := self._offline_note()) is not None:
            (step,) = note.steps
            lines = (MessageLine(note.lead, note.text, note.icon, note.tone, step.title, step.run),)
        self.list.show_message(
            EMPTY,
            PageMessage(
                gettext("No news"),
                gettext(
                    "News about your library appears here: papers that became open, preprints that were published, "
                    "new work by people you follow. What is new in your saved searches is counted beside them in the "
                    "sidebar."
                ),
                "bell",
                lines=lines,
            ),
        )

    def _on_chosen(self, *_changes: object) -> None:
        rows = self.list.chosen()
        if self._ui_context.navigation.page != places.NEWS:
            return
        self._ui_context.context.update(news=len(rows))
        papers = [row.news.paper for row in rows if row.news.paper is not None]
        self._ui_context.current.use(self._read_selection)
        published = bool(rows) and all(row.news.kind == NOW_PUBLISHED for row in rows)
        self._get_button.setVisible(any(row.news.kind in (NOW_OPEN, NOW_PUBLISHED) for row in rows))
        many = max(1, len(papers))
        if published:
            words = ngettext("Get published PDF", "Get {count} published PDFs", many)
        else:
            words = ngettext("Get PDF", "Get {count} PDFs", many)
        self._get_button.set_text(words)

    def _read_selection(self) -> tuple[Paper | None, list[Paper]]:
        papers = [row.news.paper for row in self.list.chosen() if row.news.paper is not None]
        lead = self.list.model.paper_at(row) if (row := self.list.view.lead_row()) >= 0 else None
        return lead or next(iter(papers), None), papers

    # Actions of the user

    def _get(self, rows: list[NewsRow]) -> None:
        """Download the PDFs of papers that became open; a published version is added to the version in the library."""
        downloads, keys = self._ui_context.services.downloads, list[str]()
        open_title, published_title = gettext("Papers that became open"), gettext("Published versions")
        for kind, beside, title in ((NOW_OPEN, False, open_title), (NOW_PUBLISHED, True, published_title)):
            papers = [row.news.paper for row in rows if row.news.kind == kind and row.news.paper is not None]
            if papers:
                keys += downloads.enqueue(papers, batch=batch_name(title, len(papers)), beside=beside)
        if any(row.news.kind in (NOW_OPEN, NOW_PUBLISHED) for row in rows):
            show = show_downloads_step(self._ui_context.navigation, *keys)
            text = gettext("Your existing PDFs are kept.")
            note = Note(gettext("Added to downloads."), text, icon="get", steps=(show,))
            self._ui_context.messages.say("news", note, lasts_ms=8000)

    def _open(self, row: int) -> None:
        """Open the paper of the news item, or the page of the corpus; 'back' returns to this page."""
        if row >= 0 and self.list.model.row(row).news.kind == NEW_RELEASE:
            self._ui_context.actions["view.corpus"].trigger()
            return
        paper = self.list.model.paper_at(row) if row >= 0 else None
        if paper is not None and paper.id:
            listed = [row.news.paper for row in self.list.model.rows]
            beside = {one.id: one for one in listed if one is not None and one.id}
            self._ui_context.navigation.leave_for_paper(paper.id, gettext("News"), beside=tuple(beside.values()))
            self._ui_context.current.run_for("paper.open", paper)

    async def _dismiss(self, rows: list[NewsRow]) -> None:
        gone = [row.news for row in rows]
        await self._watch.drop(gone)
        await self._load()
        undo = Step(
            gettext("Undo"), lambda: self._start(lambda: self._bring_back(gone), "bring news back"), icon="undo"
        )
        lead = ngettext("Dismissed {count} item.", "Dismissed {count} items.", len(gone))
        self._ui_context.messages.undoable(lead, undo)

    async def _bring_back(self, news: list[Any]) -> None:
        self._ui_context.messages.close_message("undo")
        await self._watch.bring_back(news)
        await self._load()

    async def _set_watch(self) -> None:
        await self._editor.set("watch", self._switch.isChecked())

    def _on_setting(self, key: str) -> None:
        if key.startswith("watch"):
            self._show_state()

    def _on_page(self, page: str) -> None:
        if page == places.NEWS:
            self._on_chosen()
            return
        self._ui_context.context.update(news=0)
        unseen = [row for row in self.list.model.rows if not row.news.seen]
        if unseen and self._was_shown:
            self._was_shown = False
            self._start(lambda: self._watch.mark_seen([row.news for row in unseen]), "mark news as seen")

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        self._scope.start(self._reporting(work), name=name, latest=name)

    async def _reporting(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        try:
            await work()  # not created before: it is cancelled if the window closes first
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("Could not update the news"), error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._was_shown = True
        self._watch.refresh()
        self.reload()
