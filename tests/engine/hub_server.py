"""A model hub on 127.0.0.1 that serves folders, as the real one answers its client; and that can misbehave."""

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlparse

LARGE = (".bin", ".safetensors")


@dataclass
class Faults:
    """What goes wrong, by the file's path in its repository; all of it can be changed while the server runs.

    Attributes:
        status: answers with this status instead. The key "" is the list of files.
        headers: to go with such a status.
        cut: the connection breaks after so many bytes of an answer, so many times.
        short: only so many bytes are announced and sent.
        corrupt: the byte at this place is another.
        web_page: the answer is a page.
        no_ranges: every answer begins at 0.
        no_hashes: the list of files has neither sizes nor hashes.
        blocked: answers wait for this.
        pace: after this many bytes, the server waits for `blocked`.
    """

    status: dict[str, int] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    cut: dict[str, list[int]] = field(default_factory=dict)
    short: dict[str, int] = field(default_factory=dict)
    corrupt: dict[str, int] = field(default_factory=dict)
    web_page: set[str] = field(default_factory=set)
    no_ranges: bool = False
    no_hashes: bool = False
    pace: int | None = None
    go_on: threading.Event = field(default_factory=threading.Event)


@dataclass
class HubServer:
    """A running server.

    Attributes:
        endpoint: its address, for `HF_ENDPOINT`.
        storage: where the bytes of large files are: another origin, as with the real hub.
        root: holds a folder a repository, `owner/name`.
        faults: what goes wrong.
        asked: method, path in the repository (or "" for a list) and first byte of every request.
        sent: bytes of files sent.
        tokens: sign-ins that came to the hub.
        strangers: sign-ins that came to the storage, where they must not.
        paused: set when a paced answer waits.
    """

    endpoint: str
    storage: str
    root: Path
    faults: Faults = field(default_factory=Faults)
    asked: list[tuple[str, str, int]] = field(default_factory=list)
    sent: int = 0
    tokens: set[str] = field(default_factory=set)
    strangers: list[str] = field(default_factory=list)
    paused: threading.Event = field(default_factory=threading.Event)

    def commit(self, repository: str) -> str:
        """The commit of a repository: changes with any of its files."""
        digest = hashlib.sha1(usedforsecurity=False)
        for name, path in self.files(repository).items():
            digest.update(name.encode() + path.read_bytes())
        return digest.hexdigest()

    def files(self, repository: str) -> dict[str, Path]:
        """Files of a repository by their paths in it."""
        folder = self.root / repository
        return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ClassVar[HubServer]

    def log_message(self, format: str, *args: Any) -> None: ...

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlparse(self.path).path)
        if not path.startswith("/storage/"):
            self.hub.tokens.update(self.headers.get_all("Authorization") or [])
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/revision/(.+)", path):
            self._list(found[1], found[2])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(found[1], found[2], found[3])
        elif found := re.fullmatch(r"/storage/([^/]+/[^/]+)/(.+)", path):
            self.hub.strangers += self.headers.get_all("Authorization") or []
            self._send_file(self.hub.files(found[1])[found[2]], found[2])
        else:
            self._fail(404, "EntryNotFound")

    def _list(self, repository: str, revision: str) -> None:
        hub, faults = self.hub, self.hub.faults
        hub.asked.append((self.command, "", 0))
        if "" in faults.status:
            return self._fail(faults.status[""])
        if not (hub.root / repository).is_dir():
            return self._fail(404, "RepoNotFound")
        if revision not in ("main", hub.commit(repository)):
            return self._fail(404, "RevisionNotFound")
        siblings: list[dict[str, Any]] = []
        for name, path in hub.files(repository).items():
            content = path.read_bytes()
            sibling: dict[str, Any] = {"rfilename": name}
            if not faults.no_hashes:
                sibling |= {"size": len(content), "blobId": _git(content)}
                if path.suffix in LARGE:
                    sha256 = hashlib.sha256(content).hexdigest()
                    sibling["lfs"] = {"sha256": sha256, "size": len(content), "pointerSize": 130}
            siblings.append(sibling)
        values = {"id": repository, "modelId": repository, "sha": hub.commit(repository), "siblings": siblings}
        return self._send(200, json.dumps(values | {"private": False, "tags": [], "downloads": 0}).encode())

    def _resolve(self, repository: str, commit: str, name: str) -> None:
        hub, faults = self.hub, self.hub.faults
        if name in faults.status:
            hub.asked.append((self.command, name, 0))
            return self._fail(faults.status[name])
        if commit != hub.commit(repository):
            return self._fail(404, "RevisionNotFound")
        path = hub.files(repository).get(name)
        if path is None:
            return self._fail(404, "EntryNotFound")
        content = path.read_bytes()
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if path.suffix in LARGE:  # as the real hub: the bytes of large files are elsewhere
            sha256 = hashlib.sha256(content).hexdigest()
            headers |= {"X-Linked-Etag": f'"{sha256}"', "X-Linked-Size": str(len(content)), "ETag": '"x"'}
            headers["Location"] = f"{hub.storage}/storage/{repository}/{name}"
            return self._send(302, b"", headers)
        return self._send_file(path, name, headers | {"ETag": f'"{_git(content)}"'})

    def _send_file(self, path: Path, name: str, headers: dict[str, str] | None = None) -> None:
        hub, faults = self.hub, self.hub.faults
        content = path.read_bytes()
        if name in faults.web_page:
            return self._send(200, b"<!DOCTYPE html><title>Sign in</title>", {"Content-Type": "text/html"})
        if name in faults.corrupt:
            place = faults.corrupt[name]
            content = content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :]
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range") or "")
        start = int(found[1]) if found and not faults.no_ranges else 0
        hub.asked.append((self.command, name, start))
        end = min(len(content), faults.short.get(name, len(content)))
        self.send_response(206 if start else 200)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        self.send_header("Content-Length", str(end - start))
        self.end_headers()
        if self.command == "HEAD":
            return None
        body = content[start:end]
        cuts = faults.cut.get(name)
        if cuts:
            body = body[: cuts.pop(0)]
            self.close_connection = True
        pace = faults.pace  # it may be changed while the answer waits
        if pace is not None and len(body) > pace:
            self._write(body[:pace])
            hub.paused.set()
            faults.go_on.wait(60)
            body = body[pace:]
        return self._write(body)

    def _write(self, body: bytes) -> None:
        try:
            self.wfile.write(body)
            self.wfile.flush()
        except OSError:  # the client is gone
            self.close_connection = True
        self.hub.sent += len(body)

    def _fail(self, status: int, code: str = "") -> None:
        headers = {"X-Error-Code": code} if code else {}
        self._send(status, b"{}", headers | self.hub.faults.headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _git(content: bytes) -> str:
    return hashlib.sha1(f"blob {len(content)}\0".encode() + content, usedforsecurity=False).hexdigest()


@contextmanager
def serving(root: Path) -> Iterator[HubServer]:
    """Serves the repositories in `root` until the end of the block."""
    handler = type("Handler", (_Handler,), {})
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), handler) for _ in range(2)]
    endpoint, storage = (f"http://127.0.0.1:{server.server_address[1]}" for server in servers)
    hub = HubServer(endpoint, storage, root)
    handler.hub = hub
    threads = [threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}) for server in servers]
    for server, thread in zip(servers, threads, strict=True):
        server.daemon_threads = True
        thread.start()
    try:
        yield hub
    finally:
        hub.faults.go_on.set()
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()
