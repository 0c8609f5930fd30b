from celery import shared_task

from archive.persons import services


@shared_task(name="archive.persons.tasks.let_copies_go")
def let_copies_go() -> int:
    """Remove copies whose days are over."""
    return services.let_copies_go()
