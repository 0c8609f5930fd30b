"""Time per stage, under /doorlooptijd/."""

from django.urls import path

from funnel.timing import views

app_name = "timing"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("normen/", views.norms, name="norms"),
    path("normen/stellen/", views.set_norm, name="set-norm"),
    path("<slug:reference>/", views.call, name="call"),
]
