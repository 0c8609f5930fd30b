"""What this room keeps itself."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Way

CATEGORIES: list[Category] = [
    Category(
        code="retention",
        title=_("Holds and destruction lists"),
        data=_("what was kept longer or destroyed, by whose word, with a certificate"),
        people=_("who places a hold, draws up a list or approves one"),
        purpose=_("to prove that what is gone was due, and that two people agreed"),
        ground=Ground.DUTY,
        basis=_("Archives Act; AVG, article 5(2)"),
        seen_by=_("officers of the authority, or operators of the platform"),
        given_to=_("the archive of the authority"),
        way=Way.STAYS,
        stays_until=_("for good: it tells why something is not there"),
        holds={
            "retention.Hold": "reason placed_by lifted_because lifted_by",
            "retention.DestructionList": (
                "category drawn_up_by approved_by certificate certificate_sha256"
            ),
            "retention.DestructionItem": "reference files kept_because",
        },
    ),
]
