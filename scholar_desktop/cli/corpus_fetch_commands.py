"""The commands `corpus terms|plan|fetch|update|complete`: the offline corpus from Semantic Scholar's bulk data."""

from __future__ import annotations

import argparse
import time
from typing import Any

import msgspec

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, identifier
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.corpus_commands import (
    PROGRESS_S,
    asked_datasets,
    exit_of_outcomes,
    outcome_word,
    plain_lines,
    received_text,
    release_option,
    time_text,
)
from scholar_desktop.cli.offline_corpus_commands import bad_notes, kept_text, rule_of, rule_options
from scholar_desktop.cli.result import DONE, SOME_FAILED, Result
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile, UpdateStep
from scholar_desktop.domain.corpus.dataset import LATEST
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.domain.corpus.rule import DEFAULT_DATASETS, CorpusRule
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.source import FILES, S2, Phase, SourceReport
from scholar_desktop.domain.text.message import Message, encode_english
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.translation import gettext, ngettext, shown


def datasets_option(parser: Parser) -> None:
    """Add the option that names datasets."""
    parser.add_argument(
        "--datasets",
        metavar="D",
        help=gettext(
            "datasets, separated by commas ({datasets}, or as last time)", datasets=", ".join(DEFAULT_DATASETS)
        ),
    )


