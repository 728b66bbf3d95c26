"""Who uses a model: what the session answers before one is removed."""

from typing import TYPE_CHECKING

from app.language import translate
from app.model.model_items import Item
from engine.catalogue import BUILT_IN

if TYPE_CHECKING:
    from app.model.session import Session


class SessionUse:
    """The chosen model, the captioner at work, the queue, and adapters that need a base."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def in_use(self, item: Item) -> bool:
        """Whether it is chosen, itself or as the base of the chosen adapter, or writes a caption right now."""
        session = self._session
        if item.kind == "captioner":
            return session.captioning.busy
        chosen = session.model
        return chosen is not None and (chosen.name == item.name or chosen.folder == item.folder)

    def let_go(self, item: Item) -> None:
        """Choose the built-in model, or any other."""
        if item.kind == "captioner":
            self._session.captioning.cancel()
            return
        others = [info.name for info in self._session.models or () if info.folder != item.folder]
        others = [name for name in others if name != item.name]
        if others:
            self._session.choose_model(BUILT_IN if BUILT_IN in others else others[0])

    def needed_by(self, item: Item) -> str:
        """As "Without it 2 adapters cannot be used. Without it 3 queued photos cannot be restored."."""
        session = self._session
        adapters = [one.name for one in session.adapters.values() if one.base_folder == item.folder]
        if item.kind != "model":
            adapters = []
        names = {item.name, *adapters} if item.kind != "captioner" else set()
        queued = sum(not job.ended and job.model in names for job in session.queue.jobs)
        missing: list[str] = []
        if adapters:
            missing.append(translate("ModelUse", "Without it %n adapters cannot be used.", n=len(adapters)))
        if queued:
            missing.append(translate("ModelUse", "Without it %n queued photos cannot be restored.", n=queued))
        return " ".join(missing)
