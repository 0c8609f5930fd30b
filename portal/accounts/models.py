"""People, the organisations they act for, and the proof that it is they who act."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.kvk import SOLE_TRADER
from portal.compiled import for_person
from portal.models import CURRENT, PortalNow


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A person who can log in with `email`; without a password they cannot log in yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def system(self, name: str) -> "User":
        """The user in whose name the portal itself acts, such as `deadline`; cannot log in."""
        user, _created = self.get_or_create(
            email=f"{name}@system.invalid",
            defaults={"name": f"Trechter ({name})", "password": "!", "is_system": True},
        )
        return user


class User(AbstractBaseUser):
    """A person. Rights come from memberships, roles on calls and seats, never from this row."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(
        _("language"),
        max_length=2,
        default="nl",
        choices=[("nl", _("Dutch")), ("en", _("English"))],
    )
    is_active = models.BooleanField(default=True)
    is_system = models.BooleanField(default=False)
    # Officers, committee, agency and platform see nothing before a second factor is set up.
    second_factor_required = models.BooleanField(default=False)
    joined_at = models.DateTimeField(db_default=PortalNow())

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def audit_ref(self) -> str:
        """The history names people by their number: it stays whole when a name goes."""
        return str(self.uuid)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> "OrganisationQuerySet":
        """The organisations this person belongs to now."""
        return self.filter(
            Q(memberships__until=None) | Q(memberships__until__gt=PortalNow()),
            memberships__user=user,
        ).distinct()

    def applicants(self) -> "OrganisationQuerySet":
        """Those that may make offers: companies and knowledge institutions."""
        return self.filter(kind__in=Organisation.APPLICANTS)


class Organisation(models.Model):
    """An authority, agency, ministry, company or knowledge institution."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("contracting authority")
        AGENCY = "agency", _("executing agency")
        MINISTRY = "ministry", _("ministry")
        COMPANY = "company", _("company")
        KNOWLEDGE = "knowledge", _("knowledge institution")
        PLATFORM = "platform", _("platform operator")

    APPLICANTS = (Kind.COMPANY, Kind.KNOWLEDGE)  # who may make offers

    class Size(models.TextChoices):
        MICRO = "micro", _("micro (fewer than 10 people)")
        SMALL = "small", _("small (fewer than 50 people)")
        MEDIUM = "medium", _("medium (fewer than 250 people)")
        LARGE = "large", _("large")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=12, choices=Kind)
    kvk = models.CharField(_("KvK number"), max_length=8, blank=True)
    # How the trade register states it, and when that was asked; empty until it has answered.
    kvk_name = models.CharField(max_length=200, blank=True)
    kvk_legal_form = models.CharField(max_length=100, blank=True)
    kvk_ends_on = models.DateField(null=True, blank=True)
    kvk_verified_at = models.DateTimeField(null=True, blank=True)
    rsin = models.CharField(_("RSIN"), max_length=9, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=16, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    country = models.CharField(_("country"), max_length=2, default="NL")
    city = models.CharField(_("town"), max_length=100, blank=True)
    address = models.TextField(_("postal address"), max_length=400, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=Size, blank=True)
    is_invented = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="organisation_kvk_has_8_digits",
                condition=Q(kvk="") | Q(kvk__regex=r"^[0-9]{8}$"),
                violation_error_message=_("A KvK number has 8 digits."),
            ),
            models.CheckConstraint(
                name="organisation_rsin_has_9_digits",
                condition=Q(rsin="") | Q(rsin__regex=r"^[0-9]{9}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_sole_trader(self) -> bool:
        """Whether the trade register says that its owner is a natural person."""
        return self.kvk_legal_form == SOLE_TRADER

    @property
    def is_sme(self) -> bool:
        """Whether it counts as small or medium-sized in the figures (2003/361/EC)."""
        return self.size in {self.Size.MICRO, self.Size.SMALL, self.Size.MEDIUM}


class Membership(models.Model):
    """A person's role in an organisation, until a date or until further notice."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("procurement officer")
        SIGNATORY = "signatory", _("signatory")
        EDITOR = "editor", _("editor")
        VIEWER = "viewer", _("viewer")
        INTERMEDIARY = "intermediary", _("intermediary")
        ANALYST = "analyst", _("analyst")
        ADVISER = "adviser", _("adviser")
        OPERATOR = "operator", _("platform operator")
        AUDITOR = "auditor", _("auditor")
        # Both see nothing by this role: the one manages who has which, the other waits for one
        # on a call, or for a delegation.
        ADMINISTRATOR = "admin", _("administrator")
        COLLEAGUE = "colleague", _("colleague without rights")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="membership_once_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}, {self.organisation}"


@for_person
def ids_belonged_to(person: int) -> models.QuerySet[Membership, Any]:
    """`Organisation.objects.of` by number, for a condition in a query that every page asks."""
    return Membership.objects.filter(CURRENT, user=person).values("organisation")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(
            accepted_at=None, invited_at__gt=PortalNow() - models.Value(Invitation.VALID)
        )


class Invitation(models.Model):
    """A colleague asked into an organisation by mail; the secret is stored as its hash only.

    It works once, and for VALID after it was sent.
    """

    VALID = timedelta(days=14)

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=12, choices=Membership.Role)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(db_default=PortalNow())
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"

    @property
    def ends_at(self) -> datetime:
        return self.invited_at + self.VALID


class StepUp(models.Model):
    """A fresh second factor, made for one session; opening, deciding and releasing ask for it.

    `made_at` is real time, not portal time: a proof ages in front of the person who made it.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="step_ups")
    session_key = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.method} {self.made_at:%Y-%m-%d %H:%M:%S}"


class HolderKey(models.Model):
    """A person's own vault key pair; the private half is locked with their passphrase only."""

    user = models.OneToOneField(User, models.PROTECT, related_name="holder_key")
    public_key = models.BinaryField()
    protected_private_key = models.BinaryField()
    made_at = models.DateTimeField(db_default=PortalNow())

    def __str__(self) -> str:
        return f"vault key of {self.user}"
