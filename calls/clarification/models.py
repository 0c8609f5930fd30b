"""Questions about a call, announcements, and the notices in which they become public.

Who asked stands in `Asker` alone: encrypted, without a way to it from a question (REQ-19). Every
change of a `state` in this app is a function in calls/clarification/transitions/.
"""

import secrets
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Phase
from portal.models import PortalNow

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, no 1/I: read aloud without mistakes
LONGEST_TEXT = 4000


def new_own_number() -> str:
    """The number of a question that is answered alone, such as V-7K3MQX: it tells no order."""
    return "V-" + "".join(secrets.choice(ALPHABET) for _character in range(6))


class NoticeQuerySet(models.QuerySet["Notice"]):
    def published(self) -> "NoticeQuerySet":
        """What was made public; of phases for which one must be invited, too."""
        return self.filter(state=Notice.State.PUBLISHED)


class Notice(models.Model):
    """A numbered notice (nota van inlichtingen): answers and announcements, public at one moment.

    `content` is written once, at that moment; page, PDF and JSON are all made from it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        IN_REVIEW = "in_review", _("with a colleague")
        APPROVED = "approved", _("approved, is being made")
        PUBLISHED = "published", _("published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="notices")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField(null=True)  # within the call, given at publication
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    intro = models.TextField(_("introduction"), max_length=LONGEST_TEXT, blank=True)
    is_substantial = models.BooleanField(default=False)
    remarks = models.TextField(blank=True)  # what the approver asked to be changed
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(db_default=PortalNow())
    published_at = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    pdf = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="notice_numbered_once"),
            models.CheckConstraint(
                name="notice_is_whole_when_published",
                condition=~Q(state="published")
                | Q(
                    number__isnull=False,
                    published_at__isnull=False,
                    content__isnull=False,
                    pdf__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return str(_("Draft of a notice"))
        return _("Clarification notice %(number)s") % {"number": self.number}

    @property
    def audit_ref(self) -> str:
        return f"{self.call.reference}/nvi-{self.number or self.uuid.hex[:8]}"

    @property
    def audit_call(self) -> str:
        return self.call.reference


class NoticeAuthor(models.Model):
    """Who wrote on a notice: none of them approves it."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="notice_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.notice}"


class Question(models.Model):
    """One question, as staff know it: nothing here, and no row that points here, says who asked.

    The day it came in is kept, not the moment; its public identifier is random. `asked_subject`
    and `asked_text` stay as they were typed; `subject` and `text` are what is published.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ASSIGNED = "assigned", _("assigned")
        ANSWERED = "answered", _("answer is ready")
        IN_NOTICE = "in_notice", _("in a notice")
        PUBLISHED = "published", _("published")
        DELIVERED = "delivered", _("answered to the asker alone")
        RETURNED = "returned", _("waits for the asker")
        MERGED = "merged", _("taken together with another")
        WITHDRAWN = "withdrawn", _("withdrawn")

    # What the asker reads of the work on it: nothing.
    PUBLIC_LABELS = {
        State.OPEN: _("waits for an answer"),
        State.ASSIGNED: _("waits for an answer"),
        State.ANSWERED: _("waits for an answer"),
        State.IN_NOTICE: _("waits for an answer"),
        State.MERGED: _("waits for an answer"),
        State.RETURNED: _("waits for your choice"),
        State.DELIVERED: _("answered, to you alone"),
    }

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="questions")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="questions")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    about = models.CharField(max_length=200, blank=True)
    asked_subject = models.CharField(max_length=160)
    asked_text = models.TextField()
    asked_on = models.DateField()
    is_late = models.BooleanField(default=False)
    is_confidential = models.BooleanField(default=False)
    confidential_because = models.TextField(blank=True)
    own_number = models.CharField(max_length=10, blank=True)
    returned_because = models.TextField(blank=True)
    subject = models.CharField(_("subject"), max_length=160)
    text = models.TextField(_("question as published"))
    answer = models.TextField(_("answer"), blank=True)
    withheld_because = models.TextField(_("what is left out, and why"), blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="assigned_questions"
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)  # within its notice
    number = models.PositiveIntegerField(null=True)  # public: 1..n within the call
    told_at = models.DateTimeField(null=True)  # when the answer became readable for others

    class Meta:
        # By day, and within a day in an order that tells nothing.
        ordering = ["asked_on", "uuid"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="question_numbered_once"),
            models.UniqueConstraint(
                fields=["own_number"],
                condition=~Q(own_number=""),
                name="question_own_number_once",
            ),
            models.CheckConstraint(
                name="question_in_confidence_is_never_in_a_notice",
                condition=Q(is_confidential=False, own_number="")
                | (Q(is_confidential=True, notice=None, number=None) & ~Q(own_number="")),
            ),
            models.CheckConstraint(
                name="question_is_not_its_own_duplicate",
                condition=Q(merged_into=None) | ~Q(merged_into=models.F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def audit_ref(self) -> str:
        return f"{self.call.reference}/vraag-{self.uuid.hex[:8]}"

    @property
    def audit_call(self) -> str:
        return self.call.reference

    @property
    def public_state(self) -> str:
        """What the asker reads."""
        return str(self.PUBLIC_LABELS.get(self.State(self.state), self.get_state_display()))

    @property
    def has_a_word_changed(self) -> bool:
        """Whether what is published differs from what was asked."""
        return (self.subject, self.text) != (self.asked_subject, self.asked_text)


class QuestionAuthor(models.Model):
    """Who of the staff wrote on an answer: none of them approves it."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "user"], name="question_author_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.question}"


class Asker(models.Model):
    """Who asked a question, readable with the application key only (calls/clarification/askers.py).

    No reverse name: a query that begins at a question cannot come here. `finder` lets a company
    find its own questions; `key` stands in the asker's own addresses and in no other.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    question = models.OneToOneField(Question, models.PROTECT, related_name="+")
    sealed = models.BinaryField()
    finder = models.BinaryField(db_index=True)

    def __str__(self) -> str:
        return "asker"


class Announcement(models.Model):
    """Something that the authority tells by itself (mededeling); no answer to a question."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="announcements")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return f"{self.call.reference}/mededeling-{self.uuid.hex[:8]}"

    @property
    def audit_call(self) -> str:
        return self.call.reference


def related(phase: Phase) -> dict[str, Any]:
    """The call and phase that a new row belongs to."""
    return {"call": phase.call, "phase": phase}
