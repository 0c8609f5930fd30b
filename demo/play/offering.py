"""Companies write and send their offers."""

from decimal import Decimal
from typing import Any

from applications import services, transitions
from applications.models import Proposal
from calls.models import Phase
from demo import cast
from demo.documents import file_name, project_plan
from demo.play.plays import Play
from demo.writing import OfferPlan, form_answers, offer_partners
from portal.accounts.models import User
from portal.files.uploads import EncryptedUpload, encrypt_bytes

VAT = Decimal("21.00")
PERCENT = Decimal(100)
CENT = Decimal("0.01")
HOURLY = Decimal("95.00")
ROLES = ("lead", "partner", "subcontractor")
SHARES = ("60.00", "25.00", "15.00")


def offer(play: Play, code: str, plan: OfferPlan) -> None:
    """One company sends its offer in this phase, unless it has done so or has no way in."""
    proposal = working_copy(play, code, plan)
    if proposal is None or proposal.state != Proposal.State.DRAFT:
        return
    signatory = signatory_of(plan)
    fill(play, proposal, plan)
    transitions.submit(proposal, by=signatory, declared=True)


def working_copy(play: Play, code: str, plan: OfferPlan) -> Proposal | None:
    """The company's proposal in this phase; in an open phase it is begun when there is none."""
    company, signatory, _colleague = cast.company_of(plan.company)
    phase = play.phase(code)
    mine = Proposal.objects.filter(phase=phase, dossier__lead=company).first()
    if mine is not None or phase.entry != Phase.Entry.OPEN:
        return mine
    return services.start_offer(phase, organisation=company, by=signatory)


def fill(play: Play, proposal: Proposal, plan: OfferPlan) -> None:
    """Answer every question that is asked, add partners, costs and files."""
    phase, case = proposal.phase, play.case
    _company, signatory, colleague = cast.company_of(plan.company)
    rng = play.rng(plan.company.slug, phase.code)
    for section in phase.form:
        asked = section["questions"]
        given = form_answers(
            rng, case, plan.company, plan.concept, phase_kind=phase.kind, questions=asked
        )
        if given:
            _save(proposal, section["code"], given, by=colleague)
    _save(proposal, "partners", {"rows": _partners(play, plan)}, by=colleague)
    if phase.asks_price:
        _save(proposal, "costs", _costs(play, phase, plan), by=signatory)
    for question in _file_questions(phase):
        upload = _plan_upload(plan)
        services.attach_file(proposal, question, upload, by=colleague)


def signatory_of(plan: OfferPlan) -> User:
    """Who signs for the company of a plan."""
    return cast.company_of(plan.company)[1]


def _save(proposal: Proposal, code: str, payload: dict[str, Any], *, by: User) -> None:
    version = services.read_section(proposal, code).version
    services.save_section(proposal, code, payload, version=version, by=by)


def _file_questions(phase: Phase) -> list[str]:
    return [
        question["code"]
        for section in phase.form
        for question in section["questions"]
        if question["kind"] == "file" and question.get("required")
    ]


def _plan_upload(plan: OfferPlan) -> EncryptedUpload:
    concept = plan.concept
    # Sentences with a place for a figure belong to one offer; a plan is the same for all of them.
    sentences = tuple(text for text in concept.texts["solution"] if "{" not in text)
    data = project_plan(concept.titles[0], sentences)
    return encrypt_bytes(data, file_name(concept.titles[0]), "application/pdf")


def _partners(play: Play, plan: OfferPlan) -> list[dict[str, str]]:
    makers = [plan.company, *offer_partners(play.case, plan.company, plan.concept)]
    return [
        {
            "name": maker.legal_name,
            "role": role,
            "country": maker.country,
            "kvk": maker.kvk if maker.country == "NL" else "",
            "share": share,
            "contact_name": maker.contact.name.strip(),  # an institution has an address only
            "contact_email": maker.contact.email,
        }
        for maker, role, share in zip(makers, ROLES, SHARES, strict=True)
    ]


def _costs(play: Play, phase: Phase, plan: OfferPlan) -> dict[str, Any]:
    """Rows that come to what every offer asks; a foreign company charges no Dutch VAT."""
    asks = next(entry.asks_incl_vat for entry in play.case.phases if entry.code == phase.code)
    rate = VAT if plan.company.country == "NL" else Decimal("0.00")
    excl = (asks * PERCENT / (PERCENT + rate)).quantize(CENT)
    hours = (excl * Decimal("0.7") / HOURLY).quantize(Decimal(1))
    materials = (excl * Decimal("0.1")).quantize(CENT)
    rest = excl - hours * HOURLY - materials
    rows = [
        ("Onderzoek en ontwerp door eigen mensen", "hours", hours, HOURLY),
        ("Materiaal voor proeven", "materials", Decimal(1), materials),
        ("Metingen en toetsing door derden", "third_parties", Decimal(1), rest),
    ]
    rd_share = {"rd_share": play.rng(plan.company.slug, "rd").randrange(60, 96, 5)}
    return {
        **(rd_share if phase.least_rd_share else {}),
        "rows": [
            {"description": text, "kind": kind, "quantity": str(quantity), "rate": str(price)}
            for text, kind, quantity, price in rows
        ],
        "vat_rate": str(rate),
    }
