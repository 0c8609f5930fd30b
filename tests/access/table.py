"""The declared access table: every address, in the states where it matters, and who sees it.

Whoever adds an address adds a row here. `sees` is answered, `refused` gets 403 (they know of the
object, and may not do this), everybody else gets 404: for them it is not there.
"""

from typing import Any

from calls.models import Phase
from portal.help import manuals
from tests.access.admissibility import ADMISSIBILITY
from tests.access.advice import ADVICE
from tests.access.amendments import AMENDMENTS
from tests.access.clarification import CLARIFICATION
from tests.access.cofunding import COFUNDING
from tests.access.committee import COMMITTEE
from tests.access.company import COMPANY_NUMBERS
from tests.access.contests import CONTESTS
from tests.access.contracting import CONTRACTING
from tests.access.custody import CUSTODY
from tests.access.dossier import DOSSIER
from tests.access.editor import EDITOR
from tests.access.external import EXTERNAL
from tests.access.federation import FEDERATION
from tests.access.holds import HOLDS
from tests.access.interests import INTERESTS
from tests.access.lettering import LETTERING
from tests.access.mails import MAILS
from tests.access.market import MARKET
from tests.access.opendata import OPENDATA
from tests.access.outreach import OUTREACH
from tests.access.partners import PARTNERS
from tests.access.partnership import PARTNERSHIP
from tests.access.people import PEOPLE
from tests.access.persons import PERSONS
from tests.access.portfolio import PORTFOLIO
from tests.access.privacy import PRIVACY
from tests.access.public import PUBLIC
from tests.access.record import RECORD
from tests.access.reports import REPORTS
from tests.access.residency import RESIDENCY
from tests.access.results import RESULTS
from tests.access.retention import RETENTION
from tests.access.revisions import REVISIONS
from tests.access.roles import ROLES as CALL_ROLES
from tests.access.rows import EVERYBODY, SIGNED_IN, Args, Row, rest
from tests.access.scoring import SCORING
from tests.access.signin import SIGNIN
from tests.access.stories import STORIES
from tests.access.support import SUPPORT
from tests.access.targets import TARGETS
from tests.access.team import TEAM
from tests.access.theming import THEMING
from tests.access.timing import TIMING
from tests.access.woo import WOO
from tests.access.world import World
from tests.access.writing import WRITING

OFFICERS = "author officer"
STAFF = f"{OFFICERS} secretary"
WRITERS = "applicant colleague"
COMPANY = f"{WRITERS} viewer"
VOTES = "chair member tied"
NOWHERE = f"{VOTES} secretary unassigned newcomer"  # of no organisation yet: may register one
BUYERS = f"{OFFICERS} outsider"


def call(stage: str) -> Args:
    """The reference of the call in this stage."""
    return lambda world: [phase_in(world, stage).call.reference]


def phase(stage: str, *more: str) -> Args:
    """The reference and the kind of the phase, and what follows them."""
    return lambda world: [*call(stage)(world), phase_in(world, stage).code, *more]


def phase_in(world: World, stage: str) -> Phase:
    """The phase, whatever object of the world stands for it."""
    thing: Any = getattr(world, stage)
    return thing if isinstance(thing, Phase) else thing.phase


def offer(stage: str, *more: Any) -> Args:
    """The reference of an offer, the kind of its phase, and what follows them."""

    def args(world: World) -> list[Any]:
        thing: Any = getattr(world, stage)
        proposal = getattr(thing, "proposal", thing)
        return [proposal.dossier.reference, proposal.phase.code, *more]

    return args


def in_round(stage: str) -> Args:
    """The phase of a committee and the reference of its first offer."""
    return lambda world: [*phase(stage)(world), dossier_in(world, stage)]


def dossier_in(world: World, stage: str) -> str:
    """The reference of the first offer in a phase."""
    return phase_in(world, stage).proposals.order_by("pk").first().dossier.reference


def letter_to(stage: str, company: str) -> Args:
    """The letter of a company in a phase that was decided: its offer and the kind of phase."""

    def args(world: World) -> list[Any]:
        decided = phase_in(world, stage)
        proposal = decided.proposals.get(dossier__lead=getattr(world.cast, company))
        return [proposal.dossier.reference, decided.code]

    return args


