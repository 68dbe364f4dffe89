"""Full texts of papers in the store: which rows are kept, what is found in them, and that diffs lead to a fresh build.

What is expected is computed from the lines of the dataset, whose annotations are read with plain Python.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.corpus import line_filter
from scholar_desktop.corpus.build import Builder
from scholar_desktop.corpus.diff import DiffWriter
from scholar_desktop.corpus.full_texts import FullTextTest, UnknownTextForm, full_text_of
from scholar_desktop.corpus.line_filter import IdSet
from scholar_desktop.corpus.verify import differences
from scholar_desktop.demo.datasets.generated_releases import GeneratedReleases, Sizes, release_name
from scholar_desktop.domain.corpus.rule import CorpusRule
from scholar_desktop.domain.search import query_parser
from scholar_desktop.services.corpus.corpus_query import corpus_query
from tests.corpus.conftest import OpenStore, Releases, read

TEXTS = 60
HEADER = "section_header"
NAMES = ("papers", "abstracts", "s2orc")
V2 = {
    "corpusid": 12,
    "title": "A title",
    "body": {
        "text": "Aims\nWe look.\nMethods\nWe count.",
        "annotations": {
            HEADER: json.dumps([{"start": 0, "end": 4}, {"start": 14, "end": 21, "attributes": {"n": "2"}}]),
            "sentence": None,
        },
    },
    "bibliography": {"text": "1. Ours.", "annotations": {"bib_entry": json.dumps([{"start": 0, "end": 8}])}},
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Two releases of 200 papers, the first of which have full texts."""
    folder = tmp_path_factory.mktemp("releases")
    GeneratedReleases(Sizes(200, 400, releases=2, seed=3, vectors=1, words=20_000, texts=TEXTS)).write(folder)
    return Releases(folder, {})


def by_id(releases: Releases, dataset: str, release: int = 0) -> dict[int, dict[str, Any]]:
    files = (releases.release(release) / dataset).glob("*.gz")
    lines = (line for file in files for line in gzip.decompress(file.read_bytes()).splitlines())
    return {row["corpusid"]: row for row in map(json.loads, lines)}


def own_text(row: dict[str, Any]) -> str:
    """The text of a row up to its bibliography."""
    entries = json.loads(row["content"]["annotations"]["bibentry"])
    return str(row["content"]["text"][: entries[0]["start"]])


def built(releases: Releases, number: int, path: Path) -> Path:
    source = path.parent / f"lines-{number}"
    source.mkdir(parents=True)
    for name in NAMES:
        (source / name).symlink_to(releases.release(number) / name)
    Builder([source]).build(path, {f"release.{name}": release_name(number) for name in NAMES})
    return path


def test_the_sections_of_both_forms_are_read_and_an_unknown_form_is_refused(texts: Releases, recorded: Path) -> None:
    for row in by_id(texts, "s2orc").values():
        key, text = full_text_of(json.dumps(row).encode())
        assert text is not None
        assert (key, text.text) == (row["corpusid"], own_text(row))
        marked = json.loads(row["content"]["annotations"]["sectionheader"])
        assert [heading for heading, _ in text.sections()] == [
            row["content"]["text"][each["start"] : each["end"]] for each in marked
        ]
        assert all(body and body in row["content"]["text"] for _, body in text.sections())
    _, text = full_text_of(json.dumps(V2).encode())
    assert text is not None
    assert text.sections() == [("Aims", "We look."), ("Methods", "We count.")]
    [line] = (recorded / "datasets" / "samples" / "s2orc.jsonl").read_bytes().splitlines()[:1]
    _, real = full_text_of(line)
    assert real is not None
    assert real.text
    assert full_text_of(b'{"corpusid":7,"content":null}') == (7, None)
    for other in ({"corpusid": 7, "fulltext": "words"}, {**V2, "body": {"text": "x", "annotations": {HEADER: "{}"}}}):
        with pytest.raises(UnknownTextForm, match='"corpusid": '):
            full_text_of(json.dumps(other).encode())
    lines = [json.dumps({"corpusid": number, "fulltext": "words"}).encode() for number in range(5)]
    with pytest.raises(line_filter.TooManyBadLines, match="fulltext"):
        line_filter.filter_lines(iter([lines]), FullTextTest(None, ()), len, len)


