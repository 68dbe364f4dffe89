"""What a user can do about a download: one decision for the button of its row, the menu of the row, the pane beside the
list, and the details of the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.add_pdfs.browser_pdf_watch import open_and_watch, page_for_person
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.open_access.closed_paper import (
    AttemptStep,
    attach_step,
    closed_paper_steps,
    is_record,
    set_up_step,
)
from scholar_desktop.ui.open_access.linked_pdf import linked_steps
from scholar_desktop.ui.open_access.watching import (
    WATCHING,
    WatchChange,
    library_state,
    stop_watching,
    watch_change,
    watch_papers,
)
from scholar_desktop.ui.words.access_words import SAVED_IN_BROWSER

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext

_BY_LIBRARY = (ItemOutcome.CLOSED, ItemOutcome.NEEDS_PERSON, ItemOutcome.UNAVAILABLE)
"""The user's institution may have access."""
_BY_PERSON = (ItemOutcome.NEEDS_PERSON, ItemOutcome.TEMPORARY, ItemOutcome.UNAVAILABLE)
"""The user may get the PDF where the program could not."""
Run = Callable[[DownloadItem], None]


class StepActions(msgspec.Struct, frozen=True, kw_only=True):
    """The callbacks of the steps. open: opens the saved file; read: shows the saved PDF in the window;
    look: shows a PDF to review beside its paper; show_kept: shows the saved paper in the library; forget: removes the
    download from the list."""

    pause: Run
    resume: Run
    cancel: Run
    open: Run
    read: Run
    look: Run
    keep: Run
    reject: Run
    bring_back: Run
    retry: Run
    get_files: Callable[[DownloadItem], object]
    show_kept: Run
    forget: Run


def main_step(steps: Iterable[AttemptStep]) -> AttemptStep | None:
    """Return the step that is the button of the row; None without one."""
    return next((step for step in steps if step.main), None)


def download_steps(
    ui_context: UiContext,
    item: DownloadItem,
    actions: StepActions,
    *,
    is_gone: bool = False,
    is_trashed: bool = False,
    is_of_other: bool = False,
) -> tuple[AttemptStep, ...]:
    """Return what can be done about *item*, the main step first.

    Args:
        is_gone: its saved PDF has been removed from the library, or its files have.
        is_trashed: its paper is in the trash.
        is_of_other: its PDF to review is that of another paper of the library, so that it cannot be kept.
    """

    def step(title: str, run: Run, icon: str | None = None, *, main: bool = False, action: str = "") -> AttemptStep:
        return AttemptStep(title, partial(run, item), main, icon, action=action)

    if item.state is not DownloadState.DONE:
        is_paused = item.state is DownloadState.PAUSED
        resume = step(gettext("Resume"), actions.resume, "play", main=True, action="downloads.resume")
        pause = step(gettext("Pause"), actions.pause, "pause", action="downloads.pause")
        cancel = step(gettext("Cancel"), actions.cancel, "cross", action="downloads.cancel")
        return (resume if is_paused else pause, cancel)
    steps = _saved_or_found(
        ui_context, item, step, actions, is_gone=is_gone, is_trashed=is_trashed, is_of_other=is_of_other
    )
    if item.outcome is not ItemOutcome.SAVED:
        has_main = any(one.main for one in steps)
        steps += failure_steps(ui_context, item, item.paper, partial(actions.retry, item), has_main=has_main)
        if item.paper is not None and not is_trashed and ui_context.marks.of(item.paper).kept is None:
            add = partial(ui_context.current.run_for, "paper.add", item.paper)
            steps.append(AttemptStep(gettext("Add to library"), add, icon="add", action="paper.add"))
    if any(one.rejected for one in item.attempts) and not item.quarantined and item.outcome is not ItemOutcome.SAVED:
        steps.append(step(gettext("Put rejected PDF back"), actions.bring_back, "undo"))
    steps.append(step(gettext("Remove from list"), actions.forget, action="downloads.remove"))
    return tuple(steps)


