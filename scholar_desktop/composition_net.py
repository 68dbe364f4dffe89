"""The part of the composition root for network access: HTTP client, stores of answers, budgets, keys and sources.

Each object is created, and its modules are imported, at first use.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scholar_desktop import PROJECT_PAGE, __version__
from scholar_desktop.domain.source import DATASETS, S2, UNPAYWALL, ZENODO
from scholar_desktop.services.program.settings_editor import SettingsEditor
from scholar_desktop.settings import DEFAULT_RATE, Settings

if TYPE_CHECKING:
    from scholar_desktop.net.auth import Auth
    from scholar_desktop.net.budget import Budget
    from scholar_desktop.net.call_log import Call, CallLog
    from scholar_desktop.net.client import Client, NetSettings
    from scholar_desktop.net.http_cache import AnswerStore, RecordStore
    from scholar_desktop.services import services as service_types
    from scholar_desktop.services.program.daily_quota import DailyQuota
    from scholar_desktop.sources.s2_datasets.api import S2Datasets
    from scholar_desktop.sources.semantic_scholar.api import SemanticScholar
    from scholar_desktop.sources.unpaywall.api import Unpaywall
    from scholar_desktop.sources.zenodo.api import Zenodo


class NetComposition:
    """Everything between the program's services and the web services, one object of each class.

    budgets: by source name.
    """

    def __init__(self, settings: Settings, editor: SettingsEditor, *, keep_answers: bool) -> None:
        self.settings = settings
        self.settings_editor = editor
        self._answers_folder = settings.cache_dir if keep_answers else None
        self._sent: dict[str, int] = {}

    # The HTTP client

    @cached_property
    def answers(self) -> AnswerStore:
        from scholar_desktop.net.http_cache import AnswerStore

        return AnswerStore(self._answers_folder and self._answers_folder / "answers.sqlite")

    @cached_property
    def records(self) -> RecordStore:
        from scholar_desktop.net.http_cache import RecordStore

        return RecordStore(self._answers_folder and self._answers_folder / "records.sqlite")

    @cached_property
    def calls(self) -> CallLog:
        from scholar_desktop.net.call_log import CallLog

        log = CallLog()
        log.changed.connect(self._count)
        return log

    @cached_property
    def client(self) -> Client:
        from scholar_desktop.net.client import Client

        return Client(_net_settings(self.settings_editor.current), self.answers, self.calls)

    @cached_property
    def budgets(self) -> dict[str, Budget]:
        import time

        from scholar_desktop.net.budget import Budget
        from scholar_desktop.net.request_window import RequestWindow

        rate = self.settings.semantic_scholar_rate or None
        turn = self.settings.cache_dir / "semantic_scholar.turn"
        pool = None
        if self.settings.semantic_scholar_pool and self.settings.semantic_scholar_rate == DEFAULT_RATE:
            path = self.settings.cache_dir / "semantic_scholar.pool"
            pool = RequestWindow(self.settings.semantic_scholar_pool, path, clock=time.monotonic, wall=time.time)
        return {
            S2: Budget(S2, rate_per_s=rate, lock_path=turn, pool=pool),
            UNPAYWALL: Budget(UNPAYWALL, rate_per_s=None),
            ZENODO: Budget(ZENODO, rate_per_s=None),
        }

    # The sources

    @cached_property
    def s2(self) -> SemanticScholar:
        from scholar_desktop.net.client import Service
        from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, authorisation
        from scholar_desktop.sources.semantic_scholar.api import SemanticScholar

        async def with_key() -> Auth:
            return authorisation(SEMANTIC_SCHOLAR, await self.keys.get(SEMANTIC_SCHOLAR))

        url = self.settings.semantic_scholar_url
        return SemanticScholar(self.client, Service(S2, url, with_key, self.budgets[S2], self.settings.service_wait))

    @cached_property
    def unpaywall(self) -> Unpaywall:
        from scholar_desktop.net.auth import Auth
        from scholar_desktop.net.client import Service
        from scholar_desktop.services.unpaywall.unpaywall_lookup import missing_email_error
        from scholar_desktop.sources.unpaywall.api import Unpaywall

        async def with_email() -> Auth:
            if self.settings_editor.current.email is None:
                raise missing_email_error()
            return Auth(params={"email": self.settings_editor.current.email})

        count = self.unpaywall_count
        service = Service(
            UNPAYWALL,
            self.settings.unpaywall_url,
            with_email,
            self.budgets[UNPAYWALL],
            self.settings.service_wait,
            may_send=count.may_send,
            on_sent=count.note,
        )
        return Unpaywall(self.client, service, lifetime_s=lambda: self.answer_cache.lifetime_s)

    @cached_property
    def unpaywall_count(self) -> DailyQuota:
        from scholar_desktop.services.program.daily_quota import DailyQuota

        return DailyQuota(self.settings.config_dir, name=UNPAYWALL, title="Unpaywall")

    @cached_property
    def answer_cache(self) -> service_types.AnswerCache:
        from scholar_desktop.net.cached_answers import StoredAnswers
        from scholar_desktop.services.program.answer_cache import AnswerCache

        return AnswerCache(StoredAnswers(self.answers), self.settings_editor)

    @cached_property
    def zenodo(self) -> Zenodo:
        from scholar_desktop.net.client import Service
        from scholar_desktop.services.program.keys import ZENODO_TOKEN, authorisation
        from scholar_desktop.sources.zenodo.api import Zenodo

        async def with_token() -> Auth:
            return authorisation(ZENODO_TOKEN, await self.keys.get(ZENODO_TOKEN))

        return Zenodo(
            self.client,
            Service(ZENODO, self.settings.zenodo_url, with_token, self.budgets[ZENODO], self.settings.service_wait),
        )

    @cached_property
    def datasets(self) -> S2Datasets:
        from scholar_desktop.net.client import Service
        from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, authorisation
        from scholar_desktop.sources.s2_datasets.api import S2Datasets

        async def with_key() -> Auth:
            return authorisation(SEMANTIC_SCHOLAR, await self.keys.get(SEMANTIC_SCHOLAR))

        # one budget: the requests with one key are counted over all endpoints together
        url = self.settings.datasets_url
        return S2Datasets(self.client, Service(DATASETS, url, with_key, self.budgets[S2], self.settings.service_wait))

    @cached_property
    def keys(self) -> service_types.Keys:
        from scholar_desktop.services.program.keys import Keys

        keys = Keys(self.settings, self.client, self.budgets)
        keys.changed.connect(self._on_key_changed)
        return keys

    def _on_key_changed(self, name: str) -> None:
        from scholar_desktop.services.program.keys import SOURCE_OF

        self.budgets[SOURCE_OF[name]].credentials_changed()

    def requests(self) -> dict[str, int]:
        """Return how many requests have been sent since the start, including retries, by source
        (`files`: downloads).
        """
        return dict(self._sent)

    def _count(self, call: Call) -> None:
        """Count a call. Connected to the call log, which itself keeps only the last calls."""
        if not call.stored:
            self._sent[call.service] = self._sent.get(call.service, 0) + 1


def _net_settings(settings: Settings) -> NetSettings:
    from scholar_desktop.net.client import NetSettings

    urls = (settings.semantic_scholar_url, settings.unpaywall_url, settings.zenodo_url, settings.datasets_url)
    return NetSettings(  # not translated: a header of HTTP
        user_agent=f"ScholarDesktop/{__version__} (+{PROJECT_PAGE})",
        offline=settings.offline,
        host_map=settings.host_map,
        service_hosts=tuple(dict.fromkeys(host for url in urls if (host := urlsplit(url).hostname))),
        service_urls=urls,
        host_delay=settings.host_delay,
        host_connections=settings.host_connections,
        downloads=settings.downloads,
        retry_wait=settings.retry_wait,
    )
