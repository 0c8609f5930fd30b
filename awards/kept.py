"""What is kept of decisions, letters and contracts."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

AWARD_YEARS = 7  # selection lists keep contracts and what led to them for seven years

CATEGORIES = [
    Category(
        code="award",
        title=_("Decisions and contracts"),
        data=_("decisions, letters, contracts, deliveries, payments, complaints, proceedings"),
        people=_("officers; people who sign for a company; people who are named in a letter"),
        purpose=_("to decide, to tell it, and to carry out the contract"),
        ground=Ground.DUTY,
        basis=_(
            "Directive 2014/24/EU, articles 55 and 84; selection list: seven years after "
            "the contract"
        ),
        seen_by=_("officers of the call; each company its own letters and contract"),
        given_to=_("TenderNed gets the award notice; the archive of the authority"),
        way=Way.FILE,
        terms=(
            Term(Trigger.CONTRACT, years=AWARD_YEARS),
            Term(Trigger.DECISION, years=AWARD_YEARS),
        ),
        holds={
            "awards.DecisionSet": "proposed_by approved_by released_by sha256",
            "awards.Decision": "condition reasons deviation_reasons",
            "awards.Letter": "number file sha256",
            "awards.Contract": "signed_by_company signed_by_authority",
            "awards.Deliverable": "title target file file_name judged_by remarks",
            "awards.Invitation": "invited_by",
            "awards.Purchase": "description procurement_reference recorded_by",
            "awards.PublicResult": "text written_by",
            "negotiation.Talk": "present discussed recorded_by",
            "partnership.StageDecision": "condition reasons proposed_by decided_by",
            "holds.Litigation": "court case_number registered_by outcome ended_by",
            "holds.LetterReturn": "reason reported_by delivered_how why settled_by",
            "record.PointNote": "point text written_by",
            "record.AwardNotice": "number recorded_by",
            "record.Package": "asked_by file sha256",
            "contracting.ContractTerms": "text place written_by",
            "contracting.ContractPaper": "file sha256",
            "contracting.Signature": "copy sha256 signed_by",
            "contracting.Payment": (
                "invoice_number own_reference requested_by remarks recorded_by"
            ),
            "contracting.ContractChange": "reasons before after proposed_by answered_by answer",
            "contracting.ChangePaper": "file sha256",
            "contracting.EarlyEnding": "reasons proposed_by decided_by",
            "contracting.NoInvitation": "reasons decided_by",
            "remedies.DebriefRequest": "question asked_by answer present told answered_by",
            "remedies.Complaint": "subject text registered_by reasons answered_by",
            "revisions.Reinstatement": (
                "reasons grounds proposed_by judged_by remarks sha256 number file file_sha256"
            ),
            "revisions.LapsedAward": "reasons recorded_by",
            "revisions.ConditionMet": "remarks recorded_by",
        },
    ),
    Category(
        code="letters",
        title=_("Texts of letters and mails"),
        data=_("the texts that an authority uses, and who wrote them"),
        people=_("officers"),
        purpose=_("to write alike to everybody"),
        ground=Ground.TASK,
        basis=_("Directive 2014/24/EU, article 84(2)"),
        seen_by=_("officers of the authority"),
        given_to=_("nobody"),
        way=Way.FILE,
        terms=(Term(Trigger.DECISION, years=7),),
        holds={
            "group_mail.GroupMail": "subject body sent_by",
            "lettering.LetterText": "family kind language subject body note written_by",
            "lettering.LetterSource": "family kind language text_sha256",
        },
    ),
    Category(
        code="stories",
        title=_("Stories, and who wants a solution too"),
        data=_("a story about a solution; name and address of a contact of an authority"),
        people=_("officers, and people of the company that is told of"),
        purpose=_("to let others use what was made"),
        ground=Ground.TASK,
        basis=_("the story is public after the company agreed"),
        seen_by=_("everybody reads the story; officers see who wants it too"),
        given_to=_("everybody, after approval"),
        way=Way.PERSON,
        stays_until=_("until somebody takes it away"),
        holds={
            "buyers.BuyerInterest": (
                "contact_name contact_email wanted note marked_by withdrawn_by"
            ),
            "stories.Story": "title text picture picture_alt written_by answered_by answer",
        },
    ),
]
