"""Writes on a call that change no state: its terms, documents and key holders."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calls import emails, keys, knock_outs, limits, one_side, permissions, waiting
from calls.catalogue.services import write_profile
from calls.custody import waiting as renewals
from calls.instruments import Instrument, PhaseKind, instrument_of
from calls.models import (
    Call,
    CallDocument,
    CallRole,
    KeyHolder,
    KeyShare,
    Phase,
    Theme,
)
from calls.phase_terms import write_criteria, write_phase
from calls.procedures import is_negotiated
from portal.accounts.models import Membership, Organisation, User
from portal.accounts.permissions import has_role
from portal.accounts.services import lock_person
from portal.audit.record import record
from portal.clock import portal_now
from portal.files import store
from portal.files.uploads import EncryptedUpload
from portal.workflow import TransitionRefused, lock

# What a call says itself; phases, themes, criteria and money are rows of their own.
OWN_TERMS = (
    "title", "title_en", "summary", "sections", "executing_agency", "co_funder", "rights",
    "notice_number", "notice_sent_on", "notice_published_on", "duration_months",
    "purchases_excl_vat", "information_days", "eligibility", "follow_up",
)  # fmt: skip
REQUIREMENTS = "requirements"  # the section of the text with the minimum requirements
# What a new phase takes over from its instrument.
STATED = (
    "code", "kind", "title", "title_en", "entry", "takes_offers", "outcome", "judged_by",
    "is_negotiated", "is_anonymous", "asks_price", "needs_money", "may_be_bought",
    "standstill_days", "least_rd_share", "one_offer_each", "one_award_each", "carried_percent",
    "pitch_minutes", "question_minutes", "decision_days",
)  # fmt: skip


class Stale(TransitionRefused):
    """The call was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else changed this call since you opened this page. Nothing was saved; "
                "what you typed is below. Open the page again in another tab to compare."
            ),
            code="stale",
        )


@transaction.atomic
def draft_call(
    *,
    by: User,
    authority: Organisation,
    reference: str,
    instrument: str,
    terms: Mapping[str, Any],
) -> Call:
    """Begin a call from the instrument's standard, overlaid with `terms` (see `update_call`).

    Raises PermissionDenied, ValidationError with all faults, KeyError for an unknown instrument.
    """
    if not permissions.can_draft_call(by, authority):
        raise PermissionDenied("draft_call")
    standard = instrument_of(instrument)
    call = Call(
        reference=reference,
        instrument=instrument,
        contracting_authority=authority,
        sections=standard.sections(),
    )
    _write_own_terms(call, {"title": reference, **terms})
    call.full_clean()
    call.save()
    CallRole.objects.create(call=call, user=by, role=CallRole.Role.AUTHOR)
    for order, stated in enumerate(standard.phases, start=1):
        _draft_phase(call, stated, order, standard)
    _write_rows(call, terms)
    record("draft_call", call, by=by)
    return call


def _draft_phase(call: Call, stated: PhaseKind, order: int, standard: Instrument) -> None:
    """One row of the instrument's phases, with the facts that it states."""
    phase = Phase(
        call=call,
        order=order,
        form=standard.form_of(stated.code) if stated.takes_offers else [],
        knock_outs=knock_outs.standard_of(standard) if stated.takes_offers else [],
        scale_min=stated.scale[0],
        scale_max=stated.scale[1],
        limits=limits.as_data(stated.limits),
        **{name: getattr(stated, name) for name in STATED},
    )
    phase.save()
    if stated.takes_offers:
        write_criteria(phase, [vars(criterion) for criterion in stated.criteria])


