"""Settings: options over the environment over the file over the defaults; what does not fit is refused with a reason."""

from pathlib import Path

import pytest

from gateway.settings import PREFIX, Settings, is_loopback, load_settings
from gateway.settings_table import PAGE, with_table
from graph_model.errors import BadInput


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [*Settings.model_fields, "config"]:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_no_file() -> None:
    settings = load_settings()
    assert (settings.store, settings.host, settings.port, settings.city) == ("embedded", "127.0.0.1", 8000, 2000)


def test_an_option_beats_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".yuxin").mkdir()
    (tmp_path / ".yuxin" / "yuxin.toml").write_text("port = 1\ncity = 1\nseed = 1\n")
    monkeypatch.setenv("YUXIN_PORT", "2")
    monkeypatch.setenv("YUXIN_CITY", "2")
    settings = load_settings(port=3, host=None)
    assert (settings.port, settings.city, settings.seed) == (3, 2, 1)


def test_the_file_lies_in_the_data_folder_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "城市 数据").mkdir()
    (tmp_path / "城市 数据" / "yuxin.toml").write_text('lang = "en"\n')
    monkeypatch.setenv("YUXIN_DATA", str(tmp_path / "城市 数据"))
    assert load_settings().lang == "en"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("prot = 8000", "prot: Extra inputs are not permitted"),
        ('port = "many"', "port: "),
        ('systems = "everywhere"', "must be none, bundled, postgresql://"),
        ('neo4j_password = "secret"', "YUXIN_NEO4J_PASSWORD"),
        ("port 8000", "cannot read the settings file"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_path(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content)
    with pytest.raises(BadInput) as refusal:
        load_settings(path)
    assert str(path) in refusal.value.message
    assert said in refusal.value.message


def test_a_named_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.toml"):
        load_settings(tmp_path / "none.toml")


def test_a_bad_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXIN_PORT", "99999")
    with pytest.raises(BadInput, match="YUXIN_PORT"):
        load_settings()


def test_the_embedded_store_has_one_worker() -> None:
    with pytest.raises(BadInput, match="Neo4j"):
        load_settings(workers=2)
    assert load_settings(workers=2, store="bolt://127.0.0.1:7687").workers == 2


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUXIN_NEO4J_USER", "neo4j")
    monkeypatch.setenv("YUXIN_NEO4J_PASSWORD", "hidden-password")
    settings = load_settings()
    assert "hidden-password" not in repr(settings)
    assert settings.neo4j_auth == ("neo4j", "hidden-password")


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("::", False), ("10.0.0.1", False)],
)
def test_what_is_this_machine_only(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_page_has_every_setting_as_it_is() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == with_table(page), "run python -m gateway.settings_table"
