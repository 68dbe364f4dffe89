"""The section with the open copies of the paper shown, in the order in which they are tried."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.identifiers.identifiers import zenodo_of_doi
from scholar_desktop.domain.identifiers.kinds import Scheme
from scholar_desktop.domain.paper import Copy, Paper, access_status
from scholar_desktop.domain.request_options import RequestOptions
from scholar_desktop.domain.search.paper_filter import is_of_files
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO
from scholar_desktop.services.open_access.candidates import Preference
from scholar_desktop.services.open_access.shown_copies import ShownCopy, shown_copies
from scholar_desktop.settings import declaration
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.context.asking_note import WaitingWords
from scholar_desktop.ui.context.messages import PDFS_WANTED
from scholar_desktop.ui.context.page_messages import download_waits_note
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.open_access.access_panel import AccessBadge
from scholar_desktop.ui.open_access.copy_row import CopyActions, CopyState, copy_row, copy_state
from scholar_desktop.ui.widgets.button import RING, Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.tab_order import make_group
from scholar_desktop.ui.words.access_words import copy_orders
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import day, listed, source_title

WAITS_SHOWN_MS = 10_000


class CopiesView(QWidget):
    """The rows of the copies. The property `state` of copiesView is full or empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("copiesView")
        self.setAccessibleName(gettext("Open-access copies"))
        self.setProperty("state", "empty")
        make_group(self)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)


