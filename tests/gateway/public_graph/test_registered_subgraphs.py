"""`yuxin serve` with registered subgraphs, over HTTP: nothing of `credit` changes, and what is joined comes, goes and changes."""

import csv
import io
import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx
import pytest
import yaml
from graphql import build_schema

from gateway.terminal.asking import OPERATIONS as OF_THE_TERMINAL
from gateway.terminal.asking import operation_text
from tests.docs import examples
from tests.registered import EXAMPLE, SiteVisits, site_visits
from tests.served import ROOT, Served, serving, yuxin_here

BUILDER, MACHINERY = "919950990000000353", "91995099000000107U"
BOTH = f'{{ entity(uscc: "{BUILDER}") {{ displayName siteVisits {{ number }} gradeView {{ lowest }} }} }}'
CREDIT = f'{{ entity(uscc: "{BUILDER}") {{ displayName gradeView {{ lowest }} }} }}'
CREDIT_ANSWER = {"data": {"entity": {"displayName": "渝信示例路桥工程有限公司", "gradeView": {"lowest": "D"}}}}
WITH_SCHEMA = (ROOT / "examples" / "register" / "config.yaml").read_text(encoding="utf-8")
ASKED = "subgraphs: [{name: site-visits, url: 'http://127.0.0.1:4201/graphql'}]"
OF_THE_SERVER = {"accesses.graphql", "cases.graphql"}
"""What tells who has asked just this server, and what was opened there: tests of any operation open cases too."""
OF_OTHER_ROLES = {"on_behalf.graphql", "received_grants.graphql", "grants_received.graphql"}
"""What the demo coordinator, who asks here, may not."""
OPERATIONS = sorted(
    each
    for each in (ROOT / "gateway").glob("**/*.graphql")
    if not {"node_modules", "fragments"} & set(each.parts) and each.name not in OF_THE_SERVER | OF_OTHER_ROLES
)
MODEL = ROOT / "examples" / "evaluation-models" / "composite.yaml"
SAMPLE = {"items": ["1-9"], "inspectors": []}


def post(
    server: Served, query: str, variables: Any = None, *, accept: str = "application/json", **more: Any
) -> httpx.Response:
    body = {"query": query, "variables": variables, **more}
    return httpx.post(f"{server.url}/graphql", json=body, timeout=60, headers={"accept": accept})


def ask(server: Served, query: str) -> Any:
    return post(server, query).json()


def standing(server: Served) -> dict[str, Any]:
    """How the example stands, by /health/ready."""
    answer = httpx.get(f"{server.url}/health/ready", timeout=60)
    assert answer.status_code == 200
    [found] = answer.json()["subgraphs"]
    assert found.pop("name") == "site-visits"
    return dict(found)


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it never came about"
        time.sleep(0.1)


# --- nothing changes for credit ---


def variables_of_all() -> dict[str, Any]:
    """What any of them takes; `asOf` because a view says the instant that it is of."""
    key, today = f"uscc:{BUILDER}", datetime.now(UTC).date().isoformat()
    return {
        "subject": key,
        "key": key,
        "keys": [key],
        "uscc": BUILDER,
        "kind": "ANNEX",
        "first": 3,
        "id": key,
        "asOf": today,
        "department": "市税务局",
        "text": "建设",
        "filter": {},
        "of": key,
        "by": ["DEPARTMENT"],
        "from": key,
        "to": f"uscc:{MACHINERY}",
        "depth": 1,
        "limit": 20,
        "maxLength": 3,
        "draw": "draw:none",
        "plan": SAMPLE,
        "incomplete": False,
        "input": SAMPLE,
        "content": MODEL.read_text(encoding="utf-8"),
        "item": "1-9",
        "whole": True,
        "public": False,
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=[path.name for path in OPERATIONS])
def test_our_own_operations_are_answered_to_the_byte_as_without_registered_subgraphs(
    served: Served, registered: Served, operation: Path
) -> None:
    terminal = operation.parent == OF_THE_TERMINAL
    text = operation_text(operation.stem) if terminal else operation.read_text(encoding="utf-8")
    for name in re.findall(r"^query (\w+)", text, re.MULTILINE):
        without, with_it = (
            post(server, text, variables_of_all(), operationName=name) for server in (served, registered)
        )
        assert "data" in without.json(), without.text
        assert with_it.content == without.content


