"""Rounds of co-funding, the requests that authorities send in, and what became of them.

A contribution is a share of contract sums including VAT, so every amount here includes VAT. Every
change of a `state` is a function in funnel/cofunding/transitions.py.
"""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calls.models import MONEY, Call
from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow

USER = settings.AUTH_USER_MODEL
# Who works for a funder: these give, and its analysts read along.
GIVERS = (Membership.Role.OFFICER, Membership.Role.ADVISER)
READERS = (*GIVERS, Membership.Role.ANALYST)
FUNDERS = (Organisation.Kind.MINISTRY, Organisation.Kind.AGENCY)


def organisations_of(user: Any, *roles: str) -> Any:
    """The ids of the organisations in which this person has one of these roles now."""
    return Membership.objects.filter(CURRENT, user=user, role__in=roles).values("organisation")


class RoundQuerySet(models.QuerySet["FundingRound"]):
    def visible_to(self, user: Any) -> "RoundQuerySet":
        """What was published, for everybody; a draft for the people of its funder."""
        published = Q(state=FundingRound.State.PUBLISHED)
        if not getattr(user, "is_authenticated", False):
            return self.filter(published)
        return self.filter(published | Q(funder__in=organisations_of(user, *READERS)))


class FundingRound(models.Model):
    """A pot with its rules: rate, cap, window. Whoever is first received is decided on first.

    One that ran outside the portal (`is_history`) holds the totals that were published about it;
    whether its amounts include VAT was not published, so pages do not say it of them.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=160)
    year = models.PositiveSmallIntegerField(_("year"))
    funder = models.ForeignKey(Organisation, models.PROTECT, related_name="funding_rounds")
    pot_incl_vat = models.DecimalField(_("pot, including VAT"), **MONEY)
    rate = models.DecimalField(
        _("share of the cost in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    cap_incl_vat = models.DecimalField(
        _("maximum per project, including VAT"), null=True, blank=True, **MONEY
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    goal_min_projects = models.PositiveSmallIntegerField(
        _("projects wanted, at least"), null=True, blank=True
    )
    instruments = models.JSONField(_("for which instruments"), default=list)
    explanation = models.TextField(_("what a request must tell"), blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    is_invented = models.BooleanField(default=False)
    is_history = models.BooleanField(default=False)  # ran outside the portal; totals by hand
    source = models.TextField(_("source"), blank=True)
    past_supported = models.PositiveSmallIntegerField(null=True, blank=True)
    past_granted = models.PositiveSmallIntegerField(null=True, blank=True)
    past_in_talks = models.PositiveSmallIntegerField(null=True, blank=True)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="funding_round_has_a_pot",
                condition=Q(pot_incl_vat__gt=0),
                violation_error_message=_("The pot holds more than zero euro."),
            ),
            models.CheckConstraint(
                name="funding_round_has_rules",
                condition=Q(is_history=True)
                | Q(
                    rate__isnull=False,
                    cap_incl_vat__gt=0,
                    opens_at__isnull=False,
                    closes_at__isnull=False,
                ),
                violation_error_message=_(
                    "A round has a share, a maximum, an opening and a close."
                ),
            ),
            models.CheckConstraint(
                name="funding_rate_is_a_share",
                condition=Q(rate=None) | Q(rate__gt=0, rate__lte=100),
                violation_error_message=_("The share is more than 0 and at most 100 percent."),
            ),
            models.CheckConstraint(
                name="funding_round_closes_after_it_opens",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("The round closes after it opens."),
            ),
            models.CheckConstraint(
                name="past_funding_round_has_a_source",
                condition=Q(is_history=False) | ~Q(source=""),
                violation_error_message=_("Totals from outside the portal have a source."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def audit_ref(self) -> str:
        return self.title

    def is_open(self, now: datetime) -> bool:
        """Whether a request that is received at this moment counts; read from the clock."""
        if self.opens_at is None or self.closes_at is None or self.is_history:
            return False
        return self.state == self.State.PUBLISHED and self.opens_at <= now < self.closes_at


class RequestQuerySet(models.QuerySet["FundingRequest"]):
    def visible_to(self, user: Any) -> "RequestQuerySet":
        """An authority's officers see its own; a funder's people see what was sent to it."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        own = organisations_of(user, Membership.Role.OFFICER)
        return self.filter(
            Q(call__contracting_authority__in=own)
            | Q(received_at__isnull=False, round__funder__in=organisations_of(user, *READERS))
        )

    def in_order(self) -> "RequestQuerySet":
        """What was received, in the order in which it is decided on."""
        return self.filter(received_at__isnull=False).order_by("received_at", "pk")


