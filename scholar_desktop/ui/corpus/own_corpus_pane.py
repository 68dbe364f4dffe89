"""The offline corpus of the user: what it has, and what one can do with it; without one, how to get one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.rule import FULL_TEXT, ONE_END, CorpusRule
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.corpus.corpus_work import CorpusWork
from scholar_desktop.ui.corpus.fact_grid import FactGrid
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, FolderMemory, save_file
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.note_bar import NoteBar
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import calendar_day, exact, listed, size

if TYPE_CHECKING:
    from scholar_desktop.services.corpus.offline_corpus import CorpusFacts
    from scholar_desktop.ui.theme.theme import Theme


GRAPHML = "graphml"
GRAPH_KINDS = (("GraphML", GRAPHML), ("CSV", "csv"), ("Parquet", "parquet"))
"""The formats of the citation graph: names, and endings that are also the names of the service."""


class OwnCorpusPane(QScrollArea):
    """`search_wanted`, `setup_wanted` and `work_wanted`: the user wants to search the corpus, or to see the setup or
    the progress of the work."""

    search_wanted = Signal()
    setup_wanted = Signal()
    work_wanted = Signal()

    def __init__(self, theme: Theme, work: CorpusWork, memory: FolderMemory, parent: QWidget | None = None) -> None:
        """memory: where the folder of the last export is stored."""
        super().__init__(parent)
        self._memory = memory
        self._theme = theme
        self._work = work
        self.setObjectName("ownCorpusPane")
        self.setAccessibleName(gettext("Your corpus"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        px = theme.px
        page = QWidget()
        page.setProperty("role", "page")
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(0, 0, px(16), px(16))
        self._column.setSpacing(px(10))
        self._note = NoteBar(theme)
        self._note.setObjectName("ownCorpusNote")
        self._column.addWidget(self._note)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(px(16), px(14), 0, 0)
        column.setSpacing(px(10))
        inside.setMaximumWidth(px(860))
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(inside, 1)
        across.addStretch(0)
        self._column.addLayout(across)
        self._title = label("", "head", wrap=True)
        self._title.setObjectName("ownCorpusTitle")
        column.addWidget(self._title)
        self._about = Prose("body", "muted")
        column.addWidget(self._about)
        self._facts = FactGrid(theme, "ownCorpusFacts", at_top=True)
        column.addWidget(self._facts)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=px(4), line_gap=px(4))
        self._search = self._button(
            "searchCorpusButton", gettext("Search offline corpus"), "search", self.search_wanted.emit
        )
        flow.addWidget(self._search)
        self._setup = self._button("setupCorpusButton", gettext("Set up…"), "database", self.setup_wanted.emit)
        self._update = self._button("updateCorpusButton", gettext("Update"), "refresh", self._on_update)
        set_tooltip(self._update, gettext("Downloads and applies what changed since your release."))
        self._complete = self._button("completeCorpusButton", gettext("Look up missing data"), "get", self._on_complete)
        self._export = self._button("exportCorpusButton", gettext("Export graph…"), "file-text", self._on_export)
        set_tooltip(
            self._export,
            gettext(
                "Saves papers and citations as GraphML, or as tables (CSV, Parquet) in a folder. To export only "
                "some of the papers: scholar-desktop corpus export"
            ),
        )
        self._rebuild = self._button("rebuildCorpusButton", gettext("Rebuild"), "database", self._on_rebuild)
        set_tooltip(
            self._rebuild,
            gettext(
                "Makes the corpus again from the lines kept on this computer, for example after damage to its file."
            ),
        )
        self._remove = self._button("removeCorpusButton", gettext("Delete corpus…"), "trash", self._on_remove)
        self._began = self._setup
        self._is_asking = False
        self._buttons = (self._setup, self._update, self._complete, self._export, self._rebuild, self._remove)
        for button in self._buttons:
            flow.addWidget(button)
        column.addWidget(buttons)
        self.more = QVBoxLayout()
        column.addLayout(self.more)
        self._column.addStretch(1)
        self.setWidget(page)
        work.changed.connect(self._show)
        self._show()

    @property
    def last_button(self) -> Button:
        """The last of the buttons below the facts."""
        return self._remove

    def take_focus(self) -> None:
        """Give the focus to the button that continues a work, to the one that began the last work, or to the first
        one."""
        main = self._main_of_note()
        firsts = (main,) if main is not None else ()
        buttons = (*firsts, self._began, *self._buttons)
        if (button := next((each for each in buttons if each.isVisible() and each.isEnabled()), None)) is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _main_of_note(self) -> Button | None:
        """Return the button that continues a work, None without one."""
        note = self._note.note
        title = next((step.title for step in note.steps if step.main), None) if note is not None else None
        return self._note.button(title) if title is not None else None

    def _button(self, name: str, text: str, icon: str, run: object) -> Button:
        button = Button(self._theme, text=text, icon=icon, wraps=True)
        button.setObjectName(name)
        button.clicked.connect(run)
        return button

    # What is done

    def _on_update(self) -> None:
        self._began = self._update
        self._work.update()
        self.work_wanted.emit()

    def _on_complete(self) -> None:
        self._began = self._complete
        self._work.complete()
        self.work_wanted.emit()

    def _on_export(self) -> None:
        save_file(
            self,
            gettext("Export the citation graph"),
            tuple(FileKind(title, (ending,)) for title, ending in GRAPH_KINDS),
            self._export_to,
            name="citations",
            purpose=FilePurpose.EXPORT,
            memory=self._memory,
        )

    def _export_to(self, path: Path, kind: FileKind) -> None:
        self._began = self._export
        [format_] = kind.endings
        # CSV and Parquet are two files each, in a folder that has the name without the ending
        self._work.export(path if format_ == GRAPHML else path.with_suffix(""), format_)
        self.work_wanted.emit()

    def _on_resume(self) -> None:
        self._work.fetch(None, ())
        self.work_wanted.emit()

    def _on_rebuild(self) -> None:
        self._began = self._rebuild
        self._on_build()

    def _on_build(self) -> None:
        self._work.build()
        self.work_wanted.emit()

    def _on_remove(self) -> None:
        """Ask once: what is deleted can only be downloaded again."""
        facts = self._work.facts
        lead = gettext("Delete the corpus ({size})?", size=size(facts.bytes if facts is not None else 0))
        text = gettext("Deleting cannot be undone. You would have to download the files again.")
        delete = Step(gettext("Delete"), self._remove_now, icon="trash")
        keep = Step(gettext("Keep"), self._keep)
        self._note.show_note(Note(lead, text, "warn", "alert", (delete, keep)))
        self._is_asking = True
        if (safe := self._note.button(keep.title)) is not None:
            safe.setFocus(Qt.FocusReason.OtherFocusReason)

    def give_up(self) -> bool:
        """Close the question whether to delete the corpus. False if it is not shown."""
        was_asking = self._is_asking
        if was_asking:
            self._keep()
        return was_asking

    def _keep(self) -> None:
        self._remove.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_note()

    def _remove_now(self) -> None:
        self._began = self._setup
        self._work.remove()
        self.work_wanted.emit()

    # Display

    def _show(self) -> None:
        facts, is_free = self._work.facts, not self._work.is_running
        self._show_note()
        self._facts.setVisible(facts is not None)
        self._search.setVisible(facts is not None)
        self._update.setVisible(facts is not None)
        self._export.setVisible(facts is not None)
        self._rebuild.setVisible(facts is not None)
        self._remove.setVisible(facts is not None or self._work.begun is not None or self._work.unbuilt is not None)
        self._complete.setVisible(facts is not None and facts.lacking > 0)
        for button in self._buttons:
            button.setEnabled(is_free)
        is_begun = self._work.begun is not None or self._work.unbuilt is not None  # the note has the main button then
        self._setup.set_kind(ButtonKind.PRIMARY if facts is None and not is_begun else ButtonKind.PLAIN)
        self._setup.set_text(gettext("Set up…") if facts is None else gettext("Change papers…"))
        if facts is None:
            self._title.setText(gettext("No offline corpus yet"))
            self._about.show_text(
                gettext(
                    "Keep a part of Semantic Scholar's papers on this computer, with their citations in both "
                    "directions. Search, details, citations, the map and similar papers then work without the "
                    "network and without request limits. You choose the papers; the setup shows the size of the "
                    "download first."
                )
            )
            return
        day = calendar_day(facts.release or "") or gettext("unknown release")
        self._title.setText(gettext("{papers} papers, as of {day}", papers=exact(facts.papers), day=day))
        self._about.show_text(
            gettext(
                "A source of your searches. Also used when you are offline or a service does not respond. You can "
                "turn it off as a source in Settings."
            )
            if self._work.is_source
            else gettext(
                "Used when you are offline or a service does not respond. “Search offline corpus” searches it alone; "
                "in Settings, you can make it a source of all searches."
            )
        )
        self._facts.show_rows(fact_rows(facts))

    def _show_note(self) -> None:
        work = self._work
        self._is_asking = False
        note: Note | None = None
        if work.is_running:
            show = Step(gettext("Show progress"), self.work_wanted.emit, icon="eye")
            note = Note(gettext("Work on the corpus is running."), "", "panel", "clock", (show,))
        elif work.begun is not None:
            resume = Step(gettext("Resume"), self._on_resume, main=True, icon="play")
            lead = gettext("The download of release {release} is unfinished.", release=work.begun)
            note = Note(lead, gettext("Files that are complete are kept."), "panel", "info", (resume,))
        elif work.unbuilt is not None:
            build = Step(gettext("Build corpus"), self._on_build, main=True, icon="database")
            lead = gettext("Release {release} is downloaded, but not in the corpus yet.", release=work.unbuilt)
            note = Note(lead, "", "panel", "info", (build,))
        had_main = self._main_of_note() is not None
        if note is None:
            self._note.clear()
        else:
            self._note.show_note(note)
        if not had_main and self._setup.hasFocus():
            self.take_focus()  # what is unfinished is read after the page is shown


def fact_rows(facts: CorpusFacts) -> list[tuple[str, str]]:
    """Return the lines about a corpus."""
    rows = [
        (gettext("Release"), facts.release or gettext("unknown release")),
        (gettext("Papers kept"), rule_words(facts.rule)),
        (gettext("Papers"), exact(facts.papers)),
        (gettext("Citations"), exact(facts.edges)),
        (gettext("Abstracts"), exact(facts.datasets.get("abstracts", 0))),
    ]
    vectors = facts.datasets.get("embeddings-specter_v2", 0)
    if vectors:
        rows.append((gettext("Vectors for similar papers"), exact(vectors)))
    texts = facts.datasets.get(FULL_TEXT, 0)
    if texts:
        rows.append((gettext("Full texts"), exact(texts)))
    if facts.lacking:
        lacking = ngettext("{count} paper added by an update", "{count} papers added by an update", facts.lacking)
        rows.append((gettext("With missing data"), lacking))
    rows.append((gettext("On this disk"), size(facts.bytes)))
    rows.append((gettext("File"), facts.path))
    return rows


def rule_words(rule: CorpusRule) -> str:
    """Return the conditions of a rule in words."""
    parts: list[str] = []
    if rule.around:
        return ngettext(
            "around {count} paper of a collection", "around {count} papers of a collection", len(rule.around)
        )
    if rule.fields:
        parts.append(listed(rule.fields))
    if rule.first_year is not None or rule.last_year is not None:
        parts.append(f"{rule.first_year or ''}–{rule.last_year or ''}")
    if rule.venues:
        parts.append(listed(rule.venues))
    if rule.min_citations:
        parts.append(ngettext("at least {count} citation", "at least {count} citations", rule.min_citations))
    if rule.ids:
        parts.append(ngettext("{count} identifier", "{count} identifiers", len(rule.ids)))
    if not parts:
        parts.append(gettext("all papers"))
    if rule.edges == ONE_END:
        parts.append(gettext("citations with one of them"))
    return " · ".join(parts)
