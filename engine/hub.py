"""Asking a model hub: what a repository holds, and the bytes of a file from any place on. Errors told apart.

The hub's own client does the talking (addresses, sign-in, proxies, offline switch). Its `hf_hub_download` starts
every file anew after an interruption (its source, 2.4: partial files are deleted, or left behind by a kill), so the
bytes are asked for here, by range.
"""

import contextlib
import os
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

from engine.errors import (
    AccessDenied,
    DownloadError,
    HeirloomError,
    Offline,
    RateLimited,
    RemoteMissing,
    TransferDamaged,
)
from engine.sentences import sentence

GO_ON = sentence("What has come is kept; the same command goes on from there.")


@dataclass(frozen=True)
class RemoteFile:
    """One file of one commit.

    Attributes:
        repository, commit, name: where it is.
        size: bytes; None if the hub does not say.
        sha256: of its bytes, in hexadecimal, or None.
        git_sha1: git's hash of it (sha1 of "blob <size>\\0" and the bytes), or None. Files under git have this one.
    """

    repository: str
    commit: str
    name: str
    size: int | None = None
    sha256: str | None = None
    git_sha1: str | None = None


class Dropped(Exception):
    """The connection broke or went silent while bytes came: asking again may help. Never leaves this package."""


class Hub:
    """A model hub.

    Args:
        endpoint: its address; None: what `HF_ENDPOINT` says, or huggingface.co.
    """

    def __init__(self, endpoint: str | None = None) -> None:
        self._endpoint = (endpoint or os.environ.get("HF_ENDPOINT", "")).rstrip("/") or None

    def list_files(self, repository: str, revision: str) -> list[RemoteFile]:
        """All files of a repository at the commit that `revision` means now, with sizes and hashes.

        Raises:
            DownloadError: one of its kinds.
        """
        from huggingface_hub import HfApi

        with _told_apart(repository):
            info = HfApi(endpoint=self._endpoint).model_info(repository, revision=revision, files_metadata=True)
            if not info.sha or info.siblings is None:
                raise ValueError("no list of files")
            return [
                RemoteFile(
                    repository=repository,
                    commit=info.sha,
                    name=sibling.rfilename,
                    size=sibling.lfs.size if sibling.lfs else sibling.size,
                    sha256=_hex(sibling.lfs.sha256 if sibling.lfs else None, 64),
                    git_sha1=None if sibling.lfs else _hex(sibling.blob_id, 40),
                )
                for sibling in info.siblings
            ]

    def complete(self, file: RemoteFile) -> RemoteFile:
        """The same file with size and hash from its own headers, where the list did not say them.

        Raises:
            DownloadError: one of its kinds.
        """
        if file.size is not None and (file.sha256 or file.git_sha1):
            return file
        from huggingface_hub import get_hf_file_metadata

        with _told_apart(file.repository, file.name):
            found = get_hf_file_metadata(self._url(file), endpoint=self._endpoint)
        tag = found.etag or ""
        return RemoteFile(
            repository=file.repository,
            commit=file.commit,
            name=file.name,
            size=file.size if file.size is not None else found.size,
            sha256=file.sha256 or _hex(tag, 64),
            git_sha1=file.git_sha1 or _hex(tag, 40),
        )

    def read(self, file: RemoteFile, start: int) -> Generator[tuple[int, bytes], None, None]:
        """The bytes from `start` on, each piece with its place; from 0 where the hub does not do ranges.

        Raises:
            DownloadError: one of its kinds; `TransferDamaged` if the answer cannot be the file, before any byte of it.
            Dropped: the connection broke, or nothing came for a while.
        """
        import httpx2
        from huggingface_hub import constants, get_session
        from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

        headers = {**build_hf_headers(), "Accept-Encoding": "identity"}
        if start:
            headers["Range"] = f"bytes={start}-"
        try:
            with (
                _told_apart(file.repository, file.name),
                get_session().stream(
                    "GET",
                    self._url(file),
                    headers=headers,
                    timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT,
                    follow_redirects=True,
                ) as response,
            ):
                hf_raise_for_status(response)
                place = _place(response.status_code, response.headers, start, file)
                for (
                    piece
                ) in response.iter_bytes():  # as they come: pieces put together would be lost with the connection
                    yield place, piece
                    place += len(piece)
        except Offline as error:
            never_there = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
            if isinstance(error.__cause__, httpx2.TransportError) and not isinstance(error.__cause__, never_there):
                raise Dropped(str(error.__cause__)) from error
            raise

    def _url(self, file: RemoteFile) -> str:
        from huggingface_hub import hf_hub_url

        return hf_hub_url(file.repository, file.name, revision=file.commit, endpoint=self._endpoint)


