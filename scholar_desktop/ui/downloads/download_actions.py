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

# fmt: off
DOWNLOADS = (
    Action(id="downloads.get_list", title="Get PDFs for a list of identifiers…",
           help="Paste or open a list of DOIs, arXiv ids or addresses, and get the PDFs of all.", menu=_MENU,
           keys=("Ctrl+Shift+D",), icon="add"),
    Action(id="downloads.pause_all", title="Pause all", help="Stop all downloads for now; what came stays.",
           menu=_MENU, group=1, icon="pause", needs=(HAS_RUNNING,)),
    Action(id="downloads.resume_all", title="Resume all", help="Go on with all downloads that are paused.", menu=_MENU,
           group=1, icon="play", needs=(HAS_PAUSED,)),
    Action(id="downloads.cancel_all", title="Cancel all", help="End all downloads that have not ended.", menu=_MENU,
           group=1, icon="cross", needs=(HAS_UNFINISHED,)),
    Action(id="downloads.pause", title="Pause download", help="Stop the chosen downloads for now; what came stays.",
           menu=_MENU, group=2, icon="pause", needs=(ON_DOWNLOADS_PAGE, UNDER_WAY)),
    Action(id="downloads.resume", title="Resume download", help="Go on with the chosen downloads where they stopped.",
           menu=_MENU, group=2, icon="play", needs=(ON_DOWNLOADS_PAGE, PAUSED)),
    Action(id="downloads.cancel", title="Cancel download",
           help="End the chosen downloads; what came of their files goes.", menu=_MENU, group=2, icon="cross",
           needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.retry", title="Retry download", help="Try the chosen downloads that failed again.",
           menu=_MENU, group=2, icon="refresh", needs=(ON_DOWNLOADS_PAGE, NOT_KEPT)),
    Action(id="downloads.move_up", title="Move up", help="Take the chosen downloads up one place earlier.", menu=_MENU,
           group=3, keys=("Alt+Up",), icon="chevron-up", needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.move_down", title="Move down", help="Take the chosen downloads up one place later.",
           menu=_MENU, group=3, keys=("Alt+Down",), icon="chevron-down", needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.move_top", title="Move to the top", help="Take the chosen downloads up before all others.",
           menu=_MENU, group=3, keys=("Alt+Home",), needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.save_report", title="Save the report as CSV…",
           help="Save how each download in the list ended, for a spreadsheet.", menu=_MENU, group=4, icon="file-text",
           needs=(HAS_DOWNLOADS,)),
    Action(id="downloads.copy_report", title="Copy the report",
           help="Copy the counts, and a line for each download that was not got.", menu=_MENU, group=4, icon="copy",
           needs=(HAS_DOWNLOADS,)),
    Action(id="downloads.remove", title="Take off the list",
           help="Take the chosen downloads that have ended off the list; what was got stays in your library.",
           menu=_MENU, group=5, keys=("Ctrl+Backspace",), icon="remove", needs=(ON_DOWNLOADS_PAGE, ENDED)),
    Action(id="downloads.clear", title="Clear the ended",
           help="Take all downloads that have ended off the list; what was got stays in your library.", menu=_MENU,
           group=5, icon="trash", needs=(HAS_ENDED,)),
)
# fmt: on
