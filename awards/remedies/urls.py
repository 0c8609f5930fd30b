"""What can be done after the letters, under /na-de-brief/: the company's pages, and the room."""

from django.urls import path

from awards.remedies import views

app_name = "remedies"
OWN = "eigen/<str:dossier>/<slug:code>/"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path(OWN, views.mine, name="mine"),
    path(f"{OWN}toelichting/", views.ask, name="ask"),
    path(f"{OWN}klacht/", views.complain, name="complain"),
    path(PHASE, views.room, name="room"),
    path(f"{PHASE}toelichting/<uuid:uuid>/", views.debrief, name="debrief"),
    path(f"{PHASE}klacht/", views.write_down, name="write-down"),
    path(f"{PHASE}klacht/<uuid:uuid>/", views.complaint, name="complaint"),
]
