"""Settings, secrets, the identity provider and clocks."""

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from gateway.doctor import machine
from gateway.doctor.findings import Verdict
from gateway.doctor.folder import free_space
from gateway.doctor.identity import ahead
from tests.gateway.doctor.conftest import Ask
from tests.servers.identity_provider import AUDIENCE, IdentityProvider, identity_provider

KEY = "0123456789abcdef" * 2


def test_settings_that_cannot_be_read_are_a_finding(diagnosis: Ask) -> None:
    found = diagnosis(YUXIN_PORT="many")
    assert (found.code, found.failing) == (1, {"settings"}) and "YUXIN_PORT" in found.said("settings")
    assert found.verdict("python") == "ok"


def test_a_variable_that_nothing_reads(diagnosis: Ask) -> None:
    found = diagnosis(YUXIN_REQEST_TIMEOUT="5", YUXIN_VIEW_AS_OF="2026-01-01", YUXIN_GATEWAY_PORT="4000")
    assert (found.code, found.verdict("variables")) == (0, "warn")
    assert "YUXIN_REQEST_TIMEOUT (→ YUXIN_REQUEST_TIMEOUT?)" in found.said("variables")
    assert "AS_OF" not in found.said("variables") and "GATEWAY_PORT" not in found.said("variables")


@pytest.mark.parametrize(
    ("environment", "verdict", "said"),
    [
        ({"YUXIN_STORE": "bolt://127.0.0.1:1", "YUXIN_NEO4J_USER": "neo4j"}, "fail", "only one is given"),
        ({"YUXIN_NEO4J_USER": "neo4j", "YUXIN_NEO4J_PASSWORD": KEY}, "warn", "the store is the embedded one"),
        ({"YUXIN_OIDC_ROLES": '{"inspector": "investigator"}'}, "warn", "no identity provider"),
        ({"YUXIN_CLIENT_REQUESTS": "1000"}, "warn", "limits nobody"),
    ],
)
def test_settings_that_contradict_each_other(
    diagnosis: Ask, environment: dict[str, str], verdict: str, said: str
) -> None:
    found = diagnosis(**environment)
    assert found.verdict("settings") == verdict and said in found.said("settings")


def test_secrets_that_can_be_guessed(diagnosis: Ask) -> None:
    found = diagnosis(YUXIN_PERSON_KEY="only-sixteen-let")
    assert found.verdict("secrets") == "warn" and "YUXIN_PERSON_KEY" in found.said("secrets")
    assert "only-sixteen-let" not in found.printed
    assert diagnosis(YUXIN_PERSON_KEY=KEY).verdict("secrets") == "ok"


