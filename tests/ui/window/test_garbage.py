"""Who collects cyclic garbage, and when, while the window is open."""

from __future__ import annotations

import gc

from scholar_desktop.ui.window.garbage_collection import GarbageCollection


def test_the_automatic_collector_rests_while_the_window_is_open_and_works_again_after_it(qapp):
    gc.enable()
    try:
        collection = GarbageCollection()
        assert not gc.isenabled()
        collection.end()
        assert gc.isenabled()
    finally:
        gc.disable()


def test_a_collector_that_is_off_already_is_left_to_whoever_switched_it_off(qapp):
    frozen = gc.get_freeze_count()
    collection = GarbageCollection()
    collection.after_start()
    assert gc.get_freeze_count() == frozen
    collection.end()
    assert gc.get_freeze_count() == frozen
    assert not gc.isenabled()
