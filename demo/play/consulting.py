"""The market is consulted before the call, and meets the authority while it is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from calls.market import services, transitions
from calls.market.models import Consultation, ConsultationReport, Meeting, Participant, Registration
from calls.models import Call
from demo import cast
from demo.cases import Case
from demo.documents import study_report
from demo.play.plays import Play
from demo.writing import Visitor, contributions, visitors
from demo.writing.bank import content, field_of
from portal.clock import portal_now

DAY = timedelta(days=1)
HOURS = timedelta(hours=2)
REFERENCE = "OLO-{call}"
COMES_TO_THE_CALL = 14  # people at an information meeting


@dataclass(frozen=True)
class ConsultationTimes:
    """The moments of a consultation, in their order, counted back from the draft of the call."""

    announced: datetime
    opens: datetime
    joined: datetime
    sessions: tuple[datetime, datetime]
    contributed: datetime
    closes: datetime
    written: datetime
    published: datetime


def times_before(drafted: datetime) -> ConsultationTimes:
    """When the consultation was held: it ends a month before anybody writes the call."""
    noon = drafted.replace(hour=12, minute=0, second=0, microsecond=0)
    return ConsultationTimes(
        announced=noon - 210 * DAY,
        opens=noon - 203 * DAY,
        joined=noon - 195 * DAY,
        sessions=(noon - 175 * DAY + HOURS, noon - 120 * DAY + HOURS),
        contributed=noon - 90 * DAY,
        closes=noon - 75 * DAY,
        written=noon - 50 * DAY,
        published=noon - 40 * DAY,
    )


def consultation_of(play: Play) -> Consultation | None:
    """The consultation of a play as it stands now."""
    return Consultation.objects.filter(reference=REFERENCE.format(call=play.reference)).first()


def announce(play: Play) -> None:
    """The first officer announces the Open Learning Environment with its two meetings."""
    told = play.case.consultation
    if told is None or consultation_of(play) is not None:
        return
    times, book = times_before(play.times.drafted), content("consultation")
    own = book["viaducts"]
    consultation = services.draft_consultation(
        by=play.author,
        authority=play.authority,
        reference=REFERENCE.format(call=play.reference),
        terms={
            "title": told.name + play.title.removeprefix(play.case.titles["nl"]),
            "purpose": own["purpose"],
            "themes": [book["themes"].get(theme, theme) for theme in told.themes],
            "questions": own["questions"],
            "opens_at": times.opens,
            "closes_at": times.closes,
        },
    )
    consultation = transitions.announce_consultation(consultation, by=play.author)
    for told_meeting, starts in zip(own["meetings"], times.sessions, strict=True):
        plan(play, consultation, told_meeting, starts, capacity=40)


def plan(
    play: Play,
    host: Consultation | Call,
    told: dict[str, Any],
    starts: datetime,
    capacity: int | None,
) -> Meeting:
    """Plan and announce a meeting of two hours; registration closes a day before."""
    known = {name: told[name] for name in ("kind", "title", "description", "place")}
    meeting = services.plan_meeting(
        host,
        by=play.author,
        terms={
            **known,
            "online_url": told.get("online_url", ""),
            "starts_at": starts,
            "ends_at": starts + HOURS,
            "register_before": starts - DAY,
            "capacity": capacity,
        },
    )
    return transitions.announce_meeting(meeting, by=play.author)


def join(play: Play) -> None:
    """Everybody who takes part uses the link in the mail and registers for both meetings."""
    consultation, told = consultation_of(play), play.case.consultation
    if consultation is None or told is None or consultation.participants.exists():
        return
    people = visitors(field_of(play.case), told.participants_at_least + 4)
    come(consultation, people, consultation.meetings.order_by("starts_at"))


def come(
    host: Consultation | Call, people: Iterable[Visitor], meetings: Iterable[Meeting]
) -> list[Participant]:
    """These people take part in a host and register for its meetings."""
    rows = []
    for visitor in people:
        row = services.take_part(host, details=visitor.details, user=None, meeting=_first(meetings))
        if row is None:
            continue
        Participant.objects.filter(pk=row.pk).update(is_invented=True)
        transitions.confirm(row, by=transitions.visitor())
        for meeting in list(meetings)[1:]:
            transitions.register(row, meeting, by=transitions.visitor())
        rows.append(row)
    return rows


def report_sessions(play: Play) -> None:
    """After each meeting everybody can read what was said there."""
    consultation = consultation_of(play)
    if consultation is None:
        return
    told = {
        each["title"]: each["report"] for each in content("consultation")["viaducts"]["meetings"]
    }
    held = consultation.meetings.filter(state=Meeting.State.ANNOUNCED, starts_at__lte=portal_now())
    for meeting in held:
        transitions.report_meeting(meeting, by=play.author, report=told[meeting.title])


def contribute(play: Play) -> None:
    """Some write what they think; one marks it as confidential, some may be named."""
    consultation = consultation_of(play)
    if consultation is None:
        return
    people = consultation.participants.filter(contribution=None).order_by("pk")
    said = contributions(play.rng("contributions"))
    for index, (person, words) in enumerate(zip(people[::6], said, strict=False)):
        services.contribute(
            person,
            by=transitions.visitor(),
            is_confidential=index == 3,
            may_be_named=index % 2 == 0,
            version=0,
            **words,
        )


def write_report(play: Play) -> None:
    """The first officer writes the report and lets the second check it."""
    consultation = consultation_of(play)
    if consultation is None or hasattr(consultation, "report"):
        return
    rows = consultation.participants.filter(contribution__is_confidential=False).order_by("pk")
    quoted = [(row.contribution.uuid, row.contribution.text) for row in rows]
    report = services.write_report(
        consultation,
        by=play.author,
        text=content("consultation")["viaducts"]["report"],
        citations=quoted,
        version=0,
    )
    transitions.submit_report(report, by=play.author)


def publish_report(play: Play) -> None:
    """The second officer publishes; from here on the call may be published."""
    report = ConsultationReport.objects.filter(consultation=consultation_of(play)).first()
    if report is not None and report.state == ConsultationReport.State.IN_REVIEW:
        transitions.publish_report(report, by=play.approver)


def link(play: Play) -> None:
    """The draft of the call says which consultation it rests on."""
    consultation = consultation_of(play)
    if consultation is not None and consultation.call is None:
        services.link_call(consultation, play.call, by=play.author)


def plan_information(play: Play, starts: datetime) -> None:
    """An information meeting, online, as the text of the call promises."""
    if not play.call.meetings.exists():
        told = content("consultation")["information"] | {"kind": "information", "place": "online"}
        plan(play, play.call, told, starts, capacity=None)


def register_for_information(play: Play) -> None:
    """Companies register for it."""
    meeting = play.call.meetings.filter(state=Meeting.State.ANNOUNCED).first()
    if meeting is not None and not Registration.objects.filter(meeting=meeting).exists():
        come(play.call, visitors(field_of(play.case), COMES_TO_THE_CALL), [meeting])


def report_information(play: Play) -> None:
    """Report and slides for everybody, also for who was not there."""
    meeting = play.call.meetings.filter(state=Meeting.State.ANNOUNCED).first()
    if meeting is None:
        return
    book = content("consultation")["information"]
    transitions.add_slides(
        meeting,
        title="Presentatie",
        upload=study_report(meeting.title, play.case.authority.name, [("Verteld", book["report"])]),
        file_name="presentatie.pdf",
        by=play.author,
    )
    transitions.report_meeting(meeting, by=play.author, report=book["report"])


def open_consultation(case: Case, opens: datetime) -> None:
    """A consultation that is open in the demo, for a visitor to take part in."""
    author, _approver = cast.officers_of(case)
    told = content("consultation")["open"]
    if Consultation.objects.filter(reference=told["reference"]).exists():
        return
    terms = {name: told[name] for name in ("title", "title_en", "purpose", "themes", "questions")}
    consultation = services.draft_consultation(
        by=author,
        authority=cast.authority_of(case),
        reference=told["reference"],
        terms={**terms, "opens_at": opens, "closes_at": opens + 45 * DAY},
    )
    consultation = transitions.announce_consultation(consultation, by=author)
    starts = opens + 21 * DAY + timedelta(hours=5)
    meeting = services.plan_meeting(
        consultation,
        by=author,
        terms={
            **told["meeting"],
            "starts_at": starts,
            "ends_at": starts + HOURS,
            "register_before": starts - DAY,
            "capacity": 8,
        },
    )
    meeting = transitions.announce_meeting(meeting, by=author)
    come(consultation, visitors("viaducts", 11), [meeting])


def _first(meetings: Iterable[Meeting]) -> Meeting | None:
    return next(iter(meetings), None)
