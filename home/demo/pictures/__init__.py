"""Draws the demo's pictures: flat illustrations of Milan, the same every time."""

from collections.abc import Callable

from PIL import Image

from home.demo.pictures import (
    scenes_cinema,
    scenes_city,
    scenes_courtyard,
    scenes_farmstead,
    scenes_garden,
    scenes_map,
    scenes_railway,
    scenes_reuse,
    scenes_room,
    scenes_street,
    scenes_table,
    scenes_villa,
)
from home.demo.pictures.canvas import HEIGHT, WIDTH, Canvas
from home.demo.pictures.palette import MORNING, NIGHT, NOON, SPRING, SUNSET, Palette

Scene = Callable[[Canvas, Palette], None]

SCENES: dict[str, tuple[Scene, Palette]] = {
    "milano": (scenes_city.skyline, MORNING),
    "milano-sera": (scenes_city.skyline, NIGHT),
    "navigli": (scenes_city.canal, SUNSET),
    "ti-facilita-la-vita": (scenes_street.concierge, MORNING),
    "ti-facilita-la-vita-quartiere": (scenes_street.street, NOON),
    "gallab-torri": (scenes_city.towers, SPRING),
    "medicinema-ospedale": (scenes_city.hospital, SUNSET),
    "cn-smart-l-hub-rete": (scenes_city.network, NIGHT),
    "le-isole-di-wendy": (scenes_courtyard.play_islands, NOON),
    "le-isole-di-wendy-cortile": (scenes_courtyard.hopscotch, SPRING),
    "la-ringhiera-che-legge": (scenes_courtyard.balcony_house, NOON),
    "sicurezza-d-argento-ballatoio": (scenes_courtyard.landing, MORNING),
    "costruirelimprovviso": (scenes_farmstead.building_site, NOON),
    "costruirelimprovviso-festa": (scenes_farmstead.party, NIGHT),
    "so-lunch-cortile": (scenes_farmstead.banquet, SPRING),
    "la-casa-sull-albero": (scenes_garden.tree_house, SPRING),
    "la-casa-sull-albero-sera": (scenes_garden.tree_house, NIGHT),
    "pomodorti-urbani": (scenes_garden.balcony_tomatoes, NOON),
    "pomodorti-urbani-balcone": (scenes_garden.balcony_tomatoes, SUNSET),
    "pomodorti-urbani-orto": (scenes_garden.raised_beds, SPRING),
    "facciamo-la-festa-alla-mafia": (scenes_villa.villa_party, SUNSET),
    "facciamo-la-festa-alla-mafia-villa": (scenes_villa.villa_morning, MORNING),
    "sicurezza-d-argento": (scenes_room.living_room, MORNING),
    "gallab": (scenes_room.workshop, NOON),
    "cn-smart-l-hub": (scenes_room.digital_hub, SPRING),
    "ecolab": (scenes_reuse.reuse_workshop, NOON),
    "ecolab-scaffale": (scenes_reuse.object_shelf, SPRING),
    "la-ringhiera-che-legge-scaffale": (scenes_reuse.bookshelf, NOON),
    "so-lunch": (scenes_table.lunch_from_above, NOON),
    "so-lunch-cucina": (scenes_table.kitchen, MORNING),
    "iwant-cinewall": (scenes_cinema.wall_cinema, NIGHT),
    "iwant-cinewall-proiettore": (scenes_cinema.projector_roof, NIGHT),
    "medicinema": (scenes_cinema.hospital_cinema, NIGHT),
    "medicinema-cabina": (scenes_cinema.projection_booth, NIGHT),
    "attiviamoci": (scenes_street.crossing, NOON),
    "ruote-in-comune": (scenes_street.bicycles, SPRING),
    "ruote-in-comune-officina": (scenes_street.wheel_workshop, NOON),
    "il-cantiere-dell-ortica": (scenes_railway.mural, NOON),
    "il-cantiere-dell-ortica-binari": (scenes_railway.railway, SUNSET),
    "attiviamoci-mappa": (scenes_map.pinned_map, SPRING),
    "child-explorer": (scenes_map.balloon, MORNING),
    "child-explorer-mappa": (scenes_map.folded_map, SPRING),
}


def draw(key: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """The picture of that name; other proportions than 16:10 crop it around its centre.

    Raises `KeyError` for a name that is not in `SCENES`.
    """
    scene, palette = SCENES[key]
    canvas = Canvas(size)
    scene(canvas, palette)
    return canvas.picture()
