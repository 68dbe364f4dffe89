"""The actions on the download queue."""

from __future__ import annotations

from scholar_desktop.domain.download import DownloadState
from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions.action import DOWNLOADS_MENU, Action
from scholar_desktop.ui.actions.action_context import ActionState
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

_STARTED = (DownloadState.WAITING, DownloadState.RUNNING)


def _chosen(*states: DownloadState) -> Condition:
    def holds(now: ActionState) -> bool:
        return any(item.state in states for item in now.downloads)

    words = {
        _STARTED: ("under_way", Message("Select a waiting or running download.")),
        (DownloadState.PAUSED,): ("paused", Message("Select a paused download.")),
        (DownloadState.DONE,): (
            "ended",
            Message("Select a finished download. “Cancel download” stops one that is not."),
        ),
    }
    name, why = words.get(states, ("not_ended", Message("Select an unfinished download.")))
    return Condition(name, holds, why)


ON_DOWNLOADS_PAGE = Condition(
    "in_downloads", lambda now: now.page == places.DOWNLOADS, Message("Only available on the Downloads page.")
)
UNDER_WAY = _chosen(*_STARTED)
PAUSED = _chosen(DownloadState.PAUSED)
NOT_ENDED = _chosen(*_STARTED, DownloadState.PAUSED)
ENDED = _chosen(DownloadState.DONE)
RETRYABLE = Condition(
    "some_not_got",
    lambda now: any(item.is_retryable for item in now.downloads),
    Message("Select a failed download. Without an open PDF, trying again gives the same answer."),
)
HAS_RUNNING = Condition(
    "some_run",
    lambda now: bool(now.queue.running or now.queue.waiting),
    Message("No downloads are waiting or running."),
)
HAS_PAUSED = Condition("some_paused", lambda now: bool(now.queue.paused), Message("No downloads are paused."))
HAS_UNFINISHED = Condition(
    "some_left",
    lambda now: bool(now.queue.running or now.queue.waiting or now.queue.paused),
    Message("All downloads are finished."),
)
HAS_ENDED = Condition("some_ended", lambda now: bool(now.queue.ended), Message("No downloads are finished."))
HAS_DOWNLOADS = Condition(
    "some_downloads",
    lambda now: bool(now.queue.running or now.queue.waiting or now.queue.paused or now.queue.ended),
    Message("There are no downloads."),
)

# fmt: off
DOWNLOADS = (
    Action(id="downloads.get_list", title=Message("Get PDFs for a list…"),
           help=Message("Paste or open a list of DOIs, arXiv IDs or links and get all their PDFs."), menu="tools",
           group=3, submenu=DOWNLOADS_MENU, keys=("Ctrl+Shift+D",), icon="add"),
    Action(id="downloads.pause_all", title=Message("Pause all"),
           help=Message("Pause all downloads. Files resume where they stopped."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=1, icon="pause", needs=(HAS_RUNNING,)),
    Action(id="downloads.resume_all", title=Message("Resume all"), help=Message("Resume all paused downloads."),
           menu="tools", group=3, submenu=DOWNLOADS_MENU, section=1, icon="play", needs=(HAS_PAUSED,)),
    Action(id="downloads.cancel_all", title=Message("Cancel all"), help=Message("Cancel all unfinished downloads."),
           menu="tools", group=3, submenu=DOWNLOADS_MENU, section=1, icon="cross", needs=(HAS_UNFINISHED,)),
    Action(id="downloads.pause", title=Message("Pause download"),
           help=Message("Pause the selected downloads. Files resume where they stopped."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=2, icon="pause", needs=(ON_DOWNLOADS_PAGE, UNDER_WAY)),
    Action(id="downloads.resume", title=Message("Resume download"),
           help=Message("Resume the selected downloads where they stopped."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=2, icon="play", needs=(ON_DOWNLOADS_PAGE, PAUSED)),
    Action(id="downloads.cancel", title=Message("Cancel download"),
           help=Message("Cancel the selected downloads and delete their partial files."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=2, icon="cross", needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.retry", title=Message("Try download again"),
           help=Message("Try the selected failed downloads again."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=2, icon="refresh", needs=(ON_DOWNLOADS_PAGE, RETRYABLE)),
    Action(id="downloads.move_up", title=Message("Move up"), help=Message("Move the selected downloads one place up."),
           menu="tools", group=3, submenu=DOWNLOADS_MENU, section=3, keys=("Alt+Up",), icon="chevron-up",
           needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.move_down", title=Message("Move down"),
           help=Message("Move the selected downloads one place down."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=3,
           keys=("Alt+Down",), icon="chevron-down", needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.move_top", title=Message("Move to top"),
           help=Message("Move the selected downloads to the top of the queue."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=3, keys=("Alt+Home",), needs=(ON_DOWNLOADS_PAGE, NOT_ENDED)),
    Action(id="downloads.save_report", title=Message("Save report as CSV…"),
           help=Message("Save the result of each download in the list as a CSV file."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=4, icon="file-text", needs=(HAS_DOWNLOADS,)),
    Action(id="downloads.copy_report", title=Message("Copy report"),
           help=Message("Copy the totals and a line for each missing PDF."), menu="tools", group=3,
           submenu=DOWNLOADS_MENU, section=4, icon="copy", needs=(HAS_DOWNLOADS,)),
    Action(id="downloads.remove", title=Message("Remove from list"),
           help=Message("Remove the selected finished downloads from this list. Their files stay in your library."),
           menu="tools", group=3, submenu=DOWNLOADS_MENU, section=5, keys=("Ctrl+Backspace",), icon="remove",
           needs=(ON_DOWNLOADS_PAGE, ENDED)),
    Action(id="downloads.clear", title=Message("Clear finished"),
           help=Message("Remove the finished downloads that are shown from this list, but not those that are tried "
                        "again later or have a PDF to review. Their files stay in your library."),
           menu="tools", group=3, submenu=DOWNLOADS_MENU, section=5, icon="trash", needs=(HAS_ENDED,)),
)
# fmt: on
