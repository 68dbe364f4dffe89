"""corpus update against the demo: after each step the corpus is what a script makes of the newer release."""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus import schema
from scholar_desktop.corpus.paper_counts import paper_lines
from scholar_desktop.corpus.store import CorpusStore, match_of
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.library.store import LibraryStore
from tests.cli.conftest import Run
from tests.cli.test_corpus_fetch import wanted
from tests.support.corpus_script import DATASETS, lines_in, write_lines
from tests.support.demo_fixture import Demo

NAMES = [release_name(number) for number in range(3)]


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    GeneratedReleases(Sizes(400, 3000, releases=3, seed=10, vectors=1, words=20_000)).write(folder)
    return folder


@pytest.fixture
def service(demo: Demo, generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of three releases that the demo serves to this test, which may change it."""
    folder = tmp_path / "service"
    shutil.copytree(generated, folder)
    demo.config(releases=str(folder))
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "demo-key")
    monkeypatch.setenv("SCHOLAR_DESKTOP_DOWNLOADS", "1")  # one process that filters
    return folder


@pytest.fixture
def begin(run: Run, service: Path) -> Any:
    """`begin(*rule)`: a corpus of the oldest release."""

    def begin(*rule: str) -> None:
        assert run("corpus", "terms", "--accept", *DATASETS).code == 0
        assert run("corpus", "fetch", "--release", NAMES[0], *rule).code == 0
        assert run("corpus", "build").code == 0

    return begin


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "data" / "corpus"


def is_cited(row: dict[str, Any]) -> bool:
    return bool(row["citationcount"] >= 4)


def script_lines(service: Path, number: int, keep: Any, to: Path) -> dict[str, list[bytes]]:
    """What a script keeps of a release, also written as a folder of lines."""
    found = wanted(service / NAMES[number], keep)
    write_lines(found, to)
    return found


_opened: list[CorpusStore] = []


@pytest.fixture(autouse=True)
def _close_stores() -> Iterator[None]:
    """Python 3.13 warns of a database that is not closed."""
    yield
    while _opened:
        _opened.pop().close()


def stored(corpus: Path) -> tuple[dict[str, set[bytes]], CorpusStore]:
    """The rows of the store, by dataset, and the store."""
    path = corpus / (corpus / "current").read_text().strip()
    store = CorpusStore(path)
    _opened.append(store)
    connection = sqlite3.connect(path)
    tables = {"abstracts": "abstract", "tldrs": "tldr", "authors": "author"}
    found = {
        name: {store._packers[table].unpack(row) for (row,) in connection.execute(f"SELECT row FROM {table}")}
        for name, table in tables.items()
        if table in store._packers
    }
    found["papers"] = {line for _, line in paper_lines(connection)}
    for name, table in schema.COUNTED.items():
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (int(store.about()[name]),), name
    connection.close()
    return found, store


def test_without_a_filter_each_step_leads_to_exactly_the_next_release(
    begin: Any, run: Run, service: Path, corpus: Path
):
    begin("--everything")
    truth = json.loads((service / "truth.json").read_bytes())["releases"]
    for number in (1, 2):
        ran = run("corpus", "update", "--to", NAMES[number], "--json")
        assert ran.code == 0
        assert (ran.data["from"], ran.data["to"], ran.data["rebuilt"]) == (NAMES[number - 1], NAMES[number], False)
        found, store = stored(corpus)
        for name in ("papers", "abstracts", "tldrs", "authors"):
            assert found[name] == set(lines_in((service / NAMES[number] / name).glob("*.gz"))), name
        wrong = [
            paper
            for paper, citing in truth[NAMES[number]]["cited_by"].items()
            if sorted(set(store.citing_ids(int(paper)))) != sorted(set(citing))
        ]
        assert wrong == []
        store.close()
        info = run("corpus", "info", "--json").data
        assert (info["release"], info["papers"], info["edges"]) == (
            NAMES[number], truth[NAMES[number]]["papers"], truth[NAMES[number]]["citations"],
        )  # fmt: skip
        assert run("corpus", "verify", "--against", str(service / NAMES[number]), "--json").data["equal"]
        own = run("corpus", "verify", "--json")
        assert (own.code, own.data) == (0, {"equal": True, "differences": []}), "the kept lines and the applied diffs"
    assert run("corpus", "update", "--json").data["steps"] == []


@pytest.mark.parametrize("edges", ["both", "one"])
def test_with_a_filter_each_step_leads_to_the_next_release_but_for_what_is_said_to_lack(
    begin: Any, run: Run, service: Path, corpus: Path, tmp_path: Path, edges: str
):
    begin("--min-citations", "4", "--edges", edges)
    entered: set[int] = set()
    ran = run("corpus", "update", "--json")
    assert ran.code == 0
    assert [step["to_release"] for step in ran.data["steps"]] == NAMES[1:]
    expected = script_lines(service, 2, is_cited, tmp_path / "script")
    found, store = stored(corpus)
    assert found["papers"] == set(expected["papers"])
    before = {json.loads(line)["corpusid"] for line in wanted(service / NAMES[0], is_cited)["papers"]}
    middle = {json.loads(line)["corpusid"] for line in wanted(service / NAMES[1], is_cited)["papers"]}
    after = {json.loads(line)["corpusid"] for line in expected["papers"]}
    entered = (after - before) | (after - middle)
    assert entered
    assert ran.data["entered"] >= len(after - before)
    lacking = {key for key in after if store.lacks(key)}
    assert {key for key in after if "citations" in store.lacks(key)} == entered
    assert found["abstracts"] <= set(expected["abstracts"])
    missing = {json.loads(line)["corpusid"] for line in set(expected["abstracts"]) - found["abstracts"]}
    assert missing == {key for key in after if "abstracts" in store.lacks(key)} & missing
    assert run("corpus", "info", "--json").data["lacking"] == len(lacking)
    store.close()
    if edges == "both":
        assert run("corpus", "verify", "--json").data["equal"]
        ran = run("corpus", "verify", "--against", str(tmp_path / "script"), "--json")
        assert ran.data == {"equal": True, "differences": []}
    # a build from the lines that were kept gives the same corpus again
    assert run("corpus", "build").code == 0
    again, other = stored(corpus)
    assert again == found
    assert {key for key in after if other.lacks(key)} == lacking
    assert run("corpus", "info", "--json").data["release"] == NAMES[2]
    other.close()


def test_vectors_and_texts_follow_the_diffs(
    demo: Demo, run: Run, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    names = ("papers", "embeddings-specter_v2", "s2orc")
    service, fresh = tmp_path / "service", tmp_path / "fresh"
    GeneratedReleases(Sizes(200, 200, releases=2, seed=10, vectors=40, texts=40, words=20_000)).write(service)
    step = service / f"{NAMES[0]}-to-{NAMES[1]}"
    assert all((step / name / "update").is_dir() for name in names)
    demo.config(releases=str(service))
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "demo-key")
    updated = [json.loads(line)["corpusid"] for line in lines_in((step / "s2orc" / "update").glob("*.gz"))]
    texts = [json.loads(line)["corpusid"] for line in lines_in((service / NAMES[0] / "s2orc").glob("*.gz"))]
    keys = sorted({*texts[:10], *updated})

    async def collect() -> None:
        store = LibraryStore(corpus.parent)
        await store.collection_book.put_in([Paper(f"Paper {key}", Ids(corpus=str(key))) for key in keys], "Mine")
        await store.aclose()

    asyncio.run(collect())
    assert run("corpus", "terms", "--accept", *names).code == 0
    assert run("corpus", "fetch", "--release", NAMES[0], "--everything", "--datasets", ",".join(names)).code == 0
    assert run("corpus", "build").code == 0
    fresh.mkdir()
    for name in names:
        (fresh / name).symlink_to(service / NAMES[1] / name)
    ran = run("corpus", "verify", "--against", str(fresh), "--json")
    assert {"paper", "vectors", "full_text"} <= {each["table"] for each in ran.data["differences"]}
    ran = run("corpus", "update", "--json")
    assert (ran.code, ran.data["to"], ran.data["rebuilt"]) == (0, NAMES[1], False)
    changed = ran.data["steps"][0]["datasets"]
    assert changed["embeddings-specter_v2"]["upserted"]
    assert changed["s2orc"]["upserted"]
    assert run("corpus", "verify", "--against", str(fresh), "--json").data == {"equal": True, "differences": []}


def test_completed_papers_have_what_the_newest_release_has(
    begin: Any, run: Run, service: Path, corpus: Path, tmp_path: Path
):
    begin("--min-citations", "4")
    assert run("corpus", "update").code == 0
    expected = script_lines(service, 2, is_cited, tmp_path / "script")
    lacking = run("corpus", "info", "--json").data["lacking"]
    assert lacking
    found, store = stored(corpus)
    one = next(json.loads(line)["corpusid"] for line in expected["papers"] if store.lacks(json.loads(line)["corpusid"]))
    store.close()
    ran = run("corpus", "complete", f"CorpusId:{one}", "--json")
    assert (ran.code, ran.data) == (0, {"filled": 1, "left": 0})
    ran = run("corpus", "complete", "--json")
    assert (ran.code, ran.data) == (0, {"filled": lacking - 1, "left": 0})
    found, store = stored(corpus)
    texts = {row["corpusid"]: row["abstract"] for row in map(json.loads, found["abstracts"])}
    assert texts == {row["corpusid"]: row["abstract"] for row in map(json.loads, expected["abstracts"])}
    edges = {(row["citingcorpusid"], row["citedcorpusid"]) for row in map(json.loads, expected["citations"])}
    papers = [json.loads(line)["corpusid"] for line in expected["papers"]]
    assert set(store.subgraph(papers)) == edges
    [title] = [row["title"] for row in map(json.loads, expected["papers"]) if row["corpusid"] == one]
    assert one in store.search(match_of(title)).ids
    store.close()
    assert run("corpus", "info", "--json").data["lacking"] == 0
    ran = run("corpus", "verify", "--against", str(tmp_path / "script"), "--json")
    assert ran.data == {"equal": True, "differences": []}
    assert run("corpus", "complete", "--json").data == {"filled": 0, "left": 0}


def test_a_corpus_is_built_again_where_that_is_less(begin: Any, run: Run, service: Path, corpus: Path, tmp_path: Path):
    begin("--min-citations", "4")
    step = service / f"{NAMES[0]}-to-{NAMES[1]}" / "citations" / "update"
    (step / "part-00001.gz").write_bytes(gzip.compress(bytes(3_000_000), 0))
    ran = run("corpus", "update", "--json")
    assert (ran.code, ran.data["rebuilt"], ran.data["to"], ran.data["steps"]) == (0, True, NAMES[2], [])
    script_lines(service, 2, is_cited, tmp_path / "script")
    assert run("corpus", "verify", "--against", str(tmp_path / "script"), "--json").data["equal"]
    assert run("corpus", "info", "--json").data["lacking"] == 0
    assert [each.name for each in (corpus / "kept").iterdir()] == [NAMES[2]]


def test_an_older_release_is_refused_and_nothing_changes(begin: Any, run: Run, service: Path, corpus: Path):
    begin("--min-citations", "4", "--datasets", "papers,citations")
    store = corpus / (corpus / "current").read_text().strip()
    before = store.read_bytes()
    older = service / "2026-05-26"
    shutil.copytree(service / NAMES[0], older)
    ran = run("corpus", "update", "--to", older.name, "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert run("corpus", "update", "--to", "2026-05-01", "--json").error_code == "not_found"
    assert store.read_bytes() == before


def test_a_cut_step_changes_nothing_and_the_next_update_goes_on(
    begin: Any, run: Run, service: Path, corpus: Path, tmp_path: Path
):
    begin("--min-citations", "4", "--datasets", "papers,citations")
    cut = next((service / f"{NAMES[1]}-to-{NAMES[2]}" / "citations" / "update").iterdir())
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-80])
    ran = run("corpus", "update", "--json")
    assert (ran.code, ran.error_code) == (5, "bad_answer")
    assert (ran.data["to"], len(ran.data["steps"])) == (NAMES[1], 1)
    assert run("corpus", "info", "--json").data["release"] == NAMES[1]
    cut.write_bytes(whole)
    ran = run("corpus", "update", "--json")
    assert (ran.code, ran.data["from"], ran.data["to"]) == (0, NAMES[1], NAMES[2])
    expected = wanted(service / NAMES[2], is_cited)
    found, store = stored(corpus)
    store.close()
    assert found["papers"] == set(expected["papers"])


def test_a_few_lines_that_cannot_be_applied_are_left_out_and_counted_and_many_refuse_the_step(
    begin: Any, run: Run, service: Path, corpus: Path, tmp_path: Path
):
    begin("--min-citations", "4")
    step = service / f"{NAMES[0]}-to-{NAMES[1]}"
    expected = script_lines(service, 1, is_cited, tmp_path / "script")
    cited = {json.loads(line)["corpusid"] for line in wanted(service / NAMES[0], is_cited)["papers"]}
    known = min(cited & {json.loads(line)["corpusid"] for line in expected["papers"]})
    # these pass the filter, because its rule reads neither; the first one of the abstracts does not
    added = {
        "papers": [b'{"corpusid": %d, "title": 5, "citationcount": 9}' % known] * 2,
        "abstracts": [b'{"corpusid": "%d"}' % known, b'{"corpusid": %d, "abstract": 5}' % known],
    }
    files = {name: next((step / name / "update").glob("*.gz")) for name in added}
    sent = {name: gzip.decompress(file.read_bytes()) for name, file in files.items()}

    def serve(name: str, lines: list[bytes]) -> None:
        files[name].write_bytes(gzip.compress(b"\n".join([*lines, sent[name]])))

    serve("papers", added["papers"] * 2)
    serve("abstracts", added["abstracts"])
    before = stored(corpus)[0]
    ran = run("corpus", "update", "--to", NAMES[1], "--json")
    assert (ran.code, ran.error_code) == (5, "bad_answer")
    [error] = ran.answer["errors"]
    named = Path("papers", "update", files["papers"].name)
    assert f"{named} are invalid. The first is line 1 (" in error["message"]
    assert error["hint"].startswith(f"The corpus is still at release {NAMES[0]}.")
    assert stored(corpus)[0] == before
    assert run("corpus", "info", "--json").data["release"] == NAMES[0]

    serve("papers", added["papers"])
    ran = run("corpus", "update", "--to", NAMES[1], "--json")
    assert (ran.code, ran.data["to"], ran.data["bad"]) == (0, NAMES[1], 4)
    assert [each["bad"] for each in ran.data["steps"]] == [4]
    assert "4 lines could not be read. They are kept in " in ran.err
    assert stored(corpus)[0]["papers"] == set(expected["papers"])
    assert run("corpus", "verify", "--against", str(tmp_path / "script"), "--json").data["equal"]
    held = {file.relative_to(corpus / "aside"): file.read_bytes() for file in (corpus / "aside").rglob("*.bad")}
    bad = f"{files['abstracts'].name.removesuffix('.gz')}.bad", f"{files['papers'].name.removesuffix('.gz')}.bad"
    assert held == {
        Path(step.name, "abstracts", "update", bad[0]): added["abstracts"][0] + b"\n",
        Path("update", step.name, "abstracts", "update", bad[0]): added["abstracts"][1] + b"\n",
        Path("update", step.name, "papers", "update", bad[1]): b"".join(line + b"\n" for line in added["papers"]),
    }
    # a build from the kept lines and the diff leaves the same ones out
    built = run("corpus", "build", "--json").data
    assert built["bad"] == 3
    assert run("corpus", "verify", "--against", str(tmp_path / "script"), "--json").data["equal"]
