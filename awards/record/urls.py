"""The record of a call, under /archief/."""

from django.urls import path

from awards.record import views

app_name = "record"
CALL = "<slug:reference>/"

urlpatterns = [
    path(CALL, views.overview, name="overview"),
    path(f"{CALL}punt/<slug:point>/", views.point, name="point"),
    path(f"{CALL}rapport.pdf", views.report, name="report"),
    path(f"{CALL}aankondiging/", views.award_notice, name="award-notice"),
    path(f"{CALL}pakket/", views.ask, name="ask"),
    path(f"{CALL}pakket/<int:number>/", views.package, name="package"),
]