def test_texts_are_kept_of_papers_that_are_in_the_corpus_and_wanted(texts: Releases) -> None:
    keys = sorted(by_id(texts, "s2orc"))
    lines = [json.dumps(row).encode() for row in by_id(texts, "s2orc").values()]

    def kept(test: FullTextTest) -> list[int]:
        return sorted(json.loads(line)["corpusid"] for line in test.keep(lines))

    assert kept(FullTextTest(None, ())) == keys
    assert kept(FullTextTest(IdSet(keys[:9]), keys[5:])) == keys[5:9]
    assert kept(FullTextTest(None, keys[5:7])) == keys[5:7]


def test_a_word_of_a_text_finds_its_paper_and_the_sections_are_there(
    texts: Releases, open_store: OpenStore, tmp_path: Path
) -> None:
    store = open_store(built(texts, 0, tmp_path / "corpus-0001.sqlite"))
    papers, abstracts, full = (by_id(texts, name) for name in NAMES)

    def words(key: int) -> set[str]:
        parts = [papers[key]["title"], abstracts.get(key, {}).get("abstract", "")]
        parts += [own_text(full[key])] if key in full else []
        parts += [author["name"] for author in papers[key]["authors"]]
        return set(re.findall(r"\w+", " ".join(parts).lower()))

    row = next(iter(full.values()))
    for heading, body in full_text_of(json.dumps(row).encode())[1].sections():  # type: ignore[union-attr]
        word = max(body.lower().split()[:8], key=lambda each: (len(each), each)).strip(".")
        found = store.search(corpus_query(query_parser.parse(word)).match, limit=1000).ids
        assert set(found) == {key for key in papers if word in words(key)}, heading
    phrase = " ".join(body.split()[2:6]).strip(".")
    assert row["corpusid"] in store.search(corpus_query(query_parser.parse(f'"{phrase}"')).match).ids
    assert store.full_text(row["corpusid"]) == full_text_of(json.dumps(row).encode())[1]
    assert store.full_text(max(papers)) is None
    assert store.about()["texts"] == str(TEXTS)


def test_diffs_of_texts_lead_to_a_fresh_build(texts: Releases, tmp_path: Path) -> None:
    path = built(texts, 0, tmp_path / "old" / "corpus-0001.sqlite")
    fresh = built(texts, 1, tmp_path / "new" / "corpus-0001.sqlite")
    step = texts.folder / f"{release_name(0)}-to-{release_name(1)}"
    assert (step / "s2orc" / "update").is_dir()
    assert "full_text" in {each.table for each in differences(path, fresh)}
    with contextlib.closing(DiffWriter(path, CorpusRule())) as writer:
        changes = writer.apply(step, release_name(0), release_name(1), NAMES)
    assert changes.datasets["s2orc"].upserted
    assert differences(path, fresh) == []
    numbers = "SELECT key, value FROM about WHERE key IN ('papers', 'abstracts', 'texts')"
    assert read(path, numbers) == read(fresh, numbers)
    # the text index too: every word of every text finds the same papers
    terms = sorted({word for row in by_id(texts, "s2orc", 1).values() for word in own_text(row).lower().split()})
    query = "SELECT p.id FROM fts JOIN place p ON p.n = fts.rowid WHERE fts MATCH '\"{}\"' ORDER BY 1"
    for word in terms[::97]:
        assert read(path, query.format(word.strip("."))) == read(fresh, query.format(word.strip(".")))


def test_a_store_without_texts_has_no_place_for_them(texts: Releases, open_store: OpenStore, tmp_path: Path) -> None:
    source = tmp_path / "lines"
    source.mkdir()
    (source / "papers").symlink_to(texts.release(0) / "papers")
    path = tmp_path / "corpus-0001.sqlite"
    Builder([source]).build(path, {})
    store = open_store(path)
    assert (store.has_full_texts, store.full_text(min(by_id(texts, "papers")))) == (False, None)
    assert "texts" not in store.about()
    assert read(path, "SELECT name FROM pragma_table_info('fts')") == [("title",), ("abstract",), ("authors",)]


def test_which_texts_are_wanted_does_not_change_the_digest_of_the_rule() -> None:
    """Else all files would be downloaded again when a paper is put into a collection."""
    assert CorpusRule(texts=(1, 2)).digest() == CorpusRule().digest() == "13078de31f4884f0"
    assert CorpusRule(texts=(1, 2)).keeps_all
