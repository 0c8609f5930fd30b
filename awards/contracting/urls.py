"""The contract itself, under /contracten/."""

from django.urls import path

from awards.contracting import payment_views, views

app_name = "contracting"
PHASE = "<slug:reference>/<slug:code>/"

urlpatterns = [
    path("<uuid:uuid>/overeenkomst/", views.paper, name="paper"),
    path("<uuid:uuid>/getekend/<slug:side>/", views.copy, name="copy"),
    path("betaling/<uuid:uuid>/vragen/", payment_views.request_payment, name="request-payment"),
    path("betaling/<uuid:uuid>/", payment_views.record_payment, name="record-payment"),
    path(f"{PHASE}tekst/", views.terms, name="terms"),
]
