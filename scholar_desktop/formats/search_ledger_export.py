"""Exports the search ledger: as a PRISMA count table, CSV or JSON."""

# not translated in this file: its tables are for publications and other programs, which compare them

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.search.filters import filter_title
from scholar_desktop.domain.search.run_order import describe_order, sort_of
from scholar_desktop.domain.search.search_ledger import (
    DUPLICATES_BETWEEN,
    DUPLICATES_WITHIN,
    FoundPaper,
    LedgerRun,
    LoadedCount,
    SourceCount,
    counted_again,
    describe_filter,
    describe_words,
    filters_here,
    filters_of,
    filters_sent,
    incomplete_sources,
    join_runs,
    loaded_of,
    saved_answers,
)
from scholar_desktop.domain.source import LIBRARY, TITLES
from scholar_desktop.domain.text.message import encode_english
from scholar_desktop.formats.csv_table import csv_text

_NAMES = (  # not translated: names of columns
    "run started words filters sort how saved source server state total loaded requests cached rows merged papers "
    "excluded shown error note incomplete loads received saved_answers filters_sent filters_here offline"
)
COLUMNS = tuple(_NAMES.split())


def ledger_csv(runs: Sequence[LedgerRun]) -> str:
    """Returns one row for each source of each run; the counts of the run are repeated in each of its rows."""
    table = [
        {
            "run": run.id,
            "started": run.started,
            "words": describe_words(run.query),
            "filters": ", ".join(filters_of(run)) or None,
            "sort": sort_of(run),
            "how": run.how,
            "saved": run.saved,
            "source": source.name,
            "server": source.server or None,
            "state": source.state,
            "total": source.total,
            "loaded": source.loaded,
            "requests": source.requests,
            "cached": source.cached,
            "rows": run.rows,
            "merged": run.merged,
            "papers": run.papers,
            "excluded": run.excluded,
            "shown": run.shown,
            "error": source.error,
            "note": source.note or None,
            "incomplete": incomplete_sources(run).get(source.name),
            "received": source.received,
            "saved_answers": "yes" if source.name in saved_answers(run) else None,
            "filters_sent": _filters(run, filters_sent(run, source.name)) or None,
            "filters_here": _filters(run, filters_here(run, source.name)) or None,
            "offline": "yes" if run.offline else None,
            "loads": "; ".join(f"{count.loaded} at {at}" for at, count in loaded_of(run, source.name)) or None,
        }
        for run in runs
        for source in run.sources
    ]
    return csv_text(table, COLUMNS)


def ledger_json(runs: Sequence[LedgerRun], found: Sequence[Sequence[FoundPaper]]) -> str:
    """Returns all that the ledger has of *runs* as JSON.

    This includes the papers that each run found, in order and with their position in each source.
    """
    data = [
        run_fields(run)
        | {
            "order": describe_order(run) or "As sorted by the service.",
            "found": _plain(papers),
        }
        for run, papers in zip(runs, found, strict=True)
    ]
    return json.dumps({"schema": 1, "runs": data}, ensure_ascii=False, indent=1) + "\n"


def run_fields(run: LedgerRun) -> dict[str, Any]:
    """Returns the fields of *run* for JSON. The sort of its query is that of its list."""
    fields: dict[str, Any] = _plain(run)
    fields["query"]["sort"] = sort_of(run)
    return fields | {"excluded": run.excluded}


NO_TOTAL = "sends no total"
NOTHING_TO_FIND = "nothing to search for"

RECORD_COLUMNS = (
    *("id", "title", "year", "author", "doi", "searches", "sources", "rows", "found_as", "merged_because"),
    "incomplete_searches",
)


