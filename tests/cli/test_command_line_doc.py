"""docs/command-line.md has every option and variable, and the shapes in it are those of real output."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from scholar_desktop.cli import result as exit_codes
from scholar_desktop.cli.run import COMMANDS
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.attempt import Outcome
from scholar_desktop.domain.search.filters import Filters
from scholar_desktop.domain.search.query import Query
from tests.cli.command_line_doc import DOCUMENT, written
from tests.cli.conftest import Run
from tests.cli.json_shapes import differences, read_shapes
from tests.cli.test_saved_searches import save
from tests.support.demo_fixture import Demo

SHAPES = read_shapes(DOCUMENT.read_text("utf-8"))
PAPER = "1706.03762"
DOI = "10.1016/j.cbi.2005.12.009"
RECORD = "14839856"
RUNS: tuple[tuple[str, Sequence[str]], ...] = (
    ("search", ("attention",)),
    ("show", (DOI,)),
    ("citations", (PAPER, "--limit", "50")),
    ("references", (PAPER,)),
    ("compare", ("CorpusId:14290580", "CorpusId:26558224")),
    ("author-search", ("turing",)),
    ("authors", (PAPER,)),
    ("similar", (PAPER, "--pool", "all-cs")),
    ("snippets", ("attention",)),
    ("match", ("Attention is all you need",)),
    ("complete", ("attention",)),
    ("batch", ("LIST",)),
    ("oa", (DOI, "10.5555/unknown")),
    ("get", (PAPER, DOI, "10.5555/unknown")),
    ("library add", (DOI, "10.5555/unknown")),
    ("library list", ()),
    ("library search", ("attention",)),
    ("library show", (PAPER,)),
    ("library verify", ()),
    ("library backups", ()),
    ("library path", ()),
    ("export", (PAPER,)),
    ("resolve", ("BIB",)),
    ("check", ("BIB",)),
    ("import", ("BIB",)),
    ("ledger", ()),
    ("zenodo search", ("attention",)),
    ("zenodo record", (RECORD,)),
    ("zenodo latest", (RECORD,)),
    ("zenodo files", (RECORD,)),
    ("zenodo versions", ("7089818",)),
    ("zenodo stats", (RECORD,)),
    ("zenodo communities", ()),
    ("zenodo get", (RECORD,)),
    ("corpus releases", ()),
    ("corpus release", ("latest",)),
    ("corpus diffs", ("2026-07-28", "latest", "papers")),
    ("corpus files", ("papers",)),
    ("keys status", ()),
    ("cache list", ()),
    ("library remove", (DOI,)),
    ("library undo", ()),
    ("library redo", ()),
    ("library undo", ()),
    ("redo", ()),
    ("library undo", ()),
    ("library new", ("book", "title=On Growth", "key=growth", "author=Thompson, D. W.; Bonner, J.", "issued=1917")),
    ("library edit", (PAPER, "title=Attention", "volume=30")),
    ("show", (PAPER,)),
    ("library refresh", (PAPER,)),
    ("library new", ("book", "title=On Growth and Form", "key=second", "author=Thompson, D. W.", "issued=1917")),
    ("library new", ("book", "title=On Growth and Form", "key=third", "author=Thompson, D. W.", "issued=1917")),
    ("library duplicates", ()),
    ("library link", ("key:second", "key:third")),
    ("library not-duplicates", ("key:second", "key:third")),
    ("library merge", ("key:second", "key:third")),
    ("library collect", ("Thesis", PAPER)),
    ("library collections", ()),
    ("library uncollect", ("Thesis", PAPER)),
    ("library tag", ("methods", PAPER)),
    ("library rename-tag", ("methods", "ways")),
    ("library tags", ()),
    ("library untag", ("ways", PAPER)),
    ("library note", (PAPER, "Compare")),
    ("library star", (PAPER,)),
    ("library unstar", (PAPER,)),
    ("library reading", ("read", PAPER)),
    ("library view", ("Read", "is:read")),
    ("library views", ()),
    ("library trash", ("key:growth",)),
    ("library restore", ("key:growth",)),
    ("library delete", ("key:growth",)),
    ("live", (PAPER, "LIVE.BIB")),
    ("send", (PAPER, "--to", "file", "--into", "SENT.BIB")),
    ("outbox", ()),
    ("annotations", ()),
    ("library archive", ("ARCHIVE",)),
    ("library unarchive", ("ARCHIVE", "--to", "UNPACKED")),
    ("library move", ("MOVED",)),
    ("library rebuild", ()),
    ("cache clear", ()),
    ("settings", ()),
)
OF_THE_CORPUS = ("filter", "build", "info", "verify", "export", "remove")
OF_THE_NETWORK = ("terms", "plan", "fetch", "update", "complete")
OF_SEARCHES = ("list", "run", "delete")
WITHOUT_RUN = {
    "author",
    *(f"searches {word}" for word in OF_SEARCHES),
    *(f"corpus {word}" for word in (*OF_THE_CORPUS, *OF_THE_NETWORK)),
}
"""Shapes of commands that tests of their own run."""


def test_the_tables_are_those_of_the_code():
    assert DOCUMENT.read_text("utf-8") == written(), "run: python -m tests.cli.command_line_doc"


def test_every_exit_code_and_outcome_is_in_the_document():
    text = DOCUMENT.read_text("utf-8")
    for code in {value for name, value in vars(exit_codes).items() if name.isupper() and isinstance(value, int)}:
        assert f"| {code} |" in text
    table = text[text.index("| attempt |") : text.index("## Exit codes")]
    named = set(
        re.findall(r"[a-z_]+", " ".join(row.split("|")[1] for row in table.splitlines() if row.startswith("|")))
    )
    assert {outcome.value for outcome in Outcome} <= named


def test_every_shape_is_a_command_that_is_there_and_is_run():
    of_commands = {name for name in SHAPES if not name.isupper()}
    assert of_commands <= set(COMMANDS)
    assert of_commands == {name for name, _ in RUNS} | WITHOUT_RUN


def test_every_command_prints_the_shape_of_the_document(run: Run, tmp_path: Path):
    (tmp_path / "list.txt").write_text(f"{PAPER}\n10.5555/unknown\n", "utf-8")
    (tmp_path / "one.bib").write_text("@article{a, title={Attention is all you need}, year={2017}}", "utf-8")
    files = {"LIST": str(tmp_path / "list.txt"), "BIB": str(tmp_path / "one.bib")}
    files |= {name: str(tmp_path / name.lower()) for name in ("ARCHIVE", "UNPACKED", "MOVED", "LIVE.BIB", "SENT.BIB")}
    found: list[str] = []
    for name, words in RUNS:
        keys = ["SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY"] if name in ("corpus files", "corpus diffs") else []
        with pytest.MonkeyPatch.context() as patch:
            for key in keys:
                patch.setenv(key, "demo-key")
            ran = run(*name.split(), *(files.get(word, word) for word in words), "--json")
        output = json.loads(ran.out)
        found += [f"{name}: {each}" for each in differences(output, SHAPES["OUTPUT"], SHAPES, "output")]
        found += [f"{name}: {each}" for each in differences(output["data"], SHAPES[name], SHAPES)]
        if output["data"] is None:
            found.append(f"{name}: no data, exit {ran.code}: {output['errors']}")
    assert not found, "\n".join(dict.fromkeys(found))


def test_an_author(run: Run):
    [first, *_] = run("author-search", "turing", "--json").data["authors"]
    ran = run("author", str(first["id"]), "--papers", "--json")
    assert ran.data["papers"]
    assert not differences(ran.data, SHAPES["author"], SHAPES)


def test_the_saved_searches(run: Run):
    save(("heads", Query(words="attention", filters=Filters(year_from=2017))), ("other", Query(words="turing")))
    found: list[str] = []
    for word in OF_SEARCHES:
        ran = run("searches", word, *([] if word == "list" else ["heads"]), "--json")
        assert ran.data["searches"]
        found += [f"{word}: {each}" for each in differences(ran.data, SHAPES[f"searches {word}"], SHAPES)]
    assert not found, "\n".join(found)


def test_the_offline_corpus(run: Run, tmp_path: Path):
    GeneratedReleases(Sizes(60, 200, vectors=1)).write(tmp_path)
    release = str(tmp_path / release_name(0))
    found: list[str] = []
    for words in (
        ("filter", release, "--dataset", "papers", "--min-citations", "1", "--to", str(tmp_path / "kept")),
        ("build", "--from", release),
        ("info",),
        ("verify", "--against", release),
        ("export", "--output", str(tmp_path / "graph.graphml")),
        ("remove",),
    ):
        ran = run("corpus", *words, "--json")
        assert ran.code == 0, ran.answer["errors"]
        found += [f"{words[0]}: {each}" for each in differences(ran.data, SHAPES[f"corpus {words[0]}"], SHAPES)]
    assert not found, "\n".join(found)
    assert run("corpus", "info", "--json").code == 3


def test_the_offline_corpus_from_the_network(run: Run, demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    GeneratedReleases(Sizes(60, 300, releases=2, vectors=1, words=20_000)).write(tmp_path / "releases")
    demo.config(releases=str(tmp_path / "releases"))
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "demo-key")
    monkeypatch.setenv("SCHOLAR_DESKTOP_DOWNLOADS", "1")
    some = ("--datasets", "papers,citations")
    found: list[str] = []
    for words in (
        ("terms", "--accept", "papers", "citations"),
        ("plan", "--min-citations", "3", *some),
        ("fetch", "--min-citations", "3", *some, "--release", release_name(0)),
        ("build",),
        ("update",),
        ("complete",),
    ):
        ran = run("corpus", *words, "--json")
        assert ran.code == 0, ran.answer["errors"]
        found += [f"{words[0]}: {each}" for each in differences(ran.data, SHAPES[f"corpus {words[0]}"], SHAPES)]
    assert not found, "\n".join(found)
