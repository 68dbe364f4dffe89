"""Opens the map page: for the library, for the selection, or for the map of the citation pane."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from scholar_desktop import preload
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from scholar_desktop.ui.citations.map.map_page import MapPage
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.widgets.page_stack import PageStack


def bind_maps(ui_context: UiContext, pages: PageStack) -> None:
    """Bind the actions that open the map page, which is created at the first use."""

    def show(run: Callable[[MapPage], None]) -> None:
        async def load_and_show() -> None:
            await preload.load_in_thread(preload.MAP)
            page = pages.page(places.MAP)
            run(page)  # type: ignore[arg-type]

        ui_context.scope.start(load_and_show(), name="open the map", latest="open the map")

    def show_selection() -> None:
        papers = tuple(ui_context.context.now.papers)
        show(lambda page: page.show_subject(papers))

    def enlarge() -> None:
        known, selection = ui_context.maps.shown, ui_context.maps.selection
        if known is not None:
            show(lambda page: page.show_subject(known, selection))

    ui_context.actions.bind("map.enlarge", enlarge)
    ui_context.actions.bind("view.map_library", lambda: show(lambda page: page.show_subject("library")))
    ui_context.actions.bind("view.map_selection", show_selection)
