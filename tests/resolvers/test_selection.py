"""What an operation selects decides what is read, and how often the graph is asked."""

from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse

from graph_model.model import SubjectData
from graph_model.reviews import OF_DISCREPANCIES
from graph_model.subjects import EVERYTHING, NOTHING, WHOLE_RECORDS, Needs
from resolvers.selection import Selected
from resolvers.subject import Subject
from tests.resolvers.village import COMPANY, COMPANY_CODE, DOCTOR, SHOP, Api

RECORDS, FACTS = Needs(records=True), Needs(records=True, facts=True, particulars=True)


def selected(document: str, **variables: Any) -> Selected:
    """The selections of the first field of a document."""
    definitions = parse(document).definitions
    fragments = {one.name.value: one for one in definitions if isinstance(one, FragmentDefinitionNode)}
    operation = next(one for one in definitions if isinstance(one, OperationDefinitionNode))
    return Selected(list(operation.selection_set.selections), fragments, variables)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selection", "needs"),
    [
        ("displayName uscc", NOTHING),
        ("gradeView { highest }", RECORDS),
        ("x: gradeView { y: highest }", RECORDS),
        ("gradeView { discrepancies { state } }", Needs(records=True, discrepancies=True)),
        ("gradeView { grades { grade item { name } department { key } system { key } expired } }", RECORDS),
        ("gradeView { grades { native: nativeGrade } }", WHOLE_RECORDS),
        ("gradeView { ...Where }", WHOLE_RECORDS),
        ("gradeView { byDepartment { grades { score } } }", WHOLE_RECORDS),
        ("gradeView(live: $no) { highest }", WHOLE_RECORDS),
        ("first: gradeView { highest } gradeView { sources { mode } }", WHOLE_RECORDS),
        ("displayName uscc nativeGrade", NOTHING),
        ("measures { applied { grade } }", FACTS),
        ("archive { totalCount }", EVERYTHING),
        ("gradeView { grades { subject { measures { applied { grade } } } } }", FACTS),
        ("relations { nodes { subject { archive { totalCount } } } }", NOTHING),
        ("gradeView { highest } measures { applied { grade } } archive { totalCount }", EVERYTHING),
        ("... on Entity { gradeView { highest } }", RECORDS),
        ("... { ... { gradeView { highest } } }", RECORDS),
        ("...View", RECORDS),
        ("...Nested", RECORDS),
        ("...Missing", NOTHING),
        ("gradeView @skip(if: true) { highest }", NOTHING),
        ("gradeView @include(if: false) { highest }", NOTHING),
        ("gradeView @skip(if: false) @include(if: true) { highest }", RECORDS),
        ("gradeView @include(if: $yes) { highest }", RECORDS),
        ("gradeView @include(if: $no) { highest }", NOTHING),
        ("gradeView @skip(if: $yes) { highest }", NOTHING),
        ("... @include(if: $no) { gradeView { highest } }", NOTHING),
        ("...View @skip(if: $yes)", NOTHING),
        ("gradeView @include(if: $no) { highest } gradeView { highest }", RECORDS),
    ],
)
def test_what_is_read_of_a_subject(selection: str, needs: Needs) -> None:
    document = f"""{{ entity {{ {selection} }} }}
      fragment View on Subject {{ gradeView {{ highest }} }} fragment Nested on Subject {{ ...View }}
      fragment Where on GradeView {{ composite {{ provenance {{ mode }} }} }}"""
    assert selected(document, yes=True, no=False).needs() == needs


def test_whether_a_path_is_selected() -> None:
    one = selected(
        "{ entities { a: totalCount page: pageInfo { next: hasNextPage } ...More } } fragment More on X { nodes { key } }"
    )
    assert one.has("totalCount") and one.has("pageInfo", "hasNextPage") and one.has("nodes", "key")
    assert not one.has("pageInfo", "hasPreviousPage") and not one.has("edges")
    assert one.below("nodes").has("key") and not one.below("edges").has("key")


@pytest.mark.parametrize(
    ("given", "value"),
    [("", None), ("(live: true)", True), ("(live: $yes)", True), ("(live: $unset)", None), ("(live: null)", None)],
)
def test_the_value_of_an_argument(given: str, value: object) -> None:
    [(name, view)] = selected(f"{{ entity {{ gradeView{given} {{ highest }} }} }}", yes=True).fields()
    assert name == "gradeView" and view.argument("live") is value and view.argument("departments") is None


