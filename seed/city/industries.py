"""The trades of the city: who is graded on which items, and how many of a thousand subjects follow each trade.

`CARDS` counts out each run of a thousand subjects exactly (census.py deals them), so that even a small city has every
trade, and with it a grade on every one of the 61 items. The numbers are ours; only their shape is Chongqing's.
"""

from dataclasses import dataclass

from seed.city.kinds import (
    ASSOCIATION,
    COMPANY,
    COOPERATIVE,
    FORENSIC_OFFICE,
    INDIVIDUAL,
    INSTITUTION,
    LAW_FIRM,
    LEGAL_SERVICE_OFFICE,
    NOTARY_OFFICE,
    ORGAN,
    OTHER,
    PERSON,
    PRIVATE_UNIT,
    Form,
)

CARDS = 1000

AGRICULTURE = "农、林、牧、渔业"
MINING = "采矿业"
MANUFACTURING = "制造业"
ENERGY = "电力、热力、燃气及水生产和供应业"
CONSTRUCTION = "建筑业"
TRADE = "批发和零售业"
TRANSPORT = "交通运输、仓储和邮政业"
CATERING = "住宿和餐饮业"
SOFTWARE = "信息传输、软件和信息技术服务业"
FINANCE = "金融业"
REAL_ESTATE = "房地产业"
BUSINESS_SERVICES = "租赁和商务服务业"
SCIENCE = "科学研究和技术服务业"
ENVIRONMENT = "水利、环境和公共设施管理业"
RESIDENTS = "居民服务、修理和其他服务业"
EDUCATION = "教育"
HEALTH = "卫生和社会工作"
CULTURE = "文化、体育和娱乐业"
GOVERNMENT = "公共管理、社会保障和社会组织"


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade: `cards` of a thousand subjects, their form and industry (门类 of GB/T 4754), the words of their names.

    `items` gives the chance with which each item grades such a subject; the items of the form (`COMMON`) come on top.
    `graded` is the chance that anybody grades it at all. `employers` are the trades at which a person practises.
    """

    key: str
    cards: int
    form: Form
    industry: str | None
    words: tuple[str, ...]
    items: dict[str, float]
    graded: float = 1.0
    employers: tuple[str, ...] = ()


COMMON: dict[Form, dict[str, float]] = {
    COMPANY: {
        **{"1-48": 0.92, "1-14": 0.85, "1-39": 0.55, "1-28": 0.65, "1-27": 0.45, "1-20": 0.22, "1-42": 0.1},
        **{"1-31": 0.15, "1-38": 0.05},
    },
    INDIVIDUAL: {"1-28": 0.7, "1-27": 0.3},
    COOPERATIVE: {"1-28": 0.6, "1-27": 0.25},
}


def _companies() -> list[Trade]:
    rows: list[tuple[str, int, str, str, dict[str, float]]] = [
        ("grain-purchase", 8, TRADE, "粮油 粮油贸易", {"1-1": 1, "1-21": 0.5}),
        ("grain-storage", 3, TRANSPORT, "粮食储备 粮库", {"1-2": 1, "1-1": 0.6, "1-21": 0.4}),
        ("security", 8, BUSINESS_SERVICES, "保安服务", {"1-3": 1}),
        ("mining", 8, MINING, "矿业 矿产开发", {"1-4": 1, "2-5": 0.6, "1-40": 0.5, "1-41": 0.4, "2-6": 0.5}),
        ("land-valuation", 3, REAL_ESTATE, "土地房地产估价", {"1-5": 1}),
        ("road-freight", 33, TRANSPORT, "物流 货运 运输", {"1-8": 1, "1-7": 0.6, "1-10": 0.3}),
        ("passenger-transport", 10, TRANSPORT, "客运 出租汽车", {"1-7": 1, "1-8": 1, "1-10": 0.6}),
        ("vehicle-repair", 16, RESIDENTS, "汽车维修", {"1-8": 1, "1-7": 0.3}),
        ("driving-school", 5, EDUCATION, "机动车驾驶培训", {"1-8": 1}),
        ("highway-works", 14, CONSTRUCTION, "路桥工程 公路建设", {"1-9": 1, "1-10": 0.5, "1-11": 0.3, "2-6": 0.4}),
        ("highway-upkeep", 6, CONSTRUCTION, "公路养护", {"1-11": 1, "1-9": 0.4, "1-10": 0.4}),
        ("shipping", 6, TRANSPORT, "航运 船务", {"1-12": 1, "1-49": 1, "1-10": 0.4}),
        ("port", 3, TRANSPORT, "港务 港口物流", {"1-12": 1, "1-10": 0.6}),
        ("waterway-works", 4, CONSTRUCTION, "港航工程 航道工程", {"1-13": 1, "1-10": 0.5}),
        ("staffing", 14, BUSINESS_SERVICES, "人力资源服务 劳务派遣", {"1-15": 1}),
        ("canteens", 21, CATERING, "餐饮管理 餐饮服务", {"1-17": 0.7, "1-31": 0.2}),
        ("health-food", 4, MANUFACTURING, "保健食品 生物科技", {"1-18": 1, "1-23": 0.6, "1-40": 0.3}),
        ("chemicals", 10, MANUFACTURING, "化工 新材料", {"1-19": 1, "1-40": 0.8, "1-41": 0.8, "1-20": 0.6, "2-2": 0.3}),
        (
            *("machinery", 36, MANUFACTURING, "机械制造 汽车零部件"),
            {"1-20": 0.6, "1-22": 0.5, "1-40": 0.35, "1-41": 0.15, "1-42": 0.25, "2-2": 0.08, "1-38": 0.1, "1-27": 0.2},
        ),
        ("lifts", 6, MANUFACTURING, "电梯工程 特种设备", {"1-20": 1, "1-22": 0.5}),
        ("fuel-and-supply", 8, ENERGY, "燃气 加油站 供水", {"1-21": 1, "1-41": 0.3, "2-2": 0.2}),
        ("opticians", 5, TRADE, "眼镜 视光科技", {"1-21": 1, "1-23": 0.8}),
        (
            *("electronics", 32, MANUFACTURING, "电子科技 智能科技"),
            {"1-22": 0.6, "1-27": 0.3, "1-42": 0.3, "1-40": 0.3, "1-38": 0.15},
        ),
        ("media", 16, CULTURE, "广告传媒 文化传播", {"1-23": 1, "1-46": 0.3}),
        ("platforms", 10, SOFTWARE, "网络科技 电子商务", {"1-24": 1, "1-23": 0.5}),
        ("testing", 10, SCIENCE, "检验检测 检测技术", {"1-25": 1, "1-20": 0.3, "1-33": 0.3}),
        (
            *("prize-makers", 3, MANUFACTURING, "精工制造 装备制造"),
            {"1-26": 1, "1-22": 1, "1-40": 0.6, "1-38": 0.4, "1-42": 0.5},
        ),
        ("patent-agency", 4, BUSINESS_SERVICES, "知识产权代理", {"1-29": 1}),
        ("hotels", 18, CATERING, "酒店管理 宾馆", {"1-31": 1, "1-46": 0.3, "1-20": 0.4}),
        ("survey-design", 12, SCIENCE, "勘察设计 工程设计", {"1-32": 1, "1-9": 0.3, "1-13": 0.1}),
        ("works-testing", 5, SCIENCE, "工程质量检测", {"1-33": 1, "1-25": 0.9}),
        ("property", 20, REAL_ESTATE, "物业服务 物业管理", {"1-34": 1, "1-20": 0.5}),
        ("developers", 16, REAL_ESTATE, "置业 房地产开发", {"1-35": 1, "2-1": 0.3, "2-6": 0.4}),
        ("cost-consulting", 8, SCIENCE, "工程造价咨询", {"1-36": 1}),
        ("landscaping", 14, CONSTRUCTION, "园林绿化 景观工程", {"1-37": 1}),
        ("research", 14, SCIENCE, "科技研发 技术研究", {"1-38": 1, "1-27": 0.4}),
        ("import-export", 16, TRADE, "进出口贸易 国际贸易", {"1-42": 1}),
        ("guarantee", 2, FINANCE, "融资担保", {"1-43": 1}),
        ("leasing", 2, FINANCE, "融资租赁", {"1-44": 1}),
        ("factoring", 2, FINANCE, "商业保理", {"1-45": 1}),
        ("entertainment", 12, CULTURE, "文化娱乐 演艺", {"1-46": 1, "1-31": 0.6}),
        ("tax-accountants", 3, BUSINESS_SERVICES, "税务师事务所", {"1-47": 1}),
        ("crew-training", 2, EDUCATION, "船员培训", {"1-50": 1}),
        ("project-owners", 8, CONSTRUCTION, "建设投资 开发建设", {"2-1": 1, "2-6": 0.5}),
        ("heavy-industry", 9, MANUFACTURING, "冶金 建材 水泥", {"2-2": 1, "1-40": 1, "1-41": 0.8, "1-20": 0.6}),
        ("elderly-care", 4, HEALTH, "养老服务", {"2-3": 1, "1-31": 0.3}),
        ("mine-restoration", 3, ENVIRONMENT, "生态修复", {"2-5": 1, "2-6": 0.6, "1-37": 0.3}),
        ("soil-and-water", 4, ENVIRONMENT, "水土保持咨询", {"2-6": 1}),
        ("farm-produce", 16, AGRICULTURE, "农业开发 农产品", {"2-7": 1}),
        ("pawnbrokers", 2, FINANCE, "典当", {"2-8": 1}),
        ("civil-defence", 3, MANUFACTURING, "人防设备", {"2-9": 1, "1-20": 0.2}),
        ("drugs", 5, MANUFACTURING, "制药 药业", {"2-10": 1, "1-40": 0.7, "1-41": 0.4, "1-27": 0.4, "1-23": 0.3}),
        ("fire-technology", 6, SCIENCE, "消防技术服务", {"2-11": 1}),
        ("builders", 27, CONSTRUCTION, "建筑工程 建筑劳务", {"1-9": 0.15, "2-6": 0.3, "1-37": 0.1, "1-10": 0.1}),
    ]
    return [
        Trade(key, cards, COMPANY, industry, tuple(words.split()), items) for key, cards, industry, words, items in rows
    ]


def _others() -> list[Trade]:
    rows: list[tuple[str, int, Form, str, str, dict[str, float]]] = [
        ("eateries", 46, INDIVIDUAL, CATERING, "面馆 火锅店 餐馆 小吃店", {"1-17": 0.9, "1-31": 0.35}),
        ("hairdressers", 18, INDIVIDUAL, RESIDENTS, "理发店 美容店 足浴店", {"1-31": 1}),
        ("lorry-owners", 18, INDIVIDUAL, TRANSPORT, "货运部 运输户", {"1-7": 1, "1-8": 0.8, "1-10": 0.2}),
        ("small-opticians", 5, INDIVIDUAL, TRADE, "眼镜店", {"1-21": 1, "1-23": 0.6}),
        ("farm-supplies", 12, INDIVIDUAL, TRADE, "农资经营部 种子店", {"2-7": 1}),
        ("internet-cafes", 6, INDIVIDUAL, CULTURE, "网吧 歌舞厅", {"1-46": 1, "1-31": 0.5}),
        ("small-repair-shops", 10, INDIVIDUAL, RESIDENTS, "汽修店 洗车店", {"1-8": 1}),
        ("grain-dealers", 5, INDIVIDUAL, TRADE, "粮油店 米行", {"1-1": 1, "1-21": 0.4}),
        ("farms", 20, COOPERATIVE, AGRICULTURE, "果蔬种植 生猪养殖 柑橘种植 茶叶", {"2-7": 1}),
        ("grain-growers", 5, COOPERATIVE, AGRICULTURE, "水稻种植 粮食", {"1-1": 1, "1-21": 0.5, "2-7": 0.5}),
        ("trade-associations", 5, ASSOCIATION, GOVERNMENT, "行业协会 商会", {"1-22": 1}),
        ("vocational-schools", 8, PRIVATE_UNIT, EDUCATION, "职业培训学校", {"1-16": 1}),
        ("nursing-homes", 8, PRIVATE_UNIT, HEALTH, "养老院 敬老院", {"2-3": 1, "1-31": 0.3}),
        ("private-clinics", 6, PRIVATE_UNIT, HEALTH, "眼科医院 门诊部", {"1-23": 1, "1-31": 0.5, "1-20": 0.4}),
        ("private-institutes", 2, PRIVATE_UNIT, SCIENCE, "产业技术研究院", {"1-38": 1}),
        ("schools", 8, INSTITUTION, EDUCATION, "小学 中学 幼儿园", {"1-20": 0.6, "1-31": 0.2, "2-1": 0.1}),
        ("hospitals", 6, INSTITUTION, HEALTH, "人民医院 卫生院", {"1-20": 0.8, "1-31": 0.5, "1-23": 0.2}),
        ("universities", 4, INSTITUTION, SCIENCE, "研究院 学院", {"1-38": 1, "1-20": 0.5}),
        ("highway-agencies", 3, INSTITUTION, TRANSPORT, "公路事务中心", {"1-9": 1, "1-11": 0.6, "1-10": 0.5}),
        ("waterway-agencies", 2, INSTITUTION, TRANSPORT, "港航事务中心", {"1-13": 1, "1-10": 0.4}),
        ("testing-institutes", 2, INSTITUTION, SCIENCE, "质量检测院", {"1-25": 1, "1-33": 0.5}),
        ("crew-colleges", 1, INSTITUTION, EDUCATION, "船员学校", {"1-50": 1}),
        ("project-offices", 4, ORGAN, GOVERNMENT, "建设管理局", {"2-1": 1, "2-6": 0.7}),
        ("law-firms", 8, LAW_FIRM, BUSINESS_SERVICES, "律师事务所", {"2-4": 1}),
        ("patent-law-firms", 1, LAW_FIRM, BUSINESS_SERVICES, "知识产权律师事务所", {"1-29": 1, "2-4": 1}),
        ("notaries", 1, NOTARY_OFFICE, BUSINESS_SERVICES, "公证处", {"2-4": 1}),
        ("legal-service-offices", 3, LEGAL_SERVICE_OFFICE, BUSINESS_SERVICES, "法律服务所", {"2-4": 1}),
        ("forensic-offices", 1, FORENSIC_OFFICE, SCIENCE, "司法鉴定所", {"2-4": 1}),
        ("art-grading", 1, OTHER, CULTURE, "艺术考级中心", {"1-46": 1}),
    ]
    return [
        Trade(key, cards, form, industry, tuple(words.split()), items)
        for key, cards, form, industry, words, items in rows
    ]


def _practitioners() -> list[Trade]:
    """Natural persons whose own practice is graded; `employers` says where they may practise."""
    rows: list[tuple[str, int, str, tuple[str, ...]]] = [
        ("teachers", 20, "1-6", ("schools", "vocational-schools", "universities")),
        ("doctors-and-nurses", 24, "1-30", ("hospitals", "private-clinics")),
        ("patent-attorneys", 3, "1-29", ("patent-agency", "patent-law-firms")),
        ("cost-engineers", 6, "1-36", ("cost-consulting",)),
        ("lawyers", 8, "2-4", ("law-firms", "legal-service-offices", "notaries", "forensic-offices")),
        ("drivers", 20, "1-7", ("road-freight", "passenger-transport")),
        ("highway-engineers", 5, "1-9", ("highway-works", "highway-agencies")),
        ("boatmen", 3, "1-12", ("shipping", "port")),
        ("waterway-engineers", 2, "1-13", ("waterway-works", "waterway-agencies")),
        ("designers", 4, "1-32", ("survey-design",)),
        ("works-testers", 2, "1-33", ("works-testing", "testing-institutes")),
        ("property-managers", 5, "1-34", ("property",)),
        ("gardeners", 3, "1-37", ("landscaping",)),
        ("researchers", 6, "1-38", ("universities", "research", "private-institutes")),
        ("culture-managers", 3, "1-46", ("entertainment", "internet-cafes")),
        ("fire-engineers", 3, "2-11", ("fire-technology",)),
    ]
    return [
        Trade(key, cards, PERSON, None, (), {item: 1.0}, 1.0, employers=employers)
        for key, cards, item, employers in rows
    ]


OWNERS = Trade("owners", 70, PERSON, None, (), {}, graded=0.0)
"""Legal representatives, shareholders and executives; nobody grades them as such."""

HOLDINGS = Trade("holdings", 3, COMPANY, BUSINESS_SERVICES, ("投资控股", "企业管理"), {}, graded=0.9)
MERCHANTS = Trade("merchants", 28, COMPANY, TRADE, ("商贸", "百货", "建材经营"), {"1-21": 0.1}, graded=0.85)
SHOPS = Trade("shops", 24, INDIVIDUAL, TRADE, ("便利店", "百货店", "水果店", "五金店"), {"1-21": 0.25}, graded=0.7)

TRADES: tuple[Trade, ...] = (*_companies(), HOLDINGS, MERCHANTS, *_others(), SHOPS, *_practitioners(), OWNERS)
