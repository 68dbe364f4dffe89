"""Draws every page of one variant, in a process of its own: `python -m tests.pictures.walk VARIANT DIR [--only WORDS]`.

DIR/<page>.png are the pictures; DIR/faults.json has the measured faults by page.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scholar_desktop.profile import profile_folders
from tests.house.page_trees import OFFSCREEN, STEPS, Normaliser, StepFailed, Walk, first_start, surroundings
from tests.pictures.more_pages import MORE_STEPS
from tests.pictures.readme_pages import readme
from tests.pictures.variants import VARIANTS, Variant

if TYPE_CHECKING:
    from tests.pictures.measure import Ruler


class PictureWalk(Walk):
    """Draws and measures each page instead of writing its tree. first: the number of its first picture."""

    def __init__(
        self, program: Any, folder: Path, variant: Variant, to: Path, only: str, ruler: Ruler, first: int
    ) -> None:
        super().__init__(program, folder, Normaliser({}), {}, only)
        self.faults: dict[str, list[str]] = {}
        self._to = to
        self._variant = variant
        self._ruler = ruler
        self._first = first

    async def take(self, page: str) -> None:
        from PySide6.QtGui import QPainter
        from PySide6.QtWidgets import QApplication

        await self.settle()
        width, height = map(int, self._variant.size.split("x"))
        if (self.window.width(), self.window.height()) != (width, height):
            raise StepFailed(f"{page}: the window is {self.window.width()}x{self.window.height()}.")
        picture, self.faults[page] = self._ruler.measure(self.window)
        painter = QPainter(picture)
        origin = self.window.mapToGlobal(self.window.rect().topLeft())
        for other in QApplication.topLevelWidgets():
            if other is not self.window and other.isVisible():
                painter.drawPixmap(other.pos() - origin, other.grab())
        painter.end()
        name = re.sub(r"[^a-z0-9]+", "-", page.lower()).strip("-")
        picture.save(str(self._to / f"{self._first + len(self.faults):03}-{name}.png"))

    async def run(self, steps: Any) -> None:
        """Draw the pages of *steps*. A step that fails is a fault of its own, whatever the reason."""
        messages = self.window.messages
        for step in steps:
            for key in list(messages._bars):  # they would lie over all the pages that follow
                messages.close_message(key)
            try:
                await super().run((step,))
            except Exception as failure:  # noqa: BLE001  the other pages are drawn all the same
                traceback.print_exc()
                self.faults[f"{step.__name__}: failed"] = [repr(failure)]
        for page, why in self._pages.items():
            self.faults[page] = [str(why)]


async def _walk(
    argv: list[str], folder: Path, steps: Any, variant: Variant, to: Path, only: str, ruler: Ruler, first: int = 0
) -> dict[str, Any]:
    from scholar_desktop import app, settings

    program = app.build(settings.load(argv))
    program.window.show()
    try:
        walk = PictureWalk(program, folder, variant, to, only, ruler, first)
        await walk.idle()
        await walk.run(steps)
        return walk.faults
    finally:
        await program.aclose()


def draw(variant: Variant, to: Path, only: str) -> int:
    """Draws the pages of *variant* into *to*. Returns 1 if a page could not be reached."""
    folder = Path(tempfile.mkdtemp(prefix="pictures-"))
    (folder / "home").mkdir(mode=0o700)
    wanted = surroundings(folder)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        faults = _draw(variant, to, only, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    (to / "faults.json").write_text(json.dumps(faults, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return 1 if any(page.endswith(": failed") for page in faults) else 0


def write_text_size(profile: Path, percent: int) -> None:
    """Write the setting `text_size` of a profile that does not exist yet."""
    if percent != 100:
        folder = profile_folders(profile).config
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(f"text_size = {percent}\n", "utf-8")


def _draw(variant: Variant, to: Path, only: str, folder: Path) -> dict[str, Any]:
    import qasync
    from PySide6.QtCore import Qt, qInstallMessageHandler
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication

    from scholar_desktop.translation import language
    from scholar_desktop.ui.words.window_language import use_language
    from tests.pictures.measure import Ruler
    from tests.pictures.states import STATES, fill_large_library, large_library
    from tests.support.pseudo_language import pseudo_language

    qInstallMessageHandler(lambda _kind, _context, text: None if OFFSCREEN in text else sys.stderr.write(f"{text}\n"))
    application = QApplication(["pictures", "-style", "fusion"])
    application.setQuitOnLastWindowClosed(False)
    application.setCursorFlashTime(0)
    font = QFont("DejaVu Sans")
    font.setPointSizeF(10)
    application.setFont(font)
    if variant.language == "de":
        use_language("de")
        if language() != "de":
            raise SystemExit("The German catalogue is not compiled: python packaging/translations compile")
    if variant.right_to_left:
        application.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)
    look = ["--theme", variant.theme, "--size", variant.size]
    for profile in ("profile", "first", "large"):
        write_text_size(folder / profile, variant.text_percent)
    steps = (*STEPS, *MORE_STEPS, *(STATES if variant.states else ()))
    if only == readme.__name__:
        steps = (readme,)
    with contextlib.ExitStack() as stack:
        stack.enter_context(loop)
        ruler = stack.enter_context(Ruler())
        if variant.language == "xx":
            stack.enter_context(pseudo_language(right_to_left=variant.right_to_left))
        demo = ["--profile", str(folder / "profile"), "--demo", *look]
        faults = loop.run_until_complete(_walk(demo, folder, steps, variant, to, only, ruler))
        if not only or re.search(only, "first_start"):
            os.environ["SCHOLAR_DESKTOP_HOST_MAP"] = "*=refuse"
            first = ["--profile", str(folder / "first"), *look]
            faults |= loop.run_until_complete(_walk(first, folder, (first_start,), variant, to, "", ruler, 900))
            del os.environ["SCHOLAR_DESKTOP_HOST_MAP"]
        if (variant.states or variant.large) and (not only or re.search(only, "large_library")):
            large = ["--profile", str(fill_large_library(folder / "large")), "--demo", *look]
            faults |= loop.run_until_complete(_walk(large, folder, (large_library,), variant, to, "", ruler, 950))
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("variant", choices=[each.name for each in VARIANTS])
    parser.add_argument("to", type=Path)
    parser.add_argument("--only", default="", help="a regular expression: only the steps whose names match")
    chosen = parser.parse_args()
    chosen.to.mkdir(parents=True, exist_ok=True)
    return draw(next(each for each in VARIANTS if each.name == chosen.variant), chosen.to, chosen.only)


if __name__ == "__main__":
    sys.exit(main())
