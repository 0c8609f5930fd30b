"""What is asked: calls, their phases, criteria, form, money and the keys of the vault.

Every change of a `state` in this app is a function in calls/transitions.py.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from calls.call_documents import CallDocument
from calls.delegation.models import Delegation
from calls.holders import KeyHolder, KeyShare
from calls.instruments import kind_name
from calls.phase_dates import DATES_IN_ORDER, PhaseDates
from calls.phase_rows import MONEY, Criterion, Pot
from portal.accounts.models import Membership, Organisation
from portal.compiled import for_person
from portal.models import CURRENT, PortalNow

__all__ = [
    "Call", "CallDocument", "CallQuerySet", "CallRole", "CallVersion", "Criterion", "KeyHolder",
    "KeyShare", "Phase", "Pot", "Theme",
]  # fmt: skip


class CallQuerySet(models.QuerySet["Call"]):
    def published(self) -> "CallQuerySet":
        """What the public may see, logged in or not."""
        return self.filter(
            state__in=[Call.State.PUBLISHED, Call.State.CANCELLED, Call.State.COMPLETED]
        )

    def staffed_by(self, user: Any) -> "CallQuerySet":
        """Calls on which this person has a role, or that their authority or agency runs.

        Or on which they act for an officer. That somebody wrote on a call is known for ever, and
        is no right: rights end with a role.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(pk__in=_staffed_by(user.pk))

    def held_by(self, user: Any) -> "CallQuerySet":
        """Calls of whose vault this person was chosen to hold a share of the key."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(pk__in=KeyHolder.objects.filter(user=user).values("call"))

    def visible_to(self, user: Any) -> "CallQuerySet":
        """Published calls, and the drafts this person works on."""
        return self.filter(
            Q(pk__in=self.published().values("pk")) | Q(pk__in=self.staffed_by(user).values("pk"))
        )


@for_person
def _staffed_by(person: int) -> "models.QuerySet[Any, Any]":
    organisations: Any = Membership.objects.filter(
        CURRENT, user=person, role=Membership.Role.OFFICER
    ).values("organisation")
    roles = CallRole.objects.filter(CURRENT, user=person).exclude(role=CallRole.Role.AUTHOR)
    lent = Delegation.objects.in_force().filter(delegate=person)
    runs = Q(pk__in=roles.values("call")) | Q(pk__in=lent.values("call"))
    whole: Any = lent.filter(call=None).values("organisation")
    for places in (organisations, whole):
        runs |= Q(contracting_authority__in=places) | Q(executing_agency__in=places)
        runs |= Q(pk__in=Theme.objects.filter(authority__in=places).values("call"))
    return Call.objects.filter(runs).values("pk")


class Call(models.Model):
    """One call for innovation. Its terms are frozen as a CallVersion at each publication."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_REVIEW = "in_review", _("in review")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")
        COMPLETED = "completed", _("completed")

    class Rights(models.TextChoices):
        DEVELOPER = "developer", _("the company keeps the rights, the authority may use the result")
        OPEN = "open_licence", _("the result becomes free for all, under an open licence")
        AUTHORITY = "authority", _("the authority gets the rights and publishes the result")

    class FollowUp(models.TextChoices):
        NOTHING = "nothing", _("nothing: a prize is all")
        CONTRACT = "contract", _("a contract, negotiated with every winner")
        CALL = "call", _("a call that is open to everybody")

    reference = models.SlugField(_("reference"), max_length=40, unique=True)
    instrument = models.CharField(max_length=30)
    title = models.CharField(_("title"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    summary = models.TextField(_("summary"), max_length=1500)
    sections = models.JSONField(
        default=list, blank=True
    )  # [{"code", "title", "text"}], text as Markdown
    contracting_authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="calls", verbose_name=_("contracting authority")
    )
    executing_agency = models.ForeignKey(
        Organisation, models.PROTECT, related_name="executed_calls", null=True, blank=True
    )
    co_funder = models.ForeignKey(
        Organisation, models.PROTECT, related_name="co_funded_calls", null=True, blank=True
    )
    # REQ-02 (d): a choice that every call makes before it is published; empty in a draft.
    rights = models.CharField(_("rights"), max_length=12, choices=Rights, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    review_remarks = models.TextField(blank=True)  # what the approver asked to be changed
    cancelled_because = models.TextField(blank=True)  # public
    follow_up = models.CharField(
        _("what may follow the prizes"), max_length=9, choices=FollowUp, blank=True
    )  # said beforehand where the instrument asks it (Directive 2014/24 article 32(4))
    follow_up_call = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="follows",
        verbose_name=_("call that follows"),
    )  # may be linked later: it is news, and changes nothing for who takes part
    # The notice on TenderNed, for calls under Part 2 of the Aanbestedingswet (calls/notices.py).
    notice_number = models.CharField(_("notice number on TenderNed"), max_length=40, blank=True)
    notice_sent_on = models.DateField(_("notice sent on"), null=True, blank=True)
    notice_published_on = models.DateField(_("notice published on"), null=True, blank=True)
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), null=True, blank=True
    )
    purchases_excl_vat = models.DecimalField(
        _("purchases afterwards, at most, excluding VAT"), null=True, blank=True, **MONEY
    )
    # Days before a deadline after which news proposes a later one; empty: as the instrument says.
    information_days = models.PositiveSmallIntegerField(
        _("information period in days"), null=True, blank=True
    )
    eligibility = models.JSONField(default=dict, blank=True)  # see calls/eligibility.py
    version = models.PositiveIntegerField(default=0)  # counts edits: a stale form is refused
    drafted_at = models.DateTimeField(db_default=PortalNow())
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title_en if get_language() == "en" and self.title_en else self.title

    @property
    def audit_ref(self) -> str:
        return self.reference

    @property
    def audit_call(self) -> str:
        return self.reference


