"""The text of a phase's contracts, the PDF of each, who signed which file, and what is paid.

Every change of a `state` in this app is a function in awards/contracting/transitions.py.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from awards.models import Contract, Deliverable
from calls.models import MONEY, Phase
from portal.models import PortalNow


class ContractTerms(models.Model):
    """The model contract of a phase with its merge fields, and the place that is offered.

    Each version is a row; the last one holds. It is fixed once somebody has signed.
    """

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="contract_terms")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text of the contract"))  # Markdown with {{fields}}
    place = models.CharField(_("place for the prototype"), max_length=300, blank=True)
    place_from = models.DateField(_("available from"), null=True, blank=True)
    place_until = models.DateField(_("available until"), null=True, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["phase", "number"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "number"], name="contract_terms_once"),
            models.CheckConstraint(
                name="offered_place_has_a_period",
                condition=Q(place="", place_from=None, place_until=None)
                | (
                    ~Q(place="")
                    & Q(place_from__isnull=False, place_until__isnull=False)
                    & Q(place_from__lte=F("place_until"))
                ),
                violation_error_message=_(
                    "A place comes with the days from and until which it is there."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"contract of {self.phase}, version {self.number}"


class ContractPaper(models.Model):
    """The PDF of one contract: made once of a version of the terms, read back, never replaced."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="papers")
    terms = models.ForeignKey(ContractTerms, models.PROTECT, related_name="papers")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the PDF itself
    made_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["contract", "terms__number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "terms"], name="contract_paper_once")
        ]

    def __str__(self) -> str:
        return f"{self.contract}, version {self.terms.number}"


class Signature(models.Model):
    """Who signed which file for which side: in the portal, or on a copy of it that was sent in."""

    class Side(models.TextChoices):
        COMPANY = "company", _("company")
        AUTHORITY = "authority", _("contracting authority")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=9, choices=Side)
    paper = models.ForeignKey(ContractPaper, models.PROTECT, related_name="signatures")
    copy = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64)  # of the copy, else of the PDF that was signed
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["contract", "signed_at"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="one_signature_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.contract}: {self.get_side_display()}"


class Payment(models.Model):
    """What the company has a right to: the instalment of an accepted deliverable, once.

    Without a deliverable it is what is still paid when a contract ends early.
    """

    class State(models.TextChoices):
        DUE = "due", _("can be asked for")
        REQUESTED = "requested", _("asked for")
        SENT_BACK = "sent_back", _("invoice sent back")
        PAID = "paid", _("paid")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="payments")
    deliverable = models.OneToOneField(
        Deliverable, models.PROTECT, null=True, blank=True, related_name="payment"
    )
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    amount_incl_vat = models.DecimalField(**MONEY)
    invoice_number = models.CharField(_("invoice number"), max_length=60, blank=True)
    own_reference = models.CharField(_("your own reference"), max_length=100, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(blank=True)  # why the invoice was sent back
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["contract", "deliverable__order", "id"]
        constraints = [
            models.CheckConstraint(
                name="payment_is_positive",
                condition=Q(amount_incl_vat__gt=0),
                violation_error_message=_("A payment is more than zero."),
            ),
            models.CheckConstraint(
                name="paid_has_a_day",
                condition=~Q(state="paid") | Q(paid_on__isnull=False),
                violation_error_message=_("What was paid has the day on which it was paid."),
            ),
            models.CheckConstraint(
                name="request_has_an_invoice",
                condition=Q(state="due") | ~Q(invoice_number=""),
                violation_error_message=_("A payment is asked for with an invoice number."),
            ),
            models.UniqueConstraint(
                fields=["contract", "invoice_number"],
                condition=~Q(invoice_number=""),
                name="one_invoice_per_payment",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(deliverable=None),
                name="one_payment_at_the_end",
            ),
        ]

    def __str__(self) -> str:
        if self.deliverable is None:
            return str(_("what is still paid at the early end"))
        return self.deliverable.title

    @property
    def audit_ref(self) -> str:
        return self.deliverable.audit_ref if self.deliverable else self.contract.audit_ref

    @property
    def audit_call(self) -> str:
        return self.contract.audit_call


class ContractChange(models.Model):
    """Another value, other dates or another deliverable: proposed by an officer, with reasons.

    It holds once a signatory of the company accepts it. What was agreed before is kept beside it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for the company")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("taken back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="changes")
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    reasons = models.TextField(_("reasons"))
    before = models.JSONField()  # awards/contracting/agreed.py
    after = models.JSONField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)  # why the company refused

    class Meta:
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state="proposed"),
                name="one_change_at_a_time",
                violation_error_message=_("A change of this contract waits for an answer already."),
            ),
            models.CheckConstraint(
                name="change_has_reasons",
                condition=~Q(reasons=""),
                violation_error_message=_("A change has reasons."),
            ),
        ]

    def __str__(self) -> str:
        return f"change of {self.contract}"

    @property
    def audit_ref(self) -> str:
        return self.contract.audit_ref

    @property
    def audit_call(self) -> str:
        return self.contract.audit_call


class ChangePaper(models.Model):
    """The PDF of an accepted change: made once, read back, never replaced."""

    change = models.OneToOneField(ContractChange, models.PROTECT, related_name="paper")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the PDF itself
    made_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return str(self.change)


class EarlyEnding(models.Model):
    """A contract that ends before everything was delivered: why, and what is still paid."""

    class Way(models.TextChoices):
        OFFICERS = "officers", _("by the authority, two officers decide")
        MUTUAL = "mutual", _("by mutual agreement, the company agrees")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        DECIDED = "decided", _("decided")
        TURNED_DOWN = "turned_down", _("turned down")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="endings")
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=11, choices=State, default=State.PROPOSED)
    reasons = models.TextField(_("reasons"))
    still_paid_incl_vat = models.DecimalField(default=0, **MONEY)  # beside what was accepted
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["contract", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=~Q(state="turned_down"),
                name="contract_ends_early_once",
                violation_error_message=_("The end of this contract was proposed already."),
            ),
            models.CheckConstraint(
                name="early_end_takes_two_people",
                condition=~Q(state="decided")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                violation_error_message=_("Nobody ends a contract alone."),
            ),
            models.CheckConstraint(
                name="early_end_has_reasons",
                condition=~Q(reasons="") & Q(still_paid_incl_vat__gte=0),
                violation_error_message=_("An early end has reasons, and pays nothing or more."),
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.contract}"

    @property
    def audit_ref(self) -> str:
        return self.contract.audit_ref

    @property
    def audit_call(self) -> str:
        return self.contract.audit_call


class NoInvitation(models.Model):
    """A contractor that is not asked into the next phase, although it delivers: with reasons."""

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="no_invitation")
    reasons = models.TextField(_("reasons"))  # the company reads them
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.CheckConstraint(name="no_invitation_has_reasons", condition=~Q(reasons=""))
        ]

    def __str__(self) -> str:
        return f"no invitation for {self.contract}"
