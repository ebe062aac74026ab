"""What the office wrote becomes the roster, or each mistake is named by file, line, column."""

import re
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.roster import RosterReading, load_roster, read_roster
from bot.roster.places import door_code
from domain.errors import OperatorError
from domain.people import Level, Role
from domain.places import Point
from routing.outline import gcj02

SECRET = b"a secret"
COMMUNITIES = "社区,编号前缀\n青禾社区,QH\n"
PLACES = "小区,微网格,楼幢,小区别名,地标\n青禾里,一号微网格,1~3,青禾,\n青禾里,二号微网格,4幢,,南门\n"
AREAS_HEAD = "小区,微网格,坐标系,轮廓\n"
STEWARDS = """编号,姓名,角色,负责范围,备岗人,值守时间
H01,甲一,楼道红管家,一号微网格,乙二,工作日 18:00-20:00
H02,乙二,楼道红管家,青禾里/二号微网格,H01,
H11,丙三,小区红管家,青禾,H12,
H12,丁四,小区红管家,青禾里,H11,
H21,戊五,网格长,,H31,
H31,己六,社区办公室,,,
"""


def read(
    folder: Path,
    places: str = PLACES,
    stewards: str = STEWARDS,
    communities: str = COMMUNITIES,
    encoding: str = "utf-8",
    areas: str = "",
) -> RosterReading:
    if areas:
        (folder / "areas.csv").write_text(AREAS_HEAD + areas, encoding="utf-8")
    for name, text in (("communities", communities), ("places", places), ("stewards", stewards)):
        (folder / f"{name}.csv").write_bytes(text.encode(encoding))
    return read_roster(folder, SECRET)


def said(reading: RosterReading) -> list[str]:
    assert reading.roster is None
    return [str(mistake) for mistake in reading.mistakes]


def test_the_tables_become_a_roster(tmp_path: Path) -> None:
    reading = read(tmp_path)
    roster = reading.roster
    assert roster is not None, reading.mistakes
    assert reading.warnings == ()
    assert [(c.name, c.prefix, c.demo) for c in roster.communities] == [("青禾社区", "QH", False)]
    assert [(e.name, e.aliases, e.community) for e in roster.estates] == [("青禾里", ("青禾",), "青禾社区")]
    assert [(b.number, b.microgrid, b.landmarks) for b in roster.buildings] == [
        ("1", "青禾里/一号微网格", ()),
        ("2", "青禾里/一号微网格", ()),
        ("3", "青禾里/一号微网格", ()),
        ("4", "青禾里/二号微网格", ("南门",)),
    ]
    assert [(p.person, p.level, p.area, p.backup) for p in roster.posts] == [
        ("H01", Level.BUILDING, "青禾里/一号微网格", "H02"),
        ("H02", Level.BUILDING, "青禾里/二号微网格", "H01"),
        ("H11", Level.ESTATE, "青禾里", "H12"),
        ("H12", Level.ESTATE, "青禾里", "H11"),
        ("H21", Level.GRID, "青禾社区", "H31"),
        ("H31", Level.OFFICE, "青禾社区", None),
    ]
    assert {p.code: p.role for p in roster.people}["H21"] is Role.OFFICE


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_way_a_spreadsheet_saves_csv_is_read(encoding: str, tmp_path: Path) -> None:
    usual = read(tmp_path).roster
    assert usual is not None
    assert read(tmp_path, encoding=encoding).roster == usual
    tabs = {"places": PLACES, "stewards": STEWARDS, "communities": COMMUNITIES}
    tabs = {name: text.replace(",", "\t").replace("\n", "\r\n") for name, text in tabs.items()}
    assert read(tmp_path, **tabs, encoding=encoding).roster == usual


def test_full_width_forms_and_stray_blanks_mean_the_same(tmp_path: Path) -> None:
    usual = read(tmp_path).roster
    assert read(tmp_path, places=PLACES.replace("1~3", " 1~3 幢 ").replace("4幢", "04号楼")).roster == usual


def test_doors_are_stable_and_belong_to_the_deployment(tmp_path: Path) -> None:
    first, again = (read(tmp_path).roster for _ in range(2))
    assert first is not None
    assert again is not None
    doors = [b.door for b in first.buildings]
    assert doors == [b.door for b in again.buildings]
    assert len(set(doors)) == 4
    assert all(len(door) == 10 and door.isalnum() and door == door.lower() for door in doors)
    assert doors[0] != load_roster(tmp_path, b"another").buildings[0].door


