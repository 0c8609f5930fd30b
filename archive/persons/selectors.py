"""What stands in the way of erasing somebody, and what stays when it is done."""

from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from applications.models import Dossier
from archive.persons.about import people_of
from archive.register import CATEGORIES, how_long
from assessment.models import Seat
from calls.models import Call, KeyHolder
from portal.accounts.models import Membership, User
from portal.keeping import Way
from portal.models import CURRENT
from portal.people.selectors import is_last
from portal.work.models import Task

CLOSED = (Call.State.COMPLETED, Call.State.CANCELLED)
ERASED = {"account", "views", "alerts", "sessions", "work"}  # categories that go with the person
Role = Membership.Role


def hindrances(person: User, *, to: User | None = None) -> list[str]:
    """Why this person cannot be missed now, a sentence each; `to` is who reads it."""
    is_own = to == person
    found = []
    if Task.objects.open_for(person).exists():
        found.append(
            _("Something still waits on you.")
            if is_own
            else _("Something still waits on this person.")
        )
    if KeyHolder.objects.filter(user=person).exclude(call__state__in=CLOSED).exists():
        found.append(
            _("You hold a key of a vault.") if is_own else _("This person holds a key of a vault.")
        )
    if Seat.objects.filter(user=person).exclude(committee__phase__call__state__in=CLOSED).exists():
        found.append(
            _("You sit in a committee that is not done.")
            if is_own
            else _("This person sits in a committee that is not done.")
        )
    if any(_signs_alone(person, each) for each in _signs_for(person)):
        found.append(
            _("You alone sign for a company with an offer in a running call.")
            if is_own
            else _("This person alone signs for a company with an offer in a running call.")
        )
    return found + _last_ones(person, is_own=is_own)


def _last_ones(person: User, *, is_own: bool) -> list[str]:
    """The roles of which somebody must always be there, and nobody else is."""
    memberships = Membership.objects.filter(CURRENT, user=person).select_related("organisation")
    text = (
        _("You are the last one at %(organisation)s with the role “%(role)s”.")
        if is_own
        else _("This person is the last one at %(organisation)s with the role “%(role)s”.")
    )
    return [
        text % {"organisation": each.organisation.name, "role": each.get_role_display()}
        for each in memberships
        if is_last(each)
    ]


def what_stays(person: User) -> list[dict[str, Any]]:
    """The categories that keep something of the person, with the rule and the term."""
    return [
        {"category": each, "how_long": how_long(each)}
        for each in CATEGORIES
        if each.code not in ERASED and each.way != Way.PERSON and _is_in(person, each.holds)
    ]


def _is_in(person: User, models: dict[str, str]) -> bool:
    return any(
        apps.get_model(label)._base_manager.filter(**{field.name: person}).exists()
        for label in models
        for field in people_of(apps.get_model(label))
    )


def _signs_for(person: User) -> list[int]:
    signing = Membership.objects.filter(CURRENT, user=person, role=Role.SIGNATORY)
    return list(signing.values_list("organisation", flat=True))


def _signs_alone(person: User, organisation: int) -> bool:
    running = Dossier.objects.filter(lead=organisation).exclude(call__state__in=CLOSED)
    others = Membership.objects.filter(
        CURRENT, organisation=organisation, role=Role.SIGNATORY
    ).exclude(user=person)
    return running.exists() and not others.exists()