@transaction.atomic
def update_call(
    call: Call, *, by: User, terms: Mapping[str, Any], version: int, is_autosave: bool = False
) -> Call:
    """Change a draft; who does so counts as an author from here on.

    `terms` holds what changes: title, title_en, summary, sections (or one `section` of them),
    executing_agency, co_funder, eligibility, rights, region, contact, missions, themes ([{code,
    title}]), challenges ([{code, authority, procedure}]) and phases ([{code, opens_at, closes_at,
    budget_incl_vat or pots ({theme code: budget}), cap_incl_vat, planned_awards, scale_min,
    scale_max, budget_walk, total_threshold, tie_break, counting, tells_rank, knock_outs, criteria,
    form, questions_until, answers_by, decision_days, limits, carried_percent, pitch_minutes,
    question_minutes}]), each part only where it is given. Raises PermissionDenied, Stale,
    TransitionRefused, ValidationError.
    """
    call = lock(call)
    if not permissions.can_edit_call(by, call):
        raise PermissionDenied("edit_call")
    if call.state != Call.State.DRAFT:
        raise TransitionRefused(
            _("This call is no longer a draft. Let it be returned to its author first.")
        )
    if call.version != version:
        raise Stale
    write_terms(call, terms)
    if any("opens_at" in phase for phase in terms.get("phases", [])):
        waiting.opening_moved(call)
    CallRole.objects.get_or_create(call=call, user=by, role=CallRole.Role.AUTHOR)
    if not is_autosave:  # the steps between are no news; going to review writes a line again
        record("update_call", call, by=by, parts=sorted(terms))
    return call


def write_terms(call: Call, terms: Mapping[str, Any]) -> None:
    """Write terms on the rows of a call; who calls this holds the lock and has asked the rules."""
    _write_own_terms(call, terms)
    call.version += 1
    call.full_clean()
    call.save()
    _write_rows(call, terms)


@transaction.atomic
def add_document(
    call: Call,
    *,
    kind: str,
    title: str,
    upload_or_bytes: EncryptedUpload | bytes,
    file_name: str,
    by: User,
) -> CallDocument:
    """Add a document to a draft; bytes are a PDF that the portal made."""
    call = _draft_for(call, by)
    if isinstance(upload_or_bytes, bytes):
        file = store.save_bytes(upload_or_bytes, "application/pdf", by=by)
    else:
        file = store.save_upload(upload_or_bytes, by=by)
    document = CallDocument.objects.create(
        call=call, kind=kind, title=title, file=file, file_name=store.safe_name(file_name)
    )
    record("add_document", call, by=by, title=title, sha256=file.sha256)
    return document


@transaction.atomic
def remove_document(document: CallDocument, *, by: User) -> None:
    """Take a document out of a draft."""
    call = _draft_for(document.call, by)
    record("remove_document", call, by=by, title=document.title)
    document.delete()


@transaction.atomic
def choose_holders(
    call: Call, *, officers: Sequence[User], escrow: User, by: User
) -> list[KeyHolder]:
    """Choose who holds a share: two officers who open, and a reserve at the executing agency.

    Choosing again starts the confirming over. Raises PermissionDenied or TransitionRefused.
    """
    call = lock(call)
    if not permissions.can_choose_holders(by, call):
        raise PermissionDenied("choose_holders")
    if call.state != Call.State.DRAFT:
        raise TransitionRefused(_("Key holders are chosen while the call is a draft."))
    people = [*officers, escrow]
    if len(officers) < 2 or len({user.pk for user in people}) != len(people):
        raise TransitionRefused(_("Choose three different people: two officers and a reserve."))
    for user in people:
        if not has_role(user, Membership.Role.OFFICER, Membership.Role.ADVISER):
            raise TransitionRefused(
                _("%(name)s works for no authority or agency.") % {"name": user}
            )
    _forget_keys(call)
    call.key_holders.all().delete()
    waiting.holders_changed(call)
    roles = [KeyHolder.Role.OFFICER] * len(officers) + [KeyHolder.Role.ESCROW]
    holders = [
        KeyHolder.objects.create(call=call, user=user, role=role)
        for user, role in zip(people, roles, strict=True)
    ]
    for holder in holders:
        waiting.ask_to_confirm(holder)
        emails.queue_hold_share(holder)
    record("choose_holders", call, by=by, people=[str(user.uuid) for user in people])
    return holders


@transaction.atomic
def confirm_holder(call: Call, *, passphrase: str, by: User) -> KeyHolder:
    """Confirm that one holds a share, by unlocking one's vault key (made here the first time).

    The last confirmation makes the key of every phase and tries the own share at once. Raises
    PermissionDenied, or TransitionRefused for a wrong passphrase.
    """
    lock_person(by)
    call = lock(call)
    if not permissions.can_confirm_holder(by, call):
        raise PermissionDenied("confirm_holder")
    one_side.require_free(by, Call.objects.filter(pk=call.pk))
    private_key = keys.prove_holder_key(by, passphrase)
    holder = call.key_holders.get(user=by)
    if holder.confirmed_at is None:
        holder.confirmed_at = portal_now()
        holder.save(update_fields=["confirmed_at"])
        record("confirm_holder", call, by=by)
        # A deputy confirms later, and gets a part when two holders bring theirs together.
        if (
            holder.role != KeyHolder.Role.DEPUTY
            and not call.key_holders.filter(confirmed_at=None).exists()
        ):
            keys.make_keys(call, confirming=by, private_key=private_key)
            record("make_keys", call, by=by, holders=call.key_holders.count())
        if holder.role == KeyHolder.Role.DEPUTY:
            renewals.ask_to_renew(call)
    waiting.holder_done(call, by)
    return holder


