"""The offline corpus by command: lines are filtered as the data say, and the corpus is built, compared and removed."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from tests.cli.conftest import Run


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("releases")
    GeneratedReleases(Sizes(300, 2500, seed=5, vectors=1)).write(folder)
    return folder / release_name(0)


def rows(folder: Path) -> list[dict[str, Any]]:
    files = sorted(folder.glob("*.gz"))
    return [json.loads(line) for file in files for line in gzip.decompress(file.read_bytes()).splitlines()]


def test_the_first_example_of_the_datasets_documentation(run: Run, release: Path):
    """Papers with many citations, as lines on standard output."""
    file = sorted((release / "papers").glob("*.gz"))[0]
    with gzip.open(file) as lines:
        wanted = [line for line in lines.read().splitlines() if json.loads(line)["citationcount"] >= 20]
    ran = run("corpus", "filter", str(file), "--dataset", "papers", "--min-citations", "20")
    assert ran.code == 0
    assert wanted
    assert ran.out.encode().splitlines() == wanted


def test_json_before_the_command_prints_the_counts_and_no_lines(run: Run, release: Path):
    for words in (("--json", "corpus", "filter"), ("corpus", "filter", "--json")):
        ran = run(*words, str(release), "--dataset", "papers", "--min-citations", "20")
        assert ran.code == 0
        assert ran.out.count("\n") == 1
        assert ran.data["kept"] > 0


def test_a_corpus_of_one_field_is_filtered_built_compared_and_removed(run: Run, release: Path, tmp_path: Path):
    kept = tmp_path / "kept" / release.name
    rule = ("--field", "Computer Science", "--to", str(kept))
    mine = {
        row["corpusid"]
        for row in rows(release / "papers")
        if "Computer Science" in [each["category"] for each in row["s2fieldsofstudy"] or ()]
    }
    wanted = {
        "papers": len(mine),
        "abstracts": sum(row["corpusid"] in mine for row in rows(release / "abstracts")),
        "citations": sum({row["citingcorpusid"], row["citedcorpusid"]} <= mine for row in rows(release / "citations")),
    }
    for dataset, count in wanted.items():
        ran = run("corpus", "filter", str(release), "--dataset", dataset, *rule, "--json")
        assert ran.code == (0 if count else 3)
        assert (ran.data["read"], ran.data["kept"], ran.data["bad"]) == (len(rows(release / dataset)), count, 0)
        assert len(rows(kept / dataset)) == count
    ran = run("corpus", "build", "--from", str(kept), "--json")
    assert (ran.code, ran.data["papers"], ran.data["edges"]) == (0, wanted["papers"], wanted["citations"])
    info = run("corpus", "info", "--json").data
    assert info["release"] == release.name
    assert info["datasets"]["abstracts"] == wanted["abstracts"]
    assert run("corpus", "verify", "--against", str(kept), "--json").data == {"equal": True, "differences": []}
    ran = run("corpus", "verify", "--against", str(release), "--json")
    assert ran.code == 7
    assert {each["table"] for each in ran.data["differences"]} >= {"paper", "edge"}
    ran = run("corpus", "remove", "--json")
    assert ran.data["freed"] > 10_000
    assert run("corpus", "info", "--json").error_code == "not_found"


HOLD_CLAIM = """
import asyncio, sys
from pathlib import Path
from scholar_desktop.corpus.corpus_folder import CorpusFolder
from scholar_desktop.services.corpus.corpus_claim import claimed

async def hold():
    async with claimed(CorpusFolder(Path(sys.argv[1]))):
        print("held", flush=True)
        sys.stdin.read()

