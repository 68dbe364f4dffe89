"""The actions on a doubtful PDF: keep it, reject it, reject it and go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import Workbench
    from scholar_desktop.ui.open_access.quarantine_page import DoubtfulPage
    from scholar_desktop.ui.widgets.page_stack import PageStack

_SHOWN = when.Condition(
    "doubtful", lambda now: now.doubtful and now.page == places.DOUBTFUL, "No doubtful PDF is shown."
)

DOUBTFUL = (
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


def bind_doubtful(workbench: Workbench, pages: PageStack) -> None:
    """They act on what the page of doubtful PDFs shows."""

    def page() -> DoubtfulPage:
        return cast("DoubtfulPage", pages.page(places.DOUBTFUL))

    def show() -> None:
        waiting = next((item.key for item in workbench.services.downloads.items() if item.quarantined), "")
        if workbench.navigation.page != places.DOUBTFUL:
            workbench.navigation.open(places.DOUBTFUL, waiting)

    workbench.actions.bind("view.doubtful", show)
    workbench.actions.bind("doubtful.next", lambda: page().decide("next"))
    workbench.actions.bind("doubtful.keep", lambda: page().decide("keep"))
    workbench.actions.bind("doubtful.reject", lambda: page().decide("reject"))
