"""Where on the map is each micro-grid? The one table that may be left empty: outlines, made values in WGS-84.

Communities draw them on Chinese maps, so each row says which map it was; it is converted here, once.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.roster.places import Ground
from bot.roster.sheets import Form, Row
from domain.errors import OperatorError
from domain.places import MicroGrid, Point
from routing.outline import crosses_itself, inside, wgs84

AREAS = Form("areas", "轮廓", ("小区", "微网格", "坐标系", "轮廓"), may_be_empty=True)

CHINESE, GLOBAL = "GCJ-02", "WGS-84"
SYSTEMS = {"GCJ02": CHINESE, "高德": CHINESE, "腾讯": CHINESE, "WGS84": GLOBAL, "GPS": GLOBAL}
CORNER = re.compile(r"(-?\d{1,3}\.\d{3,})[, ]+(-?\d{1,3}\.\d{3,})")
FEWEST = 3
WIDEST_KM = 20.0
KM_A_DEGREE = 111.2


def draw(rows: Sequence[Row], ground: Ground) -> None:
    """Gives the ground's micro-grids their outlines; mistakes are added to its own."""
    for row in rows:
        if not all(row[column] for column in AREAS.needed):
            continue
        grid = grid_of(row, ground)
        corners, problems = read_outline(row)
        ground.mistakes += problems
        if grid and not problems:
            ground.microgrids[grid.code] = replace(grid, area=corners)


def grid_of(row: Row, ground: Ground) -> MicroGrid | None:
    estates = [e for e in ground.estates.values() if row["小区"] in (e.code, e.name, *e.aliases)]
    grid = ground.microgrids.get(f"{estates[0].code}/{row['微网格']}") if estates else None
    if not estates:
        ground.mistakes.append(row.mistake("小区", f"楼幢表里没有“{row['小区']}”这个小区"))
    elif grid is None:
        ground.mistakes.append(row.mistake("微网格", f"楼幢表里{estates[0].name}没有“{row['微网格']}”"))
    elif grid.area:
        ground.mistakes.append(row.mistake("微网格", f"“{grid.name}”的轮廓写了两次"))
        return None
    return grid


def read_outline(row: Row) -> tuple[tuple[Point, ...], list[OperatorError]]:
    system = SYSTEMS.get(re.sub(r"[\s-]", "", row["坐标系"]).upper())
    if system is None:
        said = f"不认识“{row['坐标系']}”；在高德、腾讯地图上画的写 {CHINESE}，GPS 或天地图的写 {GLOBAL}"
        return (), [row.mistake("坐标系", said)]
    written = [part.strip() for part in row["轮廓"].split(";") if part.strip()]
    unread = next((part for part in written if not CORNER.fullmatch(part)), None)
    if unread is not None:
        said = "每个角写成“经度,纬度”，小数点后至少三位，角和角用分号隔开"
        return (), [row.mistake("轮廓", f"看不懂“{unread}”；{said}")]
    corners = tuple(corner_of(part) for part in written)
    corners = corners[:-1] if corners[:1] == corners[-1:] else corners
    problems = [row.mistake("轮廓", problem) for problem in wrong(corners)]
    return tuple(wgs84(corner) if system == CHINESE else corner for corner in corners), problems


def corner_of(part: str) -> Point:
    """Longitude first, as maps hand it out."""
    found = CORNER.fullmatch(part)
    assert found is not None
    return Point(float(found[2]), float(found[1]))


def wrong(corners: Sequence[Point]) -> Iterator[str]:
    if any(abs(corner.latitude) > 90 or abs(corner.longitude) > 180 for corner in corners):
        yield "经度要写在纬度前面，例如 120.755,30.746"
        return
    if len(set(corners)) < FEWEST:
        yield "至少要有三个角"
        return
    far = [number for number, corner in enumerate(corners, 1) if apart(corners[0], corner) > WIDEST_KM]
    if far:
        yield f"第 {far[0]} 个角离第一个角超过 {WIDEST_KM:.0f} 公里，请核对"
    elif crosses_itself(corners):
        yield "轮廓自己交叉了，请沿着边界一个角一个角地写"


def apart(one: Point, other: Point) -> float:
    """Kilometres, near enough within a town."""
    north = (one.latitude - other.latitude) * KM_A_DEGREE
    east = (one.longitude - other.longitude) * KM_A_DEGREE * math.cos(math.radians(one.latitude))
    return math.hypot(north, east)


def unsure(ground: Ground) -> Iterator[str]:
    """What works, but sends a shared spot to the wrong door."""
    drawn = [grid for grid in ground.microgrids.values() if grid.area]
    for grid in ground.microgrids.values():
        if drawn and not grid.area:
            yield f"{name(ground, grid)}没有轮廓，居民共享那里的位置时会被当作不在本社区"
    for place, first in enumerate(drawn):
        for second in drawn[place + 1 :]:
            if overlap(first, second):
                yield f"{name(ground, first)}和{name(ground, second)}的轮廓有重叠，重叠处归{first.name}"


def overlap(first: MicroGrid, second: MicroGrid) -> bool:
    pairs = ((first, second), (second, first))
    return any(inside(middle(corner, other), one.area) for one, other in pairs for corner in other.area)


def middle(corner: Point, grid: MicroGrid) -> Point:
    """A little inside of the corner: neighbours may share corners without sharing ground."""
    north = sum(p.latitude for p in grid.area) / len(grid.area)
    east = sum(p.longitude for p in grid.area) / len(grid.area)
    return Point(corner.latitude + (north - corner.latitude) / 20, corner.longitude + (east - corner.longitude) / 20)


def name(ground: Ground, grid: MicroGrid) -> str:
    return f"{ground.estates[grid.estate].name}的{grid.name}"
