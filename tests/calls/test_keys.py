"""The ceremony of the vault's keys: three people, each confirms once, then keys are made."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from calls import services, transitions
from calls.models import Call, KeyShare
from portal.accounts.models import HolderKey
from portal.audit.models import AuditEvent
from portal.crypto.ceremony import unlock_holder_key, unlock_share
from portal.crypto.errors import CryptoError
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.calls.conftest import PASSPHRASE, give_holder_key, hold_keys


@pytest.fixture
def chosen(draft, cast):
    services.choose_holders(
        draft, officers=[cast.author, cast.officer], escrow=cast.escrow, by=cast.author
    )
    for user in (cast.author, cast.officer, cast.escrow):
        give_holder_key(user)
    return draft


def confirm(call, user, passphrase=PASSPHRASE):
    return services.confirm_holder(call, passphrase=passphrase, by=user)


def test_choosing_gives_each_holder_a_task(chosen, cast):
    tasks = Task.objects.filter(kind=Task.Kind.HOLD_SHARE, closed_at=None)
    assert {task.holder for task in tasks} == {cast.author, cast.officer, cast.escrow}


def test_holders_have_until_the_call_opens_also_when_that_moves(draft, cast):
    opens_at = timezone.now().replace(microsecond=0) + timedelta(days=30)
    feasibility = {"code": "feasibility", "opens_at": opens_at}
    services.choose_holders(
        draft, officers=[cast.author, cast.officer], escrow=cast.escrow, by=cast.author
    )
    holding = Task.objects.filter(kind=Task.Kind.HOLD_SHARE)
    assert {task.due_at for task in holding} == {draft.phases.get(order=1).opens_at}

    draft.refresh_from_db()
    services.update_call(
        draft, by=cast.author, terms={"phases": [feasibility]}, version=draft.version
    )
    assert {task.due_at for task in holding.all()} == {opens_at}


def test_keys_are_made_by_the_last_confirmation_and_not_before(chosen, cast):
    confirm(chosen, cast.author)
    confirm(chosen, cast.escrow)
    assert not KeyShare.objects.exists()
    confirm(chosen, cast.officer)
    with_window = [phase for phase in chosen.phases.all() if phase.takes_offers]
    assert all(phase.public_key for phase in with_window)
    assert KeyShare.objects.count() == 3 * len(with_window) == 6
    assert not Task.objects.filter(kind=Task.Kind.HOLD_SHARE, closed_at=None).exists()


def test_every_phase_has_a_key_of_its_own(whole):
    keys = [bytes(phase.public_key) for phase in whole.phases.all() if phase.takes_offers]
    assert len(set(keys)) == 2


def test_a_share_opens_for_its_holder_and_for_nobody_else(whole, cast):
    share = KeyShare.objects.get(phase__order=1, holder__user=cast.author)

    def unlocked_by(user):
        own = HolderKey.objects.get(user=user)
        private = unlock_holder_key(
            bytes(own.protected_private_key), PASSPHRASE, holder=str(user.uuid)
        )
        return unlock_share(
            bytes(share.sealed_share), private, phase=share.phase.audit_ref, holder=str(user.uuid)
        )

    assert unlocked_by(cast.author)
    with pytest.raises(CryptoError):
        unlocked_by(cast.officer)


def test_a_wrong_passphrase_confirms_nothing(chosen, cast):
    with pytest.raises(TransitionRefused) as refused:
        confirm(chosen, cast.author, "vier andere woorden samen")
    assert refused.value.code == "passphrase"
    assert not chosen.key_holders.exclude(confirmed_at=None).exists()


def test_who_has_no_vault_key_makes_one_with_a_passphrase_of_some_length(draft, cast):
    services.choose_holders(
        draft, officers=[cast.author, cast.officer], escrow=cast.escrow, by=cast.author
    )
    with pytest.raises(TransitionRefused):
        confirm(draft, cast.author, "te kort")
    assert not HolderKey.objects.exists()
    confirm(draft, cast.author, "wel lang genoeg")
    assert HolderKey.objects.get().user == cast.author


@pytest.mark.parametrize("name", ["outsider", "applicant", "analyst", "operator"])
def test_only_who_was_chosen_confirms(chosen, cast, name):
    with pytest.raises(PermissionDenied):
        confirm(chosen, getattr(cast, name))


@pytest.mark.parametrize("name", ["outsider", "applicant", "escrow", "operator"])
def test_only_officers_of_the_call_choose(draft, cast, name):
    with pytest.raises(PermissionDenied):
        services.choose_holders(
            draft,
            officers=[cast.author, cast.officer],
            escrow=cast.escrow,
            by=getattr(cast, name),
        )


def test_two_roles_for_one_person_are_refused(draft, cast):
    """Nobody opens alone: one person cannot hold two shares."""
    for officers in ([cast.author, cast.author], [cast.author, cast.escrow]):
        with pytest.raises(TransitionRefused):
            services.choose_holders(draft, officers=officers, escrow=cast.escrow, by=cast.author)


def test_a_company_cannot_hold_a_key(draft, cast):
    with pytest.raises(TransitionRefused):
        services.choose_holders(
            draft, officers=[cast.author, cast.applicant], escrow=cast.escrow, by=cast.author
        )


def test_choosing_again_forgets_the_keys_of_the_earlier_holders(whole, cast):
    services.choose_holders(
        whole, officers=[cast.author, cast.outsider], escrow=cast.escrow, by=cast.author
    )
    assert not KeyShare.objects.exists()
    assert all(phase.public_key is None for phase in whole.phases.all())
    with pytest.raises(TransitionRefused):
        transitions.submit_for_review(Call.objects.get(pk=whole.pk), by=cast.author)


def test_holders_stay_once_the_call_is_public(published, cast):
    """Offers are sealed to these keys: they cannot be exchanged."""
    with pytest.raises(TransitionRefused):
        services.choose_holders(
            published, officers=[cast.author, cast.outsider], escrow=cast.escrow, by=cast.author
        )
    assert KeyShare.objects.count() == 6


def test_no_passphrase_is_written_down(draft, cast):
    hold_keys(draft, cast)
    assert AuditEvent.objects.filter(action="confirm_holder").count() == 3
    for event in AuditEvent.objects.all():
        assert PASSPHRASE not in str(event.data)
