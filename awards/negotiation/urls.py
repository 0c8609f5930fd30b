"""Talks with each party of a round, under /onderhandeling/."""

from django.urls import path

from awards.negotiation import views

app_name = "negotiation"

urlpatterns = [
    path("mijn/<str:dossier>/<slug:code>/", views.mine, name="mine"),
    path("<slug:reference>/<slug:code>/", views.parties, name="parties"),
    path("<slug:reference>/<slug:code>/<str:dossier>/", views.party, name="party"),
]
