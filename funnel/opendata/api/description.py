"""The API described for programs (OpenAPI 3.1), kept by hand beside it (decision 331)."""

from email.utils import parseaddr
from functools import cache
from typing import Any

from django.conf import settings

from funnel.opendata.api import paging, schemas
from funnel.opendata.api.answers import JSON, PER_HOUR, PROBLEM, VERSION

Json = dict[str, Any]
SLUG = r"^[A-Za-z0-9_-]{1,120}$"
ABOUT = (
    "Calls for innovation of Dutch authorities, from question to purchase: what everybody may "
    "know. Companies that were not awarded are only counted, and nothing of a phase is told before "
    "its applicants were. Amounts are euro as text with two decimals; their names say whether VAT "
    "is in. Moments are in UTC. Releases and records follow OCDS 1.1.5. Data: CC0 1.0. "
    f"At most {PER_HOUR} requests an hour for each network address. Changes: the version is "
    "semantic; a next major version gets an address of its own and is announced half a year ahead."
)


@cache
def description() -> Json:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Trechter: open data",
            "version": VERSION,
            "description": ABOUT,
            "contact": {
                "name": "Trechter",
                "url": f"{settings.SITE_URL}/open-data/",
                "email": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
            },
            "license": {"name": "CC0 1.0", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "paths": _paths(),
        "components": {"schemas": schemas.SCHEMAS, "responses": _responses()},
    }


def _paths() -> Json:
    reference = _in_path("reference", "The reference of a call.")
    ocid = _in_path("ocid", "The number of a contracting process.")
    number = {
        **_in_path("number", "The number of the release in its process."),
        "schema": {"type": "integer", "minimum": 1, "maximum": 2_000_000_000},
    }
    year, call = paging.YEAR, paging.CALL
    return {
        "/openapi.json": _get("This description", {"type": "object"}),
        "/calls": _get("Published calls", "Calls", *paging.PAGED, year, paging.INSTRUMENT),
        "/calls/{reference}": _get("One call", "Call", path=[reference]),
        "/calls/{reference}/phases": _get(
            "The phases of a call with their figures", "Phases", path=[reference]
        ),
        "/awards": _get("What was awarded", "Awards", *paging.PAGED, year, call),
        "/purchases": _get("What was bought afterwards", "Purchases", *paging.PAGED, year, call),
        "/stories": _get("What became of solutions", "Stories", *paging.PAGED, year, call),
        "/statistics": _get("Figures per year, instrument and tier", "Statistics"),
        "/releases": _get("OCDS releases", "ReleasePackage", *paging.PAGED, paging.OCID),
        "/releases/{ocid}/{number}": _get(
            "One OCDS release", "ReleasePackage", path=[ocid, number]
        ),
        "/records": _get("OCDS records", "RecordPackage", *paging.PAGED),
        "/records/{ocid}": _get("The OCDS record of one process", "RecordPackage", path=[ocid]),
    }


def _get(
    summary: str, schema: str | Json, *query: paging.Parameter, path: list[Json] | None = None
) -> Json:
    shape = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    codes = ("400", "404", "406", "429", "500")
    return {
        "get": {
            "summary": summary,
            "parameters": [*(path or []), *map(_in_query, query)],
            "responses": {
                "200": {
                    "description": "What was asked for",
                    "headers": {
                        name: {"schema": {"type": "string"}}
                        for name in ("API-Version", "ETag", "RateLimit-Limit")
                    },
                    "content": {JSON: {"schema": shape}},
                },
                **{code: {"$ref": f"#/components/responses/E{code}"} for code in codes},
            },
        }
    }


def _in_path(name: str, text: str) -> Json:
    schema = {"type": "string", "pattern": SLUG}
    return {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _in_query(parameter: paging.Parameter) -> Json:
    schema: Json = {"type": "string", "pattern": f"^{parameter.pattern}$"}
    if parameter.is_number:
        schema = {"type": "integer", "minimum": parameter.least, "maximum": parameter.most}
    found = {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": schema,
    }
    return found | ({"example": parameter.example} if parameter.example else {})


def _responses() -> Json:
    told = {
        "400": "A parameter is wrong; all that are wrong are named",
        "404": "Nothing public is there",
        "406": "Only JSON is given",
        "429": "Too many requests; Retry-After says when to come back, in seconds",
        "500": "Something went wrong here",
    }
    shape = {"$ref": "#/components/schemas/Problem"}
    return {
        f"E{code}": {"description": text, "content": {PROBLEM: {"schema": shape}}}
        for code, text in told.items()
    }
