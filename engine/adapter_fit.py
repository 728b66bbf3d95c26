"""Whether an adapter fits a model: all that can be known before a weight is loaded. No torch here."""

from pathlib import Path

from engine.adapter_file import DOWN, PARTS, UP, AdapterManifest, adapter_shapes, verify_adapter
from engine.errors import ModelMismatch, ModelMissing
from engine.file_kind import safetensors_shapes
from engine.manifest import BundleManifest
from engine.sentences import sentence

_GET_AGAIN = sentence("Get the adapter again.")


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
            raise ModelMismatch(
                sentence("changes {part}.{inner}, which {name} does not have", part=part, inner=inner, name=base.name),
                path=path,
            )
        if key.endswith(DOWN):
            fits = len(there) == 2 and shape == (manifest.rank, there[1])
        elif key.endswith(UP):
            fits = len(there) == 2 and shape == (there[0], manifest.rank)
        else:
            fits = shape == there
        if not fits:
            what = sentence(
                "its key {key} has the shape {shape}, which does not fit {wanted}",
                key=key,
                shape=list(shape),
                wanted=list(there),
            )
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
        what = sentence(
            "is an adapter for another version of {name}: for {wanted}, not {found}",
            name=base.name,
            wanted=manifest.base_identity,
            found=base.identity,
        )
        raise ModelMismatch(
            what, path=path, advice=sentence("Get that version, or train the adapter again on this one.")
        )
    what = sentence(
        "is an adapter for {wanted}, not for {found}",
        wanted=manifest.base_identity,
        found=base.identity,
    )
    raise ModelMismatch(
        what,
        path=path,
        advice=sentence("Use it with the model {name}.", name=manifest.base)
        if manifest.base
        else sentence("Use it with the model it was trained on."),
    )


def _shapes_of(part: Path) -> dict[str, tuple[int, ...]]:
    """Names and shapes of one part of a model."""
    found: dict[str, tuple[int, ...]] = {}
    for path in sorted(part.glob("*.safetensors")):
        found |= safetensors_shapes(path)
    if not found:
        raise ModelMissing(
            sentence("this part of the model is missing"), path=part, advice=sentence("Get the model again.")
        )
    return found
