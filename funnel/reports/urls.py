"""Reports on schedule, under /rapporten/."""

from django.urls import path

from funnel.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.reports, name="reports"),
    path("nieuw/", views.plan, name="plan"),
    path("gepland/<uuid:uuid>/stoppen/", views.end, name="end"),
    path("<uuid:uuid>/", views.report, name="report"),
    path("<uuid:uuid>/pdf/", views.report_pdf, name="pdf"),
    path("<uuid:uuid>/opnieuw/", views.make_anew, name="make-anew"),
    path("<uuid:uuid>/publiceren/", views.publish, name="publish"),
]
