"""Cost Explorer. Its figures are of the whole account, and say how much was used, not what was in it: metadata."""

from typing import Final

from keyturn.recognise.aws.touches_table import Service, rows

_ROWS: Final = """
read:
    DescribeCostCategoryDefinition GetAnomalies GetAnomalyMonitors GetAnomalySubscriptions GetApproximateUsageRecords
    GetCommitmentPurchaseAnalysis GetCostAndUsage GetCostAndUsageComparisons GetCostAndUsageWithResources
    GetCostCategories GetCostComparisonDrivers GetCostForecast GetDimensionValues GetReservationCoverage
    GetReservationPurchaseRecommendation GetReservationUtilization GetRightsizingRecommendation
    GetSavingsPlanPurchaseRecommendationDetails GetSavingsPlansCoverage GetSavingsPlansPurchaseRecommendation
    GetSavingsPlansUtilization GetSavingsPlansUtilizationDetails GetTags GetUsageForecast
    ListCommitmentPurchaseAnalyses ListCostAllocationTagBackfillHistory ListCostAllocationTags
    ListCostCategoryDefinitions ListCostCategoryResourceAssociations
    ListSavingsPlansPurchaseRecommendationGeneration ListTagsForResource
create:
    CreateAnomalyMonitor CreateCostCategoryDefinition StartCommitmentPurchaseAnalysis StartCostAllocationTagBackfill
    StartSavingsPlansPurchaseRecommendationGeneration
modify:
    ProvideAnomalyFeedback TagResource UntagResource UpdateAnomalyMonitor UpdateCostAllocationTagsStatus
    UpdateCostCategoryDefinition
delete: DeleteAnomalyMonitor DeleteAnomalySubscription DeleteCostCategoryDefinition
execute: CreateAnomalySubscription UpdateAnomalySubscription     # reports go to whoever it names
"""

SERVICE: Final[Service] = Service(
    prefix="ce",
    rows=rows(_ROWS),
    opaque=frozenset({"Filter", "GroupBy", "Expression", "ResourceTags", "Rules"}),
    created={
        "CreateCostCategoryDefinition": "arn:ce::@account:costcategory/*",
        "CreateAnomalyMonitor": "anomalymonitor/*",
    },
    regionless=True,
)
