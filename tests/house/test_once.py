"""What the program needs in many places is written in one place."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import scholar_desktop
from scholar_desktop.settings import SETTINGS

PACKAGE = Path(scholar_desktop.__file__).parent

ONE_PLACE = {
    "the lock of a file": (
        r"^\s*(?:import|from) (?:msvcrt|filelock)|fcntl\.flock|lockf\(",
        {"domain/file_locks.py"},
    ),
    "the bar for a share": (r"class \w*ShareBar", {"ui/widgets/charts/share_bar.py"}),
    "the bars of years": (r"class \w*Year\w*Bars", {"ui/widgets/charts/year_bars.py"}),
    "the find box": (r"class \w*Find\w*\((?:QLineEdit|IconEdit)", {"ui/widgets/find_edit.py"}),
    "the folding of letters": (
        r"\"NFK?D\"|casefold\(\)\.translate",
        {
            "domain/text/text_folding.py",
            "domain/text/unicode_forms.py",
            "formats/latex.py",  # an accent becomes its command
            "formats/cite_keys.py",  # a key consists of ASCII letters
            "formats/csl/reference_list.py",  # the order of a bibliography, not a comparison
            "demo/semantic_scholar/ranking.py",  # the demo services share no code with the program's search
            "demo/corpus/pdf_writer.py",
            "corpus/spark.py",  # one file that is sent to a cluster without the rest of the program
        },
    ),
    "the file dialog": (r"QFileDialog\(|getOpenFileName|getSaveFileName|getExistingDir", {"ui/widgets/file_dialog.py"}),
    "the form of a stored time": (r"%Y-%m-%dT|isoformat\(timespec", {"domain/timestamps.py"}),
}
"""What exists once: a pattern that finds it in the source, and the files that may contain it."""


def files_with(pattern: str) -> set[str]:
    """Return the files of the program, relative to its folder, in which *pattern* is found."""
    return {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(pattern, path.read_text("utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("what", ONE_PLACE)
def test_it_is_written_in_one_place(what):
    pattern, places = ONE_PLACE[what]
    assert files_with(pattern) == places


TITLES = {one.key: one.title for one in SETTINGS if one.type not in ("secret", "url") and len(one.title.split()) > 2}
"""Titles of settings that are no name of something else."""


@pytest.mark.parametrize("key", TITLES)
def test_the_title_of_a_setting_is_in_its_declaration_alone(key):
    assert files_with(rf'"{re.escape(TITLES[key])}"') == {"settings.py"}


def test_the_changelog_has_each_entry_once():
    """Git joins the lines of two branches, so that an entry that one of them moved may be there twice."""
    lines = (PACKAGE.parent / "CHANGELOG.md").read_text("utf-8").splitlines()
    entries = Counter(line for line in lines if line.startswith("- "))
    assert [line[:80] for line, count in entries.items() if count > 1] == []
