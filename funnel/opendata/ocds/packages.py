"""Releases in a package, and the record of a process: all its releases and what they come to."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from funnel.opendata.models import Release
from funnel.opendata.ocds.values import Json, moment
from portal.clock import portal_now

if TYPE_CHECKING:
    from ocdsmerge import Merger

SCHEMA = Path(__file__).resolve().parent.parent / "schema" / "release-schema.json"
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"
_HOST = "https://raw.githubusercontent.com/open-contracting-extensions"
EXTENSIONS = [
    f"{_HOST}/{name}/extension.json"
    for name in (
        "ocds_bid_extension/v1.1.5",
        "ocds_lots_extension/v1.1.5",
        "ocds_partyDetails_scale_extension/master",
        "ocds_awardCriteriaBreakdown_extension/master",
        "ocds_secondStageDescription_extension/master",
        "ocds_designContest_extension/master",
        "ocds_legalBasis_extension/master",
    )
]


def release_package(releases: Iterable[Release], uri: str) -> Json:
    """Some releases, as they were published."""
    found = list(releases)
    return {**_package(found, uri), "releases": [each.content for each in found]}


def record_package(releases: Iterable[Release], uri: str) -> Json:
    """The records of these releases: per process all of them, and what they come to together."""
    by_process: dict[str, list[Release]] = {}
    found = list(releases)
    for release in found:
        by_process.setdefault(release.ocid, []).append(release)
    records = [_record(ocid, rows) for ocid, rows in by_process.items()]
    return {**_package(found, uri), "records": records}


@cache
def schema() -> dict[str, Any]:
    """The release schema of OCDS 1.1.5 with what we use of its extensions (dev/ocds_schema.py)."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


@cache
def merger() -> "Merger":
    """What compiles releases, by the rules of that schema and without asking the network."""
    from ocdsmerge import Merger  # noqa: PLC0415  a fifth of a second: only where records are made

    return Merger(schema())


def _record(ocid: str, releases: list[Release]) -> Json:
    contents = [each.content for each in sorted(releases, key=lambda each: each.number)]
    return {
        "ocid": ocid,
        "releases": contents,
        "compiledRelease": merger().create_compiled_release(contents),
    }


def _package(releases: list[Release], uri: str) -> Json:
    """The wrapper; its moment is that of its newest release, so that it says the same twice."""
    last = max((each.published_at for each in releases), default=None)
    return {
        "uri": uri,
        "version": "1.1",
        "publishedDate": moment(last or portal_now()),
        "extensions": EXTENSIONS,
        "publisher": {"name": "Trechter", "uri": settings.SITE_URL},
        "license": LICENCE,
        "publicationPolicy": f"{settings.SITE_URL}/open-data/",
    }
