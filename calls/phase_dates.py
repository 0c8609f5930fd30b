"""The moments of a phase, in their order: a part of the Phase model."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PhaseDates(models.Model):
    """When it opens and closes, until when questions are taken and answered, when it is decided.

    The two about questions may be empty: then they follow from the deadline
    (calls/clarification/windows.py). The result is planned so many days after the deadline, so
    that it moves with it (calls/planning.py); 0: nothing is planned.
    """

    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    questions_until = models.DateTimeField(_("questions until"), null=True, blank=True)
    answers_by = models.DateTimeField(_("answers no later than"), null=True, blank=True)
    decision_days = models.PositiveSmallIntegerField(_("days until the result"), default=0)

    class Meta:
        abstract = True


DATES_IN_ORDER = [
    models.CheckConstraint(
        name="phase_opens_before_it_closes",
        condition=Q(closes_at=None) | Q(opens_at=None) | Q(opens_at__lt=F("closes_at")),
        violation_error_message=_("A phase opens before it closes."),
    ),
    models.CheckConstraint(
        name="phase_questions_end_before_it_closes",
        condition=Q(questions_until=None)
        | Q(closes_at=None)
        | Q(questions_until__lt=F("closes_at")),
        violation_error_message=_("Questions end before the deadline for offers."),
    ),
]