def test_posters_survive_a_new_name_of_the_estate(tmp_path: Path) -> None:
    old = read(tmp_path).roster
    renamed = "小区,小区编号,微网格,楼幢\n青禾新村,青禾里,一号微网格,1~3\n青禾新村,青禾里,二号微网格,4\n"
    new = read(tmp_path, places=renamed, stewards=STEWARDS.replace("青禾,", "青禾新村,")).roster
    assert old is not None
    assert new is not None
    assert [b.door for b in new.buildings] == [b.door for b in old.buildings]
    assert new.estates[0].name == "青禾新村"


@pytest.mark.parametrize(
    ("cell", "said_of_it"),
    [
        ("7、7幢", "“7”写了两次"),
        ("4", "“4”写了两次"),
        ("6~5", "范围写反了"),
        ("1-6", "两种读法"),
        ("2026-01-06 00:00:00", "变成了日期"),
        ("1月6日", "变成了日期"),
        ("", "不能空着"),
    ],
)
def test_a_doubtful_building_is_named(cell: str, said_of_it: str, tmp_path: Path) -> None:
    lines = said(read(tmp_path, places=f"{PLACES}青禾里,二号微网格,{cell},,\n"))
    assert [line.startswith("places.csv 第 4 行 [楼幢]") and said_of_it in line for line in lines] == [True]


def test_a_building_really_called_so_keeps_its_name(tmp_path: Path) -> None:
    roster = read(tmp_path, places=f"{PLACES}青禾里,二号微网格,1-6幢、东一,,\n").roster
    assert roster is not None
    assert [b.number for b in roster.buildings][-2:] == ["1-6", "东一"]


@pytest.mark.parametrize(
    ("row", "said_of_it"),
    [
        ("H01,别人,楼道红管家,二号微网格,,", "第 8 行 [编号]：“H01”已经是另一个人的编号"),
        ("H01,甲一,楼道红管家,一号微网格,H02,", "第 8 行 [负责范围]：同一个人的同一个岗位写了两次"),
        ("H09,庚七,楼长,一号微网格,,", "第 8 行 [角色]：没有“楼长”这个角色"),
        ("H09,庚七,楼道红管家,九号微网格,,", "第 8 行 [负责范围]：楼幢表里没有“九号微网格”这个微网格"),
        ("H09,庚七,小区红管家,,,", "第 8 行 [负责范围]：小区红管家要写明负责哪里"),
        ("H09,庚七,小区红管家,青禾里,辛八,", "第 8 行 [备岗人]：表里没有“辛八”"),
        ("H09,庚七,小区红管家,青禾里,庚七,", "第 8 行 [备岗人]：自己不能做自己的备岗人"),
        ("九号,庚七,小区红管家,青禾里,,", "第 8 行 [编号]：只用英文字母和数字"),
        ("H09,,小区红管家,青禾里,,", "第 8 行 [姓名]：这一格不能空着"),
        ("H09,庚七,小区红管家,青禾里,,早上,晚上", "第 8 行：这一行的格子比表头多"),
    ],
)
def test_a_mistake_about_people_is_named(row: str, said_of_it: str, tmp_path: Path) -> None:
    lines = said(read(tmp_path, stewards=STEWARDS + row))
    assert [said_of_it in line for line in lines] == [True], lines


def test_two_people_of_one_name_need_a_code(tmp_path: Path) -> None:
    rows = "H09,乙二,小区红管家,青禾里,,\n"
    assert said(read(tmp_path, stewards=STEWARDS + rows)) == [
        "stewards.csv 第 2 行 [备岗人]：有 2 个人叫“乙二”，请写编号"
    ]


def test_a_microgrid_of_the_same_name_in_two_estates_must_be_told_apart(tmp_path: Path) -> None:
    lines = said(read(tmp_path, places=f"{PLACES}麦香苑,一号微网格,1,,\n"))
    assert lines == ["stewards.csv 第 2 行 [负责范围]：“一号微网格”不止一处，请写成“小区/微网格”"]


def test_two_estates_cannot_answer_to_one_name(tmp_path: Path) -> None:
    lines = said(read(tmp_path, places=f"{PLACES}麦香苑,三号微网格,1,青禾,\n"))
    assert any("places.csv 第 4 行 [小区]：“青禾”同时是另一个小区" in line for line in lines)


def test_every_mistake_is_collected(tmp_path: Path) -> None:
    lines = said(
        read(tmp_path, places=PLACES + "青禾里,,5,,\n", stewards=STEWARDS + "H09,庚七,楼长,,,\n", communities="")
    )
    assert {line.split(".")[0] for line in lines} == {"communities", "places", "stewards"}


