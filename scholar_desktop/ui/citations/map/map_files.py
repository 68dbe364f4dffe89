"""Asks where to write a map, and says that it was written or why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.translation import gettext
from scholar_desktop.ui.widgets.file_dialog import FileKind, FilePurpose, save_file
from scholar_desktop.ui.widgets.note import Note

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from scholar_desktop.ui.citations.map.picture import MapPicture
    from scholar_desktop.ui.context.ui_context import UiContext

EXPORTED_SHOWN_MS = 8000
_KINDS = {
    "svg": FileKind(Message("Vector drawing"), ("svg",)),
    "png": FileKind(Message("Image"), ("png",)),
    "graphml": FileKind("GraphML", ("graphml",)),
}


def write_shown_map(ui_context: UiContext, picture: MapPicture, path: Path) -> None:
    """Write the map that *picture* shows to *path*, in the format of its suffix: .svg, .png, .graphml."""
    from scholar_desktop.ui.citations.map.map_export import write_map

    chart = picture.chart
    if chart is None:
        return
    try:
        write_map(picture, chart, path)
    except OSError as error:
        from scholar_desktop.domain.errors import DiskError

        problem = DiskError(
            Message("Could not write {file}: {reason}.", file=path.name, reason=error.strerror or str(error))
        )
        ui_context.messages.failed(gettext("Map not exported"), problem)
        return
    note = Note(gettext("Exported the map to {file}.", file=path.name), "", "ok", "tick")
    ui_context.messages.say_saved("map", note, path.parent, lasts_ms=EXPORTED_SHOWN_MS)


def choose_map_file(ui_context: UiContext, picture: MapPicture, parent: QWidget, ending: str) -> None:
    """Ask for a file name, without blocking the window, and write the map there."""
    save_file(
        parent,
        gettext("Export map"),
        tuple(_KINDS.values()),
        lambda path, _: write_shown_map(ui_context, picture, path),
        name=gettext("citation map"),
        purpose=FilePurpose.MAP,
        memory=ui_context.state,
        kind=_KINDS[ending],
    )
