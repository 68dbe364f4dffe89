"""What is said of work on the offline corpus that has ended."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from scholar_desktop.domain.errors import Offline
from scholar_desktop.ui.corpus.corpus_work import WorkState
from scholar_desktop.ui.corpus.work_words import end_note


def test_work_that_was_stopped_offline_is_not_said_to_be_offline_still() -> None:
    work: Any = SimpleNamespace(state=WorkState.FAILED, error=Offline("You are working offline.").info)
    actions: Any = None
    note = end_note(work, actions)
    assert note is not None
    assert (note.lead, note.text) == ("Stopped because you were offline.", "Go online, then resume.")
