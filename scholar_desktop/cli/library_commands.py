"""The commands `library list|search|show|add|remove|undo|redo|rebuild|backups|restore-backup|verify|path`."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import InvalidArgument, Parser, identifier, ids_given, positive
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import DONE, NOTHING_FOUND, SOME_FAILED, THIS_MACHINE, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, NotFound, ScholarError, UsageError
from scholar_desktop.domain.library import LIBRARY_SORTS, KeptPaper, LibraryView, PageHit
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.search.library_rule import RULE_HINT, checked_rule, read_rule
from scholar_desktop.domain.source import LIBRARY, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.undo_sentences import redone_sentence, undone_sentence
from scholar_desktop.formats.entry_json import entry_to_json
from scholar_desktop.formats.paper_json import error_to_json, paper_to_json
from scholar_desktop.services.tasks import gather_all
from scholar_desktop.translation import gettext, ngettext, shown

_CHUNK = 500
READ_AT_MOST_S = 10.0
"""The longest time for which a search first reads PDFs that have not been indexed yet."""
_AT_ONCE = 8
"""The number of papers that are looked up at the same time."""


def _limit_argument(parser: Parser) -> None:
    parser.add_argument("--limit", type=positive, metavar="N", help=gettext("list at most N papers"))


def _list_arguments(parser: Parser) -> None:
    parser.add_argument(
        "--view",
        metavar="V",
        help=gettext("list a view: {views}, or the name of a smart view", views=", ".join(LibraryView)),
    )
    parser.add_argument("--collection", metavar="PATH", help=gettext("list the papers of a collection"))
    parser.add_argument("--tag", metavar="T", help=gettext("list the papers with a tag"))
    parser.add_argument(
        "--where",
        metavar="RULE",
        help=gettext("list the papers that match a rule, written as in the library's search box"),
    )
    parser.add_argument(
        "--sort",
        type=_sort_key,
        metavar="KEY",
        help=gettext("sort by one of {keys}; -year: descending", keys=", ".join(LIBRARY_SORTS)),
    )
    _limit_argument(parser)


def _sort_key(key: str) -> str:
    if key.removeprefix("-") not in LIBRARY_SORTS:
        raise InvalidArgument(Message("“{key}” is not a key to sort by.", key=key))
    return key


def _search_arguments(parser: Parser) -> None:
    parser.add_argument(
        "words", nargs="+", metavar="WORDS", help=gettext("words in titles, authors, years or the text of PDFs")
    )
    _limit_argument(parser)


async def _list(context: CommandContext, arguments: argparse.Namespace) -> Result:
    collection = await _collection(context, arguments.collection)
    view, rule = await _view(context, arguments.view)
    if arguments.where is not None:
        checked_rule(arguments.where)
        rule = f"{rule} {arguments.where}"
    result = await _page(
        context,
        rule,
        arguments.limit,
        view=view,
        collection=collection,
        tag=arguments.tag,
        sort=arguments.sort or "",
    )
    result.notes += [shown(note) for note in await _unrepaired(context)]
    return result


async def _view(context: CommandContext, name: str | None) -> tuple[LibraryView, str]:
    """Return a predefined view, or all papers and the rule of a smart view. Raises UsageError."""
    if name is None or name in list(LibraryView):
        return LibraryView(name or LibraryView.ALL), ""
    found = await context.services.library.views.find(name) if await context.services.library.smart_views() else None
    if found is None:
        raise UsageError(
            Message("There is no smart view “{name}”.", name=name),
            hint=Message("To list the smart views: scholar-desktop library views"),
            subject=name,
        )
    return LibraryView.ALL, found.rule


async def _collection(context: CommandContext, path: str | None) -> int | None:
    """Return the key of a collection. Raises NotFound."""
    if path is None:
        return None
    book = context.services.library.collection_book
    for one in await book.all():
        if one.path.casefold() == path.casefold():
            return one.key
    raise NotFound(Message("There is no collection “{name}”.", name=path), subject=LIBRARY)


async def _search(context: CommandContext, arguments: argparse.Namespace) -> Result:
    words = " ".join(arguments.words)
    rule = read_rule(words)
    if rule.is_empty:
        problem = rule.faults[0] if rule.faults else Message("Type some words to search for.")
        raise UsageError(problem, hint=RULE_HINT, subject=words)
    unread = (await context.services.full_text.catch_up(limit_s=READ_AT_MOST_S)).unread
    result = await _page(context, words, arguments.limit)
    result.notes += [shown(fault) for fault in rule.faults]
    if unread:
        result.notes.append(
            ngettext(
                "The text of {count} PDF is not indexed yet. Search again to index it.",
                "The text of {count} PDFs is not indexed yet. Search again to index more.",
                unread,
            )
        )
    if not result.data["total"]:
        result.exit_code = NOTHING_FOUND
        result.errors.append(
            ErrorInfo(
                "not_found",
                Message("Nothing in your library matches “{words}”.", words=words),
                Message("Try fewer or other words."),
                words,
            )
        )
    return result


async def _page(
    context: CommandContext,
    words: str,
    limit: int | None,
    *,
    view: LibraryView = LibraryView.ALL,
    collection: int | None = None,
    tag: str | None = None,
    sort: str = "",
) -> Result:
    library, kept, hits = context.services.library, list[KeptPaper](), list[PageHit]()
    while True:
        wanted = _CHUNK if limit is None else min(_CHUNK, limit - len(kept))
        page = await library.page(
            view, words, collection=collection, tag=tag, sort=sort, offset=len(kept), limit=wanted
        )
        kept += page.papers
        hits += page.hits
        if not page.papers or len(kept) >= (page.total if limit is None else min(limit, page.total)):
            break
    data = {
        "total": page.total,
        "papers": [kept_to_json(one) for one in kept],
        "hits": _hits_to_json(kept, hits),
    }
    listed = text.papers([one.paper for one in kept], {one.paper.id: one for one in kept})
    listed += _hits_as_text(kept, hits)
    return Result(
        data,
        sources=[served(page.total, len(kept))],
        text=listed,
        notes=[ngettext("{count} paper.", "{count} papers.", page.total)],
    )


def _hits_to_json(kept: list[KeptPaper], hits: list[PageHit]) -> list[dict[str, Any]]:
    """Return the hits as JSON values. id: PAPER.id; file: absolute path; marks: [from, to] in the snippet. A note has
    no file and page; a full text of the offline corpus has the key section besides.
    """
    papers = {one.key: one.paper for one in kept}
    return [
        {
            "id": papers[hit.key].id,
            "file": hit.path or None,
            "page": hit.page or None,
            "snippet": hit.text,
            "marks": [list(mark) for mark in hit.marks],
            **({} if hit.section is None else {"section": hit.section}),
        }
        for hit in hits
    ]


def _hits_as_text(kept: list[KeptPaper], hits: list[PageHit]) -> str:
    papers = {one.key: one.paper for one in kept}
    rows = [(papers[hit.key].title, _hit_line(hit)) for hit in hits]
    return (
        "\n"
        + gettext("In the text:")
        + "\n"
        + "".join(f"{text.plain(title)}\n  {text.plain(line)}\n" for title, line in rows)
        if rows
        else ""
    )


def _hit_line(hit: PageHit) -> str:
    if hit.page:
        return gettext("p. {page}: {text}", page=str(hit.page), text=hit.text)
    if hit.section is None:
        return gettext("Note: {text}", text=hit.text)
    if hit.section:
        return gettext("Full text, “{section}”: {text}", section=hit.section, text=hit.text)
    return gettext("Full text: {text}", text=hit.text)


def _one_arguments(parser: Parser) -> None:
    parser.add_argument("id", metavar="ID", help=gettext("identifier of a paper, a link to it, or its library key"))


def many_arguments(parser: Parser) -> None:
    parser.add_argument("ids", nargs="*", metavar="ID", help=gettext("identifiers of papers, or links to them"))
    parser.add_argument("--file", metavar="F", help=gettext("read more IDs from F, one per line (-: standard input)"))


async def _show(context: CommandContext, arguments: argparse.Namespace) -> Result:
    kept = await find_kept(context, arguments.id)
    if kept is None:
        error = not_kept(arguments.id)
        return Result(None, NOTHING_FOUND, [served(0, 0)], [error])
    return Result(kept_to_json(kept), sources=[served(1, 1)], text=text.whole_paper(kept.paper, kept))


async def _add(context: CommandContext, arguments: argparse.Namespace) -> Result:
    """Add papers. Each is looked up first, so that the library contains more than its id; all are one change."""
    ids = ids_given(arguments.ids, arguments.file)
    items: list[dict[str, Any]] = [{"id": given, "outcome": "failed", "paper": None, "error": None} for given in ids]
    problems: dict[int, ErrorInfo] = {}
    unknown: dict[int, str] = {}
    for number, given in enumerate(ids):
        try:
            kept = await find_kept(context, given)
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
    async def remove(papers: Sequence[KeptPaper]) -> None:
        await context.services.library.remove([one.key for one in papers])

    note = gettext("To restore them: scholar-desktop library undo")
    return await change_each(context, arguments, "removed", remove, note)


async def change_each(
    context: CommandContext,
    arguments: argparse.Namespace,
    outcome: str,
    change: Callable[[Sequence[KeptPaper]], Awaitable[None]],
    note: str = "",
) -> Result:
    """Change the papers that the arguments name, as one change; those that are not in the library are errors.

    Args:
        outcome: of a changed paper, and the name of their number in the data.
        note: for the user, if any was changed.
    """
    ids = ids_given(arguments.ids, arguments.file)
    items, errors, papers = [], [], dict[str, KeptPaper]()
    for given in ids:
        kept = await find_kept(context, given)
        items.append({"id": given, "outcome": "not_found" if kept is None else outcome})
        if kept is None:
            errors.append(not_kept(given))
        else:
            papers[kept.key] = kept
    if papers:
        await change(list(papers.values()))
    return Result(
        {"items": items, outcome: len(papers)},
        DONE if not errors else (NOTHING_FOUND if len(ids) == 1 else SOME_FAILED),
        [served(len(papers), len(papers))],
        errors,
        text=_outcomes(items),
        notes=[note] if papers and note else [],
    )


async def _undo(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    library = context.services.library
    label = await library.undo_label()
    changes = await library.undo()
    if changes is None:
        error = ErrorInfo("not_found", Message("Nothing to undo."), None, LIBRARY)
        data = {"undone": None, "done": None, "next": None, "papers": 0}
        return Result(data, NOTHING_FOUND, [served(0, 0)], [error])
    return Result(
        {"undone": label, "done": label, "next": await library.undo_label(), "papers": len(changes.papers)},
        sources=[served(None, len(changes.papers))],
        text=shown(undone_sentence(label or "")) + "\n",
        notes=[gettext("To redo it: scholar-desktop redo"), *map(shown, await _unrepaired(context))],
    )


async def _redo(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    library = context.services.library
    label = await library.redo_label()
    changes = await library.redo()
    if changes is None:
        hint = Message("You can redo after an undo, until something else changes.")
        error = ErrorInfo("not_found", Message("Nothing to redo."), hint, LIBRARY)
        return Result({"done": None, "next": None, "papers": 0}, NOTHING_FOUND, [served(0, 0)], [error])
    return Result(
        {"done": label, "next": await library.redo_label(), "papers": len(changes.papers)},
        sources=[served(None, len(changes.papers))],
        text=shown(redone_sentence(label or "")) + "\n",
        notes=[shown(note) for note in await _unrepaired(context)],
    )


async def _rebuild(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    papers = await context.services.library.rebuild()
    found = await _unrepaired(context)
    context.note(gettext("Indexing the text of the PDFs."))
    await context.services.full_text.catch_up()
    return Result(
        {"papers": papers, "notes": found},
        sources=[served(papers, papers)],
        text=ngettext("{count} paper.", "{count} papers.", papers) + "\n",
        notes=[shown(note) for note in found],
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
        (
            copy.day,
            gettext("cannot be read")
            if copy.papers is None
            else ngettext("{count} paper", "{count} papers", copy.papers),
            copy.path,
        )
        for copy in copies
    ]
    notes = [gettext("To restore a backup: scholar-desktop library restore-backup DAY")] if copies else []
    if not copies:
        notes = [gettext("No backups yet. A backup is made when you open the library on a day after a change.")]
    return Result(data, text=text.table(rows, wide=10_000), notes=notes)


def _restore_arguments(parser: Parser) -> None:
    parser.add_argument(
        "day", metavar="DAY", help=gettext("the day of a backup that “library backups” lists, such as 2026-11-20")
    )


async def _restore(context: CommandContext, arguments: argparse.Namespace) -> Result:
    try:
        day = date.fromisoformat(arguments.day)
    except ValueError:
        raise UsageError(
            Message("“{day}” is not a day.", day=arguments.day),
            hint=Message("Write it as 2026-11-20."),
            subject=arguments.day,
        ) from None
    papers = await context.services.library.go_back(day)
    found = [one.message for one in await context.services.library.problems()]
    context.note(gettext("Indexing the text of the PDFs."))
    await context.services.full_text.catch_up()
    notes = [gettext("The previous database was kept in the same folder as library.replaced-…")]
    return Result(
        {"day": day.isoformat(), "papers": papers, "notes": found},
        sources=[served(papers, papers)],
        text="\n".join([*map(shown, found), ngettext("{count} paper.", "{count} papers.", papers), ""]),
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
    no_problems = "" if problems else gettext("No problems found.") + "\n"
    return Result(data, THIS_MACHINE if problems else DONE, [served(None, 0)], errors, text=no_problems)


async def _path(context: CommandContext, _arguments: argparse.Namespace) -> Result:
    path = str(context.services.library.data_dir)
    return Result({"path": path}, text=path + "\n")


def kept_to_json(kept: KeptPaper) -> dict[str, Any]:
    """Return PAPER with what the library adds to it, as in the sidecars."""
    return paper_to_json(kept.paper, in_library=True, pdf=kept.pdf) | {
        "entry": entry_to_json(kept),
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


async def find_kept(context: CommandContext, given: str) -> KeptPaper | None:
    """Return the paper with the library's own key or with any identifier. Raises UsageError for a text that is
    neither.
    """
    kept = await context.services.library.find(given)
    if kept is None:
        identifier(given)
    return kept


def not_kept(given: str) -> ErrorInfo:
    return ErrorInfo(
        "not_found",
        Message("{given} is not in your library.", given=given),
        Message("To add it: scholar-desktop library add {given}", given=given),
        given,
    )


def served(total: int | None, loaded: int) -> SourceReport:
    return SourceReport(LIBRARY, Phase.OK, total=total, loaded=loaded)


def _outcomes(items: list[dict[str, Any]]) -> str:
    return text.table([(shown(_OUTCOMES[item["outcome"]]), item["id"]) for item in items], wide=10_000)


_OUTCOMES = {
    "added": Message("added"),
    "kept": Message("in library already"),
    "removed": Message("removed"),
    "trashed": Message("moved to the trash"),
    "restored": Message("restored"),
    "deleted": Message("deleted"),
    "collected": Message("added to the collection"),
    "uncollected": Message("removed from the collection"),
    "tagged": Message("tagged"),
    "untagged": Message("tag removed"),
    "starred": Message("starred"),
    "unstarred": Message("star removed"),
    "marked": Message("marked"),
    "not_found": Message("not found"),
    "failed": Message("failed"),
}
"""Outcome of an id -> as it is printed."""


def _nothing(_parser: Parser) -> None:
    """Add no arguments."""


LIBRARY_COMMANDS = (
    Command("library list", Message("list the papers in your library"), _list_arguments, _list, asks=False),
    Command("library search", Message("search your library"), _search_arguments, _search, asks=False),
    Command("library show", Message("show a paper of your library"), _one_arguments, _show, asks=False),
    Command("library add", Message("add papers to your library"), many_arguments, _add),
    Command(
        "library remove",
        Message("remove papers and their files from your library"),
        many_arguments,
        _remove,
        asks=False,
    ),
    Command("library undo", Message("undo the last change"), _nothing, _undo, asks=False),
    Command("library redo", Message("redo the last undone change"), _nothing, _redo, asks=False),
    Command("redo", Message("redo the last undone change to your library"), _nothing, _redo, asks=False),
    Command(
        "library rebuild",
        Message("rebuild the database from the folders of the papers"),
        _nothing,
        _rebuild,
        asks=False,
    ),
    Command(
        "library verify", Message("check the database, the files and their checksums"), _nothing, _verify, asks=False
    ),
    Command("library backups", Message("list the backups of the database"), _nothing, _backups, asks=False),
    Command(
        "library restore-backup", Message("restore a backup of the database"), _restore_arguments, _restore, asks=False
    ),
    Command("library path", Message("show the folder of your library"), _nothing, _path, asks=False),
)
