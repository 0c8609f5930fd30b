"""Who: staff of a call, by membership of its authority or agency, or by a role on the call."""

from django.db.models import Exists

from calls.delegation.behalf import hands
from calls.delegation.models import Delegation
from calls.instruments import instrument_of
from calls.models import Call, CallRole, Phase
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.models import CURRENT

Role = CallRole.Role


def has_call_role(user: User, call: Call, *roles: str) -> bool:
    """Whether this person has one of these roles on the call now."""
    return (
        user.is_authenticated
        and CallRole.objects.filter(CURRENT, call=call, user=user, role__in=roles).exists()
    )


def is_officer(user: User, call: Call) -> bool:
    """An officer of the authority or of the mandated agency, one asked in for this call, or who
    acts for an officer. Having written on it gives nothing: that outlives every role.
    """
    officer = Membership.Role.OFFICER
    return (
        has_role(user, officer, organisation=call.contracting_authority)
        or (
            call.executing_agency is not None
            and has_role(user, officer, organisation=call.executing_agency)
        )
        or _is_asked_in(user, call)
        or _runs_a_theme(user, call)
    )


def _is_asked_in(user: User, call: Call) -> bool:
    """A role on this call, or an officer's place lent until a day; one question for both."""
    if not user.is_authenticated:
        return False
    roles = CallRole.objects.filter(CURRENT, call=call, user=user, role=Role.OFFICER)
    lent = Delegation.objects.in_force().covering(call).filter(delegate=user)
    return Call.objects.filter(Exists(roles) | Exists(lent), pk=call.pk).exists()


def _runs_a_theme(user: User, call: Call) -> bool:
    """The authorities of a round of challenges run it together; other calls have one."""
    return bool(instrument_of(call.instrument).procedures) and any(
        has_role(user, Membership.Role.OFFICER, organisation=theme.authority)
        for theme in call.themes.exclude(authority=None).select_related("authority")
    )


def is_author(user: User, call: Call) -> bool:
    """Who wrote on the call, or is one hand with who did (calls/delegation/behalf.py)."""
    if not user.is_authenticated:
        return False
    written = CallRole.objects.filter(call=call, role=Role.AUTHOR).values_list("user", flat=True)
    return not hands(user, call).isdisjoint(written)


def is_secretary(user: User, call: Call) -> bool:
    """The secretary of the call's committees."""
    return has_call_role(user, call, Role.SECRETARY)


def is_staff_of(user: User, call: Call) -> bool:
    """Anybody who works on the call: officers, secretary, readers."""
    return is_officer(user, call) or has_call_role(user, call, Role.SECRETARY, Role.READER)


def can_draft_call(user: User, authority: Organisation) -> bool:
    """An officer of the authority itself."""
    return has_role(user, Membership.Role.OFFICER, organisation=authority)


def can_edit_call(user: User, call: Call) -> bool:
    """Any officer; whoever edits becomes an author, and then cannot approve."""
    return is_officer(user, call)


def can_submit_for_review(user: User, call: Call) -> bool:
    """Any officer."""
    return is_officer(user, call)


def can_publish(user: User, call: Call) -> bool:
    """An officer who did not write on it: nobody approves own work (BIO2, REQ-24)."""
    return is_officer(user, call) and not is_author(user, call)


def can_return_to_author(user: User, call: Call) -> bool:
    """An officer who did not write on it, or an author who takes it back."""
    return is_officer(user, call)


def can_link_follow_up(user: User, call: Call) -> bool:
    """An officer of the call."""
    return is_officer(user, call)


def can_cancel(user: User, call: Call) -> bool:
    """Any officer."""
    return is_officer(user, call)


def can_complete(user: User, call: Call) -> bool:
    """Any officer."""
    return is_officer(user, call)


def can_choose_holders(user: User, call: Call) -> bool:
    """Any officer."""
    return is_officer(user, call)


def can_confirm_holder(user: User, call: Call) -> bool:
    """Who was chosen to hold a share."""
    return user.is_authenticated and call.key_holders.filter(user=user).exists()


def can_extend_deadline(user: User, phase: Phase) -> bool:
    """Only officers set or change the moments of opening (Directive 2014/24 annex IV (c))."""
    return is_officer(user, phase.call)


def checked_above(user: User, phase: Phase) -> bool:
    """A phase follows what a higher room decided; that room has asked who may."""
    return True
