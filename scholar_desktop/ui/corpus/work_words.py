"""The words for work on the offline corpus: what it does, how far it is, how it ended, and what one can do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.rule import FULL_TEXT
from scholar_desktop.domain.errors import AccessRefused, Offline
from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext, ngettext, shown
from scholar_desktop.ui.corpus.corpus_work import CorpusWork, WayOn, WorkKind, WorkState
from scholar_desktop.ui.corpus.file_list_model import file_words
from scholar_desktop.ui.widgets.note import Note, Step
from scholar_desktop.ui.words.wording import exact, size

if TYPE_CHECKING:
    from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile, UpdateStep
    from scholar_desktop.ui.actions.registry import Actions

_HEADINGS = {
    WorkKind.FETCH: Message("Downloading and filtering"),
    WorkKind.BUILD: Message("Building the corpus"),
    WorkKind.UPDATE: Message("Updating the corpus"),
    WorkKind.COMPLETE: Message("Looking up missing data"),
    WorkKind.REMOVE: Message("Deleting the corpus"),
    WorkKind.EXPORT: Message("Exporting the citation graph"),
}
_ENDED = {
    WorkKind.FETCH: Message.in_context("noun", "Download"),
    WorkKind.BUILD: Message("Build"),
    WorkKind.UPDATE: Message("Update"),
    WorkKind.COMPLETE: Message("Missing data"),
    WorkKind.REMOVE: Message("Deletion"),
    WorkKind.EXPORT: Message.in_context("noun", "Export"),
}
_BUILT = {
    "papers": Message("papers"),
    "abstracts": Message("abstracts"),
    "tldrs": Message("summaries"),
    "authors": Message("authors"),
    "publication-venues": Message("venues"),
    "paper-ids": Message("earlier IDs"),
    "text": Message("papers indexed"),
    "citations": Message("citations"),
    "embeddings-specter_v2": Message("vectors"),
    FULL_TEXT: Message("full texts"),
}


def heading(work: CorpusWork) -> str:
    """Return what is done, or was done last."""
    if work.kind is None:
        return ""
    return shown((_HEADINGS if work.is_running else _ENDED)[work.kind])


def step_words(work: CorpusWork) -> str:
    """Return how far a build, an update or a completion is; empty if the bars say it."""
    if work.kind is WorkKind.BUILD:
        return " · ".join(f"{exact(rows)} {shown(_BUILT.get(step, step))}" for step, rows in work.rows.items() if rows)
    if work.kind is WorkKind.UPDATE:
        return "\n".join(update_words(step) for step in work.steps)
    if work.kind in (WorkKind.COMPLETE, WorkKind.EXPORT) and work.papers[1]:
        done, papers = work.papers
        return ngettext("{done} of {count} paper", "{done} of {count} papers", papers, done=exact(done))
    return ""


def update_words(step: UpdateStep) -> str:
    """Return what one step of an update changed."""
    words = gettext(
        "{start} to {end}: {changed} rows added or changed, {deleted} deleted",
        start=step.from_release,
        end=step.to_release,
        changed=exact(sum(rows.upserted for rows in step.datasets.values())),
        deleted=exact(sum(rows.deleted for rows in step.datasets.values())),
    )
    if not step.bad:
        return words
    return f"{words} · {ngettext('{count} line unreadable', '{count} lines unreadable', step.bad)}"


def end_note(work: CorpusWork, actions: Actions) -> Note | None:
    """Return how the work ended and what one can do next; None while it runs."""
    match work.state:
        case WorkState.RUNNING if work.reason:
            return Note(gettext("The whole release is downloaded again."), shown(work.reason), "panel", "info")
        case WorkState.PAUSED:
            text = gettext("Files that are complete are kept. The others start again.")
            if work.kind is WorkKind.BUILD:
                text = gettext("The downloaded files are kept. The build starts from the beginning when you resume.")
            return Note(gettext("Paused."), text, "panel", "pause")
        case WorkState.FAILED if work.error is not None and work.error.code == Offline.code:
            # true also when the program is online again
            return Note(
                gettext("Stopped because you were offline."), gettext("Go online, then resume."), "warn", "offline"
            )
        case WorkState.FAILED if work.error is not None:
            steps: tuple[Step, ...] = ()
            hint = shown(work.error.hint or "")
            if work.error.code == AccessRefused.code:
                steps = (Step(gettext("Open settings"), actions["view.settings"].trigger, icon="key"),)
            elif work.way_on is WayOn.FEWER_ROWS:
                hint = gettext("Wait for the next release, or use this one. Your corpus is unchanged until then.")
                steps = (Step(gettext("Use this release"), work.go_on, icon="get"),)
            elif work.way_on is WayOn.WHOLE_RELEASE:
                hint = gettext("Your corpus is unchanged. The whole release can be downloaded instead.")
                steps = (Step(gettext("Download release"), work.go_on, main=True, icon="get"),)
            return Note(shown(work.error.message), hint, "error", "alert", steps)
        case WorkState.FAILED:
            return _failed_note(work)
        case WorkState.DONE if work.kind is not None:
            return _done_note(work, actions)
    return None


def _failed_note(work: CorpusWork) -> Note:
    failed = work.failed_files
    first = next((file for file in failed if file.outcome is ItemOutcome.DISK), failed[0] if failed else None)
    if first is None:
        return Note(gettext("Not all files could be downloaded."), gettext("Resume to get the rest."), "warn", "alert")
    if first.outcome is ItemOutcome.DISK:
        text = gettext("{reason} Free up space, then resume.", reason=shown(first.reason))
        return Note(gettext("Paused: the disk is full or cannot be written to."), text, "warn", "alert")
    lead = ngettext(
        "{count} file is missing.", "{count} of {total} files are missing.", len(failed), total=len(work.files)
    )
    return Note(lead, _file_line(first), "warn", "alert")


def _file_line(file: FilteredFile) -> str:
    return gettext("{file}: {reason}", file=f"{file.dataset} {file.name}", reason=file_words(file))


def _done_note(work: CorpusWork, actions: Actions) -> Note:
    search = Step(gettext("Search offline corpus"), actions["search.corpus"].trigger, main=True, icon="search")
    match work.kind:
        case WorkKind.REMOVE:
            freed = gettext("{size} freed.", size=size(work.freed))
            terms = gettext("The terms that you accepted stay accepted.") if work.keeps_terms else ""
            return Note(gettext("The corpus was deleted."), f"{freed} {terms}".strip(), "ok")
        case WorkKind.COMPLETE if work.completed is not None:
            lead = ngettext("{count} paper completed.", "{count} papers completed.", work.completed.filled)
            problems = " ".join(shown(problem) for problem in work.completed.problems[:3])
            left = ngettext("{count} paper still lacks data.", "{count} papers still lack data.", work.completed.left)
            return Note(lead, f"{left} {problems}".strip() if work.completed.left else "", "ok")
        case WorkKind.UPDATE if work.updated is not None:
            return _updated_note(work)
        case WorkKind.EXPORT if work.exported is not None:
            text = gettext(
                "{papers} papers and {citations} citations in {file}",
                papers=exact(work.exported.papers),
                citations=exact(work.exported.edges),
                file=work.exported.files[0],
            )
            return Note(gettext("The citation graph was exported."), text, "ok")
    facts = work.facts
    papers = exact(facts.papers) if facts is not None else "0"
    citations = exact(facts.edges) if facts is not None else "0"
    text = gettext("{papers} papers and {citations} citations.", papers=papers, citations=citations)
    return Note(gettext("Your corpus is ready."), text, "ok", steps=(search,))


def _updated_note(work: CorpusWork) -> Note:
    done = work.updated
    assert done is not None
    if done.from_release == done.to_release:
        return Note(gettext("The corpus already has the newest release, {release}.", release=done.to_release), "", "ok")
    lead = gettext("Updated from {old} to {new}.", old=done.from_release, new=done.to_release)
    parts = []
    if done.rebuilt:
        parts += [shown(done.reason), gettext("It was downloaded and built again.")]
    if done.entered:
        parts.append(
            ngettext("{count} paper is new in the corpus.", "{count} papers are new in the corpus.", done.entered)
        )
    if done.bad:
        parts.append(
            ngettext(
                "{count} line could not be read and was left out.",
                "{count} lines could not be read and were left out.",
                done.bad,
            )
        )
    return Note(lead, " ".join(parts), "ok")
