"""Collects what a proof is about, with read-only calls: identities, guardrails, resource policies, what runs as whom.

What AWS refuses to tell is named, never passed over: `not_collected` of the bundle says what is missing.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Final
from urllib.parse import quote

from keyturn.adapters.aws.collect_code import Whereabouts
from keyturn.adapters.aws.collect_organisation import Organisation
from keyturn.adapters.aws.collect_providers import oidc, saml
from keyturn.adapters.aws.collect_rows import document_of, member, rows_of
from keyturn.adapters.aws.collect_usage import Usage
from keyturn.adapters.aws.questions import Asker, Refused, Tree, listed, object_of, tree_of
from keyturn.adapters.aws.upstream import Sender
from keyturn.codec.canonical import Json
from keyturn.errors import Malformed
from keyturn.ports import Reading

_IAM: Final = "2010-05-08"
_IAM_REGION: Final = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
_LISTS: Final = frozenset({
    "UserDetailList", "GroupDetailList", "RoleDetailList", "Policies", "UserPolicyList", "GroupPolicyList",
    "RolePolicyList", "AttachedManagedPolicies", "GroupList", "Tags", "InstanceProfileList", "PolicyVersionList",
    "Roles",
})  # fmt: skip
_DOCUMENTS: Final = frozenset({"PolicyDocument", "Document", "AssumeRolePolicyDocument"})
_NONE: Final = frozenset({
    "NoSuchBucketPolicy", "ResourceNotFoundException", "RepositoryPolicyNotFoundException", "PolicyNotFoundException",
    "NoSuchEntity", "NotFoundException",
})  # fmt: skip
"""What AWS calls it when a resource has no policy of its own."""

_Policies = AsyncIterator[tuple[str, Json]]
_Things = AsyncIterator[tuple[str, str] | tuple[str, str, list[str]]]


class AccountCollector:
    """The `Collector` port: reads one account, service by service."""

    def __init__(self, sender: Sender, account: str, partition: str, regions: tuple[str, ...]) -> None:
        """`regions`: where to look for what lies in a region."""
        self._ask: Final = Asker(sender, asyncio.sleep)
        self._account: Final = account
        self._partition: Final = partition
        self._regions: Final = regions
        self._code: Final = Whereabouts(partition, account)
        self._home: Final = _IAM_REGION.get(partition, regions[0])
        self._refused: dict[str, dict[str, str]] = {}

    async def collect(self, progress: Reading, *, usage: bool = True) -> Mapping[str, Json]:
        """Return the bundle. Raises Refused if IAM itself may not be read, NeverSent, Cut."""
        progress("identities and their policies")
        bundle: dict[str, Json] = {"account": self._account, "partition": self._partition, **await self._identities()}
        progress("identity providers")
        for name, reader in (("oidc_providers", oidc), ("saml_providers", saml)):
            try:
                bundle[name] = await reader(self._ask, self._home)
            except Refused as refused:
                self._refused.setdefault(name, {})["iam"] = str(refused)
        progress("the organisation's policies")
        bundle |= await Organisation(self._ask, self._home, self._account).collect(self._refused)
        bundle["resource_policies"] = await self._resource_policies(progress)
        bundle["compute"] = await self._compute(progress)
        if usage:
            used = await self._usage(bundle, progress)
            bundle |= {} if used is None else {"last_accessed": used}
        bundle["not_collected"] = {part: dict(sorted(found.items())) for part, found in sorted(self._refused.items())}
        return bundle

    async def _usage(self, bundle: Mapping[str, Json], progress: Reading) -> Json:
        """What each role and user used; service-linked roles, which nobody here can change, are left out."""
        rows = [row for name in ("RoleDetailList", "UserDetailList") for row in rows_of(bundle, name)]
        arns = [arn for row in rows if "/aws-service-role/" not in (arn := str(member(row, "Arn")))]
        refused: dict[str, str] = {}
        what = "what each role and user last used"
        progress(what)
        found = await Usage(self._ask, self._home).collect(arns, refused, lambda done, of: progress(what, done, of))
        if refused:
            self._refused["last_accessed"] = refused
        return found

    # ------------------------------------------------------------------------------------------ identities

    async def _identities(self) -> dict[str, Json]:
        found: dict[str, list[Json]] = {
            name: [] for name in ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")
        }
        marker: dict[str, str] = {}
        while True:
            page = await self._ask.query(
                "iam", self._home, "GetAccountAuthorizationDetails", _IAM, MaxItems="1000", **marker
            )
            for name, rows in found.items():
                rows += [_plain(row) for row in listed(page.get(name))]
            if page.get("IsTruncated") != "true":
                return dict(found)
            marker = {"Marker": str(page.get("Marker", ""))}

    # ---------------------------------------------------------------------------------- resource policies

    async def _resource_policies(self, progress: Reading) -> dict[str, Json]:
        found: dict[str, Json] = {}
        readers: tuple[tuple[str, Callable[[str], _Policies]], ...] = (
            ("kms", self._keys), ("lambda", self._functions), ("sqs", self._queues), ("sns", self._topics),
            ("secretsmanager", self._secrets), ("ecr", self._repositories), ("dynamodb", self._tables),
        )  # fmt: skip
        progress("policies of buckets")
        await self._gather("resource_policies", "s3", self._buckets(), found)
        for region in self._regions:
            for service, reader in readers:
                progress(f"policies of {service} in {region}")
                await self._gather("resource_policies", service, reader(region), found)
        return found

    async def _gather(self, part: str, service: str, rows: _Policies, found: dict[str, Json]) -> None:
        try:
            async for arn, document in rows:
                found.update({arn: document})
        except (Refused, Malformed) as error:
            self._refused.setdefault(part, {})[service] = str(error)

    async def _owned(self, policy: Awaitable[Json]) -> Json:
        """A resource's own policy; None where it has none."""
        try:
            return document_of(await policy)
        except Refused as refused:
            if refused.name in _NONE:
                return None
            raise

    async def _buckets(self) -> _Policies:
        answer = tree_of(await self._ask.rest("s3", self._home, "/"))
        buckets = answer.get("Buckets")
        rows = listed(buckets.get("Bucket")) if isinstance(buckets, dict) else []
        for row in rows:
            name = str(row.get("Name")) if isinstance(row, dict) else ""
            document = await self._owned(
                self._bucket_policy(name, str(row.get("BucketRegion") or "") if isinstance(row, dict) else "")
            )
            if document is not None:
                yield f"arn:{self._partition}:s3:::{name}", document

    async def _bucket_policy(self, name: str, region: str) -> Json:
        text = await self._ask.rest("s3", region or self._home, f"/{quote(name)}", {"policy": ""})
        return text.decode()

    async def _keys(self, region: str) -> _Policies:
        async for row in self._paged("kms", region, "TrentService.ListKeys", "Keys", "Marker", "NextMarker"):
            members: dict[str, Json] = {"KeyId": member(row, "KeyId"), "PolicyName": "default"}
            document = await self._owned(self._member("kms", region, "TrentService.GetKeyPolicy", members, "Policy"))
            if document is not None:
                yield str(member(row, "KeyArn")), document

    async def _functions(self, region: str) -> _Policies:
        async for row in self._listed_functions(region):
            arn = str(member(row, "FunctionArn"))
            document = await self._owned(self._function_policy(region, arn))
            if document is not None:
                yield arn, document

    async def _function_policy(self, region: str, arn: str) -> Json:
        path = f"/2015-03-31/functions/{quote(arn.rpartition(':')[2])}/policy"
        return object_of(await self._ask.rest("lambda", region, path)).get("Policy")

    async def _listed_functions(self, region: str) -> AsyncIterator[Json]:
        query: dict[str, str] = {}
        while True:
            answer = object_of(await self._ask.rest("lambda", region, "/2015-03-31/functions", query))
            for row in rows_of(answer, "Functions"):
                yield row
            marker = answer.get("NextMarker")
            if not marker:
                return
            query = {"Marker": str(marker)}

    async def _queues(self, region: str) -> _Policies:
        async for row in self._paged(
            "sqs", region, "AmazonSQS.ListQueues", "QueueUrls", "NextToken", "NextToken", "1.0"
        ):
            members: dict[str, Json] = {"QueueUrl": row, "AttributeNames": ["Policy", "QueueArn"]}
            answer = await self._ask.json("sqs", region, "AmazonSQS.GetQueueAttributes", members, "1.0")
            attributes = answer.get("Attributes")
            if isinstance(attributes, Mapping) and attributes.get("Policy"):
                yield str(attributes.get("QueueArn")), document_of(attributes["Policy"])

    async def _topics(self, region: str) -> _Policies:
        marker: dict[str, str] = {}
        while True:
            page = await self._ask.query("sns", region, "ListTopics", "2010-03-31", **marker)
            for row in listed(page.get("Topics")):
                arn = str(row.get("TopicArn")) if isinstance(row, dict) else ""
                found = await self._ask.query("sns", region, "GetTopicAttributes", "2010-03-31", TopicArn=arn)
                policy = _attribute(found.get("Attributes"), "Policy")
                if policy:
                    yield arn, document_of(policy)
            if not page.get("NextToken"):
                return
            marker = {"NextToken": str(page["NextToken"])}

    async def _secrets(self, region: str) -> _Policies:
        async for row in self._paged("secretsmanager", region, "secretsmanager.ListSecrets", "SecretList"):
            arn = str(member(row, "ARN"))
            target = "secretsmanager.GetResourcePolicy"
            document = await self._owned(
                self._member("secretsmanager", region, target, {"SecretId": arn}, "ResourcePolicy")
            )
            if document is not None:
                yield arn, document

    async def _repositories(self, region: str) -> _Policies:
        prefix = "AmazonEC2ContainerRegistry_V20150921"
        async for row in self._paged(
            "ecr", region, f"{prefix}.DescribeRepositories", "repositories", "nextToken", "nextToken"
        ):
            members: dict[str, Json] = {"repositoryName": member(row, "repositoryName")}
            document = await self._owned(
                self._member("ecr", region, f"{prefix}.GetRepositoryPolicy", members, "policyText")
            )
            if document is not None:
                yield str(member(row, "repositoryArn")), document

    async def _tables(self, region: str) -> _Policies:
        prefix, key = "DynamoDB_20120810", "ExclusiveStartTableName"
        async for row in self._paged(
            "dynamodb", region, f"{prefix}.ListTables", "TableNames", key, "LastEvaluatedTableName", "1.0"
        ):
            arn = f"arn:{self._partition}:dynamodb:{region}:{self._account}:table/{row}"
            members: dict[str, Json] = {"ResourceArn": arn}
            document = await self._owned(
                self._member("dynamodb", region, f"{prefix}.GetResourcePolicy", members, "Policy", "1.0")
            )
            if document is not None:
                yield arn, document

    async def _member(
        self, service: str, region: str, target: str, members: Mapping[str, Json], name: str, version: str = "1.1"
    ) -> Json:
        return (await self._ask.json(service, region, target, members, version)).get(name)

    async def _paged(
        self,
        service: str,
        region: str,
        target: str,
        rows: str,
        sent: str = "NextToken",
        told: str = "NextToken",
        version: str = "1.1",
    ) -> AsyncIterator[Json]:
        members: dict[str, Json] = {}
        while True:
            answer = await self._ask.json(service, region, target, members, version)
            for row in rows_of(answer, rows):
                yield row
            if not answer.get(told):
                return
            members = {sent: answer[told]}

    # ------------------------------------------------------------------------------------------- compute

    async def _compute(self, progress: Reading) -> dict[str, Json]:
        found: dict[str, Json] = {}
        readers: tuple[tuple[str, Callable[[str], _Things]], ...] = (
            ("lambda", self._running_functions), ("ec2", self._instances), ("ecs", self._tasks),
            ("codebuild", self._projects), ("glue", self._jobs), ("cloudformation", self._stacks),
            ("states", self._machines), ("sagemaker", self._notebooks),
        )  # fmt: skip
        for service, reader in readers:
            things: list[Json] = []
            for region in self._regions:
                progress(f"what runs in {service} in {region}")
                try:
                    async for arn, role, *code in reader(region):
                        things += [{"arn": arn, "role": role} | ({"code": code[0]} if code else {})] if role else []
                except (Refused, Malformed) as error:
                    self._refused.setdefault("compute", {})[service] = str(error)
            found[service] = things
        return found

    async def _running_functions(self, region: str) -> _Things:
        async for row in self._listed_functions(region):
            yield str(member(row, "FunctionArn")), str(member(row, "Role"))

    async def _instances(self, region: str) -> _Things:
        marker: dict[str, str] = {}
        while True:
            page = await self._ask.query("ec2", region, "DescribeInstances", "2016-11-15", MaxResults="1000", **marker)
            for reservation in listed(page.get("reservationSet")):
                for one in listed(reservation.get("instancesSet")) if isinstance(reservation, dict) else []:
                    profile = one.get("iamInstanceProfile") if isinstance(one, dict) else None
                    if isinstance(one, dict) and isinstance(profile, dict):
                        arn = f"arn:{self._partition}:ec2:{region}:{self._account}:instance/{one.get('instanceId')}"
                        yield arn, str(profile.get("arn", ""))
            if not page.get("nextToken"):
                return
            marker = {"NextToken": str(page["nextToken"])}

    async def _tasks(self, region: str) -> _Things:
        prefix = "AmazonEC2ContainerServiceV20141113"
        async for arn in self._paged(
            "ecs", region, f"{prefix}.ListTaskDefinitions", "taskDefinitionArns", "nextToken", "nextToken"
        ):
            answer = await self._ask.json("ecs", region, f"{prefix}.DescribeTaskDefinition", {"taskDefinition": arn})
            task = answer.get("taskDefinition")
            yield str(arn), str(member(task, "taskRoleArn") or ""), self._code.of_task(task)

    async def _projects(self, region: str) -> _Things:
        prefix = "CodeBuild_20161006"
        names = [
            name
            async for name in self._paged(
                "codebuild", region, f"{prefix}.ListProjects", "projects", "nextToken", "nextToken"
            )
        ]
        for at in range(0, len(names), 100):
            answer = await self._ask.json(
                "codebuild", region, f"{prefix}.BatchGetProjects", {"names": names[at : at + 100]}
            )
            for row in rows_of(answer, "projects"):
                yield str(member(row, "arn")), str(member(row, "serviceRole") or ""), self._code.of_project(row)

    async def _jobs(self, region: str) -> _Things:
        async for row in self._paged("glue", region, "AWSGlue.GetJobs", "Jobs"):
            yield (
                f"arn:{self._partition}:glue:{region}:{self._account}:job/{member(row, 'Name')}",
                str(member(row, "Role") or ""),
                self._code.of_job(row),
            )

    async def _stacks(self, region: str) -> _Things:
        marker: dict[str, str] = {}
        while True:
            page = await self._ask.query("cloudformation", region, "DescribeStacks", "2010-05-15", **marker)
            for row in listed(page.get("Stacks")):
                if isinstance(row, dict) and row.get("RoleARN"):
                    yield str(row.get("StackId")), str(row["RoleARN"])
            if not page.get("NextToken"):
                return
            marker = {"NextToken": str(page["NextToken"])}

    async def _machines(self, region: str) -> _Things:
        prefix = "AWSStepFunctions"
        async for row in self._paged(
            "states", region, f"{prefix}.ListStateMachines", "stateMachines", "nextToken", "nextToken", "1.0"
        ):
            members: dict[str, Json] = {"stateMachineArn": member(row, "stateMachineArn")}
            answer = await self._ask.json("states", region, f"{prefix}.DescribeStateMachine", members, "1.0")
            yield str(member(row, "stateMachineArn")), str(answer.get("roleArn", ""))

    async def _notebooks(self, region: str) -> _Things:
        async for row in self._paged("sagemaker", region, "SageMaker.ListNotebookInstances", "NotebookInstances"):
            members: dict[str, Json] = {"NotebookInstanceName": member(row, "NotebookInstanceName")}
            answer = await self._ask.json("sagemaker", region, "SageMaker.DescribeNotebookInstance", members)
            yield str(member(row, "NotebookInstanceArn")), str(answer.get("RoleArn", ""))


def _attribute(tree: Tree | None, name: str) -> str:
    """One attribute of the query dialect's `entry` lists."""
    rows = tree.get("entry") if isinstance(tree, dict) else None
    for row in listed(rows):
        if isinstance(row, dict) and row.get("key") == name:
            return str(row.get("value", ""))
    return ""


def _plain(tree: Tree) -> Json:
    """A row of GetAccountAuthorizationDetails as its JSON form has it."""
    if not isinstance(tree, dict):
        return tree if isinstance(tree, str) else [_plain(one) for one in tree]
    found: dict[str, Json] = {}
    for name, value in tree.items():
        if name in _LISTS:
            found[name] = [_plain(one) for one in listed(value)]
        elif name in _DOCUMENTS and isinstance(value, str):
            found[name] = document_of(value)
        elif value in ("true", "false"):
            found[name] = value == "true"
        else:
            found[name] = _plain(value)
    return found