QUERIES = [(where, query) for where, query, _ in examples.queries() if not where.startswith("docs/federation/")]


@pytest.mark.parametrize(("where", "query"), QUERIES, ids=[where for where, _ in QUERIES])
def test_so_are_the_examples_of_the_docs(served: Served, registered: Served, where: str, query: str) -> None:
    assert post(registered, query).content == post(served, query).content


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("{", {}),
        ("{ nobody }", {}),
        (f'{{ entity(uscc: "{BUILDER}") {{ nothing }} }}', {}),
        ('{ entity(uscc: "1") { displayName } }', {}),
        ("{ entity(uscc: 12) { displayName } }", {}),
        ("{ entity { displayName } }", {}),
        ('{ coverage(asOf: "yesterday") { fields } }', {}),
        ("query ($uscc: USCC!) { entity(uscc: $uscc) { displayName } }", {"variables": {"uscc": 1}}),
        ("query ($uscc: USCC!) { entity(uscc: $uscc) { displayName } }", {}),
        ('{ a: item(key: "1-7") { name } b: entity(uscc: "x") { displayName } }', {}),
        ("query A { coverage { fields } } query B { coverage { newFields } }", {}),
        ("query A { coverage { fields } } query B { coverage { newFields } }", {"operationName": "C"}),
        ("subscription { nobody }", {}),
        ("{ entities(first: 1000) { totalCount } }", {}),
    ],
)
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_so_is_what_is_wrong(served: Served, registered: Served, query: str, more: dict[str, Any], accept: str) -> None:
    without, with_it = (post(server, query, accept=accept, **more) for server in (served, registered))
    assert "errors" in without.json()
    assert (with_it.status_code, with_it.content) == (without.status_code, without.content)


def test_a_mutation_passes_and_never_by_get(registered: Served) -> None:
    mutation = """mutation ($input: ImportGradesInput!) { importGrades(input: $input) {
        __typename ... on ImportGradesResult { rows { status } } } }"""
    row = {"uscc": BUILDER, "item": "1-9", "grade": "C", "evaluatedOn": "2025-01-02"}
    given = {"input": {"rows": [row], "idempotencyKey": "registered", "dryRun": True}}
    answer = post(registered, mutation, given).json()
    assert answer["data"]["importGrades"]["__typename"] == "ImportGradesResult", answer
    asked = {"query": mutation, "variables": json.dumps(given)}
    refused = httpx.get(f"{registered.url}/graphql", params=asked)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_commands_work_through_the_server(registered: Served) -> None:
    ran = yuxin_here("view", BUILDER, "--json", data=registered.data)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["displayName"] == "渝信示例路桥工程有限公司"


# --- the public schema ---


def test_the_public_schema_has_what_is_registered_and_nothing_of_the_machinery(registered: Served) -> None:
    printed = yuxin_here("schema", data=registered.data).out
    assert printed == httpx.get(f"{registered.url}/schema.graphql").text
    public = build_schema(printed)
    assert "siteVisits" in public.type_map["Entity"].fields  # type: ignore[attr-defined]
    assert not any(word in printed for word in ("@key", "@link", "join__", "_Any", "_entities", "_service"))
    asked = ask(registered, '{ __schema { types { name } } __type(name: "Query") { fields { name } } }')["data"]
    names = {one["name"] for one in asked["__schema"]["types"]}
    assert names == {name for name in public.type_map if not name.startswith("__")} | {
        name for name in names if name.startswith("__")
    }
    assert {"siteFindings", "entity"} <= {one["name"] for one in asked["__type"]["fields"]}


