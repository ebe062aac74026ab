"""What is said about what somebody sent along: pictures, recordings, papers, spots on the map, and what did not come."""

from collections.abc import Iterable

from domain.messages import Choice, EnclosureKind, Missed, Notice
from handlers.texts.say import pick

NAMES = {
    EnclosureKind.PHOTO: ("照片", "photo"),
    EnclosureKind.VOICE: ("语音", "voice note"),
    EnclosureKind.VIDEO: ("视频", "video"),
    EnclosureKind.PAPER: ("文件", "file"),
}
LOOKED_AT = {
    EnclosureKind.PHOTO: ("说不清，请人看照片", "Let a person look at it"),
    EnclosureKind.VOICE: ("说不清，请人听语音", "Let a person listen to it"),
}
A_PERSON = ("说不清，请人看看", "Let a person look at it")


def named(language: str, kinds: Iterable[EnclosureKind]) -> str:
    """'照片和语音'; '' for nothing."""
    names = [pick(language, *NAMES[kind]) for kind in dict.fromkeys(kinds)]
    return pick(language, "和", " and ").join(names)


def received(language: str, kinds: tuple[EnclosureKind, ...]) -> Notice:
    """It came without a word. We look at pictures no more than we listen to recordings: a person does."""
    name = named(language, kinds)
    if EnclosureKind.VOICE in kinds:
        line = pick(
            language,
            f"{name}收到了。我听不了语音，会原样转给办事的人。是什么事、在哪里？打几个字更快。",
            f"I have your {name}. I cannot listen to voice notes; a person will. What is wrong, and where? "
            "A few written words are faster.",
        )
    else:
        line = pick(
            language,
            f"{name}收到了。是什么事、在哪里？说一句就行。",
            f"{name.capitalize()} received. What is wrong, and where?",
        )
    only = kinds[0] if len(set(kinds)) == 1 else None
    label = pick(language, *LOOKED_AT.get(only, A_PERSON)) if only else pick(language, *A_PERSON)
    return Notice("enclosed_only", lines=(line,), choices=(Choice("photo:human", label),))


def more_received(language: str, kinds: tuple[EnclosureKind, ...]) -> Notice:
    if EnclosureKind.VOICE in kinds:
        line = pick(
            language,
            "这条语音也收到了，会一起转过去。能打几个字更快。",
            "Got this one too, a person will listen. Written words are faster.",
        )
    else:
        line = pick(language, "这个也收到了。", "Got this one too.")
    return Notice("enclosed_more", lines=(line,))


def spot_received(language: str, where: str) -> Notice:
    """`where`: the place it is, '' as long as nobody can tell by the map."""
    inside = pick(
        language,
        f"位置收到：{where}。是什么事？说一句就行。",
        f"Got the spot: {where}. What is wrong there?",
    )
    unknown = pick(
        language,
        "位置收到，会附给办事的人。是什么事、在哪个小区哪一幢？说一句就行。",
        "Got the spot, it goes along. What is wrong, and at which estate and building?",
    )
    choice = Choice("photo:human", pick(language, *A_PERSON))
    return Notice("spot", lines=(inside if where else unknown,), choices=(choice,))


def spot_outside(language: str, hotline: str) -> Notice:
    line = pick(
        language,
        f"这个位置在地图上不属于我们社区。要是就在社区里，请写小区和几幢；要是别处的事，请打 {hotline}。",
        f"On the map this spot is outside our community. If it is inside after all, write the estate and building; "
        f"for elsewhere call {hotline}.",
    )
    choice = Choice("photo:human", pick(language, *A_PERSON))
    return Notice("spot_outside", lines=(line,), choices=(choice,))


def spot_kept(language: str) -> Notice:
    return Notice("spot_kept", lines=(pick(language, "位置收到，会附给办事的人。", "Got the spot, it goes along."),))


MISSED = {
    Missed.TOO_LARGE: (
        "有个文件超过 20 MB，我取不到。请发短一点、小一点的，或者用几个字说说。",
        "One file is over 20 MB and I cannot fetch it. Send a shorter or smaller one, or write a few words.",
    ),
    Missed.NOT_ARRIVED: (
        "有个文件没传完，我没收到。请再发一次，或者用几个字说说。",
        "One file did not arrive. Please send it again, or write a few words.",
    ),
    Missed.UNKNOWN_KIND: (
        "这一种我收不了。可以打字，发照片、语音、短视频，或者 PDF、Word、Excel 文件。",
        "I cannot take this kind. Write, or send a photo, a voice note, a short video, a PDF or an office file.",
    ),
}


def missed(language: str, reasons: Iterable[Missed], *, words_kept: bool) -> Notice:
    lines = [pick(language, *MISSED[why]) for why in dict.fromkeys(reasons)]
    kept = [pick(language, "文字已经收到了。", "Your words have arrived.")] if words_kept else []
    return Notice("missed", lines=(*lines, *kept))
