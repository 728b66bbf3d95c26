"""Why a graphics card cannot be used, told by name."""

import pytest

from app.cards import explain, unsupported_card, why_no_card
from app.devices import resolve_device
from engine.errors import DeviceError

OLD = "CUDA initialization: The NVIDIA driver on your system is too old (found version 11040)."


@pytest.mark.parametrize(
    ("built_for", "driver", "said", "windows", "reason", "words"),
    [
        (None, None, "", False, "unsupported", "no support for graphics cards"),
        (None, "550.54.14", "", False, "unsupported", "no support for graphics cards"),
        ("12.8", "470.57.02", "", False, "driver", "driver 470.57.02 is too old for CUDA 12.8, which needs 525.60"),
        ("12.8", "526.10", "", True, "driver", "needs 528.33 or newer"),
        ("13.0", "570.86", "", False, "driver", "needs 580.65"),
        ("12.8", None, OLD, False, "driver", "the driver is too old for CUDA 12.8"),
        ("99.1", "600.1", OLD, False, "driver", "the driver 600.1 is too old for CUDA 99.1"),
        ("12.8", None, "", False, "none", "no graphics card with an NVIDIA driver"),
        ("12.8", "550.54.14", "", False, "none", "though there is the driver 550.54.14"),
        ("12.8", "525.60.13", "", False, "none", "though there is the driver"),
    ],
)
def test_each_reason_has_its_words(
    built_for: str | None, driver: str | None, said: str, windows: bool, reason: str, words: str
) -> None:
    why = explain(built_for, None, driver, said, windows=windows)
    assert why.reason == reason
    assert words in why.text
    assert ("Update the driver" in why.advice) == (reason == "driver")


def test_amd_cards_are_told_apart() -> None:
    assert "ROCm 6.2" in explain(None, "6.2", None, "").text


@pytest.mark.parametrize(
    ("capability", "architectures", "words"),
    [
        ((8, 6), ["sm_75", "sm_80", "sm_90"], ""),
        ((8, 9), ["sm_80"], ""),
        ((3, 7), ["sm_75", "sm_80"], "too old for this PyTorch, which begins at 7.5"),
        ((12, 0), ["sm_80", "sm_90"], "too new"),
        ((12, 0), ["sm_80", "sm_90", "compute_90"], ""),
        ((10, 0), ["sm_90a", "sm_100"], ""),
        ((6, 1), [], ""),
    ],
)
def test_cards_without_code_for_them_are_named(
    capability: tuple[int, int], architectures: list[str], words: str
) -> None:
    problem = unsupported_card(*capability, architectures)
    assert (words in problem) if words else not problem


def test_a_card_that_is_not_there_is_refused_with_the_reason() -> None:
    why = why_no_card()
    if why is None:
        pytest.skip("there is a card")
    with pytest.raises(DeviceError) as refused:
        resolve_device("cuda")
    assert refused.value.what == why.text
    assert "--device cpu" in refused.value.advice
