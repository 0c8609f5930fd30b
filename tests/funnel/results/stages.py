"""Stories of before the portal, and one of an award, as rows."""

from typing import Any

from awards.stories.models import Story
from funnel.results import services, transitions
from funnel.results.models import EarlierStory
from portal.clock import portal_now
from tests.cast import Cast
from tests.factories import CallFactory, DossierFactory

WORDS: dict[str, Any] = {
    "year": 2014, "title": "Dijk die zichzelf meet", "title_en": "A dike that measures itself",
    "authority": "Waterschap Noord", "company": "Sensorbouw", "summary": "Sensoren in de **dijk**.",
    "summary_en": "Sensors in the levee.", "text": "Twee dijken hebben het nu.",
    "source": "Jaarverslag 2015",
}  # fmt: skip


def written(cast: Cast, **more: Any) -> EarlierStory:
    """A draft."""
    return services.write(EarlierStory(), by=cast.analyst, **(WORDS | more))


def published(cast: Cast, **more: Any) -> EarlierStory:
    """One that everybody reads."""
    return transitions.publish(written(cast, **more), by=cast.analyst)


def of_award(cast: Cast, **more: Any) -> Story:
    """A story of a dossier that the company approved."""
    call = CallFactory(published=True, contracting_authority=cast.rws, title="Circulaire viaducten")
    values: dict[str, Any] = {
        "number": 1, "title": "Brug in een dag", "text": "Hij **staat** er.",
        "state": Story.State.APPROVED, "written_by": cast.officer, "answered_by": cast.applicant,
        "answered_at": portal_now(),
    }  # fmt: skip
    dossier = DossierFactory(call=call, lead=cast.company)
    return Story.objects.create(dossier=dossier, **(values | more))