def _forget_keys(call: Call) -> None:
    """Keys made for other holders are of no use: nothing was sealed to them in a draft."""
    KeyShare.objects.filter(phase__call=call).delete()
    call.phases.update(public_key=None, key_commitment=None)


def _draft_for(call: Call, by: User) -> Call:
    call = lock(call)
    if not permissions.can_edit_call(by, call):
        raise PermissionDenied("edit_call")
    if call.state != Call.State.DRAFT:
        raise TransitionRefused(_("Documents are added while the call is a draft."))
    CallRole.objects.get_or_create(call=call, user=by, role=CallRole.Role.AUTHOR)
    return call


def _write_own_terms(call: Call, terms: Mapping[str, Any]) -> None:
    if call.pk:
        _require_unnegotiated(call, terms)
    for name in OWN_TERMS:
        if name in terms:
            setattr(call, name, terms[name])
    if changed := terms.get("section"):
        call.sections = [
            {**section, **changed} if section["code"] == changed["code"] else section
            for section in call.sections
        ]


def _write_rows(call: Call, terms: Mapping[str, Any]) -> None:
    """Profile, themes and phases; all faults of all phases are raised together."""
    write_profile(call, terms)
    if "themes" in terms:
        _write_themes(call, terms["themes"])
    for challenge in terms.get("challenges", ()):
        _write_challenge(call, challenge)
    faults: list[ValidationError] = []
    phases = {phase.code: phase for phase in call.phases.all()}
    for given in terms.get("phases", ()):
        try:
            write_phase(phases[given["code"]], given)
        except ValidationError as fault:
            faults.append(fault)
    if faults:
        raise ValidationError(faults)


def _require_unnegotiated(call: Call, terms: Mapping[str, Any]) -> None:
    """Negotiating leaves minimum requirements and criteria alone (REQ-09; article 31(3)).

    From the first opening on they stay as they were announced, whoever asks to change them.
    """
    if not is_negotiated(call):
        return
    before = {Phase.State.PLANNED, Phase.State.OPEN, Phase.State.CLOSED}
    if not call.phases.exclude(state__in=before).exists():
        return
    touches_criteria = any("criteria" in given for given in terms.get("phases", ()))
    given = [*terms.get("sections", ()), *([terms["section"]] if "section" in terms else [])]
    asked = {section["code"]: section.get("text") for section in given}
    stands = {section["code"]: section["text"] for section in call.sections}
    touches_requirements = ("sections" in terms or REQUIREMENTS in asked) and (
        asked.get(REQUIREMENTS) != stands.get(REQUIREMENTS)
    )
    if touches_criteria or touches_requirements:
        raise TransitionRefused(
            _(
                "The minimum requirements and the criteria do not change once tenders are "
                "negotiated."
            ),
            code="negotiated",
        )


def _write_themes(call: Call, themes: Iterable[Mapping[str, Any]]) -> None:
    """A theme keeps its budgets while its code stays; one that goes takes them along."""
    given = {theme["code"]: theme["title"] for theme in themes}
    call.themes.exclude(code__in=given).delete()
    for code, title in given.items():
        Theme.objects.update_or_create(call=call, code=code, defaults={"title": title})


def _write_challenge(call: Call, given: Mapping[str, Any]) -> None:
    """Who asks a challenge, and the procedure it follows: one that the instrument offers."""
    if given["procedure"] not in {"", *instrument_of(call.instrument).procedures}:
        raise ValidationError(_("This instrument does not offer that procedure."))
    theme = call.themes.get(code=given["code"])
    theme.authority, theme.procedure = given["authority"], given["procedure"]
    theme.full_clean()
    theme.save(update_fields=["authority", "procedure"])
