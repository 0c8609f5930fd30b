"""Providers on the login page, and who acts for a company by a broker's word."""

from django import template
from django.db.models import QuerySet

from portal.accounts.models import Organisation
from portal.federation.models import CompanyLogin, IdentityProvider
from portal.federation.selectors import active_providers, company_logins_of

register = template.Library()


@register.simple_tag
def identity_providers() -> QuerySet[IdentityProvider]:
    """With which somebody can log in."""
    return active_providers()


@register.simple_tag
def company_logins(company: Organisation) -> QuerySet[CompanyLogin]:
    """Who acted for it through eHerkenning."""
    return company_logins_of(company)
