"""The actions on files of other programs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scholar_desktop.domain.text.message import Message
from scholar_desktop.ui.actions import conditions as when
from scholar_desktop.ui.actions.action import EXPORT, IMPORT, PDF, PDF_AND_WEB_PAGE, REVIEW, Action
from scholar_desktop.ui.actions.conditions import Condition
from scholar_desktop.ui.context import navigation as places

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from scholar_desktop.services.exchange.sending import OutboxItem
    from scholar_desktop.ui.context.ui_context import UiContext
    from scholar_desktop.ui.exchange.import_panel import ImportPanel
    from scholar_desktop.ui.exchange.live_files_panel import LiveFilesPanel
    from scholar_desktop.ui.exchange.manuscript_page import ManuscriptPage
    from scholar_desktop.ui.exchange.send_commands import SendCommands
    from scholar_desktop.ui.exchange.transfer_panel import TransferPanel
    from scholar_desktop.ui.widgets.page_stack import PageStack

OUTBOX_TOLD = "outbox_told"
"""The key in the window's state of the outbox that a start has told of."""

_IMPORTED = Condition(
    "import_report", lambda now: now.import_report, Message("Nothing has been imported into your library yet.")
)
_CHECKED = Condition(
    "manuscript_checked",
    lambda now: now.page == places.MANUSCRIPT and "manuscriptAgainButton" in now.manuscript_tools,
    Message("Show a manuscript check first."),
)


_ON_PAGE = Condition(
    "on_manuscript", lambda now: now.page == places.MANUSCRIPT, Message("Show a manuscript check first.")
)


def _has_tool(name: str, why_not: str) -> Condition:
    """Return the condition that the button *name* of the manuscript check can be pressed. why_not: if it cannot."""
    return Condition(name, lambda now: name in now.manuscript_tools, why_not)


