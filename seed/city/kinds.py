"""Forms in which subjects are registered: each with the first two characters of its code and the way its name is built."""

from dataclasses import dataclass

from graph_model.model import SubjectKind
from graph_model.uscc import kind_of


@dataclass(frozen=True, slots=True)
class Form:
    """A form of registration. `prefix` is places 1–2 of the USCC, empty for a natural person, who has none.

    A name is head, 字号, the trade's word and a tail: `by_district` takes the district as its head, otherwise 重庆.
    """

    prefix: str
    kind: SubjectKind
    by_district: bool
    tails: tuple[str, ...]


def _form(prefix: str, *tails: str, by_district: bool = False) -> Form:
    return Form(prefix, kind_of(prefix), by_district, tails or ("",))


COMPANY = _form("91", *("有限公司",) * 8, "有限责任公司", "股份有限公司")
INDIVIDUAL = _form("92", by_district=True)
COOPERATIVE = _form("93", "农民专业合作社", "专业合作社", by_district=True)
ASSOCIATION = _form("51", by_district=True)
PRIVATE_UNIT = _form("52", by_district=True)  # 民办非企业单位
INSTITUTION = _form("12", by_district=True)
ORGAN = _form("11", by_district=True)
LAW_FIRM = _form("31")
NOTARY_OFFICE = _form("32", by_district=True)
LEGAL_SERVICE_OFFICE = _form("33", by_district=True)  # 基层法律服务所
FORENSIC_OFFICE = _form("34")
OTHER = _form("Y1", by_district=True)
PERSON = Form("", SubjectKind.PERSON, False, ("",))
