"""Everything that is signed under one name, by the evidence that tells its operations apart."""

from collections.abc import Iterable
from functools import cache

from keyturn.model.catalogue import Catalogue, ServiceModel, Wire
from keyturn.recognise.aws import s3
from keyturn.recognise.aws.routes import Known, Routes


class Group:
    """The services of one signing name. Some names are shared: `rds` by three services, `sagemaker` by nine."""

    def __init__(self, services: Iterable[str], catalogue: Catalogue) -> None:
        """Read the services from the catalogue."""
        self.targets: dict[str, list[Known]] = {}
        self.forms: dict[tuple[str, str], list[Known]] = {}
        self.actions: set[str] = set()
        self.procedures: dict[tuple[str, str], list[Known]] = {}
        rest: list[Known] = []
        for name in services:
            service = catalogue.service(name)
            spoken = frozenset(service.protocols)
            for operation in service.operations.values():
                known = Known(service, operation)
                if Wire.JSON in spoken:
                    for target in targets_of(service):
                        self.targets.setdefault(f"{target}.{operation.name}", []).append(known)
                if Wire.RPC_CBOR in spoken:
                    self.procedures.setdefault((service.target, operation.name), []).append(known)
                if spoken & {Wire.QUERY, Wire.EC2}:
                    self.actions.add(operation.name)
                    self.forms.setdefault((operation.name, service.version), []).append(known)
                if spoken & {Wire.REST_JSON, Wire.REST_XML}:
                    rest.append(known)
        self.routes = Routes(known for known in rest if known.service.name != "s3")
        self.s3 = s3.Operations(known for known in rest if known.service.name == "s3")


def targets_of(service: ServiceModel) -> tuple[str, ...]:
    """What stands before the operation in `X-Amz-Target`: the model's prefix, and where that has dots its last piece.

    botocore sends CloudTrail's `com.amazonaws...CloudTrail_20131101`, SDKs made from Smithy models the last piece.
    """
    short = service.target.rpartition(".")[2]
    return (service.target,) if short == service.target else (service.target, short)


def group_of(catalogue: Catalogue, signing_name: str) -> Group | None:
    """The group of this signing name, or None if nothing is signed so."""
    services = catalogue.signed_as(signing_name)
    # What is kept is keyed by names of ours: a client cannot make it grow with names that do not exist.
    return _made(catalogue, services) if services else None


@cache
def _made(catalogue: Catalogue, services: tuple[str, ...]) -> Group:
    return Group(services, catalogue)
