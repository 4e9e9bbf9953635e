"""The configuration of subgraphs: what a person writes, and what they are told where it is wrong."""

from pathlib import Path
from textwrap import dedent

import pytest

from gateway.federation.configuration import BadConfiguration, Configuration, read_configuration
from gateway.sources.options import Encoding, Persisted, SourceOptions


def read(folder: Path, text: str) -> Configuration:
    (folder / "gateway.yaml").write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return read_configuration(folder / "gateway.yaml")


def refused(folder: Path, text: str) -> list[str]:
    """What is said, a line an error, without the folder."""
    with pytest.raises(BadConfiguration) as error:
        read(folder, text)
    return str(error.value).replace(f"{folder}/", "").splitlines()


EVERYTHING = """
defaults:
  timeout: 5
  retries: 0
  headers:
  - pass: authorization
subgraphs:
- name: items
  url: https://items.example/graphql
  schema: schemas/items.graphql
  timeout: 2.5
  connectTimeout: 1
  connections: 10
  largestAnswer: 1000
  headers:
  - set: x-gateway
    value: yuxin
  tls: {ca: ca.pem, certificate: /etc/us.pem, key: us.key, keyPasswordEnvironment: KEY_PASSWORD, serverName: items.inside}
  proxy: {url: "http://proxy:3128", user: yuxin, passwordEnvironment: PROXY_PASSWORD}
  http2: true
  compression: [zstd, gzip]
  persisted: automatic
- name: stock
"""


def test_a_subgraph_has_its_own_keys_and_the_defaults_for_the_others(tmp_path: Path) -> None:
    configuration = read(tmp_path, EVERYTHING)
    items = configuration.options("items")
    assert (items.timeout, items.retries, items.connect_timeout, items.connections) == (2.5, 0, 1, 10)
    assert [rule.name for rule in items.headers] == ["x-gateway"], "a key takes the place of the default, whole"
    assert items.tls.ca == tmp_path / "ca.pem" and items.tls.certificate == Path("/etc/us.pem")
    assert items.proxy is not None and items.proxy.user == "yuxin"
    assert (items.http2, items.compression) == (True, (Encoding.ZSTANDARD, Encoding.GZIP))
    assert items.persisted is Persisted.AUTOMATIC
    assert configuration.entry("items").schema_file == tmp_path / "schemas/items.graphql"


def test_a_subgraph_that_says_nothing_or_is_not_named_has_the_defaults(tmp_path: Path) -> None:
    configuration = read(tmp_path, EVERYTHING)
    for name in ("stock", "another"):
        assert configuration.options(name) == configuration.keys.defaults
        assert configuration.options(name).timeout == 5


def test_an_empty_value_takes_a_default_away(tmp_path: Path) -> None:
    text = """
    defaults: {proxy: {url: "http://proxy/"}}
    subgraphs:
    - {name: near, proxy: null}
    - {name: far}
    """
    configuration = read(tmp_path, text)
    assert configuration.options("near").proxy is None
    assert configuration.options("far").proxy is not None


def test_without_a_file_everything_is_as_by_default() -> None:
    assert Configuration().options("any") == SourceOptions()


