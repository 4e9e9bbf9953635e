"""Exploration as a client meets it: graphs, paths, ownership, risks and common neighbours of the village."""

import pytest

from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, NOBODY_CODE, SHOP, Api

EDGE = "kind from to share"
REPRESENTS = {"kind": "LEGAL_REPRESENTATIVE_OF", "from": DOCTOR.key, "to": COMPANY.key, "share": None}
HOLDS = {"kind": "SHAREHOLDER_OF", "from": DOCTOR.key, "to": COMPANY.key, "share": 0.6}
BRANCH = {"kind": "BRANCH_OF", "from": SHOP.key, "to": COMPANY.key, "share": None}
NOBODY = f"uscc:{NOBODY_CODE}"


async def test_the_graph_around_a_subject(api: Api) -> None:
    found = await api.ask(
        f"""query($of: ID!, $limit: Int) {{ neighbourhood(of: $of, limit: $limit) {{ cut edges {{ {EDGE} }} nodes {{ distance hidden
          hiddenRelations {{ kind direction count }} subject {{ __typename key gradeView {{ lowest }} }} }} }} }}""",
        of=SHOP.key,
    )
    graph = found["neighbourhood"]
    assert [(one["subject"]["key"], one["distance"], one["hidden"]) for one in graph["nodes"]] == [
        (SHOP.key, 0, 0),
        (COMPANY.key, 1, 2),
    ]
    assert graph["nodes"][1]["subject"] == {"__typename": "Entity", "key": COMPANY.key, "gradeView": {"lowest": "D"}}
    assert graph["nodes"][1]["hiddenRelations"] == [
        {"kind": "LEGAL_REPRESENTATIVE_OF", "direction": "INCOMING", "count": 1},
        {"kind": "SHAREHOLDER_OF", "direction": "INCOMING", "count": 1},
    ]
    assert (graph["edges"], graph["cut"]) == ([BRANCH], False)


async def test_a_graph_that_is_cut_says_so(api: Api) -> None:
    found = await api.ask(
        "query($of: ID!) { neighbourhood(of: $of, depth: 2, limit: 2) { cut nodes { subject { key } } } }", of=SHOP.key
    )
    assert found["neighbourhood"]["cut"] is True and len(found["neighbourhood"]["nodes"]) == 2


async def test_paths_with_everything_that_relates_their_subjects(api: Api) -> None:
    found = await api.ask(
        f"""query($from: ID!, $to: ID!) {{ paths(from: $from, to: $to) {{ length share subjects {{ displayName }}
          steps {{ relations {{ {EDGE} }} }} }} }}""",
        **{"from": SHOP.key, "to": DOCTOR.key},
    )
    assert found["paths"] == [
        {
            "length": 2,
            "share": None,
            "subjects": [{"displayName": one.name} for one in (SHOP, COMPANY, DOCTOR)],
            "steps": [{"relations": [BRANCH]}, {"relations": [REPRESENTS, HOLDS]}],
        }
    ]


async def test_who_owns_and_who_controls(api: Api) -> None:
    question = """query($of: ID!) { ownership(of: $of) { holders { subject { key } share direct } holderCount known
      actualController { displayName } controlReason overstated { key } unknownShares { key } } }"""
    assert (await api.ask(question, of=COMPANY.key))["ownership"] == {
        "holders": [{"subject": {"key": DOCTOR.key}, "share": 0.6, "direct": 0.6}],
        "holderCount": 1,
        "known": 0.6,
        "actualController": {"displayName": DOCTOR.name},
        "controlReason": "MAJORITY",
        "overstated": [],
        "unknownShares": [],
    }
    assert (await api.ask(question, of=DOCTOR.key))["ownership"]["controlReason"] == "NO_HOLDERS"


async def test_risks_with_the_path_to_them(api: Api) -> None:
    found = await api.ask(
        """query($of: ID!) { risksAround(of: $of) { total completeSteps risks { distance subject { displayName
          gradeView { lowest } } path { length subjects { key } } sharedRepresentatives { key } } } }""",
        of=SHOP.key,
    )
    (risk,) = found["risksAround"].pop("risks")
    assert found["risksAround"] == {"total": 1, "completeSteps": 2}
    assert (risk["distance"], risk["subject"]) == (1, {"displayName": COMPANY.name, "gradeView": {"lowest": "D"}})
    assert risk["path"] == {"length": 1, "subjects": [{"key": SHOP.key}, {"key": COMPANY.key}]}


