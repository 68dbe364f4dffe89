"""The panel in which papers that the user selected are merged into one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.library.duplicates.compared_entries import ComparedEntries, done_words, merged_words
from scholar_desktop.ui.widgets.button import ButtonKind
from scholar_desktop.ui.widgets.foot_panel import FootPanel
from scholar_desktop.ui.widgets.note import Step

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.theme.theme import Theme

WIDTH, HEIGHT = 720, 480
MOST_MERGED = 12
"""Papers that have room side by side."""


class MergePanel(FootPanel):
    """Shows the papers side by side; the user chooses the one that stays. Nothing is written until then; one undo
    reverts the merge."""

    watches_outside = False

    def __init__(
        self,
        theme: Theme,
        scope: TaskScope,
        actions: Actions,
        messages: Messages,
        library: Library,
        window: QWidget,
    ) -> None:
        super().__init__(theme, window, "mergePanel", gettext("Merge papers"))
        self._scope = scope
        self._actions = actions
        self._messages = messages
        self._library = library
        self._papers: tuple[KeptPaper, ...] = ()
        self._compared = ComparedEntries(theme)
        self._compared.chosen.connect(self._show_words)
        self._rows = QScrollArea()
        self._rows.setWidgetResizable(True)
        self._rows.setFrameShape(QFrame.Shape.NoFrame)
        self._rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows.setWidget(self._compared)
        self._body.addWidget(self._rows, 1)
        self._cancel = self._add_cancel("mergeCancelButton")
        self._merge = self._add_button("mergePapersButton", "", self._on_merge, ButtonKind.PRIMARY)

    def open_for(self, papers: Sequence[Paper]) -> None:
        """Show those of *papers* that are in the library."""
        self._scope.start(self._load(papers), name="merge papers", latest="merge")

    async def _load(self, papers: Sequence[Paper]) -> None:
        try:
            found = await self._library.find_many(papers)
            kept = await self._library.only_written_keys({one.key: one for one in found.values()}.values())
        except ScholarError as error:
            self._messages.failed(gettext("Papers not merged"), error)
            return
        can_merge = 1 < len(kept) <= MOST_MERGED
        self._papers = kept if can_merge else ()
        self._compared.show_papers(())  # nothing is left of the choice before
        self._compared.show_papers(self._papers)
        if can_merge:
            self._show_words()
        elif len(kept) > 1:
            self._say(gettext("Select at most {count} papers to merge.", count=MOST_MERGED))
        else:
            self._say(gettext("Select at least two papers of your library."))
        self._merge.set_text(ngettext("Merge {count} paper", "Merge {count} papers", len(kept)))
        self._open_in_middle(WIDTH, HEIGHT)
        self._show_rows(self._rows, self._merge, has_some=can_merge)
        if can_merge:
            self._compared.focus_choice()
        else:
            self._cancel.setFocus(Qt.FocusReason.PopupFocusReason)

    def _show_words(self, *_kept: object) -> None:
        self._say(merged_words(self._papers, self._compared.chosen_key()))

    def _on_merge(self) -> None:
        keep, papers = self._compared.chosen_key(), self._papers
        self.close_panel()
        self._scope.start(self._write(keep, papers), name="merge papers")

    async def _write(self, keep: str, papers: Sequence[KeptPaper]) -> None:
        try:
            await self._library.duplicates.merge(keep, [kept.key for kept in papers if kept.key != keep])
        except ScholarError as error:
            self._messages.failed(gettext("Papers not merged"), error)
            return
        undo = Step(gettext("Undo"), self._actions["edit.undo"].trigger, icon="undo")
        self._messages.undoable(done_words(papers, keep), undo)
