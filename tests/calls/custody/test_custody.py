"""Keeping the keys between publication and opening: tried in time, deputies, nothing is lost.

domain.md 3.6 and REQ-18 go before: two people, two accounts, two sessions, ten minutes.
"""

from datetime import timedelta
from itertools import combinations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from applications.models import OpenedProposal
from calls import services as calls
from calls import transitions as moves
from calls.custody import services
from calls.custody.models import HandedPart, Renewal
from calls.custody.tasks import ask_to_try_shares
from calls.models import KeyHolder, KeyShare, Phase
from portal.audit.models import AuditEvent
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.applications.stages import PASSPHRASE, after_deadline, open_phase, opened, sent
from tests.cast import Role, client_of, proof_of, staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(cast) -> Phase:
    return open_phase(cast)


@pytest.fixture
def call(phase):
    return phase.call


def start(call, user, session="one"):
    return services.start_renewal(
        call, by=user, passphrase=PASSPHRASE, proof=proof_of(user, session)
    )


def confirm(renewal, user, session="two"):
    return services.confirm_renewal(
        renewal, by=user, passphrase=PASSPHRASE, proof=proof_of(user, session)
    )


def renewed(call, first, second):
    return confirm(start(call, first), second)


def deputy_of(call, cast, name="Vervanger"):
    person = staff(cast.rws, Role.OFFICER, name)
    services.add_deputy(call, person=person, by=cast.author)
    calls.confirm_holder(call, passphrase=PASSPHRASE, by=person)
    return person


def refused(work, *arguments, **keywords):
    with pytest.raises(TransitionRefused) as refusal:
        work(*arguments, **keywords)
    return refusal.value.code


def asked(kind=Task.Kind.TRY_SHARE):
    return {task.holder for task in Task.objects.filter(kind=kind, closed_at=None)}


def test_holders_are_asked_14_and_3_days_before_the_deadline_once_each(cast, phase, clock):
    holders = {cast.author, cast.officer, cast.escrow}
    clock.set(phase.closes_at - timedelta(days=14, seconds=1))
    assert ask_to_try_shares() == 0

    clock.set(phase.closes_at - timedelta(days=14))
    assert ask_to_try_shares() == 3
    assert ask_to_try_shares() == 0  # a double beat
    assert asked() == holders
    for user in holders:
        services.try_share(phase.call, passphrase=PASSPHRASE, by=user)
    assert asked() == set()
    assert ask_to_try_shares() == 0

    clock.set(phase.closes_at - timedelta(days=3))
    assert ask_to_try_shares() == 3
    clock.set(phase.closes_at)
    assert ask_to_try_shares() == 0


def test_new_parts_are_tried_anew(cast, phase, call, clock):
    clock.set(phase.closes_at - timedelta(days=2))
    ask_to_try_shares()
    services.try_share(call, passphrase=PASSPHRASE, by=cast.author)
    renewed(call, cast.author, cast.escrow)

    assert asked() == set()
    assert KeyHolder.objects.get(user=cast.author).tried_at is None
    assert ask_to_try_shares() == 3
    assert asked() == {cast.author, cast.officer, cast.escrow}


def test_moved_deadline_is_asked_about_again_and_a_stopped_call_never(cast, phase, call, clock):
    clock.set(phase.closes_at - timedelta(days=2))
    ask_to_try_shares()
    later = phase.closes_at + timedelta(days=30)
    moves.extend_deadline(phase, to=later, by=cast.officer)
    assert {task.due_at for task in Task.objects.filter(kind=Task.Kind.TRY_SHARE)} == {later}

    clock.set(later - timedelta(days=3))
    assert ask_to_try_shares() == 3
    moves.cancel(call, by=cast.officer, reasons="Het budget is weg.")
    assert asked() == set()
    assert ask_to_try_shares() == 0


def test_trying_shows_that_every_part_opens_and_opens_nothing(cast, phase, call):
    sent(phase, cast.applicant)
    holder = services.try_share(call, passphrase=PASSPHRASE, by=cast.escrow)

    assert holder.tried_at is not None
    assert AuditEvent.objects.filter(action="try_share", actor=cast.escrow).exists()
    assert not OpenedProposal.objects.exists()


def test_wrong_passphrase_and_damaged_part_show_before_the_deadline(cast, phase, call):
    assert refused(services.try_share, call, passphrase="geraden", by=cast.author) == "passphrase"

    share = KeyShare.objects.get(phase=phase, holder__user=cast.author)
    KeyShare.objects.filter(pk=share.pk).update(sealed_share=b"\x00" * 120)
    assert refused(services.try_share, call, passphrase=PASSPHRASE, by=cast.author) == "shares"
    assert KeyHolder.objects.get(user=cast.author).tried_at is None


def test_who_holds_no_part_tries_and_renews_nothing(cast, call):
    with pytest.raises(PermissionDenied):
        services.try_share(call, passphrase=PASSPHRASE, by=cast.outsider)
    with pytest.raises(PermissionDenied):
        start(call, cast.analyst)


def test_deputy_gets_a_part_once_two_holders_bring_theirs_together(cast, phase, call, clock):
    sent(phase, cast.applicant)
    deputy = deputy_of(call, cast)
    assert not KeyShare.objects.filter(holder__user=deputy).exists()
    assert asked(Task.Kind.RENEW_SHARES) == {cast.author, cast.officer, cast.escrow}

    renewed(call, cast.officer, cast.escrow)

    assert asked(Task.Kind.RENEW_SHARES) == set()
    assert services.try_share(call, passphrase=PASSPHRASE, by=deputy).tried_at
    after_deadline(phase, clock)
    opened(phase, deputy, cast.escrow)
    assert OpenedProposal.objects.count() == 1


