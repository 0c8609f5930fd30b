"""What is kept of calls, consultations and questions."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES = [
    Category(
        code="call",
        title=_("Calls and consultations"),
        data=_("the terms, documents, notices and amendments; who wrote and approved them"),
        people=_("officers"),
        purpose=_("to publish what is asked, and to account for it"),
        ground=Ground.DUTY,
        basis=_("Procurement Act 2012, articles 2.53 and 2.66; Archives Act"),
        seen_by=_("everybody, after publication; names only colleagues"),
        given_to=_("TenderNed; the archive of the authority"),
        way=Way.LIST,
        terms=(Term(Trigger.CONTRACT, years=7), Term(Trigger.DECISION, years=7)),
        holds={
            "calls.CallDocument": "title file file_name change_note",
            "calls.Criterion": "code name name_en guidance",
            "calls.Call": (
                "reference instrument title title_en summary sections review_remarks "
                "cancelled_because notice_number eligibility"
            ),
            "calls.CallVersion": "terms sha256 reason published_by",
            "calls.CallRole": "user",
            "delegation.Delegation": "delegator delegate ended_by",
            "roles.RoleOffer": "user offered_by",
            "calls.Theme": "code title procedure",
            "calls.Phase": (
                "code kind title title_en limits prizes knock_outs form public_key key_commitment"
            ),
            "market.Consultation": "reference title title_en purpose themes cancelled_because",
            "market.ConsultationQuestion": "text",
            "market.ConsultationDocument": "title file file_name",
            "market.Meeting": "title description place online_url cancelled_because report",
            "market.MeetingDocument": "title file file_name",
            "market.ConsultationReport_authors": "user",
            "market.ConsultationReport": "text review_remarks pdf published_by",
            "market.Citation": "quote",
            "catalogue.Mission": "code title title_en",
            "catalogue.CallProfile": "contact",
            "catalogue.CallListing": "heading excerpt state instrument region",
            "alerts.Announcement": "occasion",
            "amendments.Amendment_writers": "user",
            "amendments.Amendment": (
                "title reason effect_reason no_extension_because patch remarks drafted_by "
                "approved_by"
            ),
            "amendments.AmendedDocument": "title file file_name change_note",
            "outages.Outage": "description evidence evidence_name proposed_by approved_by",
            "clarification.Notice": "intro remarks approved_by content sha256 pdf",
            "clarification.NoticeAuthor": "user",
            "clarification.Announcement": "title text written_by",
        },
    ),
    Category(
        code="preparation",
        title=_("Preparing a call"),
        data=_("drafts, the choice of an instrument, advice that was asked and given"),
        people=_("officers and advisers"),
        purpose=_("to write a call together, and to account for the choices"),
        ground=Ground.TASK,
        basis=_("Directive 2014/24/EU, article 84(2)"),
        seen_by=_("officers of the call; advisers see what they were asked"),
        given_to=_("nobody"),
        way=Way.FILE,
        terms=(Term(Trigger.CONTRACT, years=7), Term(Trigger.DECISION, years=7)),
        holds={
            "advice.Consideration": "by answers record suggested",
            "advice.Justification": "chosen reason by",
            "advice.AdviceRequest": "subject asked_by adviser outcome",
            "advice.AdviceMessage": "by text",
            "advice.AdviceFile": "file file_name",
            "advice.CallCopy": "by",
            "editing.EditedStep": "code panel draft saved_by",
        },
    ),
    Category(
        code="keys",
        title=_("Keys of the vault"),
        data=_("who holds a part of the key; the part itself, locked"),
        people=_("holders of keys"),
        purpose=_("to open the vault together, and not before the deadline"),
        ground=Ground.DUTY,
        basis=_("Directive 2014/24/EU, annex IV (b) to (e)"),
        seen_by=_("officers of the call; nobody sees a part in the clear"),
        given_to=_("nobody"),
        way=Way.FILE,
        terms=(Term(Trigger.DECISION, years=3),),
        holds={
            "calls.KeyHolder": "user",
            "calls.KeyShare": "sealed_share",
            "custody.Renewal": "started_by confirmed_by",
            "custody.HandedPart": "sealed_share",
        },
    ),
    Category(
        code="questions",
        title=_("Questions about a call"),
        data=_("the question, the answer; who asked is encrypted and stands apart"),
        people=_("people who ask a question"),
        purpose=_("to answer everybody alike"),
        ground=Ground.DUTY,
        basis=_(
            "Procurement Act 2012, articles 2.53 and 2.54; Directive 2014/24/EU, article 84(2)"
        ),
        seen_by=_("officers see the question without a name; everybody sees the notice"),
        given_to=_("nobody"),
        way=Way.FILE,
        terms=(Term(Trigger.DECISION, years=3),),
        holds={
            "clarification.Question": (
                "about asked_subject asked_text confidential_because own_number "
                "returned_because subject text answer withheld_because assigned_to"
            ),
            "clarification.QuestionAuthor": "user",
            "clarification.Asker": "sealed finder",
        },
    ),
    Category(
        code="consultation",
        title=_("Taking part in a consultation"),
        data=_("name, organisation, e-mail address, what somebody contributed"),
        people=_("people who take part in a consultation or a meeting"),
        purpose=_("to hear the market, and to let nobody know more than another"),
        ground=Ground.TASK,
        basis=_("Procurement Act 2012, articles 2.25 and 2.51"),
        seen_by=_("officers of the consultation; everybody sees the report"),
        given_to=_("nobody"),
        way=Way.LIST,
        terms=(Term(Trigger.DECISION, years=3),),
        holds={
            "market.Invitee": "email invited_by",
            "market.Participant": "user name organisation email language",
            "market.Contribution": "text file file_name",
            "market.ContributionAnswer": "text",
        },
    ),
    Category(
        code="alerts",
        title=_("Mail about new calls"),
        data=_("e-mail address, and about which calls"),
        people=_("who asked for these mails"),
        purpose=_("to tell of new calls"),
        ground=Ground.CONSENT,
        basis=_("AVG, article 7"),
        seen_by=_("nobody"),
        given_to=_("the mail server of the recipient"),
        way=Way.PERSON,
        stays_until=_(
            "until you stop the mails; an address that was never confirmed goes by itself"
        ),
        holds={
            "alerts.Subscription": "email language mission instrument region",
        },
    ),
]