def uuid_of(stage: str) -> Args:
    """The public identifier of one object."""
    return lambda world: [getattr(world, stage).uuid]


PORTAL = [
    Row("home", sees="anonymous", elsewhere=SIGNED_IN),
    Row("about", sees=EVERYBODY),
    Row("accessibility", sees=EVERYBODY),
    Row("technical_requirements", sees=EVERYBODY),
    Row("help:contents", sees=EVERYBODY),
    Row("help:state", sees=EVERYBODY),
    *[
        Row("help:manual", word, lambda world, word=word: [word], sees=EVERYBODY)
        for word in manuals.ROLES
    ],
    Row("healthz", sees=EVERYBODY),
    Row("readyz", sees=EVERYBODY),
    Row("metrics", is_public=True),
    Row("security_txt", sees=EVERYBODY),
    Row("robots_txt", sees=EVERYBODY),
    Row("set_language", sees=EVERYBODY, method="post"),
    Row("accounts:tasks", sees=SIGNED_IN),
    Row("accounts:step-up", sees=SIGNED_IN),
    Row("accounts:companies", sees=SIGNED_IN),
    Row("accounts:register-company", sees=SIGNED_IN),
    Row("accounts:company", args=uuid_of("company"), sees=COMPANY),
    Row("accounts:accept-invitation", args=lambda world: [world.invitation_secret],
        sees="rival", refused=rest("rival")),
    Row("audit:history", sees="auditor", refused=rest("auditor")),
    Row("audit:history-csv", sees="auditor", refused=rest("auditor")),
    Row("audit:export", sees="auditor", refused=rest("auditor")),
    Row("audit:verifier", sees=EVERYBODY),
    Row("audit:checkpoints", sees=EVERYBODY),
    Row("audit:checkpoint-file", sees=EVERYBODY),
]  # fmt: skip

CALLS = [
    Row("calls:list", sees=EVERYBODY),
    Row("calls:detail", "open", call("open"), sees=EVERYBODY),
    Row("calls:detail", "draft", call("draft"), is_public=True),
    Row("calls:detail", "in review", call("review"), is_public=True),
    Row("calls:document", "open",
        lambda world: [*call("open")(world), world.document.file.uuid], sees=EVERYBODY),
    Row("calls:document", "draft",
        lambda world: [*call("draft")(world), world.draft_document.file.uuid],
        sees=STAFF, is_public=True),
    Row("calls:terms", "open", lambda world: [*call("open")(world), 1], sees=EVERYBODY),
    Row("calls:terms", "draft", lambda world: [*call("draft")(world), 1], is_public=True),
    Row("calls:new", sees=BUYERS, refused=rest(BUYERS)),
    *[
        Row(f"calls:{name}", "draft", call("draft"), sees=OFFICERS, refused="secretary")
        for name in ("edit", "edit-basics", "edit-texts", "edit-phases", "edit-documents", "review")
    ],
    Row("calls:edit-section", "draft", lambda world: [*call("draft")(world), "challenge"],
        sees=OFFICERS, refused="secretary"),
    Row("calls:edit-criteria", "draft", phase("draft"), sees=OFFICERS, refused="secretary"),
    Row("calls:preview", "draft", call("draft"), sees=STAFF),
    Row("calls:keys", "draft", call("draft"), sees=f"{OFFICERS} escrow", refused="secretary"),
    *[
        Row(f"calls:{name}", "draft", call("draft"), sees=OFFICERS, refused="secretary",
            method="post")
        for name in ("add-document", "take-standard-contract", "choose-holders",
                     "submit-for-review", "return-to-author", "cancel", "complete")
    ],
    Row("calls:remove-document", "draft",
        lambda world: [*call("draft")(world), world.draft_document.file.uuid],
        sees=OFFICERS, refused="secretary", method="post"),
    Row("calls:publish", "in review", call("review"), sees="officer", refused="author secretary"),
    Row("calls:publish", "in review", call("review"), sees="officer", refused="author secretary",
        method="post"),
    Row("calls:extend", "open", phase("open"), sees=OFFICERS, refused="secretary"),
]  # fmt: skip