_NOTHING_ACCEPTED = Message("Accept a correction first.")
_SAFE = _has_tool("manuscriptAcceptSureButton", Message("There are no other safe corrections."))
_LIST = _has_tool("manuscriptSaveListButton", _NOTHING_ACCEPTED)
_BIB = _has_tool("manuscriptSaveBibButton", _NOTHING_ACCEPTED)
_CSV = _has_tool("manuscriptCsvButton", Message("Show a manuscript check first."))
_KEEP = _has_tool("manuscriptKeepButton", Message("Select a reference for which a correction is proposed first."))
TOOLS = {
    "manuscript.keep": "manuscriptKeepButton",
    "manuscript.check_again": "manuscriptAgainButton",
    "manuscript.accept_safe": "manuscriptAcceptSureButton",
    "manuscript.save_list": "manuscriptSaveListButton",
    "manuscript.save_bib": "manuscriptSaveBibButton",
    "manuscript.save_csv": "manuscriptCsvButton",
}
"""The button of the manuscript check that each action presses, by its objectName."""
# fmt: off
EXCHANGE = (
    Action(id="library.import", title=Message("Import…"),
           help=Message("Import the entries of a BibTeX, RIS, CSL-JSON, EndNote or Zotero file into your library, "
                        "with all fields and files. A preview shows what is new."),
           menu="file", submenu=IMPORT, icon="get"),
    Action(id="library.import_folder", title=Message("Import Zotero folder…"),
           help=Message("Import Zotero's data folder, a folder that Zotero exported, or a folder of PDFs whose folders "
                        "become collections. A preview shows what is new."),
           menu="file", submenu=IMPORT, icon="folder"),
    Action(id="library.import_report", title=Message("Show last import report"),
           help=Message("Show what the last import did: what is new, and what was left out and why."),
           menu="file", submenu=IMPORT, icon="list", needs=(_IMPORTED,)),
    Action(id="manuscript.check", title=Message("Check manuscript…"),
           help=Message("Check the references of a .tex, .docx, .odt, Markdown, .txt, PDF or .bib file: which are "
                        "wrong, missing, or never cited."),
           menu="file", icon="file-text"),
    Action(id="manuscript.accept_safe", title=Message("Accept safe corrections"),
           help=Message("Accept the corrections of the manuscript check about which there is no doubt."), menu="tools",
           group=3, submenu=REVIEW, section=3, icon="tick", needs=(_CHECKED, _SAFE)),
    Action(id="manuscript.keep", title=Message("Keep as written"),
           help=Message("Decline the corrections of the selected references of the manuscript check, and count them as "
                        "decided."), menu="tools", group=3, submenu=REVIEW, section=3, icon="cross",
           # not translated: the name of a key
           control_keys="Del", control_keys_when=_ON_PAGE, needs=(_CHECKED, _KEEP)),
    Action(id="manuscript.save_list", title=Message("Save corrected list…"),
           help=Message("Save the reference list of the manuscript with the accepted corrections."), menu="tools",
           group=3, submenu=REVIEW, section=3, icon="file-text", needs=(_CHECKED, _LIST)),
    Action(id="manuscript.save_bib", title=Message("Save corrected .bib…"),
           help=Message("Save the references of the manuscript with the accepted corrections as a .bib file."),
           menu="tools", group=3, submenu=REVIEW, section=3, icon="file-text", needs=(_CHECKED, _BIB)),
    Action(id="manuscript.save_csv", title=Message("Save manuscript check as CSV…"),
           help=Message("Save the references of the manuscript, with what is wrong with each, as a CSV file."),
           menu="tools", group=3, submenu=REVIEW, section=3, icon="file-text", needs=(_CHECKED, _CSV)),
    Action(id="manuscript.check_again", title=Message("Check manuscript again"),
           help=Message("Read the manuscript again, and check its references again."), menu="tools", group=3,
           submenu=REVIEW, section=3, icon="refresh", needs=(_CHECKED,)),
    Action(id="paper.send", title=Message("Send to Zotero or JabRef…"),
           help=Message("Send the selected papers with PDF, tags and note to Zotero, to JabRef, or to a .bib file."),
           menu="file", group=2, submenu=EXPORT, icon="send", needs=(when.HAS_PAPER, when.NOT_IN_TRASH),
           on_rows=True, row_group=2, row_submenu=False,
           many=lambda count: Message.counted("Send {count} paper to Zotero or JabRef…",
                                              "Send {count} papers to Zotero or JabRef…", count)),
    Action(id="collection.send", title=Message("Send collection to Zotero or JabRef…"),
           help=Message("Send the papers of this collection with PDFs, tags and notes to Zotero, to JabRef, or to a "
                        ".bib file."),
           menu="file", group=2, submenu=EXPORT, icon="send", needs=(when.HAS_COLLECTION,)),
    Action(id="library.outbox", title=Message("Outbox…"),
           help=Message("Show the papers that are waiting to be sent to Zotero or JabRef."), menu="file", group=2,
           submenu=EXPORT, icon="outbox"),
    Action(id="collection.live", title=Message("Keep .bib file up to date…"),
           help=Message("Write the papers of this collection to a .bib file, and again after each change to your "
                        "library. Your notes and tags are included only if you choose so."), menu="file",
           group=2, submenu=EXPORT, icon="refresh", needs=(when.HAS_COLLECTION,)),
    Action(id="library.live_files", title=Message("Live .bib files…"),
           help=Message("Show the .bib files that are kept up to date, and what other programs wrote into them."),
           menu="file", group=2, submenu=EXPORT, icon="refresh"),
    Action(id="paper.annotations", title=Message("Annotations to note"),
           help=Message("Add the highlights and comments in the PDF to the note on the paper."), menu="paper",
           group=1, submenu=PDF, row_submenu=PDF_AND_WEB_PAGE, icon="quote",
           needs=(when.HAS_PAPER, when.NOT_IN_TRASH, when.HAS_PDF), on_rows=True, of_one=True),
    Action(id="library.archive", title=Message("Save library as archive…"),
           help=Message("Save your whole library, with all PDFs, as one file that another computer can open."),
           menu="file", group=2, submenu=EXPORT, icon="database"),
    Action(id="library.unarchive", title=Message("Open library archive…"),
           help=Message("Create a library from an archive, in a new folder. Your current library is not changed."),
           menu="file", submenu=IMPORT, icon="library"),
    Action(id="library.move", title=Message("Move library…"),
           help=Message("Copy your library to another folder, compare every file, and use that folder. The old folder "
                        "stays as it is."),
           menu="file", group=2, submenu=EXPORT, icon="forward"),
    Action(id="library.show_folder", title=Message("Show library folder"),
           help=Message("Open the folder of your library, with its PDFs, in the file manager."),
           menu="file", group=2, submenu=EXPORT, icon="folder"),
)
# fmt: on


