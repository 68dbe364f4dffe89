"""No regular expression takes a time that grows with the square of a text that somebody else wrote."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANGS_AFTER_S = 300
BOUNDED = {
    "domain.reference_lists.reference_line._QUOTED": "it looks at most 600 characters ahead; a loaded machine misleads",
    "domain.text.title_keys._SEPARATOR": "`titles.plain` leaves no two spaces in a row",
    "domain.text.titles._VERSION_OF_DOI": "`titles.plain` leaves no two spaces in a row",
    "library.tables.page_texts._LINE_END_HYPHEN": "it looks at most 40 characters ahead; a loaded machine misleads",
    "formats.csl.punctuation._QUOTED": "it sees at most 2,000 characters",
    "formats.pasted_lines._SPLIT_DOI": "it sees the last 300 characters of a line",
    "formats.reference_list_detection._ONE": "the line has fewer than 20,000 characters and consists of identifiers",
}
"""Patterns that are slow for a long text, and why they never get one."""


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and a limit of processor time")
@pytest.mark.timeout(900)  # it measures processor time, which a machine that shares its cores gives slowly
def test_no_pattern_takes_a_time_that_grows_with_the_square_of_its_text():
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.slow_patterns"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert len(found) > 200
    assert {name: slow for name, slow in found.items() if slow and name not in BOUNDED} == {}
    assert BOUNDED.keys() <= found.keys()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and a limit of processor time")
@pytest.mark.parametrize("pattern", [r"\s*x", r"(?:a+)+b"])
def test_a_pattern_that_takes_such_a_time_is_found(pattern: str):
    code = (
        "import re; from tests.support.slow_patterns import slow_in_child; "
        f"print(bool(slow_in_child(re.compile({pattern!r}), frozenset({{'search'}}), 1)))"
    )
    # not forked from the process of the tests: a lock that one of its threads holds is held for ever in the child
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=HANGS_AFTER_S
    )
    assert (run.stdout, run.stderr) == ("True\n", "")
