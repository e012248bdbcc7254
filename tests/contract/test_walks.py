"""What every `WalkBook` promises."""

from app.ports import WalkBook


def test_no_walk_is_under_way_at_first(walks: WalkBook) -> None:
    assert walks.place() is None


def test_a_place_is_kept_until_the_walk_ends(walks: WalkBook) -> None:
    assert walks.move("a", over=None)
    assert walks.place() == "a"
    assert walks.move("b", over="a")
    assert walks.place() == "b"
    assert walks.move(None, over="b")
    assert walks.place() is None


def test_f60_of_two_that_walk_one_stops(walks: WalkBook) -> None:
    assert walks.move("a", over=None)
    assert not walks.move("other", over=None)
    assert walks.move("b", over="a")
    assert not walks.move("other", over="a")
    assert not walks.move(None, over="a")
    assert walks.place() == "b"
