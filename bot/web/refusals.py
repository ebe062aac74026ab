"""How is "no" said? Every refusal with its status, a code for the page and one clear sentence for the person."""

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SENTENCES = {
    "no_session": (401, "还没有进入对话。请扫一扫楼门口的呼应海报，或打开发给您的链接。"),
    "forged": (403, "页面已经过期，请刷新后再试。"),
    "foreign": (403, "这个请求不是从呼应的页面发出的。"),
    "not_found": (404, "没有这个地址。"),
    "no_enclosure": (404, "没有这个附件。"),
    "unknown_door": (404, "这个楼门码认不出来，请再扫一次，或问问社区。"),
    "unknown_person": (404, "演示里没有这个人。"),
    "unknown_step": (400, "时钟只能走到一小时后或下一个工作日。"),
    "used_link": (410, "这个链接已经用过或过期了，请向社区办公室再要一个。"),
    "method": (405, "这个地址不接受这种请求。"),
    "json": (400, "没有看懂这个请求：需要一个 JSON 对象。"),
    "form": (400, "没有看懂这次上传，请再试一次。"),
    "key": (400, "请求里缺少有效的 key。"),
    "tap": (400, "没有看懂这个选项。"),
    "text": (400, "没有看懂这段文字。"),
    "empty": (400, "还没有写内容。"),
    "too_long": (413, "一次最多 4000 个字，请分几次发。文字还在输入框里。"),
    "too_big": (413, "内容太大了，请分几次发。"),
    "photo_big": (413, "照片太大，最多 8 MB。请换一张或截个图再发。"),
    "photo_pixels": (413, "照片的尺寸太大，请缩小后再发。"),
    "photo_heic": (415, "暂时不能看 HEIC 格式的照片，请截个图，或在相机设置里选择“兼容性最佳”后再发。"),
    "photo_type": (415, "这个文件不是能看的照片，请发 JPEG、PNG 或 WebP。"),
    "too_often": (429, "您发得有点快，稍等一下会自动再发，内容不会丢。"),
    "too_many_pages": (429, "同时打开的页面太多了。"),
    "failed": (500, "这一步没有办成，稍后会自动再试。"),
}


@dataclass
class Refusal(Exception):
    """Raise it anywhere below a route; the middleware answers it. `wait` in seconds."""

    code: str
    wait: float = 0.0
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> int:
        return SENTENCES[self.code][0]

    def answer(self) -> web.Response:
        status, sentence = SENTENCES[self.code]
        body: dict[str, Any] = {"error": self.code, "message": sentence, **self.more}
        headers = {"Cache-Control": "no-store"}
        if self.wait:
            seconds = max(1, round(self.wait + 0.5))
            body["wait"] = seconds
            headers["Retry-After"] = str(seconds)
        return web.json_response(body, status=status, headers=headers)
