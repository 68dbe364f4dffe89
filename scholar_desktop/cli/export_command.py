"""The command `export`: papers as BibTeX, BibLaTeX, RIS, CSL-JSON, CSV, or references in a citation style."""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path

from scholar_desktop.cli import text
from scholar_desktop.cli.arguments import Parser, ids_given
from scholar_desktop.cli.command import Command, CommandContext
from scholar_desktop.cli.result import NOTHING_FOUND, SOME_FAILED, Result, exit_of
from scholar_desktop.domain.errors import ErrorInfo, UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.source import LIBRARY, Phase, SourceReport
from scholar_desktop.domain.text.message import Message
from scholar_desktop.formats.file_names import safe_name
from scholar_desktop.profile import write_atomically
from scholar_desktop.services.exchange.entry_export import FILE_MODES, OWN_FORMATS, WHOLE_FORMATS, EntryOptions
from scholar_desktop.services.papers.export import REFERENCE_FORMS, ExportFormat, ExportItem
from scholar_desktop.translation import gettext, ngettext

MIN_INTERVAL_S = 1.0
"""The shortest interval between progress lines."""
FORMATS = (*(form.value for form in ExportFormat), *OWN_FORMATS, "rtf")


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help=gettext("identifiers of papers, links to them, or library keys")
    )
    parser.add_argument("--file", metavar="F", help=gettext("read more IDs from F, one per line (-: standard input)"))
    parser.add_argument("--collection", metavar="C", help=gettext("export the papers of a collection instead"))
    parser.add_argument(
        "--format", choices=FORMATS, metavar="F", help=gettext("{formats} (bibtex)", formats=", ".join(FORMATS))
    )
    parser.add_argument(
        "--style",
        metavar="S",
        help=gettext(
            "citation style for text, html, markdown and rtf: a name that --styles lists, or a .csl file (apa)"
        ),
    )
    parser.add_argument("--abstracts", action="store_true", help=gettext("include abstracts, for your own use"))
    parser.add_argument(
        "--keys", metavar="TEMPLATE", help=gettext("citation keys, such as auth.lower + year + shorttitle(1,0)")
    )
    parser.add_argument(
        "--files",
        choices=FILE_MODES,
        default="none",
        metavar="F",
        help=gettext("none, links to the files in your library, or copies beside the output (none)"),
    )
    parser.add_argument("--output", metavar="F", help=gettext("write to the file F instead of standard output"))
    parser.add_argument("--styles", action="store_true", help=gettext("list the citation styles"))


async def _run(context: CommandContext, arguments: argparse.Namespace) -> Result:
    if arguments.styles:
        return await _styles(arguments.ids)
    # a web page and Markdown have whole entries, or with a style formatted references
    is_styled = arguments.format in REFERENCE_FORMS and (arguments.style or arguments.format == "rtf")
    if arguments.format in OWN_FORMATS and not is_styled:
        return await _whole(context, arguments, arguments.format)
    form = (
        ExportFormat.TEXT
        if is_styled or (arguments.style and not arguments.format)
        else ExportFormat(arguments.format or ExportFormat.BIBTEX)
    )
    if arguments.style and form is not ExportFormat.TEXT:
        raise UsageError(
            Message("export: --style needs --format text, not {format}.", format=form.value),
            hint=Message("Leave out one of the two."),
        )
    await context.services.export.text([], form, style=arguments.style)  # report a bad style before any request
    papers, items, errors = await papers_to_export(context, arguments)
    entry_export = context.services.entry_export
    if papers and await entry_export.is_whole(papers, form.value, _options(arguments)):
        return await _whole(context, arguments, form.value, (papers, items, errors))
    if form is ExportFormat.TEXT:
        found = await context.services.export.references(papers, arguments.style, _Progress(context).show)
        written = found.file_text(REFERENCE_FORMS[arguments.format or form.value])
    else:
        written = await context.services.export.text(papers, form, abstracts=arguments.abstracts)
    result = Result(
        {
            "format": arguments.format or form.value,
            "style": arguments.style,
            "output": None,
            "items": [{"id": item.given, "paper": item.paper.id if item.paper is not None else None} for item in items],
            "text": written,
        },
        errors=errors,
        text=written,
    )
    if arguments.collection is not None:
        result.sources.append(SourceReport(LIBRARY, Phase.OK, total=len(papers), loaded=len(papers)))
    if errors:
        result.exit_code = exit_of(errors[0].code) if len(items) == 1 else SOME_FAILED
    if errors and not papers:
        result.data["text"] = result.text = ""  # no table with only a header, and no file
    elif arguments.output:
        path = Path(arguments.output).expanduser().absolute()  # noqa: ASYNC240  no disk is touched
        coding = "utf-8-sig" if form is ExportFormat.CSV else "utf-8"  # spreadsheets need the byte-order mark
        await asyncio.to_thread(write_atomically, path, written.encode(coding, "replace"))
        result.data["output"], result.text = str(path), ""
        result.notes.append(
            ngettext(
                "Exported {count} paper to {path}.", "Exported {count} papers to {path}.", len(papers), path=str(path)
            )
        )
    return result


