"""The second page of the setup of the offline corpus: which papers are kept, and which data about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIntValidator, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from scholar_desktop.domain.corpus.rule import (
    BOTH_ENDS,
    DEFAULT_DATASETS,
    FIELDS_OF_STUDY,
    FULL_TEXT,
    ONE_END,
    CorpusRule,
    rule_ids,
)
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.corpus.dataset_titles import dataset_title, dataset_tooltip
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind
from scholar_desktop.ui.widgets.choice_chip import ChoiceChip
from scholar_desktop.ui.widgets.file_dialog import ALL_FILES, FilePurpose, FolderMemory, open_file
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import ElidedLabel, Prose, label
from scholar_desktop.ui.widgets.paper_facts import clear_layout
from scholar_desktop.ui.widgets.removable_chip import DropChip
from scholar_desktop.ui.widgets.tick_box import RadioButton, TickBox
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.ui.theme.theme import Theme

DATASETS = (
    ("papers", Message("titles, authors, years, numbers of citations")),
    ("abstracts", Message("search in abstracts")),
    ("tldrs", Message("one sentence for a paper")),
    ("authors", Message("author pages")),
    ("publication-venues", Message("journals and conferences under all their names")),
    ("citations", Message("citing papers, references and citing sentences")),
    ("paper-ids", Message("papers by their earlier IDs")),
    ("embeddings-specter_v2", Message("similar papers; the largest download")),
    (FULL_TEXT, Message("full texts of the papers in your collections")),
)
"""The datasets that the corpus uses, and what each is for."""
BESIDE_FROM = 420
"""Width of the page in pixels at base size from which the titles are beside their controls."""
LEAST_WORDS = 140
"""Pixels at base size that words have beside a control, or else they are below it."""
MOST_YEAR, MOST_CITATIONS = 2999, 99_999_999


class SetupRulePage(QWidget):
    """`changed` is emitted when the rule may have changed."""

    changed = Signal()

    def __init__(self, theme: Theme, library: Library, memory: FolderMemory, parent: QWidget | None = None) -> None:
        """memory: where the folder of the last list of identifiers is stored."""
        super().__init__(parent)
        self._theme = theme
        self._library = library
        self._memory = memory
        self._fields: list[str] = []
        self._ids: tuple[str, ...] = ()
        self._ids_problem: ErrorInfo | None = None
        self._has_collections = False
        px = theme.px
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(6))
        column.addWidget(label(gettext("Papers"), "section"))
        about = Prose("body", "muted")
        about.show_text(
            gettext("A paper is kept if it meets all of these conditions. Without any, all papers are kept.")
        )
        column.addWidget(about)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(8))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        self._rows: list[tuple[QWidget, QWidget]] = []
        self._add_row(gettext("Fields of study"), self._make_fields())
        self._add_row(gettext("Years"), self._make_years())
        self._venues = self._edit("ruleEdit.venues", gettext("Venues"), gettext("For example: Nature, ACL"))
        self._add_row(gettext("Venues"), self._venues)
        self._citations = self._edit(
            "ruleEdit.citations", gettext("Minimum citations"), gettext("For example: {value}", value=10)
        )
        self._citations.setValidator(QIntValidator(0, MOST_CITATIONS, self))
        self._citations.setMaximumWidth(px(210))
        self._add_row(gettext("Minimum citations"), self._citations)
        self._add_row(gettext("Only these papers"), self._make_ids())
        self._add_row(gettext("Around a collection"), self._make_collections())
        self._add_row(gettext("Citations between"), self._make_ends())
        self._is_beside: bool | None = None
        self._arrange(beside=True)
        theme.changed.connect(self._align)
        self._stability = Prose("small", "muted")
        self._stability.setObjectName("ruleStability")
        column.addWidget(self._stability)
        column.addSpacing(px(10))
        column.addWidget(label(gettext("Data"), "section"))
        self._datasets: dict[str, TickBox] = {}
        for name, purpose in DATASETS:
            column.addWidget(self._make_dataset(name, shown(purpose)))
        column.addStretch(1)
        self._on_changed()

    @property
    def rule(self) -> CorpusRule:
        """The conditions. A collection is not among them: `collection` names it."""
        if self.collection:
            return CorpusRule()
        return CorpusRule(
            fields=tuple(self._fields),
            first_year=_number(self._from),
            last_year=_number(self._to),
            venues=tuple(split_values(self._venues.text())),
            min_citations=_number(self._citations) or None,
            ids=self._ids,
            edges=ONE_END if self._one_end.isChecked() else BOTH_ENDS,
        )

    @property
    def collection(self) -> str:
        """The collection around which papers are kept; empty for none."""
        return self._collection.value

    @property
    def datasets(self) -> tuple[str, ...]:
        return tuple(name for name, tick in self._datasets.items() if tick.isChecked())

    @property
    def problem(self) -> str:
        """Why the next page cannot be shown; empty if it can."""
        if self._ids_problem is not None:
            return shown(self._ids_problem.message)
        first, last = _number(self._from), _number(self._to)
        if first is not None and last is not None and first > last:
            return gettext("The first year is later than the last one.")
        if self.collection and "citations" not in self.datasets:
            return gettext("A corpus around a collection needs the dataset “citations”.")
        if FULL_TEXT in self.datasets and not self._has_collections:
            return gettext("Full texts are kept for the papers in your collections, and you have no collection.")
        return ""

    async def load_collections(self) -> None:
        """Offer the collections of the library."""
        paths = await self._library.collections()
        self._collection.set_choices([(path, path) for path in paths])
        self._has_collections = bool(paths)
        self.changed.emit()

    # Building

    def _add_row(self, title: str, widget: QWidget) -> None:
        self._rows.append((label(title, "body", "muted"), widget))

    def _align(self) -> None:
        """Centre each title in the height of the control beside it: in the first line of them if there are several."""
        for title, widget in self._rows:
            layout = widget.layout()
            item = layout.itemAt(0) if layout is not None else None
            control = item.widget() if item is not None else widget
            title.setMinimumHeight(control.sizeHint().height() if control is not None and self._is_beside else 0)

    def _arrange(self, *, beside: bool) -> None:
        """Place the titles beside their controls, or above them."""
        if beside is self._is_beside:
            return
        self._is_beside = beside
        for place, (title, widget) in enumerate(self._rows):
            if beside:
                self._grid.addWidget(title, place, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(widget, place, 1)
            else:
                self._grid.addWidget(title, 2 * place, 0, 1, 2)
                self._grid.addWidget(widget, 2 * place + 1, 0, 1, 2)
        self._align()

    def minimumSizeHint(self) -> QSize:
        """Return no width: `resizeEvent` places the rows as the width allows."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(beside=self._theme.type.width_at_base(self.width()) >= BESIDE_FROM)

    def _add_words(self, row: FlowLayout, words: QWidget) -> None:
        """Add *words* about the controls before them."""
        row.add_growing(words, self._theme.px(LEAST_WORDS))

    def _edit(self, name: str, title: str, hint: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setObjectName(name)
        edit.setAccessibleName(title)
        edit.setPlaceholderText(hint)
        edit.setMaximumWidth(self._theme.px(420))
        edit.textChanged.connect(lambda _text: self._on_changed())
        return edit

    def _make_fields(self) -> QWidget:
        box = QWidget()
        self._flow = FlowLayout(box, gap=self._theme.px(4), line_gap=self._theme.px(4))
        self._add_field = ChoiceChip(self._theme, gettext("Add field"))
        self._add_field.set_kind(ButtonKind.CHIP_OPEN)
        self._add_field.setObjectName("addFieldChip")
        self._add_field.chosen.connect(self._on_field)
        self._show_fields()
        return box

    def _show_fields(self) -> None:
        self._flow.takeAt(self._flow.count() - 1)  # the last one stays
        clear_layout(self._flow)
        for name in self._fields:
            chip = DropChip(self._theme, ButtonKind.CHIP_SET)
            chip.setObjectName(f"fieldChip.{name}")
            chip.show_content(ButtonContent(name, trailing="cross"), name=gettext("Remove: {setting}", setting=name))
            for signal in (chip.dropped, chip.clicked):
                signal.connect(self._dropper(name))
            self._flow.addWidget(chip)
        self._add_field.set_choices([(name, name) for name in FIELDS_OF_STUDY if name not in self._fields])
        self._flow.addWidget(self._add_field)

    def _dropper(self, name: str) -> Callable[[], None]:
        def drop() -> None:
            if name in self._fields:
                self._fields.remove(name)
                self._add_field.setFocus(Qt.FocusReason.OtherFocusReason)  # the chip with the focus is deleted
                self._show_fields()
                self._on_changed()

        return drop

    def _on_field(self, name: str) -> None:
        self._add_field.set_value("")
        if name and name not in self._fields:
            self._fields.append(name)
            self._show_fields()
            self._on_changed()

    def _make_years(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(6), line_gap=self._theme.px(2))
        self._from = self._edit("ruleEdit.first_year", gettext("First year"), "")
        self._to = self._edit("ruleEdit.last_year", gettext("Last year"), "")
        for edit in (self._from, self._to):
            edit.setValidator(QIntValidator(0, MOST_YEAR, self))
            edit.setMaximumWidth(self._theme.px(80))
        row.addWidget(self._from)
        # translators: between two years
        row.addWidget(label(gettext("to"), "body", "muted"))
        row.addWidget(self._to)
        self._add_words(row, label(gettext("Papers without a year are then left out."), "small", "muted", wrap=True))
        return box

    def _make_ids(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(6), line_gap=self._theme.px(2))
        choose = Button(self._theme, text=gettext("Open file…"), icon="file-text", small=True)
        choose.setObjectName("ruleIdsButton")
        choose.clicked.connect(self._choose_file)
        self._ids_words = ElidedLabel("", "small", "muted")
        self._ids_words.setObjectName("ruleIdsWords")
        self._no_ids = Button(self._theme, ButtonKind.QUIET, icon="cross", name=gettext("Remove the identifiers"))
        self._no_ids.clicked.connect(lambda: self._take_ids((), None, ""))
        row.addWidget(choose)
        self._add_words(row, self._ids_words)
        row.addWidget(self._no_ids)
        self._ids_words.show_text(gettext("a file with one identifier per line"))
        self._no_ids.hide()
        return box

    def _choose_file(self) -> None:
        open_file(
            self,
            gettext("Open list of identifiers"),
            (ALL_FILES,),
            self.read_ids,
            purpose=FilePurpose.LIST,
            memory=self._memory,
        )

    def read_ids(self, path: Path) -> None:
        """Keep only the papers whose identifiers are in the file *path*."""
        try:
            lines = path.read_text("utf-8", "replace").splitlines()
            self._take_ids(tuple(sorted(rule_ids(lines, path.name))), None, path.name)
        except UsageError as error:
            self._take_ids((), error.info, path.name)
        except OSError as error:
            reason = error.strerror or str(error)
            problem = Message("Could not read {file}: {reason}.", file=path.name, reason=reason)
            self._take_ids((), ErrorInfo("disk", problem), path.name)

    def _take_ids(self, ids: tuple[str, ...], problem: ErrorInfo | None, file: str) -> None:
        self._ids, self._ids_problem = ids, problem
        words = gettext("a file with one identifier per line")
        if problem is not None:
            words = shown(problem.message)
        elif file:
            words = ngettext("{count} identifier from {file}", "{count} identifiers from {file}", len(ids), file=file)
        self._ids_words.show_text(words)
        self._no_ids.setVisible(bool(file))
        self._on_changed()

    def _make_collections(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(6), line_gap=self._theme.px(2))
        self._collection = ChoiceChip(self._theme, gettext("Collection"), none=gettext("No collection"))
        self._collection.setObjectName("ruleCollectionChip")
        self._collection.chosen.connect(lambda _path: self._on_changed())
        row.addWidget(self._collection)
        text = gettext("Its papers, what they cite, and what cites them. Replaces the conditions above.")
        self._add_words(row, label(text, "small", "muted", wrap=True))
        return box

    def _make_ends(self) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(12), line_gap=self._theme.px(2))
        both = RadioButton(self._theme, gettext("two kept papers"))
        both.setObjectName("bothEndsChoice")
        both.setChecked(True)
        self._one_end = RadioButton(self._theme, gettext("a kept paper and any other"))
        self._one_end.setObjectName("oneEndChoice")
        group = QButtonGroup(self)
        for choice in (both, self._one_end):
            group.addButton(choice)
            row.addWidget(choice)
        return box

    def _make_dataset(self, name: str, purpose: str) -> QWidget:
        box = QWidget()
        row = FlowLayout(box, gap=self._theme.px(8), line_gap=self._theme.px(2))
        tick = TickBox(self._theme, dataset_title(name))
        tick.setObjectName(f"datasetTick.{name}")
        set_tooltip(tick, dataset_tooltip(name))
        tick.setChecked(name in DEFAULT_DATASETS)
        tick.setEnabled(name != "papers")
        tick.toggled.connect(lambda _on: self._on_changed())
        self._datasets[name] = tick
        row.addWidget(tick)
        self._add_words(row, label(purpose, "small", "muted", wrap=True))
        return box

    def _on_changed(self) -> None:
        words = gettext("With these conditions, few papers enter or leave with each release.")
        if not self.rule.is_stable:
            words = gettext(
                "With conditions on fields or citations, many papers enter and leave with each release. Papers that "
                "enter lack abstracts and citations until you look them up."
            )
        elif not self.collection and self.rule.keeps_all:
            words = gettext("Each update of the corpus adds the new papers of its release.")
        elif self.collection:
            words = gettext("A corpus around a collection is downloaded again for each release.")
        self._stability.show_text(words)
        for widget in (self._from, self._to, self._venues, self._citations, self._add_field):
            widget.setEnabled(not self.collection)
        self.changed.emit()


def _number(edit: QLineEdit) -> int | None:
    text = edit.text().strip()
    return int(text) if text.isdecimal() else None