EACH = {
    "entity": "entity(uscc: $uscc) { %s }",
    "person": "person(key: $person) { %s }",
    "subjectsByKeys": "subjectsByKeys(keys: $keys) { %s }",
    "node": "node(id: $person) { ... on Subject { %s } }",
    "entities": "entities(filter: {grades: [A, D]}, orderBy: [{field: NAME}]) { %PAGE nodes { %s } }",
    "entities after": "entities(first: 1, after: $after) { %PAGE nodes { %s } }",
    "entities before": "entities(last: 1, before: $after) { %PAGE nodes { %s } }",
    "searchSubjects": 'searchSubjects(text: "渝北", first: 1) { %PAGE nodes { %s } }',
    "discrepancies": "discrepancies(filter: {levels: 2}) { %PAGE nodes { high { grade } subject { %s } } }",
    "changes": "changes { nodes { record { subject { %s } } discrepancy { low { grade } } } pageInfo { hasNextPage } }",
    "record": 'node(id: "record:highway") { ... on GradeRecord { subject { %s } } }',
    "discrepancy": "node(id: $discrepancy) { ... on Discrepancy { high { grade } subject { %s } } }",
    "_entities": "_entities(representations: $representations) { ... on Entity { %s } ... on Person { %s } }",
}
SUBJECTS = {
    "name": "key displayName",
    "view": "gradeView { grades { grade item { department { name } } } discrepancies { state high { grade } } sources { mode } }",
    "everything": "gradeView { spread } measures { applied { grade facts { documentNo } } } archive { nodes { what } }",
    "several views": 'gradeView { spread } past: gradeView(asOf: "2024-02-01") { spread } measures { withheld { reason } }',
}
PAGE = "totalCount pageInfo { hasNextPage hasPreviousPage }"


@pytest.mark.parametrize("root", EACH)
async def test_a_root_field_is_one_graph_query_whatever_is_selected(api: Api, root: str) -> None:
    after = (await api.ask("{ entities(first: 1) { pageInfo { endCursor } } }"))["entities"]["pageInfo"]["endCursor"]
    for name, parts in SUBJECTS.items():
        field = EACH[root].replace("%s", parts).replace("%PAGE", PAGE)
        operation = f"""query($uscc: USCC! $person: ID! $keys: [ID!]! $after: String $discrepancy: ID!
          $representations: [_Any!]!) {{ {field} {USE_ALL} }}"""
        await api.ask(
            operation,
            uscc=COMPANY_CODE,
            person=DOCTOR.key,
            keys=[COMPANY.key, SHOP.key, DOCTOR.key],
            after=after,
            discrepancy=f"discrepancy:{COMPANY.key}:1-9:1-14",
            representations=[
                {"__typename": "Entity", "uscc": COMPANY_CODE},
                {"__typename": "Person", "key": DOCTOR.key},
            ],
        )
        reviews = [question for question in api.questions if question == OF_DISCREPANCIES]  # of all archives together
        assert len(api.questions) - len(reviews) == 1, (name, api.questions)
        assert len(reviews) <= ("archive" in parts), (name, reviews)


USE_ALL = """unused: __typename @skip(if: true) ... @skip(if: true) { u: entity(uscc: $uscc) { key } p: person(key: $person) { key }
  k: subjectsByKeys(keys: $keys) { key } e: entities(after: $after) { totalCount } d: node(id: $discrepancy) { id }
  r: _entities(representations: $representations) { __typename } }"""
"""Names every variable, which an operation must, and asks nothing."""


async def test_relations_of_a_page_of_subjects_are_one_query_more(api: Api) -> None:
    await api.ask(
        """{ entities { nodes { key gradeView { spread } relations(first: 5) { totalCount pageInfo { hasNextPage }
          nodes { subject { displayName gradeView { spread } measures { applied { grade } } } } } } } }"""
    )
    assert len(api.questions) == 2


async def test_two_pages_of_relations_are_two_queries_more(api: Api) -> None:
    await api.ask(
        """{ entities { nodes { a: relations(kinds: [BRANCH_OF]) { nodes { share } } b: relations(first: 1) { nodes { kind } } } } }"""
    )
    assert len(api.questions) == 3


async def test_only_what_is_selected_is_read(api: Api) -> None:
    await api.ask(f'{{ entity(uscc: "{COMPANY_CODE}") {{ displayName }} }}')
    (question,) = api.questions
    assert "GRADED" not in question and "COMMITTED" not in question
    await api.ask("{ entities { nodes { key } } }")
    (question,) = api.questions
    assert "count(" not in question and "GRADED" not in question


def test_nothing_of_a_subject_is_answered_that_was_not_read() -> None:
    shown = Subject.of(SubjectData(COMPANY), NOTHING)
    with pytest.raises(RuntimeError, match="were read"):
        shown.having(RECORDS)
