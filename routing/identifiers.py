"""Which words would name a person to the whole group: phone numbers, identity numbers, number plates? Pure."""

import re

HIDDEN = "＊＊＊"
APART = r"[ \-·•]?"
PHONE = rf"(?<!\d)1[3-9]\d{APART}\d{{4}}{APART}\d{{4}}(?!\d)"
IDENTITY = r"(?<!\d)[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![\dA-Za-z])"
PLATE = rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-Za-z]{APART}[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])"
IDENTIFIERS = re.compile(f"{IDENTITY}|{PHONE}|{PLATE}")


def without_identifiers(text: str) -> str:
    """The text with each of them hidden."""
    return IDENTIFIERS.sub(HIDDEN, text)
