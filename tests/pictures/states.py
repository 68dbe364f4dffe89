"""States that the usual walk does not reach: long titles, one row, 10,000 rows, services that fail."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.profile import profile_folders
from tests.bench.big_library import add_twins, fill, words
from tests.house.page_trees import StepFailed, Walk

NOTE = "# What it claims\n\n" + "\n".join(f"- **Claim {number}**: see page {number}" for number in range(1, 40))
SERVICES = ("s2", "unpaywall", "zenodo")
MANY, TWINS, TAGS, VIEWS = 10_000, 300, 200, 20


async def _configure_demo(walk: Walk, config: dict[str, Any]) -> None:
    url = walk.program.settings.semantic_scholar_url + "/__config"
    request = Request(url, json.dumps(config).encode(), {"Content-Type": "application/json"}, method="POST")
    await asyncio.to_thread(lambda: urlopen(request, timeout=10).close())


async def long_titles(walk: Walk) -> None:
    """The longest title of the demo, which is the only result."""
    longest = max(DemoCorpus().scholar, key=lambda work: len(work.title))
    await walk.trigger("view.search")
    await walk.type("searchEdit", longest.s2, "Return")
    await walk.is_not_waiting("resultsView")
    await walk.choose_row("resultsView", 0)
    await walk.take("state longest title")
    await walk.trigger("paper.add")
    await walk.trigger("view.library")
    await walk.take("state longest title in the library")


async def services_fail(walk: Walk) -> None:
    """Each service fails alone, then all of them, each in another way."""
    for service in SERVICES:
        await _configure_demo(walk, {"fail": {service: 500}})
        await walk.trigger("view.search")
        await walk.type("searchEdit", f"membrane {service}", "Return")
        await walk.is_not_waiting("resultsView")
        await walk.take(f"state {service} fails")
    await _configure_demo(walk, {"faults": {"s2": "html", "unpaywall": "reset", "zenodo": "garbage"}, "fail": {}})
    await walk.type("searchEdit", "machine translation", "Return")
    await walk.is_not_waiting("resultsView")
    await walk.take("state all services fail")
    await walk.trigger("view.authors")
    await walk.type("authorSearchEdit", "Wang", "Return")
    await walk.take("state authors fail")
    await walk.trigger("view.records")
    await walk.type("recordsEdit", "images", "Return")
    await walk.take("state records fail")
    await walk.trigger("view.sentences")
    await walk.type("snippetsEdit", "machine translation", "Return")
    await walk.take("state sentences fail")
    await _configure_demo(walk, {"faults": {}, "fail": {}})


STATES = (long_titles, services_fail)


def fill_large_library(profile: Path) -> Path:
    """Keep 10,000 papers with 300 duplicates, 200 tags and 20 smart views in the library of the new profile, and return
    the profile."""
    folder = profile_folders(profile, demo=True).data
    folder.mkdir(parents=True)
    fill(folder, MANY)
    add_twins(folder, MANY, TWINS)
    _organise(folder)
    return profile


def _organise(folder: Path) -> None:
    """Add tags, smart views and a long note, as rows: as changes they would take minutes."""
    names = words(TAGS + 60)[60:]
    with closing(sqlite3.connect(folder / "library.sqlite")) as connection, connection:
        for number, name in enumerate(names, start=1):
            colour = f"#{number * 25:02x}70{255 - number * 25:02x}" if number < 10 else None
            connection.execute("INSERT INTO tags (id, name, colour) VALUES (?, ?, ?)", (number, name, colour))
            connection.execute(
                "INSERT INTO paper_tags SELECT ?, id FROM papers WHERE id % ? = ?", (number, TAGS, number)
            )
        for number, name in enumerate(names[:VIEWS]):
            rule = f"tag:{name} year:{1980 + number}-"
            row = (name, f"Papers on {name} since {1980 + number}", rule, "2026-11-22T08:00:00Z")
            connection.execute("INSERT INTO views (key, name, rule, made) VALUES (?, ?, ?, ?)", row)
        connection.execute(
            "INSERT INTO notes (paper_id, text, written) SELECT max(id), ?, '2026-11-22T08:00:00Z' FROM papers", (NOTE,)
        )


async def large_library(walk: Walk) -> None:
    """A library of 10,000 papers, one of its rows, and its other views."""
    await walk.trigger("view.library")
    await walk.is_not_waiting("libraryView")
    await walk.take("state library of 10,000 papers")
    await walk.choose_row("libraryView", 5)
    await walk.take("state one of 10,000 papers")
    await walk.trigger("library.table")
    await walk.take("state table of 10,000 papers")
    if walk.window.search_page.panes.is_inside:  # in a narrow window, the paper lies over the list
        await walk.click("backToListButton")
    await walk.key("libraryView", "A", control=True)
    await walk.take("state 10,000 papers chosen")
    await walk.trigger("paper.edit")
    await walk.take("state field of 10,000 papers")
    await walk.key("fieldChoice", "Escape")
    await walk.trigger("paper.tag")
    await walk.take("state tag of 10,000 papers")
    await walk.key("tagEdit", "Escape")
    await walk.trigger("library.cards")
    await walk.trigger("library.new_entry")
    await walk.take("state new entry beside 10,000 papers")
    await walk.key("field.title", "Escape")
    await walk.trigger("view.library")
    await walk.choose_row("libraryView", 0)
    await walk.click("notePreviewButton")
    walk.find("notePreviewButton").setFocus()
    walk.window.search_page.panes.detail._scroll.ensureWidgetVisible(walk.find("noteBox"))
    await walk.take("state long note")
    await walk.trigger("library.duplicates")
    await walk.take("state duplicates of 10,000 papers")
    await walk.trigger("library.new_view")
    await walk.type("viewRuleEdit", "cited:>100 year:2010-")
    await walk.take("state smart view of 10,000 papers")
    await walk.key("viewRuleEdit", "Escape")
    await walk.trigger("view.library_without_pdf")
    await walk.take("state 10,000 papers without a PDF")
    await walk.trigger("view.missing_classics")
    await walk.take("state missing classics of 10,000 papers")
    await walk.trigger("view.map_library")
    await walk.is_not_waiting("mapPageView")
    await walk.take("state map of 10,000 papers")
    await walk.trigger("view.library")
    await walk.type("libraryEdit", "wordthatnopaperhas")
    if walk.find("libraryView").model().rowCount():
        raise StepFailed("A paper has the word that no paper has.")
    await walk.take("state no paper of 10,000 found")
    await walk.type("libraryEdit", "")
    library = walk.program.services.library
    with closing(sqlite3.connect(library.data_dir / "library.sqlite")) as connection, connection:
        # as another process does, and without the files of 10,000 papers
        connection.execute("INSERT INTO trashed SELECT id, '2026-11-22T08:00:00Z' FROM papers WHERE id % 5 > 0")
        connection.execute("INSERT INTO touched (session, paper_key) SELECT 'other', key FROM papers WHERE id = 1")
    await library.refresh_if_changed()
    await walk.trigger("view.library_trash")
    await walk.take("state trash of 8,000 papers")
    await walk.trigger("library.table")
    await walk.take("state table of a trash of 8,000 papers")
