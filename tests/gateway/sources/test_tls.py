"""https:// subgraphs: whom the gateway trusts, how it shows who it is, and what it says when the two do not agree."""

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest
import uvloop

from gateway.sources.errors import SourceUnavailable
from tests.gateway.sources.hosts import BODY, Authority, Seen, failure, fetch, http1, listening, source_of, strict


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def refused(host: ssl.SSLContext, **options: Any) -> tuple[SourceUnavailable, Seen]:
    async with http1(host) as (url, seen), source_of(url, retries=3, **options) as source:
        error = await failure(source)
        assert isinstance(error, SourceUnavailable)
        return error, seen


async def not_let_in(host: ssl.SSLContext, **options: Any) -> SourceUnavailable:
    async with strict(host) as url, source_of(url, retries=3, **options) as source:
        error = await failure(source)
        assert isinstance(error, SourceUnavailable)
        return error


async def test_an_authority_of_ones_own(authority: Authority) -> None:
    async with http1(authority.host()) as (url, seen), source_of(url, tls={"ca": authority.file}) as source:
        assert await fetch(source) == await fetch(source) == BODY
    assert seen.connections == 1


def test_it_runs_on_uvloop_as_well(authority: Authority) -> None:
    certificate, key = authority.pair()

    async def one() -> bytes:
        tls = {"ca": authority.file, "certificate": certificate, "key": key}
        async with http1(authority.host(clients=authority)) as (url, _), source_of(url, tls=tls) as source:
            return await fetch(source)

    assert uvloop.run(one()) == BODY


def test_failures_are_told_on_uvloop_as_well(authority: Authority) -> None:
    error, _ = uvloop.run(refused(authority.host()))
    assert "give the authority that signed it as `tls.ca`" in str(error) and error.lasting
    error = uvloop.run(not_let_in(authority.host(clients=authority), tls={"ca": authority.file}))
    assert "does not accept the gateway's certificate" in str(error) and error.lasting


async def test_a_host_that_nobody_known_vouches_for(authority: Authority) -> None:
    error, seen = await refused(authority.host())
    assert "its certificate is not trusted" in str(error)
    assert "`tls.ca`" in str(error)
    assert not error.sent and error.lasting and not seen.heads


async def test_a_certificate_that_has_expired(authority: Authority) -> None:
    error, _ = await refused(authority.host(expired=True), tls={"ca": authority.file})
    assert "not valid now (certificate has expired)" in str(error)


async def test_a_certificate_of_another_host(authority: Authority) -> None:
    error, _ = await refused(authority.host("stock.inside"), tls={"ca": authority.file})
    assert "of another host" in str(error) and "`tls.serverName`" in str(error)


async def test_a_host_by_the_name_on_its_certificate(authority: Authority) -> None:
    tls = {"ca": authority.file, "serverName": "stock.inside"}
    async with http1(authority.host("stock.inside")) as (url, _), source_of(url, tls=tls) as source:
        assert await fetch(source) == BODY
    error, _ = await refused(authority.host("127.0.0.1"), tls=tls)
    assert "of another host" in str(error)


async def test_tls_that_does_not_fit_is_not_tried_again_at_once(authority: Authority) -> None:
    connections = 0

    def count(*_: object) -> None:
        nonlocal connections
        connections += 1

    host = authority.host()
    host.sni_callback = count
    await refused(host, tls={"serverName": "stock.inside"})
    assert connections == 1


async def test_both_sides_show_who_they_are(authority: Authority) -> None:
    certificate, key = authority.pair()
    tls = {"ca": authority.file, "certificate": certificate, "key": key}
    async with http1(authority.host(clients=authority)) as (url, _), source_of(url, tls=tls) as source:
        assert await fetch(source) == BODY


async def test_a_host_that_wants_to_know_who_comes(authority: Authority) -> None:
    error = await not_let_in(authority.host(clients=authority), tls={"ca": authority.file})
    assert "does not accept the gateway's certificate" in str(error) and "`tls.certificate`" in str(error)
    assert error.lasting


async def test_a_host_that_knows_others(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    certificate, key = Authority(tmp_path / "other").pair()
    tls = {"ca": authority.file, "certificate": certificate, "key": key}
    error = await not_let_in(authority.host(clients=authority), tls=tls)
    assert "does not accept the gateway's certificate" in str(error)


async def test_a_key_with_a_password(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        PrivateFormat,
        load_pem_private_key,
    )

    certificate, key = authority.pair()
    plain = load_pem_private_key(key.read_bytes(), None)
    how = BestAvailableEncryption(b"open sesame")
    key.write_bytes(plain.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    tls = {"ca": authority.file, "certificate": certificate, "key": key, "keyPasswordEnvironment": "KEY_PASSWORD"}
    monkeypatch.setenv("KEY_PASSWORD", "open sesame")
    async with http1(authority.host(clients=authority)) as (url, _), source_of(url, tls=tls) as source:
        assert await fetch(source) == BODY
    monkeypatch.setenv("KEY_PASSWORD", "wrong")
    with pytest.raises(ValueError, match=r"gateway\.key"):
        async with source_of("https://a/", tls=tls):
            pass
    monkeypatch.delenv("KEY_PASSWORD")
    with pytest.raises(ValueError, match="KEY_PASSWORD is not set"):
        async with source_of("https://a/", tls=tls):
            pass
    with pytest.raises(ValueError, match=r"gateway\.key"):
        async with source_of("https://a/", tls={**tls, "keyPasswordEnvironment": None}):
            pass


@pytest.mark.parametrize("content", [None, "no certificate"])
@pytest.mark.parametrize("key", ["ca", "certificate"])
async def test_files_that_are_no_certificates(tmp_path: Path, key: str, content: str | None) -> None:
    file = tmp_path / "wrong.pem"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ValueError, match=rf"tls\.{key} .*wrong\.pem"):
        async with source_of("https://a/", tls={key: file}):
            pass


async def test_a_host_without_tls() -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")

    async with listening(plain) as port, source_of(f"https://127.0.0.1:{port}/", retries=0) as source:
        error = await failure(source)
    assert "no TLS with it" in str(error) and error.code == "SOURCE_UNAVAILABLE"
