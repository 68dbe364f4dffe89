"""The services as the program makes them, on a profile of the test's own, pointed at the demo services."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scholar_desktop import app, settings
from scholar_desktop.app import Composition
from tests.sources.conftest import loopback  # noqa: F401  a fixture
from tests.support.demo_fixture import Demo, demo, demo_server  # noqa: F401  fixtures
from tests.support.fake_web_fixtures import started, world  # noqa: F401  fixtures


@pytest.fixture
def make_backend(demo: Demo, tmp_path: Path) -> Callable[..., Composition]:  # noqa: F811
    """`make_backend(variable=value, ...)`: everything but the window; without the pauses that manners want."""

    def make(*argv: str, **variables: str) -> Composition:
        environ = {
            "semantic_scholar_url": demo.url,
            "unpaywall_url": demo.url,
            "zenodo_url": demo.url,
            "host_map": f"*={demo.url}",
            "email": "me@uni-testing.edu",
            "semantic_scholar_rate": "0",
            "host_delay": "0",
            "retry_wait": "0.01",
            "profile": str(tmp_path / "profile"),
            **variables,
        }
        named = {f"SCHOLAR_DESKTOP_{name.upper()}": value for name, value in environ.items() if value}
        return app.build_services(settings.load(argv, named))

    return make