@contextlib.contextmanager
def _told_apart(repository: str, name: str = "") -> Iterator[None]:
    """Turns what the hub's client raises into one of the kinds of `DownloadError`."""
    import httpx2
    from huggingface_hub.errors import FileMetadataError, HfHubHTTPError, OfflineModeIsEnabled

    what = sentence("{name} of {repository}", name=name, repository=repository) if name else repository
    try:
        yield
    except HeirloomError:
        raise
    except OfflineModeIsEnabled as error:
        advice = sentence("Unset HF_HUB_OFFLINE, or bring the files over and use: heirloom models import.")
        raise Offline(sentence("downloads are switched off by HF_HUB_OFFLINE"), advice=advice) from error
    except HfHubHTTPError as error:
        raise _by_status(error, repository, what) from error
    except httpx2.TimeoutException as error:
        raise Offline(
            sentence("the hub does not answer (asked for {what})", what=what),
            advice=sentence("Try again later. {go_on}", go_on=GO_ON),
        ) from error
    except httpx2.ProxyError as error:
        advice = sentence("Check the proxy settings (HTTPS_PROXY).")
        raise Offline(sentence("the proxy of this network refuses ({reason})", reason=error), advice=advice) from error
    except httpx2.HTTPError as error:
        advice = sentence(
            "Check the connection and try again. {go_on} Without a network: heirloom models import.", go_on=GO_ON
        )
        raise Offline(
            sentence("the hub cannot be reached ({reason})", reason=error or type(error).__name__), advice=advice
        ) from error
    except (FileMetadataError, ValueError, KeyError, TypeError) as error:
        advice = sentence("If HF_ENDPOINT is set, check it; some networks answer with a sign-in page of their own.")
        raise DownloadError(
            sentence("the answer about {what} is not that of a model hub", what=what), advice=advice
        ) from error


def _by_status(error: Any, repository: str, what: str) -> DownloadError:
    """What a status from 400 on means. The hub says 401 for what is missing, too, to hide private repositories."""
    status = error.response.status_code
    page = f"https://huggingface.co/{repository}"
    if status == 401:
        advice = sentence(
            "Open {page}; if it wants you to sign in, set HF_TOKEN to a token of yours. {go_on}", page=page, go_on=GO_ON
        )
        return AccessDenied(sentence("the hub does not give {what} without signing in (401)", what=what), advice=advice)
    if status == 403:
        advice = sentence(
            "Accept the conditions on {page}, then set HF_TOKEN to a token of yours. {go_on}", page=page, go_on=GO_ON
        )
        return AccessDenied(sentence("the hub does not let you have {what} (403)", what=what), advice=advice)
    if status == 404:
        advice = sentence("It may have been moved or renamed: see whether there is a newer Heirloom.")
        return RemoteMissing(sentence("the hub has no {what} (404)", what=what), advice=advice)
    if status == 429:
        found = re.search(r"\d+", error.response.headers.get("Retry-After", ""))
        seconds = int(found[0]) if found else None
        when = sentence("in a few minutes") if seconds is None else sentence("in {seconds} seconds", seconds=seconds)
        return RateLimited(
            sentence("the hub asks for a pause (429)"),
            seconds=seconds,
            advice=sentence("Try again {when}. {go_on}", when=when, go_on=GO_ON),
        )
    return DownloadError(
        sentence("the hub has trouble ({status}, asked for {what})", status=status, what=what),
        advice=sentence("Try again later. {go_on}", go_on=GO_ON),
    )


def _place(status: int, headers: Any, start: int, file: RemoteFile) -> int:
    """Where the bytes of an answer begin. A page of something in between must not cost what has already come."""
    length = headers.get("Content-Length", "")
    if status == 206:
        found = re.match(r"bytes (\d+)-", headers.get("Content-Range", ""))
        if found is None or int(found[1]) != start:
            raise TransferDamaged(
                sentence("the hub sent another part of {name} than asked for", name=file.name), advice=GO_ON
            )
        return start
    if file.size is not None and length.isdecimal() and int(length) != file.size:
        what = sentence(
            "{name} would be {length:,} bytes long instead of {size:,}",
            name=file.name,
            length=int(length),
            size=file.size,
        )
        advice = sentence(
            "Something in between may have answered instead of the hub, a sign-in page say. {go_on}", go_on=GO_ON
        )
        raise TransferDamaged(what, advice=advice)
    return 0


def _hex(value: str | None, digits: int) -> str | None:
    return value.lower() if value and re.fullmatch(rf"[0-9a-fA-F]{{{digits}}}", value) else None
