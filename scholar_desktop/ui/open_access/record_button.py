"""The button beside the list of Zenodo records that gets the PDF or the files of the selected record."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.ui.context.navigation import DOWNLOADS
from scholar_desktop.ui.open_access.pdf_button import PdfButton, pdf_button, restricted_reason
from scholar_desktop.ui.widgets.button import ButtonContent, ButtonKind, native_keys
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.zenodo.record_side import RecordSide


def connect_record_button(ui_context: UiContext, side: RecordSide) -> None:
    """Keep the button of *side* up to date, and have it do what it says when it is pressed."""
    show = partial(_show, ui_context, side)
    side.changed.connect(show)
    ui_context.marks.changed.connect(show)
    ui_context.context.changed.connect(show)
    side.get.clicked.connect(partial(_press, ui_context, side))


def _button_of(ui_context: UiContext, paper: Paper) -> PdfButton:
    mark, online = ui_context.marks.of(paper), ui_context.context.now.online
    return pdf_button(paper, mark, online=online, restricted=restricted_reason(paper, mark))


def _show(ui_context: UiContext, side: RecordSide) -> None:
    if side.paper is None or side.isHidden():
        return
    button = _button_of(ui_context, side.paper)
    side.get.set_kind(ButtonKind.PRIMARY if button.main else ButtonKind.PLAIN)
    keys = native_keys("Ctrl+D") if button.action == "paper.get_pdf" and button.main else ""
    side.get.show_content(ButtonContent(button.text, button.icon, keys=keys, progress=button.progress))
    set_tooltip(side.get, button.why)


def _press(ui_context: UiContext, side: RecordSide) -> None:
    if (paper := side.paper) is None:
        return
    button, item = _button_of(ui_context, paper), ui_context.marks.of(paper).download
    if button.path:
        ui_context.services.open_path(button.path)
    elif button.action == "view.downloads" and item is not None:
        ui_context.navigation.show_part(DOWNLOADS, item.key)
    else:
        ui_context.current.run_for(button.action, paper)
