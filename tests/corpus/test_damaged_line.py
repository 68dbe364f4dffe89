"""A few lines that cannot be read are kept aside and counted, as in `corpus filter`. A file with more of them is named,
with the number of the first such line, and nothing is built or changed."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.damaged_line import DamagedLine
from scholar_desktop.corpus.diff import DiffWriter, StepChanges
from scholar_desktop.corpus.line_filter import BAD_LINES, DamagedFile, IncompleteFile
from scholar_desktop.corpus.store import CorpusStore
from scholar_desktop.corpus.vectors import EMBEDDINGS
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.services.corpus.local_filter import damaged_lines
from tests.corpus.conftest import Releases

ALL = ("papers", "abstracts", "tldrs", "authors", "publication-venues", "paper-ids", "citations", EMBEDDINGS)


def cut_row(line: bytes) -> bytes:
    return line[: len(line) // 2]


def no_text(line: bytes) -> bytes:
    return line.replace(b'": "', b'": "\xff', 1) if b'": "' in line else line.replace(b'":"', b'":"\xff')


def damage(file: Path, number: int, change: Callable[[bytes], bytes], count: int = 1) -> list[bytes]:
    """Change *count* lines of *file* from line *number* on, which has an empty line before it. Returns them as they are
    in the file."""
    lines = gzip.decompress(file.read_bytes()).split(b"\n")
    changed = [change(line) for line in lines[number - 1 : number - 1 + count]]
    lines[number - 1 : number - 1 + count] = changed
    lines.insert(number - 2, b"")
    file.write_bytes(gzip.compress(b"\n".join(lines)))
    return changed


def remove_lines(file: Path, whole: bytes, number: int, count: int) -> None:
    lines = whole.split(b"\n")
    del lines[number - 1 : number - 1 + count]
    file.write_bytes(gzip.compress(b"\n".join(lines)))


def lines_of(folder: Path) -> list[bytes]:
    return [line for file in folder.glob("*.gz") for line in gzip.decompress(file.read_bytes()).splitlines()]


def copied(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


@pytest.mark.parametrize("change", [cut_row, no_text, lambda _line: b"<html>"], ids=["cut", "no text", "no JSON"])
@pytest.mark.parametrize("dataset", ALL)
def test_lines_of_a_build_that_cannot_be_read(
    releases: Releases, tmp_path: Path, dataset: str, change: Callable[[bytes], bytes]
) -> None:
    lines = copied(releases.release(0), tmp_path / "lines")
    files = sorted((lines / dataset).glob("*.gz"))
    if not files or (change is no_text and dataset not in ("papers", "abstracts")):
        pytest.skip("its lines have no text that is decoded")
    whole = gzip.decompress(files[-1].read_bytes())
    bad = damage(files[-1], 4, change, BAD_LINES)
    store, aside = tmp_path / "corpus-0001.sqlite", tmp_path / "aside"
    counts = Builder([lines], aside=aside).build(store, {})
    assert counts.bad == BAD_LINES
    [kept_aside] = [file for file in aside.rglob("*") if file.is_file()]
    assert kept_aside.relative_to(aside) == Path("lines", dataset, f"{files[-1].name.removesuffix('.gz')}.bad")
    assert kept_aside.read_bytes().splitlines() == bad
    remove_lines(files[-1], whole, 4, BAD_LINES)
    fresh = tmp_path / "without" / store.name
    Builder([lines]).build(fresh, {})
    assert not differences(store, fresh)

    files[-1].write_bytes(gzip.compress(whole))
    damage(files[-1], 4, change, BAD_LINES + 1)
    with pytest.raises(DamagedLine) as caught:
        Builder([lines]).build(tmp_path / "none" / store.name, {})
    assert (caught.value.path, caught.value.number) == (files[-1], 5)
    assert f"too many lines of {files[-1]} are invalid. The first is line 5 (" in damaged_lines(caught.value).message
    assert not list((tmp_path / "none").iterdir())


STEP = f"{release_name(0)}-to-{release_name(1)}"
FACTS = {f"release.{name}": release_name(0) for name in ALL}
HUGE = str(2**70).encode()
"""No whole number of SQLite."""
REFUSED_UPDATES = {
    "papers": [b'{"corpusid": "1", "title": "A"}', b'{"corpusid": %b}' % HUGE, b'{"corpusid": KEY, "title": 5}'],
    "abstracts": [b'{"corpusid": %b}' % HUGE, b'{"corpusid": KEY, "abstract": ["A"]}', b'{"abstract": "A"}'],
    "tldrs": [b'{"corpusid": %b}' % HUGE, b'{"corpusid": null}', b'{"text": "A"}'],
    "authors": [b'{"authorid": 1}', b'{"authorid": null}', b'{"name": "A"}'],
    "publication-venues": [b'{"id": 1}', b'{"id": null}', b'{"name": "A"}'],
    "paper-ids": [b'{"sha": 1, "corpusid": 1}', b'{"sha": "a"}', b'{"sha": "a", "corpusid": %b}' % HUGE],
    "citations": [
        b'{"citationid": 1, "citingcorpusid": "x", "citedcorpusid": KEY}',
        b'{"citationid": 1, "citingcorpusid": "%b", "citedcorpusid": KEY}' % HUGE,
        b'{"citationid": %b, "citingcorpusid": KEY, "citedcorpusid": KEY}' % HUGE,
    ],
    EMBEDDINGS: [
        b'{"corpusid": KEY, "vector": "[1, 2"}',
        b'{"corpusid": KEY, "vector": "[1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0]"}',
        b'{"corpusid": KEY}',
    ],
}
"""JSON objects, as the filter of a corpus of everything keeps them. KEY is replaced by the id of a paper."""
REFUSED_DELETES = {
    **{name: [b'{"corpusid": "1"}', b'{"corpusid": %b}' % HUGE, b"[]"] for name in ("papers", "abstracts", EMBEDDINGS)},
    "citations": [b'{"citationid": "1"}', b'{"citationid": %b}' % HUGE, b"[]"],
    "authors": [b'{"authorid": 1}', b'{"authorid": []}', b"[]"],
}


def built(releases: Releases, path: Path) -> Path:
    Builder([releases.release(0)]).build(path, FACTS)
    return path


def apply(store: Path, step: Path, aside: Path | None = None) -> StepChanges:
    with contextlib.closing(DiffWriter(store, CorpusRule())) as writer:
        return writer.apply(step, release_name(0), release_name(1), writer.datasets(), aside)


def contents(folder: Path) -> dict[str, str]:
    """What decides about the contents of the store and the vectors in *folder*."""
    [store] = folder.glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(store)) as connection:
        found = {"dump": hashlib.sha256("\n".join(connection.iterdump()).encode()).hexdigest()}
    for file in folder.glob("vectors-*"):
        if file.suffix == ".ids":
            found[file.name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def add_lines(file: Path, number: int, added: list[bytes]) -> None:
    """Put *added* before line *number* of *file*."""
    lines = gzip.decompress(file.read_bytes()).split(b"\n")
    lines[number - 1 : number - 1] = added
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(b"\n".join(lines)))


@pytest.mark.parametrize(
    ("dataset", "part"),
    [*((name, "update") for name in REFUSED_UPDATES), *((name, "delete") for name in REFUSED_DELETES)],
)
def test_lines_of_a_diff_that_cannot_be_applied(releases: Releases, tmp_path: Path, dataset: str, part: str) -> None:
    """A few are left out: the step has the result that it has without them. With more, nothing is changed."""
    paper = b"%d" % min(json.loads(line)["corpusid"] for line in lines_of(releases.release(0) / "papers"))
    bad = [line.replace(b"KEY", paper) for line in (REFUSED_UPDATES if part == "update" else REFUSED_DELETES)[dataset]]
    assert len(bad) == BAD_LINES
    whole, step = releases.folder / STEP, copied(releases.folder / STEP, tmp_path / "step")
    files = sorted((step / dataset / part).glob("*.gz"))
    if not files:
        files = [step / dataset / part / "added.gz"]
        files[0].parent.mkdir(parents=True, exist_ok=True)
        files[0].write_bytes(gzip.compress(b""))
    untouched = files[-1].read_bytes()
    add_lines(files[-1], 2, bad)
    stores = tmp_path / "stores"
    plain, changed = (built(releases, stores / name / "corpus-0001.sqlite") for name in ("plain", "changed"))
    expected = apply(plain, whole)
    aside = tmp_path / "aside"
    done = apply(changed, step, aside)
    assert (expected.bad, done.bad) == (0, BAD_LINES)
    assert (done.datasets, done.entered) == (expected.datasets, expected.entered)
    assert differences(changed, plain) == []
    with contextlib.closing(CorpusStore(changed)) as store:
        assert (store.about()["bad"], store.about()["release.papers"]) == (str(BAD_LINES), release_name(1))
    [kept_aside] = [file for file in aside.rglob("*") if file.is_file()]
    assert kept_aside.relative_to(aside) == Path(dataset, part, f"{files[-1].name.removesuffix('.gz')}.bad")
    assert kept_aside.read_bytes().splitlines() == bad

    files[-1].write_bytes(untouched)
    add_lines(files[-1], 2, [*bad, bad[0]])
    refused = built(releases, stores / "refused" / "corpus-0001.sqlite")
    before = contents(refused.parent)
    assert len(before) == 2, "the store and the vectors"
    with pytest.raises(DamagedLine) as caught:
        apply(refused, step)
    lines = gzip.decompress(files[-1].read_bytes()).split(b"\n")
    assert (caught.value.path, caught.value.number) == (files[-1], lines.index(bad[0]) + 1)
    assert contents(refused.parent) == before
    apply(refused, whole)
    assert differences(refused, plain) == []


def test_a_refused_step_leaves_the_vectors_as_they_were(releases: Releases, tmp_path: Path) -> None:
    """The vector files are not part of the transaction: vectors are appended before the keys to delete are read."""
    store = built(releases, tmp_path / "store" / "corpus-0001.sqlite")
    [first, *_] = (json.loads(line) for line in lines_of(releases.release(0) / EMBEDDINGS))
    other = [-number for number in json.loads(first["vector"])]
    step = copied(releases.folder / STEP, tmp_path / "step")
    for part, lines in (
        ("update", [json.dumps({**first, "vector": json.dumps(other)}).encode()]),
        ("delete", [b"{"] * (BAD_LINES + 1)),
    ):
        (step / EMBEDDINGS / part).mkdir(parents=True, exist_ok=True)
        (step / EMBEDDINGS / part / "added.gz").write_bytes(gzip.compress(b"\n".join(lines)))
    before = contents(store.parent)
    with pytest.raises(DamagedLine):
        apply(store, step)
    assert contents(store.parent) == before
    (step / EMBEDDINGS / "delete" / "added.gz").unlink()
    apply(store, step)
    assert contents(store.parent) != before


def test_a_citation_whose_sentences_are_no_text_is_the_same_by_a_diff_as_by_a_build(
    releases: Releases, tmp_path: Path
) -> None:
    [first, *_] = (json.loads(line) for line in lines_of(releases.release(0) / "citations"))
    odd = {**first, "citationid": 5, "contexts": [5, "A sentence."], "intents": [[], ["background"]]}
    step, lines = tmp_path / "step", copied(releases.release(0), tmp_path / "lines")
    for folder in (step / "citations" / "update", lines / "citations"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "part-90000.gz").write_bytes(gzip.compress(json.dumps(odd).encode()))
    store, fresh = built(releases, tmp_path / "store" / "corpus-0001.sqlite"), tmp_path / "fresh" / "corpus-0001.sqlite"
    assert Builder([lines]).build(fresh, FACTS).bad == 0
    assert apply(store, step).bad == 0
    assert differences(store, fresh) == []
    with contextlib.closing(CorpusStore(store)) as reader:
        edges = reader.edges(odd["citingcorpusid"], cited_by=False)
    assert ("A sentence.", ("background",)) in [one for edge in edges for one in edge.contexts]


def test_a_line_in_a_thousand_is_left_out_of_a_diff_however_many_there_are(releases: Releases, tmp_path: Path) -> None:
    step = copied(releases.folder / STEP, tmp_path / "step")
    file = sorted((step / "citations" / "update").glob("*.gz"))[0]
    lines = gzip.decompress(file.read_bytes()).splitlines()
    many = lines * (5000 // len(lines) + 1)
    assert 5000 <= len(many) < 2**17
    many[4000:4000] = [b"{"] * (BAD_LINES + 1)
    file.write_bytes(gzip.compress(b"\n".join(many)))
    plain, changed = (built(releases, tmp_path / name / "corpus-0001.sqlite") for name in ("plain", "changed"))
    apply(plain, releases.folder / STEP)
    assert apply(changed, step).bad == BAD_LINES + 1
    assert differences(changed, plain) == []


@pytest.mark.parametrize("at", [0.5, None], ids=["in the middle", "in the checksum"])
def test_a_file_with_a_changed_byte_is_damaged(releases: Releases, tmp_path: Path, at: float | None) -> None:
    lines = copied(releases.release(0), tmp_path / "lines")
    file = sorted((lines / "citations").glob("*.gz"))[0]
    content = bytearray(file.read_bytes())
    content[-6 if at is None else int(len(content) * at)] ^= 0x55
    file.write_bytes(content)
    with pytest.raises(IncompleteFile) as caught:
        Builder([lines]).build(tmp_path / "corpus-0001.sqlite", {})
    assert caught.value.path == file
    error = damaged_lines(caught.value)
    word = "damaged" if isinstance(caught.value, DamagedFile) else "incomplete"
    assert error.message.endswith(f"{file} is {word}.")
    assert error.hint == "Download the file again."
    file.with_suffix(".json").write_text("{}", "utf-8")
    assert str(damaged_lines(caught.value).hint).startswith("Delete this file, and download the corpus again")
