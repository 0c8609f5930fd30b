"""Pages of the record: the report point by point, the award notice, the packages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from awards.record import services
from awards.record.documents import report_pdf
from awards.record.forms import AwardNoticeForm, PointForm
from awards.record.models import AwardNotice, Package, PointNote
from awards.record.permissions import can_keep_record
from awards.record.points import TITLES, points_of
from awards.views.fetch import staff_call
from calls.models import Call
from calls.procedures import is_part_2
from portal.accounts.requests import SignedInRequest, posted
from portal.files import store
from portal.form_pages import is_done
from portal.work.models import Job
from portal.workflow import TransitionRefused

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def overview(request: SignedInRequest, reference: str) -> HttpResponse:
    """Where the record stands: points, notice and packages."""
    call = _call(request, reference)
    points = points_of(call) if is_part_2(call) else []
    context = {
        "call": call,
        "points": points,
        "missing": [point for point in points if point.is_missing],
        "notice": AwardNotice.objects.filter(call=call).first(),
        "packages": _packages(call),
    }
    return render(request, "record/overview.html", context)


@login_required
@require_http_methods(METHODS)
def point(request: SignedInRequest, reference: str, point: str) -> HttpResponse:
    """Fill in one point, or say why it does not apply."""
    call = _call(request, reference)
    if point not in TITLES or not is_part_2(call):
        raise Http404
    note = PointNote.objects.filter(call=call, point=point).first()
    start = {"applies": "yes" if note.applies else "no", "text": note.text} if note else {}
    form = PointForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        services.write_point(call, point, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved: point (%(point)s).") % {"point": point})
        return redirect("record:overview", reference)
    return _form_page(request, call, form, f"({point}) {TITLES[point]}")


@login_required
@require_safe
def report(request: SignedInRequest, reference: str) -> HttpResponse:
    """The report as a PDF; while a point is missing, back to the list that says which."""
    call = _call(request, reference)
    try:
        content = report_pdf(call)
    except TransitionRefused as refused:
        messages.error(request, str(refused))
        return redirect("record:overview", reference)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}-rapport.pdf"'
    return response


@login_required
@require_http_methods(METHODS)
def award_notice(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write down that the award notice was sent."""
    call = _call(request, reference)
    if not is_part_2(call):
        raise Http404
    form = AwardNoticeForm(posted(request))
    if is_done(
        request,
        form,
        lambda answers: services.record_award_notice(call, by=request.user, **answers),
    ):
        messages.success(request, _("The award notice was written down."))
        return redirect("record:overview", reference)
    return _form_page(request, call, form, _("Write down the award notice"))


@login_required
@require_POST
def ask(request: SignedInRequest, reference: str) -> HttpResponse:
    """Ask for a package of everything there is now."""
    call = _call(request, reference)
    services.ask_for_package(call, by=request.user)
    messages.success(request, _("The package is being made."))
    return redirect("record:overview", reference)


@login_required
@require_safe
def package(request: SignedInRequest, reference: str, number: int) -> StreamingHttpResponse:
    """The ZIP of one package."""
    call = _call(request, reference)
    found = get_object_or_404(
        Package.objects.select_related("file"), call=call, number=number, file__isnull=False
    )
    if found.file is None:
        raise Http404
    return store.response(found.file, f"{found}.zip")


def _packages(call: Call) -> list[dict[str, Any]]:
    """The packages, the newest first, with what went wrong."""
    packages = list(Package.objects.filter(call=call).select_related("asked_by"))
    jobs = Job.objects.filter(
        kind=services.PACKAGES, object_id__in=[each.pk for each in packages]
    ).prefetch_related("units")
    errors = {job.object_id: [unit.error for unit in job.units.all()] for job in jobs}
    return [
        {"package": each, "error": "; ".join(filter(None, errors.get(each.pk, [])))}
        for each in packages
    ]


def _call(request: SignedInRequest, reference: str) -> Call:
    call = staff_call(request, reference)
    if not can_keep_record(request.user, call):
        raise PermissionDenied("record")
    return call


def _form_page(
    request: SignedInRequest, call: Call, form: forms.BaseForm, heading: str
) -> HttpResponse:
    return render(request, "record/form.html", {"call": call, "form": form, "heading": heading})
