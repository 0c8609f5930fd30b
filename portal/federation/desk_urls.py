from django.urls import path

from portal.federation import views

app_name = "federation"
urlpatterns = [
    path("", views.providers, name="providers"),
    path("nieuw/", views.enter, name="enter"),
    path("<slug:slug>/", views.change, name="change"),
]
