"""The detail pane: the paper shown, the actions on it, its open copies, and which service sent what."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy, QVBoxLayout, QWidget

from scholar_desktop.domain.errors import NotFound
from scholar_desktop.domain.own_fields import own_fields_of
from scholar_desktop.domain.paper import Author, Paper, access_status
from scholar_desktop.domain.search.filters import FIELD
from scholar_desktop.domain.source import S2, UNPAYWALL, ZENODO, Phase
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.asking_note import asking_note
from scholar_desktop.ui.context.paper_session import PaperSession
from scholar_desktop.ui.context.ui_context import UiContext
from scholar_desktop.ui.library.tags_and_notes_section import TagsAndNotesSection
from scholar_desktop.ui.open_access.closed_paper import watch_words
from scholar_desktop.ui.open_access.copies import CopiesSection, not_looked_up_words
from scholar_desktop.ui.open_access.linked_pdf import linked_steps, run_for_version
from scholar_desktop.ui.open_access.pdf_button import pdf_note, restricted_note, restricted_reason
from scholar_desktop.ui.open_access.shown_pdf_button import show_download_of
from scholar_desktop.ui.papers.abstract_section import AbstractSection
from scholar_desktop.ui.papers.all_data import AllDataSection
from scholar_desktop.ui.papers.corpus_gaps import CorpusGaps
from scholar_desktop.ui.papers.entry_editing import EntryEditing
from scholar_desktop.ui.papers.file_origin import FileOriginSection
from scholar_desktop.ui.papers.merged_from import MergeSources
from scholar_desktop.ui.papers.paper_buttons import PaperButtons
from scholar_desktop.ui.papers.possibly_known import PossiblyKnown
from scholar_desktop.ui.papers.selected_elsewhere import SelectedElsewhere
from scholar_desktop.ui.papers.selected_papers import SelectedPapers
from scholar_desktop.ui.papers.title_box import TitleBox
from scholar_desktop.ui.papers.trashed_notes import TrashedNotes
from scholar_desktop.ui.people.author_links import AuthorLinks, open_author
from scholar_desktop.ui.rows.dragging import CitationHandle
from scholar_desktop.ui.theme.type_scale import BODY
from scholar_desktop.ui.widgets.button import RING
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.message_page import PageMessage
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.widgets.paper_facts import IdentifiersView, SourcesLine, is_paratext
from scholar_desktop.ui.widgets.scroll_column import FocusRingScroll
from scholar_desktop.ui.widgets.state_pane import EMPTY, FULL, PARTIAL, WAITING, StatePane
from scholar_desktop.ui.widgets.sticky_row import StickyRow
from scholar_desktop.ui.words.entry_words import publication_words
from scholar_desktop.ui.words.filter_words import filter_value_words
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import listed, source_title
from scholar_desktop.ui.zenodo.code_and_data import CodeAndData
from scholar_desktop.ui.zenodo.record_citing import citing_menu
from scholar_desktop.ui.zenodo.record_section import RecordSection, is_record

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.ui.papers.entry_facts import EntryFacts
    from scholar_desktop.ui.papers.full_text_section import FullTextSection
    from scholar_desktop.ui.papers.linked_versions import LinkedVersions

PARATEXT = Message("This may not be a paper.")
PARATEXT_REASON = Message("Unpaywall lists it as paratext, such as a table of contents, a cover or an index.")
REST_S = 0.012
"""Turns of the event loop that begin together count as one for other tasks, so what is below the fold is shown this
many seconds later, when the copies have their rows."""
LONG_WAIT_MS = 1500
"""Delay in milliseconds before the waiting bar shows; with a quick answer, a bar would only move the content up and
down."""


class DetailPane(QWidget):
    """Shows the paper of the paper session; its buttons, in `button_row`, run actions of the registry on that paper."""

    left = Signal()

    def __init__(self, ui_context: UiContext, session: PaperSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ui_context = ui_context
        self._session = session
        self._watched: Paper | None = None
        self._is_rest_due = False
        self._marks_shown: tuple[object, ...] = ()
        self._current = ui_context.current
        self._theme = ui_context.theme
        self.setObjectName("detailPane")
        self.setAccessibleName(gettext("Paper"))
        self._scroll = FocusRingScroll(self._theme)
        self._scroll.setAccessibleName(gettext("Paper"))
        self.step_wanted = self._scroll.step_wanted
        self.pane = StatePane(self._theme, self._scroll, named=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._selected = SelectedPapers(self._theme, ui_context.context, ui_context.marks, session)
        column.addWidget(self._selected)
        column.addWidget(self.pane, 1)
        elsewhere = SelectedElsewhere(self._theme, ui_context.context, session, ui_context.actions)
        column.addWidget(elsewhere)
        services = ui_context.services
        undo = ui_context.actions["edit.undo"]
        self.editing = EntryEditing(
            self._theme,
            ui_context.scope,
            ui_context.messages,
            undo.trigger,
            lambda: services.library,
            lambda: services.export,
            session,
            self.pane,
            column,
        )
        self._build()
        elsewhere.toggled.connect(self._buttons.show_keys_elsewhere)
        self._scope = ui_context.scope.child()
        session.shown.connect(self._on_shown)
        session.grown.connect(self._show)
        ui_context.marks.changed.connect(self._show_changed_marks)
        ui_context.context.changed.connect(self._show_changed_marks)
        self._on_shown()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._buttons.fit()  # the height counts, too
        self._selected.fit()

    def take_focus(self) -> None:
        """Move the focus to the paper, which keys then scroll. The buttons come next: none is pressed by mistake."""
        if self._scroll.isVisible():
            self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)

    # Building; done once

    def _build(self) -> None:
        px = self._theme.px
        page = self._page = QWidget()
        page.setProperty("role", "page")
        page.setMinimumWidth(1)  # it takes the width of the pane; nothing scrolls horizontally
        # Buttons include a margin for the focus ring, so texts are indented by the same margin.
        whole = QVBoxLayout(page)
        whole.setContentsMargins(px(16) - RING, px(12), px(16) - RING, px(16))
        whole.setSpacing(0)
        self._build_head(whole)
        self._build_buttons(whole)
        self._build_texts(whole)
        self._build_copies(whole)
        self._build_facts(whole)
        whole.addStretch(1)
        self._scroll.setWidget(page)

    def _build_head(self, whole: QVBoxLayout) -> None:
        """Build the title, the authors, and where the paper was published."""
        theme = self._theme
        self._title = TitleBox(theme)
        set_tooltip(self._title.text, gettext("Drag into another program to insert the citation."))
        self._drag_citation(self._title.text)
        whole.addWidget(self._title)
        whole.addSpacing(theme.px(4))
        self._authors = AuthorLinks(theme)
        self._authors.wanted.connect(self._on_author_wanted)
        whole.addWidget(self._authors)
        column = self._indented(whole)
        self._place = Prose("body", "muted")
        across = self._place.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        self._place.setAlignment(across | Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._place)
        self._paratext = NoteBar(theme)
        self._paratext.setObjectName("paratextNote")
        column.addWidget(self._paratext)

    def _build_buttons(self, whole: QVBoxLayout) -> None:
        """Build the buttons, the notes below them, where they do not move the buttons, and the abstract."""
        theme, px = self._theme, self._theme.px
        self._gaps = CorpusGaps(
            theme,
            self._ui_context.scope,
            lambda: self._ui_context.services.corpus_papers,
            lambda: self._ui_context.services.corpus_completion,
            self._session.again,
        )
        self._record = RecordSection(self._ui_context)
        whole.addSpacing(px(10))
        self._buttons = PaperButtons(
            theme,
            self._ui_context.actions,
            self._ui_context.context,
            self._current,
            self._ui_context.marks,
            self._ui_context.services.settings_editor,
            self._session,
            citing_menu=partial(citing_menu, self._ui_context),
            open_downloads=self._open_downloads,
            open_path=lambda path: self._ui_context.services.open_path(path),
        )
        self._drag_citation(self._buttons.cite)
        self.button_row = StickyRow(theme, self._buttons, self._scroll, self._page)
        whole.addWidget(self.button_row)
        column = self._indented(whole)
        self._pdf_note = NoteBar(theme)
        self._pdf_note.setObjectName("pdfNote")
        column.addSpacing(px(4))
        self._possibly_known = PossiblyKnown(
            theme,
            self._ui_context.scope,
            lambda: self._ui_context.services.library,
            partial(self._current.run_for, "paper.open"),
        )
        column.addWidget(self._pdf_note)
        self._versions: LinkedVersions | None = None
        self._versions_place = QVBoxLayout()
        column.addLayout(self._versions_place)
        for note in (self._possibly_known, self._gaps, self._record.newer):
            column.addWidget(note)
        self._abstract = AbstractSection(theme, column)

    def _build_texts(self, whole: QVBoxLayout) -> None:
        """Build what the user wrote, the places of the entry and of the full text, and where the file came from."""
        self.own = TagsAndNotesSection()
        whole.addWidget(self.own)
        self._trashed = TrashedNotes(self._theme)
        whole.addWidget(self._trashed)
        self._entry: EntryFacts | None = None
        self._entry_place = self._indented(whole)
        self._full_text: FullTextSection | None = None
        self._full_text_place = self._indented(whole)
        self._this_file = FileOriginSection(
            self._ui_context.theme,
            self._ui_context.state,
            self._ui_context.services.open_path,
            self._ui_context.messages.say_copied,
        )
        whole.addWidget(self._this_file)

    def _build_copies(self, whole: QVBoxLayout) -> None:
        """Build the open copies, the record at Zenodo, and its code and data."""
        self._copies = CopiesSection(self._ui_context)
        self._copies.look_wanted.connect(self._on_more_wanted)
        whole.addWidget(self._copies)
        whole.addWidget(self._record)
        self._companions = CodeAndData(
            self._ui_context.theme,
            self._ui_context.services.status,
            self._ui_context.scope,
            lambda: self._ui_context.services.zenodo_lookup,
        )
        self._companions.record_wanted.connect(partial(self._current.run_for, "paper.open"))
        whole.addWidget(self._companions)

    def _build_facts(self, whole: QVBoxLayout) -> None:
        """Build the identifiers, the rows that were merged, all data, and which service sent what."""
        theme, px = self._theme, self._theme.px
        column = self._indented(whole)
        self._ids_head = self._section(column, gettext("Identifiers"))
        self._ids = IdentifiersView(theme, self._ui_context.messages.say_copied)
        column.addWidget(self._ids)
        self._merged = MergeSources(
            self._ui_context.theme,
            self._ui_context.scope,
            self._ui_context.actions,
            self._ui_context.messages,
            self._ui_context.services.manual_splits,
            self._section(column, gettext("Merged from")),
        )
        self._merged.split_off.connect(self._session.take_split)
        column.addWidget(self._merged)
        column.addSpacing(px(16))
        self._all_data = AllDataSection(
            self._ui_context.theme,
            self._ui_context.state,
            self._ui_context.messages,
            self._ui_context.services.open_url,
        )
        self._all_data.more_wanted.connect(self._on_more_wanted)
        self._all_data.shown_at.connect(self._on_shown_at)
        whole.addWidget(self._all_data)
        whole.addSpacing(px(12))
        self._sources = SourcesLine(theme, self._ui_context.services.open_url)
        whole.addWidget(self._sources)

    def _drag_citation(self, source: QAbstractButton | QLabel) -> None:
        """Let the citation of the paper be dragged from *source*."""
        CitationHandle(
            source,
            self._theme,
            self._ui_context.context,
            self._ui_context.messages,
            self._ui_context.marks,
            lambda: self._ui_context.services.drag_out,
        )

    @staticmethod
    def _indented(whole: QVBoxLayout) -> QVBoxLayout:
        # a widget, not a layout alone: Qt gives nested layouts the height that they need at their least width
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        column = QVBoxLayout(holder)
        column.setContentsMargins(RING, 0, RING, 0)
        column.setSpacing(0)
        whole.addWidget(holder)
        return column

    def _section(self, column: QVBoxLayout, title: str) -> QLabel:
        heading = label(title, "section")
        heading.setContentsMargins(0, self._theme.px(16), 0, self._theme.px(4))
        column.addWidget(heading)
        return heading

    # Showing

    def _on_shown(self) -> None:
        self._is_other = True
        self._authors.show_authors(None)
        self._title.show_title("", fold=True)
        self._scroll.verticalScrollBar().setValue(0)
        paper = self._session.paper
        if paper is None and self._scroll.hasFocus():
            self.step_wanted.emit(0)  # to the list: the paper is hidden
        self._watch(paper)
        # room for what a look-up adds, so that it does not move the buttons while somebody presses one
        is_whole = paper is None or bool(paper.venue or paper.sources or paper.ids.key)
        self._place.setMinimumHeight(0 if is_whole else 2 * self._theme.type.line(BODY))
        self._show()

    def _watch(self, paper: Paper | None) -> None:
        """Follow what the library keeps of *paper*."""
        self._watched = paper
        self._ui_context.marks.watch("detail", [paper] if paper else [])

    def _show(self) -> None:
        session, paper = self._session, self._session.paper
        if paper is not None and self._watched is not None and paper.id != self._watched.id:  # it has other IDs
            self._ui_context.marks.rename("detail", self._watched, paper)
            self._watched = paper
        if paper is None:
            text = gettext("Select a paper to see its details and PDF.")
            self.pane.show_message(EMPTY, PageMessage(gettext("No paper selected"), text))
            return
        # What is above the fold is shown now, the rest in a later turn; the page is not repainted until then.
        self._page.setUpdatesEnabled(False)
        self._show_head(paper)
        self._abstract.show_paper(paper, is_other=self._is_other)
        self._show_entry(paper)
        self._is_other = False
        self._show_marks()
        if not self._is_rest_due:  # otherwise answers that come fast one after the other would put it off
            self._is_rest_due = True
            self._scope.start(self._show_rest_soon(), name="show the rest of a paper")
        if session.loading:
            stop = Step(gettext("Stop"), session.stop)
            wait = partial(asking_note, self._ui_context.services.status, gettext("Loading more details…"))
            note = wait(steps=(stop,), source=session.unanswered, answers=session.count_answers)
            self.pane.show_rows(WAITING, note, after_ms=LONG_WAIT_MS)
        elif session.problem is not None or session.failed:
            from scholar_desktop.ui.papers.lookup_notes import lookup_note  # not part of the start

            self.pane.show_rows(PARTIAL, lookup_note(self._ui_context, session))
        else:
            self.pane.show_rows(FULL)

    def _fill_own(self) -> None:
        from scholar_desktop.ui.library.collection_and_tag_chips import CollectionAndTagChips
        from scholar_desktop.ui.library.note_box import NoteBox

        ui_context = self._ui_context
        services = ui_context.services
        chips = CollectionAndTagChips(
            ui_context.theme,
            ui_context.scope,
            ui_context.actions,
            ui_context.navigation,
            ui_context.messages,
            ui_context.context,
            ui_context.current,
            services.collections,
            services.library,
        )
        note = NoteBox(
            ui_context.theme,
            ui_context.scope,
            ui_context.messages,
            ui_context.context,
            services.library,
            services.open_url,
            self.take_focus,
            ui_context.actions["edit.undo"].trigger,
        )
        self.own.fill(chips, note)

    async def _show_rest_soon(self) -> None:
        try:
            await asyncio.sleep(REST_S)
            if not self.own.is_filled:
                self._fill_own()
                await asyncio.sleep(0)
        finally:
            self._is_rest_due = False
        self._show_rest()

    def _show_rest(self) -> None:
        session, paper = self._session, self._session.paper
        if paper is not None:
            kept = self._ui_context.marks.of(paper).kept
            self._show_ids(paper, kept)
            self._show_possibly_known(paper)
            self.own.show_paper(paper, kept, session.showing)
            self._merged.show_paper(paper)
            self._record.show_paper(paper)
            self._companions.show_paper(paper, is_record=is_record(paper) and paper.ids.s2 is None)
            self._sources.show_sources(paper)
            self._gaps.show_paper(paper)
            self._show_full_text(paper)
            self._all_data.show_paper(paper, asked=session.is_open and not session.loading)
        self._page.setUpdatesEnabled(True)

    def _show_ids(self, paper: Paper, kept: KeptPaper | None) -> None:
        self._ids.show_ids(paper, "" if kept is None else kept.cite_key)
        self._ids_head.setVisible(self._ids.has_some)

    def _show_possibly_known(self, paper: Paper) -> None:
        is_known = self._ui_context.marks.of(paper).kept is not None or self._buttons.is_trashed(paper)
        self._possibly_known.show_paper(paper, is_known=is_known)

    def _show_full_text(self, paper: Paper) -> None:
        """Show what the offline corpus has of the text; most people have no corpus."""
        services = self._ui_context.services
        if self._full_text is None:
            if not services.corpus_papers.reader.exists:
                return
            from scholar_desktop.ui.papers.full_text_section import FullTextSection

            self._full_text = FullTextSection(self._theme, self._ui_context.scope, lambda: services.corpus_papers)
            self._full_text_place.addWidget(self._full_text)
        self._full_text.show_paper(paper)

    def _show_entry(self, paper: Paper) -> None:
        """Show the own fields of *paper*; of most papers, only services say something."""
        if self._entry is None:
            if own_fields_of(paper) is None:
                return
            from scholar_desktop.ui.papers.entry_facts import EntryFacts

            self._entry = EntryFacts(self._theme, self._ui_context.services.open_url)
            self._entry_place.addWidget(self._entry)
        self._entry.show_paper(paper)

    def _show_head(self, paper: Paper) -> None:
        self._title.show_title(plain(paper.title) or gettext("Untitled"))
        self._authors.show_authors(paper)
        parts = [
            *publication_words(paper),
            str(paper.year or ""),
            *(filter_value_words(FIELD, name) for name in paper.fields[:2]),
        ]
        self._place.show_text(" · ".join(part for part in parts if part))
        self._place.setVisible(any(parts) or self._place.minimumHeight() > 0)

        if is_paratext(paper):
            self._paratext.show_note(Note(shown(PARATEXT), shown(PARATEXT_REASON), "warn", "warning"))
        else:
            self._paratext.clear()

    def _show_marks(self) -> None:
        """Show what the library and the download queue know of the paper: buttons, note, and the state of each copy."""
        paper = self._session.paper
        if paper is None:
            return
        self._marks_shown = self._marks_now(paper)
        mark = self._ui_context.marks.of(paper)
        restricted = restricted_reason(paper, mark)
        self._buttons.show_paper(paper, mark, restricted)
        is_trashed = self._buttons.is_trashed(paper)
        self.own.setVisible(not is_trashed)  # nothing is written about papers in the trash
        self._trashed.show_paper(mark.kept if is_trashed else None)
        self._show_pdf_note(paper, restricted)
        self._show_versions(mark.kept)
        if self._ids.paper_id == paper.id:  # otherwise they are shown later
            self._show_ids(paper, mark.kept)
            self._show_possibly_known(paper)
        self.own.show_paper(paper, mark.kept, self._session.showing)
        self._this_file.show_files(mark.kept)
        self._copies.show_paper(paper, self._why_no_copies(paper), self._session, is_restricted=bool(restricted))

    def _marks_now(self, paper: Paper) -> tuple[object, ...]:
        """Return what `_show_marks` depends on besides the paper itself and its details."""
        now, marks, services = self._ui_context.context.now, self._ui_context.marks, self._ui_context.services
        of_context = now.page, now.online, now.trash, now.selected_with(paper)
        mark, settings = marks.of(paper), services.settings_editor.current
        return *of_context, settings, mark, restricted_reason(paper, mark), marks.record_jobs(paper)

    def _show_changed_marks(self) -> None:
        """Show the marks unless they are shown already: a change of the paper is signalled for each list that has it,
        and for the actions."""
        paper = self._session.paper
        if paper is not None and self._marks_now(paper) != self._marks_shown:
            self._show_marks()

    def _show_versions(self, kept: KeptPaper | None) -> None:
        """Show the versions that the user linked *kept* to; most papers have none."""
        if self._versions is None:
            if kept is None or own_fields_of(kept.paper) is None:
                return
            from scholar_desktop.ui.papers.linked_versions import LinkedVersions, versions_of

            self._versions = LinkedVersions(
                self._theme,
                self._ui_context.scope,
                partial(versions_of, self._ui_context),
                partial(run_for_version, self._ui_context, "paper.open"),
                lambda one: self._current.run_for("paper.unlink_versions", one.paper, kept=one),
            )
            self._versions_place.addWidget(self._versions)
        self._versions.show_paper(kept)

    def _show_pdf_note(self, paper: Paper, restricted: str) -> None:
        mark = self._ui_context.marks.of(paper)
        if restricted:
            self._pdf_note.show_note(restricted_note(restricted))
            return
        if (note := pdf_note(mark)) is None:
            self._pdf_note.clear()
            return
        watched = watch_words(self._ui_context, paper) if note.without_copy else ""
        text = " ".join(part for part in (shown(note.text), watched) if part)
        steps: tuple[Step, ...] = (Step(gettext("Details"), self._open_downloads),)
        if (waiting := mark.download) is not None and waiting.quarantined is not None:
            key = waiting.key
            steps = (Step(gettext("Compare"), lambda: self._compare(key), main=True, icon="eye"), *steps)
        elif waiting is not None and waiting.pdf_version is not None:
            steps = linked_steps(self._ui_context, waiting.pdf_version)
        elif waiting is not None:
            from scholar_desktop.ui.open_access.download_steps import failure_steps  # not part of the start

            # the buttons above the note
            above = ("paper.attach_pdf", "paper.open_browser") if note.without_copy else ("downloads.retry",)
            by_hand = failure_steps(self._ui_context, waiting, paper)
            others = (one for one in by_hand if one.action not in above)
            steps = (*(msgspec.structs.replace(one, main=one.main and not one.plain) for one in others), *steps)
        self._pdf_note.show_note(Note(shown(note.lead), text, note.tone, note.icon, steps))

    def _why_no_copies(self, paper: Paper) -> str:
        report = self._session.reports.get(UNPAYWALL)
        if not self._session.is_open:
            return not_looked_up_words(paper, self._ui_context.marks.of(paper), self._session.asked)
        if self._session.loading:
            return gettext("Searching for open copies…")
        error = report.error if report is not None else None
        has_reason = report is not None and report.phase in (Phase.SKIPPED, Phase.FAILED)
        if error is not None and (has_reason or error.code == NotFound.code):
            return " ".join(shown(part) for part in (error.message, error.hint) if part)
        if access_status(paper) == "closed":  # the line above says that there is no open copy
            answered = [
                source_title(name)
                for name in (S2, UNPAYWALL, ZENODO)
                if (one := self._session.reports.get(name)) is not None and one.phase in (Phase.OK, Phase.PARTIAL)
            ]
            if answered:
                return gettext("None at {services}.", services=listed(answered))
        return gettext("No open copy found.")

    # Actions of the user

    def _on_author_wanted(self, author: Author) -> None:
        title = plain(self._session.paper.title) if self._session.paper is not None else ""
        open_author(self._ui_context.navigation, author, came_from=title)

    def _on_more_wanted(self) -> None:
        """Request the fields of a paper that is open, and open one that is not."""
        if self._session.is_open:
            self._session.complete()
        elif self._session.paper is not None:
            self._session.open(self._session.paper)

    def _on_shown_at(self, widget: QWidget, where: QRect) -> None:
        """Scroll to the caret, which moved in a text that is longer than the pane."""
        page = self._scroll.widget()
        if page is not None and widget.hasFocus():
            place = widget.mapTo(page, where.center())
            self._scroll.ensureVisible(place.x(), place.y(), 0, self._theme.px(40))

    def _compare(self, key: str) -> None:
        """Show the quarantined PDF next to the paper that was requested."""
        paper = self._session.paper
        title = plain(paper.title).partition(":")[0] if paper is not None else ""
        self._ui_context.navigation.open(places.QUARANTINE, key, came_from=title)

    def _open_downloads(self) -> None:
        show_download_of(self._ui_context, self._session.paper)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(300), self._theme.px(120))
