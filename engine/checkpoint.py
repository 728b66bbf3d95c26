"""State-dict keys: the released FaithDiff naming <-> Heirloom's parts, both ways and strict.

Released: one flat dict, the UNet's keys unprefixed beside `denoise_encoder.*`, `condition_embedding.*`,
`information_transformer_layes.*` (so spelled) and `spatial_ch_projs.*`.
"""

from torch import Tensor

from engine.errors import ModelMismatch
from engine.model.faithdiff import PARTS, StateDict

_LQ_ENCODER = "denoise_encoder."
# released prefix -> prefix inside the alignment part
_ALIGNMENT = {
    "condition_embedding.": "condition_embedding.",
    "information_transformer_layes.": "blocks.",
    "spatial_ch_projs.": "projection.",
}


def from_released(state: StateDict) -> dict[str, StateDict]:
    """A released state dict -> `{"unet", "lq_encoder", "alignment"}`; tensors are passed on, not copied.

    Raises:
        ModelMismatch: a part has no key at all, so this is no FaithDiff checkpoint.
    """
    parts: dict[str, dict[str, Tensor]] = {name: {} for name in PARTS}
    for key, tensor in state.items():
        if key.startswith(_LQ_ENCODER):
            parts["lq_encoder"][key.removeprefix(_LQ_ENCODER)] = tensor
            continue
        for released, ours in _ALIGNMENT.items():
            if key.startswith(released):
                parts["alignment"][ours + key.removeprefix(released)] = tensor
                break
        else:
            parts["unet"][key] = tensor
    if empty := [name for name, keys in parts.items() if not keys]:
        raise ModelMismatch(
            f"this is not a FaithDiff checkpoint: it has no keys of {', '.join(empty)}",
            advice="Use the file FaithDiff.bin of the released model.",
        )
    return parts


def to_released(parts: dict[str, StateDict]) -> StateDict:
    """The reverse of `from_released`.

    Raises:
        ModelMismatch: a part is missing or unknown, or an alignment key is of no known kind.
    """
    if parts.keys() != set(PARTS):
        raise ModelMismatch(f"expected the parts {', '.join(PARTS)}, got {', '.join(sorted(parts))}")
    state = dict(parts["unet"])
    state |= {_LQ_ENCODER + key: tensor for key, tensor in parts["lq_encoder"].items()}
    for key, tensor in parts["alignment"].items():
        for released, ours in _ALIGNMENT.items():
            if key.startswith(ours):
                state[released + key.removeprefix(ours)] = tensor
                break
        else:
            raise ModelMismatch(f"alignment has no key {key}")
    return state
