"""Papers that the Export dialog can export."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec

from scholar_desktop.domain.paper import Paper


class ExportSource(msgspec.Struct, frozen=True):
    """Papers that can be exported. title: names them; file_name: the suggested file name, without its ending; heading:
    that of a page with them; load: returns the papers; about: returns what to say about the loaded papers, or an empty
    text."""

    title: str
    file_name: str
    heading: str
    load: Callable[[], Coroutine[Any, Any, Sequence[Paper]]]
    about: Callable[[Sequence[Paper]], str] = lambda _papers: ""
