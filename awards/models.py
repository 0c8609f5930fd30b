"""What follows: decisions, letters, contracts, deliverables, invitations, purchases.

Every change of a `state` in this app is a function in awards/transitions.py.
"""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier, Proposal
from calls.models import MONEY, Call, Phase
from calls.periods import last_second_of
from portal.accounts.models import Organisation, User
from portal.models import PortalNow


class DecisionSet(models.Model):
    """All decisions of one phase: proposed by one officer, approved by another, then frozen."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        RELEASED = "released", _("applicants informed")

    phase = models.OneToOneField(Phase, models.PROTECT, related_name="decision_set")
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(db_default=PortalNow())
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_proof = models.ForeignKey(
        "accounts.StepUp", models.PROTECT, null=True, related_name="+"
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    release_proof = models.ForeignKey(
        "accounts.StepUp", models.PROTECT, null=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)  # over all decisions, at approval

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_takes_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")),
                violation_error_message=_("Nobody approves their own decision."),
            )
        ]

    def __str__(self) -> str:
        return f"decision on {self.phase}"

    @property
    def audit_ref(self) -> str:
        return self.phase.audit_ref

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference


class Decision(models.Model):
    """Award, reserve or reject, for one offer, with its reasons. An award may have a condition."""

    class Outcome(models.TextChoices):
        AWARD = "award", _("award")
        RESERVE = "reserve", _("reserve list")
        REJECT = "reject", _("reject")
        EXCLUDE = "exclude", _("excluded")

    decision_set = models.ForeignKey(DecisionSet, models.CASCADE, related_name="decisions")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=7, choices=Outcome)
    advised = models.CharField(max_length=7, choices=Outcome)
    needs_money = models.BooleanField(default=True)  # as the phase states: an award has an amount
    amount_incl_vat = models.DecimalField(null=True, blank=True, **MONEY)
    reserve_place = models.PositiveSmallIntegerField(null=True, blank=True)  # per theme, from 1
    # Of an award: what must be true before the contract can be signed, and until when.
    condition = models.TextField(blank=True, max_length=2000)
    condition_due_on = models.DateField(null=True, blank=True)
    # Set where an applicant wins once at most: the applicant, so that the database can hold it.
    sole_winner = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reasons = models.TextField(blank=True)
    deviation_reasons = models.TextField(blank=True)  # why the authority departs from the advice

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="award_has_an_amount",
                condition=~Q(outcome="award", needs_money=True) | Q(amount_incl_vat__gt=0),
                violation_error_message=_("An award states its amount."),
            ),
            models.CheckConstraint(
                name="selection_has_no_amount",
                condition=Q(needs_money=True) | Q(amount_incl_vat=None),
                violation_error_message=_("Who is selected is not awarded money yet."),
            ),
            models.UniqueConstraint(
                fields=["decision_set", "sole_winner"],
                condition=Q(outcome="award"),
                name="one_award_per_applicant",
                violation_error_message=_("An applicant wins in one theme at most."),
            ),
            models.CheckConstraint(
                name="deviation_has_reasons",
                condition=Q(outcome=models.F("advised"))
                | Q(outcome="reserve", advised="reject")
                | ~Q(deviation_reasons=""),
                violation_error_message=_("A decision that departs from the advice says why."),
            ),
            models.CheckConstraint(
                name="reserve_has_a_place",
                condition=Q(outcome="reserve", reserve_place__isnull=False, reserve_place__gte=1)
                | ~Q(outcome="reserve") & Q(reserve_place=None),
                violation_error_message=_("Who is on the reserve list has a place on it."),
            ),
            models.CheckConstraint(
                name="condition_of_an_award_has_a_day",
                condition=Q(condition="", condition_due_on=None)
                | Q(outcome="award", condition_due_on__isnull=False) & ~Q(condition=""),
                violation_error_message=_("A condition has a day, and belongs to an award."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.get_outcome_display()}"

    @property
    def departs(self) -> bool:
        """Whether it departs from the advice; who was not advised may wait on the reserve list."""
        return departs(self.advised, self.outcome)


def departs(advised: str, outcome: str) -> bool:
    """Whether this outcome departs from what the committee advised."""
    is_reserve = (advised, outcome) == (Decision.Outcome.REJECT, Decision.Outcome.RESERVE)
    return outcome != advised and not is_reserve


class Letter(models.Model):
    """The letter of a decision: rendered once from the frozen set, checked, stored, sent once."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    number = models.CharField(max_length=60, unique=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)  # of the PDF itself
    rendered_at = models.DateTimeField(db_default=PortalNow())
    opened_at = models.DateTimeField(null=True, blank=True)  # first read by the applicant

    def __str__(self) -> str:
        return self.number

    @property
    def audit_ref(self) -> str:
        return self.number

    @property
    def audit_call(self) -> str:
        return self.decision.decision_set.phase.call.reference


