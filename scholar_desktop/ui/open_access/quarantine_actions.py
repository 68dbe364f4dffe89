"""The actions on a quarantined PDF: keep it, reject it, reject it and try the next copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.open_access.quarantine_page import QuarantinePage
    from scholar_desktop.ui.widgets.page_stack import PageStack

_SHOWN = when.Condition(
    "doubtful", lambda now: now.doubtful and now.page == places.QUARANTINE, "No doubtful PDF is shown."
)

# fmt: off
QUARANTINE = (
    Action(id="view.doubtful", title="Doubtful PDFs",
           help="Compare PDFs that may be another paper with what was asked for.", menu="view", icon="warning"),
    Action(id="doubtful.next", title="Reject, try the next copy",
           help="It is not the paper: take it away, and go on with the copies that are left.", menu="paper", group=5,
           keys=("N",), icon="forward", needs=(_SHOWN,)),
    Action(id="doubtful.keep", title="Keep the doubtful PDF", help="It is the paper: move it into the library.",
           menu="paper", group=5, keys=("Y",), icon="tick", needs=(_SHOWN,)),
    Action(id="doubtful.reject", title="Reject the doubtful PDF", help="It is not the paper: take it away.",
           menu="paper", group=5, keys=("Del",), icon="cross", needs=(_SHOWN,)),
)
# fmt: on


def bind_quarantine(ui_context: UiContext, pages: PageStack) -> None:
    """Bind the actions; they apply to the PDF that the quarantine page shows."""

    def page() -> QuarantinePage:
        return cast("QuarantinePage", pages.page(places.QUARANTINE))

    def show() -> None:
        waiting = next((item.key for item in ui_context.services.downloads.items() if item.quarantined), "")
        if ui_context.navigation.page != places.QUARANTINE:
            ui_context.navigation.open(places.QUARANTINE, waiting)

    ui_context.actions.bind("view.doubtful", show)
    ui_context.actions.bind("doubtful.next", lambda: page().decide("next"))
    ui_context.actions.bind("doubtful.keep", lambda: page().decide("keep"))
    ui_context.actions.bind("doubtful.reject", lambda: page().decide("reject"))
