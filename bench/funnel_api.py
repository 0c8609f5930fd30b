"""The bar of the API: schemathesis asks it what its description allows, and what it does not."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from bench.bar import Bar
from funnel.opendata.models import Release
from tests.cast import make_cast
from tests.factories import CallFactory
from tests.funnel.opendata.stages import to_the_end

DESCRIPTION = "/api/v1/openapi.json"
SEED = 20210423
LONG, SHORT = 150, 2  # questions of each kind to each address


@dataclass
class Asked:
    """What came of it; each failure in one line."""

    operations: int = 0
    questions: int = 0
    failures: list[str] = field(default_factory=list)


def bars(*, is_short: bool) -> list[Bar]:
    """Fill a portal with a call that was played to its end, and ask."""
    fill()
    asked = ask(examples=SHORT if is_short else LONG)
    for failure in asked.failures:
        print(failure)
    return [
        Bar(
            f"schemathesis, {asked.questions} questions to {asked.operations} addresses",
            "0 failures",
            str(len(asked.failures)),
            passes=asked.operations > 0 and not asked.failures,
        )
    ]


def fill() -> None:
    """One call to its end, with everything that is public about it, and one that is open."""
    to_the_end(make_cast())
    CallFactory(published=True)


def _portal(environ: dict[str, Any], start_response: Any) -> Any:
    """The portal as a server would call it, which knows who asks."""
    return WSGIHandler()({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)


def ask(*, examples: int, only: str = "") -> Asked:
    """Ask every address, or only one, so many questions of each kind, in this process."""
    asked = Asked()
    with _one_connection(), _quiet():
        _ask_all(examples, only, asked)
    return asked


@contextmanager
def _one_connection() -> Iterator[None]:
    """Keep the connection between requests: what was filled in may be in its transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def _quiet() -> Iterator[None]:
    """Thousands of questions for what is not there need no line each."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)


def _ask_all(examples: int, only: str, asked: Asked) -> None:
    description = schemathesis.openapi.from_wsgi(DESCRIPTION, _portal)
    for found in description.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # an Err has none, and says so
        if only and operation.path != only:
            continue
        asked.operations += 1
        for strategy in _strategies(operation):
            _ask(operation.path, strategy, examples, asked)


def _strategies(operation: Any) -> Iterator[Any]:
    """Valid and invalid questions; where the address names something, also of what is there."""
    for mode in GenerationMode:
        yield operation.as_strategy(generation_mode=mode)
    if "{" in operation.path:
        yield operation.as_strategy(path_parameters=_there(operation.path))


def _there(path: str) -> dict[str, Any]:
    release = Release.objects.select_related("phase__call").order_by("pk")[0]
    known = {
        "reference": release.phase.call.reference, "ocid": release.ocid, "number": release.number,
    }  # fmt: skip
    return {name: value for name, value in known.items() if f"{{{name}}}" in path}


def _ask(path: str, strategy: Any, examples: int, asked: Asked) -> None:
    cache.clear()  # the brake on many requests is another test's

    @seed(SEED)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    @given(case=strategy)
    def one(case: Any) -> None:
        asked.questions += 1
        case.call_and_validate()

    try:
        one()
    except Unsatisfiable:
        return  # an address without parameters cannot be asked wrongly
    except BaseExceptionGroup as group:
        asked.failures += [f"{path}: {_line(each)}" for each in group.exceptions]
    except AssertionError as failure:
        asked.failures.append(f"{path}: {_line(failure)}")


def _line(failure: BaseException) -> str:
    return " ".join(str(failure).split())[:300]
