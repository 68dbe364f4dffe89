"""Runs the actions on papers: get, open, copy, star, add to the library and remove."""

from __future__ import annotations

import contextlib
import re
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes, KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.paper_filter import is_of_files
from scholar_desktop.domain.source import S2
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.clipboard import copy_rich_text
from scholar_desktop.ui.context.formatting_progress import formatting_shown
from scholar_desktop.ui.context.messages import COPIED_SHOWN_MS, PDFS_WANTED, Messages
from scholar_desktop.ui.context.page_messages import go_online_step, show_downloads_step
from scholar_desktop.ui.context.partial_papers import completed_papers, partial_words
from scholar_desktop.ui.papers.undo_commands import UndoCommands
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.access_words import (
    getting_words,
    got_before_words,
    in_library_words,
    waiting_words,
)
from scholar_desktop.ui.words.batch_names import batch_name
from scholar_desktop.ui.words.paper_change_words import restored_words, star_words, starred_words
from scholar_desktop.ui.words.wording import message_title, number, with_stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Coroutine, Sequence
    from typing import Any

    from scholar_desktop.services.papers.export import InTextCitation
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.style_panel import StylePanel
    from scholar_desktop.ui.theme.theme import Theme

REPLACED_SHOWN_MS = 10_000
"""How long a message about what was copied is shown, and one that also says why it is not what was asked for."""
# not translated: the names of tasks
COPYING, COPYING_BIBTEX = "copy citations", "copy BibTeX"
_BIBTEX_KEY = re.compile(r"^@[a-z]+\{(.+),$", re.MULTILINE)


