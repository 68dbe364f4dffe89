"""The actions on the download queue."""

from __future__ import annotations

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadState
from scholar_desktop.ui.actions.action import Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

_MENU = "downloads"
_STARTED = (DownloadState.WAITING, DownloadState.RUNNING)


def _chosen(*states: DownloadState) -> Condition:
    def holds(now: ActionState) -> bool:
        return any(item.state in states for item in now.downloads)

    words = {
        _STARTED: ("under_way", "No download that waits or runs is chosen."),
        (DownloadState.PAUSED,): ("paused", "No download that is paused is chosen."),
        (DownloadState.DONE,): ("ended", "No download that has ended is chosen."),
    }
    name, why = words.get(states, ("not_ended", "No download that has not ended is chosen."))
    return Condition(name, holds, why)


ON_DOWNLOADS_PAGE = Condition(
    "in_downloads", lambda now: now.page == places.DOWNLOADS, "This works on the page Downloads."
)
UNDER_WAY = _chosen(*_STARTED)
PAUSED = _chosen(DownloadState.PAUSED)
NOT_ENDED = _chosen(*_STARTED, DownloadState.PAUSED)
ENDED = _chosen(DownloadState.DONE)
NOT_KEPT = Condition(
    "some_not_got",
    lambda now: any(
        item.state is DownloadState.DONE and item.outcome is not ItemOutcome.SAVED for item in now.downloads
    ),
    "No download that has failed is chosen.",
)
HAS_RUNNING = Condition(
    "some_run", lambda now: bool(now.queue.running or now.queue.waiting), "No download waits or runs."
)
HAS_PAUSED = Condition("some_paused", lambda now: bool(now.queue.paused), "No download is paused.")
HAS_UNFINISHED = Condition(
    "some_left",
    lambda now: bool(now.queue.running or now.queue.waiting or now.queue.paused),
    "Every download has ended.",
)
HAS_ENDED = Condition("some_ended", lambda now: bool(now.queue.ended), "No download has ended.")
HAS_DOWNLOADS = Condition(
    "some_downloads",
    lambda now: bool(now.queue.running or now.queue.waiting or now.queue.paused or now.queue.ended),
    "There are no downloads.",
)

DOWNLOADS = (
    Action(
        "downloads.get_list",
        "Get PDFs for a list of identifiers…",
        "Paste or open a list of DOIs, arXiv ids or addresses, and get the PDFs of all.",
        _MENU,
        0,
        ("Ctrl+Shift+D",),
        "add",
    ),
    Action(
        "downloads.pause_all",
        "Pause all",
        "Stop all downloads for now; what came stays.",
        _MENU,
        1,
        (),
        "pause",
        (HAS_RUNNING,),
    ),
    Action(
        "downloads.resume_all",
        "Resume all",
        "Go on with all downloads that are paused.",
        _MENU,
        1,
        (),
        "play",
        (HAS_PAUSED,),
    ),
    Action(
        "downloads.cancel_all",
        "Cancel all",
        "End all downloads that have not ended.",
        _MENU,
        1,
        (),
        "cross",
        (HAS_UNFINISHED,),
    ),
    Action(
        "downloads.pause",
        "Pause download",
        "Stop the chosen downloads for now; what came stays.",
        _MENU,
        2,
        (),
        "pause",
        (ON_DOWNLOADS_PAGE, UNDER_WAY),
    ),
    Action(
        "downloads.resume",
        "Resume download",
        "Go on with the chosen downloads where they stopped.",
        _MENU,
        2,
        (),
        "play",
        (ON_DOWNLOADS_PAGE, PAUSED),
    ),
    Action(
        "downloads.cancel",
        "Cancel download",
        "End the chosen downloads; what came of their files goes.",
        _MENU,
        2,
        (),
        "cross",
        (ON_DOWNLOADS_PAGE, NOT_ENDED),
    ),
    Action(
        "downloads.retry",
        "Retry download",
        "Try the chosen downloads that failed again.",
        _MENU,
        2,
        (),
        "refresh",
        (ON_DOWNLOADS_PAGE, NOT_KEPT),
    ),
    Action(
        "downloads.move_up",
        "Move up",
        "Take the chosen downloads up one place earlier.",
        _MENU,
        3,
        ("Alt+Up",),
        "chevron-up",
        (ON_DOWNLOADS_PAGE, NOT_ENDED),
    ),
    Action(
        "downloads.move_down",
        "Move down",
        "Take the chosen downloads up one place later.",
        _MENU,
        3,
        ("Alt+Down",),
        "chevron-down",
        (ON_DOWNLOADS_PAGE, NOT_ENDED),
    ),
    Action(
        "downloads.move_top",
        "Move to the top",
        "Take the chosen downloads up before all others.",
        _MENU,
        3,
        ("Alt+Home",),
        None,
        (ON_DOWNLOADS_PAGE, NOT_ENDED),
    ),
    Action(
        "downloads.save_report",
        "Save the report as CSV…",
        "Save how each download in the list ended, for a spreadsheet.",
        _MENU,
        4,
        (),
        "file-text",
        (HAS_DOWNLOADS,),
    ),
    Action(
        "downloads.copy_report",
        "Copy the report",
        "Copy the counts, and a line for each download that was not got.",
        _MENU,
        4,
        (),
        "copy",
        (HAS_DOWNLOADS,),
    ),
    Action(
        "downloads.remove",
        "Take off the list",
        "Take the chosen downloads that have ended off the list; what was got stays in your library.",
        _MENU,
        5,
        ("Ctrl+Backspace",),
        "remove",
        (ON_DOWNLOADS_PAGE, ENDED),
    ),
    Action(
        "downloads.clear",
        "Clear the ended",
        "Take all downloads that have ended off the list; what was got stays in your library.",
        _MENU,
        5,
        (),
        "trash",
        (HAS_ENDED,),
    ),
)
