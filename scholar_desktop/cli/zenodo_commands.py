"""The commands `zenodo search|record|latest|files|versions|stats`: records of Zenodo."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.cli import record_text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.record_filters import add_record_filters, record_query
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, SourceError, UsageError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.stored_field_names import as_stored
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record import Record, RecordExportFormat, RecordStats
from scholar_desktop.domain.zenodo.record_query import RecordQuery
from scholar_desktop.formats.paper_json import record_to_json
from scholar_desktop.formats.record_json import facets_to_json, stats_to_json
from scholar_desktop.formats.record_table import record_csv, record_rows
from scholar_desktop.services.zenodo.zenodo_lookup import RecordList
from scholar_desktop.translation import gettext, ngettext


def _search_arguments(parser: Parser) -> None:
    # wording: what one types
    parser.add_argument("words", nargs="*", metavar="WORDS", help=gettext('words, "phrases", or field:value'))
    parser.add_argument("--community", metavar="C", help=gettext("only records of this community"))
    add_record_filters(parser)
    parser.add_argument("--flat", action="store_true", help=gettext("a flat table with one row per record"))
    parser.add_argument("--csv", action="store_true", help=gettext("the same table as CSV"))


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    query = record_query(arguments, arguments.words, arguments.community)
    context.ask.refresh = arguments.refresh
    require_something(query)
    found = await context.services.zenodo_lookup.search(
        query,
        context.ask,
        page=arguments.page,
        size=arguments.size,
        on_page=lambda part: note_pages(context, part, arguments.size),
    )
    data: dict[str, Any] = {"query": query.words, "total": found.total, "loaded": len(found.records)}
    data |= {"dropped": list(found.dropped)}
    if arguments.flat or arguments.csv:
        data |= {"rows": record_rows(found.records)}
    else:
        data |= {"facets": facets_to_json(found.facets), "records": [record_to_json(one) for one in found.records]}
    result = add_records(context, Result(data), found, arguments)
    if arguments.csv:
        result.text = data["csv"] = record_csv(found.records)
    return result


def require_something(query: RecordQuery) -> None:
    """Raise UsageError for a search without words and filters: its result would be all of Zenodo."""
    plain = msgspec.structs.replace(query, sort=None, all_versions=False, as_written=False, status=None)
    if plain == RecordQuery():
        raise UsageError(
            Message("There is nothing to search for."),
            hint=Message("Give words, or a filter such as --type, --community or --date."),
        )


def note_pages(context: CommandContext, part: RecordList, wanted: int) -> None:
    """Print the progress of a search of several pages."""
    if part.more and len(part.records) < wanted:
        context.note(gettext("{records} of {wanted} records loaded.", records=len(part.records), wanted=wanted))


def add_records(context: CommandContext, result: Result, found: RecordList, arguments: argparse.Namespace) -> Result:
    """Add to *result* what all lists of records have: report of the source, text, errors and notes. Return *result*."""
    loaded = len(found.records)
    result.sources.append(context.report(ZENODO, total=found.total, loaded=loaded, error=found.error))
    first = (arguments.page - 1) * arguments.size + 1
    result.text += record_text.records(found.records, first)
    if found.error is not None:
        result.exit_code, result.errors = exit_of(found.error.code), [found.error]
    elif not loaded:
        result.exit_code, result.errors = NOTHING_FOUND, [_none_found(found, arguments)]
    result.notes += [record_text.summary(found.total, loaded), *record_text.facet_lines(found.facets)]
    result.notes += list_notes(found.dropped, found.skipped, arguments.page + 1 if found.more else None)
    return result


def list_notes(dropped: tuple[str, ...], skipped: int, next_page: int | None) -> list[str]:
    """Return the notes about a list: ignored parameters, skipped rows, next page."""
    notes = []
    if dropped:
        notes.append(gettext("Zenodo ignored these filters: {dropped}.", dropped=", ".join(dropped)))
    if skipped:
        notes.append(
            ngettext(
                "{count} record could not be read and was skipped.",
                "{count} records could not be read and were skipped.",
                skipped,
            )
        )
    if next_page is not None:
        notes.append(gettext("There are more results: --page {number}", number=str(next_page)))
    return notes


def _none_found(found: RecordList, arguments: argparse.Namespace) -> ErrorInfo:
    if found.total:
        message = Message(
            "There is no page {page}: only {total} records match.", page=arguments.page, total=found.total
        )
        return ErrorInfo("not_found", message, Message("Use a smaller page number."), ZENODO)
    return ErrorInfo("not_found", Message("No records found."), Message("Remove a filter or a word."), ZENODO)


def _id_argument(parser: Parser) -> None:
    parser.add_argument(
        "id", metavar="ID", help=gettext("number, DOI or link of a record; for all versions: the newest one")
    )
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))


def _record_arguments(parser: Parser) -> None:
    _id_argument(parser)
    parser.add_argument("--native", action="store_true", help=gettext("JSON in the native format of Zenodo"))
    parser.add_argument(
        "--form",
        choices=[*RecordExportFormat],
        metavar="F",
        help=gettext("export format: {formats}", formats=", ".join(RecordExportFormat)),
    )


async def _record(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    if arguments.form is not None:
        form = RecordExportFormat(arguments.form)
        text = await context.services.zenodo_lookup.form(arguments.id, form, context.ask)
        return Result({"form": form, "text": text}, sources=[context.report(ZENODO, total=1, loaded=1)], text=text)
    return _one(
        context, await context.services.zenodo_lookup.record(arguments.id, context.ask, native=arguments.native)
    )


async def _latest(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    return _one(context, await context.services.zenodo_lookup.latest(arguments.id, context.ask))


def _one(context: CommandContext, record: Record) -> Result:
    return Result(
        record_to_json(record),
        sources=[context.report(ZENODO, total=1, loaded=1)],
        text=record_text.whole_record(record),
    )


def _files_arguments(parser: Parser) -> None:
    _id_argument(parser)
    parser.add_argument("name", nargs="?", metavar="NAME", help=gettext("only the file with this name"))


async def _files(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    files = await context.services.zenodo_lookup.files(arguments.id, context.ask, arguments.name)
    result = Result({"files": [as_stored(file) for file in files]}, DONE, text=record_text.files(files))
    result.sources.append(context.report(ZENODO, total=len(files), loaded=len(files)))
    if not files:
        error = ErrorInfo("not_found", Message("Record {id} has no files.", id=arguments.id), None, ZENODO)
        result.exit_code, result.errors = NOTHING_FOUND, [error]
    return result


async def _versions(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    versions = await context.services.zenodo_lookup.versions(arguments.id, context.ask)
    return Result(
        {"versions": [record_to_json(record) for record in versions]},
        sources=[context.report(ZENODO, total=len(versions), loaded=len(versions))],
        text=record_text.records(versions),
    )


def _stats_arguments(parser: Parser) -> None:
    parser.add_argument("id", nargs="+", metavar="ID", help=gettext("numbers, DOIs or links of records"))
    parser.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))


async def _stats(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    if len(arguments.id) > 1:
        return await _stats_of_many(context, arguments.id)
    counted = await context.services.zenodo_lookup.stats(arguments.id[0], context.ask)
    return Result(
        stats_to_json(counted),
        sources=[context.report(ZENODO, total=1, loaded=1)],
        text=record_text.stats(counted),
    )


async def _stats_of_many(context: CommandContext, ids: Sequence[str]) -> Result:
    """Return the statistics of the records *ids* in this order; null for those that cannot be had."""
    found: dict[str, RecordStats | ErrorInfo] = {}
    for one in dict.fromkeys(ids):
        try:
            found[one] = await context.services.zenodo_lookup.stats(one, context.ask)
        except (SourceError, UsageError) as error:
            found[one] = msgspec.structs.replace(error.info, subject=one)
    counted = {one: stats for one, stats in found.items() if isinstance(stats, RecordStats)}
    errors = [error for error in found.values() if isinstance(error, ErrorInfo)]
    failed = next((error for error in errors if error.code not in ("usage", "not_found")), None)
    without = {"this": None, "all": None}
    items = [{"id": one, **(stats_to_json(counted[one]) if one in counted else without)} for one in ids]
    return Result(
        {"items": items},
        SOME_FAILED if errors else DONE,
        [context.report(ZENODO, total=len(found), loaded=len(counted), error=failed)],
        errors,
        text="\n".join(f"{one}\n{record_text.stats(counted[one])}" for one in dict.fromkeys(ids) if one in counted),
    )


RECORD_COMMANDS = (
    Command("zenodo search", Message("search Zenodo records"), _search_arguments, _search),
    Command("zenodo record", Message("show a record"), _record_arguments, _record),
    Command("zenodo latest", Message("show the newest version of a record"), _id_argument, _latest),
    Command("zenodo files", Message("list the files of a record"), _files_arguments, _files),
    Command("zenodo versions", Message("list the versions of a record, newest first"), _id_argument, _versions),
    Command("zenodo stats", Message("show views and downloads of records"), _stats_arguments, _stats),
)
