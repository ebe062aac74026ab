"""What a messenger shows of Huying before anything is said."""

DESCRIPTION = {
    "zh": "小区里有什么不对劲，说一句话、发一张照片就行。呼应会给编号，交给您楼里的红管家，办好了再问您。\n"
    "有危险先打：火警 119 · 急救 120 · 报警 110。",
    "en": "Something wrong in your estate? One sentence or a photo is enough. You get a case number, a steward takes it on, "
    "and only you say when it is solved.\nIn danger call first: fire 119 · ambulance 120 · police 110.",
}
SHORT = {
    "zh": "说一声，红管家来办，办好为止。",
    "en": "Tell us what is wrong; a steward sees to it until it is solved.",
}
