"""What a user can do about a paper without an open copy: watch it, open it through the library, or attach a PDF."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.source import S2, UNPAYWALL
from scholar_desktop.services.papers.paper_loading import can_unpaywall_check
from scholar_desktop.services.papers.paper_text import paper_link
from scholar_desktop.translation import gettext
from scholar_desktop.ui.context import navigation as places
from scholar_desktop.ui.context.automatic_checks import automatic_checks
from scholar_desktop.ui.open_access.watching import stop_watching, watch_again, watch_paper
from scholar_desktop.ui.widgets.note import Step

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.automatic_checks import AutomaticChecks
    from scholar_desktop.ui.context.ui_context import UiContext

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
    """Return the offers for *paper*, the main one first. Trying again is none of them: it would give the same answer.

    Args:
        set_up: False leaves out the offer to set up a library link.
        watch: False leaves out the offers to watch the paper and to end that: a service says that it is open.
        page: False leaves out the offer to open the paper's web page, which has the addresses of its authors.
    """
    run_for, checks = ui_context.current.run_for, automatic_checks(ui_context)
    steps = []
    kept = ui_context.marks.of(paper).kept
    watch = watch and not (kept is not None and kept.trashed)  # no service is asked about a paper in the trash
    watches = watch and can_watch(paper)
    if watches and kept is None:
        run = partial(watch_paper, ui_context, paper)
        title, why = _watch_title(checks), _watch_tooltip(checks)
        steps.append(AttemptStep(title, run, main=True, icon="bell", why=why))
    elif watch and kept is not None and library_state(ui_context, paper) == WATCHING:
        steps.append(AttemptStep(gettext("Stop watching"), partial(stop_watching, ui_context, [kept]), icon="cross"))
    elif watches and kept is not None and kept.pdf is None and not kept.is_watched:
        run = partial(watch_again, ui_context, kept)
        steps.append(AttemptStep(_watch_title(checks), run, main=True, icon="bell"))
    elif watches and kept and kept.pdf is None and not checks.are_on:
        switch_on = checks.step()
        steps.append(AttemptStep(switch_on.title, switch_on.run, main=True, icon=switch_on.icon, why=switch_on.why))
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
    return tuple(sorted(steps, key=lambda step: not step.main))


def _watch_title(checks: AutomaticChecks) -> str:
    """Return the title of the button, with an ellipsis if it asks whether to turn automatic checks on."""
    return gettext("Watch") if checks.are_on else gettext("Watch…")


def _watch_tooltip(checks: AutomaticChecks) -> str:
    if checks.are_on:
        return gettext("Adds the paper to your library. News shows when it becomes open access.")
    return gettext("Adds the paper to your library, and offers to turn on automatic checks.")


def is_record(paper: Paper) -> bool:
    """Return True if *paper* is a record that only Zenodo knows: a library has no access to its files."""
    return paper.ids.zenodo is not None and not {S2, UNPAYWALL} & set(paper.sources)


def can_watch(paper: Paper) -> bool:
    """Return True if *paper* can be watched: News checks open access by Unpaywall, which covers no other DOIs."""
    return paper.ids.doi is not None and can_unpaywall_check(paper.ids.doi)


def library_state(ui_context: UiContext, paper: Paper) -> str:
    """Return `watching` if *paper* is in the library and checked for open copies, `in_library` if it is in the library
    and not checked, else an empty text, also for a paper in the trash."""
    kept = ui_context.marks.of(paper).kept
    if kept is None or kept.trashed:
        return ""
    is_checked = kept.pdf is None and kept.is_watched and can_watch(paper) and automatic_checks(ui_context).are_on
    return WATCHING if is_checked else IN_LIBRARY


def watch_words(ui_context: UiContext, paper: Paper) -> str:
    """Return the sentences that say whether *paper* is watched, what watching it does, or why it cannot be; empty for a
    paper in the trash or with a PDF."""
    state, kept = library_state(ui_context, paper), ui_context.marks.of(paper).kept
    if state == WATCHING:
        return gettext("Watching: News shows when it becomes open access.")
    if kept is not None and (kept.trashed or kept.pdf is not None):
        return ""
    if not can_watch(paper):
        if paper.ids.doi is None:
            return gettext("It can't be watched for an open copy: it has no DOI.")
        return gettext("It can't be watched for an open copy: Unpaywall does not cover its DOI.")
    if kept is None:
        return gettext("If you watch it, News shows when it becomes open access.")
    if not kept.is_watched:
        return gettext("It is in your library, but not watched.")
    return gettext("It is in your library. To hear when it becomes open, turn on automatic checks.")
