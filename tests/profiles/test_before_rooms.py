"""A profile that the program left at the commit `before-rooms` opens with the program of today, and all is there.

`make.py` wrote the profile and the facts that are compared, with the program of that commit. Neither is written again.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tarfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.library.database.migrations import MIGRATIONS
from tests.profiles import facts

ARCHIVE = facts.HERE / "before-rooms.tar.xz"
LARGEST = 1_000_000
STATE_KEYS_ADDED: frozenset[str] = frozenset(
    {
        "pdfs_left_out",
        *("citations_placed", "citation_tab", "library_place", "trail", "way_back", "subject", "library_sort"),
        *("library_smart_view", "list_beside", "citation_rows", "citation_filters", "citation_tabs", "citation_orders"),
        *("library_filters", "library_words", "library_row", "page_shown_from", "download_row", "download_batches"),
        *("side_tab", "focus_place", "list_shown", "list_places", "trail_left", "results_scroll", "results_row"),
        *("trail_of_library", "library_folder", "map_selection", "results_selected", "library_other_rows"),
        *("missing_collection", "outbox", "open_access_kinds", "unreadable_citation_key_template"),
        *("export_files_zotero", "pdf_places", "pdf_shown", "setting_after_restart", "pinned_papers"),
    }
)
"""Keys that later versions write to state.json when such a profile is opened and closed. A key that was renamed is not
one of these: what was kept under the old name would be lost."""


Attempts = list[list[Any]]


def _as_link_of_its_page(attempts: Attempts) -> Attempts:
    [[url, _, *rest], *_] = attempts
    return [[url, "landing", *rest]]


TYPES_NOW = {"395f2ee3013c": "conference"}
"""A paper in proceedings of the ACM, which Semantic Scholar also calls a book."""
SAME_WORK = "Large Language Models Pass the Turing Test"
"""A preprint at arXiv and its copy at Zenodo, each with a DOI. They were two results."""
IN_A_VENUE = 3
"""Papers with an arXiv ID and a conference: they are not checked for their publication any more."""
ZENODO_DOIS = 1
"""Papers whose only DOI is of Zenodo, though not with its prefix: Unpaywall does not cover it, so it is not asked."""
LIBRARY_VERSION = len(MIGRATIONS)
"""The undo journal became one for undo and redo, entries came, reading states, and with which checksum a file was
compared (library/database/migrations.py)."""
PUBLISHED_WANTED = 2
"""The place of the row that wants the published version beside the PDF of another one."""
LANDING_FIRST: dict[int, Callable[[Attempts], Attempts]] = dict.fromkeys((15, 16, 17), _as_link_of_its_page)
"""Rows whose address failed temporarily while their landing page was not reached. An automatic retry begins with what
was not reached, so the same address is now tried as the link on that page."""


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    """What the program of that commit wrote."""
    written = facts.read_facts(facts.HERE / "before-rooms.facts.json.xz")
    for problem in written["opened"]["problems"]:
        problem["message"] = problem["message"].replace("was taken back.", "was undone.")  # the sentence has changed
    return written


def check(expected: Any, found: Any) -> None:
    """Fail with all that is different."""
    different = facts.differences(expected, found)
    assert not different, f"{len(different)} differences:\n" + "\n".join(different[:40])


async def test_everything_is_there_when_a_window_opens_on_it(demo: Any, tmp_path: Path, before: dict[str, Any]) -> None:
    found = await facts.opened(ARCHIVE, tmp_path / "opened", demo.url, before["made"])
    expected = before["opened"]
    remembered = expected["says"]["answers"]["remembered"]
    for key, now in TYPES_NOW.items():
        remembered = {**remembered, key: {**remembered[key], "type": now}}
    answers = {**expected["says"]["answers"], "remembered": remembered}
    turing = answers["search turing"]
    titles = list(turing["titles"])
    assert titles.count(SAME_WORK) == 2
    del titles[len(titles) - 1 - titles[::-1].index(SAME_WORK)]
    answers["search turing"] = {**turing, "titles": titles, "merged": turing["merged"] + 1}
    expected = {**expected, "says": {**expected["says"], "answers": answers}}
    follows = expected["says"]["follows"]
    states = {kind: {**state} for kind, state in follows["states"].items()}
    states["open_copy"]["watched"] -= ZENODO_DOIS
    states["published"]["watched"] -= IN_A_VENUE
    expected = {**expected, "says": {**expected["says"], "follows": {**follows, "states": states}}}
    library = {**expected["databases"]["data/library.sqlite"], "user_version": LIBRARY_VERSION}
    expected = {**expected, "databases": {**expected["databases"], "data/library.sqlite": library}}
    # the box has the words of the search that is shown; what was not searched for is among the last searches
    state, window = expected["state"]["config/state.json"], expected["window"]
    typed, (shown, *_) = state["draft"], state["searches"]
    searches = [typed, *state["searches"]]
    state = {**state, "draft": shown, "searches": searches}
    del state["splitters.tabs"]  # nobody has chosen the width of the paper
    box = {**window["page search"], "searchEdit": shown}
    window = {**window, "last words": searches, "words": shown, "page search": box}
    expected = {**expected, "state": {**expected["state"], "config/state.json": state}, "window": window}
    for part in expected:
        check({part: expected[part]}, {part: found[part]})
    for name, kept in expected["state"].items():
        if isinstance(kept, dict):
            assert found["state"][name].keys() - kept.keys() <= STATE_KEYS_ADDED, name
    assert not demo.stats()["counts"], "the window was offline"


async def test_every_change_is_taken_back_as_before(demo: Any, tmp_path: Path, before: dict[str, Any]) -> None:
    found = await facts.undone(ARCHIVE, tmp_path / "undone", demo.url, before["made"])
    expected = before["undone"]
    assert [step["label"] for step in found["steps"]] == [step["label"] for step in expected["steps"]]
    check(expected, found)
    for step, was in zip(found["steps"], expected["steps"], strict=True):
        assert step["now"].keys() == was["now"].keys(), step["label"]


async def test_the_queue_goes_on_and_every_row_ends_as_before(
    demo: Any, tmp_path: Path, before: dict[str, Any]
) -> None:
    demo.config(pace=0)
    found = await facts.queue_ended(ARCHIVE, tmp_path / "gone on", demo.url, before["made"])
    expected = {**before["gone on"], "rows": list(before["gone on"]["rows"])}
    for place, attempts in LANDING_FIRST.items():
        expected["rows"][place] = {**expected["rows"][place], "attempts": attempts(expected["rows"][place]["attempts"])}
    # its published version is not open, but it has the PDF of another version: it is not without a PDF any more
    before_it, now = expected["rows"][PUBLISHED_WANTED], found["rows"][PUBLISHED_WANTED]
    assert (before_it["outcome"], before_it["path"]) == ("closed", None)
    assert Path(now["path"]).name.startswith(Path(now["path"]).parent.name)
    expected["rows"][PUBLISHED_WANTED] = {**before_it, "outcome": "saved", "path": now["path"]}
    known = re.findall(r"\b[0-9a-f]{64}\b", json.dumps(before["opened"]))
    for side in (
        expected,
        found,
    ):  # the PDFs of today's demo name other references
        side["files"] = [[*names, sha256 if sha256 in known else "from the demo"] for *names, sha256 in side["files"]]
    check(expected, found)


def test_the_profile_holds_something_of_every_kind(tmp_path: Path, before: dict[str, Any]) -> None:
    assert ARCHIVE.stat().st_size <= LARGEST
    with tarfile.open(ARCHIVE) as packed:
        names = packed.getnames()
    for part in (
        "data/.library/moves-",
        "data/downloads/",
        "data/quarantine/",
        "data/trash/",
        "cache/citations.sqlite",
    ):
        assert any(name.startswith(part) for name in names), part
    assert any(name.endswith(".part") for name in names)
    databases, says = before["opened"]["databases"], before["opened"]["says"]
    kept = [value for name, value in says["library"].items() if name.startswith("paper ")]
    assert len(kept) >= 40
    assert sum(any(file["name"].endswith(".pdf") for file in paper["files"]) for paper in kept) >= 10
    assert len(set(kinds(before["undone"]["steps"]))) >= 12
    library = databases["data/library.sqlite"]
    empty = {table for table, rows in library.items() if rows == []}
    assert empty <= {"commits"}, empty
    facts.unpack(ARCHIVE, tmp_path / "as it was left")
    with closing(sqlite3.connect(tmp_path / "as it was left" / "data" / "library.sqlite")) as connection:
        states = {state for (state,) in connection.execute("SELECT DISTINCT state FROM downloads")}
    assert states == {"waiting", "paused", "done"}  # a running row is written as one that waits
    rows = [*says["queue"]["rows"], *before["gone on"]["rows"]]
    assert {row["outcome"] for row in rows} - {None} == {
        "saved", "closed", "not_found", "temporary", "needs_person", "unavailable", "disk", "cancelled",
    }  # fmt: skip
    assert all(databases["config/searches.sqlite"][table] for table in ("runs", "lists", "list_lines", "list_texts"))


def kinds(steps: Sequence[dict[str, Any]]) -> list[str]:
    """The names of changes without what they were done to."""
    return [" ".join(step["label"].replace("‘", "“").split("“")[0].split("'")[0].split()) for step in steps]
