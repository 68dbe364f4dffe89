"""Where keys are kept: variable, keyring, session; the keyring is slow, locked, weak or absent in its own ways."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import msgspec
import pytest

from scholar_desktop import settings
from scholar_desktop.domain.errors import UsageError
from scholar_desktop.net.call_log import CallLog
from scholar_desktop.net.client import Client, NetSettings
from scholar_desktop.net.http_cache import AnswerStore
from scholar_desktop.services.program.keyring_thread import KeyringThread
from scholar_desktop.services.program.keys import SEMANTIC_SCHOLAR, ZENODO_TOKEN, KeptIn, Keys, authorisation, key_name


class FakeKeyring(keyring.backend.KeyringBackend):
    """A keyring in memory. gate: answers wait for it; error: raised instead of an answer."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}
        self.asked: list[str] = []
        self.threads: set[str] = set()
        self.gate = threading.Event()
        self.gate.set()
        self.error: Exception | None = None

    def _answer(self, question: str) -> None:
        self.asked.append(question)
        self.threads.add(threading.current_thread().name)
        self.gate.wait(10)
        if self.error is not None:
            raise self.error

    def get_password(self, service: str, username: str) -> str | None:
        self._answer(f"get {username}")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._answer(f"set {username}")
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._answer(f"delete {username}")
        if (service, username) not in self.kept:
            raise keyring.errors.PasswordDeleteError("not there")
        del self.kept[service, username]


class WeakKeyring(FakeKeyring):
    priority = 0.5  # type: ignore[assignment]


class Chain(FakeKeyring):
    priority = 10  # type: ignore[assignment]

    def __init__(self, *backends: keyring.backend.KeyringBackend) -> None:
        super().__init__()
        self.backends = backends


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def use(backend: keyring.backend.KeyringBackend) -> None:
    keyring.set_keyring(backend)


@pytest.fixture(autouse=True)
def ring() -> Iterator[FakeKeyring]:
    before = keyring.get_keyring()
    fake = FakeKeyring()
    use(fake)
    yield fake
    fake.gate.set()
    keyring.set_keyring(before)


def make_keys(tmp_path: Path, *, timeout_s: float = 5.0, **changed: object) -> Keys:
    chosen = msgspec.structs.replace(settings.load(("--profile", str(tmp_path)), {}), **changed)
    client = Client(NetSettings(user_agent="test"), AnswerStore(None), CallLog())
    return Keys(chosen, client, {}, KeyringThread(timeout_s))


async def test_a_key_is_kept_in_the_keyring_and_found_again(tmp_path: Path, ring: FakeKeyring):
    state = await make_keys(tmp_path).set(SEMANTIC_SCHOLAR, " key-1 \n")
    assert state.kept_in is KeptIn.KEYRING
    assert ring.kept == {("scholar-desktop", "semantic_scholar"): "key-1"}
    assert await make_keys(tmp_path).get(SEMANTIC_SCHOLAR) == "key-1"
    assert not files_in(tmp_path), "nothing is written to the profile"


async def test_the_keyring_is_not_touched_before_the_first_need_and_then_once(tmp_path: Path, ring: FakeKeyring):
    keys = make_keys(tmp_path)
    assert keys.known(SEMANTIC_SCHOLAR) is None
    assert ring.asked == []
    await asyncio.gather(*(keys.get(SEMANTIC_SCHOLAR) for _ in range(5)))
    assert await keys.get(SEMANTIC_SCHOLAR) is None
    assert ring.asked == ["get semantic_scholar"]
    assert keys.known(SEMANTIC_SCHOLAR) is not None


async def test_the_keyring_is_asked_in_a_thread_of_its_own(tmp_path: Path, ring: FakeKeyring):
    await make_keys(tmp_path).get(ZENODO_TOKEN)
    assert ring.threads == {"keyring"}


async def test_a_variable_goes_before_the_keyring_and_is_never_written(tmp_path: Path, ring: FakeKeyring):
    keys = make_keys(tmp_path, semantic_scholar_key="from-variable")
    assert await keys.get(SEMANTIC_SCHOLAR) == "from-variable"
    assert ring.asked == []
    state = (await keys.status())[SEMANTIC_SCHOLAR]
    assert state.kept_in is KeptIn.VARIABLE
    assert "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY" in state.message
    assert ring.kept == {}


async def test_the_key_of_the_demo_is_not_called_a_variable(tmp_path: Path, ring: FakeKeyring):
    keys = make_keys(tmp_path, semantic_scholar_key="demo-key", demo=True)
    assert (await keys.status())[SEMANTIC_SCHOLAR].message == "The demo has a key."


async def test_deleting_forgets_it_and_deleting_again_is_no_error(tmp_path: Path, ring: FakeKeyring):
    keys = make_keys(tmp_path)
    await keys.set(ZENODO_TOKEN, "token")
    assert (await keys.delete(ZENODO_TOKEN)).kept_in is KeptIn.NONE
    assert (await keys.delete(ZENODO_TOKEN)).problem is None
    assert await keys.get(ZENODO_TOKEN) is None
    assert ring.kept == {}


