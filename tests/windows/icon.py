"""Draws src/shiryo.ico: a sheet with a table on it. python3 tests/windows/icon.py"""

import struct
import zlib
from pathlib import Path

SIZES = [16, 20, 24, 32, 40, 48, 64, 256]
FINE = 8  # Dots of a pixel each way.
BLUE, WHITE, GREY, PALE = (31, 78, 121), (255, 255, 255), (120, 144, 168), (221, 232, 243)

# Rectangles of a square of 32: left, top, right, bottom, colour; the later lies above the earlier.
SHEET = [(5, 2, 27, 30, WHITE)]
LINES = [(8, 5, 24, 8.5, BLUE)]
ROWS = [(8, top, 24, top + 4, PALE if index % 2 else WHITE) for index, top in enumerate((10.5, 15, 19.5, 24))]
TEXTS = [(left, top + 1.3, right, top + 2.7, GREY) for top in (10.5, 15, 19.5, 24) for left, right in ((9, 12), (14, 23))]


def inside(x, y, radius=5):
    """Whether a point lies in the square with rounded corners."""
    dx, dy = max(radius - x, 0, x - (32 - radius)), max(radius - y, 0, y - (32 - radius))
    return dx * dx + dy * dy <= radius * radius


def dot(x, y):
    if not inside(x, y):
        return None
    colour = BLUE
    for left, top, right, bottom, own in SHEET + LINES + ROWS + TEXTS:
        if left <= x < right and top <= y < bottom:
            colour = own
    return colour


def picture(size):
    """Rows of pixels (red, green, blue, opacity)."""
    rows = []
    for row in range(size):
        pixels = []
        for column in range(size):
            dots = [dot((column + (i + 0.5) / FINE) * 32 / size, (row + (j + 0.5) / FINE) * 32 / size) for i in range(FINE) for j in range(FINE)]
            seen = [colour for colour in dots if colour]
            mean = [round(sum(colour[part] for colour in seen) / len(seen)) if seen else 0 for part in range(3)]
            pixels.append((*mean, round(255 * len(seen) / len(dots))))
        rows.append(pixels)
    return rows


def bitmap(rows):
    size = len(rows)
    head = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    colours = b"".join(bytes((b, g, r, a)) for row in reversed(rows) for r, g, b, a in row)
    return head + colours + bytes((size + 31) // 32 * 4 * size)


def png(rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = len(rows)
    data = b"".join(b"\0" + b"".join(map(bytes, row)) for row in rows)
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


images = [png(picture(size)) if size == 256 else bitmap(picture(size)) for size in SIZES]
entries, at = b"", 6 + 16 * len(images)
for size, image in zip(SIZES, images):
    entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(image), at)
    at += len(image)
Path("src/shiryo.ico").write_bytes(struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(images))
