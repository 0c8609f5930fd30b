"""Moving the deadline through its page: forward only, told what happens, and public at once."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from calls.models import Call, Phase
from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from tests.cast import Cast, client_of
from tests.conftest import Clock


@pytest.fixture
def opened(published: Call, clock: Clock) -> Phase:
    """The first phase while it takes offers; the clock moved, as terms are fixed."""
    phase = published.phases.get(kind="feasibility")
    clock.set(phase.opens_at + timedelta(hours=1))
    return phase


def post(user: object, phase: Phase, to: datetime, reason: str = "Meer tijd.") -> object:
    local = to.astimezone(AMSTERDAM)
    data = {"to_on": f"{local:%Y-%m-%d}", "to_at": f"{local:%H:%M}", "to_which": ""}
    data["reason"] = reason
    return client_of(user).post(_url(phase), data)


def _url(phase: Phase) -> str:
    return reverse("calls:extend", args=[phase.call.reference, phase.code])


def test_later_deadline_is_public_at_once(opened: Phase, cast: Cast) -> None:
    """Directive 2014/24 annex IV: only who is authorised sets the moment; a new version tells."""
    before = opened.closes_at
    assert client_of(cast.officer).get(_url(opened)).status_code == 200
    post(cast.officer, opened, before + timedelta(days=7))
    opened.refresh_from_db()
    assert opened.closes_at - before > timedelta(days=6)
    page = client_of(None).get(reverse("calls:detail", args=[opened.call.reference]))
    version = page.context["page"].version
    assert (version.number, version.cause, version.reason) == (2, "extension", "Meer tijd.")


def test_later_deadline_states_its_reason(opened: Phase, cast: Cast) -> None:
    """What was typed stays; nothing moves."""
    before = opened.closes_at
    answer = post(cast.officer, opened, before + timedelta(days=7), reason=" ")
    assert set(answer.context["form"].errors) == {"reason"}
    assert Phase.objects.get(pk=opened.pk).closes_at == before


@pytest.mark.parametrize("shift", [timedelta(days=-1), timedelta(days=300)])
def test_earlier_or_into_the_next_phase_is_refused_with_what_was_typed(
    opened: Phase, cast: Cast, shift: timedelta
) -> None:
    before = opened.closes_at
    answer = post(cast.officer, opened, before + shift)
    assert "to" in answer.context["form"].errors
    opened.refresh_from_db()
    assert opened.closes_at == before


def test_after_the_deadline_nothing_moves(opened: Phase, cast: Cast, clock: Clock) -> None:
    clock.set(opened.closes_at)
    answer = post(cast.officer, opened, opened.closes_at + timedelta(days=7))
    assert answer.status_code == 409
    assert Phase.objects.get(pk=opened.pk).closes_at == opened.closes_at
    assert portal_now() >= opened.closes_at


def test_others_do_not_move_a_deadline(opened: Phase, cast: Cast) -> None:
    for user in (cast.outsider, cast.applicant, cast.operator, cast.escrow):
        answer = post(user, opened, opened.closes_at + timedelta(days=1))
        assert answer.status_code == 404