async def test_a_weak_keyring_is_not_used_and_the_key_lasts_for_the_session(tmp_path: Path):
    weak = WeakKeyring()
    use(weak)
    keys = make_keys(tmp_path)
    state = await keys.set(SEMANTIC_SCHOLAR, "key-1")
    assert state.kept_in is KeptIn.SESSION
    assert "until you quit" in state.message
    assert await keys.get(SEMANTIC_SCHOLAR) == "key-1"
    assert weak.kept == {}


async def test_of_a_chain_the_strong_member_is_used_alone(tmp_path: Path, ring: FakeKeyring):
    weak = WeakKeyring()
    use(Chain(weak, ring))
    assert (await make_keys(tmp_path).set(SEMANTIC_SCHOLAR, "key-1")).kept_in is KeptIn.KEYRING
    assert ring.kept
    assert not weak.kept


async def test_a_locked_keyring_costs_the_keeping_not_the_key_and_says_why(tmp_path: Path, ring: FakeKeyring):
    ring.error = keyring.errors.KeyringLocked("Failed to unlock the collection!")
    keys = make_keys(tmp_path)
    state = await keys.set(SEMANTIC_SCHOLAR, "key-1")
    assert state.kept_in is KeptIn.SESSION
    assert state.problem == "The keyring refused: Failed to unlock the collection."
    assert await keys.get(SEMANTIC_SCHOLAR) == "key-1"


async def test_a_keyring_that_waits_for_a_person_is_waited_for_only_so_long(tmp_path: Path, ring: FakeKeyring):
    ring.kept["scholar-desktop", SEMANTIC_SCHOLAR] = "late-key"
    ring.gate.clear()
    keys = make_keys(tmp_path, timeout_s=0.05)
    changed: list[str] = []
    came = asyncio.Event()
    keys.changed.connect(lambda name: (changed.append(name), came.set()))
    assert await keys.get(SEMANTIC_SCHOLAR) is None
    assert "did not answer in time" in keys.known(SEMANTIC_SCHOLAR).message
    assert (await keys.set(ZENODO_TOKEN, "t")).kept_in is KeptIn.SESSION, "and a further question does not wait at all"
    came.clear()
    ring.gate.set()
    await came.wait()
    assert await keys.get(SEMANTIC_SCHOLAR) == "late-key", "the person unlocked it after all"
    while keys.known(ZENODO_TOKEN).kept_in is not KeptIn.KEYRING:
        came.clear()
        await came.wait()
    assert ring.kept["scholar-desktop", ZENODO_TOKEN] == "t"


async def test_a_key_that_was_deleted_meanwhile_does_not_come_back_late(tmp_path: Path, ring: FakeKeyring):
    ring.kept["scholar-desktop", SEMANTIC_SCHOLAR] = "late-key"
    ring.gate.clear()
    keys = make_keys(tmp_path, timeout_s=0.05)
    assert await keys.get(SEMANTIC_SCHOLAR) is None
    await keys.delete(SEMANTIC_SCHOLAR)
    ring.gate.set()
    # the keyring answers in order: when this one is answered, the late ones were
    await KeyringThread().get("another")
    while "keyring" in {thread.name for thread in threading.enumerate()}:  # noqa: ASYNC110  it has no other end
        await asyncio.sleep(0.01)
    assert not ring.kept
    assert await keys.get(SEMANTIC_SCHOLAR) is None


async def test_the_demo_never_touches_the_keyring(tmp_path: Path, ring: FakeKeyring):
    keys = make_keys(tmp_path, demo=True)
    assert (await keys.set(SEMANTIC_SCHOLAR, "key-1")).kept_in is KeptIn.SESSION
    assert await keys.get(SEMANTIC_SCHOLAR) == "key-1"
    assert ring.asked == []


@pytest.mark.parametrize("value", ["", "   ", "two words", "umlaut-ä", "line\nbreak", "x" * 2000])
async def test_what_can_be_no_key_is_refused_and_not_repeated(tmp_path: Path, ring: FakeKeyring, value: str):
    with pytest.raises(UsageError) as caught:
        await make_keys(tmp_path).set(SEMANTIC_SCHOLAR, value)
    assert not value.strip() or value not in caught.value.message
    assert ring.asked == []


def test_names_of_services_are_taken_as_people_write_them():
    assert key_name("Semantic Scholar") == key_name("s2") == key_name("semantic-scholar") == SEMANTIC_SCHOLAR
    assert key_name("Zenodo") == ZENODO_TOKEN
    with pytest.raises(UsageError):
        key_name("unpaywall")


def test_each_service_gets_its_key_in_its_own_way():
    assert authorisation(SEMANTIC_SCHOLAR, "k").headers == {"x-api-key": "k"}
    assert authorisation(ZENODO_TOKEN, "t").headers == {"Authorization": "Bearer t"}
    assert not authorisation(ZENODO_TOKEN, "t").params
    assert not authorisation(SEMANTIC_SCHOLAR, None)
