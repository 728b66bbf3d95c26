"""What the tests of several processes run in another process: it works through a shared queue as a window does.

python -m tests.app.library_process HOME           a server: "go" on stdin starts a worker, whose number is printed
python -m tests.app.library_process HOME JOBS TAG  adds so many photos and as many takes, and ends
"""

import os
import sys
from pathlib import Path

import numpy as np

import engine.images.read
import engine.images.write  # noqa: F401 - imported before the fork, once for all workers
from app.model.job import Order
from app.model.keeping import Source, find_kept, keep_take
from app.model.library import FILE, Library
from app.model.owner import Owner
from app.model.queue_store import QueueStore
from app.model.takes_store import TakesStore
from engine.images.picture import Picture
from engine.request import RestoreRequest, RestoreResult

SIZE = 160


def image_of(seed: int) -> np.ndarray:
    """The picture that the photo with this seed is restored to, uint8 [SIZE, SIZE, 3]."""
    return np.random.default_rng(seed).integers(0, 256, (SIZE, SIZE, 3), np.uint8)


def work(home: Path) -> None:
    """Find what was left, then claim, "restore" and keep, until nothing waits."""
    library, owner = Library(home / FILE), Owner(home)
    owner.acquire()
    takes, queue = TakesStore(library), QueueStore(library, owner.name, owner.is_alive)
    takes.adopt(find_kept(home / "results", takes.known_files()))
    queue.begin()
    queue.set_paused(False)
    while (job := queue.claim()) is not None:
        request = job.request or RestoreRequest()
        result = RestoreResult(image_of(request.seed), request, "process@0", 0.1)
        picture = Picture(np.zeros((2, 2, 3), np.uint8), job.path)
        keep_take(result, picture, Source(f"digest-{job.path.name}", job.path, job.key), home / "results", takes)
    library.close()
    owner.release()


def serve(home: Path) -> None:
    """Starts workers by forking: importing anew for each of twenty would take far longer than the work."""
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(home)
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def fill(home: Path, jobs: int, tag: str) -> None:
    """Many small changes, as fast as they go."""
    library, owner = Library(home / FILE), Owner(home)
    owner.acquire()
    takes, queue = TakesStore(library), QueueStore(library, owner.name, owner.is_alive)
    picture = Picture(np.zeros((2, 2, 3), np.uint8))
    for number in range(jobs):
        request = RestoreRequest(seed=number)
        queue.add([Order(Path(f"/{tag}-{number}.jpg"), request, "tiny")])
        result = RestoreResult(np.zeros((2, 2, 3), np.uint8), request, "process@0", 0.1)
        take = keep_take(result, picture, Source("one photo", Path("/one.jpg")), home / "results", takes)
        takes.rename(take.id, f"{tag} {number}")
        takes.star(take.id, True)
    library.close()
    owner.release()


if __name__ == "__main__":
    if len(sys.argv) == 2:
        serve(Path(sys.argv[1]))
    else:
        fill(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
