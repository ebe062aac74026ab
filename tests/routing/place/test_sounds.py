"""Letters that sound alike."""

from routing.place.sounds import sound_table

heard = sound_table()


def test_letters_of_one_sound_are_one() -> None:
    for alike in ("苑院愿", "江将", "桥乔", "张脏", "宁林", "黄王"):
        assert len({letter.translate(heard) for letter in alike}) == 1
    assert len({letter.translate(heard) for letter in "江桥苑村路"}) == 5


def test_every_letter_keeps_its_place() -> None:
    text = "枫桥雅苑3幢 A座，谢谢！"
    assert len(text.translate(heard)) == len(text)
