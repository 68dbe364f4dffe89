"""Texts for people are marked for translation, are not put together from pieces, and have no banned phrase.

`python -m tests.house.texts --unmarked --glued --banned` lists what is left.
"""

from __future__ import annotations

import pytest

from tests.house.text_findings import Source, sources


def test_every_text_is_marked_whole_and_plain() -> None:
    found = [
        f"{each.file}:{each.line}: {each.why}: {each.text!r}"
        for source in sources([])
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
        'x = "kept left out".split()',
        'x = {"source title": 1}',
        'x = "SELECT id FROM papers WHERE year IN (1)"',
        "x = f\"<p style='margin: 0'>{words}</p>\"",
        'class Kind(StrEnum):\n    ONE = "as sent"',
        'self._start(self._load(), "load the news")',
        'x = gettext("No problems found.") + "\\n"',
        'x = "  " + gettext("Open copies")',
        '# not translated in this file: a report for the maintainers\nx = "Last calls"',
        '# not translated: a report for the maintainers\ndef report():\n    x = "Last calls"',
        'self._show_button("loadAllButton", gettext("Load all"), gettext("Load the rest (3 requests)."))',
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
        ("banned", 'x = gettext("New list…")'),
        ("banned", 'x = gettext("Look for open copies")'),
        ("banned", 'x = gettext("Find more copies")'),
        ("banned", 'x = gettext("Save CSV…")'),
        ("banned", 'x = gettext("Save records as table")'),
        ("banned", 'x = Step(gettext("Load all: 1 request"), load)'),
        ("unmarked", 'x = {"state": "Not loaded yet"}'),
        ("unmarked", 'x = f"without {name}"'),
        ("banned", '# not translated in this file: for maintainers\nx = "The PDF lies in the library."'),
        ("glued", 'x = f"Saved {name}"'),
        ("glued", 'x = gettext("Saved") + "\\n" + gettext("Closed") + name'),
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
    assert found.line == line.count("\n") + 1
