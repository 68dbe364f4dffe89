"""The command `oa DOI...`: Unpaywall's open copies of DOIs, or papers whose titles contain words."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, ids_given, positive, true_or_false
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.source import UNPAYWALL
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.csv_table import csv_text
from scholar_desktop.formats.paper_json import error_to_json
from scholar_desktop.services.unpaywall.answers import all_links, best_link, pdf_link
from scholar_desktop.services.unpaywall.unpaywall_lookup import DoiLookup, LookupOutcome, answer_rows
from scholar_desktop.translation import gettext


def _arguments(parser: Parser) -> None:
    parser.add_argument("dois", nargs="*", metavar="DOI")
    parser.add_argument("--file", metavar="F", help=gettext("read more DOIs from F, one per line (-: standard input)"))
    parser.add_argument(
        "--query",
        metavar="Q",
        # wording: what one types
        help=gettext('search titles instead: words, "phrases", OR, and -words to exclude'),
    )
    parser.add_argument(
        "--page", type=positive, default=None, metavar="N", help=gettext("page of the query, 50 results each (1)")
    )
    parser.add_argument(
        "--is-oa",
        type=_open_or_not,
        metavar="true|false",
        help=gettext("only open or closed results of the query (null: both)"),
    )
    parser.add_argument("--about", action="store_true", help=gettext("print the version of the service"))
    parser.add_argument(
        "--format", choices=("raw", "extended"), default="raw", help=gettext("extended: one row per copy")
    )
    parser.add_argument(
        "--errors",
        choices=("stop", "skip"),
        default="stop",
        help=gettext("when a lookup fails: stop, or skip it (stop)"),
    )
    again = parser.add_mutually_exclusive_group()
    again.add_argument("--refresh", action="store_true", help=gettext("ignore saved answers"))
    again.add_argument("--no-cache", action="store_true", help=gettext("do not use the cache"))
    parser.add_argument("--csv", action="store_true", help=gettext("print CSV"))
    parser.add_argument(
        "--links", action="store_true", help=gettext("only the links: to the document, its PDF, and all copies")
    )


def _open_or_not(text: str) -> bool | None:
    return None if text.lower() == "null" else true_or_false(text)


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    context.ask.refresh = arguments.refresh
    if arguments.about:
        return await _about(context)
    if arguments.links and arguments.format == "extended":
        raise UsageError(
            Message("oa: --links and --format extended cannot be combined."), hint=Message("Leave out one of them.")
        )
    if arguments.query is not None:
        if arguments.dois or arguments.file is not None:
            raise UsageError(
                Message("oa: --query and DOIs cannot be combined."),
                hint=Message("Run the command separately for each."),
            )
        return await _search(context, arguments)
    if arguments.is_oa is not None:
        raise UsageError(Message("oa: --is-oa needs --query."))
    if arguments.page is not None:
        raise UsageError(Message("oa: --page needs --query."))
    dois = ids_given(arguments.dois, arguments.file, "DOI")
    asked = len(dict.fromkeys(dois))
    answered = 0

    def on_item(_item: DoiLookup) -> None:
        nonlocal answered
        answered += 1
        if sys.stderr.isatty() and asked > 1:
            context.note(gettext("{done} of {total}", done=answered, total=asked))

    items = await context.services.unpaywall_lookup.look_up(
        dois, context.ask, stop_at_failure=arguments.errors == "stop", on_item=on_item
    )
    data: dict[str, Any] = {
        "items": [
            {
                "id": item.id,
                "outcome": item.outcome.value,
                "answer": item.answer,
                "retrieved": item.retrieved,
                "cached": item.cached,
                "error": None if item.error is None else error_to_json(item.error),
            }
            for item in items
        ]
    }
    exit_code, errors = _ending(items, len(dois))
    answers = [item.answer for item in items if item.answer is not None]
    if arguments.links:
        result = _links([(item.id, item.answer) for item in items], arguments, exit_code, errors)
    else:
        result = _result(data, answers, arguments, exit_code, errors, _lines(items))
    failed = next((error for error in errors if error.code not in ("usage", "not_found")), None)
    result.sources.append(context.report(UNPAYWALL, total=len(items), loaded=len(answers), error=failed))
    return result


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    page = await context.services.unpaywall_lookup.search(
        arguments.query, context.ask, is_oa=arguments.is_oa, page=arguments.page or 1
    )
    data: dict[str, Any] = {
        "items": [
            {
                "answer": hit.fields,
                "score": hit.score,
                "snippet": hit.snippet,
                "snippet_text": hit.plain,
                "snippet_marks": [list(span) for span in hit.marks],
            }
            for hit in page.items
        ],
        "page": page.page,
        "more": page.more,
    }
    errors = [] if page.items else [_none_found(arguments.query, page.page)]
    notes = [gettext("There are more results: --page {number}", number=str(page.page + 1))] if page.more else []
    shown = text.table([(hit.paper.ids.doi or "", text.access(hit.paper), hit.paper.title) for hit in page.items])
    answers = [hit.fields for hit in page.items]
    exit_code = NOTHING_FOUND if errors else DONE
    if arguments.links:
        named = [(hit.paper.ids.doi or "", hit.fields) for hit in page.items]
        result = _links(named, arguments, exit_code, errors)
        result.data |= {"page": page.page, "more": page.more}
    else:
        result = _result(data, answers, arguments, exit_code, errors, shown)
    result.notes += notes
    return result


def _none_found(query: str, page: int) -> ErrorInfo:
    if page > 1:
        return ErrorInfo(
            "not_found",
            Message("Unpaywall has no page {page} for “{query}”.", page=page, query=query),
            Message("Use a smaller page number."),
            UNPAYWALL,
        )
    return ErrorInfo(
        "not_found", Message("Unpaywall has no title that matches “{query}”.", query=query), None, UNPAYWALL
    )


async def _about(context: CommandContext) -> Result:
    about = await context.services.unpaywall_lookup.about(context.ask)
    data = {"version": about.version, "documentation_url": about.documentation_url, "message": about.message}
    return Result(data, text=text.table([(name, str(value or "")) for name, value in data.items()], wide=10_000))


def _result(
    data: dict[str, Any],
    answers: list[dict[str, Any]],
    arguments: argparse.Namespace,
    exit_code: int,
    errors: list[ErrorInfo],
    shown: str,
) -> Result:
    extended = arguments.format == "extended"
    if extended:
        data["rows"] = answer_rows(answers, extended=True)
    if arguments.csv:
        shown = csv_text(data["rows"] if extended else answer_rows(answers, extended=False))
        data["csv"] = shown
    elif extended:
        shown = text.table(
            [
                (
                    str(row.get("doi") or ""),
                    str(row.get("oa_location.host_type") or gettext("closed")),
                    str(row.get("oa_location.version") or ""),
                    str(row.get("oa_location.url") or ""),
                )
                for row in data["rows"]
            ],
            wide=10_000,
        )
    return Result(data, exit_code, errors=errors, text=shown)


def _links(
    answers: Sequence[tuple[str, Mapping[str, Any] | None]],
    arguments: argparse.Namespace,
    exit_code: int,
    errors: list[ErrorInfo],
) -> Result:
    """Return the addresses in *answers*: (id as given, answer or None)."""
    items: list[dict[str, Any]] = [
        {"id": name, "doc": best_link(answer), "pdf": pdf_link(answer), "all": list(all_links(answer))}
        for name, answer in ((name, answer or {}) for name, answer in answers)
    ]
    data: dict[str, Any] = {"items": items}
    if arguments.csv:
        shown = csv_text([item | {"all": " ".join(item["all"])} for item in items])
        data["csv"] = shown
    else:
        shown = text.table([(item["id"], item["pdf"] or item["doc"] or "") for item in items], wide=10_000)
    return Result(data, exit_code, errors=errors, text=shown)


def _ending(items: list[DoiLookup], asked: int) -> tuple[int, list[ErrorInfo]]:
    """Return exit code and errors. One DOI: by its outcome; several: 0 when all were found, else 4."""
    errors = [item.error for item in items if item.error is not None]
    if len(items) < asked:
        left = asked - len(items)
        errors.append(
            ErrorInfo(
                "cancelled",
                Message.counted("{count} more DOI was not looked up.", "{count} more DOIs were not looked up.", left),
                Message("To skip failed lookups, use --errors skip."),
                UNPAYWALL,
            )
        )
    if not errors:
        return DONE, []
    return (exit_of(errors[0].code) if asked == 1 else SOME_FAILED), errors


def _lines(items: list[DoiLookup]) -> str:
    """Return a line for each DOI: the DOI, its status, and the address of the best copy."""
    shown = []
    for item in items:
        if item.answer is None:
            shown.append(
                (item.id, gettext("not found") if item.outcome is LookupOutcome.NOT_FOUND else gettext("failed"), "")
            )
            continue
        best = item.answer.get("best_oa_location")
        place = best.get("url_for_pdf") or best.get("url") if isinstance(best, dict) else None
        shown.append((item.id, str(item.answer.get("oa_status") or ""), str(place or "")))
    return text.table(shown, wide=10_000)


OA = Command(
    "oa",
    Message("look up open copies of DOIs at Unpaywall"),
    _arguments,
    _run,
    keeps_answers=lambda arguments: not arguments.no_cache,
)
