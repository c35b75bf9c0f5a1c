"""Jobs of campaigns: pages, pictures, what the public says, followers, suggestions."""

from datetime import UTC, datetime

from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django import app

from campaigns.dialogue import donors, letters, retention
from campaigns.editorial import corrections, opening_alerts
from campaigns.following import mailing, news
from campaigns.following import services as following
from campaigns.pictures import crops as picture_crops
from campaigns.pictures import releases as picture_releases
from campaigns.pictures.library import LibraryImage
from campaigns.suggesting import retention as suggested


@app.periodic(cron="*/5 * * * *")
@app.task(
    name="campaigns.publish_scheduled",
    lock="campaigns.publish_scheduled",
    queueing_lock="campaigns.publish_scheduled",
)
def publish_scheduled(timestamp: int) -> None:
    """Publish and expire the pages whose time has come."""
    call_command("publish_scheduled")


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="campaigns.watch_stories",
    lock="campaigns.watch_stories",
    queueing_lock="campaigns.watch_stories",
)
def watch_stories(timestamp: int) -> None:
    """Alert about corrections nobody confirmed, and pages still unpublished before opening."""
    now = max(datetime.fromtimestamp(timestamp, UTC), timezone.now())
    corrections.escalate(now=now)
    opening_alerts.alert_unpublished(now=now)


@app.periodic(cron="3 * * * *")
@app.task(
    name="pictures.watch_releases",
    lock="pictures.watch_releases",
    queueing_lock="pictures.watch_releases",
)
def watch_releases(timestamp: int) -> None:
    """Take pictures whose release has expired from readers and erase the old; tell the team."""
    now = max(datetime.fromtimestamp(timestamp, UTC), timezone.now())
    picture_releases.hide_expired(today=timezone.localdate(now))
    picture_releases.erase_expired(today=timezone.localdate(now))
    picture_releases.tell_of_expiring(today=timezone.localdate(now))


@app.task(name="pictures.prepare_fallbacks", priority=5)
def prepare_fallbacks(image_id: int) -> None:
    """Make the crops that every browser shows; quick, so that no page waits long for a picture.

    Of a picture that may no longer be shown, delete them all.
    """
    for image in LibraryImage.objects.filter(pk=image_id):
        if image.may_be_shown():
            picture_crops.prepare(image, picture_crops.FALLBACK)
        else:
            picture_releases.hide(image)


@app.task(name="pictures.prepare_avif", priority=-10, lock="pictures.prepare_avif")
def prepare_avif(image_id: int) -> None:
    """Make the crops of new browsers: seconds of work, one image at a time, after all else."""
    for image in LibraryImage.objects.filter(pk=image_id):
        picture_crops.prepare(image, picture_crops.AVIF)


@app.task(queue=letters.QUEUE, name=letters.SEND_TASK)
def send_voice_message(message_id: int) -> None:
    """Send one message at once; what fails is tried again with what is due."""
    letters.MESSAGES.send(message_id=message_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    queue=letters.QUEUE,
    name="dialogue.every_minute",
    lock="dialogue.every_minute",
    queueing_lock="dialogue.every_minute",
)
def listen(timestamp: int) -> None:
    """Take in the words that came with gifts, and send the messages whose turn has come."""
    while donors.take_in(now=timezone.now()):
        pass
    letters.MESSAGES.send_due(clock=timezone.now)


@app.periodic(cron="25 4 * * *")
@app.task(
    queue=letters.QUEUE,
    name="dialogue.forget",
    lock="dialogue.forget",
    queueing_lock="dialogue.forget",
)
def forget_voices(timestamp: int) -> None:
    """Delete what was never confirmed or was refused long ago, blank old addresses (R16)."""
    retention.forget_due(now=timezone.now())


@app.task(queue=mailing.QUEUE, name=mailing.SEND_TASK)
def send_follow_message(message_id: int) -> None:
    """Send one message at once; what fails is tried again with what is due."""
    mailing.MESSAGES.send(message_id=message_id, now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    queue=mailing.QUEUE,
    name="following.every_minute",
    lock="following.every_minute",
    queueing_lock="following.every_minute",
)
def tell_followers(timestamp: int) -> None:
    """Let donors follow, look for news of the campaigns, and send what is due."""
    now = timezone.now()
    following.follow_with_gifts(now=now)
    news.look(now=now)
    mailing.MESSAGES.send_due(clock=timezone.now)


@app.periodic(cron="35 4 * * *")
@app.task(
    queue=mailing.QUEUE,
    name="following.forget",
    lock="following.forget",
    queueing_lock="following.forget",
)
def forget_follows(timestamp: int) -> None:
    """Delete addresses that were never confirmed, or whose campaign has ended (R16)."""
    following.forget_due(now=timezone.now())


@app.periodic(cron="15 4 * * *")
@app.task(
    name="suggestions.forget",
    lock="suggestions.forget",
    queueing_lock="suggestions.forget",
)
def forget_suggested_pictures(timestamp: int) -> None:
    """Erase the files of suggested pictures that were not taken (R16)."""
    suggested.forget_due(now=timezone.now())
