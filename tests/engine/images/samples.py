"""Small pictures, profiles and EXIF blocks that the tests build for themselves."""

import struct

import numpy as np


def ramp(height: int = 24, width: int = 40) -> np.ndarray:
    """A colourful uint8 [height, width, 3] picture without symmetry."""
    y, x = np.mgrid[0:height, 0:width]
    channels = [x * 255 // max(width - 1, 1), y * 255 // max(height - 1, 1), (x * 3 + y * 5) % 256]
    return np.stack(channels, axis=-1).astype(np.uint8)


def icc_profile(space: bytes, curve_gamma: float = 2.2) -> bytes:
    """A matrix profile with the colorants of Adobe RGB (`space` b"RGB ") or a grey one (b"GRAY"), gamma as given."""
    curve = b"curv" + bytes(4) + struct.pack(">LH", 1, round(curve_gamma * 256)) + bytes(2)
    tags = {b"wtpt": _xyz(0.9642, 1.0, 0.8249)}
    if space == b"GRAY":
        tags[b"kTRC"] = curve
    else:
        tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
        tags |= {b"rXYZ": _xyz(0.60974, 0.31111, 0.01947), b"gXYZ": _xyz(0.20528, 0.62567, 0.06087)}
        tags[b"bXYZ"] = _xyz(0.14919, 0.06322, 0.74457)
    table, data, offset = struct.pack(">L", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, value in tags.items():
        table += name + struct.pack(">LL", offset + len(data), len(value))
        data += value
    header = bytearray(128)
    struct.pack_into(">L", header, 0, 128 + len(table) + len(data))
    header[8:12], header[12:16], header[16:20], header[20:24] = b"\x02\x10\0\0", b"mntr", space, b"XYZ "
    header[36:40], header[68:80] = b"acsp", _xyz(0.9642, 1.0, 0.8249)[8:]
    return bytes(header) + table + data


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3l", *(round(value * 65536) for value in values))


Entries = list[tuple[int, int, int | bytes]]


def exif_block(orientation: int = 6, order: str = "<", thumbnail: bytes = b"\xff\xd8thumbnail\xff\xd9") -> bytes:
    """EXIF with orientation, maker, sizes, a maker's note, a GPS latitude and a thumbnail in a second directory."""
    entries_exif: Entries = [
        (0x9003, 2, b"1931:05:04 10:00:00\0"),
        (0x927C, 7, b"note at a fixed place"),
        (0xA002, 3, 40),
    ]
    entries_exif.append((0xA003, 3, 24))
    entries_gps: Entries = [(0x0001, 2, b"N\0"), (0x0002, 5, struct.pack(f"{order}6L", 48, 1, 51, 1, 30, 1))]
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}L", 8)

    def directory(start: int, entries: Entries, after: int) -> bytes:
        out, extra = struct.pack(f"{order}H", len(entries)), b""
        behind = start + 2 + 12 * len(entries) + 4
        for tag, kind, value in entries:
            raw = value if isinstance(value, bytes) else struct.pack(order + {3: "H", 4: "L"}[kind], value)
            count = len(raw) // {2: 1, 7: 1, 5: 8, 3: 2, 4: 4}[kind]
            if len(raw) > 4:
                field, extra = struct.pack(f"{order}L", behind + len(extra)), extra + raw + b"\0" * (len(raw) % 2)
            else:
                field = raw.ljust(4, b"\0")
            out += struct.pack(f"{order}HHL", tag, kind, count) + field
        return out + struct.pack(f"{order}L", after) + extra

    def first(at_exif: int, at_gps: int, after: int) -> bytes:
        entries: Entries = [
            (0x010F, 2, b"Voigt & Sons\0"),
            (0x0112, 3, orientation),
            (0x8769, 4, at_exif),
            (0x8825, 4, at_gps),
        ]
        return directory(8, entries, after)

    at_exif = 8 + len(first(0, 0, 0))
    at_gps = at_exif + len(directory(at_exif, entries_exif, 0))
    at_second = at_gps + len(directory(at_gps, entries_gps, 0))
    entries_second: Entries = [(0x0201, 4, 0), (0x0202, 4, len(thumbnail))]
    at_thumbnail = at_second + len(directory(at_second, entries_second, 0))
    entries_second[0] = (0x0201, 4, at_thumbnail)
    block = head + first(at_exif, at_gps, at_second) + directory(at_exif, entries_exif, 0)
    return block + directory(at_gps, entries_gps, 0) + directory(at_second, entries_second, 0) + thumbnail


XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    b' xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    b' tiff:Orientation="6" tiff:ImageWidth="40"><dc:creator>Aunt Erna</dc:creator></rdf:Description>'
    b'</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
)
