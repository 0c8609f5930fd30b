"""Who may do what with offers and with the vault; when it may be done is for the transitions."""

from applications.models import Proposal
from calls.apart import stands_apart
from calls.models import CallRole, KeyHolder, Phase
from calls.permissions import is_officer, is_secretary
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role, is_auditor
from portal.models import CURRENT
from portal.team.permissions import can_sign_for, can_write_for

Role = Membership.Role


def can_start_offer(user: User, organisation: Organisation) -> bool:
    """Who writes for a company or knowledge institution."""
    return organisation.kind in Organisation.APPLICANTS and can_write_for(user, organisation)


def can_read(user: User, proposal: Proposal) -> bool:
    """Everybody of the company that leads the offer."""
    return has_role(
        user,
        Role.SIGNATORY,
        Role.EDITOR,
        Role.VIEWER,
        Role.INTERMEDIARY,
        organisation=proposal.dossier.lead,
    )


def can_edit(user: User, proposal: Proposal) -> bool:
    """Signatories, editors and authorised intermediaries write; a viewer reads."""
    return can_write_for(user, proposal.dossier.lead)


def can_submit(user: User, proposal: Proposal) -> bool:
    """A signatory binds the company, or whom it authorised (domain.md 1.4): an editor prepares."""
    return can_sign_for(user, proposal.dossier.lead)


def can_withdraw(user: User, proposal: Proposal) -> bool:
    """Taking an offer back binds as much as sending it."""
    return can_submit(user, proposal)


def can_open_vault(user: User, phase: Phase) -> bool:
    """Who confirmed and holds a share of this phase's key: officers, reserve, deputies.

    Not who judges in this call: those who open do not judge (annex IV (e)).
    """
    return (
        not stands_apart(user, phase.call)
        and KeyHolder.objects.filter(
            shares__phase=phase, user_id=user.pk, confirmed_at__isnull=False
        ).exists()
    )


def can_see_vault(user: User, phase: Phase) -> bool:
    """Officers of the call, its key holders and auditors; of an offer they see nothing here."""
    return (
        is_officer(user, phase.call)
        or KeyHolder.objects.filter(call=phase.call, user_id=user.pk).exists()
        or is_auditor(user)
    )


def can_read_history(user: User, phase: Phase) -> bool:
    """Officers of the call, and auditors: as the page with the history itself."""
    return is_officer(user, phase.call) or is_auditor(user)


def can_read_offers(user: User, phase: Phase) -> bool:
    """Officers and the committee's secretary read what was opened."""
    return is_officer(user, phase.call) or is_secretary(user, phase.call)


def can_judge_admissibility(user: User, proposal: Proposal) -> bool:
    """Officers and the secretary of the call, not the platform and not the committee."""
    return can_read_offers(user, proposal.phase)


def admissibility_judges(phase: Phase) -> list[User]:
    """The people with an officer's or secretary's role on the call: on them it waits."""
    roles = [CallRole.Role.AUTHOR, CallRole.Role.OFFICER, CallRole.Role.SECRETARY]
    return list(
        User.objects.filter(
            call_roles__in=CallRole.objects.filter(CURRENT, call=phase.call, role__in=roles)
        ).distinct()
    )
