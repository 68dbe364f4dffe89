"""The current paper: the one that actions apply to, shown by a list or the detail pane."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from scholar_desktop.domain.paper import Paper
from scholar_desktop.ui.actions.action_context import ActionContext
from scholar_desktop.ui.actions.registry import Actions
from scholar_desktop.ui.context.paper_status import PaperStatuses


class CurrentPaper(QObject):
    """Puts the selected papers into the action context, with what the library and the queue hold of the first one."""

    def __init__(
        self, context: ActionContext, marks: PaperStatuses, actions: Actions, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._marks = marks
        self._actions = actions
        marks.changed.connect(self._on_marks_changed)

    def choose(self, paper: Paper | None, papers: Sequence[Paper] = ()) -> None:
        """Set the current paper.

        Args:
            paper: the paper that is shown.
            papers: all papers that are selected with it.
        """
        chosen = tuple(papers) or ((paper,) if paper else ())
        self._context.update(paper=paper, papers=chosen)
        self._marks.watch("current", [paper] if paper else [])
        self._on_marks_changed()

    def _on_marks_changed(self) -> None:
        paper = self._context.now.paper
        if paper is None:
            self._context.update(kept=None, download=None)
            starred = to_read = False
        else:
            mark = self._marks.of(paper)
            self._context.update(kept=mark.kept, download=mark.download)
            starred = bool(mark.kept and mark.kept.starred)
            to_read = bool(mark.kept and mark.kept.to_read)
        self._actions.set_checked("paper.to_read", to_read)
        self._actions.set_checked("paper.star", starred)
        self._actions.set_title("paper.star", "Starred" if starred else "Star")
