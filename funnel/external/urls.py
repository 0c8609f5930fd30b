"""Calls run outside the portal, under /buiten-het-portaal/."""

from django.urls import path

from funnel.external.views import calls, intakes

app_name = "external"

urlpatterns = [
    path("", calls.calls, name="calls"),
    path("nieuw/", calls.register, name="register"),
    path("bestanden/", intakes.intakes, name="intakes"),
    path("bestanden/nieuw/", intakes.add, name="add"),
    path("bestanden/leeg.csv", intakes.empty_file, name="empty-file"),
    path("bestanden/<uuid:uuid>/", intakes.intake, name="intake"),
    path("bestanden/<uuid:uuid>/terugnemen/", intakes.undo, name="undo"),
    path("<uuid:uuid>/", calls.call, name="call"),
    path("<uuid:uuid>/opnieuw/", calls.restate, name="restate"),
    path("<uuid:uuid>/terugnemen/<int:number>/", calls.take_back, name="take-back"),
]
