"""What is offered: dossiers, working copies, sealed submissions, and the opening of the vault.

Every change of a `state` in this app is a function in applications/transitions.py.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.recusal import kept_from
from applications.references import new_reference
from calls.models import MONEY, Call, CallVersion, Phase, Theme
from calls.one_side import ids_worked_on
from portal.accounts.models import Organisation, User, ids_belonged_to
from portal.models import PortalNow


class DossierQuerySet(models.QuerySet["Dossier"]):
    def of_company(self, user: User) -> "DossierQuerySet":
        """The dossiers of this person's organisations, in calls they have no other part in."""
        own = self.filter(lead__in=ids_belonged_to(user.pk))
        return own.exclude(call__in=ids_worked_on(user.pk))


class Dossier(models.Model):
    """One offer's path through a call, from the first phase to the purchase."""

    reference = models.CharField(max_length=9, unique=True, default=new_reference, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="dossiers")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="dossiers")
    pseudonym = models.CharField(max_length=40, blank=True)  # given at opening
    started_at = models.DateTimeField(db_default=PortalNow())

    objects = DossierQuerySet.as_manager()

    def __str__(self) -> str:
        return self.reference

    @property
    def authority(self) -> Organisation:
        """Who asked and who contracts: the authority of the theme, else that of the call."""
        return getattr(self.theme, "authority", None) or self.call.contracting_authority


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def of_company(self, user: User) -> "ProposalQuerySet":
        """The company's own view, in every state; not for who has a part on the asking side."""
        own = self.filter(dossier__lead__in=ids_belonged_to(user.pk))
        return own.exclude(dossier__call__in=ids_worked_on(user.pk))

    def opened_for_staff(self, user: User) -> "ProposalQuerySet":
        """The officer's view: nothing of it before the vault was opened, not even the number."""
        return self.filter(
            dossier__call__in=Call.objects.staffed_by(user),
            phase__opening__opened_at__isnull=False,
            opened__isnull=False,
        ).exclude(kept_from(user))


class Proposal(models.Model):
    """A dossier in one phase: the working copy while it is written, the offer once it is sent."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("not sent or confirmed in time")
        OPENED = "opened", _("opened")
        EXCLUDED = "excluded", _("excluded")
        ASSESSED = "assessed", _("assessed")
        DECIDED = "decided", _("decided")

    PUBLIC_LABELS = {
        State.OPENED: _("being assessed"),
        State.EXCLUDED: _("being assessed"),
        State.ASSESSED: _("being assessed"),
    }

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="proposals")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dossier", "phase"], name="proposal_once_per_phase")
        ]

    def __str__(self) -> str:
        return self.dossier.reference

    @property
    def audit_ref(self) -> str:
        return self.dossier.reference

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference

    @property
    def audit_seal(self) -> str:
        return self.phase.audit_ref  # that there is an offer is told by nobody before the opening

    @property
    def public_state(self) -> str:
        """What the applicant reads: never the staff's word before the decision is told."""
        return str(self.PUBLIC_LABELS.get(self.State(self.state), self.get_state_display()))


class WorkingSection(models.Model):
    """One section of a working copy, encrypted at rest; an autosave writes this row and no other.

    `partners` and `costs` are sections like the others. `version` counts saves, so that two editors
    are shown their conflict; the page (`saved_from`, `saved_turn`) has none with itself.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="sections")
    code = models.CharField(max_length=40)
    payload = models.BinaryField()
    version = models.PositiveIntegerField(default=0)
    saved_from = models.CharField(max_length=36, blank=True)
    saved_turn = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(db_default=PortalNow())
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["proposal", "code"], name="working_section_once")
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.code}"


class Attachment(models.Model):
    """A file in a working copy, in the place of one question."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="attachments")
    question = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.BinaryField()  # encrypted at rest like the sections: a name can tell much
    added_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "question"], name="attachment_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.proposal} / {self.question}"


class Submission(models.Model):
    """One sealed sending, never changed. The last one that is not withdrawn counts.

    The database stamps `received_at` and refuses the row outside the phase's window: see
    applications/migrations for the trigger. `manifest` holds hashes and sizes, no content.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="submissions")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    call_version = models.ForeignKey(CallVersion, models.PROTECT, related_name="+")
    sealed_payload = models.BinaryField()
    key_for_phase = models.BinaryField()
    key_for_company = models.BinaryField()
    manifest = models.JSONField()
    manifest_sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="submission_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.proposal} #{self.number}"

    @property
    def audit_ref(self) -> str:
        return f"{self.proposal.dossier.reference}#{self.number}"

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference


class SubmissionFile(models.Model):
    """The files that a submission froze: bytes by their stored row, their keys in the payload."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    question = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.submission} / {self.question}"


