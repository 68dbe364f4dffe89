"""Compiles the translations when a wheel is built and when this checkout is installed as editable: hatchling's hook.

No msgfmt is needed: packaging/translations does it with Babel, which the build gets by itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    """Puts `scholar_desktop/translations/LANGUAGE.mo` into the wheel. git ignores them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, str(Path(self.root, "packaging", "translations")))
        import catalogues

        catalogues.compile_all()
        build_data["artifacts"].append("/scholar_desktop/translations/*.mo")
