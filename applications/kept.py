"""What is kept of offers: drafts, what was sent, and what was opened."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES = [
    Category(
        code="draft",
        title=_("Drafts of offers"),
        data=_("texts, costs, partners and files, encrypted; who wrote them"),
        people=_("people of the company, and people who are named in the draft (such as a CV)"),
        purpose=_("to let a company write an offer"),
        ground=Ground.CONTRACT,
        basis=_("AVG, article 5(1)(e): not longer than needed"),
        seen_by=_("the company"),
        given_to=_("nobody"),
        way=Way.LIST,
        terms=(Term(Trigger.DEADLINE, years=1),),
        holds={
            "applications.WorkingSection": "code payload saved_from saved_by",
            "applications.Attachment": "question file file_name",
            "partnering.PartnerCard": "payload secret_sha256 asked_by",
            "exporting.FormCopy": "language file",
            "exporting.OfferCopy": "language asked_by file",
            "writing.SetAside": "section payload written_by set_aside_by",
            "writing.Upload": "question by file_name modified refused_because",
            "writing.UploadPart": "file",
        },
    ),
    Category(
        code="offer",
        title=_("Offers"),
        data=_("what was sent, sealed and opened: texts, costs, partners, files, receipts"),
        people=_("people of the company, and people who are named in the offer (such as a CV)"),
        purpose=_("to compare offers, and to account for the choice"),
        ground=Ground.DUTY,
        basis=_("Directive 2014/24/EU, article 84(2): at least three years; selection list"),
        seen_by=_("the company; after the opening officers of the call and its committee"),
        given_to=_("nobody; on a request under the Woo only what the company freed"),
        way=Way.LIST,
        terms=(Term(Trigger.DECISION, years=3), Term(Trigger.CONTRACT, years=7)),
        holds={
            "applications.Dossier": "reference pseudonym",
            "applications.Submission": (
                "sealed_payload key_for_phase key_for_company manifest manifest_sha256 sent_by"
            ),
            "applications.SubmissionFile": "question file",
            "applications.Receipt": "file",
            "applications.Withdrawal": "by",
            "applications.RefusedAttempt": "by reason",
            "applications.Closing": "root_sha256 tree_secret",
            "applications.Opening": "started_by confirmed_by root_sha256",
            "applications.HandedShare": "sealed_share",
            "applications.OpenedProposal": "title public_summary answers",
            "applications.Partner": "name role country kvk",
            "applications.OpenedFile": "question file file_name",
            "applications.Admissibility": "grounds reasons judged_by",
            "confirming.TermsNotice": "read_by",
            "confirming.Confirmation": "by statement statement_sha256",
            "refusals.RefusalProof": "code content_sha256 salt",
        },
    ),
]
