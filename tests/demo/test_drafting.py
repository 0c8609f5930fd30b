"""Drafts of the demo: a partner who said yes and one who has not, an intermediary, a size."""

from applications.models import Proposal
from applications.partnering.cards import partners_of
from applications.permissions import can_submit
from demo.cases import shipped_case
from demo.play import drafting
from demo.play.plays import Play
from portal.accounts.models import Organisation
from portal.team.models import Mandate
from tests.factories import PhaseFactory


def test_drafts_show_partners_an_intermediary_and_a_size(db: None) -> None:
    phase = PhaseFactory()
    play = Play(shipped_case("sportvelden-open"), phase.call.reference, seed=1)
    for _time in range(2):
        for move in drafting.moves(play):
            move.act()

    with_partners, for_another = Proposal.objects.order_by("pk")
    partners = partners_of(with_partners)
    assert [each.status for each in partners] == ["confirmed", "asked"]
    assert [each.terms["role"] for each in partners] == ["partner", "subcontractor"]
    assert with_partners.dossier.lead.sme_tests.get().sums["lines"]
    assert with_partners.dossier.lead.size == Organisation.Size.MEDIUM
    mandate = Mandate.objects.get()
    assert mandate.organisation == for_another.dossier.lead
    assert can_submit(mandate.intermediary, for_another)