class ContractQuerySet(models.QuerySet["Contract"]):
    def of_company(self, user: User) -> "ContractQuerySet":
        return self.filter(decision__proposal__dossier__lead__in=Organisation.objects.of(user))

    def staffed_by(self, user: User) -> "ContractQuerySet":
        return self.filter(decision__proposal__phase__call__in=Call.objects.staffed_by(user))


class Contract(models.Model):
    """The private-law contract for a result that follows an award."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        SIGNED = "signed", _("signed by the company")
        RUNNING = "running", _("running")
        DELIVERED = "delivered", _("delivered and accepted")
        ENDED_EARLY = "ended_early", _("ended early")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="contract")
    state = models.CharField(max_length=11, choices=State, default=State.OFFERED)
    value_incl_vat = models.DecimalField(**MONEY)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    signed_by_company = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_by_company_at = models.DateTimeField(null=True, blank=True)
    signed_by_authority = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    signed_by_authority_at = models.DateTimeField(null=True, blank=True)

    objects = ContractQuerySet.as_manager()

    def __str__(self) -> str:
        return f"contract {self.decision.proposal}"

    @property
    def audit_ref(self) -> str:
        return self.decision.proposal.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.decision.proposal.phase.call.reference


class Deliverable(models.Model):
    """What the company owes under a contract: a report, a prototype."""

    class State(models.TextChoices):
        DUE = "due", _("to be delivered")
        DELIVERED = "delivered", _("delivered")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned for completion")
        REJECTED = "rejected", _("rejected")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contract = models.ForeignKey(Contract, models.CASCADE, related_name="deliverables")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    stage = models.PositiveSmallIntegerField(default=1)  # of research and development
    target = models.CharField(max_length=300, blank=True)  # the intermediate target of that stage
    state = models.CharField(max_length=9, choices=State, default=State.DUE)
    due_on = models.DateField()
    instalment_percent = models.PositiveSmallIntegerField()  # paid on acceptance
    file = models.ForeignKey(
        "files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    file_name = models.CharField(max_length=160, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    remarks = models.TextField(blank=True)

    class Meta:
        ordering = ["contract", "order"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "order"], name="deliverable_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def due_at(self) -> datetime:
        """The last second of the day on which it is due, in Amsterdam."""
        return last_second_of(self.due_on)

    @property
    def audit_ref(self) -> str:
        return f"{self.contract.audit_ref}/{self.order}"

    @property
    def audit_call(self) -> str:
        return self.contract.audit_call


class Invitation(models.Model):
    """The right of one dossier to offer in one later phase; nobody else may."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="invitations")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["dossier", "phase"], name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.dossier} → {self.phase}"


class Purchase(models.Model):
    """What an authority bought of a solution, and what gave it the right to.

    An SBIR never creates a commercial award (domain.md 1.5c): this names the procurement that did.
    Within a partnership there is none: the measured performance shows that it is what was agreed.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="purchases")
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="purchases")
    description = models.CharField(_("what was bought"), max_length=300)
    procurement_reference = models.CharField(
        _("reference of the procurement"), max_length=100, blank=True
    )
    measured_performance = models.DecimalField(
        _("measured performance"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    amount_excl_vat = models.DecimalField(_("amount, excluding VAT"), **MONEY)
    bought_on = models.DateField(_("date"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["bought_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="purchase_is_positive",
                condition=Q(amount_excl_vat__gt=0),
                violation_error_message=_("A purchase is more than zero."),
            ),
            models.CheckConstraint(
                name="purchase_has_a_ground",
                condition=~Q(procurement_reference="") | Q(measured_performance__isnull=False),
                violation_error_message=_(
                    "A purchase names its procurement, or the performance that was agreed."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.buyer}: {self.description}"

    @property
    def audit_ref(self) -> str:
        return self.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.dossier.call.reference


class PublicResult(models.Model):
    """What officers tell the public about a call's result, beside the facts of the awards."""

    call = models.OneToOneField(Call, models.PROTECT, related_name="public_result")
    text = models.TextField(_("text on the result page"))  # Markdown
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"result of {self.call}"
