"""`check --deploy`: what production must not be without."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register

from portal import pdf_seal
from portal.files import probe


@register(Tags.security, deploy=True)
def two_database_roles(app_configs: Any, **kwargs: Any) -> list[Error]:
    """The application must not connect as the owner of the tables."""
    if settings.DATABASES["default"]["USER"] != settings.DATABASES["owner"]["USER"]:
        return []
    return [
        Error(
            "DATABASE_URL and DATABASE_OWNER_URL name the same role.",
            hint="Give the application a role of its own, that owns no tables.",
            id="portal.E001",
        )
    ]


@register(Tags.security, deploy=True)
def clock_stands_fast(app_configs: Any, **kwargs: Any) -> list[Error]:
    """No setting may let the clock be moved."""
    if not settings.CLOCK_MOVES:
        return []
    return [Error("CLOCK_MOVES is set: this is a demo, not production.", id="portal.E002")]


@register(Tags.security, deploy=True)
def seal_can_be_used(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A certificate that is set must open with its password, before the first letter needs it."""
    if not pdf_seal.is_configured():
        return []
    try:
        pdf_seal.signer()
    except pdf_seal.SealUnusable as unusable:
        return [Error(f"PDF_SEAL_FILE cannot be used: {unusable}", id="portal.E003")]
    return []


@register(Tags.security, deploy=True)
def bucket_can_be_used(app_configs: Any, **kwargs: Any) -> list[Error]:
    """A bucket that is named must take, give and let go, before the first file needs it."""
    if not settings.FILES_BUCKET:
        return []
    try:
        probe.store_and_fetch()
    except OSError as away:
        return [Error(f"FILES_BUCKET cannot be used: {away}", id="portal.E004")]
    return []
