"""Who took part in a consultation or a meeting: three years after the decision.

The report stays: it names nobody. What goes is who somebody was, what they wrote and sent along,
and who was invited.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from archive.persons.erasing import NOWHERE
from archive.retention.disposal.kind import Due, Kind
from archive.retention.disposal.terms import due_on
from archive.retention.selectors import active_holds, destroyed
from awards.models import DecisionSet
from calls.market.models import ContributionAnswer, Invitee, Participant
from calls.models import Call
from portal.accounts.models import Organisation
from portal.files import store
from portal.keeping import Trigger
from portal.look.wording import AMSTERDAM

CODE = "consultation"
FILES = {"market.Contribution.file"}


def due(owner: Organisation, today: date) -> list[Due]:
    """Each participant, by the reference of the consultation or the call, and no name."""
    people = _people(Participant.objects.all()).filter(
        Q(consultation__authority=owner) | Q(call__contracting_authority=owner)
    )
    rows = list(people.exclude(pk__in=destroyed(CODE).values("object_id")))
    told = _told(rows)
    found = []
    for each in rows:
        call = _call_of(each)
        moment = told.get(call.pk) if call else _closed(each)
        if moment is None:
            continue
        day = due_on(CODE, Trigger.DECISION, moment.astimezone(AMSTERDAM).date())
        if day <= today:
            found.append(Due(each.pk, each.host.reference, day, ""))
    kept = why_kept(each for each in rows if each.pk in {one.object_id for one in found})
    marked = [
        Due(one.object_id, one.reference, one.due_on, kept.get(one.object_id, "")) for one in found
    ]
    return sorted(marked, key=lambda one: (one.due_on, one.reference, one.object_id))


def _people(people: "QuerySet[Participant]") -> "QuerySet[Participant]":
    return people.select_related("consultation__call", "call")


def _call_of(person: Participant) -> Call | None:
    return person.consultation.call if person.consultation else person.call


def _told(people: Iterable[Participant]) -> dict[int, datetime]:
    """When the last letters of each call went out."""
    calls = {call.pk for each in people if (call := _call_of(each))}
    rows = DecisionSet.objects.filter(phase__call__in=calls, released_at__isnull=False)
    found = rows.values_list("phase__call").annotate(last=Max("released_at"))
    return dict(found)


def _closed(person: Participant) -> datetime | None:
    """A consultation that led to no call is over when it closed."""
    return person.consultation.closes_at if person.consultation else None


def why_kept(people: Iterable[Participant]) -> dict[int, str]:
    """Those of a call under a hold."""
    held = {each.call_id for each in active_holds() if each.call_id}
    reason = _("There is a legal hold on it.")
    return {each.pk: reason for each in people if (call := _call_of(each)) and call.pk in held}


def hold(ids: Iterable[int]) -> dict[int, str]:
    """Lock the rows and look again."""
    rows = _people(Participant.objects.filter(pk__in=list(ids)).order_by("pk"))
    return why_kept(rows.select_for_update(of=("self",)))


def destroy(participant_id: int) -> list[str]:
    """The person, their words, their file, and the invitations of the same consultation."""
    person = Participant.objects.get(pk=participant_id)
    names = []
    contribution = getattr(person, "contribution", None)
    if contribution is not None:
        ContributionAnswer.objects.filter(contribution=contribution).update(text="")
        file = contribution.file
        contribution.text, contribution.file, contribution.file_name = "", None, ""
        contribution.save(update_fields=["text", "file", "file_name"])
        names = [store.destroy(file)] if file else []
    if person.consultation is not None:
        Invitee.objects.filter(consultation=person.consultation).delete()
    person.user, person.name, person.organisation = None, "", ""
    person.email = f"{person.uuid}@{NOWHERE}"
    person.save(update_fields=["user", "name", "organisation", "email"])
    return names


PARTICIPANTS = Kind(code=CODE, is_platform=False, at_once=50, due=due, hold=hold, destroy=destroy)
