"""The actions on a quarantined PDF: keep it, reject it, reject it and try the next copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import REVIEW, Action
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.open_access.quarantine_page import QuarantinePage
    from scholar_desktop.ui.widgets.page_stack import PageStack

_SHOWN = when.Condition(
    "doubtful", lambda now: now.doubtful and now.page == places.QUARANTINE, Message("Open a PDF to review first.")
)
_NEXT_COPY = when.Condition(
    "next_copy",
    lambda now: now.next_copy or not _SHOWN.holds(now),
    Message("This paper has no other copy to try. Press Del to reject the PDF."),
)

# fmt: off
QUARANTINE = (
    Action(id="view.doubtful", title=Message("PDFs to review"),
           help=Message("Review PDFs that may be of another paper than the one you wanted."), menu="go", group=3,
           keys=("Ctrl+Shift+R",), icon="warning"),
    Action(id="doubtful.next", title=Message("Reject and try next copy"),
           help=Message("Reject the PDF because it is of another paper, and try the remaining copies."), menu="tools",
           group=3, submenu=REVIEW, keys=("N",), icon="forward", needs=(_SHOWN, _NEXT_COPY)),
    Action(id="doubtful.keep", title=Message("Keep reviewed PDF"),
           help=Message("Move the PDF into your library because it is the right paper."), menu="tools", group=3,
           submenu=REVIEW, keys=("Y",), icon="tick", needs=(_SHOWN,)),
    Action(id="doubtful.reject", title=Message("Reject reviewed PDF"),
           help=Message("Remove the PDF because it is of another paper."), menu="tools", group=3, submenu=REVIEW,
           icon="cross",
           # not translated: the name of a key
           keys=("Del",), needs=(_SHOWN,)),
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
