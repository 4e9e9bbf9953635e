"""`grant`, `grants` and `grants revoke` as a person types them, with and without a server."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from graph_model.model import city_day, utc_now
from seed.demo import DEMO_SUBJECTS
from tests.graph_model.small_city import code
from tests.served import Served, yuxin_here

COMPANY = next(demo.key for demo in DEMO_SUBJECTS if demo.key.startswith("uscc:"))
BANK = code(78)
UNTIL = (city_day(utc_now()) + timedelta(days=30)).isoformat()
GRANT = ("grant", BANK, "--purpose", "贷前审查", "--until", UNTIL)


@pytest.mark.plan("7", "yuxin grant", "yuxin grants", "yuxin grants revoke")
def test_granted_listed_and_revoked(served: Served) -> None:
    own = ("--subject", COMPANY)
    made = yuxin_here(*GRANT, *own, "--item", "1-48", "--item", "1-9", "--measures", "--json", data=served.data)
    assert made.code == 0, made.err
    grant = json.loads(made.out)["grant"]
    assert (grant["subjectKey"], grant["grantee"], grant["state"]) == (COMPANY, BANK, "VALID")
    assert [one["key"] for one in grant["scope"]["items"]] == ["1-9", "1-48"] and grant["scope"]["measures"]
    listed = yuxin_here("grants", COMPANY, data=served.data)
    assert listed.code == 0 and grant["id"] in listed.out.replace("\n", "") and "1-9、1-48、措施" in listed.out
    assert grant["id"] in [
        one["id"] for one in json.loads(yuxin_here("grants", COMPANY, "--json", data=served.data).out)
    ]
    ended = yuxin_here("grants", "revoke", grant["id"], *own, "--lang", "en", data=served.data)
    assert ended.code == 0 and "revoked" in ended.out
    valid = json.loads(yuxin_here("grants", COMPANY, "--valid", "--json", data=served.data).out)
    assert grant["id"] not in [one["id"] for one in valid]
    stranger = yuxin_here("grants", "revoke", grant["id"], "--subject", f"uscc:{BANK}", data=served.data)
    assert stranger.code == 1 and "没有这项授权" in stranger.err


def test_without_a_server_by_a_token(tmp_path: Path) -> None:
    token = yuxin_here("token", "--role", "subject", "--subject", COMPANY, data=tmp_path).out.strip()
    made = yuxin_here(*GRANT, "--composite", "--archive", "--json", data=tmp_path, YUXIN_TOKEN=token)
    assert made.code == 0, made.err
    grant = json.loads(made.out)["grant"]
    assert (grant["subjectKey"], grant["scope"]["composite"], grant["scope"]["archive"]) == (COMPANY, True, True)
    again = yuxin_here(*GRANT, "--composite", "--archive", data=tmp_path, YUXIN_TOKEN=token)
    assert "此前已是如此" in again.out and token not in again.out + again.err
    bank = yuxin_here("token", "--role", "grantee", "--grantee", BANK, data=tmp_path).out.strip()
    received = yuxin_here("grants", "received", data=tmp_path, YUXIN_TOKEN=bank)
    for words in (grant["id"], COMPANY, "贷前审查", "综合评价、档案", "有效"):
        assert received.code == 0 and words in received.out.replace("\n", ""), (words, received.out, received.err)
    assert yuxin_here("grants", "received", data=tmp_path, YUXIN_TOKEN=token).code == 1, "it is for who was granted it"
    ended = yuxin_here("grants", "revoke", grant["id"], data=tmp_path, YUXIN_TOKEN=token)
    assert ended.code == 0 and "已撤回" in ended.out
    after = yuxin_here("grants", "received", "--json", data=tmp_path, YUXIN_TOKEN=bank)
    assert (after.code, json.loads(after.out)) == (0, []), "what was revoked is there no more"
    officer = yuxin_here("token", "--role", "officer", "--department", "tax", data=tmp_path).out.strip()
    for bad, exit_code in ((officer, 1), ("yuxin-demo.nonsense", 1), ("词", 2)):
        refused = yuxin_here(*GRANT, "--composite", data=tmp_path, YUXIN_TOKEN=bad)
        assert refused.code == exit_code, refused.err


def test_somebody_has_to_say_whose_it_is(tmp_path: Path) -> None:
    nobody = yuxin_here(*GRANT, "--composite", data=tmp_path)
    assert nobody.code == 2 and "--subject" in nobody.err
    provider = {"YUXIN_OIDC_ISSUER": "https://id.example", "YUXIN_OIDC_AUDIENCE": "yuxin"}
    named = yuxin_here(*GRANT, "--composite", "--subject", COMPANY, data=tmp_path, **provider)
    assert named.code == 2 and "YUXIN_TOKEN" in named.err
    empty = yuxin_here(*GRANT, "--subject", COMPANY, data=tmp_path)
    assert empty.code == 2 and "scope" in empty.err


def test_what_an_officer_sees_of_a_subject_is_what_an_officer_may_see(served: Served) -> None:
    """Grades and measures, and the archive without its sentences, in which there are document numbers; no grants."""
    officer = yuxin_here("token", "--role", "officer", "--department", "tax", data=served.data).out.strip()
    for verb in ("view", "measures"):
        shown = yuxin_here(verb, COMPANY, data=served.data, YUXIN_TOKEN=officer)
        assert shown.code == 0 and COMPANY in shown.out, shown.err
    own, theirs = (
        json.loads(yuxin_here("archive", COMPANY, "--limit", "500", "--json", data=served.data, **who).out)["archive"]
        for who in ({}, {"YUXIN_TOKEN": officer})
    )
    kinds = [entry["kind"] for entry in theirs["entries"]]
    assert all(entry["what"] for entry in own["entries"]) and not any("what" in entry for entry in theirs["entries"])
    assert "EVALUATION" in kinds and set(kinds) <= {entry["kind"] for entry in own["entries"]}
    table = yuxin_here("archive", COMPANY, data=served.data, YUXIN_TOKEN=officer)
    assert table.code == 0 and "粮油收购监管" in table.out, "the item stands in the place of the sentence"
    refused = yuxin_here("grants", COMPANY, data=served.data, YUXIN_TOKEN=officer)
    assert refused.code == 1 and "officer" in refused.err
