"""Fetching the files of a catalogue entry into a folder: goes on after any interruption, and believes only hashes.

The folder holds `plan.json` (which commit, which files, their sizes and hashes), a folder a part, and in it finished
files under their own names and unfinished ones as `<name>.part`. A finished name exists only after its hash was right.
"""

import contextlib
import dataclasses
import errno
import fnmatch
import hashlib
import json
import os
import shutil
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.catalogue_file import CatalogueEntry, FileChoice, Part, safe_name
from engine.errors import DiskFull, DownloadError, HeirloomError, ModelError, Offline, RemoteMissing, TransferDamaged
from engine.hub import GO_ON, Dropped, Hub, RemoteFile
from engine.manifest import ALLOWED_NAMES, ALLOWED_SUFFIXES
from engine.sentences import sentence

PLAN = "plan.json"
MARGIN = 256 * 1024 * 1024
"""Bytes to leave free beyond what is needed."""

_OLD_PLAN = "plan.old.json"
_TRIES = 5  # broken connections before giving up, while less than this comes:
_WORTH_IT = 1024 * 1024
_WAITS = 8  # pieces of the wait before the next try
_CHUNK = 8 * 1024 * 1024

Stage = Literal["ask", "download", "check", "convert", "copy"]


@dataclass(frozen=True)
class TransferProgress:
    """How far getting a model is.

    Attributes:
        stage: asking the hub, downloading, comparing hashes, converting, copying.
        file: which one, or "".
        done, total: bytes of this file.
        all_done, all_total: bytes of this stage in all.
    """

    stage: Stage
    file: str = ""
    done: int = 0
    total: int = 0
    all_done: int = 0
    all_total: int = 0


@dataclass(frozen=True)
class PlannedFile:
    """A file to fetch: of which part, and which file of which commit; `sha256` of the catalogue if it knows one."""

    part: str
    remote: RemoteFile

    def path(self, folder: Path) -> Path:
        """Where it lies when it is whole."""
        return folder / self.part / self.remote.name


def download(
    entry: CatalogueEntry, folder: Path, hub: Hub, *, room_after: int = 0, patience: float = 1.0
) -> Generator[TransferProgress, None, list[PlannedFile]]:
    """Fetches all files of `entry` into `folder`, or those still missing, and returns them.

    Args:
        entry: what to fetch.
        folder: of this entry alone, and nobody else's while this runs; kept between calls.
        hub: where from.
        room_after: bytes that will be needed after the download, for the disk check.
        patience: seconds before the first new try after a broken connection; doubled at each.

    Raises:
        DownloadError: one of its kinds. What has come stays.
        DiskFull: before anything is fetched, or when others filled the disk meanwhile.
    """
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    files = _read_plan(entry, folder)
    if files is None:
        yield TransferProgress("ask")
        files = plan(entry, hub)
        with writing(folder):
            _write_plan(entry, folder, files)
    total = sum(file.remote.size or 0 for file in files)
    check_room(folder, total - sum(_have(file, folder) for file in files) + room_after)
    done = 0
    for file in files:
        size = file.remote.size or 0
        if not file.path(folder).is_file():
            try:
                yield from _fetch(file, folder, hub, done, total, patience)
            except RemoteMissing:
                (folder / PLAN).replace(folder / _OLD_PLAN)  # that commit is gone; the next call asks which there is
                raise
        done += size
        yield TransferProgress("download", file.remote.name, size, size, done, total)
    return files


def plan(entry: CatalogueEntry, hub: Hub) -> list[PlannedFile]:
    """Asks the hub which files `entry` means today.

    Raises:
        DownloadError: one of its kinds; `RemoteMissing` names a file that should be there.
    """
    files: list[PlannedFile] = []
    for part in entry.parts:
        listed = {file.name: file for file in hub.list_files(part.repository, part.revision)}
        chosen: dict[str, RemoteFile] = {}
        for choice in part.files:
            for name in _names(choice, part, listed):
                chosen[name] = hub.complete(_pinned(listed[name], choice))
        for file in chosen.values():
            if file.size is None:
                raise DownloadError(
                    sentence(
                        "the hub does not say how long {name} of {repository} is",
                        name=file.name,
                        repository=part.repository,
                    )
                )
            files.append(PlannedFile(part.part, file))
    return files


