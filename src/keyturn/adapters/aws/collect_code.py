"""Where the code of something that runs lies, where whoever writes there changes what runs.

An image that is named by its digest, and what a service has copied (a function's package, a layer's version), is not
changed by writing a new one, and is left out.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from keyturn.adapters.aws.collect_rows import member
from keyturn.codec.canonical import Json

_IMAGE: Final = re.compile(
    r"([0-9]{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)/([a-z0-9._/-]+)(?::[A-Za-z0-9_.-]+)?"
)
_OBJECT: Final = re.compile(r"(?:s3://)?([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.+)", re.DOTALL)
_REPOSITORY: Final = re.compile(r"https://git-codecommit\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/v1/repos/([\w.-]+)")
_LIBRARIES: Final = ("--extra-py-files", "--extra-jars", "--extra-files", "--scriptLocation")


class Whereabouts:
    """Reads where code lies, for one account of one partition."""

    def __init__(self, partition: str, account: str) -> None:
        """Take what stands in ARNs."""
        self._partition = partition
        self._account = account

    def of_task(self, definition: Json) -> list[str]:
        """The repositories of a task definition's images."""
        containers = member(definition, "containerDefinitions")
        rows = containers if isinstance(containers, list) else []
        return _each(one for row in rows for one in self._image(member(row, "image")))

    def of_project(self, row: Json) -> list[str]:
        """The source and the image of a build project."""
        source = member(row, "source")
        kind, location = member(source, "type"), str(member(source, "location") or "")
        found = list(self._image(member(member(row, "environment"), "image")))
        repository = _REPOSITORY.fullmatch(location)
        if kind == "S3":
            found += self._object(location)
        elif kind == "CODECOMMIT" and repository:
            found.append(f"arn:{self._partition}:codecommit:{repository[1]}:{self._account}:{repository[2]}")
        return _each(found)

    def of_job(self, row: Json) -> list[str]:
        """The script and the libraries of a Glue job."""
        arguments = member(row, "DefaultArguments")
        named = [arguments.get(name) for name in _LIBRARIES] if isinstance(arguments, Mapping) else []
        texts = [str(one) for one in (member(member(row, "Command"), "ScriptLocation"), *named) if one]
        return _each(one for text in texts for part in text.split(",") for one in self._object(part.strip()))

    def _image(self, image: Json) -> Iterator[str]:
        found = _IMAGE.fullmatch(str(image or ""))
        if found:
            yield f"arn:{self._partition}:ecr:{found[2]}:{found[1]}:repository/{found[3]}"

    def _object(self, location: str) -> Iterator[str]:
        found = _OBJECT.fullmatch(location)
        if found:
            yield f"arn:{self._partition}:s3:::{found[1]}/{found[2]}"


def _each(found: Iterator[str] | list[str]) -> list[str]:
    return list(dict.fromkeys(found))
