"""The commands `library list|search|show|add|remove|undo|redo|rebuild|backups|restore|verify|path`."""

from __future__ import annotations

import argparse
import contextlib
from datetime import date
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, identifier, ids_given, positive
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, THIS_MACHINE, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, ScholarError, UsageError
from scholar_desktop.domain.library import KeptPaper, LibraryView, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY, Phase, SourceReport
from scholar_desktop.formats.paper_json import error_to_json, paper_to_json
from scholar_desktop.services.tasks import gather_all

_CHUNK = 500
READ_AT_MOST_S = 10.0
"""The longest time for which a search first reads PDFs that have not been indexed yet."""
_AT_ONCE = 8
"""The number of papers that are looked up at the same time."""


def _list_arguments(parser: Parser) -> None:
    parser.add_argument("--limit", type=positive, metavar="N", help="at most N papers")


def _search_arguments(parser: Parser) -> None:
    parser.add_argument("words", nargs="+", metavar="WORDS", help="of titles, authors, years, or the text of PDFs")
    _list_arguments(parser)


async def _list(context: CommandContext, arguments: argparse.Namespace) -> Result:
    result = await _page(context, "", arguments.limit)
    result.notes += await _unrepaired(context)
    return result


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    words = " ".join(arguments.words)
    unread = (await context.services.full_text.catch_up(limit_s=READ_AT_MOST_S)).unread
    result = await _page(context, words, arguments.limit)
    if unread:
        result.notes.append(f"The text of {text.number_of(unread, 'PDF')} is not read yet: later searches read on.")
    if not result.data["total"]:
        result.exit_code = NOTHING_FOUND
        result.errors.append(
            ErrorInfo("not_found", f"Nothing in the library matches '{words}'.", "Try fewer words.", words)
        )
    return result


async def _page(context: CommandContext, words: str, limit: int | None) -> Result:
    library, kept, hits = context.services.library, list[KeptPaper](), list[PageHit]()
    while True:
        wanted = _CHUNK if limit is None else min(_CHUNK, limit - len(kept))
        page = await library.page(LibraryView.ALL, words, offset=len(kept), limit=wanted)
        kept += page.papers
        hits += page.hits
        if not page.papers or len(kept) >= (page.total if limit is None else min(limit, page.total)):
            break
    data = {
        "total": page.total,
        "papers": [kept_to_json(one) for one in kept],
        "hits": _hits_to_json(kept, hits),
    }
    shown = text.papers([one.paper for one in kept], {one.paper.id: one for one in kept})
    shown += _hits_as_text(kept, hits)
    return Result(
        data, sources=[_served(page.total, len(kept))], text=shown, notes=[f"{text.number_of(page.total, 'paper')}."]
    )


def _hits_to_json(kept: list[KeptPaper], hits: list[PageHit]) -> list[dict[str, Any]]:
    """Return the hits as JSON values. id: PAPER.id; file: absolute path; marks: [from, to] in the snippet. A note has
    no file and page.
    """
    papers = {one.key: one.paper for one in kept}
    return [
        {
            "id": papers[hit.key].id,
            "file": hit.path or None,
            "page": hit.page or None,
            "snippet": hit.text,
            "marks": [list(mark) for mark in hit.marks],
        }
        for hit in hits
    ]


def _hits_as_text(kept: list[KeptPaper], hits: list[PageHit]) -> str:
    papers = {one.key: one.paper for one in kept}
    rows = [(papers[hit.key].title, f"p. {hit.page}: {hit.text}" if hit.page else f"note: {hit.text}") for hit in hits]
    return (
        "\nIn the text:\n" + "".join(f"{text.plain(title)}\n  {text.plain(line)}\n" for title, line in rows)
        if rows
        else ""
    )


def _one_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help="any identifier or address of a paper, or the library's own key")


def _many_arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help="any identifiers or addresses of papers")
    parser.add_argument("--file", metavar="F", help="read further ids from F, one a line (-: standard input)")


async def _show(context: CommandContext, arguments: argparse.Namespace) -> Result:
    kept = await _find(context, arguments.id)
    if kept is None:
        error = _not_kept(arguments.id)
        return Result(None, NOTHING_FOUND, [_served(0, 0)], [error])
    return Result(kept_to_json(kept), sources=[_served(1, 1)], text=text.whole_paper(kept.paper, kept))


