"""A contract waits as long as the procedure of its challenge says (REQ-10, REQ-11)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied

from applications.models import Dossier
from awards import standstill, transitions
from portal.workflow import TransitionRefused
from tests.rounds import make_challenge

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def under(contract, procedure: str, cast):
    """Put the contract's offer in a challenge of the cast's own authority."""
    dossier = contract.decision.proposal.dossier
    theme = make_challenge(dossier.call, "A", procedure)
    theme.authority = cast.rws
    theme.save()
    Dossier.objects.filter(pk=dossier.pk).update(theme=theme)
    return type(contract).objects.get(pk=contract.pk)


def test_under_the_partnership_nobody_signs_within_twenty_days(cast, contract, clock):
    contract = under(contract, "partnership", cast)
    with pytest.raises(TransitionRefused) as refused:
        transitions.sign_contract(contract, by=cast.applicant)
    assert refused.value.code == "standstill"
    ends_at = standstill.ends_at(contract.decision)
    clock.set(ends_at - timedelta(minutes=1))
    with pytest.raises(TransitionRefused):
        transitions.sign_contract(contract, by=cast.applicant)
    clock.set(ends_at)
    transitions.sign_contract(contract, by=cast.applicant)
    assert transitions.countersign(contract, by=cast.officer).state == "running"


def test_under_a_national_procedure_the_authority_signs_at_once(cast, contract):
    contract = under(contract, "national", cast)
    assert standstill.ends_at(contract.decision) is None
    transitions.sign_contract(contract, by=cast.applicant)
    assert transitions.countersign(contract, by=cast.officer).state == "running"


def test_term_begins_the_day_after_and_moves_off_a_weekend(cast, contract):
    """REQ-10: told on Monday 4 May 2026, twenty days end on Sunday 24, so with Tuesday 26.

    Monday 25 May 2026 is Whit Monday.
    """
    contract = under(contract, "partnership", cast)
    decision = contract.decision
    decision.decision_set.released_at = datetime(2026, 5, 4, 10, tzinfo=AMSTERDAM)
    assert standstill.ends_at(decision) == datetime(2026, 5, 27, tzinfo=AMSTERDAM)


def test_only_the_authority_of_the_challenge_signs(cast, contract):
    contract = under(contract, "national", cast)
    theme = contract.decision.proposal.dossier.theme
    theme.authority = cast.province
    theme.save()
    contract = type(contract).objects.get(pk=contract.pk)
    transitions.sign_contract(contract, by=cast.applicant)
    with pytest.raises(PermissionDenied):
        transitions.countersign(contract, by=cast.officer)
    assert transitions.countersign(contract, by=cast.outsider).state == "running"
