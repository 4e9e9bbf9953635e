"""The 38 districts and counties (区县) of Chongqing, with 两江新区 and 高新区, and how many subjects stand in each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class District:
    """`number` stands in the made-up codes of the city (codes.py); `short_name` is what firms write: 渝北, 忠县, 石柱."""

    number: int
    name: str
    short_name: str


_AUTONOMOUS = {
    "石柱土家族自治县": "石柱",
    "秀山土家族苗族自治县": "秀山",
    "酉阳土家族苗族自治县": "酉阳",
    "彭水苗族土家族自治县": "彭水",
}
WEIGHTS = {
    **{"万州区": 45, "黔江区": 13, "涪陵区": 32, "渝中区": 50, "大渡口区": 16, "江北区": 50, "沙坪坝区": 46},
    **{"九龙坡区": 62, "南岸区": 46, "北碚区": 29, "渝北区": 88, "巴南区": 38, "长寿区": 23, "江津区": 38},
    **{"合川区": 34, "永川区": 33, "南川区": 16, "綦江区": 29, "大足区": 27, "璧山区": 27, "铜梁区": 22},
    **{"潼南区": 18, "荣昌区": 20, "开州区": 28, "梁平区": 16, "武隆区": 10, "城口县": 5, "丰都县": 14},
    **{"垫江县": 15, "忠县": 16, "云阳县": 20, "奉节县": 16, "巫山县": 10, "巫溪县": 8},
    **{"石柱土家族自治县": 9, "秀山土家族苗族自治县": 11, "酉阳土家族苗族自治县": 11, "彭水苗族土家族自治县": 9},
    **{"两江新区": 60, "高新区": 35},
}
"""Our guess of how subjects spread over the city; only its shape matters."""


def _short_name(name: str) -> str:
    if name in _AUTONOMOUS:
        return _AUTONOMOUS[name]
    return name.removesuffix("区") if len(name) in (3, 4) and not name.endswith("新区") else name


DISTRICTS = tuple(District(number, name, _short_name(name)) for number, name in enumerate(WEIGHTS, 1))
_BY_WEIGHT = tuple(district for district in DISTRICTS for _ in range(WEIGHTS[district.name]))


def district_at(bits: int) -> District:
    """The district that `bits` falls into, by weight."""
    return _BY_WEIGHT[bits % len(_BY_WEIGHT)]
