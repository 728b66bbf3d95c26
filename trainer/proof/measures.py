"""How close a restored picture is to the true one. All of them compare with the original: none rewards invention.

A blurred picture is near the mean of all that could have been, so PSNR and, less, SSIM prefer it to a sharp one that is
right in most places. `agreement` does not: see there.
"""

import math

import numpy as np
import torch
import torch.nn.functional as F

_LEVELS = 4
_SMALLEST = 8  # side of the smallest band, in pixels
_FLAT = 1.0  # variance, in squared 255ths, below which a band of both pictures counts as plain
_TAPS = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)


def psnr(restored: np.ndarray, target: np.ndarray) -> float:
    """Peak signal to noise ratio in dB over all channels, at most 100; both uint8 [H, W, 3]."""
    error = np.square(restored.astype(np.float64) - target).mean()
    return 10 * math.log10(255**2 / max(error, 255**2 / 1e10))


def ssim(restored: np.ndarray, target: np.ndarray) -> float:
    """Structural similarity (Wang et al. 2004): mean over channels and positions, -1..1; both uint8 [H, W, 3].

    Gaussian windows of deviation 1.5, 11 pixels wide, whole ones only; K1 .01, K2 .03. Sides of 11 pixels or more.
    """
    taps = torch.exp(-0.5 * (torch.arange(-5, 6, dtype=torch.float64) / 1.5) ** 2)
    taps = taps / taps.sum()

    def windowed(values: torch.Tensor) -> torch.Tensor:
        return F.conv2d(F.conv2d(values, taps.view(1, 1, 1, -1)), taps.view(1, 1, -1, 1))

    x, y = _channels(restored), _channels(target)
    mean_x, mean_y = windowed(x), windowed(y)
    var_x = windowed(x * x) - mean_x**2
    var_y = windowed(y * y) - mean_y**2
    both = windowed(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    map_ = (2 * mean_x * mean_y + c1) * (2 * both + c2) / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))
    return float(map_.mean())


def agreement(restored: np.ndarray, target: np.ndarray) -> float:
    """How much of the picture's detail is there and right, coarse and fine alike: 1 for the picture itself.

    Both uint8 [H, W, 3]. Each is taken apart into a Laplacian pyramid (Burt and Adelson 1983): four bands and what is
    left, less the target's mean. A band's agreement is rho * sqrt(r): rho is its correlation with the true band, r <= 1
    the quotient of their amplitudes, the smaller over the larger. The result is the mean over bands; every band counts
    the same, whatever its energy. Of detail that can be told only with the correlation rho

    * shown in full strength it gives rho;
    * washed out to the share rho, as least squares likes it: rho^1.5;
    * washed out, and the missing strength made up by detail that is not there: rho^2;
    * not shown, or all wrong: 0.

    So neither blur nor invention pays, and what is sharp and right does. Within a band that is known but for a little,
    showing that little pays if more than a third of it is right.
    """
    x, y = _channels(restored), _channels(target)
    mean = y.mean(dim=(2, 3), keepdim=True)
    bands = zip(_pyramid(x - mean), _pyramid(y - mean), strict=True)
    return sum(_likeness(a, b) for a, b in bands) / (_levels(y) + 1)


def tones(restored: np.ndarray, target: np.ndarray) -> float:
    """How far brightness and colour are off, apart from all detail: root mean square in 255ths; both uint8 [H, W, 3].

    `agreement` hardly sees a cast of a few levels, and people do.
    """
    coarse_x, coarse_y = (_pyramid(_channels(picture))[-1] for picture in (restored, target))
    return math.sqrt(float((coarse_x - coarse_y).square().mean()))


def sharpness(restored: np.ndarray, target: np.ndarray) -> float:
    """Energy of the restored picture's finest band as a share of the true one's: under 1 soft, over 1 overdone.

    It says how a score came about, and decides nothing: noise is sharp.
    """
    fine_x, fine_y = (next(iter(_pyramid(_channels(picture)))) for picture in (restored, target))
    return math.sqrt((float(fine_x.square().mean()) + _FLAT / 100) / (float(fine_y.square().mean()) + _FLAT / 100))


def _likeness(x: torch.Tensor, y: torch.Tensor) -> float:
    energy_x, energy_y = (float(band.square().mean()) + _FLAT for band in (x, y))
    correlation = (float((x * y).mean()) + _FLAT) / math.sqrt(energy_x * energy_y)
    return correlation * (min(energy_x, energy_y) / max(energy_x, energy_y)) ** 0.25


def _levels(pixels: torch.Tensor) -> int:
    return max(0, min(_LEVELS, int(math.log2(max(1.0, min(pixels.shape[2:]) / _SMALLEST)))))


def _pyramid(pixels: torch.Tensor) -> list[torch.Tensor]:
    """Bands from fine to coarse, then what is left; their (enlarged) sum is the picture."""
    bands: list[torch.Tensor] = []
    for _ in range(_levels(pixels)):
        small = _blurred(pixels)[:, :, ::2, ::2]
        large = F.interpolate(small, size=pixels.shape[2:], mode="bilinear", align_corners=False)
        bands.append(pixels - large)
        pixels = small
    return [*bands, pixels]


def _blurred(pixels: torch.Tensor) -> torch.Tensor:
    taps = pixels.new_tensor(_TAPS)
    padded = F.pad(pixels, (2, 2, 2, 2), mode="reflect")
    return F.conv2d(F.conv2d(padded, taps.view(1, 1, 1, -1)), taps.view(1, 1, -1, 1))


def _channels(picture: np.ndarray) -> torch.Tensor:
    """uint8 [H, W, 3] -> float64 [3, 1, H, W] in 0..255."""
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1))).double()[:, None]
