"""The drawn pictures: there for every key, distinct, and the same every time."""

import pytest

from home.demo import content
from home.demo.pictures import SCENES, draw

SMALL = (320, 200)


def test_every_picture_of_the_content_can_be_drawn_and_none_is_idle() -> None:
    assert set(content.picture_keys()) == set(SCENES)


def test_pictures_are_distinct_and_not_flat() -> None:
    drawn = {key: draw(key, SMALL) for key in SCENES}
    assert len({picture.tobytes() for picture in drawn.values()}) == len(SCENES)
    for picture in drawn.values():
        assert picture.size == SMALL
        assert len(picture.getcolors(maxcolors=SMALL[0] * SMALL[1]) or []) > 100


@pytest.mark.parametrize("size", [(1600, 1000), (1200, 630), (400, 400)])
def test_a_picture_has_the_size_asked_for_and_never_changes(size: tuple[int, int]) -> None:
    first = draw("milano", size)
    assert first.size == size
    assert first.tobytes() == draw("milano", size).tobytes()


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(KeyError):
        draw("nowhere")
