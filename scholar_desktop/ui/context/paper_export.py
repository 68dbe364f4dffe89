"""Exports the selected papers, a collection or the whole library: opens the panel, and asks for the file."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.search.search_ledger import LedgerRun, describe_words
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.papers.export import ExportFormat
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.export_panel import PDFS, ExportPanel
from scholar_desktop.ui.context.export_source import ExportSource
from scholar_desktop.ui.context.files_choice import ZOTERO_RDF
from scholar_desktop.ui.context.reference_file_choice import REFERENCE_FILES
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, open_folder, save_file
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper, LibraryPage
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme

_KINDS: dict[str, FileKind] = {
    ExportFormat.BIBTEX: FileKind("BibTeX", ("bib",)),
    ExportFormat.BIBLATEX: FileKind("BibLaTeX", ("bib",)),
    ExportFormat.RIS: FileKind("RIS", ("ris",)),
    ExportFormat.CSL_JSON: FileKind("CSL-JSON", ("json",)),
    ExportFormat.CSV: FileKind("CSV", ("csv",)),
    "endnote-xml": FileKind(Message("EndNote XML"), ("xml",)),
    ZOTERO_RDF: FileKind(Message("Zotero RDF"), ("rdf",)),
    "html": FileKind(Message("Web page"), ("html",)),
    "markdown": FileKind("Markdown", ("md",)),
}
"""The type of file of each format."""
_REFERENCE_KINDS = {ending: FileKind(title, (ending,)) for ending, title in REFERENCE_FILES}
MESSAGE_SHOWN_MS = 8000
PAGE = 1000
"""Papers of the library that are read at a time."""


class ListedPapers(Protocol):
    """The part of the library that its page shows."""

    @property
    def title(self) -> str:
        """The name of the part."""

    @property
    def is_collection_or_all(self) -> bool:
        """True if it is a collection, or all papers, without filters."""

    @property
    def is_filtered(self) -> bool:
        """True if a filter is set."""

    async def page(self, words: str, *, offset: int = 0, limit: int, waits: bool = False) -> LibraryPage:
        """Return *limit* papers from *offset* on that match *words*. waits: for the index of changed papers."""


class PaperExporter(QObject):
    """Opens the panel for what can be exported now: selected papers, the collection that is shown, the library.

    Signal: `key_settings_wanted`, as of ExportPanel.
    """

    key_settings_wanted = Signal()

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        theme: Theme,
        context: ActionContext,
        messages: Messages,
        state: WindowState,
        window: QWidget,
        has_chosen: Callable[[], bool],
        shown_part: Callable[[], tuple[ListedPapers, str]],
        order_of: Callable[[int | None], str],
    ) -> None:
        """Create the exporter.

        Args:
            has_chosen: returns True if the user has selected the papers that actions apply to; False if the focus is in
                the sidebar, or the list shows a paper that nobody has selected.
            shown_part: returns the part of the library that its page shows, and the words in its search box.
            order_of: returns the order, as `Library.page` takes it, in which the page of the library lists the
                collection with this key; None for all papers.
        """
        super().__init__(window)
        self._services = services
        self._scope = scope
        self._context = context
        self._messages = messages
        self._state = state
        self._window = window
        self._has_chosen = has_chosen
        self._shown_part = shown_part
        self._order_of = order_of
        self._panel = ExportPanel(
            theme, scope, state, services.export, services.entry_export, services.settings_editor, window
        )
        self._panel.file_wanted.connect(self._ask_for_file)
        self._panel.saved.connect(self._on_saved)
        self._panel.pdfs_saved.connect(self._on_pdfs_saved)
        self._copied: Note | None = None
        self._panel.copied.connect(self._on_copied)
        self._panel.closed.connect(self._on_closed)
        self._panel.stopped.connect(self._on_stopped)
        self._panel.key_settings_wanted.connect(self.key_settings_wanted)

    def export_papers(self) -> None:
        """Export the selected papers; without any, the part of the library that is shown; without one, the library."""
        now = self._context.now
        papers = now.papers or ((now.paper,) if now.paper is not None else ())
        if now.page != places.LIBRARY:
            self._start(papers, None)
        elif self._has_chosen():
            self._start(papers, now.collection)
        else:
            self._start((), now.collection, part=self._shown_part())

    def export_collection(self) -> None:
        """Export the collection that is shown, or whose menu is open."""
        self._start((), self._context.now.collection)

    def export_for_zotero(self, papers: Sequence[Paper]) -> None:
        """Export *papers* as Zotero RDF."""
        self._scope.start(self._open_for_zotero(tuple(papers)), name="open the export", latest="open the export")

    async def _open_for_zotero(self, papers: tuple[Paper, ...]) -> None:
        now, source = self._context.now, await self._selected(papers)
        if now.page == places.LIBRARY and now.collection is not None:
            with contextlib.suppress(ScholarError):  # the papers are exported under the other name
                whole = await self._services.library.collection(now.collection.path)
                source = self._named_after(now.collection, source, papers, whole or ())
        self._panel.open_for([source], ZOTERO_RDF)

    def export_runs(self, runs: Sequence[LedgerRun]) -> None:
        """Export the papers of *runs* of the search ledger; as RIS, which programs for screening read, unless the user
        chooses another format."""
        from scholar_desktop.ui.context.run_papers import run_source

        words = describe_words(runs[0].query) if len(runs) == 1 else ""
        self._panel.open_for([run_source(self._services, runs, _file_name(words))], ExportFormat.RIS)

    def export_library(self) -> None:
        self._start((), None)

    def _start(
        self,
        papers: Sequence[Paper],
        collection: Collection | None,
        *,
        part: tuple[ListedPapers, str] | None = None,
    ) -> None:
        work = self._open(tuple(papers), collection, part)
        self._scope.start(work, name="open the export", latest="open the export")

    async def _open(
        self,
        papers: tuple[Paper, ...],
        collection: Collection | None,
        part: tuple[ListedPapers, str] | None,
    ) -> None:
        """Open the panel.

        Args:
            part: the part of the library that is shown, and the words in its search box; None if it is not wanted.
        """
        sources = [await self._selected(papers)] if papers else []
        try:
            if part is not None and _is_source(*part):
                if (shown := await _listed(*part)) is None:
                    self._say_empty(part[0].title, is_filtered=bool(part[1]) or part[0].is_filtered)
                    return
                sources.append(shown)
            if collection is not None:
                if whole := await self._services.library.collection(collection.path):
                    sources = [self._named_after(collection, one, papers, whole) for one in sources]
                    sources.append(self._collection(collection))
                elif not papers:
                    self._say_empty(collection.title)
                    return
            if (count := (await self._services.library.counts()).papers) > 0:
                title = ngettext("Library ({count} paper)", "Library ({count} papers)", count)
                sources.append(ExportSource(title, gettext("library"), gettext("Library"), self._in_order(None)))
        except ScholarError as error:
            if not sources:
                self._messages.failed(gettext("Could not load the papers"), error)
                return
        if sources:
            self._panel.open_for(sources)
        else:
            text = gettext("Select papers first, or add some to your library.")
            note = Note(gettext("There are no papers to export."), text, icon="info")
            self._messages.say("exported", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _say_empty(self, name: str, *, is_filtered: bool = False) -> None:
        """Say that a part of the library lists no papers: exporting all papers instead would be another export."""
        if is_filtered:
            text = gettext("No paper in “{name}” matches the filters.", name=name)
            note = Note(gettext("There are no papers to export."), text, icon="info")
        else:
            note = Note(gettext("“{name}” has no papers to export.", name=name), icon="folder")
        self._messages.say("exported", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _collection(self, one: Collection) -> ExportSource:
        title = gettext("Collection “{name}”", name=one.title)
        return ExportSource(title, _file_name(one.name), one.title, self._in_order(one.key))

    def _named_after(
        self, collection: Collection, source: ExportSource, papers: Sequence[Paper], whole: Sequence[KeptPaper]
    ) -> ExportSource:
        """Return the *source* of *papers* with the names of *collection*, if they are several and all of its papers,
        which are *whole*."""
        if len(papers) < 2 or {paper.id for paper in papers} != {kept.paper.id for kept in whole}:
            return source
        named = self._collection(collection)
        return msgspec.structs.replace(source, file_name=named.file_name, heading=named.heading)

    def _in_order(self, collection: int | None) -> Callable[[], Coroutine[Any, Any, Sequence[Paper]]]:
        """Return the function that loads a collection, or all papers (None), in the order in which its list is
        sorted, so that a selection of all rows is exported in the same order."""
        load = partial(
            self._services.library.page, LibraryView.ALL, collection=collection, sort=self._order_of(collection)
        )
        return partial(_all_pages, load)

    async def _selected(self, papers: tuple[Paper, ...]) -> ExportSource:
        """Return the selected papers. The file is named after one paper as its PDF is, and after the number of several;
        the heading is the title of one paper, as the library has it."""

        async def load() -> Sequence[Paper]:
            return papers

        title = ngettext("{count} selected paper", "{count} selected papers", len(papers))
        if len(papers) > 1:
            number = ngettext("{count} paper", "{count} papers", len(papers))
            return ExportSource(title, number, number, load)
        from scholar_desktop.services.open_access.pdf_preview import preview_file_name  # not part of the start

        named = papers[0]
        with contextlib.suppress(ScholarError):  # of the library, which the export itself reports
            kept = (await self._services.library.find_many(papers)).get(named.id)
            named = named if kept is None else kept.paper
        return ExportSource(title, preview_file_name(named).removesuffix(".pdf"), plain(named.title), load)

    def _ask_for_file(self, form: str, name: str) -> None:
        if form == PDFS:
            folders = open_folder(
                self._window,
                gettext("Folder for the PDFs"),
                self._panel.save,
                purpose=FilePurpose.PDF_FOLDER,
                memory=self._state,
            )
            folders.setObjectName("exportFolderDialog")
            return
        is_text = form == ExportFormat.TEXT
        forms = {} if is_text else {kind: one for one, kind in _KINDS.items()}
        dialog = save_file(
            self._window,
            gettext("Export papers"),
            tuple(_REFERENCE_KINDS.values() if is_text else forms),
            lambda path, kind: self._panel.save(path, forms.get(kind)),
            name=name,
            kind=_REFERENCE_KINDS[self._panel.reference_ending] if is_text else _KINDS[form],
            purpose=FilePurpose.EXPORT,
            memory=self._state,
        )
        dialog.setObjectName("exportDialog")

    def _on_saved(self, count: int, target: Path, copied: int, style: str) -> None:
        lead = self._panel.source.saved_words(count, target.name)
        text = self._panel.words
        if copied:
            beside = ngettext(
                "{count} file is in the folder beside it.", "{count} files are in the folder beside it.", copied
            )
            text = f"{text} {beside}".strip()
        steps = self._take_style(style, "exported")
        text = f"{text} {_style_words()}".strip() if steps else text
        note = Note(lead, text, "ok", "tick", steps)
        self._messages.say_saved("exported", note, target.parent, lasts_ms=MESSAGE_SHOWN_MS)

    def _on_pdfs_saved(self, count: int, folder: Path) -> None:
        lead = ngettext(
            "Copied {count} PDF to {folder}.", "Copied {count} PDFs to {folder}.", count, folder=folder.name
        )
        self._messages.say_saved("exported", Note(lead, "", "ok", "tick"), folder, lasts_ms=MESSAGE_SHOWN_MS)

    def _on_copied(self, count: int, form: str, style: str) -> None:
        """Confirm the copy in the panel. If it has changed the style of copied citations, a message says so, too, when
        the panel no longer covers it."""
        lead, words = self._panel.source.copied_words(count, form), self._panel.words_of_copy
        if style:
            from scholar_desktop.services.papers.export import style_title

            title = style_title(style)
            lead = ngettext(
                "Copied {count} reference in {style}.", "Copied {count} references in {style}.", count, style=title
            )
        if steps := self._take_style(style, "copied"):
            words = f"{words} {_style_words()}".strip()
            self._copied = Note(lead, words, icon="copy", steps=steps)
        self._panel.foot.confirm(lead, words)

    def _take_style(self, style: str, message: str) -> tuple[Step, ...]:
        """Make the style of exported references that of copied citations, too, and return the button of *message* that
        takes it back; none if nothing changed. style: empty for another format."""
        settings = self._services.settings_editor
        before = settings.current.citation_style
        if not style or style == before:
            return ()
        from scholar_desktop.services.papers.export import style_title

        self._scope.start(settings.set("citation_style", style), name="citation style")
        words = gettext("Use {style} again", style=style_title(before))
        return (Step(words, partial(self._use_style, message, before)),)

    def _on_closed(self) -> None:
        note, self._copied = self._copied, None
        if note is not None:
            self._messages.say("copied", note, lasts_ms=MESSAGE_SHOWN_MS)

    def _use_style(self, message: str, style: str) -> None:
        self._messages.close_message(message)
        self._scope.start(self._services.settings_editor.set("citation_style", style), name="citation style")

    def _on_stopped(self) -> None:
        note = Note(gettext("Export stopped. Nothing was saved."), icon="info")
        self._messages.say("exported", note, lasts_ms=MESSAGE_SHOWN_MS)


def _style_words() -> str:
    return gettext("“Copy citation” uses this style now, too.")


def _file_name(name: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in name).strip()
    return plain or gettext("papers")


async def _all_pages(load: Callable[..., Coroutine[Any, Any, LibraryPage]]) -> Sequence[Paper]:
    papers: list[Paper] = []
    while True:
        page = await load(offset=len(papers), limit=PAGE)
        papers += [kept.paper for kept in page.papers]
        if len(page.papers) < PAGE:
            return papers


def _is_source(part: ListedPapers, words: str) -> bool:
    """Return False for a whole collection or the whole library, which are sources of their own."""
    return bool(words) or not part.is_collection_or_all


async def _listed(part: ListedPapers, words: str) -> ExportSource | None:
    """Return *part* of the library, as the user has filtered it; None if nothing is shown."""
    load = partial(part.page, words, waits=True)
    count = (await load(limit=1)).total
    if not count:
        return None
    title = (
        ngettext("{place}, filtered ({count} paper)", "{place}, filtered ({count} papers)", count, place=part.title)
        if words or part.is_filtered
        else ngettext("{place} ({count} paper)", "{place} ({count} papers)", count, place=part.title)
    )
    return ExportSource(title, _file_name(part.title), part.title, partial(_all_pages, load))