def test_public_key_stays_so_what_was_sent_before_opens_after(cast, phase, call):
    before = bytes(phase.public_key)
    renewed(call, cast.author, cast.escrow)

    phase.refresh_from_db()
    assert bytes(phase.public_key) == before


@pytest.mark.parametrize("gone", ["author", "officer", "escrow"])
def test_nothing_is_lost_when_one_holder_leaves(cast, phase, call, clock, gone):
    """Whoever it is, the two others open; and with a deputy in place, any two of all holders."""
    sent(phase, cast.applicant)
    leaver = getattr(cast, gone)
    deputy = deputy_of(call, cast)
    services.let_go(KeyHolder.objects.get(call=call, user=leaver), by=cast.author)
    left = [user for user in (cast.author, cast.officer, cast.escrow) if user != leaver]
    renewed(call, *left)

    assert not KeyHolder.objects.filter(call=call, user=leaver).exists()
    with pytest.raises(PermissionDenied):
        start(call, leaver)
    for pair in combinations([*left, deputy], 2):
        renewed(call, *pair)
    after_deadline(phase, clock)
    opened(phase, deputy, left[0])
    assert OpenedProposal.objects.count() == 1


def test_parts_of_before_a_renewal_open_nothing(cast, phase, call, clock):
    """Who kept a copy of an old part has nothing: k parts of the earlier split must not remain."""
    old = KeyShare.objects.get(phase=phase, holder__user=cast.author).sealed_share
    renewed(call, cast.officer, cast.escrow)
    KeyShare.objects.filter(phase=phase, holder__user=cast.author).update(sealed_share=old)
    after_deadline(phase, clock)

    assert refused(opened, phase, cast.author, cast.officer) == "shares"


def test_recovery_with_the_reserve_is_rehearsed_and_on_record(cast, phase, call):
    """docs/manual/recovery.md: one officer and the reserve show that the key comes back."""
    renewal = renewed(call, cast.officer, cast.escrow)

    assert renewal.done_at is not None
    line = AuditEvent.objects.get(action="renew_shares")
    assert (line.data["holders"], line.data["phases"]) == (3, 1)
    assert not HandedPart.objects.exists()
    page = client_of(cast.author).get(reverse("calls:keys", args=[call.reference]))
    assert page.context["rehearsed"] == renewal


def test_two_people_in_two_sessions_within_ten_minutes(cast, call, clock):
    renewal = start(call, cast.author)
    assert refused(confirm, renewal, cast.author) == "same_person"
    assert refused(confirm, renewal, cast.officer, session="one") == "same_session"
    assert refused(start, call, cast.officer) == "started"

    clock.set(renewal.started_at + timedelta(minutes=10, seconds=1))
    assert refused(confirm, renewal, cast.officer) == "expired"
    assert renewed(call, cast.officer, cast.author).done_at


def test_who_was_let_go_by_mistake_stays(cast, call):
    holder = KeyHolder.objects.get(call=call, user=cast.officer)
    services.let_go(holder, by=cast.author)
    services.let_go(holder, by=cast.author, keep=True)

    renewed(call, cast.author, cast.escrow)
    assert services.try_share(call, passphrase=PASSPHRASE, by=cast.officer).tried_at


def test_fewer_than_three_holders_are_not_left(cast, call):
    services.let_go(KeyHolder.objects.get(call=call, user=cast.officer), by=cast.author)

    assert refused(start, call, cast.author) == "few"


def test_nothing_is_renewed_once_the_vault_is_open(cast, phase, call, clock):
    after_deadline(phase, clock)
    opened(phase, cast.author, cast.officer)

    assert refused(start, call, cast.author) == "state"


def test_only_officers_name_deputies_and_only_people_of_their_own(cast, call):
    with pytest.raises(PermissionDenied):
        services.add_deputy(call, person=cast.officer, by=cast.escrow)
    with pytest.raises(TransitionRefused):
        services.add_deputy(call, person=cast.outsider, by=cast.author)
    with pytest.raises(TransitionRefused):
        services.add_deputy(call, person=cast.officer, by=cast.author)


def test_pages_lead_a_holder_through(cast, call):
    client = client_of(cast.escrow, stepped_up=True)
    url = reverse("calls:try-share", args=[call.reference])
    assert client.post(url, {"passphrase": "geraden"}).status_code == 200
    assert client.post(url, {"passphrase": PASSPHRASE}).status_code == 302

    renew = reverse("calls:renew-shares", args=[call.reference])
    assert client.post(renew, {"passphrase": PASSPHRASE}).status_code == 302
    other = client_of(cast.officer, stepped_up=True)
    assert cast.escrow.name in other.get(renew).content.decode()
    assert other.post(renew, {"passphrase": PASSPHRASE}).status_code == 302
    assert Renewal.objects.get().confirmed_by == cast.officer

    officer = client_of(cast.author)
    page = officer.get(reverse("calls:keys", args=[call.reference])).content.decode()
    assert reverse("calls:add-deputy", args=[call.reference]) in page
    person = staff(cast.rws, Role.OFFICER, "Vervanger")
    officer.post(reverse("calls:add-deputy", args=[call.reference]), {"person": person.pk})
    assert KeyHolder.objects.get(user=person).role == KeyHolder.Role.DEPUTY
    officer.post(reverse("calls:let-go", args=[call.reference, person.uuid]))
    assert not KeyHolder.objects.filter(user=person).exists()  # had no part yet
