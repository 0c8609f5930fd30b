"""One named test for each point of annex IV of Directive 2014/24; docs/annex-iv.md leads here."""

from datetime import UTC, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications import transitions
from applications.models import OpenedProposal
from bench.trust import sealed
from calls import transitions as calls
from calls.models import Phase
from portal.audit import chain, verify
from portal.audit.export import export_lines
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.workflow import TransitionRefused
from tests.applications.stages import PASSPHRASE, after_deadline, open_phase, opened, sent
from tests.cast import client_of, proof_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(cast) -> Phase:
    return open_phase(cast)


def test_annex_iv_a_time_of_receipt_is_exact_and_the_same_everywhere(
    cast, phase, django_capture_on_commit_callbacks
):
    """(a) The exact time and date of receipt can be determined precisely."""
    before = portal_now()
    with django_capture_on_commit_callbacks(execute=True):
        submission = sent(phase, cast.applicant).submission
    assert before <= submission.received_at <= portal_now()

    exact = submission.received_at.astimezone(UTC).isoformat(timespec="microseconds")
    at = [submission.proposal.dossier.reference, phase.code, 1]
    client = client_of(cast.applicant)
    assert client.get(reverse("applications:manifest", args=at)).json()["received_at"] == exact
    page = client.get(reverse("applications:receipt", args=at)).content.decode()
    assert exact.replace("T", " ").removesuffix("+00:00") in page
    assert AuditEvent.objects.get(action="submit").data["received_at"] == exact


def test_annex_iv_b_nobody_can_read_an_offer_before_the_time_limit(cast, phase):
    """(b) Nobody can have access to the data before the time limits laid down."""
    sent(phase, cast.applicant, title=f"Plan {sealed.MARK}")
    assert sealed.places(list(sealed.dump())) == []
    for who in (cast.author, cast.officer, cast.escrow, cast.auditor, cast.operator):
        with pytest.raises((TransitionRefused, PermissionDenied)):
            transitions.start_opening(
                phase, by=who, passphrase=PASSPHRASE, proof=proof_of(who, who.email)
            )
    assert not OpenedProposal.objects.exists()


@pytest.mark.parametrize("who", ["outsider", "escrow", "analyst", "auditor", "operator", "rival"])
def test_annex_iv_c_only_authorised_persons_set_or_change_the_dates(cast, phase, who):
    """(c) Only authorised persons may set or change the dates for opening the data."""
    to = phase.closes_at + timedelta(days=7)
    with pytest.raises(PermissionDenied):
        calls.extend_deadline(phase, to=to, by=getattr(cast, who))

    calls.extend_deadline(phase, to=to, by=cast.officer)
    line = AuditEvent.objects.get(action="extend_deadline")
    assert (line.actor, line.data["after"]) == (cast.officer, to.isoformat())


def test_annex_iv_d_only_authorised_persons_have_access_in_every_stage(cast, phase, clock):
    """(d) During the stages, access to all or part of the data is for authorised persons only."""
    proposal = sent(phase, cast.applicant).submission.proposal
    at = [proposal.dossier.reference, phase.code]
    pages = {"applications:offer": (cast.applicant,), "applications:opened": ()}
    _require_seen_by(cast, pages, at)

    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    pages["applications:opened"] = (cast.author, cast.officer)
    _require_seen_by(cast, pages, at)


def _require_seen_by(cast, pages, at) -> None:
    everybody = (cast.applicant, cast.rival, cast.author, cast.officer, cast.outsider, cast.escrow,
                 cast.analyst, cast.auditor, cast.operator, cast.members[0])  # fmt: skip
    for page, allowed in pages.items():
        seen = {
            who for who in everybody
            if client_of(who).get(reverse(page, args=at)).status_code == 200
        }  # fmt: skip
        assert seen == set(allowed), page


def test_annex_iv_e_two_authorised_persons_open_and_only_after_the_date(cast, phase, clock):
    """(e) Only authorised persons give access, and only after the prescribed date."""
    sent(phase, cast.applicant)
    clock.set(phase.closes_at + transitions.OPENING_GRACE - timedelta(seconds=5))
    with pytest.raises(TransitionRefused) as early:
        opened(phase, cast.author, cast.officer)
    assert early.value.code == "early"

    after_deadline(phase, clock)
    with pytest.raises(TransitionRefused) as alone:
        opened(phase, cast.author, cast.author)
    assert alone.value.code == "same_person"
    assert not OpenedProposal.objects.exists()

    opened(phase, cast.author, cast.officer)
    assert OpenedProposal.objects.count() == 1


def test_annex_iv_f_opened_data_stay_with_the_authorised_persons(cast, phase, clock):
    """(f) Opened data stay accessible to authorised persons only; a right that ends, ends now."""
    proposal = sent(phase, cast.applicant).submission.proposal
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)
    at = [proposal.dossier.reference, phase.code, "project_plan"]
    url = reverse("applications:opened-file", args=at)
    client = client_of(cast.officer)
    assert client.get(url).status_code == 200
    for who in (cast.rival, cast.outsider, cast.auditor, cast.operator, cast.unassigned):
        assert client_of(who).get(url).status_code in {403, 404}

    phase.call.roles.filter(user=cast.officer).update(until=portal_now())
    cast.officer.memberships.update(until=portal_now())
    assert client.get(url).status_code == 404


def test_annex_iv_g_every_refused_attempt_is_one_line_and_a_changed_line_is_found(cast, phase):
    """(g) A breach of these rules, or an attempt at one, is clearly detectable."""
    sent(phase, cast.applicant)
    before = AuditEvent.objects.filter(action="refused").count()
    url = reverse("applications:opened-list", args=[phase.call.reference, phase.code])
    assert client_of(cast.auditor).get(url).status_code == 403
    line = AuditEvent.objects.filter(action="refused").latest("pk")
    assert AuditEvent.objects.filter(action="refused").count() == before + 1
    assert (line.actor, line.data["page"]) == (cast.auditor, "applications:opened-list")

    while chain.chain_events():
        pass
    lines = [line.encode() for line in export_lines()]
    verify.verify(lines)
    altered = [line.replace(b'"refused"', b'"allowed"') for line in lines]
    with pytest.raises(verify.Broken):
        verify.verify(altered)
