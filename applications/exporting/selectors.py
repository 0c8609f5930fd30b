"""Which forms still lack their PDF, and what there is of a form or an offer."""

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery

from applications.exporting.models import FormCopy, OfferCopy
from applications.models import Proposal
from calls.models import Call, CallVersion, Phase

_latest = CallVersion.objects.filter(call=OuterRef("call")).order_by("-number").values("pk")[:1]


def phases_without_copies() -> QuerySet[Phase]:
    """Phases of published calls whose present form is not there in every language."""
    current = FormCopy.objects.filter(phase=OuterRef("pk"), version=OuterRef("version_id"))
    phases = Phase.objects.filter(call__state=Call.State.PUBLISHED, takes_offers=True)
    found = phases.annotate(version_id=Subquery(_latest)).exclude(version_id=None)
    for language, _name in settings.LANGUAGES:
        found = found.annotate(
            **{f"copy_{language}": Subquery(current.filter(language=language).values("pk")[:1])}
        )
    lacking = found.none()
    for language, _name in settings.LANGUAGES:
        lacking = lacking | found.filter(**{f"copy_{language}": None})
    return lacking.select_related("call__contracting_authority").order_by("pk")


def form_copy_of(phase: Phase, language: str) -> FormCopy | None:
    """The PDF of the form as it is now, if it was made."""
    latest = CallVersion.objects.filter(call=phase.call).order_by("-number").values("pk")[:1]
    copies = FormCopy.objects.filter(phase=phase, language=language, version__in=Subquery(latest))
    return copies.select_related("file").first()


def offer_copy_of(proposal: Proposal) -> OfferCopy | None:
    """The PDF that was asked for last."""
    copies = OfferCopy.objects.filter(proposal=proposal)
    return copies.select_related("file", "asked_by").first()


def is_stale(copy: OfferCopy) -> bool:
    """Whether the working copy was saved after the PDF was asked for."""
    return copy.proposal.sections.filter(saved_at__gt=F("proposal__offer_copy__asked_at")).exists()
