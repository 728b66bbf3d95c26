"""What one call of an encoder or decoder holds when it is computed in bands (`engine.bands`). No torch here."""

from engine.activations import Call, Config, decoder_call, encoder_call

_BAND_VALUES = 2 * 2**20  # as engine.bands
# A band's rows, what normalisation and SiLU make of them, and the convolution's result, in float32 where that is wider.
_BANDS_HELD = 4.5
_DOUBLED_HELD = 3  # and where the rows are upsampled first
_MIDDLE = 6  # activations of the attention, as `engine.activations` counts


def encoder_in_bands(config: Config, height: int, width: int, *, to_latents: bool) -> Call:
    """One tile of `height` x `width` pixels through the LQ encoder, or with `to_latents` the autoencoder's."""
    whole = encoder_call(config, height, width, to_latents=to_latents)
    if config.get("_class_name") == "PatchAutoencoder":
        return whole
    area, now, peak = height * width, int(config["block_out_channels"][0]), 0.0
    picture = int(config.get("in_channels", 3)) * area
    widths = [int(value) for value in config["block_out_channels"]]
    for level, channels in enumerate(widths):
        peak = max(peak, _resnets(now, channels, int(config["layers_per_block"]), area))
        now = channels
        if level < len(widths) - 1:
            peak = max(peak, now * area * 1.25 + _band(now * area))
            area //= 4
    peak = max(peak, _MIDDLE * now * area)
    return Call(min(whole.values, picture + peak), whole.flops)


def decoder_in_bands(config: Config, height: int, width: int) -> Call:
    """One tile of latents [1, C, height, width] through the autoencoder's decoder."""
    whole = decoder_call(config, height, width)
    if config.get("_class_name") == "PatchAutoencoder":
        return whole
    widths = [int(value) for value in config["block_out_channels"]][::-1]
    area, now, again = height * width, widths[0], 0.0
    peak = float(_MIDDLE * now * area)
    small = 0.0  # what the level's input is made from, when it is asked for
    for level, channels in enumerate(widths):
        peak = max(peak, _resnets(now, channels, int(config["layers_per_block"]) + 1, area, small))
        if level and now != channels:
            again += 2 * 2 * 9 * now**2 * area  # the doubled input is computed three times
        now = channels
        if level < len(widths) - 1:
            small = now * area
            area *= 4
    peak = max(peak, now * area + int(config.get("out_channels", 3)) * area + _band(now * area))
    return Call(min(whole.values, peak), whole.flops + again)


def _resnets(inputs: int, outputs: int, count: int, area: int, small: float = 0.0) -> float:
    """Values at the peak of a level's blocks; its input is made from `small` values where there are any."""
    hidden = outputs * area
    first = hidden + (hidden if inputs == outputs else small or inputs * area)
    held = max(first, 2 * hidden if count > 1 else 0, small + hidden if inputs == outputs else 0)
    band = _band(max(inputs, outputs) * area)
    return held + band * (1 + _DOUBLED_HELD / _BANDS_HELD if small else 1)


def _band(values: float) -> float:
    return _BANDS_HELD * min(_BAND_VALUES, values)