@pytest.mark.parametrize(
    ("communities", "said_of_it"),
    [
        ("社区,编号前缀\n青禾社区,Q1\n", "[编号前缀]：应当是 2 到 4 个英文字母"),
        ("社区,编号前缀\n青禾社区,QH\n麦田社区,qh\n", "第 3 行 [编号前缀]：“QH”已经用在另一个社区"),
        ("社区,编号前缀\n", "只有表头"),
        ("", "是空的"),
        ("社区,前缀\n青禾社区,QH\n", "缺少“编号前缀”这一列"),
        ("社区,编号前缀,电话\n青禾社区,QH,1\n", "[电话]：不认识“电话”这一列"),
        ("社区\uff0c编号前缀\n", "列之间用了中文逗号"),
        ('社区,编号前缀\n"青禾社区,QH\n', "[编号前缀]：这一格不能空着"),
    ],
)
def test_a_mistake_about_communities_is_named(communities: str, said_of_it: str, tmp_path: Path) -> None:
    assert said_of_it in said(read(tmp_path, communities=communities))[0]


def test_with_several_communities_each_row_says_which(tmp_path: Path) -> None:
    two = f"{COMMUNITIES}麦田社区,MT\n"
    lines = said(read(tmp_path, communities=two))
    assert "places.csv 第 2 行 [社区]：社区表里不止一个社区" in lines[0]


def test_a_community_without_an_office_is_a_mistake(tmp_path: Path) -> None:
    lines = said(read(tmp_path, stewards=STEWARDS.replace("H31,己六,社区办公室", "H31,己六,网格长")))
    assert ["没有社区办公室的人" in line for line in lines] == [True]


def test_holes_in_the_ladder_are_warned_of(tmp_path: Path) -> None:
    kept = ("编号", "H02", "H31")
    rows = [row for row in STEWARDS.splitlines() if row.startswith(kept)]
    reading = read(tmp_path, stewards="\n".join(rows).replace(",H01,", ",,"))
    assert reading.roster is not None, reading.mistakes
    assert len(reading.warnings) == 4
    assert "青禾里的一号微网格没有楼道红管家" in reading.warnings[0]


def test_missing_tables_and_folders_are_named(tmp_path: Path) -> None:
    assert "huying init" in said(read_roster(tmp_path / "nowhere", SECRET))[0]
    (tmp_path / "places.csv").write_text(PLACES)
    assert said(read_roster(tmp_path, SECRET))[:2] == ["communities.csv：没有这张表", "stewards.csv：没有这张表"]
    with pytest.raises(OperatorError, match="没有这张表"):
        load_roster(tmp_path, SECRET)


def workbook(path: Path, *, merged: bool = False) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, text in (("社区", COMMUNITIES), ("楼幢", PLACES), ("红管家", STEWARDS)):
        sheet = book.create_sheet(title)
        for row in text.splitlines():
            sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row.split(",")])
    if merged:
        book["楼幢"]["A3"] = None
        book["楼幢"].merge_cells("A2:A3")
    book.save(path)


@pytest.mark.parametrize("merged", [False, True])
def test_a_workbook_says_the_same_as_csv(merged: bool, tmp_path: Path) -> None:
    usual = read(tmp_path).roster
    for file in tmp_path.glob("*.csv"):
        file.unlink()
    workbook(tmp_path / "roster.xlsx", merged=merged)
    assert read_roster(tmp_path, SECRET).roster == usual


def test_two_filled_in_copies_are_one_too_many(tmp_path: Path) -> None:
    workbook(tmp_path / "roster.xlsx")
    assert "只留一份" in said(read(tmp_path))[0]


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.xlsx").write_bytes(b"PK\x03\x04 not really")
    assert "不是有效的 XLSX 文件" in said(read(tmp_path))[0]


def test_a_mistake_in_a_workbook_names_its_sheet(tmp_path: Path) -> None:
    workbook(tmp_path / "roster.xlsx")
    book = load_workbook(tmp_path / "roster.xlsx")
    book["红管家"]["C2"] = "楼长"
    book.save(tmp_path / "roster.xlsx")
    assert said(read_roster(tmp_path, SECRET)) == [
        "roster.xlsx·红管家 第 2 行 [角色]：没有“楼长”这个角色；可写：楼道红管家、小区红管家、网格长、社区办公室"
    ]


def test_a_door_s_code_fits_a_deep_link_and_cannot_be_guessed(tmp_path: Path) -> None:
    """Ten letters of thirty-two: a thousand doors among 2 to the power of 50; another secret, other codes."""
    roster = read(tmp_path).roster
    assert roster is not None
    doors = [building.door for building in roster.buildings]
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{10,64}", door) for door in doors)
    assert len({letter for door in (door_code(b"s", "Q", str(n)) for n in range(500)) for letter in door}) == 32
    other = read_roster(tmp_path, b"another secret").roster
    assert other is not None
    assert not {building.door for building in other.buildings} & set(doors)


