"""What the ground of the portal keeps: accounts, organisations, mails, history."""

from django.utils.translation import gettext_lazy as _

from portal.keeping import Category, Ground, Term, Trigger, Way

CATEGORIES = [
    Category(
        code="account",
        title=_("Accounts"),
        data=_(
            "name, e-mail address, language, password (as a hash), second factor, settings; from "
            "where somebody is logged in"
        ),
        people=_("everybody with an account"),
        purpose=_("to know who logs in, and to reach that person"),
        ground=Ground.TASK,
        basis=_("Procurement Act 2012, article 2.52a; BIO2"),
        seen_by=_("the person; a colleague sees the name and the e-mail address"),
        given_to=_("nobody"),
        way=Way.LIST,
        terms=(Term(Trigger.LAST_LOGIN, years=2),),
        holds={
            "sessions.Session": "session_key session_data",
            "account.EmailAddress": "user email",
            "account.EmailConfirmation": "key",
            "mfa.Authenticator": "user data",
            "accounts.User": "password email name",
            "accounts.StepUp": "user session_key method",
            "socialaccount.SocialAccount": "user provider uid extra_data",
            "socialaccount.SocialToken": "token token_secret",
            "signin.SignIn": "user session_key agent",
            "accounts.HolderKey": "user public_key protected_private_key",
            "mail.MailPreference": "user",
            "mail.QuietHours": "user",
            "calendars.TaskCalendar": "user secret_sha256",
        },
    ),
    Category(
        code="organisation",
        title=_("Organisations and who acts for them"),
        data=_("name, numbers, address and size of the organisation; roles, authorisations"),
        people=_("people who act for a company or an authority"),
        purpose=_("to know for whom a person acts, and whether that person may"),
        ground=Ground.TASK,
        basis=_("Procurement Act 2012, article 2.52a; Recommendation 2003/361/EC"),
        seen_by=_("the people of the organisation; officers of calls in which it takes part"),
        given_to=_("the trade register is asked about the KvK number"),
        way=Way.STAYS,
        stays_until=_("as long as a file of the organisation is kept"),
        holds={
            "accounts.Organisation": (
                "name kvk kvk_name kvk_legal_form rsin vat_id iban country city address"
            ),
            "accounts.Membership": "user",
            "review.ReviewedLine": "key person access reviewed_by",
            "review.AccessReview": "closed_by",
            "support.SupportSession": "operator user reason",
            "accounts.Invitation": "email name secret_sha256 invited_by",
            "sme.SmeTest": "version answers sums made_by",
            "federation.CompanyLogin": "user kvk intermediary_kvk",
            "socialaccount.SocialApp": "provider provider_id name client_id secret key settings",
            "federation.IdentityProvider": (
                "slug name issuer client_id encrypted_secret mail_domains second_factor_values "
                "claim_assurance claim_kvk claim_intermediary claim_company"
            ),
            "team.Mandate": "intermediary file file_name signed_by added_by withdrawn_by",
            "team.JoinRequest": "user answered_by",
            "theming.Look": (
                "slug display_name short_name action address signing_place logo changed_by"
            ),
        },
    ),
    Category(
        code="mail",
        title=_("Mails of the portal"),
        data=_("address, subject and text of every mail that was sent"),
        people=_("everybody who gets mail from the portal"),
        purpose=_("to prove what was told to whom, and when"),
        ground=Ground.DUTY,
        basis=_("Directive 2014/24/EU, article 84(2): at least three years"),
        seen_by=_("the person; officers see that a mail did not arrive"),
        given_to=_("the mail server of the recipient"),
        way=Way.LIST,
        terms=(Term(Trigger.SENT, years=3),),
        holds={
            "mail.OutgoingMail": (
                "dedupe_key kind facts recipient to_email subject body unsubscribe_url "
                "attachment attachment_name error"
            ),
        },
    ),
    Category(
        code="work",
        title=_("Tasks"),
        data=_("what waited on whom"),
        people=_("everybody with a task"),
        purpose=_("to get work done in time"),
        ground=Ground.TASK,
        basis=_("Procurement Act 2012, article 2.52a"),
        seen_by=_("the person"),
        given_to=_("nobody"),
        way=Way.LIST,
        terms=(Term(Trigger.CLOSED, years=1),),
        holds={
            "work.Task": "holder subject url unique_key",
        },
    ),
    Category(
        code="jobs",
        title=_("Work of the portal itself"),
        data=_("what the portal made or did, piece by piece, and who started it"),
        people=_("who started it"),
        purpose=_("to finish work that was cut off, and to do nothing twice"),
        ground=Ground.TASK,
        basis=_("Procurement Act 2012, article 2.52a"),
        seen_by=_("nobody"),
        given_to=_("nobody"),
        way=Way.STAYS,
        stays_until=_("as long as what was made is kept"),
        holds={
            "work.Job": "kind started_by",
            "work.JobUnit": "key error",
        },
    ),
    Category(
        code="history",
        title=_("History"),
        data=_("who did what, when; the person stands there as a number, not as a name"),
        people=_("everybody who does something in the portal"),
        purpose=_("to detect a breach, and to prove what happened"),
        ground=Ground.DUTY,
        basis=_("Directive 2014/24/EU, annex IV (g) and article 84(2)"),
        seen_by=_("auditors; officers see the lines of their call"),
        given_to=_("the archive of the authority, per call"),
        way=Way.STAYS,
        stays_until=_("for good: a chain from which a line is taken proves nothing any more"),
        holds={
            "audit.AuditEvent": "actor action object_type object_ref call_ref data seal",
            "audit.AuditLink": "sha256",
            "audit.AuditCheckpoint": "signature",
        },
    ),
    Category(
        code="bytes",
        title=_("Files"),
        data=_("the bytes of a file, encrypted; what it is about stands where it is used"),
        people=_("whoever is named in the file"),
        purpose=_("to keep what was handed in or made"),
        ground=Ground.TASK,
        basis=_("the same as where the file is used"),
        seen_by=_("the same as where the file is used"),
        given_to=_("the same as where the file is used"),
        way=Way.STAYS,
        stays_until=_("as long as something uses the file"),
        holds={
            "files.StoredFile": "storage_name sha256 content_type wrapped_key virus stored_by",
        },
    ),
    Category(
        code="technical",
        title=_("Technical lists"),
        data=_("names of parts of the program"),
        people=_("nobody"),
        purpose=_("to let the portal run"),
        ground=Ground.TASK,
        basis=_("none: there is no personal data in it"),
        seen_by=_("nobody"),
        given_to=_("nobody"),
        way=Way.STAYS,
        stays_until=_("as long as the portal runs"),
        holds={
            "auth.Permission": "name codename",
            "auth.Group": "name",
            "contenttypes.ContentType": "app_label model",
        },
    ),
]
