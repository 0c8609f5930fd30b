"""A call from its terms to its end, published as open data."""

from datetime import timedelta

from awards import services, transitions
from awards.models import Contract, DecisionSet
from calls import versions
from calls.models import Phase
from funnel.opendata.models import Release
from funnel.opendata.services import publish_due
from portal.clock import portal_now
from tests.awards.stages import advised, pay, with_letters, with_papers
from tests.cast import Cast, proof_of
from tests.factories import PhaseFactory


def with_terms(cast: Cast, **fields) -> Phase:
    """An advised phase with one award to come, and a later phase; the terms are frozen whole."""
    phase = advised(cast, with_excluded=True, **fields)
    now = portal_now()
    PhaseFactory(
        call=phase.call, invited=True, opens_at=now + timedelta(days=10),
        closes_at=now + timedelta(days=40),
    )  # fmt: skip
    versions.freeze(phase.call, by=cast.author)
    return phase


def approved(phase: Phase, cast: Cast) -> DecisionSet:
    """The decision is made and its letters are there; nobody was told yet."""
    decision_set = services.propose(phase, by=cast.author)
    transitions.approve(decision_set, by=cast.officer, proof=proof_of(cast.officer))
    return with_letters(DecisionSet.objects.get(pk=decision_set.pk))


def told(decision_set: DecisionSet, cast: Cast) -> DecisionSet:
    """All applicants have their letter."""
    return transitions.release(decision_set, by=cast.author, proof=proof_of(cast.author))


def to_the_end(cast: Cast) -> Phase:
    """One award, signed, delivered, accepted and paid; everything published."""
    phase = with_terms(cast)
    with_papers(told(approved(phase, cast), cast))
    contract = Contract.objects.get()
    transitions.sign_contract(contract, by=cast.applicant)
    transitions.countersign(contract, by=cast.officer)
    for part in contract.deliverables.all():
        transitions.deliver(part, upload=b"%PDF-1.7", file_name="r.pdf", by=cast.applicant)
        transitions.accept(part, by=cast.officer)
        pay(part, cast)
    publish_due()
    return phase


def tags(ocid_end: str = "") -> list[list[str]]:
    """The tags of the releases of the first process, or of the one whose number ends so."""
    found = list(Release.objects.order_by("ocid", "number"))
    ocid = next(each.ocid for each in found if each.ocid.endswith(ocid_end))
    return [each.content["tag"] for each in found if each.ocid == ocid]
