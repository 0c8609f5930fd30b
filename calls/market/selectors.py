"""Reads of consultations and meetings: standings, counts, and what is still to be reported."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from calls.market.models import (
    Consultation,
    Contribution,
    Gathering,
    Meeting,
    Participant,
    Registration,
)
from calls.models import Call

State = Consultation.State


@dataclass(frozen=True)
class Standing:
    """Where something stands, in the public's words; `state` picks the shape beside them."""

    state: str
    label: str


def window(consultation: Consultation, now: datetime) -> str:
    """`planned`, `open` or `closed` at `now`; one without dates is planned."""
    if consultation.opens_at is None or consultation.closes_at is None:
        return "planned"
    if now < consultation.opens_at:
        return "planned"
    return "open" if now < consultation.closes_at else "closed"


def takes_contributions(consultation: Consultation, now: datetime) -> bool:
    """Whether a contribution that comes in at `now` is in time: opens <= now < closes."""
    return consultation.state == State.ANNOUNCED and window(consultation, now) == "open"


def standing_of(consultation: Consultation, now: datetime) -> Standing:
    """Where a consultation stands for the public, by the clock."""
    if consultation.state == State.CANCELLED:
        return Standing("cancelled", _("stopped"))
    if consultation.state == State.REPORTED:
        return Standing("completed", _("report is public"))
    words = {
        "planned": Standing("planned", _("begins later")),
        "open": Standing("open", _("open now")),
        "closed": Standing("closed", _("closed, the report is being written")),
    }
    return words[window(consultation, now)]


def public_consultations() -> QuerySet[Consultation]:
    """All that were announced: what ends first, first, and then those that are over."""
    return Consultation.objects.public().select_related("authority", "call").order_by("-closes_at")


def unreported(call: Call) -> QuerySet[Consultation]:
    """Consultations of a call whose report is not public yet (REQ-03)."""
    return call.consultations.exclude(state__in=[State.REPORTED, State.CANCELLED])


def counts_by_kind(consultation: Consultation) -> list[tuple[str, int]]:
    """How many confirmed participants of each kind: the only thing the public hears of them."""
    found = dict(
        consultation.participants.exclude(confirmed_at=None)
        .values_list("kind")
        .annotate(Count("pk"))
        .order_by()
    )
    return [(str(kind.label), found[kind]) for kind in Participant.Kind if kind in found]


def meetings_of(host: Consultation | Call) -> QuerySet[Meeting]:
    """The public meetings of a consultation or a call, the first one first, with places taken."""
    return with_places(host.meetings.public())


def with_places(meetings: QuerySet[Meeting]) -> Any:
    """Each meeting with `taken` and `waiting`, counted in the same query."""
    states = Registration.State
    return meetings.annotate(
        taken=Count("registrations", filter=Q(registrations__state=states.PLACED)),
        waiting=Count("registrations", filter=Q(registrations__state=states.WAITING)),
    )


def places_taken(meeting: Gathering) -> int:
    """How many people have a place; exact while the meeting's row is locked."""
    return meeting.registrations.filter(state=Registration.State.PLACED).count()


def is_full(meeting: Gathering, taken: int) -> bool:
    """Whether the next one comes on the waiting list."""
    return meeting.capacity is not None and taken >= meeting.capacity


def takes_registrations(meeting: Gathering, now: datetime) -> bool:
    """Whether one may still register: announced, and before the last moment."""
    return meeting.state == Meeting.State.ANNOUNCED and now < meeting.register_before


def meeting_standing(meeting: Meeting, now: datetime) -> Standing:
    """Where a meeting stands for the public; it carries `taken` from `with_places`."""
    if meeting.state == Meeting.State.CANCELLED:
        return Standing("cancelled", _("cancelled"))
    if meeting.state == Meeting.State.REPORTED:
        return Standing("completed", _("was held, report is public"))
    if now >= meeting.ends_at:
        return Standing("closed", _("was held"))
    if not takes_registrations(meeting, now):
        return Standing("closed", _("registration is closed"))
    if is_full(meeting, getattr(meeting, "taken", 0)):
        return Standing("planned", _("full, you come on the waiting list"))
    return Standing("open", _("you can register"))


def contributions_of(consultation: Consultation) -> QuerySet[Contribution]:
    """All contributions with their answers, in the order in which they came in."""
    return (
        Contribution.objects.filter(participant__consultation=consultation)
        .select_related("participant", "file")
        .prefetch_related("answers__question")
    )


def words_of(contribution: Contribution) -> str:
    """Everything that a contribution says, as one text."""
    return "\n".join([contribution.text, *(answer.text for answer in contribution.answers.all())])


def same_words(text: str) -> str:
    """A text without differences of layout or capitals, for comparing."""
    return " ".join(text.split()).casefold()


def names_in(texts: Iterable[str], consultation: Consultation) -> list[str]:
    """Which names and addresses of participants stand in these texts without consent.

    A person is never named; an organisation only when its contribution says it may be. A name of
    one word is left to `perhaps_named_in`: whoever calls himself "market" stops no report.
    """
    return [word for word in _hidden_in(texts, consultation) if _is_telling(word)]


def perhaps_named_in(texts: Iterable[str], consultation: Consultation) -> list[str]:
    """Names of one word that stand in these texts, for a person to look at."""
    return [word for word in _hidden_in(texts, consultation) if not _is_telling(word)]


def registrants_named_in(texts: Iterable[str], meeting: Meeting) -> list[str]:
    """Which names and addresses of who registered for a meeting stand in these texts."""
    people = Participant.objects.filter(registrations__meeting=meeting)
    host = meeting.host
    asking = host.contracting_authority if isinstance(host, Call) else host.authority
    return [word for word in _found(texts, people, allowed=[asking.name]) if _is_telling(word)]


def _hidden_in(texts: Iterable[str], consultation: Consultation) -> list[str]:
    people = list(
        consultation.participants.exclude(confirmed_at=None).select_related("contribution")
    )
    named = [person.organisation for person in people if _may_be_named(person)]
    return _found(texts, people, allowed=[*named, consultation.authority.name])


def _is_telling(word: str) -> bool:
    """Whether a name can be nothing but a name: an address, or more than one word."""
    return "@" in word or len(word.split()) > 1


def _may_be_named(person: Participant) -> bool:
    contribution = getattr(person, "contribution", None)
    return contribution is not None and contribution.may_be_named


def _found(
    texts: Iterable[str], people: Iterable[Participant], *, allowed: Iterable[str]
) -> list[str]:
    text = f" {same_words(' '.join(texts))} "
    free = {same_words(name) for name in allowed}
    hidden = {word for each in people for word in (each.email, each.name, each.organisation)}
    return sorted(
        word for word in hidden if same_words(word) not in free and _stands_in(word, text)
    )


def _stands_in(word: str, text: str) -> bool:
    """Whether the word stands in the text as a word of its own."""
    wanted = same_words(word)
    place = text.find(wanted)
    while wanted and place >= 0:
        before, after = text[place - 1], text[place + len(wanted)]
        if not before.isalnum() and not after.isalnum():
            return True
        place = text.find(wanted, place + 1)
    return False
