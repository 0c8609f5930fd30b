"""The pages on which somebody practises: the sheet of one exercise, and its buttons."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from demo.panel import invented_people, secrets_of
from demo.practice import staging
from demo.practice.attempts import Attempt, last_attempt
from demo.practice.exercises import EXERCISES, Exercise, Step
from portal.accounts.requests import SignedInRequest
from portal.workflow import TransitionRefused


@dataclass(frozen=True)
class Row:
    """A step as it stands: done, next, or not yet."""

    step: Step
    word: str
    tone: str
    address: str
    manual: str


@require_safe
def sheet(request: HttpRequest, word: str) -> HttpResponse:
    """The steps with their state; while invented people prepare it, htmx asks for it again."""
    exercise = _exercise(word)
    is_for = exercise.is_for(request.user)
    attempt = last_attempt(word, request.user) if is_for else None
    is_renewal = request.headers.get("HX-Request") == "true"
    template = "demo/practice_state.html" if is_renewal else "demo/practice.html"
    people = exercise.people().filter(pk__in=invented_people().values("pk"))
    context = {
        "exercise": exercise,
        "is_for": is_for,
        "attempt": attempt,
        "is_busy": attempt is not None and attempt.is_busy,
        "number": attempt.number if attempt else 0,
        "rows": rows_of(exercise, attempt),
        "secrets": secrets_of(attempt.user) if attempt and exercise.is_author else None,
        "person": None if is_for else people.first(),
    }
    return render(request, template, context)


@require_POST
@login_required
def begin(request: SignedInRequest, word: str) -> HttpResponse:
    """A training call for who asks, in the place of the one before."""
    exercise = _exercise_for(request, word)
    number = request.POST.get("after", "")
    staging.begin(exercise, after=int(number) if number.isdecimal() else 0, by=request.user)
    return redirect("demo:practice", word)


@require_POST
@login_required
def colleague(request: SignedInRequest, word: str) -> HttpResponse:
    """Let the invented colleague do what only a second person may."""
    _exercise_for(request, word)
    attempt = last_attempt(word, request.user)
    if attempt is None:
        raise Http404
    try:
        staging.confirm_as_colleague(attempt)
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("demo:practice", word)


def rows_of(exercise: Exercise, attempt: Attempt | None) -> list[Row]:
    """The steps in their order; the first that is not done is next, when one can begin.

    The pages of those after it may not be there yet, so they have no link.
    """
    manual = reverse("help:manual", args=[exercise.word])
    rows: list[Row] = []
    for step in exercise.steps:
        word, tone, address = _("not yet"), "idle", ""
        if attempt is not None and attempt.is_ready:
            if step.is_done(attempt):
                word, tone, address = _("done"), "done", step.address(attempt)
            elif all(row.tone == "done" for row in rows):
                word, tone, address = _("next"), "yours", step.address(attempt)
        rows.append(Row(step, word, tone, address, f"{manual}#{step.chapter}"))
    return rows


def cards(user: Any) -> list[dict[str, Any]]:
    """Each exercise, and whether it is for this person."""
    return [{"exercise": each, "is_for": each.is_for(user)} for each in EXERCISES.values()]


def _exercise(word: str) -> Exercise:
    if word not in EXERCISES:
        raise Http404
    return EXERCISES[word]


def _exercise_for(request: SignedInRequest, word: str) -> Exercise:
    exercise = _exercise(word)
    if not exercise.is_for(request.user):
        raise PermissionDenied("practise")
    return exercise
