"""The stages of a partnership, under /partnerschap/."""

from django.urls import path

from awards.partnership import views

app_name = "partnership"

urlpatterns = [
    path("<uuid:uuid>/", views.contract, name="contract"),
    path("<uuid:uuid>/verder/", views.go_on, name="go-on"),
    path("<uuid:uuid>/beeindigen/", views.propose_end, name="propose-end"),
    path("<uuid:uuid>/beeindigen/akkoord/", views.approve_end, name="approve-end"),
    path("<uuid:uuid>/beeindigen/afwijzen/", views.turn_down_end, name="turn-down-end"),
]
