"""The closed list of merge fields: what each says, and which texts may and must hold it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from awards.lettering.kinds import TextKey
from portal.look.wording import euro_text

Context = dict[str, Any]
LETTERS = "pdf/letters"
AWARD, RESERVE, REJECTION, EXCLUSION = "award", "reserve", "rejection", "exclusion"

SCORED = {"contract", "challenge", "residency", "partnership", "request", "prize"}
PRICED = {"contract", "residency", "partnership"}  # an offer states its price
PAID = PRICED | {"prize"}  # an award has an amount
CHALLENGES = {"challenge", "residency"}
WAITING = {"residency", "partnership"}  # a contract may wait for a standstill
OWN_REASONS = {"contract", "challenge", "residency", "partnership", "request", "prize"}
FOLLOWED = {"contract", "request", "round", "prize"}


@dataclass(frozen=True)
class Field:
    """One merge field; a block stands alone in its paragraph and may be several of them."""

    name: str
    meaning: Any  # a lazy text
    example: str
    value: Callable[[Context], Any]
    is_block: bool = False


def _attribute(path: str) -> Callable[[Context], Any]:
    """The value at a dotted path of the letter's context; empty where the path ends."""

    def value(context: Context) -> Any:
        first, *rest = path.split(".")
        found: Any = context[first]
        for name in rest:
            found = getattr(found, name, None) if found is not None else None
        return "" if found is None else found

    return value


def _euros(path: str) -> Callable[[Context], str]:
    read = _attribute(path)
    return lambda context: "" if read(context) == "" else euro_text(read(context))


def _part(name: str) -> Callable[[Context], SafeString]:
    """A block that the portal words itself: its template escapes what it fills in."""

    def value(context: Context) -> SafeString:
        html = render_to_string(f"{LETTERS}/{name}.html", context).strip()
        return mark_safe(html)  # noqa: S308  rendered by a template of our own

    return value


def _reasons(context: Context) -> SafeString:
    """What was decided and why, in the words of the family, then those of the officer."""
    family, kind = context["family"], context["kind"]
    if kind == RESERVE:
        return _part("reserve_reasons")(context)
    has_own = family in OWN_REASONS and kind != EXCLUSION
    return _part(f"{family}/{kind}_reasons" if has_own else "reasons")(context)


def _scores(context: Context) -> SafeString:
    return _part("scores")(context) if context["scores"] else SafeString()


def _rank(context: Context) -> SafeString:
    return _part("rank")(context) if context["ranking"] else SafeString()


def _following(context: Context) -> SafeString:
    return _part(f"{context['family']}/following")(context)


_ALL = (
    Field("applicant", _("name of the applicant"), "Voorbeeld B.V.", _attribute("applicant.name")),
    Field("title", _("title of the offer"), "Losse liggers", _attribute("proposal.opened.title")),
    Field("call", _("title of the call"), "Circulaire viaducten", lambda c: str(c["call"])),
    Field("phase", _("name of the phase"), "Haalbaarheid", _attribute("phase.name")),
    Field(
        "reference",
        _("reference of the offer"),
        "ABCD-EFGH",
        _attribute("proposal.dossier.reference"),
    ),
    Field("authority", _("who decides"), "Rijkswaterstaat", _attribute("authority.name")),
    Field("theme", _("title of the challenge"), "Schone sloot", lambda c: str(c["theme"] or "")),
    Field(
        "amount",
        _("the amount that is awarded, including VAT"),
        "€ 50.000,00",
        _euros("decision.amount_incl_vat"),
    ),
    Field(
        "price",
        _("the price that was offered, including VAT"),
        "€ 50.000,00",
        _euros("proposal.opened.price_incl_vat"),
    ),
    Field("next_phase", _("name of the phase that follows"), "R&D", _attribute("following.name")),
    Field(
        "pitch_minutes", _("how long a pitch lasts"), "10", _attribute("following.pitch_minutes")
    ),
    Field(
        "question_minutes",
        _("how long the questions after a pitch last"),
        "20",
        _attribute("following.question_minutes"),
    ),
    Field(
        "contact_name",
        _("who answers questions about the decision"),
        "M. de Wit",
        _attribute("contact.name"),
    ),
    Field("contact_email", _("and their address"), "wit@voorbeeld.nl", _attribute("contact.email")),
    Field(
        "result_page",
        _("address of the public result page"),
        "https://portaal.example/uitslag",
        _attribute("result_url"),
    ),
    Field(
        "contracts_page",
        _("address where a contract is signed"),
        "https://portaal.example/mijn",
        _attribute("contracts_url"),
    ),
    Field("reasons", _("why this was decided, as the officer wrote it"), "", _reasons, True),
    Field("scores", _("own scores per criterion, threshold and motivation"), "", _scores, True),
    Field("rank", _("own place in the ranking; empty unless the call says so"), "", _rank, True),
    Field(
        "winners",
        _("who wins, and on what they score higher (article 55)"),
        "",
        _part("winners"),
        True,
    ),
    Field(
        "standstill",
        _("the standstill, with its last day; empty where there is none"),
        "",
        _part("standstill"),
        True,
    ),
    Field("following", _("what follows this phase; empty at the end"), "", _following, True),
    Field("debrief", _("with whom and until when to talk about it"), "", _part("debrief"), True),
    Field("remedy", _("what somebody can do who does not agree"), "", _part("remedy"), True),
)
FIELDS = {field.name: field for field in _ALL}


def allowed_in(key: TextKey) -> list[Field]:
    """The fields that this text may use: those that have a value in every letter of its kind."""
    is_award = key.kind == AWARD
    missing = {
        "theme": key.family not in CHALLENGES,
        "amount": not is_award or key.family not in PAID,
        "price": key.family not in PRICED,
        "next_phase": not is_award or key.family not in {"team", "challenge", "round", "request"},
        "pitch_minutes": not is_award or key.family != "challenge",
        "question_minutes": not is_award or key.family != "challenge",
        "contracts_page": not is_award or key.family not in PRICED,
        "scores": key.family not in SCORED or key.kind == EXCLUSION,
        "rank": key.family not in SCORED or key.kind == EXCLUSION,
        "winners": key.family not in WAITING or key.kind not in {REJECTION, RESERVE},
        "standstill": key.family not in WAITING,
        "following": not is_award or key.family not in FOLLOWED,
    }
    return [field for field in _ALL if not missing.get(field.name)]


def required_in(key: TextKey) -> dict[str, Any]:
    """The fields without which this letter may not leave, each with the ground for it."""
    statutory = key.family in WAITING
    needed = {
        "reasons": _("the reasons of the decision (Aw 2.130, article 55)")
        if statutory
        else _("who is told a decision is told why"),
        "scores": _("the own scores and reasons per criterion"),
        "rank": _("the own place in the ranking, where the call says that it is told"),
        "amount": _("the amount that was decided"),
        "winners": _("names and relative advantages of the winners (Aw 2.130, article 55(2)(c))"),
        "standstill": _("the exact standstill (Aw 2.127 and 2.130)"),
        "debrief": _("with whom and until when to talk about the decision"),
        "remedy": _("what somebody can do who does not agree"),
    }
    if key.kind != AWARD and key.family in PRICED:
        needed["price"] = _("the price that was offered")
    allowed = {field.name for field in allowed_in(key)}
    return {name: ground for name, ground in needed.items() if name in allowed}
