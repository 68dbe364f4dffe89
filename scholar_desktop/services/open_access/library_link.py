"""The way through a person's own library: a proxy prefix or an OpenURL resolver, for one paper at a time. Pure."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from scholar_desktop.domain.errors import UsageError
from scholar_desktop.domain.paper import Paper
from scholar_desktop.domain.text.titles import plain
from scholar_desktop.services.papers.reference import paper_link


def library_link_url(template: str, paper: Paper) -> str:
    """The address that *template* (setting `library_link`) makes of *paper*. Raises UsageError when the template wants
    what the paper has not."""
    page = paper_link(paper)
    values = {
        "url": page,
        "url_encoded": quote(page, safe="") if page else None,
        "doi": quote(paper.ids.doi, safe="") if paper.ids.doi else None,
        "title": quote(plain(paper.title), safe="") or None,
    }
    if "{" not in template:
        template += "{url}"
    address = template
    for name, value in values.items():
        if f"{{{name}}}" in address:
            if value is None:
                raise UsageError(
                    f"Your library's address wants the {name.partition('_')[0]} of the paper, and none is known.",
                    hint="Look it up in your library's catalogue.",
                )
            address = address.replace(f"{{{name}}}", value)
    if not urlsplit(address).hostname:
        raise UsageError("Your library's address is not one.", hint="Check it in the settings.")
    return address