OFFERS = [
    Row("applications:mine", sees=SIGNED_IN),
    Row("applications:start", "open", phase("open"), sees=SIGNED_IN),
    Row("applications:start", "open", phase("open"), sees=f"applicant colleague rival {NOWHERE}",
        refused=rest(f"applicant colleague rival {NOWHERE}"), method="post"),
    Row("applications:start", "draft", phase("draft")),
    Row("applications:offer", "draft", offer("proposal"), sees=COMPANY),
    Row("applications:preview", "draft", offer("proposal"), sees=COMPANY),
    Row("applications:section", "draft", offer("proposal", "summary"), sees=COMPANY),
    Row("applications:section", "draft", offer("proposal", "summary"), sees=WRITERS,
        refused="viewer", method="post"),
    Row("applications:autosave", "draft", offer("proposal", "summary"), sees=WRITERS,
        refused="viewer", method="post"),
    Row("applications:attachment", "draft", offer("proposal", "project_plan"), sees=COMPANY),
    Row("applications:attach", "draft", offer("proposal", "project_plan"), sees=WRITERS,
        refused="viewer", method="post"),
    Row("applications:detach", "draft", offer("proposal", "project_plan"), sees=WRITERS,
        refused="viewer", method="post"),
    Row("applications:submit", "draft", offer("proposal"), sees="applicant",
        refused="colleague viewer"),
    Row("applications:submit", "draft", offer("proposal"), sees="applicant",
        refused="colleague viewer", method="post"),
    Row("applications:offer", "sent", offer("sent"), sees=COMPANY),
    Row("applications:change", "sent", offer("sent"), sees=WRITERS, refused="viewer"),
    Row("applications:withdraw", "sent", offer("sent"), sees="applicant",
        refused="colleague viewer"),
    Row("applications:withdraw", "sent", offer("sent"), sees="applicant",
        refused="colleague viewer", method="post"),
    Row("applications:begin-again", "sent", offer("sent"), sees=WRITERS, refused="viewer",
        method="post"),
    Row("applications:receipt", "sent", offer("sent", 1), sees=COMPANY),
    Row("applications:receipt-pdf", "sent", offer("sent", 1), sees=COMPANY),
    Row("applications:manifest", "sent", offer("sent", 1), sees=COMPANY),
    Row("applications:refused-attempts", "sent", offer("sent"), sees=COMPANY),
    Row("applications:opened", "sent", offer("sent")),
    Row("applications:vault", "open", phase("open"), sees=f"{OFFICERS} escrow auditor",
        refused="secretary"),
    Row("applications:vault", "closed", phase("closed"), sees=f"{OFFICERS} escrow auditor",
        refused="secretary"),
    Row("applications:start-opening", "closed", phase("closed"), sees=f"{OFFICERS} escrow",
        refused="secretary auditor"),
    Row("applications:confirm-opening", "closed", phase("closed"), sees=f"{OFFICERS} escrow",
        refused="secretary auditor"),
    Row("applications:opened-list", "closed", phase("closed"), refused="escrow auditor"),
    *[
        Row(f"applications:{name}", "closed", phase("closed"), refused="secretary")
        for name in ("opening-record", "opening-record-pdf", "opening-record-json")
    ],
]  # fmt: skip