class CopiesSection(QWidget):
    """The header with the badge, the order, the rows, a button for more lookups, and a box for the user's own links.

    Signal: `look_wanted` (look for the copies of a paper that was not opened yet).
    """

    look_wanted = Signal()

    def __init__(self, ui_context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._services = ui_context.services
        self._theme = theme = ui_context.theme
        self._scope = ui_context.scope.child()
        self._paper: Paper | None = None
        self._own: tuple[Copy, ...] = ()
        self._nothing = ""
        self._is_looked_up = self._can_attach = False
        self._showing = 0
        self._message = ""
        self._shown: object = None
        self._focused = ""
        self._focus_home: QWidget | None = None
        self._copy_actions = CopyActions(self._get, self._services.open_url, self._copy_link, self._forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(16), 0, 0)
        column.setSpacing(theme.px(2))
        column.addLayout(self._build_head())
        self._none = Prose("small", "muted")
        self._none.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(self._none)
        self._ask = Button(theme, ButtonKind.LINK, gettext("Find open copies"), icon="search")
        self._ask.setObjectName("lookForCopiesButton")
        self._ask.clicked.connect(self.look_wanted)
        column.addWidget(self._ask)
        self.view = CopiesView()
        self.view.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(self.view)
        column.addWidget(self._build_more())
        self._link_box = self._build_link()
        column.addWidget(self._link_box)
        self._services.settings_editor.changed.connect(self._on_setting)
        self._services.user_links.changed.connect(lambda _value: self._load_own())

    # Building

    def _build_head(self) -> QVBoxLayout:
        theme = self._theme
        head = QVBoxLayout()
        head.setContentsMargins(RING, 0, 0, 0)
        head.setSpacing(theme.px(2))
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self._title = ElidedLabel(gettext("Open-access copies"), "section")
        row.addWidget(self._title, 1)
        self._badge = AccessBadge(theme)
        row.addWidget(self._badge)
        head.addLayout(row)
        self._order = ChoiceChip(theme, gettext("Sort copies"), copy_orders())
        self._order.setObjectName("copyOrderButton")
        set_tooltip(self._order, shown(declaration("copy_order").title))
        self._order.set_value(self._services.settings_editor.current.copy_order)
        self._order.chosen.connect(self._on_order)
        head.addWidget(self._order, 0, Qt.AlignmentFlag.AlignLeft)
        return head

    def _build_more(self) -> QWidget:
        theme = self._theme
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, theme.px(4), 0, 0)
        column.setSpacing(theme.px(2))
        self._more = Button(theme, ButtonKind.LINK, gettext("Find more open copies"), icon="search")
        self._more.setObjectName("moreCopiesButton")
        self._more.clicked.connect(self._look)
        column.addWidget(self._more)
        self._answer = Prose("small", "muted")
        self._answer.setContentsMargins(RING, 0, 0, 0)
        column.addWidget(self._answer)
        self._waits = WaitingWords(self._services.status, self._answer.show_text, self)
        self._is_looking = False
        return box

    def _build_link(self) -> QWidget:
        theme = self._theme
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(RING, theme.px(6), 0, 0)
        row.setSpacing(theme.px(6))
        self._link = QLineEdit()
        self._link.setObjectName("ownLinkEdit")
        self._link.setAccessibleName(gettext("Add a link to a PDF of this paper"))
        self._link.setPlaceholderText(gettext("Add a link to a PDF"))
        self._link.setClearButtonEnabled(False)
        self._link.returnPressed.connect(self._on_link)
        self._link.textChanged.connect(self._show_link_buttons)
        row.addWidget(self._link, 1)
        self._add = Button(theme, ButtonKind.PLAIN, gettext("Get PDF"), small=True)
        self._add.setObjectName("addLinkButton")
        set_tooltip(self._add, gettext("Saves the link with this paper and gets the PDF from there."))
        self._add.clicked.connect(self._on_link)
        self._add.hide()
        row.addWidget(self._add)
        self._attach = Button(theme, ButtonKind.PLAIN, self._ui_context.actions.title("paper.attach_pdf"), small=True)
        self._attach.setObjectName("attachPdfButton")
        set_tooltip(self._attach, self._ui_context.actions.help("paper.attach_pdf"))
        self._attach.clicked.connect(self._on_attach)
        self._attach.hide()
        row.addWidget(self._attach)
        return box

    # Showing

    def show_paper(self, paper: Paper, nothing: str, session: PaperSession, *, is_restricted: bool = False) -> None:
        """Show the copies of *paper*.

        Args:
            nothing: the text shown if there are none.
            session: shows the paper; a link that is being typed stays until it shows another one.
            is_restricted: a note above says that the files are not public, and why: nothing here says that again.
        """
        showing, is_looked_up = session.showing, session.is_open  # until then, the services were not asked for copies
        is_renamed = self._paper is None or self._paper.id != paper.id
        is_other = self._paper is None or self._showing != showing
        mark = self._ui_context.marks.of(paper)
        if is_looked_up and paper.oa.is_oa and is_of_files(paper, mark.download):
            nothing = gettext("This record has files, but no PDF.")
        if not is_looked_up and not any(name != Scheme.KEY for name, _ in paper.ids.items()):
            # a work that only the library knows: there is nothing to look up, and opening it says the same
            nothing, is_looked_up = gettext("This paper has no known DOI, which Unpaywall needs."), True
        if is_restricted:
            nothing = ""
        self._paper, self._nothing, self._is_looked_up, self._showing = paper, nothing, is_looked_up, showing
        if is_other:
            self._own = ()
            self._say("")
            self._link.clear()
            self._scope.cancel("look")
            self._end_of_look()
        if is_other or is_renamed:
            self._load_own()
        self._badge.setVisible(not is_restricted or bool(access_status(mark.with_access(paper))))
        self._show_rows()

    def _copies(self, paper: Paper) -> tuple[ShownCopy, ...]:
        preference = Preference(self._services.settings_editor.current.copy_order)
        mark = self._ui_context.marks.of(paper)
        item = mark.download
        return shown_copies(
            paper,
            preference,
            self._own,
            self._services.extra_locations.found(),
            # the files of a record that has no PDF are no copies of a paper
            attempts=item.attempts if item is not None and not item.is_record else (),
            files=mark.kept.files if mark.kept is not None else (),
        )

    def _show_rows(self) -> None:
        paper = self._paper
        if paper is None:
            return
        mark = self._ui_context.marks.of(paper)
        copies = self._copies(paper)
        rows = [(one, copy_state(one.copy, mark)) for one in copies]
        why_not: str | None = ""
        is_trashed = mark.kept is not None and bool(mark.kept.trashed)
        self._link_box.setVisible(not is_trashed)
        # after a download without a PDF, the note above the sections has this button
        is_without_pdf = mark.kept is not None and mark.kept.pdf is None and not is_trashed and mark.download is None
        self._can_attach = is_without_pdf and not is_of_files(paper, None)
        self._show_link_buttons()
        if is_trashed:  # to get a copy would restore the paper
            why_not = None
        elif mark.download is not None and mark.download.state is not DownloadState.DONE:
            why_not = gettext("This paper is in the download queue already.")
            if mark.download.state is DownloadState.RUNNING:
                why_not = gettext("Another copy of this paper is being downloaded.")
        known = [(one, state) for one, state in rows if not one.is_lookup_only or state.words]
        self._show_access(paper, mark, has_copies=bool(known))
        self._none.setVisible(not known and bool(self._nothing))
        asks_first = not known and not self._is_looked_up
        self._ask.setVisible(asks_first)
        self._show_more(() if asks_first else copies)  # one button at a time
        is_online = self._ui_context.context.now.online
        self._ask.setEnabled(is_online)
        set_tooltip(self._ask, "" if is_online else gettext("You are working offline."))
        self._none.show_text(self._nothing)
        if (known, why_not) == self._shown:
            return
        self._shown = (known, why_not)
        count = sum(not one.is_lookup_only or state.is_kept for one, state in known)  # a page tried in vain is no copy
        self._title.show_text(
            gettext("Open-access copies ({count})", count=count) if count else gettext("Open-access copies")
        )
        self._order.setVisible(len(known) > 1)
        self._scope.start(self._fill(known, why_not), name="show the copies", latest="rows")

    def _show_access(self, paper: Paper, mark: PaperStatus, *, has_copies: bool) -> None:
        """Show the kind of open access. has_copies: copies are listed, also such that follow from an identifier, while
        a service may call the paper closed."""
        whole, by = mark.with_access(paper), ""
        if has_copies and access_status(whole) == "closed":
            by = UNPAYWALL if mark.access is not None or UNPAYWALL in paper.sources else S2
        self._badge.show_paper(whole, closed_by=by)

    async def _fill(self, rows: list[tuple[ShownCopy, CopyState]], why_not: str | None) -> None:
        """Create one row in each turn of the event loop, so that a long list of copies does not block moving through
        results. A button that has the focus gets it again, unless the user moves it meanwhile.
        """
        button = self.view.focusWidget()
        if button is not None and button.hasFocus():
            self._focused = button.accessibleName()
        elif QApplication.focusWidget() is not self._focus_home:  # otherwise the rows were not complete
            self._focused = ""
        clear_layout(self.view.rows)
        self._focus_home = QApplication.focusWidget()
        self.view.setVisible(bool(rows))
        for one, state in rows:
            reason = gettext("This copy is in your library.") if state.is_kept and why_not is not None else why_not
            row = copy_row(self._theme, one, state, self._copy_actions, gettable=reason)
            self.view.rows.addWidget(row)
            self._give_focus_back(row)
            await asyncio.sleep(0)
        self.view.setProperty("state", "full" if rows else "empty")
        self._focused, self._focus_home = "", None

    def _give_focus_back(self, row: QWidget) -> None:
        """Give the focus to the button of *row* whose predecessor had it, unless the user moved it meanwhile."""
        if not self._focused or QApplication.focusWidget() is not self._focus_home:
            return
        button = next((one for one in row.findChildren(Button) if one.accessibleName() == self._focused), None)
        if button is not None and button.isEnabled():
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_more(self, copies: tuple[ShownCopy, ...]) -> None:
        if self._is_looking:
            return  # the button stops it
        left = self._services.extra_locations.not_looked_up(one.copy for one in copies)
        self._more.setVisible(bool(left))
        places = list(dict.fromkeys(_place_of(copy) for copy in left))
        self._more.show_content(ButtonContent(gettext("Find more open copies"), "search"))
        hint = ngettext(
            "Searches {places} ({count} request). These are searched automatically only if no other copy works.",
            "Searches {places} ({count} requests). These are searched automatically only if no other copy works.",
            len(left),
            places=", ".join(places),
        )
        set_tooltip(self._more, hint)
        self._more.setEnabled(self._ui_context.context.now.online)

    def _say(self, text: str) -> None:
        self._message = text
        self._answer.show_text(text)
        self._answer.setVisible(bool(text))

    def _load_own(self) -> None:
        if self._paper is not None:
            self._scope.start(self._load(self._paper), name="links of one's own", latest="own")

    async def _load(self, paper: Paper) -> None:
        own = await self._services.user_links.of(paper)
        if self._paper is not None and self._paper.id == paper.id and own != self._own:
            self._own = own
            self._show_rows()

    # Actions of the user

    def _on_order(self, value: str) -> None:
        self._scope.start(self._set_order(value), name="order of copies", latest="order")

    async def _set_order(self, value: str) -> None:
        try:
            await self._services.settings_editor.set("copy_order", value)
        except ScholarError as error:
            self._ui_context.messages.failed(gettext("The order could not be saved"), error)

    def _on_setting(self, key: str) -> None:
        if key == "copy_order":
            self._order.set_value(self._services.settings_editor.current.copy_order)
            self._show_rows()

    def _get(self, copy: Copy) -> None:
        if self._paper is not None:
            self._get_copy(self._paper, copy)

    def _get_copy(self, paper: Paper, copy: Copy) -> None:
        """Download *copy*, or put it into the queue if the program works offline, and say so."""
        key = self._services.downloads.get_copy(paper, copy)
        if self._ui_context.context.now.online:
            return
        messages, navigation = self._ui_context.messages, self._ui_context.navigation
        note = download_waits_note(messages, self._services.status, navigation, key)
        messages.say(PDFS_WANTED, note, lasts_ms=WAITS_SHOWN_MS)

    def _copy_link(self, link: str) -> None:
        QGuiApplication.clipboard().setText(link)
        self._ui_context.messages.say("copied", Note(gettext("Copied the link."), link, icon="copy"), lasts_ms=4000)

    def _forget(self, copy: Copy) -> None:
        if self._paper is not None:
            work = self._services.user_links.remove(self._paper, copy.url)
            failed = gettext("The link could not be removed")
            self._scope.start(work, name="forget a link", on_failure=self._reporter(failed))

    def _show_link_buttons(self, *_text: str) -> None:
        """Show one button beside the box: the one for the link in it, or else that for a file of the user."""
        has_link = bool(self._link.text().strip())
        self._add.setVisible(has_link)
        self._attach.setVisible(self._can_attach and not has_link)

    def _on_attach(self) -> None:
        if self._paper is not None:
            self._ui_context.current.run_for("paper.attach_pdf", self._paper)

    def _on_link(self) -> None:
        text = self._link.text().strip()
        if self._paper is not None and text:
            work = self._take_link(self._paper, self._showing, self._link.text())
            failed = gettext("The link could not be added")
            self._scope.start(work, name="take a link", latest="link", on_failure=self._reporter(failed))

    async def _take_link(self, paper: Paper, showing: int, text: str) -> None:
        copy = await self._services.user_links.add(paper, text)
        if showing == self._showing and self._link.text() == text:  # otherwise another one is being typed
            self._link.clear()
        self._get_copy(paper, copy)

    def _look(self) -> None:
        if self._is_looking:
            self._stop_looking()
        elif self._paper is not None:
            self._is_looking = True
            self._more.show_content(ButtonContent(gettext("Stop"), "cross"))
            set_tooltip(self._more, "")
            self._answer.show()
            self._waits.start(gettext("Searching for more open copies…"))
            work = self._look_up(self._paper, self._showing)
            self._scope.start(work, name="look for copies", latest="look")

    async def _look_up(self, paper: Paper, showing: int) -> None:
        copies = [one.copy for one in self._copies(paper)]
        found_copies = await self._services.extra_locations.look(paper, copies, RequestOptions())
        if self._showing != showing:
            return
        self._end_of_look()
        found = gettext("No more open copies found.")
        if found_copies.copies:
            found = ngettext("Found {count} more open copy.", "Found {count} more open copies.", found_copies.copies)
        self._say(" ".join((found, *map(shown, found_copies.failures))))
        self._show_rows()

    def _stop_looking(self) -> None:
        self._scope.cancel("look")
        self._end_of_look()
        self._say("")
        self._show_rows()

    def _end_of_look(self) -> None:
        self._is_looking = False
        self._waits.stop()

    def _reporter(self, failed: str) -> Callable[[ScholarError], None]:
        return partial(self._ui_context.messages.failed, failed)


