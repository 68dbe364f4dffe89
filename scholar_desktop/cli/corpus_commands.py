"""The commands `corpus releases|release|files|diffs|download`: Semantic Scholar's bulk datasets as files."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import (
    DONE,
    INTERRUPTED,
    NO_LAWFUL_COPY,
    NOTHING_FOUND,
    SERVICE_FAILED,
    SOME_FAILED,
    THIS_MACHINE,
    Result,
    write_note,
)
from scholar_desktop.domain.attempt import ItemOutcome
from scholar_desktop.domain.corpus.dataset import LATEST
from scholar_desktop.domain.corpus.dataset_download import DownloadPlan, DownloadProgress, FetchedFile
from scholar_desktop.domain.errors import ErrorInfo
from scholar_desktop.domain.source import DATASETS, FILES, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.translation import gettext, ngettext, shown

PROGRESS_S = 10.0
"""The interval of progress lines while no file ends."""
_ENDS = {
    ItemOutcome.SAVED: DONE,
    ItemOutcome.TEMPORARY: SERVICE_FAILED,
    ItemOutcome.NEEDS_PERSON: NO_LAWFUL_COPY,
    ItemOutcome.UNAVAILABLE: NO_LAWFUL_COPY,
    ItemOutcome.NOT_FOUND: NOTHING_FOUND,
    ItemOutcome.CANCELLED: INTERRUPTED,
}


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


def release_option(parser: Parser) -> None:
    """Add the option that names a release."""
    parser.add_argument(
        "--release", metavar="R", default=LATEST, help=gettext("the date of a release, YYYY-MM-DD (latest)")
    )


# --- releases, datasets and links


async def _releases(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    days = await context.services.corpus_files.releases(context.ask)
    return Result(
        {"releases": list(days)},
        DONE,
        [asked_datasets(context, len(days))],
        text="".join(f"{text.plain(day)}\n" for day in days),
        notes=[
            ngettext(
                "{count} release, the latest of {day}.",
                "{count} releases, the latest of {day}.",
                len(days),
                day=days[-1],
            )
            if days
            else gettext("No releases.")
        ],
    )


def _release_arguments(parser: Parser) -> None:
    parser.add_argument("release", metavar="R", help=gettext("the date of a release, YYYY-MM-DD, or latest"))


async def _release(context: CommandContext, arguments: argparse.Namespace) -> Result:
    release = await context.services.corpus_files.release(arguments.release, context.ask)
    rows = [(one.name, " ".join(one.description.split())) for one in release.datasets]
    data = {
        "release_id": release.id,
        "readme": release.readme,
        "datasets": [
            {"name": one.name, "description": one.description, "readme": one.readme} for one in release.datasets
        ],
    }
    release_name = gettext("Release {day}", day=release.id)
    described = f"{release_name}\n\n{plain_lines(release.readme)}\n\n{text.table(rows, wide=10_000)}"
    return Result(data, DONE, [asked_datasets(context, len(rows))], text=described)


def _files_arguments(parser: Parser) -> None:
    parser.add_argument("dataset", metavar="DATASET", help=gettext("the name of a dataset, such as papers"))
    release_option(parser)


async def _files(context: CommandContext, arguments: argparse.Namespace) -> Result:
    dataset = await context.services.corpus_files.files(arguments.dataset, arguments.release, context.ask)
    return Result(
        {"files": list(dataset.files)},
        DONE,
        [asked_datasets(context, len(dataset.files))],
        text="".join(f"{url}\n" for url in dataset.files),
        notes=[
            ngettext(
                "{count} file. The links expire after a few hours.",
                "{count} files. The links expire after a few hours.",
                len(dataset.files),
            )
        ],
    )


def _diffs_arguments(parser: Parser) -> None:
    parser.add_argument("start", metavar="FROM", help=gettext("the release that you have"))
    parser.add_argument("end", metavar="TO", help=gettext("the release that you want, or latest"))
    parser.add_argument("dataset", metavar="DATASET", help=gettext("the name of a dataset, such as papers"))


async def _diffs(context: CommandContext, arguments: argparse.Namespace) -> Result:
    found = await context.services.corpus_files.diffs(arguments.dataset, arguments.start, arguments.end, context.ask)
    steps = [
        {
            "from_release": step.from_release,
            "to_release": step.to_release,
            "update_files": list(step.update_files),
            "delete_files": list(step.delete_files),
        }
        for step in found.diffs
    ]
    lines = [
        f"{step.from_release} {step.to_release} {kind} {url}\n"
        for step in found.diffs
        for kind, urls in (("update", step.update_files), ("delete", step.delete_files))
        for url in urls
    ]
    return Result(
        {"diffs": steps},
        DONE,
        [asked_datasets(context, len(steps))],
        text="".join(lines),
        notes=[
            ngettext(
                "{count} file from {start} to {end}.",
                "{count} files from {start} to {end}.",
                len(lines),
                start=found.start_release,
                end=found.end_release,
            )
        ],
    )


def asked_datasets(context: CommandContext, loaded: int) -> SourceReport:
    """Return the report on the requests to the Datasets API. loaded: how many things it listed."""
    spent = context.ask.request_counts.of(DATASETS)
    return SourceReport(DATASETS, Phase.OK, spent.requests, spent.cached, total=loaded, loaded=loaded)


def plain_lines(readme: str) -> str:
    """Return a text of several lines without terminal control characters."""
    return "\n".join("".join(c for c in line if c.isprintable() or c == "\t").rstrip() for line in readme.splitlines())


# --- download


def _download_arguments(parser: Parser) -> None:
    _files_arguments(parser)
    parser.add_argument("--to", metavar="DIR", required=True, help=gettext("the folder for the files"))


async def _download(context: CommandContext, arguments: argparse.Namespace) -> Result:
    folder = Path(arguments.to).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
    printer = _ProgressPrinter(context)
    files = await context.services.corpus_files.download(
        arguments.dataset,
        arguments.release,
        folder,
        ask=context.ask,
        on_plan=printer.show_plan,
        on_measured=printer.show_measured,
        on_file=printer.show_file,
        on_progress=printer.show_progress,
    )
    return _result(context, files)


class _ProgressPrinter:
    """Prints the progress of a download on stderr."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._ended = 0
        self._files = 0
        self._last_note_at = time.monotonic()

    def show_measured(self, asked: int, files: int) -> None:
        if asked == 1:
            self._context.note(
                ngettext("Getting the size of {count} file.", "Getting the sizes of {count} files.", files)
            )

    def show_plan(self, plan: DownloadPlan) -> None:
        """Print terms and sizes. They are printed with --quiet too, since downloading means agreeing to the terms."""
        self._files = len(plan.files)
        sizes = [
            (file.name, gettext("size unknown") if file.size is None else size_text(file.size)) for file in plan.files
        ]
        lines = [
            gettext("Terms"),
            plain_lines(plan.terms) or gettext("No terms stated."),
            "",
            gettext("Sizes"),
            text.table(sizes, wide=10_000).rstrip("\n"),
            ngettext(
                "{dataset}, release {release}: {count} file, {size}.",
                "{dataset}, release {release}: {count} files, {size}.",
                self._files,
                dataset=plan.dataset,
                release=plan.release,
                size=_total(plan),
            ),
        ]
        if plan.received:
            lines.append(gettext("{size} already downloaded.", size=size_text(plan.received)))
        lines.append(gettext("{size} free in {folder}.", size=size_text(plan.free), folder=str(plan.folder)))
        if plan.left_over:
            lines.append(
                ngettext(
                    "The folder also has {count} unfinished file of another dataset or release.",
                    "The folder also has {count} unfinished files of another dataset or release.",
                    plan.left_over,
                )
            )
        write_note("\n".join(lines) + "\n")

    def show_file(self, file: FetchedFile) -> None:
        self._ended += 1
        self._last_note_at = time.monotonic()
        reason = shown(file.reason)
        how = f"{size_text(file.bytes)}. {reason}".strip() if file.path else reason
        self._context.note(
            gettext(
                "{number} of {files}: {file} {outcome}, {details}",
                number=self._ended,
                files=self._files,
                file=file.name,
                outcome=outcome_word(file.outcome),
                details=how,
            )
        )

    def show_progress(self, progress: DownloadProgress) -> None:
        now = time.monotonic()
        if now - self._last_note_at < PROGRESS_S:
            return
        self._last_note_at = now
        parts = [received_text(progress.received, progress.size)]
        if progress.rate is not None:
            parts.append(f"{size_text(progress.rate)}/s")
        if progress.left_s is not None:
            parts.append(gettext("{time} left", time=time_text(progress.left_s)))
        self._context.note(", ".join(parts))


