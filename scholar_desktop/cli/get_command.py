"""The command `get ID...`: downloads the open copies of papers, checks them, and adds them to the library."""

from __future__ import annotations

import argparse
from pathlib import Path

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, ids_given
from scholar_desktop.cli.command import Command, CommandContext, write_csv
from scholar_desktop.cli.corpus_commands import outcome_word
from scholar_desktop.cli.result import (
    DONE,
    INTERRUPTED,
    NO_LAWFUL_COPY,
    NOTHING_FOUND,
    SERVICE_FAILED,
    SOME_FAILED,
    THIS_MACHINE,
    UNEXPECTED,
    Result,
)
from scholar_desktop.domain.attempt import ItemOutcome, Outcome, item_outcome
from scholar_desktop.domain.download import DownloadItem, DownloadState
from scholar_desktop.domain.errors import ErrorInfo, ScholarError
from scholar_desktop.domain.identifiers import identifiers
from scholar_desktop.domain.identifiers.identifiers import Identifier
from scholar_desktop.domain.request_options import RequestCount
from scholar_desktop.domain.source import FILES, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.services.downloads.earlier_outcomes import Retry
from scholar_desktop.services.downloads.report import report_csv, report_data
from scholar_desktop.translation import gettext, shown

_ENDS = {
    ItemOutcome.SAVED: (DONE, ""),
    ItemOutcome.CLOSED: (NO_LAWFUL_COPY, "not_found"),
    ItemOutcome.NO_PDF: (NO_LAWFUL_COPY, "not_found"),
    ItemOutcome.NOT_FOUND: (NOTHING_FOUND, "not_found"),
    ItemOutcome.TEMPORARY: (SERVICE_FAILED, "unreachable"),
    ItemOutcome.NEEDS_PERSON: (NO_LAWFUL_COPY, "refused"),
    ItemOutcome.UNAVAILABLE: (NO_LAWFUL_COPY, "not_found"),
    ItemOutcome.DISK: (THIS_MACHINE, "disk"),
    ItemOutcome.CANCELLED: (INTERRUPTED, "cancelled"),
}
"""Outcome of an item -> (exit code when it is the only one, error code)."""
_NO_ANSWER = {
    Outcome.RATE_LIMITED: "rate_limited",
    Outcome.TIMEOUT: "timeout",
    Outcome.UNREACHABLE: "unreachable",
    Outcome.TRUNCATED: "bad_answer",
}
"""Outcome of an attempt that got no answer, or only a part of it -> error code."""
_CODES = _NO_ANSWER | {Outcome.TOO_BIG: "too_big", Outcome.NOT_PDF: "bad_answer", Outcome.TLS: "unreachable"}


def _arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help=gettext("identifiers of papers, or links to them"))
    parser.add_argument("--file", metavar="F", help=gettext("read more IDs from F, one per line (-: standard input)"))
    parser.add_argument("--to", metavar="DIR", help=gettext("also put a copy in DIR"))
    add_retry(parser)
    parser.add_argument("--csv", metavar="OUT", help=gettext("write the report to OUT as CSV"))
    parser.add_argument(
        "--name", metavar="TEMPLATE", help=gettext("file name of that copy: {author} {year} {title} {id}")
    )


def add_retry(parser: Parser) -> None:
    """Add --retry."""
    parser.add_argument(
        "--retry",
        choices=[retry.value for retry in Retry],
        default=Retry.TEMPORARY.value,
        help=gettext(
            "which papers of earlier runs to try again: those that may work now (temporary), all that were not "
            "saved, or none"
        ),
    )


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    ids = ids_given(arguments.ids, arguments.file)
    to = Path(arguments.to).expanduser().absolute() if arguments.to else None  # noqa: ASYNC240  no disk is touched
    noted: dict[str, str] = {}

    def on_item(item: DownloadItem) -> None:
        line = shown(item.reason) if item.state is DownloadState.RUNNING else ""
        if item.state is DownloadState.DONE and item.outcome is not None:
            line = f"{outcome_word(item.outcome)}. {shown(item.reason)}".strip()
        if line and noted.get(item.key) != line:
            noted[item.key] = line
            context.note(f"{item.asked_as}: {line}")

    reports: list[SourceReport] = []
    named = {
        text: await _identify_page(context, page) for text in dict.fromkeys(ids) if (page := _page(text)) is not None
    }
    items = await context.services.batch_download.get(
        ids,
        ask=context.ask,
        on_item=on_item,
        to=to,
        name=arguments.name,
        on_reports=reports.extend,
        named=named,
        retry=Retry(arguments.retry),
    )
    result = await items_result(context, items, reports)
    if arguments.csv:
        await write_csv(result, arguments.csv, report_csv(items))
    return result


