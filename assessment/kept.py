"""What is kept of judging offers."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES = [
    Category(
        code="interests",
        title=_("Interests"),
        data=_("whether somebody has an interest in a company, employers, what was decided"),
        people=_("committee members and staff"),
        purpose=_("to keep conflicts of interest out of a decision"),
        ground=Ground.DUTY,
        basis=_(
            "Directive 2014/24/EU, articles 24 and 84(1)(i); Procurement Act 2012, article 1.10b"
        ),
        seen_by=_("officers of the call"),
        given_to=_("the archive of the authority"),
        way=Way.FILE,
        terms=(Term(Trigger.DECISION, years=3),),
        holds={
            "assessment.Declaration": "explanation",
            "independence.Statement": "user other",
            "independence.Employer": "organisation department kvk",
            "independence.Warning": "user party reason decided_by",
            "independence.StaffDeclaration": "user explanation",
        },
    ),
    Category(
        code="judgement",
        title=_("Judging offers"),
        data=_("seats, scores and reasons, minutes, advice, ranking, pitches, admissibility"),
        people=_("committee members and officers"),
        purpose=_("to judge offers by the criteria of the call, and to account for it"),
        ground=Ground.DUTY,
        basis=_("Directive 2014/24/EU, articles 55, 56 and 84"),
        seen_by=_(
            "the committee and officers of the call; a company reads what is about its offer"
        ),
        given_to=_("the archive of the authority"),
        way=Way.FILE,
        terms=(Term(Trigger.CONTRACT, years=7), Term(Trigger.DECISION, years=7)),
        holds={
            "assessment.Seat": "user profile interests declined_because",
            "assessment.ReportSignature": "text_sha256",
            "assessment.Score": "reason",
            "assessment.Consensus": "motivation recorded_by",
            "assessment.Ranking": "rules sha256",
            "assessment.RankingRow": "total scores",
            "assessment.Advice": "text approved_by",
            "line.LineMove": "budgets outcomes sha256 reason moved_by",
            "minutes.Minutes": "place text",
            "minutes.Presented": "presented_by file sha256",
            "minutes.MinutesSignature": "sha256",
            "pitches.PitchSlot": "place planned_by",
            "panel.Allocation": "changed_by",
            "panel.Abstention": "reason",
            "admissibility.CheckItem": "code note checked_by",
            "admissibility.Clarification": "question asked_by answer answered_by",
        },
    ),
    Category(
        code="booklets",
        title=_("Booklets for members"),
        data=_("the offers of one member as a marked PDF"),
        people=_("committee members"),
        purpose=_("to read offers on paper"),
        ground=Ground.TASK,
        basis=_("Directive 2014/24/EU, annex IV (f)"),
        seen_by=_("the member"),
        given_to=_("nobody"),
        way=Way.FILE,
        terms=(Term(Trigger.DECISION, years=3),),
        holds={
            "booklets.Booklet": "file",
        },
    ),
]