def check_room(folder: Path, needed: int) -> None:
    """Refuses before work that would fill the disk.

    Raises:
        DiskFull: says how much is needed and free.
    """
    free = shutil.disk_usage(folder).free
    if free < needed + MARGIN:
        what = sentence(
            "the disk is too full: {needed} are needed, but only {free} are free",
            needed=_gigabytes(needed + MARGIN),
            free=_gigabytes(free),
        )
        raise DiskFull(
            what, path=folder, advice=sentence("Make room, then run the command again. {go_on}", go_on=GO_ON)
        )


@contextlib.contextmanager
def writing(folder: Path) -> Iterator[None]:
    """What the system says when `folder` cannot be written, as one of our errors.

    Raises:
        DiskFull: no room is left.
        ModelError: anything else.
    """
    try:
        yield
    except HeirloomError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
            what = sentence("the disk is full ({free} free)", free=_gigabytes(shutil.disk_usage(folder).free))
            raise DiskFull(
                what, path=folder, advice=sentence("Make room, then run the command again. {go_on}", go_on=GO_ON)
            ) from error
        path = error.filename if isinstance(error.filename, str) else folder
        raise ModelError(sentence("cannot be written ({reason})", reason=error.strerror or error), path=path) from error


def present_bytes(folder: Path) -> int:
    """Bytes that lie in a download folder, finished or not."""
    if not folder.is_dir():
        return 0
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def planned_bytes(entry: CatalogueEntry, folder: Path) -> int | None:
    """Bytes that an earlier `download` of `entry` into `folder` was to fetch in all; None if there was none."""
    files = _read_plan(entry, folder)
    return None if files is None else sum(file.remote.size or 0 for file in files)


def _names(choice: FileChoice, part: Part, listed: dict[str, RemoteFile]) -> list[str]:
    """Which of a repository's files a choice means."""
    found: list[str] = []
    for pattern in choice.names:
        fits = [name for name in listed if fnmatch.fnmatchcase(name, pattern) and name.count("/") == pattern.count("/")]
        for name in sorted(fits):
            if not safe_name(name):
                raise DownloadError(
                    sentence(
                        "{repository} has a file with the unsafe name {name!a}", repository=part.repository, name=name
                    )
                )
            suffix = Path(name).suffix
            if name in choice.names or suffix in ALLOWED_SUFFIXES or Path(name).name in ALLOWED_NAMES:
                found.append(name)
        if found and not choice.every:
            break
    if not found and not choice.optional:
        what = sentence("{repository} has no file {names}", repository=part.repository, names=", ".join(choice.names))
        raise RemoteMissing(what, advice=sentence("It may have been renamed: see whether there is a newer Heirloom."))
    return found


def _pinned(file: RemoteFile, choice: FileChoice) -> RemoteFile:
    """The file with the catalogue's hash, which stands above the hub's."""
    if choice.sha256 is None:
        return file
    if file.sha256 is not None and file.sha256 != choice.sha256:
        what = sentence(
            "{name} of {repository} is not the file that this Heirloom knows: its hash is another",
            name=file.name,
            repository=file.repository,
        )
        raise TransferDamaged(what, advice=sentence("See whether there is a newer Heirloom."))
    return dataclasses.replace(file, sha256=choice.sha256, git_sha1=None)


def _fetch(
    file: PlannedFile, folder: Path, hub: Hub, done_before: int, all_total: int, patience: float
) -> Iterator[TransferProgress]:
    """One file, from where it stopped, to its final name."""
    remote, path = file.remote, file.path(folder)
    size = remote.size or 0
    part = path.with_name(path.name + ".part")
    with writing(folder):
        part.parent.mkdir(parents=True, exist_ok=True)
    tries, counted_from = 0, 0
    while True:
        start = part.stat().st_size if part.exists() else 0
        if start >= size and part.exists():
            break
        if start >= counted_from + _WORTH_IT:
            tries, counted_from = 0, start
        try:
            for done in _receive(remote, part, start, hub, folder):
                yield TransferProgress("download", remote.name, done, size, done_before + done, all_total)
            if part.stat().st_size < size:
                raise Dropped("the file ended early")
        except Dropped as error:
            tries += 1
            if tries >= _TRIES:
                what = sentence(
                    "the connection to the hub breaks again and again ({reason}, {name})",
                    reason=error,
                    name=remote.name,
                )
                raise Offline(
                    what, advice=sentence("Check the connection and try again. {go_on}", go_on=GO_ON)
                ) from error
            here = part.stat().st_size if part.exists() else 0
            for _ in range(_WAITS):  # each yield is a place to stop
                yield TransferProgress("download", remote.name, here, size, done_before + here, all_total)
                time.sleep(patience * 2 ** (tries - 1) / _WAITS)
    for checked in _check(remote, part):
        yield TransferProgress("check", remote.name, checked, size, done_before + checked, all_total)
    part.replace(path)
    _sync(path.parent)


