"""One action gives everybody more time after an outage: two officers, evidence, before opening."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications import transitions as offers
from applications.models import Proposal
from applications.tasks import go_on_after_outage, lapse_drafts
from calls import phases
from calls import transitions as call_moves
from calls.models import Phase
from calls.outages import transitions
from calls.outages.models import Outage
from calls.tasks import write_phase_states
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.files.uploads import encrypt_bytes
from portal.look.wording import AMSTERDAM
from portal.mail.models import OutgoingMail
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.confirming.test_telling import told
from tests.applications.stages import PASSPHRASE, draft, open_phase, opened, sent
from tests.calls.amendments import stages
from tests.cast import Cast, client_of, proof_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def passed(phase: Phase, clock) -> None:
    """Half an hour after the deadline; the scheduler has done what it does then."""
    clock.set(phase.closes_at + HOUR / 2)
    write_phase_states()
    lapse_drafts()


def proposed(*touched: Phase, by, **more) -> Outage:
    now = portal_now()
    values = {
        "description": "De inlog gaf fouten.", "began_at": now - HOUR, "ended_at": now - HOUR / 4,
        "to": now + DAY, "evidence": encrypt_bytes(b"%PDF-1 log", "log.pdf", "application/pdf"),
        **more,
    }  # fmt: skip
    return transitions.propose(touched, by=by, **values)


def test_after_the_deadline_two_officers_give_more_time(phase: Phase, cast: Cast, clock) -> None:
    """REQ-13: the one way in which a deadline moves once it has passed."""
    passed(phase, clock)
    outage = proposed(phase, by=cast.author)
    transitions.extend(outage, by=cast.officer)
    phase.refresh_from_db()
    assert (phase.closes_at, phase.state) == (outage.to, "open")
    version = phase.call.versions.latest("number")
    assert (version.cause, version.reason) == ("outage", "De inlog gaf fouten.")
    event = AuditEvent.objects.get(action="extend_for_outage")
    assert event.data["evidence_sha256"] == outage.evidence.sha256


def test_one_action_is_for_every_call_that_was_touched(cast: Cast, clock) -> None:
    """All of them or none, and who is involved in both hears it once."""
    first, second = (stages.with_terms(open_phase(cast)) for _number in range(2))
    Phase.objects.filter(pk=second.pk).update(closes_at=first.closes_at)
    passed(first, clock)
    outage = proposed(first, second, by=cast.author)
    transitions.extend(outage, by=cast.officer)
    deadlines = set(Phase.objects.values_list("closes_at", flat=True))
    assert deadlines == {outage.to}
    mails = OutgoingMail.objects.filter(kind="deadline_after_outage")
    people = list(mails.values_list("recipient__name", flat=True))
    assert len(people) == len(set(people))
    assert {cast.author.name, cast.officer.name, cast.escrow.name} <= set(people)


def test_what_had_lapsed_goes_on(phase: Phase, cast: Cast, clock) -> None:
    """A draft, and an offer that was not confirmed; both can still be sent in time."""
    late = draft(phase, cast.applicant)
    unconfirmed = sent(phase, cast.rival).submission.proposal
    stages.lapsing(phase, cast)
    passed(phase, clock)
    states = dict(Proposal.objects.values_list("pk", "state"))
    assert states == {late.pk: "lapsed", unconfirmed.pk: "lapsed"}
    assert Task.objects.filter(kind="open_vault", closed_at=None).exists()
    transitions.extend(proposed(phase, by=cast.author), by=cast.officer)
    assert go_on_after_outage() == 2
    told()
    states = dict(Proposal.objects.values_list("pk", "state"))
    assert states == {late.pk: "draft", unconfirmed.pk: "sent"}
    assert not Task.objects.filter(kind="open_vault", closed_at=None).exists()
    due = Task.objects.filter(kind="finish_offer", closed_at=None).values_list("due_at", flat=True)
    assert set(due) == {Phase.objects.get().closes_at}
    late = Proposal.objects.get(pk=late.pk)
    offers.submit(late, by=cast.applicant, declared=True)
    mails = OutgoingMail.objects.filter(kind="offer_terms_changed", body__contains="inlog")
    assert {cast.applicant, cast.rival} <= {mail.recipient for mail in mails}


def test_the_vault_waits_for_its_openers_again_after_the_new_deadline(
    phase: Phase, cast: Cast, clock
) -> None:
    passed(phase, clock)
    outage = transitions.extend(proposed(phase, by=cast.author), by=cast.officer)
    go_on_after_outage()
    clock.set(outage.to + HOUR)
    write_phase_states()
    lapse_drafts()
    assert Task.objects.filter(kind="open_vault", closed_at=None).count() == 2


def test_refused_once_the_vault_is_open(phase: Phase, cast: Cast, clock) -> None:
    sent(phase, cast.applicant)
    passed(phase, clock)
    outage = proposed(phase, by=cast.author)
    opened(phase, cast.author, cast.officer)
    before = Phase.objects.get().closes_at
    with pytest.raises(TransitionRefused, match="kluis"):
        transitions.extend(outage, by=cast.officer)
    assert Phase.objects.get().closes_at == before


def test_an_opening_that_was_begun_is_not_finished_before_the_new_deadline(
    phase: Phase, cast: Cast, clock
) -> None:
    """accept(t) and open(t) are never both true, whatever is done with the deadline."""
    passed(phase, clock)
    opening = offers.start_opening(
        phase, by=cast.author, passphrase=PASSPHRASE, proof=proof_of(cast.author, "one")
    )
    transitions.extend(proposed(phase, by=cast.author), by=cast.officer)
    with pytest.raises(TransitionRefused) as refused:
        offers.confirm_opening(
            opening, by=cast.officer, passphrase=PASSPHRASE, proof=proof_of(cast.officer, "two")
        )
    assert refused.value.code == "early"
    assert phases.is_open(Phase.objects.get(), portal_now())


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"to": timedelta(minutes=-20)}, "verleden"),
        ({"ended_at": timedelta(hours=2)}, "voorbij"),
        ({"began_at": timedelta(hours=-9), "ended_at": timedelta(hours=-10)}, "begint"),
        ({"began_at": timedelta(days=-99), "ended_at": timedelta(days=-98)}, "niet open"),
        ({"description": " "}, "storing"),
    ],
)
def test_what_makes_no_sense_is_refused(
    phase: Phase, cast: Cast, clock, more: dict, words: str
) -> None:
    passed(phase, clock)
    values = {
        name: portal_now() + value if isinstance(value, timedelta) else value
        for name, value in more.items()
    }
    with pytest.raises(TransitionRefused, match=words):
        proposed(phase, by=cast.author, **values)
    assert not Outage.objects.exists()


@pytest.mark.parametrize("name", ["outsider", "applicant", "escrow", "analyst", "operator"])
def test_only_officers_of_every_call_propose(phase: Phase, cast: Cast, clock, name: str) -> None:
    passed(phase, clock)
    with pytest.raises(PermissionDenied):
        proposed(phase, by=getattr(cast, name))


@pytest.mark.parametrize("name", ["author", "outsider", "applicant", "operator"])
def test_another_officer_carries_it_out(phase: Phase, cast: Cast, clock, name: str) -> None:
    passed(phase, clock)
    outage = proposed(phase, by=cast.author)
    holders = Task.objects.filter(kind="approve_extension", closed_at=None)
    assert cast.officer in {task.holder for task in holders}
    assert cast.author not in {task.holder for task in holders}
    with pytest.raises(PermissionDenied):
        transitions.extend(outage, by=getattr(cast, name))


def test_states_of_an_outage(phase: Phase, cast: Cast, clock) -> None:
    """Carried out or dropped, nothing more is done with it."""
    passed(phase, clock)
    dropped = transitions.drop(proposed(phase, by=cast.author), by=cast.officer)
    extended = transitions.extend(proposed(phase, by=cast.author), by=cast.officer)
    for outage in (dropped, extended):
        for move in (transitions.extend, transitions.drop):
            with pytest.raises(TransitionRefused):
                move(outage, by=cast.officer)
    assert not Task.objects.filter(kind="approve_extension", closed_at=None).exists()


def test_a_stopped_call_gets_no_more_time(phase: Phase, cast: Cast, clock) -> None:
    passed(phase, clock)
    outage = proposed(phase, by=cast.author)
    call_moves.cancel(phase.call, by=cast.officer, reasons="Het geld is weg.")
    with pytest.raises(TransitionRefused):
        transitions.extend(outage, by=cast.officer)


def test_the_pages_of_an_outage(phase: Phase, cast: Cast, clock) -> None:
    """Every fault at once, what was typed stays; then proposed, read and carried out."""
    passed(phase, clock)
    client = client_of(cast.author)
    url = reverse("calls:propose-outage")
    empty = client.post(url, {"description": "Kapot", "to_on": "2026-03-29", "to_at": "02:30"})
    assert set(empty.context["form"].errors) == {
        "began_at", "ended_at", "evidence", "phases", "to",
    }  # fmt: skip
    assert "Kapot" in empty.content.decode()
    now = portal_now().astimezone(AMSTERDAM)
    moments = {"began_at": now - HOUR, "ended_at": now - HOUR / 4, "to": now + 3 * DAY}
    data = {"description": "Kapot", "phases": [phase.pk],
            "evidence": SimpleUploadedFile("log.txt", b"502 502", "text/plain")}  # fmt: skip
    for name, moment in moments.items():
        data |= {f"{name}_on": f"{moment:%Y-%m-%d}", f"{name}_at": f"{moment:%H:%M}"}
    assert client.post(url, data).status_code == 302
    outage = Outage.objects.get()
    page = client_of(cast.officer).get(reverse("calls:outage", args=[outage.uuid]))
    assert "Kapot" in page.content.decode()
    answer = client_of(cast.officer).get(reverse("calls:outage-evidence", args=[outage.uuid]))
    assert b"".join(answer.streaming_content) == b"502 502"
    assert client.post(reverse("calls:extend-for-outage", args=[outage.uuid])).status_code == 403
    client_of(cast.officer).post(reverse("calls:extend-for-outage", args=[outage.uuid]))
    assert Outage.objects.get().state == "extended"
    assert client.get(reverse("calls:outages")).status_code == 200
    assert client_of(cast.outsider).get(
        reverse("calls:outage", args=[outage.uuid])
    ).status_code == 404  # fmt: skip
