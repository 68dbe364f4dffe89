"""The sentences about an import: what a file has, what the import did, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scholar_desktop.domain.full_entry import OF_NO_ENTRY
from scholar_desktop.domain.text.message import Message
from scholar_desktop.domain.text.shortening import shorten
from scholar_desktop.services.exchange import import_report
from scholar_desktop.translation import gettext, ngettext, pgettext, shown
from scholar_desktop.ui.words.entry_words import part_in_sentence, part_title
from scholar_desktop.ui.words.wording import number

if TYPE_CHECKING:
    from scholar_desktop.domain.full_entry import SkippedPart
    from scholar_desktop.services.exchange.import_preview import ImportPreview, PaperChange
    from scholar_desktop.services.exchange.import_report import ImportReport

FORMATS = {
    "bibtex": Message("BibTeX"),
    "biblatex": Message("BibLaTeX"),
    "ris": Message("RIS"),
    "csl-json": Message("CSL-JSON"),
    "nbib": Message("PubMed"),
    "enw": Message("EndNote export (.enw)"),
    "ciw": Message("Web of Science"),
    "endnote-xml": Message("EndNote XML"),
    "zotero-rdf": Message("Zotero RDF"),
    "zotero-folder": Message("Folder exported by Zotero"),
    "zotero": Message("Zotero's data folder"),
    "pdf-folder": Message("Folder of PDFs"),
    "csv": Message("CSV for spreadsheets"),
}
FACTS = {
    "format": Message("Format"),
    "entries": Message("Entries"),
    "added": Message("New"),
    "known": Message("In your library already"),
    "restored": Message("Restored from the trash"),
    "repeated": Message("More than once in the file"),
    "possible": Message("Possible duplicates"),
    "not_chosen": Message("Not selected"),
    "skipped": Message("Left out"),
}
"""The lines of a report, in their order."""
OPTIONAL = ("restored", "repeated", "possible", "not_chosen")
"""Those that are hidden if their numbers are 0."""
_OUTCOMES = {
    import_report.ADDED: Message("added"),
    import_report.POSSIBLE: Message("added, possible duplicate"),
    import_report.UPDATED: Message("in your library already, updated"),
    import_report.COLLECTED: Message("in your library already, added to a collection"),
    import_report.KNOWN: Message("in your library already"),
    import_report.RESTORED: Message("restored from the trash"),
    import_report.REPEATED: Message("more than once in the file"),
    import_report.NOT_CHOSEN: Message("not selected"),
}
_WITH_GROUPS = ("bibtex", "biblatex")
_WITH_KEYWORDS = ("ris", "csl-json", "nbib", "enw", "ciw", "endnote-xml")
_PARTS, _KEY = ("tags", "collections", "notes", "extra"), "citation-key"
"""What an entry changes in a paper besides its fields."""
MOST_LINES_NAMED = 8
"""Parts of the file whose lines are named after the import."""
MOST_OF_PART = 32
"""Characters of such a part that are shown, such as its citation key."""
LONGEST_RESULT = 120
"""Characters of a message about an import that has all details."""


def renaming_words(form: str) -> str:
    """Return what groups, keywords and notes of a file in the format *form* become in the library; empty if it has
    collections and tags, or neither."""
    if form in _WITH_GROUPS:
        return gettext(
            "Groups become collections, and keywords become tags. “annote”, “annotation” and “comment” become notes on "
            "the paper; “note” and “abstract” stay fields of the entry."
        )
    return gettext("Keywords become tags.") if form in _WITH_KEYWORDS else ""


def change_words(change: PaperChange) -> str:
    """Return what an entry changes in its paper of the library, for its row."""
    if change.names:
        return gettext("In your library: updates {parts}", parts=", ".join(map(part_in_sentence, change.names)))
    if change.may_add_files:
        return gettext("In your library: adds the linked file if it is new")
    if change.into_collection:
        return gettext("In your library: added to the collection")
    if change.is_by_another:
        return gettext("In your library: nothing more to change")
    return gettext("In your library: nothing to change")


def change_details(change: PaperChange) -> list[str]:
    """Return the same as lines of a tooltip."""
    parts = [name for name in change.names if name in _PARTS and not (name == "extra" and change.extra)]
    fields = [name for name in change.names if name not in (*_PARTS, _KEY)]
    lines = []
    if fields:
        lines.append(gettext("Empty in your library, and filled in: {fields}", fields=_named(fields)))
    if parts:
        lines.append(gettext("Added in your library: {parts}", parts=_named(parts)))
    if change.extra:
        extra = _named(change.extra)
        lines.append(gettext("Other data, kept as written in the file for exports: {fields}", fields=extra))
    if change.key_before:
        lines.append(gettext("Replaced in your library: the citation key “{key}”", key=change.key_before))
    if change.may_add_files:
        lines.append(gettext("The linked file is copied if your library does not have it."))
    if change.into_collection:
        lines.append(gettext("It is added to the collection."))
    return lines or [change_words(change)]


def _named(names: Sequence[str]) -> str:
    return ", ".join(map(part_title, names))


def button_words(preview: ImportPreview, *, looks_up: bool) -> str:
    """Return the words on the button that imports the chosen entries. looks_up: the services are asked about them
    afterwards."""
    ticked, new, changed = preview.ticked_count(), preview.new_papers(), preview.changed_papers()
    if new and changed:
        return gettext("Import {count}, update {changed}", count=new, changed=changed)
    if new or not ticked:
        return ngettext("Import {count} entry", "Import {count} entries", new)
    if updated := preview.updated_papers():
        return ngettext("Update {count} paper", "Update {count} papers", updated)
    if looks_up:
        return ngettext("Look up {count} entry", "Look up {count} entries", ticked)
    return gettext("Nothing to update")


def selected_words(preview: ImportPreview) -> str:
    """Return why an import adds fewer papers than entries are selected; empty if it adds one for each."""
    repeats, known = preview.repeats(), preview.known()
    if not preview.new_papers() or not (repeats or known):
        return ""
    parts = [ngettext("{count} entry selected", "{count} entries selected", preview.ticked_count())]
    if repeats:
        parts.append(
            ngettext(
                "{count} repeats another entry and is imported with it",
                "{count} repeat other entries and are imported with them",
                repeats,
            )
        )
    if known:
        parts.append(ngettext("{count} is in your library already", "{count} are in your library already", known))
    return " · ".join(parts)


def fact_numbers(report: ImportReport) -> dict[str, int]:
    """Return the numbers of a report by the names of its lines. Those below the entries add up to these."""
    return {
        "entries": report.entries + report.not_chosen + len(report.skipped),
        "added": report.added - report.possibly_known,
        "possible": report.possibly_known,
        "known": report.known - len(report.repeated) - len(report.restored),
        "restored": len(report.restored),
        "repeated": len(report.repeated),
        "not_chosen": report.not_chosen,
        "skipped": len(report.skipped),
    }


def fact_fates(report: ImportReport) -> dict[str, str]:
    """Return what an import did with the entries of each line of its report."""
    numbers = fact_numbers(report)
    added, not_added, not_again = gettext("added"), gettext("not added"), gettext("not added again")
    known = _known_fate(report) if report.updated else not_again
    others = number(numbers["entries"] - report.added)
    fates = {
        "entries": gettext("{added} added, {others} not added", added=number(report.added), others=others),
        "added": added,
        "possible": added,
        "known": known,
        "restored": not_again,
        "repeated": not_again,
        "not_chosen": not_added,
        "skipped": not_added,
    }
    return {name: words for name, words in fates.items() if numbers[name]}


def _known_fate(report: ImportReport) -> str:
    """Return what an import did with the entries of papers that were in the library, if it has changed some of them."""
    collected, updated = report.collected, report.updated - report.collected
    if not collected:
        return ngettext("not added again; {count} paper updated", "not added again; {count} papers updated", updated)
    if not updated:
        return ngettext(
            "not added again; {count} paper added to a collection",
            "not added again; {count} papers added to a collection",
            collected,
        )
    return gettext(
        "not added again; papers updated: {updated}, added to a collection: {collected}",
        updated=number(updated),
        collected=number(collected),
    )


def preview_words(report: ImportReport) -> str:
    sentences = [shown(note) for note in (*report.notes, *report.remarks())]
    if not report.rows:
        sentences.append(gettext("The file has no entries that can be read."))
    elif not report.added and not report.restored:
        sentences.append(
            gettext("All entries are in your library already. The import adds only the fields that are empty there.")
        )
    return " ".join(sentences)


def result_words(report: ImportReport, file: str) -> tuple[str, bool]:
    """Return the message about an import, and True if it leaves something out, to be short."""
    whole = " ".join(result_sentences(report, file))
    if len(whole) <= LONGEST_RESULT:
        return whole, False
    return " ".join(result_sentences(report, file, is_short=True)), True


def result_sentences(report: ImportReport, file: str, *, is_short: bool = False) -> list[str]:
    """Return what an import did. is_short: numbers only, without names, keys and lines."""
    sentences = []
    if report.added or not (report.updated or report.restored):
        sentences.append(
            ngettext("Added {count} paper from {file}.", "Added {count} papers from {file}.", report.added, file=file)
        )
    if report.possibly_known:
        sentences.append(
            ngettext(
                "{count} of them may be in your library twice now: see “Duplicates”.",
                "{count} of them may be in your library twice now: see “Duplicates”.",
                report.possibly_known,
            )
        )
    if updated := report.updated - report.collected:
        sentences.append(
            ngettext("Updated {count} paper in your library.", "Updated {count} papers in your library.", updated)
        )
    if report.collected:
        sentences.append(
            ngettext(
                "Added {count} paper of your library to a collection.",
                "Added {count} papers of your library to a collection.",
                report.collected,
            )
        )
    if report.unchanged:
        sentences.append(
            ngettext(
                "{count} paper was there already, unchanged.",
                "{count} papers were there already, unchanged.",
                report.unchanged,
            )
            if report.updated
            else ngettext(
                "{count} was in your library already.", "{count} were in your library already.", report.unchanged
            )
        )
    if not is_short:
        sentences += [shown(remark) for remark in report.remarks()]
    elif report.restored:
        sentences.append(
            ngettext(
                "Restored {count} paper from the trash.",
                "Restored {count} papers from the trash.",
                len(report.restored),
            )
        )
    if report.not_chosen:
        sentences.append(
            ngettext("{count} entry was not selected.", "{count} entries were not selected.", report.not_chosen)
        )
    if report.skipped:
        lines = [] if is_short else [part.line for part in report.skipped if part.line]
        sentences.append(_left_out(lines, len(report.skipped)))
    return sentences


def _left_out(lines: Sequence[int], count: int) -> str:
    if len(lines) < count or count > MOST_LINES_NAMED:
        return ngettext("{count} entry was left out.", "{count} entries were left out.", count)
    where = ", ".join(str(line) for line in sorted(lines))
    return ngettext(
        "{count} entry was left out: line {lines}.", "{count} entries were left out: lines {lines}.", count, lines=where
    )


def _reported_parts(
    report: ImportReport, most: int | None = None, *, is_done: bool = True
) -> list[tuple[SkippedPart, str]]:
    """Return the parts of the file that were left out or have a fault, in the order of its lines, those without a line
    last; each with what became of its entry, or before the import what it will do, empty if that is not known."""
    unchosen = {one.name for one in report.outcomes if one.outcome == import_report.NOT_CHOSEN}
    parts = [(part, pgettext("entry", "left out")) for part in report.skipped]
    for part in report.problems:
        words = pgettext("entry", "imported") if is_done else pgettext("entry", "will be imported")
        if part.reason in OF_NO_ENTRY or not part.line:
            words = ""
        elif part.text in unchosen:
            words = shown(_OUTCOMES[import_report.NOT_CHOSEN])
        parts.append((part, words))
    return sorted(parts[:most], key=lambda one: (not one[0].line, one[0].line))


def problem_lines(
    report: ImportReport, most: int | None = None, *, is_done: bool = True
) -> list[tuple[SkippedPart, str]]:
    """Return the parts of the file that were left out or have a fault, in the order of its lines, each with what the
    report says about it, in one line.

    Args:
        most: how many; those that are left out come first.
        is_done: False before the import.
    """
    return [(part, _problem_line(part, outcome)) for part, outcome in _reported_parts(report, most, is_done=is_done)]


def _problem_line(part: SkippedPart, outcome: str) -> str:
    reason = shown(part.reason)
    start = shorten(" ".join(part.text.split()), MOST_OF_PART)
    if part.line and start and outcome:
        return gettext(
            "Line {line}, “{start}”, {outcome}: {problem}",
            line=part.line,
            start=start,
            outcome=outcome,
            problem=reason,
        )
    if part.line and outcome:
        return gettext("Line {line}, {outcome}: {problem}", line=part.line, outcome=outcome, problem=reason)
    if part.line and start:
        return gettext("Line {line}, “{start}”: {problem}", line=part.line, start=start, problem=reason)
    if part.line:
        return gettext("Line {line}: {problem}", line=part.line, problem=reason)
    # a file of a folder, unless the reason names it
    return gettext("{file}: {reason}", file=start, reason=reason) if start not in reason else reason


def report_text(report: ImportReport, file: str) -> str:
    """Return the report as text: what the import did, its numbers, a line for each part that was left out or has a
    fault, and a table of the entries with their lines and outcomes, which can be pasted into a spreadsheet."""
    parts = [
        [" ".join(result_sentences(report, file))],
        _fact_lines(report),
        [line for _part, line in problem_lines(report)],
        _outcome_lines(report),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _fact_lines(report: ImportReport) -> list[str]:
    """Return the lines of the report, such as 'New: 3, added'."""
    numbers, fates = fact_numbers(report), fact_fates(report)
    lines = []
    for name, title in FACTS.items():
        if name == "format":
            value = shown(FORMATS.get(report.format, report.format))
        elif numbers[name] or name not in OPTIONAL:
            value = ", ".join(filter(None, (number(numbers[name]), fates.get(name, ""))))
        else:
            continue
        lines.append(gettext("{fact}: {value}", fact=shown(title), value=value))
    return lines


def _outcome_lines(report: ImportReport) -> list[str]:
    """Return a table with a line for each entry of the file: where it begins, its citation key, and what became of it;
    empty if that was not noted, as for a large file."""
    if not report.outcomes:
        return []
    rows = [(one.line, one.name, shown(_OUTCOMES.get(one.outcome, one.outcome))) for one in report.outcomes]
    for part in report.skipped:
        start = shorten(" ".join(part.text.split()), MOST_OF_PART)
        rows.append((part.line, start, gettext("left out: {reason}", reason=shown(part.reason))))
    rows.sort(key=lambda row: row[0])  # the entries of a file without lines stay in their order
    table = [(str(line or ""), " ".join(name.split()), outcome) for line, name, outcome in rows]
    heads = (gettext("Line"), gettext("Entry"), gettext("Outcome"))
    return ["\t".join(cells) for cells in (heads, *table)]


def problem_rows(report: ImportReport) -> Iterator[dict[str, object]]:
    """Yield a row of a table for each part that was left out or has a fault."""
    for part, outcome in _reported_parts(report):
        yield {
            "line": part.line or None,
            "entry": " ".join(part.text.split()),
            "outcome": outcome,
            "reason": shown(part.reason),
        }
