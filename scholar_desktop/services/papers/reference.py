"""A paper as text to copy, and as an address to open in a browser."""

from __future__ import annotations

from scholar_desktop.domain.paper import Paper


def reference_text(paper: Paper) -> str:
    """*paper* as one plain line: authors, year, title, venue, address."""
    from scholar_desktop.formats import reference as formats  # not part of the start

    return formats.reference(paper)


def paper_link(paper: Paper) -> str:
    """The lasting address of *paper*; empty when it has no identifier that gives one."""
    from scholar_desktop.formats import reference as formats

    return formats.link(paper)
