"""What every mutation has: a union of its result and typed errors, a key under which it may be sent again, the version that was seen."""

import pytest
from graphql import GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLUnionType, get_named_type
from strawberry.federation import Schema

BEGINS = {
    "openCase",
    "importGrades",
    "recordDishonestyFact",
    "grantAccess",
    "raiseObjection",
    "proposeAnnualPlan",
    "commitSample",
    "recordMeasureTaken",
    "requestCreditRepair",
}
"""They begin something: there is nothing yet that somebody could have seen."""
ITSELF = {
    "decideIdentity": "the same decision again changes nothing, another one is AlreadyDecidedError",
    "takeBackIdentityDecision": "what was taken back is not there any more",
    "grantAccess": "the same grant again changes nothing",
    "revokeAccess": "a grant is revoked once; again it changes nothing",
    "drawSample": "a draw is drawn once: the same again changes nothing, other randomness is AlreadyDrawnError",
    "runEvaluation": "goes on where the last one stopped, whoever asked for that; nothing is written twice",
    "acknowledgeEarlyWarning": "by a department once; again it changes nothing",
}
"""They are the same again by what they say, without a key, and nothing that was seen can be another meanwhile."""


def mutations(schema: Schema) -> dict[str, GraphQLField]:
    found = schema._schema.mutation_type
    assert found is not None
    return dict(found.fields)


def given(field: GraphQLField) -> set[str]:
    """The names of what a mutation takes."""
    taken = get_named_type(field.args["input"].type)
    assert isinstance(taken, GraphQLInputObjectType)
    return set(taken.fields)


def test_every_mutation_is_answered_by_its_result_or_a_typed_error(schema: Schema) -> None:
    for name, field in mutations(schema).items():
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLUnionType), name
        errors = [one for one in payload.types if "MutationError" in {face.name for face in one.interfaces}]
        [result] = set(payload.types) - set(errors)
        assert isinstance(result, GraphQLObjectType) and result.name.endswith("Result"), name
        assert "UnavailableError" in {one.name for one in errors}, name


def test_every_mutation_may_be_sent_again(schema: Schema) -> None:
    for name, field in mutations(schema).items():
        assert ("idempotencyKey" in given(field)) is not (name in ITSELF), name


def test_what_changes_something_takes_the_version_that_was_seen(schema: Schema) -> None:
    """And tells who saw another one: ConflictError."""
    for name, field in mutations(schema).items():
        if name in BEGINS or name in ITSELF:
            continue
        assert given(field) & {"version", "revision"}, name
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLUnionType)
        assert "ConflictError" in {one.name for one in payload.types}, name


@pytest.mark.parametrize("names", [BEGINS, ITSELF])
def test_nothing_is_excused_that_is_not_there(schema: Schema, names: set[str] | dict[str, str]) -> None:
    assert set(names) <= set(mutations(schema))
