"""Writing to a group of a phase, under /berichten/."""

from django.urls import path

from awards.group_mail import views

app_name = "group-mail"

urlpatterns = [path("<slug:reference>/<slug:code>/", views.write, name="write")]