def bind_exchange(
    ui_context: UiContext,
    pages: PageStack,
    panel: Callable[[], ImportPanel],
    sends: Callable[[], SendCommands],
    transfer: Callable[[], TransferPanel],
    live_files: Callable[[], LiveFilesPanel],
) -> None:
    """Bind the actions to the page of manuscripts, and to panels and commands that are created at the first use."""
    bind = ui_context.actions.bind
    bind("library.import", lambda: panel().choose_file())
    bind("library.import_folder", lambda: panel().choose_folder())
    bind("library.import_report", lambda: panel().show_last_report())
    _follow_report(ui_context)
    bind("manuscript.check", lambda: _page(ui_context, pages).commands.choose_file())
    for action_id, name in TOOLS.items():
        bind(action_id, partial(_press, ui_context, pages, name))
    bind("paper.send", lambda: sends().send_papers())
    bind("collection.send", lambda: sends().send_collection())
    bind("library.outbox", lambda: sends().show_outbox())
    bind("library.live_files", lambda: live_files().open_panel())
    bind("collection.live", lambda: _keep_live(ui_context, live_files()))
    bind("paper.annotations", partial(_write_annotations, ui_context))
    bind("library.archive", lambda: transfer().archive())
    bind("library.unarchive", lambda: transfer().unarchive())
    bind("library.move", lambda: transfer().move_library())
    services = ui_context.services
    bind("library.show_folder", lambda: services.open_path(str(services.settings_editor.current.data_dir)))


def _press(ui_context: UiContext, pages: PageStack, name: str) -> None:
    """Press a button of the manuscript check."""
    _page(ui_context, pages).press(name)


def _follow_report(ui_context: UiContext) -> None:
    """Look whether there is a report of an import whenever the state of the actions is read, as for a menu or the
    palette: the command line can import, too."""
    from scholar_desktop.services.exchange.import_report import has_report

    context, library = ui_context.context, ui_context.services.library
    read_selection = context.read_selection

    def read() -> None:
        read_selection()
        context.update(import_report=has_report(library.data_dir))

    context.read_selection = read


def _keep_live(ui_context: UiContext, panel: LiveFilesPanel) -> None:
    if (one := ui_context.context.now.collection) is not None:
        panel.choose_file(one.path)


def _write_annotations(ui_context: UiContext) -> None:
    from scholar_desktop.ui.exchange.annotation_notes import AnnotationNotes

    if (paper := ui_context.context.now.paper) is not None:
        AnnotationNotes(ui_context.scope, ui_context.actions, ui_context.messages, ui_context.services.library).write(
            paper
        )


MOVED_SHOWN_MS, OUTBOX_SHOWN_MS = 30_000, 10_000