def _receive(remote: RemoteFile, part: Path, start: int, hub: Hub, folder: Path) -> Iterator[int]:
    """Appends what comes to `part`, yielding its length; a hub that starts anew starts the file anew."""
    size = remote.size or 0
    pieces = hub.read(remote, start)
    with contextlib.closing(pieces), writing(folder), part.open("r+b" if start else "wb", buffering=0) as stream:
        for place, piece in pieces:
            if stream.tell() != place:
                stream.seek(place)
                stream.truncate()
            if place + len(piece) > size:
                part.unlink()
                what = sentence("{name} is longer than the {size:,} bytes announced", name=remote.name, size=size)
                raise TransferDamaged(what, advice=sentence("The file is fetched anew when you run the command again."))
            rest = memoryview(piece)
            while rest:  # unbuffered, so that a kill loses nothing: a write may be a part of one
                rest = rest[stream.write(rest) :]
            yield place + len(piece)
        os.fsync(stream.fileno())


def _check(remote: RemoteFile, part: Path) -> Iterator[int]:
    """Reads the file once and compares it with the hash; yields bytes read. A wrong one is deleted.

    Raises:
        TransferDamaged: another length, or another hash.
    """
    size = part.stat().st_size
    wrong = size != remote.size
    if not wrong and (remote.sha256 or remote.git_sha1):
        git = f"blob {size}\0".encode()
        digest = hashlib.sha256() if remote.sha256 else hashlib.sha1(git, usedforsecurity=False)
        done = 0
        with part.open("rb") as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
                done += len(piece)
                yield done
        wrong = digest.hexdigest() != (remote.sha256 or remote.git_sha1)
    if wrong:
        part.unlink()
        what = sentence("{name} came damaged: its content is not what the hub announced", name=remote.name)
        raise TransferDamaged(
            what, advice=sentence("It was deleted, and is fetched anew when you run the command again.")
        )


def _have(file: PlannedFile, folder: Path) -> int:
    path = file.path(folder)
    for candidate in (path, path.with_name(path.name + ".part")):
        if candidate.is_file():
            return candidate.stat().st_size
    return 0


def _read_plan(entry: CatalogueEntry, folder: Path) -> list[PlannedFile] | None:
    """What an earlier call was about to fetch; None if there was none, or it is not for this entry any more.

    Its hashes stand, so that a file which changed on the hub meanwhile is not joined to half of the older one.
    """
    try:
        values: Any = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        if values["entry"] != _fingerprint(entry):
            return None
        files = [PlannedFile(file["part"], RemoteFile(**file["remote"])) for file in values["files"]]
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):  # half-written by a full disk: ask anew
        return None
    return files if all(safe_name(file.remote.name) and safe_name(file.part) for file in files) else None


def _write_plan(entry: CatalogueEntry, folder: Path, files: list[PlannedFile]) -> None:
    """Writes the plan, and clears away what lies here of files that are other ones now."""
    old = _known_hashes(folder)
    for file in files:
        path = file.path(folder)
        remote = file.remote
        if old.get(f"{file.part}/{remote.name}") != (remote.sha256 or remote.git_sha1):
            path.unlink(missing_ok=True)
            path.with_name(path.name + ".part").unlink(missing_ok=True)
    values = {"entry": _fingerprint(entry), "files": [dataclasses.asdict(file) for file in files]}
    beside = folder / f"{PLAN}.part"
    with beside.open("w", encoding="utf-8") as stream:
        json.dump(values, stream, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / PLAN)


def _known_hashes(folder: Path) -> dict[str, str | None]:
    path = folder / PLAN
    try:
        values: Any = json.loads((path if path.exists() else folder / _OLD_PLAN).read_text(encoding="utf-8"))
        return {
            f"{file['part']}/{file['remote']['name']}": file["remote"]["sha256"] or file["remote"]["git_sha1"]
            for file in values["files"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _fingerprint(entry: CatalogueEntry) -> str:
    """Of where the files come from, not of titles and texts."""
    parts = [(part.part, part.repository, part.revision, part.files) for part in entry.parts]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _sync(folder: Path) -> None:
    """Makes renames in `folder` last, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _gigabytes(count: int) -> str:
    return f"{max(0, count) / 1e9:.1f} GB" if count >= 1e8 else f"{max(0, count) / 1e6:.1f} MB"
