"""The objects that all panels of one window share, passed to each panel's constructor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from scholar_desktop.services.services import Services
    from scholar_desktop.services.tasks import TaskScope
    from scholar_desktop.ui.actions.action_context import ActionContext
    from scholar_desktop.ui.actions.registry import Actions
    from scholar_desktop.ui.actions.shown_map_commands import MapCommands
    from scholar_desktop.ui.context.current_paper import CurrentPaper
    from scholar_desktop.ui.context.messages import Messages
    from scholar_desktop.ui.context.navigation import Navigation
    from scholar_desktop.ui.context.paper_status import PaperStatuses
    from scholar_desktop.ui.context.window_state import WindowState
    from scholar_desktop.ui.theme.theme import Theme


class UiContext(msgspec.Struct, frozen=True, eq=False):
    """scope: owns the tasks of the window; a panel takes a child of it. marks: what library and queue hold of the
    papers on the screen. current: the paper that actions apply to; a panel that has rows sets which one is selected.
    maps: selects the map that the map actions apply to."""

    services: Services
    scope: TaskScope
    theme: Theme
    context: ActionContext
    actions: Actions
    navigation: Navigation
    messages: Messages
    marks: PaperStatuses
    current: CurrentPaper
    state: WindowState
    maps: MapCommands
