"""Privacy, under /privacy/."""

from django.urls import path

from archive import views

app_name = "archive"

urlpatterns = [
    path("", views.privacy, name="privacy"),
    path("register/", views.processing, name="register"),
    path("register.csv", views.processing_csv, name="register-csv"),
]