def _saved_or_found(
    ui_context: UiContext,
    item: DownloadItem,
    step: Callable[..., AttemptStep],
    actions: StepActions,
    *,
    is_gone: bool,
    is_trashed: bool,
    is_of_other: bool,
) -> list[AttemptStep]:
    """Return the steps for what was downloaded, or can be."""
    if is_gone:
        return [step(gettext("Get again"), actions.retry, "get", main=True)]
    words, icon = gettext("Open in PDF app"), "file-text"
    if item.has_files:
        words, icon = gettext("Open folder") if len(item.files) > 1 else gettext("Open file"), "folder"
    can_read = item.paper is not None and not item.has_files
    read = [step(gettext("Read here"), actions.read, "read", action="paper.read_pdf")] if can_read else []
    if is_trashed:
        return [
            step(gettext("Show in trash"), actions.show_kept, "trash", main=True),
            step(words, actions.open, icon),
            *read,
        ]
    if item.pdf_version is not None:
        return list(linked_steps(ui_context, item.pdf_version))
    if item.outcome is ItemOutcome.SAVED:
        steps = [step(words, actions.open, icon, main=True), *read]
        if item.paper is not None and item.is_for_paper:
            shows = step(gettext("Show in library"), actions.show_kept, "library", action="paper.show_in_library")
            steps.append(shows)
        return steps
    if item.quarantined:
        keep = [] if is_of_other else [step(gettext("Keep PDF"), actions.keep, "tick")]
        compare = step(gettext("Compare"), actions.look, "eye", main=True)
        return [compare, *keep, step(gettext("Reject PDF"), actions.reject, "cross")]
    if item.outcome is ItemOutcome.NO_PDF:
        return [step(gettext("Get files"), actions.get_files, "get", main=True)]
    return []


def failure_steps(
    ui_context: UiContext,
    item: DownloadItem,
    paper: Paper | None,
    retry: Callable[[], None] = lambda: None,
    *,
    has_main: bool = False,
) -> list[AttemptStep]:
    """Return the steps that may give the PDF of an item that was not saved, for its row and for the details of *paper*.

    Args:
        retry: tries the download again.
        has_main: another step is the main one.
    """
    if item.outcome is ItemOutcome.CLOSED and paper is not None:
        kept = ui_context.marks.of(paper).kept
        return _by_other_ways(ui_context, item, paper, main=kept is None or not kept.is_watched)
    if not item.is_retryable:
        return []
    if paper is not None and item.outcome is ItemOutcome.NOT_FOUND and not _has_identifier(ui_context, paper):
        return _without_identifier(ui_context, paper, has_main=has_main)
    words = gettext("Try again now") if item.outcome is ItemOutcome.TEMPORARY else gettext("Try again")
    again = AttemptStep(words, retry, not has_main, "refresh", action="downloads.retry")
    if item.outcome not in _BY_PERSON or item.is_record:
        return [again]
    others = _by_other_ways(ui_context, item, paper) if paper is not None else []
    if not (address := page_for_person(paper, item)):
        return [again, *others]
    title, opens = gettext("Open in browser"), partial(open_and_watch, ui_context, paper, address)
    is_main = (item.outcome is ItemOutcome.NEEDS_PERSON or _is_gone(item)) and not has_main
    there = AttemptStep(title, opens, is_main, "external", shown(SAVED_IN_BROWSER), address=address)
    if not is_main:
        return [again, there, *others]
    return [there, msgspec.structs.replace(again, main=False), *others]


def _is_gone(item: DownloadItem) -> bool:
    """Return True if the host said that it no longer has the file: it would say so again."""
    attempt = item.deciding_attempt
    return item.outcome is ItemOutcome.UNAVAILABLE and attempt is not None and attempt.http_status in (404, 410)


def _has_identifier(ui_context: UiContext, paper: Paper) -> bool:
    """Return True if *paper*, or its entry in the library by now, has an identifier by which services can look."""
    kept = ui_context.marks.of(paper).kept
    now = kept.paper if kept is not None else paper
    return now.ids.has_public_one


def _without_identifier(ui_context: UiContext, paper: Paper, *, has_main: bool) -> list[AttemptStep]:
    """Return the steps for a paper that no service can look for: another try would fail in the same way."""
    attach = attach_step(ui_context, paper)
    if ui_context.marks.of(paper).kept is None:
        return [msgspec.structs.replace(attach, main=not has_main)]
    edit = partial(ui_context.current.run_for, "paper.edit", paper)
    return [AttemptStep(gettext("Edit details…"), edit, not has_main, "edit", action="paper.edit"), attach]


