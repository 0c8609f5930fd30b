"""The texts of letters, under /briefteksten/."""

from django.urls import path

from awards.lettering import views

app_name = "lettering"
TEXT = "<uuid:authority>/<slug:family>/<slug:kind>/<slug:language>/"
PHASE = "brief/<slug:reference>/<slug:code>/"

urlpatterns = [
    path("", views.texts, name="texts"),
    path(TEXT, views.text, name="text"),
    path(f"{TEXT}versie/<int:version>/", views.version, name="version"),
    path(f"{TEXT}terug/<int:version>/", views.restore, name="restore"),
    path(f"{PHASE}opnieuw/", views.remake, name="remake"),
    path(f"{PHASE}<str:dossier>/concept/", views.draft, name="draft"),
    path(f"{PHASE}<str:dossier>/mail/", views.settle_mail, name="settle-mail"),
]
