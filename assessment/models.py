"""How it is judged: committee, interests, scores, consensus, ranking, advice.

Every change of a `state` in this app is a function in assessment/transitions.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier, Proposal
from calls.models import MONEY, Call, Criterion, Phase, Theme
from portal.accounts.models import User
from portal.models import PortalNow


class CommitteeQuerySet(models.QuerySet["Committee"]):
    def visible_to(self, user: object) -> "CommitteeQuerySet":
        """Those on which this person has a seat now, and those of calls this person works on."""
        seats = Seat.objects.of(user).filter(committee=OuterRef("pk"))
        return self.filter(Exists(seats) | Q(phase__call__in=Call.objects.staffed_by(user)))


class Committee(models.Model):
    """The people who judge one phase. Members score blind to each other until they hand in."""

    class State(models.TextChoices):
        DECLARING = "declaring", _("members declare their interests")
        SCORING = "scoring", _("members score")
        CONSENSUS = "consensus", _("consensus meeting")
        RANKED = "ranked", _("ranked")
        ADVISED = "advised", _("advice given")

    phase = models.OneToOneField(Phase, models.PROTECT, related_name="committee")
    state = models.CharField(max_length=9, choices=State, default=State.DECLARING)
    min_valid_scores = models.PositiveSmallIntegerField(default=3)
    reason_words = models.PositiveSmallIntegerField(default=0)  # most in one reason; 0: no limit
    scores_due_at = models.DateTimeField(null=True, blank=True)
    formed_at = models.DateTimeField(db_default=PortalNow())

    objects = CommitteeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"committee of {self.phase}"

    @property
    def hides_names(self) -> bool:
        """Whether offers are judged without their applicant's name: until all scores are final.

        The consensus scores are the ones that count, so names show from the ranking on (REQ-11). A
        jury decides itself: it learns them once its report is signed (REQ-12).
        """
        hidden = {self.State.DECLARING, self.State.SCORING, self.State.CONSENSUS}
        if self.is_jury:
            hidden.add(self.State.RANKED)
        return self.phase.is_anonymous and self.state in hidden

    def name_of(self, dossier: Dossier) -> str:
        """Whose offer it is, as far as this committee may know."""
        return dossier.pseudonym if self.hides_names else dossier.lead.name

    @property
    def is_jury(self) -> bool:
        """Whether these people decide themselves and sign a report, instead of advising."""
        return self.phase.judged_by == Phase.Judge.JURY

    @property
    def names_nobody(self) -> bool:
        """Whether even a list of names stays away from the members: declare own interests only."""
        return self.is_jury and self.hides_names

    @property
    def audit_ref(self) -> str:
        return self.phase.audit_ref

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference


class SeatQuerySet(models.QuerySet["Seat"]):
    def of(self, user: object) -> "SeatQuerySet":
        """The seats this person holds now."""
        return self.filter(Q(user=user)).sitting()

    def sitting(self) -> "SeatQuerySet":
        """The seats that nobody left and whose term is not over."""
        return self.filter(Q(until_at=None) | Q(until_at__gt=PortalNow()), left_at=None)

    def served(self) -> "SeatQuerySet":
        """The seats that somebody took and did not leave: whom a report names as the committee."""
        return self.filter(left_at=None, accepted_at__isnull=False)


class Seat(models.Model):
    """A person on a committee."""

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        MEMBER = "member", _("member")
        ADVISER = "adviser", _("adviser without a vote")
        SECRETARY = "secretary", _("secretary")

    VOTING = (Role.CHAIR, Role.MEMBER)

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats")
    role = models.CharField(max_length=9, choices=Role)
    profile = models.CharField(_("expertise"), max_length=160)
    is_independent = models.BooleanField(default=True)  # False: works for the authority
    theme = models.ForeignKey(  # judges the offers of this theme only; without one those of all
        Theme, models.PROTECT, null=True, blank=True, related_name="seats"
    )
    interests = models.TextField(blank=True)  # of a jury member who may not see the names
    # Asked until accepted; who declines leaves with the reason. The term may begin and end later.
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_because = models.TextField(blank=True)
    from_at = models.DateTimeField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    left_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(  # who declined can be asked again
                fields=["committee", "user"], condition=Q(declined_because=""), name="seat_once"
            ),
            models.UniqueConstraint(
                fields=["committee"],
                condition=Q(role="chair", left_at=None),
                name="one_chair_per_committee",
            ),
            models.CheckConstraint(
                name="term_ends_after_it_begins",
                condition=Q(from_at=None) | Q(until_at=None) | Q(from_at__lt=models.F("until_at")),
                violation_error_message=_("The term ends before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    @property
    def votes(self) -> bool:
        """Whether this seat scores."""
        return self.role in self.VOTING


class ReportSignature(models.Model):
    """A jury member's signature under the report: one each, over the hash of the saved text."""

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="signature")
    text_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"signature of {self.seat}"


