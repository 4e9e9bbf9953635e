"""The table of who may see what: a line for every field of the schema `credit`.

A field that has no line is refused to everyone but the coordinator, and a test fails that names it. Which rows of a type a role
sees stands in `rows`, beside it; fields of mapped systems follow their mapping (`live_fields`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resolvers.asker import Role

ALL = frozenset(Role)
KNOWN = ALL - {Role.PUBLIC}
OFFICE = frozenset({Role.COORDINATOR})
OPERATORS = OFFICE | {Role.ADMIN}
DEPARTMENTS = OFFICE | {Role.OFFICER, Role.INVESTIGATOR}
DRAWERS = REVIEWERS = OFFICE | {Role.OFFICER}
REPAIRERS = REVIEWERS | {Role.SUBJECT}
IMPORTERS = OFFICE | {Role.OFFICER, Role.INTEGRATION}
WRITERS = IMPORTERS | {Role.SUBJECT}
STAFF = DEPARTMENTS | {Role.ADMIN, Role.INTEGRATION}
SELF = frozenset({Role.SUBJECT, Role.CLERK})
"""A subject, and the service window that looks on its behalf and sees the same."""
ITSELF = OFFICE | SELF
OBJECTIONS = REVIEWERS | SELF
GRANTS = ITSELF | {Role.GRANTEE}
OWN = DEPARTMENTS | SELF
"""Of a subject: for the departments and for itself."""
SHOWN = OWN | {Role.GRANTEE}
"""Also for whom it lets see it; of which subjects, and of which grades, `rows` and the grants say."""
SYSTEMS = SHOWN | {Role.INTEGRATION}


@dataclass(frozen=True, slots=True)
class Line:
    """Who may ask for a field.

    `wide`: it tells of the whole city or leads to subjects of other districts, and is not for an officer of one. `masked`: its value is
    native, evidence or who was drawn, null but for the department whose it is (`rows.may_see_own`). `catalogue`: its value is the plan's,
    for whoever asks and until the plan is laid down anew, so that caches may keep it. `caseless`: it is for an investigator who has named
    no case, too.
    """

    roles: frozenset[Role]
    wide: bool = False
    masked: bool = False
    catalogue: bool = False
    caseless: bool = False


def _lines(types: str, fields: str, roles: frozenset[Role], **how: bool) -> Iterator[tuple[str, Line]]:
    line = Line(roles, **how)
    for type_ in types.split():
        for name in fields.split():
            yield f"{type_}.{name}", line


_TABLE = (
    # The plan and what stands in it is public (全市统一的事项、措施、目标).
    *_lines("Query", "departments department items item systems scales measures", ALL, catalogue=True),
    *_lines("Query", "coverage node", ALL),
    # Who asks, as they are known here; a subject finds itself below.
    *_lines("Query", "me", ALL),
    *_lines("Me", "role name department district system grantee case operations expiresAt subject", ALL),
    *_lines("Node", "id", ALL),
    *_lines("PageInfo", "hasNextPage hasPreviousPage startCursor endCursor", ALL),
    *_lines("Department", "id key name items itemCount", ALL, catalogue=True),
    *_lines("Department", "gradedItemCount", ALL),
    *_lines(
        "SupervisionItem",
        "id key number annex name objects objectKinds department system scale startsOn",
        ALL,
        catalogue=True,
    ),
    *_lines("Scale", "id key name version document ours grades lowestScore highestScore", ALL, catalogue=True),
    *_lines("ScaleGrade", "native grade aliases least", ALL, catalogue=True),
    *_lines(
        "Measure",
        "id key name scenario direction grade condition discretionary quote leastSeverity authorisations",
        ALL,
        catalogue=True,
    ),
    *_lines("Authorisation", "conduct legalBasis item", ALL, catalogue=True),
    *_lines("Conduct", "key name definition", ALL, catalogue=True),
    *_lines("LegalBasis", "key level title article documentNo text", ALL, catalogue=True),
    *_lines("Coverage", "fields newFields targets businessCoverage digitalAccess departments", ALL),
    *_lines("DepartmentCoverage", "department fields businessCoverage digitalAccess", ALL),
    *_lines(
        "TargetProgress",
        "year dueOn quote targetFields targetNewFields targetCoverage exceed fields newFields coverage metFields metNewFields "
        "metCoverage met",
        ALL,
    ),
    *_lines("Rate", "value numerator denominator reason document", ALL),
    # Systems: that they are there is in the plan, how they are is for those who work with them, why they fail for operators.
    *_lines("SupportSystem", "id key name kind use items dependencies", ALL, catalogue=True),
    *_lines("SupportSystem", "freshness live", ALL),
    *_lines("SystemDependency", "items purpose source quote", ALL, catalogue=True),
    *_lines("SupportSystem", "state syncing lag lastSuccess rows", STAFF),
    *_lines("SyncedRows", "accepted rejected retired", STAFF),
    *_lines("SupportSystem", "error", OPERATORS),
    *_lines("SyncError", "code message at failures", OPERATORS),
    # The schema itself.
    *_lines("Query", "_service __schema __type", KNOWN),
    *_lines("_Service", "sdl", KNOWN),
    # Subjects one by one, then lists of them, which are held to the district of an officer of one (resolvers.context).
    *_lines("Query", "entity person subjectsByKeys _entities", SYSTEMS - {Role.CLERK}),
    *_lines("Query", "onBehalf", frozenset({Role.CLERK})),
    *_lines(
        "Query",
        "entities searchSubjects subjectFacets discrepancies changes earlyWarnings gradeDistribution",
        DEPARTMENTS,
    ),
    *_lines("Subject Entity Person", "id key kind gradeView", SYSTEMS),
    *_lines("Subject Entity Person", "displayName formerNames synthetic measures archive", SHOWN),
    *_lines("FormerName", "name since until", SHOWN),
    *_lines("Subject Entity Person", "accesses grants", ITSELF),
    *_lines("Subject Entity Person", "relations", DEPARTMENTS, wide=True),
    *_lines("Entity", "uscc", SYSTEMS),
    *_lines("Entity", "status district industry registeredOn", OWN),
    *_lines("Person", "status district", OWN),
    *_lines("EntityConnection SubjectConnection DiscrepancyConnection", "edges nodes pageInfo totalCount", DEPARTMENTS),
    *_lines("EntityEdge SubjectEdge DiscrepancyEdge", "cursor node", DEPARTMENTS),
    *_lines("SubjectConnection", "facets", DEPARTMENTS),
    *_lines("SubjectEdge", "matched", DEPARTMENTS),
    *_lines("SubjectMatch", "by start length formerName", DEPARTMENTS),
    *_lines("SubjectFacets", "kinds districts statuses industries", DEPARTMENTS),
    *_lines("KindCount", "kind count", DEPARTMENTS),
    *_lines("FacetCount", "value count", DEPARTMENTS),
    *_lines("GradeCount", "item department district industry grade count", DEPARTMENTS),
    # Grades: normalised ones are shared between departments, native ones stay with who gave them.
    *_lines("GradeView", "grades asOf", SYSTEMS),
    *_lines("GradeView", "composite highest lowest spread byDepartment sources", SHOWN),
    *_lines("GradeView", "discrepancies", DEPARTMENTS),
    *_lines("DepartmentGrades", "department grades highest lowest", SHOWN),
    *_lines("SourceStatus", "system mode state asOf", SHOWN),
    *_lines(
        "GradeRecord",
        "id subject grade scale evaluatedOn validUntil expired suspended recordedAt supersededAt itemKey item department system "
        "provenance",
        SYSTEMS,
    ),
    *_lines("GradeRecord", "nativeGrade score documentNo explanation", SYSTEMS, masked=True),
    *_lines("RecordExplanation", "model score", SYSTEMS),
    *_lines("Provenance", "system mode fetchedAt", SYSTEMS),
    *_lines("Provenance", "batch", OFFICE),
    # What follows from grades.
    *_lines("MeasureResolution", "applied withheld", SHOWN),
    *_lines("AppliedMeasure", "measure grade item because advisory facts legalBasis", SHOWN),
    *_lines("WithheldMeasure", "measure item because reason explanation", SHOWN),
    *_lines(
        "DishonestyFact",
        "key conduct conductName severity occurredOn item system withdrawnAt retiredOn repairKey",
        SHOWN,
    ),
    *_lines("DishonestyFact", "documentNo description", SHOWN, masked=True),
    *_lines(
        "Discrepancy",
        "id subject state levels raisedAt closedAt cursor dueOn overdue escalatesOn escalated version high low reviews "
        "earlier",
        DEPARTMENTS,
    ),
    *_lines("EarlierDiscrepancy", "raisedAt closedAt levels", DEPARTMENTS),
    *_lines("Review", "decision reviewer reason reviewedAt department", DEPARTMENTS),
    *_lines("AccessConnection", "edges nodes pageInfo totalCount", ITSELF),
    *_lines("AccessEdge", "cursor node", ITSELF),
    *_lines("Access", "at what role department operation fields grants proofs", ITSELF),
    *_lines("Access", "name case", OFFICE),  # a case may still be under way
    *_lines("ArchiveConnection", "edges nodes pageInfo totalCount", SHOWN),
    *_lines("ArchiveEdge", "cursor node", SHOWN),
    *_lines("ArchiveEntry", "kind at day record fact inspection measureTaken", SHOWN),
    *_lines("ArchiveEntry", "repair", OWN),
    *_lines("ArchiveEntry", "objection", OBJECTIONS),
    *_lines("ArchiveEntry", "discrepancy review", DEPARTMENTS),
    *_lines("ArchiveEntry", "access", ITSELF),
    *_lines("ArchiveEntry", "what", ITSELF),  # a sentence with native grades and document numbers in it
    *_lines("RelationConnection", "edges nodes pageInfo totalCount", DEPARTMENTS),
    *_lines("RelationEdge", "cursor node", DEPARTMENTS),
    *_lines("Relation", "kind direction share subject", DEPARTMENTS),
    # Exploration: relations lead out of every district, so all of it is for those who see the whole city.
    *_lines("Query", "paths neighbourhood ownership risksAround commonNeighbours", DEPARTMENTS, wide=True),
    *_lines("Subgraph", "nodes edges cut", DEPARTMENTS),
    *_lines("SubgraphNode", "subject distance hidden hiddenRelations", DEPARTMENTS),
    *_lines("SubgraphEdge", "kind from to share", DEPARTMENTS),
    *_lines("HiddenRelations", "kind direction count", DEPARTMENTS),
    *_lines("Path", "length share subjects steps", DEPARTMENTS),
    *_lines("PathStep", "relations", DEPARTMENTS),
    *_lines(
        "Ownership", "holders holderCount known actualController controlReason overstated unknownShares", DEPARTMENTS
    ),
    *_lines("UltimateHolder", "subject share direct", DEPARTMENTS),
    *_lines("RisksAround", "risks total completeSteps", DEPARTMENTS),
    *_lines("Risk", "subject distance path sharedRepresentatives", DEPARTMENTS),
    *_lines("CommonNeighbour", "subject of", DEPARTMENTS),
    *_lines("ChangeConnection", "edges nodes pageInfo", DEPARTMENTS),
    *_lines("ChangeEdge", "cursor node", DEPARTMENTS),
    *_lines(
        "Change",
        "kind at subject record fact discrepancy review inspection task measureTaken earlyWarning",
        DEPARTMENTS,
    ),
    *_lines("Change", "objection", REVIEWERS),
    *_lines("EarlyWarningConnection", "edges nodes pageInfo", DEPARTMENTS),
    *_lines("EarlyWarningEdge", "cursor node", DEPARTMENTS),
    *_lines("EarlyWarning", "kind at subject record before fact older", DEPARTMENTS),
    # Changes as they come: rows that are not somebody's are left out, so a district's officer may listen too.
    *_lines("Subscription", "gradeChanged discrepancyRaised inspectionTaskChanged earlyWarningRaised", DEPARTMENTS),
    *_lines("GradeChange", "cursor kind at subject record", DEPARTMENTS),
    *_lines("EarlyWarningChange", "cursor at subject warning", DEPARTMENTS),
    *_lines("InspectionTaskChange", "cursor kind at subject task", DEPARTMENTS),
    # A department's inbox, for itself and the credit office.
    *_lines("Query", "inbox inboxCounts", REVIEWERS),
    *_lines("InboxConnection", "edges nodes pageInfo", REVIEWERS),
    *_lines("InboxEdge", "cursor node", REVIEWERS),
    *_lines(
        "InboxItem",
        "key kind since dueOn overdue escalated subject creditRepair discrepancy earlyWarning inspection objection task",
        REVIEWERS,
    ),
    *_lines("InboxCount", "kind count overdue oldest", REVIEWERS),
    *_lines("Mutation", "acknowledgeEarlyWarning", REVIEWERS),
    *_lines("AcknowledgeEarlyWarningResult", "warning department by at repeated", REVIEWERS),
    # What a subject lets others see (主体授权): its own to give, the grantee's to know of.
    *_lines("Query", "grantsReceived", frozenset({Role.GRANTEE})),
    *_lines("Mutation", "grantAccess revokeAccess", frozenset({Role.SUBJECT})),
    *_lines("AccessGrantResult", "grant repeated", frozenset({Role.SUBJECT})),
    *_lines("AccessGrantConnection", "edges nodes pageInfo totalCount", GRANTS),
    *_lines("AccessGrantEdge", "cursor node", GRANTS),
    *_lines("AccessGrant", "id subjectKey subject grantee scope purpose grantedAt expiresAt revokedAt state", GRANTS),
    *_lines("GrantScope", "composite allItems items measures archive", GRANTS),
    # What is written.
    *_lines("Mutation", "importGrades", IMPORTERS),
    *_lines("ImportGradesResult", "accepted unchanged rejected dryRun rows", IMPORTERS),
    *_lines("ImportedRow", "row status code column message messageEn", IMPORTERS),
    *_lines(
        "MutationError BadInputError LimitExceededError UnavailableError NotFoundError ForbiddenError AlreadyDecidedError "
        "AlreadyDrawnError ConflictError RepairTooEarlyError",
        "code message",
        WRITERS | DEPARTMENTS,
        caseless=True,
    ),
    *_lines("BadInputError", "where", WRITERS | DEPARTMENTS, caseless=True),
    *_lines("LimitExceededError", "limit", WRITERS | DEPARTMENTS, caseless=True),
    # Double-random draws (“双随机、一公开”): who draws, what everybody may verify, and who may see whom was drawn.
    *_lines("Query", "samplePlan", DRAWERS),
    *_lines("Mutation", "commitSample drawSample", DRAWERS),
    *_lines("Query", "sampleDraw sampleDraws", ALL),
    *_lines("SampleDrawConnection", "edges nodes pageInfo totalCount", ALL),
    *_lines("SampleDrawEdge", "cursor node", ALL),
    *_lines(
        "SampleDraw",
        "id state departments items commitment poolDigest committedAt drawnAt seed publicRandomness taskCount publicFile",
        ALL,
    ),
    *_lines("SampleDraw", "committedBy drawnBy plan", DEPARTMENTS),
    *_lines("SampleDraw", "tasks", DEPARTMENTS, masked=True),
    *_lines("SampleDraw", "file", DEPARTMENTS, masked=True, wide=True),
    *_lines(
        "SamplePlan",
        "day districts strata rates ratesVersion poolSize toDraw leftOut inspectors inspectorsEach",
        DEPARTMENTS,
    ),
    *_lines("SampleStratum", "itemKey item grade size take", DEPARTMENTS),
    *_lines("SamplingRate", "itemKey item grade ratio months method ours", DEPARTMENTS),
    *_lines("SampleLeftOut", "reason count", DEPARTMENTS),
    *_lines("InspectionTaskConnection", "edges nodes pageInfo totalCount", DEPARTMENTS),
    *_lines("InspectionTaskEdge", "cursor node", DEPARTMENTS),
    *_lines(
        "InspectionTask",
        "key drawKey subject district items method inspectors short drawnOn state doneOn",
        DEPARTMENTS,
    ),
    *_lines("InspectedItem", "itemKey item grade inspected", DEPARTMENTS),
    *_lines("SampleDrawResult", "draw repeated", DRAWERS),
    *_lines("AlreadyDrawnError", "draw", DRAWERS),
    # Cases (案件): of each their own (resolvers.cases); how else would somebody come to one to name.
    *_lines("Query", "case cases", DEPARTMENTS, caseless=True),
    *_lines(
        "Mutation",
        "openCase addToCase watchSubjects unwatchSubjects lookedAtCase closeCase",
        DEPARTMENTS,
        caseless=True,
    ),
    *_lines("CaseResult", "case repeated", DEPARTMENTS, caseless=True),
    *_lines("CaseConnection", "edges nodes pageInfo totalCount", DEPARTMENTS, caseless=True),
    *_lines("CaseEdge", "cursor node", DEPARTMENTS, caseless=True),
    *_lines(
        "Case",
        "id reason title openedAt openedBy closedAt lookedAt version entries watched",
        DEPARTMENTS,
        caseless=True,
    ),
    *_lines("Case", "changes", DEPARTMENTS),
    *_lines("CaseEntry", "number kind name content addedAt", DEPARTMENTS, caseless=True),
    *_lines("WatchedSubject", "key since", DEPARTMENTS, caseless=True),
    *_lines("WatchedSubject", "subject", DEPARTMENTS),
    # Evaluation models (评价模型): a department tries its own item's, the credit office the composite's: the resolver knows which.
    *_lines("Query", "evaluationDryRun", DRAWERS),
    *_lines(
        "Mutation",
        "saveEvaluationModel proposeEvaluationModel sendBackEvaluationModel publishEvaluationModel withdrawEvaluationModel runEvaluation",
        DRAWERS,
    ),
    *_lines("EvaluationModelResult", "model repeated run", DRAWERS),
    *_lines("RunEvaluationResult", "run", DRAWERS),
    # What is published everybody may read; the rest, and who did what, is for the departments (resolvers.evaluation_models).
    *_lines("Query", "evaluationModel evaluationModels", ALL),
    *_lines("EvaluationModelConnection", "edges nodes pageInfo totalCount", ALL),
    *_lines("EvaluationModelEdge", "cursor node", ALL),
    *_lines(
        "EvaluationModel",
        "id itemKey item department name version state revision effectiveOn effectiveFrom endedOn publishedAt savedAt document "
        "nationalRule periodMonths ours content indicators limits thresholds inEffect",
        ALL,
    ),
    *_lines("EvaluationModel", "steps runs", DEPARTMENTS),
    *_lines("EvaluationDocument", "title number", ALL),
    *_lines("EvaluationIndicator", "key name kind definition table interpolate weight missing", ALL),
    *_lines("EvaluationRow", "from points", ALL),
    *_lines("EvaluationLimit", "veto indicator atLeast atMost best because", ALL),
    *_lines("GradeThreshold", "grade least", ALL),
    *_lines("ModelStep", "action by role at reason", DEPARTMENTS),
    *_lines(
        "EvaluationRun",
        "key scope day done evaluated written unchanged startedAt finishedAt startedBy",
        DEPARTMENTS,
    ),
    *_lines(
        "EvaluationDryRun",
        "item day evaluated moves moved movedCount newDiscrepancies closedDiscrepancies losingIncentives",
        DRAWERS,
    ),
    *_lines("GradeMove", "from to count lost gained", DRAWERS),
    *_lines("MovedSubjectConnection", "edges nodes pageInfo totalCount", DRAWERS),
    *_lines("MovedSubjectEdge", "cursor node", DRAWERS),
    *_lines("MovedSubject", "subject from to score newDiscrepancies closedDiscrepancies explanation", DRAWERS),
    *_lines("GradeApart", "itemKey item grade levels", DRAWERS),
    *_lines("ScoreExplanation", "score reached grade indicators limits sentence sentenceEn", SYSTEMS),
    *_lines(
        "ScoredIndicator",
        "key name value rowFrom rowBelow points weight contribution sentence sentenceEn",
        SYSTEMS,
    ),
    *_lines("StruckLimit", "veto indicator value best because sentence sentenceEn", SYSTEMS),
    # Supervision lists (监管清单) are public as the measures are; what is drawn by is for the departments.
    *_lines("Query", "supervisionLists", ALL),
    *_lines(
        "SupervisionList",
        "itemKey item department objects scale model periodMonths grades gaps complete version",
        ALL,
    ),
    *_lines("ListedGrade", "grade measures", ALL),
    *_lines("ListedGrade", "rate", DEPARTMENTS),
    # Annual plans (年度推进计划): the department's own, of others what is published (resolvers.annual_plans).
    *_lines("Query", "annualPlans", REVIEWERS),
    *_lines("Mutation", "proposeAnnualPlan publishAnnualPlan withdrawAnnualPlan reportDutyProgress", REVIEWERS),
    *_lines("AnnualPlanResult", "plan repeated", REVIEWERS),
    *_lines("AnnualPlanConnection", "edges nodes pageInfo totalCount", REVIEWERS),
    *_lines("AnnualPlanEdge", "cursor node", REVIEWERS),
    *_lines(
        "AnnualPlan",
        "key department year number state revision title documentNo content proposedBy proposedAt decidedBy decidedAt reason duties",
        REVIEWERS,
    ),
    *_lines("AnnualDuty", "key what kind target dueOn item done reason met overdue report version", REVIEWERS),
    *_lines("DutyReport", "count note by at", REVIEWERS),
    # Facts of a department's own items.
    *_lines("Mutation", "recordDishonestyFact", REVIEWERS),
    *_lines("RecordDishonestyFactResult", "fact repeated", REVIEWERS),
    # Objections: the subject's own to raise, the grading department's to answer.
    *_lines("Query", "objections", OBJECTIONS - {Role.CLERK}),
    *_lines("Subject Entity Person", "objections", OBJECTIONS),
    *_lines("Mutation", "raiseObjection withdrawObjection", frozenset({Role.SUBJECT})),
    *_lines("Mutation", "answerObjection", REVIEWERS),
    *_lines("ObjectionConnection", "edges nodes pageInfo totalCount", OBJECTIONS),
    *_lines("ObjectionEdge", "cursor node", OBJECTIONS),
    *_lines(
        "Objection",
        "id subject record item department state reason raisedAt dueOn overdue endedAt answer version",
        OBJECTIONS,
    ),
    *_lines("Objection", "endedBy", REVIEWERS),
    *_lines("ObjectionResult", "objection repeated", OBJECTIONS),
    # Inspections: the department's in every state, of others what is published, without what was found and by whom.
    *_lines("Query", "inspection inspections", OWN - {Role.CLERK}),
    *_lines("InspectionConnection", "edges nodes pageInfo totalCount", OWN),
    *_lines("InspectionEdge", "cursor node", OWN),
    *_lines(
        "Inspection",
        "id subject itemKey item department manner inspectedOn outcome state recordedAt publishedAt withdrawnAt drawnIn",
        SHOWN,
    ),
    *_lines("Inspection", "inspectors findings documentNo taskKey", SHOWN, masked=True),
    *_lines("Inspection", "acts", DEPARTMENTS, masked=True),
    *_lines("Inspection", "version", DEPARTMENTS),
    *_lines("InspectionFinding", "clause result remark", SHOWN),
    *_lines("InspectionAct", "act by at reason", DEPARTMENTS),
    *_lines("Mutation", "recordInspection reviewInspection publishInspection withdrawInspection", REVIEWERS),
    *_lines("InspectionResult", "inspection repeated", REVIEWERS),
    # Measures actually taken: the department's own and the credit office's to list and count, everybody's in the archive.
    *_lines("Query", "measuresTaken measureConsistency", REVIEWERS),
    *_lines("MeasureTakenConnection", "edges nodes pageInfo totalCount", REVIEWERS),
    *_lines("MeasureTakenEdge", "cursor node", REVIEWERS),
    *_lines(
        "MeasureTaken",
        "key subject measureKey measure scenario action department item takenOn endsOn recordedAt",
        SHOWN,
    ),
    *_lines("MeasureTaken", "documentNo", SHOWN, masked=True),
    *_lines(
        "MeasureTaken", "grade consistency version withdrawnAt withdrawnBy withdrawalReason", DEPARTMENTS, masked=True
    ),
    *_lines("MeasureCount", "department item scenario consistency count", REVIEWERS),
    *_lines("Mutation", "recordMeasureTaken withdrawMeasureTaken", REVIEWERS),
    *_lines("WithdrawMeasureTakenResult", "measureTaken repeated", REVIEWERS),
    *_lines("RecordMeasureTakenResult", "measureTaken repeated", REVIEWERS),
    # Credit repairs: between the subject, the fact's department and the credit office; of others what is accepted, without evidence.
    *_lines("Query", "creditRepair creditRepairs", OWN - {Role.CLERK}),
    *_lines("Query", "repairWaits", ALL, catalogue=True),
    *_lines("RepairWait", "severity days againDays ours", ALL, catalogue=True),
    *_lines("CreditRepairConnection", "edges nodes pageInfo totalCount", OWN),
    *_lines("CreditRepairEdge", "cursor node", OWN),
    *_lines(
        "CreditRepair", "id subject factKey fact department party state requestedAt endedAt revokedAt version", OWN
    ),
    *_lines("CreditRepair", "documentNo statement evidence acts", OWN, masked=True),
    *_lines("EvidenceDocument", "name number day", OWN),
    *_lines("RepairAct", "act at reason evidence", OWN),
    *_lines("RepairAct", "by", DEPARTMENTS),
    *_lines("Mutation", "requestCreditRepair supplementCreditRepair withdrawCreditRepair", REPAIRERS),
    *_lines("Mutation", "decideCreditRepair revokeCreditRepair", REVIEWERS),
    *_lines("CreditRepairResult", "repair repeated", REPAIRERS),
    *_lines("RepairTooEarlyError", "askableOn", REPAIRERS),
    # A department decides about its own grade, the credit office dismisses (复核): the resolver knows which.
    *_lines("Mutation", "reviewDiscrepancy", REVIEWERS),
    *_lines("ReviewDiscrepancyResult", "discrepancy review repeated", REVIEWERS),
    # Whom rows mean is the credit office's (归属核定).
    *_lines("Query", "identityReviews", OFFICE),
    *_lines("Mutation", "decideIdentity takeBackIdentityDecision", OFFICE),
    *_lines("IdentityReviewConnection", "edges nodes pageInfo totalCount", OFFICE),
    *_lines("IdentityReviewEdge", "cursor node", OFFICE),
    *_lines(
        "IdentityReview",
        "id state clues firstSeenAt lastSeenAt department candidates waiting rows decision decisions",
        OFFICE,
    ),
    *_lines("IdentityClues", "name district formerUsccs registrationNumbers organisationCodes written", OFFICE),
    *_lines("IdentityCandidate", "rule clue subject", OFFICE),
    *_lines("IdentityRow", "file sheet row rowKey waits code message messageEn firstSeenAt", OFFICE),
    *_lines(
        "IdentityDecision",
        "key decidedBy role decidedAt reason takenBackBy takenBackRole takenBackAt takenBackReason subject",
        OFFICE,
    ),
    *_lines("IdentityDecisionResult", "review decision repeated accepted unchanged rejected ended waiting", OFFICE),
    *_lines("AlreadyDecidedError", "decision", OFFICE),
)

TABLE: Mapping[str, Line] = dict(_TABLE)
CATALOGUE = frozenset(coordinate for coordinate, line in TABLE.items() if line.catalogue)
"""The fields of which an answer may be kept by caches, where it is of nothing else."""