def _options(arguments: argparse.Namespace) -> EntryOptions:
    title = (arguments.collection or "").rpartition("/")[2]
    return EntryOptions(title, abstracts=arguments.abstracts, keys=arguments.keys, files=arguments.files)


async def _whole(
    context: CommandContext,
    arguments: argparse.Namespace,
    form: str,
    found: tuple[list[Paper], list[ExportItem], list[ErrorInfo]] | None = None,
) -> Result:
    """Write papers with all that the library keeps of them."""
    if arguments.style:
        raise UsageError(
            Message("export: --style needs --format text, not {format}.", format=form),
            hint=Message("Leave out one of the two."),
        )
    service = context.services.entry_export
    papers, items, errors = found or await papers_to_export(context, arguments)
    output = _output(arguments, form)
    if arguments.files == "copies" and output is None:
        raise UsageError(Message("export: --files copies needs --output."), hint=Message("Choose a file or a folder."))
    saved = await service.write(papers, form, _options(arguments), output)
    written = saved.text
    data = {
        "format": form,
        "style": None,
        "output": None,
        "items": [{"id": item.given, "paper": item.paper.id if item.paper is not None else None} for item in items],
        "text": written,
    }
    result = Result(data, errors=errors, text=written)
    if arguments.collection is not None:
        result.sources.append(SourceReport(LIBRARY, Phase.OK, total=len(papers), loaded=len(papers)))
    if errors:
        result.exit_code = exit_of(errors[0].code) if len(items) == 1 else SOME_FAILED
    if errors and not papers:
        data["text"] = result.text = ""
    elif output is not None:
        coding = "utf-8-sig" if form == "csv" else "utf-8"
        await asyncio.to_thread(write_atomically, output, written.encode(coding, "replace"))
        data["output"], result.text = str(output), ""
        count = saved.papers
        result.notes.append(
            ngettext("Exported {count} paper to {path}.", "Exported {count} papers to {path}.", count, path=str(output))
        )
    return result


def _output(arguments: argparse.Namespace, form: str) -> Path | None:
    """Return the file to write: in a folder, it is named after the collection."""
    if not arguments.output:
        return None
    path = Path(arguments.output).expanduser().absolute()
    if path.is_dir() or arguments.output.endswith(("/", "\\")):
        name = (arguments.collection or "").rpartition("/")[2] or "references"
        return path / f"{safe_name(name)}{WHOLE_FORMATS[form]}"
    return path


class _Progress:
    """Prints how many references of a long list are formatted, at most once in `MIN_INTERVAL_S`."""

    def __init__(self, context: CommandContext) -> None:
        self._context = context
        self._printed = time.monotonic()

    def show(self, done: int, total: int) -> None:
        now = time.monotonic()
        if done < total and now - self._printed >= MIN_INTERVAL_S:
            self._printed = now
            self._context.note(
                ngettext(
                    "{done} of {count} reference formatted", "{done} of {count} references formatted", total, done=done
                )
            )


async def papers_to_export(
    context: CommandContext, arguments: argparse.Namespace
) -> tuple[list[Paper], list[ExportItem], list[ErrorInfo]]:
    """Return the papers to export, the outcome of each id, and the errors of those that could not be found."""
    if arguments.collection is not None:
        if arguments.ids or arguments.file is not None:
            raise UsageError(
                Message("export: --collection and IDs cannot be combined."),
                hint=Message("Run the command separately for each."),
            )
        papers = await context.services.export.collection(arguments.collection)
        return list(papers), [ExportItem(paper.id, paper) for paper in papers], []
    items = list(await context.services.export.gather(ids_given(arguments.ids, arguments.file), context.ask))
    errors = {item.given: item.error for item in items if item.error is not None}
    return [item.paper for item in items if item.paper is not None], items, list(errors.values())


async def _styles(words: list[str]) -> Result:
    """List the citation styles, or those whose name or title contains all of *words*."""
    from scholar_desktop.formats.csl_styles import ALIASES, STYLES

    names: dict[str, list[str]] = {}
    for alias, name in ALIASES.items():
        names.setdefault(name, []).append(alias)
    rows = [(name, title, ", ".join(names.get(name, []))) for name, title in STYLES.items()]
    found = [row for row in rows if all(word.lower() in " ".join(row).lower() for word in words)]
    data = {"styles": [{"name": name, "title": title, "aliases": names.get(name, [])} for name, title, _ in found]}
    if not found:
        error = ErrorInfo(
            "not_found",
            Message("There is no citation style “{words}”.", words=" ".join(words)),
            Message("To list all: scholar-desktop export --styles"),
        )
        return Result(data, NOTHING_FOUND, errors=[error])
    return Result(data, text=text.table([(name, title) for name, title, _ in found], wide=10_000))


EXPORT = Command(
    "export", Message("export papers as BibTeX, RIS, CSL-JSON, CSV, or formatted references"), _arguments, _run
)
