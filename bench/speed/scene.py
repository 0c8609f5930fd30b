"""The pages that are measured, and the data behind them."""

from django.test import Client
from django.urls import reverse

from bench.judging.scene import round_of
from bench.offers.load import SECTION
from bench.speed.measuring import Page
from calls.models import Call, CallRole, Phase
from tests.applications.stages import draft, open_phase
from tests.assessment.stages import opened_phase
from tests.cast import Cast, client_of
from tests.factories import CallFactory

ROWS = 60  # of the staff's list
RANKED = 200


def pages(cast: Cast) -> list[Page]:
    """Those with a limit of their own (a tenth of the nearest peer), and the others that count."""
    phase = opened_phase(cast, offers=ROWS)
    Phase.objects.filter(pk=phase.pk).update(public_key=bytes(32))  # no page here opens anything
    for number in range(ROWS - 1):
        call = CallFactory.create(
            published=True, title=f"Oproep {number}", contracting_authority=cast.rws
        )
        CallRole.objects.create(call=call, user=cast.officer, role=CallRole.Role.OFFICER)
    offer = phase.proposals.select_related("dossier").order_by("pk")[0]
    written = draft(open_phase(cast), cast.applicant)
    committee = round_of(RANKED)
    chair = committee.seats.order_by("pk")[0].user
    officer, writer, analyst = (
        session_of(client_of(user)) for user in (cast.officer, cast.applicant, cast.analyst)
    )
    at = [phase.call.reference, phase.code]
    return [
        *public_pages(phase.call),
        Page("list of calls", reverse("calls:list"), 15),
        Page("search among calls", reverse("calls:list") + "?q=oproep+innovatie", 40, analyst),
        Page("offer editor", reverse("applications:section", args=[
            written.dossier.reference, written.phase.code, SECTION]), 30, writer),
        Page(f"staff list, {ROWS} calls", reverse("awards:my-calls"), 50, officer),
        Page(f"staff list, {ROWS} offers", reverse("applications:opened-list", args=at), 50,
             officer),
        Page("staff detail of an offer", reverse("applications:opened", args=[
            offer.dossier.reference, phase.code]), 30, officer),
        Page("dashboard", reverse("funnel:portfolio"), 60, analyst),
        Page(f"progress of {RANKED} offers", reverse("assessment:progress", args=[
            committee.phase.call.reference, committee.phase.code]), None,
            session_of(client_of(chair))),
    ]  # fmt: skip


def public_pages(call: Call) -> list[Page]:
    """Kept for a second by the server; unchanged, they are a 304 to who has them."""
    return [
        Page("public home", reverse("home"), 7),
        Page("call page", reverse("calls:detail", args=[call.reference]), 7),
        Page("call page, unchanged (304)", reverse("calls:detail", args=[call.reference]),
             1 / 0.6, is_unchanged=True),
        Page("call page, kept", reverse("calls:detail", args=[call.reference]), 1 / 0.6),
    ]  # fmt: skip


def session_of(client: Client) -> str:
    """What a browser would send along."""
    return client.cookies["sessionid"].value
