"""Tasks of a scope: who is told about the error that ends one."""

from __future__ import annotations

import pytest

from scholar_desktop.domain.errors import ScholarError
from scholar_desktop.services.tasks import TaskScope


@pytest.fixture
def faults():
    return []


@pytest.fixture
def scope(faults):
    return TaskScope(lambda name, error: faults.append((name, error)))


async def _fail(error):
    raise error


async def test_an_error_for_the_user_goes_to_the_action_that_failed(scope, faults):
    said, error = [], ScholarError("The folder cannot be written.")
    task = scope.start(_fail(error), name="save", on_failure=said.append)
    with pytest.raises(ScholarError):
        await task
    await scope.aclose()
    assert said == [error]
    assert faults == []


@pytest.mark.parametrize("reports", [True, False])
async def test_other_errors_go_to_the_scope(scope, faults, reports):
    said, error = [], ZeroDivisionError() if reports else ScholarError("No address.")
    task = scope.start(_fail(error), name="save", on_failure=said.append if reports else None)
    with pytest.raises(type(error)):
        await task
    await scope.aclose()
    assert said == []
    assert faults == [("save", error)]


async def test_a_task_that_is_replaced_before_it_begins_leaves_no_coroutine_behind(scope, faults):
    """A coroutine that nobody awaits ends in a warning, which fails the test."""
    done = []

    async def work(name):
        done.append(name)

    scope.start(work("first"), name="copy", latest="copy", on_failure=faults.append)
    await scope.start(work("second"), name="copy", latest="copy", on_failure=faults.append)
    assert done == ["second"]
    scope.start(work("third"), name="copy", latest="copy", on_failure=faults.append)
    await scope.aclose()
    assert done == ["second"]
    assert faults == []
