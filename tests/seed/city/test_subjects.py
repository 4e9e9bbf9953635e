"""Who lives in the city: valid codes that are nobody's, plausible names, persons who are nobody, links that add up."""

import re
from collections import Counter, defaultdict

import pytest

from graph_model import uscc
from graph_model.catalogue import Catalogue
from graph_model.model import RelationKind, SubjectKind
from graph_model.persons import id_check_character, masked_name, person_key
from seed.city.census import Census
from seed.city.codes import DIVISION, made_up_person_id, made_up_uscc
from seed.city.districts import DISTRICTS
from seed.city.industries import CARDS, MERCHANTS, OWNERS, TRADES
from seed.city.names import GIVEN, SURNAMES, SYLLABLES
from seed.city.portraits import City, Portrait
from tests.seed.city.conftest import TODAY


def test_every_code_is_valid_unique_and_of_no_real_division(portraits: list[Portrait]) -> None:
    codes = [p.subject.uscc for p in portraits if p.subject.uscc is not None]
    assert len(set(codes)) == len(codes) > 1_500
    for code in codes:
        assert uscc.check(code) == code
        assert uscc.organisation_code_check(code[8:16]) == code[16]
        assert re.fullmatch(r"9950(0[1-9]|[123]\d|40)", code[2:8]), "no province is 99"


@pytest.mark.parametrize("seed", [0, 7, 2**63])
def test_codes_do_not_repeat_in_a_large_city(seed: int) -> None:
    codes = {made_up_uscc("91", 1, seed, index) for index in range(20_000)}
    assert len(codes) == 20_000


def test_every_subject_says_that_it_is_made_up_and_has_a_key_of_its_own(portraits: list[Portrait]) -> None:
    assert all(p.subject.synthetic for p in portraits)
    assert len({p.subject.key for p in portraits}) == len(portraits)
    for portrait in portraits:
        subject = portrait.subject
        if subject.kind is not SubjectKind.PERSON:
            assert subject.uscc is not None
            assert subject.key == "uscc:" + subject.uscc
            assert subject.kind is uscc.kind_of(subject.uscc)


def test_a_few_entities_had_another_trade_name_after_they_were_registered(portraits: list[Portrait]) -> None:
    renamed = [p.subject for p in portraits if p.subject.former_names]
    assert 20 < len(renamed) < 120
    for subject in renamed:
        [former] = subject.former_names
        assert subject.kind is not SubjectKind.PERSON and subject.registered_on is not None
        assert former.since is None and subject.registered_on < former.until.date() < TODAY
        apart = [(was, now) for was, now in zip(former.name, subject.name, strict=True) if was != now]
        assert apart and all(was in SYLLABLES and now in SYLLABLES for was, now in apart)


def test_a_persons_key_is_the_keyed_hash_of_a_made_up_id_number(plan: Catalogue, city: City) -> None:
    secret = b"the key of one installation"
    elsewhere = City(plan, 7, TODAY, secret)
    people = [resident for i in range(2_000) if (resident := elsewhere.registration.resident(i)).is_person]
    for person in people:
        assert person.person_id is not None
        assert person.person_id.startswith(DIVISION)  # of no province: nobody was given such a number
        assert id_check_character(person.person_id[:17]) == person.person_id[17]
        assert person.key == person_key(person.person_id, secret)
        assert city.registration.resident(person.index).key != person.key
    assert len({person.person_id for person in people}) == len(people) > 300


def test_no_two_persons_have_one_number() -> None:
    assert len({made_up_person_id(1, 7, index) for index in range(0, 14_000_000, 140)}) == 100_000


def test_persons_are_pseudonymous(portraits: list[Portrait]) -> None:
    persons = [p for p in portraits if p.subject.kind is SubjectKind.PERSON]
    assert len(persons) > 300
    for person in persons:
        assert re.fullmatch(r"person:[0-9a-f]{32}", person.subject.key)
        assert re.fullmatch(r".\*{1,2}", person.subject.name)
        assert masked_name(person.subject.name) == person.subject.name
        assert person.subject.uscc is None and person.subject.registered_on is None


def test_nothing_written_of_anybody_holds_a_number_of_fifteen_digits(portraits: list[Portrait]) -> None:
    """An ID number has 15 or 18 characters; the codes of entities are the only long numbers there are."""
    for portrait in portraits:
        texts = [portrait.subject.name, portrait.subject.district, portrait.subject.industry]
        texts += [record.document_no for record in portrait.records]
        texts += [text for fact in portrait.facts for text in (fact.document_no, fact.description)]
        assert not any(re.search(r"\d{5}", text) for text in texts if text)


def test_names_are_made_of_the_invented_syllables(portraits: list[Portrait]) -> None:
    trade_name = re.compile(f"[{SYLLABLES}]{{3}}")
    heads = ("重庆", *(district.short_name for district in DISTRICTS))
    for portrait in portraits:
        if portrait.subject.kind is not SubjectKind.PERSON:
            assert trade_name.search(portrait.subject.name)
            assert portrait.subject.name.startswith(heads)


def test_the_stocks_of_names_have_no_character_twice() -> None:
    for stock in (SYLLABLES, SURNAMES, GIVEN):
        assert len(set(stock)) == len(stock)


def test_there_are_38_districts_and_two_new_areas_and_all_are_lived_in(portraits: list[Portrait]) -> None:
    assert len(DISTRICTS) == 40
    lived_in = {p.subject.district for p in portraits} - {None}
    assert lived_in == {district.name for district in DISTRICTS}


