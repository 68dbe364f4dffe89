"""The commands `zenodo communities [WORDS]` and `zenodo community NAME [WORDS]`: communities and their records."""

from __future__ import annotations

import argparse

from scholar_desktop.cli import record_text
from scholar_desktop.cli.arguments import Parser
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.record_filters import add_pages, add_record_filters, record_query
from scholar_desktop.cli.result import NOTHING_FOUND, Result, exit_of
from scholar_desktop.cli.zenodo_commands import add_records, list_notes, note_pages
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.source import ZENODO
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.zenodo.record_query import COMMUNITY_SORTS, RecordQuery
from scholar_desktop.formats.paper_json import record_to_json
from scholar_desktop.formats.record_json import community_to_json, facets_to_json
from scholar_desktop.translation import gettext


def _communities_arguments(parser: Parser) -> None:
    parser.add_argument(
        "words",
        nargs="*",
        metavar="WORDS",
        help=gettext("words in names and descriptions (without words: all communities)"),
    )
    parser.add_argument("--record", metavar="ID", help=gettext("list the communities of this record instead"))
    parser.add_argument("--sort", choices=COMMUNITY_SORTS, metavar="S", help=", ".join(COMMUNITY_SORTS))
    parser.add_argument("--type", metavar="T", help=gettext("kind of community, as in the facet “type”"))
    parser.add_argument("--funder", metavar="F", help=gettext("funder, as in the facet “funder”"))
    parser.add_argument("--organization", metavar="O", help=gettext("organisation, as in the facet “organization”"))
    add_pages(parser)


async def _communities(context: CommandContext, arguments: argparse.Namespace) -> Result:
    lookup, words = context.services.zenodo_lookup, " ".join(arguments.words)
    context.ask.refresh = arguments.refresh
    pages = {"page": arguments.page, "size": arguments.size}
    if arguments.record is not None:
        if words or arguments.sort or arguments.type or arguments.funder or arguments.organization:
            raise UsageError(
                Message("zenodo communities: --record cannot be combined with words or filters."),
                hint=Message("Run the command separately for each."),
            )
        found = await lookup.communities_of(arguments.record, context.ask, **pages)
    else:
        found = await lookup.communities(
            words,
            context.ask,
            sort=arguments.sort,
            type=arguments.type,
            funder=arguments.funder,
            organization=arguments.organization,
            **pages,
        )
    loaded = len(found.communities)
    data = {
        "total": found.total,
        "facets": facets_to_json(found.facets),
        "communities": [community_to_json(community) for community in found.communities],
        "loaded": loaded,
        "dropped": list(found.dropped),
    }
    result = Result(data, text=record_text.communities(found.communities))
    result.sources.append(context.report(ZENODO, total=found.total, loaded=loaded, error=found.error))
    if found.error is not None:
        result.exit_code, result.errors = exit_of(found.error.code), [found.error]
    elif not loaded:
        error = ErrorInfo("not_found", Message("No communities found."), Message("Try fewer or other words."), ZENODO)
        result.exit_code, result.errors = NOTHING_FOUND, [error]
    result.notes += [record_text.community_summary(found.total, loaded), *record_text.facet_lines(found.facets)]
    result.notes += list_notes(found.dropped, found.skipped, arguments.page + 1 if found.more else None)
    return result


def _community_arguments(parser: Parser) -> None:
    parser.add_argument("name", metavar="SLUG|UUID", help=gettext("name, ID or link of a community"))
    parser.add_argument("words", nargs="*", metavar="WORDS", help=gettext("search within the records of the community"))
    parser.add_argument(
        "--records", action="store_true", help=gettext("list the records of the community, also without words")
    )
    add_record_filters(parser)


async def _community(context: CommandContext, arguments: argparse.Namespace) -> Result:
    """Show the community; with words, a filter or --records also its records."""
    lookup = context.services.zenodo_lookup
    context.ask.refresh = arguments.refresh
    community = await lookup.community(arguments.name, context.ask)
    data = community_to_json(community) | dict.fromkeys(("total", "loaded", "dropped", "facets", "records"))
    shown = record_text.whole_community(community)
    query = record_query(arguments, arguments.words)
    if not arguments.records and query == RecordQuery():
        return Result(data, sources=[context.report(ZENODO, total=1, loaded=1)], text=shown)
    found = await lookup.records_of(
        community,
        query,
        context.ask,
        page=arguments.page,
        size=arguments.size,
        on_page=lambda part: note_pages(context, part, arguments.size),
    )
    data |= {
        "total": found.total,
        "loaded": len(found.records),
        "dropped": list(found.dropped),
        "facets": facets_to_json(found.facets),
        "records": [record_to_json(record) for record in found.records],
    }
    return add_records(context, Result(data, text=f"{shown}\n"), found, arguments)


COMMUNITY_COMMANDS = (
    Command("zenodo communities", Message("list Zenodo communities"), _communities_arguments, _communities),
    Command("zenodo community", Message("show a community and its records"), _community_arguments, _community),
)