def test_yaml_anchors_share_values(tmp_path: Path) -> None:
    text = """
    subgraphs:
    - &near {name: a, timeout: 1, tls: {serverName: inside}}
    - {<<: *near, name: b, retries: 1}
    """
    configuration = read(tmp_path, text)
    assert configuration.options("b").tls.server_name == "inside"
    assert (configuration.options("b").timeout, configuration.options("b").retries) == (1, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "subgraphs:\n- name: a\n  timout: 5",
            "gateway.yaml:3: subgraphs[0].timout: 未知的键 / unknown key 'timout'; 有 / there",
        ),
        ("subgraphs:\n- name: a\n  largest_answer: 5", "gateway.yaml:3: subgraphs[0].largest_answer: 未知的键"),
        (
            "subgraph: []",
            "gateway.yaml:1: subgraph: 未知的键 / unknown key 'subgraph'; 有 / there are: defaults, subgraphs",
        ),
        ("subgraphs:\n- timeout: 1", "gateway.yaml:2: subgraphs[0].name: 缺少这个键"),
        ("subgraphs:\n- name: 7", "gateway.yaml:2: subgraphs[0].name: 应为文本"),
        ("subgraphs:\n- name: ''", "gateway.yaml:2: subgraphs[0].name: "),
        ("subgraphs: {a: 1}", "gateway.yaml:1: subgraphs: 应为列表"),
        ("subgraphs:\n- a", "gateway.yaml:2: subgraphs[0]: 应为映射"),
        ("- a", "gateway.yaml:1: 应为映射"),
        ("", "gateway.yaml:1: 应为映射"),
        ("subgraphs:\n- name: a\n- name: a", "gateway.yaml:3: subgraphs[1].name: 子图重名"),
        ("defaults:\n  timeout: '5'", "gateway.yaml:2: defaults.timeout: "),
        ("defaults:\n  timeout: 0", "gateway.yaml:2: defaults.timeout: "),
        ("defaults:\n  timeout: .inf", "gateway.yaml:2: defaults.timeout: "),
        ("defaults:\n  retries: yes", "gateway.yaml:2: defaults.retries: "),
        ("defaults:\n  retries: -1", "gateway.yaml:2: defaults.retries: "),
        ("defaults:\n  http2: 1", "gateway.yaml:2: defaults.http2: "),
        ("defaults:\n  compression: [gzip, lzma]", "gateway.yaml:2: defaults.compression[1]: "),
        ("defaults:\n  persisted: off", "gateway.yaml:2: defaults.persisted: "),
        ("defaults:\n  proxy:\n    url: ftp://a", "gateway.yaml:3: defaults.proxy.url: 应为 http:// 或 https://"),
        ("defaults:\n  proxy:\n    url: http://u:p@a/", "gateway.yaml:3: defaults.proxy.url: 地址里不写用户和口令"),
        ("defaults:\n  proxy: {url: 'http://a/', user: u}", "gateway.yaml:2: defaults.proxy: user 和"),
        ("defaults:\n  tls:\n    key: a.key", "gateway.yaml:2: defaults.tls: 有 key 就要有 certificate"),
        ("subgraphs:\n- name: a\n  url: items:80", "gateway.yaml:3: subgraphs[0].url: 应为 http:// 或 https://"),
        ("subgraphs:\n- name: a\n  url: http://items:port/", "gateway.yaml:3: subgraphs[0].url: "),
        (
            "subgraphs:\n- name: a\n  headers:\n  - pass: x-a\n  - pass: x-b\n    rename: x-c",
            "gateway.yaml:6: subgraphs[0].headers[1].rename: 未知的键 / unknown key 'rename'; 有 / there are: pass, as, default",
        ),
        ("defaults:\n  headers:\n  - {}", "gateway.yaml:3: defaults.headers[0].pass: 缺少这个键"),
        ("defaults:\n  timeout: 1\n  timeout: 2", "gateway.yaml:3: 键重复 / the key 'timeout' stands twice"),
        ("defaults: {", "gateway.yaml:1: 不是 YAML"),
        ("a: \x07", "gateway.yaml"),
        ("a: &a [*a]", "gateway.yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (line,) = refused(tmp_path, text)
    assert line.startswith(said), line


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    said = refused(
        tmp_path, "defaults:\n  timeout: -1\nsubgraphs:\n- name: a\n  retries: many\n- name: b\n  hhtp2: true"
    )
    assert [line.split(": ")[0] for line in said] == ["gateway.yaml:2", "gateway.yaml:5", "gateway.yaml:7"]


def test_a_wrong_value_that_an_anchor_brought_is_told_where_it_stands(tmp_path: Path) -> None:
    text = "subgraphs:\n- &a\n  name: a\n  timeout: 0\n- <<: *a\n  name: b\n"
    assert {line.split(": ")[0] for line in refused(tmp_path, text)} == {"gateway.yaml:4"}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfiguration, match=r"nowhere\.yaml"):
        read_configuration(tmp_path / "nowhere.yaml")


def test_an_entry_for_a_subgraph_that_there_is_not(tmp_path: Path) -> None:
    configuration = read(tmp_path, "subgraphs:\n- name: items\n- name: stok\n")
    with pytest.raises(BadConfiguration, match=r"gateway\.yaml:3: .*no subgraph 'stok'.*items, stock"):
        configuration.check_names({"items", "stock"})
