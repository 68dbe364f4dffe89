"""The buttons of the detail pane: what they show for a paper, and what they do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.actions.conditions import HAS_LINK, IN_TRASH
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.paper_status import PaperStatus
from scholar_desktop.ui.open_access.pdf_button import PdfButton, pdf_button
from scholar_desktop.ui.open_access.shown_pdf_button import show_pdf_button
from scholar_desktop.ui.papers.action_row import ActionRow
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.zenodo.record_citing import open_below

if TYPE_CHECKING:
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.theme.theme import Theme

KEPT_ACTIONS = ("paper.collect", "paper.tag", "paper.delete")
"""In the menu of the button that says that the paper is in the library: a press alone moves nothing to the trash."""


class PaperButtons(ActionRow):
    """Runs actions of the registry on the paper that *session* shows.

    citing_menu: returns the menu of the ways to cite a paper, None if there is one way; open_downloads: shows the
    download of the paper among the others; open_path: opens a file or folder with the desktop. cite: the button that
    copies the citation.
    """

    def __init__(
        self,
        theme: Theme,
        actions: Actions,
        context: ActionContext,
        current: CurrentPaper,
        marks: PaperStatuses,
        settings: SettingsEditor,
        session: PaperSession,
        *,
        citing_menu: Callable[[Paper, QWidget], QMenu | None],
        open_downloads: Callable[[], None],
        open_path: Callable[[str], None],
    ) -> None:
        super().__init__(theme)
        self._actions = actions
        self._context = context
        self._current = current
        self._marks = marks
        self._settings = settings
        self._session = session
        self._citing_menu = citing_menu
        self._open_downloads = open_downloads
        self._open_path = open_path
        self._pdf: PdfButton | None = None
        self._has_keys, self._are_keys_elsewhere = True, False
        self._get = Button(theme, ButtonKind.PRIMARY, gettext("Get PDF"), icon="get")
        self._get.setObjectName("getPdfButton")
        self._get.clicked.connect(self._on_get)
        self._read = Button(theme, ButtonKind.PLAIN, gettext("Read here"), icon="read")
        self._read.setObjectName("readPdfButton")
        set_tooltip(self._read, actions.help("paper.read_pdf"))
        self._read.clicked.connect(lambda: self._run("paper.read_pdf"))
        self._stop = Button(theme, ButtonKind.QUIET, icon="cross", name=gettext("Stop PDF download"))
        self._stop.setObjectName("stopPdfButton")
        self._stop.clicked.connect(lambda: self._run("paper.stop_pdf"))
        self._star = Button(theme, ButtonKind.PLAIN, gettext("Star"), icon="star")
        self._star.setObjectName("starButton")
        self._star.clicked.connect(lambda: self._run("paper.star"))
        self._keep = Button(theme, ButtonKind.PLAIN, gettext("Add to library"), icon="add")
        self._keep.setObjectName("keepButton")
        self._keep.clicked.connect(self._on_keep)
        self._edit = Button(theme, ButtonKind.PLAIN, gettext("Edit"), icon="edit")
        self._edit.setObjectName("editButton")
        set_tooltip(self._edit, actions.help("paper.edit"))
        self._edit.clicked.connect(lambda: self._run("paper.edit"))
        self._send = Button(theme, ButtonKind.PLAIN, gettext("Send to…"), icon="send")
        self._send.setObjectName("sendButton")
        set_tooltip(self._send, actions.help("paper.send"))
        self._send.clicked.connect(lambda: self._current.run_with(self._session.paper, "paper.send"))
        cite = self.cite = Button(theme, ButtonKind.PLAIN, gettext("Copy citation"), icon="quote")
        cite.setObjectName("copyCitationButton")
        cite.clicked.connect(self._on_cite)
        self._browser = Button(theme, ButtonKind.PLAIN, gettext("Open in browser"), icon="external")
        self._browser.setObjectName("openInBrowserButton")
        self._browser.clicked.connect(lambda: self._run("paper.open_browser"))
        always = (self._get, self._read, self._stop, self._star, self._keep)
        leaves = (self._browser, self._send, self._edit, cite)
        self.fill(always, (self._edit, cite, self._send, self._browser), leaves)

    def show_paper(self, paper: Paper, mark: PaperStatus, restricted: str) -> None:
        """Show what can be done with *paper*.

        Args:
            mark: what the library and the download queue know of it.
            restricted: why its only copies cannot be downloaded, see `restricted_reason`; empty if they can.
        """
        from scholar_desktop.services.papers.export import style_title  # not part of the start
        from scholar_desktop.services.papers.paper_text import paper_link

        count = self._context.now.selected_with(paper)
        button = pdf_button(
            paper, mark, online=self._context.now.online, restricted=restricted, is_one_of_several=count > 1
        )
        self._pdf, self._has_keys = button, count < 2
        self._show_get()
        self._send.set_text(gettext("Send all {count}…", count=count) if count > 1 else gettext("Send to…"))
        self._stop.setVisible(button.stoppable)
        self._read.setVisible(mark.kept is not None and mark.kept.pdf is not None)
        starred = bool(mark.kept and mark.kept.starred)
        star = ("star-full", "warn") if starred else ("star", None)
        self._star.show_content(ButtonContent(gettext("Starred") if starred else gettext("Star"), *star))
        self._show_keep_button(is_kept=mark.kept is not None, is_trashed=self.is_trashed(paper))
        style = style_title(self._settings.current.citation_style)
        set_tooltip(self.cite, gettext("Copy a reference in {style}. Choose the style in Settings.", style=style))
        has_page = bool(paper_link(paper))
        self._browser.setEnabled(has_page)
        set_tooltip(self._browser, "" if has_page else shown(HAS_LINK.why))

    def show_keys_elsewhere(self, are_elsewhere: bool) -> None:
        """Show no keys while they apply to another paper than the one that is shown (True)."""
        self._are_keys_elsewhere = are_elsewhere
        self._show_get()

    def _show_get(self) -> None:
        if self._pdf is not None:
            has_keys, are_elsewhere = self._has_keys, self._are_keys_elsewhere
            show_pdf_button(self._get, self._pdf, has_keys=has_keys, are_keys_elsewhere=are_elsewhere)

    def is_trashed(self, paper: Paper) -> bool:
        """Return True if the trash is shown, and *paper* is still in it."""
        kept = self._marks.of(paper).kept
        return IN_TRASH.holds(self._context.now) and (kept is None or bool(kept.trashed))

    def _show_keep_button(self, *, is_kept: bool, is_trashed: bool) -> None:
        if is_trashed:
            count = self._context.now.selected_with(self._session.paper)
            words = gettext("Restore all {count}", count=count) if count > 1 else gettext("Restore")
            content, tip = ButtonContent(words, "undo"), self._actions.help("paper.restore")
        elif is_kept:
            content = ButtonContent(gettext("In library"), "tick", "ok", trailing="chevron-down")
            tip = gettext("This paper is in your library. Add it to a collection, tag it, or move it to the trash.")
        else:
            content, tip = ButtonContent(gettext("Add to library"), "add"), gettext("Add the paper to your library.")
        self._keep.show_content(content)
        set_tooltip(self._keep, tip)
        for button in (self._get, self._star):
            button.setVisible(not is_trashed)
        for button in (self._edit, self._send):
            self.set_wanted(button, is_kept and not is_trashed)

    def _run(self, action_id: str) -> None:
        paper = self._session.paper
        if paper is not None:
            self._current.run_for(action_id, paper)

    def _on_get(self) -> None:
        if self._pdf is None:
            return
        if self._pdf.path:
            self._open_path(self._pdf.path)
        elif self._pdf.action == "view.downloads":
            self._open_downloads()
        else:
            self._run(self._pdf.action)

    def _on_cite(self) -> None:
        paper = self._session.paper
        menu = self._citing_menu(paper, self) if paper is not None else None
        if menu is not None:
            open_below(menu, self.cite)
        else:
            self._run("paper.copy_citation")

    def _on_keep(self) -> None:
        paper = self._session.paper
        if paper is not None:
            if self.is_trashed(paper):
                self._current.run_with(paper, "paper.restore")
            elif self._marks.of(paper).kept is not None:
                open_below(self._current.menu_for(paper, KEPT_ACTIONS, self), self._keep)
            else:
                self._run("paper.add")
