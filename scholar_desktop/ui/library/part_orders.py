"""The order of the rows of each part of the library, kept over restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.library import LibraryView

if TYPE_CHECKING:
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.window_state import WindowState

OF_ALL, OF_PARTS = "library_sort", "library_sorts"
"""Keys in the window's state: the order of all papers, and those of the other parts by their names."""
MOST_KEPT = 200


class PartOrders:
    """The orders that the user chose, as `Library.page` takes them; empty for newest first, which each part has at
    first."""

    def __init__(self, state: WindowState, navigation: Navigation) -> None:
        self._state = state
        self._navigation = navigation

    @property
    def now(self) -> str:
        """The order of the part that is shown."""
        return self.of_collection(None) if self._navigation.is_whole_library else self._kept(self._name)

    def of_collection(self, key: int | None) -> str:
        """Return the order of the collection *key*, shown or not; None for all papers."""
        return self._state.get(OF_ALL, str) or "" if key is None else self._kept(f"collection:{key}")

    def keep(self, order: str) -> None:
        """Keep *order* for the part that is shown."""
        if self._navigation.is_whole_library:
            self._state.set(OF_ALL, order)
        elif order != self.now:
            others = {name: kept for name, kept in self._of_parts().items() if name != self._name}
            orders = {**others, self._name: order} if order else others
            self._state.set(OF_PARTS, dict(list(orders.items())[-MOST_KEPT:]))

    def _kept(self, name: str) -> str:
        order = self._of_parts().get(name)
        return order if isinstance(order, str) else ""

    def _of_parts(self) -> dict[str, object]:
        return self._state.get(OF_PARTS, dict) or {}

    @property
    def _name(self) -> str:
        """The name under which the order of the part that is shown is kept."""
        view, collection, tag, smart_view = self._navigation.library_place
        if smart_view is not None:
            return f"view:{smart_view.key}"
        if collection is not None:
            return f"collection:{collection}"
        return f"tag:{tag}" if tag else LibraryView(view).value
