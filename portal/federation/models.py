"""Who else may say who somebody is: organisations' identity providers, and eHerkenning brokers."""

import base64
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Organisation
from portal.crypto.application_key import decrypt_at_rest, encrypt_at_rest
from portal.federation.assurance import Assurance

_PLACE: dict[str, Any] = {"call": "accounts", "context": b"identity-provider"}


class IdentityProvider(models.Model):
    """One OpenID Connect provider that the operator entered.

    Its secret is encrypted under the application key, which is not in the database.
    """

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("an organisation's own, for its people")
        EHERKENNING = "eherkenning", _("a broker of eHerkenning, for companies")

    slug = models.SlugField(_("short name in addresses"), unique=True, max_length=40)
    name = models.CharField(_("name on the login page"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    issuer = models.URLField(_("issuer"), max_length=300)
    client_id = models.CharField(_("client id"), max_length=200)
    encrypted_secret = models.TextField(blank=True)
    is_active = models.BooleanField(_("people can log in with it"), default=True)
    # An organisation's own
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="identity_providers"
    )
    mail_domains = models.CharField(_("mail domains"), max_length=300, blank=True)
    second_factor_values = models.CharField(_("values of amr or acr"), max_length=300, blank=True)
    # A broker of eHerkenning
    least_assurance = models.CharField(
        _("least level of assurance"), max_length=60, choices=Assurance, default=Assurance.LOA3
    )
    claim_assurance = models.CharField(max_length=100, default="acr")
    claim_kvk = models.CharField(max_length=100, default="urn:etoegang:1.9:EntityConcernedID:KvKnr")
    claim_intermediary = models.CharField(
        max_length=100, default="urn:etoegang:1.9:IntermediateEntityID:KvKnr"
    )
    claim_company = models.CharField(
        max_length=100, default="urn:etoegang:1.11:attribute-represented:CompanyName"
    )

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            models.CheckConstraint(
                name="identity_provider_of_an_organisation",
                condition=Q(kind="eherkenning", organisation=None)
                | Q(kind="organisation", organisation__isnull=False),
                violation_error_message=_("Name the organisation whose identity provider this is."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The client's secret, as the provider gave it."""
        if not self.encrypted_secret:
            return ""
        return decrypt_at_rest(base64.b64decode(self.encrypted_secret), **_PLACE).decode()

    @secret.setter
    def secret(self, value: str) -> None:
        encrypted = encrypt_at_rest(value.encode(), **_PLACE)
        self.encrypted_secret = base64.b64encode(encrypted).decode()

    @property
    def is_broker(self) -> bool:
        """Whether it tells of companies, and not of one organisation's people."""
        return self.kind == self.Kind.EHERKENNING


class CompanyLogin(models.Model):
    """Somebody acted for a company by a broker's word; the newest one of a person shows (REQ-21).

    `intermediary_kvk` is there when the company let another company act for it (chain
    authorisation). Instants are real time, as those of sessions.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="company_logins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    provider = models.ForeignKey(IdentityProvider, models.PROTECT, related_name="+")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kvk = models.CharField(max_length=8)
    intermediary_kvk = models.CharField(max_length=8, blank=True)
    assurance = models.CharField(max_length=60, choices=Assurance)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="company_login_numbers_have_8_digits",
                condition=Q(kvk__regex=r"^[0-9]{8}$") & Q(intermediary_kvk__regex=r"^([0-9]{8})?$"),
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"], name="company_login_one_for_each_company"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.organisation}"