JUDGING = [
    Row("assessment:mine", sees=SIGNED_IN),
    Row("assessment:declare", "scoring", phase("scoring"), sees=VOTES, refused=STAFF),
    Row("assessment:offers", "scoring", phase("scoring"), sees=VOTES, refused=STAFF),
    Row("assessment:score", "scoring", in_round("scoring"), sees="chair member", refused=STAFF),
    Row("assessment:score", "scoring", in_round("scoring"), sees="chair member", refused=STAFF,
        method="post"),
    Row("assessment:hand-in", "scoring", in_round("scoring"), sees="chair member", refused=STAFF,
        method="post"),
    Row("assessment:hand-in-all", "scoring", phase("scoring"), sees=VOTES, refused=STAFF,
        method="post"),
    Row("assessment:file", "scoring", offer("opened", "project_plan"), sees="chair member",
        refused=STAFF),
    Row("assessment:form", "scoring", phase("scoring"), sees=STAFF),
    Row("assessment:add-seat", "scoring", phase("scoring"), sees=STAFF, refused=VOTES),
    Row("assessment:end-seat", "scoring",
        lambda world: [*phase("scoring")(world), world.cast.members[1].uuid],
        sees=STAFF, refused=VOTES),
    Row("assessment:progress", "scoring", phase("scoring"), sees=f"{STAFF} chair",
        refused="member tied"),
    Row("assessment:reopen", "scoring", phase("scoring"), sees="chair",
        refused=f"{STAFF} member tied", method="post"),
    Row("assessment:start-consensus", "scoring", phase("scoring"), sees="chair",
        refused=f"{STAFF} member tied", method="post"),
    Row("assessment:resume-scoring", "meeting", phase("meeting"), sees="chair",
        refused=f"{STAFF} member tied", method="post"),
    Row("assessment:consensus", "meeting", phase("meeting"), sees=f"{VOTES} secretary",
        refused=OFFICERS),
    Row("assessment:consensus-offer", "meeting", in_round("meeting"), sees=f"{VOTES} secretary",
        refused=OFFICERS),
    Row("assessment:consensus-offer", "meeting", in_round("meeting"), sees="chair secretary",
        refused=f"{OFFICERS} member tied", method="post"),
    Row("assessment:close-consensus", "meeting", phase("meeting"), sees="chair",
        refused=f"{STAFF} member tied", method="post"),
    Row("assessment:ranking", "advised", phase("advised"), sees=f"{STAFF} {VOTES}"),
    Row("assessment:ranking-json", "advised", phase("advised"), sees=f"{STAFF} {VOTES}"),
    Row("assessment:ranking", "meeting", phase("meeting"), refused=""),
    Row("assessment:advice", "advised", phase("advised"), sees=f"{STAFF} {VOTES}"),
    Row("assessment:approve-advice", "advised", phase("advised"), sees="chair",
        refused=f"{STAFF} member tied", method="post"),
    Row("assessment:advice-pdf", "advised", phase("advised"), sees=f"{STAFF} {VOTES}"),
    *[
        Row(f"applications:{name}", "opened", phase("scoring"), sees=f"{OFFICERS} escrow auditor",
            refused="secretary")
        for name in ("opening-record", "opening-record-pdf", "opening-record-json")
    ],
    Row("applications:opened-list", "opened", phase("scoring"), sees=STAFF,
        refused="escrow auditor"),
    Row("applications:opened", "scoring", offer("opened"), sees=STAFF),
    Row("applications:opened-file", "scoring", offer("opened", "project_plan"), sees=STAFF),
    Row("applications:judge", "scoring", offer("opened"), sees=STAFF, method="post"),
]  # fmt: skip