class Receipt(models.Model):
    """The PDF of a receipt, made by a job within a minute. It never holds the change code."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="receipt")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    checkpoint = models.ForeignKey(
        "audit.AuditCheckpoint", models.PROTECT, null=True, related_name="+"
    )  # None: made before there were checkpoints
    made_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"receipt of {self.submission}"


class Withdrawal(models.Model):
    """The company took a sending back, or replaced it, before the deadline."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"withdrawal of {self.submission}"


class RefusedAttempt(models.Model):
    """What a company tried with its offer and was refused: what, when, why. It can read it back."""

    class Move(models.TextChoices):
        SUBMIT = "submit", _("Sending the offer")
        CONFIRM = "confirm", _("Confirming the offer again")
        CHANGE = "change", _("Opening the offer to change it")
        WITHDRAW = "withdraw", _("Withdrawing the offer")
        BEGIN_AGAIN = "begin_again", _("Beginning again")

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="refused_attempts")
    move = models.CharField(max_length=20, choices=Move, default=Move.SUBMIT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=PortalNow())
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.proposal} {self.at:%Y-%m-%d %H:%M:%S}"


class Closing(models.Model):
    """The vault as it was when a deadline had passed: one hash over all its receipts, public.

    A deadline that is moved after an outage gives a closing of its own; the last one counts. The
    secret places the receipts in the tree, so that a proof does not tell how many there are.
    """

    phase = models.ForeignKey(Phase, models.PROTECT, related_name="closings")
    closes_at = models.DateTimeField()  # the deadline that had passed
    closed_at = models.DateTimeField(db_default=PortalNow())
    root_sha256 = models.CharField(max_length=64)
    tree_secret = models.BinaryField()

    class Meta:
        ordering = ["closes_at"]
        constraints = [
            models.UniqueConstraint(fields=["phase", "closes_at"], name="closed_once_per_deadline")
        ]

    def __str__(self) -> str:
        return f"closing of {self.phase}"

    @property
    def audit_ref(self) -> str:
        return self.phase.audit_ref

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference


class Opening(models.Model):
    """The vault of one phase, opened by two people. Until `opened_at` nothing is readable.

    The first person's share is handed over sealed to the other holders; the server never keeps
    an open one. A start that is not confirmed in ten minutes counts for nothing.
    """

    phase = models.OneToOneField(Phase, models.PROTECT, related_name="opening")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    start_proof = models.ForeignKey("accounts.StepUp", models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirm_proof = models.ForeignKey(
        "accounts.StepUp", models.PROTECT, null=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    root_sha256 = models.CharField(max_length=64, blank=True)  # of the closing, found again here

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="opening_takes_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("started_by")),
                violation_error_message=_("The vault is opened by two different people."),
            )
        ]

    def __str__(self) -> str:
        return f"opening of {self.phase}"

    @property
    def audit_ref(self) -> str:
        return self.phase.audit_ref

    @property
    def audit_call(self) -> str:
        return self.phase.call.reference


class HandedShare(models.Model):
    """The first opener's share, sealed to one of the other holders, for ten minutes."""

    opening = models.ForeignKey(Opening, models.CASCADE, related_name="handed_shares")
    holder = models.ForeignKey("calls.KeyHolder", models.CASCADE, related_name="+")
    sealed_share = models.BinaryField()

    def __str__(self) -> str:
        return f"share handed to {self.holder}"


class OpenedProposal(models.Model):
    """The readable rows that assessment needs, made in the transaction of the opening."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="opened")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="opened")
    title = models.CharField(max_length=200)
    public_summary = models.TextField(blank=True)
    answers = models.JSONField()  # {section: {question: value}}
    price_excl_vat = models.DecimalField(**MONEY)
    vat_rate = models.DecimalField(max_digits=5, decimal_places=2)
    price_incl_vat = models.DecimalField(**MONEY)
    rd_share = models.PositiveSmallIntegerField()  # percent of the price

    def __str__(self) -> str:
        return self.title


class Partner(models.Model):
    """A partner or subcontractor named in an opened offer."""

    opened = models.ForeignKey(OpenedProposal, models.CASCADE, related_name="partners")
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    kvk = models.CharField(max_length=8, blank=True)
    share = models.DecimalField(max_digits=5, decimal_places=2)  # percent of the price

    def __str__(self) -> str:
        return self.name


class OpenedFile(models.Model):
    """A file of an opened offer; its key came out of the sealed payload."""

    opened = models.ForeignKey(OpenedProposal, models.CASCADE, related_name="files")
    question = models.CharField(max_length=40)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=160)

    def __str__(self) -> str:
        return self.file_name


class Admissibility(models.Model):
    """Whether an opened offer may be assessed: decided by the secretary or an officer."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="admissibility")
    is_admissible = models.BooleanField()
    grounds = models.JSONField(default=list, blank=True)  # codes of knock-outs of the phase
    reasons = models.TextField(blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="exclusion_has_reasons",
                condition=Q(is_admissible=True) | ~Q(reasons=""),
                violation_error_message=_("An exclusion states its reasons."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.is_admissible}"
