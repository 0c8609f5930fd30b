"""A call with a vault, and offers in every stage, made through the real functions."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from applications import services, transitions
from applications.models import Opening, Proposal
from calls.models import CallRole, KeyHolder, KeyShare, Phase
from portal.accounts.models import HolderKey, User
from portal.clock import portal_now
from portal.crypto.ceremony import make_holder_key, make_phase_key
from portal.crypto.passphrase import Cost
from portal.files.uploads import encrypt_bytes
from tests.applications.writing.hostile import a_pdf
from tests.cast import Cast, proof_of
from tests.factories import CallFactory, MembershipFactory, OrganisationFactory, PhaseFactory

PASSPHRASE = "vier woorden op papier"
CHEAP = Cost(log_n=4)
FORM = [
    {
        "code": "summary",
        "title": {"nl": "Samenvatting", "en": "Summary"},
        "questions": [
            {
                "code": "title", "kind": "short_text", "required": True,
                "label": {"nl": "Titel", "en": "Title"},
            },
            {
                "code": "public_summary", "kind": "long_text", "required": True, "word_limit": 5,
                "label": {"nl": "Openbare samenvatting", "en": "Public summary"},
            },
            {
                "code": "rights", "kind": "choice", "label": {"nl": "Rechten", "en": "Rights"},
                "choices": [
                    {"code": "open", "label": {"nl": "Open licentie", "en": "Open licence"}},
                    {"code": "own", "label": {"nl": "Eigen rechten", "en": "Own rights"}},
                ],
            },
            {"code": "trl", "kind": "trl", "label": {"nl": "TRL nu", "en": "TRL now"}},
            {"code": "begin", "kind": "date", "label": {"nl": "Begin", "en": "Start"}},
            {"code": "later", "kind": "money", "label": {"nl": "Later", "en": "Later"}},
        ],
    },
    {
        "code": "files",
        "title": {"nl": "Bestanden", "en": "Files"},
        "questions": [
            {
                "code": "project_plan", "kind": "file", "required": True, "file_types": ["pdf"],
                "label": {"nl": "Projectplan", "en": "Project plan"},
            },
            {
                "code": "truth", "kind": "declaration", "required": True,
                "label": {"nl": "Naar waarheid", "en": "Truthful"},
            },
        ],
    },
]  # fmt: skip
PDF = a_pdf()
CANARY = "KANARIE-7f3a"


def with_vault(phase: Phase, *holders: User, escrow: User | None = None) -> Phase:
    """Give a phase its keys, held by these people; their passphrase is PASSPHRASE."""
    roles = [(user, KeyHolder.Role.OFFICER) for user in holders]
    roles += [(escrow, KeyHolder.Role.ESCROW)] if escrow else []
    held = []
    for user, role in roles:
        if not HolderKey.objects.filter(user=user).exists():
            key = make_holder_key(PASSPHRASE, holder=str(user.uuid), cost=CHEAP)
            HolderKey.objects.create(
                user=user, public_key=key.public, protected_private_key=key.protected_private
            )
        held.append(
            KeyHolder.objects.create(
                call=phase.call, user=user, role=role, confirmed_at=portal_now()
            )
        )
    made = make_phase_key(
        2,
        {str(holder.user.uuid): bytes(holder.user.holder_key.public_key) for holder in held},
        phase=phase.audit_ref,
    )
    phase.public_key, phase.key_commitment = made.public, made.commitment
    phase.save(update_fields=["public_key", "key_commitment"])
    for holder in held:
        KeyShare.objects.create(
            phase=phase, holder=holder, sealed_share=made.sealed_shares[str(holder.user.uuid)]
        )
    return phase


def open_phase(cast: Cast, **fields: Any) -> Phase:
    """A published call of Rijkswaterstaat whose first phase is open and has a vault."""
    call = CallFactory(published=True, contracting_authority=cast.rws, executing_agency=cast.rvo)
    CallRole.objects.create(call=call, user=cast.author, role=CallRole.Role.AUTHOR)
    CallRole.objects.create(call=call, user=cast.officer, role=CallRole.Role.OFFICER)
    phase = PhaseFactory(call=call, form=FORM, **fields)
    return with_vault(phase, cast.author, cast.officer, escrow=cast.escrow)


def fill(proposal: Proposal, *, by: User, rate: str = "40000.00", title: str = CANARY) -> Proposal:
    """Write a complete working copy: answers, partners, costs and the project plan."""
    sections = {
        "summary": {
            "title": title, "public_summary": "Een korte samenvatting.", "rights": "open",
            "trl": "3", "begin": "2027-01-01", "later": "450000.00",
        },
        "files": {"truth": True},
        "partners": {"rows": [services.lead_row(proposal.dossier.lead)]},
        "costs": {
            "rows": [{"description": "Uren", "kind": "hours", "quantity": "1", "rate": rate}],
            "vat_rate": "21.00", "rd_share": "80",
        },
    }  # fmt: skip
    for code, payload in sections.items():
        version = services.read_section(proposal, code).version
        services.save_section(proposal, code, payload, version=version, by=by)
    upload = encrypt_bytes(PDF, f"plan {title}.pdf", "application/pdf")
    services.attach_file(proposal, "project_plan", upload, by=by)
    return proposal


def draft(phase: Phase, by: User, **filled: str) -> Proposal:
    """A complete draft of this person's company."""
    company = by.memberships.get().organisation
    return fill(services.start_offer(phase, organisation=company, by=by), by=by, **filled)


def sent(phase: Phase, by: User, **filled: str) -> transitions.Sent:
    """An offer that was sent."""
    return transitions.submit(draft(phase, by, **filled), by=by, declared=True)


def many_sent(phase: Phase, count: int) -> Iterator[transitions.Sent]:
    """Offers of as many other companies."""
    for number in range(count):
        member = MembershipFactory(organisation=OrganisationFactory())
        yield sent(phase, member.user, title=f"Offerte {number}")


def after_deadline(phase: Phase, clock: Any, by: timedelta = timedelta(minutes=2)) -> None:
    """Move the portal's clock past the deadline."""
    clock.set(phase.closes_at + by)


def opened(phase: Phase, first: User, second: User) -> Opening:
    """Open the vault; the clock has passed the deadline already."""
    opening = transitions.start_opening(
        phase, by=first, passphrase=PASSPHRASE, proof=proof_of(first, "one")
    )
    return transitions.confirm_opening(
        opening, by=second, passphrase=PASSPHRASE, proof=proof_of(second, "two")
    )
