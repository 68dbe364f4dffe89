"""Words of titles, abstracts, names and full texts in scripts without spaces are found wherever they stand."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.store import CorpusStore, match_of
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.search import query_parser
from scholar_desktop.domain.text.word_search import parse_terms
from scholar_desktop.library.search.text_search import fts_match
from scholar_desktop.services.corpus.corpus_query import corpus_query
from tests.corpus.conftest import OpenStore, read

FROM, TO = "2026-06-02", "2026-06-09"
NAMES = ("papers", "abstracts", "s2orc")
ROWS: dict[str, list[dict[str, Any]]] = {
    "papers": [
        {"corpusid": 1, "title": "基于深度学习的图像识别", "authors": [{"name": "王小明"}], "citationcount": 5},
        {"corpusid": 2, "title": "自然言語処理におけるAI技術", "authors": [{"name": "山田 太郎"}], "citationcount": 9},
        {"corpusid": 3, "title": "Deep learning", "authors": [{"name": "A. Writer"}], "citationcount": 1},
    ],
    "abstracts": [{"corpusid": 3, "abstract": "また、機械翻訳のデータを用いる。"}],
    "s2orc": [
        {"corpusid": 3, "content": {"text": "Method\n我们提出了一种注意力机制。", "annotations": {}}},
    ],
}
FOUND = {
    "深度学习": {1}, "学习": {1}, "习深": set(), "王小明": {1}, "author:王小明": {1}, "author:太郎": {2},
    "言語処理": {2}, "AI技術": {2}, "技術": {2}, "title:図": set(), "title:图像": {1}, "機械翻訳": {3}, "データ": {3},
    '"機械翻訳のデータ"': {3}, '"翻訳データ"': set(), "注意力机制": {3}, "deep": {3}, "-技術 学习": {1},
}  # fmt: skip
"""What is typed, and the papers that have it."""


def write(folder: Path, rows: dict[str, list[dict[str, Any]]], part: str = "") -> None:
    for name, lines in rows.items():
        file = folder / name / part / "part.jsonl"
        file.parent.mkdir(parents=True)
        file.write_text("".join(json.dumps(row) + "\n" for row in lines), "utf-8")


def found(store: CorpusStore, typed: str) -> set[int]:
    return set(store.search(corpus_query(query_parser.parse(typed)).match).ids)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(tmp_path / "lines", ROWS)
    target = tmp_path / "corpus-0001.sqlite"
    Builder([tmp_path / "lines"]).build(target, {f"release.{name}": FROM for name in NAMES})
    return target


def test_words_are_found_within_a_sentence(path: Path, open_store: OpenStore) -> None:
    store = open_store(path)
    assert {typed: found(store, typed) for typed in FOUND} == FOUND
    assert store.search(match_of("图像识别")).ids == (1,)
    # as the library's search box asks for full texts
    assert store.texts_with(fts_match(parse_terms("一种注意力")), 10) == [3]


def test_they_are_found_after_an_update(path: Path, open_store: OpenStore, tmp_path: Path) -> None:
    changed = [{**ROWS["papers"][0], "title": "基于强化学习的图像分割"}]
    write(tmp_path / "step", {"papers": changed, "abstracts": [{"corpusid": 3, "abstract": "概要。"}]}, "update")
    write(tmp_path / "step", {"s2orc": [{"corpusid": 3}]}, "delete")
    with contextlib.closing(DiffWriter(path, CorpusRule())) as writer:
        writer.apply(tmp_path / "step", FROM, TO, NAMES)
    store = open_store(path)
    wanted = {"深度学习": set(), "强化学习": {1}, "图像分割": {1}, "機械翻訳": set(), "概要": {3}, "注意力机制": set()}
    assert {typed: found(store, typed) for typed in wanted} == wanted
    with contextlib.closing(DiffWriter(path, CorpusRule())) as writer:  # no list has a word that nobody has any more
        writer._connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, fts, row)")
        left = {word for (word,) in writer._connection.execute("SELECT term FROM temp.words")}
    assert not left & {"深", "机", "翻"}
    assert read(path, "SELECT count(*) FROM place") == [(3,)]
