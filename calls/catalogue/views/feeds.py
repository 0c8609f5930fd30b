"""Calls as programs read them: an Atom feed, the calendar of one call, and the site map."""

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from calls.calendar import calendar_of
from calls.catalogue.forms import SearchForm
from calls.catalogue.selectors import newest_calls, published_with_change
from calls.models import Call
from calls.views.fetch import public_call
from portal.caching import revalidated
from portal.clock import portal_now

ITEMS_IN_FEED = 50


class CallFeed(Feed):
    """The newest calls that fit the choices in the address, the same as those of the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> SearchForm:
        """What was chosen."""
        return SearchForm(request.GET)

    def title(self, form: SearchForm) -> str:
        return _("Trechter: calls for innovation")

    def link(self, form: SearchForm) -> str:
        return reverse("calls:list")

    def items(self, form: SearchForm) -> list[Call]:
        return newest_calls(form.choice(), portal_now(), ITEMS_IN_FEED)

    def item_title(self, item: Call) -> str:
        return str(item)

    def item_description(self, item: Call) -> str:
        return item.summary

    def item_author_name(self, item: Call) -> str:
        return item.contracting_authority.name

    def item_pubdate(self, item: Call) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        return item.changed_at or item.published_at

    def item_link(self, item: Call) -> str:
        return reverse("calls:detail", args=[item.reference])


feed = require_safe(revalidated(CallFeed()))


@require_safe
@revalidated
def calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The dates of one call (ICS)."""
    call = public_call(reference)
    version = call.versions.defer("terms").order_by("-number").first()
    response = HttpResponse(calendar_of(call, version), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{call.reference}.ics"'
    return response


class CallSitemap(Sitemap):
    """Every published call, and when it was last changed."""

    limit = 2000

    def items(self) -> Any:
        return published_with_change().only("reference", "published_at").order_by("pk")

    def location(self, item: Any) -> str:
        return reverse("calls:detail", args=[item.reference])

    def lastmod(self, item: Any) -> datetime | None:
        return item.changed_at or item.published_at


class PageSitemap(Sitemap):
    """The pages that are always there."""

    def items(self) -> list[str]:
        return ["home", "calls:list", "about", "accessibility", "technical_requirements"]

    def location(self, item: Any) -> str:
        return reverse(item)


# What Django's own views of a site map ask for.
MAPS = {
    "sitemaps": {"calls": CallSitemap, "pages": PageSitemap},
    "content_type": "application/xml; charset=utf-8",
}