DECIDING = [
    Row("awards:my-calls", sees=f"{BUYERS} secretary", refused=rest(BUYERS, "secretary")),
    Row("awards:mine", sees=SIGNED_IN),
    Row("awards:workspace", "draft", call("draft"), sees=STAFF),
    Row("awards:workspace", "open", call("open"), sees=STAFF),
    Row("awards:workspace", "deciding", call("deciding"), sees=STAFF),
    Row("awards:propose", "advised", phase("advised"), sees=OFFICERS, refused="secretary",
        method="post"),
    Row("awards:decide", "deciding", phase("deciding"), sees=OFFICERS, refused="secretary"),
    Row("awards:decision", "deciding", in_round("deciding"), sees="author",
        refused="officer secretary"),
    Row("awards:decision", "deciding", in_round("deciding"), sees="author",
        refused="officer secretary", method="post"),
    Row("awards:ask-approval", "deciding", phase("deciding"), sees="author",
        refused="officer secretary", method="post"),
    Row("awards:approve", "deciding", phase("deciding"), sees="officer",
        refused="author secretary"),
    Row("awards:approve", "deciding", phase("deciding"), sees="officer",
        refused="author secretary", method="post"),
    Row("awards:letters", "approved", phase("approved"), sees=OFFICERS, refused="secretary"),
    Row("awards:letter-preview", "approved", in_round("approved"), sees=OFFICERS,
        refused="secretary"),
    Row("awards:release", "approved", phase("approved"), sees="author",
        refused="officer secretary"),
    Row("awards:release", "approved", phase("approved"), sees="author",
        refused="officer secretary", method="post"),
    Row("awards:letter", "approved", letter_to("approved", "company")),
    Row("awards:letter", "told", letter_to("told", "company"), sees=COMPANY),
    Row("awards:letter", "told, the rival", letter_to("told", "rival_company"), sees="rival"),
    Row("awards:result", "told", call("told"), sees=EVERYBODY),
    Row("awards:result", "draft", call("draft"), is_public=True),
    Row("awards:write-result", "told", call("told"), sees=OFFICERS, refused="secretary"),
    Row("awards:contracts", "told", phase("told"), sees=OFFICERS, refused="secretary"),
    Row("awards:contract", "offered", uuid_of("offered"), sees=f"{COMPANY} {STAFF}"),
    Row("awards:sign", "offered", uuid_of("offered"), sees="applicant",
        refused=f"colleague viewer {STAFF}"),
    Row("awards:sign", "offered", uuid_of("offered"), sees="applicant",
        refused=f"colleague viewer {STAFF}", method="post"),
    Row("awards:countersign", "offered", uuid_of("offered"), sees=OFFICERS,
        refused=f"{COMPANY} secretary", method="post"),
    Row("awards:deliver", "running", uuid_of("delivered"), sees=WRITERS,
        refused=f"viewer {STAFF}", method="post"),
    Row("awards:judge", "delivered", uuid_of("delivered"), sees=OFFICERS,
        refused=f"{COMPANY} secretary"),
    Row("awards:judge", "delivered", uuid_of("delivered"), sees=OFFICERS,
        refused=f"{COMPANY} secretary", method="post"),
    Row("awards:deliverable-file", "delivered", uuid_of("delivered"), sees=f"{COMPANY} {STAFF}"),
    Row("awards:purchases", "told", call("told"), sees=BUYERS, refused=rest(BUYERS)),
    Row("awards:purchases", "draft", call("draft")),
]  # fmt: skip

FIGURES = [
    *[
        Row(f"funnel:{name}", "told", call("told"), sees=f"{STAFF} analyst")
        for name in ("call", "call-csv", "call-json")
    ],
    Row("funnel:call-picture", "told", lambda world: [*call("told")(world), "svg"],
        sees=f"{STAFF} analyst"),
    Row("funnel:call", "draft", call("draft"), sees=STAFF),
    Row("funnel:offers", "told", phase("told", "offers"), sees=f"{STAFF} analyst"),
    Row("funnel:offers", "closed, not opened", phase("closed", "offers")),
]  # fmt: skip

TABLE = [
    *PORTAL,
    *COMPANY_NUMBERS,
    *WRITING,
    *TEAM,
    *PEOPLE,
    *SUPPORT,
    *THEMING,
    *CALL_ROLES,
    *CALLS,
    *DOSSIER,
    *EDITOR,
    *CUSTODY,
    *PERSONS,
    *PRIVACY,
    *WOO,
    *PUBLIC,
    *AMENDMENTS,
    *OFFERS,
    *PARTNERS,
    *JUDGING,
    *SCORING,
    *COMMITTEE,
    *INTERESTS,
    *ADMISSIBILITY,
    *DECIDING,
    *HOLDS,
    *REVISIONS,
    *LETTERING,
    *RECORD,
    *CONTRACTING,
    *STORIES,
    *PARTNERSHIP,
    *RESIDENCY,
    *CONTESTS,
    *FIGURES,
    *COFUNDING,
    *OPENDATA,
    *TARGETS,
    *OUTREACH,
    *RESULTS,
    *PORTFOLIO,
    *TIMING,
    *EXTERNAL,
    *REPORTS,
    *RETENTION,
    *ADVICE,
    *MAILS,
    *SIGNIN,
    *FEDERATION,
    *MARKET,
    *CLARIFICATION,
]

# The same pages for everybody, and made by others: allauth's own tests hold its rules.
OUTSIDE = ("account_", "mfa_", "socialaccount_", "openid_connect_", "nameless social/")
# Only there in the demo, where everybody may become anybody.
DEMO = ("demo:",)