def not_looked_up_words(paper: Paper, mark: PaperStatus, asked: Mapping[str, str]) -> str:
    """Return the sentence about the copies of *paper* before it is opened; it agrees with the badge beside it.

    Args:
        asked: when services were asked about it before, by name.
    """
    if mark.opened and UNPAYWALL in asked and mark.is_closed(paper):
        services = listed([source_title(name) for name in asked])
        return gettext("None at {services}, looked up on {day}.", services=services, day=day(min(asked.values())))
    if UNPAYWALL in paper.sources:
        return ""
    if mark.download is not None and mark.download.outcome is ItemOutcome.CLOSED:
        return gettext("No open copy was found when you last tried to get the PDF.")
    is_closed, from_unpaywall = mark.is_closed(paper), mark.access is not None
    if _awaits_zenodo(paper):
        return _without_zenodo_words(paper, is_closed=is_closed, from_unpaywall=from_unpaywall)
    if not is_closed:
        return gettext("This paper has not been looked up at Unpaywall yet.")
    if from_unpaywall:
        return gettext("Unpaywall knows no open copy.")
    if ZENODO in paper.sources and S2 not in paper.sources:
        return gettext(
            "Zenodo says that the files of this record are not open. It has not been looked up at Unpaywall yet."
        )
    if S2 in paper.sources and ZENODO not in paper.sources:
        return gettext("Semantic Scholar says that this paper is closed. It has not been looked up at Unpaywall yet.")
    return gettext("No open copy is known so far. This paper has not been looked up at Unpaywall yet.")