class FundingRequest(models.Model):
    """An authority asks a contribution for one of its calls; the stamp of receipt is its place."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("received")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REVOKED = "revoked", _("taken back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(FundingRound, models.PROTECT, related_name="requests")
    call = models.ForeignKey(Call, models.PROTECT, related_name="funding_requests")
    eligible_incl_vat = models.DecimalField(
        _("contract sums of the phases, including VAT"), null=True, blank=True, **MONEY
    )
    own_incl_vat = models.DecimalField(
        _("own contribution, including VAT"), null=True, blank=True, **MONEY
    )
    obstacle = models.TextField(_("obstacle in your public task"), max_length=5000, blank=True)
    no_solution = models.TextField(_("why nothing on sale solves it"), max_length=5000, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    written_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "call"],
                condition=~Q(state="withdrawn"),
                name="one_funding_request_per_call",
                violation_error_message=_("This round has a request for this call already."),
            ),
            models.CheckConstraint(
                name="sent_funding_request_is_whole",
                condition=Q(state__in=["draft", "withdrawn"])
                | (
                    Q(received_at__isnull=False, submitted_by__isnull=False)
                    & Q(eligible_incl_vat__gt=0, own_incl_vat__gte=0)
                    & ~Q(obstacle="")
                    & ~Q(no_solution="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call.reference}, {self.round}"

    @property
    def audit_ref(self) -> str:
        return self.call.reference

    @property
    def audit_call(self) -> str:
        return self.call.reference


class FundingDecision(models.Model):
    """What becomes of a request: one officer of the funder proposes, another approves.

    A grant that is lowered later has a decision of its own with what it takes off, below zero: the
    sum over approved decisions is what is granted (Awb 4:46 to 4:49).
    """

    class Outcome(models.TextChoices):
        GRANT = "grant", _("grant")
        REFUSE = "refuse", _("refuse")
        LOWER = "lower", _("lower or take back")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for a second person")
        APPROVED = "approved", _("decided")
        TURNED_DOWN = "turned_down", _("turned down")

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=6, choices=Outcome)
    amount_incl_vat = models.DecimalField(**MONEY)  # zero where refused, below it where lowered
    remaining_incl_vat = models.DecimalField(**MONEY)  # of the pot, at the place of this request
    reasons = models.TextField(_("reasons"), max_length=5000, blank=True)
    state = models.CharField(max_length=11, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    proof = models.ForeignKey("accounts.StepUp", models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=~Q(state="turned_down") & ~Q(outcome="lower"),
                name="funding_request_decided_once",
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state="proposed"),
                name="funding_request_has_one_proposal",
            ),
            models.CheckConstraint(
                name="granted_funding_lies_in_the_pot",
                condition=Q(
                    outcome="grant",
                    amount_incl_vat__gt=0,
                    amount_incl_vat__lte=F("remaining_incl_vat"),
                )
                | (Q(outcome="refuse", amount_incl_vat=0) & ~Q(reasons=""))
                | (Q(outcome="lower", amount_incl_vat__lt=0) & ~Q(reasons="")),
            ),
            models.CheckConstraint(
                name="funding_takes_two_people",
                condition=~Q(state="approved")
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request}: {self.get_outcome_display()}"

    @property
    def audit_ref(self) -> str:
        return self.request.audit_ref

    @property
    def audit_call(self) -> str:
        return self.request.audit_call


class FundingLetter(models.Model):
    """The letter about a decision: made once, read back, never replaced."""

    decision = models.OneToOneField(FundingDecision, models.PROTECT, related_name="letter")
    number = models.CharField(max_length=60)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the PDF itself
    made_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return self.number


class FundingPayment(models.Model):
    """What the funder paid of what was granted, and when; below zero what came back to it."""

    request = models.ForeignKey(FundingRequest, models.PROTECT, related_name="payments")
    amount_incl_vat = models.DecimalField(_("amount paid"), **MONEY)
    paid_on = models.DateField(_("paid on"))
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="funding_payment_is_not_zero", condition=~Q(amount_incl_vat=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.request}, {self.paid_on}"

    @property
    def size(self) -> Decimal:
        """The amount itself, whichever way it went, in euro including VAT."""
        return abs(self.amount_incl_vat)


class FundingReport(models.Model):
    """What the authority tells about the project afterwards, asked with a due date."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        HANDED_IN = "handed_in", _("handed in")
        ACCEPTED = "accepted", _("accepted")

    request = models.OneToOneField(FundingRequest, models.PROTECT, related_name="report")
    due_on = models.DateField(_("due on"))
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    text = models.TextField(_("report"), max_length=20000, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=160, blank=True)
    remarks = models.TextField(_("what is still missing"), max_length=5000, blank=True)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    handed_in_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="funding_report_says_something",
                condition=Q(state="asked") | ~Q(text="") | Q(file__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"report of {self.request}"

    @property
    def audit_ref(self) -> str:
        return self.request.audit_ref

    @property
    def audit_call(self) -> str:
        return self.request.audit_call
