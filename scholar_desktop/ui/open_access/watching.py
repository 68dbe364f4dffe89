"""Watches papers for an open copy: News shows when one becomes open access, if automatic checks are on."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.library import KeptPaper
from scholar_desktop.domain.paper import Paper
from scholar_desktop.services.papers.paper_loading import can_unpaywall_check
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context.automatic_checks import SHOWN_MS, automatic_checks
from scholar_desktop.ui.context.undo_order import UndoStep
from scholar_desktop.ui.rows.row_place import place_of_row
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.widgets.row_list import RowList
from scholar_desktop.ui.words.wording import message_title

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.ui.context.question_panel import QuestionPanel
    from scholar_desktop.ui.context.ui_context import UiContext


WATCHING, IN_LIBRARY = "watching", "in_library"
"""What `library_state` returns."""


class WatchChange(Enum):
    """What can be changed about the watching of one paper. ADD: it is not in the library yet; AGAIN: it is
    there, but the user has stopped watching it, or automatic checks are off; STOP: it is watched."""

    ADD = "add"
    AGAIN = "again"
    STOP = "stop"


class PapersToWatch(msgspec.Struct, frozen=True):
    """papers: those to watch; total: how many are selected, also those that cannot be watched; kept: those of *papers*
    that are in the library; new: those that are not."""

    papers: tuple[Paper, ...]
    total: int
    kept: tuple[KeptPaper, ...]
    new: tuple[Paper, ...]

    @property
    def title(self) -> str:
        """The title of the first paper, shortened."""
        return message_title(self.papers[0].title)


def can_watch(paper: Paper) -> bool:
    """Return True if *paper* can be watched: News checks open access by Unpaywall, which covers no other DOIs."""
    return paper.ids.doi is not None and can_unpaywall_check(paper.ids.doi)


def library_state(ui_context: UiContext, paper: Paper) -> str:
    """Return `watching` if *paper* is in the library and checked for open copies, `in_library` if it is in the library
    and not checked, else an empty text, also for a paper in the trash."""
    kept = ui_context.marks.of(paper).kept
    if kept is None or kept.trashed:
        return ""
    return WATCHING if watch_change(ui_context, paper) is WatchChange.STOP else IN_LIBRARY


def watch_change(ui_context: UiContext, paper: Paper) -> WatchChange | None:
    """Return what `change_watch` does with *paper*; None if it cannot be watched, is in the trash or has a PDF."""
    kept = ui_context.marks.of(paper).kept
    if not can_watch(paper) or (kept is not None and (kept.trashed or kept.pdf is not None)):
        return None
    if kept is None:
        return WatchChange.ADD
    is_checked = kept.is_watched and automatic_checks(ui_context).are_on
    return WatchChange.STOP if is_checked else WatchChange.AGAIN


def change_watch(ui_context: UiContext, paper: Paper) -> None:
    """Watch *paper*, or stop that if it is watched: what its button and the menus offer (`watch_change`).

    A paper that is watched is in the library: the papers without a PDF there are checked, and News shows when one
    becomes open. While automatic checks are off, ask first whether to turn them on.
    """
    change, kept = watch_change(ui_context, paper), ui_context.marks.of(paper).kept
    if change is WatchChange.STOP and kept is not None:
        stop_watching(ui_context, [kept])
    elif change is not None:
        watch_papers(ui_context, [paper], 1)


def watch_title(ui_context: UiContext, change: WatchChange) -> str:
    """Return the title of the button and of the entry of the menus that does *change*, with an ellipsis if it asks
    whether to turn automatic checks on."""
    if change is WatchChange.STOP:
        return gettext("Stop watching")
    return gettext("Watch") if automatic_checks(ui_context).are_on else gettext("Watch…")


def watch_papers(ui_context: UiContext, papers: Sequence[Paper], total: int) -> None:
    """Watch *papers*, and add those to the library that are not there, see `change_watch`. total: how many are
    selected, also those that cannot be watched."""
    kept = [ui_context.marks.of(paper).kept for paper in papers]
    wanted = PapersToWatch(
        tuple(one.paper if one is not None else paper for one, paper in zip(kept, papers, strict=True)),
        total,
        tuple(one for one in kept if one is not None),
        tuple(paper for one, paper in zip(kept, papers, strict=True) if one is None),
    )
    _watch_or_ask(ui_context, wanted, papers)


def stop_watching(ui_context: UiContext, papers: Sequence[KeptPaper]) -> None:
    """Stop checking *papers* for open copies. They stay in the library."""
    _start(ui_context, _stop(ui_context, papers))


def _start(ui_context: UiContext, work: Coroutine[Any, Any, None]) -> None:
    ui_context.scope.start(work, name="watch papers")


def _watch_or_ask(ui_context: UiContext, wanted: PapersToWatch, papers: Sequence[Paper]) -> None:
    """papers: those of *wanted* as the window shows them; the question is asked beside one of their rows."""
    checks = automatic_checks(ui_context)
    if checks.are_on:
        _start(ui_context, _watch(ui_context, wanted))
        return
    from scholar_desktop.ui.context.question_panel import QuestionPanel  # not part of the start

    if wanted.total == 1:
        question = gettext("Watch “{title}” and all papers without a PDF?", title=wanted.title)
    else:
        question = ngettext(
            "Watch {count} paper and all others without a PDF?",
            "Watch {count} papers and all others without a PDF?",
            len(wanted.papers),
        )
    only_add, consequence = None, checks.consequence()
    if wanted.new:
        added = ngettext(
            "The paper is added to your library.",
            "The papers that are not in your library are added to it.",
            len(wanted.papers),
        )
        consequence = f"{added} {consequence}"
        only_add = gettext("Only add to library"), lambda: _start(ui_context, _add(ui_context, wanted))
    panel = QuestionPanel(ui_context.theme, ui_context.messages.window(), is_kept=False)
    panel.ask(
        question,
        consequence,
        gettext("Check automatically"),
        lambda: _start(ui_context, _turn_on_and_watch(ui_context, wanted)),
        other=only_add,
        near=_place_of_question(panel, ui_context.messages.window(), papers),
    )


def _place_of_question(panel: QuestionPanel, window: QWidget, papers: Sequence[Paper]) -> tuple[QWidget, QRect] | None:
    """Return the button that was pressed, or the list that has the focus and its selected row of one of *papers*; None
    if there is neither: the command came from elsewhere."""
    if (button := panel.opener("paper.watch")) is not None:
        return button, button.rect()
    view = window.focusWidget()
    if not isinstance(view, RowList):
        return None
    row = place_of_row(view, {paper.id for paper in papers})
    return (view.viewport(), row) if row is not None else None


async def _change_library(ui_context: UiContext, wanted: PapersToWatch, *, only_add: bool = False) -> bool:
    """Make the change to the library that lets *wanted* be checked, or only add the papers to it that are not there.
    Return False if it failed, which was reported."""
    library = ui_context.services.library
    try:
        if only_add or not wanted.kept:
            await library.add(wanted.new)
        else:
            await library.watch(wanted.kept, wanted.new)
    except ScholarError as error:
        failed = gettext("Paper not added to your library")
        if not wanted.new:
            failed = gettext("“Watch” was not changed")
        ui_context.messages.failed(failed, error)
        return False
    return True


async def _watch(ui_context: UiContext, wanted: PapersToWatch) -> None:
    if await _change_library(ui_context, wanted):
        text = gettext("News shows when a paper becomes open access.")
        _say(ui_context, _watched_lead(wanted), _added_words(wanted), text, _others_of_watched(wanted))


async def _add(ui_context: UiContext, wanted: PapersToWatch) -> None:
    if await _change_library(ui_context, wanted, only_add=True):
        others = ""
        if len(wanted.new) < wanted.total:
            others = gettext("The others can't be watched, or are in your library already.")
        _say(ui_context, _added_lead(wanted), others, icon="tick")


async def _turn_on_and_watch(ui_context: UiContext, wanted: PapersToWatch) -> None:
    """Turn automatic checks on, and watch. One undo turns them off again, and reverts the change to the library."""
    checks, library = automatic_checks(ui_context), ui_context.services.library
    try:
        await checks.set_on(True)
    except ScholarError as error:
        ui_context.messages.failed(gettext("Could not save the setting"), error)
        return
    steps = library.steps
    if not await _change_library(ui_context, wanted):
        await checks.set_on(False)
        return
    # else nothing was new to the library, or another change came in between, which is undone by itself
    is_last = library.steps == steps + 1
    ui_context.messages.add_undo_step(
        UndoStep(
            _undo_label(wanted),
            _undone_words(wanted) if is_last else gettext("Turned automatic checks off."),
            partial(checks.set_on, False),
            lambda: _start(ui_context, _turn_on_and_watch(ui_context, wanted)),
            takes_change=is_last,
        )
    )
    text = gettext("Automatic checks are on. News shows when a paper becomes open access.")
    _say(ui_context, _watched_lead(wanted), _added_words(wanted), text, _others_of_watched(wanted))


async def _stop(ui_context: UiContext, papers: Sequence[KeptPaper]) -> None:
    services, messages = ui_context.services, ui_context.messages
    try:
        await services.library.stop_watching(papers)
    except ScholarError as error:
        messages.failed(gettext("“Watch” was not changed"), error)
        return
    text = ngettext(
        "Stopped watching {count} paper. It stays in your library.",
        "Stopped watching {count} papers. They stay in your library.",
        len(papers),
    )
    if len(papers) == 1:
        title = message_title(papers[0].paper.title)
        text = gettext("Stopped watching “{title}”. It stays in your library.", title=title)
    messages.undoable(text, Step(gettext("Undo"), ui_context.actions["edit.undo"].trigger, icon="undo"))


def _say(ui_context: UiContext, lead: str, *sentences: str, icon: str = "bell") -> None:
    """Say what was done, with Undo. sentences: those that are not empty follow *lead*."""
    undo = Step(gettext("Undo"), ui_context.actions["edit.undo"].trigger, icon="undo")
    note = Note(lead, " ".join(filter(None, sentences)), icon=icon, steps=(undo,))
    ui_context.messages.say("undo", note, lasts_ms=SHOWN_MS)


def _others_of_watched(wanted: PapersToWatch) -> str:
    if len(wanted.papers) == wanted.total:
        return ""
    return gettext("The others can't be watched, or are watched already.")


def _added_words(wanted: PapersToWatch) -> str:
    """Return how many papers were added to the library, if others were there before; else the lead says it."""
    added = len(wanted.new)
    if not added or not wanted.kept:
        return ""
    return ngettext("Added {count} paper to your library.", "Added {count} papers to your library.", added)


def _undo_label(wanted: PapersToWatch) -> str:
    if wanted.total == 1:
        return gettext("watch “{title}”", title=wanted.title)
    return ngettext("watch {count} paper", "watch {count} papers", len(wanted.papers))


def _undone_words(wanted: PapersToWatch) -> str:
    if wanted.total == 1:
        if wanted.kept:
            return gettext("Stopped watching “{title}”, and turned automatic checks off.", title=wanted.title)
        return gettext("Removed “{title}” from your library, and turned automatic checks off.", title=wanted.title)
    if not wanted.new:
        return ngettext(
            "Stopped watching {count} paper, and turned automatic checks off.",
            "Stopped watching {count} papers, and turned automatic checks off.",
            len(wanted.papers),
        )
    return ngettext(
        "Removed {count} paper from your library, and turned automatic checks off.",
        "Removed {count} papers from your library, and turned automatic checks off.",
        len(wanted.new),
    )


def _watched_lead(wanted: PapersToWatch) -> str:
    watched, total = len(wanted.papers), wanted.total
    if total == 1:
        if wanted.kept:
            return gettext("Watching “{title}”.", title=wanted.title)
        return gettext("Added and watching “{title}”.", title=wanted.title)
    if wanted.kept and watched == total:
        return ngettext("Watching {count} paper.", "Watching {count} papers.", total)
    if wanted.kept:
        return ngettext(
            "Watching {watched} of {count} paper.", "Watching {watched} of {count} papers.", total, watched=watched
        )
    if watched == total:
        return ngettext("Added and watching {count} paper.", "Added and watching {count} papers.", total)
    return ngettext(
        "Added and watching {added} of {count} paper.",
        "Added and watching {added} of {count} papers.",
        total,
        added=watched,
    )


def _added_lead(wanted: PapersToWatch) -> str:
    added, total = len(wanted.new), wanted.total
    if total == 1:
        return gettext("Added “{title}” to your library.", title=wanted.title)
    if added == total:
        return ngettext("Added {count} paper to your library.", "Added {count} papers to your library.", total)
    return ngettext(
        "Added {added} of {count} paper to your library.",
        "Added {added} of {count} papers to your library.",
        total,
        added=added,
    )
