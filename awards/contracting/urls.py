"""The contract itself, under /contracten/."""

from django.urls import path

from awards.contracting import change_views, payment_views, views

app_name = "contracting"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path("<uuid:uuid>/overeenkomst/", views.paper, name="paper"),
    path("<uuid:uuid>/getekend/<slug:side>/", views.copy, name="copy"),
    path("<uuid:uuid>/wijzigen/", change_views.propose_change, name="propose-change"),
    path("<uuid:uuid>/beeindigen/", change_views.propose_ending, name="propose-ending"),
    path("<uuid:uuid>/niet-uitnodigen/", change_views.no_invitation, name="no-invitation"),
    path("<uuid:uuid>/toch-uitnodigen/", change_views.invite_after_all, name="invite-after-all"),
    path("wijziging/<uuid:uuid>/", change_views.change, name="change"),
    path("wijziging/<uuid:uuid>/pdf/", change_views.change_paper, name="change-paper"),
    path("wijziging/<uuid:uuid>/terug/", change_views.withdraw_change, name="withdraw-change"),
    path("einde/<uuid:uuid>/akkoord/", change_views.approve_ending, name="approve-ending"),
    path("einde/<uuid:uuid>/instemmen/", change_views.agree_ending, name="agree-ending"),
    path("einde/<uuid:uuid>/niet/", change_views.turn_down_ending, name="turn-down-ending"),
    path("betaling/<uuid:uuid>/vragen/", payment_views.request_payment, name="request-payment"),
    path("betaling/<uuid:uuid>/", payment_views.record_payment, name="record-payment"),
    path(f"{PHASE}tekst/", views.terms, name="terms"),
]
