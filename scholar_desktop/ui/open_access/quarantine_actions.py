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

QUARANTINE = (
    Action(
        "view.doubtful",
        "Doubtful PDFs",
        "Compare PDFs that may be another paper with what was asked for.",
        "view",
        0,
        icon="warning",
    ),
    Action(
        "doubtful.next",
        "Reject, try the next copy",
        "It is not the paper: take it away, and go on with the copies that are left.",
        "paper",
        5,
        ("N",),
        "forward",
        (_SHOWN,),
    ),
    Action(
        "doubtful.keep",
        "Keep the doubtful PDF",
        "It is the paper: move it into the library.",
        "paper",
        5,
        ("Y",),
        "tick",
        (_SHOWN,),
    ),
    Action(
        "doubtful.reject",
        "Reject the doubtful PDF",
        "It is not the paper: take it away.",
        "paper",
        5,
        ("Del",),
        "cross",
        (_SHOWN,),
    ),
)


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
