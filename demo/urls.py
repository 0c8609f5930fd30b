from django.urls import path

from demo import overview, views
from demo.practice import views as practice

app_name = "demo"
urlpatterns = [
    path("", views.panel, name="panel"),
    path("word/", views.become, name="become"),
    path("verder/<slug:reference>/", views.advance, name="advance"),
    path("scoren/<slug:reference>/", views.finish_scoring, name="finish-scoring"),
    path("post/", views.mailbox, name="mailbox"),
    path("oefenen/<slug:word>/", practice.sheet, name="practice"),
    path("oefenen/<slug:word>/beginnen/", practice.begin, name="begin-practice"),
    path("oefenen/<slug:word>/collega/", practice.colleague, name="practice-colleague"),
    path("componenten/", overview.overview, name="components"),
]
