"""Saving a step: over the version that its writer saw, whole when it is right, else as a draft."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from calls import permissions
from calls.editing.models import EditedStep
from calls.models import Call
from portal.accounts.models import User
from portal.clock import portal_now
from portal.workflow import TransitionRefused, lock

# Inputs of the page itself: they are made anew each time.
OF_THE_PAGE = {"csrfmiddlewaretoken", "version", "overwrite"}
Typed = list[list[str | list[str]]]


class Conflict(Exception):
    """Somebody else saved this step in between: both texts are there, a person chooses."""

    def __init__(self, step: EditedStep) -> None:
        super().__init__(step.version)
        self.step = step


class NoDraft(TransitionRefused):
    """The call is in review, or public: its terms are fixed."""

    def __init__(self) -> None:
        super().__init__(
            _("This call is no longer a draft. Let it be returned to its author first."),
            code="state",
        )


def step_of(call: Call, code: str) -> EditedStep:
    """A step as it was last saved; version 0 when it never was."""
    rows = EditedStep.objects.select_related("saved_by").filter(call=call, code=code)
    return rows.first() or EditedStep(call=call, code=code)


def drafted_panels(call: Call) -> list[str]:
    """The steps of the panel that hold something which is not right, or not in the call, yet."""
    drafted = call.edited_steps.exclude(draft=None).order_by("panel")
    return list(drafted.values_list("panel", flat=True).distinct())


@transaction.atomic
def save_step(
    call: Call, code: str, *, panel: str, version: int, by: User, save: Callable[[Call], Call]
) -> EditedStep:
    """Let `save` write the step on the locked call, and note the new version.

    Raises PermissionDenied, NoDraft, Conflict, and what `save` raises.
    """
    step = _locked(call, code, version=version, by=by)
    save(step.call)
    step.draft, step.panel = None, panel
    return _noted(step, by=by)


@transaction.atomic
def keep_draft(
    call: Call,
    code: str,
    *,
    panel: str,
    typed: Mapping[str, list[str]],
    version: int,
    by: User,
) -> EditedStep:
    """Keep what was typed as it is: the call itself does not change. Raises as `save_step` does."""
    step = _locked(call, code, version=version, by=by)
    step.draft, step.panel = as_draft(typed.items()), panel
    return _noted(step, by=by)


@transaction.atomic
def drop_draft(call: Call, code: str, *, version: int, by: User) -> EditedStep:
    """Let go of what was typed and was not right. Raises as `save_step` does."""
    step = _locked(call, code, version=version, by=by)
    step.draft = None
    return _noted(step, by=by)


def as_draft(typed: Iterable[tuple[str, list[str]]]) -> Typed:
    """What a browser sent, without the page's own inputs; a NUL cannot be stored, so it shows."""
    return [
        [name, [value.replace("\x00", "\N{REPLACEMENT CHARACTER}") for value in values]]
        for name, values in typed
        if name not in OF_THE_PAGE
    ]


def version_from(data: Mapping[str, Any]) -> int:
    """The version that the writer saw; one that is no number was seen by nobody."""
    typed = str(data.get("version", ""))
    return int(typed) if typed.isdecimal() and len(typed) < 10 else -1


def _locked(call: Call, code: str, *, version: int, by: User) -> EditedStep:
    """Lock the call first, as everybody does, then look who saved the step last."""
    call = lock(call)
    if not permissions.can_edit_call(by, call):
        raise PermissionDenied("edit_call")
    if call.state != Call.State.DRAFT:
        raise NoDraft
    step = step_of(call, code)
    step.call = call
    if step.version != version:
        raise Conflict(step)
    return step


def _noted(step: EditedStep, *, by: User) -> EditedStep:
    step.version += 1
    step.saved_at, step.saved_by = portal_now(), by
    step.save()
    return step