class CallVersion(models.Model):
    """The terms as published, frozen with their hash; a submission names the one it answers."""

    class Cause(models.TextChoices):
        PUBLICATION = "publication", _("publication of the call")
        AMENDMENT = "amendment", _("amendment")
        EXTENSION = "extension", _("later deadline")
        OUTAGE = "outage", _("later deadline after an outage")

    call = models.ForeignKey(Call, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    terms = models.JSONField()
    sha256 = models.CharField(max_length=64)
    cause = models.CharField(max_length=11, choices=Cause, default=Cause.PUBLICATION)
    reason = models.TextField(blank=True)  # public: why there is a new version
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="call_version_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.call.reference} v{self.number}"


class CallRole(models.Model):
    """A person's role on one call, until a date or until further notice."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        OFFICER = "officer", _("officer")
        SECRETARY = "secretary", _("secretary of the committee")
        READER = "reader", _("reader")

    call = models.ForeignKey(Call, models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="call_roles")
    role = models.CharField(max_length=10, choices=Role)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "user", "role"], name="call_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Theme(models.Model):
    """A part of a call (perceel) with a budget of its own; most calls have none.

    In a round of challenges each has the authority that asked, and the procedure whose rules it
    follows (calls/procedures.py); elsewhere both are empty.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="themes")
    code = models.CharField(max_length=10)
    title = models.CharField(max_length=160)
    authority = models.ForeignKey(
        Organisation, models.PROTECT, related_name="themes", null=True, blank=True
    )
    procedure = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="theme_once")]

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"


