"""Which sentences of a citation pass the filter of its list."""

from __future__ import annotations

from scholar_desktop.domain.citations.citation import Citation, CitationContext
from scholar_desktop.domain.citations.sentence_filter import NO_INTENT, SentenceFilter


def kept(edge: Citation, *intents: str, words: str = "") -> list[str]:
    return [one.text for one in SentenceFilter(words, frozenset(intents)).kept_of(edge).contexts]


def test_sentences_pass_by_their_own_intents():
    sentences = (
        CitationContext("One.", ("background",)),
        CitationContext("Two.", ("methodology", "result")),
        CitationContext(" "),
        CitationContext("Three."),
    )
    edge = Citation(None, "T", sentences, ("background", "methodology", "result"))
    assert kept(edge) == ["One.", "Two.", "Three."]
    assert kept(edge, "method") == ["Two."]
    assert kept(edge, "background", "result") == ["One.", "Two."]
    assert kept(edge, "method", NO_INTENT) == ["Two."]


def test_an_intent_of_the_citation_alone_may_be_of_any_sentence_without_one():
    edge = Citation(None, "T", (CitationContext("One."), CitationContext("Two.", ("background",))), ("methodology",))
    assert kept(edge, "method") == ["One."]
    bare = Citation(None, "T", (CitationContext("One."), CitationContext("Two.")), ("methodology",))
    assert kept(bare, "method") == ["One.", "Two."]
    assert SentenceFilter(intents=frozenset({"method"})).kept_of(bare).intents == ("methodology",)
    assert kept(Citation(None, "T", (CitationContext("One."),)), NO_INTENT, "method") == ["One."]
    other = Citation(None, "T", (CitationContext("One.", ("background",)),), ("methodology",))
    assert kept(other, "method") == ["One."], "a row that passes shows a sentence"


def test_a_row_passes_if_one_sentence_has_the_intent_and_the_words_or_its_title_has_the_words():
    sentences = (CitationContext("Set as theirs.", ("methodology",)), CitationContext("Families agree.", ("result",)))
    edge = Citation(None, "Nights of sleepers", sentences, ("methodology", "result"))

    def passes(words: str, *intents: str) -> bool:
        return SentenceFilter(words, frozenset(intents)).passes(edge)

    assert passes("families", "result")
    assert not passes("families", "method"), "the words are in a sentence with another intent"
    assert passes("families", "method", "result")
    assert not passes("set families", "method", "result"), "each word is in another sentence"
    assert passes("families nights", "result"), "one word is in the title"
    assert passes("sleepers", "method")
    assert kept(edge, "result", words="families nights") == ["Families agree."]


def test_all_sentences_with_the_intent_are_kept_if_only_the_title_has_the_words():
    sentences = (CitationContext("Set as theirs.", ("methodology",)), CitationContext("Families agree.", ("result",)))
    edge = Citation(None, "Nights of sleepers", sentences, ("methodology", "result"))
    only = SentenceFilter("nights", frozenset({"method"}))
    assert [one.text for one in only.kept_of(edge).contexts] == ["Set as theirs."]
    assert only.is_by_title(edge)
    only = SentenceFilter("families", frozenset())
    assert [one.text for one in only.kept_of(edge).contexts] == ["Families agree."]
    assert not only.is_by_title(edge)
    assert not SentenceFilter(intents=frozenset({"method"})).is_by_title(edge)


def test_without_titles_only_sentences_with_all_words_are_kept():
    edge = Citation(None, "Nights of sleepers", (CitationContext("Nights agree."), CitationContext("Families agree.")))
    only = SentenceFilter("nights agree", without_titles=True)
    assert [one.text for one in only.kept_of(edge).contexts] == ["Nights agree."]
    assert only.passes(edge)
    assert not SentenceFilter("nights families", without_titles=True).passes(edge)
    assert not SentenceFilter("sleepers", without_titles=True).passes(edge)
    assert not only.is_by_title(edge)


def test_a_row_shows_the_first_sentence_with_most_of_the_words_of_those_that_pass():
    sentences = (
        CitationContext(" "),
        CitationContext("Nights\nare  long.", ("background",)),
        CitationContext("Nights agree.", ("result",)),
    )
    edge = Citation(None, "T", sentences, ("background", "result"))
    assert SentenceFilter().first_shown(edge) == "Nights are long."
    assert SentenceFilter("agree nights").first_shown(edge) == "Nights agree."
    assert SentenceFilter("nights", frozenset({"result"})).first_shown(edge) == "Nights agree."
    assert SentenceFilter().first_shown(Citation(None, "T")) == ""
