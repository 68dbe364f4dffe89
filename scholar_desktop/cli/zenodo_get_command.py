"""The command `zenodo get ID [NAME...]`: downloads the files of a record, checks them, and adds them to the library."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext, write_csv
from scholar_desktop.cli.get_command import add_retry, items_result
from scholar_desktop.cli.result import Result
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.domain.zenodo.record import RecordPlan
from scholar_desktop.services.downloads.earlier_outcomes import Retry
from scholar_desktop.services.downloads.report import report_csv

PROGRESS_S = 5.0
"""The shortest interval between progress lines of one file."""
MOST_LISTED = 20


def _arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="number, DOI or address of a record; of a concept: its newest version")
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these files; a pattern such as *.csv will do")
    parser.add_argument("--archive", action="store_true", help="all files as one zip (up to 300 MB)")
    parser.add_argument("--to", metavar="DIR", help="put copies there too")
    add_retry(parser)
    parser.add_argument("--csv", metavar="OUT", help="write the report to OUT as CSV")


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.archive and arguments.names:
        raise UsageError("zenodo get: --archive is all files; it takes no names.", hint="Run it once for each.")
    to = Path(arguments.to).expanduser().absolute() if arguments.to else None  # noqa: ASYNC240  no disk is touched
    printer = _RecordProgressPrinter(context)
    reports: list[SourceReport] = []
    earlier = await context.services.batch_download.earlier_outcomes(Retry(arguments.retry))
    addresses: dict[str, str] = {}

    def ended_earlier(address: str, item: DownloadItem) -> DownloadItem | None:
        addresses[item.key] = address
        return earlier.outcome_of(address, item)

    items = await context.services.record_files.get(
        arguments.id,
        arguments.names,
        ask=context.ask,
        archive=arguments.archive,
        to=to,
        on_plan=printer.show_plan,
        on_item=printer.show_item,
        on_reports=reports.extend,
        earlier=ended_earlier,
    )
    await earlier.keep([(addresses[item.key], item) for item in items if item.key in addresses])
    result = await items_result(context, items, reports, named=True)
    if arguments.csv:
        await write_csv(result, arguments.csv, report_csv(items, named=True))
    return result


class _RecordProgressPrinter:
    """Prints the plan and the progress of the download on stderr."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._last_notes: dict[str, float] = {}

    def show_plan(self, plan: RecordPlan) -> None:
        """Print sizes and terms before the download starts."""
        record = plan.record
        coming = [file for file in plan.files if file.name not in plan.kept]
        if record is None or not coming:
            return
        licence = f" Licence: {record.license}." if record.license else ""
        self._context.note(f"{text.plain(record.title)} (zenodo:{record.id}).{licence}")
        for file in coming[:MOST_LISTED]:
            size = size_text(file.size) if file.size is not None else "size unknown"
            self._context.note(f"  {size:>12}  {text.plain(file.name)}")
        if len(coming) > MOST_LISTED:
            self._context.note(f"  and {len(coming) - MOST_LISTED:,} more")
        known = size_text(plan.to_fetch) if plan.to_fetch or not plan.unsized else ""
        unknown = f"{plan.unsized:,} of unknown size" if plan.unsized else ""
        room = f"; {size_text(plan.free)} are free" if plan.free is not None else ""
        parts = ", ".join(part for part in (known, unknown) if part)
        self._context.note(f"{text.number_of(len(coming), 'file')} to come: {parts}{room}.")

    def show_item(self, item: DownloadItem) -> None:
        name = text.plain(item.key or item.asked_as)
        if item.state is DownloadState.DONE and item.outcome is not None:
            self._context.note(f"{name}: {item.outcome.value}. {item.reason}")
            return
        now = time.monotonic()
        if not item.received or now - self._last_notes.setdefault(item.key, now) < PROGRESS_S:
            return
        self._last_notes[item.key] = now
        whole = f" of {size_text(item.size)}" if item.size else ""
        self._context.note(f"{name}: {size_text(item.received)}{whole}.")


ZENODO_GET = Command("zenodo get", "get the files of a record and keep them in the library", _arguments, _run)