async def _add(context: CommandContext, arguments: argparse.Namespace) -> Result:
    """Add papers. Each is looked up first, so that the library contains more than its id; all are one change."""
    ids = ids_given(arguments.ids, arguments.file)
    items: list[dict[str, Any]] = [{"id": given, "outcome": "failed", "paper": None, "error": None} for given in ids]
    problems: dict[int, ErrorInfo] = {}
    unknown: dict[int, str] = {}
    for number, given in enumerate(ids):
        try:
            kept = await _find(context, given)
        except UsageError as error:
            problems[number] = error.info
            continue
        if kept is None:
            unknown[number] = given
        else:
            items[number] |= {"outcome": "kept", "paper": kept_to_json(kept)}
    if len(unknown) > 1:
        # one request for all of them; those that it does not return are requested one by one
        with contextlib.suppress(ScholarError):
            await context.services.paper_lookup.many(list(unknown.values()), lambda _papers: None, context.ask)
    queue = iter(unknown.items())

    async def look_up() -> None:
        for number, given in queue:
            try:
                paper = await context.services.papers.show(identifier(given), context.ask)
            except ScholarError as error:
                problems[number] = error.info
            else:
                items[number] |= {"outcome": "added", "paper": paper}

    await gather_all(*(look_up() for _ in range(min(_AT_ONCE, len(unknown)))))
    errors = [problem for _, problem in sorted(problems.items())]
    for number, problem in problems.items():
        outcome = "not_found" if problem.code == "not_found" else "failed"
        items[number] |= {"outcome": outcome, "error": error_to_json(problem)}
    found: list[Paper] = [item["paper"] for item in items if item["outcome"] == "added"]
    if found:
        await context.services.library.add(found)
        kept_now = await context.services.library.find_many(found)
        for item in items:
            if item["outcome"] == "added":
                item["paper"] = kept_to_json(kept_now[item["paper"].id])
    exit_code = DONE if not errors else (exit_of(errors[0].code) if len(ids) == 1 else SOME_FAILED)
    return Result({"items": items, "added": len(found)}, exit_code, errors=errors, text=_outcomes(items))


async def _remove(context: CommandContext, arguments: argparse.Namespace) -> Result:
    ids = ids_given(arguments.ids, arguments.file)
    items, errors, keys = [], [], []
    for given in ids:
        kept = await _find(context, given)
        items.append({"id": given, "outcome": "not_found" if kept is None else "removed"})
        if kept is None:
            errors.append(_not_kept(given))
        else:
            keys.append(kept.key)
    if keys:
        await context.services.library.remove(list(dict.fromkeys(keys)))
    exit_code = DONE if not errors else (NOTHING_FOUND if len(ids) == 1 else SOME_FAILED)
    return Result(
        {"items": items, "removed": len(set(keys))},
        exit_code,
        [_served(len(set(keys)), len(set(keys)))],
        errors,
        text=_outcomes(items),
        notes=["scholar-desktop library undo brings them back."] if keys else [],
    )


