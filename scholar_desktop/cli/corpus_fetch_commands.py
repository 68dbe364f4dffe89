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
    release_option,
    time_text,
)
from scholar_desktop.cli.offline_corpus_commands import rule_of, rule_options
from scholar_desktop.cli.result import DONE, SOME_FAILED, Result
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.corpus_fetch import FilteredFile, UpdateStep
from scholar_desktop.domain.corpus.dataset import LATEST
from scholar_desktop.domain.corpus.dataset_download import DownloadProgress
from scholar_desktop.domain.corpus.rule import DEFAULT_DATASETS, CorpusRule
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.search.filters import split_values
from scholar_desktop.domain.source import FILES, S2, Phase, SourceReport
from scholar_desktop.domain.text.message import encode_english
from scholar_desktop.domain.text.sizes import size_text


def datasets_option(parser: Parser) -> None:
    """Add the option that names datasets."""
    parser.add_argument(
        "--datasets", metavar="D", help=f"with commas between ({', '.join(DEFAULT_DATASETS)}, or as before)"
    )


def datasets_of(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the datasets that the options name; empty if they name none."""
    return tuple(split_values(arguments.datasets or ""))


def collection_option(parser: Parser) -> None:
    """Add the option of a rule around a collection."""
    parser.add_argument(
        "--around-collection", metavar="PATH", help="the papers of a collection, what they cite, and what cites them"
    )


async def network_rule(context: CommandContext, arguments: argparse.Namespace) -> CorpusRule | None:
    """Return the rule that the options describe; None if they describe none. Raises UsageError and SourceErrors."""
    rule = rule_of(arguments)
    if arguments.around_collection is not None:
        if rule != CorpusRule():
            raise UsageError("--around-collection cannot be joined with other conditions.")
        return CorpusRule(around=await context.services.corpus_fetch.centre(arguments.around_collection, context.ask))
    return None if rule == CorpusRule() else rule


# --- terms


def _terms_arguments(parser: Parser) -> None:
    parser.add_argument("--accept", metavar="DATASET", nargs="+", default=[], help="accept the terms of these datasets")
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
    marks = text.table([(each.dataset, "accepted" if each.accepted else "not accepted") for each in terms])
    texts = "".join(f"{each.dataset}\n\n{plain_lines(each.text)}\n\n" for each in terms)
    shown = marks if arguments.accept else texts + marks
    missing = [each.dataset for each in terms if not each.accepted]
    hint = [f"Accept them: scholar-desktop corpus terms --accept {' '.join(missing)}"] if missing else []
    return Result(data, DONE, [asked_datasets(context, len(terms))], text=shown, notes=hint)


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
    rows = [("release", plan.release), ("to read", size_text(plan.read_bytes))]
    notes = []
    if plan.keep is not None:
        rows.append(("papers", f"{plan.keep.rows:,} (± {plan.keep.error:,})"))
        rows.append(("citations", "known after the first file" if plan.keep.edges is None else f"{plan.keep.edges:,}"))
    if plan.disk_bytes is not None:
        without = ", without citations" if plan.keep is not None and plan.keep.edges is None else ""
        rows.append(("disk", f"{size_text(plan.disk_bytes)}{without}"))
    if plan.seconds is not None:
        rows.append(("time", time_text(plan.seconds)))
    if plan.is_estimated:
        missing = " ".join(each.dataset for each in plan.terms if not each.accepted)
        notes.append("The size is that of the description of the release. More is known once the terms are accepted:")
        notes.append(f"scholar-desktop corpus terms --accept {missing}")
    elif rule.around:
        notes.append("How many papers are kept is known once the citations are read.")
    if not rule.is_stable:
        notes.append("With this rule many papers enter and leave with each release.")
    return Result(data, DONE, [asked_datasets(context, len(plan.terms))], text=text.table(rows), notes=notes)


# --- fetch


def _fetch_arguments(parser: Parser) -> None:
    rule_options(parser)
    collection_option(parser)
    parser.add_argument("--everything", action="store_true", help="keep all papers (as in the fetch before)")
    datasets_option(parser)
    release_option(parser)
    parser.add_argument(
        "--fewer-rows", action="store_true", help="take a release with less than half of the rows of the last one"
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
        counts = f"{file.kept:,} of {text.number_of(file.read, 'line')} kept"
        bad = f", {file.bad:,} could not be read" if file.bad else ""
        how = f"{counts}{bad}" if file.outcome is ItemOutcome.SAVED else f"{outcome_word(file.outcome)}, {file.reason}"
        self._context.note(f"{file.dataset} {file.name}: {how}")

    def show_progress(self, dataset: str, progress: DownloadProgress) -> None:
        """Print how far the files of a dataset are, unless the last line was printed just now."""
        now = time.monotonic()
        if now - self._last_note_at < PROGRESS_S:
            return
        self._last_note_at = now
        parts = [f"{dataset}: {progress.done:,} of {text.number_of(progress.files, 'file')}"]
        parts.append(size_text(progress.received) + (f" of {size_text(progress.size)}" if progress.size else ""))
        if progress.left_s is not None:
            parts.append(f"{time_text(progress.left_s)} left")
        self._context.note(", ".join(parts))


# --- update


def _update_arguments(parser: Parser) -> None:
    parser.add_argument("--to", metavar="R", default=LATEST, help="the day of a release, YYYY-MM-DD (the latest)")


async def _update(context: CommandContext, arguments: argparse.Namespace) -> Result:
    printer = FilePrinter(context)

    def show_step(step: UpdateStep) -> None:
        upserted = sum(rows.upserted for rows in step.datasets.values())
        deleted = sum(rows.deleted for rows in step.datasets.values())
        context.note(f"{step.to_release}: {upserted:,} rows new or changed, {deleted:,} deleted")

    done, failed = await context.services.corpus_update.update(
        arguments.to,
        ask=context.ask,
        on_file=printer.show_file,
        on_progress=printer.show_progress,
        on_step=show_step,
    )
    data = {
        "from": done.from_release,
        "to": done.to_release,
        "steps": [msgspec.to_builtins(step, enc_hook=encode_english) for step in done.steps],
        "entered": done.entered,
        "rebuilt": done.rebuilt,
    }
    if done.from_release == done.to_release:
        words = f"The corpus is of {done.to_release}.\n"
    else:
        words = f"The corpus is of {done.to_release}; it was of {done.from_release}.\n"
    notes = ["It was fetched and built again: there was less to download than the diffs."] if done.rebuilt else []
    if done.entered:
        notes.append(f"{text.number_of(done.entered, 'paper')} entered, and may lack rows: corpus complete.")
    errors = [] if failed is None else [_error_of(failed)]
    exit_code = DONE if failed is None else exit_of_outcomes({failed.outcome})
    return Result(data, exit_code, [asked_datasets(context, len(done.steps))], errors, text=words, notes=notes)


def _error_of(file: FilteredFile) -> ErrorInfo:
    """Return the error for a file whose lines are not kept."""
    again = file.outcome in (ItemOutcome.TEMPORARY, ItemOutcome.DISK)
    hint = "The same command goes on with the files that are missing." if again else None
    return ErrorInfo(file.code or "unexpected", f"{file.dataset}, {file.name}: {file.reason}", hint, FILES)


# --- complete


def _complete_arguments(parser: Parser) -> None:
    parser.add_argument("ids", metavar="ID", nargs="*", help="papers of the corpus (all that lack rows)")


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
            context.note(f"{done:,} of {text.number_of(papers, 'paper')}")

    done = await services.corpus_completion.complete(papers, ask=context.ask, on_paper=on_paper)
    words = f"{text.number_of(done.filled, 'paper')} completed, {done.left:,} left.\n"
    data = {"filled": done.filled, "left": done.left}
    return Result(data, SOME_FAILED if done.left else DONE, [context.report(S2)], text=words, notes=list(done.problems))


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
        (name, f"{read:,} read", f"{good:,} kept", f"{bad:,} could not be read")
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
    Command("corpus terms", "the terms of the bulk datasets, and whether you accepted them", _terms_arguments, _terms),
    Command("corpus plan", "what a fetch would read and keep, and how long it would take", _plan_arguments, _plan),
    Command(
        "corpus fetch",
        "download a release, and keep the lines of a rule (needs a key)",
        _fetch_arguments,
        _fetch,
    ),
    Command("corpus update", "bring the offline corpus to a newer release (needs a key)", _update_arguments, _update),
    Command("corpus complete", "look up rows that an update could not bring", _complete_arguments, _complete),
)
