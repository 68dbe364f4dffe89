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
        Case("A Second Look at Motor Memory", "a second look at motor memory"),
        Case("Effect of Native Oxide Layers", "the effect of native oxide layers"),
        Case("Mechanism of Anion Exchange", "the mechanism of anion exchange"),
        Case("Framework Membrane with Turing Structures", "a framework membrane with Turing structures"),
        Case("Large Language Models and the Reverse Turing Test", "large language models and the reverse Turing test"),
        Case("Catalyst Recovery From Solution in the Presence of Small Rings", "catalyst recovery from solution"),
        Case("Software Systems Engineering programmes a capability approach", None),
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
    assert not is_plural("wealth inequality across generations")
    assert not is_plural("wage inequality within firms")
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


def test_a_noun_before_of_has_its_article_in_citing_sentences_and_abstracts(corpus: DemoCorpus) -> None:
    nouns = "mechanism|evaluation|formulation|explanation|identification|number|rate|share|size|degree"
    lacking = re.compile(
        rf"(?<!the )(?<!The )\b(?:use|on|of|to|with|report|that|describes?|study|for) (?:{nouns}) of\b"
    )
    texts = [corpus.writer.abstract(work) for work in corpus.papers]
    for work in corpus.scholar[:300]:
        rows = corpus.links.citations(work).rows(0, 20)
        texts += [text for row in rows if row.work is not None for text, _ in row.contexts]
    assert [text for text in texts if lacking.search(text)] == []


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


def test_an_invented_paper_is_about_a_topic_of_its_theme_with_its_article(corpus: DemoCorpus) -> None:
    listed = [work for work in corpus.listed if work.theme]
    assert len(listed) > 400
    for work in listed:
        topics = corpus.writer.subjects[work.theme].lists["topics"]
        assert corpus.writer.topic(work) in topics, work.title
    look = next(work for work in listed if work.title == "A second look at motor memory consolidation during sleep")
    assert corpus.writer.topic(look) == "motor memory consolidation during sleep"


@pytest.mark.parametrize("seed", [0, 1])
def test_a_title_keeps_the_article_of_its_topic(seed: int) -> None:
    corpus = DemoCorpus(seed)
    found = set()
    for work in corpus.listed:
        topics = corpus.writer.subjects[work.theme].lists["topics"] if work.theme else []
        for topic in topics:
            article, _, rest = topic.partition(" ")
            if article not in ("a", "the") or rest.lower() not in work.title.lower():
                continue
            adjectives = "|".join(corpus.writer.bank["titles"]["adjective"])
            either = "an?" if article == "a" else "the"
            assert re.search(rf"\b{either} (?:(?:{adjectives}) )?{rest}", work.title, re.IGNORECASE), work.title
            assert not re.search(r"\ba (?=[aeio]|honest)|\ban (?=[^aeioh])", work.title), work.title
            found.add(topic)
    assert len(found) > 3


def test_one_author_is_cited_in_the_singular(corpus: DemoCorpus) -> None:
    sentences = [each for bank in corpus.writer.bank["citing"].values() for each in bank]
    plural = re.compile(r"(?<!of )\{who\} (?:were|are|have|give|come|show|find|use)\b")
    assert [each for each in sentences if plural.search(each)] == []


def test_plural_topics_meet_another(corpus: DemoCorpus) -> None:
    for work in corpus.listed:
        if work.theme and (match := re.fullmatch(r"(.+) (meets?) .+", work.title)):
            assert is_plural(match[1].lower()) == (match[2] == "meet"), work.title
