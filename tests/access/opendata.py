"""Open data is for everybody, and what is not public is there for nobody, whoever asks."""

from tests.access.rows import EVERYBODY, Row


def reference(stage: str):
    """The reference of the call in this stage."""

    def args(world) -> list[str]:
        thing = getattr(world, stage)
        return [getattr(thing, "phase", thing).call.reference]

    return args


API = ("root", "openapi", "calls", "awards", "purchases", "stories", "statistics", "releases",
       "records")  # fmt: skip

OPENDATA = [
    *[Row(f"opendata:{name}", sees=EVERYBODY)
      for name in ("statistics", "csv", "xlsx", "json", "about")],
    *[Row(f"api:{name}", sees=EVERYBODY) for name in API],
    *[Row(f"api:{name}", "open", reference("open"), sees=EVERYBODY) for name in ("call", "phases")],
    *[Row(f"api:{name}", "draft", reference("draft"), is_public=True)
      for name in ("call", "phases")],
    Row("api:release", "not there", lambda world: ["ocds-x", 1], is_public=True),
    Row("api:record", "not there", lambda world: ["ocds-x"], is_public=True),
    Row("api:missing", is_public=True),
]  # fmt: skip
