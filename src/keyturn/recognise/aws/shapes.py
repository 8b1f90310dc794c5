"""What all readers share: which shape stands where, and what of it must never be shown."""

from keyturn.model.action import Sensitive, Value
from keyturn.model.catalogue import Kind, Member, Reference, ServiceModel, Shape
from keyturn.recognise.aws.scalars import Read
from keyturn.recognise.aws.sensitive import is_curated, is_speaking


def conceals(service: ServiceModel, structure: Shape, member: Member) -> bool:
    """Whether the value of this member must never be shown: by the model, by its name, or by our own list."""
    return (
        conceals_all(service, member.target)
        or is_curated(service.name, structure.name, member.name)
        or is_speaking(member.name, service.shapes[member.target.shape].kind)
    )


def conceals_all(service: ServiceModel, reference: Reference) -> bool:
    """Whether whatever stands at `reference` must never be shown. A map is concealed as a whole if its keys are."""
    shape = service.shapes[reference.shape]
    if shape.kind is Kind.MAP and shape.key is not None and service.shapes[shape.key.shape].sensitive:
        return True
    return shape.sensitive


def concealing(read: Read) -> Read:
    """The same reader, with its value wrapped so that nobody shows it by accident."""

    def read_and_conceal(item: object) -> Value:
        return Sensitive(read(item))

    return read_and_conceal
