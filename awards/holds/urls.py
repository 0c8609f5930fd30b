"""What holds the contracts of a phase, under /opschorting/."""

from django.urls import path

from awards.holds import views

app_name = "holds"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path(f"{PHASE}kort-geding/", views.register, name="register-litigation"),
    path(f"{PHASE}kort-geding/<uuid:uuid>/", views.judgment, name="end-litigation"),
    path(f"{PHASE}retour/", views.report, name="report-return"),
    path(f"{PHASE}retour/<uuid:uuid>/", views.settle, name="settle-return"),
]
