"""What base.html needs on every page."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from portal.accounts.models import Membership, User
from portal.clock import portal_now
from portal.compiled import rows_of_person
from portal.help.manuals import places
from portal.models import CURRENT, PortalNow
from portal.signin.sessions import seconds_left
from portal.work.models import Task


def page(request: HttpRequest) -> dict[str, Any]:
    """The portal's moment, the way around, and what waits on this person."""
    context: dict[str, Any] = {
        "now": SimpleLazyObject(portal_now),
        "demo_bar": getattr(request, "demo_bar", None),
        "support": getattr(request, "support", None),
        "this_page": address_of(request),
        "help_address": _help_with(request),
        "site_url": settings.SITE_URL,
    }
    # An error page may be rendered for a request that never reached the session.
    user = getattr(request, "user", None)
    links = [(_("Calls"), "calls:list"), (_("Consultations"), "market:list")]
    if user is not None and user.is_authenticated:
        (known,) = _known_of(user.pk)
        links += _links_of(known)
        context |= {
            "now": known["now"],
            "session_left": seconds_left(request)[0],
            "open_task_count": known["open_tasks"],
            "tasks_url": reverse("accounts:tasks"),
            "user_menu": [
                {"label": _("My companies"), "url": reverse("accounts:companies")},
                {"label": _("Calendar"), "url": reverse("calendars:mine")},
                {"label": _("Mails"), "url": reverse("messages:settings")},
                {"label": _("My data"), "url": reverse("persons:mine")},
                {"label": _("Sign-in and security"), "url": reverse("mfa_index")},
                *_menu_of_staff(user),
            ],
        }
    else:
        links.append((_("Results"), "results:results"))
    context["navigation"] = [
        {"label": label, "url": reverse(name), "current": request.path.startswith(reverse(name))}
        for label, name in links
    ]
    return context


def address_of(request: HttpRequest) -> str:
    """Where one is, without the language that the address may ask for."""
    query = request.GET.copy()
    query.pop("taal", None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _help_with(request: HttpRequest) -> str:
    """The chapter of a manual that explains this page; empty when none does."""
    match = request.resolver_match
    word, chapter = places().get(match.view_name, ("", "")) if match else ("", "")
    return f"{reverse('help:manual', args=[word])}#{chapter}" if word else ""


def _menu_of_staff(user: Any) -> list[dict[str, str]]:
    """What only people on the side that asks have use for."""
    if not user.second_factor_required:
        return []
    return [{"label": _("Acting for a colleague"), "url": reverse("delegation:mine")}]


@rows_of_person
def _known_of(person: int) -> QuerySet[User, Any]:
    """What the frame of every page tells of this person, and the moment, in one query."""
    myself = User.objects.filter(pk=OuterRef("pk"))
    roles = Membership.objects.filter(CURRENT, user=OuterRef("pk")).values("role")
    waiting = Task.objects.filter(holder=OuterRef("pk"), closed_at=None).order_by()
    return (
        User.objects.filter(pk=person)
        .annotate(
            roles=ArraySubquery(roles),
            staffs_a_call=Exists(myself.filter(call_roles__isnull=False)),
            sits=Exists(myself.filter(seats__isnull=False)),
            open_tasks=Coalesce(
                Subquery(waiting.values("holder").annotate(count=Count("pk")).values("count")), 0
            ),
            now=PortalNow(),
        )
        .values("roles", "staffs_a_call", "sits", "open_tasks", "now")
    )


def _links_of(known: dict[str, Any]) -> list[tuple[str, str]]:
    """The rooms of this person's roles."""
    roles = set(known["roles"])
    links = []
    if roles & {"officer", "colleague"} or known["staffs_a_call"]:
        links.append((_("My calls"), "awards:my-calls"))
    if roles & {"officer", "adviser"}:
        links.append((_("Advice"), "advice:desk"))
    if roles & {"signatory", "editor", "viewer", "intermediary"}:
        links.append((_("Overview"), "company:home"))
        links.append((_("My offers"), "applications:mine"))
        links.append((_("Letters and contracts"), "awards:mine"))
    if known["sits"]:
        links.append((_("My assessments"), "assessment:mine"))
    return [*links, *_of_staff(roles)]


def _of_staff(roles: set[str]) -> list[tuple[str, str]]:
    """The rooms of who works for an authority, the agency or the platform."""
    links = []
    if "auditor" in roles:
        links.append((_("History"), "audit:history"))
    if roles & {"officer", "analyst"}:
        links.append((_("Figures"), "funnel:portfolio"))
    if roles & {"officer", "analyst", "adviser"}:
        links.append((_("Co-funding"), "cofunding:rounds"))
    if roles & {"admin", "operator"}:
        links.append((_("Organisations"), "people:organisations"))
    if roles & {"officer", "operator"}:
        links.append((_("Archive"), "retention:overview"))
    if "operator" in roles:
        links.append((_("Support"), "support:desk"))
        links.append((_("Outgoing mail"), "messages:desk"))
        links.append((_("Ways to log in"), "federation:providers"))
    return links
