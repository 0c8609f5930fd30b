"""The round itself: written, published, applied for."""

from decimal import Decimal
from typing import Any

from applications import services as offers
from applications import transitions as offer_moves
from applications.models import Proposal
from calls import places, services, transitions
from calls.instruments import instrument_of
from calls.instruments.definition import Limit
from calls.limits import as_data
from calls.models import Call, CallDocument, Phase
from demo.documents import file_name, model_contract, paged_document
from demo.keyring import passphrase_of
from demo.residency import people
from demo.residency.case import INSTRUMENT, Entry, Round, Startup
from portal.accounts.models import User
from portal.files.uploads import encrypt_bytes

LEAVE_OPEN = {"challenge", "budget"}  # written from the challenges
PROMISED = "80"  # percent of what each challenge asks, such as of the litter
HOURLY, VAT = Decimal("85.00"), Decimal("21.00")


def draft(case: Round) -> Call:
    """The first officer writes the round from the standard and chooses the holders of the key."""
    author, approver = people.officers_of(case)
    call = services.draft_call(
        by=author,
        authority=people.lead_of(case),
        reference=case.reference,
        instrument=INSTRUMENT,
        terms=terms_of(case),
    )
    title = str(case.document["title"]["nl"])
    services.add_document(
        call,
        kind=CallDocument.Kind.MODEL_CONTRACT,
        title="Residency-overeenkomst",
        upload_or_bytes=model_contract(title, people.lead_of(case).name),
        file_name="residency-overeenkomst.pdf",
        by=author,
    )
    services.choose_holders(call, officers=[author, approver], escrow=people.escrow(), by=author)
    return call


def publish(case: Round) -> None:
    """The holders confirm, and the second officer publishes."""
    call = Call.objects.get(reference=case.reference)
    author, approver = people.officers_of(case)
    for holder in call.key_holders.filter(confirmed_at=None):
        services.confirm_holder(call, passphrase=passphrase_of(holder.user), by=holder.user)
    transitions.submit_for_review(call, by=author)
    transitions.publish(call, by=approver)


def terms_of(case: Round) -> dict[str, Any]:
    """Everything that the round states."""
    document = case.document
    return {
        "title": document["title"]["nl"],
        "title_en": document["title"]["en"],
        "summary": document["summary"],
        "sections": _sections(case),
        "rights": Call.Rights.DEVELOPER,  # a start-up stays the owner of what it makes
        "notice_number": document["notice"]["number"],
        "notice_sent_on": document["notice"]["sent_on"],
        "themes": [{"code": each.code, "title": each.title} for each in case.challenges],
        "challenges": [
            {
                "code": each.code,
                "authority": people.authority_of(each.authority),
                "procedure": each.procedure,
            }
            for each in case.challenges
        ],
        "phases": [_application(case), _pitch(case)],
    }


def apply(case: Round) -> None:
    """Every company sends one proposal for each challenge that it chose."""
    phase = _phase(case, "application")
    for startup in case.companies:
        company, signatory = people.company_of(startup)
        for entry in startup.entries:
            theme = phase.call.themes.get(code=entry.challenge)
            proposal = offers.start_offer(phase, organisation=company, by=signatory, theme=theme)
            send(proposal, startup, entry, by=signatory)


def prepare_pitches(case: Round) -> None:
    """Who was selected sends presentation and price."""
    for proposal in _phase(case, "pitch").proposals.select_related("dossier__lead"):
        startup, entry = entry_of(case, proposal)
        _company, signatory = people.company_of(startup)
        send(proposal, startup, entry, by=signatory)


def entry_of(case: Round, proposal: Proposal) -> tuple[Startup, Entry]:
    """What the case says of an offer."""
    theme = proposal.dossier.theme
    for startup in case.companies:
        if proposal.dossier.lead.name.startswith(f"{startup.name} "):
            for entry in startup.entries:
                if theme is not None and entry.challenge == theme.code:
                    return startup, entry
    raise LookupError(proposal.dossier.reference)


def send(proposal: Proposal, startup: Startup, entry: Entry, *, by: User) -> None:
    """Fill in the whole form, attach the files, and send."""
    for section in proposal.phase.form:
        payload = {
            question["code"]: _answer(question, startup, entry)
            for question in section["questions"]
            if question["kind"] != "file"
        }
        given = {code: value for code, value in payload.items() if value not in (None, "")}
        _save(proposal, section["code"], given, by=by)
        for question in section["questions"]:
            if question["kind"] == "file":
                _attach(proposal, question["code"], startup, entry, by=by)
    _save(proposal, "partners", {"rows": [offers.lead_row(proposal.dossier.lead)]}, by=by)
    if proposal.phase.asks_price:
        _save(proposal, "costs", _costs(entry), by=by)
    offer_moves.submit(proposal, by=by, declared=True)