def records_csv(runs: Sequence[LedgerRun], found: Sequence[Sequence[FoundPaper]]) -> str:
    """Returns one row for each paper of *runs*, with the searches and sources that found it, and why rows were merged.

    Args:
        found: the papers of each run.
    """
    table = []
    for record in join_runs(runs, found):
        _, first = record.found[0]
        rows = [(run, row) for run, paper in record.found for row in paper.rows]
        reasons = [f"search {run.id}, {TITLES.get(row.source, row.source)}: {row.why}" for run, row in rows if row.why]
        reasons += [
            f"found again by search {run.id}: {why}"
            for (run, _), why in zip(record.found[1:], record.why, strict=True)
            if why
        ]
        by_run = {run.id: run for run, _ in record.found}
        table.append(
            {
                "id": first.id,
                "title": first.title,
                "year": first.year,
                "author": first.authors,
                "doi": next((doi for _, paper in record.found if (doi := paper.doi) is not None), None),
                "searches": "; ".join(f"{run.id}: {describe_words(run.query)}" for run in by_run.values()),
                "sources": "; ".join(dict.fromkeys(TITLES.get(row.source, row.source) for _, row in rows)),
                "rows": len(rows),
                "found_as": "; ".join(
                    f"search {run.id}, {TITLES.get(row.source, row.source)} {row.rank or '?'}: {row.id}"
                    for run, row in rows
                ),
                "merged_because": "; ".join(dict.fromkeys(reasons)) or None,
                "incomplete_searches": "; ".join(str(run.id) for run in by_run.values() if incomplete_sources(run))
                or None,
            }
        )
    return csv_text(table, RECORD_COLUMNS)


def prisma_table(runs: Sequence[LedgerRun], found: Sequence[Sequence[FoundPaper]] | None = None) -> str:
    """Returns the counts of the first boxes of PRISMA 2020 as a Markdown table: one column per run, and one for all.

    Its rows are records identified by source, duplicates removed, records left, records excluded by filters here, and
    records to screen. Databases and registers are the services; what was already in the library is listed separately.

    Args:
        found: the papers of each run; with them, papers that several runs found are counted once in the last column.
    """
    several = len(runs) > 1
    heads = [f"Search {run.id}, {_time(run.started)}" for run in runs]
    lines: list[list[str]] = []

    def add(what: str, cells: Sequence[str], whole: str = "") -> None:
        lines.append([what, *cells, *([whole] if several else [])])

    def add_numbers(what: str, values: Sequence[int | None], absent: Sequence[str] = ()) -> None:
        cells = [f"{value:,}" if value is not None else absent[place] for place, value in enumerate(values)]
        known = [value for value in values if value is not None]
        marks = "" if len(known) == len(values) else " (where known)"
        unknown = absent[0] if len(set(absent)) == 1 else "not known"
        add(what, cells, f"{sum(known):,}{marks}" if known else unknown)

    add("Search", [_cell(describe_words(run.query)) or "filters only" for run in runs], f"{len(runs)} searches")
    add("Filters", [_cell(", ".join(filters_of(run))) or "none" for run in runs])
    missing = [incomplete_sources(run) for run in runs]
    incomplete = sum(map(bool, missing))
    add(
        "Complete",
        [f"**incomplete**: {_cell(_by_source(one))}" if one else "yes" for one in missing],
        f"**{incomplete} of {len(runs)} incomplete**" if incomplete else "yes",
    )
    if any(run.offline for run in runs):
        add("Made offline", ["yes" if run.offline else "no" for run in runs])
    names = list(dict.fromkeys(source.name for run in runs for source in run.sources))
    for name in (*(one for one in names if one != LIBRARY), *(one for one in names if one == LIBRARY)):
        title = TITLES.get(name, name)
        what = "Already in the library" if name == LIBRARY else f"Records reported by {title}"
        for label, field in ((what, "total"), (f"- of these retrieved ({title})", "loaded")):
            add_numbers(label, *_counts(runs, name, field))
        loads = [loaded_of(run, name) for run in runs]
        if any(len(one) > 1 for one in loads):
            add(f"- loaded step by step ({title})", [_loads(one) for one in loads])
        if any(name in saved_answers(run) for run in runs):
            add(f"- received ({title})", [_received(run, name) for run in runs])
        if any(run.query.filters.any_set for run in runs) and name != LIBRARY:
            add(f"- filters sent to {title}", [_cell(_filters(run, filters_sent(run, name))) or "none" for run in runs])
        if any(filters_here(run, name) for run in runs):
            here = [_cell(_filters(run, filters_here(run, name))) or "none" for run in runs]
            add(f"- filters applied by this program ({title})", here)
    notes = [_by_source({one.name: one.note for one in run.sources if one.note}) for run in runs]
    if any(notes):
        add("Notes", [_cell(note) for note in notes])
    add_numbers("Records identified (retrieved from all)", [run.rows for run in runs])
    add_numbers("Duplicate records removed within a search", [run.merged for run in runs])
    add_numbers("Records after duplicates removed", [run.papers for run in runs])
    add_numbers("Records removed by filters of this program", [run.excluded for run in runs])
    for reason in dict.fromkeys(one.name for run in runs for one in run.narrowed if one.here):
        counts = [next((one.here for one in run.narrowed if one.name == reason), 0) for run in runs]
        add_numbers(f"- removed by: {filter_title(reason)}", counts)
    shown = [run.shown for run in runs]
    rules = [DUPLICATES_WITHIN]
    if several and found is not None:
        rules.append(DUPLICATES_BETWEEN)
        unique = len(join_runs(runs, found))
        add("Records left in each search", [f"{count:,}" for count in shown], f"{sum(shown):,}")
        add("Duplicate records removed between searches", [""] * len(runs), f"{sum(map(len, found)) - unique:,}")
        add("Records to screen", [""] * len(runs), f"**{unique:,}**")
    else:
        add_numbers("Records to screen", shown)
    head = ["", *heads, *(["All searches"] if several else [])]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1), *lines]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    note = (
        "Counts are those at the time of the search, or when more of its results were loaded: “reported” is the number "
        "that a service states, “retrieved” the number that was loaded. Several filters may remove the same record."
    )
    if any(_sends_no_total(source) for run in runs for source in run.sources):
        note += " A service that sends no total is complete when it has sent its last page."
    note = " ".join((note, *rules))
    again = [f"- {sentence}" for sentence in counted_again(runs)] if several else []
    parts = ("# Records identified by searching", table, note, "\n".join(again))
    return "\n\n".join(part for part in parts if part) + "\n"


