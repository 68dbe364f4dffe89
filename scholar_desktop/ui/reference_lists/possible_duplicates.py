"""Which papers of a reference list are possibly in the library, for the rows of the review table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.errors import ScholarError

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.domain.reference_lists.reference_list import ReferenceLine
    from scholar_desktop.services.library.library import Library
    from scholar_desktop.services.reference_lists.reference_list import ReferenceList
    from scholar_desktop.services.tasks import TaskScope


class PossibleDuplicates(QObject):
    """Compares the lines that can be added with the library, once for each state of the list (see
    `Library.possibly_known`). Signal: `changed`."""

    changed = Signal()

    def __init__(self, library: Library, scope: TaskScope, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._scope = scope
        self._compared: list[ReferenceLine] | None = None
        self._found: frozenset[str] = frozenset()

    def has(self, paper: Paper) -> bool:
        """Return True if *paper* is possibly in the library."""
        return paper.id in self._found

    def compare(self, reading: ReferenceList, *, again: bool = False) -> None:
        """Compare the lines that can be added now; not while lines are looked up. again: also if they are the same
        lines as before, because the library has changed."""
        lines = reading.to_add()
        if reading.is_running or (lines is self._compared and not again):  # the list is made anew when it changes
            return
        self._compared = lines
        papers = [line.paper for line in lines if line.paper is not None]
        self._scope.start(self._look_up(papers), name="compare a list with the library", latest="possible duplicates")

    async def _look_up(self, papers: list[Paper]) -> None:
        try:
            found = frozenset(await self._library.possibly_known(papers)) if papers else frozenset()
        except ScholarError:  # the library reports it
            return
        if found != self._found:
            self._found = found
            self.changed.emit()