def test_every_kind_of_subject_is_there(portraits: list[Portrait]) -> None:
    assert {p.subject.kind for p in portraits} == set(SubjectKind)


def test_a_thousand_cards_are_dealt_in_each_thousand() -> None:
    census = Census(7)
    assert sum(trade.cards for trade in TRADES) == CARDS
    for start in (0, 5_000):
        dealt = Counter(census.trade_at(index).key for index in range(start, start + CARDS))
        assert dealt == {trade.key: trade.cards for trade in TRADES}


def test_the_subjects_of_a_trade_are_found_without_dealing() -> None:
    census = Census(7)
    for trade in TRADES:
        indexes = {census.index_of(3, trade, number) for number in range(trade.cards)}
        assert len(indexes) == trade.cards
        assert all(census.trade_at(index) is trade and 3_000 <= index < 4_000 for index in indexes)


def test_trades_name_items_and_trades_that_there_are_and_fit_the_items_objects(plan: Catalogue) -> None:
    trades = {trade.key for trade in TRADES}
    assert len(trades) == len(TRADES)
    for trade in TRADES:
        assert trades.issuperset(trade.employers)
        for item_key, chance in trade.items.items():
            item = plan.item(item_key)
            assert item is not None and trade.form.kind in item.object_kinds, (trade.key, item_key)
            assert 0 < chance <= 1


# --- relations -----------------------------------------------------------------------------------------------------------


def test_every_kind_of_relation_is_there(portraits: list[Portrait]) -> None:
    counts = Counter(relation.kind for p in portraits for relation in p.relations)
    assert min(counts[kind] for kind in RelationKind) > 20


def test_relations_link_a_subject_with_those_before_it(portraits: list[Portrait]) -> None:
    earlier: set[str] = set()
    for portrait in portraits:
        earlier.add(portrait.subject.key)
        for relation in portrait.relations:
            assert {relation.from_key, relation.to_key} <= earlier
            assert relation.from_key != relation.to_key


def test_shares_of_a_company_come_to_at_most_a_whole(portraits: list[Portrait]) -> None:
    held: dict[str, float] = defaultdict(float)
    pairs: Counter[tuple[str, str]] = Counter()
    for relation in (r for p in portraits for r in p.relations if r.kind is RelationKind.SHAREHOLDER_OF):
        assert relation.share is not None and 0 < relation.share <= 1
        held[relation.to_key] += relation.share
        pairs[relation.from_key, relation.to_key] += 1
    assert max(held.values()) <= 1
    assert set(pairs.values()) == {1}


def test_only_shareholdings_have_a_share(portraits: list[Portrait]) -> None:
    others = [r for p in portraits for r in p.relations if r.kind is not RelationKind.SHAREHOLDER_OF]
    assert all(relation.share is None for relation in others)


def test_a_few_hold_each_other_in_a_circle(city: City) -> None:
    holds: dict[str, set[str]] = defaultdict(set)
    for round_number in range(4):
        for number in range(MERCHANTS.cards):
            for relation in city.portrait(city.registration.census.index_of(round_number, MERCHANTS, number)).relations:
                if relation.kind is RelationKind.SHAREHOLDER_OF:
                    holds[relation.from_key].add(relation.to_key)
    twos = [a for a in holds for b in holds[a] if a in holds.get(b, ())]
    threes = [a for a in holds for b in holds[a] for c in holds.get(b, ()) if a in holds.get(c, ())]
    assert twos and threes


def test_there_is_a_hub_and_it_is_far_above_the_rest(portraits: list[Portrait]) -> None:
    holdings = Counter(
        r.from_key for p in portraits for r in p.relations if r.kind is RelationKind.SHAREHOLDER_OF
    ).most_common(2)
    assert holdings[0][1] > 1.5 * holdings[1][1]


def test_a_branch_bears_the_name_of_its_head_office_and_has_no_holders(portraits: list[Portrait]) -> None:
    names = {p.subject.key: p.subject.name for p in portraits}
    branches = {r.from_key: r.to_key for p in portraits for r in p.relations if r.kind is RelationKind.BRANCH_OF}
    for branch, head in branches.items():
        assert names[branch].startswith(names[head]) and names[branch].endswith("分公司")
        assert head not in branches
    links = [r for p in portraits for r in p.relations if r.kind is not RelationKind.BRANCH_OF]
    assert not any(r.to_key in branches for r in links if r.kind is not RelationKind.PRACTISES_AT)
    assert not any(r.from_key in branches for r in links)


def test_practitioners_are_persons_and_practise_where_their_trade_does(city: City, portraits: list[Portrait]) -> None:
    trades = {p.subject.key: city.registration.resident(index).trade.key for index, p in enumerate(portraits)}
    employers = {trade.key: trade.employers for trade in TRADES}
    for relation in (r for p in portraits for r in p.relations if r.kind is RelationKind.PRACTISES_AT):
        assert trades[relation.to_key] in employers[trades[relation.from_key]]
    represented = [r for p in portraits for r in p.relations if r.kind is RelationKind.LEGAL_REPRESENTATIVE_OF]
    assert all(trades[r.from_key] == OWNERS.key for r in represented)


def test_registrations_lie_in_the_past(portraits: list[Portrait]) -> None:
    days = [p.subject.registered_on for p in portraits if p.subject.registered_on is not None]
    assert max(days) < TODAY and len(set(days)) > 1_000
