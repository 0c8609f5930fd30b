"""What this room keeps itself."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES: list[Category] = [
    Category(
        code="persons",
        title=_("Requests about the own data"),
        data=_("copies of the own data, and requests to be erased with their answer"),
        people=_("who asks, and operators who answer"),
        purpose=_("to give people what the law gives them, and to prove that it was given"),
        ground=Ground.DUTY,
        basis=_("AVG, articles 12, 15, 17 and 20"),
        seen_by=_("the person; operators see requests to be erased"),
        given_to=_("nobody"),
        way=Way.STAYS,
        stays_until=_("a copy a week; that something was asked and answered for good"),
        holds={
            "persons.PersonalExport": "user file sha256",
            "persons.ErasureRequest": "user words reasons proposed_by decided_by",
        },
    ),
    Category(
        code="woo",
        title=_("Requests under the Woo"),
        data=_("who asked what, the documents concerned, views of companies, the decision"),
        people=_("who asks, people who are named in a document, officers, companies"),
        purpose=_("to decide what is disclosed, and to account for it"),
        ground=Ground.DUTY,
        basis=_("Open Government Act, articles 4.1 to 5.2; Archives Act"),
        seen_by=_("officers of the authority; a company what is about it"),
        given_to=_("who asked gets what is disclosed"),
        way=Way.LIST,
        terms=(Term(Trigger.ASKED, years=5),),
        holds={
            "woo.WooRequest": (
                "requester requester_email question extended_because registered_by proposed_by "
                "decided_by package package_sha256"
            ),
            "woo.WooDocument": "title file ground redacted",
            "woo.WooPassage": "text ground",
            "woo.WooView": "asked_by words answered_by",
        },
    ),
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
