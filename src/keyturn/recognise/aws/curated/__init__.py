"""The tables: what every operation of a service does, curated by hand with a reason for each exception."""

from collections.abc import Mapping
from typing import Final

from keyturn.recognise.aws.curated import (
    apigateway,
    apigatewayv2,
    autoscaling,
    ce,
    cloudformation,
    cloudwatch,
    dynamodb,
    dynamodbstreams,
    ec2,
    ecs,
    eks,
    elbv2,
    events,
    iam,
    kms,
    lambda_,
    logs,
    rds,
    s3,
    secretsmanager,
    sns,
    sqs,
    ssm,
    stepfunctions,
    sts,
)
from keyturn.recognise.aws.touches_table import Service

SERVICES: Final[Mapping[str, Service]] = {
    "apigateway": apigateway.SERVICE,
    "apigatewayv2": apigatewayv2.SERVICE,
    "autoscaling": autoscaling.SERVICE,
    "ce": ce.SERVICE,
    "cloudformation": cloudformation.SERVICE,
    "cloudwatch": cloudwatch.SERVICE,
    "dynamodb": dynamodb.SERVICE,
    "dynamodbstreams": dynamodbstreams.SERVICE,
    "ec2": ec2.SERVICE,
    "ecs": ecs.SERVICE,
    "eks": eks.SERVICE,
    "elbv2": elbv2.SERVICE,
    "events": events.SERVICE,
    "iam": iam.SERVICE,
    "kms": kms.SERVICE,
    "lambda": lambda_.SERVICE,
    "logs": logs.SERVICE,
    "rds": rds.SERVICE,
    "s3": s3.SERVICE,
    "secretsmanager": secretsmanager.SERVICE,
    "sns": sns.SERVICE,
    "sqs": sqs.SERVICE,
    "ssm": ssm.SERVICE,
    "stepfunctions": stepfunctions.SERVICE,
    "sts": sts.SERVICE,
}
"""By botocore's name of the service."""