def test_credit_s_own_schema_is_still_to_be_had(registered: Served) -> None:
    committed = (ROOT / "schema" / "credit.graphql").read_text(encoding="utf-8")
    assert yuxin_here("schema", "--credit", data=registered.data).out == committed


def test_the_committed_schema_of_the_example_is_what_it_says_of_itself(registered: Served) -> None:
    asked = {"query": "{ _service { sdl } }"}
    [entry] = yaml.safe_load((registered.data.parent / "register" / "config.yaml").read_text())["subgraphs"]
    said = httpx.post(entry["url"], json=asked).json()["data"]["_service"]["sdl"]
    committed = (EXAMPLE / "site_visits.graphql").read_text(encoding="utf-8")
    assert said.strip() == committed.strip()


def test_doctor_says_whether_everything_can_be_joined(registered: Served, tmp_path: Path) -> None:
    def told(config: Path) -> tuple[str, str]:
        ran = yuxin_here("doctor", "--json", data=registered.data, YUXIN_SUBGRAPHS=str(config))
        [found] = [row for row in json.loads(ran.out) if row["check"] == "subgraphs"]
        return found["verdict"], found["detail"]

    config = registered.data.parent / "register" / "config.yaml"
    assert told(config) == ("ok", "site-visits")
    silent = tmp_path / "config.yaml"
    silent.write_text("subgraphs: [{name: gone, url: 'http://127.0.0.1:1/', retries: 0}]")
    verdict, detail = told(silent)
    assert verdict == "fail" and "gone at http://127.0.0.1:1/ gave no schema" in detail


# --- joined ---


@pytest.mark.plan("6", "Query.entity")
def test_entities_meet_by_their_code_from_either_side(registered: Served) -> None:
    entity = ask(registered, BOTH)["data"]["entity"]
    assert entity == {
        "displayName": "渝信示例路桥工程有限公司",
        "siteVisits": [{"number": "GD-001"}, {"number": "GD-002"}],
        "gradeView": {"lowest": "D"},
    }
    found = ask(registered, "{ siteFindings { number entity { uscc displayName gradeView { lowest } } } }")["data"]
    assert found["siteFindings"] == [
        {"number": "GD-001", "entity": {"uscc": BUILDER} | CREDIT_ANSWER["data"]["entity"]}
    ]


EXPORTED = {
    "query": """query ($after: String) { entities(first: 40, after: $after) {
      nodes { uscc siteVisits { number } gradeView { lowest } } pageInfo { hasNextPage endCursor } } }""",
    "format": "csv",
}


def exported(server: Served) -> tuple[dict[str, list[str]], str]:
    """The rows of an export by their code, and what its last row says."""
    response = httpx.post(f"{server.url}/export", json=EXPORTED, timeout=60)
    assert response.status_code == 200, response.text
    _, *rows, (last, *_) = csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    return {row[0]: row[1:] for row in rows}, last


def test_a_list_that_is_joined_is_exported(registered: Served) -> None:
    rows, last = exported(registered)
    assert rows[BUILDER] == ["GD-001；GD-002", "D"] and last.startswith(f"共 {len(rows)} 行，完整")
    assert len(rows) > 40


def test_an_error_of_credit_keeps_its_code_and_gets_its_place_and_source(registered: Served) -> None:
    answer = ask(registered, '{ a: entity(uscc: "1") { displayName siteVisits { number } } siteFindings { number } }')
    alone = ask(registered, '{ a: entity(uscc: "1") { displayName } }')["errors"][0]
    assert answer["data"] == {"a": None, "siteFindings": [{"number": "GD-001"}]}
    [error] = answer["errors"]
    assert error["message"] == alone["message"]
    assert error["path"] == ["a"]
    assert error["extensions"] == {**alone["extensions"], "source": "credit"}


