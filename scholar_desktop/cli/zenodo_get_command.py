"""The command `zenodo get ID [NAME...]`: downloads the files of a record, checks them, and adds them to the library."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext, write_csv
from scholar_desktop.cli.corpus_commands import outcome_word, received_text
from scholar_desktop.cli.get_command import add_retry, items_result
from scholar_desktop.cli.result import Result
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.source import SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.sizes import size_text
from scholar_desktop.domain.zenodo.record import RecordPlan
from scholar_desktop.services.downloads.earlier_outcomes import Retry
from scholar_desktop.services.downloads.report import report_csv
from scholar_desktop.translation import gettext, ngettext, shown

PROGRESS_S = 5.0
"""The shortest interval between progress lines of one file."""
MOST_LISTED = 20


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "id", metavar="ID", help=gettext("number, DOI or link of a record; for all versions: the newest one")
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=gettext("only these files; patterns such as *.csv work too")
    )
    parser.add_argument("--archive", action="store_true", help=gettext("all files as one ZIP file (up to 300 MB)"))
    parser.add_argument("--to", metavar="DIR", help=gettext("also put copies in DIR"))
    add_retry(parser)
    parser.add_argument("--csv", metavar="OUT", help=gettext("write the report to OUT as CSV"))


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.archive and arguments.names:
        raise UsageError(
            Message("zenodo get: --archive and file names cannot be combined."),
            hint=Message("Run the command separately for each."),
        )
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
        title = f"{text.plain(record.title)} (zenodo:{record.id})."
        if record.license:
            title = gettext("{title} Licence: {licence}.", title=title, licence=record.license)
        self._context.note(title)
        for file in coming[:MOST_LISTED]:
            size = size_text(file.size) if file.size is not None else gettext("size unknown")
            self._context.note(f"  {size:>12}  {text.plain(file.name)}")
        if len(coming) > MOST_LISTED:
            self._context.note("  " + gettext("and {number} more", number=len(coming) - MOST_LISTED))
        parts = [size_text(plan.to_fetch)] if plan.to_fetch or not plan.unsized else []
        if plan.unsized:
            parts.append(ngettext("{count} of unknown size", "{count} of unknown size", plan.unsized))
        if plan.free is not None:
            parts.append(gettext("{size} free on disk", size=size_text(plan.free)))
        self._context.note(
            ngettext(
                "{count} file to download: {details}.",
                "{count} files to download: {details}.",
                len(coming),
                details=", ".join(parts),
            )
        )

    def show_item(self, item: DownloadItem) -> None:
        name = text.plain(item.key or item.asked_as)
        if item.state is DownloadState.DONE and item.outcome is not None:
            self._context.note(f"{name}: {outcome_word(item.outcome)}. {shown(item.reason)}")
            return
        now = time.monotonic()
        if not item.received or now - self._last_notes.setdefault(item.key, now) < PROGRESS_S:
            return
        self._last_notes[item.key] = now
        self._context.note(f"{name}: {received_text(item.received, item.size)}.")


ZENODO_GET = Command("zenodo get", Message("download the files of a record to your library"), _arguments, _run)
