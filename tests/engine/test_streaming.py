"""Weights that wait in host memory: the same numbers, few of them on the device at a time."""

import itertools
from typing import Any

import pytest
import torch
from torch import nn

from engine.quantized import Int8Layers, Int8Linear, quantize, weight_error
from engine.streaming import BlockStream, Guest
from tests.engine.live_bytes import PretendedCard

CPU = torch.device("cpu")


class Block(nn.Module):
    """Weights of odd sizes, a buffer, and strides that are not contiguous."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = nn.Linear(width, 3 * width + 1)
        self.two = nn.Linear(3 * width + 1, width)
        self.conv = nn.Conv2d(width, width, 3, padding=1).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.register_buffer("offset", torch.randn(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x + self.two(torch.tanh(self.one(x)) / 4) + self.offset
        return x + self.conv(x.T[None, :, :, None])[0, :, :, 0].T / 9


def chain(count: int, width: int = 8) -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(*(Block(width + 0 * index) for index in range(count))).requires_grad_(False).eval()


def block_bytes(block: nn.Module) -> int:
    return sum(tensor.nbytes for tensor in (*block.parameters(), *block.buffers()))


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_streamed_blocks_compute_the_same_bits(count: int) -> None:
    network, x = chain(count), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
        strides = [tensor.stride() for tensor in network.state_dict().values()]
        stream = BlockStream(list(network), CPU)
        stream.attach()
        for _ in range(3):
            assert torch.equal(network(x), expected)
        stream.detach()
        assert torch.equal(network(x), expected)
    assert [tensor.stride() for tensor in network.state_dict().values()] == strides


def test_two_blocks_are_on_the_device_at_a_time() -> None:
    network, x = chain(6), torch.randn(5, 8)
    stream = BlockStream(list(network), CPU)
    assert stream.device_bytes < stream.host_bytes / 2.5
    with PretendedCard() as card, torch.inference_mode():
        before = card.live
        stream.attach()
        assert card.live - before == stream.device_bytes
        network(x)
        assert card.live - before == stream.device_bytes
        stream.detach()
        assert card.live == before
    assert block_bytes(network[0]) <= stream.device_bytes / 2 <= block_bytes(network[0]) + 256 * 7


def test_weights_are_read_where_they_were_copied_to() -> None:
    """Not from the host by mistake: what waits on the host is changed behind the stream's back."""
    network, x = chain(2), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
        stream = BlockStream(list(network), CPU)
        stream.attach()
        network(x)  # both blocks have been copied, and there are two buffers
        for tensor in network.state_dict().values():
            tensor.zero_()
        assert torch.equal(network(x), expected)
        stream.detach()
        assert not torch.equal(network(x), expected)


def test_blocks_called_in_another_order_are_right_all_the_same() -> None:
    network, x = chain(4), torch.randn(5, 8)
    with torch.inference_mode():
        for order in itertools.permutations(range(4)):
            expected = x
            for index in order:
                expected = network[index](expected)
            stream = BlockStream(list(network), CPU)
            stream.attach()
            found = x
            for index in order:
                found = network[index](found)
            stream.detach()
            assert torch.equal(found, expected)


def test_a_failure_within_a_block_leaves_it_usable() -> None:
    network, x = chain(3), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
        stream = BlockStream(list(network), CPU)
        stream.attach()
        block: Any = network[1]
        failing = block.two.register_forward_pre_hook(lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            network(x)
        failing.remove()
        assert torch.equal(network(x), expected)
        stream.detach()
        assert torch.equal(network(x), expected)


def test_no_room_for_the_blocks_leaves_them_on_the_host() -> None:
    network, x = chain(3), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
    stream = BlockStream(list(network), CPU)
    with PretendedCard() as card:
        card.limit = card.live + stream.device_bytes - 1
        with pytest.raises(torch.OutOfMemoryError):
            stream.attach()
        assert card.live == 0
    with torch.inference_mode():
        assert torch.equal(network(x), expected)


def test_skipped_weights_stay_where_they_are() -> None:
    network = chain(2)
    before = {name: tensor.data_ptr() for name, tensor in network.state_dict(keep_vars=True).items()}
    stream = BlockStream(list(network), CPU, lambda name: name.startswith("two."))
    after = {name: tensor.data_ptr() for name, tensor in network.state_dict(keep_vars=True).items()}
    assert all((before[name] == after[name]) == (".two." in name) for name in before)
    assert stream.host_bytes < sum(block_bytes(block) for block in network)


def test_a_guest_comes_and_leaves() -> None:
    network, x = chain(2), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
        here = {name: tensor.data_ptr() for name, tensor in network.state_dict().items()}
        guest = Guest([network], CPU)
        with PretendedCard() as card:
            guest.bring()
            assert card.live == block_bytes(network)
            there = {name: tensor.data_ptr() for name, tensor in network.state_dict().items()}
            assert not set(here.values()) & set(there.values())
            assert torch.equal(network(x), expected)
            guest.leave()
            assert card.live == 0
            card.limit = block_bytes(network) - 1
            with pytest.raises(torch.OutOfMemoryError):
                guest.bring()
            assert card.live == 0
        assert {name: tensor.data_ptr() for name, tensor in network.state_dict().items()} == here


def test_int8_weights_are_near_the_exact_ones() -> None:
    """A uniform grid of 255 levels over +-4.5 deviations has steps of 0.035; rounding deviates by 0.29 of one."""
    generator = torch.Generator().manual_seed(1)
    layer = nn.Linear(1280, 640)
    with torch.no_grad():
        layer.weight.copy_(torch.randn(640, 1280, generator=generator))
    assert 0.005 < weight_error(layer) < 0.011
    weight, scale = quantize(layer.weight)
    assert weight.dtype == torch.int8
    assert int(weight.max()) <= 127
    assert int(weight.min()) >= -127
    assert ((weight * scale - layer.weight).abs() <= scale / 2 * 1.001).all()


def test_channels_of_zeros_stay_zero() -> None:
    layer = nn.Linear(4, 2, bias=False)
    with torch.no_grad():
        layer.weight.zero_()
        layer.weight[1] = torch.tensor([1.0, -0.5, 0.25, 0.0])
    quantized = Int8Linear.of(layer, CPU)
    x = torch.randn(3, 4)
    assert torch.equal(quantized(x)[:, 0], torch.zeros(3))
    assert torch.allclose(quantized(x)[:, 1], layer(x)[:, 1], atol=0.02)


def test_layers_become_int8_and_exact_again() -> None:
    network, x = chain(3), torch.randn(5, 8)
    with torch.inference_mode():
        expected = network(x)
        layers = Int8Layers(list(network), CPU, lambda name: name == "two")
        assert [isinstance(module, Int8Linear) for module in (network[0].one, network[0].two)] == [True, False]
        near = network(x)
        assert not torch.equal(near, expected)
        assert torch.allclose(near, expected, rtol=0.05, atol=0.05)
        stream = BlockStream(list(network), CPU)  # int8 weights can wait too
        stream.attach()
        assert torch.equal(network(x), near)
        stream.detach()
        layers.undo()
        assert torch.equal(network(x), expected)
