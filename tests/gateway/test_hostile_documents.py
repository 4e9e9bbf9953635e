"""Documents written to hurt, at a real server: each is refused at once, and the server answers as before."""

import httpx
import pytest

from tests.served import Served

LEVELS, ASKED = 30, 5_000
FIELDS = " ".join(f"a{n}: name" for n in range(ASKED))
BOMB = " ".join(f"fragment F{n} on Department {{ ...F{n + 1} ...F{n + 1} }}" for n in range(60))
HOSTILE = {
    "deep": "{ departments " + "{ items { department " * LEVELS + "{ name }" + " } }" * LEVELS + " }",
    "aliases": f"{{ departments {{ {FIELDS} }} }}",
    "one name again and again": f"{{ departments {{ {'name ' * ASKED} }} }}",
    "root fields": "{ " + " ".join(f"d{n}: departments {{ name }}" for n in range(1_000)) + " }",
    "fragment bomb": f"{{ departments {{ ...F0 }} }} {BOMB} fragment F60 on Department {{ name }}",
    "many fragments": "{ departments { "
    + " ".join(f"...F{n}" for n in range(1_000))
    + " } } "
    + " ".join(f"fragment F{n} on Department {{ name }}" for n in range(1_000)),
    "directives": f"{{ departments {{ name {'@skip(if: false) ' * 1_000} }} }}",
    "braces": "{ departments " + "{ items " * 20_000,
    "comments": "# 注\n" * 200_000 + "{ departments { name } }",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_and_the_next_question_answered(served: Served, document: str) -> None:
    headers = {"accept": "application/graphql-response+json"}
    answer = httpx.post(f"{served.url}/graphql", json={"query": document}, headers=headers, timeout=20)
    assert answer.status_code == 400 and "data" not in answer.json()
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED" and error["locations"], error
    after = httpx.post(f"{served.url}/graphql", json={"query": "{ departments { name } }"}, headers=headers)
    assert len(after.json()["data"]["departments"]) == 27
