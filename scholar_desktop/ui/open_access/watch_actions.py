"""The action that watches a paper for an open copy, or ends that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.actions.action import PDF, PDF_AND_WEB_PAGE, Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import HAS_PAPER, NO_PDF, NOT_IN_TRASH, Condition

if TYPE_CHECKING:
    from scholar_desktop.ui.context.ui_context import UiContext


def _is_open(now: ActionState) -> bool:
    """Return True if an open copy is known, and a download has not found it missing."""
    if now.paper is None or now.paper.oa.is_oa is not True:
        return False
    return now.download is None or now.download.outcome is not ItemOutcome.CLOSED


def _is_covered(now: ActionState) -> bool:
    from scholar_desktop.ui.open_access.watching import can_watch  # not part of the start

    return now.paper is not None and can_watch(now.paper)


NO_DOI = Message("It can't be watched for an open copy: it has no DOI.")
NOT_COVERED = Message("It can't be watched for an open copy: Unpaywall does not cover its DOI.")
_NO_PDF = Condition("watched_without_pdf", lambda now: now.pdf is None, NO_PDF.why)
_NOT_TRASHED = Condition(
    "watched_outside_trash",
    lambda now: now.trashed is None and not (now.kept and now.kept.trashed),
    NOT_IN_TRASH.why,
)
_CLOSED = Condition("watched_is_closed", lambda now: not _is_open(now), Message("An open copy of this paper is known."))
_COVERED = Condition(
    "watched_by_unpaywall",
    _is_covered,
    NOT_COVERED,
    cases=((lambda now: now.paper is not None and now.paper.ids.doi is None, NO_DOI),),
)

# fmt: off
WATCH = (
    Action(id="paper.watch", title=Message("Watch"),
           help=Message(
               "Look for an open copy of the paper from time to time, or stop that. News shows when there is one."
           ), menu="paper", group=1, submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="bell",
           needs=(HAS_PAPER, _NOT_TRASHED, _NO_PDF, _CLOSED, _COVERED), on_rows=True, of_one=True),
)
# fmt: on


def bind_watch(ui_context: UiContext) -> None:
    """Bind the action, and name it for what it does with the paper that is shown."""
    from scholar_desktop.ui.open_access.watching import change_watch, watch_change, watch_title

    context, actions = ui_context.context, ui_context.actions

    def run() -> None:
        if (paper := context.now.paper) is not None:
            change_watch(ui_context, paper)

    def show() -> None:
        change = watch_change(ui_context, paper) if (paper := context.now.paper) is not None else None
        actions.set_title("paper.watch", gettext("Watch") if change is None else watch_title(ui_context, change))

    actions.bind("paper.watch", run)
    context.changed.connect(show)
    ui_context.marks.changed.connect(show)
    show()
