"""Addresses of this room, under /gunning/."""

from django.urls import path

from awards.views import company, contracts, decisions, letters, officer, public, purchases

app_name = "awards"
PHASE = "<slug:reference>/<slug:code>"

urlpatterns = [
    path("", officer.my_calls, name="my-calls"),
    path("mijn/", company.mine, name="mine"),
    path("brief/<str:dossier>/<slug:code>/", company.letter, name="letter"),
    path("contract/<uuid:uuid>/", contracts.contract, name="contract"),
    path("contract/<uuid:uuid>/tekenen/", contracts.sign, name="sign"),
    path("contract/<uuid:uuid>/medetekenen/", contracts.countersign, name="countersign"),
    path("levering/<uuid:uuid>/", contracts.deliver, name="deliver"),
    path("levering/<uuid:uuid>/beoordelen/", contracts.judge, name="judge"),
    path("levering/<uuid:uuid>/bestand/", contracts.deliverable_file, name="deliverable-file"),
    path("uitslag/<slug:reference>/", public.result, name="result"),
    path("uitslag/<slug:reference>/tekst/", public.write_result, name="write-result"),
    path("<slug:reference>/", officer.workspace, name="workspace"),
    path("<slug:reference>/aankopen/", purchases.purchases, name="purchases"),
    path(f"{PHASE}/besluit/", decisions.decide, name="decide"),
    path(f"{PHASE}/besluit/begin/", decisions.propose, name="propose"),
    path(f"{PHASE}/besluit/vraag-akkoord/", decisions.ask_approval, name="ask-approval"),
    path(f"{PHASE}/besluit/<str:dossier>/", decisions.decision, name="decision"),
    path(f"{PHASE}/akkoord/", decisions.approve, name="approve"),
    path(f"{PHASE}/brieven/", letters.letters, name="letters"),
    path(f"{PHASE}/brieven/<str:dossier>/", letters.letter_preview, name="letter-preview"),
    path(f"{PHASE}/verzenden/", letters.release, name="release"),
    path(f"{PHASE}/contracten/", contracts.contracts, name="contracts"),
]
