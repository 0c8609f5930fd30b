"""How an authority looks: the page on which its officers choose it, its stylesheet, its logo."""

import re
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal import pdf
from portal.accounts.requests import SignedInRequest, posted
from portal.accounts.selectors import authorities_of
from portal.files import store
from portal.form_pages import is_done
from portal.theming import colours, services
from portal.theming.forms import LookForm
from portal.theming.letter_head import letter_head
from portal.theming.models import ACTION, Look
from portal.theming.selectors import look_of

YEAR = 365 * 24 * 3600  # seconds
_SPACE = re.compile(r"\s+")


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """The authorities whose officer one is; with only one, its page at once."""
    authorities = list(authorities_of(request.user).select_related("look"))
    if not authorities:
        raise PermissionDenied("change_look")
    if len(authorities) == 1:
        return redirect("theming:change", authorities[0].uuid)
    return render(request, "theming/mine.html", {"authorities": authorities})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """Name, colour, languages and letter head, with what a page and a letter look like."""
    authority = get_object_or_404(authorities_of(request.user).select_related("look"), uuid=uuid)
    look = look_of(authority)
    form = LookForm(posted(request), request.FILES or None, authority=authority, look=look)
    if is_done(
        request, form, lambda data: services.change_look(authority, by=request.user, **data)
    ):
        messages.success(request, _("Saved. Your public pages and new letters look like this now."))
        return redirect("theming:change", uuid)
    palette = look.palette if look else colours.Palette(ACTION)
    context = {
        "authority": authority,
        "look": look,
        "form": form,
        "palette": palette,
        "pairs": colours.pairs(palette),
    }
    return render(request, "theming/change.html", context)


@login_required
@require_safe
def letter(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A letter without content, under the letter head as it was saved last."""
    authority = get_object_or_404(authorities_of(request.user).select_related("look"), uuid=uuid)
    content = pdf.render(
        "theming/letter.html", {"sender": letter_head(authority)}, get_language() or "nl"
    )
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="briefhoofd.pdf"'
    return response


@require_safe
def stylesheet(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """The colours of one authority. An address with the version of now is kept for a year."""
    look = _look(slug, version)
    palette = look.palette
    text = render_to_string(
        "theming/colours.css",
        {
            "palette": palette,
            "link_rgb": colours.rgb(palette.action),
            "hover_rgb": colours.rgb(palette.dark),
        },
    )
    response = HttpResponse(_SPACE.sub(" ", text).strip(), content_type="text/css; charset=utf-8")
    etag = f'"{look.slug}-{look.version}"'
    response["ETag"] = etag
    _may_be_kept(response, look, version)
    return get_conditional_response(request, etag=etag, response=response) or response


@require_safe
def logo(request: HttpRequest, slug: str, version: int) -> StreamingHttpResponse:
    """The logo of one authority, for everybody."""
    look = _look(slug, version)
    if look.logo is None:
        raise Http404
    response = store.response(look.logo, "logo.jpg", inline=True)
    del response["Cache-Control"]
    _may_be_kept(response, look, version)
    return response


def _look(slug: str, version: int) -> Look:
    """A version that is not there yet is nothing; for an older one, what holds now is given."""
    return get_object_or_404(Look.objects.select_related("logo"), slug=slug, version__gte=version)


def _may_be_kept(response: HttpResponse | StreamingHttpResponse, look: Look, version: int) -> None:
    if version == look.version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, public=True, no_cache=True)
