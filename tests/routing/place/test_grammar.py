"""Buildings, units and rooms in the forms of addresses, and numbers that are none of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.people import Directory
from domain.places import Place
from routing.place import Places

anywhere = Places(Directory())
small = st.integers(1, 99)


@pytest.mark.parametrize(
    ("text", "building", "unit", "room"),
    [
        ("6幢1单元402", "6", "1", "402"),
        ("柳岸新村二区15幢3单元602室", "15", "3", "602"),
        ("第12栋二单元五零一室", "12", "2", "501"),
        ("廿里街道香樟苑9号楼1101", "9", None, "1101"),
        ("香樟苑9-1-1101", "9", "1", "1101"),
        ("香樟苑9#1101", "9", None, "1101"),
        ("香樟苑9#1单元1101", "9", "1", "1101"),
        ("香樟苑9—1—1101室", "9", "1", "1101"),
        ("香樟苑9.1.1101", "9", "1", "1101"),
        ("香樟苑9杠1杠1101", "9", "1", "1101"),
        ("香樟苑9 1101", "9", None, "1101"),
        ("香樟苑9，1101室", "9", None, "1101"),
        ("香樟苑8-2单元602", "8", "2", "602"),
        ("香樟苑8幢-2单元-602", "8", "2", "602"),
        ("香樟苑8幢2-602", "8", "2", "602"),
        ("香樟苑8幢3号602室", "8", "3", "602"),
        ("香樟苑8幢3号", "8", "3", None),
        ("香樟苑8幢602号", "8", None, "602"),
        ("香樟苑8幢2单元12号", "8", "2", "12"),
        ("香樟苑8幢2号2单元5楼501", "8", "2", None),
        ("香樟苑8幢2梯602", "8", "2", "602"),
        ("香樟苑8幢东单元602", "8", "东", "602"),
        ("香樟苑东1幢2单元602", "东1", "2", "602"),
        ("北区12幢6楼602", "12", None, "602"),
        ("双塔大厦A座17楼1703", "A", None, "1703"),
        ("双塔大厦3号楼B座1703", "3", "B", "1703"),
        ("双塔大厦B-1703", "B", None, "1703"),
        ("双塔大厦B1703", "B", None, "1703"),
        ("双塔大厦12号3-1703", "12", "3", "1703"),
        ("双塔路12号3-1703", "3", None, "1703"),
        ("双塔大厦东楼1703", "东楼", None, "1703"),
        ("园区C3栋二楼2106", "C3", None, "2106"),
        ("园区C3楼2106室", "C3", None, "2106"),
        ("甲幢301", "甲", None, "301"),
        ("1-3幢501", "1-3", None, "501"),
        ("香樟苑9-11楼1101", "9", None, "1101"),
        ("801弄16号502", "16", None, "502"),
        ("柳岸村16号502室", "16", None, "502"),
        ("柳岸村16号3单元502", "16", "3", "502"),
        ("青石路16号3幢502", "3", None, "502"),
        ("青石路16号502室", "16", None, "502"),
        ("1703室（2号楼）", "2", None, "1703"),
        ("8憧602", "8", None, "602"),
        ("3號樓2單元501", "3", "2", "501"),
        ("５幢２单元", "5", "2", None),
        ("8幢602天花板滴水", "8", None, "602"),
        ("8幢602，13612345678，放门口", "8", None, "602"),
        ("room 402, unit 1, building 6", "6", "1", "402"),
        ("2单元402", None, "2", "402"),
        ("402室", None, None, "402"),
    ],
)
def test_an_address_is_read(text: str, building: str | None, unit: str | None, room: str | None) -> None:
    assert anywhere.find(text) == Place(None, building, unit, room)


@given(building=small, unit=st.integers(1, 9), floor=st.integers(1, 33), door=st.integers(1, 4))
@pytest.mark.parametrize(
    "form", ["{}幢{}单元{}", "{}栋{}单元{}室", "{}号楼{}单元{}", "{}-{}-{}", "{}#{}-{}", "{}幢{}-{}"]
)
def test_every_usual_form_says_the_same(form: str, building: int, unit: int, floor: int, door: int) -> None:
    room = f"{floor}{door:02}"
    assert anywhere.find(form.format(building, unit, room) + "漏水") == Place(None, str(building), str(unit), room)


NO_PLACE = (
    "涨了{}元",
    "每月{}-{}块",
    "老人{}岁",
    "{}月{}号开始停水",
    "{}:{}还没来",
    "{}点{}分来的",
    "等了{}-{}天",
    "第{}次报修",
    "一共{}户",
    "{}层高",
    "{}楼漏水",
    "{}度电",
    "{}平米的房子",
    "{}路公交",
    "来了{}个人",
    "走了{}米",
    "2026-{}-{}",
    "2026年{}月{}日",
    "物业费{}.{}",
    "{}-{}点停水",
    "说好{}号下午来",
    "{}%的人",
    "音量{}分贝",
    "{}-{}岁的孩子",
    "{}门课",
    "{}条狗",
)


@given(one=small, other=small)
@pytest.mark.parametrize("form", NO_PLACE)
def test_a_number_of_something_else_is_no_place(form: str, one: int, other: int) -> None:
    assert anywhere.find(form.format(one, other)) == Place()


@given(digits=st.integers(10_000_000, 99_999_999), area=st.integers(10, 999))
@pytest.mark.parametrize("form", ["电话138{}", "打0{1}-{0}", "浙A{0}", "单号{}{}", "邮编3{1}00", "工号{0}"])
def test_a_number_to_call_or_to_look_up_is_no_place(form: str, digits: int, area: int) -> None:
    assert anywhere.find(form.format(digits, area)) == Place()


@given(number=st.sampled_from(["110", "119", "120", "122", "12345", "12315", "95598", "10086"]))
@pytest.mark.parametrize("form", ["打{}了", "快叫{}", "我要打{}投诉", "{}也不管"])
def test_numbers_everybody_calls_are_no_place(form: str, number: str) -> None:
    assert anywhere.find(form.format(number)) == Place()
    assert anywhere.find("8幢着火" + form.format(number)) == Place(None, "8")


@pytest.mark.parametrize(
    "text",
    [
        "两幢楼都停水",
        "这一幢没电",
        "整一栋楼",
        "一梯两户",
        "三室两厅",
        "3室2厅",
        "11-23停水",
        "一动不动",
        "一床被子",
        "2号门坏了",
    ],
)
def test_what_is_counted_is_no_place(text: str) -> None:
    assert anywhere.find(text) == Place()
