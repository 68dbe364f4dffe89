"""Runs the actions on PDFs by hand, and shows the outcome of each in one line at the bottom of the window."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QApplication, QWidget

from scholar_desktop.domain.library import KeptPaper, LibraryView
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.add_pdfs.browser_fetch import BrowserDownload, FetchState
from scholar_desktop.services.open_access.pdf_check import PdfImportResult
from scholar_desktop.services.open_access.user_links import library_link_url
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.add_pdfs.browser_pdf_watch import open_and_watch, page_for_person
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.widgets.button import Button
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, open_file, open_files, open_folder
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from scholar_desktop.ui.add_pdfs.add_pdfs_page import AddPdfsPage
    from scholar_desktop.ui.widgets.page_stack import PageStack

MESSAGE_SHOWN_MS = 10_000
_PDF_FILE = FileKind("PDF", ("pdf", "PDF"))


class AddPdfsCommands:
    """The commands; each window has one instance."""

    def __init__(self, ui_context: UiContext, pages: PageStack, window: QWidget) -> None:
        self._ui_context = ui_context
        self._pages = pages
        self._window = window
        self._services = ui_context.services
        self._scope = ui_context.scope.child()
        self._browser = self._services.browser_fetch
        self._browser.changed.connect(self._on_fetch)

    def run(self, action_id: str) -> None:
        paper = self._ui_context.context.now.paper
        match action_id:
            case "library.add_folder":
                self._choose_folder()
            case "library.add_files":
                self._choose_files()
            case "paper.attach_pdf" if paper is not None:
                self._choose_attachment(paper)
            case "paper.fetch_by_hand" if paper is not None:
                page = page_for_person(paper, self._ui_context.context.now.download)
                self.fetch(paper, page)
            case "paper.open_via_library" if paper is not None:
                template = self._services.settings_editor.current.library_link or ""
                self.fetch(paper, library_link_url(template, paper))

    def fetch(self, paper: Paper, url: str) -> None:
        """Open *url* in the browser, and watch for the PDF of *paper*, if there is a Downloads folder."""
        open_and_watch(self._ui_context, paper, url)

    def attach(self, paper: Paper, file: Path, *, insist: bool = False) -> None:
        """Copy *file* to the library as the PDF of *paper*, after a check that it is that PDF.

        Args:
            insist: the user confirms that it is the PDF, so a file that the check doubts is accepted.
        """
        self._start(self._attach(paper, file, insist=insist), "attach a PDF")

    def add(self, paths: Sequence[Path]) -> None:
        """Identify the PDFs at *paths* (files and folders) on the page 'Add PDFs'."""
        self._ui_context.navigation.show(places.ADD_PDFS)
        page: AddPdfsPage = self._pages.page(places.ADD_PDFS)  # type: ignore[assignment]
        page.add(paths)

    # -- in the browser

    def _on_fetch(self, fetch: BrowserDownload) -> None:
        title = _short(fetch.paper)
        reason = gettext("“{title}”: {reason}", title=title, reason=fetch.reason)
        key = f"fetch {fetch.paper.id}"  # not translated: the key of a message
        say, messages = self._ui_context.messages.say, self._ui_context.messages
        match fetch.state:
            case FetchState.WATCHING:
                stop = Step(gettext("Stop"), lambda: self._browser.stop(fetch.paper.id))
                until = fetch.until.astimezone()
                text = gettext(
                    "“{title}”: save its PDF to {folder} before {time}.",
                    title=title,
                    folder=str(self._browser.folder),
                    time=f"{until:%H:%M}",
                )
                say(key, Note(gettext("Waiting for the PDF."), text, "panel", "eye", (stop,)))
            case FetchState.TAKEN:
                path = str(fetch.file)
                steps = (Step(gettext("Open in PDF app"), lambda: self._services.open_path(path)),)
                lead = gettext("Added the PDF of “{title}”.", title=title)
                say(key, Note(lead, shown(fetch.reason), "ok", "tick", steps), lasts_ms=MESSAGE_SHOWN_MS)
            case FetchState.DOUBTFUL:
                yes = Step(gettext("Add anyway"), lambda: self._start(self._browser.insist(fetch), "take a PDF in"))
                if fetch.file is not None:
                    lead = gettext("{file} may not be this paper.", file=fetch.file.name)
                else:
                    lead = gettext("The file may not be this paper.")
                text = f"{shown(fetch.reason)} {gettext('Still waiting for another file.')}"
                say(key, Note(lead, text, "warn", "warning", (yes,)))
            case FetchState.ENDED:
                attach = Step(gettext("Attach PDF…"), lambda: self._choose_attachment(fetch.paper))
                say(key, Note(gettext("Stopped waiting for the PDF."), reason, icon="clock", steps=(attach,)))
            case FetchState.FAILED:
                messages.close_message(key)
                say(key, Note(gettext("Could not add the PDF."), reason, "error"))

    # -- files

    def _choose_attachment(self, paper: Paper) -> None:
        open_file(
            self._window,
            gettext("Attach PDF to “{title}”", title=_short(paper)),
            (_PDF_FILE,),
            lambda path: self.attach(paper, path),
            purpose=FilePurpose.PDF,
            memory=self._ui_context.state,
        )

    def _choose_files(self) -> None:
        memory = self._ui_context.state
        open_files(
            self._window, gettext("Add PDF files"), (_PDF_FILE,), self.add, purpose=FilePurpose.PDF, memory=memory
        )

    def _choose_folder(self) -> None:
        open_folder(
            self._window,
            gettext("Add PDFs from folder"),
            lambda path: self.add([path]),
            purpose=FilePurpose.PDF_FOLDER,
            memory=self._ui_context.state,
        )

    async def _attach(self, paper: Paper, file: Path, *, insist: bool) -> None:
        taken = await self._services.pdf_import.attach(paper, file, insist=insist)
        self._say_taken(paper, file, taken)

    def _say_taken(self, paper: Paper, file: Path, taken: PdfImportResult) -> None:
        say = self._ui_context.messages.say
        title = _short(paper)
        if taken.kept:
            self._leave_button()
            undo = Step(gettext("Undo"), self._ui_context.actions["edit.undo"].trigger, icon="undo")
            lead = gettext("Attached a copy of {file} to “{title}”.", file=file.name, title=title)
            text = shown(taken.checked.reason)
            if taken.restored:
                text = f"{gettext('The paper was in the trash and is restored.')} {text}"
            note = Note(lead, text, "ok", "tick", (undo,))
            say("attached", note, lasts_ms=MESSAGE_SHOWN_MS)
            return
        steps: tuple[Step, ...] = ()
        lead = gettext("Could not attach {file} to “{title}”.", file=file.name, title=title)
        if (owner := taken.owner) is not None:
            words, icon = (
                (gettext("Show that paper"), "eye") if not owner.trashed else (gettext("Show in trash"), "trash")
            )
            steps = (Step(words, lambda: self._show_owner(owner), icon=icon),)
            reason = shown(taken.checked.reason)
        elif taken.can_keep_anyway:
            steps = (Step(gettext("Attach anyway"), lambda: self.attach(paper, file, insist=True)),)
            lead = gettext(
                "{file} is not attached yet: it may not be the PDF of “{title}”.", file=file.name, title=title
            )
            way = gettext("If {file} is the PDF of this paper, choose “Attach anyway”.", file=file.name)
            reason = f"{shown(taken.checked.reason)} {way}"
        else:
            reason = shown(taken.checked.reason)
        # a question stays until it is answered, also on other pages
        say("attached", Note(lead, reason, "warn", "warning", steps), is_of_page=not taken.can_keep_anyway)

    def _leave_button(self) -> None:
        """Move the focus from a button to the list of papers without a PDF: the paper leaves that list, and the button
        then belongs to the next one."""
        navigation = self._ui_context.navigation
        is_listed = navigation.page == places.LIBRARY and navigation.library_view is LibraryView.WITHOUT_PDF
        if is_listed and isinstance(QApplication.focusWidget(), Button):
            navigation.list_wanted.emit()

    def _show_owner(self, owner: KeptPaper) -> None:
        action = "paper.show_in_library" if owner.trashed else "paper.open"
        self._ui_context.current.run_for(action, owner.paper, kept=owner)

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        report = partial(self._ui_context.messages.failed, gettext("Could not add the PDF"))
        self._scope.start(work, name=name, on_failure=report)


def _short(paper: Paper) -> str:
    return message_title(paper.title, paper.id)
