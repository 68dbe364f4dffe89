"""Writes a citation graph as GraphML, which Gephi, Cytoscape, yEd and NetworkX read (graphml.graphdrawing.org, 1.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
PAPER_KEYS = (
    ("title", "string"),
    ("authors", "string"),
    ("year", "int"),
    ("venue", "string"),
    ("doi", "string"),
    ("citations", "int"),
    ("fields", "string"),
)
"""What is written of a paper, and its type in GraphML."""
_MAP_KEYS = (*PAPER_KEYS[:-1], ("centre", "boolean"), ("in_library", "boolean"))
EDGE_KEYS = (("influential", "boolean"), ("intents", "string"))
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow; titles from old references contain them."""


def graphml(known: CitationMap, in_library: frozenset[str] = frozenset()) -> str:
    """Returns *known* as a directed graph, with edges from the citing to the cited paper.

    in_library: ids of the papers in the library.

    A value that no service stated has no `data` element. Abstracts and citing sentences are not written, because maps
    are shared.
    """
    parts: list[str] = []
    writer = GraphmlWriter(parts.append, _MAP_KEYS)
    for paper in known.papers:
        own = {"centre": paper.id in known.centres, "in_library": paper.id in in_library}
        writer.node(paper.id, _facts(paper) | own)
    for link in known.links:
        facts = {"influential": link.influential, "intents": " ".join(link.intents) or None}
        writer.edge(link.citing, link.cited, facts)
    writer.end()
    return "".join(parts)


class GraphmlWriter:
    """Writes a directed graph piece by piece: all nodes, then all edges, from the citing to the cited paper.

    Args:
        write: gets each piece of the text.
        node_keys: (name, type) of what may be written of a node.
    """

    def __init__(self, write: Callable[[str], object], node_keys: tuple[tuple[str, str], ...] = PAPER_KEYS) -> None:
        self._write = write
        write(f'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="{_NAMESPACE}">\n')
        for kind, keys in (("node", node_keys), ("edge", EDGE_KEYS)):
            for name, type_ in keys:
                write(f'  <key id="{name}" for="{kind}" attr.name="{name}" attr.type="{type_}" />\n')
        write('  <graph id="citations" edgedefault="directed">\n')

    def node(self, id_: str, facts: Mapping[str, Any]) -> None:
        """Write a node. A fact that is None is left out."""
        self._element("node", f"id={_quoted(id_)}", facts)

    def edge(self, source: str, target: str, facts: Mapping[str, Any]) -> None:
        """Write an edge between two nodes."""
        # not translated: a part of files
        self._element("edge", f"source={_quoted(source)} target={_quoted(target)}", facts)

    def end(self) -> None:
        self._write("  </graph>\n</graphml>\n")

    def _element(self, name: str, attributes: str, facts: Mapping[str, Any]) -> None:
        self._write(f"    <{name} {attributes}>\n")
        for key, value in facts.items():
            if value is not None:
                text = str(value).lower() if isinstance(value, bool) else str(value)
                self._write(f'      <data key="{key}">{escape(_NOT_XML.sub("", text), quote=False)}</data>\n')
        self._write(f"    </{name}>\n")


def _facts(paper: Paper) -> dict[str, Any]:
    from scholar_desktop.formats.plain_reference import cited_doi  # with urllib, too

    return {
        "title": plain(paper.title),
        "authors": "; ".join(author.name for author in paper.authors) or None,
        "year": paper.year,
        "venue": plain(paper.venue or "") or None,
        "doi": cited_doi(paper),
        "citations": paper.counts.citations,
    }


def _quoted(text: str) -> str:
    from xml.sax.saxutils import quoteattr  # with the whole of urllib, and every command imports this module

    return quoteattr(_NOT_XML.sub("", text))
