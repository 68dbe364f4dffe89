"""Writes a citation map as GraphML, which Gephi, Cytoscape, yEd and NetworkX read (graphml.graphdrawing.org, 1.0)."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from scholar_desktop.domain.citations.citation_map import CitationMap
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_NODE_KEYS = (
    ("title", "string"),
    ("authors", "string"),
    ("year", "int"),
    ("venue", "string"),
    ("doi", "string"),
    ("citations", "int"),
    ("centre", "boolean"),
    ("in_library", "boolean"),
)
_EDGE_KEYS = (("influential", "boolean"), ("intents", "string"))
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow; titles from old references contain them."""


def graphml(known: CitationMap, in_library: frozenset[str] = frozenset()) -> str:
    """Returns *known* as a directed graph, with edges from the citing to the cited paper.

    in_library: ids of the papers in the library.

    A value that no service stated has no `data` element. Abstracts and citing sentences are not written, because maps
    are shared.
    """
    root = Element("graphml", xmlns=_NAMESPACE)
    for kind, keys in (("node", _NODE_KEYS), ("edge", _EDGE_KEYS)):
        for name, type_ in keys:
            SubElement(root, "key", {"id": name, "for": kind, "attr.name": name, "attr.type": type_})
    graph = SubElement(root, "graph", id="citations", edgedefault="directed")
    for paper in known.papers:
        node = SubElement(graph, "node", id=_clean(paper.id))
        _write(node, _facts(paper) | {"centre": paper.id in known.centres, "in_library": paper.id in in_library})
    for link in known.links:
        edge = SubElement(graph, "edge", source=_clean(link.citing), target=_clean(link.cited))
        _write(edge, {"influential": link.influential, "intents": " ".join(link.intents) or None})
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _facts(paper: Paper) -> dict[str, Any]:
    return {
        "title": plain(paper.title),
        "authors": "; ".join(author.name for author in paper.authors) or None,
        "year": paper.year,
        "venue": plain(paper.venue or "") or None,
        "doi": paper.ids.doi,
        "citations": paper.counts.citations,
    }


def _write(element: Element, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            SubElement(element, "data", key=name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
