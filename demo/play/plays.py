"""A play: one case, bound to the call that it becomes and to the invented people in it."""

from dataclasses import dataclass
from functools import cached_property
from random import Random

from calls.models import Call, Phase
from demo import cast
from demo.cases import Case
from demo.play.timeline import PhaseTimes, Times, times_of
from demo.writing import OfferPlan, plan_offers
from portal.accounts.models import Organisation, User


@dataclass
class Play:
    """What every move needs: the case, its times, its people, and a seed for what is invented.

    Its people come when a move asks for them: whoever only looks where a call can go writes none.
    """

    case: Case
    reference: str
    seed: int
    title: str = ""

    def __post_init__(self) -> None:
        self.title = self.title or self.case.titles["nl"]

    @cached_property
    def times(self) -> Times:
        """All moments of the case."""
        return times_of(self.case)

    @cached_property
    def officers(self) -> tuple[User, User]:
        """Who writes the call, and who approves it."""
        return cast.officers_of(self.case)

    @cached_property
    def author(self) -> User:
        """The officer who writes the call."""
        return self.officers[0]

    @cached_property
    def approver(self) -> User:
        """The officer who approves it."""
        return self.officers[1]

    @cached_property
    def authority(self) -> Organisation:
        """Who asks."""
        return cast.authority_of(self.case)

    @cached_property
    def escrow(self) -> User:
        """Who holds the reserve key."""
        return cast.staff("adviser")

    @cached_property
    def agency(self) -> Organisation:
        """RVO."""
        return cast.organisation_of("RVO", Organisation.Kind.AGENCY)

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