def say_library_folder(ui_context: UiContext) -> None:
    """Say where the library is, once after it was moved or another one was opened."""
    from scholar_desktop.translation import gettext
    from scholar_desktop.ui.context.window_state import LIBRARY_FOLDER, MOVED_FROM
    from scholar_desktop.ui.widgets.note import Note, Step

    state, folder = ui_context.state, str(ui_context.services.settings_editor.current.data_dir)
    before, last = state.get(MOVED_FROM, str), state.get(LIBRARY_FOLDER, str)
    if last != folder:
        state.set(LIBRARY_FOLDER, folder)
    if before:
        state.set(MOVED_FROM, "")
        show = Step(gettext("Show old folder"), lambda: ui_context.services.open_path(before))
        lead = gettext("Your library is in {folder} now.", folder=folder)
        text = gettext(
            "The old folder {before} was not changed. Delete it once you have checked that everything is here.",
            before=before,
        )
        ui_context.messages.say("moved", Note(lead, text, "ok", "tick", (show,)), lasts_ms=MOVED_SHOWN_MS)
    elif last and last != folder:
        note = Note(
            gettext("This is the library in {folder}.", folder=folder),
            gettext("The one before is in {folder}. “Settings > Library” switches between them.", folder=last),
            "ok",
            "library",
        )
        ui_context.messages.say("moved", note, lasts_ms=MOVED_SHOWN_MS)


def follow_outbox(ui_context: UiContext, show: Callable[[], None], show_count: Callable[[int], None]) -> None:
    """Say at the start how many papers wait to be sent, once for each state of the outbox, and keep their number in the
    title of the action.

    Args:
        show: shows the outbox.
        show_count: shows the number elsewhere, too.
    """
    from scholar_desktop.domain.errors import ScholarError
    from scholar_desktop.translation import gettext, ngettext
    from scholar_desktop.ui.widgets.note import Note, Step

    sending, messages = ui_context.services.entry_sending, ui_context.messages

    def show_number(count: int) -> None:
        title = gettext("Outbox ({count})…", count=count) if count else gettext("Outbox…")
        ui_context.actions.set_title("library.outbox", title)
        show_count(count)
        if not count:
            messages.close_message("outbox")

    async def read() -> tuple[OutboxItem, ...]:
        try:
            items = await sending.waiting()
            trashed = await sending.find_trashed(items)
        except ScholarError:
            return ()  # the panel of the outbox shows the error
        return tuple(one for one in items if one.place not in trashed)

    async def look() -> None:
        items = await read()
        count, latest = len(items), max((one.since for one in items), default="")
        if count and ui_context.state.get(OUTBOX_TOLD, str) != (now := f"{count} {latest}"):
            ui_context.state.set(OUTBOX_TOLD, now)
            lead = ngettext("{count} paper is waiting to be sent.", "{count} papers are waiting to be sent.", count)
            note = Note(lead, icon="clock", steps=(Step(gettext("Show outbox"), show),))
            messages.say("outbox", note, lasts_ms=OUTBOX_SHOWN_MS)  # then the number in the sidebar is enough

    def follow(_changes: object) -> None:
        if not sending.is_empty:  # a paper may have been moved to the trash, or restored
            ui_context.scope.start(read(), name="count the outbox", latest="count the outbox")

    sending.waits.connect(show_number)
    ui_context.services.library.changed.connect(follow)
    ui_context.scope.start(look(), name="look into the outbox")


def accept_manuscripts(
    ui_context: UiContext, pages: PageStack, window: QWidget, panel: Callable[[], ImportPanel]
) -> None:
    """Check manuscripts that are dropped on *window*, and show what a dropped folder of Zotero has."""
    from scholar_desktop.ui.exchange.manuscript_drop import ManuscriptDropHandler

    ManuscriptDropHandler(
        ui_context.navigation,
        ui_context.messages,
        window,
        lambda path: _page(ui_context, pages).check(path),
        lambda path: panel().open_for(path),
    )


def _page(ui_context: UiContext, pages: PageStack) -> ManuscriptPage:
    ui_context.navigation.show(places.MANUSCRIPT)
    page: ManuscriptPage = pages.page(places.MANUSCRIPT)  # type: ignore[assignment]
    return page
