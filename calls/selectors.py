"""Reads of calls that pages share: the public list, and whom one may choose from."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import (
    Case,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    When,
)
from django.utils.translation import gettext as _

from calls import phases
from calls.models import Call, CallQuerySet, Phase
from portal.accounts.models import Membership, Organisation, User
from portal.models import PortalNow

# The public's words for where a phase stands: nothing of what happens behind closed doors.
JUDGING = {Phase.State.OPENED, Phase.State.ASSESSING, Phase.State.ADVISED, Phase.State.DECIDED}
TOLD = {Phase.State.INFORMED, Phase.State.RUNNING, Phase.State.COMPLETED}
STANDINGS = ("open", "expected", "judging", "ended")
SORTS = {
    "closes_at": (F("next_deadline").asc(nulls_last=True), "-published_at", "-pk"),
    "-closes_at": (F("next_deadline").desc(nulls_last=True), "-published_at", "-pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "-pk"),
    "published_at": ("published_at", "pk"),
    "-published_at": ("-published_at", "-pk"),
}


@dataclass(frozen=True)
class Standing:
    """Where something stands, in the public's words; `state` picks the shape beside them."""

    state: str
    label: str


def public_calls(*, search: str = "", standing: str = "", sort: str = "") -> CallQuerySet:
    """Published calls: those that fit the words and the standing, open ones first.

    `standing` is open, expected, judging, ended or empty for all. Each row carries `standing` and
    `next_deadline` (of the window that is open, or opens next, for everybody).
    """
    calls = _with_standing(Call.objects.published())
    if search:
        vector = SearchVector("title", "title_en", "summary", config="dutch")
        words = SearchQuery(search, config="dutch", search_type="websearch")
        calls = calls.annotate(found=vector).filter(
            Q(found=words)
            | Q(title__icontains=search)
            | Q(title_en__icontains=search)
            | Q(reference__icontains=search)
            | Q(contracting_authority__name__icontains=search)
        )
    if standing:
        calls = calls.filter(standing=STANDINGS.index(standing))
    order = SORTS.get(sort) or ("standing", *SORTS["closes_at"])
    return calls.select_related("contracting_authority").order_by(*order)


def published_with_change() -> Any:
    """Published calls, each with the moment at which its terms last changed."""
    return Call.objects.published().annotate(changed_at=Max("versions__published_at"))


def newest_calls(chosen: dict[str, Any], limit: int) -> list[Call]:
    """The newest published calls that fit what was chosen, with `changed_at`, newest first."""
    fitting = public_calls(**{**chosen, "sort": "-published_at"}).values("pk")[:limit]
    calls = published_with_change().select_related("contracting_authority")
    return list(calls.filter(pk__in=fitting).order_by("-published_at", "-pk"))


def _with_standing(calls: CallQuerySet) -> Any:
    entry = Phase.objects.filter(call=OuterRef("pk"), entry=Phase.Entry.OPEN)
    live = Q(state=Call.State.PUBLISHED)
    is_open = Q(Exists(entry.filter(opens_at__lte=PortalNow(), closes_at__gt=PortalNow())))
    is_expected = Q(Exists(entry.filter(opens_at__gt=PortalNow())))
    return calls.annotate(
        standing=Case(
            When(live & is_open, then=0),
            When(live & is_expected, then=1),
            When(live, then=2),
            default=3,
            output_field=IntegerField(),
        ),
        next_deadline=Min(
            "phases__closes_at",
            filter=live & Q(phases__entry=Phase.Entry.OPEN, phases__closes_at__gt=PortalNow()),
            output_field=DateTimeField(),
        ),
    )


def call_standing(call: Call, now: datetime) -> Standing:
    """Where a call stands for the public, by the clock; its phases are prefetched."""
    if call.state == Call.State.CANCELLED:
        return Standing("cancelled", _("cancelled"))
    if call.state == Call.State.COMPLETED:
        return Standing("completed", _("completed"))
    standings = [phase_standing(phase, now) for phase in call.phases.all() if phase.takes_offers]
    for wanted in ("open", "planned"):
        for phase, standing in zip(call.phases.all(), standings, strict=False):
            if phase.entry == Phase.Entry.OPEN and standing.state == wanted:
                return standing
    under_way = [
        standing for standing in standings if standing.state not in {"planned", "informed"}
    ]
    return (under_way or standings or [Standing("idle", _("not open yet"))])[-1]


def phase_standing(phase: Phase, now: datetime) -> Standing:
    """Where a phase stands for the public: never the staff's word for it."""
    if phase.state in TOLD:
        return Standing("informed", _("result is known"))
    if phase.state in JUDGING:
        return Standing("assessing", _("offers are being assessed"))
    window = phases.window(phase, now)
    if window == "open":
        return Standing("open", _("open for offers"))
    if window == "closed":
        return Standing("closed", _("closed for offers"))
    return Standing("planned", _("not open yet"))


def budget_of(phase: Phase) -> Decimal:
    """All pots of a phase together, in euro including VAT."""
    return sum((pot.budget_incl_vat for pot in phase.pots.all()), Decimal(0))


def possible_openers(call: Call) -> Any:
    """Officers of the authority and of the agency, and those asked in for this call."""
    officers = Q(
        memberships__role=Membership.Role.OFFICER,
        memberships__organisation__in=[
            pk for pk in (call.contracting_authority_id, call.executing_agency_id) if pk
        ],
    )
    asked_in = Q(call_roles__call=call, call_roles__role__in=["author", "officer"])
    return User.objects.filter(officers | asked_in, is_active=True).distinct()


def possible_reserves(call: Call) -> Any:
    """Officers and advisers of the call's agency, or of any agency when it has none."""
    agencies = Organisation.objects.filter(kind=Organisation.Kind.AGENCY)
    if call.executing_agency_id:
        agencies = agencies.filter(pk=call.executing_agency_id)
    return User.objects.filter(
        memberships__role__in=[Membership.Role.OFFICER, Membership.Role.ADVISER],
        memberships__organisation__in=agencies,
        is_active=True,
    ).distinct()