def _page(text: str) -> Identifier | None:
    """Return the web page that may show which paper *text* means; None for an identifier, or for words."""
    recognised = identifiers.recognise(text)
    return recognised.page if recognised.identifier is None else None


async def _identify_page(context: CommandContext, page: Identifier) -> Identifier | ErrorInfo:
    try:
        return await context.services.papers.identify(page, context.ask)
    except ScholarError as error:
        return error.info


async def items_result(
    context: CommandContext, items: list[DownloadItem], reports: list[SourceReport], *, named: bool = False
) -> Result:
    """Return the outcomes of *items* as the JSON object {items, report}.

    named: they are files of one record, `key` their names.
    """
    kept = await context.kept([item.paper for item in items if item.paper is not None])
    outcomes = [item.outcome or ItemOutcome.CANCELLED for item in items]
    data = report_data(items, kept, named=named)
    if (files := _files(items, context.ask.request_counts.of(FILES))) is not None:
        reports.append(files)
    errors = [
        _error_of(item, outcome, reports, (named and item.key) or "")
        for item, outcome in zip(items, outcomes, strict=True)
        if outcome is not ItemOutcome.SAVED
    ]
    rows = [
        (outcome_word(outcome), (named and item.key) or item.asked_as, item.path or shown(item.reason))
        for item, outcome in zip(items, outcomes, strict=True)
    ]
    return Result(
        data,
        _exit_code(list(dict.fromkeys(outcomes)) if named else outcomes),
        reports,
        errors,
        text=text.table(rows, wide=10_000),
        tells_errors=True,
        notes=list(dict.fromkeys(shown(error.hint) for error in errors if error.hint)),
    )


def _error_of(item: DownloadItem, outcome: ItemOutcome, reports: list[SourceReport], name: str) -> ErrorInfo:
    """Return the error that kept *item* from being saved: that of the deciding attempt, or of the
    service that failed.

    name: the name of the file, if it is one of several of a record.
    """
    code, hint = _ENDS[outcome][1], None
    decided = next((attempt for attempt in item.attempts if item_outcome([attempt]) is outcome), None)
    if decided is not None:
        code = _CODES.get(decided.outcome, code)
    elif outcome is ItemOutcome.TEMPORARY:
        lacking = (report.error for report in reports if report.error is not None)
        service = next((error for error in lacking if error.message in item.reason), None)
        code, hint = (code, None) if service is None else (service.code, service.hint)
    reason = item.reason or Message("{id}: {outcome}.", id=item.asked_as, outcome=outcome.value)
    if name and name not in reason:
        reason = Message("{file}: {reason}", file=name, reason=reason)
    return ErrorInfo(code, reason, hint, item.asked_as)


def _files(items: list[DownloadItem], spent: RequestCount) -> SourceReport | None:
    """Return the report of the file hosts; None when nothing was tried. Any final answer counts as an answer."""
    attempts = [attempt for item in items for attempt in item.attempts]
    if not attempts:
        return None
    lacking = [attempt for attempt in attempts if attempt.outcome in _NO_ANSWER]
    first = lacking[0] if lacking else None
    return SourceReport(
        FILES,
        Phase.OK if not lacking else Phase.FAILED if len(lacking) == len(attempts) else Phase.PARTIAL,
        requests=spent.requests,
        cached=spent.cached,
        loaded=sum(item_outcome([attempt]) is ItemOutcome.SAVED for attempt in attempts),
        error=None if first is None else ErrorInfo(_NO_ANSWER[first.outcome], first.reason, None, FILES),
    )


def _exit_code(outcomes: list[ItemOutcome]) -> int:
    if len(outcomes) == 1:
        return _ENDS.get(outcomes[0], (UNEXPECTED, ""))[0]
    return DONE if all(outcome is ItemOutcome.SAVED for outcome in outcomes) else SOME_FAILED


GET = Command("get", Message("get PDFs and add the papers to your library"), _arguments, _run)