FIRST = '青禾里,一号微网格,WGS-84,"120.7000,30.5000; 120.7020,30.5000; 120.7020,30.5020; 120.7000,30.5020"\n'
SECOND = (
    '青禾,二号微网格,wgs84,"120.7020,30.5000；120.7040,30.5000；120.7040,30.5020；120.7020,30.5020；120.7020,30.5000"\n'
)


def test_outlines_may_be_drawn_and_neighbours_share_a_border(tmp_path: Path) -> None:
    reading = read(tmp_path, areas=FIRST + SECOND)
    assert reading.roster is not None, reading.mistakes
    assert reading.warnings == ()
    first, second = reading.roster.microgrids
    assert first.area[:2] == (Point(30.5, 120.7), Point(30.5, 120.702))
    assert (len(first.area), len(second.area)) == (4, 4)


@pytest.mark.parametrize("areas", ["", AREAS_HEAD])
def test_without_outlines_nothing_is_missing(areas: str, tmp_path: Path) -> None:
    if areas:
        (tmp_path / "areas.csv").write_text(areas, encoding="utf-8")
    reading = read(tmp_path)
    assert reading.roster is not None
    assert {grid.area for grid in reading.roster.microgrids} == {()}


def test_an_outline_from_a_chinese_map_is_converted_once(tmp_path: Path) -> None:
    chinese = FIRST.replace("WGS-84", "高德")
    roster = read(tmp_path, areas=chinese + SECOND).roster
    assert roster is not None
    back = gcj02(roster.microgrids[0].area[0])
    assert (back.latitude, back.longitude) == pytest.approx((30.5, 120.7), abs=1e-9)
    assert abs(roster.microgrids[0].area[0].longitude - 120.7) > 0.003


@pytest.mark.parametrize(
    ("areas", "mistake"),
    [
        (FIRST.replace("青禾里", "红禾里"), "areas.csv 第 2 行 [小区]：楼幢表里没有“红禾里”这个小区"),
        (FIRST.replace("一号", "九号"), "areas.csv 第 2 行 [微网格]：楼幢表里青禾里没有“九号微网格”"),
        (FIRST + FIRST, "areas.csv 第 3 行 [微网格]：“一号微网格”的轮廓写了两次"),
        (FIRST.replace("WGS-84", "BD-09"), "areas.csv 第 2 行 [坐标系]：不认识“BD-09”"),
        (FIRST.replace("120.7000,30.5000;", "东门;"), "areas.csv 第 2 行 [轮廓]：看不懂“东门”"),
        (FIRST.replace("120.7020,30.5000;", "120.7,30.5;"), "看不懂“120.7,30.5”"),
        (FIRST.replace("120.7000,30.5000;", "30.5000,120.7000;"), "经度要写在纬度前面"),
        ('青禾里,一号微网格,WGS-84,"120.7000,30.5000; 120.7020,30.5000"\n', "至少要有三个角"),
        (FIRST.replace("120.7020,30.5020;", "121.7020,30.5020;"), "第 3 个角离第一个角超过 20 公里"),
        (
            '青禾里,一号微网格,WGS-84,"120.7000,30.5000; 120.7020,30.5020; 120.7020,30.5000; 120.7000,30.5020"\n',
            "轮廓自己交叉了",
        ),
        ("青禾里,一号微网格,WGS-84,;\n", "至少要有三个角"),
        ("青禾里,一号微网格,WGS-84,\n", "areas.csv 第 2 行 [轮廓]：这一格不能空着"),
    ],
)
def test_a_mistake_in_an_outline_is_named(areas: str, mistake: str, tmp_path: Path) -> None:
    assert mistake in said(read(tmp_path, areas=areas))[0]


def test_what_sends_a_spot_to_the_wrong_door_is_warned_of(tmp_path: Path) -> None:
    assert "青禾里的二号微网格没有轮廓" in read(tmp_path, areas=FIRST).warnings[0]
    warning = read(tmp_path, areas=FIRST + SECOND.replace("120.7020", "120.7010")).warnings[0]
    assert "青禾里的一号微网格和青禾里的二号微网格的轮廓有重叠" in warning


WITH_MAIL = """编号,姓名,角色,负责范围,备岗人,值守时间,邮箱
H01,甲一,楼道红管家,一号微网格,,,a1@example.org
H31,戊五,社区办公室,青禾社区,,,office@example.org
"""


def test_an_e_mail_is_for_those_who_get_digests(tmp_path: Path) -> None:
    reading = read(tmp_path, stewards=WITH_MAIL)
    assert [person.email for person in reading.roster.people] == ["a1@example.org", "office@example.org"]  # type: ignore[union-attr]
    assert any("H01 的邮箱用不上" in warning for warning in reading.warnings)
    wrong = said(read(tmp_path, stewards=WITH_MAIL.replace("office@example.org", "office＠例子")))
    assert any("第 3 行 [邮箱]" in line for line in wrong)
