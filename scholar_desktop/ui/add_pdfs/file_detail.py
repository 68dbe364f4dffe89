"""The detail pane of one PDF: the papers it may be, from which the user chooses, or a box to name the paper."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.add_pdfs.pdf_identification import FileState, IdentifiedPdf, guessed_title
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.add_pdfs.file_list import kept_sentence
from scholar_desktop.ui.widgets.button import Button, ButtonKind
from scholar_desktop.ui.widgets.flow import FlowLayout
from scholar_desktop.ui.widgets.label import Prose, label
from scholar_desktop.ui.widgets.tick_box import RadioButton
from scholar_desktop.ui.words.literal_text import set_tooltip
from scholar_desktop.ui.words.wording import paper_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.theme.theme import Theme


class KeptBy(enum.Enum):
    """Which papers have a file: none, one of the library, or one of its trash."""

    NONE = enum.auto()
    LIBRARY = enum.auto()
    TRASH = enum.auto()


LEAST_TEXT = 140
"""Width of the box for a paper in pixels at base size, or the button is below it."""


class FileDetail(QScrollArea):
    """Shows one PDF.

    Signals: `add_wanted` (the file, the paper), `skip_wanted` (the file), `name_wanted` (the file, the text),
    `entry_wanted` (the file, the title of the new entry that gets it), `action_wanted` (the file, the id of an action
    on the paper that has it).
    """

    add_wanted = Signal(object, object)
    skip_wanted = Signal(object)
    name_wanted = Signal(object, str)
    entry_wanted = Signal(object, str)
    action_wanted = Signal(object, str)

    def __init__(
        self, theme: Theme, actions: Actions, open_path: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._actions = actions
        self._open_path = open_path
        self._one: IdentifiedPdf | None = None
        self._shown: tuple[str | None, KeptBy, bool] = (None, KeptBy.NONE, False)
        self._chosen: Paper | None = None
        self.setObjectName("fileDetail")
        self.setAccessibleName(gettext("Selected file"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_file(
        self,
        one: IdentifiedPdf | None,
        *,
        outcome: str | None,
        kept_by: KeptBy = KeptBy.NONE,
        is_new_entry: bool = False,
    ) -> None:
        """Show the PDF.

        Args:
            outcome: what became of it, if it was added or skipped; shown instead of how it was identified.
            kept_by: where it is the PDF of a paper.
            is_new_entry: that paper is an entry that was created for it, whose title may have been read wrongly.
        """
        shown_before, self._shown = self._shown, (outcome, kept_by, is_new_entry)
        if self.widget() is not None and one is self._one and shown_before == self._shown:
            return
        self._one = one
        self._chosen = one.paper if one is not None and one.state is not FileState.NONE else None
        theme, px = self._theme, self._theme.px
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(px(16), px(14), px(16), px(16))
        column.setSpacing(px(10))
        if one is not None:
            title = Prose("head")
            title.show_text(one.path.name)
            column.addWidget(title)
            where = Prose("small", "muted")
            where.show_text(str(one.path.parent))
            column.addWidget(where)
            reason = Prose("small")
            reason.show_text(shown(one.reason) if outcome is None else outcome)
            column.addWidget(reason)
            if outcome is None and one.state in (FileState.SURE, FileState.CHECK, FileState.NONE):
                self._fill(column, one)
            if kept_by is not KeptBy.NONE:
                self._add_ways(column, one, kept_by, is_new_entry=is_new_entry)
            open_ = Button(theme, ButtonKind.LINK, gettext("Open file"), icon="external")
            open_.clicked.connect(lambda: self._open_path(str(one.path)))
            column.addWidget(open_)
        column.addStretch(1)
        self.setWidget(page)

    def _add_ways(self, column: QVBoxLayout, one: IdentifiedPdf, kept_by: KeptBy, *, is_new_entry: bool) -> None:
        """Add the buttons that lead to the paper in the library or in its trash."""
        actions, show, edit = self._actions, "paper.show_in_library", "paper.edit"
        ways = [(show, actions.title(show), actions.help(show), ButtonKind.PLAIN)]
        if kept_by is KeptBy.TRASH:
            restore = "paper.restore"
            ways = [
                (restore, gettext("Restore"), actions.help(restore), ButtonKind.PRIMARY),
                (show, gettext("Show in trash"), gettext("Show the paper in the trash."), ButtonKind.PLAIN),
            ]
        elif is_new_entry:
            ways.append((edit, actions.title(edit), actions.help(edit), ButtonKind.PLAIN))
        line = QWidget()
        row = FlowLayout(line, gap=self._theme.px(8), line_gap=self._theme.px(8))
        for action_id, title, tip, kind in ways:
            button = Button(self._theme, kind, title)
            button.setObjectName(f"fileDetail.{action_id}")
            set_tooltip(button, tip)
            button.clicked.connect(lambda _checked=False, action_id=action_id: self.action_wanted.emit(one, action_id))
            row.addWidget(button)
        column.addWidget(line)

    def _fill(self, column: QVBoxLayout, one: IdentifiedPdf) -> None:
        theme, px = self._theme, self._theme.px
        if one.candidates:
            column.addWidget(
                label(
                    gettext("Which paper is it?") if len(one.candidates) > 1 else gettext("Is it this paper?"),
                    "section",
                )
            )
            group = QButtonGroup(column.parentWidget())
            for number, candidate in enumerate(one.candidates):
                choice = RadioButton(theme, "")
                choice.setObjectName(f"candidate.{number}")
                choice.setAccessibleName(paper_line(candidate.paper))
                choice.setChecked(number == 0 and one.state is not FileState.NONE)
                choice.toggled.connect(lambda on, paper=candidate.paper: self._choose(paper) if on else None)
                group.addButton(choice)
                row = QHBoxLayout()
                row.setSpacing(px(6))
                row.addWidget(choice, 0, Qt.AlignmentFlag.AlignTop)
                words = Prose("body")
                found = gettext("Found by {evidence}.", evidence=candidate.by)
                kept = kept_sentence(candidate)
                lines = [paper_line(candidate.paper), f"{found} {shown(candidate.reason)}"]
                words.show_text("\n".join([*lines, kept] if kept else lines))
                row.addWidget(words, 1)
                column.addLayout(row)
        buttons = FlowLayout(gap=px(8), line_gap=px(4))
        self._add = Button(theme, ButtonKind.PRIMARY, gettext("Add as this paper"), wraps=True)
        self._add.setObjectName("addFileButton")
        self._add.clicked.connect(self._on_add)
        self._add.setEnabled(self._chosen is not None)
        set_tooltip(self._add, "" if self._chosen is not None else gettext("Choose a paper, or enter one below."))
        skip = Button(theme, text=gettext("Skip"))
        skip.setObjectName("skipFileButton")
        skip.clicked.connect(lambda: self.skip_wanted.emit(one))
        buttons.addWidget(self._add)
        buttons.addWidget(skip)
        column.addLayout(buttons)
        column.addWidget(
            label(
                gettext("None of these? Enter the paper") if one.candidates else gettext("Enter the paper"), "section"
            )
        )
        entry = FlowLayout(gap=px(8), line_gap=px(4))
        edit = QLineEdit()
        edit.setObjectName("nameFileEdit")
        edit.setAccessibleName(gettext("DOI, arXiv ID or title of the paper"))
        edit.setPlaceholderText(gettext("DOI, arXiv ID or title"))
        look = Button(theme, text=gettext("Look up"))
        set_tooltip(look, gettext("Uses 1 request."))
        look.setObjectName("nameFileButton")
        for signal in (edit.returnPressed, look.clicked):
            signal.connect(lambda *_: self.name_wanted.emit(one, edit.text().strip()))
        entry.add_growing(edit, px(LEAST_TEXT))
        entry.addWidget(look)
        column.addLayout(entry)
        title = guessed_title(one.look) or one.path.stem
        create = Button(theme, ButtonKind.LINK, gettext("New entry with this PDF"), icon="add", wraps=True)
        create.setObjectName("newEntryFileButton")
        whole = gettext(
            "Adds an entry titled “{title}” without asking a service. You can edit its fields.", title=title
        )
        set_tooltip(create, whole)
        create.clicked.connect(lambda: self.entry_wanted.emit(one, title))
        column.addWidget(create, 0, Qt.AlignmentFlag.AlignLeft)

    def _choose(self, paper: Paper) -> None:
        self._chosen = paper
        self._add.setEnabled(True)

    def _on_add(self) -> None:
        if self._one is not None and self._chosen is not None:
            self.add_wanted.emit(self._one, self._chosen)
