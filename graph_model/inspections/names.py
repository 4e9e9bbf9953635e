"""What the manners and the outcomes of inspections are called."""

from graph_model.model import InspectionManner, InspectionOutcome

MANNER_NAMES = {InspectionManner.ON_SITE: "现场检查", InspectionManner.WRITTEN: "书面检查"}
OUTCOME_NAMES = {
    InspectionOutcome.NO_PROBLEM: "未发现问题",
    InspectionOutcome.RECTIFICATION_ORDERED: "发现问题,责令改正",
    InspectionOutcome.REFERRED: "发现问题,移送处理",
    InspectionOutcome.NOT_IN_BUSINESS: "未发现开展有关经营活动",
    InspectionOutcome.UNREACHABLE: "无法联系",
    InspectionOutcome.OBSTRUCTED: "不配合检查",
}
