"""Which of a client's headers reach a subgraph, and as what."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.sources.header_propagation import HeaderLines, Propagation, passable
from gateway.sources.header_rules import never_passes
from gateway.sources.options import SourceOptions

CLIENT = [
    (b"host", b"gateway"),
    (b"content-type", b"application/json"),
    (b"content-length", b"9"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"br"),
    (b"connection", b"keep-alive, X-Hop"),
    (b"te", b"trailers"),
    (b"proxy-authorization", b"Basic x"),
    (b"x-hop", b"1"),
    (b"authorization", b"Bearer ada"),
    (b"cookie", b"a=1"),
    (b"x-tenant", b"north"),
    (b"x-b3-traceid", b"7"),
    (b"x-b3-spanid", b"8"),
    (b"accept-language", b"zh"),
    (b"accept-language", b"en"),
]


def lines(*rules: dict[str, str], client: Any = CLIENT) -> list[str]:
    options = SourceOptions.model_validate({"headers": rules}, strict=False)
    raw = HeaderLines(options.headers).of(passable(client))
    assert not raw or raw.endswith(b"\r\n")
    return raw.decode().split("\r\n")[:-1]


def test_without_rules_nothing_passes() -> None:
    assert lines() == []


def test_a_header_by_its_name_in_any_case_and_as_often_as_it_came() -> None:
    assert lines({"pass": "Accept-Language"}) == ["accept-language: zh", "accept-language: en"]


def test_headers_by_a_pattern() -> None:
    assert lines({"pass": "x-b3-*"}) == ["x-b3-traceid: 7", "x-b3-spanid: 8"]
    assert lines({"pass": "*-*id"}) == ["x-b3-traceid: 7", "x-b3-spanid: 8"]
    assert lines({"pass": "b3*"}) == []


def test_a_header_under_another_name() -> None:
    assert lines({"pass": "x-tenant", "as": "X-Customer"}) == ["x-customer: north"]


def test_a_value_where_the_client_sent_none() -> None:
    rule = {"pass": "x-tenant", "default": "city"}
    assert lines(rule) == ["x-tenant: north"]
    assert lines(rule, client=[]) == ["x-tenant: city"]
    assert lines({"pass": "x-tenant"}, client=[]) == []


def test_a_value_of_the_configurations_own_replaces_the_clients() -> None:
    assert lines({"pass": "x-*"}, {"set": "x-tenant", "value": "south"})[0] == "x-tenant: south"


def test_the_later_rule_decides_where_it_gives_something() -> None:
    constant = {"set": "x-tenant", "value": "south"}
    assert lines(constant, {"pass": "x-tenant"}) == ["x-tenant: north"]
    assert lines(constant, {"pass": "x-tenant"}, client=[]) == ["x-tenant: south"]


def test_a_secret_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STOCK_KEY", "s3cret\n")
    rule = {"set": "x-api-key", "environment": "STOCK_KEY"}
    assert lines(rule) == ["x-api-key: s3cret"]
    monkeypatch.setenv("STOCK_KEY", "two\nlines")
    with pytest.raises(ValueError, match="ASCII") as refused:
        lines(rule)
    assert "two" not in str(refused.value)
    monkeypatch.delenv("STOCK_KEY")
    with pytest.raises(ValueError, match="STOCK_KEY"):
        lines(rule)


def test_what_belongs_to_a_hop_or_a_body_never_passes_and_credentials_not_by_a_pattern() -> None:
    passed = lines({"pass": "*"})
    assert [line.partition(":")[0] for line in passed] == [
        "x-tenant",
        "x-b3-traceid",
        "x-b3-spanid",
        "accept-language",
        "accept-language",
    ]
    assert lines({"pass": "authorization"}, {"pass": "cookie"}) == ["authorization: Bearer ada", "cookie: a=1"]


def test_a_header_that_the_client_says_is_for_the_gateway_alone_goes_no_further() -> None:
    assert lines({"pass": "x-hop"}) == []


@pytest.mark.parametrize("name", ["host", "Content-Type", "content-anything", "connection", "te", "accept-encoding"])
@pytest.mark.parametrize("rule", ["pass", "set", "as"])
def test_what_never_passes_is_no_name_for_a_rule(rule: str, name: str) -> None:
    given = {"pass": {"pass": name}, "set": {"set": name, "value": "x"}, "as": {"pass": "x-a", "as": name}}[rule]
    with pytest.raises(ValidationError, match="writes this header itself"):
        lines(given)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"pass": "a b"}, "no name of a header"),
        ({"pass": "é*"}, "no name of a header"),
        ({"pass": ""}, "no name of a header"),
        ({"pass": "x-*", "as": "x-a"}, "no `as`"),
        ({"pass": "x-*", "default": "1"}, "no `as`"),
        ({"set": "x-*", "value": "1"}, "no name of a header"),
        ({"set": "x-a"}, "one of `value` and `environment`"),
        ({"set": "x-a", "value": "1", "environment": "A"}, "one of `value` and `environment`"),
        ({"set": "x-a", "value": "1\r\nx-b: 2"}, "visible ASCII"),
        ({"set": "x-a", "value": "渝"}, "visible ASCII"),
        ({"set": "x-a", "environment": "A B"}, "pattern"),
        ({"set": "x-a", "pass": "x-b"}, "Extra inputs"),
    ],
)
def test_rules_that_say_nothing_clear_are_refused(rule: dict[str, str], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        lines(rule)


def test_a_clients_header_cannot_make_another_line() -> None:
    assert lines(
        {"pass": "x-*"}, client=[(b"x-a", b"1\r\nx-admin: yes"), (b"x-b\r\nx-admin", b"1"), (b"x-c", b"2")]
    ) == ["x-c: 2"]


def made(*rules: dict[str, str]) -> HeaderLines:
    return HeaderLines(SourceOptions.model_validate({"headers": rules}, strict=False).headers)


@pytest.mark.parametrize("name", ["x-tenant", "x-*"])
def test_what_the_client_keeps_to_its_hop_is_kept_by_name_and_by_pattern(name: str) -> None:
    propagation = Propagation({"A": made({"pass": name}, {"pass": "x-hop"}), "B": made({"pass": name})})
    client = [(b"connection", b"x-hop"), (b"x-hop", b"1"), (b"x-tenant", b"north")]
    assert propagation.of(client) == {"A": b"x-tenant: north\r\n", "B": b"x-tenant: north\r\n"}


def test_each_subgraph_has_rules_of_its_own() -> None:
    propagation = Propagation({"A": made({"pass": "x-tenant"}), "B": made({"set": "x-k", "value": "1"}), "C": made()})
    assert propagation.of(CLIENT) == {"A": b"x-tenant: north\r\n", "B": b"x-k: 1\r\n", "C": b""}
    fixed = Propagation({"B": made({"set": "x-k", "value": "1"}), "C": made()})
    assert fixed.of(CLIENT) is fixed.of([])


NAMES = st.sampled_from([name.decode() for name, _ in CLIENT] + ["x-a", "x-b", "content-language", "sec-websocket-key"])
RULES = st.lists(
    st.one_of(
        st.builds(lambda name: {"pass": name}, NAMES | st.sampled_from(["*", "x-*", "*e*", "c*"])),
        st.builds(lambda name, target: {"pass": name, "as": target}, NAMES, NAMES),
        st.builds(lambda name, default: {"pass": name, "default": default}, NAMES, st.sampled_from(["d", "e"])),
        st.builds(lambda name: {"set": name, "value": "s"}, NAMES),
    ),
    max_size=6,
)
VALUES = st.binary(max_size=4) | st.sampled_from([b"1", b"x-a, x-b", b"keep-alive", b"a\r\nx-admin: 1"])


@given(rules=RULES, client=st.lists(st.tuples(NAMES.map(str.encode), VALUES), max_size=8))
def test_whatever_the_rules_and_the_client_no_line_is_one_that_never_passes(
    rules: list[dict[str, str]], client: list[tuple[bytes, bytes]]
) -> None:
    def may(rule: dict[str, str]) -> bool:
        try:
            lines(rule)
        except ValidationError:
            return False
        return True

    allowed = [rule for rule in rules if may(rule)]
    raw = HeaderLines(SourceOptions.model_validate({"headers": allowed}, strict=False).headers).of(passable(client))
    for line in raw.split(b"\r\n")[:-1]:
        name, _, value = line.partition(b": ")
        assert not never_passes(name.decode()) and value in {v for _, v in client} | {b"s", b"d", b"e"}
    assert b"\n" not in raw.replace(b"\r\n", b"") and b"x-admin" not in raw