class PaperCommands:
    """Runs the `paper.*` actions on the papers of the context."""

    def __init__(
        self,
        services: Services,
        scope: TaskScope,
        context: ActionContext,
        actions: Actions,
        messages: Messages,
        navigation: Navigation,
        list_title: Callable[[], str],
        show_paper: Callable[[Paper], None],
        theme: Theme,
    ) -> None:
        """list_title: returns the title of the list that the user works in; show_paper: opens a paper."""
        self._services = services
        self._scope = scope
        self._context = context
        self._actions = actions
        self._messages = messages
        self._navigation = navigation
        self._list_title = list_title
        self._show_paper = show_paper
        self._theme = theme
        self._style_panel: StylePanel | None = None
        self._take_style: Callable[[str], None] = lambda _name: None
        self._undo = UndoCommands(services.library, services.downloads, scope, context, actions, messages)
        for action_id, run in (
            ("paper.get_pdf", self._get_pdf),
            ("paper.open_pdf", self._open_pdf),
            ("paper.stop_pdf", self._stop_pdf),
            ("paper.open_browser", self._open_browser),
            ("paper.open_semantic_scholar", self._open_s2),
            ("paper.copy_doi", self._copy_doi),
            ("paper.copy_citation", self._copy_citation),
            ("paper.copy_in_style", self._copy_in_style),
            ("paper.copy_bibtex", self._copy_bibtex),
            ("paper.copy_key", partial(self._copy_bibtex, only_keys=True)),
            ("paper.copy_in_text", self._copy_in_text),
            ("paper.star", self._star),
            ("paper.to_read", self._to_read),
            ("paper.add", self._add),
            ("paper.delete", self._remove),
            ("paper.remove", self._remove),
        ):
            actions.bind(action_id, run)

    def _get_pdf(self) -> None:
        now, download = self._context.now, self._download()
        if len(now.papers) == 1 and now.kept is not None:
            self._get_pdfs(now.papers, download, kept=now.kept)
        else:
            only = download if len(now.papers) == 1 else None
            self._scope.start(self._restore_or_get(now.papers, only), name="get PDFs")

    async def _restore_or_get(self, papers: tuple[Paper, ...], download: DownloadItem | None) -> None:
        """Restore those of *papers* that are in the trash with their PDF, and get the PDFs of the others."""
        trashed: dict[str, KeptPaper] = {}
        with contextlib.suppress(ScholarError):  # the download reports it
            trashed = await self._services.library.trashed_pdfs(papers)
        others = tuple(paper for paper in papers if paper.id not in trashed)
        papers_in_trash = tuple(trashed.values())
        if not others:
            self._say_restored(await self._restored(papers_in_trash, is_step=True), papers_in_trash)
        elif download is not None:  # that of the only paper
            self._get_pdfs(others, download)
        else:
            from scholar_desktop.ui.context.add_question import AddQuestion  # not part of the start

            question = AddQuestion(self._services.library, self._messages, self._show_paper, gets_pdfs=True)
            await question.ask_or_run(others, partial(self._get_pdfs, trashed=papers_in_trash))

    async def _restored(self, trashed: tuple[KeptPaper, ...], *, is_step: bool) -> Changes:
        """Restore *trashed* from the trash. If it fails, say why and return no changes. is_step: it is an undo entry;
        False if the caller undoes it."""
        try:
            return await self._services.library.entries.trash([one.key for one in trashed], False, is_step=is_step)
        except ScholarError as error:
            self._messages.failed(Message("Paper not restored"), error)
            return Changes()

    def _say_restored(self, changes: Changes, trashed: tuple[KeptPaper, ...]) -> None:
        """Say that *trashed* are restored, in a message that the report on the downloads does not replace."""
        self._say_undoable(changes, restored_words([one.paper for one in trashed]))

    def _get_pdfs(
        self,
        papers: tuple[Paper, ...],
        download: DownloadItem | None = None,
        *,
        kept: KeptPaper | None = None,
        trashed: tuple[KeptPaper, ...] = (),
    ) -> None:
        """
        Args:
            download: that of the only paper, if it was wanted before.
            kept: the only paper in the library; None if it is not there.
            trashed: other papers of the command, which are in the trash with their PDF, and are restored.
        """
        if len(papers) > 1 or trashed:
            self._scope.start(self._get_several(papers, trashed), name="get PDFs")
            return
        (one,), under_way = papers, self._under_way()
        kept_before: list[str] | None = None
        if one.ids.zenodo and is_of_files(one, download):
            keys: tuple[str, ...] = (self._services.downloads.enqueue_record(one.ids.zenodo, paper=one),)
            show = show_downloads_step(self._navigation, *keys)
            note = Note(gettext("Getting the files of this record."), icon="get", steps=(show,))
            self._messages.say(PDFS_WANTED, note, lasts_ms=COPIED_SHOWN_MS)
            kept_before = [kept.key] if kept is not None else []
        elif download is not None:
            keys = (download.key,)
            self._services.downloads.retry(keys)
        else:
            keys = self._services.downloads.enqueue(papers, batch=batch_name(self._list_title(), 1))
        self._make_undoable([key for key in keys if key not in under_way], kept_before)
        if not self._context.now.online:
            self._tell_kept(keys, under_way, ())

    async def _get_several(
        self, papers: tuple[Paper, ...], trashed: tuple[KeptPaper, ...], chosen: Collection[str] | None = None
    ) -> None:
        """Get the PDFs of those of *papers* that have none in the library, so that each number counts the same, and
        restore *trashed* in the same step of undo. Of a record without a PDF, its files are got; the user is asked
        first.

        Args:
            chosen: the ids of those whose PDFs or files the user wants; None before the question.
        """
        downloads, title = self._services.downloads, self._list_title()
        missing = await downloads.library_pdfs.missing(papers)
        if chosen is None:
            from scholar_desktop.ui.open_access.files_question import ask_about_files  # not part of the start

            def get(some: tuple[Paper, ...]) -> None:
                again = self._get_several(papers, trashed, {paper.id for paper in some})
                self._scope.start(again, name="get PDFs")

            if ask_about_files(self._messages, downloads, missing, get):
                return
        else:
            left_out = {paper.id for paper in missing} - set(chosen)
            papers = tuple(paper for paper in papers if paper.id not in left_out)
            missing = tuple(paper for paper in missing if paper.id not in left_out)
        changes = await self._restored(trashed, is_step=not missing) if trashed else Changes()
        restored = trashed if changes.papers and missing else ()
        kept: dict[str, KeptPaper] = {}
        with contextlib.suppress(ScholarError):  # the downloads report it
            kept = await self._services.library.find_many(missing)
        under_way = self._under_way()
        batch = batch_name(title, len(missing) + len(restored))
        keys = downloads.enqueue_papers_and_records(missing, batch=batch)
        before = [one.key for one in kept.values()] if len(missing) > 1 or restored else None
        self._make_undoable([key for key in keys if key not in under_way], before, restored)
        to_get = {paper.id for paper in missing}
        self._tell_kept(keys, under_way, [paper for paper in papers if paper.id not in to_get])
        self._say_restored(changes, trashed)

    def _make_undoable(
        self, keys: Sequence[str], kept: Sequence[str] | None = None, restored: Sequence[KeptPaper] = ()
    ) -> None:
        """kept, restored: as in `GetStep`."""
        from scholar_desktop.ui.context.download_undo import GetStep  # not part of the start

        library, downloads = self._services.library, self._services.downloads
        GetStep(library, downloads, self._scope, self._messages, self._actions, keys, kept, restored).add()

    def _under_way(self) -> set[str]:
        return {one.key for one in self._services.downloads.items() if one.is_under_way}

    def _tell_kept(self, keys: Sequence[str], under_way: set[str], kept: Sequence[Paper]) -> None:
        """Say what becomes of the PDFs of papers, and of the files of records: how many are downloaded now or once the
        user is online, how many were requested before, how many the user has paused, and how many need no download.
        The numbers add up to all.

        Args:
            keys: of their downloads.
            under_way: of the downloads that ran or waited for their turn before this request.
            kept: those whose PDFs or files are in the library.
        """
        downloads = self._services.downloads
        items = [downloads.row(key) for key in keys]
        paused = {one.key for one in items if one.state is DownloadState.PAUSED}
        before = [one.is_record for one in items if one.key in under_way]
        getting = [one.is_record for one in items if one.key not in under_way and one.key not in paused]
        of_files = [downloads.is_of_files(paper) for paper in kept]
        wanted = len(getting) + len(before)
        waits = wanted > 0 and not self._context.now.online
        sentences = [waiting_words(wanted)]
        if not waits:
            sentences = [*_counted(getting_words, getting), *_counted(got_before_words, before)]
        if paused:
            sentences.append(ngettext("{count} download is paused.", "{count} downloads are paused.", len(paused)))
        sentences += _counted(in_library_words, of_files)
        steps = [go_online_step(self._messages, self._services.status)] if waits else []
        if paused:
            steps.append(Step(gettext("Resume"), partial(self._resume, paused)))
        icon = "offline" if waits else "get" if wanted else "pause" if paused else "tick"
        show = show_downloads_step(self._navigation, *keys)
        note = Note(" ".join(sentences), icon=icon, steps=(*steps, show) if wanted or paused else ())
        self._messages.say(PDFS_WANTED, note, lasts_ms=REPLACED_SHOWN_MS if waits or paused else COPIED_SHOWN_MS)

    def _resume(self, keys: Collection[str]) -> None:
        self._services.downloads.resume(keys)
        self._messages.close_message(PDFS_WANTED)

    def _download(self) -> DownloadItem | None:
        item = self._context.now.download
        return item if isinstance(item, DownloadItem) else None

    def _stop_pdf(self) -> None:
        from scholar_desktop.ui.context.download_undo import cancel_downloads  # not part of the start

        if (item := self._download()) is not None:
            cancel_downloads(self._services.downloads, self._messages, self._actions, [item.key])

    def _open_pdf(self) -> None:
        now = self._context.now
        if now.files is not None:
            self._services.open_path(now.files.path)
        elif now.pdf is not None:
            self._services.open_path(now.pdf)

    def _open_browser(self) -> None:
        paper = self._context.now.paper
        from scholar_desktop.services.papers.paper_text import paper_link

        if paper and (address := paper_link(paper)):
            self._services.open_url(address)

    def _open_s2(self) -> None:
        paper = self._context.now.paper
        from scholar_desktop.services.papers.paper_text import source_page

        if paper and (address := source_page(S2, paper)):
            self._services.open_url(address)

    def _copy_doi(self) -> None:
        from scholar_desktop.ui.papers.copied_identifiers import copy_dois  # not part of the start

        copy_dois(self._context.now.papers, self._copy)

    def _copy_citation(self) -> None:
        focused = QApplication.focusWidget()
        if isinstance(focused, QLabel) and focused.hasSelectedText():
            # If the user selected text in a label, Ctrl+C copies that text.
            QGuiApplication.clipboard().setText(focused.selectedText())
            return
        if papers := self._context.now.papers:
            self._cite(papers)

    def _copy_in_style(self) -> None:
        if papers := self._context.now.papers:
            self._choose_style(partial(self._cite, papers))

    def _cite(self, papers: tuple[Paper, ...], style: str = "") -> None:
        """style: for this time; empty for that of the settings, which the message offers to change."""
        words = ngettext(
            "Copied the citation in {style}.",
            "Copied {count} citations in {style}.",
            len(papers),
            style=self._style_title(style),
        )
        steps = () if style else (*self._of_all_versions(papers), self._style_step(partial(self._cite, papers)))
        self._start_copying(papers, words, steps, style)

    def _start_copying(self, papers: tuple[Paper, ...], message: str, steps: tuple[Step, ...], style: str = "") -> None:
        work = self._write_citation(papers, message, steps, style)
        self._start(work, COPYING, Message("Citation not copied"))

    async def _write_citation(
        self, papers: tuple[Paper, ...], message: str, steps: tuple[Step, ...], style: str
    ) -> None:
        """Copy references as plain text and as rich text. style: empty for that of the settings."""
        style = style or self._services.settings_editor.current.citation_style
        cancel = partial(self._scope.cancel, COPYING)
        lead = ngettext("Copying {count} reference…", "Copying {count} references…", len(papers))
        with formatting_shown(self._messages, "copied", lead, "copy", cancel) as progress:
            whole = await progress.completed(self._services.export, papers)
            found = await self._services.export.references(whole.papers, style, progress.show_formatted)
        self._copy(found.text.rstrip("\n"), message, steps=steps, html=found.html, in_part=whole.partial)

    def _style_step(self, again: Callable[[], None]) -> Step:
        return Step(gettext("Change style"), partial(self._change_style, again))

    def _change_style(self, again: Callable[[], None]) -> None:
        """Offer the citation styles, and copy by *again* in the one that the user chooses."""
        self._messages.close_message("copied")
        self._choose_style(partial(self._on_style, again))

    def _choose_style(self, take: Callable[[str], None]) -> None:
        """Offer the citation styles, and call *take* with the name of the one that the user chooses."""
        from scholar_desktop.services.papers.export import offered_styles
        from scholar_desktop.ui.context.style_panel import StylePanel

        if self._style_panel is None:
            self._style_panel = StylePanel(self._theme, offered_styles(), self._messages.window())
            self._style_panel.chosen.connect(lambda name: self._take_style(name))
        self._take_style = take
        self._style_panel.open_in_middle(self._services.settings_editor.current.citation_style)

    def _on_style(self, again: Callable[[], None], name: str) -> None:
        self._start(self._set_style(name, again), "citation style", Message("Citation not copied"))

    async def _set_style(self, name: str, again: Callable[[], None]) -> None:
        await self._services.settings_editor.set("citation_style", name)
        again()

    def _style_title(self, style: str = "") -> str:
        from scholar_desktop.services.papers.export import style_title  # not part of the start

        return style_title(style or self._services.settings_editor.current.citation_style)

    def _of_all_versions(self, papers: tuple[Paper, ...]) -> tuple[Step, ...]:
        """Return the step that cites a Zenodo record in all its versions; by default, the version shown is cited."""
        from scholar_desktop.services.zenodo.record_paper_conversion import whole_work_of

        whole = whole_work_of(papers[0]) if len(papers) == 1 else None
        if whole is None:
            return ()
        return (Step(gettext("Cite all versions"), partial(self._cite_all_versions, whole)),)

    def _cite_all_versions(self, whole: Paper) -> None:
        copied = gettext("Copied the citation of all versions in {style}.", style=self._style_title())
        self._start_copying((whole,), copied, (self._style_step(partial(self._cite_all_versions, whole)),))

    def _copy_bibtex(self, *, only_keys: bool = False) -> None:
        """Copy BibTeX entries, or only their citation keys with commas between, as LaTeX cites several papers."""
        papers = self._context.now.papers
        if papers:
            failed = Message("Citation key not copied") if only_keys else Message("BibTeX not copied")
            self._start(self._write_bibtex(papers, only_keys=only_keys), COPYING_BIBTEX, failed)

    def _copy_in_text(self) -> None:
        papers = self._context.now.papers
        if papers:
            self._cite_in_text(papers)

    def _cite_in_text(self, papers: tuple[Paper, ...]) -> None:
        self._start(self._write_in_text(papers), COPYING, Message("Citation not copied"))

    async def _write_in_text(self, papers: tuple[Paper, ...]) -> None:
        from scholar_desktop.services.papers.export import style_title

        style = self._services.settings_editor.current.citation_style
        found = await self._services.export.in_text_citation(papers, style)
        words = gettext("Copied the in-text citation in {style}.", style=style_title(found.style))
        steps = (self._style_step(partial(self._cite_in_text, papers)),)
        why = numbered_style_words(found, style)
        short = f"{why} {shorten(found.text, 160)}".strip()
        lasts_ms = REPLACED_SHOWN_MS if why else COPIED_SHOWN_MS
        self._copy(found.text, words, short, steps=steps, html=found.html, lasts_ms=lasts_ms)

    async def _write_bibtex(self, papers: tuple[Paper, ...], *, only_keys: bool) -> None:
        from scholar_desktop.services.exchange.entry_export import EntryOptions
        from scholar_desktop.services.papers.export import ExportFormat
        from scholar_desktop.ui.context.export_foot import missing_fields_note  # not part of the start

        options = EntryOptions(collections=False, notes=False)  # a manuscript is read by others
        cancel = partial(self._scope.cancel, COPYING_BIBTEX)
        whole = await completed_papers(self._services.export, papers, self._messages, "copied", cancel)
        text = await self._services.entry_export.text_of(whole.papers, ExportFormat.BIBTEX, options)
        keys = _BIBTEX_KEY.findall(text)
        if only_keys:
            words = ngettext("Copied the citation key.", "Copied {count} citation keys.", len(keys))
            self._copy(",".join(keys), words, shorten(", ".join(keys), 160))
            return
        words = ngettext("Copied BibTeX.", "Copied BibTeX of {count} papers.", len(keys))
        lacking = missing_fields_note(await self._services.entry_export.missing_fields_in(text, ExportFormat.BIBTEX))
        named = f"{shorten(', '.join(keys), 160)}\n{lacking}".strip()
        lasts_ms = REPLACED_SHOWN_MS if lacking else COPIED_SHOWN_MS
        self._copy(text, words, named, in_part=whole.partial, lasts_ms=lasts_ms)

    def _copy(
        self,
        text: str,
        message: str,
        shown: str = "",
        steps: tuple[Step, ...] = (),
        html: str = "",
        lasts_ms: int = COPIED_SHOWN_MS,
        in_part: int = 0,
    ) -> None:
        """Copy *text* and show a message.

        Args:
            shown: what the message names instead of the text.
            steps: what the user can do instead.
            html: the same text as HTML, for programs that take it; empty for none.
            in_part: number of papers that are known only in part.
        """
        copy_rich_text(text, html)
        short = f"{partial_words(in_part)} {shown or shorten(text, 160)}".strip()
        lasts_ms = REPLACED_SHOWN_MS if in_part else lasts_ms
        self._messages.say("copied", Note(message, short, icon="copy", steps=steps), lasts_ms=lasts_ms)

    def _star(self) -> None:
        now = self._context.now
        on = not (now.kept and now.kept.starred)
        self._change_or_ask(now.papers, partial(self._set_star, on=on), Message("Star not changed"), adds=on)

    async def _set_star(self, papers: tuple[Paper, ...], *, on: bool) -> None:
        library = self._services.library
        kept = await library.find_many(papers)
        added = sum(paper.id not in kept for paper in papers)
        if on and added:
            changes = await library.add_and_star(papers)
            if added == len(papers):
                text = starred_words(papers)
            else:
                text = ngettext(
                    "Starred {total} papers, and added {count} of them to your library.",
                    "Starred {total} papers, and added {count} of them to your library.",
                    added,
                    total=number(len(papers)),
                )
            self._say_undoable(changes, text)
        elif kept:
            changes = await library.star([paper.key for paper in kept.values()], on)
            # rows of citation lists have no star, so only the message says that it was changed
            changed = [one.paper for one in kept.values() if one.starred is not on]
            self._say_undoable(changes, star_words(changed, on=on))

    def _to_read(self) -> None:
        now = self._context.now
        on = not (now.kept and now.kept.to_read)
        self._change_or_ask(now.papers, partial(self._set_to_read, on=on), Message("Paper not marked"), adds=on)

    async def _set_to_read(self, papers: tuple[Paper, ...], *, on: bool) -> None:
        library = self._services.library
        kept = await library.find_many(papers) if on else {}
        added = sum(paper.id not in kept for paper in papers) if on else 0
        marked = added + sum(not one.to_read for one in kept.values())
        changes = await library.to_read(papers, on)
        count = len(changes.papers)
        if added == marked == 1 and len(papers) == 1:
            text = gettext("Added “{title}” and marked it to read.", title=message_title(papers[0].title))
        elif added and added == marked:
            text = ngettext(
                "Added {count} paper and marked it to read.", "Added {count} papers and marked them to read.", added
            )
        elif added:
            text = ngettext(
                "Marked {total} papers to read, and added {count} of them to your library.",
                "Marked {total} papers to read, and added {count} of them to your library.",
                added,
                total=number(marked),
            )
        elif len(papers) == 1 and on:
            text = gettext("Marked “{title}” to read.", title=message_title(papers[0].title))
        elif len(papers) == 1:
            text = gettext("Marked “{title}” as read.", title=message_title(papers[0].title))
        elif on:
            text = ngettext("Marked {count} paper to read.", "Marked {count} papers to read.", count)
        else:
            text = ngettext("Marked {count} paper as read.", "Marked {count} papers as read.", count)
        self._say_undoable(changes, text)

    def _add(self) -> None:
        failed = Message("Paper not added to your library")
        self._change_or_ask(self._context.now.papers, self._add_to_library, failed, adds=True)

    async def _add_to_library(self, papers: tuple[Paper, ...]) -> None:
        library = self._services.library
        before = {kept.key for kept in (await library.find_many(papers)).values()}
        changes = await library.add(papers)
        count = len(changes.papers - before)  # what is known of the others may have changed, too
        text = ngettext("Added {count} paper.", "Added {count} papers.", count)
        if not count:
            text = gettext("These papers are already in your library.")
        elif len(papers) == 1:
            text = gettext("Added “{title}” to your library.", title=message_title(papers[0].title))
        self._say_undoable(changes, text)

    def _remove(self) -> None:
        self._change(self._put_in_trash(self._context.now.papers), Message("Paper not moved to the trash"))

    async def _put_in_trash(self, papers: tuple[Paper, ...]) -> None:
        kept = await self._services.library.find_many(papers)
        keys = [paper.key for paper in kept.values()]
        if keys:
            downloaded = self._services.downloads.papers_in_library
            changes = await self._services.library.entries.trash(keys, True)
            if len(keys) == 1:
                title = message_title(next(iter(kept.values())).paper.title)
                text = gettext("Moved “{title}” to the trash.", title=title)
            else:
                text = ngettext("Moved {count} paper to the trash.", "Moved {count} papers to the trash.", len(keys))
            self._say_undoable(changes, with_stopped(text, bool(changes.papers & downloaded)))

    def _say_undoable(self, changes: Changes, text: str) -> None:
        if changes.papers:
            self._messages.undoable(text, Step(gettext("Undo"), self._undo.undo, icon="undo"))

    def _change_or_ask(
        self,
        papers: tuple[Paper, ...],
        change: Callable[[tuple[Paper, ...]], Coroutine[Any, Any, None]],
        failed: str,
        *,
        adds: bool,
    ) -> None:
        """Run *change* on *papers*. adds: it adds those that the library does not have, so the user is asked first if
        some of them are possibly in it."""
        self._change(self._asking(papers, change, failed) if adds else change(papers), failed)

    async def _asking(
        self,
        papers: tuple[Paper, ...],
        change: Callable[[tuple[Paper, ...]], Coroutine[Any, Any, None]],
        failed: str,
    ) -> None:
        from scholar_desktop.ui.context.add_question import AddQuestion  # not part of the start

        question = AddQuestion(self._services.library, self._messages, self._show_paper)
        if not await question.asks(papers, lambda some: self._change(change(some), failed)):
            await change(papers)

    def _change(self, work: Coroutine[Any, Any, None], failed: str) -> None:
        self._scope.start(work, name=failed, on_failure=partial(self._messages.failed, failed))

    def _start(self, work: Coroutine[Any, Any, None], name: str, failed: str) -> None:
        """Run *work* in place of the last task with this *name*."""
        self._scope.start(work, name=name, latest=name, on_failure=partial(self._messages.failed, failed))


def _counted(words: Callable[[int, int], list[str]], of_files: Sequence[bool]) -> list[str]:
    """Return *words* for the numbers of papers and of records without a PDF. of_files: for each, if it is a record."""
    return words(of_files.count(False), of_files.count(True))


def numbered_style_words(copied: InTextCitation, style: str) -> str:
    """Return the sentence about an in-text citation that is not in *style*, because that cites by numbers; else an
    empty text."""
    from scholar_desktop.services.papers.export import style_title

    if copied.style == style:
        return ""
    return gettext(
        "{style} numbers the citations of a document, so author and year were copied instead.", style=style_title(style)
    )