def test_a_bad_variable_is_refused_with_the_words_and_status_of_credit(registered: Served) -> None:
    query = "query ($uscc: USCC!) { entity(uscc: $uscc) { displayName %s } }"
    graphql = "application/graphql-response+json"
    alone, both = (
        post(registered, query % more, {"uscc": 1}, accept=graphql) for more in ("", "siteVisits { number }")
    )
    assert both.status_code == alone.status_code == 400
    assert both.json()["errors"][0]["message"] == alone.json()["errors"][0]["message"]


# --- what comes, goes and changes ---


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteVisits]:
    with site_visits(tmp_path_factory.mktemp("department") / "register") as subgraph:
        subgraph.kill()
        yield subgraph


@pytest.fixture(scope="module")
def starting(department: SiteVisits, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that is started while the only registered subgraph, which is to be asked for its schema, is down."""
    department.write(ASKED)
    data = tmp_path_factory.mktemp("starting") / "data"
    with serving(data, "--city", "20", YUXIN_SUBGRAPHS=str(department.config)) as server:
        assert standing(server)["joined"] is False
        assert "gave no schema" in standing(server)["problem"]
        assert ask(server, CREDIT) == CREDIT_ANSWER
        assert "Cannot query field 'siteVisits'" in str(ask(server, BOTH))
        yield server


@pytest.fixture
def server(starting: Served, department: SiteVisits) -> Iterator[Served]:
    """The server with the subgraph up, its schema in a file, and joined."""
    if department.process is None:
        department.start()
    department.write(WITH_SCHEMA)
    until(lambda: standing(starting) == {"joined": True, "problem": None})
    until(lambda: ask(starting, BOTH).get("errors") is None)
    yield starting
    assert ask(starting, CREDIT) == CREDIT_ANSWER


def test_one_that_was_silent_at_the_start_is_joined_when_it_comes(starting: Served, department: SiteVisits) -> None:
    department.start()
    until(lambda: standing(starting)["joined"])
    assert ask(starting, BOTH)["data"]["entity"]["siteVisits"] == [{"number": "GD-001"}, {"number": "GD-002"}]
    assert "site-visits is left out" in starting.errors and "site-visits is joined" in starting.errors


def test_one_that_goes_leaves_its_fields_missing_and_one_that_comes_again_brings_them(
    server: Served, department: SiteVisits
) -> None:
    department.kill()
    answer = ask(server, BOTH)
    assert answer["data"]["entity"] == CREDIT_ANSWER["data"]["entity"] | {"siteVisits": None}
    [error] = answer["errors"]
    assert error["path"] == ["entity", "siteVisits"]
    assert (error["extensions"]["code"], error["extensions"]["source"]) == ("SOURCE_UNAVAILABLE", "site-visits")
    rows, last = exported(server)
    assert rows[BUILDER] == ["", "D"] and "不完整" in last and "siteVisits" in last
    department.start()
    until(lambda: "errors" not in ask(server, BOTH))


def test_one_that_is_killed_in_the_middle_never_takes_credit_with_it(server: Served, department: SiteVisits) -> None:
    codes = set()
    for number in range(60):
        if number == 20:
            department.kill()
        answer = ask(server, BOTH)
        assert answer["data"]["entity"]["gradeView"] == {"lowest": "D"}
        codes |= {error["extensions"]["code"] for error in answer.get("errors", ())}
    assert codes == {"SOURCE_UNAVAILABLE"}


def code(server: Served) -> str | None:
    """The code of the error of what the department should add, while credit's part of the answer is whole."""
    answer = ask(server, BOTH)
    assert answer["data"]["entity"]["gradeView"] == {"lowest": "D"}
    return next((error["extensions"]["code"] for error in answer.get("errors", ())), None)


def since(server: Served) -> str:
    """When the supergraph in service was taken up."""
    return str(httpx.get(f"{server.url}/health/ready", timeout=60).json()["supergraph"]["since"])


def test_one_that_hangs_is_given_up_at_its_timeout(server: Served, department: SiteVisits) -> None:
    before = since(server)
    department.write(f"{WITH_SCHEMA}  timeout: 1\n")
    until(lambda: since(server) != before)
    assert department.process is not None
    department.process.send_signal(signal.SIGSTOP)
    try:
        assert code(server) == "TIMEOUT"
    finally:
        department.process.send_signal(signal.SIGCONT)
    until(lambda: code(server) is None)


def test_a_change_of_how_it_is_reached_is_taken_up(server: Served, department: SiteVisits) -> None:
    department.write(f"{WITH_SCHEMA}  largestAnswer: 10\n")
    until(lambda: code(server) == "BAD_SOURCE_RESPONSE")
    department.write(WITH_SCHEMA)
    until(lambda: code(server) is None)


def test_what_does_not_compose_is_told_with_its_line_and_what_was_joined_goes_on(
    server: Served, department: SiteVisits
) -> None:
    file = department.folder / "site_visits.graphql"
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound.replace("uscc: USCC!", "uscc: String!"), encoding="utf-8")
    try:
        until(lambda: standing(server)["problem"] is not None)
        told = standing(server)
        assert told["joined"] is True
        assert "FIELD_TYPE_MISMATCH" in told["problem"]
        assert f"{file}:6" in told["problem"]
        assert "errors" not in ask(server, BOTH)
    finally:
        file.write_text(sound, encoding="utf-8")
    until(lambda: standing(server)["problem"] is None)


