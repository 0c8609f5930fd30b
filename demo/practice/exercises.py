"""The exercises: one for each role, with steps whose state is read from the training call."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessment.models import Seat
from demo.practice import done
from demo.practice.attempts import Attempt
from portal.accounts.models import Membership, User
from portal.models import CURRENT

Role = Membership.Role
# What the invented people do before somebody begins: demo.practice.staging has a function for each.
OPEN = ("publish",)
CLOSED = (*OPEN, "offer-0", "offer-1", "offer-2", "close")
OPENED = (*CLOSED, "open")
SEATED = (*OPENED, "admit", "seat")


@dataclass(frozen=True)
class Step:
    """One thing to do: on which page, how, in which chapter of the manual, and whether it is done.

    `by_colleague` is what somebody else does, played by the practice portal.
    """

    title: Any
    told: Any
    chapter: str
    address: Callable[[Attempt], str]
    is_done: Callable[[Attempt], bool]
    by_colleague: bool = False


@dataclass(frozen=True)
class Exercise:
    """What one role practises; `word` is in the address, and the word of the role's manual."""

    word: str
    role: Any
    title: Any
    lead: Any
    people: Callable[[], QuerySet[User]]
    acts: tuple[str, ...]
    steps: tuple[Step, ...]
    is_author: bool = False  # the training call is one of the own authority

    def is_for(self, user: Any) -> bool:
        """Whether this person has the role."""
        return bool(user.is_authenticated and self.people().filter(pk=user.pk).exists())


def _with_role(role: str) -> QuerySet[User]:
    current = Membership.objects.filter(CURRENT, user=OuterRef("pk"), role=role)
    return User.objects.filter(Exists(current), is_active=True).order_by("pk")


def _members() -> QuerySet[User]:
    """Who judges or judged; officers know too much of a call to judge in it."""
    seats = Seat.objects.filter(user=OuterRef("pk"))
    officers = _with_role(Role.OFFICER).values("pk")
    judges = User.objects.filter(Exists(seats), is_active=True)
    return judges.exclude(pk__in=officers).order_by("pk")


def _of_call(name: str) -> Callable[[Attempt], str]:
    return lambda attempt: reverse(name, args=[attempt.call.reference])


def _of_phase(name: str) -> Callable[[Attempt], str]:
    return lambda attempt: reverse(name, args=[attempt.call.reference, attempt.phase.code])


def _of_offer(name: str) -> Callable[[Attempt], str]:
    """A page of the own offer; the page to begin it on, as long as there is none."""

    def address(attempt: Attempt) -> str:
        offer = done.own_offer(attempt)
        if offer is None:
            return _of_phase("applications:start")(attempt)
        return reverse(name, args=[offer.dossier.reference, attempt.phase.code])

    return address


def _everywhere(name: str) -> Callable[[Attempt], str]:
    return lambda _attempt: reverse(name)


OFFICER = Exercise(
    word="inkoper",
    role=_("Procurement officer"),
    title=_("Open the vault and put a committee to work"),
    lead=_(
        "The deadline of your training call has passed. Three companies sent an offer, and nobody "
        "can read them yet. You open the vault together with a colleague and bring the offers to "
        "a committee."
    ),
    people=partial(_with_role, Role.OFFICER),
    acts=CLOSED,
    is_author=True,
    steps=(
        Step(
            _("Start opening the vault"),
            _("Type your passphrase and the code of your app. Both stand above these steps."),
            "open",
            _of_phase("applications:vault"),
            done.opening_started,
        ),
        Step(
            _("Let your colleague confirm"),
            _("A vault opens only with two people. Here an invented colleague is the second."),
            "open",
            _of_phase("applications:vault"),
            done.opened,
            by_colleague=True,
        ),
        Step(
            _("Check each offer"),
            _("Say of all three offers whether they are admissible."),
            "committee",
            _of_phase("applications:opened-list"),
            done.all_admissible,
        ),
        Step(
            _("Form a committee"),
            _("Choose a chair and two members. The form suggests people who judged before."),
            "committee",
            _of_phase("assessment:form"),
            done.committee_formed,
        ),
        Step(
            _("State where you work"),
            _("Officers tell as well where they work and what interests they have."),
            "committee",
            _of_call("independence:own"),
            done.interests_stated,
        ),
        Step(
            _("Say of each company whether you have an interest"),
            _("Choose for each company that sent an offer."),
            "committee",
            _of_call("independence:staff"),
            done.staff_declared,
        ),
    ),
)

