"""How the larger parts of a session are made, and which of the others each one knows."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.model.blends import Blends
from app.model.captioning import Captioning, Describer, LocalDescriber
from app.model.inventions import Inventions
from app.model.library_news import LibraryNews
from app.model.local_engine import Engine, LocalEngine
from app.model.opening import Opening
from app.model.ordering import Ordering
from app.model.photos import Photos
from app.model.preferences import Preferences
from app.model.presets import Presets
from app.model.queue import Queue
from app.model.quitting import Quitting
from app.model.recalling import Recalling
from app.model.results import Results
from app.model.saving import Saving
from app.model.saving_each import SavingEach
from app.model.saving_many import SavingMany
from app.model.takes import Takes
from app.model.trainings import Trainings
from app.presets import FOLDER

if TYPE_CHECKING:
    from app.model.session import Session


def make_captioning(session: "Session", describer: Describer | None, engine: Engine) -> Captioning:
    """Captions are written on the device lane; `describer` replaces the captioners that are installed here."""
    return Captioning(
        session.device,
        session.files,
        session.home / "models" / "captioners",
        session.document,
        session.draft,
        session.notices,
        describer=describer or LocalDescriber(engine.release if isinstance(engine, LocalEngine) else None),
        parent=session,
    )


def make_preferences(session: "Session", engine: Engine) -> Preferences:
    """Settings that take effect at once."""
    return Preferences(
        session.settings,
        session.home / "settings.json",
        engine,
        session.captioning,
        session.outlook,
        session.notices,
        parent=session,
    )


def make_presets(session: "Session") -> Presets:
    """Settings under names; kept by the library's lane, which does what is asked in the order in which it is asked."""
    return Presets(
        session.home / FOLDER,
        session.draft,
        session.choice,
        session.edits,
        session.notices,
        session.shelf.lane,
        parent=session,
    )


def make_takes(session: "Session") -> Takes:
    """Takes of the open photo."""
    return Takes(
        session.shelf.takes,
        session.document,
        session.results_folder,
        session.edits,
        session.notices,
        library=session.shelf.lane,
        files=session.files,
        parent=session,
    )


def make_blends(session: "Session") -> Blends:
    """How takes are mixed with their photo."""
    return Blends(
        session.takes,
        session.document,
        session.shelf.takes,
        session.results_folder,
        session.edits,
        session.notices,
        library=session.shelf.lane,
        parent=session,
    )


def make_inventions(session: "Session") -> Inventions:
    """Where takes go beyond their photo."""
    return Inventions(
        session.blends,
        session.document,
        session.takes,
        session.sheet,
        session.files,
        session.notices.failed,
        parent=session,
    )


def make_queue(session: "Session") -> Queue:
    """Many photos, one after another."""
    return Queue(
        session.shelf.jobs,
        session.shelf.takes,
        session.shelf.watch,
        session.restoration,
        session.notices,
        owner=session.shelf.owner.name,
        models=lambda: session.models,
        library=session.shelf.lane,
        files=session.files,
        parent=session,
    )


def make_photos(session: "Session", cache: Path) -> Photos:
    """The photos that are open; `cache` holds their thumbnails."""
    return Photos(
        session.document,
        session.restoration,
        session.queue,
        session.shelf.watch,
        cache,
        library=session.shelf.library,
        lane=session.shelf.lane,
        failed=session.notices.failed,
        parent=session,
    )


def make_results(session: "Session") -> Results:
    """What becomes of a finished restoration."""
    return Results(
        session.restoration,
        session.document,
        session.takes,
        session.queue,
        session.shelf.watch,
        session.notices,
        store=session.shelf.takes,
        folder=session.results_folder,
        files=session.files,
        parent=session,
    )


def make_opening(session: "Session") -> Opening:
    """How photos come in."""
    return Opening(
        session.document,
        session.photos,
        session.settings,
        session.samples,
        session.notices,
        home=session.home,
        files=session.files,
        enqueue=session.enqueue,
        recalling=make_recalling(session),
        parent=session,
    )


def make_recalling(session: "Session") -> Recalling:
    """What opened pictures say of how they were made."""

    def use(model: str | None, fields: Mapping[str, Any]) -> bool:
        return session.choose_model(model, fields) if model is not None else session.draft.set(**fields)

    return Recalling(
        session.document,
        session.edits,
        session.notices,
        session.files,
        models=lambda: [info.name for info in session.models] if session.models is not None else None,
        use=use,
        parent=session,
    )


def make_ordering(session: "Session") -> Ordering:
    """What a person asks to be restored."""
    return Ordering(
        session.document,
        session.draft,
        session.restoration,
        session.queue,
        session.sheet,
        session.photos,
        session.samples,
        session.notices,
        seeds=session.seeds,
        model=lambda: session.model,
        parent=session,
    )


def make_saving_many(session: "Session") -> SavingMany:
    """Saves the results of the queue; samples and pasted pictures lie in no folder of the person's."""
    strangers = {sample.path for sample in session.samples}
    pasted = session.home / "pasted"
    return SavingMany(
        session.shelf.takes,
        session.shelf.saved,
        session.shelf.watch,
        session.settings,
        session.notices,
        results=session.results_folder,
        files=session.files,
        has_folder=lambda path: path not in strangers and path.parent != pasted,
        parent=session,
    )


def make_quitting(session: "Session", results: Results, ordering: Ordering) -> Quitting:
    """What quitting interrupts."""
    return Quitting(session.restoration, session.queue, session.saving_many, results, ordering.unfinished, session)


def make_news(session: "Session", each: SavingEach) -> LibraryNews:
    """What is told of the queue."""
    return LibraryNews(
        session.shelf,
        session.takes,
        session.queue,
        session.saving_many,
        each,
        session.notices,
        session.queue_wanted.emit,
        session,
    )


def make_saving(session: "Session") -> Saving:
    """Saves the result that is shown."""
    return Saving(
        session.document,
        session.blends,
        session.settings,
        session.notices,
        session.files,
        session.shelf.saved,
        session,
    )


def make_trainings(session: "Session", engine: Engine) -> Trainings:
    """Trainings; what the window holds on a graphics card is let go for them, once nothing is at work there."""

    def free_device() -> None:
        if not isinstance(engine, LocalEngine):
            return
        local = engine

        def release() -> None:
            memory = local.memory()
            if memory is not None and memory.kind != "cpu":
                local.release()

        session.device.start(lambda _task: release(), failure=session.notices.failed)

    return Trainings(session.home, session.store, session.notices, free_device=free_device, parent=session)
