"""A digest or the sheet of cases when the office asks for it: the same as comes by itself, as of now."""

from dataclasses import dataclass
from datetime import timedelta

from handlers.conversation import Act, Turn
from handlers.desk import Desk
from handlers.digest import day, month, sheet, week, with_papers
from handlers.digest.circular import Circular
from handlers.digest.periods import period, today
from handlers.office.acts import presides
from handlers.press import tabulated
from handlers.texts import digest as texts
from handlers.texts import steward

SHEET_DAYS = 31


@dataclass(frozen=True, slots=True)
class Shown(Act):
    """For the office alone."""

    def perform(self, desk: Desk) -> Turn | None:
        if presides(desk):
            desk.community = community_of(desk)
            desk.reply(with_papers(desk, self.made(desk)))
        else:
            desk.reply(steward.not_yours())
        return None

    def made(self, desk: Desk) -> Circular:
        raise TypeError(f"{type(self).__name__} does not say what it shows")


def community_of(desk: Desk) -> str | None:
    """The speaker's own, if her posts are over one alone."""
    codes = {one.code for one in desk.directory.communities}
    hers = {post.area for post in desk.directory.posts if post.person == desk.speaker.id} & codes
    return hers.pop() if len(hers) == 1 else None


@dataclass(frozen=True, slots=True)
class ShowDigest(Shown):
    """Also on a day on which there is nothing to say."""

    def made(self, desk: Desk) -> Circular:
        return Circular((), day.letter(desk, day.figures_of(desk)), day.papers(desk))


@dataclass(frozen=True, slots=True)
class ShowWeek(Shown):
    def made(self, desk: Desk) -> Circular:
        return next(iter(week.make(desk)), Circular((), texts.nothing("上一周没有可说的事。")))


@dataclass(frozen=True, slots=True)
class ShowMonth(Shown):
    def made(self, desk: Desk) -> Circular:
        return next(iter(month.make(desk)), Circular((), texts.nothing("上个月没有可说的事。")))


@dataclass(frozen=True, slots=True)
class ShowSheet(Shown):
    """Of the last days, today included; any other period is had from the command line."""

    def made(self, desk: Desk) -> Circular:
        last = today(desk)
        days = period(desk.calendar(), last - timedelta(days=SHEET_DAYS - 1), last)
        form, rows = sheet.of_office(desk, days)
        name = texts.sheet_title(days.first, days.last)
        return Circular((), texts.sheet(name, len(rows)), tabulated(desk.house.press, form, rows, name))