COMPANY = Exercise(
    word="bedrijf",
    role=_("Company, signatory"),
    title=_("Write an offer and send it"),
    lead=_(
        "Your training call is open for four weeks. You ask a question, write an offer and send "
        "it. Nobody judges what you write: a few words are enough."
    ),
    people=partial(_with_role, Role.SIGNATORY),
    acts=OPEN,
    steps=(
        Step(
            _("Ask a question about the call"),
            _("The authority does not see who asked it."),
            "ask",
            _of_call("clarification:ask"),
            done.asked,
        ),
        Step(
            _("Begin an offer"),
            _("Choose for which company you write."),
            "write",
            _of_phase("applications:start"),
            done.offer_begun,
        ),
        Step(
            _("Answer the questions"),
            _("The portal saves while you type. A file may be any PDF."),
            "write",
            _of_offer("applications:offer"),
            done.answered,
        ),
        Step(
            _("Fill in the partners and the costs"),
            _("Stay below the maximum per offer: the portal adds up for you."),
            "write",
            _of_offer("applications:offer"),
            done.costs_filled_in,
        ),
        Step(
            _("Check the offer and send it"),
            _("Save the change code that you get: nobody else has it."),
            "send",
            _of_offer("applications:submit"),
            done.sent,
        ),
        Step(
            _("Change the offer and send it again, or withdraw it"),
            _("That can be done until the deadline. To change it you need the change code."),
            "change",
            _of_offer("applications:offer"),
            done.changed,
        ),
    ),
)

MEMBER = Exercise(
    word="commissielid",
    role=_("Committee member"),
    title=_("Score three offers and hand in"),
    lead=_(
        "You have a seat on the committee of your training call. The vault is open, and three "
        "offers are ready. Scores that you give here count for nothing."
    ),
    people=_members,
    acts=SEATED,
    steps=(
        Step(
            _("Take your seat"),
            _("You are asked for the committee. Say that you take part."),
            "seat",
            _of_phase("panel:invitation"),
            done.seat_taken,
        ),
        Step(
            _("State where you work"),
            _("The portal compares it with who sent an offer."),
            "interests",
            _of_phase("independence:interests"),
            done.interests_stated,
        ),
        Step(
            _("Say of each offer whether you have an interest"),
            _("You see an offer only after that."),
            "interests",
            _of_phase("assessment:declare"),
            done.member_declared,
        ),
        Step(
            _("Score one offer"),
            _("Give each criterion a score with a reason."),
            "score",
            _of_phase("assessment:offers"),
            partial(done.scored, least=1),
        ),
        Step(
            _("Score the other offers"),
            _("You can come back to an offer until you hand it in."),
            "score",
            _of_phase("assessment:offers"),
            done.scored,
        ),
        Step(
            _("Hand in your scores"),
            _("After that your scores stand, and the chair can begin the meeting."),
            "hand-in",
            _of_phase("assessment:offers"),
            done.handed_in,
        ),
    ),
)

ANALYST = Exercise(
    word="rvo",
    role=_("RVO, analyst"),
    title=_("Find figures and report them"),
    lead=_(
        "Your training call is one of many in the figures. You look it up, read what it says, and "
        "have it reported. It stands in the figures within a minute."
    ),
    people=partial(_with_role, Role.ANALYST),
    acts=OPENED,
    steps=(
        Step(
            _("Select your training call and save the view"),
            _("Search by its reference, which stands above these steps."),
            "stands",
            _everywhere("funnel:portfolio"),
            done.view_saved,
        ),
        Step(
            _("Read how many offers it got"),
            _("Save the same view once more, with that number in its name."),
            "call",
            _of_call("funnel:call"),
            done.offers_counted,
        ),
        Step(
            _("Plan a report on it"),
            _("Begin it from your selection, so that it is about your training call."),
            "report",
            _everywhere("funnel:portfolio"),
            done.report_planned,
        ),
        Step(
            _("Stop that report"),
            _("Reports that were made stay; no new ones are made."),
            "report",
            _everywhere("reports:reports"),
            done.report_stopped,
        ),
        Step(
            _("Write down a call outside the portal"),
            _("Make one up. Write “practice” in its title, so that colleagues know."),
            "outside",
            _everywhere("external:register"),
            done.told_from_outside,
        ),
    ),
)

EXERCISES = {each.word: each for each in (OFFICER, COMPANY, MEMBER, ANALYST)}