def _loads(steps: Sequence[tuple[str, LoadedCount]]) -> str:
    """Returns how many rows a source had returned, and when; empty if that was once."""
    if len(steps) < 2:
        return ""
    return ", then ".join(f"{count.loaded:,} on {_time(at)}" for at, count in steps)


def _by_source(texts: dict[str, str]) -> str:
    return "; ".join(f"{TITLES.get(name, name)}: {text}" for name, text in texts.items())


def _counts(runs: Sequence[LedgerRun], name: str, field: str) -> tuple[list[int | None], list[str]]:
    """Returns a count of the source *name* in each run, and what to write where there is none."""
    sources = [next((source for source in run.sources if source.name == name), None) for run in runs]
    values = [None if source is None else getattr(source, field) for source in sources]
    return values, [_why_no_count(source) for source in sources]


def _why_no_count(source: SourceCount | None) -> str:
    if source is not None and source.cannot_match:
        return NOTHING_TO_FIND
    if source is None or source.state == "skipped":
        return "not searched"
    return NO_TOTAL if _sends_no_total(source) else "not reported"


def _sends_no_total(source: SourceCount) -> bool:
    return source.total is None and source.state in ("ok", "partial")


def _received(run: LedgerRun, name: str) -> str:
    """Returns when the source *name* sent the answers of *run*."""
    saved = saved_answers(run)
    if name not in saved:
        return "at the search" if any(one.name == name and one.received for one in run.sources) else ""
    if run.is_filtered_list:
        what = "filtered results of an earlier search"
    else:
        # the answers of a search can be saved ones in part: those of one source, or the first pages of a source
        is_part = any(one.name == name and one.requests for one in run.sources)
        what = "some saved answers" if is_part else "saved answers"
    at = saved[name]
    return f"{what}, oldest of {_time(at)}" if at else what


def _time(at: str) -> str:
    """Returns an ISO 8601 time in UTC to the second, as the CSV file has it, in a form for a text."""
    return f"{at[:19].replace('T', ' ')} UTC"


def _filters(run: LedgerRun, names: Sequence[str]) -> str:
    return ", ".join(describe_filter(run.query, name) for name in names)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value, enc_hook=encode_english)
