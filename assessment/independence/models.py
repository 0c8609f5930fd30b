"""What people declare about their interests, and where the portal points out a likely conflict."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models import Dossier
from assessment.models import Declaration
from calls.models import Call
from portal.models import PortalNow


class Statement(models.Model):
    """That a person told where they work and what else they have an interest in, for one call."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements_of_interest"
    )
    call = models.ForeignKey(Call, models.PROTECT, related_name="statements_of_interest")
    other = models.TextField(blank=True)  # ownership, family, recent work, in own words
    stated_at = models.DateTimeField(db_default=PortalNow())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "call"], name="statement_once")]

    def __str__(self) -> str:
        return f"interests of {self.user} in {self.call_id}"


class Employer(models.Model):
    """One organisation for which somebody works, with the faculty or department."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="employers")
    organisation = models.CharField(max_length=200)
    department = models.CharField(max_length=200, blank=True)
    kvk = models.CharField(max_length=8, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.organisation, self.department) if part)


class WarningQuerySet(models.QuerySet["Warning"]):
    def waiting(self) -> "WarningQuerySet":
        """Those on which nobody decided yet: until then the person does not see the offer."""
        return self.filter(verdict="")


class Warning(models.Model):
    """A likely conflict that the portal points out. A person decides on it, with a reason."""

    class Ground(models.TextChoices):
        NUMBER = "number", _("same KvK number")
        MEMBER = "member", _("has an account with this organisation")
        DEPARTMENT = "department", _("same organisation and department")
        NAME = "name", _("same organisation by name")
        TEXT = "text", _("named among the other interests")

    class Verdict(models.TextChoices):
        CLEAR = "clear", _("no conflict")
        TIE = "tie", _("a tie")
        BARRED = "barred", _("a heavy interest")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="interest_warnings"
    )
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="interest_warnings")
    ground = models.CharField(max_length=10, choices=Ground)
    party = models.CharField(max_length=200)  # the applicant, partner or subcontractor
    verdict = models.CharField(max_length=6, choices=Verdict, blank=True)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    pointed_out_at = models.DateTimeField(db_default=PortalNow())

    objects = WarningQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "dossier", "ground", "party"], name="warning_once"
            ),
            models.CheckConstraint(
                name="warning_is_decided_with_a_reason",
                condition=Q(verdict="") | ~Q(reason=""),
                violation_error_message=_("A decision on a warning has a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.dossier}: {self.ground}"


BARS_WHOLE_CALL = Q(kind="barred", dossier__theme=None)


class StaffDeclarationQuerySet(models.QuerySet["StaffDeclaration"]):
    def kept_away(self, user: Any) -> Q:
        """The proposals an officer or secretary does not see: of a tie, and what competes with one
        in which the interest is heavy, in the same theme or in the whole call."""
        own = self.filter(user=user)
        calls = own.filter(BARS_WHOLE_CALL).values("dossier__call")
        themes = own.filter(kind="barred").exclude(dossier__theme=None).values("dossier__theme")
        return (
            Q(dossier__in=own.exclude(kind="none").values("dossier"))
            | Q(dossier__call__in=calls)
            | Q(dossier__theme__in=themes)
        )


class StaffDeclaration(models.Model):
    """What an officer or the secretary of a call, without a seat, says about one applicant."""

    Kind = Declaration.Kind

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="staff_declarations"
    )
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="staff_declarations")
    kind = models.CharField(max_length=6, choices=Declaration.Kind)
    explanation = models.TextField(blank=True)
    declared_at = models.DateTimeField(db_default=PortalNow())

    objects = StaffDeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "dossier"], name="staff_declaration_once"),
            models.CheckConstraint(
                name="staff_interest_is_explained",
                condition=Q(kind="none") | ~Q(explanation=""),
                violation_error_message=_("An interest needs a word of explanation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} / {self.dossier}: {self.kind}"
