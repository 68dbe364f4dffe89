"""Open access measured: 200 DOIs against latency and against `unpywall`, a large file against curl, 200 PDFs."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench import getting_server as server
from tests.bench.report import ResultLine, compare
from tests.bench.service_process import PORT_FILE, service

ROOT = Path(__file__).parents[2]
SERVER = "tests.bench.getting_server"
DOIS = 200
AT_ONCE = 8
RUNS = 3
DELAY_S = 1.0
MOST_GROWN_MB = 32.0


def lines() -> Iterator[ResultLine]:
    with tempfile.TemporaryDirectory() as folder, service(SERVER, PORT_FILE) as base:
        yield from _looked_up(base, Path(folder))
        yield from _downloaded(base, Path(folder))
        yield from _got(base, Path(folder))


def variables(base: str) -> dict[str, str]:
    """The variables that lead the program to the server at *base*."""
    chosen = {f"{name}_URL": base for name in ("SEMANTIC_SCHOLAR", "UNPAYWALL", "ZENODO")}
    chosen |= {"HOST_MAP": f"*={base}", "EMAIL": "ada@university.edu", "SEMANTIC_SCHOLAR_RATE": "0"}
    return {f"SCHOLAR_DESKTOP_{name}": value for name, value in chosen.items()}


def _environment(base: str, profile: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = {"SCHOLAR_DESKTOP_HOST_DELAY": str(DELAY_S), "SCHOLAR_DESKTOP_PROFILE": str(profile)}
    return inherited | variables(base) | own


def _command(base: str, profile: Path, *words: str) -> tuple[float, dict[str, object]]:
    """Seconds of the whole command, and its JSON."""
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-m", "scholar_desktop", *words, "--json"],
        cwd=ROOT,
        env=_environment(base, profile),
        capture_output=True,
        timeout=300,
    )
    seconds = time.perf_counter() - began
    answer: dict[str, object] = json.loads(ran.stdout)
    return seconds, answer


def _looked_up(base: str, folder: Path) -> Iterator[ResultLine]:
    """`oa --file`, the whole command, against the floor of the latency and against the peer."""
    file = folder / "dois.txt"
    file.write_text("\n".join(server.doi(number) for number in range(DOIS)))
    theirs: list[float] = []
    ours: list[float] = []
    there = importlib.util.find_spec("unpywall") is not None
    for run in range(RUNS):
        seconds, answer = _command(base, folder / f"oa{run}", "oa", "--file", str(file))
        assert answer["ok"], answer["errors"]
        ours.append(seconds)
    if there:
        theirs.append(_unpywall(base, DOIS, wait_s=0))
    floor = DOIS * server.LATENCY_S / AT_ONCE
    note = f"seconds of the whole command, least of {RUNS}; {server.LATENCY_S * 1000:.0f} ms latency, {AT_ONCE} at once"
    yield compare("oa: 200 DOIs", min(ours), floor, "n x latency / 8", 1.3, note)
    name = "1/5 of unpywall without its wait"
    if not theirs:
        yield ResultLine("oa: 200 DOIs", round(min(ours), 4), None, name, None, 1.0, None, "unpywall is not installed")
        return
    waited = _unpywall(base, 3, wait_s=1) / 3 * DOIS
    note = f"seconds; unpywall took {min(theirs):.1f} s; with the wait of 1 s before each DOI it takes {waited:.0f} s"
    yield compare("oa: 200 DOIs", min(ours), min(theirs) / 5, name, 1.0, note)


def _unpywall(base: str, count: int, *, wait_s: int) -> float:
    with tempfile.TemporaryDirectory() as folder:  # it leaves its cache where it stands
        ran = subprocess.run(
            [sys.executable, "-m", "tests.bench.unpywall_peer", base, str(count)],
            cwd=folder,
            env=os.environ | {"MANDATORY_WAIT_TIME": str(wait_s), "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        )
    return float(ran.stdout)


def _downloaded(base: str, folder: Path) -> Iterator[ResultLine]:
    """A large file beside curl, in turn, at a cap of the server and without one."""
    for path, limit, what in (("capped", 1.1, "at 20 MB/s"), ("large", 3.0, "without a cap")):
        runs = 1 if path == "capped" else RUNS
        ours = [_large(base, path) for _ in range(runs)]
        seconds = min(one["seconds"] for one in ours)
        grown = min(one["grew_mb"] for one in ours)
        workload = f"download of 100 MB {what}"
        if shutil.which("curl") is None:
            yield ResultLine(workload, round(seconds, 4), None, "curl", None, limit, None, "curl is not there")
        else:
            peer = min(_curl(f"{base}/{path}", folder / "peer") for _ in range(runs))
            yield compare(workload, seconds, peer, "curl", limit, "seconds; hashed and on the disk at the end")
        yield compare(f"{workload}: memory", grown, MOST_GROWN_MB, "32 MB", 1.0, "MB by which the peak grew")


def _large(base: str, path: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.large_file", base, path]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    measured: dict[str, float] = json.loads(ran.stdout)
    return measured


def _curl(url: str, target: Path) -> float:
    began = time.perf_counter()
    subprocess.run(["curl", "-sS", "-o", str(target), url], check=True)
    return time.perf_counter() - began


def _got(base: str, folder: Path) -> Iterator[ResultLine]:
    """`get --file` of 200 PDFs of mixed kinds on 20 hosts, a second apart at each."""
    file = folder / "get.txt"
    file.write_text("\n".join(server.doi(number) for number in range(DOIS)))
    seconds, answer = _command(base, folder / "get", "get", "--file", str(file))
    data = answer["data"]
    sources = answer["sources"]
    assert isinstance(data, dict)
    assert isinstance(sources, list)
    saved = data["report"]["saved"]
    assert saved == DOIS * server.SAVED, data["report"]
    sent = {source["name"]: source["requests"] for source in sources}
    # whose copy fails is looked for at the paper's own page: doi.org is asked once for each of these
    failed = DOIS - saved
    busiest = max(DOIS // server.HOSTS, failed)
    note = f"seconds of the whole command; {saved} saved; the busiest host is asked {busiest} times, 1 s apart"
    yield compare("get: 200 PDFs of mixed kinds", seconds, (busiest - 1) * DELAY_S, "host delays", 1.3, note)
    least = DOIS + failed + sum(server.kind(number) in ("redirect", "landing") for number in range(DOIS))
    yield compare("get: requests to hosts", sent.get("files", 0), least, "a step of the way each", 1.0, "requests")
    yield compare("get: requests to services", sent["s2"] + sent["unpaywall"], DOIS + 1, "1 + n", 1.0, "requests")
