"""kill -9 at random moments of work on an offline corpus: the last release is whole. More: `make torture`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.corpus_kills import WORK

ROOT = Path(__file__).parents[2]
SEEDS, SHARE = 20, 10

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the workers that are killed are forked")


@needs_fork
@pytest.mark.parametrize("first", range(0, SEEDS, SHARE))
def test_a_corpus_whose_worker_is_killed_is_a_whole_release_and_the_work_can_be_done(first: int):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture.corpus_kills", "--json", "--first", str(first), "--seeds", str(SHARE)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [f"{one['work']}: {problem}" for one in told for problem in one["wrong"]] == [], ran.stderr
    assert ran.returncode == 0, ran.stderr
    assert {one["work"] for one in told} == set(WORK)
    assert len(told) == SHARE