def _total(plan: DownloadPlan) -> str:
    if plan.unsized == len(plan.files):
        return gettext("size unknown")
    size = size_text(plan.size)
    if not plan.unsized:
        return gettext("{size} ({bytes} bytes)", size=size, bytes=plan.size)
    return ngettext(
        "{size} ({bytes} bytes) and {count} file of unknown size",
        "{size} ({bytes} bytes) and {count} files of unknown size",
        plan.unsized,
        size=size,
        bytes=plan.size,
    )


def received_text(received: int, size: int | None) -> str:
    """Return how much of a file or of several has arrived."""
    if not size:
        return size_text(received)
    return gettext("{received} of {size}", received=size_text(received), size=size_text(size))


_OUTCOMES = {
    ItemOutcome.SAVED: Message("saved"),
    ItemOutcome.CLOSED: Message("no open copy"),
    ItemOutcome.NO_PDF: Message("other files only"),
    ItemOutcome.NOT_FOUND: Message("not found"),
    ItemOutcome.TEMPORARY: Message("try again later"),
    ItemOutcome.NEEDS_PERSON: Message("open in browser"),
    ItemOutcome.UNAVAILABLE: Message("unavailable"),
    ItemOutcome.DISK: Message("disk error"),
    ItemOutcome.CANCELLED: Message("cancelled"),
}


