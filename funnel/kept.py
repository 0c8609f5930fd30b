"""What is kept of figures, sessions and co-funding."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES = [
    Category(
        code="sessions",
        title=_("Information sessions"),
        data=_("name, organisation and e-mail address of who comes"),
        people=_("people who register for a session"),
        purpose=_("to give a place, and to mail about it"),
        ground=Ground.TASK,
        basis=_("AVG, article 5(1)(e): not longer than needed"),
        seen_by=_("who organises the session"),
        given_to=_("nobody"),
        way=Way.ITSELF,
        terms=(Term(Trigger.CLOSED, days=30),),
        holds={
            "outreach.Registration": "name email organisation language",
        },
    ),
    Category(
        code="cofunding",
        title=_("Co-funding"),
        data=_("requests, decisions, letters, payments and reports"),
        people=_("officers and analysts"),
        purpose=_("to share the costs of a call, and to account for it"),
        ground=Ground.TASK,
        basis=_("selection list: seven years after the last payment"),
        seen_by=_("the authority that asks, and the agency that decides"),
        given_to=_("the archive of the agency"),
        way=Way.FILE,
        terms=(Term(Trigger.CONTRACT, years=7),),
        holds={
            "cofunding.FundingRound": "title instruments explanation source drafted_by",
            "cofunding.FundingRequest": "obstacle no_solution written_by submitted_by",
            "cofunding.FundingDecision": "reasons proposed_by decided_by",
            "cofunding.FundingLetter": "number file sha256",
            "cofunding.FundingPayment": "recorded_by",
            "cofunding.FundingReport": (
                "text file file_name remarks asked_by handed_in_by accepted_by"
            ),
        },
    ),
    Category(
        code="views",
        title=_("Saved views"),
        data=_("a selection that somebody saved"),
        people=_("analysts and officers"),
        purpose=_("to find the same selection again"),
        ground=Ground.TASK,
        basis=_("AVG, article 5(1)(e): not longer than needed"),
        seen_by=_("the person"),
        given_to=_("nobody"),
        way=Way.PERSON,
        stays_until=_("until the person takes it away"),
        holds={
            "portfolio.SavedView": "user name query",
        },
    ),
    Category(
        code="figures",
        title=_("Figures and reports"),
        data=_("figures over calls, published data, targets; who wrote or added them"),
        people=_("analysts and officers"),
        purpose=_("to show what the instrument brings"),
        ground=Ground.TASK,
        basis=_("agreements with parliament; Open Government Act, article 3.1"),
        seen_by=_("everybody reads the figures; names only colleagues"),
        given_to=_("everybody, without names of people"),
        way=Way.STAYS,
        stays_until=_("for good: old figures are compared with new ones"),
        holds={
            "history.Edition": "title source refused added_by taken_back_by",
            "opendata.Release": "ocid content",
            "targets.YearTarget": "source written_by",
            "targets.AgendaItem": "title text source",
            "targets.Agreement": "action",
            "outreach.Session": (
                "title description place online_url cancelled_because together_with drafted_by"
            ),
            "outreach.Material": "title file file_name",
            "results.EarlierStory": (
                "title title_en authority company summary summary_en text picture picture_alt "
                "source written_by"
            ),
            "summaries.PhaseSummary": (
                "key reference title title_en instrument kind phase_title phase_title_en "
                "theme_title"
            ),
            "summaries.Progress": "told",
            "summaries.Recount": "differences",
            "timing.StageNorm": "instrument reason set_by",
            "external.Intake": "title source refused added_by taken_back_by",
            "external.ExternalCall": "key",
            "external.Telling": "title instrument source added_by taken_back_by",
            "external.ToldPhase": "kind",
            "reports.ReportPlan_recipients": "user",
            "reports.ReportPlan": "title query made_by",
            "reports.Report": "data sha256 file made_by",
            "reports.Publication": "sha256 published_by",
        },
    ),
]
