"""Options before variables before config.toml before defaults; bad values are named, with what is allowed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scholar_desktop import settings
from scholar_desktop.domain.errors import DiskError, UsageError
from scholar_desktop.options import parse_options
from scholar_desktop.profile import StateFile
from scholar_desktop.services.program.settings_editor import SettingsFile


def write_config(profile: Path, text: str) -> Path:
    path = profile / "config" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(profile: Path, *argv: str, **variables: str) -> settings.Settings:
    environ = {f"SCHOLAR_DESKTOP_{name.upper()}": value for name, value in variables.items()}
    return settings.load(("--profile", str(profile), *argv), environ)


def test_a_profile_holds_its_three_folders(tmp_path: Path):
    found = load(tmp_path)
    assert (found.config_dir, found.data_dir, found.cache_dir) == (
        tmp_path / "config",
        tmp_path / "data",
        tmp_path / "cache",
    )
    assert not list(tmp_path.iterdir()), "reading the settings writes nothing"


def test_without_a_profile_the_library_lies_in_documents():
    found = settings.load((), {})
    assert found.data_dir.name == "Scholar Library"
    assert found.data_dir.is_relative_to(Path.home())
    assert found.config_dir.name == "scholar-desktop"


def test_the_demo_has_a_lasting_profile_of_its_own_and_skips_the_first_start(tmp_path: Path):
    mine, demo = settings.load((), {}), settings.load(("--demo",), {})
    assert demo == settings.load(("--demo",), {})
    assert not {demo.config_dir, demo.data_dir, demo.cache_dir} & {mine.config_dir, mine.data_dir, mine.cache_dir}
    assert demo.first_start_done
    assert not mine.first_start_done
    assert load(tmp_path, "--demo").data_dir == tmp_path / "data", "a named profile is used by the demo too"


def test_an_option_rules_over_a_variable_over_the_file_over_the_default(tmp_path: Path):
    write_config(tmp_path, 'email = "file@uni.edu"\noffline = false\ndownloads = 3\ntheme = "dark"\n')
    assert load(tmp_path).email == "file@uni.edu"
    assert load(tmp_path, email="variable@uni.edu").email == "variable@uni.edu"
    assert load(tmp_path, downloads="5").downloads == 5
    assert load(tmp_path).downloads == 3
    assert load(tmp_path).host_connections == 2
    assert load(tmp_path, "--offline", offline="0").offline
    assert load(tmp_path, "--theme", "light").theme == "light"
    assert load(tmp_path, email="").email == "file@uni.edu", "an empty variable is none"


def test_the_profile_may_come_from_a_variable(tmp_path: Path):
    assert settings.load((), {"SCHOLAR_DESKTOP_PROFILE": str(tmp_path)}).cache_dir == tmp_path / "cache"


def test_every_variable_of_the_contract_is_read(tmp_path: Path):
    found = load(
        tmp_path,
        semantic_scholar_url="http://127.0.0.1:1/s2/",
        unpaywall_url="http://127.0.0.1:2",
        zenodo_url="https://sandbox.zenodo.org",
        host_map="arxiv.org=http://127.0.0.1:9001, DOI.org=refuse,*=refuse",
        semantic_scholar_key="k-1",
        zenodo_token="t-1",
        semantic_scholar_rate="0",
        host_delay="0.5",
        host_connections="4",
        downloads="9",
        retry_wait="0.01",
        max_pdf_mb="7",
        offline="1",
    )
    assert found.semantic_scholar_url == "http://127.0.0.1:1/s2"
    assert found.datasets_url == found.semantic_scholar_url
    assert load(tmp_path, datasets_url="http://127.0.0.1:3").datasets_url == "http://127.0.0.1:3"
    assert (found.unpaywall_url, found.zenodo_url) == ("http://127.0.0.1:2", "https://sandbox.zenodo.org")
    assert found.host_map == {"arxiv.org": "http://127.0.0.1:9001", "doi.org": "refuse", "*": "refuse"}
    assert (found.semantic_scholar_key, found.zenodo_token) == ("k-1", "t-1")
    assert (found.semantic_scholar_rate, found.host_delay, found.retry_wait) == (0, 0.5, 0.01)
    assert (found.host_connections, found.downloads, found.max_pdf_mb, found.offline) == (4, 9, 7, True)


def test_the_pool_is_not_applied_where_a_rate_is_given(tmp_path: Path):
    assert load(tmp_path).semantic_scholar_pool == 100
    assert load(tmp_path, semantic_scholar_pool="5").semantic_scholar_pool == 5
    assert load(tmp_path, semantic_scholar_rate="1").semantic_scholar_pool == 0
    write_config(tmp_path, "semantic_scholar_rate = 1\n")
    assert load(tmp_path).semantic_scholar_pool == 0


def test_secrets_and_the_email_are_not_in_the_text_form(tmp_path: Path):
    shown = repr(load(tmp_path, semantic_scholar_key="SECRET1", zenodo_token="SECRET2", email="me@uni.edu"))
    assert not any(word in shown for word in ("SECRET1", "SECRET2", "me@uni.edu"))


@pytest.mark.parametrize(
    ("variable", "value", "allowed"),
    [
        ("OFFLINE", "perhaps", "1 or 0"),
        ("EMAIL", "nobody", "name@university.edu"),
        ("DOWNLOADS", "0", "from 1 to 64"),
        ("DOWNLOADS", "many", "from 1 to 64"),
        ("SEMANTIC_SCHOLAR_RATE", "-1", "at least 0"),
        ("SEMANTIC_SCHOLAR_RATE", "nan", "at least 0"),
        ("SEMANTIC_SCHOLAR_URL", "api.example", "http or https"),
        ("ZENODO_URL", "http://host:99999", "http or https"),
        ("HOST_MAP", "arxiv.org", "host=URL or host=refuse"),
        ("HOST_MAP", "arxiv.org=nowhere", "http or https"),
    ],
)
def test_a_bad_variable_is_named_with_what_is_allowed(tmp_path: Path, variable: str, value: str, allowed: str):
    with pytest.raises(UsageError) as caught:
        load(tmp_path, **{variable: value})
    assert f"SCHOLAR_DESKTOP_{variable}" in caught.value.message
    assert allowed in caught.value.message
    assert value.rpartition("=")[2] in caught.value.message


def test_a_bad_key_is_not_repeated_in_the_error(tmp_path: Path):
    with pytest.raises(UsageError) as caught:
        load(tmp_path, semantic_scholar_key="my secret words")
    assert "SCHOLAR_DESKTOP_SEMANTIC_SCHOLAR_KEY" in caught.value.message
    assert "my secret words" not in caught.value.message


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (("--theme", "blue"), "--theme: must be system, light, dark, high-contrast or high-contrast-dark"),
        (("--size", "big"), "--size must be width x height"),
        (("--profile",), "--profile needs a value"),
        (("--tour=",), "--tour needs a value"),
        (("--demo=1",), "--demo takes no value"),
        (("--nope",), "--nope"),
        (("-x",), "-x"),
    ],
)
def test_a_bad_option_is_named(argv: tuple[str, ...], named: str):
    with pytest.raises(UsageError) as caught:
        settings.load(argv, {})
    assert named in caught.value.message


def test_options_end_where_the_command_begins():
    options = parse_options(["--json", "--size=800x600", "search", "--demo", "graphs"])
    assert options.json
    assert options.size == "800x600"
    assert not options.demo
    assert options.rest == ("search", "--demo", "graphs")


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('email = "a@b.de"\noffline = \n', 2, "invalid value"),
        ('email = "a@b.de\n', 1, ""),
        ('# fine\n\nemail = "nobody"\n', 3, "name@university.edu"),
        ("downloads = 2.5\n", 1, "whole number"),
        ('offline = "yes"\n', 1, "true or false"),
        ('\nsources = ["s2", "google"]\n', 2, "s2, unpaywall, zenodo"),
        ('emial = "a@b.de"\n', 1, "no setting “emial”"),
    ],
)
def test_a_bad_file_is_named_with_line_and_reason_and_kept_beside(tmp_path: Path, text: str, line: int, reason: str):
    path = write_config(tmp_path, text)
    found = load(tmp_path)
    assert found.problem is not None
    assert str(path) in found.problem
    assert f"line {line}:" in found.problem
    assert reason in found.problem
    assert path.with_name("config.toml.bad").read_text() == text
    assert path.read_text() == text, "the file stays where it can be mended"
    assert (found.downloads, found.offline, found.sources) == (8, False, ("s2", "unpaywall", "zenodo"))


def test_one_bad_value_does_not_cost_the_others(tmp_path: Path):
    write_config(tmp_path, 'email = "a@uni.de"\ndownloads = -1\n')
    found = load(tmp_path)
    assert (found.email, found.downloads) == ("a@uni.de", 8)
    assert "defaults are used" in (found.problem or "")


def test_a_file_that_is_not_text_is_named(tmp_path: Path):
    path = write_config(tmp_path, "")
    path.write_bytes(b'email = "a@b.de"\n\xff\xfe')
    assert "line 2: not UTF-8 text" in (load(tmp_path).problem or "")


def test_setting_a_value_keeps_comments_and_order_and_is_read_again(tmp_path: Path):
    path = write_config(tmp_path, '# mine\nemail = "old@uni.de"  # work\n')
    file = SettingsFile(path)
    file.set("email", "new@uni.de")
    file.set("offline", "yes")
    file.set("host_delay", "2")
    assert path.read_text().startswith('# mine\nemail = "new@uni.de"  # work\n')
    found = load(tmp_path)
    assert (found.email, found.offline, found.host_delay, found.problem) == ("new@uni.de", True, 2.0, None)
    assert file.keys() == ("email", "offline", "host_delay")
    assert file.get("offline") is True
    assert file.get("theme") is None


def test_an_empty_value_goes_back_to_the_default(tmp_path: Path):
    file = SettingsFile(tmp_path / "config" / "config.toml")
    file.set("downloads", "3")
    assert file.set("downloads", "") == 8
    assert file.keys() == ()


def test_a_folder_is_kept_absolute_and_one_in_the_file_is_meant_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    SettingsFile(tmp_path / "config" / "config.toml").set("data_dir", "my library")
    assert load(tmp_path).data_dir == tmp_path / "my library"
    write_config(tmp_path, 'data_dir = "beside"\n')
    assert load(tmp_path).data_dir == tmp_path / "config" / "beside"


@pytest.mark.parametrize(
    ("key", "value"),
    [("emial", "a@b.de"), ("email", "nobody"), ("email", "me@example.com"), ("semantic_scholar_key", "k")],
)
def test_what_cannot_be_set_is_refused_and_nothing_is_written(tmp_path: Path, key: str, value: str):
    path = tmp_path / "config.toml"
    with pytest.raises(UsageError):
        SettingsFile(path).set(key, value)
    assert not path.exists()


def test_a_broken_file_gives_way_to_a_new_one_and_stays_beside(tmp_path: Path):
    path = write_config(tmp_path, "email = [\n")
    load(tmp_path)
    SettingsFile(path).set("email", "a@uni.de")
    found = load(tmp_path)
    assert (found.email, found.problem) == ("a@uni.de", None)
    assert path.with_name("config.toml.bad").read_text() == "email = [\n"


def test_a_failed_write_leaves_the_old_file_and_says_why(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(DiskError) as caught:
        SettingsFile(blocked / "config.toml").set("email", "a@uni.de")
    assert "config.toml could not be written" in caught.value.message
    assert blocked.read_text() == "not a folder"


def test_a_new_settings_file_is_plain_and_alone(tmp_path: Path):
    path = tmp_path / "config" / "config.toml"
    SettingsFile(path).set("email", "a@uni.de")
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"], "no part is left over"
    assert stat.S_ISREG(path.stat().st_mode)


def test_the_state_of_the_window_is_kept_and_a_broken_one_starts_anew(tmp_path: Path):
    file = StateFile(tmp_path / "config" / "state.json")
    assert file.read() == {}
    file.write({"search": "graphs", "size": [1280, 800]})
    assert file.read() == {"search": "graphs", "size": [1280, 800]}
    (tmp_path / "config" / "state.json").write_text("{")
    assert file.read() == {}


def test_every_setting_says_what_it_is():
    for setting in settings.SETTINGS:
        assert setting.title, setting.key
        assert setting.help.endswith("."), setting.key
        assert setting.key in settings.Settings.__struct_fields__


def test_reading_the_settings_loads_nothing_slow(tmp_path: Path):
    slow = ("asyncio", "httpx", "keyring", "tomlkit", "platformdirs", "PySide6", "sqlite3", "argparse")
    code = (
        "import sys; from scholar_desktop import settings;"
        f"settings.load(['--profile', {str(tmp_path)!r}]);"
        f"print([name for name in {slow!r} if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ))
    assert ran.stdout.strip() == "[]"


def test_an_option_without_its_value_does_not_swallow_the_next_one() -> None:
    with pytest.raises(UsageError, match="--profile needs a value"):
        parse_options(["--profile", "--json", "search", "x"])
    assert parse_options(["--profile=--odd", "search"]).profile == "--odd"
