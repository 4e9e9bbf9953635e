"""What the name of a column and its comment say it is: Chinese, English, and the initials of pinyin that departments write.

Words at the end of a name weigh most (`nsrmc` is a 名称, `grade_date` a date), a comment more than a name.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

_HEAD = re.compile(r"[,,。;;::((\n].*", re.DOTALL)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_ENOUGH = 0.35


class Role(StrEnum):
    """What a column can be to us; the last is of tables."""

    USCC = "uscc"
    PERSON_ID = "personId"
    REGISTRATION_NUMBER = "registrationNumber"
    ORGANISATION_CODE = "organisationCode"
    FORMER_USCC = "formerUscc"
    NAME = "name"
    ITEM = "item"
    GRADE = "grade"
    SCORE = "score"
    EVALUATED_ON = "evaluatedOn"
    VALID_UNTIL = "validUntil"
    DOCUMENT_NO = "documentNo"
    DELETED = "deleted"
    UPDATED_AT = "updatedAt"
    VERSION = "version"
    LOG = "log"
    SNAPSHOT = "snapshot"
    EVALUATIONS = "evaluations"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a role: Chinese ones of comments and names, English ones (several tokens joined by _), initials of pinyin."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    pinyin: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """How much a name speaks for a role (0…1), and the word that does."""

    weight: float
    word: str = ""


def _words(chinese: str, english: str, pinyin: str) -> Words:
    return Words(tuple(chinese.split()), tuple(english.split()), tuple(pinyin.split()))


WORDS = {
    Role.USCC: _words(
        "统一社会信用代码 社会信用代码 统一代码 信用代码 主体代码 单位代码 机构代码 企业代码 经营者代码 纳税人识别号 税号",
        "uscc usci credit_code social_credit_code unified_code org_code subject_code company_code taxpayer_no tax_no",
        "tyshxydm shxydm tyxydm xydm tydm dwdm nsrsbh jgxydm qydm",
    ),
    Role.PERSON_ID: _words(
        "身份证件号码 身份证号码 身份证号 身份证 证件号码 证件号 公民身份号码",
        "id_number id_no idno id_card idcard identity_no identity_number identity_card cert_no certificate_no person_id",
        "sfzh sfzhm sfzjhm zjhm zjh rysfz sfz",
    ),
    Role.REGISTRATION_NUMBER: _words(
        "工商注册号 注册号 营业执照号 登记注册号",
        "reg_no registration_no registration_number license_no licence_no business_license",
        "gszch zch yyzzh djzch",
    ),
    Role.ORGANISATION_CODE: _words(
        "组织机构代码", "organisation_code organization_code org_code orgcode", "zzjgdm jgdm"
    ),
    Role.FORMER_USCC: _words(
        "原统一社会信用代码 变更前统一社会信用代码 曾用代码 原信用代码",
        "former_uscc former_code previous_code old_code old_uscc",
        "ytyshxydm yxydm bgqxydm",
    ),
    Role.NAME: _words(
        "名称 企业名称 单位名称 机构名称 主体名称 姓名 全称 户名 字号",
        "name full_name company_name org_name display_name entity enterprise company",
        "mc qymc dwmc jgmc ztmc xm qc nsrmc hm",
    ),
    Role.ITEM: _words(
        "事项 监管事项 检查事项 领域 事项代码 事项编码 事项名称 评价类别",
        "item item_code item_key matter domain field subject_area",
        "sx sxdm sxbm sxmc jgsx jcsx lydm",
    ),
    Role.GRADE: _words(
        "等级 信用等级 级别 评价结果 评定结果 评价等级 信用级别 评价 评级 风险等级 结果 类别 档次 星级",
        "grade credit_grade level credit_level rating class credit_class risk_level rank result tier category",
        "dj xydj xyjb jb pjjg pjdj pddj fxdj pj lb djdm cxdj",
    ),
    Role.SCORE: _words(
        "得分 评分 分数 积分 信用分 总分 分值 评价得分",
        "score points total_score credit_score mark marks",
        "df pf fs jf xyf zf fz pjdf xyfs xyjf",
    ),
    Role.EVALUATED_ON: _words(
        "评价日期 评定日期 评级日期 评分日期 评价时间 评定时间 评级时间 分类时间 核查日期 检查日期 认定日期 发布日期 公布日期 评审日期 "
        "日期",
        "evaluated_on evaluated_at evaluation_date eval_date eval_time assessed_on assessed_at assess_date assess_time assess_ms "
        "rated_on rated_at rating_date graded_on grade_date review_date issued_on published_on decision_date date day",
        "pjrq pdrq pjsj pdsj pfrq pjrqi hcrq jcrq rdrq fbrq psrq rq",
    ),
    Role.VALID_UNTIL: _words(
        "有效期至 有效期止 有效期 失效时间 失效日期 截止日期 截止时间 到期日 到期日期 有效至 终止日期",
        "valid_until valid_to valid_till expires_at expires_on expire_date expiry_date expiry expire_time expire_ms "
        "end_date until",
        "yxqz yxqzz yxq yxz jzrq dqrq sxrq sxsj zzrq",
    ),
    Role.DOCUMENT_NO: _words(
        "文号 文书号 文书编号 文件编号 文件号 决定书文号 通报文号",
        "document_no doc_no docno document_number doc_number file_no reference_no",
        "wh wsh wsbh wjbh wjh jdswh",
    ),
    Role.DELETED: _words(
        "删除 作废 撤销 注销 删除标志 作废标志 删除标记 删除时间 是否删除 是否有效 有效标志 状态",
        "deleted is_deleted deleted_at delete_flag del_flag removed is_removed void voided is_void revoked withdrawn cancelled "
        "is_valid valid_flag active is_active status",
        "scbz zfbz sfsc scbj cxbz zxbz yxbz sfyx zt",
    ),
    Role.UPDATED_AT: _words(
        "更新时间 修改时间 变更时间 最后更新 最近更新 最后修改",
        "updated_at update_time updated modified_at modify_time modified last_modified last_update changed_at modified_ms mtime",
        "gxsj xgsj bgsj zhgxsj zhxgsj",
    ),
    Role.VERSION: _words(
        "版本号 版本", "version row_version ver revision rev lock_version version_no", "bbh bb hbb"
    ),
    Role.LOG: _words(
        "流水号 流水 只增不改 日志号 序列号",
        "log_id seq sequence serial serial_no entry_id event_id log_no",
        "lsh ls xlh rzh",
    ),
    Role.SNAPSHOT: _words(
        "批次 批次号 数据批次 快照日期 快照 数据日期 期次 报送期",
        "snapshot snapshot_date snap_date snapshot_id batch batch_no batch_id as_of data_date period",
        "pc pch sjpc sjrq kzrq qc bsq",
    ),
    Role.EVALUATIONS: _words(
        "评价 信用 评级 等级 评定 评分 名单",
        "credit rating evaluation assessment grade score risk evaluations ratings assessments grades",
        "xypj xydj pj xy pdjg xyf xyfs fxdj dj xyxx",
    ),
}  # fmt: skip


def strength(role: Role, name: str, comment: str) -> Strength:
    """How much a column's (or a table's) name and comment speak for a role."""
    words = WORDS[role]
    best = Strength(0.0)
    head = _HEAD.sub("", comment).strip()
    for told, share in ((head, 1.0), (name, 0.9), (comment, 0.6)):
        for word in words.chinese:
            best = _better(best, _in_chinese(word, told) * share, word)
    tokens = _tokens(name)
    for word in words.english:
        best = _better(best, _in_english(word, tokens), word)
    for word in words.pinyin:
        best = _better(best, _in_pinyin(word, tokens), word)
    return best if best.weight >= _ENOUGH else Strength(0.0)


def _better(best: Strength, weight: float, word: str) -> Strength:
    better = weight > best.weight or (weight == best.weight and weight > 0 and len(word) > len(best.word))
    return Strength(weight, word) if better else best


def _in_chinese(word: str, told: str) -> float:
    """Whole: 1; at the end (before 代码, 编号 and the like) 0.9; somewhere 0.5, less for a word of one character."""
    if word == told:
        return 1.0
    if word not in told:
        return 0.0
    bare = re.sub(r"(代码|编码|标志|标记|值)$", "", told)
    if bare.endswith(word) or told.endswith(word):
        return 0.9
    return 0.5 if len(word) > 1 else 0.2


def _tokens(name: str) -> list[str]:
    return [token for token in re.split(r"[^0-9a-z]+", _CAMEL.sub("_", name).lower()) if token]


def _in_english(word: str, tokens: list[str]) -> float:
    """The whole name: 1; its last tokens 0.8; some of them 0.5."""
    parts = word.split("_")
    if parts == tokens:
        return 1.0
    if tokens[-len(parts) :] == parts:
        return 0.8 if len(parts) > 1 or len(parts[0]) > 4 else 0.6
    windows = (tokens[start : start + len(parts)] for start in range(len(tokens)))
    return 0.5 if any(window == parts for window in windows) and len("".join(parts)) > 3 else 0.0


def _in_pinyin(word: str, tokens: list[str]) -> float:
    """The whole name: 0.9; its last token 0.8; the end of that 0.5, which two letters are enough for only where little precedes."""
    if not tokens:
        return 0.0
    if tokens == [word]:
        return 0.9
    if tokens[-1] == word:
        return 0.8
    if tokens[-1].endswith(word) and len(word) >= 2 and len(tokens[-1]) <= len(word) + 4:
        return 0.5 if len(word) > 2 else 0.45
    return 0.0
