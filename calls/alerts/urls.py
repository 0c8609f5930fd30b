"""Mail about calls, for everybody."""

from django.urls import path

from calls.alerts import views

app_name = "alerts"

urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("gevraagd/", views.asked, name="asked"),
    path("bevestigen/<str:secret>/", views.confirm, name="confirm"),
    path("stoppen/<str:secret>/", views.stop, name="stop"),
    path("volgen/<slug:reference>/", views.follow, name="follow"),
]
