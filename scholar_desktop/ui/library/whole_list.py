"""Lets End and "Select all" wait until all rows of the library are loaded.

As cards, the papers are loaded page by page, and while the user types even fewer of them: without this, both keys would
act on the part that is loaded at that moment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from collections.abc import Callable

    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.library.library_list_model import LibraryListModel

MOST_CARDS = 5_000
"""Rows that are loaded as cards for this; the table has all rows from the start."""
NOTE_SHOWN_MS = 6000


class WholeList:
    """load: loads the list again, and calls `begin` before and `end` when it is done.

    Attributes:
        is_loading: more rows come without a key press.
    """

    def __init__(self, actions: Actions, messages: Messages, model: LibraryListModel, load: Callable[[], None]) -> None:
        self._actions = actions
        self._messages = messages
        self._model = model
        self._load = load
        self._waiting: Callable[[], None] | None = None
        self.is_loading = False

    def begin(self) -> None:
        """The list is loaded again."""
        self.is_loading = True

    def give_up(self) -> None:
        """Another list is wanted, or the rows cannot be loaded: what waited for them is not done."""
        self.is_loading, self._waiting = False, None

    def end(self) -> None:
        """All rows are there that come without a key press."""
        act, self._waiting, self.is_loading = self._waiting, None, False
        if act is not None:
            act()
            self._say_what_is_loaded()

    def wants_all(self, total: int) -> bool:
        """Return True if all of *total* rows are to be loaded now."""
        return self._waiting is not None and total <= MOST_CARDS

    def wait(self, act: Callable[[], None]) -> bool:
        """Call *act* when all rows are there; return False if they are, or are too many for cards."""
        model = self._model
        if not self.is_loading and (model.loaded >= model.total or model.columns or model.total > MOST_CARDS):
            self._say_what_is_loaded()
            return False
        self._waiting = act
        self._load()
        return True

    def _say_what_is_loaded(self) -> None:
        loaded, total = self._model.loaded, self._model.total
        if loaded >= total or self._model.columns:
            return
        text = gettext(
            "Only {count} of {total} papers are loaded as cards. The table has all of them.", count=loaded, total=total
        )
        step = Step(gettext("Show as table"), self._actions["library.table"].trigger)
        self._messages.say("part_of_list", Note(text, icon="info", steps=(step,)), lasts_ms=NOTE_SHOWN_MS)