def datasets_of(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the datasets that the options name; empty if they name none."""
    return tuple(split_values(arguments.datasets or ""))


def collection_option(parser: Parser) -> None:
    """Add the option of a rule around a collection."""
    parser.add_argument(
        "--around-collection",
        metavar="PATH",
        help=gettext("the papers of a collection, their references and their citing papers"),
    )


async def network_rule(context: CommandContext, arguments: argparse.Namespace) -> CorpusRule | None:
    """Return the rule that the options describe; None if they describe none. Raises UsageError and SourceErrors."""
    rule = rule_of(arguments)
    if arguments.around_collection is not None:
        if rule != CorpusRule():
            raise UsageError(Message("--around-collection cannot be combined with other conditions."))
        return CorpusRule(around=await context.services.corpus_fetch.centre(arguments.around_collection, context.ask))
    return None if rule == CorpusRule() else rule


# --- terms


def _terms_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--accept", metavar="DATASET", nargs="+", default=[], help=gettext("accept the terms of these datasets")
    )
    datasets_option(parser)
    release_option(parser)


async def _terms(context: CommandContext, arguments: argparse.Namespace) -> Result:
    services = context.services
    release = await services.corpus_files.release(arguments.release, context.ask)
    if arguments.accept:
        await services.corpus_terms.accept(release, arguments.accept)
    names = tuple(dict.fromkeys([*arguments.accept, *(datasets_of(arguments) or DEFAULT_DATASETS)]))
    terms = await services.corpus_terms.of(release, names)
    data = {
        "release": release.id,
        "terms": [{"dataset": each.dataset, "accepted": each.accepted, "text": each.text} for each in terms],
    }
    marks = text.table(
        [(each.dataset, gettext("accepted") if each.accepted else gettext("not accepted")) for each in terms]
    )
    texts = "".join(f"{each.dataset}\n\n{plain_lines(each.text)}\n\n" for each in terms)
    printed = marks if arguments.accept else texts + marks
    missing = [each.dataset for each in terms if not each.accepted]
    hint = (  # not translated: a command to type
        [gettext("To accept them: {command}", command=f"scholar-desktop corpus terms --accept {' '.join(missing)}")]
        if missing
        else []
    )
    return Result(data, DONE, [asked_datasets(context, len(terms))], text=printed, notes=hint)


# --- plan


def _plan_arguments(parser: Parser) -> None:
    rule_options(parser)
    collection_option(parser)
    datasets_option(parser)
    release_option(parser)


async def _plan(context: CommandContext, arguments: argparse.Namespace) -> Result:
    rule = await network_rule(context, arguments) or CorpusRule()
    plan = await context.services.corpus_planner.plan(rule, datasets_of(arguments), arguments.release, ask=context.ask)
    data = {
        "release": plan.release,
        "read_bytes": plan.read_bytes,
        "keep": msgspec.to_builtins(plan.keep),
        "disk_bytes": plan.disk_bytes,
        "seconds": plan.seconds,
        "terms": [{"dataset": each.dataset, "accepted": each.accepted} for each in plan.terms],
    }
    rows = [(gettext("release"), plan.release), (gettext("to read"), size_text(plan.read_bytes))]
    notes = []
    if plan.keep is not None:
        rows.append((gettext("papers"), f"{plan.keep.rows:,} (± {plan.keep.error:,})"))
        edges = plan.keep.edges
        rows.append((gettext("citations"), gettext("known after the first file") if edges is None else f"{edges:,}"))
    if plan.disk_bytes is not None:
        size = size_text(plan.disk_bytes)
        without = plan.keep is not None and plan.keep.edges is None
        rows.append((gettext("disk"), gettext("{size}, without citations", size=size) if without else size))
    if plan.seconds is not None:
        rows.append((gettext("time"), time_text(plan.seconds)))
    if plan.is_estimated:
        missing = " ".join(each.dataset for each in plan.terms if not each.accepted)
        notes.append(gettext("This is a rough estimate. Accept the terms to get a better one:"))
        notes += [f"scholar-desktop corpus terms --accept {missing}"]  # not translated: a command to type
    elif rule.around:
        notes.append(gettext("The number of papers is known once the citations are read."))
    if not rule.is_stable:
        notes.append(gettext("With this rule, many papers enter and leave the corpus with each release."))
    return Result(data, DONE, [asked_datasets(context, len(plan.terms))], text=text.table(rows), notes=notes)


# --- fetch


def _fetch_arguments(parser: Parser) -> None:
    rule_options(parser)
    collection_option(parser)
    parser.add_argument("--everything", action="store_true", help=gettext("keep all papers (as last time)"))
    datasets_option(parser)
    release_option(parser)
    parser.add_argument(
        "--fewer-rows",
        action="store_true",
        help=gettext("accept a release with less than half of the rows of the last one"),
    )


async def _fetch(context: CommandContext, arguments: argparse.Namespace) -> Result:
    printer = FilePrinter(context)
    files = await context.services.corpus_fetch.fetch(
        CorpusRule() if arguments.everything else await network_rule(context, arguments),
        datasets_of(arguments),
        arguments.release,
        ask=context.ask,
        on_file=printer.show_file,
        on_progress=printer.show_progress,
        accept_fewer=arguments.fewer_rows,
    )
    return files_result(context, files)


class FilePrinter:
    """Prints the progress of files that are downloaded and filtered on stderr."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._last_note_at = time.monotonic()

    def show_file(self, file: FilteredFile) -> None:
        """Print how a file ended."""
        self._last_note_at = time.monotonic()
        how = kept_text(file.read, file.kept, file.bad)
        if file.outcome is not ItemOutcome.SAVED:
            how = f"{outcome_word(file.outcome)}, {shown(file.reason)}"
        self._context.note(f"{file.dataset} {file.name}: {how}")

    def show_progress(self, dataset: str, progress: DownloadProgress) -> None:
        """Print how far the files of a dataset are, unless the last line was printed just now."""
        now = time.monotonic()
        if now - self._last_note_at < PROGRESS_S:
            return
        self._last_note_at = now
        parts = [
            ngettext(
                "{dataset}: {done} of {count} file",
                "{dataset}: {done} of {count} files",
                progress.files,
                dataset=dataset,
                done=progress.done,
            ),
            received_text(progress.received, progress.size),
        ]
        if progress.left_s is not None:
            parts.append(gettext("{time} left", time=time_text(progress.left_s)))
        self._context.note(", ".join(parts))


# --- update


def _update_arguments(parser: Parser) -> None:
    parser.add_argument("--to", metavar="R", default=LATEST, help=gettext("the date of a release, YYYY-MM-DD (latest)"))


async def _update(context: CommandContext, arguments: argparse.Namespace) -> Result:
    printer = FilePrinter(context)

    def show_step(step: UpdateStep) -> None:
        upserted = sum(rows.upserted for rows in step.datasets.values())
        deleted = sum(rows.deleted for rows in step.datasets.values())
        context.note(
            gettext(
                "{release}: {changed} rows added or changed, {deleted} deleted",
                release=step.to_release,
                changed=upserted,
                deleted=deleted,
            )
        )

    done, failed = await context.services.corpus_update.update(
        arguments.to,
        ask=context.ask,
        on_file=printer.show_file,
        on_progress=printer.show_progress,
        on_step=show_step,
        on_rebuild=lambda reason: context.note(shown(reason)),
    )
    data = {
        "from": done.from_release,
        "to": done.to_release,
        "steps": [msgspec.to_builtins(step, enc_hook=encode_english) for step in done.steps],
        "entered": done.entered,
        "rebuilt": done.rebuilt,
        "bad": done.bad,
    }
    if done.from_release == done.to_release:
        words = gettext("The corpus is already at release {release}.", release=done.to_release) + "\n"
    else:
        words = gettext("Updated the corpus from {old} to {new}.", old=done.from_release, new=done.to_release) + "\n"
    notes = [shown(done.reason), gettext("The corpus was downloaded and built again.")] if done.rebuilt else []
    if done.entered:
        notes.append(
            ngettext(
                "{count} new paper may lack data. To look it up: scholar-desktop corpus complete",
                "{count} new papers may lack data. To look it up: scholar-desktop corpus complete",
                done.entered,
            )
        )
    notes += bad_notes(context, done.bad)
    errors = [] if failed is None else [_error_of(failed)]
    exit_code = DONE if failed is None else exit_of_outcomes({failed.outcome})
    return Result(data, exit_code, [asked_datasets(context, len(done.steps))], errors, text=words, notes=notes)


def _error_of(file: FilteredFile) -> ErrorInfo:
    """Return the error for a file whose lines are not kept."""
    again = file.outcome in (ItemOutcome.TEMPORARY, ItemOutcome.DISK)
    hint = Message("Run the same command again to continue.") if again else None
    return ErrorInfo(
        file.code or "unexpected",
        Message("{dataset}, {file}: {reason}", dataset=file.dataset, file=file.name, reason=file.reason),
        hint,
        FILES,
    )


# --- complete


def _complete_arguments(parser: Parser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="*", help=gettext("papers of the corpus (all that lack data)"))


async def _complete(context: CommandContext, arguments: argparse.Namespace) -> Result:
    services = context.services
    papers = None
    if arguments.ids:
        papers = await services.offline_corpus.resolve([identifier(each) for each in arguments.ids])
    noted_at = time.monotonic()

    def on_paper(done: int, papers: int) -> None:
        nonlocal noted_at
        if time.monotonic() - noted_at >= PROGRESS_S:
            noted_at = time.monotonic()
            context.note(ngettext("{done} of {count} paper", "{done} of {count} papers", papers, done=done))

    done = await services.corpus_completion.complete(papers, ask=context.ask, on_paper=on_paper)
    words = (
        ngettext(
            "{count} paper completed, {left} left.",
            "{count} papers completed, {left} left.",
            done.filled,
            left=done.left,
        )
        + "\n"
    )
    data = {"filled": done.filled, "left": done.left}
    return Result(
        data,
        SOME_FAILED if done.left else DONE,
        [context.report(S2)],
        text=words,
        notes=[shown(problem) for problem in done.problems],
    )


def files_result(context: CommandContext, files: tuple[FilteredFile, ...]) -> Result:
    """Return the result of a command that filters files."""
    data: dict[str, Any] = {
        "files": [
            {
                "dataset": file.dataset,
                "name": file.name,
                "read": file.read,
                "kept": file.kept,
                "bad": file.bad,
                "bytes": file.bytes,
                "outcome": file.outcome.value,
            }
            for file in files
        ]
    }
    failed = [file for file in files if file.outcome is not ItemOutcome.SAVED]
    failed.sort(key=lambda file: file.outcome is not ItemOutcome.DISK)
    errors = [_error_of(file) for file in failed]
    spent = context.ask.request_counts.of(FILES)
    report = SourceReport(
        FILES,
        Phase.OK if not failed else (Phase.FAILED if len(failed) == len(files) else Phase.PARTIAL),
        spent.requests,
        spent.cached,
        total=len(files),
        loaded=len(files) - len(failed),
        error=errors[0] if errors else None,
    )
    kept: dict[str, list[int]] = {}
    for file in files:
        counts = kept.setdefault(file.dataset, [0, 0, 0])
        for place, number in enumerate((file.read, file.kept, file.bad)):
            counts[place] += number
    rows = [
        (
            name,
            gettext("{number} read", number=read),
            gettext("{number} kept", number=good),
            gettext("{number} unreadable", number=bad),
        )
        for name, (read, good, bad) in kept.items()
    ]
    return Result(
        data,
        exit_of_outcomes({file.outcome for file in files}),
        [report, asked_datasets(context, len(files))],
        errors,
        text=text.table(rows, wide=10_000),
    )


CORPUS_FETCH_COMMANDS = (
    Command("corpus terms", Message("show or accept the terms of the bulk datasets"), _terms_arguments, _terms),
    Command(
        "corpus plan",
        Message("estimate what a fetch would read and keep, and how long it would take"),
        _plan_arguments,
        _plan,
    ),
    Command(
        "corpus fetch",
        Message("download a release and keep the lines that match a rule (needs a key)"),
        _fetch_arguments,
        _fetch,
    ),
    Command(
        "corpus update",
        Message("update the offline corpus to a newer release (needs a key)"),
        _update_arguments,
        _update,
    ),
    Command("corpus complete", Message("look up data that an update did not contain"), _complete_arguments, _complete),
)
