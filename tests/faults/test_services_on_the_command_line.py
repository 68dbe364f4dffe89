"""A service that fails, as the command line tells it: code, sentence, hint, exit code, and what the others gave."""

from __future__ import annotations

from typing import Any

import pytest

from scholar_desktop.domain.source import S2, TITLES
from tests.cli.conftest import CommandRun, Run
from tests.faults.fault_table import FAULTS, FaultCase
from tests.faults.faulty_proxy import FaultyProxy

EXIT_SERVICE, EXIT_NOTHING = 5, 3
VARIABLES = {"service_wait": "SERVICE_WAIT", "semantic_scholar_key": "SEMANTIC_SCHOLAR_KEY"}


@pytest.fixture
def broken(front: FaultyProxy, run: Run, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`broken(fault)`: point the command line at a front that has it."""

    def prepare(fault: FaultCase) -> FaultyProxy:
        monkeypatch.setenv("SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_URL", front.url)
        if "host_map" in fault.settings:
            monkeypatch.delenv("SCHOLAR_DESKTOP_HOST_MAP")
        for name, variable in VARIABLES.items():
            if name in fault.settings:
                monkeypatch.setenv(f"SCHOLAR_DESKTOP_{variable}", str(fault.settings[name]))
        front.break_down(fault.make(front), "/paper/search", "/citations", fault.elsewhere)
        return front

    return prepare


def told(ran: CommandRun) -> tuple[str, str, str | None, str | None]:
    error = ran.answer["errors"][0]
    return error["code"], error["message"], error["hint"], error["subject"]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_a_fault_is_told_with_its_code_and_costs_only_its_own(run: Run, broken: Any, fault: FaultCase):
    front = broken(fault)
    sentence = fault.sentence.format(service=TITLES[S2])

    ran = run("search", "attention", "--json")
    assert ran.code == 0
    assert ran.data["papers"]
    source = ran.source(S2)
    assert (source["state"], source["requests"], source["loaded"]) == ("failed", fault.requests, 0)
    assert source["error"]["message"] == sentence
    assert told(ran) == (fault.code, sentence, fault.hint or None, S2)
    assert {source["state"] for source in ran.answer["sources"] if source["name"] != S2} == {"ok"}

    ran = run("search", "attention", "--source", "s2")
    assert ran.code == EXIT_SERVICE
    assert ran.err.count(sentence) == 1

    front.mend()
    ran = run("search", "attention", "--source", "s2", "--json")
    assert (ran.code, ran.answer["errors"]) == (0, [])


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.of_a_paper], ids=[fault.name for fault in FAULTS if fault.of_a_paper]
)
def test_a_list_of_one_paper_has_a_sentence_of_its_own(run: Run, broken: Any, fault: FaultCase):
    assert fault.of_a_paper is not None
    broken(fault)
    ran = run("citations", "s2:204e3073870fae3d05bcbc2f6a8e263d9b72e776", "--json")
    assert ran.code == (EXIT_NOTHING if fault.name[0] == "4" else EXIT_SERVICE)
    assert told(ran)[1] == fault.of_a_paper.format(service=TITLES[S2])
