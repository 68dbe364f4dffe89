"""Copies the selected citing sentences with their sources, and exports those of a citation list to a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.citations.list_view import MOST_COPIED
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.context.formatting_progress import formatting_shown
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS
from scholar_desktop.ui.context.partial_papers import completed_papers, partial_words
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note
from scholar_desktop.ui.words.literal_text import add_entry
from scholar_desktop.ui.words.mnemonics import make_menu

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.citations.sentence_export import SavedSentences, SentenceFormat
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.citations.citation_list_pane import CitationListPane
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState

SAVED_SHOWN_MS = 8000
# not translated: the names of tasks
EXPORTING, COPYING_SENTENCES = "export sentences", "copy sentences"


class SentenceCommands(QObject):
    """Binds `paper.copy_sentence`, and the other `citations.` actions of the list on the screen."""

    def __init__(
        self,
        actions: Actions,
        scope: TaskScope,
        messages: Messages,
        state: WindowState,
        services: Services,
        shown_list: Callable[[], CitationListPane],
        window: QWidget,
    ) -> None:
        """Bind the actions.

        Args:
            shown_list: returns the citation list on the screen.
        """
        super().__init__(window)
        self._scope = scope
        self._messages = messages
        self._state = state
        self._services = services
        self._shown_list = shown_list
        self._window = window
        actions.bind("paper.copy_sentence", self._copy)
        actions.bind("citations.export", self._export)
        actions.bind("paper.export_sentences", lambda: self._export(only_chosen=True))
        actions.bind("citations.load_more", lambda: self._shown_list().load_more())
        actions.bind("citations.load_all", lambda: self._shown_list().load_all())
        actions.bind("citations.sort", lambda: self._shown_list().tools.open_sort())
        actions.bind("citations.words", self._search)
        actions.bind("citations.years", lambda: self._shown_list().tools.press("years"))
        actions.bind("citations.dates", lambda: self._shown_list().open_dates())
        actions.bind("citations.intents", lambda: self._shown_list().tools.press("intents"))
        actions.bind("citations.influential", lambda: self._shown_list().tools.press("influential"))
        actions.bind("citations.clear_filters", lambda: self._shown_list().tools.clear())

    def _search(self) -> None:
        self._shown_list().tools.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _copy(self) -> None:
        self._scope.start(self._copy_sentences(), name=COPYING_SENTENCES, latest=COPYING_SENTENCES)

    async def _copy_sentences(self) -> None:
        from scholar_desktop.services.citations.sentence_export import quoted_sentences

        pane = self._shown_list()
        found = pane.view.sentences_to_copy()
        if not found:
            return
        paper, references = pane.model.paper_of_list, pane.model.has_references
        is_part = len(pane.view.chosen_lines()) > MOST_COPIED
        style = self._services.settings_editor.current.citation_style
        missing = ""

        async def write_sources(papers: Sequence[Paper]) -> list[str]:
            nonlocal missing
            cancel = partial(self._scope.cancel, COPYING_SENTENCES)
            whole = await completed_papers(self._services.export, papers, self._messages, "copied", cancel)
            missing = partial_words(whole.partial)
            return await self._services.export.sources(whole.papers, style)

        try:
            texts, html = await quoted_sentences(found, paper, write_sources, references=references)
        except ScholarError as error:
            self._messages.failed(gettext("Sentence not copied"), error)
            return
        copy_rich_text("\n\n".join(texts), html)
        lead = ngettext("Copied the sentence.", "Copied {count} sentences.", len(texts))
        if is_part:
            text = gettext(
                "Only sentences of the first {count} papers were copied. To get all, export the list.",
                count=MOST_COPIED,
            )
        else:
            text = shorten(texts[0], 160)
        text = f"{missing} {text}".strip()
        self._messages.say("copied", Note(lead, text, icon="copy"), lasts_ms=COPIED_SHOWN_MS)

    def _export(self, *, only_chosen: bool = False) -> None:
        """Show the formats in a menu above the button, and ask for the file when one is chosen."""
        from scholar_desktop.services.citations.sentence_export import SentenceFormat as Form

        pane = self._shown_list()
        button = pane.export_button(only_chosen=only_chosen)
        is_shown = button.isVisible()
        menu = make_menu(button if is_shown else self._window)
        menu.setObjectName("sentenceFormatMenu")
        titles = {Form.HTML: gettext("Word (HTML)"), Form.MARKDOWN: "Markdown", Form.CSV: "CSV"}
        kinds = {form: FileKind(title, (form.value,)) for form, title in titles.items()}
        for form, title in titles.items():
            choose = partial(self._choose, pane, form, kinds, only_chosen)
            add_entry(menu, title).triggered.connect(lambda _checked, choose=choose: choose())
        if is_shown:
            menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
        else:
            menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def _choose(
        self, pane: CitationListPane, form: SentenceFormat, kinds: dict[SentenceFormat, FileKind], only_chosen: bool
    ) -> None:
        work = self._choose_file(pane, form, kinds, only_chosen)
        self._scope.start(work, name="rows to export", latest="rows to export")

    async def _choose_file(
        self, pane: CitationListPane, form: SentenceFormat, kinds: dict[SentenceFormat, FileKind], only_chosen: bool
    ) -> None:
        from scholar_desktop.services.citations.sentence_export import file_stem, save_sentences

        paper, found = pane.model.paper_of_list, pane.list
        only, about = pane.tools.filter.of_sentences, pane.export_facts(only_chosen=only_chosen)
        rows = pane.chosen_rows() if only_chosen else await pane.rows_that_pass()
        if paper is None or found is None or found is not pane.list or not rows:
            return
        parts = found.table.parts
        save = partial(
            save_sentences,
            paper,
            found.kind,
            parts,
            rows,
            say=shown,
            only=only,
            about=about,
        )
        name = gettext("references") if pane.model.has_references else gettext("citing sentences")
        dialog = save_file(
            self._window,
            ngettext(
                "Export {count} paper with its sentences", "Export {count} papers with their sentences", len(rows)
            ),
            tuple(kinds.values()),
            lambda path, kind: self._start_export(
                path,
                next(one for one in kinds if kinds[one] == kind),
                save,
                "" if only_chosen else _partial_list_words(pane),
            ),
            name=f"{file_stem(paper)} - {name}",  # not translated: a file name
            kind=kinds[form],
            purpose=FilePurpose.EXPORT,
            memory=self._state,
        )
        dialog.setObjectName("sentenceExportDialog")

    def _start_export(
        self, path: Path, form: SentenceFormat, save: Callable[..., Awaitable[SavedSentences]], lacking: str
    ) -> None:
        self._scope.start(self._write(path, form, save, lacking), name=EXPORTING, latest=EXPORTING)

    async def _write(
        self, path: Path, form: SentenceFormat, save: Callable[..., Awaitable[SavedSentences]], lacking: str
    ) -> None:
        """Run *save*, `save_sentences` without the file, its format and the sources, and say what was written, and then
        *lacking*."""
        from scholar_desktop.services.citations.sentence_export import has_fonts

        messages, service = self._messages, self._services.export
        style = self._services.settings_editor.current.citation_style
        cancel = partial(self._scope.cancel, EXPORTING)
        missing = ""
        exporting = gettext("Exporting sentences to {file}…", file=path.name)
        try:
            with formatting_shown(messages, "exported", exporting, "file-text", cancel) as progress:

                async def write_sources(papers: Sequence[Paper]) -> list[str]:
                    nonlocal missing
                    whole = await progress.completed(service, papers)
                    missing = partial_words(whole.partial)
                    fonts = has_fonts(form)
                    sources = await service.sources(whole.papers, style, on_progress=show_rows, fonts=fonts)
                    progress.show_writing()
                    return sources

                def show_rows(done: int, total: int) -> None:
                    if total > 1:  # without the paper of the list, which is the first
                        progress.show_formatted(done - 1, total - 1)

                saved = await save(path, form, write_sources)
        except ScholarError as error:
            messages.failed(gettext("Could not export the sentences"), error)
            return
        lead = ngettext(
            "Exported {count} sentence to {file}.",
            "Exported {count} sentences to {file}.",
            saved.sentences,
            file=path.name,
        )
        listed = ""
        if saved.without:
            listed = ngettext(
                "{count} paper without a sentence is listed, too.",
                "{count} papers without a sentence are listed, too.",
                saved.without,
            )
        note = Note(lead, " ".join(filter(None, (listed, missing, lacking))), "ok", "tick")
        messages.say_saved("exported", note, path.parent, lasts_ms=SAVED_SHOWN_MS)


def _partial_list_words(pane: CitationListPane) -> str:
    """Return the sentence that the list is not loaded to its end; empty if it is."""
    if pane.list is None or not pane.list.requests_left:
        return ""
    loaded, total = len(pane.list.table), None if pane.list.date else pane.total  # the total is of all dates
    if total is None or total <= loaded:
        return gettext("The list is not loaded to its end.")
    return gettext("The list is not loaded to its end: {loaded} of {total} papers.", loaded=loaded, total=total)
