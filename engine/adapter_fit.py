"""Whether an adapter fits a model: all that can be known before a weight is loaded. No torch here."""

from pathlib import Path

from engine.adapter_file import DOWN, PARTS, UP, AdapterManifest, adapter_shapes, verify_adapter
from engine.errors import ModelMismatch, ModelMissing
from engine.file_kind import safetensors_shapes
from engine.manifest import BundleManifest

_GET_AGAIN = "Get the adapter again."


def check_adapter(path: Path, folder: Path, base: BundleManifest) -> AdapterManifest:
    """As `verify_adapter`, and that it fits the model in `folder`, whose manifest is `base`: all that can be known
    before a weight is loaded.

    Raises:
        ModelMismatch: it is for another model, which is named, or a key or shape does not fit.
        ModelDamaged, ModelMissing, UnsafeFormat: as `verify_adapter`.
    """
    manifest = verify_adapter(path)
    check_base(path, manifest, base)
    shapes = {part: _shapes_of(folder / part) for part in PARTS}
    for key, shape in adapter_shapes(path).items():
        part, _, inner = key.partition(".")
        if key.endswith((DOWN, UP)):
            inner = inner.removesuffix(DOWN).removesuffix(UP) + ".weight"
        there = shapes[part].get(inner)
        if there is None:
            raise ModelMismatch(f"changes {part}.{inner}, which {base.name} does not have", path=path)
        if key.endswith(DOWN):
            fits = len(there) == 2 and shape == (manifest.rank, there[1])
        elif key.endswith(UP):
            fits = len(there) == 2 and shape == (there[0], manifest.rank)
        else:
            fits = shape == there
        if not fits:
            what = f"its key {key} has the shape {list(shape)}, which does not fit {list(there)}"
            raise ModelMismatch(what, path=path, advice=_GET_AGAIN)
    return manifest


def check_base(path: Path, manifest: AdapterManifest, base: BundleManifest) -> None:
    """Refuses an adapter for another model than `base`.

    Raises:
        ModelMismatch: names both.
    """
    if manifest.base_sha256 == base.sha256:
        return
    if manifest.base == base.name:
        what = f"is an adapter for another version of {base.name}: for {manifest.base_identity}, not {base.identity}"
        raise ModelMismatch(what, path=path, advice="Get that version, or train the adapter again on this one.")
    what = f"is an adapter for {manifest.base_identity}, not for {base.identity}"
    raise ModelMismatch(what, path=path, advice=f"Use it with the model {manifest.base or 'it was trained on'}.")


def _shapes_of(part: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of one part of a model."""
    found: dict[str, tuple[int, ...]] = {}
    for path in sorted(part.glob("*.safetensors")):
        found |= safetensors_shapes(path)
    if not found:
        raise ModelMissing("this part of the model is missing", path=part, advice="Get the model again.")
    return found
