"""Colours that go together; a scene drawn with another palette is another hour of the day."""

from dataclasses import dataclass

SKINS = ("#f2c9a5", "#c98d63", "#8d5a3c", "#e5b08a", "#6f452f")
HAIRS = ("#3a2a24", "#7a4a2b", "#1f1b1e", "#b9773a", "#8d8583")
CLOTHES = ("#c8324a", "#2f6f8f", "#e9a23b", "#4d8a63", "#7a5aa6", "#e36f4e", "#2b4a6f", "#d98ba0")


@dataclass(frozen=True)
class Palette:
    """An hour of the day: sky, light, distances from far to near, ground, leaves and walls."""

    sky_top: str
    sky_low: str
    sun: str
    far: str
    mid: str
    near: str
    ground: str
    path: str
    leaf: str
    leaf_light: str
    trunk: str
    walls: tuple[str, ...]
    roof: str
    window: str
    dark: str
    light: str


MORNING = Palette(
    sky_top="#9fd3e6", sky_low="#fdf0dc", sun="#ffe2a0", far="#bcd8df", mid="#93bcc9",
    near="#5f93a6", ground="#a9c98b", path="#ecdcbc", leaf="#5d9a63", leaf_light="#82b873",
    trunk="#8a5f44", walls=("#f3c98b", "#ee9f7c", "#f6e0b0", "#d9806a", "#e8b9a0"),
    roof="#b5523f", window="#5d7f92", dark="#2f4858", light="#fffaf0",
)  # fmt: skip
NOON = Palette(
    sky_top="#6fc0e4", sky_low="#d8f1f4", sun="#fff3c4", far="#a9d3da", mid="#7fb6bf",
    near="#4f8f9c", ground="#8fc27a", path="#f0e2c4", leaf="#3f8a5b", leaf_light="#6db36b",
    trunk="#7d5539", walls=("#fbd48a", "#f4a98a", "#fdebc8", "#e58a6f", "#cfe0d2"),
    roof="#c45a43", window="#4f7790", dark="#27424f", light="#ffffff",
)  # fmt: skip
SUNSET = Palette(
    sky_top="#5b5b95", sky_low="#ffc08a", sun="#ffe3a8", far="#c98c9a", mid="#9b6585",
    near="#6b4a74", ground="#7d8a62", path="#e8bd94", leaf="#4c6b53", leaf_light="#728a5c",
    trunk="#5d4038", walls=("#f0a96f", "#d97b62", "#f4c793", "#b65f5d", "#c98a78"),
    roof="#8d3f46", window="#ffdf98", dark="#3a2c4a", light="#fff0da",
)  # fmt: skip
NIGHT = Palette(
    sky_top="#141b3c", sky_low="#43508a", sun="#fdf3d0", far="#38457a", mid="#2a3564",
    near="#1f2850", ground="#27385a", path="#4a5a86", leaf="#21485a", leaf_light="#2f6470",
    trunk="#2a2c45", walls=("#4a4f84", "#5b4f80", "#3f4a7c", "#64537f", "#535a8c"),
    roof="#2b2f58", window="#ffd67a", dark="#10152e", light="#fff4d6",
)  # fmt: skip
SPRING = Palette(
    sky_top="#b8e0e8", sky_low="#fff6e6", sun="#ffeab0", far="#c9e2d0", mid="#a3cdb0",
    near="#6fae86", ground="#b5d68c", path="#f4e5c6", leaf="#6aa84f", leaf_light="#97c76b",
    trunk="#8b6144", walls=("#fbe2a8", "#f6b8a0", "#d8ebd9", "#f0d0c0", "#f9c98a"),
    roof="#cf6b50", window="#6d93a5", dark="#34515a", light="#fffdf6",
)  # fmt: skip
