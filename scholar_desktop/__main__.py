"""The entry point: starts the command line if there is a command, otherwise the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

READ_PDFS = "--read-pdfs"
"""The argument that makes a process of this program the PDF reader (see `pdf.worker`). It is not listed in any help: a
frozen program, which contains no Python executable to start, starts itself with it.
"""

FORMAT_REFERENCES = "--format-references"
"""The argument that makes a process of a frozen program format references (see `formats/csl_worker.py`)."""

FILTER_LINES = "--filter-lines"
"""The argument that makes a process of a frozen program filter downloaded lines (see `corpus/filter_process.py`)."""

READ_ENTRIES = "--read-entries"
"""The argument that makes a process of a frozen program read the entries of a large file (see
`services/exchange/entry_worker.py`)."""

BUNDLE_VARIABLES = ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "QML2_IMPORT_PATH")
"""Variables that a frozen program sets to its own folder."""

# not translated: names of packages
QT_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
XCB_PACKAGES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
}
"""The libraries that Qt's window system plug-in needs, and Debian's packages of them: Qt aborts without a message of
this program when one is missing.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program with *argv* (None: that of the process) and return its exit code."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if getattr(sys, "frozen", False):
        restore_environment()
    if argv == [READ_PDFS]:  # before anything else is imported: this process opens untrusted files
        from scholar_desktop.pdf import worker

        worker.main()
        return 0
    if argv == [FORMAT_REFERENCES]:
        from scholar_desktop.formats import csl_worker

        csl_worker.main()
        return 0
    if argv == [FILTER_LINES]:
        from scholar_desktop.corpus import filter_process

        filter_process.main()
        return 0
    if argv == [READ_ENTRIES]:
        from scholar_desktop.services.exchange import entry_worker

        entry_worker.main()
        return 0
    return _run(argv)


def restore_environment() -> None:
    """Undo the changes that the start of a frozen program made to the environment variables.

    This process has read them already, and the programs that it starts (a viewer, a browser, the demo) must load their
    own libraries.
    """
    for name in BUNDLE_VARIABLES:
        before = os.environ.pop(f"{name}_ORIG", None)
        os.environ.pop(name, None)
        if before is not None:
            os.environ[name] = before
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


def _run(argv: Sequence[str]) -> int:
    from scholar_desktop.domain.errors import UsageError
    from scholar_desktop.options import parse_options

    try:
        options = parse_options(argv)
        wants_window = not (options.rest or options.version or options.help or options.json)
    except UsageError:
        wants_window = False  # the command line reports the error, as JSON if requested
    if not wants_window:
        from scholar_desktop.cli import run

        return run.main(argv)
    return _open_window(argv, has_tour=options.tour is not None)


def _open_window(argv: Sequence[str], *, has_tour: bool) -> int:
    gc.disable()  # until `app.main` has the window built: nothing that is imported becomes garbage

    from scholar_desktop import settings
    from scholar_desktop.domain.errors import UsageError
    from scholar_desktop.domain.text.message import Message

    try:
        chosen = settings.load(argv)
    except UsageError as error:
        return _say(error.message)
    if sys.platform == "linux" and not os.environ.get("QT_QPA_PLATFORM"):
        problem = display_problem()
        if problem is not None and not has_tour:
            return _say(problem, chosen.language)
        if problem is not None:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        import PySide6.QtWidgets  # noqa: F401  only to check that it can be imported
    except ImportError as error:
        return _say(
            Message(
                "The window cannot be opened: {reason}. On Debian and Ubuntu: apt-get install {packages}",
                reason=str(error),
                packages=QT_PACKAGES,
            ),
            chosen.language,
        )
    from scholar_desktop import app

    return app.main(chosen)


def display_problem() -> str | None:
    """Return why no window can be shown here, in one line; None when one can.

    Without a working display Qt ends the process with SIGABRT, which cannot be caught, so the display is checked first
    (under 1 ms).
    """
    if os.environ.get("WAYLAND_DISPLAY"):
        return None
    from scholar_desktop.domain.text.message import Message

    if not os.environ.get("DISPLAY"):
        return Message("There is no display. Set DISPLAY or WAYLAND_DISPLAY, or use a command: scholar-desktop --help")
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return Message("Qt needs libxcb to open a window. On Debian and Ubuntu: apt-get install libxcb1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    is_dead = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    if is_dead:
        return Message(
            "Could not connect to the display {display}. Commands work without a display: scholar-desktop --help",
            display=os.environ["DISPLAY"],
        )
    missing = [package for library, package in XCB_PACKAGES.items() if not _loads(library)]
    if missing:
        return Message(
            "Libraries that Qt needs to open a window are missing. On Debian and Ubuntu: apt-get install {packages}",
            packages=" ".join(missing),
        )
    return None


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _say(problem: str, language: str = "system") -> int:
    from scholar_desktop import translation

    translation.set_language(translation.system_language() if language == "system" else language)
    sys.stderr.write(translation.shown(problem) + "\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