asyncio.run(hold())
"""


def test_a_corpus_that_another_process_changes_is_not_removed(run: Run, release: Path, tmp_path: Path):
    assert run("corpus", "build", "--from", str(release), "--json").code == 0
    store = Path(run("corpus", "info", "--json").data["path"])
    before = sorted(path.name for path in store.parent.rglob("*"))
    arguments = [sys.executable, "-c", HOLD_CLAIM, str(store.parent)]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        ran = run("corpus", "remove", "--json")
        assert (ran.code, ran.error_code) == (7, "locked")
        assert run("corpus", "build", "--from", str(release), "--json").error_code == "locked"
        assert store.is_file()
        holder.stdin.close()
    assert sorted(path.name for path in store.parent.rglob("*")) == before
    assert run("corpus", "remove", "--keep-lines", "--json").data["freed"] > 10_000
    assert run("corpus", "info", "--json").error_code == "not_found"
    assert run("corpus", "remove", "--json").code == 0
    assert not store.parent.exists()


def test_a_bad_line_of_a_build_is_kept_aside_and_counted(run: Run, release: Path, tmp_path: Path):
    lines = tmp_path / "raw"
    shutil.copytree(release / "papers", lines / "papers")
    file = sorted((lines / "papers").glob("*.gz"))[0]
    sent = gzip.decompress(file.read_bytes()).splitlines(keepends=True)
    file.write_bytes(gzip.compress(b"".join([*sent[:7], b'{"corpusid": "x\n', *sent[7:]])))
    ran = run("corpus", "build", "--from", str(lines), "--json")
    assert (ran.code, ran.data["papers"], ran.data["bad"]) == (0, len(rows(release / "papers")), 1)
    aside = Path(run("corpus", "info", "--json").data["path"]).parent / "aside" / "build" / "raw" / "papers"
    assert [each.read_bytes() for each in aside.iterdir()] == [b'{"corpusid": "x\n']
    assert "1 line could not be read" in run("corpus", "build", "--from", str(lines)).err


def test_a_filter_that_keeps_nothing_says_so(run: Run, release: Path):
    ran = run("corpus", "filter", str(release), "--dataset", "papers", "--min-citations", "1000000", "--json")
    assert (ran.code, ran.error_code, ran.data["kept"]) == (3, "not_found", 0)
    assert ran.data["read"] == len(rows(release / "papers"))


def test_a_corpus_built_from_other_lines_has_none_of_its_own_to_verify(run: Run, release: Path):
    run("corpus", "build", "--from", str(release))
    ran = run("corpus", "verify", "--json")
    assert (ran.code, ran.error_code) == (2, "usage")
    assert "--against DIR" in ran.answer["errors"][0]["hint"]


def test_papers_by_identifiers(run: Run, release: Path, tmp_path: Path):
    sent = rows(release / "papers")
    with_doi = next(row for row in sent if row["externalids"]["DOI"])
    other = next(row for row in sent if row is not with_doi)
    ids = tmp_path / "ids.txt"
    ids.write_text(f"# mine\n{with_doi['externalids']['DOI']}\nCorpusId:{other['corpusid']}\n", "utf-8")
    ran = run("corpus", "filter", str(release), "--dataset", "papers", "--ids", str(ids))
    assert {json.loads(line)["corpusid"] for line in ran.out.splitlines()} == {with_doi["corpusid"], other["corpusid"]}


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (("filter", "NONE", "--dataset", "papers"), 2, "usage"),
        (("filter", "CUT", "--dataset", "papers"), 5, "bad_answer"),
        (("filter", "WRONG", "--dataset", "papers"), 5, "bad_answer"),
        (("filter", "WRONG", "--dataset", "books"), 2, "usage"),
        (("filter", "WRONG", "--dataset", "citations", "--field", "Law"), 2, "usage"),
        (("filter", "WRONG", "--dataset", "papers", "--field", "Cookery"), 2, "usage"),
        (("build", "--from", "NONE"), 2, "usage"),
        (("build", "--from", "LINES"), 5, "bad_answer"),
        (("build",), 2, "usage"),
        (("verify", "--against", "NONE"), 3, "not_found"),
        (("verify",), 3, "not_found"),
        (("remove",), 3, "not_found"),
    ],
)
def test_bad_input_has_a_clear_error_and_leaves_nothing(
    run: Run, release: Path, tmp_path: Path, words: tuple[str, ...], code: int, error: str
):
    whole = sorted((release / "papers").glob("*.gz"))[0].read_bytes()
    (tmp_path / "cut.gz").write_bytes(whole[:-200])
    (tmp_path / "wrong.jsonl").write_bytes(b"<html>no row</html>\n" * 30)
    names = {"NONE": tmp_path / "none", "CUT": tmp_path / "cut.gz", "WRONG": tmp_path / "wrong.jsonl"}
    (tmp_path / "lines" / "papers").mkdir(parents=True)
    (tmp_path / "lines" / "papers" / "cut.gz").write_bytes(whole[:-200])
    names["LINES"] = tmp_path / "lines"
    ran = run("corpus", *(str(names.get(word, word)) for word in words), "--json")
    assert (ran.code, ran.error_code) == (code, error)
    if error == "bad_answer":  # the file is named, which may be one of hundreds
        named = names["WRONG"] if "WRONG" in words else "cut.gz"
        assert str(named) in json.loads(ran.out)["errors"][0]["message"]
    assert not list((tmp_path / "profile").rglob("corpus-*"))
