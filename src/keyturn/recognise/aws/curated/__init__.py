"""The tables: what every operation of a service does, curated by hand with a reason for each exception."""

from collections.abc import Mapping
from typing import Final

from keyturn.recognise.aws.curated import cloudformation, dynamodb, ec2, iam, lambda_, rds, s3, sqs, sts
from keyturn.recognise.aws.touches_table import Service

SERVICES: Final[Mapping[str, Service]] = {
    "cloudformation": cloudformation.SERVICE,
    "dynamodb": dynamodb.SERVICE,
    "ec2": ec2.SERVICE,
    "iam": iam.SERVICE,
    "lambda": lambda_.SERVICE,
    "rds": rds.SERVICE,
    "s3": s3.SERVICE,
    "sqs": sqs.SERVICE,
    "sts": sts.SERVICE,
}
