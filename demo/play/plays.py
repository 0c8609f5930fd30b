"""A play: one case, bound to the call that it becomes and to the invented people in it."""

from dataclasses import dataclass, field
from random import Random

from calls.models import Call, Phase
from demo import cast
from demo.cases import Case
from demo.play.timeline import PhaseTimes, Times, times_of
from demo.writing import OfferPlan, plan_offers
from portal.accounts.models import Organisation, User


@dataclass
class Play:
    """What every move needs: the case, its times, its people, and a seed for what is invented."""

    case: Case
    reference: str
    seed: int
    title: str = ""
    times: Times = field(init=False)
    author: User = field(init=False)
    approver: User = field(init=False)
    escrow: User = field(init=False)
    agency: Organisation = field(init=False)

    def __post_init__(self) -> None:
        self.title = self.title or self.case.titles["nl"]
        self.times = times_of(self.case)
        self.author, self.approver = cast.officers_of(self.case)
        self.escrow = cast.staff("adviser")
        self.agency = cast.organisation_of("RVO", Organisation.Kind.AGENCY)

    @property
    def call(self) -> Call:
        """The call as it stands now."""
        return Call.objects.get(reference=self.reference)

    def phase(self, code: str) -> Phase:
        """One phase of it, as it stands now."""
        return Phase.objects.select_related("call").get(call__reference=self.reference, code=code)

    def times_in(self, code: str) -> PhaseTimes:
        """The moments of one phase."""
        index = [phase.code for phase in self.case.phases].index(code)
        return self.times.phases[index]

    def plans(self) -> list[OfferPlan]:
        """Who offers what in the first phase; the number is the case's."""
        count = self.case.phases[0].offers or 1
        return plan_offers(Random(f"{self.case.reference}/{self.seed}"), self.case, count)

    def rng(self, *parts: object) -> Random:
        """A generator that gives the same for the same place in the same play."""
        return Random("/".join(str(part) for part in (self.seed, self.case.reference, *parts)))
