"""Reminders: for each open task with a due time one mail per offset, once, in one statement.

The rows are made by the database, however many there are; their text is written when they are
sent (portal/mail/written_late.py), so that one whose deadline moved meanwhile is not sent at all.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from portal.clock import portal_now
from portal.look.wording import AMSTERDAM
from portal.mail.kinds import OPTIONAL
from portal.mail.models import OutgoingMail
from portal.mail.outbox import poke, text_of
from portal.mail.preferences import Mode, State
from portal.mail.written_late import Text, written_late
from portal.work.models import Task
from portal.work.schedule import MORNING, SCHEDULE
from portal.workdays import DAY, working_day_up_to

KIND = "reminder"
LONGEST = max(days for schedule in SCHEDULE.values() for days in schedule.days)
# A late beat tells what is near, and not what it missed: of the moments that passed, the last
# counts (DISTINCT ON). Who was asked after that moment has just been told.
QUEUE = """
INSERT INTO mail_outgoingmail (
    uuid, dedupe_key, kind, facts, recipient_id, to_email, subject, body, unsubscribe_url,
    attachment_name, hold_when_uncertain, is_required, state, attempts, error
)
SELECT
    gen_random_uuid(),
    %(mail)s || ':' || task.unique_key || ':' || task.due_at || ':' || task.ahead,
    %(mail)s,
    jsonb_build_object('task', task.id, 'due', to_json(task.due_at)),
    task.holder_id, person.email, '', '', '', '', false, false,
    CASE WHEN preference.mode = %(digest)s AND task.ahead >= 24 THEN %(in_digest)s
        ELSE %(queued)s END,  -- of what is due in hours, tomorrow's digest would tell too late
    0, ''
FROM (
    SELECT DISTINCT ON (task.id) task.*, moments.moment, moments.ahead
    FROM work_task task
    JOIN unnest(%(kinds)s::text[], %(days)s::int[], %(hours)s::int[])
        AS schedule(kind, days, hours) ON schedule.kind = task.kind
    LEFT JOIN unnest(%(calendar)s::date[], %(workdays)s::date[]) AS calendar(day, workday)
        ON calendar.day = (task.due_at AT TIME ZONE %(zone)s)::date - schedule.days
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN schedule.days > 0 THEN (calendar.workday + %(morning)s) AT TIME ZONE %(zone)s
            ELSE task.due_at - make_interval(hours => schedule.hours)
        END AS moment, schedule.days * 24 + schedule.hours AS ahead
    ) AS moments
    WHERE task.closed_at IS NULL AND task.due_at > %(now)s AND moments.moment <= %(now)s
    ORDER BY task.id, moments.moment DESC, moments.ahead
) AS task
JOIN accounts_user person ON person.id = task.holder_id AND person.is_active
LEFT JOIN mail_mailpreference preference
    ON preference.user_id = person.id AND preference.category = %(category)s
WHERE task.opened_at < task.moment AND preference.mode IS DISTINCT FROM %(off)s
ON CONFLICT (dedupe_key) DO NOTHING
"""


@transaction.atomic
def remind() -> int:
    """Queue the reminders that are due now; run again, it adds none. Returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, _parameters(portal_now()))
        queued: int = cursor.rowcount
    if queued:
        transaction.on_commit(poke, robust=True)
    return queued


def moment_of(due_at: datetime, days: int) -> datetime:
    """The morning on which somebody is reminded so many days before."""
    day = working_day_up_to(due_at.astimezone(AMSTERDAM).date() - days * DAY)
    return datetime.combine(day, MORNING, tzinfo=AMSTERDAM)


def _parameters(now: datetime) -> dict[str, Any]:
    rows = [
        (kind, days, hours)
        for kind, schedule in SCHEDULE.items()
        for days, hours in [
            *((days, 0) for days in schedule.days),
            *((0, hours) for hours in schedule.hours),
        ]
    ]
    kinds, days, hours = (list(column) for column in zip(*rows, strict=True))
    calendar = _calendar(now.astimezone(AMSTERDAM).date())
    return {
        "mail": KIND, "now": now, "zone": AMSTERDAM.key, "morning": MORNING,
        "kinds": kinds, "days": days, "hours": hours,
        "calendar": list(calendar), "workdays": list(calendar.values()),
        "category": OPTIONAL[KIND], "digest": Mode.DIGEST, "off": Mode.OFF,
        "in_digest": State.DIGEST, "queued": State.QUEUED,
    }  # fmt: skip


def _calendar(today: date) -> dict[date, date]:
    """Each day whose reminders may be due today, with the working day on which they go out.

    Before a long weekend that is some days earlier; a day further ahead is never due yet.
    """
    days = [today + number * DAY for number in range(-LONGEST, LONGEST)]
    return {day: working_day_up_to(day) for day in days}


@written_late(KIND)
def texts_of(mails: list[OutgoingMail]) -> Mapping[int, Text]:
    """What each says now; those whose task is done, or due at another time, say nothing."""
    tasks = Task.objects.filter(closed_at=None).in_bulk([mail.facts["task"] for mail in mails])
    return {
        mail.pk: text_of(
            KIND, language=mail.recipient.language, context={"to": mail.recipient, "task": task}
        )
        for mail in mails
        if mail.recipient
        and (task := tasks.get(mail.facts["task"]))
        and task.due_at == datetime.fromisoformat(mail.facts["due"])
        and task.due_at > portal_now()
    }
