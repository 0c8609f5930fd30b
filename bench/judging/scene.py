"""A round of many offers, written in bulk: five members, eight criteria, half of it agreed on."""

import random
from decimal import Decimal

from django.db import connection

from applications.models import Admissibility, Dossier, OpenedProposal, Proposal, Submission
from assessment import results, selectors
from assessment.models import (
    Committee,
    Consensus,
    Declaration,
    Ranking,
    Score,
    ScoreSheet,
    Seat,
)
from calls.models import Criterion, Phase
from portal.accounts.models import User
from portal.clock import portal_now
from tests.assessment.stages import opened_phase
from tests.cast import make_cast
from tests.factories import OrganisationFactory

MEMBERS, CRITERIA = 5, 8
BATCH = 2_000
REASON = "Het plan is helder; de proef is eerlijk opgezet en de kosten vallen mee."


def round_of(offers: int, *, seed_of: int = 7) -> Committee:
    """A committee in its meeting with so many offers, all handed in; the last five to twenty
    percent below a threshold. The same number gives the same scores."""
    dice = random.Random(seed_of)
    phase = opened_phase(make_cast(), offers=0)
    phase.criteria.all().delete()
    criteria = Criterion.objects.bulk_create(
        Criterion(phase=phase, code=f"c{n}", name=f"Criterium {n}", order=n, weight=5 + n,
                  threshold=3 if n == 0 else None)
        for n in range(CRITERIA)
    )  # fmt: skip
    proposals = _offers(phase, offers, dice)
    committee = Committee.objects.create(phase=phase, state=Committee.State.CONSENSUS)
    seats = Seat.objects.bulk_create(
        Seat(committee=committee, user=User.objects.create_user(f"lid-{phase.pk}-{n}@example.nl",
             name=f"Lid {n}"), role="member" if n else "chair", profile="deskundige")
        for n in range(MEMBERS)
    )  # fmt: skip
    Declaration.objects.bulk_create(
        (Declaration(seat=seat, dossier=proposal.dossier, kind="none")
         for seat in seats for proposal in proposals),
        batch_size=BATCH,
    )  # fmt: skip
    _scores(seats, proposals, criteria, dice)
    Consensus.objects.bulk_create(
        (Consensus(proposal=proposal, criterion=criterion, value=dice.randint(3, 10),
                   motivation=REASON, recorded_by=seats[0].user)
         for proposal in proposals[::2] for criterion in criteria),
        batch_size=BATCH,
    )  # fmt: skip
    return Committee.objects.select_related("phase__call", "phase__opening").get(pk=committee.pk)


def ranked_round(offers: int) -> Ranking:
    """The same, with its frozen ranking."""
    committee = round_of(offers)
    frozen = results.freeze(committee, list(selectors.admissible(committee.phase)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database that runs does by itself
    Committee.objects.filter(pk=committee.pk).update(state=Committee.State.RANKED)
    return frozen


def _offers(phase: Phase, number: int, dice: random.Random) -> list[Proposal]:
    lead, judge = OrganisationFactory.create(), User.objects.system("bench")
    closes_at = phase.closes_at
    # Sent while the phase was open: the database looks at that.
    Phase.objects.filter(pk=phase.pk).update(closes_at=portal_now().replace(year=2099))
    version = phase.call.versions.get()
    dossiers = Dossier.objects.bulk_create(
        Dossier(call=phase.call, lead=lead, pseudonym=f"Offerte {n}") for n in range(number)
    )
    proposals = Proposal.objects.bulk_create(
        Proposal(dossier=dossier, phase=phase, state=Proposal.State.OPENED) for dossier in dossiers
    )
    submissions = Submission.objects.bulk_create(
        Submission(proposal=proposal, phase=phase, number=1, call_version=version,
                   sealed_payload=b"", key_for_phase=b"", key_for_company=b"", manifest={},
                   manifest_sha256="c" * 64, sent_by=judge)
        for proposal in proposals
    )  # fmt: skip
    OpenedProposal.objects.bulk_create(
        OpenedProposal(proposal=proposal, submission=submission, title=f"Offerte {n} over bruggen",
                       answers={}, price_excl_vat=Decimal(40_000), vat_rate=Decimal(21),
                       price_incl_vat=Decimal(dice.randint(20_000, 50_000)), rd_share=80)
        for n, (proposal, submission) in enumerate(zip(proposals, submissions, strict=True))
    )  # fmt: skip
    Admissibility.objects.bulk_create(
        Admissibility(proposal=proposal, is_admissible=True, judged_by=judge)
        for proposal in proposals
    )
    Phase.objects.filter(pk=phase.pk).update(closes_at=closes_at)
    phase.pots.update(budget_incl_vat=Decimal(35_000) * (number // 2 + 1))
    return proposals


def _scores(
    seats: list[Seat], proposals: list[Proposal], criteria: list[Criterion], dice: random.Random
) -> None:
    sheets = ScoreSheet.objects.bulk_create(
        (ScoreSheet(seat=seat, proposal=proposal) for seat in seats for proposal in proposals),
        batch_size=BATCH,
    )
    Score.objects.bulk_create(
        (Score(sheet=sheet, criterion=criterion, value=dice.randint(2, 10), reason=REASON)
         for sheet in sheets for criterion in criteria),
        batch_size=BATCH,
    )  # fmt: skip
    ScoreSheet.objects.filter(seat__in=seats).update(
        state=ScoreSheet.State.HANDED_IN, handed_in_at=portal_now()
    )