def outcome_word(outcome: ItemOutcome) -> str:
    """Return an outcome as text."""
    return shown(_OUTCOMES[outcome])


def time_text(seconds: float) -> str:
    """Return 1:17 (minutes:seconds) under an hour, 1 h 17 min from there on."""
    minutes, rest = divmod(round(seconds), 60)
    return (
        f"{minutes}:{rest:02}"
        if minutes < 60
        else gettext("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
    )


def _result(context: CommandContext, files: tuple[FetchedFile, ...]) -> Result:
    data: dict[str, Any] = {
        "files": [
            {"name": file.name, "bytes": file.bytes, "path": file.path, "outcome": file.outcome.value} for file in files
        ]
    }
    failed = [file for file in files if file.outcome is not ItemOutcome.SAVED]
    failed.sort(key=lambda file: file.outcome is not ItemOutcome.DISK)
    errors = [
        ErrorInfo(
            file.code or "unexpected",
            Message("{file}: {reason}", file=file.name, reason=file.reason),
            Message("Run the same command again to continue.") if file.outcome is ItemOutcome.TEMPORARY else None,
            FILES,
        )
        for file in failed
    ]
    spent = context.ask.request_counts.of(FILES)
    phase = Phase.OK if not failed else (Phase.FAILED if len(failed) == len(files) else Phase.PARTIAL)
    report = SourceReport(
        FILES,
        phase,
        spent.requests,
        spent.cached,
        total=len(files),
        loaded=len(files) - len(failed),
        error=errors[0] if errors else None,
    )
    rows = [(outcome_word(file.outcome), file.name, file.path or shown(file.reason)) for file in files]
    return Result(
        data,
        exit_of_outcomes({file.outcome for file in files}),
        [report, asked_datasets(context, len(files))],
        errors,
        text=text.table(rows, wide=10_000),
        tells_errors=True,
    )


def exit_of_outcomes(outcomes: set[ItemOutcome]) -> int:
    """Return the exit code for the outcomes of several files: 0 when all are saved; 7 when this disk is a reason; the
    code of one outcome when all ended alike; else 4.
    """
    if ItemOutcome.DISK in outcomes:
        return THIS_MACHINE
    if len(outcomes) > 1:
        return SOME_FAILED
    return _ENDS[next(iter(outcomes))] if outcomes else NOTHING_FOUND


CORPUS_COMMANDS = (
    Command("corpus releases", Message("list the releases of Semantic Scholar's bulk data"), _nothing, _releases),
    Command("corpus release", Message("show the datasets and terms of a release"), _release_arguments, _release),
    Command(
        "corpus files", Message("list the links to the files of a dataset (needs a key)"), _files_arguments, _files
    ),
    Command(
        "corpus diffs",
        Message("list the links to the changes between two releases (needs a key)"),
        _diffs_arguments,
        _diffs,
    ),
    Command(
        "corpus download", Message("download the files of a dataset (needs a key)"), _download_arguments, _download
    ),
)
