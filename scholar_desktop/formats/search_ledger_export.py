"""Exports the search ledger: as a PRISMA count table, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.search.search_ledger import (
    ORDERS,
    FoundPaper,
    LedgerRun,
    RunComparison,
    describe_filters,
    describe_words,
)
from scholar_desktop.domain.source import LIBRARY, TITLES
from scholar_desktop.formats.csv_table import csv_text

_NAMES = (
    "run started words filters sort how saved source server state total loaded requests cached rows merged papers "
    "excluded shown error note"
)
COLUMNS = tuple(_NAMES.split())


def ledger_csv(runs: Sequence[LedgerRun]) -> str:
    """Returns one row for each source of each run; the counts of the run are repeated in each of its rows."""
    table = [
        {
            "run": run.id,
            "started": run.started,
            "words": describe_words(run.query),
            "filters": describe_filters(run.query.filters) or None,
            "sort": run.query.sort,
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
        _plain(run)
        | {
            "excluded": run.excluded,
            "order": ORDERS.get(run.query.sort, "As the service sorts."),
            "found": _plain(papers),
        }
        for run, papers in zip(runs, found, strict=True)
    ]
    return json.dumps({"schema": 1, "runs": data}, ensure_ascii=False, indent=1) + "\n"


def comparison_csv(comparison: RunComparison) -> str:
    """Returns one row per paper, with the runs that have it: first, second or both."""
    sides = (
        ("first", comparison.only_first),
        ("second", comparison.only_second),
        ("both", comparison.both),
    )
    table = [
        {"in": side, "id": paper.id, "title": paper.title, "year": paper.year, "author": paper.authors}
        for side, papers in sides
        for paper in papers
    ]
    return csv_text(table, ("in", "id", "title", "year", "author"))


def prisma_table(runs: Sequence[LedgerRun]) -> str:
    """Returns the counts of the first boxes of PRISMA 2020 as a Markdown table with one column per run.

    Its rows are records identified by source, duplicates removed, records left, records excluded by filters here, and
    records to screen. Databases and registers are the services; what was already in the library is listed separately.
    """
    head = ["", *(f"{run.started[:16].replace('T', ' ')} UTC" for run in runs)]
    lines: list[list[str]] = [["Search", *(_cell(describe_words(run.query)) for run in runs)]]
    lines.append(["Filters", *(_cell(describe_filters(run.query.filters) or "none") for run in runs)])
    names = list(dict.fromkeys(source.name for run in runs for source in run.sources))
    for name in (*(one for one in names if one != LIBRARY), *(one for one in names if one == LIBRARY)):
        title = TITLES.get(name, name)
        what = "Held in the library before" if name == LIBRARY else f"Records reported by {title}"
        lines.append([what, *(_count(run, name, "total") for run in runs)])
        lines.append(
            [f"- of these retrieved ({TITLES.get(name, name)})", *(_count(run, name, "loaded") for run in runs)]
        )
    lines.append(["Records identified (retrieved from all)", *(f"{run.rows:,}" for run in runs)])
    lines.append(["Duplicate records removed", *(f"{run.merged:,}" for run in runs)])
    lines.append(["Records after duplicates removed", *(f"{run.papers:,}" for run in runs)])
    reasons = list(dict.fromkeys(one.name for run in runs for one in run.narrowed if one.here))
    lines.append(["Records removed by filters of this program", *(f"{run.excluded:,}" for run in runs)])
    for reason in reasons:
        told = [next((f"{one.here:,}" for one in run.narrowed if one.name == reason), "0") for run in runs]
        lines.append([f"- do not pass: {reason.replace('_', ' ')}", *told])
    lines.append(["Records to screen", *(f"{run.shown:,}" for run in runs)])
    lines.append(["Sources that failed or were left out", *(_cell(_missing_sources(run)) for run in runs)])
    rows = [head, ["---"] + ["---:"] * len(runs), *lines]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    note = (
        "Counts as the services gave them at the time; 'reported' is what a service says there is, 'retrieved' what "
        "was loaded. A record may fail several filters. Total before merging is rows of all sources together."
    )
    return f"# Records identified by searching\n\n{table}\n\n{note}\n"


def _missing_sources(run: LedgerRun) -> str:
    lacking = [source for source in run.sources if source.state in ("failed", "partial", "skipped")]
    return "; ".join(f"{TITLES.get(source.name, source.name)}: {source.state}" for source in lacking) or "none"


def _count(run: LedgerRun, name: str, what: str) -> str:
    found = next((source for source in run.sources if source.name == name), None)
    if found is None:
        return "not asked"
    value = getattr(found, what)
    return "not said" if value is None else f"{value:,}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _plain(value: Any) -> Any:
    return msgspec.to_builtins(value)
