"""Counting, faults, rate and latency of the demo, and the server round it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from scholar_desktop.demo.server import DemoServer
from tests.support.demo_fixture import Demo

SEARCH = "/graph/v1/paper/search"


def ask(client: httpx.Client, path: str = SEARCH, **headers: str) -> httpx.Response:
    return client.get(path, params={"query": "turing", "email": "ada@uni.edu"}, headers=headers)


def test_the_root_says_what_is_invented(client: httpx.Client) -> None:
    about = client.get("/").json()
    assert "who cites whom" in about["note"]
    assert about["services"] == {"semantic_scholar": "/graph/v1", "unpaywall": "/v2", "zenodo": "/api"}


def test_requests_are_counted_by_service_path_and_host(client: httpx.Client, demo: Demo) -> None:
    ask(client, **{"x-api-key": "demo-key"})
    ask(client, "/v2/search")
    ask(client, "/v2/10.9999/none")
    client.get("/pdf/1706.03762", headers={"host": "arxiv.org", "range": "bytes=0-9"})
    stats = demo.stats()
    assert stats["counts"] == {"s2": 1, "unpaywall": 2, "web": 1}
    assert stats["statuses"] == {"200": 2, "404": 1, "206": 1}
    assert stats["peak"] == 1
    assert stats["paths"][SEARCH] == 1
    assert stats["hosts"] == {"api.semanticscholar.org": 1, "api.unpaywall.org": 2, "arxiv.org": 1}
    assert [request["key"] for request in stats["requests"]] == [True, False, False, False]
    assert stats["requests"][-1]["path"] == "/pdf/1706.03762"
    assert stats["requests"][-1]["range"] == "bytes=0-9"
    demo.reset()
    assert demo.stats()["counts"] == {}


def test_the_services_answer_under_their_own_names_too(client: httpx.Client, demo: Demo) -> None:
    for host, path in (
        ("api.semanticscholar.org", "/graph/v1/paper/ARXIV:1706.03762"),
        ("api.unpaywall.org", "/v2/"),
        ("zenodo.org", "/api/records/90000011"),
    ):
        assert client.get(path, headers={"host": host}).status_code == 200
    assert demo.stats()["counts"] == {"s2": 1, "unpaywall": 1, "zenodo": 1}


# --- faults


@pytest.mark.parametrize("fault", ["reset", "cut"])
def test_a_broken_connection(client: httpx.Client, demo: Demo, fault: str) -> None:
    demo.config(faults={SEARCH: fault})
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
        ask(client)
    demo.config(faults={})
    assert ask(client).status_code == 200


def test_a_service_that_never_answers(client: httpx.Client, demo: Demo) -> None:
    demo.config(faults={SEARCH: "hang"})
    with pytest.raises(httpx.ReadTimeout):
        client.get(SEARCH, params={"query": "turing"}, timeout=0.2)


@pytest.mark.parametrize("fault", ["html", "garbage", "empty", "nonsense"])
def test_an_answer_that_is_none(client: httpx.Client, demo: Demo, fault: str) -> None:
    demo.config(faults={SEARCH: fault})
    answer = ask(client)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html" if fault == "html" else "application/json")
    if fault == "nonsense":
        assert "total" not in answer.json()
    else:
        with pytest.raises(json.JSONDecodeError):
            answer.json()


def test_a_slow_answer_is_the_right_one(client: httpx.Client, demo: Demo) -> None:
    plain = ask(client).json()
    demo.config(faults={SEARCH: "slow"}, pace=0.01)
    assert ask(client).json() == plain


def test_a_status_in_the_form_of_its_service(client: httpx.Client, demo: Demo) -> None:
    demo.config(fail={"s2": 500, "/v2": 429, "zenodo": 504, "arxiv.org": 503})
    assert (ask(client).status_code, ask(client).json()) == (500, {"message": "Internal Server Error"})
    assert ask(client, "/v2/search").json()["HTTP_status_code"] == 429
    gateway = ask(client, "/api/records")
    assert (gateway.status_code, gateway.headers["content-type"]) == (504, "text/html")
    assert client.get("/pdf/1706.03762", headers={"host": "arxiv.org"}).status_code == 503
    assert client.get("/pdf/1706.03762", headers={"host": "export.arxiv.org"}).status_code == 200


def test_a_fault_can_pass_after_some_times(client: httpx.Client, demo: Demo) -> None:
    demo.config(faults={SEARCH: {"status": 503, "times": 2, "retry_after": 1}})
    answers = [ask(client) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["retry-after"] == "1"


def test_the_longest_rule_wins(client: httpx.Client, demo: Demo) -> None:
    demo.config(faults={"s2": 500, SEARCH: "html", "arxiv.org/pdf/1706": "garbage"})
    assert ask(client).headers["content-type"].startswith("text/html")
    assert ask(client, "/graph/v1/paper/ARXIV:1706.03762").status_code == 500
    assert client.get("/pdf/1506.01497", headers={"host": "arxiv.org"}).content.startswith(b"%PDF")
    assert not client.get("/pdf/1706.03762", headers={"host": "arxiv.org"}).content.startswith(b"%PDF")


@pytest.mark.parametrize("change", [{"faults": {"/": "bogus"}}, {"latency": "much"}, {"colour": "red"}])
def test_a_configuration_that_makes_no_sense_is_refused(client: httpx.Client, change: dict[str, object]) -> None:
    before = client.post("/__config", json={}).json()
    answer = client.post("/__config", json=change)
    assert (answer.status_code, "error" in answer.json()) == (400, True)
    assert client.post("/__config", json={}).json() == before


def test_latency_lets_requests_overlap(client: httpx.Client, demo: Demo) -> None:
    demo.config(latency=0.15)
    threads = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats = demo.stats()
    assert stats["peak"] == stats["peaks"]["api.semanticscholar.org"] == 3


# --- the server


def test_a_port_can_be_taken_long_before_the_server_starts() -> None:
    server = DemoServer()
    port = server.bind()
    assert server.bind() == port
    with socket.create_connection(("127.0.0.1", port)):
        pass
    server.stop()


def test_taking_a_port_imports_nothing_heavy() -> None:
    code = (
        "import sys; from scholar_desktop.demo.server import DemoServer; s = DemoServer(); s.bind(); s.stop();"
        "print([m for m in ('uvicorn','starlette','reportlab','httpx','asyncio','msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=_project())
    assert done.stdout.strip() == "[]"


def test_a_server_starts_answers_and_stops_in_the_middle_of_an_answer() -> None:
    with DemoServer(seed=3) as server, httpx.Client(base_url=server.url, trust_env=False) as client:
        assert client.get("/graph/v1/paper/ARXIV:1706.03762").status_code == 200
        assert server.host_map == f"*={server.url}"
        client.post("/__config", json={"faults": {SEARCH: "hang"}})
        hanging = threading.Thread(target=_ask_in_vain, args=(server.url,))
        hanging.start()
        while client.get("/__stats").json()["counts"].get("s2", 0) < 2:
            pass
    hanging.join(timeout=30)
    assert not hanging.is_alive()
    server.stop()


def _ask_in_vain(url: str) -> None:
    try:
        httpx.get(url + SEARCH, params={"query": "turing"}, trust_env=False, timeout=30)
    except httpx.HTTPError:
        return


def test_the_command_writes_its_port_and_ends_on_a_signal(tmp_path: Path) -> None:
    port_file = tmp_path / "port"
    command = [
        sys.executable,
        "-m",
        "scholar_desktop.demo",
        "--port",
        "0",
        "--port-file",
        str(port_file),
        "--rate",
        "0.01",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=_project(), env={**os.environ})
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        url = f"http://127.0.0.1:{port_file.read_text().strip()}"
        assert url in line
        with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
            assert [ask(client).status_code for _ in range(2)] == [200, 429]
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        process.stderr.close()


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        command = [sys.executable, "-m", "scholar_desktop.demo", "--port", str(other.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, cwd=_project(), check=False)
    assert done.returncode == 2
    assert "cannot be taken" in done.stderr


def _project() -> Path:
    return Path(__file__).resolve().parents[2]