def test_secrets_that_others_can_read(diagnosis: Ask, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    (data / "person.key").write_text(KEY)
    (data / "person.key").chmod(0o644)
    assert diagnosis().verdict("secrets") == "ok", "nobody else gets into the folder"
    data.chmod(0o755)
    found = diagnosis()
    assert (found.code, found.failing) == (1, {"secrets"}) and "chmod 600" in found.said("secrets")
    (data / "person.key").chmod(0o600)
    assert diagnosis().verdict("secrets") == "warn"


def test_a_file_that_a_setting_names(diagnosis: Ask, tmp_path: Path) -> None:
    documents = tmp_path / "persisted-documents.json"
    documents.write_text("{")
    found = diagnosis(YUXIN_TRUSTED_DOCUMENTS=str(documents))
    assert found.failing == {"files"} and str(documents) in found.said("files")
    documents.write_text("{}")
    assert diagnosis(YUXIN_TRUSTED_DOCUMENTS=str(documents)).verdict("files") == "ok"
    webhooks = tmp_path / "webhooks.yaml"
    webhooks.write_text("senders: [{name: transport, secretEnvironment: NOT_SET_AT_ALL}]")
    assert "NOT_SET_AT_ALL" in diagnosis(YUXIN_WEBHOOKS=str(webhooks)).said("files")


# --- who asks ---


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


def by(provider: IdentityProvider) -> dict[str, str]:
    return {"YUXIN_OIDC_ISSUER": provider.issuer, "YUXIN_OIDC_AUDIENCE": AUDIENCE}


def test_a_provider_with_keys(diagnosis: Ask, provider: IdentityProvider) -> None:
    found = diagnosis(**by(provider))
    assert (found.code, found.verdict("identity"), found.verdict("clock")) == (0, "ok", "ok")
    assert "1 keys" in found.said("identity") and "OIDC" in found.said("clock")


def test_a_provider_that_is_down(diagnosis: Ask, provider: IdentityProvider) -> None:
    provider.down = True
    found = diagnosis(**by(provider))
    assert (found.code, found.failing) == (3, {"identity"}) and "HTTP 503" in found.said("identity")


def test_a_provider_that_calls_itself_something_else(diagnosis: Ask, provider: IdentityProvider) -> None:
    provider.discovery = {"issuer": "https://elsewhere.example", "jwks_uri": f"{provider.issuer}/keys"}
    found = diagnosis(**by(provider))
    assert (found.code, found.failing) == (1, {"identity"}) and "https://elsewhere.example" in found.said("identity")


def test_a_provider_whose_keys_serve_no_accepted_algorithm(diagnosis: Ask, provider: IdentityProvider) -> None:
    found = diagnosis(**by(provider), YUXIN_OIDC_ALGORITHMS='["ES256"]')
    assert found.failing == {"identity"} and "YUXIN_OIDC_ALGORITHMS" in found.said("identity")


@pytest.mark.parametrize(("seconds", "verdict"), [(20.0, "warn"), (-300.0, "fail")])
def test_a_provider_with_another_time(diagnosis: Ask, provider: IdentityProvider, seconds: float, verdict: str) -> None:
    provider.ahead = seconds
    found = diagnosis(**by(provider))
    assert found.verdict("clock") == verdict and "NTP" in found.said("clock")


def test_no_provider_where_others_can_come(diagnosis: Ask) -> None:
    found = diagnosis(YUXIN_HOST="0.0.0.0", YUXIN_PORT="0")
    assert (found.code, found.failing) == (1, {"identity"}) and "YUXIN_OIDC_ISSUER" in found.said("identity")
    behind = diagnosis(YUXIN_TRUSTED_PROXIES='["127.0.0.1/32"]')
    assert behind.verdict("identity") == "warn"
    assert diagnosis().verdict("identity") == "ok"


# --- the machine ---


def test_an_instant_that_was_told_between_two_of_ours() -> None:
    assert ahead(told=100, asked=100.9, heard=101.5) == 0, "a Date has whole seconds"
    assert ahead(told=110, asked=100, heard=101) == 9
    assert ahead(told=90, asked=100, heard=101) == -9


def test_the_machine(tmp_path: Path) -> None:
    assert machine.python_version((3, 10)).verdict is Verdict.FAIL
    assert machine.python_version((3, 11)).verdict is Verdict.OK
    assert machine.open_files(1024).verdict is Verdict.WARN
    assert machine.open_files(65536).verdict is Verdict.OK
    assert free_space(tmp_path, 10**8).verdict is Verdict.FAIL
    assert free_space(tmp_path, 10**9).verdict is Verdict.WARN
    assert free_space(tmp_path, 10**10).verdict is Verdict.OK


def test_packages_are_held_against_the_lock(tmp_path: Path) -> None:
    assert machine.packages().verdict is Verdict.OK
    assert machine.packages(tmp_path / "none").verdict is Verdict.OK
    lock = tmp_path / "uv.lock"
    lock.write_text(
        '[[package]]\nname = "yuxin"\ndependencies = [{name = "orjson"}, {name = "not-there", marker = "x"}]\n'
        '[[package]]\nname = "orjson"\nversion = "0.0.1"\n[[package]]\nname = "not-there"\nversion = "1"\n'
    )
    found = machine.packages(lock)
    assert found.verdict is Verdict.FAIL and "≠ 0.0.1" in found.detail.en and "not-there" not in found.detail.en


def test_of_a_package_that_is_locked_for_each_python_the_installed_one_may_be_any(tmp_path: Path) -> None:
    lock = tmp_path / "uv.lock"
    named = '{name = "orjson", marker = "older"}, {name = "orjson", marker = "newer"}'
    ours = f'[[package]]\nname = "yuxin"\ndependencies = [{named}]\n'
    versions = ("0.0.1", metadata.version("orjson"))
    lock.write_text(ours + "".join(f'[[package]]\nname = "orjson"\nversion = "{each}"\n' for each in versions))
    found = machine.packages(lock)
    assert found.verdict is Verdict.OK and found.detail.en == "all 1 are as locked"
    lock.write_text(
        ours + "".join(f'[[package]]\nname = "orjson"\nversion = "{each}"\n' for each in ("0.0.1", "0.0.2"))
    )
    assert "≠ 0.0.1 / 0.0.2" in machine.packages(lock).detail.en
