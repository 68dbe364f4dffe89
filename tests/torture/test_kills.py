"""kill -9 at random moments of random work on the library: nothing that was confirmed is lost. More: `make torture`."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.model import COLOURS, KEYS, NOTES, TAGS, Model, Operation, Paper, State, choose

ROOT = Path(__file__).parents[2]
SEEDS, KILLS, SHARE = 20, 2, 4

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the workers that are killed are forked")


@needs_fork
@pytest.mark.parametrize("first", range(0, SEEDS, SHARE))
def test_a_library_whose_worker_is_killed_has_lost_nothing(first: int):
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture", "--json", "--first", str(first), "--seeds", str(SHARE),
         "--kills", str(KILLS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [problem for one in told for problem in one["wrong"]] == [], ran.stderr
    assert ran.returncode == 0, ran.stderr
    assert sum(one["kills"] for one in told) == SHARE * KILLS


def test_the_model_takes_back_what_was_done():
    model = Model()
    model.apply(Operation("add", ("a1", "b1", "a2")))
    model.apply(Operation("attach", ("b1",), 7))
    model.apply(Operation("attach", ("a2",), 7))
    model.apply(Operation("add", ("ab1",)))
    assert model.state.papers == {Paper(frozenset({"a1", "b1"}), False, frozenset({7})), Paper(frozenset({"a2"}))}
    last = model.state
    for _ in range(3):
        model.apply(Operation("undo"))
    assert (model.state, model.before) == (State(), [])
    for _ in range(3):
        model.apply(Operation("redo"))
    assert (model.state, model.after) == (last, [])


def test_the_model_takes_changes_to_one_note_for_one_change():
    model = Model()
    for operation in (Operation("note", ("a1",), 1), Operation("note", ("a1",), 2)):
        model.apply(operation)
    assert len(model.before) == 1
    model.apply(Operation("tag", ("a1",), 0, 1))
    model.apply(Operation("note", ("a1",), 0))
    assert [len(model.before), next(iter(model.state.papers)).notes] == [3, ()]


def test_the_model_moves_what_is_in_a_collection_with_it():
    model = Model()
    for operation in (
        Operation("collect", ("a1",), path="Thesis/Methods"),
        Operation("make_collection", path="Ideas"),
        Operation("collection_note", number=1, path="Ideas"),
        Operation("collection_note", number=2, path="Ideas"),
        Operation("move_collection", path="Thesis", onto="Ideas"),
        Operation("move_collection", path="Ideas", onto="Ideas/Thesis"),
        Operation("rename_collection", path="Ideas/Thesis", onto="Old"),
    ):
        model.apply(operation)
    assert model.state.collections == {("Ideas", NOTES[2]), ("Ideas/Old", ""), ("Ideas/Old/Methods", "")}
    assert [paper.collections for paper in model.state.papers] == [{"Ideas/Old/Methods"}]
    assert len(model.before) == 5, "the two changes of the note are one, and no collection is moved into itself"
    model.apply(Operation("uncollect", ("a1",), value=0, path="Ideas"))
    assert [paper.collections for paper in model.state.papers] == [{"Ideas/Old/Methods"}]
    model.apply(Operation("uncollect", ("a1",), value=1, path="Ideas"))
    assert [paper.collections for paper in model.state.papers] == [frozenset()]


def test_the_model_gives_a_key_to_one_tag():
    model = Model()
    model.apply(Operation("look", number=0, value=1))
    model.apply(Operation("look", number=1, value=4))
    assert model.state.looks == {(TAGS[1], COLOURS[1], KEYS[1])}


def test_the_same_dice_choose_the_same_work():
    one, other = (random.Random("work") for _ in range(2))
    first, second = Model(), Model()
    kinds = set[str]()
    for _ in range(3000):
        operation = choose(one, first)
        assert operation == choose(other, second)
        kinds.add(operation.kind)
        first.apply(operation)
        second.apply(operation)
    assert kinds == {
        "add", "remove", "empty_trash", "star", "trash", "edit", "edit_many", "join", "attach", "write", "tag", "read",
        "note", "bulk", "rename_tag", "delete_tag", "look", "view", "rename_view", "delete_view", "undo", "redo",
        "save", "forget", "rebuild", "make_collection", "collect", "uncollect", "rename_collection", "move_collection",
        "delete_collection", "collection_note",
    }  # fmt: skip