class Declaration(models.Model):
    """What a member says about one applicant, before seeing any content of the offer."""

    class Kind(models.TextChoices):
        NONE = "none", _("no interest")
        TIE = "tie", _("a tie: I do not score this offer")
        BARRED = "barred", _("employment, ownership, family or help: I score no offer beside it")

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="declarations")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=6, choices=Kind)
    explanation = models.TextField(blank=True)
    declared_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "dossier"], name="declaration_once"),
            models.CheckConstraint(
                name="interest_is_explained",
                condition=Q(kind="none") | ~Q(explanation=""),
                violation_error_message=_("An interest needs a word of explanation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} / {self.dossier}: {self.kind}"


# Offers of a theme compete within it, unless a company gets one place over all themes.
BARS_WHOLE_CALL = Q(kind="barred") & (
    Q(dossier__theme=None) | Q(seat__committee__phase__one_award_each=True)
)


class ScoreSheetQuerySet(models.QuerySet["ScoreSheet"]):
    def readable_by(self, user: User) -> "ScoreSheetQuerySet":
        """A member's own sheets; those of others from the consensus meeting on.

        Never a sheet of an offer from which the reader is kept away, nor of one on which the
        reader has not declared.
        """
        mine = Declaration.objects.filter(seat__user=user)
        kept_away = mine.filter(
            Q(dossier=OuterRef("proposal__dossier"), kind__in=["tie", "barred"])
            | Q(BARS_WHOLE_CALL, seat__committee__phase__call=OuterRef("proposal__phase__call"))
        )
        in_doubt = Dossier.objects.filter(
            interest_warnings__user=user, interest_warnings__verdict=""
        )
        cleared = mine.filter(
            seat__committee=OuterRef("seat__committee"),
            seat__left_at=None,
            dossier=OuterRef("proposal__dossier"),
            kind="none",
        )
        together = Q(seat__committee__state__in=["consensus", "ranked", "advised"])
        own = Q(seat__user=user, seat__left_at=None)
        return self.filter(own | together, Exists(cleared), ~Exists(kept_away)).exclude(
            proposal__dossier__in=in_doubt
        )


class ScoreSheet(models.Model):
    """One member's scores of one offer; final once handed in."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not handed in")
        HANDED_IN = "handed_in", _("handed in")
        ABSTAINED = "abstained", _("abstained")
        VOID = "void", _("void")

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="sheets")
    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="score_sheets")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = ScoreSheetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "proposal"], name="score_sheet_once")
        ]

    def __str__(self) -> str:
        return f"{self.seat} / {self.proposal}"

    @property
    def audit_ref(self) -> str:
        return f"{self.proposal.dossier.reference}/{self.seat_id}"

    @property
    def audit_call(self) -> str:
        return self.proposal.phase.call.reference


class Score(models.Model):
    """One value on one criterion, with its reason. Autosaved, so both may still be empty."""

    sheet = models.ForeignKey(ScoreSheet, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.criterion}: {self.value}"


class Consensus(models.Model):
    """What the committee agreed on, apart from the individual scores, with its motivation."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="consensus")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="consensus")
    value = models.PositiveSmallIntegerField()
    motivation = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "criterion"], name="consensus_once"),
            models.CheckConstraint(
                name="consensus_is_motivated",
                condition=~Q(motivation=""),
                violation_error_message=_("A consensus score needs a motivation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal} {self.criterion}: {self.value}"


class Ranking(models.Model):
    """The ranking as it came out of scores, thresholds and budget, frozen with its hash."""

    committee = models.OneToOneField(Committee, models.PROTECT, related_name="ranking")
    rules = models.JSONField()  # weights, thresholds, scale, budgets, walk: what it was made with
    sha256 = models.CharField(max_length=64)
    ranked_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"ranking of {self.committee.phase}"


class RankingRow(models.Model):
    """One offer's place. `total` is an exact fraction as text; `total_shown` is for people."""

    class Outcome(models.TextChoices):
        WITHIN_BUDGET = "within_budget", _("within the budget")
        BEYOND_BUDGET = "beyond_budget", _("above the thresholds, beyond the budget")
        BELOW_THRESHOLD = "below_threshold", _("below a threshold")
        ELSEWHERE = "elsewhere", _("has a place in another theme")

    ranking = models.ForeignKey(Ranking, models.CASCADE, related_name="rows")
    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="ranking_row")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)  # none below a threshold
    total = models.CharField(max_length=60)
    total_shown = models.DecimalField(max_digits=6, decimal_places=2)
    scores = models.JSONField()  # {criterion code: exact fraction as text}
    price_incl_vat = models.DecimalField(**MONEY)
    outcome = models.CharField(max_length=16, choices=Outcome)

    class Meta:
        ordering = [models.F("rank").asc(nulls_last=True), "id"]

    def __str__(self) -> str:
        return f"{self.rank or '–'} {self.proposal}"

    @property
    def outcome_now(self) -> str:
        """Where the offer ends, the line moved or not; a list selects `moved` along."""
        moved = getattr(self, "moved", None)
        return moved.outcome if moved else self.outcome


class Advice(models.Model):
    """The committee advises, the authority decides."""

    committee = models.OneToOneField(Committee, models.PROTECT, related_name="advice")
    text = models.TextField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"advice on {self.committee.phase}"
