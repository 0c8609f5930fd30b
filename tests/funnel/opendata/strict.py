"""The strictest reading of the schema: a field that it does not name is an error too.

The standard lets anything be added, so that a field of an extension that was not merged, or one
with a typing error, would pass unseen (domain.md 7.3).
"""

import re
from copy import deepcopy
from functools import cache
from typing import Any

from jsonschema import Draft4Validator, FormatChecker

from funnel.opendata.ocds.packages import merger, schema

PACKAGE = {"uri", "version", "extensions", "publisher", "license", "publicationPolicy",
           "publishedDate"}  # fmt: skip
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"


@cache
def validator() -> Draft4Validator:
    closed = deepcopy(schema())
    _close(closed)
    return Draft4Validator(closed, format_checker=_formats())


def _formats() -> FormatChecker:
    """The library knows no moments by itself; ours are in UTC, to the second."""
    formats = FormatChecker()
    formats.checks("date-time")(
        lambda value: value is None or bool(re.fullmatch(MOMENT, str(value)))
    )
    return formats


def _close(part: Any) -> None:
    if isinstance(part, dict):
        if "properties" in part and isinstance(part["properties"], dict):
            part["additionalProperties"] = False
        for each in part.values():
            _close(each)
    elif isinstance(part, list):
        for each in part:
            _close(each)


def faults_of(release: dict[str, Any]) -> list[str]:
    """What is wrong with one release, or with a compiled one."""
    return [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
        for error in validator().iter_errors(release)
    ]


def faults_of_record_package(package: dict[str, Any]) -> list[str]:
    """Of every release in it, of what they compile to, and of the wrapper."""
    faults = [f"wrapper lacks {name}" for name in PACKAGE - set(package)]
    for record in package["records"]:
        releases = record["releases"]
        faults += [fault for release in releases for fault in faults_of(release)]
        compiled = merger().create_compiled_release(releases)
        if compiled != record["compiledRelease"]:
            faults.append(f"{record['ocid']}: compiles to something else")
        faults += faults_of(compiled)
        if [each["date"] for each in releases] != sorted(each["date"] for each in releases):
            faults.append(f"{record['ocid']}: not in order of time")
    return faults
