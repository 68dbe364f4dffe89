"""Shows a `PdfButton` on the screen, and does what it says, also beside the list of Zenodo records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scholar_desktop.ui.context.navigation import DOWNLOADS
from scholar_desktop.ui.open_access.pdf_button import PdfButton, pdf_button, restricted_reason
from scholar_desktop.ui.widgets.button import Button, ButtonContent, ButtonKind, native_keys
from scholar_desktop.ui.words.literal_text import set_tooltip

if TYPE_CHECKING:
    from scholar_desktop.domain.paper import Paper
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.zenodo.record_side import RecordSide


def show_pdf_button(
    shown: Button, button: PdfButton, *, has_keys: bool = True, are_keys_elsewhere: bool = False
) -> None:
    """Show *button* as *shown*.

    Args:
        has_keys: the keys of the action do the same.
        are_keys_elsewhere: for the moment, they get the PDF of another paper: the button keeps room for them, so that
            no button changes its place at the press that gives them back to this one.
    """
    shown.set_kind(ButtonKind.PRIMARY if button.main else ButtonKind.PLAIN)
    keys = native_keys("Ctrl+D") if has_keys and button.action == "paper.get_pdf" and button.main else ""
    keys_room, keys = (keys, "") if are_keys_elsewhere else ("", keys)
    shown.show_content(
        ButtonContent(button.text, button.icon, keys=keys, keys_room=keys_room, progress=button.progress)
    )
    set_tooltip(shown, button.why)


def press_pdf_button(ui_context: UiContext, button: PdfButton, paper: Paper) -> None:
    """Do what *button* of *paper* says."""
    if button.path:
        ui_context.services.open_path(button.path)
    elif button.action == "view.downloads":
        show_download_of(ui_context, paper)
    else:
        ui_context.current.run_for(button.action, paper)


def show_download_of(ui_context: UiContext, paper: Paper | None) -> None:
    """Show the download of *paper* among the others."""
    item = ui_context.marks.of(paper).download if paper is not None else None
    ui_context.navigation.show_part(DOWNLOADS, item.key if item is not None else "")


def connect_record_button(ui_context: UiContext, side: RecordSide) -> None:
    """Keep the button of *side* up to date, and have it do what it says when it is pressed."""

    def button(paper: Paper) -> PdfButton:
        mark, now = ui_context.marks.of(paper), ui_context.context.now
        restricted = restricted_reason(paper, mark)
        return pdf_button(
            paper, mark, online=now.online, restricted=restricted, is_one_of_several=now.selected_with(paper) > 1
        )

    def show(*_page: str) -> None:
        if side.paper is not None and side.isVisible():
            is_alone = ui_context.context.now.selected_with(side.paper) < 2  # otherwise the keys get those of all
            show_pdf_button(side.get, button(side.paper), has_keys=is_alone)

    def press() -> None:
        if side.paper is not None:
            press_pdf_button(ui_context, button(side.paper), side.paper)

    side.changed.connect(show)
    ui_context.marks.changed.connect(show)
    ui_context.context.changed.connect(show)
    ui_context.navigation.page_changed.connect(show)
    side.get.clicked.connect(press)
