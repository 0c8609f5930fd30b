"""One step of the editor: show it, save it, or keep it as a draft while something is not right.

The same address takes the button and the autosave (static/js/autosave.js); the latter is answered
in JSON. Whatever happens, what was typed is on the next page again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from calls import services
from calls.checklist import gaps_of
from calls.editing import saving
from calls.editing.models import EditedStep
from calls.models import Call
from calls.steps import steps_of
from portal.accounts.requests import SignedInRequest
from portal.clock import portal_now
from portal.look.wording import clock_text
from portal.workflow import TransitionRefused


@dataclass(frozen=True)
class Step:
    """How a step is made, saved and shown.

    `code` is what is saved as one, `panel` the step of the completeness panel it belongs to.
    `save` gives the terms to write, of the form and the locked call; without one the form gives
    them. With `keeps` an autosave only keeps a draft: saving for good changes what the page asks.
    """

    code: str
    template: str
    form: Callable[[QueryDict | None], Any]
    panel: str = ""
    save: Callable[[Any, Call], dict[str, Any]] | None = None
    keeps: bool = False
    then: str = ""
    context: dict[str, Any] = field(default_factory=dict)


def answer(request: SignedInRequest, call: Call, step: Step) -> HttpResponse:
    """The page of a step, or what came of saving it."""
    is_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    if call.state != Call.State.DRAFT:
        refusal = saving.NoDraft()
        if is_script:
            return JsonResponse({"message": refusal.message}, status=410)
        return redirect("calls:edit", call.reference)
    if request.method == "POST":
        return _autosave(request, call, step) if is_script else _save(request, call, step)
    row = saving.step_of(call, step.code)
    form = step.form(_as_posted(row.draft))
    return _page(request, call, step, form, row)


def _save(request: SignedInRequest, call: Call, step: Step) -> HttpResponse:
    form = step.form(request.POST)
    if "discard" in request.POST:
        return _discard(request, call, step)
    try:
        row = _write(request, call, step, form)
    except saving.Conflict as conflict:
        return _page(request, call, step, form, conflict.step, is_conflict=True, status=409)
    except TransitionRefused as refusal:
        form.refuse(refusal)
        return _page(request, call, step, form, saving.step_of(call, step.code))
    if row.draft is not None:
        return _page(request, call, step, form, row)
    messages.success(request, _("Saved."))
    return redirect(step.then or _after(row.call, step))


def _discard(request: SignedInRequest, call: Call, step: Step) -> HttpResponse:
    """Go back to what the call says; what somebody else typed meanwhile is not thrown away."""
    try:
        saving.drop_draft(
            call, step.code, version=saving.version_from(request.POST), by=request.user
        )
    except saving.Conflict:
        messages.warning(request, _("Somebody else changed this step at the same time."))
    return redirect(request.path)


def _autosave(request: SignedInRequest, call: Call, step: Step) -> JsonResponse:
    form = step.form(request.POST)
    try:
        row = _write(request, call, step, form, is_autosave=True)
    except saving.Conflict as conflict:
        return JsonResponse(
            {**_saved(conflict.step), "who": str(conflict.step.saved_by or "")}, status=409
        )
    except TransitionRefused as refusal:
        return JsonResponse({"message": refusal.message}, status=410)
    problems = problems_of(form)
    if problems:
        return JsonResponse({**_saved(row), "errors": problems}, status=422)
    return JsonResponse(_saved(row))


def _write(
    request: SignedInRequest, call: Call, step: Step, form: Any, *, is_autosave: bool = False
) -> EditedStep:
    """Save a right form for good, and keep a wrong one as a draft beside its errors."""
    where: dict[str, Any] = {
        "panel": step.panel or step.code,
        "version": saving.version_from(request.POST),
        "by": request.user,
    }

    def save(locked: Call) -> Call:
        terms = step.save(form, locked) if step.save else form.terms()
        return services.update_call(
            locked, by=request.user, terms=terms, version=locked.version, is_autosave=is_autosave
        )

    if form.is_valid() and not (is_autosave and step.keeps):
        try:
            return saving.save_step(call, step.code, **where, save=save)
        except ValidationError as fault:
            form.refuse(fault)
    return saving.keep_draft(call, step.code, **where, typed=dict(request.POST.lists()))


def _page(
    request: SignedInRequest,
    call: Call,
    step: Step,
    form: Any,
    row: EditedStep,
    *,
    is_conflict: bool = False,
    status: int = 200,
) -> HttpResponse:
    panel = step.panel or step.code
    context = {
        "call": call,
        "form": form,
        "saved": row,
        "step_code": step.code,
        "is_conflict": is_conflict,
        "steps": steps_of(call, gaps_of(call, portal_now()), current=panel),
        **step.context,
    }
    return render(request, f"calls/{step.template}.html", context, status=status)


def _after(call: Call, step: Step) -> str:
    """This step again while it lacks something, else the next one."""
    steps = steps_of(call, gaps_of(call, portal_now()), current=step.panel or step.code)
    here = next(index for index, each in enumerate(steps) if each.current)
    return steps[here].url if steps[here].missing else steps[here + 1].url


def problems_of(form: Any) -> dict[str, list[str]]:
    """The errors of a form and of the rows in it, by input."""
    formset = getattr(form, "formset", None)
    bound = [form, *(formset.forms if formset else [])]
    found = {
        each.add_prefix(name): [str(message) for message in told]
        for each in bound
        for name, told in each.errors.items()
    }
    if formset and (whole := formset.non_form_errors()):
        found[formset.prefix] = [str(message) for message in whole]
    return found


def _as_posted(draft: saving.Typed | None) -> QueryDict | None:
    """A draft as the browser sent it, to be shown with its errors."""
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft:
        data.setlist(str(name), list(values))
    return data


def _saved(row: EditedStep) -> dict[str, Any]:
    told = clock_text(row.saved_at, seconds=True) if row.saved_at else ""
    return {"version": row.version, "saved_at": told}
