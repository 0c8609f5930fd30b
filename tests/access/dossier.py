"""What a company keeps of its dossier: refused sendings, exports, its home and its calendar."""

from typing import Any

from applications import transitions
from applications.exporting.selectors import offer_copy_of
from applications.exporting.services import ask_copy, make_copy, make_form_copies
from portal.calendars.services import make_calendar
from portal.workflow import TransitionRefused
from tests.access.rows import EVERYBODY, SIGNED_IN, Args, Row, rest
from tests.access.world import World

COMPANY = "applicant colleague viewer"


def refusal(world: World) -> list[Any]:
    """A refused sending of the draft; it is made when a row first asks for it."""
    proposal = world.proposal
    attempt = proposal.refused_attempts.first()
    if attempt is None:
        try:
            transitions.submit(proposal, by=world.cast.applicant, declared=False)
        except TransitionRefused:
            attempt = proposal.refused_attempts.get()
    return [proposal.dossier.reference, proposal.phase.code, attempt.proof.uuid]


FORM = "author officer secretary"


def form(stage: str) -> Args:
    """The call and the phase whose form is asked."""

    def args(world: World) -> list[Any]:
        phase = getattr(world, stage)
        return [phase.call.reference, phase.code]

    return args


def offer(stage: str, *more: Any) -> Args:
    """The offer in this stage, and what follows its address."""

    def args(world: World) -> list[Any]:
        thing = getattr(world, stage)
        proposal = getattr(thing, "proposal", thing)
        return [proposal.dossier.reference, proposal.phase.code, *more]

    return args


def copied_form(world: World) -> list[Any]:
    """A form of which the PDF was made."""
    make_form_copies(world.open)
    return form("open")(world)


def copied_offer(world: World) -> list[Any]:
    """An offer of which somebody asked a PDF, and the job has made it."""
    copy = offer_copy_of(world.proposal)
    if copy is None or copy.file is None:
        make_copy(ask_copy(world.proposal, language="nl", by=world.cast.applicant).pk)
    return offer("proposal")(world)


def scored(*more: Any) -> Args:
    """The first offer in a round that is scored."""

    def args(world: World) -> list[Any]:
        phase = world.scoring.phase
        dossier = phase.proposals.order_by("pk").first().dossier
        return [phase.call.reference, phase.code, dossier.reference, *more]

    return args


NOBODYS = "00000000-0000-4000-8000-000000000000"


def calendar(world: World) -> list[Any]:
    """The address of the applicant's calendar, which opens without logging in."""
    return [make_calendar(world.cast.applicant)]


DOSSIER = [
    Row("company:home", sees=SIGNED_IN),
    Row("calendars:mine", sees=SIGNED_IN),
    Row("calendars:tasks", args=calendar, sees=EVERYBODY),
    Row("calendars:tasks", "wrong secret", lambda world: ["raden"], is_public=True),
    Row("calendars:make", sees=COMPANY + " rival newcomer",
        refused=rest(COMPANY + " rival newcomer"), method="post"),
    Row("calendars:end", sees=SIGNED_IN, method="post"),
    Row("applications:reuse-file", "draft", offer("proposal", "project_plan"),
        sees="applicant colleague", refused="viewer", method="post"),
    Row("assessment:earlier", "scoring", scored("feasibility"), refused=FORM),
    Row("assessment:delivered", "scoring", scored(NOBODYS), refused=FORM),
    Row("assessment:earlier-file", "scoring",
        lambda world: [*scored()(world)[2:], "feasibility", "plan"], refused=FORM),
    Row("applications:blank-form", "open", form("open"), sees=EVERYBODY),
    Row("applications:blank-form", "draft", form("draft"), sees=FORM, is_public=True),
    Row("applications:blank-text", "open", form("open"), sees=EVERYBODY),
    Row("applications:blank-text", "draft", form("draft"), sees=FORM, is_public=True),
    Row("applications:blank-pdf", "open", copied_form, sees=EVERYBODY),
    Row("applications:blank-pdf", "draft", form("draft"), is_public=True),
    Row("applications:export", "draft", offer("proposal"), sees=COMPANY),
    Row("applications:export", "sent", offer("sent"), sees=COMPANY),
    Row("applications:export-text", "draft", offer("proposal"), sees=COMPANY),
    Row("applications:export-json", "draft", offer("proposal"), sees=COMPANY),
    Row("applications:export-text", "sent", offer("sent")),
    Row("applications:ask-pdf", "draft", offer("proposal"), sees=COMPANY, method="post"),
    Row("applications:export-pdf", "draft", copied_offer, sees=COMPANY),
    Row("applications:export-sealed", "sent", offer("sent"), sees=COMPANY, method="post"),
    Row("applications:preview-file", "draft", offer("proposal", "project_plan"), sees=COMPANY),
    Row("applications:refusal-pdf", "draft", refusal, sees=COMPANY),
]  # fmt: skip
