"""Amendments: the only way in which the terms of a published call change, apart from a deadline.

Every change of a `state` in this app is a function in calls/amendments/transitions.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call, CallDocument, CallVersion, Phase
from portal.models import PortalNow


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def published(self) -> "AmendmentQuerySet":
        """What everybody may read."""
        return self.filter(state=Amendment.State.PUBLISHED)

    def under_way(self) -> "AmendmentQuerySet":
        """The one that is being written or checked."""
        return self.filter(state__in=[Amendment.State.DRAFT, Amendment.State.IN_REVIEW])


class Amendment(models.Model):
    """One change of a published call's terms: drafted by one officer, published by another.

    `patch` holds only what differs from the terms it was written over, in their own words (see
    calls/amendments/patches.py). The number is given at publication, so that none is missing.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        DROPPED = "dropped", _("dropped")

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction: words only, nothing follows from it")
        CHANGE = "change", _("change of texts, dates, money, documents or form")
        RECTIFICATION = (
            "rectification",
            _("rectification: criteria, weights or requirements change as well"),
        )

    class Effect(models.TextChoices):
        STANDS = "stands", _("what was sent stands")
        LAPSES = "lapses", _("what was sent lapses, unless it is confirmed again")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.CHANGE)
    effect = models.CharField(max_length=6, choices=Effect, default=Effect.STANDS)
    title = models.CharField(max_length=160, blank=True)
    reason = models.TextField(blank=True)  # public: why the terms change
    effect_reason = models.TextField(blank=True)  # public: why what was sent lapses
    no_extension_because = models.TextField(blank=True)  # public: why the deadline stays
    patch = models.JSONField(default=dict, blank=True)
    edits = models.PositiveIntegerField(default=0)  # a stale form is refused
    remarks = models.TextField(blank=True)  # what the second officer asked to be changed
    base = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")  # read by the checker
    version = models.OneToOneField(
        CallVersion, models.PROTECT, null=True, blank=True, related_name="amendment"
    )
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField(db_default=PortalNow())
    published_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["-drafted_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="amendment_numbered_once"),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(state__in=["draft", "in_review"]),
                name="amendment_one_at_a_time",
            ),
            models.CheckConstraint(
                name="amendment_takes_two_officers",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("drafted_by")),
                violation_error_message=_("Another officer approves an amendment."),
            ),
            models.CheckConstraint(
                name="amendment_published_is_whole",
                condition=~Q(state="published")
                | (
                    Q(
                        number__isnull=False,
                        version__isnull=False,
                        approved_by__isnull=False,
                        published_at__isnull=False,
                    )
                    & ~Q(reason="")
                    & (~Q(effect="lapses") | ~Q(effect_reason=""))
                ),
                violation_error_message=_("A published amendment has a number and a reason."),
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return self.title or str(_("new amendment"))
        return str(_("amendment %(number)s") % {"number": self.number})

    @property
    def audit_ref(self) -> str:
        return f"{self.call.reference}/amendment/{self.uuid}"

    @property
    def audit_call(self) -> str:
        return self.call.reference

    @property
    def asks_acknowledgement(self) -> bool:
        """A correction without consequences is told, and waits on nobody."""
        return self.kind != self.Kind.CORRECTION

    @property
    def lapses(self) -> bool:
        """Whether what was sent lapses unless it is confirmed again."""
        return self.effect == self.Effect.LAPSES


class AmendedPhase(models.Model):
    """A phase that a published amendment touches, and what of it."""

    amendment = models.ForeignKey(Amendment, models.PROTECT, related_name="touched")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="amended")
    is_form_changed = models.BooleanField(default=False)
    is_judgement_changed = models.BooleanField(default=False)  # criteria, weights, scale

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["amendment", "phase"], name="amended_phase_once")
        ]

    def __str__(self) -> str:
        return f"{self.amendment} / {self.phase}"


class AmendedDocument(models.Model):
    """What an amendment does with a document: a new one, a next version of one, or one taken out.

    `replaces` is empty for a new document; `file` is empty for one that is taken out.
    """

    amendment = models.ForeignKey(Amendment, models.CASCADE, related_name="documents")
    replaces = models.ForeignKey(
        CallDocument, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=CallDocument.Kind)
    title = models.CharField(max_length=160)
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=160, blank=True)
    change_note = models.CharField(_("what changed"), max_length=300)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "replaces"], name="amended_document_replaced_once"
            ),
            models.CheckConstraint(
                name="amended_document_does_something",
                condition=Q(replaces__isnull=False) | Q(file__isnull=False),
                violation_error_message=_("Choose a file."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
