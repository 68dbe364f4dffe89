"""Similar papers by their vectors: as exact cosines say, after diffs too, and from files of the expected form only."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from scholar_desktop.corpus import vectors
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.completion import LookedUpPaper, LookedUpWriter
from scholar_desktop.corpus.damaged_line import DamagedLine
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.stored_answers import StoreDamaged
from scholar_desktop.corpus.vectors import (
    EMBEDDINGS,
    UnknownVectorForm,
    VectorBuilder,
    Vectors,
    VectorWriter,
    build_vectors,
)
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from tests.corpus.conftest import OpenStore, Releases, read
from tests.corpus.test_diff import step
from tests.corpus.test_store import rows

DATASETS = ("papers", "citations", EMBEDDINGS)


def everything(ids: np.ndarray) -> np.ndarray:
    return np.ones(len(ids), bool)


def clustered(count: int, seed: int = 1) -> np.ndarray:
    """Vectors of 768 numbers in 60 groups, far from 0."""
    rng = np.random.default_rng(seed)
    groups = rng.standard_normal((60, 48)) + 0.6 * rng.standard_normal((count // 60, 1, 48))
    made = groups.reshape(-1, 48) @ rng.standard_normal((48, 768)) / 7 + 0.4
    return (made + 0.3 * rng.standard_normal(made.shape)).astype(np.float32)


def cosines(query: np.ndarray, all_rows: np.ndarray) -> np.ndarray:
    units = all_rows / np.linalg.norm(all_rows, axis=1, keepdims=True)
    return units @ (query / np.linalg.norm(query))


def built(folder: Path, made: np.ndarray) -> Vectors:
    builder = VectorBuilder(folder / "vectors-0001")
    for first in range(0, len(made), 500):
        part = made[first : first + 500]
        builder.add(np.arange(first, first + len(part)) * 7 + 3, part)
    assert builder.finish() == len(made)
    return Vectors(folder / "vectors-0001")


@pytest.mark.parametrize("papers", [[3], [10, 17, 24], [3, 5]])
def test_similar_papers_are_those_with_the_highest_cosines(tmp_path: Path, papers: list[int]) -> None:
    made = clustered(1200)
    found = built(tmp_path, made)
    known = [(key - 3) // 7 for key in papers if key % 7 == 3]
    units = made / np.linalg.norm(made, axis=1, keepdims=True)
    exact = cosines(units[known].mean(axis=0), made)
    exact[known] = -1
    hits = found.similar(papers, limit=20)
    wanted = (np.argsort(-exact)[:20] * 7 + 3).tolist()
    assert len({key for key, _ in hits} & set(wanted)) >= 19  # of two with nearly the same cosine, either may be last
    assert [key for key, _ in hits][:3] == wanted[:3]
    for key, cosine in hits:
        assert cosine == pytest.approx(exact[(key - 3) // 7], abs=0.005)
    assert not {key for key, _ in hits} & set(papers)
    assert found.similar([5]) == []


def test_papers_that_the_results_shall_not_be_like_push_others_down(tmp_path: Path) -> None:
    found = built(tmp_path, clustered(1200))
    first = found.similar([3], limit=50)
    unlike = [key for key, _ in first[:5]]
    second = found.similar([3], unlike=unlike, limit=50)
    assert not {key for key, _ in second} & {*unlike, 3}
    assert second[0][1] < first[5][1]


def test_signs_find_the_same_papers_as_all_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vectors, "CANDIDATES", 600)
    monkeypatch.setattr(vectors, "CANDIDATES_EACH", 6)
    found = built(tmp_path, clustered(6000))
    assert not found.is_exact
    assert found.recall_at_build >= vectors.LEAST_RECALL
    quick = [found.similar([key], limit=10) for key in range(3, 2000, 140)]
    found.is_exact = True
    exact = [found.similar([key], limit=10) for key in range(3, 2000, 140)]
    same = sum(len(dict(one).keys() & dict(other).keys()) for one, other in zip(quick, exact, strict=True))
    assert same >= 0.95 * sum(map(len, exact))


def test_vectors_whose_signs_say_little_are_compared_by_all_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "CANDIDATES", 120)
    monkeypatch.setattr(vectors, "CANDIDATES_EACH", 2)
    rng = np.random.default_rng(3)
    made = rng.standard_normal((4000, 768)).astype(np.float32)
    made[:, 0] += 15 * rng.random(4000)  # one number decides, and its sign is that of many others
    found = built(tmp_path, made)
    assert found.recall_at_build < vectors.LEAST_RECALL
    assert found.is_exact
    exact = cosines(made[0], made)
    exact[0] = -1
    wanted = set((np.argsort(-exact)[:50] * 7 + 3).tolist())
    assert len(wanted & {key for key, _ in found.similar([3], limit=50)}) >= 45


def line(key: int, vector: object) -> bytes:
    return json.dumps({"corpusid": key, "model": "specter2", "vector": vector}).encode()


@pytest.mark.parametrize(
    "bad",
    [
        b'{"corpusid": 9, "embedding": {"specter_v2": [0.1]}}',
        line(9, "AAECAwQ="),
        line(9, "[0.5, 0.5]"),
        b"<html>",
    ],
)
def test_lines_of_another_form_are_refused_and_shown(tmp_path: Path, bad: bytes) -> None:
    good = line(7, json.dumps([0.5] * 64))
    with pytest.raises(UnknownVectorForm) as refused:
        build_vectors(tmp_path / "vectors-0001", [[good, bad]], everything)
    assert bad.decode() in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_the_later_line_of_a_paper_counts_and_a_vector_of_zeros_has_no_direction(tmp_path: Path) -> None:
    first, second = np.eye(64)[0], np.eye(64)[1]
    lines = [line(7, json.dumps(first.tolist())), line(8, second.tolist()), line(7, second.tolist())]
    base = tmp_path / "vectors-0001"
    assert build_vectors(base, [lines, [line(9, [0.0] * 64)]], everything) == 2
    found = Vectors(base)
    assert found.ids().tolist() == [7, 8]
    assert found.similar([8]) == [(7, pytest.approx(1.0))]


def test_vectors_are_appended_replaced_and_deleted_under_an_open_reader(tmp_path: Path) -> None:
    made = clustered(600)
    reader = built(tmp_path, made)
    writer = VectorWriter(tmp_path / "vectors-0001")
    new = clustered(120, seed=2)
    assert writer.append(np.array([3, 10_000]), new[[0, 1]]) == 2
    assert writer.append(np.array([3, 10_000]), new[[0, 1]]) == 0
    assert writer.delete([10, 17, 5]) == 2
    reader.refresh()
    fresh = VectorBuilder(tmp_path / "vectors-0002")
    left = np.array([key for key in range(600) if key not in (0, 1, 2)])
    fresh.add(left * 7 + 3, made[left])
    fresh.add(np.array([3, 10_000]), new[[0, 1]])
    fresh.finish()
    other = Vectors(tmp_path / "vectors-0002")
    assert reader.ids().tolist() == other.ids().tolist()
    for paper in (3, 24, 10_000):
        ours, theirs = reader.similar([paper], limit=30), other.similar([paper], limit=30)
        assert dict(ours) == pytest.approx(dict(theirs))
        assert 10 not in dict(ours)
    with pytest.raises(ValueError, match="64 numbers, not 768"):
        writer.append(np.array([1]), np.ones((1, 64), np.float32))


def test_rows_of_an_interrupted_append_do_not_count(tmp_path: Path) -> None:
    made = clustered(600)
    built(tmp_path, made)
    for suffix, data in ((".i8", b"x" * 1000), (".bits", b"y" * 100), (".ids", b"z" * 5)):
        with (tmp_path / f"vectors-0001{suffix}").open("ab") as file:
            file.write(data)
    assert len(Vectors(tmp_path / "vectors-0001").ids()) == 600
    VectorWriter(tmp_path / "vectors-0001").append(np.array([10_000]), made[:1])
    again = Vectors(tmp_path / "vectors-0001")
    assert len(again.ids()) == 601
    assert again.similar([10_000], limit=1)[0] == (3, pytest.approx(1.0))


def test_files_with_many_marked_rows_are_rewritten(tmp_path: Path) -> None:
    built(tmp_path, clustered(600))
    writer = VectorWriter(tmp_path / "vectors-0001")
    assert writer.rewritten() == tmp_path / "vectors-0001"
    before = Vectors(tmp_path / "vectors-0001")
    writer.keep_only(lambda ids: ids % 2 == 1)
    base = writer.rewritten()
    assert base == tmp_path / "vectors-0002"
    after = Vectors(base)
    assert after.marked_share() == 0
    assert base.with_suffix(".ids").stat().st_size == 8 * 300
    assert after.rows([3])[1].tolist() == before.rows([3])[1].tolist()


def build_store(releases: Releases, number: int, folder: Path, embeddings: list[bytes] | None = None) -> Path:
    path = folder / "corpus-0001.sqlite"
    lines = folder / "lines"
    for dataset in DATASETS:
        shutil.copytree(releases.release(number) / dataset, lines / dataset)
    if embeddings is not None:
        shutil.rmtree(lines / EMBEDDINGS)
        write_lines(lines / EMBEDDINGS, embeddings)
    Builder([lines]).build(path, {f"release.{name}": release_name(number) for name in DATASETS})
    return path


def write_lines(folder: Path, lines: list[bytes]) -> None:
    folder.mkdir(parents=True)
    (folder / "part.jsonl").write_bytes(b"\n".join(lines) + b"\n")


def test_a_diff_leads_to_the_vectors_of_the_newer_release(
    open_store: OpenStore, releases: Releases, tmp_path: Path
) -> None:
    before = {row["corpusid"]: json.loads(row["vector"]) for row in rows(releases, EMBEDDINGS)}
    ids = list(before)
    there = {row["corpusid"] for row in rows(releases, "papers", 1)}
    others = sorted(there - set(ids))[:3]
    updates = {**dict(zip(ids[:4], list(before.values())[5:9], strict=True)), **dict.fromkeys(others, before[ids[0]])}
    diff = tmp_path / "step"
    shutil.copytree(step(releases, 0), diff)
    shutil.rmtree(diff / EMBEDDINGS, ignore_errors=True)
    write_lines(
        diff / EMBEDDINGS / "update",
        [line(key, json.dumps(row)) for key, row in {**updates, 2: before[ids[0]]}.items()],
    )
    write_lines(diff / EMBEDDINGS / "delete", [json.dumps({"corpusid": key}).encode() for key in (ids[7], ids[8], 2)])
    after = {key: row for key, row in {**before, **updates}.items() if key in there and key not in (ids[7], ids[8])}

    path = build_store(releases, 0, tmp_path / "old")
    fresh = build_store(releases, 1, tmp_path / "new", [line(key, json.dumps(row)) for key, row in after.items()])
    store = open_store(path)
    present = store.vectors()
    assert present is not None
    assert present.ids().tolist() == sorted(before)
    assert "vectors" in {each.table for each in differences(path, fresh)}
    writer = DiffWriter(path, CorpusRule())
    done = writer.apply(diff, release_name(0), release_name(1), DATASETS)
    writer.close()
    assert (done.datasets[EMBEDDINGS].upserted, done.datasets[EMBEDDINGS].deleted) == (7, 2)
    assert differences(path, fresh) == []
    assert store.about()["embeddings"] == str(len(after))
    given = np.array(list(after.values()), np.float32)
    paper = list(after)[-4]
    scores = dict(zip(after, cosines(np.array(after[paper]), given).tolist(), strict=True))
    del scores[paper]
    assert store.similar([paper], limit=1)[0][0] == max(scores, key=lambda key: scores[key])
    store.close()


def test_a_paper_that_enters_by_a_diff_lacks_its_vector(
    open_store: OpenStore, releases: Releases, tmp_path: Path
) -> None:
    rule = CorpusRule(min_citations=6)
    path = build_store(releases, 0, tmp_path)
    writer = DiffWriter(path, rule)
    assert writer.apply(step(releases, 0), release_name(0), release_name(1), DATASETS).entered
    writer.close()
    store = open_store(path)
    lacking = [key for (key,) in read(path, "SELECT DISTINCT id FROM lacks ORDER BY id")]
    assert lacking
    assert all(EMBEDDINGS in store.lacks(key) for key in lacking)
    sent = rows(releases, EMBEDDINGS)[0]
    looked_up = LookedUpWriter(path, rule)
    numbers = tuple(json.loads(sent["vector"]))
    looked_up.fill([LookedUpPaper(lacking[0], (EMBEDDINGS,), vector=numbers)], date(2026, 6, 9))
    looked_up.fill([LookedUpPaper(lacking[1], (EMBEDDINGS,), vector=(0.5,) * 64)], date(2026, 6, 9))
    looked_up.close()
    assert EMBEDDINGS not in store.lacks(lacking[0])
    present = store.vectors()
    assert present is not None
    present.refresh()
    assert lacking[0] in present.ids()
    assert lacking[1] not in present.ids()  # of another model
    assert store.about()["embeddings"] == str(len(present.ids()))
    store.close()


def test_a_store_says_which_vectors_cannot_be_read(open_store: OpenStore, releases: Releases, tmp_path: Path) -> None:
    path = build_store(releases, 0, tmp_path)
    (tmp_path / "vectors-0001.bits").write_bytes(b"no vectors" * 50)
    store = open_store(path)
    with pytest.raises(StoreDamaged, match="vectors-0001"):
        store.similar([1])
    store.close()


def test_a_build_that_fails_leaves_no_vectors(releases: Releases, tmp_path: Path) -> None:
    lines = tmp_path / "lines"
    shutil.copytree(releases.release(0) / "papers", lines / "papers")
    (lines / EMBEDDINGS).mkdir()
    (lines / EMBEDDINGS / "part.jsonl").write_bytes(b'{"corpusid": 1, "vectors": []}\n' * 4)
    with pytest.raises(DamagedLine, match='"vectors": '):
        Builder([lines]).build(tmp_path / "to" / "corpus-0001.sqlite", {})
    assert list((tmp_path / "to").iterdir()) == []
