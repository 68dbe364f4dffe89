"""corpus terms and fetch against the demo: what is kept is what a plain script keeps of the same lines."""

from __future__ import annotations

import asyncio
import gzip
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.paper import Ids, Paper
from scholar_desktop.library.store import LibraryStore
from tests.cli.conftest import CommandRun, Run
from tests.support.corpus_script import DATASETS, kept_by_script, lines_in
from tests.support.demo_fixture import Demo

FIRST, SECOND = release_name(0), release_name(1)
HOST = "ai2-s2ag.s3.amazonaws.com"
SMALL = ("papers", "abstracts", "citations")
"""Enough for most tests."""
RULE = ("--field", "Computer Science", "--datasets", ",".join(SMALL))


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    GeneratedReleases(Sizes(300, 2500, releases=2, seed=5, vectors=1, words=20_000, texts=40)).write(folder)
    return folder


@pytest.fixture
def service(demo: Demo, generated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of releases that the demo serves to this test, which may change it. The newest release is FIRST."""
    folder = tmp_path / "service"
    folder.mkdir()
    for name in (FIRST, "truth.json"):
        (shutil.copytree if (generated / name).is_dir() else shutil.copy)(generated / name, folder / name)
    demo.config(releases=str(folder))
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY", "demo-key")
    monkeypatch.setenv("SCHOLAR_DESKTOP_DOWNLOADS", "1")  # one process that filters
    return folder


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "data" / "corpus"


@pytest.fixture
def fetch(run: Run, service: Path) -> Any:
    """`fetch(*options)` with the terms accepted."""
    assert run("corpus", "terms", "--accept", *DATASETS).code == 0
    return lambda *options: run("corpus", "fetch", *options, "--json")


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines_in(sorted(folder.glob("*.gz")))]


def wanted(release: Path, keep: Any) -> dict[str, list[bytes]]:
    """What a script keeps of a release, sorted."""
    return {name: sorted(kept) for name, kept in kept_by_script(release, keep).items()}


def is_computer_science(row: dict[str, Any]) -> bool:
    return "Computer Science" in [each["category"] for each in row["s2fieldsofstudy"] or ()]


def kept(corpus: Path, datasets: Iterable[str], release: str = FIRST) -> dict[str, list[bytes]]:
    return {name: sorted(lines_in((corpus / "kept" / release / name).glob("*.gz"))) for name in datasets}


def asked(demo: Demo) -> list[str]:
    """The files whose bytes were requested from the host, by name."""
    return [
        request["path"].rpartition("/")[2]
        for request in demo.stats()["requests"]
        if request["host"] == HOST and request["range"] != "bytes=0-0" and request["status"] in (200, 206)
    ]


def outcomes(ran: CommandRun) -> set[str]:
    return {file["outcome"] for file in ran.data["files"]}


def test_terms_are_shown_accepted_once_and_asked_again_when_the_text_changes(
    run: Run, service: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
):
    shown = run("corpus", "terms", "--json")
    assert [each["dataset"] for each in shown.data["terms"]] == list(DATASETS)
    assert not any(each["accepted"] for each in shown.data["terms"])
    assert "ODC-BY" in run("corpus", "terms").out
    ran = run("corpus", "fetch", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert not (corpus / "kept").exists()
    assert run("corpus", "terms", "--accept", "papers", "tldrs").code == 0
    accepted = {each["dataset"] for each in run("corpus", "terms", "--json").data["terms"] if each["accepted"]}
    assert accepted == {"papers", "tldrs"}
    assert run("corpus", "remove", "--json").error_code == "not_found", "there are only the terms"
    assert run("corpus", "fetch", "--datasets", "papers", "--json").code == 0
    ran = run("corpus", "remove")
    assert "The terms stay accepted." in ran.err
    assert [path.name for path in corpus.iterdir()] == ["terms"]
    accepted = {each["dataset"] for each in run("corpus", "terms", "--json").data["terms"] if each["accepted"]}
    assert accepted == {"papers", "tldrs"}
    [file] = (corpus / "terms").glob("papers-*.txt")
    assert file.read_text("utf-8").startswith("Accepted 20")
    file.rename(file.with_name("papers-0000000000000000.txt"))  # as accepted for another text
    assert "papers" in run("corpus", "fetch", "--datasets", "papers", "--json").answer["errors"][0]["message"]


def test_what_is_kept_is_what_a_script_keeps_and_the_corpus_is_built_from_it(
    fetch: Any, run: Run, service: Path, corpus: Path, demo: Demo
):
    ran = fetch("--field", "Computer Science")
    assert (ran.code, outcomes(ran)) == (0, {"saved"})
    expected = wanted(service / FIRST, is_computer_science)
    assert all(expected.values())
    assert kept(corpus, DATASETS) == expected
    for name in DATASETS:
        files = [file for file in ran.data["files"] if file["dataset"] == name]
        sources = sorted((service / FIRST / name).glob("*.gz"))
        assert [file["name"] for file in files] == [source.name for source in sources]
        assert [file["bytes"] for file in files] == [source.stat().st_size for source in sources]
        assert sum(file["read"] for file in files) == len(lines_in(sources))
        assert sum(file["kept"] for file in files) == len(expected[name])
    assert not [request for request in demo.stats()["requests"] if request["host"] == HOST and request["key"]]
    built = run("corpus", "build", "--json")
    assert (built.data["papers"], built.data["edges"]) == (len(expected["papers"]), len(expected["citations"]))
    info = run("corpus", "info", "--json").data
    assert (info["release"], info["rule"]["fields"]) == (FIRST, ["Computer Science"])
    assert run("corpus", "verify", "--against", str(corpus / "kept" / FIRST), "--json").data["equal"]
    # nothing is read again
    before = len(asked(demo))
    again = fetch("--field", "Computer Science")
    assert (again.code, again.data) == (0, ran.data)
    assert len(asked(demo)) == before


def test_a_changed_file_of_the_same_name_is_read_again_with_what_depends_on_it(
    fetch: Any, service: Path, corpus: Path, demo: Demo
):
    fetch(*RULE)
    [changed, *_] = sorted((service / FIRST / "papers").glob("*.gz"))
    sent = lines_in([changed])
    changed.write_bytes(gzip.compress(b"".join(line + b"\n" for line in sent[:-3])))
    before = asked(demo)
    ran = fetch(*RULE)
    assert outcomes(ran) == {"saved"}
    read = asked(demo)[len(before) :]
    assert read.count(changed.name) >= 1
    assert len(read) == 1 + sum(len(list((service / FIRST / name).glob("*.gz"))) for name in SMALL[1:])
    expected = wanted(service / FIRST, is_computer_science)
    assert kept(corpus, SMALL) == {name: expected[name] for name in SMALL}


def test_a_cut_file_begins_again_twice_and_is_then_named(fetch: Any, service: Path, corpus: Path, demo: Demo):
    cut = sorted((service / FIRST / "citations").glob("*.gz"))[1]
    whole = cut.read_bytes()
    cut.write_bytes(whole[:-100])
    ran = fetch(*RULE)
    assert ran.code == 4
    [error] = ran.answer["errors"]
    assert error["code"] == "bad_answer"
    assert cut.name in error["message"]
    citations = sorted((service / FIRST / "citations").glob("*.gz"))
    assert asked(demo)[-len(citations) - 2 :].count(cut.name) == 3
    assert not (corpus / "kept" / FIRST / "citations" / cut.name).exists()
    cut.write_bytes(whole)
    before = len(asked(demo))
    assert outcomes(fetch()) == {"saved"}  # without a rule: it goes on
    assert asked(demo)[before:] == [cut.name]
    expected = wanted(service / FIRST, is_computer_science)
    assert kept(corpus, SMALL) == {name: expected[name] for name in SMALL}


def test_expired_links_are_asked_again(fetch: Any, service: Path, corpus: Path, demo: Demo):
    file = sorted((service / FIRST / "citations").glob("*.gz"))[2]
    path = f"{HOST}/staging/{FIRST}/citations/{file.name}"
    demo.config(faults={path: {"status": 403, "times": 3}})  # twice when its size is requested, then once more
    ran = fetch(*RULE)
    assert outcomes(ran) == {"saved"}
    links = [request for request in demo.stats()["requests"] if request["path"].endswith("/dataset/citations")]
    assert len(links) == 1 + 3
    expected = wanted(service / FIRST, is_computer_science)
    assert kept(corpus, SMALL) == {name: expected[name] for name in SMALL}


def test_a_transfer_that_is_cut_goes_on_at_the_byte(fetch: Any, service: Path, corpus: Path, demo: Demo):
    file = sorted((service / FIRST / "citations").glob("*.gz"))[2]
    path = f"/staging/{FIRST}/citations/{file.name}"
    demo.config(faults={f"{HOST}{path}": {"kind": "cut", "times": 2}})
    ran = fetch(*RULE)
    assert outcomes(ran) == {"saved"}
    ranges = [request["range"] for request in demo.stats()["requests"] if request["path"] == path]
    assert any(each is not None and each.endswith("-") for each in ranges), ranges
    expected = wanted(service / FIRST, is_computer_science)
    assert kept(corpus, SMALL) == {name: expected[name] for name in SMALL}


def test_a_full_disk_ends_the_fetch_and_the_next_one_goes_on(fetch: Any, service: Path, corpus: Path, demo: Demo):
    (corpus / "kept" / FIRST / "citations").parent.mkdir(parents=True)
    blocked = corpus / "kept" / FIRST / "citations"
    blocked.symlink_to("/dev/full/none")
    ran = fetch(*RULE)
    assert ran.code == 7
    assert ran.answer["errors"][0]["code"] == "disk"
    blocked.unlink()
    assert outcomes(fetch()) == {"saved"}
    expected = wanted(service / FIRST, is_computer_science)
    assert kept(corpus, SMALL) == {name: expected[name] for name in SMALL}


def test_bad_lines_are_counted_and_another_form_ends_the_file(fetch: Any, service: Path, corpus: Path):
    [file, other, *_] = sorted((service / FIRST / "papers").glob("*.gz"))
    sent = lines_in([file])
    file.write_bytes(gzip.compress(b"\n".join([*sent, b'{"corpusid": "x', b""])))
    ran = fetch(*RULE)
    [found] = [each for each in ran.data["files"] if each["name"] == file.name and each["dataset"] == "papers"]
    assert (found["outcome"], found["read"], found["bad"]) == ("saved", len(sent) + 1, 1)
    assert (corpus / "aside" / FIRST / "papers" / f"{file.stem}.bad").read_bytes() == b'{"corpusid": "x\n'
    other.write_bytes(gzip.compress(b"<html>no row</html>\n" * 40))
    ran = fetch(*RULE)
    assert ran.code == 4
    assert "form" in ran.answer["errors"][0]["message"]
    assert {file["dataset"] for file in ran.data["files"]} == {"papers"}  # the others depend on them


def test_a_release_with_half_of_the_rows_is_taken_only_on_request(
    fetch: Any, generated: Path, service: Path, corpus: Path
):
    assert fetch(*RULE).code == 0
    shutil.copytree(generated / SECOND, service / SECOND)
    for file in sorted((service / SECOND / "citations").glob("*.gz"))[1:]:
        file.unlink()
    ran = fetch(*RULE, "--release", SECOND)
    assert (ran.code, ran.error_code) == (5, "bad_answer")
    assert "citations" in ran.answer["errors"][0]["message"]
    assert "--fewer-rows" in ran.answer["errors"][0]["hint"]
    ran = fetch("--fewer-rows")
    assert (ran.code, outcomes(ran)) == (0, {"saved"})


def test_without_a_key_nothing_is_fetched(fetch: Any, corpus: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY")
    ran = fetch(*RULE)
    assert (ran.code, ran.error_code) == (5, "refused")
    assert "keys set semantic_scholar" in ran.answer["errors"][0]["hint"]
    assert not list((corpus / "kept").rglob("*.gz"))


def test_a_plan_before_the_terms_are_accepted_gives_the_sizes_of_the_description(
    run: Run, service: Path, demo: Demo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY")
    ran = run("corpus", "plan", *RULE, "--json")
    assert ran.code == 0
    size = sum(file.stat().st_size for name in SMALL for file in (service / FIRST / name).glob("*.gz"))
    assert abs(ran.data["read_bytes"] - size) < 1000
    assert (ran.data["keep"], ran.data["disk_bytes"], ran.data["seconds"]) == (None, None, None)
    assert ran.data["terms"] == [{"dataset": name, "accepted": False} for name in SMALL]
    assert demo.stats()["hosts"].get(HOST) is None


def test_a_plan_estimates_the_papers_with_their_error_and_what_is_left_to_read(
    fetch: Any, run: Run, service: Path, demo: Demo
):
    ran = run("corpus", "plan", *RULE, "--json")
    assert ran.code == 0
    files = {name: sorted((service / FIRST / name).glob("*.gz")) for name in SMALL}
    size = sum(file.stat().st_size for name in SMALL for file in files[name])
    assert ran.data["read_bytes"] == size
    papers = [json.loads(line) for line in lines_in(files["papers"])]
    kept_papers = [row for row in papers if is_computer_science(row)]
    keep = ran.data["keep"]
    assert 0 < keep["error"] < len(papers)
    assert abs(keep["rows"] - len(kept_papers)) <= keep["error"]
    assert keep["edges"] is None
    assert ran.data["disk_bytes"] == round(keep["rows"] * 1440 * 1.45)
    assert ran.data["seconds"] > 0
    assert set(asked(demo)) == {files["papers"][0].name}
    assert fetch(*RULE).code == 0
    after = run("corpus", "plan", *RULE, "--json").data
    assert after["read_bytes"] == 0
    assert after["keep"]["edges"] == len(wanted(service / FIRST, is_computer_science)["citations"])


def test_around_a_collection_the_citations_name_the_papers(fetch: Any, run: Run, service: Path, corpus: Path):
    edges = rows(service / FIRST / "citations")
    centre = {row["citedcorpusid"] for row in edges if row["citedcorpusid"]}
    centre = set(sorted(centre)[:2])

    async def collect() -> None:
        store = LibraryStore(corpus.parent)
        mine = [Paper(f"Paper {key}", Ids(s2=f"{key:040x}", corpus=str(key))) for key in centre]
        await store.collection_book.put_in(mine, "Thesis")
        await store.aclose()

    asyncio.run(collect())
    # a citation whose sentences are no text names its papers all the same
    damaged = {**edges[0], "citationid": 1, "citedcorpusid": min(centre), "contexts": [5], "intents": None}
    file = sorted((service / FIRST / "citations").glob("*.gz"))[-1]
    file.write_bytes(file.read_bytes() + gzip.compress(json.dumps(damaged).encode() + b"\n"))
    edges.append(damaged)
    ran = fetch("--around-collection", "Thesis", "--datasets", "papers,citations")
    assert (ran.code, outcomes(ran)) == (0, {"saved"})
    around = [row for row in edges if {row["citingcorpusid"], row["citedcorpusid"]} & centre]
    ends = centre | {row["citingcorpusid"] for row in around} | {row["citedcorpusid"] for row in around}
    found = kept(corpus, ("papers", "citations"))
    assert sorted(json.loads(line)["citationid"] for line in found["citations"]) == sorted(
        row["citationid"] for row in around
    )
    assert {json.loads(line)["corpusid"] for line in found["papers"]} == {
        row["corpusid"] for row in rows(service / FIRST / "papers") if row["corpusid"] in ends
    }
    assert run("corpus", "build", "--json").data["edges"] == len(around)
    ran = run("citations", f"corpus:{min(centre)}", "--source", "corpus", "--all", "--json")
    assert (ran.code, ran.data["loaded"]) == (
        0,
        len({e["citingcorpusid"] for e in around if e["citedcorpusid"] == min(centre)}),
    )
    before = found
    assert outcomes(fetch()) == {"saved"}
    assert kept(corpus, ("papers", "citations")) == before
    assert run("corpus", "fetch", "--around-collection", "Nothing", "--json").error_code == "usage"


def test_texts_are_kept_of_the_papers_in_collections_and_searched(
    fetch: Any, run: Run, service: Path, corpus: Path, demo: Demo
):
    options = ("--field", "Computer Science", "--datasets", "papers,s2orc")
    assert run("corpus", "terms", "--accept", "s2orc").code == 0
    ran = fetch(*options)
    assert (ran.code, ran.error_code) == (2, "usage")
    assert "there are none" in ran.answer["errors"][0]["message"]
    has_text = {row["corpusid"]: row for row in rows(service / FIRST / "s2orc")}
    mine = [row for row in rows(service / FIRST / "papers") if is_computer_science(row)]
    [*first, last] = [row for row in mine if row["corpusid"] in has_text][:4]
    others = [next(row for row in mine if row["corpusid"] not in has_text)]
    others += [row for row in rows(service / FIRST / "papers") if not is_computer_science(row)][:2]

    def collect(path: str, papers: list[Any]) -> None:
        async def collect() -> None:
            store = LibraryStore(corpus.parent)
            # one is known only by its SHA, and looked up
            ids = [Ids(s2=row["url"][-40:], corpus=str(row["corpusid"]) if place else None)
                   for place, row in enumerate(papers)]  # fmt: skip
            kept = [Paper(row["title"], each) for row, each in zip(papers, ids, strict=True)]
            await store.collection_book.put_in(kept, path)
            await store.aclose()

        asyncio.run(collect())

    collect("Thesis/Methods", [*first, *others])
    ran = fetch(*options)
    assert (ran.code, outcomes(ran)) == (0, {"saved"})
    assert [json.loads(line)["corpusid"] for line in kept(corpus, ["s2orc"])["s2orc"]] == sorted(
        row["corpusid"] for row in first
    )
    assert run("corpus", "build").code == 0
    info = run("corpus", "info", "--json").data
    assert (info["datasets"]["s2orc"], info["papers"]) == (len(first), len(mine))
    body = has_text[first[0]["corpusid"]]["content"]["text"]
    phrase = " ".join(body.split("Methods")[1].split()[3:8]).strip(".")
    found = run("search", f'"{phrase}"', "--source", "corpus", "--json").data["papers"]
    assert first[0]["title"] in [paper["title"] for paper in found]
    # with one more paper in a collection only the texts are read again
    collect("Other", [others[0], last])
    before = len(asked(demo))
    ran = fetch(*options)
    assert (ran.code, outcomes(ran)) == (0, {"saved"})
    assert asked(demo)[before:] == [file.name for file in (service / FIRST / "s2orc").iterdir()]
    assert len(kept(corpus, ["s2orc"])["s2orc"]) == len(first) + 1


def test_texts_of_an_unknown_form_are_refused_with_the_first_line(fetch: Any, run: Run, service: Path, corpus: Path):
    assert run("corpus", "terms", "--accept", "s2orc").code == 0
    [file] = (service / FIRST / "s2orc").iterdir()
    key = rows(service / FIRST / "papers")[0]["corpusid"]
    file.write_bytes(gzip.compress(b"".join(b'{"corpusid":%d,"fulltext":"New."}\n' % (key + n) for n in range(9))))

    async def collect() -> None:
        store = LibraryStore(corpus.parent)
        await store.collection_book.put_in([Paper("Mine", Ids(corpus=str(key)))], "Thesis")
        await store.aclose()

    asyncio.run(collect())
    ran = fetch("--everything", "--datasets", "papers,s2orc")
    assert ran.code == 4
    assert f'{{"corpusid":{key},"fulltext":"New."}}' in ran.answer["errors"][0]["message"]


def test_the_requests_to_the_service_keep_to_its_rate(
    run: Run, service: Path, demo: Demo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_RATE", "10")
    demo.config(s2_rps=10)
    assert run("corpus", "terms", "--accept", *SMALL).code == 0
    assert run("corpus", "fetch", *RULE).code == 0
    assert demo.stats()["statuses"].get("429") is None
