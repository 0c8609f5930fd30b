"""How far a heavy interest reaches: as far as offers compete with each other."""

from django.utils.translation import gettext as _

from applications.models import Dossier
from assessment import selectors, transitions
from assessment.models import Declaration
from portal.accounts.models import User
from portal.clock import portal_now


def keep_away_from_rivals(declaration: Declaration, *, by: User) -> None:
    """Offers of one theme compete: a heavy interest in one keeps away from the others of it."""
    seat, dossier = declaration.seat, declaration.dossier
    if dossier.theme_id is None or seat.committee.phase.one_award_each:
        return
    rivals = Dossier.objects.filter(
        proposals__in=selectors.admissible(seat.committee.phase), theme=dossier.theme_id
    ).exclude(pk=dossier.pk)
    for rival in rivals:
        stands = Declaration.objects.filter(seat=seat, dossier=rival).first()
        if stands is not None and stands.kind != Declaration.Kind.NONE:
            continue
        Declaration.objects.update_or_create(
            seat=seat,
            dossier=rival,
            defaults={
                "kind": Declaration.Kind.TIE,
                "explanation": _("Competes with an offer in which there is a heavy interest."),
                "declared_at": portal_now(),
            },
        )
        transitions.void_sheets(seat, by=by, dossier_id=rival.pk)