def test_a_configuration_that_cannot_be_used_is_told_and_what_was_joined_goes_on(
    server: Served, department: SiteVisits
) -> None:
    def problem() -> Any:
        return httpx.get(f"{server.url}/health/ready").json()["supergraph"]["problem"]

    department.write("subgraphs: [{name: credit, url: 'http://127.0.0.1:4201/graphql'}]")
    until(lambda: problem() is not None)
    assert str(department.config) in problem() and "credit" in problem()
    assert "errors" not in ask(server, BOTH)
    department.write(WITH_SCHEMA)
    until(lambda: problem() is None)


def test_a_changed_file_is_taken_up(server: Served, department: SiteVisits) -> None:
    department.write("subgraphs: []")
    until(lambda: httpx.get(f"{server.url}/health/ready").json()["subgraphs"] == [])
    assert "Cannot query field 'siteVisits'" in str(ask(server, BOTH))
    department.write(WITH_SCHEMA)
    until(lambda: "errors" not in ask(server, BOTH))


def test_a_signal_asks_for_the_schemas_anew(server: Served, department: SiteVisits) -> None:
    department.write(ASKED)
    until(lambda: "errors" not in ask(server, BOTH) and standing(server) == {"joined": True, "problem": None})
    program = department.folder / "site_visits.py"
    sound = program.read_text(encoding="utf-8")
    department.kill()
    program.write_text(sound.replace("def site_findings(", "def site_findings_of_all("), encoding="utf-8")
    try:
        department.start()
        assert "errors" in ask(server, "{ siteFindingsOfAll { number } }")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: "errors" not in ask(server, "{ siteFindingsOfAll { number } }"))
    finally:
        department.kill()
        program.write_text(sound, encoding="utf-8")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (None, "nowhere.yaml"),
        ("subgraphs: 7", "config.yaml"),
        ("subgraphs: [{name: credit, url: 'http://127.0.0.1:1/'}]", "credit"),
        (
            dedent("""\
            subgraphs:
            - name: a
              url: http://127.0.0.1:1/
            - name: a
              url: http://127.0.0.1:1/
            """),
            "'a'",
        ),
    ],
    ids=["no file", "no list", "our own name", "a name twice"],
)
def test_a_configuration_that_cannot_be_used_at_the_start_is_refused(
    tmp_path: Path, config: str | None, said: str
) -> None:
    file = tmp_path / ("nowhere.yaml" if config is None else "config.yaml")
    if config is not None:
        file.write_text(config)
    ran = yuxin_here("serve", "--port", "0", "--subgraphs", str(file), data=tmp_path / "data")
    assert (ran.code, "Traceback" in ran.err) == (2, False)
    assert said in ran.err
