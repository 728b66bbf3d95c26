"""How a session ends: what is remembered, and in which order its parts stop."""

import dataclasses
import logging
from typing import TYPE_CHECKING

from app.settings import save_settings

if TYPE_CHECKING:
    from app.model.session import Session

log = logging.getLogger(__name__)


def remember(session: "Session") -> None:
    """Write down the settings, the last request and which photo is open."""
    picture = session.document.picture
    request = dataclasses.replace(session.draft.request, caption="", size=None)
    session.settings.request = request.to_dict()
    session.settings.last_photo = ""
    if picture is not None and picture.path is not None and session.document.origin != "pasted":
        session.settings.last_photo = str(picture.path)
    try:
        save_settings(session.settings, session.home / "settings.json")
    except (OSError, ValueError) as error:
        log.warning("the settings were not saved: %s", error)


def close(session: "Session", seconds: float) -> bool:
    """Stop what runs, finish what is being written; whether all threads ended in time."""
    remember(session)
    session.quitting.end()
    session.queue.close()
    session.brush.end()
    session.blends.keeping.flush()
    stopped = session.device.close(seconds)
    stopped = session.store.close(seconds) and stopped
    stopped = session.trainings.close(seconds) and stopped
    # What was restored is kept and indexed before the library goes.
    stopped = session.files.close(seconds, cancel=False) and stopped
    stopped = session.photos.thumbnails.close(seconds) and stopped
    return session.shelf.close(seconds) and stopped
