"""The names of the rates and, beside each, how it is reckoned: a number without its formula says nothing."""

from domain.figures import Share
from routing.rates import FEWEST, Rate, RateKind

NAMES = {
    RateKind.RESPONDED: "响应率",
    RateKind.IN_TIME: "按期办结率",
    RateKind.SOLVED: "解决率（严）",
    RateKind.SOLVED_WIDE: "解决率（宽）",
    RateKind.SILENT: "没有回答",
    RateKind.SATISFIED: "满意率",
    RateKind.RATED: "评价率",
    RateKind.REOPENED: "重开率",
    RateKind.RECURRING: "复发率",
    RateKind.RETURNED: "退单率",
    RateKind.HUNG: "挂账率",
}
FORMULAS = {
    RateKind.RESPONDED: "到点前有真人联系居民 ÷ 联系期限到点的",
    RateKind.IN_TIME: "期限（含延期）前反馈 ÷ 办结期限到点的",
    RateKind.SOLVED: "居民说已解决 ÷ 反馈后结束的",
    RateKind.SOLVED_WIDE: "（已解决＋半数部分解决）÷ 居民回答了的",
    RateKind.SILENT: "问三次没有回音 ÷ 反馈后结束的",
    RateKind.SATISFIED: "评“满意”或“基本满意” ÷ 评了的",
    RateKind.RATED: "评了的 ÷ 反馈后结束的",
    RateKind.REOPENED: "被说还没好 ÷ 结束的和被说还没好的",
    RateKind.RECURRING: "居民说已解决、30 天内同一处又犯的 ÷ 反馈后结束的",
    RateKind.RETURNED: "退回过的 ÷ 新说的",
    RateKind.HUNG: "眼下挂账的 ÷ 新说的",
}
LEFT_OUT = "比率里不算：撤销的、不归社区管的、一小时内答复的咨询；并进别人那件的本来就不另算一件。"
TOO_FEW = "不足 5 件的比率不列。"


def percent(value: float) -> str:
    return f"{value:.0%}"


def of(share: Share) -> str:
    """'31/36'; a half stays a half."""
    return f"{share.hits:g}/{share.of}"


def span(rate: Rate) -> str:
    """'95% 区间 71%—94%', for as long as n is small."""
    if rate.interval is None:
        return ""
    low, high = rate.interval
    return f"95% 区间 {percent(low)}—{percent(high)}"


def spoken(rate: Rate) -> str:
    """One line: name, value, n, interval, formula."""
    counted = "，".join(part for part in (of(rate.share), span(rate)) if part)
    return f"{NAMES[rate.kind]} {percent(rate.value)}（{counted}）：{FORMULAS[rate.kind]}"


def on_average(load: Share) -> tuple[str, ...]:
    """How much one has in hand on average: one figure for all of them, and none where it would be about somebody."""
    if load.of < FEWEST:
        return ()
    return (f"人均在办 {load.hits / load.of:.1f} 件（{of(load)}）：红管家手上的 ÷ 红管家人数",)


def lines(found: tuple[Rate, ...]) -> tuple[str, ...]:
    """All of them, and what is not in them; silent about rates where there are none."""
    foot = LEFT_OUT + (TOO_FEW if len(found) < len(RateKind) else "")
    return (*(spoken(rate) for rate in found), foot) if found else (TOO_FEW,)
