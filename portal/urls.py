"""All addresses. The demo room adds its own, and only where it is installed."""

from django.apps import apps
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("oproepen/meldingen/", include("calls.alerts.urls")),
    path("oproepen/", include("calls.clarification.urls")),
    path("oproepen/", include("calls.urls")),
    path("advies/", include("calls.advice.urls")),
    path("markt/", include("calls.market.urls")),
    path("", include("applications.urls")),
    path("toelating/", include("assessment.admissibility.urls")),
    path("beoordeling/", include("assessment.panel.urls")),
    path("beoordeling/", include("assessment.independence.urls")),
    path("beoordeling/", include("assessment.urls")),
    path("boekjes/", include("assessment.booklets.urls")),
    path("lijn/", include("assessment.line.urls")),
    path("notulen/", include("assessment.minutes.urls")),
    path("pitches/", include("assessment.pitches.urls")),
    path("gunning/", include("awards.urls")),
    path("berichten/", include("awards.group_mail.urls")),
    path("onderhandeling/", include("awards.negotiation.urls")),
    path("opschorting/", include("awards.holds.urls")),
    path("briefteksten/", include("awards.lettering.urls")),
    path("archief/", include("awards.record.urls")),
    path("contracten/", include("awards.contracting.urls")),
    path("ook-voor-ons/", include("awards.buyers.urls")),
    path("verhalen/", include("awards.stories.urls")),
    path("na-de-brief/", include("awards.remedies.urls")),
    path("wijzigingen/", include("awards.revisions.urls")),
    path("partnerschap/", include("awards.partnership.urls")),
    path("trechter/", include("funnel.urls")),
    path("cofinanciering/", include("funnel.cofunding.urls")),
    path("jaarcijfers/", include("funnel.history.urls")),
    path("", include("funnel.opendata.urls")),
    path("api/", include("funnel.opendata.api.urls")),
    path("bedrijf/", include("awards.home.urls")),
    path("mijn/agenda/", include("portal.calendars.urls")),
    path("mijn/berichten/", include("portal.mail.urls")),
    path("mijn/", include("portal.accounts.urls")),
    path("mijn/bedrijven/", include("portal.sme.urls")),
    path("mijn/bedrijven/", include("portal.team.urls")),
    path("historie/", include("portal.audit.urls")),
    path("account/", include("allauth.urls")),
    path("taal/", views.set_language, name="set_language"),
    path("over/", views.about, {"page": "about"}, name="about"),
    path("toegankelijkheid/", views.about, {"page": "accessibility"}, name="accessibility"),
    path(
        "technische-eisen/",
        views.about,
        {"page": "technical_requirements"},
        name="technical_requirements",
    ),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("healthz", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
if apps.is_installed("demo"):
    urlpatterns.append(path("demo/", include("demo.urls")))
