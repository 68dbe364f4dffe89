"""The state of a window that was never left."""

from __future__ import annotations

from typing import Any

from scholar_desktop.services.tasks import TaskScope
from scholar_desktop.ui.context.window_state import WindowState


class NothingKept:
    """A file without values, which must not be written."""

    def read(self) -> dict[str, Any]:
        return {}

    def write(self, state: dict[str, Any]) -> None:
        raise AssertionError("nothing is to be kept")


def empty_state(scope: TaskScope | None = None) -> WindowState:
    """Returns a state without values. scope: of its tasks; None for one of its own."""
    return WindowState(NothingKept(), scope or TaskScope(lambda _name, _error: None))
