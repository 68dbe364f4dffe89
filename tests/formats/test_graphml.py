"""GraphML that other programs read: checked by reading it back."""

from __future__ import annotations

from defusedxml.ElementTree import fromstring

from scholar_desktop.domain.citations.citation_map import CitationMap, Link
from scholar_desktop.domain.paper import Author, Counts, Ids, Paper
from scholar_desktop.formats.graphml import graphml

NAMES = {"g": "http://graphml.graphdrawing.org/xmlns"}
ONE = Paper(
    title="Rényi & <i>entropy</i>\u0081\u0007",
    ids=Ids(s2="a" * 40, doi="10.1/x"),
    authors=(Author("A. Müller"), Author("李 明")),
    year=2001,
    counts=Counts(citations=3),
    abstract="Not to be shared.",
)
OTHER = Paper(title="Other", ids=Ids(doi='10.1/"quoted"&'))


def test_every_paper_and_link_is_there_with_what_is_known_of_it():
    known = CitationMap((ONE, OTHER), (Link(OTHER.id, ONE.id, ("methodology", "result"), True),), frozenset({ONE.id}))
    text = graphml(known, frozenset({OTHER.id}))
    root = fromstring(text)
    nodes = {node.get("id"): node for node in root.iterfind(".//g:node", NAMES)}
    assert set(nodes) == {ONE.id, OTHER.id}
    facts = {data.get("key"): data.text for data in nodes[ONE.id]}
    assert facts["authors"] == "A. Müller; 李 明"
    assert facts["title"] is not None
    assert facts["title"].startswith("Rényi & entropy")
    assert (facts["year"], facts["citations"], facts["centre"], facts["in_library"]) == ("2001", "3", "true", "false")
    assert "year" not in {data.get("key") for data in nodes[OTHER.id]}, "what nobody said is not written"
    (edge,) = root.iterfind(".//g:edge", NAMES)
    assert (edge.get("source"), edge.get("target")) == (OTHER.id, ONE.id)
    assert {data.get("key"): data.text for data in edge} == {"influential": "true", "intents": "methodology result"}
    declared = {key.get("id") for key in root.iterfind("g:key", NAMES)}
    assert {data.get("key") for data in root.iterfind(".//g:data", NAMES)} <= declared
    assert "Not to be shared" not in text
