"""What is done with a manuscript: choose its file, save its corrected .bib file or list and its table, keep its
references."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from scholar_desktop.domain.collection import PATH_SEPARATOR, display_path
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import LibraryView
from scholar_desktop.domain.reference_lists.manuscript import ReferenceVerdict
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.exchange.corrected_references import FILLED_FIELDS, CorrectedFile
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.exchange.manuscript_detail import accept_title, keep_title
from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, CSV_FILE, FileKind, FilePurpose, open_file, save_file
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.entry_words import field_title
from scholar_desktop.ui.words.literal_text import add_entry

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QWidget

    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.reference_lists.manuscript import CheckedReference, Manuscript
    from scholar_desktop.services.exchange.manuscript_check import ManuscriptCheck
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.program.settings_editor import SettingsEditor
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.exchange.manuscript_rows import ReferenceRow
    from scholar_desktop.ui.exchange.manuscript_run import Decisions, ManuscriptRun

BIB_FILE = FileKind("BibTeX", ("bib",))
TEXT_FILE, MARKDOWN_FILE = FileKind(Message("Text"), ("txt",)), FileKind("Markdown", ("md",))
# not translated: endings
ENDINGS = ("tex", "ltx", "docx", "odt", "md", "markdown", "rmd", "qmd", "txt", "pdf", "bib")
MESSAGE_SHOWN_MS = 8000


class ManuscriptCommands(QObject):
    """Works on the manuscript of *run*, with the corrections that are accepted. Signal: `library_wanted` (search the
    library for these words)."""

    library_wanted = Signal(str)

    def __init__(
        self,
        run: ManuscriptRun,
        service: ManuscriptCheck,
        settings: SettingsEditor,
        library: Library,
        show_paper: Callable[[Paper], None],
        collections: Collections,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        state: WindowState,
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._run = run
        self._service = service
        self._settings = settings
        self._library = library
        self._show_paper = show_paper
        self._collections = collections
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._state = state
        self._page = page

        self._undo_steps: list[UndoStep] = []
        self._undo_of: Manuscript | None = None
        run.changed.connect(self._forget_undo)

    def accept(self, places: set[int], *, is_accepted: bool = True) -> None:
        """Accept the corrections of the references at *places*, or do not, with a way to undo."""
        before = self._run.decisions()
        changed = self._run.accept(places, is_accepted=is_accepted)
        if not changed:
            return
        count = len(changed)
        accepted = ngettext("Accepted {count} correction.", "Accepted {count} corrections.", count)
        not_accepted = ngettext(
            "{count} correction is no longer accepted.", "{count} corrections are no longer accepted.", count
        )
        label = ngettext("accept {count} correction", "accept {count} corrections", count)
        if not is_accepted:
            label = ngettext("no longer accept {count} correction", "no longer accept {count} corrections", count)
        done, undone = (accepted, not_accepted) if is_accepted else (not_accepted, accepted)
        self._offer_undo(done, undone, label, before, partial(self.accept, changed, is_accepted=is_accepted))

    def save(self, *, has_list: bool) -> None:
        """Ask where the corrected list is saved, or the .bib file of a manuscript that has no list. If nothing can be
        saved, say why."""
        action = "manuscript.save_list" if has_list else "manuscript.save_bib"
        if reason := self._actions.run_on(action):
            self._messages.cannot_run(self._actions.title(action), reason)

    def keep(self, places: set[int], *, is_kept: bool = True) -> None:
        """Keep the references at *places* as they are written, or decide about them again, with a way to undo."""
        before = self._run.decisions()
        changed = self._run.decline(places, is_declined=is_kept)
        if not changed:
            return
        count = len(changed)
        kept = ngettext("{count} reference is kept as written.", "{count} references are kept as written.", count)
        not_kept = ngettext(
            "{count} reference is no longer kept as written.",
            "{count} references are no longer kept as written.",
            count,
        )
        label = ngettext("keep {count} reference as written", "keep {count} references as written", count)
        if not is_kept:
            label = ngettext("decide about {count} reference again", "decide about {count} references again", count)
        done, undone = (kept, not_kept) if is_kept else (not_kept, kept)
        self._offer_undo(done, undone, label, before, partial(self.keep, changed, is_kept=is_kept))

    def keep_or_not(self, rows: Sequence[ReferenceRow]) -> None:
        """Keep those of *rows* as they are written that can be kept so; if all of them are kept, decide about them
        again."""
        possible = [one for one in rows if one.can_keep]
        if possible:
            is_kept = not all(one.declined for one in possible)
            self.keep({one.place for one in possible}, is_kept=is_kept)
        elif rows:
            why = gettext("Only a reference that is in the list and not correct can be kept as written.")
            self._messages.cannot_run(keep_title(is_declined=False), why)

    def add_to_menu(self, menu: QMenu, rows: Sequence[ReferenceRow]) -> None:
        """Put what can be decided about *rows* at the top of *menu*."""
        possible = [one for one in rows if one.can_keep]
        if not possible:
            return
        before, entries = menu.actions(), []
        if places := {one.place for one in possible if one.accept is not None}:
            is_accepted = all(one.accept for one in possible if one.accept is not None)
            entries.append(add_entry(menu, accept_title(is_accepted=is_accepted)))
            entries[0].triggered.connect(lambda: self.accept(places, is_accepted=not is_accepted))
        keep = add_entry(menu, keep_title(is_declined=all(one.declined for one in possible)))
        keep.triggered.connect(lambda: self.keep_or_not(possible))
        keep.setShortcut(QKeySequence(Qt.Key.Key_Delete))  # shown only: the table itself takes the key
        if before:
            menu.insertActions(before[0], [*entries, keep])
            menu.insertSeparator(before[0])

    def _offer_undo(self, done: str, undone: str, label: str, before: Decisions, again: Callable[[], None]) -> None:
        """Say what was *done*, and offer to decide as *before*."""

        async def undo() -> None:
            self._run.restore(before)

        self._undo_of = self._run.manuscript
        undo_step = UndoStep(label, undone, undo, again)
        self._undo_steps.append(undo_step)
        self._messages.add_undo_step(undo_step)
        self._messages.undoable(done, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))

    def _forget_undo(self) -> None:
        """Forget how to undo what was accepted when another manuscript is checked: its references are other ones."""
        mine = self._undo_steps
        if not mine or self._run.manuscript is self._undo_of:
            return
        self._undo_steps = []
        if self._messages.undo_step in mine or self._messages.redo_step in mine:
            self._messages.close_message("undo")
        self._messages.forget_undo_steps(mine)

    def choose_file(self) -> None:
        """Ask for a manuscript, and check it."""
        dialog = open_file(
            self._page,
            gettext("Check manuscript"),
            (FileKind(Message("Manuscripts"), ENDINGS), ALL_FILES),
            self._run.begin,
            purpose=FilePurpose.MANUSCRIPT,
            memory=self._state,
        )
        dialog.setObjectName("manuscriptDialog")

    def choose_bib(self) -> None:
        """Ask for a .bib file, and write the references to it. The name is that of the original with an addition, in
        its folder."""
        original = self._bib_file()
        name = original.stem if original is not None else self._stem()
        folder = original.parent if original is not None else None
        self._choose(gettext("Save corrected .bib file"), (BIB_FILE,), gettext("{file}-corrected", file=name), folder)

    def choose_list(self) -> None:
        """Ask for a file, and write the list in the text to it: as Markdown first for a manuscript in Markdown."""
        manuscript = self._run.manuscript
        kinds = (TEXT_FILE, MARKDOWN_FILE)
        if manuscript is not None and manuscript.format == "markdown":
            kinds = (MARKDOWN_FILE, TEXT_FILE)
        name = gettext("{file}-references-corrected", file=self._stem())
        folder = self._run.path.parent if self._run.path is not None else None
        self._choose(gettext("Save corrected reference list"), kinds, name, folder)

    def choose_csv(self) -> None:
        """Ask for a CSV file, and write the table to it."""
        self._choose(gettext("Save references as CSV"), (CSV_FILE,), gettext("{file}-references", file=self._stem()))

    def collection_path(self) -> str:
        """Return the path of the collection that the references are added to."""
        return gettext("References of {file}", file=self._stem().replace(PATH_SEPARATOR, "-"))

    def put_into_collection(self) -> None:
        """Add the papers of the references to a collection of their own, and to the library."""
        papers = self._run.papers()
        if papers:
            from scholar_desktop.ui.context.add_question import AddQuestion

            path = self.collection_path()

            def put_in(some: tuple[Paper, ...]) -> None:
                self._scope.start(self._put_in(some, path), name="keep the references of a manuscript")

            question = AddQuestion(self._library, self._messages, self._show_paper)
            self._scope.start(question.ask_or_run(papers, put_in), name="ask before references are kept")

    def find_in_library(self, words: str) -> None:
        """Open the one paper of the library that *words* find, from which Back returns here; else search the library
        for them."""
        self._scope.start(self._find(words), name="find a reference in the library", latest="find")

    async def _find(self, words: str) -> None:
        try:
            found = await self._library.page(LibraryView.ALL, words, limit=2, in_text=False)
        except ScholarError as error:
            self._messages.failed(gettext("Could not search the library"), error)
            return
        if len(found.papers) == 1:
            self._show_paper(found.papers[0].paper)
        else:
            self.library_wanted.emit(words)

    def _stem(self) -> str:
        return self._run.path.stem if self._run.path is not None else gettext("manuscript")

    def _bib_file(self) -> Path | None:
        """Return the .bib file that the manuscript takes its references from; the manuscript itself if it has several
        or none, None before one is opened."""
        path, manuscript = self._run.path, self._run.manuscript
        if path is None or manuscript is None:
            return path
        names = {one.file for one in manuscript.references if one.bib is not None and one.file}
        return path.parent / names.pop() if len(names) == 1 else path

    def _choose(self, title: str, kinds: tuple[FileKind, ...], name: str, folder: Path | None = None) -> None:
        dialog = save_file(
            self._page,
            title,
            kinds,
            self._save,
            name=name,
            purpose=FilePurpose.MANUSCRIPT,
            memory=self._state,
            folder=folder,
        )
        dialog.setObjectName("manuscriptSaveDialog")

    def _save(self, path: Path, kind: FileKind) -> None:
        accepted, checked = self._run.accepted_manuscript(), self._run.checked
        if accepted is None or checked is None:
            return
        numbered = [*enumerate(checked.references)]
        missing = [one for one in checked.references if one.verdict is ReferenceVerdict.NOT_FOUND]
        unkept = [
            one
            for place, one in numbered
            if one.verdict is ReferenceVerdict.NOT_FOUND and place not in self._run.declined
        ]
        waiting = [
            one
            for place, one in numbered
            if one.can_be_corrected and place not in self._run.accepted | self._run.declined
        ]
        kept = [one for place, one in numbered if place in self._run.declined]
        work: Callable[[], Awaitable[CorrectedFile | None]]
        if kind is CSV_FILE:
            checked = msgspec.structs.replace(checked, references=tuple(self._run.corrected().values()))
            count = len(checked.references)
            text = ngettext("The file has {count} row.", "The file has {count} rows.", count) if count else ""
            work = partial(self._service.save_csv, checked, path, self._run.accepted, self._run.declined)
        elif kind is BIB_FILE:
            uncorrected = sum(one.reference.entry is not None and one.reference.bib is not None for one in waiting)
            unchanged, anew = _written_as_before_or_anew(unkept)[0], _written_as_before_or_anew(missing)[1]
            text = _missing_words(unchanged, anew, uncorrected)
            # of one with another journal alone, the file has what its record adds
            in_text = sum(one.is_in_text and not one.corrects_venue_alone for one in waiting)
            kept_so = sum(
                one.reference.bib is not None
                if one.reference.entry is not None
                else one.can_be_corrected and not one.corrects_venue_alone
                for one in kept
            )
            text = " ".join(filter(None, (text, _uncorrected_words(in_text), _kept_words(kept_so))))
            work = partial(self._service.save_bib, accepted, path)
        else:
            in_text, uncorrected = (sum(one.is_in_text for one in group) for group in (unkept, waiting))
            text = _missing_words(in_text, 0, uncorrected)
            text = " ".join(filter(None, (text, _kept_words(sum(one.is_in_text for one in kept)))))
            work = partial(self._service.save_list, accepted, path, self._settings.current.citation_style)
        saving = self._saved(work, path, text, keeps_decisions=kind is not CSV_FILE)
        self._scope.start(saving, name="save a manuscript's references", latest="save")

    async def _saved(
        self,
        work: Callable[[], Awaitable[CorrectedFile | None]],
        path: Path,
        text: str,
        *,
        keeps_decisions: bool,
    ) -> None:
        """text: what the message says beside the name of the file; keeps_decisions: what is kept as written is known
        when that file is checked."""
        checked, declined = self._run.checked, self._run.declined
        try:
            saved = await work()
            if keeps_decisions and checked is not None and path != self._run.path:
                await self._service.store_for_saved(path, checked, declined)
        except ScholarError as error:
            self._messages.failed(gettext("Could not save {file}", file=path.name), error)
            return
        if isinstance(saved, CorrectedFile):
            text = " ".join(filter(None, (text, *_completed_words(saved))))
        note = Note(gettext("Saved {file}.", file=path.name), text, icon="tick")
        self._messages.say_saved("manuscript", note, path.parent, lasts_ms=MESSAGE_SHOWN_MS)

    async def _put_in(self, papers: tuple[Paper, ...], path: str) -> None:
        try:
            changes = await self._collections.put_in(papers, path)
        except ScholarError as error:
            self._messages.failed(gettext("Could not add the papers to your library"), error)
            return
        shown_path = display_path(path)
        if changes.label is None:
            words = ngettext(
                "{count} paper is already in “{collection}”.",
                "{count} papers are already in “{collection}”.",
                len(papers),
                collection=shown_path,
            )
            self._messages.say("undo", Note(words, icon="folder"), lasts_ms=MESSAGE_SHOWN_MS)
            return
        text = ngettext(
            "Added {count} paper to “{collection}”.",
            "Added {count} papers to “{collection}”.",
            len(papers),
            collection=shown_path,
        )
        self._messages.undoable(text, Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo"))


def _written_as_before_or_anew(missing: Sequence[CheckedReference]) -> tuple[int, int]:
    """Return how many of the references that were not found have the entry of a .bib file, which is not changed, and
    for how many a new entry is made from what the manuscript states. The library has the entries of the others."""
    unchanged = sum(one.reference.entry is not None and one.reference.bib is not None for one in missing)
    of_library = sum(one.is_only_in_library and one.is_in_text for one in missing)
    return unchanged, len(missing) - unchanged - of_library


def _completed_words(saved: CorrectedFile) -> Iterator[str]:
    """Yield the sentences on which references have no entry of their own, what the entries of a saved file have from
    the records, and which of their fields are other ones than those of the records."""
    if saved.shared:
        yield ngettext(
            "{count} reference repeats another and shares its entry.",
            "{count} references repeat others and share their entries.",
            saved.shared,
        )
    completed = saved.completed
    differing = sum(one.differs for one in completed)
    if differing:
        yield ngettext(
            "{count} reference keeps a journal, volume or pages that differ from the record found.",
            "{count} references keep a journal, volume or pages that differ from the records found.",
            differing,
        )
    there = frozenset[str]().union(*(one.filled for one in completed))
    names = [*(name for name in FILLED_FIELDS if name in there), *sorted(there.difference(FILLED_FIELDS))]
    filled = [_filled_title(name) for name in names]
    if filled:
        yield ngettext(
            "Added to {count} reference from its record, where it had none: {fields}.",
            "Added to {count} references from their records, where they had none: {fields}.",
            sum(bool(one.filled) for one in completed),
            fields=", ".join(filled),
        )


def _filled_title(name: str) -> str:
    return gettext("Full names") if name == "author" else field_title(name)


def _missing_words(unchanged: int, anew: int, uncorrected: int) -> str:
    """Return how the references that were not found are in a saved file, and that there are *uncorrected* ones whose
    correction was not accepted."""
    sentences = [words] if (words := _uncorrected_words(uncorrected)) else []
    if unchanged:
        words = ngettext(
            "{count} reference that was not found is in it as you wrote it.",
            "{count} references that were not found are in it as you wrote them.",
            unchanged,
        )
        sentences.append(words)
    if anew:
        words = ngettext(
            "{count} reference that was not found has a new entry with what you wrote: check its type and fields.",
            "{count} references that were not found have new entries with what you wrote: check their types and "
            "fields.",
            anew,
        )
        sentences.append(words)
    return " ".join(sentences)


def _kept_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} reference that you keep as written is in it unchanged.",
        "{count} references that you keep as written are in it unchanged.",
        count,
    )


def _uncorrected_words(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "{count} reference whose correction you did not accept is in it as you wrote it.",
        "{count} references whose corrections you did not accept are in it as you wrote them.",
        count,
    )