def _by_other_ways(ui_context: UiContext, item: DownloadItem, paper: Paper, *, main: bool = False) -> list[AttemptStep]:
    """Return the steps that need neither an open copy nor this download. main: the first may be the main one."""
    watches = item.outcome is ItemOutcome.CLOSED or paper.oa.is_oa is not True
    sets_up = item.outcome in _BY_LIBRARY
    is_closed = item.outcome is ItemOutcome.CLOSED
    steps = closed_paper_steps(ui_context, paper, watch=watches, set_up=sets_up, page=is_closed)
    if library_state(ui_context, paper) == WATCHING:  # the button of the row watches the paper, and then stops that
        return [msgspec.structs.replace(one, main=place == 0, plain=True) for place, one in enumerate(steps)]
    return [msgspec.structs.replace(one, main=one.main and main) for one in steps]


def several_steps(ui_context: UiContext, items: Sequence[DownloadItem]) -> tuple[AttemptStep, ...]:
    """Return what can be done about several selected items, to whose papers actions apply, with the number of those
    that each step is for."""
    unfinished = [item for item in items if item.state is not DownloadState.DONE]
    paused = sum(item.state is DownloadState.PAUSED for item in unfinished)
    failed = sum(item.is_retryable for item in items)
    papers = papers_to_watch(ui_context, items)

    def step(title: str, action: str, icon: str | None, *, main: bool = False) -> AttemptStep:
        def run() -> None:
            ui_context.actions.run_on(action)

        return AttemptStep(title, run, main, icon, action=action)

    steps = []
    if papers:
        watch = partial(watch_papers, ui_context, papers, len(items))
        words = gettext("Watch {count}…", count=len(papers))
        if automatic_checks(ui_context).are_on:
            words = gettext("Watch {count}", count=len(papers))
        steps.append(AttemptStep(words, watch, True, "bell", action="paper.watch"))
    if watched := watched_papers(ui_context, items):
        words = gettext("Stop watching {count}", count=len(watched))
        steps.append(AttemptStep(words, partial(stop_watching, ui_context, watched), icon="cross"))
    if under_way := len(unfinished) - paused:
        steps.append(step(gettext("Pause {count}", count=under_way), "downloads.pause", "pause"))
    if paused:
        steps.append(step(gettext("Resume {count}", count=paused), "downloads.resume", "play", main=not papers))
    if unfinished:
        steps.append(step(gettext("Cancel {count}", count=len(unfinished)), "downloads.cancel", "cross"))
    if failed:
        steps.append(step(gettext("Try {count} again", count=failed), "downloads.retry", "refresh", main=not steps))
    papers_by_library = (item.paper for item in items if item.outcome in _BY_LIBRARY and item.paper is not None)
    if not ui_context.context.now.library_link and not all(is_record(paper) for paper in papers_by_library):
        steps.append(set_up_step(ui_context))
    now = ui_context.context.now
    if (new := len(now.papers) - now.kept_papers) and ui_context.actions.why_not("paper.add") is None:
        words = ngettext("Add {count} paper to library", "Add {count} papers to library", new)
        steps.append(step(words, "paper.add", "add"))
    if ended := len(items) - len(unfinished):
        steps.append(step(gettext("Remove {count} from list", count=ended), "downloads.remove", None))
    return tuple(steps)


def papers_to_watch(ui_context: UiContext, items: Iterable[DownloadItem]) -> list[Paper]:
    """Return the papers of closed *items* that can be watched and are not, in the library or not, each once."""
    closed = (item.paper for item in items if item.outcome is ItemOutcome.CLOSED and item.paper is not None)
    papers: dict[str, Paper] = {}
    for paper in closed:
        if watch_change(ui_context, paper) in (WatchChange.ADD, WatchChange.AGAIN):
            kept = ui_context.marks.of(paper).kept
            papers.setdefault(paper.id if kept is None else kept.key, paper)
    return list(papers.values())


def watched_papers(ui_context: UiContext, items: Iterable[DownloadItem]) -> list[KeptPaper]:
    """Return the papers of closed *items* that are in the library and watched, each once."""
    closed = [item.paper for item in items if item.outcome is ItemOutcome.CLOSED and item.paper is not None]
    watched = [paper for paper in closed if library_state(ui_context, paper) == WATCHING]
    kept = [ui_context.marks.of(paper).kept for paper in watched]
    return list({one.key: one for one in kept if one is not None}.values())


def menu_steps(steps: Sequence[AttemptStep], action_ids: Iterable[str]) -> list[AttemptStep]:
    """Return the steps that no action of *action_ids* does, for a menu that has these actions."""
    return [step for step in steps if not step.action or step.action not in action_ids]
