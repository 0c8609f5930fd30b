"""Who declared what in a call, and what still waits on a decision, as rows for pages."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q

from applications.models import Dossier, OpenedProposal
from assessment.independence.matching import Party, Said
from assessment.independence.models import StaffDeclaration, Statement, Warning
from assessment.models import Committee, Declaration, Seat
from assessment.panel.models import Abstention
from calls.models import Call, CallRole, Phase
from portal.accounts.models import Membership, User
from portal.models import CURRENT, PortalNow


@dataclass(frozen=True)
class PersonRow:
    """One person with what they told; `interests` leaves out where there are none."""

    user: User
    role: str
    statement: Statement | None
    interests: list[Declaration] | list[StaffDeclaration]
    declared: int
    warnings: list[Warning]
    seat: Seat | None = None

    @property
    def waiting(self) -> int:
        return sum(not warning.verdict for warning in self.warnings)


@dataclass(frozen=True)
class CommitteeRows:
    """The people of one committee, who abstained, and what came to light after its ranking."""

    phase: Phase
    rows: list[PersonRow]
    abstentions: list[Abstention]
    late: list[Declaration]


def opened_dossiers(call: Call) -> list[Dossier]:
    """The offers of a call whose vault was opened, by the name of who leads them."""
    return list(
        Dossier.objects.filter(call=call, proposals__opened__isnull=False)
        .select_related("lead", "theme", "call")
        .distinct()
        .order_by("lead__name", "pk")
    )


def parties_of(call: Call) -> dict[int, list[Party]]:
    """Applicant, partners and subcontractors per dossier, each name once."""
    people: dict[int, set[int]] = defaultdict(set)
    current = Membership.objects.filter(CURRENT, organisation__dossiers__call=call)
    for organisation, person in current.values_list("organisation", "user"):
        people[organisation].add(person)
    found: dict[int, list[Party]] = {}
    for dossier in opened_dossiers(call):
        lead = dossier.lead
        found[dossier.pk] = [Party(lead.name, lead.kvk, frozenset(people[lead.pk]))]
    for opened in (
        OpenedProposal.objects.filter(proposal__dossier__call=call)
        .select_related("proposal")
        .prefetch_related("partners")
    ):
        parties = found.setdefault(opened.proposal.dossier_id, [])
        names = {party.name for party in parties}
        parties += [
            Party(partner.name, partner.kvk)
            for partner in opened.partners.all()
            if partner.name not in names
        ]
    return found


def said_by(statement: Statement) -> list[Said]:
    """The employers of a statement, to be matched."""
    return [Said(one.organisation, one.department, one.kvk) for one in statement.employers.all()]


def member_rows(committee: Committee) -> list[PersonRow]:
    """Everybody who has or had a seat, with what they declared."""
    seats = list(committee.seats.select_related("user"))
    call, users = committee.phase.call, [seat.user_id for seat in seats]
    declared: dict[int, list[Declaration]] = defaultdict(list)
    for one in Declaration.objects.filter(seat__in=seats).select_related("dossier__lead"):
        declared[one.seat_id].append(one)
    told, pointed = _statements(call, users), warnings_of(call, users)
    return [
        PersonRow(
            seat.user,
            str(seat.get_role_display()),
            told.get(seat.user_id),
            [one for one in declared[seat.pk] if one.kind != Declaration.Kind.NONE],
            len(declared[seat.pk]),
            pointed[seat.user_id],
            seat,
        )
        for seat in seats
    ]


def committee_rows(call: Call) -> list[CommitteeRows]:
    """Each committee of a call, in the order of the phases."""
    committees = Committee.objects.filter(phase__call=call).select_related("phase__call", "ranking")
    return [
        CommitteeRows(
            committee.phase,
            member_rows(committee),
            list(
                Abstention.objects.filter(sheet__seat__committee=committee).select_related(
                    "sheet__seat__user", "sheet__proposal__dossier"
                )
            ),
            late_conflicts(committee),
        )
        for committee in committees.order_by("phase__order")
    ]


def staff_rows(call: Call) -> list[PersonRow]:
    """The officers and secretaries of the call who have no seat, with what they declared."""
    staff = staff_of(call)
    users = [user.pk for user in staff]
    declared: dict[int, list[StaffDeclaration]] = defaultdict(list)
    for one in StaffDeclaration.objects.filter(user__in=users, dossier__call=call).select_related(
        "dossier__lead"
    ):
        declared[one.user_id].append(one)
    told, pointed = _statements(call, users), warnings_of(call, users)
    roles: dict[int, str] = {}
    for role in CallRole.objects.filter(call=call, user__in=users).order_by("-pk"):
        roles[role.user_id] = str(role.get_role_display())
    return [
        PersonRow(
            user,
            roles.get(user.pk, ""),
            told.get(user.pk),
            [one for one in declared[user.pk] if one.kind != StaffDeclaration.Kind.NONE],
            len(declared[user.pk]),
            pointed[user.pk],
        )
        for user in staff
    ]


def staff_of(call: Call) -> list[User]:
    """Who has a role as author, officer or secretary on the call and no seat in it."""
    roles = [CallRole.Role.AUTHOR, CallRole.Role.OFFICER, CallRole.Role.SECRETARY]
    return list(
        User.objects.filter(
            Q(call_roles__until=None) | Q(call_roles__until__gt=PortalNow()),
            call_roles__call=call,
            call_roles__role__in=roles,
        )
        .exclude(pk__in=Seat.objects.sitting().filter(committee__phase__call=call).values("user"))
        .distinct()
        .order_by("name", "pk")
    )


def warnings_of(call: Call, users: list[int]) -> dict[int, list[Warning]]:
    """The warnings about these people in one call."""
    found: dict[int, list[Warning]] = defaultdict(list)
    for warning in Warning.objects.filter(dossier__call=call, user__in=users).select_related(
        "dossier__lead", "user", "decided_by"
    ):
        found[warning.user_id].append(warning)
    return found


def late_conflicts(committee: Committee) -> list[Declaration]:
    """Interests that came to light after the ranking was made."""
    ranking = getattr(committee, "ranking", None)
    if ranking is None:
        return []
    return list(
        Declaration.objects.filter(seat__committee=committee, declared_at__gt=ranking.ranked_at)
        .exclude(kind=Declaration.Kind.NONE)
        .select_related("seat__user", "dossier")
        .order_by("declared_at")
    )


def _statements(call: Call, users: list[int]) -> dict[int, Statement]:
    told = Statement.objects.filter(call=call, user__in=users).prefetch_related("employers")
    return {one.user_id: one for one in told}
