"""What changes after the letters, under /wijzigingen/."""

from django.urls import path

from awards.revisions import views

app_name = "revisions"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path("brief/<uuid:uuid>/", views.letter, name="letter"),
    path(PHASE, views.room, name="room"),
    path(f"{PHASE}alsnog/<str:dossier>/", views.propose, name="propose"),
    path(f"{PHASE}vervallen/<str:dossier>/", views.lapse, name="lapse"),
    path(f"{PHASE}voorwaarde/<str:dossier>/", views.meet_condition, name="meet-condition"),
    path(f"{PHASE}akkoord/<uuid:uuid>/", views.approve, name="approve"),
    path(f"{PHASE}afwijzen/<uuid:uuid>/", views.turn_down, name="turn-down"),
]
