"""`make mutants`: break the program in each way of the table, and see that it is noticed. Exit 1 when a fault survives.

python -m tests.mutants [--only WORDS] [--jobs N] [--limit SECONDS]

Each fault is made in a copy of the project, and the command of the table runs there. Before that, the commands run on
an unchanged copy, where they must succeed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.table import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]
NOT_COPIED = (".git", ".venv", "build", "dist", "*.pyc", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache")
FOUND = 1
"""The exit code of pytest, torture and fuzz for a fault that they found; any other is an error of the run itself."""


@dataclass(frozen=True)
class CommandResult:
    """How a command ended. code: its exit code, None if it was stopped at the limit; told: the end of its output."""

    code: int | None
    told: str
    seconds: float


def problems_of(mutation: Mutation) -> list[str]:
    """What is wrong with an entry of the table: its text must occur exactly once in its file."""
    file = ROOT / mutation.file
    if not file.is_file():
        return [f"{mutation.name}: there is no file {mutation.file}"]
    found = file.read_text("utf-8").count(mutation.old)
    problems = [] if found == 1 else [f"{mutation.name}: its text occurs {found} times in {mutation.file}, not once"]
    if mutation.old == mutation.new or not mutation.old:
        problems.append(f"{mutation.name}: it changes nothing")
    return problems


def run(command: tuple[str, ...], place: Path, limit_s: float, mutation: Mutation | None = None) -> CommandResult:
    """Run *command* on a copy of the project below *place*, with *mutation* made in it."""
    with tempfile.TemporaryDirectory(dir=place) as folder:
        copy = Path(folder) / "project"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED))
        if mutation is not None:
            file = copy / mutation.file
            file.write_text(file.read_text("utf-8").replace(mutation.old, mutation.new), "utf-8")
        environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        environment["QT_QPA_PLATFORM"] = "offscreen"
        began = time.monotonic()
        try:
            ended = subprocess.run(
                [sys.executable, *command], cwd=copy, env=environment, capture_output=True, text=True, timeout=limit_s,
                check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return CommandResult(None, f"no end within {limit_s:.0f} s", limit_s)
        told = (ended.stdout + ended.stderr)[-3000:]
        return CommandResult(ended.returncode, told, time.monotonic() - began)


def main() -> int:
    parser = argparse.ArgumentParser(prog="mutants")
    parser.add_argument("--only", default="", help="mutations whose name contains these words")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds of one command")
    chosen = parser.parse_args()
    mutations = [mutation for mutation in MUTATIONS if chosen.only in mutation.name]
    wrong = [problem for mutation in MUTATIONS for problem in problems_of(mutation)]
    if wrong or not mutations:
        sys.stderr.write("".join(f"{problem}\n" for problem in wrong or ["no mutation has such a name"]))
        return 2
    with tempfile.TemporaryDirectory(prefix="mutants-") as temporary, ThreadPoolExecutor(chosen.jobs) as pool:
        place = Path(temporary)
        commands = list(dict.fromkeys(mutation.command for mutation in mutations))
        for command, ended in zip(commands, pool.map(lambda one: run(one, place, chosen.limit), commands), strict=True):
            if ended.code != 0:
                wrong.append(f"without a mutation: python {' '.join(command)} ended with {ended.code}\n{ended.told}")
        if wrong:
            sys.stderr.write("".join(f"{problem}\n" for problem in wrong))
            return 2
        results = pool.map(lambda one: run(one.command, place, chosen.limit, one), mutations)
        survived = 0
        for mutation, ended in zip(mutations, results, strict=True):
            is_found = ended.code == FOUND
            survived += not is_found
            words = "found" if is_found else f"NOT FOUND (exit {ended.code})"
            sys.stdout.write(f"{words:<10} {mutation.name}  ({ended.seconds:.0f} s)\n")
            if not is_found:
                sys.stdout.write(f"{mutation.file}: python {' '.join(mutation.command)}\n{ended.told}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(mutations) - survived} of {len(mutations)} mutations were found\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
