"""Publishing: one release for each event that became public, in the order it happened."""

from django.db import connection, transaction
from django.utils import translation

from calls.models import Phase
from funnel.opendata.happenings import Happening, unpublished
from funnel.opendata.models import Release
from funnel.opendata.ocds.processes import ocid_of
from funnel.opendata.ocds.releases import content_of, wrapped
from funnel.opendata.ocds.values import moment

PUBLISHER_LOCK = 0x6F63_6473  # one advisory lock for all processes of one database
CHUNK = 500
RELATED = (
    "decision_set", "call__contracting_authority", "call__executing_agency", "call__co_funder",
)  # fmt: skip


@transaction.atomic
def publish_due(limit: int = CHUNK) -> int:
    """Publish what happened since the last time and return how much; 0 while another one does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PUBLISHER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    with translation.override("nl"):
        return sum(_publish(happening) for happening in unpublished(limit))


def _publish(happening: Happening) -> bool:
    """Add one release; False where nothing was asked yet, as in terms without this phase."""
    phase = Phase.objects.select_related(*RELATED).get(pk=happening.phase_id)
    ocid = ocid_of(phase)
    last = Release.objects.filter(ocid=ocid).order_by("-number").first()
    if last is None and happening.event != Release.Event.TERMS:
        return False
    number = last.number + 1 if last else 1
    date = max(happening.at, last.date) if last else happening.at
    try:
        content = content_of(happening, phase, ocid, number)
    except KeyError:
        return False
    Release.objects.create(
        ocid=ocid,
        number=number,
        phase=phase,
        event=happening.event,
        source_id=happening.source_id,
        date=date,
        content=wrapped(content, phase.call, ocid, number, moment(date)),
    )
    return True
