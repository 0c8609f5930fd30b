"""Which mails a person may turn down, and which the law or the procedure sends anyway."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What somebody chooses about, as one line of the page about messages."""

    REMINDERS = "reminders", _("Reminders of what waits on you")
    WORK = "work", _("Work of colleagues: questions, checks and advice")
    PROGRESS = "progress", _("Progress of talks, contracts and partnerships")


# A kind that does not stand here is required: a letter, a receipt, a change of the terms, an
# invitation, what concerns the keys of the vault. It comes at once, also in quiet hours.
OPTIONAL = {
    "reminder": Category.REMINDERS,
    "advice_asked": Category.WORK,
    "advice_given": Category.WORK,
    "advice_message": Category.WORK,
    "advice_ready": Category.WORK,
    "amendment_returned": Category.WORK,
    "call_published": Category.WORK,
    "call_returned": Category.WORK,
    "question_assigned": Category.WORK,
    "sheet_reopened": Category.WORK,
    "debrief_asked": Category.WORK,
    "complaint_made": Category.WORK,
    "contract_running": Category.PROGRESS,
    "deliverable_accepted": Category.PROGRESS,
    "deliverable_returned": Category.PROGRESS,
    "payment_recorded": Category.PROGRESS,
    "interest_marked": Category.PROGRESS,
    "story_answered": Category.WORK,
    "contract_change_answered": Category.WORK,
    "talk_recorded": Category.PROGRESS,
    "report_made": Category.WORK,
}


def is_required(kind: str) -> bool:
    """Whether nobody can turn it down."""
    return kind not in OPTIONAL
