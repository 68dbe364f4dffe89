"""A command whose task is cancelled before it begins, as when the window closes at once, leaves no coroutine behind:
Python warns of one that nobody awaits, which fails the test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scholar_desktop.domain.identifiers.kinds import Identifier, Scheme
from scholar_desktop.domain.library import Tag
from scholar_desktop.ui.corpus.corpus_work import CorpusWork
from scholar_desktop.ui.library.tag_menu import TagMenu
from scholar_desktop.ui.library.trash_commands import TrashCommands
from scholar_desktop.ui.zenodo.record_session import RecordSession
from tests.support.libraries import a_paper
from tests.support.window_driver import window_on


async def test_commands_that_are_cancelled_before_they_begin_leave_no_coroutine(demo: Any, tmp_path: Path) -> None:
    async with window_on(demo, tmp_path) as driver:
        window, ui = driver.window, driver.window.ui_context
        library = ui.services.library
        await library.add([a_paper("Whales")])
        kept = (await library.page()).papers[0]
        await library.tag([kept.key], "sea")
        driver.trigger("view.corpus")
        await driver.idle()
        services = window.pages.currentWidget().work._services
        scope = ui.scope.child()
        tags = TagMenu(ui.theme, scope, ui.actions, ui.messages, ui.navigation, library)
        tags.menu_of(Tag("sea", 1), window).actions()[-1].trigger()
        TrashCommands(ui.theme, scope, ui.actions, ui.messages, library, lambda: [kept], window).restore()
        CorpusWork(services, scope, window).build()
        RecordSession(ui.services, scope, window).look_up(Identifier(Scheme.DOI, "10.5281/zenodo.1"))
        await scope.aclose()
        assert dict(await library.tags()) == {"sea": 1}
