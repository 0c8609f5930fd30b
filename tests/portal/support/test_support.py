"""Support staff act as a person only with consent, visibly and logged (issue 10, roles)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from portal.accounts.models import Membership
from portal.accounts.stepup import step_up_required
from portal.audit.models import AuditEvent
from portal.clock import portal_now
from portal.mail.models import OutgoingMail
from portal.support import services
from portal.support.limits import NEVER, WRITING, is_allowed
from portal.support.models import SupportSession
from portal.work.models import Task
from portal.workflow import TransitionRefused
from tests.cast import Cast, client_of

COMPANIES = "accounts:companies"


def allowed(cast: Cast, *, writing: bool = False, minutes: int = 15) -> SupportSession:
    asked = services.ask(email=cast.applicant.email, reason="Hulp", by=cast.operator)
    return services.consent(asked, minutes=minutes, may_write=writing, by=cast.applicant)


def entered(cast: Cast, session: SupportSession) -> Client:
    """The operator's browser, acting as the applicant."""
    client = client_of(cast.operator)
    assert client.post(reverse("support:enter", args=[session.uuid])).status_code == 302
    return client


def test_operator_acts_as_nobody_without_consent(cast: Cast) -> None:
    """ASVS 8.2.1: asking gives nothing, and only the person says yes."""
    asked = services.ask(email=cast.applicant.email.upper(), reason="Hulp", by=cast.operator)
    assert Task.objects.open_for(cast.applicant).get().kind == Task.Kind.ANSWER_SUPPORT
    assert OutgoingMail.objects.get(kind="support_asked").recipient == cast.applicant
    client = client_of(cast.operator)
    assert client.post(reverse("support:enter", args=[asked.uuid])).status_code == 404
    for person in (cast.operator, cast.colleague, cast.officer):
        with pytest.raises(PermissionDenied):
            services.consent(asked, minutes=15, may_write=False, by=person)
    for person in (cast.officer, cast.auditor, cast.analyst, cast.applicant):
        with pytest.raises(PermissionDenied):
            services.ask(email=cast.colleague.email, reason="Hulp", by=person)


@pytest.mark.parametrize("minutes", [0, 61])
def test_consent_is_for_at_most_an_hour(cast: Cast, minutes: int) -> None:
    with pytest.raises(TransitionRefused), transaction.atomic():
        allowed(cast, minutes=minutes)
    assert not SupportSession.objects.running().exists()


def test_every_page_shows_the_bar_and_is_a_line_that_names_both(cast: Cast) -> None:
    client = entered(cast, allowed(cast))
    page = client.get(reverse(COMPANIES)).content.decode()
    assert cast.company.name in page
    assert "support-bar" in page
    assert f"{cast.operator.name} werkt als {cast.applicant.name}" in page
    line = AuditEvent.objects.get(action="support_page")
    assert (line.actor, line.data["support"]) == (cast.applicant, str(cast.operator.uuid))
    assert line.data["page"] == COMPANIES
    own = client_of(cast.applicant).get(reverse(COMPANIES)).content.decode()
    assert "support-bar" not in own


def test_reading_only_changes_nothing(cast: Cast) -> None:
    """ASVS 8.2.2: reading only changes nothing, and with leave to write only drafts change."""
    address = reverse("accounts:company", args=[cast.company.uuid])
    typed = {"name": "X", "email": "x@x.example", "role": "editor"}
    for writing in (False, True):
        client = entered(cast, allowed(cast, writing=writing))
        assert client.post(address, typed).status_code == 403
        SupportSession.objects.all().delete()
    assert not cast.company.invitations.exists()
    assert client_of(cast.applicant).post(address, typed).status_code == 302, "the control"


def names() -> list[tuple[str, object]]:
    """Every address of the portal with the view behind it."""
    found = []

    def walk(patterns: list, room: str) -> None:
        for each in patterns:
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns, each.namespace or room)
            elif each.name:
                found.append((f"{room}:{each.name}" if room else each.name, each.callback))

    walk(get_resolver().url_patterns, "")
    return found


def test_what_asks_a_code_is_never_done_as_somebody() -> None:
    """ASVS 7.5.3: opening, deciding and releasing carry the mark, so each is closed by itself."""
    marked = {name for name, view in names() if getattr(view, "asks_step_up", False)}
    assert {"applications:start-opening", "applications:confirm-opening"} <= marked
    assert not marked & WRITING
    match = resolve(reverse(COMPANIES))
    assert is_allowed(match, "/", "GET", may_write=True), "the control"
    match.func = step_up_required(match.func)
    assert not is_allowed(match, "/", "GET", may_write=True)


def test_limits_name_addresses_that_exist() -> None:
    """A renamed page does not fall out of the list in silence."""
    known = {name for name, _view in names()}
    assert {*WRITING, *NEVER} - known == set()


@pytest.mark.parametrize(
    "address", ["/account/2fa/", "/account/password/change/", "/account/email/"]
)
def test_sign_in_is_never_touched(cast: Cast, address: str) -> None:
    client = entered(cast, allowed(cast, writing=True))
    assert client.get(address).status_code == 403
    assert AuditEvent.objects.get(action="support_page").data["status"] == 403


@pytest.mark.parametrize("how", ["person", "operator", "time", "role"])
def test_end_holds_at_the_next_request(cast: Cast, how: str) -> None:
    """ASVS 8.3.2: stopped by either, by the clock, or with the operator's role."""
    session = allowed(cast)
    client = entered(cast, session)
    assert cast.company.name in client.get(reverse(COMPANIES)).content.decode()
    if how == "time":
        SupportSession.objects.update(
            consented_at=timezone.now() - timedelta(minutes=20),
            ends_at=timezone.now() - timedelta(seconds=1),
        )
    elif how == "role":
        Membership.objects.filter(user=cast.operator).update(until=portal_now())
    else:
        services.end(session, by=cast.applicant if how == "person" else cast.operator)
    page = client.get(reverse(COMPANIES)).content.decode()
    assert cast.company.name not in page
    assert "support-bar" not in page


def test_mails_at_begin_and_at_end_also_when_time_ends_it(cast: Cast) -> None:
    allowed(cast)
    assert OutgoingMail.objects.filter(kind="support_begun", recipient=cast.applicant).exists()
    assert services.end_those_over() == 0
    SupportSession.objects.update(
        consented_at=timezone.now() - timedelta(minutes=20), ends_at=timezone.now()
    )
    assert services.end_those_over() == 1
    assert services.end_those_over() == 0
    assert OutgoingMail.objects.get(kind="support_ended").recipient == cast.applicant


def test_pages_ask_answer_and_stop(cast: Cast) -> None:
    operator, person = client_of(cast.operator), client_of(cast.applicant)
    desk = reverse("support:desk")
    wrong = operator.post(desk, {"email": "niemand@x.example", "reason": "Hulp"})
    assert wrong.status_code == 200
    assert operator.post(desk, {"email": cast.applicant.email, "reason": "Hulp"}).status_code == 302
    session = SupportSession.objects.get()
    answer = reverse("support:answer", args=[session.uuid])
    assert client_of(cast.colleague).get(answer).status_code == 404
    assert "Hulp" in person.get(answer).content.decode()
    assert person.post(answer, {"minutes": "600", "may_write": "0"}).status_code == 200
    assert person.post(answer, {"minutes": "15", "may_write": "1"}).status_code == 302
    session.refresh_from_db()
    assert session.may_write
    client = entered(cast, session)
    assert client.post(reverse("support:leave")).status_code == 302
    assert not SupportSession.objects.running().exists()
    assert "support-bar" not in client.get(desk).content.decode()
