"""Providers on the login page, and by whose word people act for a company."""

from django.db.models import QuerySet

from portal.accounts.models import Organisation
from portal.federation.models import CompanyLogin, IdentityProvider


def active_providers() -> QuerySet[IdentityProvider]:
    """Those with which somebody can log in now."""
    return IdentityProvider.objects.filter(is_active=True)


def company_logins_of(organisation: Organisation) -> QuerySet[CompanyLogin]:
    """Who acted for this company through eHerkenning, the newest first."""
    return organisation.company_logins.select_related("user", "provider")
