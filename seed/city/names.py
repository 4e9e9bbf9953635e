"""Names that look like those of Chongqing and are nobody's.

A trade name (字号) is three syllables of a stock of rare characters, so that it is pronounceable, plausible and, as far as
chance goes, in use nowhere. A person's name is made only to be masked: what leaves this module has one character to be seen.
"""

from graph_model.persons import masked_name
from seed.city.draws import Draws

SYLLABLES = (
    "沄翃彧垚芃澔堃甯霂珩筱昉旻岍峣嵘崟暄棣椿榆楹樾沅泠洺浔淇渌湉溆滢漪潆澍灏炀焓煊珏琮璩畹禔秬稷筠苒荇菡蓁蔚薇蘅虔"
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "安邦川丹恩芳刚海静凯兰明楠鹏琪蓉珊涛文曦妍泽志卓竹沁润航悦宁"


def trade_name(draws: Draws) -> str:
    """A made-up 字号 of three different syllables, such as 沄垚珩."""
    first, second, third = draws.below(len(SYLLABLES)), draws.below(len(SYLLABLES) - 1), draws.below(len(SYLLABLES) - 2)
    second = (first + 1 + second) % len(SYLLABLES)
    while third in (first, second):
        third = (third + 1) % len(SYLLABLES)
    return SYLLABLES[first] + SYLLABLES[second] + SYLLABLES[third]


def masked_person(draws: Draws) -> str:
    """A person's name as it may be shown, such as 陈**."""
    given = "".join(draws.pick(GIVEN) for _ in range(2 if draws.chance(0.8) else 1))
    return masked_name(draws.pick(SURNAMES) + given)