class Phase(PhaseDates):
    """One submission window of a call, with its judgement; a purchase phase has no window.

    "Open" and "closed" are read from the clock (calls/phases.py). The scheduled task that writes
    them down is for lists; no rule waits for it.
    """

    class Entry(models.TextChoices):
        OPEN = "open", _("anyone may send an offer")
        INVITED = "invited", _("only those invited")
        SELECTED = "selected", _("only those selected in the phase before")

    class Outcome(models.TextChoices):
        """What an award in this phase is."""

        CONTRACT = "contract", _("a contract")
        SELECTION = "selection", _("selection for the next phase")
        PLACE = "place", _("a place in the programme")
        PRIZE = "prize", _("a prize")
        NONE = "none", _("nothing")

    class Judge(models.TextChoices):
        COMMITTEE = "committee", _("an assessment committee")
        JURY = "jury", _("a jury")
        OFFICERS = "officers", _("the officers: nobody scores")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed, not yet opened")
        OPENED = "opened", _("vault opened")
        ASSESSING = "assessing", _("being assessed")
        ADVISED = "advised", _("advice given")
        DECIDED = "decided", _("decided")
        INFORMED = "informed", _("applicants informed")
        RUNNING = "running", _("contracts running")
        COMPLETED = "completed", _("completed")

    class Walk(models.TextChoices):
        STOP = "stop", _("stop at the first offer that does not fit")
        SKIP = "skip", _("skip an offer that does not fit and go on")

    class TieBreak(models.TextChoices):
        HEAVIEST = "heaviest", _("the higher score on the heaviest criterion, then a lot")
        PRICE = "price", _("the lower price, then a lot")
        LOT = "lot", _("a lot decides")

    class Counting(models.TextChoices):
        CONSENSUS = "consensus", _("the score that the committee agrees on, for every criterion")
        MEAN = "mean", _("the agreed score where there is one, else the mean of the members")

    call = models.ForeignKey(Call, models.CASCADE, related_name="phases")
    code = models.SlugField(max_length=30)  # in addresses; unlike the kind unique within a call
    kind = models.CharField(max_length=30)  # named by the instruments
    title = models.CharField(max_length=100, blank=True)  # tells phases of one kind apart
    title_en = models.CharField(max_length=100, blank=True)
    order = models.PositiveSmallIntegerField()
    entry = models.CharField(max_length=8, choices=Entry)
    # What the instrument states about this phase; part of the frozen terms.
    takes_offers = models.BooleanField(default=True)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.CONTRACT)
    judged_by = models.CharField(max_length=9, choices=Judge, default=Judge.COMMITTEE)
    is_negotiated = models.BooleanField(default=False)
    is_anonymous = models.BooleanField(default=False)
    asks_price = models.BooleanField(default=True)
    needs_money = models.BooleanField(default=True)
    may_be_bought = models.BooleanField(default=False)
    reduces = models.BooleanField(_("fewer parties may go on"), default=False)
    standstill_days = models.PositiveSmallIntegerField(default=0)
    least_rd_share = models.PositiveSmallIntegerField(default=0)  # percent of the price
    limits = models.JSONField(default=list, blank=True)  # see calls/limits.py
    one_offer_each = models.BooleanField(default=False)  # one in each theme
    one_award_each = models.BooleanField(default=False)  # over all themes together
    carried_percent = models.PositiveSmallIntegerField(
        _("part of the score that comes from the round before, in percent"), default=0
    )
    pitch_minutes = models.PositiveSmallIntegerField(_("minutes for the pitch"), default=0)
    question_minutes = models.PositiveSmallIntegerField(_("minutes for questions"), default=0)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cap_incl_vat = models.DecimalField(
        _("maximum per offer, including VAT"), null=True, blank=True, **MONEY
    )
    planned_awards = models.PositiveSmallIntegerField(_("planned number of awards"), default=0)
    # Amounts taken over from an earlier call: whoever saves them has looked at them.
    money_to_check = models.BooleanField(default=False)
    prizes = models.JSONField(default=list, blank=True)  # euro incl. VAT as text, the first first
    scale_min = models.PositiveSmallIntegerField(_("lowest score"), default=1)
    scale_max = models.PositiveSmallIntegerField(_("highest score"), default=10)
    budget_walk = models.CharField(
        _("when the budget runs out"), max_length=4, choices=Walk, default=Walk.STOP
    )
    total_threshold = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    tie_break = models.CharField(max_length=8, choices=TieBreak, default=TieBreak.HEAVIEST)
    counting = models.CharField(max_length=9, choices=Counting, default=Counting.CONSENSUS)
    tells_rank = models.BooleanField(default=False)  # each letter: the place in the ranking
    knock_outs = models.JSONField(default=list, blank=True)  # see calls/knock_outs.py
    form = models.JSONField(
        default=list, blank=True
    )  # sections and questions, see calls/offer_forms.py
    key_threshold = models.PositiveSmallIntegerField(default=2)  # k: shares needed to open
    public_key = models.BinaryField(null=True)
    key_commitment = models.BinaryField(null=True)

    class Meta:
        ordering = ["call", "order"]
        constraints = [
            models.UniqueConstraint(fields=["call", "order"], name="phase_order_once"),
            models.UniqueConstraint(fields=["call", "code"], name="phase_code_once"),
            *DATES_IN_ORDER,
            models.CheckConstraint(
                name="phase_scale_has_room",
                condition=Q(scale_min__lt=F("scale_max")),
                violation_error_message=_("The highest score lies above the lowest."),
            ),
            models.CheckConstraint(
                name="phase_money_has_a_price",
                condition=Q(needs_money=False) | Q(asks_price=True),
                violation_error_message=_("Who is awarded money states a price."),
            ),
            models.CheckConstraint(
                name="phase_carries_less_than_all",
                condition=Q(carried_percent__lt=100),
                violation_error_message=_("The round itself counts for something too."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call}: {self.name}"

    @property
    def name(self) -> str:
        """What people call this phase: its own title, else the name of its kind."""
        if get_language() == "en" and self.title_en:
            return self.title_en
        return self.title or str(kind_name(self.kind))

    @property
    def audit_ref(self) -> str:
        return f"{self.call.reference}/{self.code}"

    @property
    def audit_call(self) -> str:
        return self.call.reference

    @property
    def pays(self) -> bool:
        """Whether an award is an amount of money: a price from the budget, or a prize."""
        return self.needs_money or self.outcome == self.Outcome.PRIZE

    @property
    def is_scored(self) -> bool:
        """Whether a committee or jury scores; else the officers let go on what is admissible."""
        return self.judged_by != self.Judge.OFFICERS

    @property
    def gives_contracts(self) -> bool:
        """Whether an award leads to a contract: one for a result, or for a place in a programme."""
        return self.outcome in {self.Outcome.CONTRACT, self.Outcome.PLACE}

    @property
    def is_by_invitation(self) -> bool:
        """Whether only those may take part who were invited or selected."""
        return self.entry != self.Entry.OPEN
