"""A request, the documents concerned with what is said of each, and the views of companies."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models import Call
from portal.accounts.models import Organisation
from portal.models import PortalNow

USER = settings.AUTH_USER_MODEL


class WooRequest(models.Model):
    """Somebody asks an authority for what it has about one call."""

    class State(models.TextChoices):
        OPEN = "open", _("being handled")
        PROPOSED = "proposed", _("waits for a second person")
        DECIDED = "decided", _("decided")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Organisation, models.PROTECT, related_name="woo_requests")
    number = models.PositiveIntegerField()
    call = models.ForeignKey(Call, models.PROTECT, related_name="woo_requests")
    requester = models.CharField(_("who asks"), max_length=160)
    requester_email = models.EmailField(_("e-mail address"), blank=True)
    question = models.TextField(_("what is asked"), max_length=5000)
    received_on = models.DateField(_("received on"))
    due_on = models.DateField()
    # Who asked was told on this day that companies are heard: the term stands still after it.
    told_on = models.DateField(null=True, blank=True)
    extended_because = models.TextField(_("reasons"), max_length=2000, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    registered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(db_default=PortalNow())
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")
    package = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    package_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "number"], name="woo_numbered_once"),
            models.CheckConstraint(
                name="woo_takes_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Nobody confirms their own proposal."),
            ),
        ]

    def __str__(self) -> str:
        return f"Woo-{self.received_on:%Y}-{self.owner_id}-{self.number:03d}"

    @property
    def audit_ref(self) -> str:
        return str(self)

    @property
    def audit_call(self) -> str:
        return self.call.reference


class WooDocument(models.Model):
    """One document: a copy of then, and what becomes of it.

    `is_confidential`: its company did not free it, so only the company's own word can open it
    (decision 203; Procurement Act 2012, article 2.57).
    """

    class Verdict(models.TextChoices):
        WHOLE = "whole", _("disclosed")
        PARTLY = "partly", _("disclosed in part")
        REFUSED = "refused", _("not disclosed")

    request = models.ForeignKey(WooRequest, models.PROTECT, related_name="documents")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    company = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    is_confidential = models.BooleanField(default=False)
    verdict = models.CharField(max_length=7, choices=Verdict, blank=True)
    ground = models.CharField(max_length=10, blank=True)  # of a refusal of the whole
    redacted = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="woo_document_numbered"),
            models.UniqueConstraint(fields=["request", "title"], name="woo_document_once"),
            models.CheckConstraint(
                name="woo_refusal_has_a_ground",
                condition=~Q(verdict="refused") | ~Q(ground=""),
                violation_error_message=_("Say on which ground it is not disclosed."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class WooPassage(models.Model):
    """Words that are taken out wherever they stand in a document, with the ground."""

    document = models.ForeignKey(WooDocument, models.CASCADE, related_name="passages")
    text = models.CharField(_("words that are taken out"), max_length=300)
    ground = models.CharField(_("ground"), max_length=10)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "text"], name="woo_passage_once")
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.ground})"


class WooView(models.Model):
    """A company is asked for its view on disclosing what is about it (Awb, article 4:8)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(WooRequest, models.PROTECT, related_name="views")
    company = models.ForeignKey(Organisation, models.PROTECT, related_name="woo_views")
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=PortalNow())
    due_on = models.DateField()
    objects_to = models.BooleanField(null=True)
    words = models.TextField(_("your view"), max_length=5000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["company__name"]
        constraints = [models.UniqueConstraint(fields=["request", "company"], name="woo_view_once")]

    def __str__(self) -> str:
        return f"{self.request}: {self.company}"

    @property
    def audit_ref(self) -> str:
        return str(self.request)

    @property
    def audit_call(self) -> str:
        return self.request.call.reference