def _phase(case: Round, code: str) -> Phase:
    return Phase.objects.select_related("call").get(call__reference=case.reference, code=code)


def _application(case: Round) -> dict[str, Any]:
    document = case.document
    stated = instrument_of(INSTRUMENT).phase("application").limits
    numbers = document["limits"]
    return {
        "code": "application",
        "opens_at": case.moment("application", "opens"),
        "closes_at": case.moment("application", "closes"),
        "planned_awards": document["top"],
        "limits": as_data(
            Limit(limit.bound, numbers[limit.bound.value], limit.question) for limit in stated
        ),
    }


def _pitch(case: Round) -> dict[str, Any]:
    document = case.document
    return {
        "code": "pitch",
        "opens_at": case.moment("pitch", "opens"),
        "closes_at": case.moment("pitch", "closes"),
        "cap_incl_vat": Decimal(document["max_per_offer_incl_vat_eur"]),
        "planned_awards": len(case.challenges),
        "pots": {each.code: each.budget_incl_vat for each in case.challenges},
        "carried_percent": document["carried_percent"],
        "pitch_minutes": document["pitch_minutes"],
        "question_minutes": document["question_minutes"],
    }


def _sections(case: Round) -> list[dict[str, str]]:
    """The standard text with the case's words in its marked places."""
    texts = case.document["texts"]
    return [
        {
            **section,
            "text": _written(case, section["code"])
            if section["code"] in LEAVE_OPEN
            else places.fill(section["text"], dict(enumerate(texts.get(section["code"], ())))),
        }
        for section in instrument_of(INSTRUMENT).sections()
    ]


def _written(case: Round, code: str) -> str:
    if code == "challenge":
        return "\n\n".join(
            f"**Challenge {each.code}: {each.title}** ({each.authority}). {each.problem}"
            for each in case.challenges
        )
    cap = case.document["max_per_offer_incl_vat_eur"]
    rows = [f"| {each.code} | € {each.budget_incl_vat} | € {cap} |" for each in case.challenges]
    head = "| Challenge | Budget voor de residency | Maximum per voorstel |"
    return "\n".join(["Alle bedragen zijn inclusief btw.", "", head, "| --- | --- | --- |", *rows])


def _answer(question: dict[str, Any], startup: Startup, entry: Entry) -> Any:
    """What the company fills in: facts from the case, sentences about its idea elsewhere."""
    known = {
        "title": entry.title,
        "registered_on": startup.registered_on,
        "fte": str(startup.fte),
        "spun_off": "no" if startup.parent_people is None else "yes",
        "parent_people": "" if startup.parent_people is None else str(startup.parent_people),
        "trl_now": "4",
        "trl_target": "7",
        "starts_on": "2026-06-15",
        "performance_level": PROMISED,
        "maximum_excl_vat": str(entry.price_incl_vat * 6),
    }
    if question["code"] in known:
        return known[question["code"]]
    if question["kind"] == "declaration":
        return True
    idea = entry.title[0].lower() + entry.title[1:]
    return (
        f"Ons voorstel is: {idea}. Wij bouwen dit klein, proberen het op één plek en meten wat "
        "het doet. Werkt het daar, dan maken wij het groter. (Verzonnen tekst.)"
    )


def _costs(entry: Entry) -> dict[str, Any]:
    """Rows that come to the price of the case."""
    excl = (entry.price_incl_vat * 100 / (100 + VAT)).quantize(Decimal("0.01"))
    hours = (excl * Decimal("0.8") / HOURLY).quantize(Decimal(1))
    rows = [
        ("Werk van eigen mensen", "hours", hours, HOURLY),
        ("Materiaal en metingen", "materials", Decimal(1), excl - hours * HOURLY),
    ]
    return {
        "rows": [
            {"description": text, "kind": kind, "quantity": str(quantity), "rate": str(rate)}
            for text, kind, quantity, rate in rows
        ],
        "vat_rate": str(VAT),
    }


def _attach(proposal: Proposal, question: str, startup: Startup, entry: Entry, *, by: User) -> None:
    """A PDF of as many pages as the case says; only the named version says whose it is."""
    title = entry.title if question == "proposal_anonymous" else f"{entry.title}, {startup.name}"
    data = paged_document(title, entry.pages)
    upload = encrypt_bytes(data, file_name(f"{title} {question}"), "application/pdf")
    offers.attach_file(proposal, question, upload, by=by)


def _save(proposal: Proposal, code: str, payload: dict[str, Any], *, by: User) -> None:
    version = offers.read_section(proposal, code).version
    offers.save_section(proposal, code, payload, version=version, by=by)
