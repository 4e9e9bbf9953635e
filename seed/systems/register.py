"""The 20 systems in the plan's order."""

from seed.systems.construction_testing import SYSTEM as CONSTRUCTION_TESTING
from seed.systems.cost_consulting import SYSTEM as COST_CONSULTING
from seed.systems.enterprise_credit_risk import SYSTEM as ENTERPRISE_CREDIT_RISK
from seed.systems.grain_credit import SYSTEM as GRAIN_CREDIT
from seed.systems.health_credit import SYSTEM as HEALTH_CREDIT
from seed.systems.highway_construction_market import SYSTEM as HIGHWAY_CONSTRUCTION_MARKET
from seed.systems.human_resources_agencies import SYSTEM as HUMAN_RESOURCES_AGENCIES
from seed.systems.labour_inspection import SYSTEM as LABOUR_INSPECTION
from seed.systems.land_valuation import SYSTEM as LAND_VALUATION
from seed.systems.landscaping import SYSTEM as LANDSCAPING
from seed.systems.maritime_credit import SYSTEM as MARITIME_CREDIT
from seed.systems.mining_rights import SYSTEM as MINING_RIGHTS
from seed.systems.municipal_credit_platform import SYSTEM as MUNICIPAL_CREDIT_PLATFORM
from seed.systems.patent_agency import SYSTEM as PATENT_AGENCY
from seed.systems.real_estate_development import SYSTEM as REAL_ESTATE_DEVELOPMENT
from seed.systems.science_credit import SYSTEM as SCIENCE_CREDIT
from seed.systems.survey_design import SYSTEM as SURVEY_DESIGN
from seed.systems.system import BundledSystem
from seed.systems.tax_credit import SYSTEM as TAX_CREDIT
from seed.systems.tax_service_credit import SYSTEM as TAX_SERVICE_CREDIT
from seed.systems.waterway_construction_market import SYSTEM as WATERWAY_CONSTRUCTION_MARKET

SYSTEMS: tuple[BundledSystem, ...] = (
    GRAIN_CREDIT,
    MINING_RIGHTS,
    LAND_VALUATION,
    MUNICIPAL_CREDIT_PLATFORM,
    HIGHWAY_CONSTRUCTION_MARKET,
    WATERWAY_CONSTRUCTION_MARKET,
    LABOUR_INSPECTION,
    HUMAN_RESOURCES_AGENCIES,
    ENTERPRISE_CREDIT_RISK,
    PATENT_AGENCY,
    HEALTH_CREDIT,
    SURVEY_DESIGN,
    CONSTRUCTION_TESTING,
    REAL_ESTATE_DEVELOPMENT,
    COST_CONSULTING,
    LANDSCAPING,
    SCIENCE_CREDIT,
    TAX_SERVICE_CREDIT,
    TAX_CREDIT,
    MARITIME_CREDIT,
)
