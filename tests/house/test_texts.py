"""Texts for people are marked for translation, are not put together from pieces, and have no banned phrase.

`python -m tests.house.texts --unmarked --glued --banned` lists what is left.
"""

from __future__ import annotations

import pytest

from tests.house.text_findings import Source, sources

FINISHED: tuple[str, ...] = (
    "domain/alerts",
    "domain/citations",
    "domain/people",
    "interop",
    "library/database",
    "library/tables",
    "services/add_pdfs",
    "services/alerts",
    "services/library",
    "services/people",
    "services/reference_lists",
    "services/unpaywall",
    "services/zenodo",
    "sources/s2_datasets",
    "ui/actions",
    "ui/corpus",
    "ui/open_access",
    "ui/papers",
    "ui/people",
    "ui/unpaywall",
    "ui/zenodo",
)
"""The folders and files below scholar_desktop whose texts are all rewritten and marked; `ALL` when everything is."""
ALL = ("",)


def test_the_texts_of_the_finished_rooms_are_marked_whole_and_plain() -> None:
    found = [
        f"{each.file}:{each.line}: {each.why}: {each.text!r}"
        for source in sources([] if FINISHED == ALL else list(FINISHED))
        for each in (*source.unmarked(), *source.banned(), *source.glued())
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        'x = gettext("Papers not loaded")',
        'x = gettext("Get PDF" if one else "Get PDFs")',
        'x = ngettext("{count} paper", "{count} papers", n)',
        'raise NotFound(Message("No paper has the DOI {doi}.", doi=doi))',
        'raise ValueError("a list is needed here")',
        'log.info("Asked %s for papers", host)',
        'x = " · ".join([gettext("Open access"), year])',
        'x = f"{title} · {year}"',
        'name = "Semantic Scholar"',
        'x = "Social Science Research Network"  # not translated: a name',
        '# wording: stands is right of a sign\nx = gettext("The sign stands for an open copy.")',
        'button = Button(theme, gettext("Load all"), tooltip=gettext("3 requests"))',
    ],
)
def test_a_text_that_is_right_is_not_listed(line: str) -> None:
    source = Source("ui/a.py", line)
    assert [*source.unmarked(), *source.banned(), *source.glued()] == []


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("unmarked", 'x = "Papers not loaded"'),
        ("unmarked", 'x = gettext("Saved {what}", what="the list")'),
        ("unmarked", 'raise NotFound("No paper has this DOI.")'),
        ("banned", 'x = gettext("Semantic Scholar is asked first.")'),
        ("banned", 'x = gettext("The PDF lies in the library.")'),
        ("banned", """x = gettext("There is no tag 'thesis'.")"""),
        ("banned", 'x = gettext("open_access=True")'),
        ("banned", 'x = Step(gettext("Load all: 1 request"), load)'),
        ("glued", 'x = f"Saved {name}"'),
        ("glued", 'x = gettext("Saved") + " " + name'),
        ("glued", 'x += gettext(" and closed")'),
        ("glued", """x = f"{gettext('Saved')}: {name}\""""),
        ("glued", 'x = ", ".join([gettext("open"), gettext("closed")])'),
        ("glued", 'x = " and ".join(names)'),
        ("glued", 'x = Message("Saved {name}", name=name).lower()'),
        ("glued", 'x = f"{error.message} {hint}"'),
        ("glued", "x = error.message.strip()"),
    ],
)
def test_a_text_that_is_not_right_is_listed(kind: str, line: str) -> None:
    (found,) = getattr(Source("ui/a.py", line), kind)()
    assert found.file == "ui/a.py"
    assert found.line == 1
