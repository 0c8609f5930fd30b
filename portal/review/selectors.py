"""Rows of a review, and whose turn it is."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Value

from portal.accounts.models import Membership, Organisation
from portal.models import CURRENT, PortalNow
from portal.review.access import Access, access_at
from portal.review.models import AccessReview, ReviewedLine


@dataclass(frozen=True)
class Row:
    """One line of access, with how its person signs in, and what was found in this round."""

    access: Access
    last_login: datetime | None
    has_second_factor: bool
    verdict: ReviewedLine | None


def rows_of(organisation: Organisation, review: AccessReview | None) -> list[Row]:
    """Everything that holds now, with what this round said of it."""
    lines = access_at(organisation)
    people = {line.person.pk for line in lines}
    guarded = set(Authenticator.objects.filter(user__in=people).values_list("user", flat=True))
    said = {line.key: line for line in review.lines.all()} if review else {}
    return [
        Row(line, line.person.last_login, line.person.pk in guarded, said.get(line.key))
        for line in lines
    ]


def open_review(organisation: Organisation) -> AccessReview | None:
    """The round that is going on."""
    return organisation.access_reviews.filter(closed_at=None).first()


def due_now() -> QuerySet[Organisation]:
    """Organisations that ask, with an administrator, and no round in the last half year."""
    admins = Membership.objects.filter(
        CURRENT, organisation=OuterRef("pk"), role=Membership.Role.ADMINISTRATOR
    )
    since = PortalNow() - Value(settings.ACCESS_REVIEW_EVERY)
    recent = AccessReview.objects.filter(organisation=OuterRef("pk"), opened_at__gt=since)
    running = AccessReview.objects.filter(organisation=OuterRef("pk"), closed_at=None)
    return Organisation.objects.filter(Exists(admins), ~Exists(recent), ~Exists(running)).exclude(
        kind__in=Organisation.APPLICANTS
    )
