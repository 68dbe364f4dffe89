"""What a user can do about a paper without an open copy: watch it, open it through the library, or attach a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.papers.paper_loading import is_crossref
from scholar_desktop.services.papers.paper_text import paper_link
from scholar_desktop.translation import gettext, ngettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.widgets.note import Note, Step

if TYPE_CHECKING:
    from scholar_desktop.domain.library import KeptPaper
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext

SHOWN_MS, QUESTION_SHOWN_MS = 10_000, 30_000
LONGEST_TITLE = 60
WATCHING, IN_LIBRARY = "watching", "in_library"
"""What `library_state` returns."""


class AttemptStep(Step, frozen=True):
    """What can be done about a download. action: the action of the menus that does the same; address: the page that it
    opens in the browser; each empty for none; plain: its button is not emphasised, also if it is the main step."""

    action: str = ""
    address: str = ""
    plain: bool = False


def closed_paper_steps(
    ui_context: UiContext, paper: Paper, *, watch: bool = True, set_up: bool = True, page: bool = True
) -> tuple[AttemptStep, ...]:
    """Return the offers for *paper*. Trying again is none of them: it would give the same answer.

    Args:
        set_up: False leaves out the offer to set up a library link.
        watch: False leaves out the offers to watch the paper and to end that: a service says that it is open.
        page: False leaves out the offer to open the paper's web page, which has the addresses of its authors.
    """
    run_for = ui_context.current.run_for
    steps = []
    kept = ui_context.marks.of(paper).kept
    watches = watch and can_watch(paper)
    if watches and kept is None:
        steps.append(AttemptStep(gettext("Watch"), partial(watch_paper, ui_context, paper), main=True, icon="bell"))
    elif watch and kept is not None and library_state(ui_context, paper) == WATCHING:
        steps.append(AttemptStep(gettext("Stop watching"), partial(stop_watching, ui_context, kept), icon="cross"))
    elif watches and kept is not None and kept.pdf is None and not kept.is_watched:
        steps.append(AttemptStep(gettext("Watch"), partial(watch_again, ui_context, kept), main=True, icon="bell"))
    elif watches and kept and kept.pdf is None and not ui_context.services.settings_editor.current.watch:
        switch_on = partial(_switch_on, ui_context)
        steps.append(AttemptStep(gettext("Check automatically"), switch_on, main=True, icon="bell"))
    if ui_context.context.now.library_link and not is_record(paper):
        open_ = partial(run_for, "paper.open_via_library", paper)
        steps.append(AttemptStep(gettext("Open via library"), open_, icon="library"))
    elif set_up and not is_record(paper):
        show = partial(ui_context.navigation.show_part, places.SETTINGS, "libraryLinkEdit")
        steps.append(AttemptStep(gettext("Set up library link"), show, icon="library"))
    if page and paper_link(paper):
        visit, is_only = partial(run_for, "paper.open_browser", paper), not watches and kept is None
        title = gettext("Open in browser")
        steps.append(AttemptStep(title, visit, main=is_only, icon="external", action="paper.open_browser"))
    choose = partial(run_for, "paper.attach_pdf", paper)
    steps.append(AttemptStep(gettext("Attach PDF…"), choose, icon="file-text", action="paper.attach_pdf"))
    return tuple(steps)


def is_record(paper: Paper) -> bool:
    """Return True if *paper* is a record that only Zenodo knows: a library has no access to its files."""
    return paper.ids.zenodo is not None and not {S2, UNPAYWALL} & set(paper.sources)


def can_watch(paper: Paper) -> bool:
    """Return True if *paper* can be watched: News checks open access by Unpaywall, which covers no other DOIs."""
    return paper.ids.doi is not None and is_crossref(paper.ids.doi)


def library_state(ui_context: UiContext, paper: Paper) -> str:
    """Return `watching` if *paper* is in the library and checked for open copies, `in_library` if it is in the library
    and not checked, else an empty text."""
    kept = ui_context.marks.of(paper).kept
    if kept is None:
        return ""
    is_checked = (
        kept.pdf is None and kept.is_watched and can_watch(paper) and ui_context.services.settings_editor.current.watch
    )
    return WATCHING if is_checked else IN_LIBRARY


def watch_words(ui_context: UiContext, paper: Paper) -> str:
    """Return the sentences that say whether *paper* is watched; empty if it is not in the library."""
    state, kept = library_state(ui_context, paper), ui_context.marks.of(paper).kept
    if state == WATCHING:
        return gettext("Watching: News shows when it becomes open access.")
    if kept is None or kept.pdf is not None or not can_watch(paper):
        return ""
    if not kept.is_watched:
        return gettext("It is in your library, but not watched.")
    return f"{gettext('It is in your library, but automatic checks are off.')} {switched_on_words()}"


def switched_on_words() -> str:
    """Return the sentence that says what “Check automatically” does before it is pressed."""
    return gettext(
        "“Check automatically” makes News check all papers of your library that have no PDF and a DOI that Unpaywall "
        "covers."
    )


def stop_watching(ui_context: UiContext, kept: KeptPaper) -> None:
    """Stop checking *kept* for open copies. It stays in the library."""
    ui_context.scope.start(_set_watched(ui_context, kept, is_watched=False), name="stop watching a paper")


def watch_again(ui_context: UiContext, kept: KeptPaper) -> None:
    """Check *kept* for open copies again, see `watch_paper`."""
    ui_context.scope.start(_set_watched(ui_context, kept, is_watched=True), name="watch a paper again")


async def _set_watched(ui_context: UiContext, kept: KeptPaper, *, is_watched: bool) -> None:
    services, messages = ui_context.services, ui_context.messages
    try:
        await services.library.watch(kept, is_watched)
    except ScholarError as error:
        messages.failed(gettext("“Watch” was not changed"), error)
        return
    if not is_watched:
        messages.close_message("watch")
        text = gettext("Stopped watching “{title}”. It stays in your library.", title=_short_title(kept.paper))
        messages.undoable(text, Step(gettext("Undo"), ui_context.actions["edit.undo"].trigger, icon="undo"))
        return
    _say_watched(ui_context, [kept.paper], 1)


def watch_paper(ui_context: UiContext, paper: Paper) -> None:
    """Add *paper* to the library: the papers without a PDF there are checked, and News shows when one becomes open."""
    watch_papers(ui_context, [paper], 1)


def watch_papers(ui_context: UiContext, papers: Sequence[Paper], total: int) -> None:
    """Watch *papers*, see `watch_paper`. total: how many are selected, also those that cannot be watched."""
    ui_context.scope.start(_watch(ui_context, papers, total), name="watch papers")


async def _watch(ui_context: UiContext, papers: Sequence[Paper], total: int) -> None:
    services, messages = ui_context.services, ui_context.messages
    try:
        await services.library.add(papers)
    except ScholarError as error:
        messages.failed(gettext("Paper not added to your library"), error)
        return
    _say_watched(ui_context, papers, total)


def _say_watched(ui_context: UiContext, papers: Sequence[Paper], total: int) -> None:
    services, messages = ui_context.services, ui_context.messages
    is_checked = services.settings_editor.current.watch
    lead = _watched_lead(papers, total) if is_checked else _added_lead(papers, total)
    others = ""
    if len(papers) < total:
        others = gettext("The others have a PDF or no DOI that Unpaywall covers, or are in your library already.")
    if is_checked:
        text = gettext("News shows when a paper becomes open access.")
        steps: tuple[Step, ...] = ()
    else:
        text = f"{gettext('Automatic checks are off.')} {switched_on_words()}"
        steps = (Step(gettext("Check automatically"), partial(_switch_on, ui_context), main=True, icon="bell"),)
    note = Note(lead, " ".join(filter(None, (text, others))), icon="bell", steps=steps)
    messages.say("watch", note, lasts_ms=SHOWN_MS if is_checked else QUESTION_SHOWN_MS)


def _watched_lead(papers: Sequence[Paper], total: int) -> str:
    if total == 1:
        return gettext("Watching “{title}”.", title=_short_title(papers[0]))
    if len(papers) == total:
        return ngettext("Watching {count} paper.", "Watching {count} papers.", total)
    return ngettext(
        "Watching {watched} of {count} paper.", "Watching {watched} of {count} papers.", total, watched=len(papers)
    )


def _added_lead(papers: Sequence[Paper], total: int) -> str:
    if total == 1:
        return gettext("Added “{title}” to your library.", title=_short_title(papers[0]))
    if len(papers) == total:
        return ngettext("Added {count} paper to your library.", "Added {count} papers to your library.", total)
    return ngettext(
        "Added {added} of {count} paper to your library.",
        "Added {added} of {count} papers to your library.",
        total,
        added=len(papers),
    )


def _short_title(paper: Paper) -> str:
    title = plain(paper.title)
    return shorten(title, LONGEST_TITLE)


def _switch_on(ui_context: UiContext) -> None:
    ui_context.messages.close_message("watch")
    ui_context.scope.start(_switched(ui_context, is_on=True), name="switch the watch on")


def _switch_off(ui_context: UiContext) -> None:
    ui_context.messages.close_message("watch")
    ui_context.scope.start(_switched(ui_context, is_on=False), name="switch the watch off")


async def _switched(ui_context: UiContext, *, is_on: bool) -> None:
    await ui_context.services.settings_editor.set("watch", is_on)
    ui_context.marks.changed.emit()  # the papers that are watched say so
    if is_on:
        what = gettext(
            "News checks all papers of your library that have no PDF and a DOI that Unpaywall covers, not only this "
            "one: 1 request to Unpaywall each."
        )
        undo = Step(gettext("Undo"), partial(_switch_off, ui_context), icon="undo")
        note = Note(gettext("Automatic checks are on."), what, icon="bell", steps=(undo,))
        ui_context.messages.say("watch", note, lasts_ms=SHOWN_MS)