async def _undo(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    library = context.services.library
    label = await library.undo_label()
    changes = await library.undo()
    if changes is None:
        error = ErrorInfo("not_found", "There is nothing to take back.", None, LIBRARY)
        data = {"undone": None, "done": None, "next": None, "papers": 0}
        return Result(data, NOTHING_FOUND, [_served(0, 0)], [error])
    return Result(
        {"undone": label, "done": label, "next": await library.undo_label(), "papers": len(changes.papers)},
        sources=[_served(None, len(changes.papers))],
        text=f"Taken back: {label}\n",
        notes=["scholar-desktop redo makes it again.", *await _unrepaired(context)],
    )


async def _redo(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    library = context.services.library
    label = await library.redo_label()
    changes = await library.redo()
    if changes is None:
        hint = "Redo follows an undo, as long as nothing else has changed."
        error = ErrorInfo("not_found", "There is nothing to redo.", hint, LIBRARY)
        return Result({"done": None, "next": None, "papers": 0}, NOTHING_FOUND, [_served(0, 0)], [error])
    return Result(
        {"done": label, "next": await library.redo_label(), "papers": len(changes.papers)},
        sources=[_served(None, len(changes.papers))],
        text=f"Redone: {label}\n",
        notes=await _unrepaired(context),
    )


async def _rebuild(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    papers = await context.services.library.rebuild()
    found = await _unrepaired(context)
    context.note("Reading the text of the PDFs.")
    await context.services.full_text.catch_up()
    return Result(
        {"papers": papers, "notes": found},
        sources=[_served(papers, papers)],
        text=f"{text.number_of(papers, 'paper')}.\n",
        notes=found,
    )


async def _unrepaired(context: CommandContext) -> list[str]:
    """Return what was found in the library since it was opened and could not be repaired."""
    try:
        return [one.message for one in await context.services.library.problems() if not one.repaired]
    except ScholarError:
        return []  # it cannot be changed; the command itself says why, if that matters


async def _backups(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    copies = await context.services.library.copies()
    data = {
        "backups": [{"day": copy.day, "path": copy.path, "bytes": copy.bytes, "papers": copy.papers} for copy in copies]
    }
    rows = [
        (copy.day, "cannot be read" if copy.papers is None else text.number_of(copy.papers, "paper"), copy.path)
        for copy in copies
    ]
    notes = ["Go back to one: scholar-desktop library restore DAY"] if copies else []
    if not copies:
        notes = ["There are none yet. One is made on the first day after a change on which the library is opened."]
    return Result(data, text=text.table(rows, wide=10_000), notes=notes)


def _restore_arguments(parser: Parser) -> None:
    parser.add_argument("day", metavar="DAY", help="of a copy that 'library backups' names, as 2026-11-20")


async def _restore(context: CommandContext, arguments: argparse.Namespace) -> Result:
    try:
        day = date.fromisoformat(arguments.day)
    except ValueError:
        raise UsageError(
            f"'{arguments.day}' is no day.", hint="Write it as 2026-11-20.", subject=arguments.day
        ) from None
    papers = await context.services.library.go_back(day)
    found = [one.message for one in await context.services.library.problems()]
    context.note("Reading the text of the PDFs.")
    await context.services.full_text.catch_up()
    notes = ["The database of before lies beside it, as library.replaced-…"]
    return Result(
        {"day": day.isoformat(), "papers": papers, "notes": found},
        sources=[_served(papers, papers)],
        text="".join(f"{line}\n" for line in (*found, f"{text.number_of(papers, 'paper')}.")),
        notes=notes,
    )


async def _verify(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    problems = await context.services.library.verify()
    data = {
        "problems": [
            {"message": one.message, "path": one.path, "key": one.key, "repaired": one.repaired} for one in problems
        ]
    }
    errors = [ErrorInfo("damaged", one.message, None, one.path or one.key) for one in problems]
    shown = "" if problems else "Everything is as it should be.\n"
    return Result(data, THIS_MACHINE if problems else DONE, [_served(None, 0)], errors, text=shown)


async def _path(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    path = str(context.services.library.data_dir)
    return Result({"path": path}, text=path + "\n")


def kept_to_json(kept: KeptPaper) -> dict[str, Any]:
    """Return PAPER with what the library adds to it, as in the sidecars."""
    return paper_to_json(kept.paper, in_library=True, pdf=kept.pdf) | {
        "key": kept.key,
        "files": [
            {
                "name": file.name,
                "path": file.path,
                "sha256": file.sha256,
                "bytes": file.bytes,
                "version": file.version,
                "license": file.license,
                "source_url": file.source_url,
                "retrieved": file.retrieved,
                "source": file.source,
            }
            for file in kept.files
        ],
        "starred": kept.starred,
        "added": kept.added,
        "collections": list(kept.collections),
        "tags": list(kept.tags),
        "notes": list(kept.notes),
    }


async def _find(context: CommandContext, given: str) -> KeptPaper | None:
    """Return the paper with the library's own key or with any identifier. Raises UsageError for a text that is
    neither.
    """
    kept = await context.services.library.find(given)
    if kept is None:
        identifier(given)
    return kept


def _not_kept(given: str) -> ErrorInfo:
    return ErrorInfo("not_found", f"{given} is not in the library.", f"Add it: library add {given}", given)


def _served(total: int | None, loaded: int) -> SourceReport:
    return SourceReport(LIBRARY, Phase.OK, total=total, loaded=loaded)


def _outcomes(items: list[dict[str, Any]]) -> str:
    return text.table([(item["outcome"].replace("_", " "), item["id"]) for item in items], wide=10_000)


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


LIBRARY_COMMANDS = (
    Command("library list", "what the library keeps", _list_arguments, _list, asks=False),
    Command("library search", "search what the library keeps", _search_arguments, _search, asks=False),
    Command("library show", "all that the library knows of one paper", _one_arguments, _show, asks=False),
    Command("library add", "keep papers", _many_arguments, _add),
    Command("library remove", "take papers out of the library, with their files", _many_arguments, _remove, asks=False),
    Command("library undo", "take the last change back", _nothing, _undo, asks=False),
    Command("library redo", "make the change again that was taken back last", _nothing, _redo, asks=False),
    Command("redo", "make the change to the library again that was taken back last", _nothing, _redo, asks=False),
    Command("library rebuild", "make the database anew from the papers' folders", _nothing, _rebuild, asks=False),
    Command("library verify", "check database, files and checksums", _nothing, _verify, asks=False),
    Command("library backups", "the copies of the database by date", _nothing, _backups, asks=False),
    Command("library restore", "go back to one of these copies", _restore_arguments, _restore, asks=False),
    Command("library path", "where the library lies", _nothing, _path, asks=False),
)
