"""The collections as the window knows them, and which one is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from scholar_desktop.domain.collection import Collection
from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import Changes

if TYPE_CHECKING:
    from scholar_desktop.services.services import Collections
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState

FOLDED = "collections_folded"
"""Key in the window's state: paths of the folded collections."""


class CollectionSession(QObject):
    """Follows the library.

    Signals: `changed` (the tree, a count, or what is folded), `name_wanted` (a Collection that is to be renamed),
    `new_wanted` (the Collection in which a new one is created, or None), `made` (the Collection that the user created
    or named again), `restored` (a deleted Collection that undo has brought back).
    """

    changed = Signal()
    name_wanted = Signal(object)
    new_wanted = Signal(object)
    made = Signal(object)
    restored = Signal(object)

    def __init__(
        self,
        scope: TaskScope,
        state: WindowState,
        navigation: Navigation,
        collections: Collections,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._navigation = navigation
        self._collections = collections
        self._scope = scope.child()
        self.collections: tuple[Collection, ...] = ()
        self._parents: frozenset[int | None] = frozenset()
        self._deleted: int | None = None
        """The collection that was shown when it was deleted: it is shown again when undo restores it."""
        self._gone: set[int] = set()
        self._made: int | None = None
        self._folded = set(state.get(FOLDED, list) or ())
        navigation.library_view_changed.connect(self._forget_deleted)
        collections.changed.connect(self._on_library_changed)
        self.reload()

    def reload(self) -> None:
        """Read the tree and its counts again."""
        self._scope.start(self._load(), name="collections", latest="load")

    def of(self, key: int | None) -> Collection | None:
        return next((one for one in self.collections if one.key == key), None)

    def below(self, one: Collection) -> tuple[Collection, ...]:
        """Return all collections in *one*, at any depth."""
        return tuple(other for other in self.collections if other.path.startswith(f"{one.path}/"))

    def is_parent(self, one: Collection) -> bool:
        return one.key in self._parents

    def is_folded(self, one: Collection) -> bool:
        return one.path in self._folded

    def fold(self, one: Collection, folded: bool) -> None:
        """Fold or unfold *one*; the state is kept across restarts."""
        if folded != self.is_folded(one):
            self._folded.symmetric_difference_update((one.path,))
            self._state.set(FOLDED, sorted(self._folded))
            self.changed.emit()

    def announce(self, key: int) -> None:
        """Emit `made` for the collection *key* as soon as it is among the collections; the collections around it are
        unfolded."""
        self._made = key
        self._announce_made()

    def _announce_made(self) -> None:
        one = self.of(self._made)
        if one is None:
            return
        self._made = None
        above = self.of(one.parent)
        while above is not None:
            self.fold(above, False)
            above = self.of(above.parent)
        self.made.emit(one)

    def in_sight(self) -> tuple[Collection, ...]:
        """Return the rows of the tree: all collections except those in a folded one."""
        shown: list[Collection] = []
        hidden = ""
        for one in self.collections:
            if hidden and one.path.startswith(hidden):
                continue
            hidden = f"{one.path}/" if self.is_folded(one) else ""
            shown.append(one)
        return tuple(shown)

    def _on_library_changed(self, changes: Changes) -> None:
        if changes.papers or changes.collections:
            self.reload()

    async def _load(self) -> None:
        try:
            found = await self._collections.all()
        except ScholarError:
            return  # the library reports the error itself, once
        if found == self.collections:
            return
        before = {one.key: one for one in self.collections}
        self.collections = found
        self._parents = frozenset(one.parent for one in found)
        present = {one.key for one in found}
        returned = next((one for one in found if one.key in self._gone), None)
        self._gone = (self._gone | (before.keys() - present)) - present
        moved = {before[one.key].path: one.path for one in found if one.key in before and before[one.key] != one}
        if self._folded & moved.keys():
            self._folded = {moved.get(path, path) for path in self._folded}
            self._state.set(FOLDED, sorted(self._folded))
        current = self._navigation.collection
        restored = self.of(self._deleted)
        if current is not None:
            self._navigation.update_collection(self.of(current.key))
            if self.of(current.key) is None:
                self._deleted = current.key
        elif restored is not None:
            self._navigation.update_collection(restored)
        self.changed.emit()
        if returned is not None:
            self.restored.emit(returned)
        self._announce_made()

    def _forget_deleted(self, _view: object) -> None:
        """Another part of the library is shown: the deleted collection is not shown again when undo restores it."""
        self._deleted = None
