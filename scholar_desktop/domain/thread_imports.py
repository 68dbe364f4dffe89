"""The lock under which threads import modules that other threads may import at the same time.

Python shows a submodule as loaded before it makes it an attribute of its package (CPython issue 149728). Another thread
that imports it in that moment fails with “module 'http' has no attribute 'client'”.
"""

from __future__ import annotations

import threading

IMPORT_LOCK = threading.Lock()
"""Never taken on the UI thread, which would wait for the other imports."""
