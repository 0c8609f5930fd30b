"""What somebody asks to see: their rows, narrowed by the address, and the totals of these."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from calls.models import Call
from funnel.external.permissions import own_authorities
from funnel.permissions import reads_every_call
from funnel.portfolio.selection import SelectionForm
from funnel.summaries.models import PhaseSummary, Progress
from funnel.summaries.selectors import choices_of, progress_now
from funnel.summaries.totals import Totals, from_stored, totals_of
from portal.accounts.requests import SignedInRequest


@dataclass(frozen=True)
class Asked:
    """A selection out of what this person may read. Nothing of it is counted from offers."""

    form: SelectionForm
    rows: QuerySet[PhaseSummary]
    reads_all: bool
    progress: Progress

    @property
    def words(self) -> str:
        """What was selected, in words."""
        return ", ".join(value for _label, value in self.form.chosen) or gettext("all calls")

    def totals(self) -> Totals:
        """The selection added up; that of everything was added up when the rows were refreshed."""
        stored = self.progress.told.get("totals")
        if stored and self.reads_all and not self.form.is_narrowed:
            return from_stored(stored)
        return totals_of(self.rows)


def asked(request: SignedInRequest, *, prefix: str | None = None) -> Asked:
    """Read the address; raises PermissionDenied for who reads no figures of calls together."""
    return selections(request, [(request.GET, prefix)])[0]


def selections(
    request: SignedInRequest, addresses: list[tuple[QueryDict, str | None]]
) -> list[Asked]:
    """Several selections of one person."""
    reads_all = reads_every_call(request.user)
    if reads_all is None:
        raise PermissionDenied("figures")
    progress = progress_now()
    own = PhaseSummary.objects.all()
    if not reads_all:
        outside = Q(source=PhaseSummary.Source.REGISTERED)
        own = own.filter(
            Q(call__in=Call.objects.staffed_by(request.user))
            | (outside & Q(authority__in=own_authorities(request.user)))
        )
    found = []
    for data, prefix in addresses:
        form = SelectionForm(data, choices=choices_of(progress), prefix=prefix)
        found.append(Asked(form, form.narrow(own), reads_all, progress))
    return found
