from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("work", "0020_amendments_and_outages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="task",
            name="kind",
            field=models.CharField(
                choices=[
                    ("approve_call", "Check and approve the call"),
                    ("hold_share", "Confirm that you hold a key of the vault"),
                    ("answer_request", "Answer a request for advice"),
                    ("read_advice", "Read what the expertise centre says"),
                    ("answer_questions", "Answer questions about the call"),
                    ("approve_notice", "Check and approve the notice"),
                    ("approve_answer", "Check and send an answer in confidence"),
                    ("choose_for_question", "Decide what to do with your question"),
                    ("finish_offer", "Finish and send your offer"),
                    ("open_vault", "Open the vault together"),
                    ("judge_admissibility", "Check which offers are admissible"),
                    ("declare", "Say whether you have an interest in an applicant"),
                    ("score", "Score the offers and hand in"),
                    ("consensus", "Lead the consensus meeting"),
                    ("advise", "Approve the advice"),
                    ("decide", "Decide on the advice"),
                    ("approve_decision", "Check and approve the decision"),
                    ("release_letters", "Check and release the letters"),
                    ("sign_contract", "Sign the contract"),
                    ("deliver", "Deliver what the contract asks"),
                    ("judge_deliverable", "Accept or return a deliverable"),
                    ("check_report", "Check and publish the report of a consultation"),
                ],
                max_length=24,
            ),
        ),
    ]
