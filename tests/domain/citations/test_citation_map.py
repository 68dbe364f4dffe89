"""Papers and links of a map: what joins, what stays out, what is drawn first."""

from __future__ import annotations

from scholar_desktop.domain.citations.citation import Citation
from scholar_desktop.domain.citations.citation_map import (
    CitationMap,
    Link,
    add_citations,
    add_links,
    links_to_draw,
    map_without_links,
    remove_papers,
    strongest_citations,
)
from scholar_desktop.domain.paper import Counts, Ids, Paper


def paper(name: str, cites: int = 0) -> Paper:
    return Paper(title=name, ids=Ids(s2=name), counts=Counts(citations=cites))


A, B, C, D = (paper(name, cites) for name, cites in (("a", 1), ("b", 50), ("c", 7), ("d", 900)))


def pairs(known: CitationMap) -> set[tuple[str, str]]:
    return {(link.citing[3:], link.cited[3:]) for link in known.links}


def test_citations_point_at_the_paper_and_references_away_from_it():
    known = add_citations(map_without_links([A]), A, [Citation(B)], "citations")
    known = add_citations(known, A, [Citation(C)], "references")
    assert pairs(known) == {("b", "a"), ("a", "c")}
    assert known.centres == {"s2:a"}


def test_rows_without_a_paper_or_without_an_identifier_stay_out():
    edges = [Citation(None, text="A title"), Citation(Paper(title="No id")), Citation(A), Citation(B)]
    known = add_citations(map_without_links([A]), A, edges, "citations")
    assert [each.title for each in known.papers] == ["a", "b"]
    assert pairs(known) == {("b", "a")}, "a paper does not cite itself on a map"


def test_a_pair_is_one_link_and_keeps_what_was_said_of_it():
    known = add_citations(map_without_links([A]), A, [Citation(B, intents=("result",), influential=True)], "citations")
    known = add_links(known, [Link("s2:b", "s2:a"), Link("s2:x", "s2:a")])
    assert known.links == (Link("s2:b", "s2:a", ("result",), True),)
    told_later = add_links(add_links(map_without_links([A, B]), [Link("s2:b", "s2:a")]), known.links)
    assert told_later.links == known.links


def test_hiding_takes_the_links_along():
    known = add_citations(map_without_links([A]), A, [Citation(B), Citation(C)], "citations")
    assert pairs(remove_papers(known, ["s2:b"])) == {("c", "a")}
    assert remove_papers(known, ["s2:a"]).links == ()


def test_what_is_on_the_map_then_influential_then_cited_most_is_taken_first():
    known = map_without_links([A, C])
    rows = [Citation(B), Citation(D), Citation(paper("e"), influential=True), Citation(C), Citation(None)]
    assert [edge.paper.title for edge in strongest_citations(known, rows, 3) if edge.paper] == ["c", "e", "d"]


def test_of_too_many_links_the_chosen_and_the_influential_are_drawn():
    links = (Link("s2:a", "s2:b"), Link("s2:a", "s2:c", (), True), Link("s2:d", "s2:b", ("result",)))
    known = CitationMap((A, B, C, D), links)
    assert links_to_draw(known, 3) == links
    assert links_to_draw(known, 1) == (links[1],)
    assert links_to_draw(known, 1, frozenset({"s2:d"})) == (links[2],)
