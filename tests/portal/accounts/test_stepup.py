"""Opening, deciding and releasing ask for a fresh second factor (model.md, "Sealing")."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.accounts import stepup
from portal.accounts.models import StepUp
from portal.audit.models import AuditEvent
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of, present_code, proof_of


def test_step_up_with_the_present_code_is_written_down(cast: Cast) -> None:
    client = client_of(cast.officer)
    address = reverse("accounts:step-up") + "?next=/gunning/"
    response = client.post(address, {"code": present_code()})
    assert response.url == "/gunning/"
    proof = StepUp.objects.get()
    assert proof.user == cast.officer
    assert proof.session_key == client.session.session_key
    assert AuditEvent.objects.get(action="step_up").actor == cast.officer


def test_step_up_with_a_wrong_code_is_refused_and_recorded(cast: Cast) -> None:
    """ASVS 16.3.1, ASVS 16.3.2, ASVS 16.3.3"""
    client = client_of(cast.officer)
    page = client.post(reverse("accounts:step-up"), {"code": "000000"})
    assert "code" in page.context["form"].errors
    assert not StepUp.objects.exists()
    assert AuditEvent.objects.get(action="step_up_refused").actor == cast.officer


def test_step_up_code_counts_once(cast: Cast) -> None:
    """A code seen over somebody's shoulder opens nothing."""
    code = present_code()
    stepup.prove(cast.officer, session_key="one", code=code)
    with pytest.raises(stepup.WrongCode):
        stepup.prove(cast.officer, session_key="two", code=code)


def test_step_up_goes_on_to_this_site_only(cast: Cast) -> None:
    client = client_of(cast.officer)
    address = reverse("accounts:step-up") + "?next=https://elders.example/"
    assert client.post(address, {"code": present_code()}).url == reverse("home")


def test_step_up_without_an_app_says_how_to_get_one(cast: Cast) -> None:
    page = client_of(cast.applicant).get(reverse("accounts:step-up"))
    assert reverse("mfa_index") in page.content.decode()


def test_check_takes_ones_own_fresh_proof(cast: Cast) -> None:
    stepup.check(proof_of(cast.officer), cast.officer)


def test_check_refuses_the_proof_of_another_person(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        stepup.check(proof_of(cast.officer), cast.author)


def test_check_refuses_a_proof_of_five_minutes_ago(cast: Cast) -> None:
    """Real time counts here, not portal time: a proof ages before the person who made it."""
    proof = proof_of(cast.officer)
    proof.made_at = timezone.now() - timedelta(minutes=5)
    with pytest.raises(TransitionRefused, match="minu"):
        stepup.check(proof, cast.officer)
    proof.made_at += timedelta(seconds=5)
    stepup.check(proof, cast.officer)


def test_fresh_proof_is_of_this_session_only(cast: Cast) -> None:
    proof_of(cast.officer, "here")
    assert stepup.fresh_proof(cast.officer, "here") is not None
    assert stepup.fresh_proof(cast.officer, "elsewhere") is None
    assert stepup.fresh_proof(cast.author, "here") is None


def test_fresh_proof_is_gone_after_five_minutes(cast: Cast) -> None:
    proof = proof_of(cast.officer, "here")
    StepUp.objects.filter(pk=proof.pk).update(made_at=timezone.now() - timedelta(minutes=5))
    assert stepup.fresh_proof(cast.officer, "here") is None
