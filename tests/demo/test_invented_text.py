"""The demo's own writing."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from scholar_desktop.demo.corpus.corpus import DemoCorpus
from scholar_desktop.demo.corpus.phrases import is_plural, topic_of


@dataclass(frozen=True)
class Case:
    title: str
    topic: str | None


@pytest.mark.parametrize(
    "case",
    [
        Case("Dual Attention Network for Scene Segmentation", "a dual attention network for scene segmentation"),
        Case("Deep Contextualized Word Representations", "deep contextualized word representations"),
        Case("A Survey of Corporate Governance", "corporate governance"),
        Case("The Church-Turing Thesis", "the Church-Turing thesis"),
        Case("Toward a Theory of Situation Awareness in Dynamic Systems", "situation awareness in dynamic systems"),
        Case("Attention is All you Need", None),
        Case("Does GPT-4 pass the Turing test?", None),
        Case("Makrodaten: Die amtliche Statistik stärken", None),
    ],
    ids=lambda case: case.title,
)
def test_a_title_gives_a_topic_that_can_stand_in_a_sentence(case: Case) -> None:
    assert topic_of(case.title) == case.topic


def test_number_is_seen_in_the_noun_and_not_in_what_follows_it() -> None:
    assert is_plural("deep contextualized word representations")
    assert is_plural("structure and mechanism")
    assert not is_plural("a dual attention network for street scenes")
    assert not is_plural("mining association rules between sets of items")


def test_abstracts_of_twenty_neighbours_do_not_look_alike(corpus: DemoCorpus) -> None:
    for start in range(0, 400, 20):
        abstracts = [corpus.writer.abstract(work) for work in corpus.scholar[start : start + 20]]
        openings = Counter(re.split(r"(?<=\.)\s", text)[0] for text in abstracts)
        assert openings.most_common(1)[0][1] <= 2, openings.most_common(2)
        assert len(set(abstracts)) == 20


def test_no_slot_is_left_open_and_no_sentence_is_broken(corpus: DemoCorpus) -> None:
    for work in corpus.papers:
        for text in (corpus.writer.abstract(work), corpus.writer.tldr(work)):
            assert not re.search(r"[{}]|\s\s|\.\.|\ba a\b|\bthe the\b|\ban? the\b", text), text
            assert text[0].isupper()
            assert text.endswith(".")


def test_an_abstract_speaks_of_what_the_title_names(corpus: DemoCorpus) -> None:
    about = [corpus.writer.topic(work).lower() in corpus.writer.abstract(work).lower() for work in corpus.scholar]
    assert sum(about) > 0.9 * len(about)


def test_another_seed_writes_other_texts_about_the_same_facts() -> None:
    first, second = DemoCorpus(0), DemoCorpus(1)
    assert first.writer.abstract(first.scholar[0]) != second.writer.abstract(second.scholar[0])
    assert first.scholar[0].title == second.scholar[0].title
    assert DemoCorpus(0).writer.abstract(first.scholar[5]) == first.writer.abstract(first.scholar[5])


def test_a_citing_sentence_names_the_cited_paper_in_one_style_for_each_citing_paper(corpus: DemoCorpus) -> None:
    work = corpus.scholar[0]
    rows = [row for row in corpus.links.citations(work).rows(0, 400) if row.work is not None and row.contexts]
    texts = [text for row in rows for text, _ in row.contexts]
    assert all(re.search(r"Vaswani|\[\d+|\(\d+\)", text) for text in texts)
    assert all(len({text for text, _ in row.contexts}) == len(row.contexts) for row in rows)
    places = {text.find("Vaswani") > 20 for text in texts if "Vaswani" in text}
    assert places == {True, False}
    for row in rows:
        joined = " ".join(text for text, _ in row.contexts)
        styles = [bool(re.search(style, joined)) for style in (r"2017", r"\[\d", r"and colleagues|\(\d{1,2}\)")]
        assert sum(styles) == 1, joined
