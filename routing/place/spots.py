"""Which spot outside any building does a text name ('北门快递柜边上'), and does it say where and nothing else?"""

import re

NEARBY = "旁边|边上|旁|对面|门口|入口|出口|下面|底下|后面|前面|背后|附近|里面|拐角|那边|那里|中间|外面|尽头"
SPOTS = (
    "东门|南门|西门|北门|正门|后门|侧门|大门|小门|地下车库|地库|车库|车棚|充电棚|篮球场|网球场|儿童乐园|游乐场|游乐园|"
    "滑梯|凉亭|快递柜|驿站|垃圾房|垃圾站|物业办公室|岗亭|门卫|花坛|湖边|河边|池塘|菜场|菜市场|食堂|健身区|健身广场|"
    "活动中心|中心花园|广场|幼儿园|配电房|水泵房|停车场|公交站|便利店|超市|围墙|主干道|中央花园|景观湖|喷泉|长廊|天台|架空层"
)
FIRST_LETTERS = "".join({spot[0] for spot in SPOTS.split("|")}) + "东南西北最第"
SPOT = re.compile(
    rf"(?=[{FIRST_LETTERS}])(?:(?:[东南西北]边的?)?(?:(?:{SPOTS})的?){{1,3}}(?:{NEARBY})?|最[后前]一排|第[一二三四五六七八九]排)"
)
LONGEST_SPOT = 24
BARE_SPOT = 6
SAYS_WHERE = re.compile(
    "[边旁]|门口|门洞|大门|[东南西北]门|楼[下上顶道梯]|地方|那里|那儿|这里|这儿|对面|附近|[前后里外]面|拐弯|转角|角落|路口|"
    "[地车]库|广场|花坛|花园|草坪|绿化|健身|快递柜|驿站|岗亭|车棚|[房间层廊台院场桥亭池]$|菜场|超市|学校|电梯口|入口|出口"
)
TELLS_MORE = re.compile("坏|漏|堵|吵|臭|不亮|不了|没人|怎么|什么时候|为什么|吗|呢|问|谢谢|您?好$|你好|[?？!！]")


def spot_in(text: str) -> str | None:
    found = SPOT.search(text)
    return found[0] if found else None


def names_spot(text: str) -> bool:
    """'就那个拐弯的地方': few words that say where and nothing else."""
    plain = text.strip()
    if len(plain) > LONGEST_SPOT or TELLS_MORE.search(plain):
        return False
    return len(plain) <= BARE_SPOT or bool(SAYS_WHERE.search(plain))
