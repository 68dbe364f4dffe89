"""What lies in corpus.json, and that it holds facts only."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scholar_desktop.demo.corpus.corpus import FILE, DemoCorpus
from scholar_desktop.demo.web.web import __doc__ as kinds_of_addresses
from tests.support.build_demo_corpus import build

PROSE = ("abstract", "text", "description", "notes", "context")
KINDS = (
    "missing gone challenge script_challenge html_pdf viewer slow cut cut_once wrong gzip encrypted rate_limited loop "
    "login empty scan supplement no_end stalls huge reset forbidden octet redirect landing postscript server_error"
)


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    return [text for each in value for text in texts(each)] if isinstance(value, list) else []


def test_the_corpus_has_papers_of_many_fields(corpus: DemoCorpus) -> None:
    fields = Counter(field for work in corpus.papers for field in [*(work.fields_of_study or []), *work.model_fields])
    assert len(corpus.papers) >= 400
    assert len(corpus.records) >= 40
    for field in (
        "Computer Science",
        "Mathematics",
        "Medicine",
        "Biology",
        "Chemistry",
        "Physics",
        "Psychology",
        "Economics",
    ):
        assert fields[field] >= 4, field


def test_the_corpus_is_what_the_script_makes_of_the_recorded_answers(recorded: Path) -> None:
    assert json.loads(FILE.read_text("utf-8")) == json.loads(json.dumps(build(recorded)))


def test_every_title_name_and_year_was_recorded(corpus: DemoCorpus, recorded: Path) -> None:
    everything = "".join(path.read_text("utf-8") for path in sorted(recorded.rglob("*.json")))
    for work in corpus.papers:
        assert json.dumps(work.title, ensure_ascii=False)[1:-1] in everything, work.title
        for id_, name in work.authors:
            assert json.dumps(name.rsplit(" ", 1)[-1], ensure_ascii=False)[1:-1] in everything, (work.title, name, id_)


def test_no_abstract_summary_or_citing_sentence_was_taken(recorded: Path) -> None:
    kept = FILE.read_text("utf-8")
    for folder in ("semantic_scholar", "recommendations", "zenodo", "unpaywall"):
        for path in sorted((recorded / folder).glob("*.json")):
            for name, text in long_texts(json.loads(path.read_text("utf-8"))["response"].get("body")):
                beginning = json.dumps(text[:60], ensure_ascii=False)[1:-1]
                assert beginning not in kept, f"{name} of {path.name}"


def long_texts(value: Any) -> list[tuple[str, str]]:
    """(key, text) of whatever is prose in a recorded answer."""
    found: list[tuple[str, str]] = []
    if isinstance(value, dict):
        for key, each in value.items():
            if (
                key in ("abstract", "text", "description", "notes", "context")
                and isinstance(each, str)
                and len(each) > 90
            ):
                found.append((key, each))
            if key == "contexts":
                found += [(key, text) for text in each or [] if len(text) > 90]
            found += long_texts(each)
    elif isinstance(value, list):
        found = [text for each in value for text in long_texts(each)]
    return found


def test_nothing_long_no_address_and_no_secret_is_in_the_corpus(corpus: DemoCorpus) -> None:
    data = json.loads(FILE.read_text("utf-8"))
    assert max(map(len, texts({key: data[key] for key in ("papers", "records", "venues", "web")}))) < 420
    assert "REDACTED" not in FILE.read_text("utf-8")
    assert "example.org" not in FILE.read_text("utf-8").replace("eprints.example", "")
    assert "invented" in corpus.data.note


def test_what_is_invented_can_be_told_from_facts(corpus: DemoCorpus) -> None:
    for record in corpus.data.records:
        assert (record.id >= 90_000_000) == record.doi.startswith("10.5555/")
    real = {work.doi for work in corpus.papers if work.doi}
    assert not any(doi.startswith("10.5555/demo.") for doi in real)


def test_every_way_in_which_an_address_behaves_occurs_and_is_explained(corpus: DemoCorpus) -> None:
    kinds = Counter(address.kind for address in corpus.data.web)
    for kind in kinds:
        assert kind in (kinds_of_addresses or ""), kind
    for kind in KINDS.split():
        assert kinds[kind], kind


def test_most_of_the_papers_that_people_look_for_have_a_good_copy(corpus: DemoCorpus) -> None:
    famous = corpus.scholar[:60]
    good = [work for work in famous if any(good_copy(corpus, url) for url in addresses(work))]
    assert len(good) >= 30
    assert corpus.scholar[0].title == "Attention is All you Need"
    assert corpus.scholar[0] in good


def test_some_papers_have_a_bad_first_copy_and_a_good_second_one(corpus: DemoCorpus) -> None:
    saved_late = []
    for work in corpus.scholar:
        urls = [copy.url_for_pdf for copy in work.copies if copy.url_for_pdf]
        if len(urls) > 1 and not good_copy(corpus, urls[0]) and any(good_copy(corpus, url) for url in urls[1:]):
            saved_late.append(work.title)
    assert len(saved_late) >= 5


def addresses(work: Any) -> list[str]:
    found = [copy.url_for_pdf or copy.url for copy in work.copies]
    return [*found, work.oa.url, *([f"https://arxiv.org/pdf/{work.arxiv}"] if work.arxiv else [])]


def good_copy(corpus: DemoCorpus, url: str) -> bool:
    address = next((each for each in corpus.data.web if each.url == url), None)
    if address is None:
        return "arxiv.org/pdf" in url or "pdf=render" in url
    return good_copy(corpus, address.to or "") if address.kind == "redirect" else address.kind in ("pdf", "octet")


def test_a_plain_word_of_each_field_finds_20_papers_of_the_field(client: Any, corpus: DemoCorpus) -> None:
    words = {subject.field: subject.word for subject in corpus.writer.subjects.values()} | {
        "Computer Science": "turing"
    }
    assert set(words) >= {field for work in corpus.scholar for field in work.model_fields}
    for field, word in words.items():
        found = client.get(
            "/graph/v1/paper/search", params={"query": word, "fieldsOfStudy": field, "fields": "title", "limit": "100"}
        ).json()
        with_word = [paper for paper in found["data"] if word in paper["title"].lower()]
        assert len(with_word) >= 20, field


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("working memory", "Psychology"),
        ("memory consolidation during sleep", "Psychology"),
        ("attention", "Computer Science"),
    ],
)
def test_the_words_of_examples_and_walks_find_20_papers_of_the_field(client: Any, words: str, field: str) -> None:
    found = client.get(
        "/graph/v1/paper/search", params={"query": words, "fieldsOfStudy": field, "fields": "title", "limit": "100"}
    ).json()
    assert len(found["data"]) >= 20


def test_papers_cite_papers_of_their_field(corpus: DemoCorpus) -> None:
    same = []
    for work in corpus.scholar[::9]:
        fields = {*work.model_fields, *(work.fields_of_study or [])}
        for row in [*corpus.links.references(work), *corpus.links.citations(work).rows(0, 30)]:
            others = {*row.work.model_fields, *(row.work.fields_of_study or [])} if row.work is not None else set()
            if fields and others:
                same.append(not fields.isdisjoint(others))
    assert len(same) > 2000
    assert sum(same) >= 0.98 * len(same)