async def test_whom_several_have_in_common(api: Api) -> None:
    question = """query($of: [ID!]!, $least: Int) { commonNeighbours(of: $of, atLeast: $least) {
      subject { key } of { key } } }"""
    both = {"subject": {"key": COMPANY.key}, "of": [{"key": SHOP.key}, {"key": DOCTOR.key}]}
    assert (await api.ask(question, of=[SHOP.key, DOCTOR.key]))["commonNeighbours"] == [both]
    assert (await api.ask(question, of=[SHOP.key, NOBODY]))["commonNeighbours"] == []
    one = {"subject": {"key": COMPANY.key}, "of": [{"key": SHOP.key}]}
    assert (await api.ask(question, of=[SHOP.key, NOBODY], least=1))["commonNeighbours"] == [one]


async def test_a_subject_that_there_is_not(api: Api) -> None:
    found = await api.ask(
        f"""query($of: ID!) {{ neighbourhood(of: $of) {{ cut nodes {{ distance }} edges {{ kind }} }} ownership(of: $of) {{ known }}
          risksAround(of: $of) {{ total }} paths(from: $of, to: "{SHOP.key}") {{ length }} }}""",
        of=NOBODY,
    )
    assert found == {
        "neighbourhood": {"cut": False, "nodes": [], "edges": []},
        "ownership": None,
        "risksAround": None,
        "paths": [],
    }


SELECTED = "subject { key gradeView { grades { grade } discrepancies { levels } } measures { applied { grade } } }"
ROOTS = {
    "neighbourhood": ("neighbourhood(of: $of) { nodes { %s } }", 4),
    "paths": ("paths(from: $of, to: $to) { subjects { key gradeView { spread } archive { totalCount } } }", 3),
    "ownership": ("ownership(of: $of) { holders { %s } }", 2),
    "risksAround": ("risksAround(of: $of, steps: 1) { risks { %s } }", 3),
    "commonNeighbours": ("commonNeighbours(of: [$of, $to]) { %s }", 2),
}


@pytest.mark.parametrize("root", ROOTS)
async def test_a_search_is_a_query_a_level_and_one_for_its_subjects(api: Api, root: str) -> None:
    field, most = ROOTS[root]
    await api.ask(
        f"query($of: ID!, $to: ID!) {{ {field.replace('%s', SELECTED)} unused: node(id: $to) @skip(if: true) {{ id }} }}",
        of=DOCTOR.key,
        to=SHOP.key,
    )
    questions = [question for question in api.questions if ":REVIEWED" not in question]
    assert len(questions) <= most + 1, questions


COMPANY_KEY = f'"uscc:{COMPANY_CODE}"'
WRONG: tuple[tuple[str, str], ...] = (
    ('neighbourhood(of: "x") { cut }', "of"),
    (f"neighbourhood(of: {COMPANY_KEY}, depth: 5) {{ cut }}", "depth"),
    (f"neighbourhood(of: {COMPANY_KEY}, limit: 0) {{ cut }}", "limit"),
    (f'paths(from: {COMPANY_KEY}, to: "x") {{ length }}', "to"),
    (f"paths(from: {COMPANY_KEY}, to: {COMPANY_KEY}) {{ length }}", "to"),
    (f'paths(from: {COMPANY_KEY}, to: "person:1", maxLength: 9) {{ length }}', "maxLength"),
    (f'paths(from: {COMPANY_KEY}, to: "person:1", first: 101) {{ length }}', "first"),
    (f"ownership(of: {COMPANY_KEY}, first: 201) {{ known }}", "first"),
    (f"risksAround(of: {COMPANY_KEY}, steps: 0) {{ total }}", "steps"),
    (f"commonNeighbours(of: [{COMPANY_KEY}, {COMPANY_KEY}]) {{ of {{ key }} }}", "of"),
    (f'commonNeighbours(of: [{COMPANY_KEY}, "x"]) {{ of {{ key }} }}', "of[1]"),
    (f'commonNeighbours(of: [{COMPANY_KEY}, "person:1"], atLeast: 3) {{ of {{ key }} }}', "atLeast"),
)


@pytest.mark.parametrize(("question", "where"), WRONG)
async def test_what_cannot_be_asked(api: Api, question: str, where: str) -> None:
    error = await api.error(f"{{ {question} }}")
    assert error["extensions"] == {"code": "BAD_INPUT", "where": where}
