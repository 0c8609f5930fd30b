from django.urls import path

from assessment.views import dossiers, lead, member, outcome, seats

app_name = "assessment"
PHASE = "<slug:reference>/<slug:code>/"
OFFER = f"{PHASE}offertes/<str:dossier>/"
urlpatterns = [
    path("", member.mine, name="mine"),
    path("bestanden/<str:dossier>/<slug:code>/<slug:question>/", member.file, name="file"),
    path(f"{PHASE}belangen/", member.declare, name="declare"),
    path(f"{PHASE}offertes/", member.offers, name="offers"),
    path(f"{PHASE}inleveren/", member.hand_in_all, name="hand-in-all"),
    path(OFFER, member.score, name="score"),
    path(f"{OFFER}inleveren/", member.hand_in, name="hand-in"),
    path(f"{OFFER}eerder/<slug:before>/", dossiers.earlier, name="earlier"),
    path(f"{OFFER}geleverd/<uuid:uuid>/", dossiers.delivered, name="delivered"),
    path(
        "eerder/<str:dossier>/<slug:code>/<slug:question>/",
        dossiers.earlier_file,
        name="earlier-file",
    ),
    path(f"{PHASE}commissie/", seats.form, name="form"),
    path(f"{PHASE}commissie/erbij/", seats.add, name="add-seat"),
    path(f"{PHASE}commissie/<uuid:person>/beeindigen/", seats.end, name="end-seat"),
    path(f"{PHASE}voortgang/", lead.progress, name="progress"),
    path(f"{PHASE}teruggeven/", lead.reopen, name="reopen"),
    path(f"{PHASE}consensus/", lead.agenda, name="consensus"),
    path(f"{PHASE}consensus/begin/", lead.start_consensus, name="start-consensus"),
    path(f"{PHASE}consensus/hervatten/", lead.resume_scoring, name="resume-scoring"),
    path(f"{PHASE}consensus/sluiten/", lead.close_consensus, name="close-consensus"),
    path(f"{PHASE}consensus/<str:dossier>/", lead.consensus, name="consensus-offer"),
    path(f"{PHASE}rangorde/", outcome.ranking, name="ranking"),
    path(f"{PHASE}rangorde.json", outcome.ranking_json, name="ranking-json"),
    path(f"{PHASE}advies/", outcome.advice, name="advice"),
    path(f"{PHASE}advies/ondertekenen/", outcome.sign_report, name="sign-report"),
    path(f"{PHASE}advies/vaststellen/", outcome.approve_advice, name="approve-advice"),
    path(f"{PHASE}advies.pdf", outcome.advice_pdf, name="advice-pdf"),
]
