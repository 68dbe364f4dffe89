"""The order of undo in a window: what was done and undone last, in the library or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, NamedTuple

MOST_UNDO_STEPS = 200


class UndoStep(NamedTuple):
    """How to undo something that was not a change to the library, or not that alone.

    label: its text in the menu; undone: the sentence that is shown once it is undone, or a function that returns it;
    run: undoes it; again: does it again afterwards, and sets the next step; None: it cannot be redone; takes_change:
    the change to the library just before it belongs to it, and is undone with it; is_over: returns True if nothing is
    left to undo, and what was done before is undone next; None: there always is; current_label: returns the text in the
    menu if it changes, as that of downloads, of which some fail.
    """

    label: str
    undone: str | Callable[[], str]
    run: Callable[[], Coroutine[Any, Any, object]]
    again: Callable[[], None] | None = None
    takes_change: bool = False
    is_over: Callable[[], bool] | None = None
    current_label: Callable[[], str] | None = None

    @property
    def title(self) -> str:
        """The text in the menu."""
        return self.current_label() if self.current_label is not None else self.label


class UndoOrder:
    """What was done and undone in this window, oldest first: undo steps, and None for each change to the library.

    Changes to the library are kept only after a step: those before it are found in the library itself.
    """

    def __init__(self) -> None:
        self.done: list[UndoStep | None] = []
        self.undone: list[UndoStep | None] = []
        self._redone: UndoStep | None = None

    def add(self, undo_step: UndoStep) -> bool:
        """Add a step that was done just now. What was undone cannot be redone any more, unless the step was redone.
        Return True if it is new."""
        is_new = self._redone is None or self._redone.label != undo_step.label
        if is_new:
            self.undone.clear()
        self._redone = None
        if undo_step.takes_change and self.done and self.done[-1] is None:
            self.done.pop()
        self.done.append(undo_step)
        del self.done[:-MOST_UNDO_STEPS]
        return is_new

    def add_library_change(self) -> None:
        """Add a new change to the library."""
        self.undone.clear()
        self._redone = None
        if self.done:
            self.done.append(None)

    def drop_over(self) -> bool:
        """Remove the last steps that have nothing left to undo. Return True if there were any."""
        before = len(self.done)
        while self.done and (last := self.done[-1]) is not None and last.is_over is not None and last.is_over():
            self.done.pop()
        return len(self.done) < before

    def drop_library_change(self) -> None:
        """Remove the last change to the library, which was taken back by another one and is no step any more."""
        if self.done and self.done[-1] is None:
            self.done.pop()

    def take_done(self) -> UndoStep | None:
        """Return the step to undo next, and remove it; None if that is a change to the library, or nothing is left."""
        self.drop_over()
        undo_step = self.done.pop() if self.done else None
        if undo_step is not None and undo_step.again is not None:
            self.undone.append(undo_step)
        elif undo_step is None and self.undone:
            self.undone.append(None)
        return undo_step

    def take_undone(self) -> UndoStep | None:
        """Return the step to redo next, and remove it; None as for `take_done`."""
        self._redone = self.undone.pop() if self.undone else None
        if self._redone is None and self.done:
            self.done.append(None)
        return self._redone

    def undo_failed(self) -> None:
        """The change to the library that was taken last is still done."""
        if self.undone and self.undone[-1] is None:
            self.undone.pop()
        if self.done:
            self.done.append(None)

    def redo_failed(self) -> None:
        """The change to the library that was taken last is still undone."""
        if self.done and self.done[-1] is None:
            self.done.pop()
        if self.undone:
            self.undone.append(None)

    def forget(self, undo_steps: Iterable[UndoStep]) -> None:
        """Remove steps that cannot be undone or redone any more."""
        gone = list(undo_steps)
        self.done = [one for one in self.done if one is None or one not in gone]
        self.undone = [one for one in self.undone if one is None or one not in gone]

    def forget_library_changes(self) -> None:
        """Remove the latest changes to the library up to the last step: the library cannot undo them any more."""
        while self.done and self.done[-1] is None:
            self.done.pop()
