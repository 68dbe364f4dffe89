"""What a user can do about a paper without an open copy: watch it, open it through the library, or attach a PDF."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.services.papers.paper_text import paper_link
from scholar_desktop.translation import gettext, shown
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.open_access.watch_actions import NO_DOI, NOT_COVERED
from scholar_desktop.ui.open_access.watching import (
    WATCHING,
    WatchChange,
    can_watch,
    change_watch,
    library_state,
    watch_change,
    watch_title,
)
from scholar_desktop.ui.widgets.note import Step

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.automatic_checks import AutomaticChecks
    from scholar_desktop.ui.context.ui_context import UiContext


class AttemptStep(Step, frozen=True):
    """What can be done about a download. address: the page that it opens in the browser, empty for none; plain: its
    button is not emphasised, also if it is the main step."""

    address: str = ""
    plain: bool = False


def closed_paper_steps(
    ui_context: UiContext, paper: Paper, *, watch: bool = True, set_up: bool = True, page: bool = True
) -> tuple[AttemptStep, ...]:
    """Return the offers for *paper*, the main one first. Trying again is none of them: it would give the same answer.

    Args:
        set_up: False leaves out the offer to set up a library link.
        watch: False leaves out the offers to watch the paper and to end that: a service says that it is open.
        page: False leaves out the offer to open the paper's web page, which has the addresses of its authors.
    """
    run_for = ui_context.current.run_for
    steps = []
    kept = ui_context.marks.of(paper).kept
    change = watch_change(ui_context, paper) if watch else None
    if change is not None:
        steps.append(_watch_step(ui_context, paper, change))
    if ui_context.context.now.library_link and not is_record(paper):
        open_ = partial(run_for, "paper.open_via_library", paper)
        steps.append(AttemptStep(gettext("Open via institution"), open_, icon="library"))
    elif set_up and not is_record(paper):
        steps.append(set_up_step(ui_context))
    if page and paper_link(paper):
        visit, is_only = partial(run_for, "paper.open_browser", paper), change is None and kept is None
        title = gettext("Open in browser")
        steps.append(AttemptStep(title, visit, main=is_only, icon="external", action="paper.open_browser"))
    steps.append(attach_step(ui_context, paper))
    return tuple(sorted(steps, key=lambda step: not step.main))


def set_up_step(ui_context: UiContext) -> AttemptStep:
    """Return the offer to set up the library link, which opens papers through the user's institution."""
    show = partial(ui_context.navigation.show_part, places.SETTINGS, "libraryLinkEdit")
    return AttemptStep(gettext("Set up institution access"), show, icon="library")


def attach_step(ui_context: UiContext, paper: Paper) -> AttemptStep:
    """Return the offer to attach a PDF that the user has to *paper*."""
    choose = partial(ui_context.current.run_for, "paper.attach_pdf", paper)
    return AttemptStep(gettext("Attach PDF…"), choose, icon="file-text", action="paper.attach_pdf")


def _watch_step(ui_context: UiContext, paper: Paper, change: WatchChange) -> AttemptStep:
    """Return the button that does *change*: it watches *paper*, or ends that."""
    run, title = partial(change_watch, ui_context, paper), watch_title(ui_context, change)
    if change is WatchChange.STOP:
        return AttemptStep(title, run, icon="cross", action="paper.watch")
    why = _watch_tooltip(automatic_checks(ui_context)) if change is WatchChange.ADD else ""
    return AttemptStep(title, run, main=True, icon="bell", why=why, action="paper.watch")


def _watch_tooltip(checks: AutomaticChecks) -> str:
    if checks.are_on:
        return gettext("Adds the paper to your library. News shows when it becomes open access.")
    return gettext("Adds the paper to your library, and offers to turn on automatic checks.")


def is_record(paper: Paper) -> bool:
    """Return True if *paper* is a record that only Zenodo knows: a library has no access to its files."""
    return paper.ids.zenodo is not None and not {S2, UNPAYWALL} & set(paper.sources)


def watch_words(ui_context: UiContext, paper: Paper) -> str:
    """Return the sentences that say whether *paper* is watched, what watching it does, or why it cannot be; empty for a
    paper in the trash or with a PDF."""
    state, kept = library_state(ui_context, paper), ui_context.marks.of(paper).kept
    if state == WATCHING:
        return gettext("Watching: News shows when it becomes open access.")
    if kept is not None and (kept.trashed or kept.pdf is not None):
        return ""
    if not can_watch(paper):
        return shown(NO_DOI if paper.ids.doi is None else NOT_COVERED)
    if kept is None:
        return gettext("If you watch it, News shows when it becomes open access.")
    return gettext("It is in your library, but not watched.")
