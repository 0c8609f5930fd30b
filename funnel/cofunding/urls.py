"""Rounds of co-funding and the requests in them, under /cofinanciering/."""

from django.urls import path

from funnel.cofunding.views import deciding, requests, rounds

app_name = "cofunding"

urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("nieuw/", rounds.new, name="new"),
    path("<uuid:uuid>/", rounds.round_page, name="round"),
    path("<uuid:uuid>/wijzigen/", rounds.edit, name="edit"),
    path("<uuid:uuid>/publiceren/", rounds.publish, name="publish"),
    path("<uuid:uuid>/vragen/", requests.begin, name="begin"),
    path("aanvraag/<uuid:uuid>/", requests.request_page, name="request"),
    path("aanvraag/<uuid:uuid>/schrijven/", requests.write, name="write"),
    path("aanvraag/<uuid:uuid>/indienen/", requests.submit, name="submit"),
    path("aanvraag/<uuid:uuid>/intrekken/", requests.withdraw, name="withdraw"),
    path("aanvraag/<uuid:uuid>/brief/<str:number>/", requests.letter, name="letter"),
    path("aanvraag/<uuid:uuid>/verslag/", requests.report, name="report"),
    path("aanvraag/<uuid:uuid>/verslag/bestand/", requests.report_file, name="report-file"),
    path("aanvraag/<uuid:uuid>/besluit/", deciding.propose, name="propose"),
    path("aanvraag/<uuid:uuid>/besluit/akkoord/", deciding.approve, name="approve"),
    path("aanvraag/<uuid:uuid>/besluit/afwijzen/", deciding.turn_down, name="turn-down"),
    path("aanvraag/<uuid:uuid>/verlagen/", deciding.lower, name="lower"),
    path("aanvraag/<uuid:uuid>/betaling/", deciding.pay, name="pay"),
    path("aanvraag/<uuid:uuid>/terugbetaling/", deciding.receive_back, name="receive-back"),
    path("aanvraag/<uuid:uuid>/verslag/vragen/", deciding.ask_report, name="ask-report"),
    path("aanvraag/<uuid:uuid>/verslag/terug/", deciding.send_back_report, name="send-back-report"),
    path("aanvraag/<uuid:uuid>/verslag/akkoord/", deciding.accept_report, name="accept-report"),
]
