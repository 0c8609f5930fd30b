"""What the answers look like, as JSON Schema: the tests hold every answer against these."""

from typing import Any

from calls.catalogue.selectors import STANDINGS

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
MAYBE_TEXT: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": "integer", "minimum": 0}
MAYBE_NUMBER: Json = {"type": ["integer", "null"], "minimum": 0}
FLAG: Json = {"type": "boolean"}
ADDRESS: Json = {"type": "string", "format": "uri"}
MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
DAY: Json = {"type": "string", "format": "date"}
EUROS: Json = {"type": ["string", "null"], "pattern": r"^-?[0-9]+\.[0-9]{2}$"}
COUNTS = (
    "offers", "admissible", "smeOffers", "awarded", "smeAwarded", "delivered", "bought",
)  # fmt: skip


def whole(**properties: Any) -> Json:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "required": list(properties),
        "additionalProperties": False,
        "properties": properties,
    }


def ref(name: str) -> Json:
    """One of the schemas below."""
    return {"$ref": f"#/components/schemas/{name}"}


def rows_of(name: str) -> Json:
    """A page of them, and the links from it."""
    return whole(results={"type": "array", "items": ref(name)}, links=ref("Links"))


def package_of(name: str, each: Json) -> Json:
    """An OCDS package; what is in it follows the standard's own schema."""
    return {
        "type": "object",
        "required": ["uri", "version", "publishedDate", "publisher", name],
        "properties": {
            "uri": ADDRESS,
            "version": {"type": "string", "const": "1.1"},
            "publishedDate": {"type": "string", "format": "date-time"},
            "publisher": {"type": "object", "required": ["name"]},
            name: {"type": "array", "items": each},
            "links": ref("Links"),
        },
    }


RELEASE: Json = {"type": "object", "required": ["ocid", "id", "date", "tag", "initiationType"]}

SCHEMAS: Json = {
    "Links": {
        "type": "object",
        "required": ["self"],
        "additionalProperties": False,
        "properties": {"self": ADDRESS, "next": ADDRESS},
    },
    "Organisation": whole(name=TEXT, kvk=MAYBE_TEXT, isInvented=FLAG),
    "Supplier": whole(name=TEXT, kvk=MAYBE_TEXT, town=MAYBE_TEXT, isInvented=FLAG),
    "Call": whole(
        reference=TEXT,
        title=TEXT,
        titleEn=MAYBE_TEXT,
        summary=TEXT,
        instrument=TEXT,
        authority=ref("Organisation"),
        executingAgency={"anyOf": [ref("Organisation"), {"type": "null"}]},
        status={"type": "string", "enum": list(STANDINGS)},
        publishedAt=MOMENT,
        page=ADDRESS,
        links=whole(self=ADDRESS, phases=ADDRESS),
    ),
    "Calls": rows_of("Call"),
    "Phase": whole(
        code=TEXT,
        name=TEXT,
        order=NUMBER,
        takesOffers=FLAG,
        opensAt=MOMENT,
        closesAt=MOMENT,
        maximumInclVat=EUROS,
        plannedAwards=MAYBE_NUMBER,
        isTold=FLAG,
        budgetInclVat=EUROS,
        offers=MAYBE_NUMBER,
        admissible=MAYBE_NUMBER,
        smeOffers=MAYBE_NUMBER,
        awarded=MAYBE_NUMBER,
        smeAwarded=MAYBE_NUMBER,
        awardedInclVat=EUROS,
        delivered=MAYBE_NUMBER,
        bought=MAYBE_NUMBER,
        boughtExclVat=EUROS,
    ),
    "Phases": rows_of("Phase"),
    "Award": whole(
        id=TEXT,
        call=TEXT,
        phase=TEXT,
        theme=MAYBE_TEXT,
        title=TEXT,
        summary=MAYBE_TEXT,
        supplier=ref("Supplier"),
        awardedInclVat=EUROS,
        toldAt=MOMENT,
    ),
    "Awards": rows_of("Award"),
    "Purchase": whole(
        call=TEXT,
        buyer=ref("Organisation"),
        supplier=ref("Supplier"),
        description=TEXT,
        amountExclVat=EUROS,
        boughtOn=DAY,
    ),
    "Purchases": rows_of("Purchase"),
    "Story": whole(
        id={"type": "string", "format": "uuid"},
        year=NUMBER,
        call=MAYBE_TEXT,
        authority=TEXT,
        supplier=TEXT,
        title=TEXT,
        text=TEXT,
        source=MAYBE_TEXT,
        isInvented=FLAG,
        picture={"type": ["string", "null"]},
        pictureAlt=MAYBE_TEXT,
        page=ADDRESS,
    ),
    "Stories": rows_of("Story"),
    "Group": whole(
        per={"type": "string", "enum": ["all", "year", "instrument", "tier"]},
        code=MAYBE_TEXT,
        **dict.fromkeys(("calls", "untold"), NUMBER),
        **dict.fromkeys(COUNTS, MAYBE_NUMBER),
        budgetInclVat=EUROS,
        awardedInclVat=EUROS,
        boughtExclVat=EUROS,
    ),
    "YearFigure": whole(
        year=NUMBER,
        measure=TEXT,
        part=TEXT,
        value=EUROS,
        edition=TEXT,
        source=TEXT,
        vat=TEXT,
        counts=FLAG,
    ),
    "Statistics": whole(
        asOf=MOMENT,
        results={"type": "array", "items": ref("Group")},
        beforeThePortal={"type": "array", "items": ref("YearFigure")},
        links=ref("Links"),
    ),
    "ReleasePackage": package_of("releases", RELEASE),
    "RecordPackage": package_of(
        "records",
        {"type": "object", "required": ["ocid", "releases", "compiledRelease"]},
    ),
    "Problem": {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "invalidParams": {"type": "array", "items": whole(name=TEXT, reason=TEXT)},
        },
    },
}