def _awaits_zenodo(paper: Paper) -> bool:
    """Return True if *paper* is a record of Zenodo whose record is not known yet. Zenodo is asked for no other."""
    ids = paper.ids
    is_record = ids.zenodo is not None or (ids.doi is not None and zenodo_of_doi(ids.doi) is not None)
    return is_record and ZENODO not in paper.sources


def _without_zenodo_words(paper: Paper, *, is_closed: bool, from_unpaywall: bool) -> str:
    """Return the sentence about the copies of a Zenodo record that Zenodo has not been asked for.

    Args:
        is_closed: a service says so; from_unpaywall: Unpaywall does.
    """
    if not is_closed:
        return gettext("This paper has not been looked up at Unpaywall and Zenodo yet.")
    if from_unpaywall:
        return gettext("Unpaywall knows no open copy. This paper has not been looked up at Zenodo yet.")
    if S2 in paper.sources:
        return gettext(
            "Semantic Scholar says that this paper is closed. It has not been looked up at Unpaywall and Zenodo yet."
        )
    return gettext("No open copy is known so far. This paper has not been looked up at Unpaywall and Zenodo yet.")


def _place_of(copy: Copy) -> str:
    names = {"pmc": "PubMed Central", "europepmc": "Europe PMC", "landing": gettext("the paper's web page")}
    return names.get(copy.source, copy.host or copy.url)
